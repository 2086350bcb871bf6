import { describe, expect, test } from 'vitest';
import { newId } from '#core/id.ts';
import { makeSecret } from '#core/secret.ts';
import type { Message } from '#core/message.ts';
import { listMeetings } from '#db/meetings.ts';
import { remindersOf } from '#db/reminders.ts';
import { bed, conversations, group, hears, later, say } from '#tests/support/conversation.ts';
import { pollLine } from '#tests/support/polling.ts';
import { meets, meetsWeekly, sits } from '#tests/support/sitting.ts';
import { read } from '#tests/support/world.ts';

conversations();

const civil = 'coordinator civil-society-side';
const agency = 'coordinator agency-side';
const press = async (who: string, message: Message, label: string | number) => say(await bed.as(who).presses(message, label));
const posted = async () => (await bed.posted()).map(({ address, message }) => ({ isRoom: !address.includes('@'), text: read(message), message }));
const toSeats = async () => (await posted()).filter(({ isRoom }) => !isRoom);
const kept = async (number = 1) => (await bed.store.read((tx) => listMeetings(tx, group))).find(({ meeting }) => meeting.number === number)!.meeting;
const told = () => bed.store.read((tx) => remindersOf(tx, group, 'M1')).then((rows) => rows.filter(({ kind }) => kind === 'moved' || kind === 'called'));
const form = async (who: string, given: Record<string, unknown>) => {
  const outcome = await bed.as(who).invokes('meeting.change', { ...given, form: 'open' }, { via: 'button' });
  if (!('ask' in outcome)) throw new Error(JSON.stringify(outcome));
  return outcome.ask;
};

