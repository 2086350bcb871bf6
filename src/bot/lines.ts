import type { Bot } from '#bot/bot.ts';
import type { Outcome } from '#bot/command.ts';
import type { Block, Message, Rich } from '#core/message.ts';

/** What lines are made of: the commands, and the short words for some. */
export type Speech = Pick<Bot, 'commands' | 'aliases'>;

/** Writes each line in what the bot says as it is typed at a door. */
export interface Lines {
  line(line: string): string;
  message(message: Message): Message;
  outcome(outcome: Outcome): Outcome;
}

/** Has every line in a message written by `write`: lines stand in code. The name of a command alone, as it is `called` at the door, stands in bold. */
export function rewrite(write: (line: string) => string, called = write): Lines {
  const words = (text: string, isBold: boolean) => (isBold && /^\/\w+$/.test(text) ? called(text) : text);
  const code = (text: string) => text.split('\n').map(write).join('\n');
  const span = (part: Rich[number], isBold: boolean): Rich[number] => {
    if (typeof part === 'string') return words(part, isBold);
    if ('code' in part) return changed(part, { code: write(part.code) });
    return 'b' in part ? changed(part, { b: rich(part.b, true) }) : part;
  };
  const rich = (parts: Rich, isBold = false): Rich => each(parts, (part) => span(part, isBold));
  function block(one: Block): Block {
    if ('text' in one) return changed(one, { text: rich(one.text) });
    if ('note' in one) return changed(one, { note: rich(one.note) });
    if ('code' in one) return changed(one, { code: code(one.code) });
    if ('fields' in one) return changed(one, { fields: each(one.fields, (pair) => changed(pair, { label: rich(pair.label), value: rich(pair.value) })) });
    if ('list' in one) return changed(one, { list: each(one.list, (item) => changed(item, { text: rich(item.text), ...(item.note && { note: rich(item.note) }) })) });
    return one;
  }
  const message = (whole: Message): Message => changed(whole, { ...(whole.title && { title: rich(whole.title) }), blocks: each(whole.blocks, block) });
  return {
    line: write,
    message,
    outcome(outcome) {
      if ('say' in outcome) return { ...outcome, say: message(outcome.say) };
      if (!('ask' in outcome)) return outcome;
      const errors = Object.fromEntries(Object.entries(outcome.ask.errors).map(([name, error]) => [name, rich(error)]));
      return { ...outcome, ask: { ...outcome.ask, errors } };
    },
  };
}

// Where no line stands differently the message stays the one it was: that it fits is known of it.
function each<T>(list: readonly T[], make: (one: T) => T): readonly T[] {
  const made = list.map(make);
  return made.every((one, i) => one === list[i]) ? list : made;
}

function changed<T extends object>(one: T, parts: Partial<T>): T {
  return Object.entries(parts).every(([name, part]) => part === (one as Record<string, unknown>)[name]) ? one : { ...one, ...parts };
}

/** The bot as it is heard at a door. */
export function withLines(bot: Bot, { outcome }: Pick<Lines, 'outcome'>): Bot {
  return {
    ...bot,
    invoke: async (invocation) => outcome(await bot.invoke(invocation)),
    line: async (line, from) => outcome(await bot.line(line, from)),
  };
}
