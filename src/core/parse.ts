import { UserError, type Way } from '#core/errors.ts';
import { findChoice, type Field } from '#core/field.ts';
import { fold, nameKey, nearest } from '#core/fold.ts';
import { closeQuote, keyAt, nextKey, token } from '#core/scan.ts';

/** A command as the grammar of lines sees it. */
export interface Grammar {
  /** `commitment.update`; a single word for a command without a verb. */
  readonly name: string;
  readonly fields: readonly Field[];
  /** The fields that need no key, in the order in which they are said. */
  readonly args: readonly string[];
}

export interface Parsed {
  readonly command: string;
  readonly given: Readonly<Record<string, unknown>>;
}

/**
 * Reads a line: `/commitment update 4 on-track Draft sent`, `update C4 "On track" note:"…"`. Case, curly quotes, dashes and
 * "please" do not matter around the words of the grammar; the last text takes the rest of the line as it stands.
 * @throws UserError that says what was understood; its ways are whole lines that would work
 */
export function parseLine(line: string, grammars: readonly Grammar[], aliases: Readonly<Record<string, string>>): Parsed {
  const { words, rest } = head(line);
  const [noun = '', verb = ''] = words.map(fold);
  if (noun === '') return { command: 'help', given: {} };
  const whole = aliases[noun] ?? noun;
  const single = grammars.find(({ name }) => name === whole);
  if (single) return { command: single.name, given: readArgs(rest(1), single, said(noun)) };
  const verbs = grammars.flatMap(({ name }) => (name.startsWith(`${noun}.`) ? [name.slice(noun.length + 1)] : []));
  if (verbs.length === 0) throw unknownWord(words[0]!, grammars, aliases, rest(1));
  if (verb === '') return { command: 'help', given: { topic: noun } };
  const exactly = grammars.find(({ name }) => name === `${noun}.${verb}`);
  if (exactly) return { command: exactly.name, given: readArgs(rest(2), exactly, said(`${noun} ${verb}`)) };
  const near = nearest(verb, verbs);
  const ways = near.map((way) => asLine(`${noun} ${way} ${rest(2)}`));
  if (/^[a-z]?#?\d/.test(verb) && verbs.includes('show')) ways.unshift(asLine(`${noun} show ${rest(1)}`));
  throw new UserError('error.line.verb', { noun, verb: words[1]!, verbs: verbs.join(', ') }, undefined, ways);
}

const said = (words: string) => `/${words}`;
const asLine = (line: string): Way => ({ label: `/${line.trim()}`.slice(0, 75), value: `/${line.trim()}` });

/** The first words of a line without the slash, the bot's own name and "please"; `rest(n)` is what follows the first n words. */
function head(line: string): { words: string[]; rest: (count: number) => string } {
  const start = /^\s*\/?\s*(?:(?:secretariat|please)\b[\s,:]*\/?\s*)*/i.exec(line)![0].length;
  const found = [...line.slice(start).matchAll(/\S+/g)].slice(0, 2);
  const ends = found.map((match) => start + match.index + match[0].length);
  return { words: found.map((match) => match[0].replace(/[,;]$/, '')), rest: (count) => line.slice(ends[Math.min(count, ends.length) - 1] ?? line.length).trim() };
}

function unknownWord(word: string, grammars: readonly Grammar[], aliases: Readonly<Record<string, string>>, rest: string): UserError {
  const names = grammars.map(({ name }) => name.replace('.', ' '));
  const nouns = [...new Set([...names.map((name) => name.split(' ')[0]!), ...Object.keys(aliases)])];
  const byNoun = nearest(word, nouns).map((noun) => asLine(`${noun} ${rest}`));
  const byVerb = names.filter((name) => nameKey(name.split(' ')[1] ?? '') === nameKey(word)).map((name) => asLine(`${name} ${rest}`));
  return new UserError('error.line.unknown', { word: word.slice(0, 60) }, undefined, [...byNoun, ...byVerb].slice(0, 4));
}

/** Reads what follows the command's name. `said` is the part understood so far, to repeat it in an error. */
function readArgs(text: string, grammar: Grammar, said: string): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  const names = grammar.fields.map(({ name }) => name);
  const field = (name: string) => grammar.fields.find((candidate) => candidate.name === name)!;
  const waiting = [...grammar.args];
  const take = (name: string, value: string | true) => {
    if (name in given) throw new UserError('error.line.twice', { said, field: name, first: String(given[name]), second: String(value) }, name);
    given[name] = value;
    if (waiting.includes(name)) waiting.splice(waiting.indexOf(name), 1);
  };
  let at = 0;
  while ((at = skipBlanks(text, at)) < text.length) {
    const key = keyAt(text, at, names);
    if (key) {
      const [value, end] = readValue(text, skipBlanks(text, key.end), field(key.name), names, 'keyed', said);
      take(key.name, value);
      at = end;
      continue;
    }
    const word = token(text, at);
    const isLastText = waiting.length === 1 && !isShort(field(waiting[0]!));
    const flag = grammar.fields.find(({ kind, name }) => kind === 'yesno' && !(name in given) && nameKey(name) === nameKey(word));
    const after = skipBlanks(text, at + word.length);
    // `late` alone is yes to late; at the head of a text it is a word like any other.
    if (flag && (!isLastText || after >= text.length || keyAt(text, after, names))) {
      take(flag.name, true);
      at += word.length;
    } else if (fold(word) === 'please' && !isLastText) {
      at += word.length;
    } else {
      at = takeNext(text, at, waiting, field, names, take, said);
    }
  }
  return given;
}

