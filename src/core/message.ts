/**
 * The neutral message: plain versioned JSON, because it is stored in the outbox and drawn by every door.
 * Strings inside `Rich` are *text*: each renderer escapes them, so nobody's words can ping, link or format.
 */
export type Rich = readonly (string | Span)[];
export type Span =
  | { readonly b: Rich }
  | { readonly code: string }
  | { readonly href: string; readonly text: string }
  | { readonly seat: string }
  | { readonly room: string }
  /** Somebody's chat account, sealed: drawn as the platform shows a person, and only on that platform. It is never more than a look-up. */
  | { readonly account: string }
  /** An instant, UTC. Drawn in the reader's zone beside the group's. A civil date is text, never this. */
  | { readonly when: string };

/** What a text of the catalogue can be filled with. Rich parameters keep their spans. */
export type Params = Readonly<Record<string, string | number | Span | Rich>>;

/** What a person typed or picked, before it is checked. */
export type Given = Readonly<Record<string, unknown>>;

/** A button is a pre-filled invocation; `link` opens an address instead. */
export type Button =
  | { readonly label: string; readonly run: string; readonly given: Given; readonly draft?: string; readonly tone?: 'main' | 'danger' }
  | { readonly label: string; readonly link: string };

export interface Item {
  readonly text: Rich;
  /** A second, quieter line. */
  readonly note?: Rich;
}
export interface Pair {
  readonly label: Rich;
  readonly value: Rich;
}
/**
 * A text that is handed over as a file beside what is said, in answers and private messages; a room gets none. Its name has neither a
 * person nor a link in it. `again` is what brings it once more, should it get lost.
 */
export interface Attached {
  readonly name: string;
  /** Its media type, such as `text/calendar`. */
  readonly type: string;
  readonly text: string;
  readonly again?: Button;
}
export type Block =
  | { readonly text: Rich }
  | { readonly note: Rich }
  | { readonly fields: readonly Pair[] }
  | { readonly list: readonly Item[] }
  | { readonly code: string }
  | { readonly file: Attached }
  | { readonly buttons: readonly Button[] };

/** What the calendar of a room's platform is told of the thing that a card shows, where it has one. Instants as stamps. */
export interface Calls {
  /** With the number of the thing (`M4 Weekly call`): by this the entry is found again. */
  readonly title: string;
  readonly at: string;
  readonly ends: string;
  /** The city; never a link, an address or a room. */
  readonly place: string | null;
  /** It is not held: it leaves the calendar. */
  readonly off: boolean;
}

export interface Message {
  readonly v: 1;
  readonly title?: Rich;
  /** What kind of answer it is, so that a door may mark it: a refusal, a warning. */
  readonly tone?: 'refusal' | 'done';
  /** Of a card in a room. */
  readonly calls?: Calls;
  readonly blocks: readonly Block[];
}

/** A message of a title and blocks; undefined and empty blocks are left out. */
export function message(title: Rich | undefined, ...blocks: readonly (Block | undefined)[]): Message {
  const kept = blocks.filter((block): block is Block => block !== undefined && !isEmpty(block));
  return title === undefined ? { v: 1, blocks: kept } : { v: 1, title, blocks: kept };
}

function isEmpty(block: Block): boolean {
  if ('text' in block) return block.text.length === 0;
  if ('note' in block) return block.note.length === 0;
  if ('fields' in block) return block.fields.length === 0;
  if ('list' in block) return block.list.length === 0;
  if ('buttons' in block) return block.buttons.length === 0;
  return false;
}

/** Joins pieces of Rich with a separator between them; empty pieces are left out. */
export function join(parts: readonly Rich[], between: string): Rich {
  const out: (string | Span)[] = [];
  for (const part of parts) {
    if (part.length === 0) continue;
    if (out.length > 0) out.push(between);
    out.push(...part);
  }
  return out;
}

/** The words of a Rich without any markup: for length checks, search and plain doors. `seat` and `room` spans stand as they are. */
export function plain(rich: Rich): string {
  let out = '';
  for (const part of rich) {
    if (typeof part === 'string') out += part;
    else if ('b' in part) out += plain(part.b);
    else if ('code' in part) out += part.code;
    else if ('href' in part) out += part.text;
    else if ('seat' in part) out += part.seat;
    else if ('room' in part) out += part.room;
    else if ('account' in part) out += '@';
    else out += part.when;
  }
  return out;
}

/** All files of a message, in order. */
export const filesOf = (message: Message): Attached[] => message.blocks.flatMap((block) => ('file' in block ? [block.file] : []));

/** All buttons of a message, in order: the numbers a terminal prints and the presses a test makes. */
export function buttonsOf(message: Message): Button[] {
  return message.blocks.flatMap((block) => ('buttons' in block ? [...block.buttons] : []));
}
