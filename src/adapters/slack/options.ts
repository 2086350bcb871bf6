import type { Option } from '@slack/types';
import type { Bot, From } from '#bot/bot.ts';
import { longest, optionOf } from '#adapters/slack/field.ts';
import { formOf } from '#adapters/slack/form.ts';
import type { Payload } from '#adapters/slack/receive.ts';
import { inTime } from '#adapters/underway.ts';

/** How long choices may take: whoever types has typed on by then. In milliseconds. */
const patience = 2000;

/** What could stand in the field of a form that is being typed in; nothing where that cannot be told in time. */
export async function choicesFor(bot: Pick<Bot, 'suggest'>, { view, block_id = '', value = '' }: Payload, from: From): Promise<Option[]> {
  if (!view) return [];
  const found = await inTime(patience, bot.suggest(formOf(view).command, block_id, value, from), []);
  return found.filter((each) => each.value !== '' && each.value.length <= longest.value).map((each) => optionOf({ label: each.label.trim() || each.value, value: each.value }));
}
