import { expect, test } from 'vitest';
import { buttonsOf, type Message } from '#core/message.ts';
import { makeSecret } from '#core/secret.ts';
import { dialinFor } from '#db/dialins.ts';
import { remindersOf } from '#db/reminders.ts';
import { compose } from '#delivery/compose.ts';
import { bed, conversations, group, hears, say } from '#tests/support/conversation.ts';
import { read, type Got } from '#tests/support/world.ts';

conversations();

const coordinator = 'coordinator civil-society-side';
const link = 'https://meet.example.org/abc-defg';

/** Says a line and presses the yes of what is shown: how it was carried out. */
async function does(who: string, line: string): Promise<string> {
  return read(say(await bed.as(who).presses(await bed.as(who).hears(line), 1)));
}
const call = (when: string, more = '') => does(coordinator, `/meeting schedule Planning call when:"${when}" ${more}`);
/** Without what comes weekly, and in the group without all that is not about meetings. */
async function quiet(...who: string[]): Promise<void> {
  for (const each of [...who, coordinator, 'coordinator agency-side']) await hears(each, '/my digest off');
}
/** What somebody was told of meetings as it fell due: a week's digest has them, too. */
const of = (got: readonly Got[], who: string) => got.filter(({ to, text }) => to === who && /\bM\d/.test(text.split('Meetings in the next seven days:')[0]!) && !text.startsWith('Your week'));
const texts = (got: readonly Got[], who: string) => of(got, who).map(({ at, text }) => `${at} ${text}`);
const labels = (message: Message) => buttonsOf(message).map(({ label }) => label);
/** What became of all reminders of one kind about a meeting. */
const became = async (kind: string) =>
  [...new Set((await bed.store.read((tx) => remindersOf(tx, group))).filter((row) => row.kind === kind && row.state !== 'planned').map(({ subject, rung, state, cause }) => `${subject} ${rung} ${state}${cause ? ` ${cause}` : ''}`))].sort();
const planned = async (subject: string, recipient?: string) =>
  (await bed.store.read((tx) => remindersOf(tx, group, subject))).filter((row) => row.state === 'planned' && (recipient === undefined || row.recipient === recipient));
const seatOf = async (organisation: string, role = 'focal') =>
  bed.store.read(async (tx) => (await tx.selectFrom('seat').selectAll().where('organisation', '=', organisation).where('role', '=', role).where('ended', 'is', null).execute())[0]!.id);

test('whoever is called hears it in their own working hours, a week and a day before, and fifteen minutes before at the very instant, with the link', async () => {
  await quiet();
  await call('Wed 20 March 2013 15:00', `link:${link}`);
  const called = await bed.passes('+1d');
  expect(of(called, '#main')).toEqual([]);
  const [first, ...more] = of(called, 'Focal point, ANPUD');
  expect(more).toEqual([]);
  expect(first!.text).toBe('You are called in: UNODC and civil society group on drug use and HIV\nM1 Planning call\n  the next: Wed 20 March 2013, 21:00 Bangkok (15:00 Vienna), in 26 days · teleconference\n[Attend] [Maybe] [Apologies] [Alternate comes]'.replace('the next: ', ''));
  // New York is asleep when Vienna begins to work.
  expect(of(called, 'Focal point, HRC').map(({ at }) => at.toString())).toEqual(['2013-02-22T14:00:00Z']);
  expect(of(called, 'Coordinator, Civil society side')).toEqual([]);

  const week = await bed.passes('2013-03-14T00:00:00Z');
  expect(texts(week, 'Focal point, ANPUD')).toEqual([expect.stringMatching(/^2013-03-13T02:00:00Z One thing for you.*\nM1 Planning call\n {2}Wed 20 March 2013, 21:00 Bangkok \(15:00 Vienna\), in 7 days\n\[Attend\]/)]);
  expect(read(say(await bed.as('anpud').presses(of(week, 'Focal point, ANPUD')[0]!.message, 'Attend')))).toContain('M1');
  const day = await bed.passes('2013-03-20T00:00:00Z');
  expect(texts(day, 'Focal point, ANPUD')).toEqual([expect.stringMatching(/^2013-03-19T02:00:00Z .*\nM1 Planning call\n {2}Wed 20 March 2013, 21:00 Bangkok \(15:00 Vienna\), tomorrow · You said: I attend\.\n\[Change it\]$/)]);
  const soon = await bed.passes('2013-03-20T14:00:00Z');
  expect(texts(soon, 'Focal point, ANPUD')).toEqual([`2013-03-20T13:45:00Z About to begin: UNODC and civil society group on drug use and HIV\nM1 Planning call\n  in 15 minutes · Wed 20 March 2013, 21:00 Bangkok (15:00 Vienna) · Join here: ${link}`]);
  expect(soon.filter(({ to }) => to.startsWith('#'))).toEqual([]);
  expect(new Set(soon.filter(({ text }) => text.includes(link)).map(({ at }) => at.toString()))).toEqual(new Set(['2013-03-20T13:45:00Z']));
  expect(of(await bed.passes('+4w'), 'Focal point, ANPUD')).toEqual([]);
});

