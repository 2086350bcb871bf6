/** Letters with a stroke and ligatures, which no normal form takes apart. */
const letters: Readonly<Record<string, string>> = { ß: 'ss', ς: 'σ', ı: 'i', ø: 'o', ł: 'l', đ: 'd', ð: 'd', ħ: 'h', ŧ: 't', æ: 'ae', œ: 'oe', þ: 'th' };

/**
 * Folds words for comparing and searching: case, accents, width, zero-width characters and typographic
 * quotes and dashes do not matter, in any script. The same function folds what is stored and what is asked,
 * so both databases find the same rows.
 */
export function fold(text: string): string {
  if (isPlainAscii.test(text)) return text.toLowerCase();
  return text
    .replaceAll('´', "'")
    .normalize('NFKD')
    .replace(accents, '')
    .toLowerCase()
    .normalize('NFKD')
    .replace(accents, '')
    .replace(/[ßςıøłđðħŧæœþ]/g, (letter) => letters[letter]!)
    .replace(/[‘’‚‛]/g, "'")
    .replace(/[“”„‟«»]/g, '"')
    .replace(/[‐-―−]/g, '-');
}

const isPlainAscii = /^[\x20-\x7e]*$/;

/**
 * Accents, points and everything invisible. Marks that are letters in their own right stay: the vowel signs of Hindi, Thai
 * or Burmese, and what tells か from が.
 */
const accents = /[[[\p{M}&&[\p{Script=Inherited}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}]]--[\u3099\u309a]]\p{Default_Ignorable_Code_Point}]/gv;

/** A key for names people type: folded, and only letters and digits left ("on-track" = "On track" = "ontrack"). */
export function nameKey(text: string): string {
  const folded = fold(text);
  return isPlainAscii.test(folded) ? folded.replace(/[^a-z0-9]/g, '') : folded.replace(/[^\p{L}\p{N}\p{M}]/gu, '');
}

/** How many edits lie between two words: a letter put in, left out or replaced, or two neighbours swapped (Damerau). A metric. */
export function distance(a: string, b: string): number {
  const far = a.length + b.length;
  // Row and column 0 hold `far`, so that a swap is never found beyond the beginning of a word.
  const table = Array.from({ length: a.length + 2 }, () => new Array<number>(b.length + 2).fill(far));
  for (let i = 0; i <= a.length; i++) table[i + 1]![1] = i;
  for (let j = 0; j <= b.length; j++) table[1]![j + 1] = j;
  const lastRow = new Map<string, number>();
  for (let i = 1; i <= a.length; i++) {
    let lastMatch = 0;
    for (let j = 1; j <= b.length; j++) {
      const [row, column] = [lastRow.get(b[j - 1]!) ?? 0, lastMatch];
      const same = a[i - 1] === b[j - 1];
      if (same) lastMatch = j;
      table[i + 1]![j + 1] = Math.min(
        table[i]![j]! + (same ? 0 : 1),
        table[i + 1]![j]! + 1,
        table[i]![j + 1]! + 1,
        table[row]![column]! + (i - row - 1) + 1 + (j - column - 1),
      );
    }
    lastRow.set(a[i - 1]!, i);
  }
  return table[a.length + 1]![b.length + 1]!;
}

/** How much of a word is looked at: longer ones are no typing mistakes of each other. */
const looked = 40;

/** The candidates nearest to what was typed, best first; none when nothing is near. One that begins like it is near, too. */
export function nearest<const T extends string>(typed: string, candidates: readonly T[], most = 3): T[] {
  const key = nameKey(typed).slice(0, looked);
  if (key === '') return [];
  const near: { word: T; far: number }[] = [];
  for (const word of new Set(candidates)) {
    const other = nameKey(word).slice(0, looked);
    if (other === '') continue;
    const begins = other.startsWith(key) || key.startsWith(other);
    const far = key === other ? 0 : begins ? 0.5 : distance(key, other);
    if (far <= Math.max(1, Math.floor(Math.max(key.length, other.length) / 3))) near.push({ word, far });
  }
  return near.sort((x, y) => x.far - y.far).slice(0, most).map(({ word }) => word);
}
