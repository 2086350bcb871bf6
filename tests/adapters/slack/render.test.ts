import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { render, type Drawn } from '#adapters/slack/render.ts';
import { pressOf } from '#bot/dialog.ts';
import { encodeButton } from '#core/button.ts';
import { fit } from '#core/fit.ts';
import { buttonsOf, type Block, type Button, type Message, type Rich } from '#core/message.ts';
import { longestBlocks, messageFaults } from '#tests/support/slack/checks/message.ts';
import { list, object, wordsOf, type Part } from '#tests/support/slack/shapes.ts';
import { textOf } from '#tests/support/slack/text.ts';
import { runs } from '#tests/support/runs.ts';

const reader = { zone: 'Asia/Bangkok', home: 'America/Argentina/Buenos_Aires', lang: 'en' };
const reading = { zone: 'UTC', user: (id: string) => id, channel: () => undefined };

/** As it comes over the line. */
const sent = (drawn: Drawn) => JSON.parse(JSON.stringify(drawn)) as Part;
const seen = (drawn: Drawn) => textOf(sent(drawn), reading);
const elements = (drawn: Drawn) => list(sent(drawn).blocks).filter(({ type }) => type === 'actions').flatMap((block) => list(block.elements));
/** All that can be pressed, in order: label, and what it carries. */
const pressable = (drawn: Drawn) => elements(drawn).flatMap((element) => (element.type === 'overflow' ? list(element.options) : [element])).map(({ text, value, url }) => [wordsOf(text), value ?? url]);
/** Every part of what is sent that has a type. */
function* parts(value: unknown): Generator<Part> {
  if (typeof value !== 'object' || value === null) return;
  if (typeof object(value).type === 'string') yield object(value);
  for (const each of Object.values(value)) yield* parts(each);
}
/** What Slack would say against it. */
function faults(drawn: Drawn): readonly string[] {
  const body = sent(drawn);
  const long = JSON.stringify(body.blocks).length;
  return [...messageFaults(body, 'request'), ...(long > longestBlocks ? [`msg_blocks_too_long: ${long}`] : []), ...(drawn.text.length > 40_000 ? ['text too long'] : [])];
}

