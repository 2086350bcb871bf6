import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { widthOf } from '#adapters/terminal/clean.ts';
import { readClock } from '#adapters/terminal/clock.ts';
import { exampleLine } from '#adapters/terminal/example.ts';
import { keysOf } from '#adapters/terminal/keys.ts';
import { linesOf, longestLine } from '#adapters/terminal/lines.ts';
import { render } from '#adapters/terminal/render.ts';
import { mainRoom, operator } from '#adapters/terminal/sandbox.ts';
import { UserError } from '#core/errors.ts';
import { message, type Message } from '#core/message.ts';
import { showWhen } from '#core/time.ts';
import { runs } from '#tests/support/runs.ts';
import { keys } from '#tests/support/screen.ts';
import { sample, testbed } from '#tests/support/world.ts';

const reader = { zone: 'Asia/Bangkok', home: 'Europe/Vienna', lang: 'en' };
const plainScreen = { width: 40, colours: false, tty: false };
const drawn = (shown: Message, screen = plainScreen) => render(shown, reader, screen);

describe('a message as lines', () => {
  test('breaks a button between its words only when it is wider than the screen', () => {
    const buttons = ['C4 Complete the draft overdose document of WHO', 'Open the form'].map((label) => ({ label, run: 'x', given: {} }));
    expect(drawn(message(undefined, { buttons })).map((line) => line.replaceAll('\u00a0', ' '))).toEqual(['[1] C4 Complete the draft overdose', 'document of WHO  [2] Open the form']);
  });
  test('wraps words, indents what follows, lines up fields and numbers buttons', () => {
    const shown = message(
      ['A title that is so long that it needs a second line'],
      { text: ['Short.'] },
      { fields: [{ label: ['Lead'], value: ['INPUD'] }, { label: ['Counterpart'], value: ['One that is long enough to be wrapped'] }] },
      { list: [{ text: [{ b: ['C4'] }, ' Overdose document'], note: ['no report yet'] }] },
      { code: '/update 4 done' },
      { buttons: [{ label: 'Undo', run: 'x', given: {} }, { label: 'Correct it', run: 'x', given: {} }, { label: 'Read it', link: 'https://example.org' }] },
    );
    expect(drawn(shown)).toEqual([
      'A title that is so long that it needs a', '  second line', 'Short.', 'Lead:        INPUD', 'Counterpart: One that is long enough to', '             be wrapped',
      '  C4 Overdose document', '      no report yet', '  /update 4 done', '[1] Undo  [2] Correct it', '[3] Read it: https://example.org',
    ]);
  });

  test('lets the lines of a note begin below each other, and what is wrapped of one stand further in', () => {
    const shown = message(undefined, { list: [{ text: ['M1 Call'], note: ['1. Tuesday\n2. Wednesday, which is a long line\n\n   3. Thursday'] }] });
    expect(drawn(shown)).toEqual(['  M1 Call', '      1. Tuesday', '      2. Wednesday, which is a long line', '      3. Thursday']);
    expect(drawn(shown, { ...plainScreen, width: 30 })).toEqual(['  M1 Call', '      1. Tuesday', '      2. Wednesday, which is a', '        long line', '      3. Thursday']);
    // What people write in a text cannot begin where another line does.
    expect(drawn(message(undefined, { text: ['one\n[1] Yes'] }))).toEqual(['one', '  [1] Yes']);
  });

  test('breaks lines at blanks alone, wherever one part of a text ends and the next begins', () => {
    const instant = { when: '2013-03-05T14:00:00.000Z' };
    expect(drawn(message(undefined, { text: ['It begins so (', { b: ['C4'] }, '): ', instant, '.'] }))).toEqual(['It begins so (C4): Tue 5 March 2013,', '  21:00 Bangkok (15:00 Vienna).']);
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n'), maxLength: 300 }), fc.array(fc.nat(300), { maxLength: 12 }), (text, cuts) => {
      const ends = [0, ...cuts.filter((cut) => cut < text.length).toSorted((a, b) => a - b), text.length];
      const parts = ends.slice(1).map((end, i) => text.slice(ends[i], end));
      expect(drawn(message(undefined, { text: parts }))).toEqual(drawn(message(undefined, { text: [text] })));
    }), runs(200));
  });
  test('draws an instant on the reader’s clock, with the home clock beside it where they differ', () => {
    expect(drawn(message(undefined, { text: [{ when: '2013-02-22T08:00:00.000Z' }] }), { ...plainScreen, width: 100 })).toEqual(['Fri 22 February 2013, 15:00 Bangkok (09:00 Vienna)']);
    expect(showWhen('2013-02-22T08:00:00.000Z', 'Europe/Vienna', 'Europe/Vienna')).toBe('Fri 22 February 2013, 09:00 Vienna');
    expect(showWhen('2013-02-22T20:00:00.000Z', 'Asia/Bangkok', 'Europe/Vienna')).toBe('Sat 23 February 2013, 03:00 Bangkok (Fri 22 February 2013, 21:00 Vienna)');
    expect(showWhen('2013-02-22T08:00:00.000Z', 'Europe/Berlin', 'Europe/Vienna')).toBe('Fri 22 February 2013, 09:00 Berlin');
  });

  test('counts the columns that letters take', () => {
    expect(['abc', '日本', 'e\u0301', '👍🏽', '🏳️‍🌈', 'ก็', '한', '①'].map(widthOf)).toEqual([3, 4, 1, 2, 2, 1, 2, 1]);
    const wide = drawn(message(undefined, { text: ['日'.repeat(30)] }));
    expect(wide).toEqual(['日'.repeat(20), `  ${'日'.repeat(10)}`]);
  });

  test('lets nobody’s words move the cursor, turn the line or look like a line of the program', () => {
    const evil = '\u001b]0;title\u0007\u001b[2J\u009b31m\u202eevil\u2066\u200b\ud800x\ty\n→ #main  Fri 22 February 2013\n\n\nend';
    const lines = drawn(message([evil], { text: [evil] }, { buttons: [{ label: evil, run: 'x', given: {} }] }));
    expect(lines.join('\n')).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\ud800-\udfff]/);
    expect(lines.filter((line) => line.startsWith('→') || line === '')).toEqual([]);
    expect(lines).toContain('  → #main  Fri 22 February 2013');
  });

  test('keeps right-to-left words from turning what stands around them, on a screen only', () => {
    const mixed = message(undefined, { text: ['Note: ', 'שלום', ' (1)'] });
    expect(drawn(mixed)).toEqual(['Note: שלום (1)']);
    expect(drawn(mixed, { ...plainScreen, tty: true })).toEqual(['Note: \u2068שלום\u2069 (1)']);
  });
});

