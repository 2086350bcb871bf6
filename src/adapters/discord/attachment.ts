import type { APIAttachment } from 'discord.js';
import { UserError } from '#core/errors.ts';

/** The largest file that is read, in bytes, and how long Discord may take to hand it over, in milliseconds. */
const [largest, patience] = [1_000_000, 8000];

/** Reads a text file that somebody attached. @throws UserError at `field` when it is too large, no text, or cannot be fetched */
export async function readAttachment({ filename, size, url }: Pick<APIAttachment, 'filename' | 'size' | 'url'>, field: string): Promise<{ name: string; text: string }> {
  const fail = (fault: 'large' | 'binary' | 'missing') => new UserError(`discord.attachment.${fault}`, { name: filename }, field);
  if (size > largest) throw fail('large');
  const bytes = await fetch(url, { signal: AbortSignal.timeout(patience) })
    .then((answer) => (answer.ok ? answer.arrayBuffer() : undefined))
    .catch(() => undefined);
  if (bytes === undefined) throw fail('missing');
  if (bytes.byteLength > largest) throw fail('large');
  try {
    return { name: filename, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    throw fail('binary');
  }
}
