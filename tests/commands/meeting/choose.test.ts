import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { buttonsOf, type Message } from '#core/message.ts';
import { findMeeting } from '#db/meetings.ts';
import { remindersOf } from '#db/reminders.ts';
import { bed, conversations, group, hears, later, say } from '#tests/support/conversation.ts';
import { pollLine } from '#tests/support/polling.ts';
import { runs } from '#tests/support/runs.ts';
import { answersIn } from '#tests/support/sitting.ts';
import { read, testbed } from '#tests/support/world.ts';

conversations();

const civil = 'coordinator civil-society-side';
const agency = 'coordinator agency-side';
const reader = { zone: 'Europe/Vienna', home: 'Europe/Vienna', lang: 'en' };
const meeting = async () => (await bed.store.read((tx) => findMeeting(tx, group, 1)))!.meeting;
const posted = async () => (await bed.posted()).map(({ address, message }) => `${address} ${read(message, reader)}`);
const press = async (who: string, message: Message, label: string | number) => say(await bed.as(who).presses(message, label));
const labels = (message: Message) => buttonsOf(message).map(({ label }) => label);
const called = async () => (await bed.store.read((tx) => remindersOf(tx, group))).filter(({ kind }) => kind === 'called');
/** A poll that UNODC and INPUD have answered, each with a word for every time. */
async function polled(unodc: readonly string[], inpud: readonly string[], line = pollLine) {
  await press(civil, await bed.as(civil).hears(line), 'Ask everybody');
  for (const [who, said] of [['unodc', unodc], ['inpud', inpud]] as const) for (const [i, fit] of said.entries()) await hears(who, `/meeting answer M1 ${i + 1} "${fit}"`);
}

