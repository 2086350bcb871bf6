import { UserError, type Way } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import type { Key } from '#core/i18n.ts';
import { weekdayOf } from '#core/time.ts';

/** The parts of a recurrence rule (RFC 5545, 3.3.10), in the order in which they are written. */
const ruleParts = [
  'FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYMONTH', 'BYWEEKNO', 'BYYEARDAY', 'BYMONTHDAY', 'BYDAY', 'BYHOUR', 'BYMINUTE', 'BYSETPOS', 'WKST',
] as const;
type RulePart = (typeof ruleParts)[number];

/** A recurrence rule, by its parts; each value is in its normal form. */
export type Rule = { readonly FREQ: string } & { readonly [part in RulePart]?: string };

/** The weekdays as rules write them, from Monday. */
export const weekdayCodes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export const codeOf = (weekday: number): string => weekdayCodes[weekday - 1]!;

const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];
const tooOften = ['SECONDLY', 'MINUTELY', 'HOURLY'];

/** Parts of whole numbers: the greatest one, whether it may be counted from the end, and the smallest. */
const numbers: Readonly<Partial<Record<RulePart, readonly [most: number, signed: boolean, least: number]>>> = {
  INTERVAL: [999, false, 1], COUNT: [999_999, false, 1], BYMONTH: [12, false, 1], BYWEEKNO: [53, true, 1], BYYEARDAY: [366, true, 1],
  BYMONTHDAY: [31, true, 1], BYHOUR: [23, false, 0], BYMINUTE: [59, false, 0], BYSETPOS: [366, true, 1],
};
/** Parts of one value. One minute, because meetings several times an hour are none. */
const single: readonly RulePart[] = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYMINUTE', 'WKST'];

/** Which parts the RFC forbids beside which frequency or part, and the part that would have to go. */
const clashes: readonly (readonly [part: RulePart, other: string, (rule: Rule) => boolean])[] = [
  ['UNTIL', 'COUNT', ({ UNTIL, COUNT }) => UNTIL !== undefined && COUNT !== undefined],
  ...['DAILY', 'WEEKLY', 'MONTHLY'].flatMap((freq) => [
    ['BYWEEKNO', `FREQ=${freq}`, ({ FREQ, BYWEEKNO }: Rule) => BYWEEKNO !== undefined && FREQ === freq] as const,
    ['BYYEARDAY', `FREQ=${freq}`, ({ FREQ, BYYEARDAY }: Rule) => BYYEARDAY !== undefined && FREQ === freq] as const,
  ]),
  ['BYMONTHDAY', 'FREQ=WEEKLY', ({ FREQ, BYMONTHDAY }) => BYMONTHDAY !== undefined && FREQ === 'WEEKLY'],
  ...['DAILY', 'WEEKLY'].map((freq) => ['BYDAY', `FREQ=${freq}`, ({ FREQ, BYDAY }: Rule) => FREQ === freq && hasOrdinal(BYDAY)] as const),
  ['BYDAY', 'BYWEEKNO', ({ BYDAY, BYWEEKNO }) => BYWEEKNO !== undefined && hasOrdinal(BYDAY)],
  ['BYSETPOS', 'BYDAY', (rule) => rule.BYSETPOS !== undefined && !ruleParts.some((part) => isBy(part) && rule[part] !== undefined)],
];
const isBy = (part: RulePart) => part.startsWith('BY') && part !== 'BYSETPOS';
const hasOrdinal = (days: string | undefined) => /\d/.test(days ?? '');

/** Whether a text is a recurrence rule rather than words: `RRULE:FREQ=WEEKLY;BYDAY=WE`, `freq=daily`. */
export const isRule = (typed: string): boolean => /^\s*rrule\s*:|(^|[\s;:])freq\s*=/i.test(typed);

/** Why a text is no rule, as it is said; `without` is the text without what is wrong with it. */
class RuleFault extends UserError {
  readonly without: string;
  constructor(key: Key, params: Readonly<Record<string, string>>, without: string, field?: string, ways: readonly Way[] = []) {
    super(key, params, field, ways);
    this.without = without;
  }
}
export const isRuleFault = (error: unknown): error is RuleFault => error instanceof RuleFault;

/**
 * Reads a recurrence rule as RFC 5545 writes it, with or without `RRULE:` before it, in any case and order.
 * @throws UserError for a part that is unknown, stands twice, has a value that it cannot have or does not go with another part, for a
 *   frequency of more than once a day, and without a frequency
 */
