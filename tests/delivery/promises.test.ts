import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, dayOf, stamp } from '#core/time.ts';
import { directory } from '#db/groups.ts';
import { hoursIn } from '#db/hours.ts';
import { keyOf, remindersOf, type Reminder } from '#db/reminders.ts';
import { isWorking, nextWorking } from '#rules/hours.ts';
import { ladders } from '#rules/things.ts';
import { runs } from '#tests/support/runs.ts';
import { sample, testbed, type Got, type Testbed } from '#tests/support/world.ts';

const group = 'unodc-cso-group';
const leads = ['anpud', 'hrc', 'menahra', 'intercambios'] as const;
const zones = ['Bangkok', 'Auckland', 'Los Angeles', 'Kathmandu', 'Vienna', 'Nairobi', 'Sao Paulo', 'Beirut'];
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const first = '2013-04-01';

/** A small group: four networks and UNODC, with events and without any past. */
const few = ['anpud', 'hrc', 'menahra', 'intercambios', 'unodc'];
const file = JSON.stringify({
  ...sample, roles: [], meetings: [], decisions: [], commitments: [], organisations: sample.organisations.filter(({ id }: { id: string }) => few.includes(id)),
  group: { ...sample.group, membersOrParticipants: few, sides: sample.group.sides.map((side: { organisations: string[] }) => ({ ...side, organisations: side.organisations.filter((id) => few.includes(id)) })) },
});

/** Somebody who leads something: where, when they work, what they promised and until when. */
const member = fc.record({
  zone: fc.constantFrom(...zones), from: fc.integer({ min: 0, max: 20 }), lasts: fc.integer({ min: 1, max: 10 }),
  rest: fc.subarray(weekdays, { maxLength: 5 }), due: fc.oneof(fc.integer({ min: 3, max: 70 }), fc.integer({ min: -60, max: -1 }).map((days) => `vilnius-2013 ${days}d`)),
});
/** What goes on in the group: after so many hours, somebody reports, or the conference moves, or its application has another last hour. */
const step = fc.record({
  hours: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 200 })),
  act: fc.oneof(
    fc.record({ report: fc.integer({ min: 0, max: 3 }), status: fc.constantFrom('on-track', 'at-risk', 'done') }),
    fc.record({ move: fc.integer({ min: 60, max: 110 }) }),
    fc.record({ deadline: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 30 })), hour: fc.integer({ min: 0, max: 23 }) }),
  ),
});
const world = fc.record({ members: fc.array(member, { minLength: 2, maxLength: 4 }), steps: fc.array(step, { minLength: 3, maxLength: 10 }) });
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

/** Says a line. In the middle of a life it may be refused: a deadline after its event, a move into the past. */
async function says(bed: Testbed, who: string, line: string, mayRefuse = false): Promise<void> {
  const outcome = await bed.as(who).says(line);
  if (!('say' in outcome) || (outcome.error && !mayRefuse)) throw new Error(`${line}: ${JSON.stringify(outcome)}`, { cause: bed.bugs[0] });
}

async function begin({ members }: Pick<World, 'members'>): Promise<Testbed> {
  const bed = await testbed({ file });
  bed.now = Temporal.Instant.from(`${first}T10:00:00Z`);
  for (const [i, { zone, from, lasts, rest, due }] of members.entries()) {
    const who = leads[i]!;
    const clock = (hour: number) => (hour === 24 ? '23:59' : `${String(hour).padStart(2, '0')}:00`);
    await says(bed, who, `/my zone ${zone}`);
    await says(bed, who, `/my hours ${clock(from)}-${clock(Math.min(24, from + lasts))} rest:${rest.length === 0 ? 'none' : rest.join(',')}`);
    await says(bed, who, `/commitment add Promise of ${who} due:"${typeof due === 'number' ? addDays(first, due) : due}" lead:${who} counterpart:UNODC`);
    await says(bed, 'coordinator agency-side', `/commitment agree ${1 + i}`);
  }
  return bed;
}

async function live(bed: Testbed, { steps, members }: World): Promise<Got[]> {
  const got: Got[] = [];
  for (const [i, { hours, act }] of steps.entries()) {
    got.push(...(await bed.passes(`+${hours}h`)));
    if ('report' in act) await says(bed, leads[act.report % members.length]!, `/update ${1 + (act.report % members.length)} ${act.status}`, true);
    else if ('move' in act) await says(bed, 'coordinator agency-side', `/event move vilnius-2013 to:"${addDays(first, act.move)}" sure:yes`, true);
    else await says(bed, 'coordinator agency-side', `/event deadline vilnius-2013 "Abstracts ${i}" closes:"${addDays(dayOf(bed.now, 'Europe/Vienna'), act.deadline)} ${String(act.hour).padStart(2, '0')}:00 Vienna"`, true);
  }
  got.push(...(await bed.passes('+5w')));
  expect(bed.bugs).toEqual([]);
  return got;
}

