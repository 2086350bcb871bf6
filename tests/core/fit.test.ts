import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { cut, cutRich, fit, lengthOf, limits, pageOf } from '#core/fit.ts';
import { buttonsOf, filesOf, plain, type Block, type Button, type Item, type Message, type Rich, type Span } from '#core/message.ts';
import { runs } from '#tests/support/runs.ts';

/** Messages whose words have at most so many characters. */
function messages(longest: number, most: { parts: number; items: number; blocks: number }): fc.Arbitrary<Message> {
  const words = fc.oneof(
    { weight: 5, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: Math.min(30, longest) }).map((text) => text.replaceAll('…', '.')) },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom('🙂', 'é', '👩‍👩‍👧', 'word ', 'ж'), fc.integer({ min: 1, max: longest })).map(([text, count]) => text.repeat(count)) },
  );
  const href = fc.constant('https://example.org/a');
  const leaf: fc.Arbitrary<string | Span> = fc.oneof(words, words.map((code) => ({ code })), fc.record({ text: words, href }), fc.constant({ when: '2013-02-22T08:00:00.000Z' }), words.map((seat) => ({ seat })), words.map((room) => ({ room })));
  const part = fc.oneof({ weight: 4, arbitrary: leaf }, { weight: 1, arbitrary: fc.array(leaf, { maxLength: 3 }).map((b) => ({ b })) });
  const rich: fc.Arbitrary<Rich> = fc.array(part, { maxLength: most.parts });
  const button: fc.Arbitrary<Button> = fc.oneof(fc.record({ label: words, link: href }), fc.record({ label: words, run: fc.constant('my.tasks'), given: fc.constant({}) }));
  const item: fc.Arbitrary<Item> = fc.record({ text: rich, note: rich }, { requiredKeys: ['text'] });
  const block: fc.Arbitrary<Block> = fc.oneof(
    fc.record({ text: rich }),
    fc.record({ note: rich }),
    fc.record({ code: words }),
    fc.record({ file: fc.record({ name: fc.constantFrom('M4.ics', `${'m'.repeat(76)}.ics`), type: fc.constant('text/calendar'), text: words }) }),
    fc.record({ fields: fc.array(fc.record({ label: rich, value: rich }), { maxLength: most.items }) }),
    fc.record({ list: fc.array(item, { maxLength: most.items }) }),
    fc.record({ buttons: fc.array(button, { maxLength: most.items }) }),
  );
  return fc.record({ v: fc.constant(1 as const), title: rich, blocks: fc.array(block, { maxLength: most.blocks }) }, { requiredKeys: ['v', 'blocks'], noNullPrototype: true });
}
const message = messages(900, { parts: 4, items: 16, blocks: 30 });
const small = messages(6, { parts: 2, items: 2, blocks: 5 }).map((each) => ({ ...each, blocks: each.blocks.filter((block) => said(block).join('') !== '') })).filter((each) => lengthOf(each) <= 200);
const rich = message.map((each) => each.title ?? []);
const items = message.map((each) => each.blocks.flatMap((block) => ('list' in block ? block.list : [])));

/** All that is said in a message, in order, without the marks of shortening. */
function said(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(said) : [];
}

