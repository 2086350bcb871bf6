/** The steps of one shared transaction. All may be asynchronous; `begin` waits for its turn. */
export interface Steps {
  begin(): Promise<void>;
  commit(): Promise<void>;
  /** Gives up the whole transaction. Never throws. */
  abort(): void;
  mark(): void;
  /** Undoes what came since `mark`; throws when the transaction itself is gone. */
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
      const settled: (() => void)[] = [];
      const batch: Waiting[] = [];
      try {
        await steps.begin();
        while (queue.length > 0 && batch.length < most) {
          const next = queue.shift()!;
          batch.push(next);
          steps.mark();
          try {
            const value = await next.work();
            settled.push(() => next.resolve(value as never));
          } catch (error) {
            settled.push(() => next.reject(error));
            steps.undoToMark();
          }
        }
        await steps.commit();
        for (const settle of settled) settle();
      } catch (error) {
        steps.abort();
        // Nothing of this batch is in the store; when not even a begin was possible, the one in front is told.
        if (batch.length === 0) batch.push(queue.shift()!);
        for (const failed of batch) failed.reject(error);
      }
    }
    running = false;
  }

  return (work) =>
    new Promise((resolve, reject) => {
      queue.push({ work, resolve, reject });
      if (running) return;
      running = true;
      void Promise.resolve().then(run);
    });
}
