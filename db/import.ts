import { newId } from '#core/id.ts';
import { lockGroup } from '#db/open.ts';
import { fromRow, idOf, save, type Author } from '#db/save.ts';
import type { Tx } from '#db/schema.ts';
import type { Imported } from '#rules/fromfile.ts';
import type { ThingKind, Things } from '#rules/things.ts';

/** What an import did: how many things of each kind came in, and which stand differently in the store. */
export interface Result {
  readonly added: Partial<Record<ThingKind, number>>;
  /** Things that are here already and differ, as `commitment 4`. They were left as they are: changes are for the commands. */
  readonly different: readonly string[];
}

/**
 * Adds to the store what a file holds and the store lacks. What is there already is never overwritten, so that importing
 * twice changes nothing and an old file cannot undo the group's work.
 */
export async function importGroup(tx: Tx, imported: Imported, door: string): Promise<Result> {
  const author: Author = { group: imported.group.id, at: imported.agreed, act: 'group.import', call: newId(imported.agreed), seat: null, door };
  await lockGroup(tx, imported.group.id);
  const added: Partial<Record<ThingKind, number>> = {};
  const different: string[] = [];
  const bring = async <K extends ThingKind>(kind: K, things: readonly Things[K][], same: readonly (keyof Things[K] & string)[]) => {
    const key = kind === 'group' ? 'id' : 'group_id';
    const rows = await tx.selectFrom(kind as 'side').selectAll().where(key, '=', imported.group.id).execute();
    const here = new Map(rows.map((row) => fromRow(kind, row)).map((thing) => [idOf(kind, thing), thing]));
    for (const thing of things) {
      const id = idOf(kind, thing);
      const there = here.get(id);
      if (there) {
        if (same.some((name) => JSON.stringify(there[name]) !== JSON.stringify(thing[name]))) different.push(`${kind} ${id.replace('/', '.')}`);
        continue;
      }
      await save(tx, author, kind, null, thing);
      added[kind] = (added[kind] ?? 0) + 1;
    }
  };
  await bring('group', [imported.group], ['name', 'zone']);
  await bring('side', imported.sides, ['label']);
  await bring('organisation', imported.organisations, ['acronym', 'name', 'side', 'region', 'zone']);
  await bring('event', imported.events, ['title', 'starts', 'ends', 'certainty']);
  await bring('commitment', imported.commitments, ['title', 'text', 'lead', 'due']);
  await bring('milestone', imported.milestones, ['title', 'due']);
  return { added, different };
}
