import type { Compilable, CompiledQuery } from 'kysely';
import { rowsOf } from '#db/open.ts';
import type { Tx } from '#db/schema.ts';

class Slot {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A query built and compiled once per database instead of at each use: for the few that every command runs, where building
 * costs more than running. `build` gets a stand-in for each parameter; at use they are filled in by name.
 */
export function prepared<P extends object, R>(build: (tx: Tx, slot: <K extends keyof P & string>(name: K) => P[K]) => Compilable<R>): (tx: Tx, params: P) => Promise<R[]> {
  const made = new WeakMap<object, CompiledQuery<R>>();
  return (tx, params) => {
    const { adapter } = tx.getExecutor();
    let query = made.get(adapter);
    if (!query) made.set(adapter, (query = build(tx, (name) => new Slot(name) as never).compile()));
    return rowsOf(tx, query, query.parameters.map((value) => (value instanceof Slot ? params[value.name as keyof P] : value)));
  };
}
