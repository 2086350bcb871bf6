import { UserError } from '#core/errors.ts';

/** A file that somebody attached, and where it can be had. */
export interface Attachment {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The largest file that is read, in bytes, and how long the platform may take to hand it over, in milliseconds. */
const [largest, patience] = [1_000_000, 8000];

/** Reads a text file that somebody attached. @throws UserError at `field` when it is too large, no text, or cannot be fetched */
export async function readAttachment({ name, size, url, headers = {} }: Attachment, field: string): Promise<{ name: string; text: string }> {
  const fail = (fault: 'large' | 'binary' | 'missing') => new UserError(`door.attachment.${fault}`, { name }, field);
  if (size > largest) throw fail('large');
  const bytes = await fetch(url, { headers, signal: AbortSignal.timeout(patience) })
    .then((answer) => (answer.ok ? answer.arrayBuffer() : undefined))
    .catch(() => undefined);
  if (bytes === undefined) throw fail('missing');
  if (bytes.byteLength > largest) throw fail('large');
  try {
    return { name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    throw fail('binary');
  }
}
