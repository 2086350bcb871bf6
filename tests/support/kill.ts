import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import { newId } from '#core/id.ts';
import type { Message } from '#core/message.ts';
import { systemNow } from '#core/time.ts';
import { openStore, type Store } from '#db/open.ts';
import { replay, stateOf } from '#db/save.ts';
import { isConcerned } from '#rules/commitment.ts';
import { fromFile } from '#rules/fromfile.ts';
import { readGroupFile } from '#rules/groupfile.ts';
import { statuses, type Report } from '#rules/things.ts';
import { startWorker, type Update, type Worker } from '#tests/support/workers.ts';
import { sampleText, testbed } from '#tests/support/world.ts';

const parsed = readGroupFile(sampleText);
if ('faults' in parsed) throw new Error('the sample is faulty');
const { group, organisations, commitments } = fromFile(parsed.file, Temporal.Instant.from('2013-02-22T08:00:00Z'));

/** Ten commitments, each with an organisation that may report on it. */
const targets = commitments.flatMap((commitment) => {
  const user = organisations.find((organisation) => organisation.side !== null && isConcerned(organisation, commitment))?.id;
  return user === undefined ? [] : [{ commitment: `C${commitment.number}`, user }];
}).slice(0, 10);

let made = 0;
/** An update that no other equals. */
function newUpdate(): Update {
  const count = made++;
  return { id: newId(systemNow()), ...targets[count % targets.length]!, status: statuses[Math.floor(count / targets.length) % statuses.length]!, note: `note-${process.pid}-${count}` };
}

/** Fills an empty store with the sample's group, its seats and its room. */
export async function fill(address: string): Promise<void> {
  await (await testbed({ address })).close();
}

/**
 * Looks at all that updates have left in a store, and names what is wrong: an update without its history or its message, or
 * with two of them; a report that was written over another one than it says; gaps; history that does not add up to the state.
 */
export async function examine(store: Store): Promise<{ notes: ReadonlyMap<string, string>; faults: string[] }> {
  return store.read(async (tx) => {
    const faults: string[] = [];
    const [state, replayed] = [await stateOf(tx, group.id), await replay(tx, group.id)];
    if (!isDeepStrictEqual(replayed, state)) faults.push('history replayed is not the state');
    const lines = await tx.selectFrom('history').selectAll().where('group_id', '=', group.id).orderBy('seq').execute();
    lines.forEach((line, i) => line.seq === i + 1 || faults.push(`line ${i + 1} of history has number ${line.seq}`));
    const [notes, last] = [new Map<string, string>(), new Map<string, string | null>()];
    for (const { call, kind, id, before, after } of lines) {
      if ((last.get(`${kind} ${id}`) ?? null) !== before) faults.push(`${kind} ${id} was written over something else than it says`);
      last.set(`${kind} ${id}`, after);
      const note = kind === 'report' && after !== null ? (JSON.parse(after) as Report).note! : undefined;
      if (note === undefined) continue;
      if (notes.has(note)) faults.push(`${note} is in history twice`);
      notes.set(note, call);
    }
    const told = new Map<string, number>();
    for (const { message } of await tx.selectFrom('outbox').select('message').execute()) {
      const note = /note-\d+-\d+/.exec(JSON.stringify((JSON.parse(message) as Message).blocks))?.[0] ?? 'nothing';
      told.set(note, (told.get(note) ?? 0) + 1);
    }
    for (const note of new Set([...notes.keys(), ...told.keys()])) {
      if (!notes.has(note) || told.get(note) !== 1) faults.push(`${note}: ${notes.has(note) ? 1 : 0} in history, ${told.get(note) ?? 0} in the outbox`);
    }
    const received = new Set((await tx.selectFrom('received').select('id').execute()).map(({ id }) => id));
    for (const [note, call] of notes) if (!received.has(call)) faults.push(`${note} is stored, its event is not`);
    if (received.size !== notes.size) faults.push(`${received.size} events received, ${notes.size} updates stored`);
    return { notes, faults };
  });
}

export interface Killed {
  readonly kills: number;
  /** Kills that came while at least one update had begun and was not answered. */
  readonly inside: number;
  /** Of the updates begun and not answered: how many the store had, and how many it did not. */
  readonly stored: number;
  readonly lost: number;
  readonly updates: number;
  readonly faults: readonly string[];
}

/**
 * Kills a process at random instants of its work, again and again, on one store. This process holds what was answered. After
 * each kill everything is looked at; then what was not answered is sent again under the same ids, as a platform would.
 */
