// What the bots of the figures on Discord start from, and what they say to whoever measures them.
import { tiedRoom } from '#bot/chat.ts';
import { newId } from '#core/id.ts';
import { stamp, systemNow } from '#core/time.ts';
import { tieRoom, untieRoom } from '#db/groups.ts';
import { openStore } from '#db/open.ts';
import { personFor } from '#db/people.ts';
import { save } from '#db/save.ts';
import { mainRoom } from '#adapters/terminal/sandbox.ts';
import { server } from './discordserver.ts';
import { group, lead, makeStore, sampleFile, secret } from './store.ts';

/** What a bot is told: where its platform and its store are. */
export interface Order {
  readonly api: string;
  readonly path: string;
  /** A card as it stands in the outbox. */
  readonly card: string;
  /** Whether what the limit writes is on the disk before it answers. */
  readonly durable: boolean;
}

export const order = () => JSON.parse(process.argv[2]!) as Order;

/** Says that this bot is ready, then what it has used of the processor, in microseconds, each time it is asked; ends with its parent. */
export function attach(stop: () => unknown): void {
  const spent = () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  };
  process.on('message', () => process.send!(spent()));
  process.on('disconnect', () => void Promise.resolve(stop()).then(() => process.exit()));
  process.send!('ready');
}

/** Makes a store of the sample group at home in channels of Discord, the first its main room, with so many people in the seat that leads most. */
export async function makeHome(path: string, channels: readonly string[], people: readonly string[]): Promise<void> {
  await makeStore(path, sampleFile(), 3);
  const store = await openStore(`file:${path}`, systemNow());
  await store.tx(async (tx) => {
    const now = systemNow();
    await untieRoom(tx, mainRoom, newId(now));
    for (const [i, id] of channels.entries()) await tieRoom(tx, group, tiedRoom(secret, { platform: 'discord', server, id, name: `room-${i}` }, i === 0 ? 'main' : 'announcements'), newId(now));
    for (const account of people) {
      const person = await personFor(tx, secret, 'discord', account, now);
      const author = { group, at: now, act: 'bench', call: newId(now), seat: null, door: 'bench' };
      await save(tx, author, 'seat', null, { id: newId(now), person_id: person.id, role: 'focal', organisation: lead, side: null, since: stamp(now), ended: null });
    }
  });
  await store.close();
}