describe('choosing', () => {
  test('shows what it means, and is one press: the number becomes the meeting, and its poll is over', async () => {
    await polled(['yes', 'no', 'no'], ['if need be', 'yes', 'no']);
    await hears('hri', '/meeting answer M1 all:no');
    await bed.posted();
    const before = (await called()).length;
    const asked = await bed.as(civil).hears('/meeting choose M1 1');
    expect(read(asked, reader).split('\n')).toEqual([
      'Choose this time for M1 Planning call?', 'Tue 12 March 2013, 15:00 Vienna', 'yes: UNODC · if need be: INPUD · no: HRI',
      'The poll is open until Fri 1 March 2013, 23:59 Vienna. 13 organisations have not answered yet.',
      'Who said yes counts as coming, who said if need be as maybe. Who said no is asked again, and reminded of it. Everybody is told and can change it.',
      '[Choose this time] [It comes back] [No, back to the poll]',
    ]);
    expect(read(await press(civil, asked, 1), reader)).toContain('M1 Planning call takes place Tue 12 March 2013, 15:00 Vienna. 17 people are told in private: 8 now, 9 when their next working day begins.');
    expect(await meeting()).toMatchObject({ starts: '2013-03-12T15:00', rule: null, slots: null, closes: null, sequence: 1 });
    // A yes counts until it is taken back. Who said no has said so of the time: whether they come is asked.
    expect(await answersIn(bed)).toEqual([['', 'inpud', 'maybe', null], ['', 'unodc', 'attend', null]]);
    const rows = (await called()).slice(before);
    expect([rows.length, new Set(rows.map(({ recipient }) => recipient)).size, new Set(rows.map(({ until }) => until))]).toEqual([17, 17, new Set(['2013-03-12T14:00:00.000Z'])]);
    expect(await posted()).toEqual(['terminal:main M1 Planning call\nThe time is chosen: Tue 12 March 2013, 15:00 Vienna.\n[Show it]']);
    expect(read(await press(civil, asked, 1))).toContain('M1 Planning call has its time already');
    expect((await called()).length).toBe(before + 17);
  });
  test('a weekday is that of the one time on such a day', async () => {
    await polled(['yes', 'no', 'no'], ['yes', 'yes', 'no']);
    expect(read(await bed.as(civil).hears('/meeting choose M1 Thursday'), reader)).toContain('Choose this time for M1 Planning call?\nThu 14 March 2013, 10:00 Vienna');
    expect(await hears(civil, '/meeting choose M1 Monday')).toContain('"Monday" is none of them');
  });
  test('taken back, it is said that there is no time again', async () => {
    await polled(['yes', 'no', 'no'], ['yes', 'yes', 'no']);
    await press(civil, await bed.as(civil).hears('/meeting choose M1 1'), 1);
    expect(await hears(civil, '/my undo')).toContain('Taken back: M1 Planning call: Tue 12 March 2013, 15:00 Vienna chosen as its time. M1 has no time again; the poll goes on.');
  });
  test('turns the card of the poll into that of the meeting, and says so once beneath it', async () => {
    await polled(['yes', 'no', 'no'], ['yes', 'yes', 'yes']);
    await press(civil, await bed.as(civil).hears('/meeting choose M1 1'), 1);
    const [card, news, ...others] = await posted();
    expect(card).toMatch(/^terminal:main M1 Planning call\nWhen: Tue 12 March 2013, 15:00 Vienna\n[^]*One or two organisations come\n\[Attend\]/);
    expect([news, others]).toEqual([expect.stringContaining('The time is chosen'), []]);
  });
  test('makes it a series where it comes back; answers to the poll are for the first one alone', async () => {
    await polled(['yes', 'no', 'no'], ['yes', 'yes', 'yes']);
    const asked = await bed.as(civil).hears('/meeting choose M1 1 repeat:"every 2 weeks until 1 June"');
    expect(read(asked, reader)).toContain('It comes back every 2 weeks on Tuesday, 15:00 Vienna, until Sat 1 June 2013: 6 meetings.');
    await press(civil, asked, 'Choose this time');
    expect(await meeting()).toMatchObject({ starts: '2013-03-12T15:00', rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', until: { by: 'day', on: '2013-06-01' } });
    expect(await answersIn(bed)).toEqual([['2013-03-12T15:00', 'inpud', 'attend', null], ['2013-03-12T15:00', 'unodc', 'attend', null]]);
  });
  test('says what a series lacks, or which of the times would fit it', async () => {
    await polled(['yes', 'yes', 'yes'], ['yes', 'yes', 'yes']);
    expect(await hears(civil, '/meeting choose M1 1 repeat:weekly')).toContain('"weekly" has no end.');
    const other = await bed.as(civil).hears('/meeting choose M1 1 repeat:"every Thursday 5 times"');
    expect([read(other), labels(other)[0]]).toEqual([expect.stringContaining('does not fall on that day'), 'Thu 14 March 2013, 10:00 Vienna']);
    expect(read(await press(civil, other, 1), reader)).toContain('Thu 14 March 2013, 10:00 Vienna\nIt comes back');
    const both = await bed.as(civil).hears('/meeting choose M1 2 repeat:"every 2nd Thu 5 times"');
    expect(labels(both).some((label) => label.startsWith('I mean: '))).toBe(true);
  });
  test('says that no link is set where there is none, with a button to set it; what becomes of the answers is said once', async () => {
    await polled(['yes', 'no', 'no'], ['yes', 'yes', 'yes']);
    const chosen = await press(civil, await bed.as(civil).hears('/meeting choose M1 1'), 1);
    expect(read(chosen)).toContain('No link is set for it yet.');
    expect([read(chosen).includes('counts as coming'), labels(chosen)]).toEqual([false, ['Show it', 'Set the link', 'Undo']]);
    expect(await bed.as(civil).presses(chosen, 'Set the link')).toMatchObject({ ask: { fields: [{ name: 'link' }] } });
    await press(civil, chosen, 'Undo');
    await hears(civil, '/meeting join M1 link:https://meet.example.org/abc');
    const again = await press(civil, await bed.as(civil).hears('/meeting choose M1 1'), 1);
    expect([read(again).includes('No link'), labels(again)]).toEqual([false, ['Show it', 'Undo']]);
  });
  test('reminds who said no to it in the poll of that, with apologies first; nothing is answered for them', async () => {
    await polled(['no', 'yes', 'yes'], ['yes', 'yes', 'yes']);
    await hears(agency, '/meeting answer M1 1 yes');
    await press(civil, await bed.as(civil).hears('/meeting choose M1 1'), 1);
    expect((await answersIn(bed)).map(([, organisation]) => organisation)).toEqual(['inpud', null]);
    const told = (await bed.passes('+1d')).filter(({ text }) => text.includes('M1'));
    const of = (who: string) => told.find(({ to }) => to === who)!;
    expect(of('Focal point, UNODC').text).toContain('You said no to this time');
    expect(labels(of('Focal point, UNODC').message)[0]).toMatch(/^Apologies/);
    expect(told.filter(({ text }) => text.includes('said no')).map(({ to }) => to)).toEqual(['Focal point, UNODC']);
    expect(labels(of('Focal point, HRI').message)[0]).toMatch(/^Attend/);
  });
  test('is for the calendar’s keepers and for chair, convenor and note-taker; without a time it shows how it stands', async () => {
    await polled(['yes', 'no', 'no'], ['yes', 'yes', 'yes'], `${pollLine} chair:HRI`);
    expect(await hears('inpud', '/meeting choose M1 1')).toContain('M1 can be changed by coordinators');
    expect(await hears('observer', '/meeting choose M1 1')).toContain('"meeting choose" is for:');
    const shown = await bed.as('hri').hears('/meeting choose M1');
    expect(labels(shown).slice(0, 2)).toEqual(['Say when I can', 'Choose Tue 12 March 2013, 14:00 London (15:00 Vienna)']);
    expect(read(await press('hri', await press('hri', shown, 2), 1))).toContain('takes place');
  });
});

describe('a time that a side cannot make', () => {
  test('is taken only by a press that names the side; the same with "sure" on a line is shown again', async () => {
    await polled(['yes', 'no', 'no'], ['no', 'yes', 'if need be']);
    for (const line of ['/meeting choose M1 2', '/meeting choose M1 2 sure:yes', '/meeting choose M1 2 sure:yes without:civil-society-side']) {
      const asked = await bed.as(civil).hears(line);
      expect([read(asked), labels(asked)[0]]).toEqual([expect.stringContaining('UNODC side cannot make it: all who have answered there say no.'), 'Choose it without UNODC side']);
      expect(await meeting()).toMatchObject({ starts: null });
    }
    expect(read(await press(civil, await bed.as(civil).hears('/meeting choose M1 2'), 1))).toContain('takes place');
    expect(await meeting()).toMatchObject({ starts: '2013-03-14T10:00' });
  });
  test('that all of a side who have answered refuse is said so, with how many they are; what coordinators say is shown', async () => {
    await polled(['no', 'yes', 'yes'], ['yes', 'no', 'yes']);
    await hears('hri', '/meeting answer M1 yes no yes');
    await hears(agency, '/meeting answer M1 all:yes');
    const shown = await hears('idpc', '/meeting show M1');
    expect(shown).toContain('yes: HRI, INPUD · no: UNODC · coordinator of UNODC side: yes');
    expect(shown).toContain('yes: UNODC · no: HRI, INPUD · coordinator of UNODC side: yes · Civil society side: all 2 of 15 that answered say no');
    expect(shown.split('\n').filter((line) => line.startsWith('  recommended'))).toEqual([expect.stringContaining('yes: HRI, INPUD, UNODC')]);
    expect(await hears(civil, '/meeting choose M1 2')).toContain('So far nobody of Civil society side can make it: all 2 of 15 that answered say no.');
    await hears(agency, '/meeting answer M1 all:no');
    await hears('unodc', '/meeting answer M1 all:no');
    const lost = await hears('idpc', '/meeting show M1');
    expect(lost).toContain('No time is recommended: of each of them, all who have answered of one side say no.');
    expect(lost).not.toMatch(/^ {2}recommended/m);
  });
  test('is shown anew where another side has said no since it was shown', async () => {
    await polled(['yes', 'yes', 'yes'], ['yes', 'yes', 'yes']);
    const asked = await bed.as(civil).hears('/meeting choose M1 1');
    expect(labels(asked)[0]).toBe('Choose this time');
    await hears('unodc', '/meeting answer M1 1 no');
    const again = await press(civil, asked, 1);
    expect(labels(again)[0]).toBe('Choose it without UNODC side');
    expect(await meeting()).toMatchObject({ starts: null });
  });
  test('is never the one that is recommended, whatever else speaks for it; the times stand in their own order', async () => {
    await polled(['no', 'if need be', 'if need be'], ['yes', 'if need be', 'if need be']);
    const shown = await hears('idpc', '/meeting show M1');
    expect([...shown.matchAll(/^(\d)\. /gm)].map(([, number]) => number)).toEqual(['1', '2', '3']);
    expect(shown).toMatch(/1\. [^]*less good: a side cannot make it · [^]*2\. [^]*  recommended · [^]*3\. [^]*less good: the hour is harder, counting the hard hours that each has had so far/);
  });
});

describe('a poll', () => {
  test('recommends no time before anybody has answered, and names who has answered in part', async () => {
    await press(civil, await bed.as(civil).hears(pollLine), 1);
    expect(await hears(agency, '/meeting show M1')).not.toMatch(/recommended|less good/);
    await hears('ahrn', '/meeting answer M1 2 yes');
    const shown = await hears(agency, '/meeting show M1');
    expect(shown).toContain('0 of 16 organisations have answered.\nAnswered in part: Civil society side: AHRN.\nNobody of UNODC side has answered yet.\nNot answered yet:');
    expect(shown).toMatch(/2\. .*\n {2}recommended · yes: AHRN/);
    expect(shown).not.toMatch(/Not answered yet: .* AHRN/);
  });
  test('that is over stays among the tasks of those who may choose, until a time is chosen or it is called off', async () => {
    await press(civil, await bed.as(civil).hears(`${pollLine} convenor:HRI`), 1);
    for (const who of ['hri', 'inpud']) await hears(who, '/meeting answer M1 all:yes');
    const waits = async (who: string) => (await hears(who, '/my tasks')).includes('M1 Planning call\n  has no time yet');
    expect([await waits('hri'), await waits(civil)]).toEqual([false, false]);
    later({ hours: 24 * 8 });
    expect([await waits('hri'), await waits(civil), await waits(agency), await waits('inpud')]).toEqual([true, true, true, false]);
    const tasks = await bed.as('hri').hears('/my tasks');
    expect(read(tasks, reader)).toContain('has no time yet: people were asked until Fri 1 March 2013, 23:59 Vienna. Please choose one');
    const shown = await press('hri', tasks, 'Choose for M1');
    await press('hri', await press('hri', shown, 'Choose Tue 12 March 2013, 14:00 London (15:00 Vienna)'), 1);
    expect(await waits('hri')).toBe(false);
  });
  test('that nobody has answered as it closes is told to those who decide on it, who can ask for longer or choose with one press', async () => {
    await press(civil, await bed.as(civil).hears(pollLine), 1);
    const told = (await bed.passes('2013-03-05T12:00:00Z')).filter(({ text }) => text.includes('0 of 16 organisations have answered.'));
    expect(told.map(({ to }) => to).filter((to) => to.startsWith('Coordinator')).sort()).toEqual(['Coordinator, Civil society side', 'Coordinator, UNODC side']);
    const { message } = told.find(({ to }) => to === 'Coordinator, UNODC side')!;
    expect(labels(message)).toEqual(expect.arrayContaining(['Choose Tue 12 March 2013, 15:00 Vienna', 'Ask for longer', 'How it stands']));
    expect(read(await press(agency, message, 'Ask for longer'), reader)).toContain('people are asked until Thu 7 March 2013, 23:59 Vienna. 17 people who have not answered are asked once more.');
    expect(labels(await press(agency, message, 'How it stands'))).toContain('Call it off');
    expect(labels(await press(agency, message, 'Choose Tue 12 March 2013, 15:00 Vienna'))[0]).toBe('Choose it all the same');
  });
  test('whose choice is taken back asks again, and what was answered to it stands', async () => {
    await polled(['yes', 'no', 'no'], ['yes', 'yes', 'yes']);
    const chosen = await press(civil, await bed.as(civil).hears('/meeting choose M1 1'), 1);
    bed.now = bed.now.add({ minutes: 1 });
    expect(read(await press(civil, chosen, 'Undo'))).toContain('Taken back');
    expect([await meeting(), await answersIn(bed)]).toEqual([expect.objectContaining({ starts: null, closes: '2013-03-01T22:59:00.000Z' }), []]);
    expect(await hears('hri', '/meeting answer M1 all:yes')).toContain('this is what you said');
    expect(await hears(civil, '/meeting show M1')).toContain('3 of 16 organisations have answered.');
    await press(civil, await bed.as(civil).hears('/meeting choose M1 1'), 1);
    expect((await answersIn(bed)).length).toBe(3);
  });
  test('that nobody answers can be decided all the same, which is said once, or be asked for longer', async () => {
    await press(civil, await bed.as(civil).hears(pollLine), 1);
    later({ hours: 24 * 8 });
    const shown = await bed.as(agency).hears('/meeting show M1');
    expect(read(shown)).toContain('No time is chosen yet. Nobody has answered yet.');
    expect(labels(shown)).toContain('Ask for longer');
    const asked = await press(agency, shown, 1);
    expect(read(asked)).toMatch(/\nNobody has answered yet\.\n(?![^]*Nobody of)/);
    expect(labels(asked)[0]).toBe('Choose it all the same');
    expect(read(await press(agency, asked, 1))).toContain('takes place');
    expect(await answersIn(bed)).toEqual([]);
  });
  test('of which a side has no seat says so before it is asked, and when a time is chosen', async () => {
    for (const who of ['unodc', agency]) await press(who, await bed.as(who).hears('/my data erase'), 'Yes, erase me');
    const asked = await bed.as(civil).hears(pollLine);
    expect(read(asked)).toContain('Nobody can be asked of: UNODC side. It has no seat in this group.');
    await press(civil, asked, 'Ask everybody');
    await hears('inpud', '/meeting answer M1 all:yes');
    expect(await hears(civil, '/meeting show M1')).toContain('Nobody can be asked of: UNODC.');
    expect(labels(await bed.as(civil).hears('/meeting choose M1 1'))[0]).toBe('Choose it without UNODC side');
  });
  test('whose times are over offers none of them; of those still to come, only they can be taken', async () => {
    await polled(['yes', 'yes', 'yes'], ['yes', 'yes', 'yes']);
    bed.now = Temporal.Instant.from('2013-03-13T08:00:00Z');
    const past = await bed.as(civil).hears('/meeting choose M1 1');
    expect([read(past, reader), labels(past).slice(0, 2)]).toEqual([expect.stringContaining('Tue 12 March 2013, 15:00 Vienna is over already.'), ['Thu 14 March 2013, 10:00 Vienna', 'Fri 15 March 2013, 06:00 Vienna']]);
    bed.now = Temporal.Instant.from('2013-03-16T08:00:00Z');
    const over = await bed.as(civil).hears('/meeting show M1');
    expect([read(over), labels(over)]).toEqual([expect.stringContaining('All of its times are over.'), ['Change it', 'Call it off']]);
    expect(await hears(civil, '/meeting poll M1 closes:tomorrow')).toContain('All times of M1 are over.');
  });
  test('that is answered by somebody who has left does not count them', async () => {
    await polled(['yes', 'yes', 'yes'], ['yes', 'yes', 'yes']);
    await press('inpud', await bed.as('inpud').hears('/my data erase'), 'Yes, erase me');
    expect(await hears(civil, '/meeting show M1')).not.toContain('yes: INPUD');
    const asked = await bed.as(civil).hears('/meeting choose M1 1');
    expect(labels(asked)[0]).toBe('Choose it without Civil society side');
    await press(civil, asked, 1);
    expect(await answersIn(bed)).toEqual([['', 'unodc', 'attend', null]]);
  });
});

const word = fc.constantFrom(undefined, 'yes', 'if need be', 'no');
property.prop([fc.record({ unodc: word, [agency]: word, inpud: word, hri: word, [civil]: word })], runs(15))(
  'whatever has been answered: a side of which nobody has said that it can come is named on the press that takes the time, and no other is',
  async (said: Readonly<Record<string, string | undefined>>) => {
    const own = await testbed();
    const asked = await own.as(civil).hears(pollLine);
    await own.as(civil).presses(asked, 1);
    for (const [who, fit] of Object.entries(said)) if (fit !== undefined) await own.as(who).says(`/meeting answer M1 2 "${fit}"`);
    const cannot = (voices: readonly string[]) => !voices.some((who) => said[who] === 'yes' || said[who] === 'if need be');
    const sides = [['UNODC side', ['unodc', agency]], ['Civil society side', ['inpud', 'hri', civil]]] as const;
    const named = sides.filter(([, voices]) => cannot(voices)).map(([side]) => side);
    const starts = async () => (await own.store.read((tx) => findMeeting(tx, group, 1)))!.meeting.starts;
    const shown = await own.as(civil).hears('/meeting choose M1 2');
    const [label] = labels(shown);
    for (const [side] of sides) expect(label!.includes(side)).toBe(named.includes(side));
    await own.as(civil).says('/meeting choose M1 2 sure:yes');
    expect(await starts()).toBe(named.length === 0 ? '2013-03-14T10:00' : null);
    await own.as(civil).presses(shown, 1);
    expect([await starts(), own.bugs]).toEqual(['2013-03-14T10:00', []]);
    await own.close();
  },
);