test('the link rests nowhere but sealed: not in what waits, in history or in what reminders keep; a day after the call it is gone', async () => {
  await quiet();
  await call('Wed 20 March 2013 15:00', `link:"${link} +43 1 2345678"`);
  await bed.passes('2013-03-20T13:00:00Z');
  bed.now = Temporal.Instant.from('2013-03-20T13:45:00Z');
  const secret = makeSecret('test');
  await bed.store.tx((tx) => compose(tx, group, { now: bed.now, secret }));
  const everything = await bed.store.read(async (tx) => JSON.stringify([
    await tx.selectFrom('outbox').selectAll().execute(), await tx.selectFrom('reminder').selectAll().execute(), await tx.selectFrom('history').selectAll().execute(), await tx.selectFrom('dialin').selectAll().execute(),
  ]));
  expect(everything).toContain('dialin:1/');
  expect(everything).not.toContain('meet.example.org');
  expect(everything).not.toContain('2345678');
  expect(await hears(coordinator, '/reminder list')).not.toContain('meet.example.org');
  const kept = () => bed.store.read((tx) => dialinFor(tx, secret, group, 1, ''));
  await bed.passes('2013-03-21T14:00:00Z');
  await bed.comesUp();
  expect(await kept()).toEqual({ link, phone: '+43 1 2345678' });
  await bed.passes('2013-03-21T15:01:00Z');
  await bed.comesUp();
  expect(await kept()).toBeUndefined();
});

test('the phone number stands beside the link; a sitting can have a link of its own', async () => {
  await quiet();
  await call('Wed 20 March 2013 15:00', `repeat:"every Wed, 2 times" link:"${link} +43 1 2345678"`);
  await hears(coordinator, '/meeting join M1 on:"27 March 2013" link:https://meet.example.org/other');
  const got = texts(await bed.passes('2013-03-28T00:00:00Z'), 'Focal point, UNODC').filter((text) => text.includes('About to begin'));
  expect(got.map((text) => text.split('Join here: ')[1])).toEqual([`${link} · Phone or code: +43 1 2345678`, 'https://meet.example.org/other']);
});

test('a call without a link says how to ask for it', async () => {
  await quiet();
  await call('Wed 20 March 2013 15:00');
  await bed.passes('2013-03-20T13:00:00Z');
  expect(texts(await bed.passes('2013-03-20T14:00:00Z'), 'Focal point, UNODC')[0]).toContain('No link is set yet. Ask for it: /meeting join M1');
});

test('the last call does not reach whoever has sent apologies, nor at night whoever has not said that they come', async () => {
  await quiet();
  await call('Wed 20 March 2013 23:30');
  await bed.passes('+1d');
  await hears('unodc', '/meeting rsvp M1 apologies');
  await hears('anpud', '/meeting rsvp M1 attend');
  await hears('ehrn', '/meeting rsvp M1 attend');
  await bed.passes('2013-03-20T20:00:00Z');
  const got = (await bed.passes('2013-03-20T23:00:00Z')).filter(({ text }) => text.includes('About to begin')).map(({ to }) => to);
  expect(got).toContain('Focal point, EHRN'); // 00:15 in Vilnius, but they come
  expect(got).toContain('Focal point, HRC'); // the afternoon in New York
  expect(got).not.toContain('Focal point, UNODC');
  expect(got).not.toContain('Focal point, ENPUD');
  expect((await became('call')).map((line) => line.replace(/^\S+ \S+ /, ''))).toEqual(['dropped answered', 'dropped night', 'sent']);
});

