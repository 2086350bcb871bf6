import { plain, type Block, type Button, type Item, type Message, type Rich } from '#core/message.ts';

/**
 * What every message keeps to: the tightest limit of any platform that the bot speaks on, in UTF-16 units.
 * So an answer that fits here fits everywhere, and no command asks where it will be shown.
 */
export const limits = {
  /** All visible text of a message. */
  text: 3800,
  title: 250,
  blocks: 20,
  fields: 10,
  fieldValue: 1000,
  buttons: 10,
  buttonLabel: 75,
} as const;

/** The visible length of a message: what limits count. */
export function lengthOf(message: Message): number {
  return plain(message.title ?? []).length + message.blocks.reduce((sum, block) => sum + blockLength(block), 0);
}

function blockLength(block: Block): number {
  if ('text' in block) return plain(block.text).length + 1;
  if ('note' in block) return plain(block.note).length + 1;
  if ('code' in block) return block.code.length + 8;
  if ('fields' in block) return block.fields.reduce((sum, { label, value }) => sum + plain(label).length + plain(value).length + 4, 0);
  if ('list' in block) return block.list.reduce((sum, item) => sum + itemLength(item), 0);
  return 0;
}

function itemLength({ text, note }: Item): number {
  return plain(text).length + plain(note ?? []).length + 4;
}

/** One page of items that fills about `budget` characters, and whether there are pages before and after it. */
export function pageOf(items: readonly Item[], page: number, budget = 3200): { items: readonly Item[]; page: number; pages: number } {
  const pages: Item[][] = [[]];
  let left = budget;
  for (const item of items) {
    const length = itemLength(item);
    if (length > left && pages.at(-1)!.length > 0) {
      pages.push([]);
      left = budget;
    }
    pages.at(-1)!.push(item);
    left -= length;
  }
  const shown = Math.min(Math.max(1, page), pages.length);
  return { items: pages[shown - 1]!, page: shown, pages: pages.length };
}

/** Shortens a text to so many characters, with a mark that something is missing; never in the middle of a character. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most - 1);
  return `${/[\ud800-\udbff]$/.test(head) ? head.slice(0, -1) : head}…`;
}

/** Shortens a Rich to so many visible characters. */
export function cutRich(rich: Rich, most: number): Rich {
  if (plain(rich).length <= most) return rich;
  const out: Rich[number][] = [];
  let left = most;
  for (const part of rich) {
    const length = plain([part]).length;
    if (length > left) {
      if (typeof part === 'string') out.push(cut(part, left));
      else out.push('…');
      break;
    }
    out.push(part);
    left -= length;
  }
  return out;
}

/**
 * A message made to keep the limits, whatever it holds. Commands page their lists themselves; this is the last guard
 * against a text, a name or a number of buttons that nobody foresaw.
 */
export function fit(message: Message): Message {
  const small = lengthOf(message) <= limits.text && message.blocks.length <= limits.blocks;
  let room = limits.text - plain(message.title ?? []).length;
  const blocks: Block[] = [];
  let buttons: number = limits.buttons;
  for (const block of message.blocks.slice(0, limits.blocks)) {
    let kept: Block = block;
    if ('buttons' in block) {
      kept = { buttons: block.buttons.slice(0, buttons).map(fitButton) };
      buttons -= (kept as { buttons: readonly Button[] }).buttons.length;
    } else if (!small) {
      kept = fitBlock(block, Math.max(0, room));
    } else if ('fields' in block) {
      kept = fitFields(block.fields.slice(0, limits.fields));
    }
    room -= blockLength(kept);
    blocks.push(kept);
  }
  return { ...message, ...(message.title && { title: cutRich(message.title, limits.title) }), blocks };
}

const fitButton = (button: Button): Button => (button.label.length <= limits.buttonLabel ? button : { ...button, label: cut(button.label, limits.buttonLabel) });

function fitFields(fields: Extract<Block, { fields: unknown }>['fields']): Block {
  return { fields: fields.map(({ label, value }) => ({ label, value: cutRich(value, limits.fieldValue) })) };
}

function fitBlock(block: Block, room: number): Block {
  if ('text' in block) return { text: cutRich(block.text, room) };
  if ('note' in block) return { note: cutRich(block.note, room) };
  if ('code' in block) return { code: cut(block.code, Math.max(1, room)) };
  if ('fields' in block) {
    const each = Math.max(20, Math.floor(room / Math.min(block.fields.length, limits.fields)) - 30);
    return { fields: block.fields.slice(0, limits.fields).map(({ label, value }) => ({ label, value: cutRich(value, Math.min(each, limits.fieldValue)) })) };
  }
  if ('list' in block) {
    const list: Item[] = [];
    for (const item of block.list) {
      const length = itemLength(item);
      if (length > room) {
        if (room > 40) list.push({ text: cutRich(item.text, room - 4) });
        break;
      }
      list.push(item);
      room -= length;
    }
    return { list };
  }
  return block;
}
