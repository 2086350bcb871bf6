import type { RawBuilder } from 'kysely';
import type { Tx } from '#db/schema.ts';
import { start } from '#db/migrations/0001_start.ts';

/** All steps, in order; `tableEnd` follows the columns of each table they make. A step that has been released is never edited: write the next one. */
export const migrations: readonly ((tx: Tx, tableEnd: RawBuilder<unknown>) => Promise<void>)[] = [start];
