/** Columns of a phone held upright, within the frame. */
export const width = 40;

/** A run of words with one face: bold, small print, or plain. */
export interface Word {
  readonly text: string;
  readonly mark: 'b' | 'i' | '';
}
export type Row = readonly Word[];

export const plainRow = (text: string): Row => [{ text, mark: '' }];
const html = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const wide = (row: Row) => row.reduce((sum, { text }) => sum + [...text].length, 0);

/** Wraps words as a phone does; further lines begin under `indent`. */
export function wrap(words: Row, indent = '', most = width - 2): Row[] {
  const rows: Word[][] = [[]];
  for (const word of words.flatMap(({ text, mark }) => text.split(/(?<= )|(\n)/).filter(Boolean).map((each) => ({ text: each, mark })))) {
    const isFull = wide(rows.at(-1)!) + [...word.text.trimEnd()].length > most;
    if (isFull || word.text === '\n') rows.push(indent === '' ? [] : [{ text: indent, mark: '' }]);
    if (word.text !== '\n') rows.at(-1)!.push(word);
  }
  return rows.map((row) => [{ text: ' ', mark: '' }, ...row]);
}

/** A button as it is drawn. */
export const buttonOf = (label: string, tone?: 'main' | 'danger'): string => (tone === 'main' ? `[▸ ${label} ]` : tone === 'danger' ? `[! ${label} ]` : `[ ${label} ]`);

/** Buttons side by side as far as they fit. */
export function buttonRows(buttons: readonly string[]): Row[] {
  const rows: string[] = [''];
  for (const button of buttons) {
    if (rows.at(-1)!.length + button.length + 1 > width - 1) rows.push('');
    rows[rows.length - 1] += ` ${button}`;
  }
  return rows.map(plainRow);
}

/** A box to type or to choose in, with what stands in it. */
export function boxRows(standing: string, { isList = false, isTall = false } = {}): Row[] {
  const inner = width - 4;
  const boxed = (text: string, end = ' ') => ` │ ${text}${' '.repeat(Math.max(0, inner - 3 - [...text].length))}${end} │`;
  const said = wrap(plainRow(standing), '', inner - 4).map((row) => row.map(({ text }) => text).join('').trim());
  return [` ┌${'─'.repeat(inner)}┐`, ...said.map((text, i) => boxed(text, isList && i === 0 ? '▾' : ' ')), ...(isTall && said.length < 2 ? [boxed('')] : []), ` └${'─'.repeat(inner)}┘`].map(plainRow);
}

/** A file that can be opened. */
export const fileRows = (name: string): Row[] => boxRows(name);

/** Rows in the frame of a message: marked, and filled up to the width. `edge` is its left side. */
export function framed(rows: readonly Row[], edge = '│'): string[] {
  const drawn = rows.map((row) => {
    const shown = row.map(({ text, mark }) => (mark === '' || text.trim() === '' ? html(text) : `<${mark}>${html(text)}</${mark}>`)).join('');
    return `${edge}${shown}${' '.repeat(Math.max(0, width - wide(row)))}│`.replaceAll(/<\/([bi])>( ?)<\1>/g, '$2');
  });
  return [`╭${'─'.repeat(width)}╮`, ...drawn, `╰${'─'.repeat(width)}╯`];
}

/** A message as it is seen on a platform. */
export interface Shown {
  /** What it says, in words. */
  readonly text: string;
  /** As it is drawn on a phone. */
  readonly lines: readonly string[];
}

/** What people do and see on a platform, each by what they are in the group. */
export interface Phone {
  /** Gives a command with its fields. With `then`, presses that button under the answer. */
  types(who: string, line: string, fields?: Readonly<Record<string, string>>, then?: string): Promise<Shown>;
  /** Presses a button under the last message in the room. */
  presses(who: string, label: string): Promise<Shown>;
  /** A message in the room: 0 is the first, -1 the last. */
  room(at: number): Shown;
  /** Somebody's private messages from the bot, oldest first. */
  dms(who: string): Promise<Shown[]>;
  /** Where somebody finds what is theirs to do. */
  tasks(who: string): Promise<Shown>;
}
