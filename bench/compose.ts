// Composing: what is due of many groups is turned into messages with that day's facts. Nothing to compare it with: it is only shown.
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { stamp, systemNow } from '#core/time.ts';
import { openStore } from '#db/open.ts';
import { makeTick } from '#delivery/tick.ts';
import { copies } from './groups.ts';
import type { Figure } from './rounds.ts';
import { makeStore, sampleFile, secret } from './store.ts';

/** So many commitments of a group are due a week later, and no more is asked for on that day. */
const each = 10;
const day = '2013-03-15';
const noon = '2013-03-08T12:00:00Z';

/** How long it takes to compose what is due of so many groups. */
export async function composing(folder: string, groups: number): Promise<Figure[]> {
  const [template, path] = [join(folder, 'asking.db'), join(folder, 'composed.db')];
  const file = sampleFile();
  const leads = file.group.sides.flatMap(({ organisations }) => organisations).filter((id) => file.organisations.find((organisation) => organisation.id === id)!.timeZone?.startsWith('Europe/'));
  const commitments = file.commitments.slice(0, each).map((commitment, i) => ({ ...commitment, lead: leads[i % leads.length]!, leadBasis: 'stated', due: day, duePrecision: 'day' as const, dueFrom: null, milestones: [] }));
  await makeStore(template, { ...file, commitments }, 0);
  const db = new Database(template);
  db.prepare("delete from reminder where due < ? and not (kind = 'commitment' and rung = '-7d')").run(noon);
  const due = db.prepare("select count(*) from reminder where due < ? and state = 'planned'").pluck().get(noon);
  if (due !== each) throw new Error(`${due} reminders are due`);
  db.close();
  await copies(template, path, groups, ['reminder']);
  const store = await openStore(`file:${path}`, systemNow());
  const now = Temporal.Instant.from(noon);
  const tick = makeTick({
    store, secret,
    now: () => now,
    sandbox: true,
    wake: () => {},
    log: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
  const start = performance.now();
  await tick.run(now);
  const took = performance.now() - start;
  const rows = await store.read((tx) => tx.selectFrom('reminder').select('state').where('at', '=', stamp(now)).execute());
  const sent = rows.filter(({ state }) => state === 'sent').length;
  await store.close();
  if (sent !== groups * each) throw new Error(`${sent} reminders of ${groups * each} were composed`);
  return [{ what: `compose: ${groups} groups, ${each} due in each`, ours: `${((took * 1000) / sent).toFixed(0)} µs`, limit: '', result: `${((sent * 1000) / took).toFixed(0)} a second`, aim: '', met: undefined }];
}