test('a move is told once with both times and whether the hour is hard; who cannot says so with one press', async () => {
  await quiet();
  await call('Wed 20 March 2013 15:00');
  await bed.passes('+1d');
  await does(coordinator, '/meeting move M1 to:"20 March 2013 23:15"');
  const got = await bed.passes('+4d');
  expect(got.filter(({ to, text }) => to === '#main' && text.includes('M1'))).toEqual([]);
  const [told, ...more] = of(got, 'Focal point, UNODC');
  expect(more).toEqual([]);
  expect(told!.at.toString()).toBe('2013-02-25T08:00:00Z'); // Monday morning: the call is far off
  expect(told!.text).toBe('A date has changed: UNODC and civil society group on drug use and HIV\nM1 Planning call\n  was Wed 20 March 2013, 15:00 Vienna, is now Wed 20 March 2013, 23:15 Vienna · changed by Civil society side · At night for you.\n[Attend] [I cannot] [Show M1]');
  expect(read(say(await bed.as('unodc').presses(told!.message, 'I cannot')))).toContain('M1');
  expect(await hears(coordinator, '/meeting who M1')).toContain('UNODC');
  expect((await bed.passes('2013-03-21T00:00:00Z')).filter(({ to, text }) => to === 'Focal point, UNODC' && text.includes('About to begin'))).toEqual([]);
  // Those who were to be called at three are called a quarter of an hour before the new time only.
  expect([...new Set((await became('call')).map((line) => line.split(' ')[1]))]).toEqual(['-15m@23:15']);
});

test('who is called to a meeting that is near hears at once of its new time, at night too, and however much they have been told that day', async () => {
  await quiet();
  await call('Sat 23 February 2013 15:00');
  await bed.passes('2013-02-22T20:00:00Z');
  await does(coordinator, '/meeting move M1 to:"23 February 2013 16:00"');
  const got = await bed.passes('+1m');
  expect(new Set(got.map(({ at }) => at.toString()))).toEqual(new Set(['2013-02-22T20:00:00Z']));
  expect(of(got, 'Focal point, ANPUD')[0]!.text).toContain('is now Sat 23 February 2013, 22:00 Bangkok');
  for (const hour of ['17:00', '18:00', '19:00']) {
    await does(coordinator, `/meeting move M1 to:"23 February 2013 ${hour}"`);
    expect(of(await bed.passes('+1m'), 'Focal point, ANPUD')).toHaveLength(1);
  }
});

test('what is called off has no button; of a move and back before anybody has heard, nobody hears anything', async () => {
  await quiet();
  await call('Wed 20 March 2013 15:00');
  await bed.passes('+1d');
  await does(coordinator, '/meeting move M1 to:"21 March 2013 15:00"');
  await does(coordinator, '/meeting move M1 to:"20 March 2013 15:00"');
  expect((await bed.passes('+3d')).filter(({ text }) => text.includes('M1'))).toEqual([]);
  await does(coordinator, '/meeting cancel M1 reason:"Too few can come"');
  const [told, ...more] = of(await bed.passes('+1d'), 'Focal point, UNODC');
  expect(more).toEqual([]);
  expect(told!.text).toBe('A date has changed: UNODC and civil society group on drug use and HIV\nM1 Planning call\n  called off, was Wed 20 March 2013, 15:00 Vienna · changed by Civil society side · Reason: Too few can come');
  expect(await planned('M1')).toEqual([]);
  expect(of(await bed.passes('+5w'), 'Focal point, UNODC')).toEqual([]);
});

