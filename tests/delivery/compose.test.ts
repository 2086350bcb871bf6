import { expect, test } from 'vitest';
import { encodeButton } from '#core/button.ts';
import { lengthOf, limits } from '#core/fit.ts';
import { buttonsOf, type Message } from '#core/message.ts';
import { remindersOf } from '#db/reminders.ts';
import { bed, conversations, group, hears, say } from '#tests/support/conversation.ts';
import { read, sample, testbed, type Got } from '#tests/support/world.ts';

conversations();

/** What one recipient got, each with its instant. */
const of = (got: readonly Got[], who: string) => got.filter(({ to }) => to === who).map(({ at, text }) => `${at} ${text}`);
/** What became of all reminders about a subject and one recipient: rung and cause. */
const became = async (subject: string, recipient: string) =>
  (await bed.store.read((tx) => remindersOf(tx, group))).filter((row) => row.subject === subject && row.recipient === recipient && row.state !== 'planned').map(({ kind, rung, state, cause }) => `${kind} ${rung} ${state}${cause ? ` ${cause}` : ''}`).sort();

/** A commitment that an organisation takes, agreed by the other side. */
async function agreed(who: string, title: string, due: string, more = ''): Promise<void> {
  const line = await hears(who, `/commitment add ${title} due:"${due}" lead:${who} ${more}`);
  await hears('coordinator agency-side', `/commitment agree ${/C\d+/.exec(line)![0]}`);
}
const quiet = async (...who: string[]) => {
  for (const each of who) await hears(each, '/my digest off');
};

test('one message of all that is due, the most urgent first, answered with one press', async () => {
  await quiet('unodc');
  await bed.passes('2013-06-06T12:00:00Z');
  const got = (await bed.passes('2013-06-07T12:00:00Z')).filter(({ to }) => to === 'Focal point, UNODC');
  expect(got).toHaveLength(1);
  expect(got[0]!.at.toString()).toBe('2013-06-07T07:00:00Z'); // 09:00 in Vienna, on the last working day before a Saturday
  const [title, ...lines] = got[0]!.text.split('\n');
  expect(title).toBe('4 things for you: UNODC and civil society group on drug use and HIV');
  expect(lines.filter((line) => /^C\d/.test(line)).map((line) => line.split(' ')[0])).toEqual(['C14', 'C14.1', 'C15', 'C15.1']);
  expect(lines).toContain('  due Sat 8 June 2013, tomorrow · never reported');
  expect(lines).toContain('You are asked because UNODC leads these.');
  expect(lines.at(-1)).toBe('[C14 On track] [C14 At risk] [C14 Blocked] [C14 Done] [C14 Write…] [C14 Snooze] [C14 Not mine] [C14.1 Done] [Report on C15] [My tasks]');
  // The press names its group, so that it works in a private message; pressed twice, it is harmless.
  expect(buttonsOf(got[0]!.message).every((button) => 'run' in button && button.given.group === group)).toBe(true);
  expect(read(say(await bed.as('unodc', 'terminal:@somewhere').presses(got[0]!.message, 'C14 Done')))).toContain('C14 is now Done');
  expect(read(say(await bed.as('unodc', 'terminal:@somewhere').presses(got[0]!.message, 'C14.1 Done')))).toContain('Done: C14.1');
  const after = of(await bed.passes('+6w'), 'Focal point, UNODC').join('\n');
  expect(after).toContain('C15 ');
  expect(after).not.toContain('C14');
});

test('each is asked at the start of their own working day, and told why', async () => {
  await quiet('anpud', 'hrc');
  await agreed('anpud', 'Map of services', '3 June 2013');
  await agreed('hrc', 'Training of peers', '3 June 2013');
  const got = await bed.passes('2013-05-28T00:00:00Z');
  const last = (who: string) => of(got, who).at(-1);
  expect(last('Focal point, ANPUD')).toMatch(/^2013-05-27T02:00:00Z One thing for you: .*\nC16 Map of services\n {2}due Mon 3 June 2013, in 7 days · never reported · You are asked because ANPUD leads it\.\n\[On track\] \[At risk\] \[Blocked\] \[Done\] \[Write…\] \[Snooze\] \[Not mine\]$/);
  expect(last('Focal point, HRC')).toMatch(/^2013-05-27T13:00:00Z .*\nC17 Training of peers\n {2}due Mon 3 June 2013, in 7 days/);
});

