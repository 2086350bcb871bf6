import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { choice, fieldsOf, file, findChoice, int, line, ref, text, when, yesno } from '#core/field.ts';

describe('the fields of an input', () => {
  test('are read in order, with what a door needs to draw them', () => {
    const input = z.object({
      a: text(), b: line(5).optional(), c: ref('event'), d: when().optional(), e: file(), f: int(1, 9).optional(),
      g: choice(['on-track', 'done']), h: yesno().optional(), i: text(10).meta({ asked: true }).optional(), j: text(3).optional().meta({ asked: true }),
    });
    expect(fieldsOf(input)).toEqual([
      { name: 'a', kind: 'text', required: true, asked: false, max: 1000 },
      { name: 'b', kind: 'line', required: false, asked: false, max: 5 },
      { name: 'c', kind: 'ref', required: true, asked: false, of: 'event', max: 100 },
      { name: 'd', kind: 'when', required: false, asked: false, max: 80 },
      { name: 'e', kind: 'file', required: true, asked: false },
      { name: 'f', kind: 'int', required: false, asked: false, min: 1, max: 9 },
      { name: 'g', kind: 'choice', required: true, asked: false, choices: ['on-track', 'done'] },
      { name: 'h', kind: 'yesno', required: false, asked: false },
      { name: 'i', kind: 'text', required: false, asked: true, max: 10 },
      { name: 'j', kind: 'text', required: false, asked: true, max: 3 },
    ]);
    expect(fieldsOf(input)).toBe(fieldsOf(input));
  });
  test.each<[string, z.ZodType]>([
    ['a bare text', z.string()],
    ['a number', z.number()],
    ['an object', z.object({ x: text() })],
    ['a list', z.array(text())],
    ['one of two shapes', z.union([text(), line()])],
    ['anything', z.unknown()],
  ])('are no shapes that no door can draw: %s', (_, shape) => expect(() => fieldsOf(z.object({ odd: shape }))).toThrow('field odd is made of a shape no door can draw'));
});

describe('what a field takes', () => {
  const takes = (shape: z.ZodType, value: unknown) => {
    const read = shape.safeParse(value);
    return read.success ? read.data : undefined;
  };
  test.each([['on-track', 'on-track'], ['On Track', 'on-track'], ['ONTRACK', 'on-track'], ['on – track', 'on-track'], ['ｏｎtrack', 'on-track'], ['on', undefined], ['', undefined], [7, undefined], [null, undefined]])('a choice: %j', (typed, value) => expect(takes(choice(['on-track', 'done']), typed)).toBe(value));
  test.each([['yes', true], ['Y', true], ['ON', true], ['1', true], [true, true], ['no', false], ['Off', false], ['0', false], [false, false], ['ja', undefined], ['', undefined], [1, undefined]])('yes or no: %j', (typed, value) => expect(takes(yesno(), typed)).toBe(value));
  test.each([['4', 4], [' 4 ', 4], ['+4', 4], ['４', 4], ['007', 7], [4, 4], ['0', undefined], ['10', undefined], ['-4', undefined], ['4.0', undefined], ['4.5', undefined], [4.5, undefined], ['0x4', undefined], ['1e0', undefined], ['four', undefined], ['', undefined], [true, undefined], [null, undefined], [[4], undefined], ['9'.repeat(400), undefined]])('a whole number: %j', (typed, value) => expect(takes(int(1, 9), typed)).toBe(value));
  test.each([['  Draft ', 'Draft'], ['x'.repeat(1000), 'x'.repeat(1000)], ['x'.repeat(1001), undefined], ['', undefined], ['  ', undefined], ['\u200b\u2060', undefined], ['\u202e', undefined], ['👩‍👩‍👧', '👩‍👩‍👧'], [4, undefined]])('a text: %j', (typed, value) => expect(takes(text(), typed)).toBe(value));
  test.each([[{ name: 'group.json', text: '{}' }, true], [{ name: 'x' }, false], ['x', false], [{ name: 'x', text: 'y'.repeat(1_000_001) }, false]])('a file', (typed, ok) => expect(takes(file(), typed) !== undefined).toBe(ok));
  test('a word is found among choices as a whole, never in part', () => {
    expect(findChoice(['done', 'not-done'], 'Not done')).toBe('not-done');
    expect(findChoice(['done'], 'don')).toBeUndefined();
    expect(findChoice(['done'], '')).toBeUndefined();
  });
});
