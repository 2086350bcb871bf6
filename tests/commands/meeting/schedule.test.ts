import { describe, expect, test } from 'vitest';
import { limits } from '#core/fit.ts';
import { buttonsOf, type Message } from '#core/message.ts';
import { dialinFor } from '#db/dialins.ts';
import { listMeetings } from '#db/meetings.ts';
import { remindersOf } from '#db/reminders.ts';
import { makeSecret } from '#core/secret.ts';
import { bed, conversations, group, hears, later, say } from '#tests/support/conversation.ts';
import { read } from '#tests/support/world.ts';

conversations();

const coordinator = 'coordinator civil-society-side';
const press = async (who: string, message: Message, label: string | number) => say(await bed.as(who).presses(message, label));
const labels = (message: Message) => buttonsOf(message).map(({ label }) => label);
const posted = async () => (await bed.posted()).map(({ address, message }) => `${address} ${read(message)}`);
const meetings = async () => (await bed.store.read((tx) => listMeetings(tx, group))).map(({ meeting }) => meeting);
const called = async () => (await bed.store.read((tx) => remindersOf(tx, group))).filter(({ kind }) => kind === 'called');
/** An answer as its reader sees it, with instants on their clock. */
const drawn = async (who: string, line: string) => {
  const outcome = await bed.as(who).says(line);
  if (!('say' in outcome)) throw new Error(JSON.stringify(outcome));
  return read(outcome.say, outcome.reader);
};
const tables = async (names: readonly string[]) => bed.store.read(async (tx) => JSON.stringify(await Promise.all(names.map((name) => tx.selectFrom(name as 'side').selectAll().execute()))));

const series = '/meeting schedule Planning call when:28 Feb 15:00 repeat:every 2 weeks on Thu until CND57 chair:INPUD';