describe('a change', () => {
  test('says what was and what is now; calendars hear of it without a new time; the card follows, nobody else is told', async () => {
    await hears(civil, '/meeting schedule Weekly call when:27 Feb 15:00 sure:yes');
    const before = await kept();
    const calls = (await told()).length;
    later({ hours: 25 });
    const done = await bed.as(civil).hears('/meeting change M1 title:"Planning\ncall" kind:face-to-face city:Vienna place:"Room C" event:CND56 convenor:UNODC');
    expect(read(done)).toBe([
      'M1 Planning call is changed:', 'Title: Weekly call → Planning call', 'Kind: teleconference → face-to-face meeting', 'Called by: – → UNODC', 'City: – → Vienna', 'Venue and room: – → Room C', 'Event: – → CND56', '[Undo] [Show it]',
    ].join('\n'));
    expect(await kept()).toEqual({ ...before, title: 'Planning call', kind: 'face-to-face', city: 'Vienna', place: 'Room C', event: 'cnd56', convenor: 'unodc', changed: bed.now.toString({ fractionalSecondDigits: 3 }) });
    expect((await told()).length).toBe(calls);
    const posts = await posted();
    expect(posts.map(({ isRoom, text }) => [isRoom, text])).toEqual([[true, expect.stringMatching(/^M1 Planning call\nWhen: [^]*face-to-face meeting · Vienna\n/)]]);
    expect(posts[0]!.text).not.toMatch(/Room C|UNODC/);
  });
  test('of chair and note-taker is told to whoever speaks for them: each once, though they have both', async () => {
    await meetsWeekly(bed);
    expect(await hears(civil, '/meeting change M1 chair:INPUD notes:HRI')).toContain('\nChair: – → INPUD\nNotes: – → HRI\n2 people are told in private');
    const parts = async () => (await bed.passes('+1d')).filter(({ text }) => text.startsWith('Your part')).map(({ to, text }) => [to, text.split('\n').slice(1).join('\n')]).sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
    expect(await parts()).toEqual([
      ['Focal point, HRI', 'M1 Weekly call\n  from now on, HRI takes its notes · Wed 27 February 2013, 14:00 London (15:00 Vienna)\n[Show M1]'],
      ['Focal point, INPUD', 'M1 Weekly call\n  from now on, INPUD chairs it · Wed 27 February 2013, 14:00 London (15:00 Vienna)\n[Show M1]'],
    ]);
    await hears(civil, '/meeting change M1 chair:ANPUD notes:ANPUD');
    later({ hours: 60 });
    expect((await parts()).map(([to, text]) => [to, text?.split(' · ')[0]])).toEqual([['Focal point, ANPUD', 'M1 Weekly call\n  from now on, ANPUD chairs it and takes its notes']]);
    await hears('anpud', '/meeting change M1 title:Call');
    expect(await parts()).toEqual([]);
  });
  test('is told in working hours unless the meeting is near, and not at all where it is taken back before that', async () => {
    await meets(bed, { starts: '2013-03-27T15:00' });
    const parts = async (until: string) => (await bed.passes(until)).filter(({ text }) => text.startsWith('Your part')).map(({ to, at, text }) => `${to} ${at} ${text.split('\n')[2]}`);
    bed.now = Temporal.Instant.from('2013-02-25T16:01:00Z'); // 23:01 in Bangkok
    const changes = () => bed.as(civil).hears('/meeting change M1 chair:ANPUD');
    const done = await changes();
    expect(read(done)).toContain('One person is told in private when their next working day begins.');
    await press(civil, done, 'Undo');
    expect(await parts('2013-02-26T12:00:00Z')).toEqual([]);
    bed.now = Temporal.Instant.from('2013-02-27T02:00:00Z');
    const again = await changes();
    expect(await parts('2013-02-27T02:05:00Z')).toEqual(['Focal point, ANPUD 2013-02-27T02:00:00Z   from now on, ANPUD chairs it · Wed 27 March 2013, 21:00 Bangkok (15:00 Vienna)']);
    await press(civil, again, 'Undo');
    expect(await parts('2013-02-28T12:00:00Z')).toEqual(['Focal point, ANPUD 2013-02-28T02:00:00Z   it was taken back that ANPUD chairs it. You have nothing to do.']);
    bed.now = Temporal.Instant.from('2013-03-26T16:01:00Z');
    expect(read(await changes())).toContain('One person is told in private.\n');
    expect((await parts('2013-03-26T16:10:00Z'))[0]).toContain('Focal point, ANPUD 2013-03-26T16:0');
  });
  test('is told to the alternate where there is no focal point, and not to whoever makes it', async () => {
    await meets(bed, { chair: 'inpud' });
    await sits(bed, makeSecret('test'), 'second', 'alternate', { organisation: 'inpud' });
    await hears('inpud', '/meeting change M1 notes:INPUD');
    expect(await toSeats()).toEqual([]);
    await hears(civil, '/meeting change M1 notes:none chair:none');
    await hears('inpud', '/my data erase sure:yes');
    // The alternate is called in now.
    await bed.passes('+4d');
    await hears(civil, '/meeting change M1 notes:INPUD');
    expect((await bed.passes('+2h')).filter(({ text }) => text.includes('INPUD takes its notes')).map(({ to }) => to)).toEqual(['Alternate, INPUD']);
  });
  test('empties with none, and keeps what is not named', async () => {
    await meets(bed, { chair: 'inpud', convenor: 'unodc', notetaker: 'hri', city: 'Vienna', place: 'Room C', event: 'cnd56', kind: 'face-to-face' });
    expect(await hears(civil, '/meeting change 1 chair:none notes:None place:none')).toContain('Chair: INPUD → –\nNotes: HRI → –\nVenue and room: Room C → –');
    expect(await kept()).toMatchObject({ chair: null, convenor: 'unodc', notetaker: null, city: 'Vienna', place: null, event: 'cnd56' });
    await hears(civil, '/meeting change 1 event:none convenor:none city:none');
    expect(await kept()).toMatchObject({ convenor: null, city: null, event: null });
    expect(await toSeats()).toEqual([]);
  });
  test('can be taken back: all is as it was, the card too, and whoever was told hears of that', async () => {
    await meets(bed, { chair: 'hri' });
    later({ hours: 2 });
    const done = await bed.as(civil).hears('/meeting change M1 chair:INPUD place:"Room C" title:Call');
    await bed.passes('+5m');
    expect(read(await press(civil, done, 'Undo'))).toContain('Taken back: M1 Call: Title: Weekly call → Call; Chair changed; Venue and room changed');
    expect(await kept()).toMatchObject({ title: 'Weekly call', chair: 'hri', place: null, cancelled: null });
    const posts = await posted();
    expect((await bed.passes('+4d')).filter(({ text }) => text.includes('taken back')).map(({ to, text }) => [to, text.split('\n')[2]])).toEqual([['Focal point, INPUD', '  it was taken back that INPUD chairs it. You have nothing to do.']]);
    expect(posts.filter(({ isRoom }) => isRoom).map(({ text }) => text).join('\n')).not.toMatch(/Room C|INPUD|HRI/);
    expect(await told()).toEqual([]);
  });
  test('of a poll works the same way, and its answers stay', async () => {
    await press(civil, await bed.as(civil).hears(pollLine), 1);
    await bed.passes('+4d');
    await hears('inpud', '/meeting answer M1 all:yes');
    expect(await hears(civil, '/meeting change M1 title:Other call chair:UNODC')).toContain('Title: Planning call → Other call');
    expect(await hears(civil, '/meeting show M1')).toMatch(/^M1 Other call: finding a time\n[^]*yes: INPUD[^]*\[Change it\] \[Call it off\]/);
    expect((await bed.passes('+1d')).filter(({ text }) => text.startsWith('Your part')).map(({ to, text }) => [to, text.split('\n').slice(1)])).toEqual([['Focal point, UNODC', ['M1 Other call', '  from now on, UNODC chairs it', '[Show M1]']]]);
  });
});

