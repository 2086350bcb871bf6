import type { Bot } from '#bot/bot.ts';
import type { Outcome } from '#bot/command.ts';
import { grammarsOf } from '#bot/grammar.ts';
import { readYesNo } from '#core/field.ts';
import type { Block, Message, Rich } from '#core/message.ts';
import { LineError, parseLine, type Parsed } from '#core/parse.ts';
import { shownFields } from '#adapters/discord/register.ts';

/** What lines are made of: the commands, and the short words for some. */
export type Speech = Pick<Bot, 'commands' | 'aliases'>;

/** Writes each line in a message as it is typed on Discord. */
export interface Lines {
  line(line: string): string;
  message(message: Message): Message;
  outcome(outcome: Outcome): Outcome;
}

/**
 * Lines in the program's own grammar (`/update 4 on-track Draft sent`), written as Discord takes them, each value with its name
 * (`/update commitment:4 status:on-track note:Draft sent`). What is no line of the grammar, or has what no option takes, stays as it is.
 */
export function makeLines({ commands, aliases }: Speech, prefix = ''): Lines {
  const grammars = grammarsOf(new Map(commands.map((command) => [command.name, command])));

  function read(line: string): Parsed | undefined {
    try {
      return parseLine(line, grammars, aliases);
    } catch (error) {
      if (error instanceof LineError) return undefined;
      throw error;
    }
  }

  // The same few lines stand in answers again and again, and reading one takes as long as drawing many.
  const written = new Map<string, string>();
  function write(line: string): string {
    let made = written.get(line);
    if (made !== undefined) return made;
    if (written.size >= 500) written.clear();
    written.set(line, (made = anew(line)));
    return made;
  }

  function anew(line: string): string {
    const parsed = line.startsWith('/') ? read(line) : undefined;
    const command = commands.find(({ name }) => name === parsed?.command);
    if (!parsed || !command) return line;
    const kinds = new Map(shownFields(command).map(({ name, kind }) => [name, kind]));
    if (!Object.keys(parsed.given).every((name) => kinds.has(name))) return line;
    const [, first = ''] = /^\/(\S*)/.exec(line)!;
    const called = Object.hasOwn(aliases, first) ? first : command.name.replace('.', ' ');
    const options = Object.entries(parsed.given).flatMap(([name, value]) => {
      const kind = kinds.get(name);
      // A file is attached, not named.
      if (kind === 'file') return [];
      return [`${name}:${kind === 'yesno' ? yesNo(value) : String(value)}`];
    });
    return [`/${prefix}${called}`, ...options].join(' ');
  }

  const rich = (parts: Rich): Rich => parts.map((part) => (typeof part === 'string' ? part : 'code' in part ? { code: write(part.code) } : 'b' in part ? { b: rich(part.b) } : part));
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

/** Discord offers True and False. */
function yesNo(value: unknown): string {
  const isYes = value === true ? true : readYesNo(String(value));
  return isYes === undefined ? String(value) : isYes ? 'True' : 'False';
}

/** The bot as it is heard on Discord. */
export function withLines(bot: Bot, { outcome }: Lines): Bot {
  return {
    ...bot,
    invoke: async (invocation) => outcome(await bot.invoke(invocation)),
    line: async (line, from) => outcome(await bot.line(line, from)),
  };
}