const rowsOf = (bed: Testbed) => bed.store.read((tx) => remindersOf(tx, group));

test('nobody is reminded outside their working hours unless it would be too late in the next, nor more than three times on one of their days', async () => {
  let [outside, busiest] = [0, 0];
  await fc.assert(fc.asyncProperty(world, async (made) => {
    const bed = await begin(made);
    const got = await live(bed, made);
    const hours = await bed.store.read(async (tx) => hoursIn(tx, (await directory(tx, group))!));
    for (const row of await rowsOf(bed)) {
      // What went to somebody else was given at their hours.
      if (row.state !== 'sent' || row.recipient === 'room' || row.recipient.startsWith('alternate/') || row.cause === 'instead') continue;
      const [at, own] = [Temporal.Instant.from(row.at!), hours(row.recipient)];
      if (isWorking(at, own)) continue;
      expect(row.until !== null && row.until <= stamp(nextWorking(at, own)), `${keyOf(row)} at ${row.at}`).toBe(true);
      outside++;
    }
    const days = new Map<string, number>();
    for (const { to, at } of got) {
      const lead = leads.find((id) => to === `Focal point, ${id === 'intercambios' ? 'Intercambios' : id.toUpperCase()}`);
      const day = `${to} ${dayOf(at, lead ? hours(`focal/${lead}`).zone : 'Europe/Vienna')}`;
      if (!to.startsWith('#')) days.set(day, (days.get(day) ?? 0) + 1);
    }
    busiest = Math.max(busiest, ...days.values());
    expect([...days].filter(([, count]) => count > 3)).toEqual([]);
    await bed.close();
  }), runs(8, 5));
  console.log(`outside working hours, because it would have been too late: ${outside}; most messages for one person on one day: ${busiest}`);
  expect(busiest).toBeGreaterThan(0);
}, 600_000);

test('an event that is moved away and back restores every due date, and nothing that was said is said again', async () => {
  let sent = 0;
  const moved = fc.record({ members: fc.array(member, { minLength: 2, maxLength: 4 }), days: fc.integer({ min: 5, max: 60 }), to: fc.integer({ min: 62, max: 120 }).filter((day) => day !== 69), gap: fc.integer({ min: 0, max: 72 }) });
  await fc.assert(fc.asyncProperty(moved, async ({ members, days, to, gap }) => {
    const [still, other] = [await begin({ members }), await begin({ members })];
    const [a, b] = [await still.passes(`+${days}d`), await other.passes(`+${days}d`)];
    expect(b.map(({ at, to: who, text }) => `${at} ${who} ${text}`)).toEqual(a.map(({ at, to: who, text }) => `${at} ${who} ${text}`));
    const said = (await rowsOf(other)).filter(({ state }) => state === 'sent');
    sent += said.length;
    await says(other, 'coordinator agency-side', `/event move vilnius-2013 to:"${addDays(first, to)}" sure:yes`);
    const away = stamp(other.now);
    if (gap > 0) await Promise.all([still.passes(`+${gap}h`), other.passes(`+${gap}h`)]);
    await says(other, 'coordinator agency-side', '/event move vilnius-2013 to:"9 June 2013" sure:yes');
    const today = dayOf(other.now, 'Europe/Vienna');
    const plannedIn = async (bed: Testbed) => (await rowsOf(bed)).filter((row) => row.state === 'planned' && isRung(row) && row.day >= today && row.due > stamp(bed.now)).map((row) => `${keyOf(row)} ${row.due}`).sort();
    // What came up where nothing moved, while the event was away here, is still to come here.
    const meanwhile = new Set((await rowsOf(still)).filter(({ state, at }) => state !== 'planned' && at! > away).map(keyOf));
    const restored = (await plannedIn(other)).filter((line) => !meanwhile.has(line.slice(0, line.lastIndexOf(' '))));
    expect(restored).toEqual(await plannedIn(still));
    const got = await other.passes('+6w');
    const now = new Map((await rowsOf(other)).map((row) => [keyOf(row), row]));
    for (const row of said) expect(now.get(keyOf(row))).toMatchObject({ state: 'sent', at: row.at });
    expect(got.filter(({ text }) => /was .*, is now/.test(text) && !/Your week|This week/.test(text)).filter(({ text }) => /was (\S+ \d+ \S+ \d+), is now \1/.test(text))).toEqual([]);
    expect(other.bugs).toEqual([]);
    await Promise.all([still.close(), other.close()]);
  }), runs(5, 3));
  expect(sent).toBeGreaterThan(0);
}, 300_000);

const isRung = ({ kind }: Reminder) => (ladders as readonly string[]).includes(kind);