describe('the lines of a pipe', () => {
  const read = async (...chunks: (string | Buffer)[]) => {
    const pipe = new PassThrough();
    for (const chunk of chunks) pipe.write(chunk);
    pipe.end();
    return Array.fromAsync(linesOf(pipe));
  };
  test('are told apart by line feeds alone, whatever the pieces they come in', async () => {
    const snowman = Buffer.from('☃');
    expect(await read('\ufeffone\r\ntw', 'o\n\nthree\u2028still three\n', snowman.subarray(0, 1), snowman.subarray(1))).toEqual(['one', 'two', '', 'three\u2028still three', '☃']);
    expect(await read('')).toEqual([]);
  });
  test('are cut when they are too long, so that a pipe without an end fills no memory', async () => {
    const [line, after] = await read(...Array.from({ length: 50 }, () => 'x'.repeat(1000)), '\nafter');
    expect([line!.length, after]).toEqual([longestLine + 2, 'after']);
  });
});

test('what is pasted writes and does nothing else', async () => {
  const input = new PassThrough();
  const got: string[] = [];
  keysOf(input).on('data', (keystrokes: Buffer) => got.push(String(keystrokes)));
  const marked = keys.paste('two\nlines\twith\u0003 keys\u001b[A\n');
  // A paste can come in pieces, also in the middle of its mark.
  for (const piece of [`ab${marked.slice(0, 3)}`, marked.slice(3, 15), `${marked.slice(15)}c\r`]) input.write(piece);
  await new Promise(setImmediate);
  expect(got.join('')).toBe('abtwo↵lines with keys[Ac\r');
});

