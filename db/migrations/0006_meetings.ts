import { makeTable, type Types } from '#db/table.ts';
import type { Tx } from '#db/schema.ts';

/** Meetings and series of them, who comes and when people can, links to calls, and people's private calendars. */
export async function meetings(tx: Tx, types: Types): Promise<void> {
  await makeTable(tx, types, 'meeting', 'group_id number# | title kind zone starts? minutes# rule? until city? place? event? chair? convenor? notetaker? slots? closes? cancelled? sequence# changed');
  await makeTable(tx, types, 'occurrence', 'group_id meeting# slot | starts? added# sequence# changed');
  await makeTable(tx, types, 'rsvp', 'group_id meeting# slot seat | organisation? reply entered? at');
  await makeTable(tx, types, 'preference', 'group_id meeting# slot seat | organisation? fit at');
  await makeTable(tx, types, 'dialin', 'group_id meeting# slot | sealed seat at');
  await makeTable(tx, types, 'feed', 'person_id | hash sealed since');
  await tx.schema.createIndex('feed_hash').on('feed').column('hash').execute();
}
