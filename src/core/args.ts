import { withoutAddresses } from '#core/address.ts';
import { findChoice, readYesNo, type Field } from '#core/field.ts';
import { cut } from '#core/fit.ts';
import { nameKey, nearest } from '#core/fold.ts';
import type { Key } from '#core/i18n.ts';
import type { Params } from '#core/message.ts';
import { closeQuote, isQuoteAt, keyAt, nextEnd, skipBlanks, token, withoutEnd } from '#core/scan.ts';

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

/** What stops the reading, before it is looked at which of its `lines` would work. */
export class Stop extends Error {
  readonly key: Key;
  readonly params: Params;
  readonly lines: readonly string[];
  readonly so: Parsed | undefined;
  constructor(key: Key, params: Params, lines: readonly string[], so?: Parsed) {
    super(key);
    this.key = key;
    this.params = params;
    this.lines = lines;
    this.so = so;
  }
}

export const isPlease = (word: string) => /^please[,.!]?$/i.test(word);

/** One line under way: its text, what has been read of it, and the fields that still need no key. */
interface Line {
  readonly text: string;
  readonly grammar: Grammar;
  /** The names of all fields. */
  readonly names: readonly string[];
  /** The part understood before the text, to repeat it in an error. */
  readonly said: string;
  readonly given: Record<string, unknown>;
  waiting: readonly Field[];
  /** Fields whose value was taken by its place alone: no number, no known choice. A key later on overrules the guess. */
  readonly guessed: Set<string>;
}

/** What is read of a line at some place, and where it ends. */
interface Piece {
  readonly name: string;
  readonly value: string | true;
  readonly end: number;
}

/** Reads what follows the command's name. `said` is the part understood so far, to repeat it in an error. */
export function readArgs(text: string, grammar: Grammar, said: string, args = grammar.args): Record<string, unknown> {
  const names = grammar.fields.map(({ name }) => name);
  const waiting = args.map((name) => grammar.fields.find((field) => field.name === name)!);
  const line: Line = { text, grammar, names, said, given: {}, waiting, guessed: new Set() };
  for (let at = skipBlanks(text, 0); at < text.length; at = skipBlanks(text, at)) {
    const piece = readKeyed(line, at) ?? readFlag(line, at) ?? readPlease(line, at) ?? readNext(line, at);
    if (piece === undefined) throw stop(line, 'error.line.surplus', { said: `/${said}`, rest: shown(line, cut(text.slice(at), 60)), keys: names.filter((name) => name !== 'page').join(', ') || '–' }, `${said} ${text.slice(0, at)}`);
    if (piece.name !== '') {
      // Said by its key after all: what stood in its place belongs to the next field.
      if (line.guessed.has(piece.name) && Object.hasOwn(line.given, piece.name)) return readArgs(text, grammar, said, args.filter((name) => name !== piece.name));
      take(line, piece);
    }
    at = piece.end;
  }
  return line.given;
}

function take(line: Line, { name, value }: Piece): void {
  const { given } = line;
  if (Object.hasOwn(given, name)) {
    const [first, second] = [given[name], value].map((each) => (line.grammar.fields.some((field) => field.name === name && field.secret) ? '…' : shown(line, cut(String(each), 60))));
    throw stop(line, 'error.line.twice', { said: `/${line.said}`, field: name, first: first!, second: second! });
  }
  given[name] = value;
}

/** Words that are said back: without the address of a page where that may be a secret. */
const shown = ({ grammar }: Line, words: string): string => (grammar.fields.some(({ secret, linkless }) => secret || linkless) ? withoutAddresses(words) : words);

function stop({ grammar, given }: Line, key: Key, params: Params, ...lines: string[]): Stop {
  return new Stop(key, params, lines, { command: grammar.name, given });
}

