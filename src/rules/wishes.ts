import type { Weekly } from '#rules/things.ts';

/** What a person has set about being reminded. Civil days and clock times of their own zone. */
export interface Wishes {
  /** Whether they want private reminders at all. */
  readonly on: boolean;
  /** No reminders before this civil day. */
  readonly paused: string | null;
  /** Working hours, `HH:MM`. `to` is later than `from`. */
  readonly from: string;
  readonly to: string;
  /** ISO weekdays on which they are left in peace (1 is Monday). Never all seven. */
  readonly rest: readonly number[];
  readonly away: Away | null;
  /** When their weekly digest comes; null: never. */
  readonly digest: Weekly | null;
  /** The platform on which they are written to first; null: where they were known first. */
  readonly where: string | null;
}

/** An absence: its first and last civil day, and who is asked meanwhile. */
export interface Away {
  readonly from: string;
  readonly to: string;
  readonly standIn: 'alternate' | 'coordinator' | null;
}

export const usualWishes: Wishes = { on: true, paused: null, from: '09:00', to: '17:00', rest: [6, 7], away: null, digest: { day: 1, at: '09:00' }, where: null };

/**
 * The wishes of two who are one person: those of `own` and, where these are as usual, of `other`. Whoever has asked for no messages gets
 * none before they say so themselves; hours and days of rest belong together.
 */
export function joinedWishes(own: Wishes, other: Wishes): Wishes {
  const isUsual = (...names: (keyof Wishes)[]) => names.every((name) => JSON.stringify(own[name]) === JSON.stringify(usualWishes[name]));
  const hours = isUsual('from', 'to', 'rest') ? other : own;
  const of = <K extends keyof Wishes>(name: K): Wishes[K] => (isUsual(name) ? other : own)[name];
  return { on: own.on && other.on, paused: of('paused'), from: hours.from, to: hours.to, rest: hours.rest, away: of('away'), digest: of('digest'), where: of('where') };
}
