import type { APIMessage } from 'discord-api-types/v10';
import { kinds } from '#tests/support/discord/checks/components.ts';
import { object } from '#tests/support/discord/checks/form.ts';
import type { World } from '#tests/support/discord/world.ts';

/** By what names and in which zone a message is read. */
export interface Reading {
  readonly zone: string;
  user(id: string): string | undefined;
  channel(id: string): string | undefined;
}

export function readingOf(world: World, zone: string): Reading {
  return { zone, user: (id) => (id === world.bot.id ? world.bot.name : world.people.get(id)?.name), channel: (id) => world.rooms.get(id)?.name };
}

/** What has a meaning of its own in Discord's markdown, most specific first. */
const marks = new RegExp(
  [
    /```(?:[a-z0-9_+-]*\n)?(?<block>[\s\S]+?)```/, /(?<ticks>`{1,2})(?<code>[^`]+?)\k<ticks>(?!`)/, /\\(?<escaped>[^A-Za-z0-9\s])/, /<t:(?<time>-?\d{1,13})(?::(?<style>[tTdDfFsSR]))?>/, /<@!?(?<user>\d{17,20})>/, /<@&(?<role>\d{17,20})>/,
    /<#(?<channel>\d{17,20})>/, /<\/(?<command>[^:<>]+):\d{17,20}>/, /<a?:(?<emoji>\w{2,32}):\d{17,20}>/, /\[(?<label>(?:\\.|[^\]\\\n])+)\]\(<?(?<href>https?:\/\/[^\s)>]+)>?(?:\s+"[^"]*")?\)/, /<(?<quiet>https?:\/\/[^\s>]+)>/, /(?<bare>https?:\/\/[^\s<]+[^\s<.,:;"')\]])/,
    /\*\*\*(?<both>(?:\\.|[^\\])+?)\*\*\*/, /\*\*(?<bold>(?:\\.|[^\\])+?)\*\*(?!\*)/, /__(?<under>(?:\\.|[^\\])+?)__(?!_)/, /\*(?=\S)(?<slant>(?:\\.|\*\*|[^\\*])+?)(?<=\S)\*(?!\*)/, /\b_(?<italic>(?:\\.|__|[^\\_])+?)_(?!_)\b/,
    /~~(?<struck>(?:\\.|[^\\])+?)~~/, /\|\|(?<spoiler>(?:\\.|[^\\])+?)\|\|/,
  ].map(({ source }) => source).join('|'), 'g');

/** Markdown as it is seen: what is escaped stands as it is, what is marked stands without its marks. */
export function drawn(markdown: string, reading: Reading): string {
  const pieces = markdown.split(/(```[\s\S]+?```)/);
  return inline(pieces.map((piece, i) => (i % 2 === 1 ? piece : piece.split('\n').map(line).join('\n'))).join(''), reading);
}

/** Headings, small print, quotes and lists, which begin a line. */
function line(text: string): string {
  return text.replace(/^(?:#{1,3}|-#|>>>|>)\s+(?=\S)/, '').replace(/^(\s*)[-*]\s+(?=\S)/, '$1• ');
}

function inline(markdown: string, reading: Reading): string {
  return markdown.replaceAll(marks, (whole, ...rest) => {
    const found = rest.at(-1) as Record<string, string | undefined>;
    if (found.escaped !== undefined) return found.escaped;
    const verbatim = found.block ?? found.code;
    if (verbatim !== undefined) return verbatim;
    if (found.time !== undefined) return drawTime(Number(found.time), found.style ?? 'f', reading.zone);
    if (found.user !== undefined) return `@${reading.user(found.user) ?? 'unknown-user'}`;
    if (found.role !== undefined) return '@unknown-role';
    if (found.channel !== undefined) return `#${reading.channel(found.channel) ?? 'unknown'}`;
    if (found.command !== undefined) return `/${found.command}`;
    if (found.emoji !== undefined) return `:${found.emoji}:`;
    if (found.label !== undefined) return `${inline(found.label, reading)} <${found.href}>`;
    if (found.quiet !== undefined || found.bare !== undefined) return found.quiet ?? found.bare!;
    const inner = ['both', 'bold', 'under', 'slant', 'italic', 'struck', 'spoiler'].map((mark) => found[mark]).find((text) => text !== undefined);
    return inner === undefined ? whole : inline(inner, reading);
  });
}

/** An instant as Discord draws it for somebody with a British client. */
function drawTime(seconds: number, style: string, zone: string): string {
  const at = Temporal.Instant.fromEpochMilliseconds(seconds * 1000);
  if (style === 'R') return `at ${at.toString()}`;
  const part: Intl.DateTimeFormatOptions = { t: { timeStyle: 'short' }, T: { timeStyle: 'medium' }, d: { dateStyle: 'short' }, D: { dateStyle: 'long' }, f: { dateStyle: 'long', timeStyle: 'short' }, F: { dateStyle: 'full', timeStyle: 'short' } }[style] as never;
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...part }).format(at.epochMilliseconds).replace(' at ', ' ');
}

/** A message as a member reads it, line by line, with its buttons as `[Label]`. */
export function textOf(message: Pick<APIMessage, 'content' | 'components' | 'embeds'>, reading: Reading): string {
  const embeds = (message.embeds ?? []).map(object).flatMap((embed) => [embed.title, embed.description, ...((embed.fields ?? []) as { name: string; value: string }[]).map(({ name, value }) => `${name}: ${value}`)]);
  const lines = [message.content, ...embeds].filter((part): part is string => typeof part === 'string' && part !== '').map((part) => drawn(part, reading));
  return [...lines, ...(message.components ?? []).flatMap((component) => partOf(object(component), reading))].join('\n');
}

function partOf(component: Record<string, unknown>, reading: Reading): string[] {
  const inside = ((component.components ?? []) as unknown[]).map(object);
  switch (component.type) {
    case kinds.text: return [drawn(String(component.content), reading)];
    case kinds.row: return [inside.flatMap((part) => partOf(part, reading)).join(' ')];
    case kinds.button: return [`[${String(component.label ?? object(component.emoji).name)}]`];
    case kinds.separator: return component.divider === false ? [''] : ['───'];
    case kinds.section: return [...inside.flatMap((part) => partOf(part, reading)), ...partOf(object(component.accessory), reading)];
    case kinds.file: return [`(file ${String(object(component.file).url).replace('attachment://', '')})`];
    case kinds.container: return inside.flatMap((part) => partOf(part, reading));
    default: return component.type === kinds.thumbnail || component.type === kinds.gallery ? ['(picture)'] : [`[${String(component.placeholder ?? 'Make a selection')} ▾]`];
  }
}

/** All components of a message with those within them. */
export function* within(components: unknown): Generator<Record<string, unknown>> {
  for (const given of Array.isArray(components) ? components : []) {
    const component = object(given);
    yield component;
    yield* within(component.components);
    yield* within([component.accessory, component.component].filter((one) => one !== undefined));
  }
}

/** Whom the body of a message mentions, whether or not it may. A backslash before a mention only changes how it looks. */
export function mentionsIn(body: Record<string, unknown>): { users: string[]; everyone: boolean } {
  const texts = [body.content, ...[...within(body.components)].filter(({ type }) => type === kinds.text).map(({ content }) => content)].filter((text) => typeof text === 'string');
  const spoken = texts.join('\n').replaceAll(/```[\s\S]+?```|`[^`\n]+`/g, '');
  return { users: [...spoken.matchAll(/<@!?(\d{17,20})>/g)].map(([, id]) => id!), everyone: /@(everyone|here)\b/.test(spoken) };
}
