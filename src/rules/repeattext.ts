import { t } from '#core/i18n.ts';
import type { Rich } from '#core/message.ts';
import { place, showWeekday } from '#core/time.ts';
import { offsetText, showDue } from '#rules/due.ts';
import { weekdayCodes } from '#rules/rrule.ts';
import type { KeyEvent, Meeting } from '#rules/things.ts';

type Events = ReadonlyMap<string, KeyEvent>;
type Series = Pick<Meeting, 'rule' | 'starts' | 'zone' | 'until'>;

/**
 * How a series comes back, in words: `every 2 weeks on Thursday, 15:00 Vienna, until CND57 (Thu 13 March 2014)`. A rule for which there
 * are no words stands as it is written. Undefined for a single meeting and while its time is being found.
 */
export function repeatText({ rule, starts, zone, until }: Series, events: Events, lang: string): Rich | undefined {
  if (rule === null || starts === null) return undefined;
  const { COUNT, ...parts } = Object.fromEntries(rule.split(';').map((part) => part.split('=') as [string, string]));
  const bare: Rich = wordsOf(parts, lang) ?? [{ code: Object.entries(parts).map((part) => part.join('=')).join(';') }];
  const isTimed = parts.BYHOUR !== undefined || parts.BYMINUTE !== undefined;
  const at = { rule: bare, place: place(zone) };
  const whole = isTimed ? t(lang, 'meeting.repeat.in', at) : t(lang, 'meeting.repeat.at', { ...at, time: starts.slice(11, 16) });
  const counted = COUNT === undefined ? whole : t(lang, 'meeting.repeat.times', { rule: whole, count: Number(COUNT) });
  if (until.by === 'none') return counted;
  const day = showDue(until, events, lang);
  if (until.by !== 'event') return t(lang, 'meeting.repeat.until', { rule: counted, day: day! });
  const event = `${until.event.toUpperCase()}${offsetText(until.days)}`;
  return day === undefined ? t(lang, 'meeting.repeat.undated', { rule: counted, event }) : t(lang, 'meeting.repeat.untilEvent', { rule: counted, event, day });
}

type Parts = Readonly<Record<string, string>>;

function wordsOf({ INTERVAL = '1', ...parts }: Parts, lang: string): Rich | undefined {
  const n = Number(INTERVAL);
  const { FREQ, BYDAY = '', BYMONTHDAY = '', BYMONTH = '' } = parts;
  switch (`${FREQ} ${Object.keys(parts).slice(1).join(' ')}`.trim()) {
    case 'DAILY':
      return t(lang, 'meeting.repeat.daily', { n });
    case 'WEEKLY BYDAY':
      if (BYDAY === 'MO,TU,WE,TH,FR' && n === 1) return t(lang, 'meeting.repeat.workdays');
      return t(lang, 'meeting.repeat.weekly', { n, days: listed(BYDAY.split(',').map((code) => dayName(code, lang)), lang) });
    case 'MONTHLY BYDAY':
      return within(nthDays(BYDAY, lang), (days) => t(lang, 'meeting.repeat.monthly', { n, days }));
    case 'MONTHLY BYMONTHDAY':
      return within(monthDays(BYMONTHDAY, lang), (days) => t(lang, 'meeting.repeat.monthly', { n, days }));
    case 'YEARLY BYMONTH BYDAY':
      return within(oneMonth(BYMONTH) && nthDays(BYDAY, lang), (days) => t(lang, 'meeting.repeat.yearlyNth', { n, days, month: BYMONTH }));
    case 'YEARLY BYMONTH BYMONTHDAY':
      return oneMonth(BYMONTH) && /^\d+$/.test(BYMONTHDAY) ? t(lang, 'meeting.repeat.yearly', { n, day: BYMONTHDAY, month: BYMONTH }) : undefined;
    default:
      return undefined;
  }
}

const within = (days: string | false | undefined, say: (days: string) => Rich): Rich | undefined => (days === undefined || days === false ? undefined : say(days));
const oneMonth = (months: string) => /^\d+$/.test(months);
const dayName = (code: string, lang: string) => showWeekday(weekdayCodes.findIndex((known) => known === code) + 1, lang);

/** `first and third Tuesday`: which ones of which weekdays. Undefined where not each of the ones goes with each of the weekdays. */
function nthDays(days: string, lang: string): string | undefined {
  const each = days.split(',').map((day) => /^(-?\d)([A-Z]{2})$/.exec(day));
  const [nths, codes] = [1, 2].map((part) => [...new Set(each.map((match) => match?.[part] ?? ''))]) as [string[], string[]];
  if (each.includes(null) || nths.length * codes.length !== each.length || !nths.every((nth) => Number(nth) >= -2 && Number(nth) <= 5)) return undefined;
  const sorted = [...nths].sort((a, b) => rank(a) - rank(b));
  const names = listed(sorted.map((nth) => word(lang, 'meeting.repeat.nth', { nth: named(nth) })), lang);
  return word(lang, 'meeting.repeat.nthDay', { nths: names, days: listed(codes.map((code) => dayName(code, lang)), lang) });
}

/** `day 3 and the last day` of a month. */
function monthDays(days: string, lang: string): string | undefined {
  const each = days.split(',');
  if (each.some((day) => Number(day) < -2)) return undefined;
  return listed([...each].sort((a, b) => rank(a) - rank(b)).map((day) => word(lang, 'meeting.repeat.monthDay', { day: named(day) })), lang);
}

/** Ones that are counted from the end, as the texts call them: `last1`, `last2`. */
const named = (nth: string) => nth.replace('-', 'last');
/** What is counted from the end comes last. */
const rank = (nth: string) => (Number(nth) < 0 ? 100 + Number(nth) : Number(nth));

type Word = 'meeting.repeat.nth' | 'meeting.repeat.nthDay' | 'meeting.repeat.monthDay' | 'meeting.repeat.and';
const word = (lang: string, key: Word, params: Readonly<Record<string, string>>) => t(lang, key, params).join('');

/** `Monday, Wednesday and Friday`. */
function listed(names: readonly string[], lang: string): string {
  return names.length < 2 ? names.join('') : word(lang, 'meeting.repeat.and', { most: names.slice(0, -1).join(', '), last: names.at(-1)! });
}
