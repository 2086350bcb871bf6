import { ButtonStyle, ComponentType, MessageFlags } from 'discord-api-types/v10';
import type { APIActionRowComponent, APIButtonComponent, APIComponentInContainer, APIMessageTopLevelComponent, APITextDisplayComponent, RESTAPIAttachment } from 'discord-api-types/v10';
import type { RawFile } from '@discordjs/rest';
import type { Reader } from '#bot/command.ts';
import { cut, fit, fitDrawn } from '#core/fit.ts';
import { t } from '#core/i18n.ts';
import { oneLine } from '#core/legible.ts';
import { filesOf, plain, type Attached, type Block, type Button, type Item, type Message, type Rich } from '#core/message.ts';
import { makeIds } from '#adapters/discord/ids.ts';
import { markdown, unticked, webAddress } from '#adapters/discord/markdown.ts';

/** A message as Discord takes it. Nothing in it pings. */
export interface Drawn {
  readonly components: APIMessageTopLevelComponent[];
  readonly flags: number;
  readonly allowed_mentions: { parse: [] };
  /** What goes along beside the body of the request, and what its body says of that. */
  readonly files?: readonly Attached[];
  readonly attachments?: readonly RESTAPIAttachment[];
}

/** A request that has a drawn message as its body, or as a part of it. */
export function requestOf({ files = [], ...drawn }: Drawn, around: (drawn: Drawn) => unknown = (it) => it): { body: unknown; files?: RawFile[] } {
  return { body: around(drawn), ...(files.length > 0 && { files: files.map(({ name, type, text }) => ({ name, contentType: type, data: Buffer.from(text) })) }) };
}

/** Discord's limits that the core's own do not ensure: they count what is drawn, with all marks. */
const longestText = 4000;
const longestLabel = 80;
const longestUrl = 512;
const inRow = 5;
const accents = { refusal: 0xc0392b, done: 0x2e8b57 } as const;

/** A message as a card, drawn for one reader, always within Discord's limits. */
export function render(message: Message, reader: Reader, { ephemeral = false }: { ephemeral?: boolean } = {}): Drawn {
  const whole = withText(fit(message));
  const components = fitDrawn(whole, (each) => cardOf(each, reader), (drawn) => sizeOf(drawn) <= longestText);
  const files = filesOf(whole);
  return {
    components: [{ type: ComponentType.Container, components, ...(message.tone && { accent_color: accents[message.tone] }) }],
    flags: MessageFlags.IsComponentsV2 | (ephemeral ? MessageFlags.Ephemeral : 0),
    allowed_mentions: { parse: [] },
    ...(files.length > 0 && { files, attachments: files.map(({ name }, id) => ({ id: String(id), filename: name })) }),
  };
}

const sizeOf = (drawn: readonly APIComponentInContainer[]) => drawn.reduce((sum, each) => sum + (each.type === ComponentType.TextDisplay ? each.content.length : 0), 0);

function cardOf({ title, blocks }: Message, reader: Reader): APIComponentInContainer[] {
  const idOf = makeIds();
  const inside: APIComponentInContainer[] = [];
  const say = (lines: readonly string[]) => {
    const content = lines.filter((line) => line.trim() !== '').join('\n').trim();
    if (content !== '') inside.push(text(content));
  };
  const offer = (buttons: readonly APIButtonComponent[]) => {
    for (let i = 0; i < buttons.length; i += inRow) inside.push({ type: ComponentType.ActionRow, components: buttons.slice(i, i + inRow) } satisfies APIActionRowComponent<APIButtonComponent>);
  };
  if (title) say([heading(flat(title), reader)]);
  for (const block of blocks) {
    if ('file' in block) {
      inside.push({ type: ComponentType.File, file: { url: `attachment://${block.file.name}` } });
      continue;
    }
    if (!('buttons' in block)) {
      say(linesOf(block, reader));
      continue;
    }
    offer(block.buttons.flatMap((button) => ('run' in button ? pressed(button.label, idOf(button), button.tone) : opening(button))));
  }
  if (inside.length === 0) inside.push(text(markdown(t(reader.lang, 'door.empty'), reader)));
  return inside;
}

