import { nameKey } from '#core/fold.ts';
import { newId } from '#core/id.ts';
import { nextDeadline } from '#db/events.ts';
import { lockGroup } from '#db/open.ts';
import { replanAll } from '#db/plan.ts';
import { fromRow, idOf } from '#db/rows.ts';
import { save, type Author } from '#db/save.ts';
import type { Tx } from '#db/schema.ts';
import type { Dates } from '#rules/calendarfile.ts';
import type { Imported } from '#rules/fromfile.ts';
import type { Deadline, ThingKind, Things } from '#rules/things.ts';

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
export async function importGroup(tx: Tx, imported: Imported, door: string, now: Temporal.Instant): Promise<Result> {
  const author: Author = { group: imported.group.id, at: imported.agreed, act: 'group.import', call: newId(imported.agreed), seat: null, door, plansLater: true };
  await lockGroup(tx, imported.group.id);
  const { bring, bringDates, result } = bringer(tx, author);
  await bring('group', [imported.group], () => ['name', 'zone']);
  await bring('side', imported.sides, () => ['label']);
  await bring('organisation', imported.organisations, () => ['acronym', 'name', 'side', 'region', 'zone']);
  await bringDates(imported);
  await bring('commitment', imported.commitments, () => ['title', 'text', 'lead', 'due']);
  await bring('milestone', imported.milestones, () => ['title', 'due']);
  await replanAll(tx, imported.group.id, now);
  return result;
}

/** Adds the dates of a calendar to a group that is there, in the same way. */
export async function importDates(tx: Tx, group: string, dates: Dates, door: string, now: Temporal.Instant): Promise<Result> {
  await lockGroup(tx, group);
  const { bringDates, result } = bringer(tx, { group, at: now, act: 'group.import', call: newId(now), seat: null, door, plansLater: true });
  await bringDates(dates);
  await replanAll(tx, group, now);
  return result;
}

/** Brings things into a group, counting what came in and what stands differently there, by the fields that `same` names. */
function bringer(tx: Tx, author: Author) {
  const added: Partial<Record<ThingKind, number>> = {};
  const different: string[] = [];
  const hereOf = async <K extends ThingKind>(kind: K) => {
    const rows = await tx.selectFrom(kind as 'side').selectAll().where(kind === 'group' ? 'id' : 'group_id', '=', author.group).execute();
    return rows.map((row) => fromRow(kind, row));
  };
  const bring = async <K extends ThingKind>(kind: K, things: readonly Things[K][], same: (thing: Things[K]) => readonly (keyof Things[K] & string)[]) => {
    const here = new Map((await hereOf(kind)).map((thing) => [idOf(kind, thing), thing]));
    for (const thing of things) {
      const id = idOf(kind, thing);
      const there = here.get(id);
      if (there) {
        if (same(thing).some((name) => JSON.stringify(there[name]) !== JSON.stringify(thing[name]))) different.push(`${kind} ${id.replace('/', '.')}`);
        continue;
      }
      await save(tx, author, kind, null, thing);
      added[kind] = (added[kind] ?? 0) + 1;
    }
  };
  const bringDates = async ({ events, deadlines }: Dates) => {
    // What comes back each year is of no one year.
    await bring('event', events, ({ yearly }) => (yearly ? ['title'] : ['title', 'starts', 'ends', 'certainty']));
    // A deadline is known by its event and title; its number is the next one that is free there.
    const here = await hereOf('deadline');
    const off = new Set((await hereOf('event')).filter(({ cancelled }) => cancelled !== null).map(({ id }) => id));
    const known: Deadline[] = [];
    for (const deadline of deadlines.filter(({ event }) => !off.has(event))) {
      const there = here.find(({ event, title }) => event === deadline.event && nameKey(title) === nameKey(deadline.title));
      if (there) {
        known.push({ ...deadline, number: there.number });
        continue;
      }
      await bring('deadline', [{ ...deadline, number: await nextDeadline(tx, author.group, deadline.event) }], () => []);
    }
    await bring('deadline', known, () => ['opens', 'closes']);
  };
  return { bring, bringDates, result: { added, different } satisfies Result };
}