/** The fields that need no key and have no value yet. */
const waitingOf = ({ waiting, given }: Line) => waiting.filter(({ name }) => !Object.hasOwn(given, name));
const isKey = ({ text, names }: Line, at: number) => keyAt(text, at, names) !== undefined;
const isShort = ({ kind }: Field) => kind === 'choice' || kind === 'yesno' || kind === 'int';
const isProse = ({ kind }: Field) => kind === 'text' || kind === 'line';

/** `key:` and its value. */
function readKeyed(line: Line, at: number): Piece | undefined {
  const { text, names, grammar } = line;
  const key = keyAt(text, at, names);
  if (!key) return undefined;
  const field = grammar.fields.find(({ name }) => name === key.name)!;
  const start = skipBlanks(text, key.end);
  // A quoted text after its key ends with its quotes where other values may follow.
  const endsQuoted = isQuoteAt(text, start) && waitingOf(line).some(({ name }) => name !== field.name);
  const [value, end] = readValue(line, start, field, field.kind === 'text' && !endsQuoted ? 'prose' : 'name');
  return { name: field.name, value: value === '' && field.kind === 'yesno' ? true : value, end };
}

/** Whether only a text is still awaited here, which takes all that comes. */
function isRunning(line: Line): boolean {
  const [field, ...others] = waitingOf(line);
  return field !== undefined && others.length === 0 && isProse(field);
}

/** A yes-or-no field by its bare name. Where a text is awaited it counts only when no words follow: that text is not cut. */
function readFlag(line: Line, at: number): Piece | undefined {
  const { text } = line;
  const flag = flagAt(line, at);
  if (!flag) return undefined;
  const end = at + token(text, at).length;
  for (let next = skipBlanks(text, end); isRunning(line) && next < text.length; next = skipBlanks(text, next + token(text, next).length)) {
    if (isKey(line, next) || isQuoteAt(text, next)) break;
    if (!flagAt(line, next)) return undefined;
  }
  return { name: flag.name, value: true, end };
}

function flagAt({ text, grammar, given }: Line, at: number): Field | undefined {
  const word = isQuoteAt(text, at) ? '' : nameKey(token(text, at));
  return grammar.fields.find(({ kind, name }) => kind === 'yesno' && !Object.hasOwn(given, name) && nameKey(name) === word);
}

/** "Please" says nothing, unless it begins the text that is awaited. */
function readPlease(line: Line, at: number): Piece | undefined {
  const word = token(line.text, at);
  const end = at + word.length;
  return isPlease(word) && !(isRunning(line) && skipBlanks(line.text, end) < line.text.length) ? { name: '', value: '', end } : undefined;
}

/** The next value without a key, for the first of the fields that need none which it can be for. */
function readNext(line: Line, at: number): Piece | undefined {
  const { text } = line;
  const waiting = waitingOf(line);
  for (const [i, field] of waiting.entries()) {
    const later = waiting.slice(i + 1);
    if (field.kind === 'choice' && later.length > 0 && !isChoiceAt(line, at, field)) continue;
    // "/update on-track Draft sent": the number was forgotten, and will be asked for.
    if (field.kind === 'ref' && !isQuoteAt(text, at) && later.some((each) => each.kind === 'choice' && leadingChoice(line, at, each))) continue;
    const [found, end] = readValue(line, at, field, reachOf(line, at, field, later), later);
    // "4, on track": what parts words is no part of a number or name.
    const value = (isProse(field) && later.length === 0) || isQuoteAt(text, at) ? found : withoutEnd(found, ',;:') || found;
    // What was passed over comes no more: "2" in "/update on-track 2 drafts sent" is not the number that was forgotten.
    line.waiting = later;
    if (field.kind === 'ref' ? !isNumber(value) : field.kind === 'choice' && !field.choices!.includes(value)) line.guessed.add(field.name);
    return { name: field.name, value, end };
  }
  return undefined;
}

/** `4`, `#4`, `C4`, `C4.2`. */
const isNumber = (word: string) => /^[a-z]?#?\d[\d.]*[,;:]*$/i.test(word);

