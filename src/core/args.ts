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

/** Reads what follows the command's name. `said` is the part understood so far, to repeat it in an error. */
export function readArgs(text: string, grammar: Grammar, said: string): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  const names = grammar.fields.map(({ name }) => name);
  let waiting = grammar.args.map((name) => grammar.fields.find((field) => field.name === name)!);
  const so = () => ({ command: grammar.name, given });
  const take = (name: string, value: string | true) => {
    if (Object.hasOwn(given, name)) throw new Stop('error.line.twice', { said: `/${said}`, field: name, first: cut(String(given[name]), 60), second: cut(String(value), 60) }, [], so());
    given[name] = value;
    waiting = waiting.filter((field) => field.name !== name);
  };
  const flagAt = (at: number) => {
    const word = isQuoteAt(text, at) ? '' : nameKey(token(text, at));
    return grammar.fields.find(({ kind, name }) => kind === 'yesno' && !Object.hasOwn(given, name) && nameKey(name) === word);
  };
  const stopOpen = (at: number): never => {
    const rest = text.slice(at + 1).trim();
    throw new Stop('error.line.quote', { said: `/${said}`, rest: cut(rest, 60) }, [`${said} ${text.slice(0, at)}"${rest}"`], so());
  };
  /** Whether the words end here: nothing, a key, a quoted value or only flags follow. */
  const isSettled = (start: number) => {
    for (let at = skipBlanks(text, start); ; at = skipBlanks(text, at + token(text, at).length)) {
      if (at >= text.length || keyAt(text, at, names) || isQuoteAt(text, at)) return true;
      if (!flagAt(at)) return false;
    }
  };
  for (let at = skipBlanks(text, 0); at < text.length; at = skipBlanks(text, at)) {
    const key = keyAt(text, at, names);
    if (key) {
      const field = grammar.fields.find(({ name }) => name === key.name)!;
      // A quoted text after its key ends with its quotes where other values may follow.
      const reach = field.kind === 'text' && !(isQuoteAt(text, skipBlanks(text, key.end)) && waiting.some(({ name }) => name !== field.name)) ? 'prose' : 'name';
      const [value, end] = readValue(text, skipBlanks(text, key.end), field, names, reach, stopOpen);
      take(field.name, value === '' && field.kind === 'yesno' ? true : value);
      at = end;
      continue;
    }
    const word = token(text, at);
    const runs = waiting.length === 1 && isProse(waiting[0]!);
    // A text that begins with such a word is not cut: "please" and flags count only where no words follow.
    const flag = runs && !isSettled(at + word.length) ? undefined : flagAt(at);
    if (flag) {
      take(flag.name, true);
      at += word.length;
    } else if (isPlease(word) && !(runs && skipBlanks(text, at + word.length) < text.length)) {
      at += word.length;
    } else {
      const found = readNext(text, at, waiting, names, stopOpen);
      if (!found) throw new Stop('error.line.surplus', { said: `/${said}`, rest: cut(text.slice(at), 60), keys: names.filter((name) => name !== 'page').join(', ') || '–' }, [`${said} ${text.slice(0, at)}`], so());
      // What was passed over comes no more: "2" in "/update on-track 2 drafts sent" is not the number that was forgotten.
      waiting = waiting.slice(waiting.findIndex(({ name }) => name === found.name));
      take(found.name, found.value);
      at = found.end;
    }
  }
  return given;
}

const isShort = ({ kind }: Field) => kind === 'choice' || kind === 'yesno' || kind === 'int';
const isProse = ({ kind }: Field) => kind === 'text' || kind === 'line';

