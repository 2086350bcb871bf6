import { filesOf, plain, type Attached, type Block, type Button, type Item, type Message, type Pair, type Rich, type Span } from '#core/message.ts';

/**
 * What every message keeps to: the tightest limit of any platform that the bot speaks on, in UTF-16 units.
 * So an answer that fits here fits everywhere, and no command asks where it will be shown.
 */
export const limits = {
  /** All visible text of a message. */
  text: 3800,
  title: 250,
  blocks: 20,
  /** Pairs in one block. */
  fields: 10,
  fieldLabel: 200,
  fieldValue: 1000,
  /** In the whole message. */
  buttons: 10,
  buttonLabel: 75,
  /** A file as UTF-8, in bytes; and its name. */
  file: 100_000,
  fileName: 80,
} as const;

/** What an instant takes when it is drawn: two clocks with weekday, date and city. */
const drawnInstant = 80;
/** And a chat account: a name as long as platforms allow. */
const drawnAccount = 32;

function sizeOf(rich: Rich): number {
  let size = 0;
  for (const part of rich) size += partSize(part);
  return size;
}

function partSize(part: string | Span): number {
  if (typeof part === 'string') return part.length;
  if ('b' in part) return sizeOf(part.b);
  if ('account' in part) return drawnAccount;
  return 'when' in part ? Math.max(drawnInstant, part.when.length) : plain([part]).length;
}

/** The length of a message as it is drawn, about: what limits count. */
export function lengthOf(message: Message): number {
  return sizeOf(message.title ?? []) + message.blocks.reduce((sum, block) => sum + blockLength(block), 0);
}

function blockLength(block: Block): number {
  if ('text' in block) return sizeOf(block.text) + 1;
  if ('note' in block) return sizeOf(block.note) + 1;
  if ('code' in block) return block.code.length + codeFrame;
  if ('fields' in block) return block.fields.reduce((sum, pair) => sum + pairLength(pair), 0);
  if ('list' in block) return block.list.reduce((sum, item) => sum + itemLength(item), 0);
  return 'file' in block ? block.file.name.length + fileFrame : 0;
}

const codeFrame = 8;
const frame = 4;
/** What is said around the name of a file: its size, and where it is. */
const fileFrame = 100;
const pairLength = ({ label, value }: Pair) => sizeOf(label) + sizeOf(value) + frame;
const itemLength = ({ text, note }: Item) => sizeOf(text) + sizeOf(note ?? []) + frame;

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
  const shown = Math.min(Math.max(1, Math.trunc(page) || 1), pages.length);
  return { items: pages[shown - 1]!, page: shown, pages: pages.length };
}

/** Shortens a text to so many characters, with a mark that something is missing; never in the middle of a character. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  if (most < 1) return '';
  const head = text.slice(0, most - 1);
  return `${/[\ud800-\udbff]$/.test(head) ? head.slice(0, -1) : head}…`;
}

/** Shortens a Rich to so many characters as it is drawn. */
export function cutRich(rich: Rich, most: number): Rich {
  if (most === Infinity || sizeOf(rich) <= most) return rich;
  const out: (string | Span)[] = [];
  let left = most;
  for (const part of rich) {
    const size = partSize(part);
    // One character is kept back for the mark, unless this is the part that takes it.
    if (size > left - 1) {
      const shortened = left < 1 ? undefined : cutPart(part, left);
      if (shortened !== undefined) out.push(shortened);
      break;
    }
    out.push(part);
    left -= size;
  }
  return out;
}

/** A part that must lose something, if only to make room for the mark. */
function cutPart(part: string | Span, most: number): string | Span {
  if (typeof part === 'string') return cut(`${part}…`, most);
  if ('b' in part) return { b: cutRich([...part.b, '…'], most) };
  if ('code' in part) return { code: cut(`${part.code}…`, most) };
  if ('href' in part) return { ...part, text: cut(`${part.text}…`, most) };
  return '…';
}

/**
 * A message made to keep the limits, whatever it holds. Commands page their lists themselves; this is the last guard
 * against a text, a name or a number of buttons that nobody foresaw. What comes first is kept; blocks left empty are gone.
 * @throws Error for a file that is too large: half a file is none
 */
export function fit(message: Message): Message {
  if (fitting.has(message)) return message;
  const size = filesOf(message).reduce((most, { text }) => Math.max(most, Buffer.byteLength(text)), 0);
  if (size > limits.file) throw new Error(`a file of ${size} bytes`);
  const made = shorten(message, limits.text);
  fitting.add(made);
  return made;
}

// What the bot has made to fit the door makes to fit again, for what comes to it in other ways.
const fitting = new WeakSet<Message>();

