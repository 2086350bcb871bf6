import { expect, test } from 'vitest';
import type { Message } from '#core/message.ts';
import { listMeetings } from '#db/meetings.ts';
import { remindersOf } from '#db/reminders.ts';
import { bed, conversations, group, hears, later, say } from '#tests/support/conversation.ts';
import { pollLine } from '#tests/support/polling.ts';
import { meets, meetsWeekly } from '#tests/support/sitting.ts';
import { read } from '#tests/support/world.ts';

conversations();

const civil = 'coordinator civil-society-side';
const press = async (message: Message, label: string) => read(say(await bed.as(civil).presses(message, label)));
const toSeats = async () => (await bed.posted()).filter(({ address }) => address.includes('@')).map(({ message }) => read(message));
const parts = async () => (await bed.store.read((tx) => listMeetings(tx, group))).map(({ meeting: { number, chair, convenor, notetaker } }) => `M${number} ${chair} ${convenor} ${notetaker}`);

test('an organisation that ends: its successor chairs, calls and takes notes in its place, of what is to come; whoever speaks for it is told once', async () => {
  await meetsWeekly(bed, { chair: 'ehrn', notetaker: 'ehrn' });
  await meets(bed, { number: 2, title: 'Single call', starts: '2013-02-25T15:00', convenor: 'ehrn', chair: 'inpud' });
  await hears(civil, `${pollLine} convenor:EHRN sure:yes`);
  await meets(bed, { number: 4, title: 'Of others', chair: 'inpud' });
  later({ hours: 24 * 4 });
  await bed.posted();
  const asked = await bed.as(civil).hears('/member handover EHRN to:ENPUD');
  expect(read(asked)).toMatch(/^EHRN has ended, and ENPUD takes over\?\nNo open commitment moves, and its part in 2 meetings\. The seat of EHRN ends\.\nM1 Weekly call\n {2}Chair, Notes · Next: 2013-02-27T14:00:00\.000Z\.\nM3 Planning call\n {2}Called by · A time is being found\.\n/);
  expect(await press(asked, 'Yes, hand over')).toMatch(/^Done\. EHRN has ended; ENPUD is its successor\. In 2 meetings ENPUD takes its place\.\n/);
  // What is over stays as it was.
  expect(await parts()).toEqual(['M1 enpud null enpud', 'M2 inpud ehrn null', 'M3 null enpud null', 'M4 inpud null null']);
  expect(await toSeats()).toEqual([
    'EHRN has ended, and ENPUD takes its place in 2 meetings:\nM1 Weekly call\n  Chair, Notes · Next: 2013-02-27T14:00:00.000Z.\nM3 Planning call\n  Called by · A time is being found.\n[Show M1] [Show M3]',
  ]);
  // As with commitments, a seat that has ended stands in the way of taking all that back.
  expect(await hears(civil, '/my undo')).toContain('Seats and offers cannot be taken back.');
  const closing = (await bed.store.read((tx) => remindersOf(tx, group, 'M3'))).filter(({ kind, state }) => kind === 'polled' && state === 'planned');
  expect(closing.map(({ recipient }) => recipient)).toEqual(['focal/enpud']);
  expect(await hears('enpud', '/meeting change M1 city:Vilnius')).toContain('M1 Weekly call is changed:');
});

test('where nobody speaks for the successor either, the coordinators hear which roles stand open', async () => {
  await meetsWeekly(bed, { chair: 'ehrn', notetaker: 'inpud' });
  await hears('enpud', '/my data erase sure:yes');
  await bed.posted();
  const done = await press(await bed.as(civil).hears('/member handover EHRN to:ENPUD'), 'Yes, hand over');
  expect(done).toContain('In one meeting ENPUD takes its place. Nobody holds a seat for ENPUD now. The coordinators are told.');
  expect(await toSeats()).toEqual(['M1 Weekly call: nobody holds a seat for ENPUD now, so its role in this meeting is open (Chair). Please find somebody, or another organisation.\n[Name another one] [Show it]']);
  expect(await hears('inpud', '/meeting show M1')).toContain('ENPUD');
});