/** How far a value without quotes reaches: one word; a name of several, up to a key, a quoted text or what a `later` field takes; prose, up to a key. */
type Reach = 'word' | 'name' | 'prose';

function reachOf({ text }: Line, at: number, field: Field, later: readonly Field[]): Reach {
  if (later.length === 0) return isProse(field) ? 'prose' : 'name';
  // A name may be of several words where only a word of a few can follow it; a number never is.
  return field.kind === 'ref' && later.every(isShort) && !isNumber(token(text, at)) ? 'name' : 'word';
}

/**
 * Whether a choice that more is to follow is said here. One that may be left out must be one of its words. For one that must
 * be there a slip is let through, so that the answer can name it; but words that are nothing like it are the text after it.
 */
function isChoiceAt(line: Line, at: number, field: Field): boolean {
  if (leadingChoice(line, at, field)) return true;
  const word = token(line.text, at);
  const after = skipBlanks(line.text, at + word.length);
  const isAlone = after >= line.text.length || isQuoteAt(line.text, after) || isKey(line, after);
  return field.required && (isAlone || nearest(word, field.choices!).length > 0);
}

const choiceKeys = new WeakMap<readonly string[], readonly string[]>();

/** The longest choice in the words at this place, and where it ends. */
function leadingChoice(line: Line, at: number, { choices = [] }: Field): [string, number] | undefined {
  const { text } = line;
  const keys = choiceKeys.get(choices) ?? choices.map(nameKey);
  choiceKeys.set(choices, keys);
  let found: [string, number] | undefined;
  let key = '';
  for (let place = at, count = 0; place < text.length && count < 4; count++) {
    if (place > at && (isQuoteAt(text, place) || isKey(line, place))) break;
    const word = token(text, place);
    const part = nameKey(word);
    key += part;
    if (!keys.some((each) => each.startsWith(key))) break;
    const i = part === '' ? -1 : keys.indexOf(key);
    if (i >= 0) found = [choices[i]!, place + word.length];
    place = skipBlanks(text, place + word.length);
  }
  return found;
}

/** Whether a word stands here that a field of few words takes. */
function isTaken(line: Line, at: number, field: Field): boolean {
  if (field.kind === 'choice') return leadingChoice(line, at, field) !== undefined;
  return field.kind === 'yesno' ? readYesNo(token(line.text, at)) !== undefined : /^\d{1,9}$/.test(token(line.text, at));
}

/** A value at this place and where it ends. */
function readValue(line: Line, at: number, field: Field, reach: Reach, later: readonly Field[] = []): [string, number] {
  const { text, said } = line;
  if (at >= text.length || isKey(line, at)) return ['', at];
  const quoted = closeQuote(text, at);
  if (quoted === 'open') {
    const rest = text.slice(at + 1).trim();
    throw stop(line, 'error.line.quote', { said: `/${said}`, rest: cut(rest, 60) }, `${said} ${text.slice(0, at)}"${rest}"`);
  }
  if (quoted) {
    const after = skipBlanks(text, quoted.end);
    // `"Draft" is ready` is a text that happens to start with a quote.
    if (reach !== 'prose' || after >= text.length || isKey(line, after)) return [(field.choices && findChoice(field.choices, quoted.value)) ?? quoted.value, quoted.end];
  }
  const choice = field.kind === 'choice' ? leadingChoice(line, at, field) : undefined;
  if (choice) return choice;
  if (reach === 'word' || isShort(field)) {
    const word = token(text, at);
    return [word, at + word.length];
  }
  const isNext = (place: number) => isQuoteAt(text, place) || later.some((each) => isTaken(line, place, each));
  const end = nextEnd(text, at, (place) => isKey(line, place) || (reach === 'name' && isNext(place)));
  const value = text.slice(at, end).trim();
  return [reach === 'name' ? withoutPlease(value) : value, end];
}

function withoutPlease(value: string): string {
  const polite = /\s(please[.!]?)$/i.exec(value.slice(-9));
  return polite ? value.slice(0, -polite[1]!.length).trim() : value;
}
