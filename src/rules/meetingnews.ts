import type { Sitting } from '#rules/meeting.ts';
import type { Meeting } from '#rules/things.ts';

/** A meeting as it stands. */
interface Seen {
  readonly meeting: Meeting;
  readonly sittings: readonly Sitting[];
}

/**
 * Something about a meeting that whoever is called has to hear: a sitting is moved, off, or on (again, or a new one); or a series has
 * fewer or more of them. Where it was and where it is are stamps, '' for nowhere: of several sittings those of the first.
 */
export interface News {
  readonly kind: 'moved' | 'off' | 'on' | 'fewer' | 'more';
  /** Which of a series; undefined: the meeting as a whole. */
  readonly slot: string | undefined;
  readonly from: string;
  readonly to: string;
  /** How many sittings it is about. */
  readonly count: number;
  /** By which slots these were known before, and by which they are now. */
  readonly was: readonly string[];
  readonly is: readonly string[];
}

/** What has become of a meeting, as far as it is to come. A series that is moved, called off or ends otherwise is one piece of news. `now` is a stamp. */
export function newsOf(before: Seen, after: Seen, now: string): News[] {
  const [was, is] = [comingOf(before, now), comingOf(after, now)];
  if (before.meeting.rule === null || after.meeting.rule === null) return ofWhole(pointOf(before, was), pointOf(after, is), [...was.values()], [...is.values()]);
  const gone = [...was.values()].filter(({ slot, at }) => is.get(slot)?.at !== at);
  const came = [...is.values()].filter(({ slot, at }) => was.get(slot)?.at !== at);
  const isTurned = before.meeting.starts !== after.meeting.starts || before.meeting.cancelled !== after.meeting.cancelled;
  if (isTurned) return ofWhole(gone[0]?.at ?? '', came[0]?.at ?? '', gone, came);
  const known = (sittings: readonly Sitting[]) => new Set(sittings.map(({ slot }) => slot));
  const [there, left] = [known(before.sittings), known(after.sittings)];
  const endsElse = endOf(before.meeting) !== endOf(after.meeting);
  const fewer = gone.filter(({ slot }) => !is.has(slot) && (endsElse || !left.has(slot)));
  const more = came.filter(({ slot, added }) => !was.has(slot) && !added && (endsElse || !there.has(slot)));
  const apart = [...gone, ...came.filter(({ slot }) => !was.has(slot))].filter((each) => !fewer.includes(each) && !more.includes(each));
  return [
    ...apart.flatMap(({ slot }) => {
      const [old, now] = [was, is].map((all) => [all.get(slot)].filter((each) => each !== undefined)) as [Sitting[], Sitting[]];
      return ofWhole(old[0]?.at ?? '', now[0]?.at ?? '', old, now).map((each) => ({ ...each, slot }));
    }),
    ...(fewer.length > 0 ? [{ kind: 'fewer', slot: undefined, from: fewer[0]!.at, to: '', count: fewer.length, was: slotsOf(fewer), is: [] } as const] : []),
    ...(more.length > 0 ? [{ kind: 'more', slot: undefined, from: '', to: more[0]!.at, count: more.length, was: [], is: slotsOf(more) } as const] : []),
  ];
}

const comingOf = ({ sittings }: Seen, now: string) => new Map(sittings.filter(({ state, at }) => state === 'on' && at > now).map((sitting) => [sitting.slot, sitting]));

const endOf = ({ rule, until }: Meeting) => JSON.stringify([until, rule]);

/** When a single meeting is; of one whose time is being found, until when people are asked. */
function pointOf({ meeting: { starts, closes, cancelled } }: Seen, coming: ReadonlyMap<string, Sitting>): string {
  return [...coming.values()][0]?.at ?? (starts === null && cancelled === null ? (closes ?? '') : '');
}

const slotsOf = (sittings: readonly Sitting[]): string[] => sittings.map(({ slot }) => slot);

function ofWhole(from: string, to: string, was: readonly Sitting[], is: readonly Sitting[]): News[] {
  if (from === to) return [];
  return [{ kind: to === '' ? 'off' : from === '' ? 'on' : 'moved', slot: undefined, from, to, count: Math.max(was.length, is.length, 1), was: slotsOf(was), is: slotsOf(is) }];
}

/** Where one goes to a meeting, as far as that can be read again by `placeIn`: two that are held in the same place have the same. Nobody goes anywhere for a call. */
export function placeOf({ kind, city, place, event }: Place): string {
  const there: Place = kind === 'teleconference' ? { kind, city: null, place: null, event: null } : { kind, city, place, event: kind === 'event' ? event : null };
  return JSON.stringify(there);
}

/** What of a meeting says where it is. */
export type Place = Pick<Meeting, 'kind' | 'city' | 'place' | 'event'>;

/** The place that was written so. */
export const placeIn = (written: string): Place => JSON.parse(written) as Place;
