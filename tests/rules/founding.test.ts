import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { nameKey } from '#core/fold.ts';
import { readSides, type Founding } from '#rules/founding.ts';
import { namesOf } from '#rules/seats.ts';
import { runs } from '#tests/support/runs.ts';

const sideOf = (label: string) => `${label} side`;
const reads = (text: string) => readSides(text, sideOf);
const made = (text: string): Founding => {
  const found = reads(text);
  if ('faults' in found) throw new Error(JSON.stringify(found));
  return found;
};
const shortOf = (text: string) => made(text).organisations.map(({ acronym }) => acronym);

describe('two sides', () => {
  const expected = {
    sides: [{ id: 'unodc-side', label: 'UNODC side' }, { id: 'civil-society', label: 'Civil society' }],
    organisations: [
      ['unodc', 'UNODC', 'UNODC', 'unodc-side'], ['who', 'WHO', 'WHO', 'unodc-side'], ['inpud', 'INPUD', 'INPUD', 'civil-society'],
      ['hri', 'HRI', 'Harm Reduction International', 'civil-society'],
    ],
  };
  test.each([
    ['a line each', 'UNODC: UNODC, WHO\nCivil society: INPUD, Harm Reduction International'],
    ['one line with a semicolon', 'UNODC: UNODC, WHO; Civil society: INPUD, Harm Reduction International'],
    ['blank lines, blanks, Windows and commas at the end', '\r\n  UNODC :  UNODC ,WHO,\r\n\r\nCivil   society: INPUD,\r\nHarm  Reduction International\r\n'],
    ['lists below the labels, with bullets and numbers', '1. UNODC:\n- UNODC\n- WHO\n2) Civil society:\n• INPUD\nHarm Reduction International'],
    ['wide signs', 'UNODC：UNODC，WHO\nCivil society：INPUD、Harm Reduction International'],
    ['short names in brackets, in either order', 'UNODC: UNODC, WHO\nCivil society: INPUD, Harm Reduction International (HRI)'],
    ['the short name first', 'UNODC: UNODC, WHO\nCivil society: INPUD, HRI (Harm Reduction International)'],
  ])('%s', (_, text) => {
    const { sides, organisations } = made(text);
    expect({ sides, organisations: organisations.map(({ id, acronym, name, side }) => [id, acronym, name, side]) }).toEqual(expected);
  });

  test('short names are made of three telling words or more, and no two are alike', () => {
    expect(shortOf('A: International Network of People who Use Drugs, Youth RISE, World Bank\nB: Rainbow House (Kenya)')).toEqual(['INPUD', 'Youth RISE', 'World Bank', 'RHK']);
    expect(shortOf('A: Harm Reduction International, Help Rural India\nB: Сеть снижения вреда')).toEqual(['HRI', 'Help Rural India', 'ССВ']);
    expect(shortOf('A: HRI, Harm Reduction International\nB: X')).toEqual(['HRI', 'Harm Reduction International', 'X']);
  });

  test('names without a Latin letter get ids all the same', () => {
    const { sides, organisations } = made('一方: 第一\n二方: 第二');
    expect([sides.map(({ id }) => id), organisations.map(({ id }) => id)]).toEqual([['side-1', 'side-2'], ['organisation', 'organisation-2']]);
  });
});