test('before the Commission meets, whoever leads is asked how it stands; whoever has just reported is not', async () => {
  await quiet('unodc', 'anpud');
  await agreed('anpud', 'Map of services', '3 June 2014');
  await bed.passes('2014-01-25T12:00:00Z');
  await hears('anpud', '/update 16 on-track');
  const got = await bed.passes('2014-01-31T12:00:00Z');
  expect(of(got, 'Focal point, ANPUD')).toEqual([]);
  const [asked] = of(got, 'Focal point, UNODC');
  expect(asked).toMatch(/^2014-01-30T08:00:00Z 13 things for you: .*\nC14 /);
  expect(asked).toContain('You are asked because UNODC leads these and CND, 57th session with high-level review begins in 6 weeks.');
  // What is late comes before what is only asked about.
  expect(asked!.indexOf('C15 ')).toBeLessThan(asked!.indexOf('\nC1 '));
  expect(await became('C16', 'focal/anpud')).not.toContain('update -6w sent');
});

test('what is late goes from the owner to the alternate, the counterpart and both coordinators, and is never public', async () => {
  await quiet('anpud', 'unodc', 'coordinator agency-side', 'coordinator civil-society-side');
  await agreed('anpud', 'Map of services', '3 June 2013', 'counterpart:UNODC');
  const code = /code:(\w+)/.exec(await hears('anpud', '/member focal ANPUD alternate'))![1]!;
  await hears('visitor', `/member focal code:${code} answer:accept`);
  await quiet('visitor');
  await bed.passes('2013-06-04T12:00:00Z');
  const got = (await bed.passes('+30d')).filter(({ text }) => text.includes('C16'));
  expect(got.filter(({ to }) => to !== '#main').map(({ at, to }) => `${at.toString().slice(0, 10)} ${to}`)).toEqual([
    '2013-06-06 Focal point, ANPUD', '2013-06-13 Alternate, ANPUD', '2013-06-20 Focal point, UNODC',
    '2013-06-27 Coordinator, UNODC side', '2013-06-27 Coordinator, Civil society side',
  ]);
  const [owner, alternate, counterpart, coordinator] = got.filter(({ to }) => to !== '#main').map(({ text }) => text);
  expect(owner).toMatch(/Mon 3 June 2013, 3 days late · never reported · You are asked because ANPUD leads it\.\n\[On track\]/);
  expect(alternate).toMatch(/10 days late .* You are asked because ANPUD leads it\.\n\[On track\]/);
  expect(counterpart).toMatch(/17 days late .* You are told because UNODC is the counterpart and ANPUD has not answered\. A word between you may help\./);
  expect(counterpart).not.toContain('[C16 On track]');
  expect(coordinator).toMatch(/24 days late .*You are told because you coordinate UNODC side and nobody has answered\.\n\[Show C16\]/);
  for (const { text } of got.filter(({ to }) => to === '#main')) expect(text).not.toMatch(/never reported|Focal|Alternate/);
});

test('a position that nobody fills falls to the next; nobody at all is kept for the list of the unreachable', async () => {
  await quiet('anpud', 'unodc', 'coordinator agency-side', 'coordinator civil-society-side');
  await agreed('anpud', 'Map of services', '3 June 2013');
  await hears('anpud', '/my data erase sure:yes');
  const got = (await bed.passes('2013-06-05T00:00:00Z')).filter(({ text }) => text.includes('C16'));
  expect([...new Set(got.filter(({ to }) => to !== '#main').map(({ to }) => to))]).toEqual(['Coordinator, Civil society side']);
  expect(got.find(({ to }) => to !== '#main')!.text).toContain('ANPUD has no focal point, so this comes to you.');
  await hears('coordinator civil-society-side', '/my reminders off');
  await bed.passes('2013-06-06T12:00:00Z');
  expect((await became('C16', 'focal/anpud')).filter((line) => line.startsWith('overdue'))).toEqual(['overdue +3d sent instead']);
  await hears('coordinator agency-side', '/my reminders off');
  await bed.passes('+30d');
  expect(await became('C16', 'coordinator/agency-side')).toEqual(['overdue +17d dropped nobody', 'overdue +24d dropped nobody']);
});

