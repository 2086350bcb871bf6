import { randomBytes, randomInt } from 'node:crypto';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** A new id in Slack's form: a letter for its kind, ten capitals and digits. */
export function newId(kind: 'U' | 'W' | 'C' | 'D' | 'G' | 'T' | 'E' | 'V' | 'F' | 'B' | 'A' | 'Ev'): string {
  return `${kind}0${Array.from({ length: 9 }, () => letters[randomInt(letters.length)]).join('')}`;
}

/** Random characters for tokens and triggers. */
export const random = (bytes = 16): string => randomBytes(bytes).toString('hex');

let last = 0;

/** The stamp of a message at that time (ms since 1970): seconds and six digits, no two the same. */
export function tsAt(ms: number): string {
  const micro = Math.max(Math.floor(ms * 1000), last + 1);
  last = micro;
  return `${Math.floor(micro / 1_000_000)}.${String(micro % 1_000_000).padStart(6, '0')}`;
}
