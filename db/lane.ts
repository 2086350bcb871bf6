import { setImmediate as breath } from 'node:timers/promises';

/** The steps of one shared transaction. All may be asynchronous; `begin` waits for its turn. */
export interface Steps {
  /** Whether works that come later may join a transaction under way. Not for reads: what they see was fixed at its beginning. */
  readonly joins: boolean;
  begin(): Promise<void>;
  commit(): Promise<void>;
  /** Gives up the whole transaction. Never throws. */
  abort(): void;
  /** Throws when the transaction is gone. */
  check(): void;
  mark(): void;
  /** Makes what came since `mark` part of the transaction. Marks left open would slow down every work after them. */
  keep(): void;
  /** Undoes what came since `mark`. */
  undoToMark(): void;
}

interface Waiting {
  readonly work: () => Promise<unknown>;
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

/** After so many works a transaction is committed even if more have come: so nobody waits without end. */
const most = 64;

/**
 * Runs works one after another and lets those that are waiting together share one commit. Each is answered only after
 * the commit; one that fails is undone alone, and its neighbours stand. When the commit fails, all of them have failed.
 */
export function lane(steps: Steps): <T>(work: () => Promise<T>) => Promise<T> {
  const queue: Waiting[] = [];
  let running = false;

  async function run(): Promise<void> {
    while (queue.length > 0) {
      const waiting = queue.length;
      try {
        await steps.begin();
      } catch (error) {
        // Whoever stood here has waited as long as the one in front: nobody waits a second time behind it.
        for (const { reject } of queue.splice(0, waiting)) reject(error);
        continue;
      }
      await share(steps.joins ? most : Math.min(most, waiting));
      // A breath between two commits: other processes reach the lock then, and this one its timers and sockets.
      if (queue.length > 0) await breath();
    }
    running = false;
  }

  async function share(places: number): Promise<void> {
    const batch: Waiting[] = [];
    const answers: (() => void)[] = [];
    try {
      while (queue.length > 0 && batch.length < places) {
        const next = queue.shift()!;
        batch.push(next);
        // Before the first there is nothing to go back to: when it fails, all that there is may go. Most transactions have no other.
        const isFirst = batch.length === 1;
        if (!isFirst) steps.mark();
        try {
          const value = await next.work();
          steps.check();
          if (!isFirst) steps.keep();
          answers.push(() => next.resolve(value as never));
        } catch (error) {
          if (isFirst) throw error;
          answers.push(() => next.reject(error));
          steps.check();
          steps.undoToMark();
        }
      }
      await steps.commit();
      for (const answer of answers) answer();
    } catch (error) {
      steps.abort();
      for (const { reject } of batch) reject(error);
    }
  }

  return (work) =>
    new Promise((resolve, reject) => {
      queue.push({ work, resolve, reject });
      if (running) return;
      running = true;
      // Writes wait for the end of this turn of the event loop: what comes over other connections in the same turn shares their commit.
      void (steps.joins ? breath() : Promise.resolve()).then(run);
    });
}
