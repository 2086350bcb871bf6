import { fold } from '#core/fold.ts';
import { takeHour, type Reading } from '#core/said.ts';

/** The ISO weekdays, from Monday, by the short names that are always read. */
export const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

const names = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ');

/** The words of a text, folded, without the commas between them. */
export function wordsOf(typed: string): string[] {
  return fold(typed).split(/[\s,;&]+/).filter((word) => word !== '');
}

/** The ISO weekday that a word names: in full, shortened (`Mon`, `Thurs.`, `Sa`) or in the plural. Undefined for other words. */
export function weekdayNamed(word: string): number | undefined {
  const key = word.replace(/\.$/, '').replace(/s$/, '');
  const found = key.length < 2 ? -1 : names.findIndex((name) => name === key || (key.length <= 5 && name.startsWith(key)));
  return found < 0 ? undefined : found + 1;
}

/** Takes the hour out of the words, as `HH:MM`: like a date's hour, and a number alone (`9`). Undefined when none is said. */
export function takeClock(words: string[]): Reading<string> | undefined {
  const { of, fault } = takeHour(words);
  const named = of.flatMap((time) => (time === undefined ? [] : time.toString({ smallestUnit: 'minute' })));
  if (fault || named.length > 0) return { of: named, ...(fault && { fault }) };
  const at = words.findIndex((word) => /^\d{1,2}$/.test(word));
  if (at < 0) return undefined;
  const [word] = words.splice(at, 1) as [string];
  return Number(word) === 24 ? takeClock(['24:00']) : Number(word) > 24 ? { of: [], fault: { key: 'error.date.time', params: { part: word } } } : { of: [`${word.padStart(2, '0')}:00`] };
}
