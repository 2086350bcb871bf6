import type { Button as SlackButton, KnownBlock, RichTextBlockElement, RichTextElement, RichTextList, RichTextSection } from '@slack/types';
import type { Reader } from '#bot/command.ts';
import { inWords, wordsOf } from '#bot/inwords.ts';
import { encodeButton } from '#core/button.ts';
import { cut, fit, fitDrawn } from '#core/fit.ts';
import { t } from '#core/i18n.ts';
import { oneLine, tidy } from '#core/legible.ts';
import { join, plain, type Block, type Button, type Item, type Message, type Rich } from '#core/message.ts';
import { fileLine } from '#adapters/handed.ts';
import { richText, webAddress } from '#adapters/slack/rich.ts';

/** A message as Slack takes it. `text` is what notifications show and screen readers read. Nothing in either pings. */
export interface Drawn {
  readonly blocks: KnownBlock[];
  readonly text: string;
}

/** Slack's limits that the core's own do not ensure. How long all blocks may be as JSON is in no documentation: a little more is refused as `msg_blocks_too_long`. */
const longest = { blocks: 13_000, header: 80, words: 3000, label: 75 } as const;
const inRow = 5;

/** What kind of answer it is, as a mark before its first words. Slack has colours only for attachments, which are old and folded up on phones. */
const marks = { refusal: '✗ ', done: '✓ ' } as const;

/** A message as blocks, drawn for one reader, always within Slack's limits. */
export function render(message: Message, reader: Reader): Drawn {
  const whole = marked(fit(message));
  return { blocks: written(whole, reader).blocks, text: escape(wordsOf(whole, reader), longest.words) || plain(t(reader.lang, 'door.empty')) };
}

/** Its blocks alone, as they are sent where nobody is notified: a screen reader reads the blocks themselves. */
export const blocksOf = (message: Message, reader: Reader): string => written(marked(fit(message)), reader).json;

/** Many short pieces take more room than their words, so the blocks are measured as they are written. */
function written(whole: Message, reader: Reader): { blocks: KnownBlock[]; json: string } {
  return fitDrawn(whole, (each) => {
    const drawn = draw(each, reader);
    const blocks = drawn.length > 0 ? drawn : [rich(line(t(reader.lang, 'door.empty'), reader))];
    return { blocks, json: JSON.stringify(blocks) };
  }, ({ json }) => json.length <= longest.blocks);
}

/** In the text beside the blocks `<…>` would be a mention or a link, so none stands in it. Slack takes more of it where a message is posted than where it is changed, and counts it escaped. */
function escape(text: string, most: number): string {
  for (let short = cut(text, most); ; ) {
    const escaped = short.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    if (escaped.length <= most) return escaped;
    // A character becomes five at most.
    short = cut(short, short.length - Math.ceil((escaped.length - most) / 5));
  }
}

/** Text in plain_text is shown as it is: no mark in it means anything. */
export const plainText = (text: string, most: number) => ({ type: 'plain_text', text: cut(text, most) || '…', emoji: false }) as const;

/** With its mark: before the title or, where it has none, before the first text. */
function marked(message: Message): Message {
  const { tone, title, blocks: [first, ...rest] } = message;
  if (!tone) return message;
  if (title) return { ...message, title: [marks[tone], ...title] };
  return { ...message, blocks: first && 'text' in first ? [{ text: [marks[tone], ...first.text] }, ...rest] : [{ text: [marks[tone]] }, ...message.blocks] };
}

function draw({ title, blocks }: Message, reader: Reader): KnownBlock[] {
  let count = 0;
  const drawn: KnownBlock[] = title ? heading(title, reader) : [];
  for (const block of blocks) {
    if (!('buttons' in block)) {
      drawn.push(...textual(block, reader));
      continue;
    }
    // An address that no button can open stands in the text.
    const closed = block.buttons.filter((button): button is LinkButton => 'link' in button && webAddress(button.link) === undefined);
    drawn.push(...closed.flatMap(({ label, link }) => textual({ text: [`${label}: `, { href: link, text: link }] }, reader)));
    drawn.push(...rowsOf(block.buttons.flatMap(pressable), () => `b${count++}`));
  }
  return drawn;
}

type LinkButton = Extract<Button, { link: string }>;
type Pressable = Pick<SlackButton, 'text' | 'value' | 'url' | 'style'>;

/** Five in a row. Further ones are in a menu at its end, where nobody has to choose among them and none of them stands out: so an answer stays short on a phone. */
function rowsOf(buttons: readonly Pressable[], newId: () => string): KnownBlock[] {
  const rest = buttons.slice(inRow).flatMap(({ text, value, style }) => (value !== undefined && value !== '' && !value.startsWith('pick?') && !style ? [{ text, value }] : []));
  const isMenu = rest.length > 0 && rest.length === buttons.length - inRow && rest.length <= inRow && new Set(rest.map(({ value }) => value)).size === rest.length;
  const shown = isMenu ? buttons.slice(0, inRow) : buttons;
  const rows = Array.from({ length: Math.ceil(shown.length / inRow) }, (_, i) => shown.slice(i * inRow, (i + 1) * inRow));
  return rows.map((row): KnownBlock => ({
    type: 'actions',
    elements: [...row.map((button) => ({ type: 'button' as const, action_id: newId(), ...button })), ...(isMenu ? [{ type: 'overflow' as const, action_id: newId(), options: rest }] : [])],
  }));
}

