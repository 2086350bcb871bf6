import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { UserError } from '#core/errors.ts';
import { t } from '#core/i18n.ts';
import { plain } from '#core/message.ts';
import { addDays, daysBetween } from '#core/time.ts';
import { dayOfRung, readLadder, rungDays, rungsOf, usualLadders } from '#rules/ladder.ts';
import { ladders, usualSettings, type Ladder } from '#rules/things.ts';
import { runs } from '#tests/support/runs.ts';

function refusal(kind: Ladder, typed: string): { key: string; text: string; ways: string[] } {
  try {
    readLadder(kind, typed, 'rungs');
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.field).toBe('rungs');
    return { key: error.key.replace('error.ladder.', ''), text: plain(t('en', error.key, error.params)), ways: error.ways.map(({ value }) => value) };
  }
  throw new Error(`was read: ${typed}`);
}

describe('a rung', () => {
  test.each([['-14d', -14], ['0d', 0], ['+3d', 3], ['-6w', -42], ['+2w', 14]])('%s is %i days from its day', (rung, days) => expect(rungDays(rung)).toBe(days));
  test.each([
    ['2014-03-13', '-14d', '2014-02-27'],
    ['2014-03-13', '0d', '2014-03-13'],
    ['2014-12-30', '+3d', '2015-01-02'],
    ['2028-03-07', '-1w', '2028-02-29'],
    ['2027-03-07', '-1w', '2027-02-28'],
    ['2027-03-29', '-2d', '2027-03-27'],
  ])('of %s, %s is %s', (date, rung, day) => expect(dayOfRung(date, rung)).toBe(day));
});

describe('the rungs of a group', () => {
  test('are the usual ones, where it has none of its own', () => {
    expect(rungsOf('commitment', usualSettings)).toEqual(['-14d', '-7d', '-2d', '0d']);
    expect(rungsOf('commitment', { ladders: { commitment: ['-1d'] } })).toEqual(['-1d']);
    expect(rungsOf('commitment', { ladders: { commitment: [] } })).toEqual([]);
    expect(rungsOf('closing', { ladders: { commitment: [] } })).toEqual(['-14d', '-7d', '-2d', '0d']);
  });
  test.each(ladders)('the usual ones of %s can be typed as they stand', (kind) => {
    expect(readLadder(kind, usualLadders[kind].join(' '))).toEqual(usualLadders[kind]);
    expect(readLadder(kind, 'default')).toEqual(usualLadders[kind]);
    expect(readLadder(kind, ' OFF ')).toEqual([]);
  });
});