describe('a series', () => {
  test('is shown in full words before anybody hears of it', async () => {
    expect((await drawn(coordinator, series)).split('\n')).toEqual([
      'Call people in to "Planning call"?',
      'A series of 28 meetings: every 2 weeks on Thursday, 15:00 Vienna, until CND57 (Thu 13 March 2014). 60 minutes each.',
      'The first 4',
      'Thu 28 February 2013, 15:00 Vienna', 'Thu 14 March 2013, 15:00 Vienna', 'Thu 28 March 2013, 15:00 Vienna', 'Thu 11 April 2013, 15:00 Vienna',
      'Kind: teleconference', 'Time zone: Vienna', 'Link: none yet; it can be set later', 'Chair: INPUD',
      'On a day of an event: Thu 14 March 2013 (CND56 CND, 56th session), Thu 13 March 2014 (CND57 CND, 57th session with high-level review).',
      'It is at no unsocial hour for any organisation whose time zone I know.',
      '17 people are called in private, and the room sees a card.',
      '[Call people in] [Change it] [No]',
    ]);
    expect([await meetings(), await posted(), await called()]).toEqual([[], [], []]);
  });
  test('that nobody chairs yet says so once', async () => {
    const asked = await drawn(coordinator, '/meeting schedule Planning call when:28 Feb 15:00');
    expect(asked.match(/nobody/gi)).toEqual(['nobody']);
    expect(asked).toContain('\nChair: nobody yet\n');
  });
  test('is kept, shown to the room and told to everybody who is called but whoever calls, by one press; a second press changes nothing', async () => {
    const asked = await bed.as(coordinator).hears(series);
    const done = await press(coordinator, asked, 'Call people in');
    expect(read(done)).toBe(
      'M1 Planning call is called: every 2 weeks on Thursday, 15:00 Vienna, until CND57 (Thu 13 March 2014). The first one: 2013-02-28T14:00:00.000Z. 17 people are told in private: 8 now, 9 when their next working day begins.\n[Show it] [Calendar file] [Undo]',
    );
    const posts = await posted();
    expect(posts).toEqual([
      'terminal:main M1 Planning call\nNext:\n2013-02-28T14:00:00.000Z\n  No organisation has said yet that it comes\n2013-03-14T14:00:00.000Z\n2013-03-28T14:00:00.000Z\nevery 2 weeks on Thursday, 15:00 Vienna, until CND57 (Thu 13 March 2014) · teleconference\n[Attend 28 February] [Maybe 28 February] [Apologies 28 February] [Show it]',
    ]);
    const once = await called();
    expect([new Set(once.map(({ subject }) => subject)), new Set(once.map(({ recipient }) => recipient)).size]).toEqual([new Set(['M1']), once.length]);
    expect(await meetings()).toMatchObject([{ number: 1, title: 'Planning call', starts: '2013-02-28T15:00', zone: 'Europe/Vienna', minutes: 60, rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TH', until: { by: 'event', event: 'cnd57', days: 0 }, chair: 'inpud', kind: 'teleconference' }]);
    await press(coordinator, asked, 'Call people in');
    const again = say(await bed.as(coordinator).invokes('meeting.schedule', { title: 'planning  call', when: '28 February 15:00', sure: 'yes' }));
    expect([again.tone, read(again)]).toEqual(['refusal', 'M1 Planning call takes place at that time already: 2013-02-28T14:00:00.000Z. Nothing was changed.\n[Show it]']);
    expect([(await meetings()).length, (await called()).length, await posted()]).toEqual([1, once.length, []]);
  });
  test('that was shown before another meeting was called is shown anew', async () => {
    const asked = await bed.as(coordinator).hears(series);
    await hears('coordinator agency-side', '/meeting schedule Other call when:28 Feb 15:30 sure:yes');
    const stale = await press(coordinator, asked, 'Call people in');
    expect(read(stale)).toContain('The calendar has changed since you were asked. Nothing was changed. This is how it stands now:\nA series of 28 meetings');
    expect(read(stale)).toContain('It takes place at the same time as M1 Other call (Thu 28 February 2013).');
    expect((await meetings()).length).toBe(1);
    await press(coordinator, stale, 'Call people in');
    expect((await meetings()).map(({ number, title }) => `${number} ${title}`)).toEqual(['1 Other call', '2 Planning call']);
  });
  test('in words with two meanings has the other one as a button', async () => {
    const asked = await bed.as(coordinator).hears('/meeting schedule Call when:14 March 15:00 repeat:every 2nd Thu until 30 June');
    expect(read(asked)).toContain('I read "every 2nd Thu until 30 June" as: every 2 weeks on Thursday, 15:00 Vienna, until Sun 30 June 2013. It can also mean: 2nd Thu of the month until 30 june.');
    const other = await press(coordinator, asked, 'No: 2nd Thu of the month until 30 june');
    expect(read(other)).toContain('A series of 4 meetings: every month on the second Thursday, 15:00 Vienna');
    await press(coordinator, other, 'Call people in');
    expect(await meetings()).toMatchObject([{ rule: 'FREQ=MONTHLY;BYDAY=2TH' }]);
  });
  test('tells whose hours it takes, by organisation, and how many such hours they had so far', async () => {
    await hears(coordinator, '/meeting schedule Night call when:25 Feb 10:00 Bangkok sure:yes');
    later({ hours: 24 * 10 });
    const asked = await drawn('anpud', '/meeting list past');
    expect(asked).toContain('M1 Night call');
    const text = await hears(coordinator, '/meeting schedule Next call when:14 March 10:00 Bangkok');
    expect(text).toContain('\nSo far means: calls that took place, and calls that are fixed.\n');
    expect(text).toMatch(/At night \(between 23:00 and 05:00\) for: [^\n]*HRC \(23:00 New York, 1 unsocial hour so far\)/);
    expect(text).toMatch(/Early \(before 07:00\) for: [^\n]*EHRN \(05:00 Vilnius, 1 unsocial hour so far\)/);
    expect(await hears(coordinator, '/meeting schedule Meeting when:14 March 10:00 Bangkok kind:face-to-face')).not.toContain('At night');
  });
});

describe('a meeting', () => {
  test('takes all that can be said of it, and its link is sealed wherever it is kept', async () => {
    const link = 'https://zoom.us/j/4711?pwd=geheim';
    const asked = await bed.as(coordinator).hears(`/meeting schedule Yearly meeting when:10 June 10:00 city:Vilnius place:"Hotel, room 5" event:Vilnius minutes:90 chair:INPUD convenor:UNODC notes:HRI link:${link}`);
    expect(read(asked).split('\n').slice(0, 11)).toEqual([
      'Call people in to "Yearly meeting"?', 'One meeting: 2013-06-10T07:00:00.000Z (10:00 Vilnius), 90 minutes.',
      'Kind: meeting at an event', 'Time zone: Vilnius', 'Place: Vilnius', 'Venue and room: Hotel, room 5', 'Event: VILNIUS-2013 International Harm Reduction Conference',
      'Link: kept apart; it comes in private 15 minutes before, and can be fetched from 30 minutes before', 'Chair: INPUD', 'Called by: UNODC', 'Notes: HRI',
    ]);
    expect(await tables(['draft'])).not.toContain('zoom');
    await press(coordinator, asked, 'Call people in');
    expect(await bed.store.read((tx) => dialinFor(tx, makeSecret('test'), group, 1, ''))).toEqual({ link, phone: null });
    expect(await tables(['draft', 'history', 'outbox', 'meeting', 'dialin', 'reminder', 'card'])).not.toMatch(/zoom|geheim/);
    const posts = await posted();
    expect(posts.join('\n')).not.toMatch(/zoom|Hotel|INPUD/);
    expect(posts).toEqual([expect.stringContaining('terminal:main M1 Yearly meeting\nWhen: 2013-06-10T07:00:00.000Z (10:00 Vilnius)\nmeeting at an event · Vilnius\n')]);
  });
  test('at the second of two hours is kept in UTC; a series in UTC is one', async () => {
    await hears(coordinator, '/meeting schedule Call when:"27 October 02:30 second" zone:Vienna sure:yes');
    await hears(coordinator, '/meeting schedule Series when:"2013-10-27T01:30Z" repeat:"daily 3 times" sure:yes');
    expect((await meetings()).map(({ starts, zone }) => [starts, zone])).toEqual([['2013-10-27T01:30', 'UTC'], ['2013-10-27T01:30', 'UTC']]);
  });
  test('is on the clock of the place that is said with its hour', async () => {
    await hears(coordinator, '/meeting schedule Call when:6 March 15:00 Bangkok sure:yes');
    await hears(coordinator, '/meeting schedule Second when:6 March 15:00 Bangkok zone:Vienna sure:yes');
    await hears(coordinator, '/meeting schedule Third when:7 March 15:00 city:Nairobi sure:yes');
    expect((await meetings()).map(({ starts, zone, kind }) => [starts, zone, kind])).toEqual([
      ['2013-03-06T15:00', 'Asia/Bangkok', 'teleconference'], ['2013-03-06T09:00', 'Europe/Vienna', 'teleconference'], ['2013-03-07T15:00', 'Africa/Nairobi', 'face-to-face'],
    ]);
  });
  test('at an event has its hour on the clock there, as in a poll; a place that is said counts before it', async () => {
    const at = async (line: string) => /20\d\d-[^ ]*Z/.exec(await hears(coordinator, line))![0];
    const [there, here] = ['2013-06-12T07:00:00.000Z', '2013-06-12T08:00:00.000Z'];
    expect(await at('/meeting schedule Side when:"12 June 10:00" event:VILNIUS-2013')).toBe(there);
    expect(await hears(coordinator, '/meeting poll Side slots:"12 June 10:00; 12 June 11:00; 12 June 12:00" event:VILNIUS-2013')).toContain(there);
    expect(await at('/meeting schedule Side when:"12 June 10:00" event:VILNIUS-2013 zone:Vienna')).toBe(here);
    expect(await at('/meeting schedule Side when:"12 June 10:00 Vienna" event:VILNIUS-2013')).toBe(here);
    expect(await at('/meeting schedule Side when:"12 June 10:00" event:VILNIUS-2013 city:Vienna')).toBe(here);
    expect(await hears(coordinator, '/meeting poll Side slots:"12 June 10:00; 12 June 11:00; 12 June 12:00" event:VILNIUS-2013 city:Vienna')).toContain(here);
    // Whoever calls from elsewhere does not live by that clock.
    expect(await at('/meeting schedule Side when:"12 June 10:00" event:VILNIUS-2013 kind:teleconference')).toBe(here);
    await hears(coordinator, '/meeting schedule Side when:"12 June 10:00" event:VILNIUS-2013 repeat:"daily 2 times" sure:yes');
    expect(await meetings()).toMatchObject([{ starts: '2013-06-12T10:00', zone: 'Europe/Vilnius', kind: 'event' }]);
  });
  test('in a form begins with what is usual', async () => {
    const ask = await bed.as('unodc').invokes('meeting.schedule', {}).then((outcome) => ('ask' in outcome ? outcome.ask.given : outcome));
    expect(ask).toMatchObject({ say: expect.anything() }); // their side has a coordinator, who keeps the calendar
    const own = await bed.as(coordinator).invokes('meeting.schedule', {});
    expect('ask' in own && own.ask.given).toEqual({ minutes: '60' });
  });
  test('whose chair has nobody is shown so, and told to the coordinators', async () => {
    await hears('inpud', '/my data erase sure:yes');
    const asked = await hears(coordinator, '/meeting schedule Call when:6 March 15:00 chair:INPUD');
    expect(asked).toMatch(/Chair: INPUD, but nobody holds a seat for it now: open\n(?:[^]*\n)?The coordinators are told of the open role\.\n/);
    expect(asked.match(/holds a seat/g)).toHaveLength(1);
    await hears(coordinator, '/meeting schedule Call when:6 March 15:00 chair:INPUD sure:yes');
    const told = await posted();
    expect(told.filter((text) => text.startsWith('terminal:@')).length).toBe(1);
    expect(told.join('\n')).toContain('M1 Call: nobody holds a seat for INPUD now, so its role in this meeting is open (Chair).');
  });
  test('can be taken back: it is called off, and whoever was called hears of it', async () => {
    const asked = await bed.as(coordinator).hears('/meeting schedule Call when:6 March 15:00');
    const done = await press(coordinator, asked, 'Call people in');
    const heard = (await bed.passes('+5m')).filter(({ text }) => text.includes('You are called in')).map(({ to }) => to);
    expect(heard.length).toBeGreaterThan(0);
    expect(read(await press(coordinator, done, 'Undo'))).toContain('Taken back: M1 Call: called for Wed 6 March 2013');
    await posted();
    const off = (await bed.passes('+3d')).filter(({ to, text }) => to !== '#main' && text.includes('M1 Call')).map(({ to }) => to);
    expect(new Set(off)).toEqual(new Set(heard));
    expect(await meetings()).toMatchObject([{ number: 1, cancelled: expect.any(String) }]);
    await press(coordinator, asked, 'Call people in');
    expect((await meetings()).length).toBe(1);
    expect(await hears(coordinator, '/meeting schedule Call when:6 March 15:00 sure:yes')).toMatch(/^M2 Call is called/);
  });
});

describe('who may not, and what cannot be', () => {
  test.each([
    ['observer', 'You are here as Observer. "meeting schedule" is for: Focal point, Coordinator.'],
    ['inpud', 'The calendar is kept by the coordinators. Your side has one: please ask them. Nothing was changed.'],
    ['stranger', 'You do not hold a seat in UNODC and civil society group on drug use and HIV'],
  ])('%s', async (who, reason) => {
    expect(await hears(who, '/meeting schedule Call when:6 March 15:00 sure:yes')).toContain(reason);
    expect(await meetings()).toEqual([]);
  });
  test.each([
    ['when:6 March', '"6 March" has no hour. Please add one, for example: 6 March 15:00', ['Open the form']],
    ['when:1 January 2013 15:00', '"1 January 2013 15:00" is 2013-01-01T14:00:00.000Z: that is over. Please give a time that is still to come.', ['Open the form']],
    ['when:22 February 09:00', 'that is over', ['Open the form']],
    ['when:Mon 6 March 2013 15:00', 'Wed 6 March 2013 is not a Monday. Which do you mean?', ['Wed 6 March 2013, 15:00', 'Mon 4 March 2013, 15:00', 'Open the form']],
    ['when:6 March 15:00 EST', '"EST" can be read in more than one way. Please name a city', ['Open the form']],
    ['when:03/04 15:00', 'can be read in more than one way. Which day do you mean?', ['Wed 3 April 2013, 15:00', 'Mon 4 March 2013, 15:00', 'Open the form']],
    ['when:whenever', 'I cannot read "whenever" as a date.', ['Open the form']],
    ['when:6 March 15:00 repeat:weekly', '"weekly" has no end.', ['weekly until CND57', 'weekly for a year', 'weekly 10 times', 'Open the form']],
    ['when:6 March 15:00 repeat:every Thu for a year', 'The first meeting is on Wed 6 March 2013, 15:00. "every Thu for a year" does not fall on that day or hour.', ['Thu 28 February 2013, 15:00', 'Thu 7 March 2013, 15:00', 'Thu 14 March 2013, 15:00', 'Open the form']],
    ['when:6 March 15:00 repeat:RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5', 'never happens', undefined],
    ['when:31 March 2013 02:30 repeat:every Sun 10 times', 'does not exist in Vienna', ['Sun 31 March 2013, 01:30 Vienna', 'Sun 31 March 2013, 03:30 Vienna', 'Open the form']],
    // One meeting can be kept in UTC then, a series on a civil clock cannot.
    ['when:27 October 2013 02:30 second zone:Vienna repeat:weekly for 30 weeks', 'The clock shows 02:30, Sun 27 October 2013, twice in Vienna, and calendars know only the first one.', ['Open the form']],
    ['when:27 October 2013 02:30 second Vienna repeat:daily 3 times', 'The clock shows 02:30, Sun 27 October 2013, twice in Vienna', ['Open the form']],
    ['when:27 October 2013 01:30 UTC zone:Vienna repeat:daily 3 times', 'The clock shows 02:30, Sun 27 October 2013, twice in Vienna', ['Open the form']],
    ['when:24 March 2013 02:30 repeat:every Sun 10 times', 'On Sun 31 March 2013 there is no 02:30 in Vienna', undefined],
    ['when:6 March 15:00 minutes:4', 'minutes: "4" is not a whole number from 5 to 600.', ['Open the form']],
    ['when:6 March 15:00 minutes:601', 'minutes: "601" is not a whole number from 5 to 600.', ['Open the form']],
    ['when:6 March 15:00 chair:WHO', 'WHO has no seat in this group, so it cannot have a role in a meeting.', ['Open the form']],
    ['when:6 March 15:00 chair:Nobody', 'I know no organisation "Nobody"', undefined],
    ['when:6 March 15:00 kind:event', 'At which event is it? Please name it, for example event:CND.', ['Open the form']],
    ['when:6 March 15:00 event:CND77', 'I know no event "CND77"', undefined],
    ['when:6 March 15:00 zone:CET', '"CET" can be read in more than one way. Please name a city', undefined],
    ['when:6 March 15:00 zone:Atlantis', 'I know no', undefined],
    ['when:6 March 15:00 link:room five', 'I find no link to a call in this.', undefined],
    ['when:6 March 15:00 link:http://zoom.us/j/1', 'it starts with http:// and can be read on its way', undefined],
    ['when:6 March 15:00 link:https://zoom.us/my/anna', 'The link to zoom.us is somebody\'s own room, or names a person.', undefined],
    ['when:6 March 15:00 link:sealed:abc', 'I find no link to a call in this.', undefined],
  ])('%s', async (rest, reason, ways) => {
    const refused = await bed.as(coordinator).hears(`/meeting schedule Call ${rest} sure:yes`);
    expect([refused.tone, read(refused)]).toEqual(['refusal', expect.stringContaining(reason)]);
    if (ways) expect(labels(refused)).toEqual(ways);
    expect([await meetings(), await posted(), await called()]).toEqual([[], [], []]);
  });
  test('an event that was called off', async () => {
    await hears(coordinator, '/event cancel Vilnius sure:yes');
    expect(await hears(coordinator, '/meeting schedule Call when:6 March 15:00 event:Vilnius sure:yes')).toContain('International Harm Reduction Conference was called off. Please leave it out, or name another event.');
    expect(await hears(coordinator, '/meeting schedule Call when:6 March 15:00 event:CND57')).toContain('Not on a day of CND57: Thu 13 March 2014 to Fri 21 March 2014.');
  });
  test('a title that is too long comes back whole; one with line breaks and marks is one line of plain words', async () => {
    const long = say(await bed.as(coordinator).invokes('meeting.schedule', { title: 'x'.repeat(1000), when: '6 March 15:00' }));
    expect(read(long)).toContain('title: the text has 1000 characters; up to 150 fit');
    const form = await bed.as(coordinator).presses(long, 'Open the form');
    expect('ask' in form && form.ask.given.title).toBe('x'.repeat(1000));
    const hostile = 'A\r\nBEGIN:VEVENT\n<!channel> @everyone *bold* \u202Egnp.exe';
    await bed.as(coordinator).invokes('meeting.schedule', { title: hostile, when: '6 March 15:00', city: 'Vi\r\nenna', place: 'Room\n5', sure: 'yes' });
    expect(await meetings()).toMatchObject([{ title: 'A BEGIN:VEVENT <!channel> @everyone *bold* gnp.exe', city: 'Vi enna', place: 'Room 5' }]);
    const most = say(await bed.as(coordinator).invokes('meeting.schedule', { title: '漢'.repeat(150), when: '7 March 15:00', repeat: 'every 2nd Thu until CND57', city: 'c'.repeat(60), place: 'p'.repeat(200) }));
    for (const label of labels(most)) expect(label.length).toBeLessThanOrEqual(limits.buttonLabel);
    expect(read(most).length).toBeLessThan(limits.text);
  });
});

describe('scenario 3: an hour that is skipped, one that comes twice, and "CET"', () => {
  test('each is asked about, and what is chosen is kept', async () => {
    bed.now = Temporal.Instant.from('2027-02-22T08:00:00Z');
    const skipped = await bed.as(coordinator).hears('/meeting schedule Call when:28 March 2027 02:30');
    expect(read(skipped)).toContain('The time 02:30, Sun 28 March 2027 does not exist in Vienna: the clock is put forward then. Before or after?');
    expect(labels(skipped)).toEqual(['Sun 28 March 2027, 01:30 Vienna', 'Sun 28 March 2027, 03:30 Vienna', 'Open the form']);
    await press(coordinator, await press(coordinator, skipped, 2), 'Call people in');
    const twice = await bed.as(coordinator).hears('/meeting schedule Autumn when:31 October 2027 02:30');
    expect(read(twice)).toContain('The time 02:30, Sun 31 October 2027 occurs twice in Vienna: the clock is put back then. Which one?');
    expect(labels(twice)).toEqual(['Sun 31 October 2027, 02:30 Vienna (UTC+02:00)', 'Sun 31 October 2027, 02:30 Vienna (UTC+01:00)', 'Open the form']);
    for (const which of [1, 2]) {
      const asked = await press(coordinator, twice, which);
      expect(read(asked)).toContain(which === 1 ? '2027-10-31T00:30:00.000Z' : '2027-10-31T01:30:00.000Z');
      await press(coordinator, asked, 'Call people in');
    }
    expect((await meetings()).map(({ starts, zone }) => `${starts} ${zone}`)).toEqual(['2027-03-28T03:30 Europe/Vienna', '2027-10-31T02:30 Europe/Vienna', '2027-10-31T01:30 UTC']);
    const cet = await bed.as(coordinator).hears('/meeting schedule Call when:3 March 2027 15:00 CET');
    expect([cet.tone, read(cet)]).toEqual(['refusal', '"CET" can be read in more than one way. Please name a city, for example Vienna or Nairobi.\n[Wed 3 March 2027, 15:00 Vienna] [Open the form]']);
    expect((await meetings()).length).toBe(3);
  });
});
