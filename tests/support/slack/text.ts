import { list, object, wordsOf, type Part } from '#tests/support/slack/shapes.ts';
import type { Room, World } from '#tests/support/slack/world.ts';

/** By what names and in which zone a message is read. */
export interface Reading {
  readonly zone: string;
  user(id: string): string | undefined;
  channel(id: string): string | undefined;
}

export function readingOf(world: World, zone: string): Reading {
  return { zone, user: (id) => (id === world.bot.id ? world.bot.name : world.people.get(id)?.name), channel: (id) => world.rooms.get(id)?.name };
}

const unescape = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** What stands in angle brackets in mrkdwn. */
function special(inside: string, reading: Reading): string {
  const [target, label] = inside.split('|', 2) as [string, string?];
  const date = /^!date\^(-?\d+)\^([^^|]*)(?:\^[^|]*)?$/.exec(target);
  if (date) return drawTime(Number(date[1]), date[2]!, reading.zone);
  if (target.startsWith('@')) return `@${reading.user(target.slice(1)) ?? label ?? 'unknown-user'}`;
  if (target.startsWith('#')) return `#${reading.channel(target.slice(1)) ?? label ?? 'unknown'}`;
  if (target.startsWith('!subteam')) return label ?? '@unknown-group';
  if (target.startsWith('!')) return `@${target.slice(1)}`;
  return label === undefined ? target : `${label} <${target}>`;
}

/** Marks around words: code first, for nothing is marked in it. */
const marks = /```(?<block>[\s\S]+?)```|`(?<code>[^`\n]+)`|<(?<special>[^<>\n]+)>|(?<![\p{L}\p{N}])\*(?<bold>[^*\n]+)\*(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])_(?<italic>[^_\n]+)_(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])~(?<struck>[^~\n]+)~(?![\p{L}\p{N}])/gu;

/** mrkdwn as it is seen. */
export function drawn(mrkdwn: string, reading: Reading): string {
  const inline = (text: string): string => text.replaceAll(marks, (whole, ...rest) => {
    const found = rest.at(-1) as Record<string, string | undefined>;
    if (found.special !== undefined) return special(found.special, reading);
    const verbatim = found.block ?? found.code;
    if (verbatim !== undefined) return verbatim;
    const inner = found.bold ?? found.italic ?? found.struck;
    return inner === undefined ? whole : inline(inner);
  });
  return unescape(inline(mrkdwn.replaceAll(/^&gt;\s?/gm, '')));
}

/** An instant by the platform's tokens. */
export function drawTime(seconds: number, format: string, zone: string): string {
  const at = seconds * 1000;
  const by = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options }).format(at);
  const day = (style: 'long' | 'short') => by(style === 'long' ? { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } : { day: 'numeric', month: 'short', year: 'numeric' });
  const tokens: Readonly<Record<string, string>> = {
    date_num: Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString(), date: by({ day: 'numeric', month: 'long', year: 'numeric' }), date_short: day('short'), date_long: day('long'), date_pretty: by({ day: 'numeric', month: 'long', year: 'numeric' }),
    date_short_pretty: day('short'), date_long_pretty: day('long'), date_long_full: day('long'), day_divider_pretty: day('long'), time: by({ timeStyle: 'short' }), time_secs: by({ timeStyle: 'medium' }), ago: `at ${Temporal.Instant.fromEpochMilliseconds(at).toString()}`,
  };
  return format.replaceAll(/\{(\w+)\}/g, (whole, token: string) => tokens[token] ?? whole);
}

const plain = (text: unknown, reading: Reading) => (object(text).type === 'mrkdwn' ? drawn(wordsOf(text), reading) : wordsOf(text));

/** A message as a member reads it, line by line, with its buttons as `[Label]`. Text beside blocks is only in notifications. */
export function textOf(message: Part, reading: Reading): string {
  const blocks = list(message.blocks);
  const files = list(message.files).map(({ name }) => `(file ${String(name)})`);
  const attachments = list(message.attachments).flatMap((one) => (one.blocks ? list(one.blocks).flatMap((block) => blockText(block, reading)) : [drawn(String(one.text ?? one.fallback ?? ''), reading)]));
  const own = blocks.length > 0 ? blocks.flatMap((block) => blockText(block, reading)) : typeof message.text === 'string' && message.text !== '' ? [drawn(message.text, reading)] : [];
  return [...own, ...attachments, ...files].join('\n');
}

/** One block, line by line. Inputs are not among them. */
export function blockText(block: Part, reading: Reading): string[] {
  switch (block.type) {
    case 'section': return [...(block.text ? [plain(block.text, reading)] : []), ...list(block.fields).map((field) => plain(field, reading)), ...(block.accessory ? elementText(object(block.accessory)) : [])];
    case 'header': return [wordsOf(block.text)];
    case 'context': return [list(block.elements).map((element) => (element.type === 'image' ? `(picture: ${String(element.alt_text)})` : plain(element, reading))).join(' ')];
    case 'divider': return ['───'];
    case 'actions': return [list(block.elements).flatMap(elementText).join(' ')];
    case 'image': return [`(picture: ${String(block.alt_text)})`];
    case 'markdown': return [String(block.text)];
    case 'rich_text': return list(block.elements).flatMap((element) => richText(element, reading));
    case 'table': return (block.rows as unknown[]).map((row) => list(row).map((cell) => (cell.type === 'raw_text' ? String(cell.text) : list(cell.elements).flatMap((element) => richText(element, reading)).join(' '))).join(' | '));
    default: return [];
  }
}

function elementText(element: Part): string[] {
  if (element.type === 'button') return [`[${wordsOf(element.text)}]`];
  if (element.type === 'overflow') return list(element.options).map((option) => `[${wordsOf(option.text)}]`);
  if (element.type === 'image') return [`(picture: ${String(element.alt_text)})`];
  return [`[${wordsOf(element.placeholder) || 'Choose'} ▾]`];
}

function richText(element: Part, reading: Reading, number = 0): string[] {
  const inner = list(element.elements);
  const line = () => inner.map((part) => span(part, reading)).join('');
  switch (element.type) {
    case 'rich_text_list': {
      const offset = Number(element.offset ?? 0);
      return inner.flatMap((item, i) => richText(item, reading, i).map((text, at) => `${'  '.repeat(Number(element.indent ?? 0))}${at > 0 ? '  ' : element.style === 'ordered' ? `${offset + i + 1}. ` : '• '}${text}`));
    }
    // A list item is a section of its own.
    default: return number >= 0 ? line().replace(/\n$/, '').split('\n') : [];
  }
}

function span(part: Part, reading: Reading): string {
  switch (part.type) {
    case 'text': return String(part.text);
    case 'link': return part.text === undefined || part.text === part.url ? String(part.url) : `${String(part.text)} <${String(part.url)}>`;
    case 'user': return `@${reading.user(String(part.user_id)) ?? 'unknown-user'}`;
    case 'usergroup': return '@unknown-group';
    case 'channel': return `#${reading.channel(String(part.channel_id)) ?? 'unknown'}`;
    case 'broadcast': return `@${String(part.range)}`;
    case 'emoji': return `:${String(part.name)}:`;
    case 'date': return drawTime(Number(part.timestamp), String(part.format), reading.zone);
    default: return '';
  }
}

