import { RRuleTemporal } from 'rrule-temporal';
import { stamp } from '#core/time.ts';
import { years } from '#core/when.ts';

/** No series has more sittings than this. */
export const most = 200;
/** No series goes on for longer, so that one that never comes to an end, or never comes at all, is looked for no further. */
export const reach = { years: 20 } as const;

/** The last civil day on which a series that starts then can come back. */
export function lastDay(starts: string): string {
  const day = Temporal.PlainDate.from(starts.slice(0, 10)).add(reach).toString();
  return day < `${years.last}-12-31` ? day : `${years.last}-12-31`;
}

const known = new Map<string, readonly string[]>();

/**
 * When a series begins each time: civil times (`2027-03-03T15:00`) by an RFC 5545 rule without UNTIL, from `starts` on up to and including
 * the civil day `last`; null: until its COUNT is reached. `starts` counts only where the rule gives it. One more than the most that a
 * series can have is the last that is given, and nothing beyond twenty years. No zone's clock has a part in this.
 */
export function localsOf(rule: string, starts: string, last: string | null): readonly string[] {
  const name = `${rule} ${starts} ${last}`;
  let locals = known.get(name);
  if (!locals) {
    if (known.size >= 500) known.clear();
    known.set(name, (locals = reckon(rule, starts, last)));
  }
  return locals;
}

function reckon(rule: string, starts: string, last: string | null): readonly string[] {
  const limit = lastDay(starts);
  const end = last !== null && last < limit ? last : limit;
  if (end < starts.slice(0, 10)) return [];
  const parts = rule.split(';').filter((part) => !part.startsWith('COUNT='));
  const count = Math.min(Number(/(?:^|;)COUNT=(\d+)/.exec(rule)?.[1] ?? Infinity), most + 1);
  // In UTC no hour is skipped or comes twice: there a civil time is what it says.
  const [first, until] = [`${compact(starts)}00Z`, `${compact(end)}T235959Z`];
  const series = new RRuleTemporal({ rruleString: `DTSTART:${first}\nRRULE:${[...parts, `UNTIL=${until}`, `COUNT=${count}`].join(';')}`, cache: false });
  return series.all().map((at) => stamp(at.toInstant()).slice(0, 16));
}

const compact = (text: string) => text.replaceAll(/[-:]/g, '');
