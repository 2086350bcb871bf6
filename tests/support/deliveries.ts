import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '#core/message.ts';
import { systemNow } from '#core/time.ts';
import { openStore, type Store } from '#db/open.ts';
import { post } from '#db/outbox.ts';
import { planReminders, promisesIn, start } from '#tests/support/reminded.ts';
import { startSender, type RunClock, type Sender } from '#tests/support/senders.ts';
import { oneInFive, openTransport, type Transport } from '#tests/support/transport.ts';

export interface Delivered {
  readonly reminders: number;
  readonly kills: number;
  /** Kills that came while messages were under way, and how many of them there were. */
  readonly inside: number;
  readonly inFlight: number;
  /** Messages that arrived and were not answered for. */
  readonly ambiguous: number;
  readonly calls: number;
  readonly lost: number;
  readonly doubles: number;
  readonly seconds: number;
  readonly faults: readonly string[];
}

/** How long a process lives from its start to its end, on average: that long the reminders of one life are spread. */
const lifeMs = 450;

/** The clock of a run that begins now. */
export const beginning = (): RunClock => ({ shows: start.epochMilliseconds, was: systemNow().epochMilliseconds });

/** How long a message takes to arrive. */
const usualMs = 40;

/**
 * Lets reminders fall due while the process that composes and delivers them is killed again and again at random instants, and while the
 * transport fails one time in five. Then counts what arrived there. It goes on past `kills` until `least` of them met messages under way.
 */
export async function killSenders(address: string, { kills, least, reminders, honours }: { kills: number; least: number; reminders: number; honours: boolean }): Promise<Delivered> {
  const began = performance.now();
  const promises = await planReminders(address, reminders, kills * lifeMs);
  const there = await openTransport({ honours, usualMs });
  there.misbehaves = oneInFive('limit', 'down', 'lost', 'hang');
  const clock = beginning();
  const faults: string[] = [];
  const counted = new Set<string>();
  let [inside, kill] = [0, 0];
  for (; kill < kills || (inside < least && kill < 5 * kills); kill++) {
    const sender = startSender(address, there.url, clock);
    await sender.ready;
    // Where too few met anything, on a machine that is busy, it is waited for: until a message is under way, which takes a while.
    const before = there.calls.length;
    const isAimed = kill >= kills && (await there.until(() => there.calls.length > before, 15_000).then(() => true, () => false));
    await sleep(randomInt(isAimed ? usualMs * 1000 : 400_000) / 1000);
    await sender.kill();
    const known = counted.size;
    for (const each of await look(address, held)) counted.add(each);
    if (counted.size > known) inside++;
    faults.push(...sender.trouble.map((words) => `kill ${kill + 1}: ${words}`));
  }
  const last = startSender(address, there.url, clock);
  await there.until(() => look(address, isDone), 100_000).catch((error: unknown) => faults.push(String(error)));
  await last.end();
  faults.push(...last.trouble);
  const { lost, doubles } = count(there, promises, faults);
  const ambiguous = there.mishaps.get('lost') ?? 0;
  if (lost > 0) faults.push(`${lost} reminders were lost`);
  if (honours ? doubles > 0 : doubles > counted.size + ambiguous) faults.push(`${doubles} messages arrived twice`);
  await there.close();
  return { reminders: promises.length, kills: kill, inside, inFlight: counted.size, ambiguous, calls: there.calls.length, lost, doubles, seconds: (performance.now() - began) / 1000, faults };
}

/** The figures of a run in one line. */
export function showDelivered(kind: string, { reminders, kills, inside, inFlight, ambiguous, calls, lost, doubles, seconds, faults }: Delivered): string {
  const met = `${kills} kills, ${inside} while messages were under way (${inFlight} of them); ${ambiguous} of ${calls} sends arrived without an answer`;
  return `${kind}: ${reminders} reminders, ${met}; ${lost} lost, ${doubles} doubles; ${seconds.toFixed(1)} s; ${faults.length} faults`;
}

/** Looks into a store for a moment. */
export async function look<T>(address: string, at: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(address, start);
  const seen = await at(store);
  await store.close();
  return seen;
}

/** What was under way when its holder was killed. */
export const held = (store: Store) => store.read(async (tx) => (await tx.selectFrom('queue').select(['address', 'holder', 'due']).where('holder', '<>', '').execute()).map(({ address, holder, due }) => `${address} ${holder} ${due}`));