function pressable(button: Button): Pressable[] {
  const text = plainText(oneLine(button.label), longest.label);
  if ('link' in button) {
    const url = webAddress(button.link);
    return url === undefined ? [] : [{ text, url }];
  }
  const value = encodeButton(button);
  return value === undefined ? [] : [{ text, value, ...(button.tone && { style: button.tone === 'main' ? 'primary' : 'danger' }) }];
}

/** A long title is bold but no larger than the text: as a header it would fill the screen of a phone. So is one with what no header takes. */
function heading(title: Rich, reader: Reader): KnownBlock[] {
  const words = oneLine(inWords(title, reader));
  if (words === '') return [];
  const isPlain = title.every((part) => typeof part === 'string' || !('when' in part || 'account' in part || 'href' in part));
  return isPlain && words.length <= longest.header ? [{ type: 'header', text: plainText(words, longest.header) }] : shown(line(title, reader, true));
}

const rich = (...elements: RichTextBlockElement[]): KnownBlock => ({ type: 'rich_text', elements });
const line = (text: Rich, reader: Reader, bold = false): RichTextSection => ({ type: 'rich_text_section', elements: richText(text, reader, bold) });
const isBlank = (elements: readonly RichTextElement[]) => elements.every((element) => element.type === 'text' && element.text.trim() === '');
const shown = (section: RichTextSection): KnownBlock[] => (isBlank(section.elements) ? [] : [rich(section)]);

function textual(block: Exclude<Block, { buttons: unknown }>, reader: Reader): KnownBlock[] {
  if ('text' in block) return shown(line(block.text, reader));
  if ('note' in block) return quiet(block.note, reader);
  if ('code' in block) {
    const words = tidy(block.code).replace(/^\n+|\s+$/g, '');
    return words === '' ? [] : [rich({ type: 'rich_text_preformatted', elements: [{ type: 'text', text: words }] })];
  }
  if ('file' in block) return shown(line(fileLine(block.file, reader.lang), reader));
  if ('fields' in block) return shown(line(join(block.fields.map(({ label, value }) => [{ b: [...label, ':'] }, ' ', ...value]), '\n'), reader));
  const isNoted = block.list.some(({ note }) => note && plain(note).trim() !== '');
  const elements: (RichTextSection | RichTextList)[] = [];
  for (const item of block.list) {
    const said = drawnItem(item, isNoted, reader);
    const list = elements.at(-1);
    if (isBlank(said.elements)) continue;
    // What is nothing but bold stands above those that follow it.
    if (!item.note && item.text.every((part) => typeof part === 'object' && 'b' in part)) elements.push(said);
    else if (list?.type === 'rich_text_list') list.elements.push(said);
    else elements.push({ type: 'rich_text_list', style: 'bullet', elements: [said] });
  }
  return elements.length === 0 ? [] : [rich(...elements)];
}

// The bot hands out the same things again and again as long as nothing is written, and a list draws many of them.
const items = new WeakMap<Item, Reader & { readonly isNoted: boolean; readonly section: RichTextSection }>();

function drawnItem(item: Item, isNoted: boolean, reader: Reader): RichTextSection {
  const { zone, home, lang } = reader;
  let made = items.get(item);
  if (made?.isNoted !== isNoted || made.zone !== zone || made.home !== home || made.lang !== lang) items.set(item, (made = { zone, home, lang, isNoted, section: line(listed(item, isNoted), reader) }));
  return made.section;
}

/** Small and grey; Slack does that only with words. A note with a link in it, or with somebody, is drawn as a text. */
function quiet(note: Rich, reader: Reader): KnownBlock[] {
  if (note.some((part) => typeof part === 'object' && ('href' in part || 'account' in part))) return shown(line(note, reader));
  const words = inWords(note, reader).trim();
  return words === '' ? [] : [{ type: 'context', elements: [plainText(words, longest.words)] }];
}

/**
 * A thing in a list. Where things have a second line beneath they are bold, to be told from it; where all say everything in one line,
 * and where a thing has bold words of its own, it stays plain.
 */
function listed({ text, note }: Item, isNoted: boolean): Rich {
  const rest = note && plain(note).trim() !== '' ? note : undefined;
  if (!isNoted || (!rest && text.some((part) => typeof part === 'object' && 'b' in part))) return text;
  return rest ? [{ b: text }, '\n', ...rest] : [{ b: text }];
}
