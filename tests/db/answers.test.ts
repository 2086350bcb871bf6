import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { message } from '#core/message.ts';
import { makeSecret } from '#core/secret.ts';
import { stamp } from '#core/time.ts';
import { sweepAnswers } from '#db/answers.ts';
import { directory } from '#db/groups.ts';
import { listMeetings } from '#db/meetings.ts';
import { lockGroup, openStore, tableNames, type Store } from '#db/open.ts';
import { post } from '#db/outbox.ts';
import { replay, stateOf } from '#db/save.ts';
import { sweep } from '#db/sweep.ts';
import type { Tx } from '#db/schema.ts';
import { sittingsOf } from '#rules/meeting.ts';
import { group } from '#tests/support/conversation.ts';
import { runs } from '#tests/support/runs.ts';
import { meets, meetsWeekly, sits } from '#tests/support/sitting.ts';
import { onBoth } from '#tests/support/stores.ts';
import { testbed, type Testbed } from '#tests/support/world.ts';

const secret = makeSecret('test');
const chair = 'coordinator civil-society-side';
/** A call on 3 April, a series on four Wednesdays in March, and a poll about three days in March. */
async function begin(address: string): Promise<{ bed: Testbed; ana: string }> {
  const bed = await testbed({ address });
  await meets(bed, { number: 1, starts: '2013-04-03T15:00' });
  await meetsWeekly(bed, { number: 2, starts: '2013-03-06T15:00' });
  const ana = await sits(bed, secret, 'ana', 'alternate', { organisation: 'inpud' });
  await meets(bed, { number: 3, starts: null, slots: ['2013-03-12T16:30', '2013-03-14T10:00', '2013-03-15T09:00'], closes: '2013-03-10T12:00:00.000Z' });
  return { bed, ana };
}

/** Everything that is kept, table by table, a line for each row. */
const dump = (store: Store) =>
  store.read(async (tx) => {
    const rows: string[] = [];
    for (const name of (await tableNames(tx)).sort()) rows.push(...(await sql.raw(`select * from "${name}"`).execute(tx)).rows.map((row) => `${name} ${JSON.stringify(row)}`).sort());
    return rows;
  });

/** What is said or done next, and how much time then passes. */
const who = fc.constantFrom('inpud', 'hri', 'idpc', 'ana', chair);
const act = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant('answer' as const), who, meeting: fc.constantFrom('M1', 'M2', 'M2 on:all'), says: fc.constantFrom('attend', 'maybe', 'apologies', 'alternate', 'attend behalf:AHRN', 'apologies behalf:WHO') }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('answer' as const), who, meeting: fc.constant('M3'), says: fc.constantFrom('1 yes', '2 no', '3 if-need-be', 'all:yes') }) },
  { weight: 3, arbitrary: fc.constant({ does: 'undo' as const }) },
  { weight: 4, arbitrary: fc.constantFrom(
    '/meeting move M1 to:"10 April 2013 16:00"', '/meeting move M1 to:"20 March 2013 09:00"', '/meeting move M2 on:"13 March 2013" to:"14 March 2013 10:00" all:yes', '/meeting move M2 to:"Tue 10:00" all:yes',
    '/meeting move M2 on:"20 March 2013" to:"21 March 2013 17:00"', '/meeting cancel M2 on:"27 March 2013"', '/meeting cancel M1', '/meeting end M2 until:"15 March 2013"', '/meeting choose M3 1', '/meeting choose M3 2 repeat:"every Thu, 3 times"', '/meeting cancel M3',
  ).map((line) => ({ does: 'change' as const, line })) },
);
const sweeping = fc.constantFrom('no', 'sweep', 'killed');
const step = fc.record({ act, days: fc.oneof({ weight: 6, arbitrary: fc.nat(3) }, { weight: 2, arbitrary: fc.integer({ min: 10, max: 60 }) }), swept: sweeping });

/** What is kept of answers, each with when its sitting ends; undefined where it has no such sitting any more. */
async function kept(tx: Tx): Promise<{ row: string; ends: string | undefined }[]> {
  const { events } = (await directory(tx, group))!;
  const sittings = new Map((await listMeetings(tx, group)).map(({ meeting, occurrences }) => [meeting.number, sittingsOf(meeting, occurrences, events)]));
  const rows = await tx.selectFrom('rsvp').selectAll().execute();
  const lines = await tx.selectFrom('history').selectAll().where('kind', '=', 'rsvp').execute();
  const ends = (meeting: number, slot: string) => sittings.get(meeting)?.find((each) => each.slot === slot)?.ends;
  return [
    ...rows.map((row) => ({ row: JSON.stringify(row), ends: ends(row.meeting, row.slot) })),
    ...lines.map((row) => ({ row: JSON.stringify(row), ends: ends(Number(row.id.split('/')[0]), row.id.split('/')[1]!) })),
  ];
}

const sweeps = (bed: Testbed) =>
  bed.store.tx(async (tx) => {
    await lockGroup(tx, group);
    await sweepAnswers(tx, group, bed.now);
  });