describe('what is wrong is named with its line and what was understood', () => {
  test.each([
    ['UNODC: UNODC\nINPUD, IDPC', [['colon', 2, 'INPUD, IDPC']]],
    ['the UN and us', [['colon', 1, 'the UN and us']]],
    [': UNODC\nCivil society: INPUD', [['label', 1, '']]],
    ['UNODC:\nCivil society: INPUD', [['empty', 1, 'UNODC']]],
    ['UNODC: UNODC', [['one', 1, '1']]],
    ['A: a1\nB: b1\nC: c1', [['many', 3, '3']]],
    ['UNODC: UNODC, WHO\nCivil society: INPUD, unodc, W.H.O.', [['twice', 2, 'unodc', 1], ['twice', 2, 'W.H.O.', 1]]],
    ['A: HRI, Harm Reduction International (HRI)\nB: b', [['twice', 1, 'Harm Reduction International', 1]]],
    ['Side: a\nside: b', [['sameSide', 2, 'side', 1]]],
    ['A: 🙂\nB: b', [['letters', 1, '🙂']]],
    [`A: ${'x'.repeat(151)}\nB: b`, [['long', 1, `${'x'.repeat(59)}…`, 150]]],
    [`A: a\n${'y'.repeat(61)}: b`, [['long', 2, `${'y'.repeat(59)}…`, 60]]],
    [`A: ${Array.from({ length: 200 }, (_, i) => `o${i}`).join(',')}\nB: b`, [['crowd', 2, '200']]],
  ])('%j', (text, faults) => {
    const found = reads(text);
    expect('faults' in found && found.faults.map(({ fault, line, word, first }) => [fault, line, word, ...(first === undefined ? [] : [first])])).toEqual(faults);
  });

  test('what was read of the rest is told', () => {
    expect(reads('UNODC: UNODC, WHO\nINPUD')).toMatchObject({ read: [{ label: 'UNODC', organisations: ['UNODC', 'WHO'] }] });
  });
});

const word = fc.oneof(fc.constantFrom('UNODC', 'WHO', 'Harm Reduction International', 'HRI', 'Сеть', 'organisation 1', 'Side', 'a side', 'A', 'B', 'Help Rural India', 'X-Y', 'XY', '一'), fc.string({ maxLength: 30, unit: 'grapheme' }));
const named = fc.oneof(word, fc.tuple(word, word).map(([name, short]) => `${name} (${short})`));
const lineOf = fc.tuple(word, fc.array(named, { maxLength: 6 })).map(([label, names]) => `${label}: ${names.join(', ')}`);
const texts = fc.oneof(fc.array(lineOf, { minLength: 2, maxLength: 2 }).map((lines) => lines.join('\n')), fc.array(fc.oneof(lineOf, word), { maxLength: 5 }).map((lines) => lines.join('\n')), fc.string({ maxLength: 300, unit: 'grapheme' }));

describe('whatever is written', () => {
  prop.prop([texts], runs(1000))('it is read, or what is wrong is said; then every name leads to one thing only', (text) => {
    const found = reads(text);
    if ('faults' in found) {
      expect(found.faults.length).toBeGreaterThan(0);
      for (const { line, word: said } of found.faults) expect([line > 0, said.length <= 60]).toEqual([true, true]);
      return;
    }
    const { sides, organisations } = found;
    expect(sides).toHaveLength(2);
    expect(new Set(organisations.map(({ side }) => side))).toEqual(new Set(sides.map(({ id }) => id)));
    const ids = [...sides, ...organisations].map(({ id }) => id);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9][a-z0-9-]{0,59}$/);
    expect(new Set(ids).size).toBe(ids.length);
    const keys = [...organisations.map((each) => new Set([each.id, ...namesOf(each)].map(nameKey))), ...sides.map(({ id, label }) => new Set([id, label].map(nameKey)))];
    const all = keys.flatMap((own) => [...own]);
    expect(all).not.toContain('');
    expect(new Set(all).size).toBe(all.length);
    for (const { acronym, name } of organisations) expect([acronym.length <= 40, name.length <= 150, acronym.isWellFormed()]).toEqual([true, true, true]);
  });

  prop.prop([fc.uniqueArray(fc.stringMatching(/^[A-Z]{3,9}$/), { minLength: 2, maxLength: 30 }), fc.nat()], runs(1000))('plain short names come back as they were written', (names, at) => {
    const cut = 1 + (at % (names.length - 1));
    const { sides, organisations } = made(`First: ${names.slice(0, cut).join(', ')}\nSecond: ${names.slice(cut).join(', ')}`);
    fc.pre(!names.includes('FIRST') && !names.includes('SECOND'));
    expect(organisations.map(({ acronym, side }) => [acronym, side])).toEqual(names.map((name, i) => [name, sides[i < cut ? 0 : 1]!.id]));
  });
});