const isDone = (store: Store) =>
  store.read(async (tx) => {
    const planned = await tx.selectFrom('reminder').select('rung').where('state', '=', 'planned').limit(1).execute();
    return planned.length === 0 && (await tx.selectFrom('outbox').select('id').where('dead', 'is', null).limit(1).execute()).length === 0;
  });

/** How many promises arrived in no message, and how many messages arrived again. One that is spoken of in two messages is a fault. */
function count({ shown }: Transport, promises: readonly string[], faults: string[]): { lost: number; doubles: number } {
  const messages = new Map(shown.map(({ once, text }) => [once, text]));
  const spoken = new Map<string, number>();
  for (const text of messages.values()) for (const promise of new Set(promisesIn(text))) spoken.set(promise, (spoken.get(promise) ?? 0) + 1);
  for (const [promise, times] of spoken) if (times > 1) faults.push(`${promise} stands in ${times} messages`);
  return { lost: promises.filter((promise) => !spoken.has(promise)).length, doubles: shown.length - messages.size };
}

export interface Shared {
  readonly messages: number;
  readonly seconds: number;
  /** From the kill of one of the two until all had arrived. */
  readonly takenOver: number;
  readonly inFlight: number;
  readonly doubles: number;
  readonly faults: readonly string[];
}

/** Lets two processes deliver from one store, in order for each address, and kills one of them on the way. */
export async function sendTogether(address: string, addresses: number, each: number): Promise<Shared> {
  const store = await openStore(address, start);
  const words = (text: string): Message => ({ v: 1, blocks: [{ text: [text] }] });
  await store.tx(async (tx) => {
    for (let i = 0; i < each; i++) for (let to = 0; to < addresses; to++) await post(tx, 'g', `here:${to}`, words(`number-${i}-`), start);
  });
  const there = await openTransport({ honours: false, usualMs });
  there.misbehaves = oneInFive('limit', 'down', 'slow');
  const clock = beginning();
  const began = performance.now();
  const first = startSender(address, there.url, clock);
  await first.ready;
  // As long as it is alone, what is held is held by it.
  let holder: string | undefined;
  await there.until(async () => (holder = (await held(store))[0]?.split(' ')[1]) !== undefined);
  const senders = [first, startSender(address, there.url, clock)] as [Sender, Sender];
  await senders[1].ready;
  const all = addresses * each;
  const faults: string[] = [];
  // Until now nobody was killed: nothing may have arrived twice.
  await there.until(() => there.shown.length >= all / 2);
  const twice = there.shown.length - new Set(there.shown.map(({ once }) => once)).size;
  if (twice > 0) faults.push(`${twice} messages arrived twice before the kill`);
  const heldByFirst = async () => (await held(store)).filter((line) => line.split(' ')[1] === holder).length;
  // On a machine that is busy it may have nothing just then.
  await there.until(async () => (await heldByFirst()) > 0);
  await first.kill();
  const killed = performance.now();
  const inFlight = await heldByFirst();
  await there.until(async () => (await store.read((tx) => tx.selectFrom('outbox').select('id').limit(1).execute())).length === 0);
  const takenOver = (performance.now() - killed) / 1000;
  await senders[1].end();
  await store.close();
  await there.close();
  const doubles = there.shown.length - new Set(there.shown.map(({ once }) => once)).size;
  for (let to = 0; to < addresses; to++) {
    const numbers = there.shown.filter((call) => call.to === `here:${to}`).map(({ text }) => Number(/number-(\d+)-/.exec(text)![1]));
    const inOrder = numbers.filter((number, i) => number !== numbers[i - 1]);
    if (inOrder.length !== each || inOrder.some((number, i) => number !== i)) faults.push(`here:${to} got ${numbers.join(' ')}`);
  }
  faults.push(...there.overlaps.map(({ to }) => `two messages were under way to ${to}`), ...senders.flatMap(({ trouble }) => trouble));
  if (inFlight === 0) faults.push('nothing was under way at the kill');
  if (doubles > inFlight) faults.push(`${doubles} messages arrived twice, ${inFlight} were under way at the kill`);
  return { messages: all, seconds: (performance.now() - began) / 1000, takenOver, inFlight, doubles, faults };
}

/** The figures of a run in one line. */
export function showShared(kind: string, { messages, seconds, takenOver, inFlight, doubles, faults }: Shared): string {
  return `${kind}: two processes delivered ${messages} messages in ${seconds.toFixed(1)} s; after one was killed the other took ${takenOver.toFixed(1)} s for the rest; ${inFlight} under way at the kill, ${doubles} doubles; ${faults.length} faults`;
}
