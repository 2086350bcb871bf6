import type { Reader } from '#bot/command.ts';
import { t } from '#core/i18n.ts';
import { plain, type Block, type Button, type Message, type Rich } from '#core/message.ts';
import { showWhen } from '#core/time.ts';
import { fileLine } from '#adapters/handed.ts';
import { clean, columns, isRightToLeft, widthOf } from '#adapters/terminal/clean.ts';

type Face = 'bold' | 'dim' | 'red' | 'green' | 'cyan';
const codes: Readonly<Record<Face, [number, number]>> = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], cyan: [36, 39] };

/** How lines are drawn: how wide, and whether with colours; `tty` where a person looks at a screen. */
export interface Screen {
  readonly width: number;
  readonly colours: boolean;
  readonly tty: boolean;
}

interface Piece {
  readonly text: string;
  readonly faces: readonly Face[];
}

/** Draws words in a face, where there are colours. */
export function paint(screen: Screen, face: Face, text: string): string {
  return screen.colours && text !== '' ? `\u001b[${codes[face][0]}m${text}\u001b[${codes[face][1]}m` : text;
}

/**
 * A message as lines for a screen. There is no empty line among them: that is what ends an answer. Its buttons are
 * numbered after the `before` ones that are on the screen already.
 */
export function render(message: Message, reader: Reader, screen: Screen, before = 0): string[] {
  const mark: Face[] = message.tone === 'refusal' ? ['red'] : message.tone === 'done' ? ['green'] : [];
  const lines = message.title ? wrap(pieces(message.title, reader, screen, ['bold']), screen, 0, 2) : [];
  let number = before;
  for (const [i, block] of message.blocks.entries()) {
    lines.push(...draw(block, reader, screen, i === 0 ? mark : [], () => ++number));
  }
  return lines;
}

function draw(block: Block, reader: Reader, screen: Screen, faces: readonly Face[], next: () => number): string[] {
  const flow = (rich: Rich, first: number, rest: number, ...more: Face[]) => wrap(pieces(rich, reader, screen, [...faces, ...more]), screen, first, rest);
  if ('text' in block) return flow(block.text, 0, 2);
  if ('note' in block) return flow(block.note, 0, 2, 'dim');
  if ('code' in block) return clean(block.code).split('\n').flatMap((line) => wrap([{ text: line, faces: [] }], screen, 2, 4));
  if ('list' in block) return block.list.flatMap(({ text, note }) => [...flow(text, 2, 4), ...(note ? wrap(pieces(note, reader, screen, [...faces, 'dim']), screen, 6, 8, 6) : [])]);
  if ('file' in block) return flow(fileLine(block.file, reader.lang), 0, 2);
  if ('buttons' in block) return wrap(block.buttons.map((button) => ({ text: `${buttonText(button, next(), screen.width)}  `, faces: ['cyan'] as const })), screen, 0, 0);
  const labels = block.fields.map(({ label }) => clean(plain(label)));
  const column = Math.min(Math.max(...labels.map(widthOf)) + 2, Math.floor(screen.width / 3));
  return block.fields.flatMap(({ value }, i) => {
    const label = `${labels[i]}:`;
    const gap = ' '.repeat(Math.max(1, column - widthOf(label)));
    return wrap([{ text: `${label}${gap}`, faces: ['dim'] }, ...pieces(value, reader, screen, [])], screen, 0, column);
  });
}

/** Blanks within a label are not broken at, so that a button stays on one line, as long as it fits on one. */
function buttonText(button: Button, number: number, width: number): string {
  const words = `[${number}] ${clean(button.label).replaceAll('\n', ' ')}`;
  const whole = 'link' in button ? `${words}: ${clean(button.link)}` : words;
  return whole.length < width ? whole.replaceAll(' ', '\u00a0') : whole;
}

function pieces(rich: Rich, reader: Reader, screen: Screen, faces: readonly Face[]): Piece[] {
  return rich.flatMap((part): Piece[] => {
    if (typeof part === 'string') return [{ text: shown(part, screen), faces }];
    if ('b' in part) return pieces(part.b, reader, screen, [...faces, 'bold']);
    if ('code' in part) return [{ text: shown(part.code, screen), faces: [...faces, 'cyan'] }];
    if ('href' in part) return [{ text: shown(part.text === part.href ? part.href : `${part.text} (${part.href})`, screen), faces }];
    if ('when' in part) return [{ text: showWhen(part.when, reader.zone, reader.home, reader.lang), faces }];
    return [{ text: shown(plain([part]), screen), faces }];
  });
}

/** Right-to-left words are kept from turning what stands around them; a file gets them without marks. */
function shown(text: string, screen: Screen): string {
  const safe = clean(text);
  return screen.tty && isRightToLeft(safe) ? safe.replace(/[^\n]+/g, (line) => (isRightToLeft(line) ? `\u2068${line}\u2069` : line)) : safe;
}

/**
 * Breaks pieces into lines that fit the screen: the first is indented by `first` columns, the others by `rest`, and those that line
 * breaks of its own make by `broken`. A word longer than a line is broken.
 */
export function wrap(parts: readonly Piece[], screen: Screen, first: number, rest: number, broken = rest): string[] {
  const lines: string[] = [];
  let line = ' '.repeat(first);
  let used = first;
  let run = '';
  let looks: readonly Face[] = [];
  let empty = true;
  const flush = () => {
    line += looks.reduce((drawn, face) => paint(screen, face, drawn), run.replaceAll('\u00a0', ' '));
    run = '';
  };
  const end = (indent = rest) => {
    flush();
    if (!empty) lines.push(line);
    line = ' '.repeat(indent);
    used = indent;
    empty = true;
  };
  const put = (word: string, width: number, faces: readonly Face[]) => {
    if (faces !== looks) flush();
    looks = faces;
    run += word;
    used += width;
    empty = false;
  };
  let blank = '';
  for (const word of wordsOf(parts)) {
    if (word === '\n') {
      end(broken);
      blank = '';
      continue;
    }
    if (typeof word === 'string') {
      blank += word;
      continue;
    }
    const width = word.reduce((sum, { text }) => sum + widthOf(text), 0);
    if (used + blank.length + width > screen.width && !empty) end();
    else if (!empty || lines.length === 0) put(blank, blank.length, blank === '' ? looks : word[0]!.faces);
    blank = '';
    const isWhole = used + width <= screen.width;
    for (const { text, faces } of word) {
      for (const [part, wide] of isWhole ? [[text, widthOf(text)] as const] : columns(text)) {
        if (used + wide > screen.width && !empty) end();
        put(part, wide, faces);
      }
    }
  }
  end();
  return lines;
}

/** Words, blanks and line breaks of pieces in their order. A word may go on in the next piece: what stands at its end belongs to it. */
function wordsOf(parts: readonly Piece[]): (string | Piece[])[] {
  const words: (string | Piece[])[] = [];
  for (const { text, faces } of parts) {
    for (const part of text.match(/\n| +|[^ \n]+/g) ?? []) {
      const last = words.at(-1);
      if (part === '\n' || part[0] === ' ') words.push(part);
      else if (Array.isArray(last)) last.push({ text: part, faces });
      else words.push([{ text: part, faces }]);
    }
  }
  return words;
}

/** The line above what a room or a person gets: where it went and when. */
export function heading(to: string, at: string, reader: Reader): string {
  return plain(t(reader.lang, 'terminal.room', { to, when: showWhen(at, reader.zone, reader.home, reader.lang) }));
}
