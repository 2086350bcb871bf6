import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';

/** The longest line that is taken, in UTF-16 units. */
export const longestLine = 8000;

/**
 * The lines of a pipe or file, one at a time, whatever their endings; a last one without an ending counts too. Of a line that
 * is too long only so much is kept that one can see that it is.
 */
export async function* linesOf(input: Readable): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let text = '';
  const add = (part: string) => {
    if (text.length <= longestLine + 1) text += part.slice(0, longestLine + 2 - text.length);
  };
  const take = (): string => {
    const line = text.replace(/^\ufeff|\r$/g, '');
    text = '';
    return line;
  };
  const chunks = input[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  // An input that breaks off has ended.
  const next = () => chunks.next().catch(() => ({ done: true, value: undefined }) as const);
  for (let read = await next(); !read.done; read = await next()) {
    const parts = decoder.write(read.value).split('\n');
    for (const [i, part] of parts.entries()) {
      if (i > 0) yield take();
      add(part);
    }
  }
  add(decoder.end());
  if (text !== '') yield take();
}