test('somebody with two seats gets one message for both; what is called off before they hear of it they never hear of', async () => {
  await quiet();
  const code = /code:(\w+)/.exec(await hears(coordinator, '/member handover ANPUD to:code'))![1]!;
  await hears('inpud', `/member focal code:${code} answer:accept`);
  await call('Wed 20 March 2013 15:00');
  const got = await bed.passes('+1d');
  expect(got.filter(({ to, text }) => /INPUD/.test(to) && text.includes('M1')).map(({ text }) => text.match(/M1 Planning/g)!.length)).toEqual([1]);
  expect(new Set((await bed.store.read((tx) => remindersOf(tx, group, 'M1'))).filter(({ kind }) => kind === 'called').map(({ state, cause }) => `${state} ${cause}`))).toEqual(new Set(['sent null']));
  bed.now = Temporal.Instant.from('2013-02-23T20:00:00Z');
  await does(coordinator, '/meeting schedule Second call when:"Thu 21 March 2013 15:00"');
  await does(coordinator, '/meeting cancel M2');
  expect((await bed.passes('+4d')).filter(({ text }) => text.includes('M2'))).toEqual([]);
});

test('a series is told as one; each of its sittings has its own last call, and the day before, but no week before that is the last one', async () => {
  await quiet();
  await call('Wed 27 February 2013 15:00', 'repeat:"every Wed until 20 March 2013"');
  const [called, ...none] = of(await bed.passes('+1d'), 'Focal point, UNODC');
  expect(none).toEqual([]);
  expect(called!.text).toContain('the next: Wed 27 February 2013, 15:00 Vienna, in 5 days · every Wednesday, 15:00 Vienna, until Wed 20 March 2013 · teleconference');
  await does(coordinator, '/meeting move M1 on:"13 March 2013" to:"14 March 2013 16:00"');
  expect(of(await bed.passes('2013-02-25T12:00:00Z'), 'Focal point, UNODC').map(({ text }) => text.split('\n')[2])).toEqual(['  was Wed 13 March 2013, 15:00 Vienna, is now Thu 14 March 2013, 16:00 Vienna · changed by Civil society side']);
  const got = of(await bed.passes('2013-03-22T00:00:00Z'), 'Focal point, UNODC');
  const lines = got.map(({ at, text }) => `${at.toString().slice(5, 16)} ${/in 15 minutes/.test(text) ? 'call' : 'day'}`);
  expect(lines).toEqual(['02-26T08:00 day', '02-27T13:45 call', '03-05T08:00 day', '03-06T13:45 call', '03-07T08:00 day', '03-13T08:00 day', '03-14T14:45 call', '03-19T08:00 day', '03-20T13:45 call']);
});

test('a series that ends earlier is told so beside what else has moved, and once when it ends earlier still', async () => {
  await quiet();
  await call('Wed 27 March 2013 15:00', 'repeat:"every Wed until 30 April 2013"');
  await bed.passes('+1d');
  await does(coordinator, '/meeting move M1 on:"3 April 2013" to:"4 April 2013 16:00"');
  await does(coordinator, '/meeting end M1 until:"24 April 2013"');
  bed.now = bed.now.add({ minutes: 1 });
  await does(coordinator, '/meeting end M1 until:"15 April 2013"');
  const got = of(await bed.passes('+4d'), 'Focal point, UNODC');
  expect(got).toHaveLength(1);
  expect(got[0]!.text.split('\n').filter((line) => line.startsWith('  ')).sort()).toEqual([
    '  the series ends earlier: nothing from Wed 17 April 2013, 15:00 Vienna on · changed by Civil society side · The last is Wed 10 April 2013, 15:00 Vienna',
    '  was Wed 3 April 2013, 15:00 Vienna, is now Thu 4 April 2013, 16:00 Vienna · changed by Civil society side',
  ]);
});

test('who takes over a seat is told what it is called to, and reminded in place of whoever had it', async () => {
  await quiet();
  await call('Wed 20 March 2013 15:00');
  await bed.passes('+1d');
  const old = await seatOf('unodc');
  const code = /code:(\w+)/.exec(await hears('coordinator agency-side', '/member handover UNODC to:code'))![1]!;
  await hears('newcomer', `/member focal code:${code} answer:accept`);
  const fresh = await seatOf('unodc');
  expect(fresh).not.toBe(old);
  expect(await planned('M1', `seat/${old}`)).toEqual([]);
  expect((await planned('M1', `seat/${fresh}`)).map(({ kind }) => kind).sort()).toEqual(['call', 'called', 'meeting', 'meeting']);
  const got = of(await bed.passes('+3d'), 'Focal point, UNODC');
  expect(got.map(({ text }) => text.split('\n')[0])).toEqual(['You are called in: UNODC and civil society group on drug use and HIV']);
});