describe('a ladder as it is written', () => {
  test.each<[Ladder, string, string]>([
    ['commitment', '-14d -7d -2d 0d +3d', '-14d -7d -2d 0d +3d'],
    ['commitment', '+3d 0d -2d', '-2d 0d +3d'],
    ['commitment', '−14d – 7d, ‐2d; 0d', '-14d -7d -2d 0d'],
    ['commitment', '－１４ｄ ＋３Ｄ', '-14d +3d'],
    ['commitment', '-2w', '-14d'],
    ['commitment', '2 weeks before, 3 days after and on the day', '-14d 0d +3d'],
    ['commitment', '-14D-7D', '-14d -7d'],
    ['commitment', '- 14 days\n- 1 week', '-14d -7d'],
    ['commitment', '-400d +400d', '-400d +400d'],
    ['commitment', '-0d', '0d'],
    ['milestone', '-3 +3', '-3d +3d'],
    ['closing', '14d, 7 & 2 days / 0', '-14d -7d -2d 0d'],
    ['overdue', '3d 10 17', '+3d +10d +17d'],
    ['owner', '2 weeks', '+14d'],
    ['update', '-42d -20d', '-6w -20d'],
    ['update', '6w 3w', '-6w -3w'],
    ['update', '0', '0d'],
    ['word', '-14d', '-2w'],
    ['fresh', '0d +7d', '0d +7d'],
    ['commitment', 'Default', '-14d -7d -2d 0d'],
    ['commitment', 'usual', '-14d -7d -2d 0d'],
    ['commitment', 'none', ''],
    ['closing', '-12d -11d -10d -9d -8d -7d -6d -5d -4d -3d -2d -1d', '-12d -11d -10d -9d -8d -7d -6d -5d -4d -3d -2d -1d'],
  ])('%s: "%s"', (kind, typed, rungs) => expect(readLadder(kind, typed).join(' ')).toBe(rungs));

  const many = Array.from({ length: 500 }, (_, i) => `-${i}d`).join(' ');
  const usual = '-14d -7d -2d 0d';
  test.each<[Ladder, string, string, string[]]>([
    ['closing', many, 'many', [usual]],
    ['closing', '-12d -11d -10d -9d -8d -7d -6d -5d -4d -3d -2d -1d 0d', 'many', [usual]],
    ['closing', '', 'empty', [usual]],
    ['closing', ' , ; ', 'empty', [usual]],
    ['closing', 'soon', 'unknown', [usual]],
    ['closing', '-7d soon', 'unknown', ['-7d', usual]],
    ['closing', '-7d -x', 'unknown', ['-7d', usual]],
    ['closing', '-7dd', 'unknown', [usual]],
    ['closing', '-1.5d', 'unknown', [usual]],
    ['closing', '1e2d', 'unknown', [usual]],
    ['closing', '-2m', 'unknown', [usual]],
    ['closing', '--7d', 'unknown', [usual]],
    ['closing', '-', 'unknown', [usual]],
    ['closing', 'off -7d', 'unknown', [usual]],
    ['closing', '-7d after', 'unknown', [usual]],
    ['closing', '-7d beforehand', 'unknown', ['-7d', usual]],
    ['closing', '😀'.repeat(500), 'unknown', [usual]],
    ['closing', '-7d -7d', 'twice', ['-7d', usual]],
    ['closing', '-2d -7d -1w', 'twice', ['-7d -2d', usual]],
    ['closing', '0d -0', 'twice', ['0d', usual]],
    ['closing', '-7d +3d', 'wrong', ['-7d', usual]],
    ['closing', '3 days after', 'wrong', [usual]],
    ['opening', '+1d', 'wrong', ['-7d 0d']],
    ['event', '-30d +1w', 'wrong', ['-30d', '-30d -7d']],
    ['update', '-6w +1w', 'wrong', ['-6w', '-6w -3w -1w']],
    ['word', '+1w', 'wrong', ['-2w']],
    ['overdue', '0d +3d', 'wrong', ['+3d', '+3d +10d +17d +24d']],
    ['overdue', '-3d', 'wrong', ['+3d +10d +17d +24d']],
    ['owner', '-1d', 'wrong', ['+14d +45d +90d']],
    ['fresh', '-1d 0d', 'wrong', ['0d']],
    ['closing', '-401d -1d', 'far', ['-1d', usual]],
    ['commitment', '+58w', 'far', [usual]],
    ['closing', `-${'9'.repeat(400)}d`, 'far', [usual]],
    ['commitment', '14d 7d', 'side', ['-14d -7d', '+7d +14d', usual]],
    ['commitment', '-14d 7 weeks', 'side', ['-49d -14d', '-14d +49d', usual]],
  ])('%s: "%s" is refused', (kind, typed, key, ways) => {
    const found = refusal(kind, typed);
    expect(found).toMatchObject({ key, ways });
    expect(found.text.length).toBeLessThan(300);
  });

  test('a refusal says what was understood, what is wrong and what would work', () => {
    expect(refusal('closing', '-7d soon').text).toBe('I read -7d, but not "soon". Write days or weeks before (-) or after (+) the day: -14d -2w 0d +3d. Or write: default, off.');
    expect(refusal('closing', '+3d').text).toBe('"+3d" makes no sense here: these reminders come before the day or on it.');
    expect(refusal('overdue', '+3d 0d').text).toBe('I read +3d 0d. "0d" makes no sense here: these reminders come after the day.');
    expect(refusal('commitment', '14d').text).toBe('"14d": before the day or after it? Write -14d or +14d.');
    expect(refusal('closing', many).text).toBe('These are 500 reminders. There can be 12 at most.');
    expect(refusal('closing', '-401d').text).toBe('"-401d" is too far away. Reminders come at most 400 days before or after the day.');
    expect(refusal('closing', '-7d -1w').text).toBe('I read -7d -1w: "-1w" is a day that is there already. Give each day once.');
  });

  const kinds = fc.constantFrom(...ladders);
  const token = fc.oneof(fc.integer({ min: -420, max: 420 }).map((days) => `${days > 0 ? '+' : ''}${days}d`), fc.integer({ min: -10, max: 10 }).map((weeks) => `${weeks > 0 ? '+' : ''}${weeks}w`), fc.constantFrom('7', '2 weeks', '-', 'x', ',', 'after', 'on the day', 'default', '٣d'));
  prop.prop([kinds, fc.array(token, { maxLength: 16 })], runs(500))('is kept sorted, each day once, in reach and as it would be typed, or is refused with ways that can be read', (kind, tokens) => {
    const typed = tokens.join(' ');
    let ways: readonly string[];
    try {
      const rungs = readLadder(kind, typed);
      const days = rungs.map(rungDays);
      expect(days).toEqual([...new Set(days)].sort((a, b) => a - b));
      expect(days.every((day) => Math.abs(day) <= 400)).toBe(true);
      expect(rungs.length).toBeLessThanOrEqual(12);
      ways = [rungs.length > 0 ? rungs.join(' ') : 'off'];
      expect(readLadder(kind, ways[0]!)).toEqual(rungs);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      ways = error.ways.map(({ value }) => value);
      expect(ways.length).toBeGreaterThan(0);
    }
    for (const way of ways) expect(() => readLadder(kind, way)).not.toThrow();
  });
  prop.prop([kinds, fc.string({ unit: 'grapheme', maxLength: 60 })], runs(300))('no text breaks it', (kind, typed) => {
    try {
      readLadder(kind, typed);
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
    }
  });
  prop.prop([fc.integer({ min: -400, max: 400 }), fc.integer({ min: 0, max: 40_000 })], runs(200))('the same number of days is the same rung, however it is written, and as far from its day', (days, start) => {
    const date = addDays('1970-01-01', start);
    const sign = days < 0 ? '-' : '+';
    const [rung] = readLadder('commitment', `${sign}${Math.abs(days)}`);
    expect(readLadder('commitment', `${Math.abs(days)} days ${days < 0 ? 'before' : 'after'}`)).toEqual([rung]);
    expect(daysBetween(date, dayOfRung(date, rung!))).toBe(days);
  });
});
