/**
 * Folds words for comparing and searching: case, accents, width, zero-width characters and typographic
 * quotes and dashes do not matter, in any script. The same function folds what is stored and what is asked,
 * so both databases find the same rows.
 */
export function fold(text: string): string {
  if (isPlainAscii.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Default_Ignorable_Code_Point}]/gu, '')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/ς/g, 'σ')
    .replace(/ı/g, 'i')
    .replace(/[‘’‚‛]/g, "'")
    .replace(/[“”„‟«»]/g, '"')
    .replace(/[‐-―−]/g, '-');
}

/** A key for names people type: folded, and only letters and digits left ("on-track" = "On track" = "ontrack"). */
export function nameKey(text: string): string {
  return fold(text).replace(/[^\p{L}\p{N}]/gu, '');
}

const isPlainAscii = /^[\x20-\x7e]*$/;

/** How many single-letter edits (swap of neighbours included) lie between two short words. */
export function distance(a: string, b: string): number {
  const rows: number[][] = [];
  for (let i = 0; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      if (i === 0) {
        rows[0]![j] = j;
        continue;
      }
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      rows[i]![j] = best;
    }
  }
  return rows[a.length]![b.length]!;
}

/** The candidates nearest to what was typed, best first; none when nothing is near. */
export function nearest(typed: string, candidates: readonly string[], most = 3): string[] {
  const key = nameKey(typed).slice(0, 40);
  if (key === '') return [];
  return candidates
    .map((word) => {
      const other = nameKey(word);
      const starts = other.startsWith(key) || key.startsWith(other) ? 0.5 : Infinity;
      return { word, far: Math.min(starts, distance(key, other.slice(0, 40))) };
    })
    .filter(({ far, word }) => far <= Math.max(1, Math.floor(Math.max(key.length, nameKey(word).length) / 3)))
    .sort((a, b) => a.far - b.far)
    .slice(0, most)
    .map(({ word }) => word);
}
