import { describe, expect, test } from 'vitest';
import { buttonsOf } from '#core/message.ts';
import { makeSecret } from '#core/secret.ts';
import { stamp } from '#core/time.ts';
import { bed, conversations, hears, say } from '#tests/support/conversation.ts';
import { answersIn, meets, meetsWeekly, sits } from '#tests/support/sitting.ts';
import { read } from '#tests/support/world.ts';

conversations();

const secret = makeSecret('test');
const at = (instant: string) => void (bed.now = Temporal.Instant.from(instant));
const slots = ['2013-03-13T15:00', '2013-03-14T15:00', '2013-03-15T15:00'];
const polls = () => meets(bed, { number: 2, title: 'Planning call', starts: null, slots, closes: stamp(Temporal.Instant.from('2013-03-10T15:00:00Z')) });

describe('my next', () => {
  test('shows the meeting that comes before the event, with its time and my answer', async () => {
    await meets(bed);
    const next = await bed.as('inpud').hears('/my next');
    expect(read(next).split('\n').slice(0, 5)).toEqual([
      'M1 Weekly call', '2013-02-27T14:00:00.000Z · you have not answered', 'CND56 CND, 56th session', 'Mon 11 March 2013 to Fri 15 March 2013 · Vienna · in 17 days', '[Attend M1] [Apologies M1] [Show M1] [Show it] [My tasks] [The calendar]',
    ]);
    expect(buttonsOf(next).map(({ label }) => label)).toEqual(['Attend M1', 'Apologies M1', 'Show M1', 'Show it', 'My tasks', 'The calendar']);
    await bed.as('inpud').presses(next, 'Attend M1');
    const answered = await bed.as('inpud').hears('/my next');
    expect(read(answered)).toContain('2013-02-27T14:00:00.000Z · you attend\n');
    expect(buttonsOf(answered).map(({ label }) => label)).toEqual(['Apologies M1', 'Show M1', 'Show it', 'My tasks', 'The calendar']);
    expect(await hears('observer', '/my next')).toMatch(/^M1 Weekly call\n2013-02-27T14:00:00\.000Z\nCND56 /);
  });

  test('has the way into the call in the last half hour and while it lasts', async () => {
    await meets(bed);
    const labels = async () => buttonsOf(await bed.as('inpud').hears('/my next')).map(({ label }) => label);
    at('2013-02-27T13:29:00Z');
    expect(await labels()).not.toContain('Join');
    for (const instant of ['2013-02-27T13:30:00Z', '2013-02-27T14:30:00Z']) {
      at(instant);
      expect((await labels())[0]).toBe('Join');
    }
    expect(read(say(await bed.as('inpud').presses(await bed.as('inpud').hears('/my next'), 'Join')))).toContain('No link is set for this call.');
    at('2013-02-27T15:00:00Z');
    expect(await hears('inpud', '/my next')).toMatch(/^CND56 /);
  });

  test('has the event first where that begins first, then the meeting; during it, a meeting of these days comes first', async () => {
    await meets(bed, { starts: '2013-03-12T15:00' });
    expect(await hears('inpud', '/my next')).toMatch(/^CND56 [^\n]*\n[^\n]*\nM1 Weekly call\n2013-03-12T14:00:00.000Z · you have not answered\n\[Attend M1\] \[Apologies M1\] \[Show M1\] /);
    at('2013-03-12T08:00:00Z');
    expect(await hears('inpud', '/my next')).toMatch(/^M1 Weekly call\n[^]*\nCND56 /);
  });
});

describe('my next with a poll', () => {
  test('asks when one can, until all is answered', async () => {
    await polls();
    const next = await bed.as('inpud').hears('/my next');
    expect(read(next)).toContain('M2 Planning call\n  When can you? Answers until 2013-03-10T15:00:00.000Z\n[Answer M2]');
    expect(read(next)).not.toContain('Nothing of yours');
    expect(read(say(await bed.as('inpud').presses(next, 'Answer M2')))).toContain('M2 Planning call');
    await hears('inpud', '/meeting answer M2 all:yes');
    expect(await hears('inpud', '/my next')).toMatch(/^CND56 [^]*\nNothing of yours is due before it is over\./);
    expect(await hears('observer', '/my next')).not.toContain('Planning call');
  });
});

