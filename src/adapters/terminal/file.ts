import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '#core/errors.ts';

/** The largest file that is read, in bytes. */
const largest = 1_000_000;

/** Reads a text file by its path. @throws UserError when there is none, when it is too large and when it is no text */
export async function openFile(path: string, field: string): Promise<{ name: string; text: string }> {
  const fail = (key: 'terminal.file.missing' | 'terminal.file.folder' | 'terminal.file.large' | 'terminal.file.binary' | 'terminal.file.closed') => new UserError(key, { path }, field);
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw fail('terminal.file.folder');
    if (!found.isFile() || found.size > largest) throw fail('terminal.file.large');
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
    return { name: basename(path), text };
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as { code?: unknown };
    throw fail(code === 'ENOENT' || code === 'ENOTDIR' ? 'terminal.file.missing' : code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'terminal.file.binary' : 'terminal.file.closed');
  }
}
