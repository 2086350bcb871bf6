import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { escape, markdown } from '#adapters/discord/markdown.ts';
import { tidy } from '#core/legible.ts';
import type { Rich } from '#core/message.ts';
import { runs } from '#tests/support/runs.ts';

/*
 * A small model of how Discord reads a message, after its documentation ("Markdown Text 101", "Message Formatting") and the open rules
 * that its client began with: at the start of a line, after blanks, a heading, a quiet line, a list or a quote; anywhere a backslash
 * that takes the meaning from the mark behind it, code, mentions, custom and named emoji, timestamps, links, invites, and pairs of
 * marks. It is stricter than Discord: a pair of marks counts whatever stands in it, and any scheme makes a link. What it gives is what
 * a member sees, each character with its face (b for bold, c for code), and what was found that is no plain text.
 */
interface Seen {
  text: string;
  faces: string;
  found: string[];
}
const atStart: readonly [string, RegExp][] = [
  ['quiet', /^ *-#\s/],
  ['heading', /^ *#{1,3}\s/],
  ['list', /^ *(?:[*+-]|\d+[.)])(?:\s|$)/],
  ['quote', /^ *>(?:>>)?\s/],
];
const anywhere: readonly [string, RegExp][] = [
  ['block', /^```[\s\S]*?```/],
  ['mention', /^<(?:@[!&]?|#)\d+>/],
  ['everyone', /^@(?:everyone|here)/],
  ['emoji', /^<a?:\w+:\d+>/],
  ['named emoji', /^:[\p{L}\p{N}_+-]+:/u],
  ['timestamp', /^<t:-?\d+(?::\w)?>/],
  ['command', /^<\/[^>]+:\d+>/],
  ['guide', /^<id:\w+>/],
  ['address', /^<[^\s<>]*(?::|@)[^\s<>]*>/],
  ['link', /^\[[^\n]+?\]\([^\n]+?\)/],
  ['web', /^[a-z][a-z\d+.-]*:\/\/\S/i],
  ['invite', /^discord(?:app)?\.(?:gg|com|new|gift)\//i],
  ['underline', /^__[\s\S]+?__/],
  ['italic', /^(?:\*(?!\*)[\s\S]+?\*|_(?!_)[\s\S]+?_)/],
  ['strike', /^~~[\s\S]+?~~/],
  ['spoiler', /^\|\|[\s\S]+?\|\|/],
];

function see(source: string, face = ' ', seen: Seen = { text: '', faces: '', found: [] }, inLine = false): Seen {
  const show = (text: string, drawn = face) => {
    seen.text += text;
    seen.faces += drawn.repeat(text.length);
  };
  for (let i = 0; i < source.length; ) {
    const rest = source.slice(i);
    const startsLine = (i === 0 && !inLine) || source[i - 1] === '\n';
    const block = startsLine ? atStart.find(([, rule]) => rule.test(rest)) : undefined;
    if (block) seen.found.push(block[0]);
    const escaped = /^\\([^0-9A-Za-z\s])/.exec(rest);
    const code = /^(`+)([\s\S]*?[^`])\1(?!`)/.exec(rest);
    const bold = /^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/.exec(rest);
    const other = anywhere.find(([, rule]) => rule.test(rest));
    if (escaped) {
      show(escaped[1]!);
      i += 2;
    } else if (code && !rest.startsWith('```')) {
      show(code[2]!, 'c');
      seen.found.push('code');
      i += code[0].length;
    } else if (bold) {
      seen.found.push('bold');
      see(bold[1]!, 'b', seen, true);
      i += bold[0].length;
    } else {
      if (other) seen.found.push(other[0]);
      const length = other ? other[1].exec(rest)![0].length : 1;
      show(rest.slice(0, length));
      i += length;
    }
  }
  return seen;
}

/** What the words of an attack can be made of. */
const hostile = [
  '**', '*', '_', '__', '~~', '||', '`', '``', '```', '> ', '>>> ', '# ', '## ', '### ', '- ', '* ', '+ ', '1. ', '2) ', '-# ', '\n', ' ', '\\', '@everyone', '@here', '<@123456789012345678>', '<@!1>', '<@&2>',
  '<#3>', '<:x:1>', '<a:y:2>', ':smile:', ':', '<t:0:R>', '</help:9>', '<id:guide>', 'https://', 'example.org/a_b', 'discord.gg/abc', 'discord.com/invite/x', '[free](https://evil.example)', '[', '](', ')', '<', '>', 'a@b.org',
  'javascript:', 'mailto:', 'word', '15:00', '🙂', 'שלום', 'مرحبا', '\u202e', '\u2066', '\u200b', '\u0007', '\r\n', '\u2028', '\ud800', 'e\u0301',
];
const words = fc.oneof(fc.array(fc.constantFrom(...hostile), { maxLength: 12 }).map((parts) => parts.join('')), fc.string({ unit: 'grapheme', maxLength: 60 }));
const withoutIsolates = (text: string) => text.replace(/[\u2068\u2069]/g, '');

describe("people's text", () => {
  test.each([
    ['**loud**', 'bold'], ['*a*', 'italic'], ['_a_', 'italic'], ['__a__', 'underline'], ['~~a~~', 'strike'], ['||a||', 'spoiler'], ['`a`', 'code'], ['```\na\n```', 'block'], ['# a', 'heading'], ['a\n-# b', 'quiet'],
    ['- a', 'list'], ['3. a', 'list'], ['> a', 'quote'], ['@everyone', 'everyone'], ['<@123456789012345678>', 'mention'], ['<#12>', 'mention'], ['<:x:1>', 'emoji'], [':smile:', 'named emoji'], ['<t:0:R>', 'timestamp'],
    ['</help:9>', 'command'], ['<id:guide>', 'guide'], ['https://example.org', 'web'], ['discord.gg/abc', 'invite'], ['[free](https://evil.example)', 'link'], ['<mailto:a@b.org>', 'address'],
  ])('%j is %s to Discord, and nothing once it is escaped', (text, kind) => {
    expect(see(text).found).toContain(kind);
    expect(see(escape(text))).toMatchObject({ text, found: [] });
  });
  prop.prop([words], runs(3000))('is inert, and reads as it was written', (text) => {
    const seen = see(escape(text));
    expect(seen.found).toEqual([]);
    expect(withoutIsolates(seen.text)).toBe(tidy(text));
  });
  prop.prop([words], runs(1000))('holds nothing that turns, hides or breaks what is read', (text) => {
    const drawn = escape(text);
    expect(drawn.isWellFormed()).toBe(true);
    expect(drawn).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u061c\u202a-\u202e\u2066\u2067]/);
    expect(drawn.split('\u2068').length).toBe(drawn.split('\u2069').length);
  });
  test('written from right to left stays within its line', () => {
    expect(escape('שלום 5\nplain')).toBe('\u2068שלום 5\u2069\nplain');
  });
  test('keeps plain words as they are', () => {
    const text = "UNODC's draft (v2), 50% done: see 15:00 & 3.5 m; a+b = c/d! 20-28 March?";
    expect(escape(text)).toBe(text);
  });
});

const vienna = { zone: 'Asia/Bangkok', home: 'Europe/Vienna', lang: 'en' };
const leaf = fc.oneof(words, words.map((code) => ({ code })), words.map((seat) => ({ seat })), words.map((room) => ({ room })));
const rich: fc.Arbitrary<Rich> = fc.array(fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 2, arbitrary: fc.array(leaf, { maxLength: 3 }).map((b) => ({ b })) }), { maxLength: 6 });

