import type { RawBuilder } from 'kysely';
import type { Tx } from '#db/schema.ts';
import { start } from '#db/migrations/0001_start.ts';

/** In what the tables of the two databases differ. */
export interface Types {
  /** The type of a text: sorted by its characters on both. */
  readonly text: RawBuilder<unknown>;
  /** What follows the column list of a table. */
  readonly tableEnd: RawBuilder<unknown>;
}

/** All steps, in order. A step that has been released is never edited: write the next one. */
export const migrations: readonly ((tx: Tx, types: Types) => Promise<void>)[] = [start];