export async function killRepeatedly(address: string, kills: number, inFlight = 8): Promise<Killed> {
  await fill(address);
  const faults: string[] = [];
  const [answered, open] = [new Map<string, Update>(), new Map<string, Update>()];
  let [inside, stored, lost] = [0, 0, 0];
  let had = new Set<string>();
  for (let kill = 0; kill <= kills; kill++) {
    const worker = startWorker(address);
    await worker.ready;
    const settle = () => {
      for (const [id, answer] of worker.answers) {
        const update = open.get(id);
        if (!update) continue;
        if ((answer === 'ignored') !== had.has(update.note)) faults.push(`${update.note} was ${answer}, but was ${had.has(update.note) ? '' : 'not '}stored before`);
        answered.set(id, update);
        open.delete(id);
      }
    };
    for (const update of open.values()) worker.send(update);
    const last = kill === kills;
    if (!last) await workUntilKilled(worker, open, inFlight);
    else await worker.end();
    if (address.startsWith('postgres:')) await alone(address);
    const unanswered = [...worker.begun].filter((id) => !worker.answers.has(id));
    settle();
    const store = await openStore(address, systemNow());
    const seen = await examine(store);
    await store.close();
    faults.push(...worker.trouble, ...seen.faults.map((fault) => `after kill ${kill + 1}: ${fault}`));
    for (const update of answered.values()) if (!seen.notes.has(update.note)) faults.push(`after kill ${kill + 1}: ${update.note} was answered and is not there`);
    if (unanswered.length > 0) inside++;
    for (const id of unanswered) if (seen.notes.has(open.get(id)!.note)) stored++; else lost++;
    if (last && (open.size > 0 || seen.notes.size !== answered.size)) faults.push(`${answered.size} answered, ${open.size} open, ${seen.notes.size} stored at the end`);
    had = new Set(seen.notes.keys());
    if (faults.length > 0) break;
  }
  return { kills, inside, stored, lost, updates: answered.size, faults };
}

/** The figures of a run in one line. */
export function showKilled(kind: string, { kills, inside, stored, lost, updates, faults }: Killed): string {
  const caught = `${stored + lost} updates were caught in flight, ${stored} of them stored already`;
  return `${kind}: ${kills} kills, ${inside} between a begin and its answer; ${caught}; ${updates} answered in all; ${faults.length} faults`;
}

/** Keeps so many updates in flight, and kills the worker within a quarter of a second. */
async function workUntilKilled(worker: Worker, open: Map<string, Update>, inFlight: number): Promise<void> {
  const sendOne = () => {
    const update = newUpdate();
    open.set(update.id, update);
    worker.send(update);
  };
  worker.heard = sendOne;
  while (open.size < inFlight) sendOne();
  await sleep(randomInt(250_000) / 1000);
  worker.heard = () => {};
  await worker.kill();
}

/** Waits until the server has noticed that the killed process is gone, by the name it had there or as the only one: until then it may still be committing for it. */
export async function alone(address: string, name?: string): Promise<void> {
  const client = new pg.Client(address);
  await client.connect();
  const others = "select 1 from pg_stat_activity where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid() and application_name = coalesce($1, application_name)";
  while ((await client.query(others, [name])).rows.length > 0) await sleep(2);
  await client.end();
}

export interface Together {
  readonly updates: number;
  readonly seconds: number;
  readonly faults: readonly string[];
}

/** Lets two processes write to one store at once, each so many updates of the same ten commitments with several in flight. */
export async function writeTogether(address: string, each: number, inFlight = 16): Promise<Together> {
  await fill(address);
  const workers = [startWorker(address), startWorker(address)];
  await Promise.all(workers.map((worker) => worker.ready));
  const start = performance.now();
  const sent = await Promise.all(
    workers.map(async (worker) => {
      const updates = Array.from({ length: each }, newUpdate);
      let next = 0;
      const sendOne = () => void (next < updates.length && worker.send(updates[next++]!));
      worker.heard = sendOne;
      while (next < Math.min(inFlight, each)) sendOne();
      while (worker.answers.size + worker.trouble.length < each) await sleep(5);
      await worker.end();
      return updates;
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  const store = await openStore(address, systemNow());
  const { notes, faults } = await examine(store);
  await store.close();
  faults.push(...workers.flatMap((worker) => worker.trouble));
  for (const { note, id } of sent.flat()) if (notes.get(note) !== id) faults.push(`${note} is missing`);
  if (notes.size !== 2 * each) faults.push(`${notes.size} updates stored of ${2 * each}`);
  return { updates: notes.size, seconds, faults };
}

/** The figures of a run in one line. */
export function showTogether(kind: string, { updates, seconds, faults }: Together): string {
  return `${kind}: two processes stored ${updates} updates in ${seconds.toFixed(1)} s; ${faults.length} faults`;
}