test('of several rungs that come together only the last is said', async () => {
  await quiet('anpud');
  await agreed('anpud', 'Map of services', '3 June 2013');
  await bed.passes('2013-05-15T00:00:00Z');
  await hears('anpud', '/my reminders pause pause:"30 May 2013"');
  const got = (await bed.passes('2013-05-30T12:00:00Z')).filter(({ to }) => to === 'Focal point, ANPUD');
  expect(of(got, 'Focal point, ANPUD')).toEqual([expect.stringMatching(/^2013-05-30T02:00:00Z .*\nC16 Map of services\n {2}due Mon 3 June 2013, in 4 days/)]);
  expect(await became('C16', 'focal/anpud')).toEqual(['commitment -14d dropped overtaken', 'commitment -7d sent', 'fresh 0d sent', 'update -1w sent']);
});

test('whoever is away has a stand-in, who is told for whom it is; without one it waits for their return', async () => {
  await quiet('anpud', 'hrc', 'coordinator civil-society-side');
  await agreed('anpud', 'Map of services', '3 June 2013');
  await agreed('hrc', 'Training of peers', '3 June 2013');
  await bed.passes('2013-05-22T12:00:00Z');
  await hears('anpud', '/my away from:"23 May 2013" to:"29 May 2013" stand-in:coordinator');
  await hears('hrc', '/my away from:"23 May 2013" to:"29 May 2013"');
  const got = (await bed.passes('2013-05-31T23:00:00Z')).filter(({ text }) => /C1[67]/.test(text) && !text.includes('This week'));
  expect(got.map(({ at, to }) => `${at} ${to}`)).toEqual(['2013-05-27T07:00:00Z Coordinator, Civil society side', '2013-05-30T13:00:00Z Focal point, HRC', '2013-05-31T02:00:00Z Focal point, ANPUD', '2013-05-31T13:00:00Z Focal point, HRC']);
  expect(got[0]!.text).toContain('You are asked because ANPUD leads it.');
  expect(got[0]!.text).toContain('For Focal point, ANPUD, who is back on Thu 30 May 2013.');
});

test('what would be over before they are back goes to a coordinator of the side', async () => {
  await quiet('anpud', 'coordinator civil-society-side');
  await agreed('anpud', 'Map of services', '3 June 2013');
  await bed.passes('2013-05-30T12:00:00Z');
  await hears('anpud', '/my away from:"31 May 2013" to:"10 June 2013"');
  const got = (await bed.passes('2013-06-04T12:00:00Z')).filter(({ text }) => text.includes('C16') && !text.includes('This week'));
  expect(got.map(({ at, to }) => `${at} ${to}`)).toEqual(['2013-05-31T07:00:00Z Coordinator, Civil society side', '2013-06-03T07:00:00Z Coordinator, Civil society side']);
  expect(got[0]!.text).toContain('For Focal point, ANPUD, who is back on Tue 11 June 2013.');
});

test('what was put aside is asked about again on its day, and what is not theirs is not asked at all', async () => {
  await quiet('anpud', 'hrc', 'coordinator civil-society-side', 'coordinator agency-side');
  await agreed('anpud', 'Map of services', '3 June 2013');
  await agreed('hrc', 'Training of peers', '3 June 2013');
  const [mine] = (await bed.passes('2013-05-20T12:00:00Z')).filter(({ to, text }) => to === 'Focal point, ANPUD' && text.includes('in 2 weeks'));
  const ask = say(await bed.as('anpud').presses(mine!.message, 'Snooze'));
  expect(read(ask)).toContain('C16');
  await hears('anpud', '/reminder snooze C16 until:"29 May 2013"');
  const [theirs] = (await bed.passes('2013-05-20T15:00:00Z')).filter(({ to }) => to === 'Focal point, HRC');
  await bed.as('hrc').presses(theirs!.message, 'Not mine');
  await bed.posted();
  const got = (await bed.passes('2013-06-04T12:00:00Z')).filter(({ to }) => /ANPUD|HRC/.test(to));
  expect(got.map(({ at, to }) => `${at} ${to}`)).toEqual(['2013-05-29T02:00:00Z Focal point, ANPUD', '2013-05-31T02:00:00Z Focal point, ANPUD', '2013-06-03T02:00:00Z Focal point, ANPUD']);
  expect(got[0]!.text).toContain('You put it aside until today.');
  expect(await became('C16', 'focal/anpud')).toContain('commitment -7d dropped snoozed');
  expect(await became('C17', 'focal/hrc')).toContain('commitment -7d dropped passed');
});