const hostile = ['', ' ', '\n', '\u202e', '<!channel>', '<@U0123456789>', '*bold* _i_ ~s~ `c`', ':smile:', '<https://example.org|x>', 'https://example.org/a_b', '&lt;!here&gt;', '# x\n- y\n> z', '```', 'شلום', 'a\u200bb', 'word '];
const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom(...hostile),
  // Each of these is longer as JSON than it is.
  fc.tuple(fc.constantFrom('"', '\\', '\n', '🙂', '\n- ', 'a'), fc.integer({ min: 1, max: 3000 })).map(([text, count]) => text.repeat(count)),
);
const href = fc.oneof(fc.constant('https://example.org/a'), fc.integer({ min: 1, max: 900 }).map((count) => `https://example.org/${'a('.repeat(count)}`), fc.constant('javascript:alert(1)'));
const leaf = fc.oneof(words, words.map((code) => ({ code })), fc.record({ text: words, href }), fc.constant({ when: '2013-02-22T08:00:00.000Z' }), words.map((seat) => ({ seat })), words.map((room) => ({ room })), fc.constantFrom({ account: 'U0123456789' }, { account: 'sealed' }));
const rich: fc.Arbitrary<Rich> = fc.array(fc.oneof({ weight: 4, arbitrary: leaf }, { weight: 1, arbitrary: fc.array(leaf, { maxLength: 3 }).map((b) => ({ b })) }), { maxLength: 5 });
const button: fc.Arbitrary<Button> = fc.oneof(
  fc.record({ label: words, link: href }),
  fc.record({ label: words, run: fc.constantFrom('my.tasks', 'commitment.update', 'pick'), given: fc.dictionary(fc.constantFrom('note', 'commitment', 'draft'), fc.oneof(words, fc.integer()), { maxKeys: 2 }), tone: fc.constantFrom('main' as const, 'danger' as const) }, { requiredKeys: ['label', 'run', 'given'] }),
  fc.record({ label: words, run: fc.constant('my.tasks'), given: fc.constant({ note: 'x'.repeat(200) }), draft: fc.constant('1m80n1es603fr9hb') }),
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
  prop.prop([message], runs(600))('keeps the limits of Slack, and says something', (any) => {
    const drawn = render(any, reader);
    expect(faults(drawn)).toEqual([]);
    expect(drawn.blocks.length).toBeGreaterThan(0);
    expect(drawn.text.trim()).not.toBe('');
    expect(drawn.text.length).toBeLessThanOrEqual(3000);
    expect(JSON.stringify(drawn).isWellFormed()).toBe(true);
  });
  prop.prop([message], runs(400))('is inert: words are words, and nobody is called but who is meant', (any) => {
    const drawn = render(any, reader);
    const types = new Set([...parts(sent(drawn).blocks)].map(({ type }) => type));
    for (const type of ['mrkdwn', 'markdown', 'broadcast', 'usergroup', 'channel', 'emoji', 'image']) expect(types).not.toContain(type);
    for (const { type, emoji, user_id: user, url } of parts(sent(drawn).blocks)) {
      if (type === 'plain_text') expect(emoji).toBe(false);
      if (type === 'user') expect(user).toBe('U0123456789');
      if (url !== undefined) expect(url).toMatch(/^https:\/\/example\.org\//);
    }
    expect(drawn.text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
  });
  prop.prop([message], runs(400))('has all buttons that can be pressed, each of which does what it says', (any) => {
    const meant = buttonsOf(fit(any)).flatMap((each) => ('run' in each ? (encodeButton(each) ?? []) : []));
    const drawn = pressable(render(any, reader)).flatMap(([, value]) => (String(value).startsWith('https:') ? [] : [String(value)]));
    expect(drawn.toSorted().map(pressOf)).toEqual(meant.toSorted().map(pressOf));
    const ids = elements(render(any, reader)).map(({ action_id: id }) => id);
    expect(ids).toEqual(ids.map((_, i) => `b${i}`));
  });
});

describe('a message', () => {
  const made = (blocks: readonly Block[], more: Partial<Message> = {}) => render({ v: 1, blocks, ...more }, reader);
  const say = (blocks: readonly Block[], more: Partial<Message> = {}) => seen(made(blocks, more)).split('\n');
  const kinds = (blocks: readonly Block[], more: Partial<Message> = {}) => made(blocks, more).blocks.map(({ type }) => type);

  test('whose words grow when they are escaped is as short beside its blocks as any', () => {
    const { text } = made([{ text: [`${'&<>'.repeat(1200)}z`] }]);
    expect(text).toMatch(/^(&amp;&lt;&gt;)+(&amp;)?(&lt;)?…$/);
    expect(text.length).toBeGreaterThan(2900);
    expect(text.length).toBeLessThanOrEqual(3000);
  });
  test('that says nothing still says so', () => {
    expect(say([])).toEqual(['There is nothing to show.']);
    expect(say([{ text: ['\u202e \n'] }], { title: [' '] })).toEqual(['There is nothing to show.']);
    expect(made([]).text).toBe('There is nothing to show.');
  });
  test('is a header, text, quiet notes, fields, lists and code', () => {
    const all: Block[] = [{ text: ['Kept: ', { b: ['At risk'] }, '.'] }, { note: ['one\ntwo'] }, { fields: [{ label: ['Due'], value: ['no date'] }, { label: ['Lead'], value: ['WHO'] }] }, { code: '/my tasks\n`x`' }];
    expect(kinds(all, { title: ['C6 ', { b: ['laws'] }] })).toEqual(['header', 'rich_text', 'context', 'rich_text', 'rich_text']);
    expect(say(all, { title: ['C6 *Model*', { b: [' laws'] }] })).toEqual(['C6 *Model* laws', 'Kept: At risk.', 'one', 'two', 'Due: no date', 'Lead: WHO', '/my tasks', '`x`']);
    const [text] = made(all).blocks as [unknown];
    expect(text).toEqual({ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'Kept: ' }, { type: 'text', text: 'At risk', style: { bold: true } }, { type: 'text', text: '.' }] }] });
  });
  test('has things in one list, each with its quieter line beneath; words that are all bold stand above what follows', () => {
    const [{ elements: drawn }] = made([{ list: [{ text: [{ b: ['Late (1)'] }] }, { text: ['C1 First'], note: ['due ', { code: '/x' }] }, { text: [' '] }, { text: ['C2 Second'] }, { text: [{ b: ['Open'] }, ', C3'] }] }]).blocks as unknown as [{ elements: Part[] }];
    const bold = { style: { bold: true } };
    expect(drawn).toEqual([
      { type: 'rich_text_section', elements: [{ type: 'text', text: 'Late (1)', ...bold }] },
      { type: 'rich_text_list', style: 'bullet', elements: [
        { type: 'rich_text_section', elements: [{ type: 'text', text: 'C1 First', ...bold }, { type: 'text', text: '\ndue ' }, { type: 'text', text: '/x', style: { code: true } }] },
        { type: 'rich_text_section', elements: [{ type: 'text', text: 'C2 Second', ...bold }] },
        { type: 'rich_text_section', elements: [{ type: 'text', text: 'Open', ...bold }, { type: 'text', text: ', C3' }] },
      ] },
    ]);
    expect(say([{ list: [{ text: ['one\ntwo'] }, { text: ['three'] }] }])).toEqual(['• one', '  two', '• three']);
  });
  test('with a long title, or one that holds more than words, says it in bold, no larger than the text', () => {
    expect(kinds([], { title: ['t'.repeat(80)] })).toEqual(['header']);
    expect(kinds([], { title: ['t'.repeat(81)] })).toEqual(['rich_text']);
    expect(kinds([], { title: [{ when: '2013-02-22T08:00:00.000Z' }] })).toEqual(['rich_text']);
    expect(made([], { title: ['t'.repeat(200)] }).blocks).toEqual([{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 't'.repeat(200), style: { bold: true } }] }] }]);
  });
  test('has a mark of what kind of answer it is, where it begins', () => {
    const first = (tone: 'refusal' | 'done', blocks: readonly Block[], title?: Rich) => say(blocks, { tone, ...(title && { title }) })[0];
    expect([first('refusal', [{ text: ['No.'] }]), first('done', [{ text: ['Kept.'] }], ['C4']), first('done', [{ fields: [{ label: ['a'], value: ['b'] }] }])]).toEqual(['✗ No.', '✓ C4', '✓ ']);
    expect(made([{ text: ['Kept.'] }], { tone: 'done' }).text).toBe('✓ Kept.');
    expect(say([{ text: ['x'] }])).toEqual(['x']);
  });
  test('shows an instant on the clock of the device, beside the home clock; where there are only words, both in words', () => {
    const when = { when: '2013-02-22T01:30:00.000Z' };
    const [{ elements: [{ elements: drawn }] }] = made([{ text: ['At ', when, '.'] }]).blocks as unknown as [{ elements: [{ elements: Part[] }] }];
    expect(drawn).toEqual([
      { type: 'text', text: 'At ' },
      { type: 'date', timestamp: 1361496600, format: '{date_long}, {time}', fallback: 'Fri 22 February 2013, 08:30 Bangkok' },
      { type: 'text', text: ' (Thursday 22:30 Buenos Aires).' },
    ]);
    expect(say([{ text: ['At ', when, '.'] }])).toEqual(['At Friday, 22 February 2013, 01:30 (Thursday 22:30 Buenos Aires).']);
    expect(say([{ note: ['At ', when] }])).toEqual(['At Fri 22 February 2013, 08:30 Bangkok (Thu 21 February 2013, 22:30 Buenos Aires)']);
    expect(made([{ text: [when] }]).text).toBe('Fri 22 February 2013, 08:30 Bangkok (Thu 21 February 2013, 22:30 Buenos Aires)');
  });
  test('leads where its words say; an address that is not what it says shows both', () => {
    const link = (text: string, href = 'https://example.org/a') => say([{ text: [{ text, href }] }])[0];
    expect(link('the report')).toBe('the report <https://example.org/a>');
    expect(link('https://example.org/a')).toBe('https://example.org/a');
    expect(link('https://bank.example/')).toBe('https://bank.example/ (https://example.org/a)');
    expect(link('bank.example')).toBe('bank.example (https://example.org/a)');
    expect(link('x', 'javascript:alert(1)')).toBe('x (javascript:alert(1))');
    expect(kinds([{ note: ['See ', { text: 'it', href: 'https://example.org/a' }] }])).toEqual(['rich_text']);
  });
  test('shows somebody as Slack shows people, or nobody', () => {
    expect(say([{ text: [{ account: 'U0123456789' }, ' / ', { account: 'sealed' }] }])).toEqual(['@U0123456789 / somebody']);
    expect(kinds([{ note: [{ account: 'U0123456789' }] }])).toEqual(['rich_text']);
    expect(made([{ text: [{ account: 'U0123456789' }] }]).text).toBe('somebody');
  });
  test('has people’s words as they wrote them, in every place', () => {
    const said = '<!channel> <@U123> *bold* :smile: <https://example.org|x> &lt;b&gt; `c`';
    const drawn = made([{ text: [said] }, { note: [said] }, { fields: [{ label: [said], value: [said] }] }, { list: [{ text: [said], note: [said] }] }, { code: said }, { buttons: [{ label: said, run: 'my.tasks', given: {} }] }], { title: [said] });
    expect(faults(drawn)).toEqual([]);
    expect(seen(drawn).split('\n')).toEqual([said, said, said, `${said}: ${said}`, `• ${said}`, `  ${said}`, said, `[${said}]`]);
    expect(drawn.text).toContain('&lt;!channel&gt; &lt;@U123&gt; *bold* :smile: &lt;https://example.org|x&gt; &amp;lt;b&amp;gt; `c`');
    expect(say([{ text: ['a\u200b\u2060b \u202eevil\u202c'] }])).toEqual(['ab evil']);
    expect(say([{ text: ['שלום'] }])).toEqual(['\u2068שלום\u2069']);
  });
  test('of a thousand small pieces is cut, and keeps its buttons', () => {
    const many = Array.from({ length: 380 }, (_, i) => (i % 2 ? 'word ' : { b: ['bold '] }));
    const drawn = made([{ text: many }, { text: many }, { buttons: [{ label: 'Undo', run: 'my.undo', given: {} }] }]);
    expect(faults(drawn)).toEqual([]);
    expect(JSON.stringify(drawn.blocks).length).toBeGreaterThan(12_000);
    expect(seen(drawn)).toMatch(/…\n\[Undo\]$/);
  });
});