describe('a message that was made to fit', () => {
  prop.prop([message], runs(400))('keeps every limit, splits no character, and fits already', (any) => {
    const fitted = fit(any);
    expect(lengthOf(fitted)).toBeLessThanOrEqual(limits.text);
    expect(plain(fitted.title ?? []).length).toBeLessThanOrEqual(limits.title);
    expect(fitted.blocks.length).toBeLessThanOrEqual(limits.blocks);
    expect(buttonsOf(fitted).length).toBeLessThanOrEqual(limits.buttons);
    for (const { label } of buttonsOf(fitted)) expect(label.length).toBeLessThanOrEqual(limits.buttonLabel);
    for (const each of fitted.blocks) {
      if ('fields' in each) {
        expect(each.fields.length).toBeLessThanOrEqual(limits.fields);
        for (const { label, value } of each.fields) {
          expect(plain(label).length).toBeLessThanOrEqual(limits.fieldLabel);
          expect(plain(value).length).toBeLessThanOrEqual(limits.fieldValue);
        }
      }
      const [content] = Object.values(each) as [unknown];
      expect(said(content).join('') !== '' || !('text' in each || 'note' in each || 'code' in each)).toBe(true);
    }
    expect(said(fitted).every((text) => text.isWellFormed())).toBe(true);
    expect(fit(fitted)).toEqual(fitted);
  });
  prop.prop([message], runs(300))('says what comes first, in its order', (any) => {
    const before = said(any.blocks).join('');
    let at = 0;
    for (const text of said(fit(any).blocks)) {
      const kept = text.replace(/…$/, '');
      const found = before.indexOf(kept, at);
      expect(found).toBeGreaterThanOrEqual(at);
      at = found + kept.length;
    }
  });
  prop.prop([small], runs(300))('is the same when it fitted before', (any) => {
    expect(fit(any)).toEqual(any);
  });
  const handed = (name: string, text = 'x') => filesOf(fit({ v: 1, blocks: [{ file: { name, type: 'text/calendar', text } }] }))[0]!;
  prop.prop([fc.string({ unit: 'binary', maxLength: 200 })], runs(400))('has files under names that are safe anywhere, and fit already', (any) => {
    const { name } = handed(any);
    expect(name).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,79}$/);
    expect([name.includes('..'), name.endsWith('.'), handed(name).name]).toEqual([false, false, name]);
  });
  test.each([['../../etc/passwd', 'etc-passwd'], ['secretariat M4.ics', 'secretariat-M4.ics'], ['.bashrc', 'bashrc'], ['…', 'file'], [`${'n'.repeat(200)}.ics`, `${'n'.repeat(76)}.ics`], ['a/b\\c\r\n.ics', 'a-b-c.ics'], ['.ics', 'ics']])('calls a file %j %s', (name, safe) => {
    expect(handed(name).name).toBe(safe);
  });
  test('has files whole beside as many words as there may be, and none that is too large', () => {
    const file = { name: 'M4.ics', type: 'text/calendar', text: 'é'.repeat(50_000) };
    const fitted = fit({ v: 1, blocks: [{ text: ['word '.repeat(1000)] }, ...Array.from({ length: 30 }, () => ({ note: ['n'] })), { file }] });
    expect(filesOf(fitted)).toEqual([file]);
    expect(lengthOf(fitted)).toBeLessThanOrEqual(limits.text);
    expect(() => handed('M4.ics', `${file.text}x`)).toThrow('a file of 100001 bytes');
  });

  test('keeps the buttons when there are too many blocks', () => {
    const blocks: Block[] = [...Array.from({ length: 40 }, (_, i) => ({ text: [`text ${i}`] })), { buttons: [{ label: 'Undo', run: 'my.undo', given: {} }] }];
    const fitted = fit({ v: 1, blocks });
    expect(fitted.blocks).toHaveLength(limits.blocks);
    expect(fitted.blocks.slice(0, 19)).toEqual(blocks.slice(0, 19));
    expect(buttonsOf(fitted)).toHaveLength(1);
  });
  test('has ten of five hundred buttons, and its own kind', () => {
    const buttons = Array.from({ length: 500 }, (_, i): Button => ({ label: `${i} ${'🙂'.repeat(100)}`, run: 'my.tasks', given: { i } }));
    const fitted = fit({ v: 1, tone: 'refusal', blocks: [{ buttons }, { text: ['x'] }] });
    expect(fitted.tone).toBe('refusal');
    expect(buttonsOf(fitted).map(({ label }) => label)).toEqual(buttons.slice(0, 10).map(({ label }) => cut(label, 75)));
  });
  test('shortens a note of 3,000 characters among others and says so', () => {
    const note = '🙂'.repeat(1500);
    const [first, second] = fit({ v: 1, blocks: [{ text: [note] }, { text: [note] }, { text: ['end'] }] }).blocks;
    expect(first).toEqual({ text: [note] });
    expect(plain((second as { text: Rich }).text)).toMatch(/^(🙂)+…$/u);
  });
});

describe('pages', () => {
  prop.prop([items, fc.integer({ min: -100, max: 4000 })], runs(150))('hold every item once, in order, and never an empty page', (all, budget) => {
    const { pages } = pageOf(all, 1, budget);
    const shown = Array.from({ length: pages }, (_, i) => pageOf(all, i + 1, budget));
    expect(shown.flatMap((page) => page.items)).toEqual(all);
    for (const [i, page] of shown.entries()) {
      expect(page.page).toBe(i + 1);
      expect(page.items.length > 0 || all.length === 0).toBe(true);
      if (page.items.length > 1) expect(lengthOf({ v: 1, blocks: [{ list: page.items }] })).toBeLessThanOrEqual(budget);
    }
  });
  test.each([[0, 1], [-3, 1], [1, 1], [2, 2], [99, 3], [1.5, 1], [Number.NaN, 1], [Number.POSITIVE_INFINITY, 3]])('page %d of three is page %i', (asked, page) => {
    const all: Item[] = Array.from({ length: 3 }, (_, i) => ({ text: [String(i)] }));
    expect(pageOf(all, asked, 5)).toEqual({ items: [all[page - 1]], page, pages: 3 });
  });
});

describe('a shortened text', () => {
  test.each([['abc', 3, 'abc'], ['abcd', 3, 'ab…'], ['abcd', 1, '…'], ['abcd', 0, ''], ['abcd', -1, ''], ['', 0, ''], ['a🙂b', 3, 'a…'], ['🙂🙂', 3, '🙂…'], ['🙂🙂', 2, '…']])('"%s" to %i is "%s"', (text, most, short) => expect(cut(text, most)).toBe(short));
  prop.prop([fc.string({ unit: 'grapheme' }), fc.integer({ min: -1, max: 30 })], runs(300))('is whole or ends with a mark', (text, most) => {
    const short = cut(text, most);
    expect(short.length).toBeLessThanOrEqual(Math.max(most, 0));
    expect(short.isWellFormed()).toBe(true);
    if (text.length > most && most > 0) expect(short.endsWith('…') && text.startsWith(short.slice(0, -1))).toBe(true);
    if (text.length <= most) expect(short).toBe(text);
  });
  prop.prop([rich, fc.integer({ min: -1, max: 200 })], runs(300))('with markup, too', (any, most) => {
    const short = cutRich(any, most);
    const size = lengthOf({ v: 1, title: short, blocks: [] });
    expect(size).toBeLessThanOrEqual(Math.max(most, 0));
    expect(cutRich(short, most)).toEqual(short);
    if (lengthOf({ v: 1, title: any, blocks: [] }) <= Math.max(most, 0)) expect(plain(short)).toBe(plain(any));
    else expect(plain(short).endsWith('…')).toBe(most > 0);
  });
  test('an instant counts as long as it is drawn, and is never cut', () => {
    expect(cutRich(['since ', { when: '2013-02-22T08:00:00.000Z' }], 40)).toEqual(['since ', '…']);
    expect(cutRich([{ b: ['bold words'] }, ' and more'], 8)).toEqual([{ b: ['bold wo…'] }]);
  });
});
