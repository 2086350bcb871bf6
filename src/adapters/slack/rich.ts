import type { RichTextElement } from '@slack/types';
import type { Reader } from '#bot/command.ts';
import { homeClock } from '#bot/inwords.ts';
import { cut } from '#core/fit.ts';
import { t } from '#core/i18n.ts';
import { legible, oneLine, tidy } from '#core/legible.ts';
import { plain, type Rich, type Span } from '#core/message.ts';
import { showInstant } from '#core/time.ts';

interface Styled {
  readonly style?: { readonly bold?: boolean; readonly code?: boolean };
}

/**
 * A Rich as elements of Slack's rich text. There words are words: no mark in them formats, links, is an emoji or pings anybody. With
 * `bold` all of it is bold. An account is by then an id of Slack.
 */
export function richText(rich: Rich, reader: Reader, bold = false): RichTextElement[] {
  const out: RichTextElement[] = [];
  for (const part of rich) {
    for (const element of typeof part === 'object' && 'b' in part ? richText(part.b, reader, true) : drawn(part, reader, bold ? { style: { bold } } : {})) {
      const last = out.at(-1);
      const isOne = element.type === 'text' && last?.type === 'text' && element.style?.bold === last.style?.bold && element.style?.code === last.style?.code;
      if (isOne) out[out.length - 1] = { ...last, text: last.text + element.text };
      else out.push(element);
    }
  }
  return out;
}

function drawn(part: Exclude<string | Span, { readonly b: Rich }>, reader: Reader, face: Styled): RichTextElement[] {
  if (typeof part === 'string') return words(legible(part), face);
  // Slack shows it on the clock of the reader's own device. Which zone that is nobody else knows, so the home clock stands beside it.
  if ('when' in part) {
    const timestamp = Math.floor(Temporal.Instant.from(part.when).epochMilliseconds / 1000);
    return [{ type: 'date', timestamp, format: '{date_long}, {time}', fallback: showInstant(part.when, reader.zone, reader.lang), ...face }, ...words(` (${homeClock(part.when, reader)})`, face)];
  }
  if ('account' in part) return /^[UW][A-Z0-9]{8,}$/.test(part.account) ? [{ type: 'user', user_id: part.account, ...face }] : words(plain(t(reader.lang, 'reminder.somebody')), face);
  if ('code' in part) return words(tidy(part.code).replaceAll('\n', ' '), { style: { ...face.style, code: true } });
  return 'href' in part ? link(part, face) : words(legible(plain([part])), face);
}

const words = (text: string, face: Styled): RichTextElement[] => (text === '' ? [] : [{ type: 'text', text, ...face }]);

/** A link under its words; one whose words are an address of their own shows both, so that nobody is led astray. */
function link({ href, text }: { readonly href: string; readonly text: string }, face: Styled): RichTextElement[] {
  const url = webAddress(href);
  if (url === undefined) return words(legible(text === href ? text : `${text} (${href})`), face);
  const said = oneLine(text);
  const isIt = said === href || said === url || (said.endsWith('…') && href.startsWith(said.slice(0, -1)));
  const isOther = !isIt && /:\/\/|^\S+\.\p{L}{2,}(?:[/?#:]\S*)?$/u.test(said);
  if (!isOther) return [{ type: 'link', url, text: legible(said) || cut(url, longest.shown), ...face }];
  return [...words(`${legible(said)} (`, face), { type: 'link', url, text: cut(url, longest.shown), ...face }, ...words(')', face)];
}

/** Slack takes addresses of 3,000 characters, but not many of them in one message. */
const longest = { url: 1000, shown: 80 } as const;

/** An address that a link or a button may lead to; undefined for any but http and https, and for one that is too long. */
export function webAddress(href: string): string | undefined {
  const url = URL.parse(href);
  return url && /^https?:$/.test(url.protocol) && url.href.length <= longest.url ? url.href : undefined;
}
