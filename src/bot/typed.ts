import { nameOf } from '#bot/hint.ts';
import { lengthOf } from '#core/fit.ts';
import { t } from '#core/i18n.ts';
import { buttonsOf, message, type Block, type Given, type Message } from '#core/message.ts';

/** As many characters fit into one message beside their heading. */
const most = 3400;

/** Whether an answer leads back into the form with all that was typed. */
export function holdsTyped(answer: Message): boolean {
  return buttonsOf(answer).some((button) => 'run' in button && (button.given.form !== undefined || button.draft !== undefined));
}

/** An answer with what was typed, to be copied: in the same message where it fits, else in more of them. */
export function typedBack(answer: Message, given: Given, lang: string): Message[] {
  const texts = Object.entries(given).flatMap(([name, value]) => (typeof value === 'string' && value.trim() !== '' ? [{ name, value }] : []));
  if (texts.length === 0) return [answer];
  const note = { note: t(lang, 'door.typed') };
  const blocks = texts.flatMap(({ name, value }): Block[] => [{ note: [nameOf({ name }, lang)] }, { code: value }]);
  const whole = { ...answer, blocks: [...answer.blocks, note, ...blocks] };
  if (lengthOf(whole) <= most && whole.blocks.length <= 12) return [whole];
  const pieces = texts.flatMap(({ name, value }) => (value.match(/[^]{1,1600}/gu) ?? []).map((piece) => message([nameOf({ name }, lang)], { code: piece })));
  return [{ ...answer, blocks: [...answer.blocks, note] }, ...pieces];
}