/** Sweeps, and sees that what is over for ninety days has gone, nothing else has, and that history adds up to the state. */
async function sweepsWell(bed: Testbed): Promise<number> {
  const before = await bed.store.read(kept);
  const last = (tx: Tx) => tx.selectFrom('history').select((e) => e.fn.max('seq').as('seq')).where('group_id', '=', group).executeTakeFirstOrThrow();
  const was = Number((await bed.store.read(last)).seq);
  await sweeps(bed);
  const after = await bed.store.read(kept);
  const cutoff = stamp(bed.now.subtract({ hours: 90 * 24 }));
  expect(after.filter(({ ends }) => ends !== undefined && ends <= cutoff)).toEqual([]);
  const left = new Set(after.map(({ row }) => row));
  expect(before.filter(({ row, ends }) => ends !== undefined && ends > cutoff && !left.has(row))).toEqual([]);
  expect(Number((await bed.store.read(last)).seq)).toBeGreaterThanOrEqual(was);
  await bed.store.read(async (tx) => expect(await replay(tx, group)).toEqual(await stateOf(tx, group)));
  return before.length - after.length;
}

onBoth('answers that are forgotten', ({ kind, fresh }) => {
  test('whatever was answered, moved and taken back between sweeps: history adds up, nothing goes early, and in the end no table holds an answer', async () => {
    let forgotten = 0;
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 30 }), async (steps) => {
      const address = await fresh();
      const { bed, ana } = await begin(address);
      /** The instants of answers, by which each is known wherever it is written. */
      const marks = new Set<string>();
      let last = chair;
      for (const [i, { act: next, days, swept }] of steps.entries()) {
        bed.now = bed.now.add({ minutes: 3, milliseconds: i + 1 });
        if (next.does === 'answer') {
          marks.add(stamp(bed.now));
          last = next.says.includes('behalf') ? chair : next.who;
          const [meeting, ...on] = next.meeting.split(' ');
          await bed.as(last).says([meeting === 'M3' ? '/meeting answer' : '/meeting rsvp', meeting, next.says, ...on].join(' '));
        } else if (next.does === 'undo') await bed.as(last).says('/my undo');
        else {
          const shown = await bed.as(chair).says(next.line);
          last = chair;
          if ('say' in shown && shown.say.tone !== 'refusal' && shown.say.tone !== 'done') await bed.as(chair).presses(shown.say, 1).catch(() => undefined);
        }
        bed.now = bed.now.add({ hours: 24 * days, seconds: 1 });
        if (swept === 'sweep') forgotten += await sweepsWell(bed);
        if (swept === 'killed') {
          const before = await dump(bed.store);
          const killed = bed.store.tx(async (tx) => {
            await lockGroup(tx, group);
            await sweepAnswers(tx, group, bed.now);
            throw new Error('killed');
          });
          await expect(killed).rejects.toThrow('killed');
          expect(await dump(bed.store)).toEqual(before);
        }
      }
      bed.now = bed.now.add({ hours: 24 * 200 });
      await bed.store.tx((tx) => sweep(tx, bed.now));
      forgotten += await sweepsWell(bed);
      // Of a queue, which nobody empties here, the times say only when its address was last written to.
      const rows = (await dump(bed.store)).filter((row) => !row.startsWith('queue '));
      expect(rows.filter((row) => /^(?:rsvp|preference) /.test(row) || /^history .*"kind":"(?:rsvp|preference)"/.test(row))).toEqual([]);
      expect(rows.filter((row) => [...marks].some((mark) => row.includes(mark)))).toEqual([]);
      expect(rows.filter((row) => row.startsWith('reminder ') && /"subject":"M\d/.test(row) && (row.includes('"cause":"answered"') || row.includes(ana)))).toEqual([]);
      expect(rows.filter((row) => row.includes('meeting.forget') && /"(?:seat|behalf)":"/.test(row))).toEqual([]);
      await bed.store.read(async (tx) => expect(await replay(tx, group)).toEqual(await stateOf(tx, group)));
      expect(bed.bugs).toEqual([]);
      await bed.close();
      const file = kind === 'SQLite' ? readFileSync(address.replace('file:', ''), 'latin1') : '';
      expect([...marks].filter((mark) => file.includes(`"at":"${mark}"`))).toEqual([]);
    }), runs(6));
    expect(forgotten).toBeGreaterThan(0);
  }, 600_000);

  test('what still waits for a platform that nobody sends to any more is gone after ninety days: it may say who answered what', async () => {
    const store = await openStore(await fresh(), Temporal.Instant.from('2013-02-22T08:00:00Z'));
    const at = Temporal.Instant.from('2013-02-22T08:00:00Z');
    const day = (days: number) => at.add({ hours: 24 * days });
    await store.tx((tx) => post(tx, group, 'elsewhere:@p', message(undefined, { text: ['You attend.'] }), at));
    await store.tx((tx) => post(tx, group, 'elsewhere:@p', message(undefined, { text: ['Later.'] }), day(1)));
    const waiting = () => store.read(async (tx) => (await tx.selectFrom('outbox').select('message').orderBy('id').execute()).map((row) => row.message.replace(/^.*\["(.*)"\].*$/, '$1')));
    await store.tx((tx) => sweep(tx, day(90)));
    expect(await waiting()).toEqual(['You attend.', 'Later.']);
    await store.tx((tx) => sweep(tx, day(90).add({ milliseconds: 1 })));
    expect(await waiting()).toEqual(['Later.']);
    await store.close();
  });
});