test('ten buttons with the longest of labels and addresses keep the limits', () => {
  const buttons = Array.from({ length: 10 }, (_, i): Button => ({ label: `"${'\\'.repeat(74)}`, link: `https://example.org/${'a'.repeat(979)}${i}` }));
  expect(faults(render({ v: 1, title: ['"'.repeat(250)], blocks: [{ text: ['word '.repeat(700)] }, { buttons }] }, reader))).toEqual([]);
  expect(pressable(render({ v: 1, blocks: [{ buttons }] }, reader)).length).toBe(10);
});

describe('buttons', () => {
  const run = (label: string, more: object = {}): Button => ({ label, run: 'my.tasks', given: { n: label }, ...more });
  const drawn = (...buttons: Button[]) => render({ v: 1, blocks: [{ buttons }] }, reader);
  const rows = (...buttons: Button[]) => drawn(...buttons).blocks.map((each) => list(object(sent({ blocks: [each], text: '' }).blocks).elements ?? (each as unknown as Part).elements).map(({ type }) => type));
  const some = (count: number, more?: object) => Array.from({ length: count }, (_, i) => run(`B${i}`, more));

  test('look as what they do', () => {
    expect(elements(drawn(run('Yes', { tone: 'main' }), run('Erase', { tone: 'danger' }), run('No'))).map(({ style, value, action_id: id }) => [id, style, value])).toEqual([['b0', 'primary', 'my.tasks?n=Yes'], ['b1', 'danger', 'my.tasks?n=Erase'], ['b2', undefined, 'my.tasks?n=No']]);
  });
  test('that open an address do so; an address that no button can open stands in the text', () => {
    const both = drawn({ label: 'Page', link: 'https://example.org/' }, { label: 'Odd', link: 'ftp://example.org' });
    expect(pressable(both)).toEqual([['Page', 'https://example.org/']]);
    expect(seen(both)).toBe('Odd: ftp://example.org\n[Page]');
    expect(faults(both)).toEqual([]);
  });
  test('are five in a row; a few more are in a menu, unless one stands out or all are choices', () => {
    const [five, menu] = [Array.from({ length: 5 }, () => 'button'), 'overflow'];
    expect(rows(...some(5))).toEqual([five]);
    expect(rows(...some(6))).toEqual([[...five, menu]]);
    expect(rows(...some(10))).toEqual([[...five, menu]]);
    expect(rows(...some(5), run('Erase', { tone: 'danger' }))).toEqual([five, ['button']]);
    expect(rows(...some(6, { run: 'pick' }))).toEqual([five, ['button']]);
    expect(rows(...some(5), { label: 'Page', link: 'https://example.org/' })).toEqual([five, ['button']]);
    expect(pressable(drawn(...some(8))).map(([label, value]) => [label, value])).toEqual(some(8).map((each) => [each.label, encodeButton(each as Parameters<typeof encodeButton>[0])]));
  });
});
