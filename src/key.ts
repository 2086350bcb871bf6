import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { makeSecret, type Secret } from '#core/secret.ts';
import { note, setNote } from '#db/migrate.ts';
import type { Store } from '#db/open.ts';

/** The key cannot be used: its file cannot be read or made, or the store was made with another key. */
export class KeyError extends Error {
  readonly fault: 'unreadable' | 'other';
  readonly where: string;
  constructor(fault: 'unreadable' | 'other', where: string) {
    super(fault);
    this.fault = fault;
    this.where = where;
  }
}

/**
 * The secret of a store: from SECRET_KEY or, without it, from a key file beside the store, which is made at the first start and
 * which only its owner can read. A store remembers a hash of its key, so that a wrong one is noticed before anyone loses a seat.
 * @throws KeyError
 */
export async function openSecret(store: Store, address: string, key: string | undefined): Promise<Secret> {
  const file = /^file:(?:\/\/)?(.+)$/.exec(address)?.[1];
  // In a transaction, so that of two processes on a new store one makes the key and the other finds it.
  return store.tx(async (tx) => {
    const secret = makeSecret(key ?? (file === undefined ? randomBytes(32).toString('hex') : keyIn(`${file}.key`)));
    const mark = secret.hash('the key of this store');
    const known = await note(tx, 'key');
    if (known === undefined) await setNote(tx, 'key', mark);
    else if (known !== mark) throw new KeyError('other', file ?? 'PostgreSQL');
    return secret;
  });
}

function keyIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw new KeyError('unreadable', file);
  }
  const key = randomBytes(32).toString('hex');
  try {
    writeFileSync(file, `${key}\n`, { mode: 0o600, flag: 'wx', flush: true });
  } catch {
    throw new KeyError('unreadable', file);
  }
  return key;
}
