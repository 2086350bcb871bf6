// Size: what a group of a hundred commitments with ten reports each asks, in a store of ten such groups and of a thousand. A group's
// answers should cost what the group costs, however many others there are.
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { mainRoom, platform } from '#adapters/terminal/sandbox.ts';
import { accountHash } from '#db/people.ts';
import type { GroupFile } from '#rules/groupfile.ts';
import { atMost, takeTurns, type Figure } from './rounds.ts';
import { lead, makeStore, openBot, sampleFile, secret } from './store.ts';

const questions = { list: '/commitment list', show: '/commitment show 40', 'my tasks': '/my tasks', search: '/commitment list words:"human rights"' } as const;

/** How much longer the questions take among `many` groups than among `few`. */
export async function manyGroups(folder: string, rounds: number, turns: number, few: number, many: number): Promise<Figure[]> {
  const template = join(folder, 'template.db');
  await makeStore(template, hundred(), 10);
  const [small, large] = [await open(template, join(folder, 'few.db'), few), await open(template, join(folder, 'many.db'), many)];
  const figures: Figure[] = [];
  for (const [name, line] of Object.entries(questions)) {
    const { limit, ours } = await takeTurns({ limit: { times: 5, turn: () => small.ask(line, 5) }, ours: { times: 5, turn: () => large.ask(line, 5) } }, rounds, turns);
    figures.push(atMost(`${many} groups beside ${few}: ${name}`, ours, limit, 2));
  }
  await small.close();
  await large.close();
  return figures;
}

/** The sample group with its commitments told again and again until there are a hundred. */
function hundred(): GroupFile {
  const file = sampleFile();
  const commitments = Array.from({ length: 100 }, (_, i) => {
    const { title, ...rest } = file.commitments[i % file.commitments.length]!;
    return { ...rest, id: `com-${i + 1}`, number: i + 1, title: `${title.slice(0, 150)}, part ${i + 1}`, milestones: i % 5 === 0 ? rest.milestones : [] };
  });
  return { ...file, commitments };
}

/** Makes a store of so many groups and looks at each of them once, so that what is asked later is asked of a store in use. */
async function open(template: string, path: string, count: number): Promise<{ ask(line: string, times: number): Promise<void>; close(): Promise<void> }> {
  await copies(template, path, count);
  const { says, store } = await openBot(path);
  let at = 0;
  // Another group each time, far from the last one.
  const next = () => (at = (at + 619) % count) + 1;
  const ask = async (line: string, times: number) => {
    for (let i = 0; i < times; i++) {
      const suffix = suffixOf(next());
      await says(line, lead + suffix, mainRoom + suffix);
    }
  };
  await ask('/commitment show 1', count);
  return { ask, close: () => store.close() };
}

const suffixOf = (number: number) => `-${String(number).padStart(4, '0')}`;

/**
 * Fills a store with copies of the template's group, history and all; every copy has its own room, people, accounts and seats. `more`:
 * other tables to copy.
 */
export async function copies(template: string, path: string, count: number, more: readonly string[] = []): Promise<void> {
  await (await openBot(path)).store.close();
  const db = new Database(path);
  db.pragma('synchronous = off');
  db.prepare('attach ? as template').run(template);
  const suffixed = (column: string) => `"${column}" || @suffix`;
  const copied = ['room', 'person', 'group', 'side', 'organisation', 'event', 'seat', 'commitment', 'milestone', 'report', 'history', ...more].map((table) => {
    const columns = db.prepare<[string], string>('select name from pragma_table_info(?)').pluck().all(table);
    const own = (column: string) => (['group_id', 'person_id', 'seat', 'address'].includes(column) || (column === 'id' && ['group', 'person', 'seat'].includes(table)));
    return db.prepare(`insert into main."${table}" select ${columns.map((column) => (own(column) ? suffixed(column) : `"${column}"`)).join(', ')} from template."${table}"`);
  });
  const account = db.prepare(`insert into account select iif(hash = @original, @hash, ${suffixed('hash')}), ${suffixed('person_id')}, platform, sealed, since from template.account`);
  db.transaction(() => {
    for (let number = 1; number <= count; number++) {
      const suffix = suffixOf(number);
      for (const copy of copied) copy.run({ suffix });
      account.run({ suffix, hash: accountHash(secret, platform, lead + suffix), original: accountHash(secret, platform, lead) });
    }
  })();
  const [whole, copy] = ['template', 'main'].map((schema) => db.prepare(`select count(*) from ${schema}.commitment where group_id like ?`).pluck().get(`%${schema === 'main' ? suffixOf(count) : ''}`));
  if (whole !== copy) throw new Error('a copy is not whole');
  db.close();
}
