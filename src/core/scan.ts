import { fold } from '#core/fold.ts';

function isBlank(character: string | undefined): boolean {
  if (character === undefined) return false;
  return character <= ' ' ? /\s/.test(character) : character > '~' && /\s/.test(character);
}

/** Where the blanks that begin here end. */
export function skipBlanks(text: string, at: number): number {
  while (isBlank(text[at])) at++;
  return at;
}

/** The word at this place: all up to the next blank. */
export function token(text: string, at: number): string {
  let end = at;
  while (end < text.length && !isBlank(text[end])) end++;
  return text.slice(at, end);
}

/** A text without the marks at its end. */
export function withoutEnd(text: string, marks: string): string {
  let end = text.length;
  while (end > 0 && marks.includes(text[end - 1]!)) end--;
  return text.slice(0, end);
}

/** A known `key:` at this place, and where its value begins. Other colons (`https://`, `15:00`) are no keys. */
export function keyAt(text: string, at: number, names: readonly string[]): { name: string; end: number } | undefined {
  const near = text.slice(at, at + 40);
  const match = near.includes(':') || near.includes('：') ? /^(\p{L}[\p{L}-]*)\s?[:：]/u.exec(near) : null;
  if (!match || text.startsWith('//', at + match[0].length)) return undefined;
  const key = fold(match[1]!);
  const name = names.find((candidate) => fold(candidate) === key);
  return name === undefined ? undefined : { name, end: at + match[0].length };
}

/** Where the next word begins, after this one, that `ends` the value before it; or the end of the text. */
export function nextEnd(text: string, at: number, ends: (place: number) => boolean): number {
  let place = at;
  while (place < text.length) {
    place = skipBlanks(text, place + token(text, place).length);
    if (place < text.length && ends(place)) return place;
  }
  return text.length;
}

const pairs: Readonly<Record<string, string>> = { '"': '"”“', '“': '”"“', '”': '”"', '„': '“”"', '«': '»', '»': '«', "'": "'’", '‘': '’\'' };
const isDouble = (quote: string) => Object.hasOwn(pairs, quote) && quote !== "'" && quote !== '‘';

/** Whether a double quotation mark stands here. */
export function isQuoteAt(text: string, at: number): boolean {
  return at < text.length && isDouble(text[at]!);
}

/**
 * The quoted value that begins here and where it ends; `open` when a double quote is never closed; undefined when no
 * quoted value begins here: a lone apostrophe is a letter like any other, and `"Draft", he said` is a text.
 * A backslash means itself but before a quotation mark, which it makes part of the value.
 */
export function closeQuote(text: string, at: number): { value: string; end: number } | 'open' | undefined {
  const opening = text[at] ?? '';
  if (!Object.hasOwn(pairs, opening)) return undefined;
  const closing = pairs[opening]!;
  let isClosed = false;
  let value = '';
  for (let i = at + 1; i < text.length; i++) {
    let slashes = 0;
    while (text[i + slashes] === '\\') slashes++;
    if (slashes > 0) {
      const isMark = closing.includes(text[i + slashes] ?? ' ');
      value += '\\'.repeat(isMark ? Math.floor(slashes / 2) : slashes);
      i += slashes - 1;
      if (isMark && slashes % 2 === 1) value += text[++i]!;
      continue;
    }
    if (closing.includes(text[i]!)) {
      if (i + 1 === text.length || isBlank(text[i + 1])) return { value: value.trim(), end: i + 1 };
      // 'tis what he called 'a draft': these are apostrophes and quotes of the text's own.
      if (!isDouble(opening) && isBlank(text[i - 1])) return undefined;
      isClosed = true;
    }
    value += text[i]!;
  }
  return isDouble(opening) && !isClosed ? 'open' : undefined;
}

/** A value in double quotes, as `closeQuote` reads it back. */
export function quote(value: string): string {
  return `"${value.replace(/(\\*)(["”“]|$)/g, (_, slashes: string, mark: string) => slashes + slashes + (mark && `\\${mark}`))}"`;
}
