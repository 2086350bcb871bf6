import { ButtonStyle, ComponentType, MessageFlags } from 'discord.js';
import type { APIActionRowComponent, APIButtonComponent, APIComponentInContainer, APIMessageTopLevelComponent, APITextDisplayComponent } from 'discord.js';
import type { Reader } from '#bot/command.ts';
import { cut, cutRich, fit } from '#core/fit.ts';
import { t } from '#core/i18n.ts';
import { plain, type Block, type Button, type Item, type Message, type Rich } from '#core/message.ts';
import { makeIds } from '#adapters/discord/ids.ts';
import { markdown, oneLine, unticked, webAddress } from '#adapters/discord/markdown.ts';

/** A message as Discord takes it. Nothing in it pings. */
export interface Drawn {
  readonly components: APIMessageTopLevelComponent[];
  readonly flags: number;
  readonly allowed_mentions: { parse: [] };
}

/** A button whose id is not that of an invocation: it opens a form, or sends one. */
export interface OwnButton {
  readonly label: string;
  readonly id: string;
  readonly tone?: 'main';
}

/** Discord's limits that the core's own do not ensure: they count what is drawn, with all marks. */
const longestText = 4000;
const longestLabel = 80;
const longestUrl = 512;
const inRow = 5;
const accents = { refusal: 0xc0392b, done: 0x2e8b57 } as const;

/** A message as a card, drawn for one reader, always within Discord's limits. */
export function render(message: Message, reader: Reader, { ephemeral = false }: { ephemeral?: boolean } = {}): Drawn {
  return drawCard(message, reader, [], ephemeral);
}

/** The same with buttons of the door's own beneath. */
export function drawCard(message: Message, reader: Reader, own: readonly OwnButton[], ephemeral: boolean): Drawn {
  const { title, tone, blocks } = fit(message);
  const ids = makeIds();
  const write = writer();
  const inside: APIComponentInContainer[] = [];
  const say = (lines: readonly Line[]) => {
    const content = write(lines);
    if (content !== '') inside.push({ type: ComponentType.TextDisplay, content });
  };
  const offer = (buttons: readonly APIButtonComponent[]) => {
    for (let i = 0; i < buttons.length; i += inRow) inside.push({ type: ComponentType.ActionRow, components: buttons.slice(i, i + inRow) } satisfies APIActionRowComponent<APIButtonComponent>);
  };
  if (title) say([(most) => heading(flat(cutRich(title, most)), reader)]);
  for (const block of blocks) {
    if (!('buttons' in block)) {
      say(linesOf(block, reader));
      continue;
    }
    say(block.buttons.filter(isNoButton).map(({ label, link }) => () => markdown([`${label}: `, { href: link, text: link }], reader)));
    offer(block.buttons.flatMap((button) => ('run' in button ? pressed(button.label, ids.of(button), button.tone) : opening(button))));
  }
  offer(own.flatMap(({ label, id, tone }) => pressed(label, ids.take(id), tone)));
  if (inside.length === 0) inside.push(text(markdown(t(reader.lang, 'discord.empty'), reader)));
  return {
    components: [{ type: ComponentType.Container, components: inside, ...(tone && { accent_color: accents[tone] }) }],
    flags: MessageFlags.IsComponentsV2 | (ephemeral ? MessageFlags.Ephemeral : 0),
    allowed_mentions: { parse: [] },
  };
}

const text = (content: string): APITextDisplayComponent => ({ type: ComponentType.TextDisplay, content });

/** A line or more that belong together, drawn with at most so many characters of its words. */
type Line = (most: number) => string;

function linesOf(block: Exclude<Block, { buttons: unknown }>, reader: Reader): Line[] {
  if ('text' in block) return [(most) => markdown(cutRich(block.text, most), reader)];
  if ('note' in block) return [(most) => quiet(markdown(cutRich(block.note, most), reader))];
  if ('code' in block) return [(most) => fence(cut(block.code, most))];
  if ('fields' in block) return block.fields.map(({ label, value }) => (most) => `${markdown([{ b: [...flat(label), ':'] }], reader)} ${markdown(cutRich(value, most), reader)}`);
  const isNoted = block.list.some(({ note }) => note && !isBlank(note));
  return block.list.map((item) => (most) => listed(item, isNoted, most, reader));
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
function listed({ text, note }: Item, isNoted: boolean, most: number, reader: Reader): string {
  const short = cutRich(text, most);
  const rest = note && !isBlank(note) ? note : undefined;
  if (!isNoted || (!rest && text.some((part) => typeof part === 'object' && 'b' in part))) {
    const drawn = markdown(short, reader).trim();
    return drawn === '' ? '' : `- ${drawn.replaceAll('\n', '\n  ')}`;
  }
  const first = markdown([{ b: short }], reader).trim();
  const left = rest && Math.max(0, most - plain(text).length);
  return !rest || !left ? first : `${first}\n${quiet(markdown(cutRich(rest, left), reader))}`;
}

/** Writes text as long as there is room for it in the message. Of the first that does not fit as much is written as does; after that nothing is. */
function writer(): (lines: readonly Line[]) => string {
  let room = longestText;
  return (lines) => {
    const written: string[] = [];
    for (const line of lines) {
      if (room <= 0) break;
      const whole = line(Infinity);
      if (whole.trim() === '') continue;
      // The break before it, and the mark that the text ends here, should it.
      const kept = whole.length + 3 <= room ? whole : shorten(line, room - 3);
      written.push(kept);
      room = kept === whole ? room - kept.length - 1 : 0;
    }
    return written.join('\n').trim();
  };
}

/** The longest of a line that fits; only the mark that something is missing where nothing does. */
function shorten(line: Line, room: number): string {
  let [low, high] = [0, Math.max(0, room)];
  let best = '';
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const drawn = line(middle);
    if (drawn.length <= room) [low, best] = [middle, drawn];
    else high = middle - 1;
  }
  return best.trim() === '' ? '…' : best;
}

type LinkButton = Extract<Button, { link: string }>;

function opening({ label, link }: LinkButton): APIButtonComponent[] {
  const url = webAddress(link);
  return url === undefined || url.length > longestUrl ? [] : [{ type: ComponentType.Button, style: ButtonStyle.Link, label: labelOf(label), url }];
}

/** An address that no button can open stands in the text. */
const isNoButton = (button: Button): button is LinkButton => 'link' in button && opening(button).length === 0;

function pressed(label: string, id: string | undefined, tone: 'main' | 'danger' | undefined): APIButtonComponent[] {
  const style = tone === 'main' ? ButtonStyle.Primary : tone === 'danger' ? ButtonStyle.Danger : ButtonStyle.Secondary;
  return id === undefined ? [] : [{ type: ComponentType.Button, style, label: labelOf(label), custom_id: id }];
}

/** A label on one line; Discord takes no empty one. */
const labelOf = (label: string) => cut(oneLine(label), longestLabel) || '…';
