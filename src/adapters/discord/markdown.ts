import type { Reader } from '#bot/command.ts';
import { homeClock } from '#bot/inwords.ts';
import { t } from '#core/i18n.ts';
import { legible, oneLine, tidy } from '#core/legible.ts';
import { plain, type Rich, type Span } from '#core/message.ts';

/**
 * People's text as Discord shows it word for word: it pings nobody, links nowhere, and is no format, heading, list, quote, emoji or
 * timestamp. Each mark that could begin one of these gets a backslash, which Discord takes out again.
 */
export function escape(text: string): string {
  return inert(legible(text));
}

// Any of what `inert` looks for.
const mark = /[\\*_~|`<[\]@]|:(?:\/\/|[^\s:]+:)|^[^\S\n]*(?:[#>+-]|\d+[.)])|discord/im;

/** Text is seen as what could stand at the start of a line, whatever stands before it. */
function inert(text: string): string {
  if (!mark.test(text)) return text;
  return text
    .replace(/[\\*_~|`<[\]@]/g, '\\$&')
    .replace(/^([^\S\n]*)([#>+-])/gm, '$1\\$2')
    .replace(/^([^\S\n]*\d+)([.)])(?=\s|$)/gm, '$1\\$2')
    .replace(/:(?=\/\/|[^\s:]+:)/g, '\\:')
    .replace(/(discord(?:app)?)\.(?=[a-z])/gi, '$1\\.');
}

/** Words are legible already. */
type Leaf = Exclude<string | Span, { readonly b: Rich } | { readonly seat: string } | { readonly room: string }>;
interface Run {
  readonly bold: boolean;
  readonly leaves: Leaf[];
}

/** A Rich as Discord markdown. With `bold` all of it is shown bold anyway, as in a heading. An account is by then an id of Discord. */
export function markdown(rich: Rich, reader: Reader, bold = false): string {
  const runs: Run[] = [];
  collect(rich, bold, bold, runs);
  return runs.map((run) => (run.bold && !bold ? strong(draw(run.leaves, reader)) : draw(run.leaves, reader))).join('');
}

/**
 * What stands side by side in the same face is drawn as one: marks of two bold words that touch would be taken for others. Code is not
 * made bold, because the end of bold is looked for within code as well; `around` is the face of all.
 */
function collect(rich: Rich, bold: boolean, around: boolean, runs: Run[]): void {
  for (const part of rich) {
    if (typeof part === 'object' && 'b' in part) {
      collect(part.b, true, around, runs);
      continue;
    }
    const leaf = typeof part === 'string' ? legible(part) : 'seat' in part ? legible(part.seat) : 'room' in part ? legible(part.room) : part;
    if (leaf === '' || (typeof leaf === 'object' && tidy(plain([leaf])) === '')) continue;
    const face = typeof leaf === 'object' && 'code' in leaf ? around : bold;
    const last = runs.at(-1);
    if (last?.bold === face) last.leaves.push(leaf);
    else runs.push({ bold: face, leaves: [leaf] });
  }
}

/** Bold, line by line; blanks at its ends stay outside. */
function strong(drawn: string): string {
  if (drawn !== '' && !drawn.includes('\n') && drawn.trim() === drawn) return `**${drawn}**`;
  return drawn.replace(/[^\n]+/g, (line) => (line.trim() === '' ? line : line.replace(/^(\s*)(.*?)(\s*)$/s, '$1**$2**$3')));
}

function draw(leaves: readonly Leaf[], reader: Reader): string {
  let out = '';
  let words = '';
  let code = '';
  const flush = () => {
    out += inert(words) + (code === '' ? '' : inCode(code));
    words = code = '';
  };
  for (const leaf of leaves) {
    if (typeof leaf === 'string') {
      if (code !== '') flush();
      words += leaf;
    } else if ('code' in leaf) {
      code += leaf.code;
    } else {
      flush();
      out += 'when' in leaf ? instant(leaf.when, reader) : 'account' in leaf ? mention(leaf.account, reader) : link(leaf);
    }
  }
  flush();
  return out;
}

/** Nothing within code has a meaning but the backtick that ends it: that one becomes its like. */
export const unticked = (text: string): string => tidy(text).replaceAll('`', '\u02cb');

function inCode(text: string): string {
  const words = unticked(text).replaceAll('\n', ' ');
  return words.trim() === '' ? words : `\`${words}\``;
}

/**
 * An instant: Discord draws it on the clock of the reader's own device, with weekday and date. Which zone that is, nobody but Discord
 * knows; so the group's home clock always stands beside it in words, with its weekday, because it may be another day there:
 * `<t:1361520000:F> (Friday 09:00 Vienna)`.
 */
function instant(when: string, reader: Reader): string {
  return `<t:${Math.floor(Temporal.Instant.from(when).epochMilliseconds / 1000)}:F> (${escape(homeClock(when, reader))})`;
}

/** Somebody as Discord shows people. Whoever has no id of Discord here is not named. */
function mention(account: string, { lang }: Reader): string {
  return /^\d{15,21}$/.test(account) ? `<@${account}>` : escape(plain(t(lang, 'reminder.somebody')));
}

/** A link under its words; one whose words are an address of their own shows both, so that nobody is led astray. */
function link({ href, text }: { readonly href: string; readonly text: string }): string {
  const address = webAddress(href);
  if (address === undefined) return escape(text === href ? text : `${text} (${href})`);
  const words = oneLine(text);
  // A shortened address is still the address.
  if (words === '' || words === href || words === address || (words.endsWith('…') && href.startsWith(words.slice(0, -1)))) return `<${address}>`;
  if (/:\/\/|^\S+\.\p{L}{2,}(?:[/?#:]\S*)?$/u.test(words)) return `${escape(words)} (<${address}>)`;
  return `[${escape(words.replaceAll('[', '(').replaceAll(']', ')'))}](<${address}>)`;
}

/** An address that a link may lead to, with nothing in it that could end the link early; undefined for any but http and https. */
export function webAddress(href: string): string | undefined {
  const url = URL.parse(href);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  return url.href.replace(/[()<>\\`|*"'\s]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
