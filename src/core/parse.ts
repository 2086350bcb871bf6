import { isPlease, readArgs, Stop, type Grammar, type Parsed } from '#core/args.ts';
import { UserError, type Way } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { fold, nearest } from '#core/fold.ts';
import type { Key } from '#core/i18n.ts';
import type { Params } from '#core/message.ts';
import { skipBlanks, token, withoutEnd } from '#core/scan.ts';

export type { Grammar, Parsed } from '#core/args.ts';

/** A line that cannot be read. `so` is what was understood of it, for the form that mends it. */
export class LineError extends UserError {
  readonly so: Parsed | undefined;
  constructor(key: Key, params: Params, ways: readonly Way[], so?: Parsed) {
    super(key, params, undefined, ways);
    this.name = 'LineError';
    this.so = so;
  }
}

type Aliases = Readonly<Record<string, string>>;

/**
 * Reads a line: `/commitment update 4 on-track Draft sent`, `update C4 "On track" note:"…"`. Case, curly quotes, dashes and
 * "please" do not matter around the words of the grammar; the last text takes the rest of the line as it stands.
 * @throws LineError that says what was understood; its ways are whole lines that can be read
 */
export function parseLine(line: string, grammars: readonly Grammar[], aliases: Aliases): Parsed {
  try {
    return read(line, grammars, aliases);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const ways = [...new Set(error.lines.map((way) => `/${way.trim()}`))].filter((way) => isReadable(way, grammars, aliases));
    throw new LineError(error.key, error.params, ways.slice(0, 4).map((value) => ({ label: cut(value, 75), value })), error.so);
  }
}

function isReadable(line: string, grammars: readonly Grammar[], aliases: Aliases): boolean {
  try {
    read(line, grammars, aliases);
    return true;
  } catch (error) {
    if (error instanceof Stop) return false;
    throw error;
  }
}

/** What people say to somebody, not to a program. It is answered kindly, and nothing else. */
const [greetings, thanks] = [/^(?:hi|hello|hey|hallo|hola|bonjour|salut|moin|good(?:morning|afternoon|evening|day)?)[!.?]*$/, /^(?:thx|thanks?|thankyou|ty|cheers|merci|danke|gracias)[!.?]*$/];

function read(line: string, grammars: readonly Grammar[], aliases: Aliases): Parsed {
  const { words, rest } = head(line);
  const [noun = '', verb = ''] = words.map(fold);
  if (noun === '') return { command: 'help', given: {} };
  const whole = Object.hasOwn(aliases, noun) ? aliases[noun] : noun;
  const single = grammars.find(({ name }) => name === whole);
  if (single) return { command: single.name, given: readArgs(rest(1), single, noun) };
  if (greetings.test(noun)) throw new Stop('error.line.hello', {}, []);
  if (thanks.test(noun)) throw new Stop('error.line.thanks', {}, []);
  const verbs = verbsOf(noun, grammars);
  if (verbs.length === 0) throw new Stop('error.line.unknown', { word: cut(words[0]!, 60) }, linesLike(noun, verb, rest, grammars, aliases));
  if (verb === '') return { command: 'help', given: { topic: noun } };
  const exactly = grammars.find(({ name }) => name === `${noun}.${verb}`);
  if (exactly) return { command: exactly.name, given: readArgs(rest(2), exactly, `${noun} ${verb}`) };
  const isId = /^[a-z]?#?\d+(\.\d+)?$/.test(verb);
  if (isId && (rest(2) === '' || isPlease(rest(2))) && verbs.includes('show')) return read(`${noun} show ${rest(1)}`, grammars, aliases);
  const near = (isId ? ['update', 'show'] : nearest(verb, verbs)).filter((each) => verbs.includes(each));
  throw new Stop('error.line.verb', { noun, verb: cut(words[1]!, 60), verbs: verbs.join(', ') }, near.map((each) => `${noun} ${each} ${rest(isId ? 1 : 2)}`));
}

function verbsOf(noun: string, grammars: readonly Grammar[]): string[] {
  return grammars.flatMap(({ name }) => (name.startsWith(`${noun}.`) ? [name.slice(noun.length + 1)] : []));
}

/** The lines that someone may have meant whose first word is no noun: nearest nouns, and this word as a verb. */
function linesLike(word: string, verb: string, rest: (count: number) => string, grammars: readonly Grammar[], aliases: Aliases): string[] {
  const nouns = [...grammars.map(({ name }) => name.split('.')[0]!), ...Object.keys(aliases)];
  const byNoun = nearest(word, nouns).flatMap((noun) => {
    const verbs = verbsOf(noun, grammars);
    return [`${noun} ${rest(1)}`, ...(verbs.includes(verb) ? [] : nearest(verb, verbs).map((near) => `${noun} ${near} ${rest(2)}`))];
  });
  const byVerb = grammars.filter(({ name }) => name.split('.')[1] === word).map(({ name }) => `${name.replace('.', ' ')} ${rest(1)}`);
  // `update4` is two words written as one.
  const [, letters = '', digits = ''] = /^([a-z]+)(\d.*)$/.exec(word) ?? [];
  const split = nouns.includes(letters) ? [`${letters} ${digits} ${rest(1)}`] : [];
  return split.length > 0 ? split : [...byNoun, ...byVerb];
}

/** The first two words of a line without the slash, the bot's own name and "please"; `rest(n)` is what follows the first n words. */
function head(line: string): { words: string[]; rest: (count: number) => string } {
  let at = skipOpening(line, 0);
  const words: string[] = [];
  const ends: number[] = [];
  while (at < line.length && words.length < 2) {
    const word = token(line, at);
    at += word.length;
    const plain = withoutEnd(word, ',;:');
    if (plain !== '' && !isPlease(plain)) {
      words.push(plain);
      ends.push(at);
    }
    at = skipBlanks(line, at);
  }
  return { words, rest: (count) => line.slice(ends[Math.min(count, ends.length) - 1] ?? line.length).trim() };
}

/** Where the noun begins: after a slash, the bot's own name with or without @, and "please". */
function skipOpening(line: string, start: number): number {
  let at = start;
  for (;;) {
    at = skipBlanks(line, at);
    if (line[at] === '/') at = skipBlanks(line, at + 1);
    const called = /^@?(?:secretariat|please)(?![\p{L}\p{N}])[,:;]*/iu.exec(line.slice(at, at + 20));
    if (!called) return at;
    at += called[0].length;
  }
}
