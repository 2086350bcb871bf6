import { grammarsOf } from '#bot/grammar.ts';
import { rewrite, type Lines, type Speech } from '#bot/lines.ts';
import { readYesNo } from '#core/field.ts';
import { LineError, parseLine, type Parsed } from '#core/parse.ts';
import { shownFields } from '#adapters/discord/register.ts';

/**
 * Lines in the program's own grammar (`/update 4 on-track Draft sent`), written as Discord takes them, each value with its name
 * (`/update commitment:4 status:on-track note:Draft sent`). What is no line of the grammar, or has what no option takes, stays as it is.
 */
export function makeLines({ commands, aliases }: Speech, prefix = ''): Lines {
  const nouns = new Set(commands.map(({ name }) => name.split('.')[0]!));
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

  return rewrite(write, (name) => (nouns.has(name.slice(1)) ? `/${prefix}${name.slice(1)}` : name));
}

/** Discord offers True and False. */
function yesNo(value: unknown): string {
  const isYes = value === true ? true : readYesNo(String(value));
  return isYes === undefined ? String(value) : isYes ? 'True' : 'False';
}
