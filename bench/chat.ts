// What the bots of the figures on chat platforms start from, and what they say to whoever measures them.
import { tiedRoom } from '#bot/chat.ts';
import { newId } from '#core/id.ts';
import { stamp, systemNow } from '#core/time.ts';
import { tieRoom, untieRoom } from '#db/groups.ts';
import { openStore } from '#db/open.ts';
import { personFor } from '#db/people.ts';
import { save } from '#db/save.ts';
import { mainRoom } from '#adapters/terminal/sandbox.ts';
import { group, lead, makeStore, sampleFile, secret } from './store.ts';

/** What a bot is told: where its platform and its store are. */
export interface Order {
  readonly api: string;
  readonly path: string;
  /** A card as it stands in the outbox. */
  readonly card: string;
  /** How what the limit writes is kept: on the disk before it answers, each alone or those that come together at once; or on the disk some time later. */
  readonly writes: 'each' | 'together' | 'later';
  /** How a bot is spoken to, where there are two ways. */
  readonly way?: 'http' | 'socket';
}

export const order = () => JSON.parse(process.argv[2]!) as Order;

/**
 * Says that this bot is ready, and the port where it listens if it does; then what it has used of the processor, in microseconds, each
 * time it is asked. Ends with its parent.
 */
export function attach(stop: () => unknown, port = 0): void {
  const spent = () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  };
  process.on('message', () => process.send!(spent()));
  process.on('disconnect', () => void Promise.resolve(stop()).then(() => process.exit()));
  process.send!(port);
}

/** Where a group is at home: channels of one server, the first of them its main room. */
export interface Home {
  readonly platform: string;
  readonly server: string;
  readonly channels: readonly string[];
  /** Accounts of people who share the seat that leads most. */
  readonly people: readonly string[];
}

/** Makes a store of the sample group that is at home on a chat platform. */
export async function makeHome(path: string, { platform, server, channels, people }: Home): Promise<void> {
  await makeStore(path, sampleFile(), 3);
  const store = await openStore(`file:${path}`, systemNow());
  await store.tx(async (tx) => {
    const now = systemNow();
    await untieRoom(tx, mainRoom, newId(now));
    for (const [i, id] of channels.entries()) await tieRoom(tx, group, tiedRoom(secret, { platform, server, id, name: `room-${i}` }, i === 0 ? 'main' : 'announcements'), newId(now));
    for (const account of people) {
      const person = await personFor(tx, secret, platform, account, now);
      const author = { group, at: now, act: 'bench', call: newId(now), seat: null, door: 'bench' };
      await save(tx, author, 'seat', null, { id: newId(now), person_id: person.id, role: 'focal', organisation: lead, side: null, since: stamp(now), ended: null });
    }
  });
  await store.close();
}
