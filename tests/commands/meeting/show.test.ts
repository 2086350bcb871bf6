import { describe, expect, test } from 'vitest';
import { newId } from '#core/id.ts';
import { buttonsOf, filesOf, type Message } from '#core/message.ts';
import { bed, conversations, hears, later, say } from '#tests/support/conversation.ts';
import { read } from '#tests/support/world.ts';

conversations();

const coordinator = 'coordinator civil-society-side';
const labels = (message: Message) => buttonsOf(message).map(({ label }) => label);
const press = async (who: string, message: Message, label: string | number) => say(await bed.as(who).presses(message, label));
const posted = async () => (await bed.posted()).map(({ address, message }) => `${address} ${read(message)}`);
const series = () => hears(coordinator, '/meeting schedule Planning call when:28 Feb 15:00 repeat:every Thu 8 times chair:INPUD convenor:UNODC notes:HRI city:Vienna place:"Room C" kind:teleconference link:https://meet.example.org/abc sure:yes');
const drawn = async (who: string, line: string) => {
  const outcome = await bed.as(who).says(line);
  if (!('say' in outcome)) throw new Error(JSON.stringify(outcome));
  return read(outcome.say, outcome.reader);
};

describe('a meeting', () => {
  test('is shown whole to members: the next times on their clock, how it comes back, where, who runs it, who comes by side', async () => {
    await series();
    await hears('inpud', '/meeting rsvp M1 attend');
    await hears('hri', '/meeting rsvp M1 apologies');
    await hears('anpud', '/meeting rsvp M1 maybe');
    expect((await drawn('anpud', '/meeting show planning')).split('\n')).toEqual([
      'M1 Planning call',
      'The next 5 times',
      'Thu 28 February 2013, 21:00 Bangkok (15:00 Vienna) · you may come', 'Thu 7 March 2013, 21:00 Bangkok (15:00 Vienna)', 'Thu 14 March 2013, 21:00 Bangkok (15:00 Vienna)', 'Thu 21 March 2013, 21:00 Bangkok (15:00 Vienna)', 'Thu 28 March 2013, 21:00 Bangkok (15:00 Vienna)',
      'and 3 more',
      'How it comes back: every Thursday, 15:00 Vienna, 8 times', 'Kind: teleconference, 60 minutes', 'Place: Vienna', 'Venue and room: Room C', 'Chair: INPUD', 'Called by: UNODC', 'Notes: HRI',
      'UNODC side: none of 1 comes so far, 1 has not answered',
      'Civil society side: 1 of 15 comes, 1 may come, 1 sends apologies, 12 have not answered',
      '[Attend 28 February] [Apologies 28 February] [Alternate comes 28 February] [Who comes] [All dates] [Calendar file]',
    ]);
    expect(read(await press('anpud', await bed.as('anpud').hears('/meeting show M1'), 'All dates'))).toMatch(/^M1 Planning call: 8 dates to come\n/);
  });
  test('has neither room nor roles, nor a count of one or two, for who only reads; its link for nobody', async () => {
    await series();
    await hears('inpud', '/meeting rsvp M1 attend');
    const seen = await bed.as('observer').hears('/meeting show 1');
    expect(read(seen)).not.toMatch(/Room C|INPUD|UNODC|HRI|Civil society/);
    expect(labels(seen)).toEqual(['Who comes', 'All dates', 'Calendar file']);
    const [observed, given] = await Promise.all(['observer', 'inpud'].map(async (who) => filesOf(await bed.as(who).hears('/meeting show 1 calendar:yes'))[0]!.text));
    expect([observed!.includes('Room C'), given!.includes('Room C')]).toEqual([false, true]);
    // Nobody promises a private message to whoever is not called.
    expect([observed, given].map((text) => text!.replaceAll('\r\n ', '').includes('in a private message'))).toEqual([false, true]);
    for (const who of ['observer', 'inpud', coordinator]) expect(JSON.stringify([await bed.as(who).hears('/meeting show 1 calendar:yes'), await bed.as(who).hears('/meeting show 1')])).not.toContain('example.org');
  });
  test('can be moved and called off from there by who keeps the calendar and by who runs it, by nobody else', async () => {
    await series();
    const off = ['Attend 28 February', 'Maybe 28 February', 'Apologies 28 February', 'Alternate comes 28 February', 'Who comes', 'All dates', 'Calendar file'];
    for (const who of [coordinator, 'inpud', 'unodc', 'hri']) expect([who, labels(await bed.as(who).hears('/meeting show 1'))]).toEqual([who, [...off, 'Move it', 'Change it', 'Call it off']]);
    for (const who of ['anpud', 'idpc']) expect([who, labels(await bed.as(who).hears('/meeting show 1'))]).toEqual([who, off]);
  });
  test('is answered from there, to the time that comes next', async () => {
    await series();
    const shown = await bed.as('anpud').hears('/meeting show 1');
    expect(read(shown)).toContain('2013-02-28T14:00:00.000Z · you have not answered\n');
    await press('anpud', shown, 'Attend 28 February');
    expect(await hears('anpud', '/meeting list')).toMatch(/^To come: 1 series\nM1 Planning call\n {2}2013-02-28T14:00:00.000Z · you attend\n/);
    // What one has said stands there, and can be changed; it is not asked once more.
    const again = await bed.as('anpud').hears('/meeting show 1');
    expect([read(again).split('\n')[2], labels(again).slice(0, 3)]).toEqual(['2013-02-28T14:00:00.000Z · you attend', ['Maybe 28 February', 'Apologies 28 February', 'Alternate comes 28 February']]);
    later({ minutes: 1 });
    await hears(coordinator, '/meeting move M1 to:16:00 on:28 February sure:yes');
    const moved = await bed.as('anpud').hears('/meeting show 1');
    expect([read(moved).split('\n')[2], labels(moved)[0]]).toEqual(['2013-02-28T15:00:00.000Z · before the move: you attend', 'Attend 28 February']);
    expect(read(await press('anpud', shown, 'Who comes'))).toContain('ANPUD');
  });
  test('that is over or called off says so', async () => {
    await hears(coordinator, '/meeting schedule Call when:25 February 10:00 sure:yes');
    await hears(coordinator, '/meeting schedule Other when:26 February 10:00 sure:yes');
    await hears(coordinator, '/meeting cancel M2 sure:yes');
    later({ hours: 24 * 4 });
    expect(await hears('inpud', '/meeting show 1')).toMatch(/^M1 Call\nIt is over\.\nKind: [^]*\[What is to come\]$/);
    expect(await hears('inpud', '/meeting show 2')).toMatch(/^M2 Other\nIt was called off on Fri 22 February 2013\.\n/);
  });
  test.each([
    ['/meeting show 1', 'There is no meeting yet. A meeting is called with /meeting schedule, a time for one is found with /meeting poll.'],
    ['/meeting show nothing', 'There is no meeting yet.'],
  ])('that is not there: %s', async (line, reason) => expect(await hears('inpud', line)).toContain(reason));
  test('of a number that this group does not have is not there', async () => {
    await series();
    const refused = await bed.as('inpud').hears('/meeting show M77');
    expect([refused.tone, read(refused)]).toEqual(['refusal', 'I know no meeting "M77". Please give its number, for example M1, or words of its title.\n[M1 Planning call] [Open the form]']);
    expect(await hears('stranger', '/meeting show 1')).not.toContain('Planning');
  });
});

