import { actors, fitting } from '#rules/roles.ts';
import type { Seat } from '#rules/things.ts';

/**
 * What of the answers to a meeting or a poll is shown. `sums`, for who only reads and for rooms, where such people can be: nothing from
 * which anybody can be told, so counts as `sumOf` gives them. `answers`, for those who take part: what each organisation has said. `silence`,
 * for who runs it: also which have not answered. What is known without an answer, as at whose night a time is, is not among them: all see it.
 */
export const sights = ['sums', 'answers', 'silence'] as const;
export type Sight = (typeof sights)[number];

/** What somebody sees who holds these seats; `runs`: they run the meeting or keep the calendar. */
export const sightOf = (seats: readonly Seat[], runs: boolean): Sight => (!takesPart(seats) ? 'sums' : runs ? 'silence' : 'answers');

/** Whether somebody takes part in meetings, and does not only read: they see where exactly one is held and who has a part in it. */
export const takesPart = (seats: readonly Seat[]): boolean => fitting(actors, seats).length > 0;

/** A count of some as a sight shows it: `exact`; or that it is one or two (`few`), all but one or two (`most`), or neither none nor all (`some`). */
export interface Sum {
  readonly sum: 'exact' | 'few' | 'most' | 'some';
  /** To be shown only where it is exact. */
  readonly count: number;
  readonly of: number;
}

/** One or two, also of those who are missing, could be told who they are: so for who sees no more than sums that is not said. */
export function sumOf(count: number, of: number, sight: Sight = 'sums'): Sum {
  const isMany = count > small && (count >= of || of - count > small);
  if (sight !== 'sums' || count <= 0 || isMany) return { sum: 'exact', count, of };
  // Of four each word would stand for one count alone.
  return { sum: of <= small * 2 ? 'some' : count <= small ? 'few' : 'most', count, of };
}
const small = 2;
