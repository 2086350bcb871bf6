import type { ViewOutput } from '@slack/bolt';
import type { InputBlock, ModalView } from '@slack/types';
import type { Suggest } from '#bot/choices.ts';
import type { Form, Reader } from '#bot/command.ts';
import { asking, besideName, titleOf } from '#bot/dialog.ts';
import { UserError } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { t, type Key } from '#core/i18n.ts';
import { oneLine } from '#core/legible.ts';
import { message, plain, type Given, type Message } from '#core/message.ts';
import { showDay } from '#core/time.ts';
import { beginning, dayBlock, drawField, given, longest, nothing, picked } from '#adapters/slack/field.ts';
import { plainText, render } from '#adapters/slack/render.ts';

/** Slack's limits on a modal, and its title where the own one has no room. */
const [mostBlocks, longestTitle, botName] = [100, 24, 'Secretariat'];

const label = (lang: string, key: Key) => plainText(plain(t(lang, key)), longestTitle);

/** A form as a modal, all on one page. Values that stand are filled in; `suggest` tells what a field that points to something can hold. */
export async function modalOf(form: Form, reader: Reader, suggest: Suggest): Promise<ModalView> {
  const { lang } = reader;
  const inputs = (await Promise.all(asking(form).map((field) => drawField(form, field, lang, suggest)))).flat();
  const title = titleOf(form, lang, 200);
  const fits = title.length <= longestTitle;
  const above = message(undefined, fits ? undefined : { text: [{ b: [title] }] }, inputs.length === 0 ? { text: t(lang, 'door.form.nothing') } : undefined);
  return {
    type: 'modal', callback_id: 'form', private_metadata: `${form.draft} ${form.command}`,
    title: plainText(fits ? title : botName, longestTitle), submit: label(lang, 'slack.form.submit'), close: label(lang, 'slack.form.close'),
    blocks: [...(above.blocks.length > 0 ? render(above, reader).blocks : []), ...inputs].slice(0, mostBlocks),
  };
}

/** The form that a modal shows: its draft, and the command whose fields it has. */
export function formOf({ private_metadata }: Pick<ViewOutput, 'private_metadata'>): { readonly draft: string; readonly command: string } {
  const [draft = '', command = ''] = private_metadata.split(' ');
  return { draft, command };
}

/**
 * What is wrong, by field, as Slack shows it beside the fields of a view that stands. Where fewer are told than there are errors, or
 * none although something is still missing, the view has no such field: then `modalOf` shows the form anew.
 */
export function errorsOf({ errors }: Form, lang: string, { blocks }: Pick<ViewOutput, 'blocks'>): Record<string, string> {
  const shown = new Set(blocks.flatMap(({ type, block_id }) => (type === 'input' && block_id !== undefined ? [block_id] : [])));
  return Object.fromEntries(Object.entries(errors).filter(([name]) => shown.has(name)).map(([name, error]) => [name, cut(oneLine(plain(besideName(name, error, lang))), longest.hint)]));
}

/**
 * What a modal was sent with, by field: words as typed, a choice's value, a day, the id of a member, channel or uploaded file. An emptied
 * field is an empty text, which takes out what stood there. Where nothing was picked or uploaded, and where a text of which only the
 * beginning was shown was left as it is, what stood stays.
 */
export function readView(view: Pick<ViewOutput, 'state' | 'blocks'>): Given {
  const read: Record<string, string> = {};
  for (const [name, parts] of Object.entries(view.state.values)) {
    const value = parts[given] ?? parts[beginning];
    if (!value) continue;
    const chosen = value.selected_option?.value ?? '';
    const id = value.selected_user ?? value.selected_conversation ?? value.files?.[0]?.id;
    if ('selected_option' in value) read[name] = chosen === nothing ? '' : chosen;
    else if (id != null) read[name] = id;
    else if (value.type === 'plain_text_input') {
      const typed = value.value ?? '';
      const isLeft = isSame(typed, standingIn(view, name));
      const day = dayIn(view, name);
      if (parts[given] || !isLeft) read[name] = day !== undefined && (isLeft || typed.trim() === '') ? day : typed;
    }
  }
  return read;
}

/** What of it cannot be taken: a date that was written where another day was picked. What was written stays. */
export function faultsIn(view: Pick<ViewOutput, 'state' | 'blocks'>, lang: string): UserError[] {
  return Object.entries(readView(view)).flatMap(([name, typed]) => {
    const day = dayIn(view, name);
    return day === undefined || day === String(typed).trim() ? [] : [new UserError('slack.form.both', { typed: String(typed), day: showDay(day, lang) }, name)];
  });
}

const dayIn = ({ state }: Pick<ViewOutput, 'state'>, name: string): string | undefined => state.values[dayBlock(name)]?.[picked]?.selected_date ?? undefined;

/** What stood in a text field as the view was shown. */
function standingIn({ blocks }: Pick<ViewOutput, 'blocks'>, name: string): string {
  const element = (blocks.find(({ block_id }) => block_id === name) as InputBlock | undefined)?.element;
  return element?.type === 'plain_text_input' ? (element.initial_value ?? '') : '';
}

/** Slack trims what is typed, and writes some marks of what it was given otherwise. */
const isSame = (...both: [string, string]) => new Set(both.map((text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').trim())).size === 1;

/** An answer in a modal: where the press that it answers came from one, or from App Home. */
export function answerView(answer: Message, reader: Reader): ModalView {
  const title = answer.title && oneLine(plain(answer.title));
  const fits = title !== undefined && title !== '' && title.length <= longestTitle && !answer.tone;
  const { title: _title, ...rest } = answer;
  return {
    type: 'modal', callback_id: 'answer', title: plainText(fits ? title : botName, longestTitle),
    close: label(reader.lang, 'slack.form.done'), blocks: render(fits ? rest : answer, reader).blocks,
  };
}

/** What is shown while a slow answer is made. */
export const workingView = (reader: Reader): ModalView => answerView(message(undefined, { text: t(reader.lang, 'slack.form.working') }), reader);
