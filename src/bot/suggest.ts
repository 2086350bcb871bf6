import { fieldsOf, type Field } from '#core/field.ts';
import { cut } from '#core/fit.ts';
import { fold } from '#core/fold.ts';
import { languages, spoken } from '#core/i18n.ts';
import { dayOf, place, zoneNames } from '#core/time.ts';
import { listCommitments, milestonesOf } from '#db/commitments.ts';
import { listMeetings } from '#db/meetings.ts';
import type { Directory } from '#db/groups.ts';
import { accountHash } from '#db/people.ts';
import type { Tx } from '#db/schema.ts';
import type { Choice, Invocation } from '#bot/command.ts';
import { makeCtx } from '#bot/ctx.ts';
import { dateChoices } from '#bot/dates.ts';
import { homesToBeIn, isPresent, type Home } from '#bot/presence.ts';
import { caller, type Caller } from '#bot/who.ts';
import { fullName } from '#bot/words.ts';
import type { World } from '#bot/world.ts';
import { deadlineName, eventName, occurrence } from '#rules/event.ts';
import type { KeyEvent } from '#rules/things.ts';

/** As many choices as every platform takes. */
const most = 25;

/** For so long no other platform is asked again about somebody who is typing, in milliseconds. */
const typingMs = 10_000;

/** Values that could stand in a field, those that hold what was typed. Someone without a seat is shown nothing of the group. */
export async function suggest(world: World, name: string, fieldName: string, typed: string, from: Pick<Invocation, 'id' | 'user' | 'room' | 'chat'>): Promise<readonly Choice[]> {
  const command = world.commands.get(name);
  const field = command && fieldsOf(command.input).find((candidate) => candidate.name === fieldName);
  if (!field) return [];
  try {
    let homes: readonly Home[] = [];
    let meant: readonly Choice[] = [];
    const all = await world.store.read(async (tx) => {
      const owner = accountHash(world.secret, from.user.platform, from.user.id);
      const invocation = { ...from, command: name, given: {}, via: 'line' } as const;
      const found = await caller(tx, world.secret, owner, invocation, false);
      homes = await homesToBeIn(tx, world.secret, found, invocation);
      const meaning = command.dates?.[fieldName];
      if (!meaning) return choicesOf(field, tx, found, world);
      const { dir, seats, person } = found;
      if (!dir || seats.length === 0) return [];
      const lang = spoken(person?.language ?? from.user.lang ?? dir.group.language);
      const ctx = makeCtx({ ...found, me: seats[0]!, tx, now: world.now(), lang, owner, invocation, world });
      meant = typed.length > (field.max ?? 0) ? [] : dateChoices(ctx, meaning, fieldName, typed);
      return [...((await meaning.offers?.(ctx)) ?? []), ...eventChoices(dir, false, ctx.today, (event) => meaning.takes?.(event, ctx.today) ?? false)];
    });
    if (homes.length > 0 && !(await isPresent(world, from.user, homes, typingMs))) return [];
    const key = fold(typed).trim();
    const starting = all.filter(({ value, label }) => fold(value).startsWith(key) || fold(label).startsWith(key));
    const holding = all.filter((choice) => !starting.includes(choice) && fold(`${choice.label} ${choice.value}`).includes(key));
    const others = [...starting, ...holding].map(({ label, value }) => ({ label: cut(label, 75), value: cut(value, 100) }));
    return [...meant, ...others.filter(({ value }) => !meant.some((date) => fold(date.value).trim() === value))].slice(0, most);
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
  if (field.of === 'organisation') return [...dir.organisations.values()].map((each) => ({ label: fullName(each), value: each.acronym }));
  if (field.of === 'side') return dir.sides.map(({ id, label }) => ({ label, value: id }));
  if (field.of === 'event' || field.of === 'deadline') return eventChoices(dir, field.of === 'deadline', dayOf(world.now(), dir.group.zone));
  if (field.of === 'commitment') return (await listCommitments(tx, group)).map(({ commitment: { number, title } }) => ({ label: `C${number} ${title}`, value: `C${number}` }));
  if (field.of === 'milestone') return (await milestonesOf(tx, group)).map(({ commitment, number, title }) => ({ label: `C${commitment}.${number} ${title}`, value: `C${commitment}.${number}` }));
  if (field.of === 'meeting') return (await listMeetings(tx, group)).filter(({ meeting }) => meeting.cancelled === null).toReversed().map(({ meeting: { number, title } }) => ({ label: `M${number} ${title}`, value: `M${number}` }));
  return [];
}

/** Events, those to come first, each with its deadlines where one of them could be meant. */
function eventChoices({ events: all, deadlines }: Directory, withDeadlines: boolean, today: string, fits: (event: KeyEvent) => boolean = () => true): Choice[] {
  const events = [...all.values()].filter(fits);
  const days = new Map(events.map((event) => [event, occurrence(event, today)]));
  const order = (event: KeyEvent) => (days.get(event) === undefined ? '1' : days.get(event)!.ends >= today ? `0${days.get(event)!.starts}` : '2');
  const sorted = [...events].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return sorted.flatMap(({ id, title }) => {
    const own = withDeadlines ? deadlines.filter(({ event, cancelled }) => event === id && cancelled === null) : [];
    return [{ label: `${eventName(id)}, ${title}`, value: id }, ...own.map((deadline) => ({ label: `${deadlineName(deadline)}, ${deadline.title}`, value: deadlineName(deadline) }))];
  });
}