describe('the calendar file', () => {
  test('is a file that calendars read, with all of the series and without the link', async () => {
    await series();
    const answer = await press('anpud', await bed.as('anpud').hears('/meeting show 1'), 'Calendar file');
    expect(read(answer)).toContain('The calendar file of M1 Planning call. Open it, and your calendar takes the 8 meetings to come in. The link to join is not in it.');
    const [file] = filesOf(answer);
    expect([file!.name, file!.type]).toEqual(['M1.ics', 'text/calendar']);
    expect(file!.text).toMatch(/^BEGIN:VCALENDAR\r\n[^]*\r\nSUMMARY:Planning call\r\n[^]*END:VCALENDAR\r\n$/);
    expect(file!.text).not.toContain('example.org');
  });
});

describe('the card in a room', () => {
  test('shows when it is next and how many come, and follows the answers; it names nobody', async () => {
    await series();
    await hears('inpud', '/meeting rsvp M1 attend');
    await hears('unodc', '/meeting rsvp M1 attend');
    await hears('hri', '/meeting rsvp M1 apologies');
    await hears('anpud', '/meeting rsvp M1 maybe');
    expect(await posted()).toEqual([
      'terminal:main M1 Planning call\nNext:\n2013-02-28T14:00:00.000Z\n  One or two organisations come\n2013-03-07T14:00:00.000Z\n2013-03-14T14:00:00.000Z\nevery Thursday, 15:00 Vienna, 8 times · teleconference · Vienna\n[Attend 28 February] [Maybe 28 February] [Apologies 28 February] [Show it]',
    ]);
  });
  test('does not grow old when one time has passed: those after it stand on it, and on the next answer it moves on', async () => {
    await series();
    const times = async () => {
      const rows = await bed.store.read((tx) => tx.selectFrom('outbox').select('message').where('address', '=', 'terminal:main').execute());
      return rows.map(({ message }) => read(JSON.parse(message) as Message).match(/2013-[^\n]*Z/g));
    };
    const before = await times();
    later({ hours: 24 * 7 - 1 });
    expect([before.length, before[0]!.filter((at) => at > bed.now.toString())]).toEqual([1, ['2013-03-07T14:00:00.000Z', '2013-03-14T14:00:00.000Z']]);
    await hears('inpud', '/meeting rsvp M1 attend');
    expect(await times()).toEqual([['2013-03-07T14:00:00.000Z', '2013-03-14T14:00:00.000Z', '2013-03-21T14:00:00.000Z']]);
  });
  test('says the hour of the meeting’s own city to everybody; to one who lives by that clock it is not said twice', async () => {
    await hears(coordinator, '/meeting schedule Call when:6 March 10:00 Bangkok sure:yes');
    expect((await posted())[0]).toContain('When: 2013-03-06T03:00:00.000Z (10:00 Bangkok)');
    const seen = async (who: string) => (await drawn(who, '/meeting list')).split('\n')[2]!.trim();
    expect(await seen('anpud')).toBe('Wed 6 March 2013, 10:00 Bangkok (04:00 Vienna) · you have not answered');
    expect(await seen('hrc')).toBe('Tue 5 March 2013, 22:00 New York (Wed 6 March 2013, 04:00 Vienna) (10:00 Bangkok) · you have not answered');
    await hears(coordinator, '/meeting move M1 to:11:00 sure:yes');
    expect((await posted()).join()).not.toMatch(/Z(?! \(1[01]:00 Bangkok\))/);
  });
  test('answers for the time that it shows, also when that is pressed later', async () => {
    await series();
    const [card] = await bed.posted();
    await press('anpud', card!.message, 'Attend 28 February');
    later({ hours: 24 * 7 });
    expect(read(await press('anpud', card!.message, 'Attend 28 February'))).toContain('over');
  });
  test('is told in rooms for announcements in a line, with no answer to give', async () => {
    await bed.store.tx((tx) => tx.insertInto('room').values({ address: 'terminal:news', group_id: 'unodc-cso-group', name: '#news', purpose: 'announcements', sealed: null, server: null }).execute());
    await bed.store.tx((tx) => tx.updateTable('group').set({ revision: newId(bed.now) }).execute());
    await series();
    expect((await posted()).filter((text) => text.startsWith('terminal:news'))).toEqual(['terminal:news M1 Planning call\nNew meetings: every Thursday, 15:00 Vienna, 8 times. The first: 2013-02-28T14:00:00.000Z\n[Show it]']);
  });
  test('carries a hostile title as the text that it is', async () => {
    await bed.as(coordinator).invokes('meeting.schedule', { title: '<!channel> @everyone\r\n[x](evil.example)', when: '6 March 15:00', sure: 'yes' });
    const [card] = await bed.posted();
    expect(card!.message.title).toEqual(['M1 <!channel> @everyone [x](evil.example)']);
  });
});
