import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { distance, fold, nameKey, nearest } from '#core/fold.ts';
import { runs } from '#tests/support/runs.ts';

describe('folding', () => {
  test.each([
    ['case', 'UNODC', 'unodc'],
    ['accents', 'São Paulo, Genève, Bogotá', 'sao paulo, geneve, bogota'],
    ['accents of their own', 'Sa\u0303o', 'são'],
    ['letters with a stroke', 'Łódź Ørsted Đà', 'lodz orsted da'],
    ['ligatures', 'ﬁnal Œuvre æther', 'final oeuvre aether'],
    ['sharp s', 'STRASSE', 'straße'],
    ['Turkish i', 'İSTANBUL ısı', 'istanbul isi'],
    ['Greek', 'ΆΛΦΑΣ', 'αλφας'],
    ['Cyrillic', 'Ёлка', 'елка'],
    ['Hebrew points', 'שָׁלוֹם', 'שלום'],
    ['Arabic marks', 'مُحَمَّد', 'محمد'],
    ['width', 'ｆｕｌｌ１２', 'full12'],
    ['mathematical letters', '𝐍𝐒𝐏', 'nsp'],
    ['zero-width characters', 'zero\u200bwidth\u200d\ufeff', 'zerowidth'],
    ['soft hyphens', 'harm\u00adreduction', 'harmreduction'],
    ['typographic quotes', '“x” ‘y’ «z» don´t', '"x" \'y\' "z" don\'t'],
    ['dashes', 'on–track on—track on−track', 'on-track on-track on-track'],
    ['no-break spaces', 'a\u00a0b', 'a b'],
    ['Korean', '한국', '한국'.normalize('NFD')],
  ])('does not see %s', (_, one, other) => expect(fold(one)).toBe(fold(other)));
  test.each([['Hindi', 'कि', 'की'], ['Thai', 'กิน', 'กัน'], ['Japanese', 'か', 'が'], ['letters', 'a', 'b'], ['Latin and Cyrillic', 'a', 'а']])('tells apart what is different in %s', (_, one, other) => expect(fold(one)).not.toBe(fold(other)));

  const unicode = fc.string({ unit: 'binary', maxLength: 30 });
  prop.prop([unicode], runs(500))('twice is as once', (text) => {
    expect(fold(fold(text))).toBe(fold(text));
    expect(nameKey(nameKey(text))).toBe(nameKey(text));
  });
  prop.prop([unicode], runs(300))('does not see how accents are put together', (text) => {
    expect(fold(text.normalize('NFD'))).toBe(fold(text.normalize('NFC')));
  });
  prop.prop([fc.string({ unit: 'grapheme-ascii' })], runs(300))('only lowers plain ASCII', (text) => {
    expect(fold(text)).toBe(text.toLowerCase());
  });
  prop.prop([unicode, unicode], runs(300))('finds what holds another text', (a, b) => {
    // What is stored and what is asked are folded alike; a joint between the two can only merge marks.
    expect(fold(`${a} ${b}`)).toContain(fold(b));
  });
  test('every character folds to what folds to itself', () => {
    const bad: string[] = [];
    for (let code = 0; code < 0x30000; code++) {
      if (code >= 0xd800 && code < 0xe000) continue;
      const once = fold(String.fromCodePoint(code));
      if (fold(once) !== once) bad.push(code.toString(16));
    }
    expect(bad).toEqual([]);
  });
  test.each([['On track', 'on-track'], ['ONTRACK', 'on – track'], ['CND 57-R', 'cnd57r'], ['Youth R.I.S.E.', 'youthrise']])('%s and %s are one name', (a, b) => expect(nameKey(a)).toBe(nameKey(b)));
  test('a name without letters and digits is none', () => expect(['', '!?', '😀', ' - ', '\u200b'].map(nameKey)).toEqual(['', '', '', '', '']));
});

describe('the distance of words', () => {
  test.each([['', '', 0], ['list', 'list', 0], ['list', 'lsit', 1], ['lst', 'list', 1], ['lists', 'list', 1], ['lisd', 'list', 1], ['ca', 'abc', 2], ['on-tarck', 'on-track', 1], ['abc', '', 3], ['kitten', 'sitting', 3]])('%s and %s: %i', (a, b, edits) => expect(distance(a, b)).toBe(edits));
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
  prop.prop([word, word, word], runs(500))('is a metric', (a, b, c) => {
    expect(distance(a, b) === 0).toBe(a === b);
    expect(distance(a, b)).toBe(distance(b, a));
    expect(distance(a, c)).toBeLessThanOrEqual(distance(a, b) + distance(b, c));
    expect(distance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
  });
  prop.prop([word, fc.nat(5), fc.constantFrom('drop', 'put', 'change', 'swap')], runs(300))('is at most one for one edit', (a, at, edit) => {
    const i = Math.min(at, a.length);
    const edited = { drop: a.slice(0, i) + a.slice(i + 1), put: `${a.slice(0, i)}x${a.slice(i)}`, change: `${a.slice(0, i)}x${a.slice(i + 1)}`, swap: a.slice(0, i) + (a[i + 1] ?? '') + (a[i] ?? '') + a.slice(i + 2) }[edit];
    expect(distance(a, edited)).toBeLessThanOrEqual(1);
  });
});

describe('the nearest words', () => {
  const verbs = ['list', 'show', 'update', 'rate', 'history', 'milestone', 'assign'];
  test.each([
    ['lsit', ['list']],
    ['histroy', ['history']],
    ['UPDTAE', ['update']],
    ['hist', ['history', 'list']],
    ['mile', ['milestone']],
    ['updates', ['update']],
    ['zzz', []],
    ['', []],
    ['!!', []],
    ['x'.repeat(100_000), []],
  ])('to %s', (typed, expected) => expect(nearest(typed, verbs)).toEqual(expected));
  test('the word itself comes first, then those that begin like it, at most as many as asked for', () => {
    expect(nearest('rate', ['rates', 'rat', 'rate'])).toEqual(['rate', 'rates', 'rat']);
    expect(nearest('a', ['ab', 'ac', 'ad', 'ae'], 2)).toEqual(['ab', 'ac']);
    expect(nearest('rate', ['rate', 'rate', ''])).toEqual(['rate']);
  });
  prop.prop([fc.string({ unit: 'binary' }), fc.array(fc.string(), { maxLength: 8 }), fc.integer({ min: 0, max: 4 })], runs(200))('are among the candidates, each once', (typed, candidates, most) => {
    const found = nearest(typed, candidates, most);
    expect(found.length).toBeLessThanOrEqual(most);
    expect(new Set(found).size).toBe(found.length);
    for (const word of found) expect(candidates).toContain(word);
  });
});