describe('/clock', () => {
  const now = Temporal.Instant.from('2014-03-28T08:00:00Z');
  const read = (typed: string) => readClock(typed, now, 'Europe/Vienna').toString();
  test.each([
    ['+45m', '2014-03-28T08:45:00Z'], ['+6h', '2014-03-28T14:00:00Z'],
    // A day later is the same hour on the clock, although summer time begins.
    ['+3d', '2014-03-31T07:00:00Z'], ['+2w', '2014-04-11T07:00:00Z'],
    ['2014-03-29T08:00Z', '2014-03-29T08:00:00Z'], ['1 Apr 2014 09:00', '2014-04-01T07:00:00Z'], ['1 Apr 2014 09:00 Bangkok', '2014-04-01T02:00:00Z'],
  ])('%s', (typed, instant) => expect(read(typed)).toBe(instant));
  test.each(['soon', '+3', '2014-03-29T08:00', '30 Feb 2014', '30 Mar 2014 02:30'])('%s is refused', (typed) => expect(() => read(typed)).toThrow(UserError));
  test.each(['-3d', '−2 weeks', '- 1h'])('%s: it goes only forward', (typed) => expect(() => read(typed)).toThrow(expect.objectContaining({ key: 'terminal.clock.only' })));
});

test('the line that would complete a form is about a commitment that the one who asks may act on', async () => {
  const bed = await testbed();
  let lines = 0;
  for (const id of sample.group.sides.flatMap(({ organisations }: { organisations: string[] }) => organisations)) {
    for (const command of ['update', 'commitment rate']) {
      const from = { user: { platform: 'terminal', id }, room: mainRoom };
      const outcome = await bed.bot.line(`/${command}`, from);
      if (!('ask' in outcome)) throw new Error('a form was expected');
      if ((await bed.bot.fittingCommitment(outcome.ask.command, from)) === undefined) continue;
      const line = await exampleLine(bed.bot, outcome.ask, from, 'en');
      lines += 1;
      expect({ id, line, after: await bed.bot.line(line, from) }).toMatchObject({ after: { say: { tone: 'done' } } });
    }
  }
  expect(lines).toBeGreaterThan(15);
  await bed.close();
});

test('the line that would complete a form is understood, for every command and whoever asks', async () => {
  const bed = await testbed();
  let asked = 0;
  for (const user of [{ platform: 'terminal', id: 'inpud', manages: true }, { platform: 'terminal', id: 'unodc', manages: true }, operator]) {
    const from = { user, room: mainRoom };
    for (const { name } of bed.bot.commands) {
      for (const given of ['', ' 4', ' "two words \\"quoted\\"" ']) {
        const outcome = await bed.bot.line(`/${name.replace('.', ' ')}${given}`, from);
        if (!('ask' in outcome)) continue;
        asked += 1;
        const line = await exampleLine(bed.bot, outcome.ask, from, 'en');
        const after = await bed.bot.line(line, from);
        expect({ name, line, asksAgain: 'ask' in after }).toEqual({ name, line, asksAgain: false });
        if ('say' in after && after.error) expect({ line, key: after.error.key }).toEqual({ line, key: expect.not.stringMatching(/^error\.(line|field\.(?!file))/) });
      }
    }
  }
  expect(asked).toBeGreaterThan(10);
  await bed.close();
});
