import { makeTable, type Types } from '#db/table.ts';
import type { Tx } from '#db/schema.ts';

const tables: Readonly<Record<string, string>> = {
  group: 'id | name zone language settings revision',
  room: 'address | group_id name purpose',
  person: 'id | zone? language? since',
  account: 'hash | person_id platform sealed',
  side: 'group_id id | label',
  organisation: 'group_id id | acronym name side? scope? region? zone? successor? aliases label? ended? note?',
  event: 'group_id id | title kind starts? ends? precision zone? city? certainty source? note?',
  seat: 'group_id id | person_id role organisation? side? since ended?',
  offer: 'group_id id | code role organisation? side? expires ended?',
  commitment:
    'group_id number# | title text? theme? source? item? lead? basis? offered? counterpart? partners due due_note? recurring# state proposed? agreed? amendment? search',
  milestone: 'group_id commitment# number# | title due due_note? done?',
  report: 'group_id commitment# organisation | status note? at entered? was?',
  rating: 'group_id commitment# organisation | completion note? at',
  evidence: 'group_id commitment# number# | kind link note? organisation at',
  history: 'group_id seq# | at act call about kind id seat? behalf? door undoes? before? after?',
  draft: 'id | owner group_id? command given expires',
  received: 'id | at',
  outbox: 'id | group_id address message at lease tries# fault?',
};

/** The first tables. */
export async function start(tx: Tx, types: Types): Promise<void> {
  for (const [name, columns] of Object.entries(tables)) await makeTable(tx, types, name, columns);
  await tx.schema.createIndex('history_about').on('history').columns(['group_id', 'about', 'seq']).execute();
  await tx.schema.createIndex('seat_person').on('seat').columns(['person_id']).execute();
  await tx.schema.createIndex('account_person').on('account').columns(['person_id']).execute();
  await tx.schema.createIndex('draft_owner').on('draft').columns(['owner']).execute();
  await tx.schema.createIndex('outbox_lease').on('outbox').columns(['lease']).execute();
}
