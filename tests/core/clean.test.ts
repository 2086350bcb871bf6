import { describe, expect, test } from 'vitest';
import { checkText, isVisible } from '#core/clean.ts';
import { UserError } from '#core/errors.ts';

describe('a text that can be kept', () => {
  test.each(['', 'Draft', '🙂', 'שלום \u202eabc', 'z\u200bw', '\u001b[31mred', '<!channel> @everyone **x**', "'; drop table"])('%j', (text) => expect(checkText(text)).toBe(text));
  test.each([['a\0b', 'error.text.nul'], ['\0', 'error.text.nul'], ['half \ud83d', 'error.text.half'], ['\udc00', 'error.text.half'], ['\udc00\ud800', 'error.text.half']])('%j is none', (text, key) => {
    const refused = () => checkText(text, 'note');
    expect(refused).toThrow(UserError);
    expect(refused).toThrow(expect.objectContaining({ key, field: 'note' }));
  });
});

describe('a text that shows something', () => {
  test.each(['a', '.', '🙂', '٣', 'é', '\u200ba'])('%j', (text) => expect(isVisible(text)).toBe(true));
  test.each(['', ' ', '\n\t', '\u00a0', '\u200b\u200d\ufeff', '\u202e\u2066', '\u00ad', '\u2800', '\u3164', '\u0007', '\ufe0f'])('%j shows nothing', (text) => expect(isVisible(text)).toBe(false));
});
