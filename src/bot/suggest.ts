import { fieldsOf, type Field } from '#core/field.ts';
import { cut } from '#core/fit.ts';
import { fold } from '#core/fold.ts';
import { languages } from '#core/i18n.ts';
import { dayOf, place, zoneNames } from '#core/time.ts';
import { listCommitments, milestonesOf } from '#db/commitments.ts';
import type { Directory } from '#db/groups.ts';
import { accountHash } from '#db/people.ts';
import type { Tx } from '#db/schema.ts';
import type { Choice, Invocation } from '#bot/command.ts';
import { caller, type Caller } from '#bot/who.ts';
import type { World } from '#bot/world.ts';
import { deadlineName, eventName, occurrence } from '#rules/event.ts';
import type { KeyEvent } from '#rules/things.ts';

/** As many choices as every platform takes. */
const most = 25;

/** Values that could stand in a field, those that hold what was typed. Someone without a seat is shown nothing of the group. */
export async function suggest(world: World, name: string, fieldName: string, typed: string, from: Pick<Invocation, 'id' | 'user' | 'room'>): Promise<readonly Choice[]> {
  const command = world.commands.get(name);
  const field = command && fieldsOf(command.input).find((candidate) => candidate.name === fieldName);
  if (!field) return [];
  try {
    const all = await world.store.read(async (tx) => {
      const owner = accountHash(world.secret, from.user.platform, from.user.id);
      const found = await caller(tx, owner, { ...from, command: name, given: {}, via: 'line' }, false);
      return choicesOf(field, tx, found, world);
    });
    const key = fold(typed).trim();
    const starting = all.filter(({ value, label }) => fold(value).startsWith(key) || fold(label).startsWith(key));
    const holding = all.filter((choice) => !starting.includes(choice) && fold(`${choice.label} ${choice.value}`).includes(key));
    return [...starting, ...holding].slice(0, most).map(({ label, value }) => ({ label: cut(label, 75), value: cut(value, 100) }));
  } catch {
    return [];
  }
}

async function choicesOf(field: Field, tx: Tx, { dir, seats }: Caller, world: World): Promise<Choice[]> {
  const plainly = (values: readonly string[]) => values.map((value) => ({ label: value, value }));
  if (field.choices) return plainly(field.choices);
  if (field.kind === 'yesno') return plainly(['yes', 'no']);
  if (field.of === 'zone') return zoneNames().map((zone) => ({ label: place(zone), value: zone }));
  if (field.of === 'language') return plainly(languages());
  if (field.of === 'command') return plainly([...new Set([...world.commands.keys()].map((name) => name.split('.')[0]!))]);
  if (!dir || seats.length === 0) return [];
  const group = dir.group.id;
  if (field.of === 'organisation') return [...dir.organisations.values()].map(({ acronym, name }) => ({ label: acronym === name ? name : `${acronym}, ${name}`, value: acronym }));
  if (field.of === 'side') return dir.sides.map(({ id, label }) => ({ label, value: id }));
  if (field.of === 'event' || field.of === 'deadline' || field.kind === 'when') return eventChoices(dir, field.of === 'deadline', dayOf(world.now(), dir.group.zone));
  if (field.of === 'commitment') return (await listCommitments(tx, group)).map(({ commitment: { number, title } }) => ({ label: `C${number} ${title}`, value: `C${number}` }));
  if (field.of === 'milestone') return (await milestonesOf(tx, group)).map(({ commitment, number, title }) => ({ label: `C${commitment}.${number} ${title}`, value: `C${commitment}.${number}` }));
  return [];
}

/** Events, those to come first, each with its deadlines where one of them could be meant. */
function eventChoices({ events, deadlines }: Directory, withDeadlines: boolean, today: string): Choice[] {
  const days = new Map([...events.values()].map((event) => [event, occurrence(event, today)]));
  const order = (event: KeyEvent) => (days.get(event) === undefined ? '1' : days.get(event)!.ends >= today ? `0${days.get(event)!.starts}` : '2');
  const sorted = [...events.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return sorted.flatMap(({ id, title }) => {
    const own = withDeadlines ? deadlines.filter(({ event, cancelled }) => event === id && cancelled === null) : [];
    return [{ label: `${eventName(id)}, ${title}`, value: id }, ...own.map((deadline) => ({ label: `${deadlineName(deadline)}, ${deadline.title}`, value: deadlineName(deadline) }))];
  });
}
