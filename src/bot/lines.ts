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
  const rich = (parts: Rich, isBold = false): Rich => parts.map((part) => (typeof part === 'string' ? (isBold && /^\/\w+$/.test(part) ? called(part) : part) : 'code' in part ? { code: write(part.code) } : 'b' in part ? { b: rich(part.b, true) } : part));
  function block(each: Block): Block {
    if ('text' in each) return { text: rich(each.text) };
    if ('note' in each) return { note: rich(each.note) };
    if ('code' in each) return { code: each.code.split('\n').map(write).join('\n') };
    if ('fields' in each) return { fields: each.fields.map(({ label, value }) => ({ label: rich(label), value: rich(value) })) };
    if ('list' in each) return { list: each.list.map(({ text, note }) => ({ text: rich(text), ...(note && { note: rich(note) }) })) };
    return each;
  }
  const message = (whole: Message): Message => ({ ...whole, ...(whole.title && { title: rich(whole.title) }), blocks: whole.blocks.map(block) });
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

/** The bot as it is heard at a door. */
export function withLines(bot: Bot, { outcome }: Pick<Lines, 'outcome'>): Bot {
  return {
    ...bot,
    invoke: async (invocation) => outcome(await bot.invoke(invocation)),
    line: async (line, from) => outcome(await bot.line(line, from)),
  };
}
