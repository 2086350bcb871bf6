/**
 * Asks for things by name, such that those who ask in the same turn of the event loop are answered by one look, which begins after the last
 * of them has asked: nobody is told what was true before.
 */
export function together<T>(look: (names: ReadonlySet<string>) => Promise<ReadonlyMap<string, T>>): (name: string, found: (thing: T | undefined) => void, failed: (error: unknown) => void) => void {
  interface Waiting { readonly name: string; readonly found: (thing: T | undefined) => void; readonly failed: (error: unknown) => void }
  let waiting: Waiting[] = [];
  const run = () => {
    const taken = waiting;
    waiting = [];
    look(new Set(taken.map(({ name }) => name))).then(
      (things) => taken.forEach(({ name, found }) => found(things.get(name))),
      (error: unknown) => taken.forEach(({ failed }) => failed(error)),
    );
  };
  return (name, found, failed) => {
    if (waiting.push({ name, found, failed }) === 1) setImmediate(run);
  };
}
