import { PassThrough, type Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

const begin = '\u001b[200~';
const end = '\u001b[201~';
/** Stands for a line break that was pasted, as long as the line is edited. */
export const breakMark = '\u21b5';

/** Asks a screen to mark what is pasted, and to stop doing so. */
export const pasteMarks = { on: '\u001b[?2004h', off: '\u001b[?2004l' };

/** What comes within so many milliseconds of a paste that no screen marked is part of it. Nobody types as fast. */
const burst = 30;

/**
 * The keys of a screen, with pasted text made harmless: several lines become one line with marks, so that they are neither
 * carried out as commands nor taken as the answers to the next questions. Pasted commands, each with its slash, stay lines.
 * A screen that marks no paste is told by several lines coming at once.
 */
export function keysOf(input: Readable & { setRawMode?: (on: boolean) => unknown }): Readable {
  const decoder = new StringDecoder('utf8');
  const keys = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => void input.setRawMode?.(on) });
  let waiting = '';
  let unmarked = '';
  let timer: NodeJS.Timeout | undefined;
  const release = () => {
    clearTimeout(timer);
    if (unmarked !== '') keys.write(pasted(unmarked));
    unmarked = '';
  };
  input.on('data', (chunk: Buffer) => {
    const text = decoder.write(chunk);
    if (waiting === '' && (unmarked !== '' ? isPlain(text) : isSeveral(text))) {
      unmarked += text;
      clearTimeout(timer);
      timer = setTimeout(release, burst);
      return;
    }
    release();
    waiting += text;
    for (;;) {
      const from = waiting.indexOf(begin);
      const to = from < 0 ? -1 : waiting.indexOf(end, from);
      if (from < 0) {
        // The mark itself may come in two pieces.
        const part = /\u001b\[20?0?$/.exec(waiting)?.[0] ?? '';
        keys.write(waiting.slice(0, waiting.length - part.length));
        waiting = part;
        return;
      }
      if (to < 0) return;
      keys.write(waiting.slice(0, from) + pasted(waiting.slice(from + begin.length, to)));
      waiting = waiting.slice(to + end.length);
      if (waiting === '') return;
    }
  });
  const finish = () => {
    release();
    keys.end();
  };
  input.on('end', finish);
  input.on('error', finish);
  return keys;
}

/** Whether no key among them does anything but write or end a line. */
const isPlain = (text: string) => !/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text);

/** Whether keys that came at once are a paste of several lines. Commands and numbers are what somebody types ahead who does not wait for the answers. */
const isSeveral = (text: string) => isPlain(text) && /[^\r\n][\r\n]+[^\r\n]/.test(text) && !text.split(/[\r\n]+/).every((line) => /^\s*(?:[/#]|\d{1,4}\s*$|$)/.test(line));

/** A paste as keys: no key among them does anything but write. */
function pasted(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').replaceAll('\t', ' ').replace(/[\0-\x09\x0b-\x1f\x7f-\x9f]/g, '').replace(/^\n+|\n+$/g, '').split('\n');
  const commands = lines.length > 1 && lines.every((line) => /^\s*(?:[/#]|$)/.test(line));
  return commands ? `${lines.join('\r')}\r` : lines.join(breakMark);
}
