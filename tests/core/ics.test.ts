import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { date, local, offset, property, text, uri, utc, writeComponent } from '#core/ics.ts';
import { runs } from '#tests/support/runs.ts';

const written = (...properties: Parameters<typeof writeComponent>[0]['properties']) => writeComponent({ name: 'X', properties });
const lineOf = (value: string) => written(property('SUMMARY', text(value)));
/** The value of the one property, as a reader finds it: unfolded, then unescaped. */
const readBack = (out: string) => {
  const [, value] = /^BEGIN:X\r\nSUMMARY:(.*)\r\nEND:X\r\n$/s.exec(out.replaceAll('\r\n ', '')) ?? [];
  return value?.replace(/\\(.)/g, (_, mark: string) => (mark === 'n' ? '\n' : mark));
};

describe('a component', () => {
  test('is its properties and its parts between two lines, each ended by CRLF', () =>
    expect(writeComponent({ name: 'A', properties: [property('P', 1), property('Q', undefined)], parts: [{ name: 'B', properties: [property('R', 'x', { TZID: 'Europe/Vienna', VALUE: 'DATE' })] }] })).toBe(
      'BEGIN:A\r\nP:1\r\nBEGIN:B\r\nR;TZID=Europe/Vienna;VALUE=DATE:x\r\nEND:B\r\nEND:A\r\n',
    ));
  test('quotes a parameter that has marks of its own', () => expect(written(property('P', 'x', { K: 'a;b' }))).toContain('P;K="a;b":x'));
  test.each([['a line break', 'a\r\nEND:X', {}], ['a bare LF', 'a\nb', {}], ['a bell', '\x07', {}], ['a quote in a parameter', 'x', { K: 'a"b' }], ['a line break in a parameter', 'x', { K: 'a\r\nb' }]])(
    'is not written with %s in a value that nobody escaped',
    (_, value, params) => expect(() => written(property('P', value, params))).toThrow('a value of P breaks its line'),
  );
});

describe('people\'s words', () => {
  test.each([
    ['a\\b;c,d:e"f', 'a\\\\b\\;c\\,d:e"f'],
    ['one\r\ntwo\rthree\nfour\u2028five', 'one\\ntwo\\nthree\\nfour\\nfive'],
    ['a\tb\x00\x07\x1b[31m\x7f\x85c', 'a b[31mc'],
    ['left \u202eright\u2066', 'left right'],
    ['\\n', '\\\\n'],
  ])('%j is written %j', (words, value) => expect(text(words)).toBe(value));

  prop.prop([fc.string({ unit: 'binary', maxLength: 300 })], runs(500))('of any kind stand on one line of their own, folded at 75 octets, and are read back', (words) => {
    const out = lineOf(words);
    expect(out.split('\r\n').filter((line) => Buffer.byteLength(line) > 75 || /[\r\n]/.test(line) || !line.isWellFormed())).toEqual([]);
    expect(Buffer.from(out).toString()).toBe(out);
    expect(text(readBack(out)!)).toBe(text(words));
  });
  prop.prop([fc.string({ unit: fc.constantFrom('a', 'é', '語', '😀', 'ب', '\\', ';', ','), minLength: 60, maxLength: 120 })], runs(200))('with nothing hidden in them are read back as they were', (words) => {
    expect(readBack(lineOf(words))).toBe(words);
  });
  test('are folded at 75 octets to the last one, and never within a character', () => {
    expect(lineOf('x'.repeat(67)).split('\r\n')).toHaveLength(4);
    const [, first, second] = lineOf('x'.repeat(68)).split('\r\n');
    expect([first!.length, second]).toEqual([75, ' x']);
    const [, before] = lineOf(`${'x'.repeat(64)}😀`).split('\r\n');
    expect(before).toBe(`SUMMARY:${'x'.repeat(64)}`);
  });
});

describe('values', () => {
  test('are as the RFC wants them', () => {
    expect(date('2027-03-03')).toBe('20270303');
    expect(local('2027-03-03T15:00')).toBe('20270303T150000');
    expect(local('2027-03-03T15:00:30')).toBe('20270303T150030');
    expect(utc('2027-03-03T15:00:30.123Z')).toBe('20270303T150030Z');
    expect([0, 3600, -12_600, 37_800, -1, 24_124].map(offset)).toEqual(['+0000', '+0100', '-0330', '+1030', '-000001', '+064204']);
  });
  test('a link keeps its marks, and what cannot stand in one is percent-encoded', () => {
    expect(uri('https://x.org/j;a=1,2?pwd=%2C#z')).toBe('https://x.org/j;a=1,2?pwd=%2C#z');
    expect(uri('https://x.org/a b\r\nATTACH:é"')).toBe('https://x.org/a%20bATTACH:%C3%A9%22');
  });
});