const text = (content: string): APITextDisplayComponent => ({ type: ComponentType.TextDisplay, content });

function linesOf(block: Exclude<Block, { buttons: unknown } | { file: unknown }>, reader: Reader): string[] {
  if ('text' in block) return [markdown(block.text, reader)];
  if ('note' in block) return [quiet(markdown(block.note, reader))];
  if ('code' in block) return [fence(block.code)];
  if ('fields' in block) return block.fields.map(({ label, value }) => `${markdown([{ b: [...flat(label), ':'] }], reader)} ${markdown(value, reader)}`);
  const isNoted = block.list.some(({ note }) => note && !isBlank(note));
  return block.list.map((item) => listed(item, isNoted, reader));
}

/** A long title is bold but no larger than the text: as a heading it would fill the screen of a phone. */
const longHeading = 80;
function heading(title: Rich, reader: Reader): string {
  const drawn = markdown(title, reader, true).trim();
  return drawn === '' ? '' : drawn.length > longHeading ? markdown([{ b: title }], reader).trim() : `### ${drawn}`;
}

function quiet(drawn: string): string {
  const small = (line: string) => (line.trim() === '' ? '' : `-# ${line.trim()}`);
  return drawn.includes('\n') ? drawn.replace(/[^\n]+/g, small) : small(drawn);
}

/** One line for what can be only one, as a heading. */
const flat = (rich: Rich): Rich => rich.map((part) => (typeof part === 'string' ? part.replace(/\s+/g, ' ') : 'b' in part ? { b: flat(part.b) } : part));

function fence(code: string): string {
  const words = unticked(code).replace(/^\n+|\s+$/g, '');
  return words === '' ? '' : `\`\`\`\n${words}\n\`\`\``;
}

const isBlank = (rich: Rich) => plain(rich).trim() === '';

/**
 * A thing in a list. Where things have a quieter line beneath they are bold, to be told from it; where all say everything in one line,
 * and where a thing has bold words of its own, it gets a dot and stays plain.
 */
function listed({ text, note }: Item, isNoted: boolean, reader: Reader): string {
  const rest = note && !isBlank(note) ? note : undefined;
  if (!isNoted || (!rest && text.some((part) => typeof part === 'object' && 'b' in part))) {
    const drawn = markdown(text, reader).trim();
    return drawn === '' ? '' : `- ${drawn.replaceAll('\n', '\n  ')}`;
  }
  const first = markdown([{ b: text }], reader).trim();
  return rest ? `${first}\n${quiet(markdown(rest, reader))}` : first;
}

type LinkButton = Extract<Button, { link: string }>;

function opening({ label, link }: LinkButton): APIButtonComponent[] {
  const url = webAddress(link);
  return url === undefined || url.length > longestUrl ? [] : [{ type: ComponentType.Button, style: ButtonStyle.Link, label: labelOf(label), url }];
}

/** The same message where an address that no button can open stands in the text. */
function withText(message: Message): Message {
  const isNoButton = (button: Button): button is LinkButton => 'link' in button && opening(button).length === 0;
  const blocks = message.blocks.flatMap((block): Block[] => ('buttons' in block ? [...block.buttons.filter(isNoButton).map(({ label, link }) => ({ text: [`${label}: `, { href: link, text: link }] })), block] : [block]));
  return blocks.length === message.blocks.length ? message : { ...message, blocks };
}

function pressed(label: string, id: string | undefined, tone: 'main' | 'danger' | undefined): APIButtonComponent[] {
  const style = tone === 'main' ? ButtonStyle.Primary : tone === 'danger' ? ButtonStyle.Danger : ButtonStyle.Secondary;
  return id === undefined ? [] : [{ type: ComponentType.Button, style, label: labelOf(label), custom_id: id }];
}

/** A label on one line; Discord takes no empty one. */
const labelOf = (label: string) => cut(oneLine(label), longestLabel) || '…';
