/** For how long is counted, in milliseconds. */
const span = 60_000;

/** Counts how often each thing was asked for within a minute. `clock` tells milliseconds that only go forward. */
export function perMinute(clock: () => number) {
  const counts = new Map<string, number>();
  let since = -span;
  return {
    /** Whether a thing was asked for so often that it has to wait. */
    isFull: (name: string, most: number): boolean => (counts.get(name) ?? 0) >= most && clock() - since < span,
    count(name: string): void {
      if (clock() - since >= span) {
        since = clock();
        counts.clear();
      }
      counts.set(name, (counts.get(name) ?? 0) + 1);
    },
    /** In how many seconds the next minute begins. */
    wait: () => Math.max(1, Math.ceil((since + span - clock()) / 1000)),
  };
}