/** A message drawn with as many of its words as there is room for, where what counts is not how many they are but what is drawn of them. */
export function fitDrawn<T>(message: Message, draw: (message: Message) => T, hasRoom: (drawn: T) => boolean): T {
  const whole = draw(message);
  if (hasRoom(whole)) return whole;
  let [fits, most]: [number, number] = [0, limits.text];
  while (most - fits > 20) {
    const middle = Math.floor((fits + most) / 2);
    if (hasRoom(draw(shorten(message, middle)))) fits = middle;
    else most = middle;
  }
  return draw(shorten(message, fits));
}

/** The same with at most so many characters of words. */
function shorten(message: Message, most: number): Message {
  const title = message.title && cutRich(message.title, Math.min(limits.title, most));
  const given = fewEnough(message.blocks);
  // Files are not cut, so there is always room to name them.
  let room = given.reduce((left, block) => ('file' in block ? left - blockLength(fitBlock(block, 0)) : left), most - sizeOf(title ?? []));
  let buttons: number = limits.buttons;
  const blocks: Block[] = [];
  for (const block of given) {
    if ('buttons' in block) {
      const kept = block.buttons.slice(0, buttons).map(fitButton);
      buttons -= kept.length;
      if (kept.length > 0) blocks.push({ buttons: kept });
      continue;
    }
    const kept = fitBlock(block, room);
    if (blockSize(kept) === 0) continue;
    if (!('file' in kept)) room -= blockLength(kept);
    blocks.push(kept);
  }
  return { ...message, ...(title && { title }), blocks };
}

/** As many blocks as there may be. Buttons stay, without which a person is stuck, and so do files, which were asked for. */
function fewEnough(blocks: readonly Block[]): readonly Block[] {
  let spare = blocks.length - limits.blocks;
  if (spare <= 0) return blocks;
  const kept = blocks.toReversed().filter((block) => 'buttons' in block || 'file' in block || spare-- <= 0);
  return kept.toReversed().slice(0, limits.blocks);
}

const fitButton = (button: Button): Button => (button.label.length <= limits.buttonLabel ? button : { ...button, label: cut(button.label, limits.buttonLabel) });

function blockSize(block: Block): number {
  if ('text' in block) return sizeOf(block.text);
  if ('note' in block) return sizeOf(block.note);
  if ('code' in block) return block.code.length;
  if ('fields' in block) return block.fields.length;
  if ('file' in block) return 1;
  return 'list' in block ? block.list.length : block.buttons.length;
}

function fitBlock(block: Block, room: number): Block {
  if ('text' in block) return { text: cutRich(block.text, room - 1) };
  if ('note' in block) return { note: cutRich(block.note, room - 1) };
  if ('code' in block) return { code: cut(block.code, room - codeFrame) };
  if ('fields' in block) return { fields: fitAll(block.fields.slice(0, limits.fields).map(fitPair), room, pairLength, cutPair) };
  if ('list' in block) return { list: fitAll(block.list, room, itemLength, cutItem) };
  return 'file' in block ? { file: named(block.file) } : block;
}

/** A file under a name that is safe wherever it is kept: letters, digits, dashes and dots, and its ending. */
function named(file: Attached): Attached {
  const safe = file.name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/\.{2,}/g, '.').replace(/^[.-]+|[.-]+$/g, '');
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(safe)?.[0] ?? '';
  const head = safe.slice(0, safe.length - ending.length).slice(0, limits.fileName - ending.length).replace(/[.-]+$/, '');
  const name = `${head || 'file'}${ending}`;
  return name === file.name ? file : { ...file, name };
}

/** Less than this of a thing says nothing. */
const least = 40;

/** As many things as there is room for, and of the next one what still fits. */
function fitAll<T>(all: readonly T[], room: number, length: (each: T) => number, shorten: (each: T, most: number) => T): T[] {
  const kept: T[] = [];
  for (const each of all) {
    const size = length(each);
    if (size > room) {
      if (room >= least) kept.push(shorten(each, room));
      break;
    }
    kept.push(each);
    room -= size;
  }
  return kept;
}

const fitPair = ({ label, value }: Pair): Pair => ({ label: cutRich(label, limits.fieldLabel), value: cutRich(value, limits.fieldValue) });

function cutPair({ label, value }: Pair, most: number): Pair {
  const short = cutRich(label, Math.floor(most / 2));
  return { label: short, value: cutRich(value, most - frame - sizeOf(short)) };
}

function cutItem({ text, note }: Item, most: number): Item {
  const short = cutRich(text, most - frame);
  const left = most - frame - sizeOf(short);
  return note && left >= least ? { text: short, note: cutRich(note, left) } : { text: short };
}
