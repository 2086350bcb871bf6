import type { Tx } from '#db/schema.ts';
import type { Types } from '#db/table.ts';
import { start } from '#db/migrations/0001_start.ts';
import { reminders } from '#db/migrations/0002_reminders.ts';
import { rooms } from '#db/migrations/0003_rooms.ts';
import { links } from '#db/migrations/0004_links.ts';
import { unreached } from '#db/migrations/0005_unreached.ts';
import { meetings } from '#db/migrations/0006_meetings.ts';
import { lengths } from '#db/migrations/0007_lengths.ts';

/** All steps, in order. A step that has been released is never edited: write the next one. */
export const migrations: readonly ((tx: Tx, types: Types) => Promise<void>)[] = [start, reminders, rooms, links, unreached, meetings, lengths];
