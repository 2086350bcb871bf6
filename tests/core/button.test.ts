import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { decodeButton, encodeButton, longestId } from '#core/button.ts';
import { runs } from '#tests/support/runs.ts';

const button = (given: Record<string, unknown>, run = 'commitment.update') => ({ label: 'Press', run, given });

describe('a button', () => {
  test.each([
    [{}, 'commitment.update?'],
    [{ commitment: '4', status: 'done' }, 'commitment.update?commitment=4&status=done'],
    [{ commitment: 4, late: true, none: undefined }, 'commitment.update?commitment=4&late=true'],
    [{ note: 'a b&c=d?e' }, 'commitment.update?note=a+b%26c%3Dd%3Fe'],
  ])('%j is its id', (given, id) => expect(encodeButton(button(given))).toBe(id));
  test.each([
    ['is longer than an id may be', { note: 'x'.repeat(90) }],
    ['is longer once it is written in ASCII', { note: 'ж'.repeat(20) }],
    ['is no text', { file: { name: 'x', text: '' } }],
    ['is a list', { list: ['a'] }],
    ['is null', { note: null }],
    ['holds half a character', { note: '\ud83d' }],
  ])('needs a draft when what it carries %s', (_, given) => expect(encodeButton(button(given))).toBeUndefined());
  test('with a draft is that draft, whatever it carries', () => {
    const id = encodeButton({ ...button({ note: 'x'.repeat(3000) }), draft: '0123456789abcdef' });
    expect(id).toBe('draft?0123456789abcdef');
    expect(decodeButton(id!)).toEqual({ draft: '0123456789abcdef' });
  });
  test.each(['', '?', '?x=1', 'x', 'commitment.update', '%'])('"%s" is no id', (id) => expect(decodeButton(id)).toBeUndefined());
  test('names that mean something to JavaScript are names like others', () => {
    const given = Object.fromEntries([['__proto__', 'x'], ['constructor', 'y']]);
    const decoded = decodeButton(encodeButton(button(given))!) as { given: object };
    expect(Object.entries(decoded.given)).toEqual(Object.entries(given));
    expect(Object.getPrototypeOf(decoded.given)).toBe(Object.prototype);
  });

  const name = fc.stringMatching(/^[a-z]{1,8}$/);
  const given = fc.dictionary(name, fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ maxLength: 120 })), { maxKeys: 4, noNullPrototype: true });
  prop.prop([given, fc.stringMatching(/^[a-z]{1,10}\.[a-z]{1,10}$/)], runs(500))('has an id of at most 100 ASCII characters that means the same, or needs a draft', (values, run) => {
    const id = encodeButton(button(values, run));
    if (id === undefined) {
      const full = `${run}?${new URLSearchParams(values)}`;
      expect(full.length > longestId || Object.values(values).some((value) => !value.isWellFormed())).toBe(true);
      return;
    }
    expect(id).toMatch(/^[\x21-\x7e]{1,100}$/);
    expect(decodeButton(id)).toEqual({ run, given: values });
  });
  prop.prop([fc.string({ unit: 'binary' })], runs(300))('an id that nobody made is read as something or nothing', (id) => {
    const decoded = decodeButton(id);
    if (decoded && 'given' in decoded) for (const value of Object.values(decoded.given)) expect(typeof value).toBe('string');
  });
});
