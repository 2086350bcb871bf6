import { newId } from '#core/id.ts';
import { stamp } from '#core/time.ts';
import { rsvpsOf } from '#db/meetings.ts';
import type { Store } from '#db/open.ts';
import { personFor, seatsOf } from '#db/people.ts';
import { save } from '#db/save.ts';
import type { Secret } from '#core/secret.ts';
import { platform } from '#adapters/terminal/rooms.ts';
import type { Meeting, Role, Rsvp } from '#rules/things.ts';
import { group } from '#tests/support/conversation.ts';
import { series } from '#tests/support/meetings.ts';

type Bed = { readonly store: Store; readonly now: Temporal.Instant };

/** A call in the group of 2013: number 1, on Wednesday 27 February at 15:00 in Vienna, for an hour; as it is given otherwise. */
export async function meets({ store, now }: Bed, more: Partial<Meeting> = {}): Promise<Meeting> {
  const meeting = series({ number: 1, starts: '2013-02-27T15:00', rule: null, until: { by: 'none' }, changed: stamp(now), ...more });
  await store.tx((tx) => save(tx, { group, at: now, act: 'meeting.schedule', call: newId(now), seat: null, door: 'test' }, 'meeting', null, meeting));
  return meeting;
}

/** The same as a weekly series of four: 27 February, 6, 13 and 20 March. */
export const meetsWeekly = (bed: Bed, more: Partial<Meeting> = {}): Promise<Meeting> => meets(bed, { rule: 'FREQ=WEEKLY;BYDAY=WE;COUNT=4', ...more });

/** Gives somebody at the terminal one more seat. */
export async function sits({ store, now }: Bed, secret: Secret, who: string, role: Role, of: { readonly organisation?: string; readonly side?: string }): Promise<string> {
  const id = newId(now);
  await store.tx(async (tx) => {
    const person = await personFor(tx, secret, platform, who, now);
    const seat = { id, person_id: person.id, role, organisation: of.organisation ?? null, side: of.side ?? null, since: stamp(now), ended: null };
    await save(tx, { group, at: now, act: 'member.focal', call: newId(now), seat: null, door: 'test' }, 'seat', null, seat);
  });
  return id;
}

/** Ends the seats of an organisation in a role. */
export async function ends({ store, now }: Bed, organisation: string, role: Role): Promise<void> {
  await store.tx(async (tx) => {
    const held = (await seatsOf(tx, group)).filter((seat) => seat.organisation === organisation && seat.role === role);
    for (const seat of held) await save(tx, { group, at: now, act: 'member.leave', call: newId(now), seat: null, door: 'test' }, 'seat', seat, { ...seat, ended: stamp(now) });
  });
}

/** What is kept of the answers to the call: for which one of a series, for whom, what, and who entered it. */
export async function answersIn({ store }: Bed, meeting = 1): Promise<[string, string | null, string, string | null][]> {
  const rsvps: Rsvp[] = await store.read((tx) => rsvpsOf(tx, group, meeting));
  const answers = rsvps.map(({ slot, organisation, reply, entered }): [string, string | null, string, string | null] => [slot, organisation, reply, entered]);
  return answers.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** How many lines of history say something about answers. */
export async function noted({ store }: Bed): Promise<number> {
  return (await store.read((tx) => tx.selectFrom('history').select('seq').where('kind', '=', 'rsvp').execute())).length;
}