describe('my tasks', () => {
  test('has meetings of the next two weeks that wait for my answer, of a series the next one', async () => {
    await meetsWeekly(bed);
    await meets(bed, { number: 3, title: 'Later call', starts: '2013-03-09T09:00' });
    const tasks = await bed.as('chrc').hears('/my tasks');
    expect(read(tasks)).toContain('M1 Weekly call\n  2013-02-27T14:00:00.000Z. Do you come?\n');
    expect(read(tasks)).not.toContain('Later call');
    expect(read(say(await bed.as('chrc').presses(tasks, 'Attend M1, 27 February')))).toContain('Noted: CHRC attends. M1 Weekly call: 2013-02-27T14:00:00.000Z.');
    const then = await bed.as('chrc').hears('/my tasks');
    expect(read(then)).toContain('M1 Weekly call\n  2013-03-06T14:00:00.000Z. Do you come?\n');
    await bed.as('chrc').presses(then, 'Apologies M1, 6 March');
    expect(await hears('chrc', '/my tasks')).not.toContain('Weekly call');
    expect(await answersIn(bed)).toEqual([['2013-02-27T15:00', 'chrc', 'attend', null], ['2013-03-06T15:00', 'chrc', 'apologies', null]]);
  });

  test('has polls that are open and that I have not answered whole', async () => {
    await polls();
    const tasks = await bed.as('chrc').hears('/my tasks');
    expect(read(tasks)).toContain('M2 Planning call\n  When can you? Answers until 2013-03-10T15:00:00.000Z\n');
    expect(buttonsOf(tasks).map(({ label }) => label)).toContain('Answer M2');
    const answer = (slot: string) => ({ group_id: 'unodc-cso-group', meeting: 2, slot, organisation: 'chrc', fit: 'yes', at: stamp(bed.now) });
    const [seat] = await bed.store.read((tx) => tx.selectFrom('seat').select('id').where('organisation', '=', 'chrc').execute());
    const give = (some: readonly string[]) => bed.store.tx((tx) => tx.insertInto('preference').values(some.map((slot) => ({ ...answer(slot), seat: seat!.id }))).execute());
    await give(slots.slice(0, 2));
    expect(await hears('chrc', '/my tasks')).toContain('Planning call');
    await give(slots.slice(2));
    expect(await hears('chrc', '/my tasks')).not.toContain('Planning call');
    at('2013-03-10T15:00:00Z');
    expect(await hears('hri', '/my tasks')).not.toContain('Planning call');
    await bed.store.tx((tx) => tx.deleteFrom('preference').execute());
  });

  test('asks nobody who is not called, nor for whom an answer was entered, nor of what is called off', async () => {
    await meets(bed, { chair: 'idpc' });
    await polls();
    await sits(bed, secret, 'ana', 'alternate', { organisation: 'inpud' });
    for (const who of ['ana', 'observer']) expect(await hears(who, '/my tasks')).not.toMatch(/Weekly call|Planning call/);
    await hears('idpc', '/meeting rsvp M1 apologies behalf:HRI');
    expect(await hears('hri', '/my tasks')).not.toContain('Weekly call');
    expect(await hears('hri', '/my next')).toContain('you sent apologies (entered by IDPC)');
    await bed.store.tx((tx) => tx.updateTable('meeting').set({ cancelled: stamp(bed.now) }).execute());
    expect(await hears('chrc', '/my tasks')).not.toMatch(/Weekly call|Planning call/);
    await bed.store.tx((tx) => tx.updateTable('meeting').set({ cancelled: null }).execute());
  });
});

test('what I answered is part of what is stored about me; erased, it stays as a former focal point’s', async () => {
  await meets(bed, { chair: 'unodc' });
  expect(await hears('inpud', '/my data')).toContain('Answers to meetings: None. What you answer to a meeting is forgotten ninety days after it.');
  await hears('inpud', '/meeting rsvp M1 attend');
  await hears('unodc', '/meeting rsvp M1 maybe behalf:WHO');
  expect(await hears('inpud', '/my data')).toContain('Answers to meetings: 1 answer. It counts for your organisation or side, and is shown under its name.');
  expect(await hears('inpud', '/my data export')).toContain('"2013-02-22T08:00:00.000Z M1 attend (Focal point, INPUD)"');
  expect(await hears('hri', '/my data export')).not.toContain('M1');
  const asked = await bed.as('inpud').hears('/my data erase');
  await bed.as('inpud').presses(asked, 'Yes, erase me');
  const audit = await hears('coordinator agency-side', '/group audit');
  expect(audit).toContain('M1: INPUD: attends\n  Former focal point ·');
  expect(await hears('unodc', '/meeting who M1')).not.toContain('Attends');
});
