import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeSecret } from '#core/secret.ts';
import { stamp } from '#core/time.ts';
import { setNote } from '#db/migrate.ts';
import { openStore, type Store } from '#db/open.ts';
import { accountHash } from '#db/people.ts';
import { toRow } from '#db/rows.ts';
import { usualSettings, type ThingKind, type Things } from '#rules/things.ts';
import { beginning, look } from '#tests/support/deliveries.ts';
import { start } from '#tests/support/reminded.ts';
import { startCaller } from '#tests/support/senders.ts';
import { thing } from '#tests/support/things.ts';
import { oneInFive, openTransport } from '#tests/support/transport.ts';

export interface MovesKilled {
  readonly people: number;
  readonly moves: number;
  readonly kills: number;
  /** Kills before a move was carried out, between that and the last message that it makes, and after it. */
  readonly before: number;
  readonly inside: number;
  readonly after: number;
  readonly messages: number;
  readonly seconds: number;
  readonly faults: readonly string[];
}

const group = 'g';
/** The hours to which the series is moved, each time to the one after. */
const hours = Array.from({ length: 37 }, (_, i) => `${String(9 + Math.floor(i / 4)).padStart(2, '0')}:${String((i % 4) * 15).padStart(2, '0')}`);

/** Fills an empty store with a group of so many who are called to a weekly series, the first of them its chair. */
async function fill(address: string, people: number): Promise<void> {
  const store = await openStore(address, start);
  const secret = makeSecret('test');
  await store.tx(async (tx) => {
    const put = async <K extends ThingKind>(kind: K, one: Things[K]) => void (await tx.insertInto(kind as 'side').values(toRow(kind, one, group) as never).execute());
    await put('group', thing.group({ id: group, name: 'A group', settings: { ...usualSettings, ladders: { meeting: [] } } }));
    await put('side', thing.side({ id: 'civil' }));
    for (let i = 0; i < people; i++) {
      await put('organisation', thing.organisation({ id: `o${i}`, acronym: `O${i}`, name: `Organisation ${i}`, side: 'civil' }));
      await tx.insertInto('person').values({ id: `p${i}`, zone: null, language: null, since: stamp(start), reminders: JSON.stringify({ digest: null }) }).execute();
      await tx.insertInto('account').values({ hash: accountHash(secret, 'here', `p${i}`), person_id: `p${i}`, platform: 'here', sealed: secret.seal(`p${i}`) }).execute();
      await put('seat', thing.seat({ id: `s${i}`, person_id: `p${i}`, organisation: `o${i}` }));
    }
    await put('meeting', thing.meeting({ number: 1, title: 'Weekly call', starts: '2014-03-06T08:45', rule: 'FREQ=WEEKLY;COUNT=10', chair: 'o0', changed: stamp(start) }));
    // All is planned already.
    await setNote(tx, 'zones', process.versions.tz ?? '');
    await setNote(tx, 'planned', '2014-03-03');
  });
  await store.close();
}

/**
 * Has a series moved to which `people` are called, again and again, while the process that carries it out and tells them is killed `each`
 * times at random instants, and the transport fails one time in five. Then counts what everybody was told of each move.
 */
export async function killMoves(address: string, { people, moves, each }: { people: number; moves: number; each: number }): Promise<MovesKilled> {
  const began = performance.now();
  await fill(address, people);
  const there = await openTransport({ usualMs: 20 });
  there.misbehaves = oneInFive('limit', 'down', 'lost');
  const clock = beginning();
  const faults: string[] = [];
  let [before, inside, after] = [0, 0, 0];
  /** How long it takes from a command until all have been told, as far as is known: so long a process lives at most. */
  let lifeMs = 700;
  for (let move = 0; move < moves; move++) {
    const invocation = { id: `move-${move}`, user: 'p0', command: 'meeting.move', given: { meeting: 'M1', to: `6 March 2014 ${hours[move % hours.length]!}`, on: await look(address, nextSlot), all: 'yes', sure: 'yes' } };
    const shown = there.shown.length;
    const isOver = () => there.shown.length - shown >= people - 1;
    for (let kill = 0; kill < each; kill++) {
      const caller = startCaller(address, there.url, clock);
      await caller.ready;
      caller.command(invocation);
      await sleep(randomInt(lifeMs * 1000) / 1000);
      await caller.kill();
      if (isOver()) after++;
      else if (await look(address, isMoved(invocation.id))) inside++;
      else before++;
      faults.push(...caller.trouble.map((words) => `move ${move + 1}: ${words}`));
    }
    const last = startCaller(address, there.url, clock);
    await last.ready;
    const sent = performance.now();
    last.command(invocation);
    // Where nobody was told yet it is seen how long it takes.
    const isWhole = there.shown.length === shown;
    await there.until(async () => last.done.has(invocation.id) && (await look(address, isDone)), 60_000).catch((error: unknown) => faults.push(String(error)));
    if (isWhole) lifeMs = Math.ceil(performance.now() - sent);
    await last.end();
    faults.push(...last.trouble);
    const told = Map.groupBy(there.shown.slice(shown), ({ to }) => to);
    for (let i = 1; i < people; i++) {
      const got = told.get(`@p${i}`) ?? [];
      if (got.length !== 1) faults.push(`move ${move + 1}: p${i} was told ${got.length} times`);
      for (const { text } of got) if (!text.includes('the whole series is moved')) faults.push(`move ${move + 1}: p${i} was told: ${text}`);
    }
    for (const { text } of told.get('@p0') ?? []) faults.push(`move ${move + 1}: whoever moved it was told: ${text}`);
  }
  await there.close();
  return { people, moves, kills: moves * each, before, inside, after, messages: there.shown.length, seconds: (performance.now() - began) / 1000, faults };
}

/** The figures of a run in one line. */
export function showMovesKilled(kind: string, { people, moves, kills, before, inside, after, messages, seconds, faults }: MovesKilled): string {
  return `${kind}: a series of ${people} people moved ${moves} times, ${kills} kills: ${before} before it was moved, ${inside} while people were told, ${after} after it; ${messages} messages; ${seconds.toFixed(1)} s; ${faults.length} faults`;
}

/** The first sitting as it stands, by which a move of the whole series begins. */
const nextSlot = (store: Store) => store.read(async (tx) => (await tx.selectFrom('meeting').select('starts').where('number', '=', 1).executeTakeFirstOrThrow()).starts!);
const isMoved = (call: string) => (store: Store) => store.read(async (tx) => (await tx.selectFrom('received').select('id').where('id', 'like', `%${call}`).execute()).length > 0);
const isDone = (store: Store) =>
  store.read(async (tx) => {
    const planned = await tx.selectFrom('reminder').select('rung').where('state', '=', 'planned').where('kind', '=', 'moved').limit(1).execute();
    return planned.length === 0 && (await tx.selectFrom('outbox').select('id').where('dead', 'is', null).limit(1).execute()).length === 0;
  });