export function readRule(typed: string): Rule {
  const pieces = typed.toUpperCase().replace(/\s+/g, '').replace(/^RRULE:/, '').split(';').filter((piece) => piece !== '');
  const without = (wrong: string) => pieces.filter((piece) => piece !== wrong).join(';');
  const rule: { -readonly [part in RulePart]?: string } = {};
  for (const piece of pieces) {
    const [name = '', value = ''] = piece.split('=', 2);
    const part = ruleParts.find((known) => known === name);
    if (part === undefined) throw new RuleFault('error.repeat.part', { part: cut(piece, 60) }, without(piece));
    if (rule[part] !== undefined) throw new RuleFault('error.repeat.again', { part }, without(piece));
    if (part === 'FREQ' && tooOften.includes(value)) throw new RuleFault('error.repeat.often', { part: piece }, '');
    const normal = valueOf(part, value);
    if (normal === undefined) throw new RuleFault('error.repeat.value', { part, value: cut(value, 40) || '–' }, part === 'FREQ' ? '' : without(piece));
    rule[part] = normal;
  }
  const { FREQ, INTERVAL, ...rest } = rule;
  if (FREQ === undefined) throw new RuleFault('error.repeat.part', { part: 'FREQ' }, '');
  const read: Rule = { FREQ, ...(INTERVAL !== '1' && INTERVAL !== undefined && { INTERVAL }), ...rest };
  const [part, other] = clashes.find(([, , isClash]) => isClash(read)) ?? [];
  if (part !== undefined) throw new RuleFault('error.repeat.clash', { part, other: other! }, pieces.filter((piece) => !piece.startsWith(`${part}=`)).join(';'));
  return read;
}

/** A value in its normal form: each of a list once, in order. Undefined: the part cannot have it. */
function valueOf(part: RulePart, value: string): string | undefined {
  const each = value.split(',');
  if (single.includes(part) && each.length > 1) return undefined;
  if (part === 'FREQ') return frequencies.includes(value) ? value : undefined;
  if (part === 'UNTIL') return /^\d{8}(T\d{6}Z?)?$/.test(value) ? value : undefined;
  if (part === 'WKST') return weekdayCodes.some((code) => code === value) ? value : undefined;
  if (part === 'BYDAY') return daysOf(each);
  const [most, signed, least] = numbers[part]!;
  const read = each.map((text) => (/^[+-]?\d{1,6}$/.test(text) ? Number(text) : NaN));
  const fits = (number: number) => (signed ? Math.abs(number) : number) >= least && Math.abs(number) <= most;
  return read.every(fits) ? [...new Set(read)].sort((a, b) => a - b).join(',') : undefined;
}

/** Most years have no 53rd of a weekday, and rrule-temporal takes the first of the next year for it. */
const mostOfYear = 52;

function daysOf(each: readonly string[]): string | undefined {
  const read = each.map((text) => /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(text));
  const days = read.map((match) => ({ nth: Number(match?.[1] ?? 0), is: match?.[1], code: match?.[2] ?? '' }));
  if (days.some(({ nth, is, code }) => code === '' || (is !== undefined && nth === 0) || Math.abs(nth) > mostOfYear)) return undefined;
  const at = (code: string) => weekdayCodes.findIndex((known) => known === code);
  const sorted = days.sort((a, b) => a.nth - b.nth || at(a.code) - at(b.code)).map(({ nth, code }) => `${nth === 0 ? '' : nth}${code}`);
  return [...new Set(sorted)].join(',');
}

/** A rule as text in its normal form; what it takes from its start by RFC 5545 (the weekday of a weekly one) is said. */
export function ruleText(rule: Rule, starts: string): string {
  const [, month, day] = starts.slice(0, 10).split('-').map(Number) as [number, number, number];
  const weekday = codeOf(weekdayOf(starts.slice(0, 10)));
  const isBare = rule.BYDAY === undefined && rule.BYMONTHDAY === undefined && rule.BYYEARDAY === undefined;
  const implied: { readonly [part in RulePart]?: string } = {
    ...(isBare && (rule.FREQ === 'WEEKLY' || rule.BYWEEKNO !== undefined) && { BYDAY: weekday }),
    ...(isBare && rule.FREQ === 'MONTHLY' && { BYMONTHDAY: String(day) }),
    ...(isBare && rule.FREQ === 'YEARLY' && rule.BYWEEKNO === undefined && { BYMONTH: rule.BYMONTH ?? String(month), BYMONTHDAY: String(day) }),
  };
  const whole = { ...rule, ...implied };
  return ruleParts.flatMap((part) => (whole[part] === undefined ? [] : `${part}=${whole[part]}`)).join(';');
}