/** Whom a message notifies: by its blocks, or by its text where it has none. */
export function pingsIn(world: World, room: Room, message: Part): string[] {
  const found = new Set<string>();
  const name = (id: string) => world.people.get(id)?.name;
  const inText = (text: string) => {
    for (const [, id] of text.matchAll(/<@([UW]\w+)(?:\|[^>]*)?>/g)) found.add(name(id!) ?? '');
    for (const [, range] of text.matchAll(/<!(channel|here|everyone)(?:\|[^>]*)?>/g)) found.add(range!);
  };
  const walk = (part: unknown): void => {
    if (Array.isArray(part)) return part.forEach(walk);
    if (typeof part !== 'object' || part === null) return;
    const one = part as Part;
    if (one.type === 'user') found.add(name(String(one.user_id)) ?? '');
    if (one.type === 'broadcast') found.add(String(one.range));
    if (one.type === 'mrkdwn') inText(wordsOf(one));
    Object.values(one).forEach(walk);
  };
  if (list(message.blocks).length > 0) walk(message.blocks);
  else if (typeof message.text === 'string') {
    inText(message.text);
    // `parse: full` and `link_names` find names in plain words.
    if (message.parse === 'full' || message.link_names === true || message.link_names === 'true' || message.link_names === 1) {
      for (const [, range] of message.text.matchAll(/(?<![\w<])@(channel|here|everyone)\b/g)) found.add(range!);
      for (const who of world.people.values()) if (message.text.includes(`@${who.name}`)) found.add(who.name);
    }
  }
  if (room.kind === 'im' && room.other && message.user === undefined) found.add(room.other.name);
  found.delete('');
  return [...found];
}
