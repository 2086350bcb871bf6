import { setTimeout as sleep } from 'node:timers/promises';
import type { Adapter } from '#bot/bot.ts';
import type { Reader } from '#bot/command.ts';
import { systemNow } from '#core/time.ts';
import { directory } from '#db/groups.ts';
import type { Store } from '#db/open.ts';
import { arrived, claim, heldUntil, type Outgoing } from '#db/outbox.ts';

export interface Delivery {
  /** Delivers what is in the outbox, soon; for after a commit. */
  wake(): void;
  /** Resolves when all that was free to deliver has been tried. */
  settled(): Promise<void>;
  /** Like `settled`, and waits for what another process holds: it is delivered there, or here when that process is gone. */
  recover(): Promise<void>;
}

/**
 * Takes messages out of the outbox and hands them to an adapter: in order, one at a time for each address. A message is held
 * for `lease` milliseconds by the process that delivers it; one that was killed is waited for no longer than that.
 */
export function makeDelivery(store: Store, adapter: Adapter, failed: (message: string, error: unknown) => void, lease = 5000): Delivery {
  let running: Promise<void> | undefined;
  let again = false;

  async function deliver(): Promise<void> {
    try {
      for (let taken: readonly Outgoing[] = []; again || taken.length > 0; ) {
        again = false;
        const now = systemNow();
        taken = await store.tx((tx) => claim(tx, adapter.platform, now, now.add({ milliseconds: lease })));
        await Promise.all([...Map.groupBy(taken, ({ address }) => address).values()].map(sendInOrder));
      }
    } catch (error) {
      failed('', error);
    } finally {
      running = undefined;
    }
  }

  /** What cannot be sent now stays in the outbox, with all that comes after it for the same address. */
  async function sendInOrder(messages: readonly Outgoing[]): Promise<void> {
    for (const { id, group, address, message } of messages) {
      try {
        await adapter.send(address, message, { once: id, reader: await store.read(async (tx) => readerOf(await directory(tx, group))) });
        await store.tx((tx) => arrived(tx, id));
      } catch (error) {
        return failed(id, error);
      }
    }
  }

  function run(): Promise<void> {
    again = true;
    return (running ??= deliver());
  }

  return {
    wake: () => void run(),
    settled: run,
    async recover() {
      await run();
      const last = (await store.read((tx) => heldUntil(tx, adapter.platform))).at(-1);
      if (last === undefined) return;
      await sleep(Math.max(0, Temporal.Instant.from(last).epochMilliseconds - systemNow().epochMilliseconds));
      await run();
    },
  };
}

/** A room reads in its group's zone and language. */
function readerOf(dir: Awaited<ReturnType<typeof directory>>): Reader {
  const home = dir?.group.zone ?? 'UTC';
  return { zone: home, home, lang: dir?.group.language ?? 'en' };
}