describe('a form', () => {
  test('begins with what stands, and changes only what is other', async () => {
    await meets(bed, { chair: 'inpud', city: 'Vienna', event: 'cnd56' });
    const shown = await form(civil, { meeting: 'M1' });
    expect(shown.given).toEqual({ meeting: 'M1', title: 'Weekly call', kind: 'teleconference', chair: 'INPUD', city: 'Vienna', event: 'cnd56', seen: expect.stringMatching(/^\d+$/) });
    expect(read(say(await bed.as(civil).invokes('meeting.change', shown.given, { via: 'form', draft: shown.draft })))).toContain('All of M1 Weekly call is so already.');
    const again = await form(civil, { meeting: 'M1' });
    expect(read(say(await bed.as(civil).invokes('meeting.change', { ...again.given, title: 'Call' }, { via: 'form', draft: again.draft })))).toBe('M1 Call is changed:\nTitle: Weekly call → Call\n[Undo] [Show it]');
  });
  test('that was filled in before somebody else changed the meeting, or for another one, writes nothing back', async () => {
    await meets(bed, { chair: 'inpud' });
    await meets(bed, { number: 2, title: 'Other call', starts: '2013-03-01T15:00' });
    const { given } = await form(civil, { meeting: 'M1' });
    const other = say(await bed.as(civil).invokes('meeting.change', { ...given, meeting: 'M2' }, { via: 'form' }));
    await hears('inpud', '/meeting change M1 chair:HRI');
    const late = say(await bed.as(civil).invokes('meeting.change', { ...given, title: 'Mine' }, { via: 'form' }));
    for (const refused of [other, late]) expect([refused.tone, read(refused)]).toEqual(['refusal', expect.stringContaining('Nothing was changed. Please open the form again')]);
    expect([await kept(), await kept(2)]).toMatchObject([{ title: 'Weekly call', chair: 'hri' }, { title: 'Other call', chair: null }]);
    expect('ask' in (await bed.as(civil).presses(late, 'Change it'))).toBe(true);
  });
  test('keeps an organisation that has ended, an event that was called off, until they are changed', async () => {
    await meets(bed, { chair: 'inpud', event: 'cnd56' });
    await bed.store.tx((tx) => tx.updateTable('organisation').set({ ended: '2013-02-20T00:00:00.000Z' }).where('id', '=', 'inpud').execute());
    await bed.store.tx((tx) => tx.updateTable('group').set({ revision: newId(bed.now) }).execute());
    const { given } = await form(civil, { meeting: 'M1' });
    expect(read(say(await bed.as(civil).invokes('meeting.change', { ...given, title: 'Call' }, { via: 'form' })))).toContain('Title: Weekly call → Call');
    expect(await kept()).toMatchObject({ chair: 'inpud', event: 'cnd56' });
    await bed.store.tx((tx) => tx.updateTable('organisation').set({ ended: null }).where('id', '=', 'inpud').execute());
  });
});

