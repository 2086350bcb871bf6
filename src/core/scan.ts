import { fold } from '#core/fold.ts';

/** The word at this place: all up to the next blank. */
export function token(text: string, at: number): string {
  return /^\S*/.exec(text.slice(at))![0];
}

/** A known `key:` at this place, and where its value begins. Other colons (`https://`, `15:00`) are no keys. */
export function keyAt(text: string, at: number, names: readonly string[]): { name: string; end: number } | undefined {
  const match = /^([\p{L}][\p{L}-]*)\s?[:：]/u.exec(text.slice(at, at + 40));
  if (!match || text.startsWith('//', at + match[0].length)) return undefined;
  const key = fold(match[1]!);
  const name = names.find((candidate) => candidate === key);
  return name === undefined ? undefined : { name, end: at + match[0].length };
}

/** Where the next known key begins after this place, or the end of the text. */
export function nextKey(text: string, at: number, names: readonly string[]): number {
  for (const match of text.slice(at).matchAll(/\s+(?=\S)/g)) {
    const place = at + match.index + match[0].length;
    if (keyAt(text, place, names)) return place;
  }
  return text.length;
}

const pairs: Readonly<Record<string, string>> = { '"': '"”“', '“': '”"“', '”': '”"', '„': '“”"', '«': '»', '»': '«', "'": "'’", '‘': '’\'' };

/**
 * The quoted value that begins here and where it ends; `open` when a double quote is never closed; undefined when no
 * quote begins here. A lone apostrophe is a letter like any other.
 */
export function closeQuote(text: string, at: number): { value: string; end: number } | 'open' | undefined {
  const opening = text[at];
  const closing = opening === undefined ? undefined : pairs[opening];
  if (closing === undefined) return undefined;
  const single = opening === "'" || opening === '‘';
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\' && closing.includes(text[i + 1] ?? ' ')) i++;
    else if (closing.includes(text[i]!) && (i + 1 === text.length || /\s/.test(text[i + 1]!))) {
      const inner = text.slice(at + 1, i);
      return { value: inner.replace(new RegExp(`\\\\([${closing}])`, 'g'), '$1').trim(), end: i + 1 };
    }
  }
  return single ? undefined : 'open';
}
