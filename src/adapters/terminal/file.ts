import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '#core/errors.ts';
import { t } from '#core/i18n.ts';
import type { Attached, Block, Message } from '#core/message.ts';

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

/**
 * The folder below `files` for what somebody gets in a room: `main/inpud`. M4 of one group is not M4 of another, and not everybody's
 * calendar shows the same.
 */
export function folderFor(files: string | undefined, room: string, who: string): string | undefined {
  // Ids have no dots and no blanks but those between words.
  return files && join(files, ...[room, who].map((part) => basename(part.replaceAll(' ', '.'))));
}

/** A message whose files are kept in a folder, each in place of an earlier one of its name; what cannot be kept is shown as it is. */
export function withKept(message: Message, folder: string | undefined, lang: string): Message {
  if (!message.blocks.some((block) => 'file' in block)) return message;
  const below = (file: Attached): Block => (folder !== undefined && keep(folder, file) ? { note: t(lang, 'door.handed.saved', { folder }) } : { code: file.text.trimEnd() });
  return { ...message, blocks: message.blocks.flatMap((block) => ('file' in block ? [block, below(block.file)] : [block])) };
}

/** Keeps a file where only its owner reads it. Whether that was possible. */
function keep(folder: string, { name, text }: Attached): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // A name that fits is a single one; whatever it is, nothing is written anywhere else.
    writeFileSync(join(folder, basename(name)), text, { mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}
