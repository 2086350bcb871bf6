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
  /** Of a series that ends otherwise: when the last of it was to begin, '' where none was to come. */
  readonly last?: string;
}

/**
 * What has become of a meeting, as far as it is to come. A series that is moved, called off or ends otherwise is one piece of news. `now` is
 * a stamp; `slots` says by which slots those sittings are known since that were known by others.
 */
export function newsOf(before: Seen, after: Seen, now: string, slots: ReadonlyMap<string, string> = new Map()): News[] {
  const [was, is] = [comingOf(before, now), comingOf(after, now)];
  if (before.meeting.rule === null || after.meeting.rule === null) return ofWhole(pointOf(before, was), pointOf(after, is), [...was.values()], [...is.values()]);
  const since = sinceOf(before, slots);
  const places = new Map([...was.values()].map((sitting) => [sitting, is.get(since(sitting.slot) ?? '')]));
  const stays = new Set([...places].flatMap(([sitting, place]) => (place?.at === sitting.at ? [place] : [])));
  const gone = [...was.values()].filter((sitting) => places.get(sitting)?.at !== sitting.at);
  const came = [...is.values()].filter((sitting) => !stays.has(sitting));
  const isTurned = before.meeting.starts !== after.meeting.starts || before.meeting.cancelled !== after.meeting.cancelled;
  const first = gone[0];
  if (isTurned) return ofWhole(first?.at ?? '', (first && places.get(first)?.at) ?? came[0]?.at ?? '', gone, came);
  const known = (sittings: readonly Sitting[]) => new Set(sittings.map(({ slot }) => slot));
  const [there, left] = [known(before.sittings), known(after.sittings)];
  const last = [...was.values()].at(-1)?.at ?? '';
  const endsElse = endOf(before.meeting) !== endOf(after.meeting);
  const fewer = gone.filter(({ slot }) => !is.has(slot) && (endsElse || !left.has(slot)));
  const more = came.filter(({ slot, added }) => !was.has(slot) && !added && (endsElse || !there.has(slot)));
  const apart = [...gone, ...came.filter(({ slot }) => !was.has(slot))].filter((each) => !fewer.includes(each) && !more.includes(each));
  return [
    ...apart.flatMap(({ slot }) => {
      const [old, now] = [was, is].map((all) => [all.get(slot)].filter((each) => each !== undefined)) as [Sitting[], Sitting[]];
      return ofWhole(old[0]?.at ?? '', now[0]?.at ?? '', old, now).map((each) => ({ ...each, slot }));
    }),
    ...(fewer.length > 0 ? [{ kind: 'fewer', slot: undefined, from: fewer[0]!.at, to: '', count: fewer.length, was: slotsOf(fewer), is: [], last } as const] : []),
    ...(more.length > 0 ? [{ kind: 'more', slot: undefined, from: '', to: more[0]!.at, count: more.length, was: [], is: slotsOf(more), last } as const] : []),
  ];
}

/** By which slot a sitting is known since; undefined where another one has taken its own. */
function sinceOf({ sittings }: Seen, slots: ReadonlyMap<string, string>): (slot: string) => string | undefined {
  const taken = new Set(sittings.flatMap(({ slot }) => slots.get(slot) ?? []));
  return (slot) => slots.get(slot) ?? (taken.has(slot) ? undefined : slot);
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
