import { fc, test as prop } from '@fast-check/vitest';
import { IntlMessageFormat } from 'intl-messageformat';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addCatalogue, isKey, keysOf, languages, source, spoken, t, type Key } from '#core/i18n.ts';
import { plain } from '#core/message.ts';
import { runs } from '#tests/support/runs.ts';

const texts = {
  bare: 'Nothing to fill in',
  words: '{who} reports {what}.',
  bold: '<b>{who}</b> reports <code>{what}</code>',
  plural: '{count, plural, one {# report} other {# reports}} from {who}',
  choice: '{who, select, unodc {the lead} other {{who}}} reports {what}',
  quoted: "it''s '{'not'}' a hole: {who}",
  tags: 'a < b, {who}',
};
const catalogue = { test: texts, status: { done: 'Fertig' } };
const key = (name: keyof typeof texts) => `test.${name}` as Key;
let forget: () => void;
beforeEach(() => {
  forget = addCatalogue('xx', catalogue);
});
afterEach(() => forget());

describe('a text', () => {
  test('is filled with words, numbers and markup', () => {
    expect(t('xx', key('bare'))).toEqual(['Nothing to fill in']);
    expect(t('xx', key('words'), { who: 'INPUD', what: 4 })).toEqual(['INPUD reports 4.']);
    expect(t('xx', key('words'), { who: { b: ['INPUD'] }, what: ['a', { code: 'b' }] })).toEqual([{ b: ['INPUD'] }, ' reports a', { code: 'b' }, '.']);
    expect(t('xx', key('bold'), { who: 'INPUD', what: 'C4' })).toEqual([{ b: ['INPUD'] }, ' reports ', { code: 'C4' }]);
    expect(t('xx', key('bold'), { who: [{ seat: 'Focal point, INPUD' }], what: [{ b: ['C4'] }] })).toEqual([{ b: [{ seat: 'Focal point, INPUD' }] }, ' reports ', { code: 'C4' }]);
    expect(t('xx', key('plural'), { count: 1, who: 'INPUD' })).toEqual(['1 report from INPUD']);
    expect(t('xx', key('plural'), { count: 1200, who: { b: ['INPUD'] } })).toEqual(['1,200 reports from ', { b: ['INPUD'] }]);
    expect(t('xx', key('choice'), { who: 'unodc', what: 'x' })).toEqual(['the lead reports x']);
    expect(plain(t('xx', key('quoted'), { who: 'x' }))).toBe("it's {not} a hole: x");
    expect(plain(t('xx', key('tags'), { who: '' }))).toBe('a < b, ');
  });
  test.each([['words', { who: 'x' }], ['words', { what: ['x'] }], ['bold', { who: 'x' }], ['plural', { who: 'x' }], ['plural', { count: 1 }], ['choice', { who: ['x'] }]] as const)('that lacks a parameter is a fault of the program: %s, %j', (name, params) => {
    expect(() => t('xx', key(name), params)).toThrow();
  });
  test('is remembered by what fills it, not by what that adds up to', () => {
    const say = (who: string, count: number) => plain(t('xx', key('plural'), { count, who }));
    expect([say('a\n1', 2), say('a', 1), say('a\n1', 2)]).toEqual(['2 reports from a\n1', '1 report from a', '2 reports from a\n1']);
    expect(plain(t('xx', key('choice'), { who: 'a\nb', what: 'c' }))).toBe('a\nb reports c');
    expect(plain(t('xx', key('choice'), { who: 'a', what: 'b\nc' }))).toBe('a reports b\nc');
  });
  test('of no name is a fault of the program', () => {
    expect(() => t('en', 'test.nowhere' as Key)).toThrow('no text named test.nowhere');
    expect(() => t('en', '__proto__' as Key)).toThrow('no text named');
  });

  const words = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('<b>x</b>', '{who}', '{count, plural, other {#}}', "'", '<code>', '@everyone', '<!channel>', '**x**', '&lt;', '</b>'));
  prop.prop([words, words], runs(300))('holds people\'s words as words, however it is put together', (who, what) => {
    expect(t('xx', key('words'), { who, what })).toEqual([`${who} reports ${what}.`]);
    const [first, between, last] = t('xx', key('bold'), { who, what });
    expect([first, between, last]).toEqual([{ b: who === '' ? [] : [who] }, ' reports ', { code: what }]);
    // The fast way of plain texts and the library's way say the same, for words and for markup.
    expect(plain(t('xx', key('words'), { who, what }))).toBe(new IntlMessageFormat(texts.words, 'xx').format({ who, what }));
    expect(plain(t('xx', key('words'), { who: [who], what: { b: [what] } }))).toBe(`${who} reports ${what}.`);
    expect(plain(t('xx', key('choice'), { who: `x${who}`, what }))).toBe(`x${who} reports ${what}`);
    expect(plain(t('xx', key('choice'), { who: `x${who}`, what: [{ code: what }] }))).toBe(`x${who} reports ${what}`);
  });
  prop.prop([fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))], runs(200))('says a number in the same way in both', (number) => {
    expect(plain(t('xx', key('words'), { who: number, what: '' }))).toBe(new IntlMessageFormat(texts.words, 'xx').format({ who: number, what: '' }));
  });
});

describe('languages', () => {
  test('a text that a language lacks is said in English, with English plurals', () => {
    expect(t('xx', 'status.done')).toEqual(['Fertig']);
    expect(t('xx', 'status.blocked')).toEqual(t('en', 'status.blocked'));
    expect(t('ja', 'commitment.age', { days: 1 })).toEqual(t('en', 'commitment.age', { days: 1 }));
  });
  test.each(['nonsense!', '', 'en_US', '\0', '__proto__'])('a client that says its language is "%s" is answered in English', (lang) => {
    expect(spoken(lang)).toBe('en');
    expect(t(lang, 'status.done')).toEqual(t('en', 'status.done'));
  });
  test.each([['xx', 'xx'], ['XX', 'xx'], ['xx-YY', 'xx'], ['xx_YY', 'xx'], ['en-GB', 'en'], ['fr', 'en']])('%s is spoken as %s', (tag, lang) => expect(spoken(tag)).toBe(lang));
  test('a catalogue that was added can be taken out again', () => {
    expect(languages()).toContain('xx');
    forget();
    expect(languages()).not.toContain('xx');
    expect(t('xx', 'status.done')).toEqual(t('en', 'status.done'));
    expect(() => t('xx', key('bare'))).toThrow();
  });
  test('names of texts are told from other words', () => {
    expect([isKey('status.done'), isKey('status'), isKey('status.nowhere'), isKey('constructor.name'), isKey('toString'), isKey('')]).toEqual([true, false, false, false, false, false]);
    expect(keysOf('xx')).toEqual([...Object.keys(texts).map((name) => `test.${name}`), 'status.done']);
    expect(keysOf('nowhere')).toEqual([]);
    expect(source('xx', 'status.done')).toBe('Fertig');
  });
});