describe('a chair that nobody fills', () => {
  test('is named anew from what the coordinators are told', async () => {
    await meets(bed, { chair: 'inpud' });
    await hears('inpud', '/my data erase sure:yes');
    const [open] = (await toSeats()).filter(({ text }) => text.includes('its role in this meeting is open'));
    expect(open!.text).toMatch(/\[Name another one\] \[Show it\]$/);
    const outcome = await bed.as(civil).presses(open!.message, 'Name another one');
    expect('ask' in outcome && outcome.ask.given).toMatchObject({ meeting: 'M1', chair: 'INPUD' });
  });
  test('is told to the coordinators also where it is named by a change', async () => {
    await meets(bed, { chair: 'hri' });
    await hears('inpud', '/my data erase sure:yes');
    // The alternate is called in now.
    await bed.passes('+4d');
    expect(await hears(civil, '/meeting change M1 chair:INPUD')).toContain('Chair: HRI → INPUD');
    expect((await toSeats()).map(({ text }) => text)).toEqual([expect.stringContaining('nobody holds a seat for INPUD now, so its role in this meeting is open (Chair)')]);
  });
});

describe('who may, and what cannot be', () => {
  test('who keeps the calendar and who has a part; nobody else, and the form does not open for them', async () => {
    await meets(bed, { chair: 'inpud', convenor: 'idpc', notetaker: 'hri' });
    for (const who of [civil, agency, 'inpud', 'idpc', 'hri']) expect(await hears(who, `/meeting change M1 title:"By ${who}"`)).toContain(`M1 By ${who} is changed`);
    expect(await hears('anpud', '/meeting change M1 title:Mine')).toContain('M1 can be changed by coordinators');
    expect(read(say(await bed.as('anpud').invokes('meeting.change', { meeting: 'M1', form: 'open' }, { via: 'button' })))).toContain('M1 can be changed by coordinators');
    expect(await hears('observer', '/meeting change M1 title:Mine')).toContain('"meeting change" is for:');
    expect((await kept()).title).toBe('By hri');
  });
  test.each([
    ['/meeting change M1', '/meeting change M1 chair:none\n[Open the form]'],
    ['/meeting change M1 title:"Weekly call"', 'All of M1 Weekly call is so already.'],
    ['/meeting change M1 chair:none', 'All of M1 Weekly call is so already.'],
    ['/meeting change M1 chair:WHO', 'WHO has no seat in this group'],
    ['/meeting change M1 chair:Nobody', 'I know no organisation "Nobody"'],
    ['/meeting change M1 kind:event', 'At which event is it?'],
    ['/meeting change M1 kind:event event:none', 'At which event is it?'],
    ['/meeting change M1 event:CND77', 'I know no event "CND77"'],
    ['/meeting change M1 kind:dinner', 'kind'],
    ['/meeting change M1 title:""', 'title'],
    [`/meeting change M1 title:${'x'.repeat(1000)}`, 'title'],
    ['/meeting change M9 title:Call', 'I know no meeting "M9"'],
  ])('%s', async (line, reason) => {
    const meeting = await meets(bed);
    const refused = await bed.as(civil).hears(line);
    expect([refused.tone, read(refused)]).toEqual(['refusal', expect.stringContaining(reason)]);
    expect(await kept()).toEqual(meeting);
    expect(await posted()).toEqual([]);
  });
  test('what is over or called off stays as it was', async () => {
    await meets(bed, { starts: '2013-02-21T15:00' });
    await meets(bed, { number: 2, cancelled: '2013-02-21T15:00:00.000Z' });
    expect(await hears(civil, '/meeting change M1 title:Call')).toContain('M1 Weekly call is over');
    expect(await hears(civil, '/meeting change M2 title:Call')).toContain('M2 Weekly call was called off');
  });
});