test('several moves that nobody has heard of are one, and none when the date is back where it was', async () => {
  await quiet('unodc', 'coordinator civil-society-side');
  const move = (to: string) => hears('coordinator agency-side', `/event move vilnius-2013 to:"${to}" sure:yes`);
  await bed.passes('2013-02-22T20:00:00Z');
  await move('16 June 2013');
  await move('23 June 2013');
  const got = await bed.passes('2013-02-25T12:00:00Z');
  expect(of(got, 'Focal point, UNODC')).toEqual([expect.stringMatching(/^2013-02-25T08:00:00Z 5 dates have changed: .*\nInternational Harm Reduction Conference\n {2}was Sun 9 June 2013, is now Sun 23 June 2013\nC14 /)]);
  expect(of(got, 'Focal point, UNODC')[0]).toContain('C15.1 Work plan agreed by both sides\n  was Sun 9 June 2013, is now Sun 23 June 2013');
  await bed.passes('2013-02-25T20:00:00Z');
  await move('30 June 2013');
  await move('23 June 2013');
  expect(of(await bed.passes('+2d'), 'Focal point, UNODC')).toEqual([]);
});

test('an estimate is called one, in private and in the room', async () => {
  await hears('coordinator agency-side', '/event move cnd56r to:"16 December 2013" certainty:estimate sure:yes');
  const got = await bed.passes('2013-11-30T12:00:00Z');
  const told = got.filter(({ text }) => text.includes('reconvened 56th') && !text.includes('This week'));
  expect(told.map(({ to }) => to)).toContain('#main');
  expect(told.length).toBeGreaterThan(1);
  for (const { text } of told) expect(text).toMatch(/CND, reconvened 56th session\n {2}.* · the date is an estimate|reconvened 56th session \(the date is an estimate\)/);
});

test('somebody with two seats gets one reminder, not two', async () => {
  await quiet('inpud');
  const code = /code:(\w+)/.exec(await hears('coordinator civil-society-side', '/member handover ANPUD to:code'))![1]!;
  await hears('inpud', `/member focal code:${code} answer:accept`);
  await hears('coordinator agency-side', '/event deadline cnd57 "Side-event application" opens:"13 January 2014" closes:"24 January 2014 12:00 Vienna" to:UNODC paper:"Concept note"');
  await bed.posted();
  await bed.passes('2014-01-12T12:00:00Z');
  const got = (await bed.passes('2014-01-13T20:00:00Z')).filter(({ text }) => text.includes('Side-event'));
  expect(got.filter(({ to }) => to.includes('INPUD'))).toHaveLength(1);
  const members = got.filter(({ to }) => to.startsWith('Focal point'));
  expect(members).toHaveLength(15);
  expect(got.find(({ to }) => to === 'Focal point, HRC')!.text).toContain('closes Fri 24 January 2014, 06:00 New York (12:00 Vienna), in 11 days · to UNODC · needed: Concept note');
  expect(got.find(({ to }) => to === '#main')!.text).toContain('Side-event application');
});