const skipBlanks = (text: string, at: number) => at + /^\s*/.exec(text.slice(at))![0].length;
const isShort = ({ kind }: Field) => kind === 'choice' || kind === 'yesno' || kind === 'int';

function takeNext(
  text: string, at: number, waiting: readonly string[], field: (name: string) => Field, names: readonly string[],
  take: (name: string, value: string) => void, said: string,
): number {
  for (const [i, name] of waiting.entries()) {
    const next = field(name);
    const last = i === waiting.length - 1;
    if (next.kind === 'choice') {
      const found = leadingChoice(text, at, next);
      if (!found && !last && !next.required) continue;
      // A word that is no choice is kept as said: the answer names it beside its field, with the nearest choices.
      const [value, end] = found ?? [token(text, at), at + token(text, at).length];
      take(name, value);
      return end;
    }
    const [value, end] = readValue(text, at, next, names, last && !isShort(next), said);
    take(name, value);
    return end;
  }
  throw new UserError('error.line.surplus', { said, rest: text.slice(at, at + 60), keys: names.filter((name) => name !== 'page').join(', ') || '–' });
}

/** A choice of up to three words at this place, and where it ends. */
function leadingChoice(text: string, at: number, { choices }: Field): [string, number] | undefined {
  for (const match of [/^\S+\s+\S+\s+\S+/, /^\S+\s+\S+/, /^\S+/]) {
    const words = match.exec(text.slice(at))?.[0];
    const found = words && findChoice(choices!, words.replace(/[,;.]$/, ''));
    if (found) return [found, at + words.length];
  }
  return undefined;
}

/** A value at this place and where it ends: a quoted one, one word, or with `long` all up to the next known key. */
function readValue(text: string, at: number, field: Field, names: readonly string[], long: boolean | 'keyed', said: string): [string, number] {
  const quoted = closeQuote(text, at);
  if (quoted === 'open') {
    const rest = text.slice(at + 1).trim();
    throw new UserError('error.line.quote', { said, rest: rest.slice(0, 60) }, undefined, [asLine(`${said.slice(1)} ${text.slice(0, at)}"${rest}"`)]);
  }
  if (quoted) {
    const after = skipBlanks(text, quoted.end);
    // Without a key, `"Draft" is ready` is a text that happens to start with a quote.
    if (long !== true || after >= text.length || keyAt(text, after, names)) return [quoted.value, quoted.end];
  }
  const found = field.kind === 'choice' ? leadingChoice(text, at, field) : undefined;
  if (found) return found;
  if (!long || isShort(field)) {
    const word = token(text, at);
    return [word, at + word.length];
  }
  const end = nextKey(text, at, names);
  return [text.slice(at, end).trim(), end];
}