test('a poll asks once more who has not answered, a day before it closes; as it has closed, whoever called it can choose or ask for longer', async () => {
  await quiet('hri');
  const asked = await does(coordinator, '/meeting poll Planning call slots:"Tue 9 April 2013 15:00; Wed 10 April 2013 15:00; Thu 11 April 2013 23:30" closes:"18 March 2013 17:00" convenor:hri');
  expect(asked).toContain('M1');
  const [first] = of(await bed.passes('+1d'), 'Focal point, UNODC');
  expect(first!.text).toContain('When can you? UNODC and civil society group on drug use and HIV\nM1 Planning call\n  3 times to choose from: which suit you?\n1. Tue 9 April 2013, 15:00 Vienna\n2. Wed 10 April 2013, 15:00 Vienna\n3. Thu 11 April 2013, 23:30 Vienna: night for you\nAsked until Mon 18 March 2013, 17:00 Vienna, in 24 days\n[Say when I can]');
  for (const slot of ['1', '2', '3']) await hears('unodc', `/meeting answer M1 ${slot} yes`);
  const again = await bed.passes('2013-03-18T15:00:00Z');
  expect(of(again, 'Focal point, UNODC')).toEqual([]);
  const [reminded] = of(again, 'Focal point, ANPUD');
  expect(reminded!.at.toString()).toBe('2013-03-15T02:00:00Z'); // the last working day before a Sunday
  expect(labels(reminded!.message)).toEqual(['Say when I can']);
  const closed = await bed.passes('2013-03-19T12:00:00Z');
  const told = closed.filter(({ text }) => text.includes('M1'));
  expect(told.map(({ to }) => to)).toEqual(['Focal point, HRI']);
  expect(told[0]!.text).toMatch(/M1 Planning call\n {2}the poll is closed · 1 of \d+ organisations has answered\. · recommended: /);
  expect(labels(told[0]!.message)).toContain('Ask for longer');
  const chosen = say(await bed.as('hri').presses(told[0]!.message, 1));
  expect(read(chosen)).toContain('M1');
});

test('when nobody has called a meeting in person for a session, both coordinators hear it sixty days before; not when somebody has', async () => {
  await quiet();
  await bed.passes('2014-01-09T00:00:00Z');
  const [told] = (await bed.passes('2014-01-14T00:00:00Z')).filter(({ to, text }) => to === 'Coordinator, Civil society side' && text.includes('No meeting in person'));
  expect(told!.text).toContain('CND, 57th session with high-level review\n  begins in 8 weeks. No meeting in person is set around it. · You are told because you coordinate Civil society side.');
  expect(labels(told!.message)).toEqual(expect.arrayContaining(['Call a meeting', 'Find a time']));
  expect(await became('face')).toEqual(['event/cnd57 -60d sent']);
});
test('a meeting in person around the session settles it', async () => {
  await quiet();
  await does(coordinator, '/meeting schedule Side meeting when:"Tue 18 March 2014 15:00" kind:face-to-face city:Vienna');
  await bed.passes('2014-01-14T00:00:00Z');
  expect(await became('face')).toEqual(['event/cnd57 -60d dropped settled']);
});

test('who was down when a call began is given the link as long as it lasts, and after it nothing', async () => {
  await quiet();
  await call('Wed 20 March 2013 15:00', `link:${link}`);
  await bed.passes('2013-03-20T13:40:00Z');
  await bed.comesUp();
  bed.now = Temporal.Instant.from('2013-03-20T14:20:00Z');
  const late = (await bed.comesUp()).filter(({ to }) => to === 'Focal point, UNODC');
  expect(late.map(({ text }) => text)).toEqual([expect.stringMatching(/it has begun · .*Join here: https:\/\/meet\.example\.org/s)]);
});
