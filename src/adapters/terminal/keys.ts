import { PassThrough, type Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

const begin = '\u001b[200~';
const end = '\u001b[201~';
/** Stands for a line break that was pasted, as long as the line is edited. */
export const breakMark = '\u21b5';

/** Asks a screen to mark what is pasted, and to stop doing so. */
export const pasteMarks = { on: '\u001b[?2004h', off: '\u001b[?2004l' };

/**
 * The keys of a screen, with pasted text made harmless: several lines become one line with marks, so that they are neither
 * carried out as commands nor taken as the answers to the next questions. Pasted commands, each with its slash, stay lines.
 */
export function keysOf(input: Readable & { setRawMode?: (on: boolean) => unknown }): Readable {
  const decoder = new StringDecoder('utf8');
  const keys = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => void input.setRawMode?.(on) });
  let waiting = '';
  input.on('data', (chunk: Buffer) => {
    waiting += decoder.write(chunk);
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
  input.on('end', () => keys.end());
  input.on('error', () => keys.end());
  return keys;
}

/** A paste as keys: no key among them does anything but write. */
function pasted(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').replaceAll('\t', ' ').replace(/[\0-\x09\x0b-\x1f\x7f-\x9f]/g, '').replace(/^\n+|\n+$/g, '').split('\n');
  const commands = lines.length > 1 && lines.every((line) => /^\s*(?:[/#]|$)/.test(line));
  return commands ? `${lines.join('\r')}\r` : lines.join(breakMark);
}
