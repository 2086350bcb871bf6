import { stamp } from '#core/time.ts';
import type { Reminder } from '#db/reminders.ts';
import type { Asked } from '#delivery/entry.ts';
import { meetingIn } from '#delivery/facts.ts';
import type { Calling } from '#rules/meetingrungs.ts';

interface Sorted {
  readonly kept: Asked[];
  readonly dropped: { readonly row: Reminder; readonly cause: string }[];
}

type Told = Readonly<Record<string, string>>;

/** Whether it tells that a series ends otherwise. */
export const isEnd = ({ kind, data }: Pick<Reminder, 'kind' | 'data'>): boolean => kind === 'moved' && data?.last !== undefined;

/** Whether it tells that a whole meeting or series is moved, off or on. */
const isWhole = (row: Reminder): boolean => row.kind === 'moved' && meetingIn(row.subject) !== undefined && !row.subject.includes('/') && !isEnd(row);

/**
 * Several ends of one series that a reader has not been told of are one: `last` is when its last one was to begin as far as they know, `from`
 * the first that fell away, '' where some came back since. What the whole series was moved by meanwhile is reckoned in.
 */
export function gatherEnds(asked: readonly Asked[]): Sorted {
  const [kept, dropped]: [Asked[], Sorted['dropped']] = [[], []];
  for (const [subject, same] of Map.groupBy(asked.filter(({ row }) => isEnd(row)), ({ row }) => row.subject)) {
    const [first, ...others] = same as [Asked, ...Asked[]];
    const movedSince = (end: Asked) => asked.slice(asked.indexOf(end)).filter(({ row }) => row.subject === subject && isWhole(row)).reduce((sum, { row }) => sum + wayOf(row.data ?? {}), 0);
    const froms = same.flatMap((each) => (each.row.data?.from ? [shifted(each.row.data.from, movedSince(each))] : []));
    const data = { ...same.at(-1)!.row.data, from: froms.length === same.length ? froms.sort()[0]! : '', to: '', last: shifted(first.row.data!.last!, movedSince(first)) };
    kept.push({ ...first, row: { ...first.row, data } });
    dropped.push(...others.map(({ row }) => ({ row, cause: 'overtaken' })));
  }
  return { kept, dropped };
}

const millis = (at: string): number => Temporal.Instant.from(at).epochMilliseconds;
const wayOf = ({ from = '', to = '' }: Told): number => (from === '' || to === '' ? 0 : millis(to) - millis(from));
const shifted = (at: string, by: number): string => (at === '' || by === 0 ? at : stamp(Temporal.Instant.fromEpochMilliseconds(millis(at) + by)));

/** A clock that changes on the way puts an end off by no more than this. Milliseconds. */
const clockChange = 2 * 3_600_000;

/**
 * How the end of a series stands against the one that was known: `from` is the first that falls away, `to` the first that comes besides; both
 * '' where it is as it was. `partly`: some of what fell away is back, and the first that is not is not told.
 */
export function endStands(told: Told, { meeting, sittings }: Pick<Calling, 'meeting' | 'sittings'>, now: string): Told {
  const coming = sittings.filter(({ state, at }) => state === 'on' && at > now).map(({ at }) => at);
  const [was, is] = [told.last ?? '', coming.at(-1) ?? ''];
  const isSame = is === was || (is !== '' && was !== '' && Math.abs(millis(is) - millis(was)) <= clockChange);
  // That it is off as a whole is news of its own.
  if (meeting.cancelled !== null || isSame) return { ...told, from: '', to: '' };
  if (is < was) return told.from ? told : { ...told, from: was, partly: 'yes' };
  return { ...told, from: '', to: coming.find((at) => was === '' || millis(at) - millis(was) > clockChange)! };
}

/**
 * The moves of one thing, put together where one begins at a point of another. Of a whole series there can be several: it was moved from one
 * sitting on, and then from a later one.
 */
export function waysOf(same: readonly Asked[]): Asked[][] {
  if (!isWhole(same[0]!.row)) return [[...same]];
  return same.reduce<Asked[][]>((all, each) => {
    const joins = (way: Asked[]) => way.some((other) => points(other).some((at) => points(each).includes(at)));
    return [...all.filter((way) => !joins(way)), [...all.filter(joins).flat(), each]];
  }, []);
}

const points = ({ row: { data } }: Asked): string[] => [data?.from ?? '', data?.to ?? ''];

/**
 * Where a whole series was moved and also the one of it by which that is told, it is said once of that one: from where the reader knew it to
 * be, to where it is.
 */
export function joinSeries(asked: readonly Asked[]): Sorted {
  const [kept, dropped]: [Asked[], Sorted['dropped']] = [[...asked], []];
  for (const one of asked.filter(({ row }) => row.kind === 'moved' && row.subject.includes('/'))) {
    for (const whole of kept.filter(({ row }) => isWhole(row) && one.row.subject.startsWith(`${row.subject}/`))) {
      const data = joined(whole.row.data ?? {}, one.row.data ?? {});
      if (data === undefined || !kept.includes(one)) continue;
      kept[kept.indexOf(whole)] = { ...whole, row: { ...whole.row, data } };
      kept.splice(kept.indexOf(one), 1);
      dropped.push({ row: one.row, cause: 'overtaken' });
    }
  }
  // That it is off is all there is to say of the whole.
  const off = new Set(kept.filter(({ row }) => isWhole(row) && row.data?.to === ''));
  const others = kept.filter((each) => isWhole(each.row) && !off.has(each) && [...off].some(({ row }) => row.subject === each.row.subject));
  dropped.push(...others.map(({ row }) => ({ row, cause: 'overtaken' })));
  return { kept: kept.filter((each) => !others.includes(each)), dropped };
}

/** What is told of a whole series, joined with what is told of one of it that was moved there before, or from there since. */
function joined(whole: Told, one: Told): Told | undefined {
  const { from = '', to = '' } = one;
  // Where both ways lead back to where it was, the others of the series are elsewhere all the same.
  if (from === '' || to === '' || (from === whole.to && to === whole.from)) return undefined;
  if (to === whole.from) return { ...whole, from };
  return from === whole.to ? { ...whole, ...one, from: whole.from ?? '' } : undefined;
}
