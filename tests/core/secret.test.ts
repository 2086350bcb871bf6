import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { makeSecret } from '#core/secret.ts';
import { runs } from '#tests/support/runs.ts';

const secret = makeSecret('a key');

describe('what is sealed', () => {
  prop.prop([fc.string({ unit: 'grapheme' })], runs(100))('opens again, and never looks the same', (text) => {
    const [one, other] = [secret.seal(text), secret.seal(text)];
    expect(one).not.toBe(other);
    expect([secret.open(one), secret.open(other)]).toEqual([text, text]);
    expect(one).toMatch(/^[\w-]+$/);
  });
  test('opens with the same key only', () => {
    expect(makeSecret('a key').open(secret.seal('U123'))).toBe('U123');
    expect(() => makeSecret('another key').open(secret.seal('U123'))).toThrow();
  });
  prop.prop([fc.nat(), fc.integer({ min: 1, max: 255 })], runs(100))('does not open when one byte of it was changed', (place, change) => {
    const bytes = Buffer.from(secret.seal('U123'), 'base64url');
    bytes[place % bytes.length]! ^= change;
    expect(() => secret.open(bytes.toString('base64url'))).toThrow();
  });
  test.each(['', 'x', 'AAAA', 'A'.repeat(36)])('"%s" opens to nothing', (sealed) => expect(() => secret.open(sealed)).toThrow());
});

describe('a hash', () => {
  test('is the same for the same text and key, and for no other', () => {
    expect(secret.hash('door:U123')).toBe(makeSecret('a key').hash('door:U123'));
    expect(secret.hash('door:U123')).toBe(secret.hash('door:U123'));
    const all = [secret.hash('door:U123'), secret.hash('door:U124'), makeSecret('a kez').hash('door:U123'), makeSecret('').hash('door:U123')];
    expect(new Set(all).size).toBe(4);
    for (const hash of all) expect(hash).toMatch(/^[\w-]{43}$/);
  });
  test('is right for many texts, more than are kept in mind', () => {
    const texts = Array.from({ length: 2500 }, (_, i) => `terminal:${i}`);
    const first = texts.map((text) => secret.hash(text));
    expect(new Set(first).size).toBe(texts.length);
    expect(texts.map((text) => secret.hash(text))).toEqual(first);
  });
});