/** The next value without a key, and for which of the `waiting` fields it is. */
function readNext(text: string, at: number, waiting: readonly Field[], names: readonly string[], stopOpen: (at: number) => never): { name: string; value: string; end: number } | undefined {
  for (const [i, field] of waiting.entries()) {
    const isLast = i === waiting.length - 1;
    if (field.kind === 'choice' && !isLast && !isChoiceAt(text, at, field, names)) continue;
    const later = waiting.slice(i + 1);
    // "/update on-track Draft sent": the number was forgotten, and will be asked for.
    if (field.kind === 'ref' && later.some((each) => each.kind === 'choice' && !isQuoteAt(text, at) && leadingChoice(text, at, each, names))) continue;
    // A name may be of several words where only a word of a few can follow it; a number never is.
    const isName = field.kind === 'ref' && later.every(isShort) && !/^[a-z]?#?\d[\d.]*[,;:]*$/i.test(token(text, at));
    const reach = isLast ? (isProse(field) ? 'prose' : 'name') : isName ? 'name' : 'word';
    const [value, end] = readValue(text, at, field, names, reach, stopOpen, later);
    // "4, on track": what parts words is no part of a number or name.
    return { name: field.name, value: reach === 'prose' || isQuoteAt(text, at) ? value : withoutEnd(value, ',;:') || value, end };
  }
  return undefined;
}

/**
 * Whether a choice that more is to follow is said here. One that may be left out must be one of its words. For one that must
 * be there a slip is let through, so that the answer can name it; but words that are nothing like it are the text after it.
 */
function isChoiceAt(text: string, at: number, field: Field, names: readonly string[]): boolean {
  if (leadingChoice(text, at, field, names)) return true;
  const word = token(text, at);
  const after = skipBlanks(text, at + word.length);
  const isAlone = after >= text.length || isQuoteAt(text, after) || keyAt(text, after, names) !== undefined;
  return field.required && (isAlone || nearest(word, field.choices!).length > 0);
}

const choiceKeys = new WeakMap<readonly string[], readonly string[]>();

/** The longest choice in the words at this place, and where it ends. */
function leadingChoice(text: string, at: number, { choices = [] }: Field, names: readonly string[]): [string, number] | undefined {
  const keys = choiceKeys.get(choices) ?? choices.map(nameKey);
  choiceKeys.set(choices, keys);
  let found: [string, number] | undefined;
  let key = '';
  for (let place = at, count = 0; place < text.length && count < 4; count++) {
    if (place > at && (isQuoteAt(text, place) || keyAt(text, place, names))) break;
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
function isTaken(text: string, at: number, field: Field, names: readonly string[]): boolean {
  if (field.kind === 'choice') return leadingChoice(text, at, field, names) !== undefined;
  return field.kind === 'yesno' ? readYesNo(token(text, at)) !== undefined : /^\d{1,9}$/.test(token(text, at));
}

/** How far a value without quotes reaches: one word; a name of several, up to a key, a quoted text or what a `later` field takes; prose, up to a key. */
type Reach = 'word' | 'name' | 'prose';

/** A value at this place and where it ends. */
function readValue(
  text: string, at: number, field: Field, names: readonly string[], reach: Reach, stopOpen: (at: number) => never, later: readonly Field[] = [],
): [string, number] {
  const isKey = (place: number) => keyAt(text, place, names) !== undefined;
  if (at >= text.length || isKey(at)) return ['', at];
  const quoted = closeQuote(text, at);
  if (quoted === 'open') return stopOpen(at);
  if (quoted) {
    const after = skipBlanks(text, quoted.end);
    // `"Draft" is ready` is a text that happens to start with a quote.
    if (reach !== 'prose' || after >= text.length || isKey(after)) return [(field.choices && findChoice(field.choices, quoted.value)) ?? quoted.value, quoted.end];
  }
  const choice = field.kind === 'choice' ? leadingChoice(text, at, field, names) : undefined;
  if (choice) return choice;
  if (reach === 'word' || isShort(field)) {
    const word = token(text, at);
    return [word, at + word.length];
  }
  const isNext = (place: number) => isQuoteAt(text, place) || later.some((each) => isTaken(text, place, each, names));
  const end = nextEnd(text, at, (place) => isKey(place) || (reach === 'name' && isNext(place)));
  const value = text.slice(at, end).trim();
  return [reach === 'name' ? withoutPlease(value) : value, end];
}

function withoutPlease(value: string): string {
  const polite = /\s(please[.!]?)$/i.exec(value.slice(-9));
  return polite ? value.slice(0, -polite[1]!.length).trim() : value;
}