/** What a member should see of a Rich, with faces. */
function meant(parts: Rich, face = ' '): { text: string; faces: string }[] {
  return parts.flatMap((part) => {
    if (typeof part === 'object' && 'b' in part) return meant(part.b, 'b');
    const code = typeof part === 'object' && 'code' in part;
    const text = tidy(typeof part === 'string' ? part : String(Object.values(part)[0]));
    const shown = code ? text.replaceAll('`', '\u02cb').replaceAll('\n', ' ') : text;
    return [{ text: shown, faces: (code ? 'c' : face).repeat(shown.length) }];
  });
}
/** Blanks have no face that could be seen. */
const visible = (text: string, faces: string) => [...text].length === 0 ? '' : Array.from({ length: text.length }, (_, i) => (/[\s\u2068\u2069]/.test(text[i]!) ? '' : faces[i]! + text[i]!)).join('');

describe('a text with spans', () => {
  prop.prop([rich], runs(2000))('is bold and code where it is meant to be, and nothing else', (parts) => {
    const seen = see(markdown(parts, vienna));
    expect(seen.found.filter((kind) => kind !== 'bold' && kind !== 'code')).toEqual([]);
    const all = meant(parts);
    expect(visible(seen.text, seen.faces)).toBe(visible(all.map(({ text }) => text).join(''), all.map(({ faces }) => faces).join('')));
  });
  test('shows an instant on the clock of the device, and on that of the group', () => {
    const when = '2013-02-22T23:30:00.000Z';
    expect(markdown([{ when }], vienna)).toBe('<t:1361575800:F> (Saturday 00:30 Vienna)');
    expect(markdown([{ b: ['by ', { when }] }], { ...vienna, zone: 'Europe/Vienna' })).toBe('**by <t:1361575800:F> (Saturday 00:30 Vienna)**');
  });
  test.each([
    [{ href: 'https://example.org/a', text: 'the *draft*' }, '[the \\*draft\\*](<https://example.org/a>)'],
    [{ href: 'https://example.org/a_(b)', text: 'x] [y' }, '[x) (y](<https://example.org/a_%28b%29>)'],
    [{ href: 'https://example.org/a_b', text: 'https://example.org/a_b' }, '<https://example.org/a_b>'],
    [{ href: 'https://example.org/a_b', text: 'https://exam…' }, '<https://example.org/a_b>'],
    [{ href: 'https://evil.example/', text: 'https://unodc.org' }, 'https\\://unodc.org (<https://evil.example/>)'],
    [{ href: 'https://evil.example/', text: 'unodc.org' }, 'unodc.org (<https://evil.example/>)'],
    [{ href: 'javascript:alert(1)', text: 'click' }, 'click (javascript:alert(1))'],
    [{ href: 'discord://x', text: 'click' }, 'click (discord\\://x)'],
  ])('draws the link %j', (span, drawn) => expect(markdown([span], vienna)).toBe(drawn));
  test('shows an account as Discord shows people, and nothing of one that is none of Discord', () => {
    expect(markdown([{ account: '123456789012345678' }, '!'], vienna)).toBe('<@123456789012345678>!');
    expect(markdown([{ account: 'sealed' }], vienna)).toBe('somebody');
  });
});
