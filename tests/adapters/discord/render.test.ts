import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { formId, makeIds, readId } from '#adapters/discord/ids.ts';
import { render, requestOf, type Drawn } from '#adapters/discord/render.ts';
import { encodeButton } from '#core/button.ts';
import { fit } from '#core/fit.ts';
import { buttonsOf, type Block, type Button, type Given, type Message, type Rich } from '#core/message.ts';
import { checkMessage } from '#tests/support/discord/checks/message.ts';
import { runs } from '#tests/support/runs.ts';

const reader = { zone: 'Asia/Bangkok', home: 'America/Argentina/Buenos_Aires', lang: 'en' };

interface Part {
  readonly type: number;
  readonly content?: string;
  readonly custom_id?: string;
  readonly label?: string;
  readonly url?: string;
  readonly style?: number;
  readonly components?: readonly Part[];
}
const inside = ({ components }: Drawn): readonly Part[] => (components[0] as unknown as Part).components!;
const texts = (drawn: Drawn) => inside(drawn).flatMap(({ content }) => content ?? []);
const buttons = (drawn: Drawn) => inside(drawn).flatMap(({ components }) => components ?? []);
/** What Discord would say to the message: throws its refusal. */
function check(drawn: Drawn): void {
  const { body, files = [] } = requestOf(drawn);
  checkMessage(JSON.parse(JSON.stringify(body)) as Record<string, unknown>, { files: files.length, named: files.map(({ name }) => name) });
}

const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom('', ' ', '\n', '\u202e', '@everyone', '# x\n- y\n> z', '```', '**', '<@123456789012345678>', 'https://example.org/a_b', 'word '),
  // Each of these is drawn twice as long as it is.
  fc.tuple(fc.constantFrom('*', '_', '\\', '[', '🙂', '\n- ', 'a'), fc.integer({ min: 1, max: 3000 })).map(([text, count]) => text.repeat(count)),
);
const href = fc.oneof(fc.constant('https://example.org/a'), fc.integer({ min: 1, max: 900 }).map((count) => `https://example.org/${'a('.repeat(count)}`), fc.constant('javascript:alert(1)'));
const leaf = fc.oneof(words, words.map((code) => ({ code })), fc.record({ text: words, href }), fc.constant({ when: '2013-02-22T08:00:00.000Z' }), words.map((seat) => ({ seat })), words.map((room) => ({ room })), fc.constantFrom({ account: '123456789012345678' }, { account: 'sealed' }));
const rich: fc.Arbitrary<Rich> = fc.array(fc.oneof({ weight: 4, arbitrary: leaf }, { weight: 1, arbitrary: fc.array(leaf, { maxLength: 3 }).map((b) => ({ b })) }), { maxLength: 5 });
const button: fc.Arbitrary<Button> = fc.oneof(
  fc.record({ label: words, link: href }),
  fc.record({ label: words, run: fc.constantFrom('my.tasks', 'commitment.update'), given: fc.dictionary(fc.constantFrom('note', 'commitment', 'page'), fc.oneof(words, fc.integer()), { maxKeys: 2 }), tone: fc.constantFrom('main' as const, 'danger' as const) }, { requiredKeys: ['label', 'run', 'given'] }),
  fc.record({ label: words, run: fc.constant('my.tasks'), given: fc.constant({ note: 'x'.repeat(200) }), draft: fc.constant('1m80n1es603fr9hb') }),
  fc.record({ label: words, run: fc.constant('my.tasks'), given: fc.constant({ x: 'a'.repeat(89) }) }),
);
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ text: rich }), fc.record({ note: rich }), fc.record({ code: words }),
  fc.record({ fields: fc.array(fc.record({ label: rich, value: rich }), { maxLength: 12 }) }),
  fc.record({ list: fc.array(fc.record({ text: rich, note: rich }, { requiredKeys: ['text'] }), { maxLength: 30 }) }),
  fc.record({ buttons: fc.array(button, { maxLength: 12 }) }),
);
/** Nothing hands over more than a file at a time. */
const file: fc.Arbitrary<Block> = fc.record({ file: fc.record({ name: fc.constantFrom('M4.ics', '../a b', ''), type: fc.constant('text/calendar'), text: words }) });
const withFile = fc.tuple(fc.array(block, { maxLength: 24 }), fc.option(file, { nil: undefined, freq: 3 }), fc.nat(24)).map(([blocks, one, at]) => (one ? blocks.toSpliced(at, 0, one) : blocks));
const message: fc.Arbitrary<Message> = fc.record({ v: fc.constant(1 as const), title: rich, tone: fc.constantFrom('refusal' as const, 'done' as const), blocks: withFile }, { requiredKeys: ['v', 'blocks'], noNullPrototype: true });