test('after the prompt of the day only the digest and what cannot wait come, and never more than three messages', async () => {
  await hears('anpud', '/my digest Mon 14:00');
  await agreed('anpud', 'Map of services', '3 June 2013');
  await bed.posted();
  await bed.passes('2013-05-20T01:00:00Z');
  const closes = (title: string, when: string) => hears('coordinator agency-side', `/event deadline vilnius-2013 ${title} closes:"${when}"`);
  const got = [...(await bed.passes('2013-05-20T03:30:00Z'))];
  await closes('Abstracts', '20 May 2013 18:00 Vienna');
  await hears('coordinator agency-side', '/event move vilnius-2013 to:"16 June 2013" sure:yes');
  got.push(...(await bed.passes('2013-05-20T08:30:00Z')));
  await closes('Posters', '20 May 2013 20:00 Vienna');
  got.push(...(await bed.passes('2013-05-21T12:00:00Z')));
  const own = got.filter(({ to }) => to === 'Focal point, ANPUD');
  expect(own.map(({ at }) => at.toString())).toEqual(['2013-05-20T02:00:00Z', '2013-05-20T03:30:00Z', '2013-05-20T07:00:00Z', '2013-05-21T02:00:00Z']);
  expect(own.map(({ text }) => /C16 Map of services\n {2}due|Abstracts|Your week|was Sun 9 June 2013|Posters/.exec(text)![0])).toEqual(['C16 Map of services\n  due', 'Abstracts', 'Your week', 'was Sun 9 June 2013']);
  expect(await became('event/vilnius-2013/2', 'focal/anpud')).toEqual(['closing 0d dropped past']);
});

/** Whether a message keeps to what every platform takes. */
function fits(message: Message): boolean {
  const buttons = buttonsOf(message);
  const short = buttons.every((button) => button.label.length <= limits.buttonLabel && (!('run' in button) || encodeButton(button) !== undefined));
  return lengthOf(message) <= limits.text && message.blocks.length <= limits.blocks && buttons.length <= limits.buttons && short;
}

test('however much is due, the message fits, says how much more there is, and its first thing can be answered', async () => {
  for (let i = 0; i < 40; i++) {
    await hears('anpud', `/commitment add "${`Promise ${i} `.padEnd(195, 'long words ')}" due:"3 June 2013" lead:anpud`);
    await hears('coordinator agency-side', `/commitment agree ${16 + i}`);
  }
  await bed.posted();
  await bed.passes('2013-05-19T12:00:00Z');
  const own = (await bed.passes('2013-05-20T12:00:00Z')).filter(({ to }) => to === 'Focal point, ANPUD');
  expect(own).toHaveLength(1);
  expect(fits(own[0]!.message)).toBe(true);
  expect(own[0]!.text).toMatch(/^40 things for you: .*\nC16 Promise 0 [^]*\nand 2\d more: \/my tasks\n[^]*\[C16 On track\]/);
});

test('a button whose group has a long name works, too', async () => {
  const id = 'a-group-with-a-name-that-is-too-long-for-the-id-of-a-button';
  const long = await testbed({ file: JSON.stringify({ ...sample, group: { ...sample.group, id } }) });
  const [asked] = (await long.passes('2013-06-07T12:00:00Z')).filter(({ to, at }) => to === 'Focal point, UNODC' && at.toString() === '2013-06-07T07:00:00Z');
  expect(fits(asked!.message)).toBe(true);
  expect(read(say(await long.as('unodc', 'terminal:@somewhere').presses(asked!.message, 'C14 At risk')))).toContain('C14 is now At risk');
  expect(long.bugs).toEqual([]);
  await long.close();
});

test('the title counts what stands beneath it, what needs a word too; what the digest adds is called more', async () => {
  const got = (await bed.passes('2013-03-26T12:00:00Z')).filter(({ text }) => /^(One thing|\d+ things) for you: /.test(text));
  const counted = got.map(({ text }) => {
    const said = /^(?:One|(\d+)) things? for you/.exec(text)![1] ?? '1';
    const lines = text.split(/\n(?=\d+ more things? waits? for you:|Deadlines in the next|Meetings in the next|In the last seven days|Dates that changed)/)[0]!.split('\n').slice(1);
    const hidden = lines.flatMap((line) => /^and (\d+) more: /.exec(line)?.[1] ?? []);
    return [Number(said), lines.filter((line) => /^(C\d|CND|VILNIUS|[^ ].* \(CND)/.test(line)).length + hidden.reduce((sum, each) => sum + Number(each), 0), text];
  });
  expect(counted.filter(([said, shown]) => said !== shown)).toEqual([]);
  const word = got.find(({ text }) => text.includes('Needs a word before'));
  expect(word!.text).toMatch(/^2 things for you: .*\nNeeds a word before CND, 56th session, .*:\nC5 [^]*\nC9 /);
  for (const { text } of got) expect(text).not.toMatch(/\n\d+ things? waits? for you:/);
});
