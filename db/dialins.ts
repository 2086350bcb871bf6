import type { Secret } from '#core/secret.ts';
import { stamp } from '#core/time.ts';
import { directory } from '#db/groups.ts';
import { listMeetings } from '#db/meetings.ts';
import { prepared } from '#db/prepared.ts';
import { lockQueues } from '#db/queue.ts';
import { receive, wasReceived } from '#db/received.ts';
import type { Tx } from '#db/schema.ts';
import type { Dialin } from '#rules/dialin.ts';
import { sittingsOf, type Sitting } from '#rules/meeting.ts';

/** For so many hours after the last sitting that it is for, a link is kept. */
const keptHours = 24;

/** How one comes into a sitting of a meeting: by its own link, else by that of the whole meeting (`slot` empty). Undefined where none is set. */
export async function dialinFor(tx: Tx, secret: Secret, group: string, meeting: number, slot: string): Promise<Dialin | undefined> {
  const rows = await sealedFor(tx, { group, meeting, slot });
  const row = rows.find((each) => each.slot === slot) ?? rows[0];
  return row && (JSON.parse(secret.open(row.sealed)) as Dialin);
}
const sealedFor = prepared<{ group: string; meeting: number; slot: string }, { slot: string; sealed: string }>((tx, slot) => {
  const own = tx.selectFrom('dialin').select(['slot', 'sealed']).where('group_id', '=', slot('group')).where('meeting', '=', slot('meeting'));
  return own.where((e) => e.or([e('slot', '=', ''), e('slot', '=', slot('slot'))]));
});

/** Keeps how one comes into a sitting, or into all of a meeting (`slot` empty), sealed; `seat` has said so. It takes the place of what was there. */
export async function setDialin(tx: Tx, secret: Secret, group: string, meeting: number, slot: string, dialin: Dialin, seat: string, now: Temporal.Instant): Promise<void> {
  const row = { sealed: secret.seal(JSON.stringify(dialin)), seat, at: stamp(now) };
  await tx.insertInto('dialin').values({ group_id: group, meeting, slot, ...row }).onConflict((c) => c.columns(['group_id', 'meeting', 'slot']).doUpdateSet(row)).execute();
}

/** Notes that somebody has been given the way into a sitting as it stands. Nobody can read that from it. */
export async function noteGiven(tx: Tx, secret: Secret, group: string, sitting: Given, person: string, now: Temporal.Instant): Promise<void> {
  await receive(tx, markOf(secret, group, sitting, person), now);
}

/** Who of some people has been given the way into a sitting. Nobody is given it any more before this transaction is through. */
export async function givenTo(tx: Tx, secret: Secret, group: string, sitting: Given, people: readonly string[]): Promise<string[]> {
  await lockQueues(tx);
  const given: string[] = [];
  for (const person of people) if (await wasReceived(tx, markOf(secret, group, sitting, person))) given.push(person);
  return given;
}

type Given = Pick<Sitting, 'number' | 'slot' | 'at'>;
const markOf = (secret: Secret, group: string, { number, slot, at }: Given, person: string) => secret.hash(`given ${group} M${number}/${slot} ${at} ${person}`);

/** Forgets how one comes into a meeting and all its sittings; with a slot, into that one only. */
export async function forgetDialins(tx: Tx, group: string, meeting: number, slot?: string): Promise<void> {
  const gone = tx.deleteFrom('dialin').where('group_id', '=', group).where('meeting', '=', meeting);
  await (slot === undefined ? gone : gone.where('slot', '=', slot)).execute();
}

/** Keeps the links of sittings that are known by other slots now: old → new; forgets those of all others, but for the slots that stay. */
export async function moveDialins(tx: Tx, group: string, meeting: number, slots: ReadonlyMap<string, string>, stays: ReadonlySet<string>): Promise<void> {
  const rows = await tx.selectFrom('dialin').selectAll().where('group_id', '=', group).where('meeting', '=', meeting).execute();
  const going = rows.filter(({ slot }) => !stays.has(slot));
  // All first, because one can go where another was.
  for (const { slot } of going) await forgetDialins(tx, group, meeting, slot);
  for (const row of going) if (slots.has(row.slot)) await tx.insertInto('dialin').values({ ...row, slot: slots.get(row.slot)! }).execute();
}

/** Forgets the links of what has been over, or called off, for a day. */
export async function sweepDialins(tx: Tx, now: Temporal.Instant): Promise<void> {
  const rows = await tx.selectFrom('dialin').select(['group_id', 'meeting', 'slot']).execute();
  const before = stamp(now.subtract({ hours: keptHours }));
  for (const [group, own] of Map.groupBy(rows, ({ group_id }) => group_id)) {
    const dir = await directory(tx, group);
    const meetings = dir ? await listMeetings(tx, group) : [];
    for (const { meeting: number, slot } of own) {
      const found = meetings.find(({ meeting }) => meeting.number === number);
      const isPast = found ? endOf(found, slot, dir!.events) < before : true;
      if (isPast) await forgetDialins(tx, group, number, slot);
    }
  }
}

/** When what a link is for is over: a stamp that no other comes after while its time is being found. */
function endOf({ meeting, occurrences }: Awaited<ReturnType<typeof listMeetings>>[number], slot: string, events: Parameters<typeof sittingsOf>[2]): string {
  if (meeting.starts === null) return meeting.cancelled ?? '9999';
  const of = sittingsOf(meeting, occurrences, events).filter((sitting) => slot === '' || sitting.slot === slot);
  const last = of.findLast(({ state }) => state === 'on')?.ends ?? '';
  // What is called off can be taken back for a while.
  const changed = of.at(-1)?.changed ?? meeting.changed;
  return last > changed ? last : changed;
}
