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
import { openDiscord } from '#tests/support/discord/open.ts';
import { alone } from '#tests/support/kill.ts';
import { start } from '#tests/support/reminded.ts';
import { startSender } from '#tests/support/senders.ts';
import { testbed } from '#tests/support/world.ts';

export interface DiscordKilled {
  readonly messages: number;
  readonly kills: number;
  /** Kills that came while messages were under way, and how many of them there were. */
  readonly inside: number;
  readonly inFlight: number;
  /** Messages that were sent again although they may have arrived: Discord knows them by their nonce. */
  readonly repeated: number;
  readonly lost: number;
  readonly doubles: number;
  readonly seconds: number;
  readonly faults: readonly string[];
}

const secret = makeSecret('test');
const words = (text: string): Message => ({ v: 1, blocks: [{ text: [text] }] });

/**
 * Has messages for the channels of a group's server and for its members delivered by a process that is killed again and again at random
 * instants, to a Discord that loses some answers and sometimes fails: first new messages, of which one in each channel is a card, then
 * the change of every card. Then counts what stands there.
 */
export async function killDiscordSenders(address: string, { kills, channels, each }: { kills: number; channels: number; each: number }): Promise<DiscordKilled> {
  const began = performance.now();
  const discord = await openDiscord({ limits: false });
  const bed = await testbed({ address, secret });
  const server = discord.server('Vienna NGOs');
  const now = start;
  const group = (await bed.store.read(groupIds))[0]!;
  const rooms = Array.from({ length: channels }, (_, i) => server.channel(`room-${i}`));
  const tied = rooms.map(({ id, name }) => tiedRoom(secret, { platform: 'discord', server: server.id, id, name }, 'other'));
  const holders = new Set((await bed.store.read((tx) => seatsOf(tx, group))).map(({ person_id }) => person_id));
  const people = [...holders].map((id) => ({ id, who: discord.person('Zora') }));
  await bed.store.tx(async (tx) => {
    for (const room of tied) await tieRoom(tx, group, room, newId(now));
    for (const { id, who } of people) {
      who.joins(server);
      await tx.insertInto('account').values({ hash: accountHash(secret, 'discord', who.id), person_id: id, platform: 'discord', sealed: secret.seal(who.id) }).execute();
    }
    for (let i = 0; i < each; i++) {
      for (const room of tied) await post(tx, group, room.address, words(`number-${i}-`), now, i === 0 ? { card: 'C4' } : {});
      for (const { id } of people) await post(tx, group, `discord:@${id}`, words(`number-${i}-`), now);
    }
  });

  const [faults, counted] = [[] as string[], new Set<string>()];
  const clock = beginning();
  let [inside, kill] = [0, 0];
  async function deliverAll(times: number): Promise<void> {
    let asked = discord.requests.length;
    // One in about ten: as many as there were requests, so that none are left over for a time without any.
    const mishaps = setInterval(() => {
      for (; asked + 10 <= discord.requests.length; asked += 10) discord.fail(/^(POST|PATCH) .*messages/, (['lost', 'lost', 'error', 'reset'] as const)[randomInt(4)]!, 1);
    }, 20);
    for (let i = 0; i < times; i++) {
      const sender = startSender(address, discord.url, clock, discord.token);
      await sender.ready;
      await sleep(randomInt(700_000) / 1000);
      await sender.kill();
      if (address.startsWith('postgres:')) await alone(address);
      kill++;
      const before = counted.size;
      for (const line of await look(address, held)) counted.add(line);
      if (counted.size > before) inside++;
      faults.push(...sender.trouble.map((line) => `kill ${kill}: ${line}`));
    }
    const last = startSender(address, discord.url, clock, discord.token);
    await last.ready;
    const end = performance.now() + 100_000;
    while (performance.now() < end && (await look(address, waiting)) > 0) await sleep(50);
    clearInterval(mishaps);
    await last.end();
    const left = await look(address, waiting);
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
  const places = [...rooms.map((room) => ({ name: room.name, posted: room.messages() })), ...people.map(({ id, who }) => ({ name: id, posted: who.dms() }))];
  for (const { name, posted } of places) {
    const numbers = posted.flatMap(({ text }) => /number-(\d+)-/.exec(text)?.[1] ?? []).map(Number);
    lost += each - new Set(numbers).size;
    doubles += numbers.length - new Set(numbers).size;
    if (numbers.some((number, i) => i > 0 && number < numbers[i - 1]!)) faults.push(`${name} got ${numbers.join(' ')}`);
  }
  for (const [i, room] of rooms.entries()) {
    const [first] = room.messages();
    if (!first?.text.includes('number-0-changed')) faults.push(`the card of ${room.name} was not changed`);
    if (cards.get(tied[i]!.address) !== `${room.id}/${first?.id}`) faults.push(`the receipt of ${room.name} is not that of its card`);
  }
  // What was made to fail is no fault of ours; what was repeated without being known would stand there twice.
  const nonces = discord.requests.flatMap(({ body, status }) => (status === 200 || status === 0 ? ((body as { nonce?: string } | undefined)?.nonce ?? []) : []));
  faults.push(...discord.violations);
  await discord.close();
  const messages = (channels + people.length) * each + channels;
  if (lost > 0) faults.push(`${lost} messages were lost`);
  if (doubles > 0) faults.push(`${doubles} messages arrived twice`);
  return { messages, kills: kill, inside, inFlight: counted.size, repeated: nonces.length - new Set(nonces).size, lost, doubles, seconds: (performance.now() - began) / 1000, faults };
}

/** The figures of a run in one line. */
export function showDiscordKilled(kind: string, { messages, kills, inside, inFlight, repeated, lost, doubles, seconds, faults }: DiscordKilled): string {
  const met = `${kills} kills, ${inside} while messages were under way (${inFlight} of them)`;
  return `${kind}, Discord: ${messages} messages and changes, ${met}; ${repeated} sent again after an answer was lost or never read; ${lost} lost, ${doubles} doubles; ${seconds.toFixed(1)} s; ${faults.length} faults`;
}

/** How many messages for Discord wait. */
const waiting = (store: Store) =>
  store.read(async (tx) => (await tx.selectFrom('outbox').select('id').where('dead', 'is', null).where('address', 'like', 'discord:%').execute()).length);
