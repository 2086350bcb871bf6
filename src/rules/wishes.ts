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
}

/** An absence: its first and last civil day, and who is asked meanwhile. */
export interface Away {
  readonly from: string;
  readonly to: string;
  readonly standIn: 'alternate' | 'coordinator' | null;
}

export const usualWishes: Wishes = { on: true, paused: null, from: '09:00', to: '17:00', rest: [6, 7], away: null, digest: { day: 1, at: '09:00' } };
