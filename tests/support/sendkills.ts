import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { tiedRoom } from '#bot/chat.ts';
import { newId } from '#core/id.ts';
import type { Message } from '#core/message.ts';
import { makeSecret } from '#core/secret.ts';
import { groupIds, tieRoom } from '#db/groups.ts';
import type { Store } from '#db/open.ts';
import { deadLetters, post } from '#db/outbox.ts';
import { accountHash, seatsOf } from '#db/people.ts';
import { beginning, held, look } from '#tests/support/deliveries.ts';
import { start } from '#tests/support/reminded.ts';
import { startSender } from '#tests/support/senders.ts';
import { testbed } from '#tests/support/world.ts';

/** A local chat platform, as far as messages are sent there. */
export interface Ground {
  readonly platform: string;
  readonly url: string;
  readonly token: string;
  /** The server in which all rooms are. */
  readonly server: string;
  room(name: string): Place;
  /** Somebody in the server. */
  person(): Place;
  /** Something goes wrong with the next message or change. */
  fail(): void;
  readonly requests: readonly unknown[];
  /** How many messages were sent again, or looked for, because they may have arrived. */
  repeated(): number;
  readonly violations: readonly string[];
  close(): Promise<void>;
}
interface Place {
  readonly id: string;
  readonly name: string;
  posted(): readonly { readonly id: string; readonly text: string }[];
}

export interface SendersKilled {
  readonly messages: number;
  readonly kills: number;
  /** Kills that came while messages were under way, and how many of them there were. */
  readonly inside: number;
  readonly inFlight: number;
  /** Messages that may have arrived when they were tried again: they were known by their mark. */
  readonly repeated: number;
  readonly lost: number;
  readonly doubles: number;
  readonly seconds: number;
  readonly faults: readonly string[];
}

const secret = makeSecret('test');
const words = (text: string): Message => ({ v: 1, blocks: [{ text: [text] }] });

/**
 * Has messages for the rooms of a group and for its members delivered by a process that is killed again and again at random instants, to a
 * platform that loses some answers and sometimes fails: first new messages, of which one in each room is a card, then the change of every
 * card. Then counts what stands there.
 */
export async function killSendersOn(ground: Ground, address: string, { kills, channels, each }: { kills: number; channels: number; each: number }): Promise<SendersKilled> {
  const began = performance.now();
  const { platform, server } = ground;
  const bed = await testbed({ address, secret });
  const now = start;
  const group = (await bed.store.read(groupIds))[0]!;
  const rooms = Array.from({ length: channels }, (_, i) => ground.room(`room-${i}`));
  const tied = rooms.map(({ id, name }) => tiedRoom(secret, { platform, server, id, name }, 'other'));
  const holders = new Set((await bed.store.read((tx) => seatsOf(tx, group))).map(({ person_id }) => person_id));
  const people = [...holders].map((id) => ({ id, who: ground.person() }));
  await bed.store.tx(async (tx) => {
    for (const room of tied) await tieRoom(tx, group, room, newId(now));
    for (const { id, who } of people) {
      await tx.insertInto('account').values({ hash: accountHash(secret, platform, who.id), person_id: id, platform, sealed: secret.seal(who.id) }).execute();
    }
    for (let i = 0; i < each; i++) {
      for (const room of tied) await post(tx, group, room.address, words(`number-${i}-`), now, i === 0 ? { card: 'C4' } : {});
      for (const { id } of people) await post(tx, group, `${platform}:@${id}`, words(`number-${i}-`), now);
    }
  });

  const [faults, counted] = [[] as string[], new Set<string>()];
  const clock = beginning();
  let [inside, kill] = [0, 0];
  async function deliverAll(times: number): Promise<void> {
    let asked = ground.requests.length;
    // One in about ten: as many as there were requests, so that none are left over for a time without any.
    const mishaps = setInterval(() => {
      for (; asked + 10 <= ground.requests.length; asked += 10) ground.fail();
    }, 20);
    for (let i = 0; i < times; i++) {
      const sender = startSender(address, ground.url, clock, ground.token);
      await sender.ready;
      await sleep(randomInt(700_000) / 1000);
      await sender.kill();
      kill++;
      const before = counted.size;
      for (const line of await look(address, held)) counted.add(line);
      if (counted.size > before) inside++;
      faults.push(...sender.trouble.map((line) => `kill ${kill}: ${line}`));
    }
    const last = startSender(address, ground.url, clock, ground.token);
    await last.ready;
    const end = performance.now() + 100_000;
    while (performance.now() < end && (await look(address, waiting(platform))) > 0) await sleep(50);
    clearInterval(mishaps);
    await last.end();
    const left = await look(address, waiting(platform));
    if (left > 0) faults.push(`${left} messages were not delivered`);
    faults.push(...last.trouble);
  }

  await deliverAll(kills);
  await bed.store.tx(async (tx) => {
    for (const room of tied) await post(tx, group, room.address, words('number-0-changed'), now, { card: 'C4', edits: true });
  });
  await deliverAll(Math.ceil(kills / 4));
  const dead = await bed.store.read((tx) => deadLetters(tx, group));
  faults.push(...dead.map(({ address: to, fault }) => `${to} is dead: ${fault}`));
  const cards = await bed.store.read(async (tx) => new Map((await tx.selectFrom('card').selectAll().execute()).map((card) => [card.address, secret.open(card.receipt)])));
  await bed.close();

  let [lost, doubles] = [0, 0];
  const places = [...rooms.map((room) => ({ name: room.name, posted: room.posted() })), ...people.map(({ id, who }) => ({ name: id, posted: who.posted() }))];
  for (const { name, posted } of places) {
    const numbers = posted.flatMap(({ text }) => /number-(\d+)-/.exec(text)?.[1] ?? []).map(Number);
    lost += each - new Set(numbers).size;
    doubles += numbers.length - new Set(numbers).size;
    if (numbers.some((number, i) => i > 0 && number < numbers[i - 1]!)) faults.push(`${name} got ${numbers.join(' ')}`);
  }
  for (const [i, room] of rooms.entries()) {
    const [first] = room.posted();
    if (!first?.text.includes('number-0-changed')) faults.push(`the card of ${room.name} was not changed`);
    if (cards.get(tied[i]!.address) !== `${room.id}/${first?.id}`) faults.push(`the receipt of ${room.name} is not that of its card`);
  }
  faults.push(...ground.violations);
  await ground.close();
  const messages = (channels + people.length) * each + channels;
  if (lost > 0) faults.push(`${lost} messages were lost`);
  if (doubles > 0) faults.push(`${doubles} messages arrived twice`);
  return { messages, kills: kill, inside, inFlight: counted.size, repeated: ground.repeated(), lost, doubles, seconds: (performance.now() - began) / 1000, faults };
}

/** The figures of a run in one line. */
export function showSendersKilled(where: string, { messages, kills, inside, inFlight, repeated, lost, doubles, seconds, faults }: SendersKilled): string {
  const met = `${kills} kills, ${inside} while messages were under way (${inFlight} of them)`;
  return `${where}: ${messages} messages and changes, ${met}; ${repeated} of which it was not known whether they had arrived; ${lost} lost, ${doubles} doubles; ${seconds.toFixed(1)} s; ${faults.length} faults`;
}

/** What goes wrong, and how often beside the others. */
export const mishap = () => (['lost', 'lost', 'error', 'reset'] as const)[randomInt(4)]!;

/** How many messages for a platform wait. */
const waiting = (platform: string) => (store: Store) =>
  store.read(async (tx) => (await tx.selectFrom('outbox').select('id').where('dead', 'is', null).where('address', 'like', `${platform}:%`).execute()).length);
