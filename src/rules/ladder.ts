import { UserError } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { fold } from '#core/fold.ts';
import { addDays } from '#core/time.ts';
import type { Ladder, Settings } from '#rules/things.ts';

/** The rungs that a group begins with: so many days or weeks before (`-14d`) or after (`+3d`) the day that they hang on. */
export const usualLadders: Readonly<Record<Ladder, readonly string[]>> = {
  commitment: ['-14d', '-7d', '-2d', '0d'],
  milestone: ['-14d', '-3d', '0d'],
  update: ['-6w', '-3w', '-1w'],
  overdue: ['+3d', '+10d', '+17d', '+24d'],
  opening: ['-7d', '0d'],
  closing: ['-14d', '-7d', '-2d', '0d'],
  event: ['-30d', '-7d'],
  meeting: ['-7d', '-1d'],
  poll: ['-1d'],
  owner: ['+14d', '+45d', '+90d'],
  fresh: ['0d'],
  word: ['-2w'],
  face: ['-60d'],
};

/** The rungs of a kind in a group, in the order in which they come. */
export function rungsOf(kind: Ladder, { ladders }: Pick<Settings, 'ladders'>): readonly string[] {
  return ladders[kind] ?? usualLadders[kind];
}

/** How many days after the day it hangs on a rung comes; negative before it. */
export function rungDays(rung: string): number {
  return Number.parseInt(rung, 10) * (rung.endsWith('w') ? 7 : 1);
}

/** The civil day of a rung, where `date` is the day it hangs on. */
export function dayOfRung(date: string, rung: string): string {
  return addDays(date, rungDays(rung));
}

/** No rung lies further from its day, and no ladder has more rungs. */
const reach = 400;
const most = 12;

/** Between which days the rungs of a kind make sense. */
const spans: Readonly<Record<Ladder, readonly [first: number, last: number]>> = {
  commitment: [-reach, reach], milestone: [-reach, reach], update: [-reach, 0], overdue: [1, reach], opening: [-reach, 0],
  closing: [-reach, 0], event: [-reach, 0], meeting: [-reach, 0], poll: [-reach, 0], owner: [0, reach], fresh: [0, reach], word: [-reach, 0],
  face: [-reach, 0],
};

/**
 * Reads a ladder as people write it: `-14d -7d 0d +3d`, `2 weeks before, 3 days after`, `default`, or `off`, which has no rungs. The
 * sign may be left out where only one side of the day makes sense.
 * @throws UserError for what is no rung, one on a side of the day that makes no sense for the kind, one too far away, two for the same
 *   day, no rung at all and more than twelve. Its ways are texts that can be read
 */
export function readLadder(kind: Ladder, typed: string, field?: string): readonly string[] {
  const said = fold(typed).replace(/\b(on|the) same day\b|\bon the day\b/g, '0d').replace(/[\s,;/&]+|\band\b/g, ' ').replace(/ +/g, ' ').trim();
  if (/^(default|usual)$/.test(said)) return usualLadders[kind];
  if (/^(off|none)$/.test(said)) return [];
  const [first, last] = spans[kind];
  const { parts, rest } = partsOf(said);
  const daysBy = (usual: number) => parts.map(({ size, side }) => size * (side ?? usual));
  const days = daysBy(first < 0 ? -1 : 1);
  const makesSense = (day: number) => day >= first && day <= last;
  const fault = (key: `error.ladder.${'unknown' | 'empty' | 'many' | 'side' | 'far' | 'wrong' | 'twice'}`, at: number, ways = [days]) => {
    const texts = [...ways, usualLadders[kind].map(rungDays)].map((way) => textOf(kind, way.filter(makesSense))).filter((text) => text !== '');
    const when = last === 0 ? 'before' : first === 1 ? 'after' : 'since';
    const params = { part: cut(parts[at]?.text ?? rest, 40), count: parts.length, read: cut(parts.map(({ text }) => text).join(' '), 80), most, reach, when };
    return new UserError(key, params, field, [...new Set(texts)].map((text) => ({ label: text, value: text })));
  };
  if (rest !== '') throw fault('error.ladder.unknown', -1);
  if (parts.length === 0) throw fault('error.ladder.empty', -1);
  if (parts.length > most) throw fault('error.ladder.many', -1, []);
  const bare = parts.findIndex(({ side }) => side === undefined);
  if (bare >= 0 && first < 0 && last > 0) throw fault('error.ladder.side', bare, [daysBy(-1), daysBy(1)]);
  const far = days.findIndex((day) => Math.abs(day) > reach);
  if (far >= 0) throw fault('error.ladder.far', far);
  const wrong = days.findIndex((day) => !makesSense(day));
  if (wrong >= 0) throw fault('error.ladder.wrong', wrong);
  const twice = days.findIndex((day, i) => days.indexOf(day) < i);
  if (twice >= 0) throw fault('error.ladder.twice', twice);
  return textOf(kind, days).split(' ');
}

/** One rung as it was written: how many days, and on which side of the day, where that was said. */
interface Part {
  readonly text: string;
  readonly size: number;
  readonly side: 1 | -1 | undefined;
}

const part = /(?:([-+]) ?)?(\d+)(?: ?(d|days?|w|weeks?)(?![a-z]))?(?: (before|after)(?![a-z]))?(?=[-+ ]|$)/y;

/** The rungs in folded words parted by single spaces, as far as they can be read; `rest` is the first that cannot. */
function partsOf(said: string): { parts: readonly Part[]; rest: string } {
  const parts: Part[] = [];
  for (let at = 0; at < said.length; at = part.lastIndex + Number(said[part.lastIndex] === ' ')) {
    part.lastIndex = at;
    const [text = '', sign, count, unit = 'd', way] = part.exec(said) ?? [];
    const sides = new Set<1 | -1>([...(sign ? [sign === '-' ? -1 : 1] as const : []), ...(way ? [way === 'before' ? -1 : 1] as const : [])]);
    if (text === '' || sides.size > 1) return { parts, rest: text || said.slice(at).split(' ')[0]! };
    const size = Number(count) * (unit.startsWith('w') ? 7 : 1);
    parts.push({ text, size, side: size === 0 ? 1 : [...sides][0] });
  }
  return { parts, rest: '' };
}

/** Days as rungs, in their order. Each number of days has one text in a kind, so that what was sent is known again. */
function textOf(kind: Ladder, days: readonly number[]): string {
  const inWeeks = usualLadders[kind][0]!.endsWith('w');
  const sorted = [...new Set(days)].sort((a, b) => a - b).slice(0, most);
  return sorted.map((day) => `${day > 0 ? '+' : ''}${inWeeks && day !== 0 && day % 7 === 0 ? `${day / 7}w` : `${day}d`}`).join(' ');
}