describe('any message', () => {
  prop.prop([message, fc.boolean()], runs(600))('keeps the limits of Discord, says something and pings nobody', (any, ephemeral) => {
    const drawn = render(any, reader, { ephemeral });
    check(drawn);
    expect(drawn.allowed_mentions).toEqual({ parse: [] });
    expect(drawn.flags).toBe(32768 + (ephemeral ? 64 : 0));
    expect(inside(drawn).length).toBeGreaterThan(0);
    for (const text of texts(drawn)) {
      expect(text.trim()).not.toBe('');
      expect(text.isWellFormed()).toBe(true);
    }
  });
  prop.prop([message], runs(400))('has all buttons that can be pressed, each of which does what it says', (any) => {
    const meant = buttonsOf(fit(any)).flatMap((each) => ('run' in each ? (encodeButton(each) ?? []) : []));
    const drawn = buttons(render(any, reader)).flatMap(({ custom_id }) => custom_id ?? []);
    const short = meant.filter((id, i) => id.length <= 98 || meant.indexOf(id) === i);
    expect(drawn.map((id) => readId(id))).toEqual(short.map((id) => readId(id)));
  });
  prop.prop([message], runs(200))('is cut at no escape and no tag', (any) => {
    for (const text of texts(render(any, reader))) {
      // Without code, whole escapes, whole tags and pairs of marks nothing is left that could be the half of one.
      const left = text.replace(/\\[!-/:-@[-`{-~]|```[\s\S]*?```|`[^`\n]*`|<(?:t:\d+:F|@\d{18}|https?:\/\/[^\s<>]+)>/g, '').replace(/\[([^\n[\]]*)\]\(\)/g, '$1').replace(/\*\*[^\n*]*\*\*/g, '');
      expect(left).not.toMatch(/[\\<`[\]*_~|]/);
    }
  });
});

describe('a message', () => {
  const say = (blocks: readonly Block[], more: Partial<Message> = {}) => texts(render({ v: 1, blocks, ...more }, reader));
  test('that says nothing still says so', () => {
    expect(say([])).toEqual(['There is nothing to show.']);
    expect(say([{ text: ['\u202e \n'] }], { title: [' '] })).toEqual(['There is nothing to show.']);
  });
  test('is a heading, text, quiet notes, fields, lists and code', () => {
    expect(
      say([{ text: ['Kept: ', { b: ['At risk'] }, '.'] }, { note: ['one\ntwo'] }, { fields: [{ label: ['Due'], value: ['no date'] }] }, { code: '/my tasks\n`x`' }], { title: ['C6 *Model*', { b: [' laws'] }] }),
    ).toEqual(['### C6 \\*Model\\* laws', 'Kept: **At risk**.', '-# one\n-# two', '**Due:** no date', '```\n/my tasks\n\u02cbx\u02cb\n```']);
    expect(say([{ list: [{ text: ['C1 First'], note: ['late'] }, { text: ['A form'] }, { text: [{ b: ['WHO'] }, ', outside'] }] }])).toEqual(['**C1 First**\n-# late\n**A form**\n- **WHO**, outside']);
    expect(say([{ list: [{ text: ['one\ntwo'] }, { text: ['three'] }] }])).toEqual(['- one\n  two\n- three']);
  });
  test('with a long title says it in bold, no larger than the text', () => expect(say([], { title: ['long '.repeat(30)] })).toEqual([`**${'long '.repeat(30).trim()}**`]));
  test('is coloured by what kind of answer it is', () => {
    const colour = (tone?: 'refusal' | 'done') => (render({ v: 1, blocks: [{ text: ['x'] }], ...(tone && { tone }) }, reader).components[0] as { accent_color?: number }).accent_color;
    expect([colour(), colour('refusal'), colour('done')]).toEqual([undefined, 0xc0392b, 0x2e8b57]);
  });
  test('whose marks make it too long ends with a sign of that, and keeps its buttons', () => {
    const drawn = render({ v: 1, blocks: [{ text: ['*'.repeat(3700)] }, { text: ['more'] }, { buttons: [{ label: 'Undo', run: 'my.undo', given: {} }] }] }, reader);
    check(drawn);
    expect(texts(drawn)[0]).toMatch(/^(\\\*){1980,}…$/);
    expect(buttons(drawn).map(({ label }) => label)).toEqual(['Undo']);
  });
  test('has its buttons in rows of five, by tone, and an address that no button can open in the text', () => {
    const drawn = render({
      v: 1,
      blocks: [{ buttons: [
        { label: 'Yes', run: 'event.move', given: {}, tone: 'main' }, { label: 'Erase', run: 'my.data', given: {}, tone: 'danger' }, { label: 'No', run: 'my.tasks', given: {} }, { label: 'No', run: 'my.tasks', given: {} },
        { label: 'Page', link: 'https://example.org/' }, { label: 'Odd', link: 'ftp://example.org' },
      ] }],
    }, reader);
    check(drawn);
    expect(inside(drawn).map(({ components }) => components?.length)).toEqual([undefined, 5]);
    expect(buttons(drawn).map(({ style, custom_id, url }) => [style, custom_id ?? url])).toEqual([[1, 'event.move?'], [4, 'my.data?'], [2, 'my.tasks?'], [2, 'my.tasks?~2'], [5, 'https://example.org/']]);
    expect(texts(drawn)).toEqual(['Odd: ftp\\://example.org']);
  });
});

describe('an id', () => {
  test('says what was pressed', () => {
    expect(readId('commitment.update?commitment=6&form=open~2')).toEqual({ run: 'commitment.update', given: { commitment: '6', form: 'open' } });
    expect(readId('draft?abc~3')).toEqual({ draft: 'abc' });
    expect(readId(formId('abc', 2))).toEqual({ form: 'abc', page: 2 });
    const pick = (given: Given) => encodeButton({ label: 'INPUD', run: 'pick', given: { draft: 'abc', ...given } })!;
    expect(readId(pick({ as: 'Youth RISE & friends~' }))).toEqual({ pick: 'abc', given: { as: 'Youth RISE & friends~' } });
    expect(readId(pick({}))).toEqual({ pick: 'abc', given: {} });
  });
  test('of another making is none, or is one with nothing bad in it', () => {
    expect(['', '?', 'x', 'form?', 'pick?', 'form?draft=&page=1'].map(readId)).toEqual([undefined, undefined, undefined, undefined, undefined, undefined]);
    expect(readId('form?draft=abc&page=-1e99')).toEqual({ form: 'abc', page: 1 });
  });
  test('stands once in a message, unless there is no room for another', () => {
    const idOf = makeIds();
    const long = 'b'.repeat(99);
    expect(['a', 'a', 'a', long, long].map((run) => idOf({ label: 'A', run, given: {} }))).toEqual(['a?', 'a?~2', 'a?~3', `${long}?`, undefined]);
  });
});
