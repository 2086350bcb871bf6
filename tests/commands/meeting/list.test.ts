import { beforeEach, describe, expect, test } from 'vitest';
import { buttonsOf, type Message } from '#core/message.ts';
import { makeSecret } from '#core/secret.ts';
import { importGroup } from '#db/import.ts';
import { save } from '#db/save.ts';
import { fromFile } from '#rules/fromfile.ts';
import { readGroupFile } from '#rules/groupfile.ts';
import { bed, conversations, group, hears, later, say } from '#tests/support/conversation.ts';
import { series } from '#tests/support/meetings.ts';
import { sits } from '#tests/support/sitting.ts';
import { read } from '#tests/support/world.ts';

conversations();

const coordinator = 'coordinator civil-society-side';
const labels = (message: Message) => buttonsOf(message).map(({ label }) => label);
const press = async (who: string, message: Message, label: string | number) => say(await bed.as(who).presses(message, label));
/** An answer as its reader sees it, with instants on their clock. */
const drawn = async (who: string, line: string) => {
  const outcome = await bed.as(who).says(line);
  if (!('say' in outcome)) throw new Error(JSON.stringify(outcome));
  return read(outcome.say, outcome.reader).split('\n');
};
const weekly = () => hears(coordinator, '/meeting schedule Weekly call when:3 March 2027 15:00 repeat:every Wed until 31 March 2027 sure:yes');
/** What is said of each meeting, without its title. */
const notes = async (who: string, line: string) => (await drawn(who, line)).filter((text) => text.startsWith('  ')).map((text) => text.trim());
/** What is said of each date of one meeting: its lines without the title and the buttons. */
const dates = async (who: string, line: string) => (await drawn(who, line)).slice(1, -1);

beforeEach(() => void (bed.now = Temporal.Instant.from('2027-02-22T08:00:00Z')));

describe('scenarios 1 and 2: the weekly call at 15:00 Vienna, in March 2027', () => {
  test.each([
    ['anpud', ['Wed 3 March 2027, 21:00 Bangkok (15:00 Vienna) · you have not answered', 'Wed 10 March 2027, 21:00 Bangkok (15:00 Vienna)', 'Wed 17 March 2027, 21:00 Bangkok (15:00 Vienna)', 'Wed 24 March 2027, 21:00 Bangkok (15:00 Vienna)', 'Wed 31 March 2027, 20:00 Bangkok (15:00 Vienna) · the time changes for you: 21:00 → 20:00']],
    ['sahrn', ['Wed 3 March 2027, 17:00 Nairobi (15:00 Vienna) · you have not answered', 'Wed 10 March 2027, 17:00 Nairobi (15:00 Vienna)', 'Wed 17 March 2027, 17:00 Nairobi (15:00 Vienna)', 'Wed 24 March 2027, 17:00 Nairobi (15:00 Vienna)', 'Wed 31 March 2027, 16:00 Nairobi (15:00 Vienna) · the time changes for you: 17:00 → 16:00']],
    ['hrc', ['Wed 3 March 2027, 09:00 New York (15:00 Vienna) · you have not answered', 'Wed 10 March 2027, 09:00 New York (15:00 Vienna)', 'Wed 17 March 2027, 10:00 New York (15:00 Vienna) · the time changes for you: 09:00 → 10:00', 'Wed 24 March 2027, 10:00 New York (15:00 Vienna)', 'Wed 31 March 2027, 09:00 New York (15:00 Vienna) · the time changes for you: 10:00 → 09:00']],
    ['ehrn', ['Wed 3 March 2027, 16:00 Vilnius (15:00 Vienna) · you have not answered', 'Wed 10 March 2027, 16:00 Vilnius (15:00 Vienna)', 'Wed 17 March 2027, 16:00 Vilnius (15:00 Vienna)', 'Wed 24 March 2027, 16:00 Vilnius (15:00 Vienna)', 'Wed 31 March 2027, 16:00 Vilnius (15:00 Vienna)']],
    ['unodc', ['Wed 3 March 2027, 15:00 Vienna · you have not answered', 'Wed 10 March 2027, 15:00 Vienna', 'Wed 17 March 2027, 15:00 Vienna', 'Wed 24 March 2027, 15:00 Vienna', 'Wed 31 March 2027, 15:00 Vienna']],
  ])('for %s', async (who, expected) => {
    await weekly();
    expect(await dates(who, '/meeting list meeting:M1')).toEqual(expected);
    expect((await drawn(who, '/meeting list meeting:M1'))[0]).toBe('M1 Weekly call: 5 dates to come');
    // In the list of all, a series stands once: with its next dates, and those at another hour for the reader.
    const short = expected.filter((date, i) => i < 3 || date.includes('the time changes for you'));
    const list = await drawn(who, '/meeting list');
    expect([list.slice(0, 3), list.slice(3, -2)]).toEqual([['To come: 1 series', 'M1 Weekly call', `  ${short[0]}`], short.slice(1, 3 + Number(short.length > 3))]);
    expect(list.at(-2)).toBe('every Wednesday, 15:00 Vienna, until Wed 31 March 2027: 5 dates to come');
  });
  test('in São Paulo, and in autumn in New York, where the clocks change a week apart', async () => {
    await weekly();
    await hears(coordinator, '/meeting schedule Autumn when:20 October 2027 15:00 repeat:every Wed 4 times sure:yes');
    await hears('intercambios', '/my zone Sao Paulo');
    expect((await dates('intercambios', '/meeting list meeting:M1')).slice(0, 5).map((note) => note.slice(0, 44))).toEqual([
      'Wed 3 March 2027, 11:00 Sao Paulo (15:00 Vie', 'Wed 10 March 2027, 11:00 Sao Paulo (15:00 Vi', 'Wed 17 March 2027, 11:00 Sao Paulo (15:00 Vi', 'Wed 24 March 2027, 11:00 Sao Paulo (15:00 Vi', 'Wed 31 March 2027, 10:00 Sao Paulo (15:00 Vi',
    ]);
    expect((await dates('hrc', '/meeting list meeting:M2'))).toEqual([
      'Wed 20 October 2027, 09:00 New York (15:00 Vienna) · you have not answered', 'Wed 27 October 2027, 09:00 New York (15:00 Vienna)',
      'Wed 3 November 2027, 10:00 New York (15:00 Vienna) · the time changes for you: 09:00 → 10:00', 'Wed 10 November 2027, 09:00 New York (15:00 Vienna) · the time changes for you: 10:00 → 09:00',
    ]);
  });
});

describe('the list', () => {
  test('of nothing says how a meeting comes to be', async () => {
    expect(await hears('observer', '/meeting list')).toBe('No meeting is to come. One is called with /meeting schedule, a time for one is found with /meeting poll.');
    expect(await hears('observer', '/meeting list past')).toBe('No meeting has taken place yet.\n[What is to come]');
  });
  test('has meetings of all kinds by time, how each stands for the reader, and what they can do at once', async () => {
    await weekly();
    await hears(coordinator, '/meeting schedule Single call when:2 March 2027 10:00 sure:yes');
    const list = await bed.as('anpud').hears('/meeting list');
    expect(read(list).split('\n').slice(0, 3)).toEqual(['To come: 1 series, 1 meeting', 'M2 Single call', '  2027-03-02T09:00:00.000Z · you have not answered']);
    expect(labels(list)).toEqual(['Attend M2', 'Apologies M2', 'Show M2', 'Show M1', 'All dates of M1']);
    await press('anpud', list, 'Attend M2');
    // Then the next one that waits is asked about, with its day.
    const after = await bed.as('anpud').hears('/meeting list');
    expect([read(after).split('\n')[2], labels(after)]).toEqual(['  2027-03-02T09:00:00.000Z · you attend', ['Attend M1, 3 March', 'Apologies M1, 3 March', 'Show M2', 'Show M1', 'All dates of M1']]);
    expect(read(await press('anpud', after, 'Apologies M1, 3 March'))).toContain('Noted: ANPUD sends apologies. M1 Weekly call: 2027-03-03T14:00:00.000Z.');
    const settled = await bed.as('anpud').hears('/meeting list');
    expect([read(settled).split('\n')[4], labels(settled)[0]]).toEqual(['  2027-03-03T14:00:00.000Z · you sent apologies', 'Show M2']);
    expect(read(await press('anpud', settled, 'Show M2'))).toMatch(/^M2 Single call\n/);
    expect(read(await press('anpud', settled, 'All dates of M1'))).toMatch(/^M1 Weekly call: 5 dates to come\n/);
    // What a coordinator enters stands for the organisation until it speaks for itself.
    await hears(coordinator, '/meeting rsvp M2 maybe behalf:INPUD');
    expect((await notes('inpud', '/meeting list'))[0]).toContain('you may come (entered by Civil society side)');
  });
  test('for who only reads has no answers and no buttons to give one', async () => {
    await weekly();
    const list = await bed.as('observer').hears('/meeting list');
    expect([read(list).includes('answered'), labels(list)]).toEqual([false, ['Show M1', 'All dates of M1']]);
  });
  test('has a series once, however long it is, and its dates ten to a page; past, called off and all are there on request', async () => {
    await hears(coordinator, '/meeting schedule Weekly call when:3 March 2027 15:00 repeat:every Wed 25 times sure:yes');
    const list = await bed.as('unodc').hears('/meeting list');
    expect(read(list)).toBe(['To come: 1 series', 'M1 Weekly call', '  2027-03-03T14:00:00.000Z · you have not answered', '2027-03-10T14:00:00.000Z', '2027-03-17T14:00:00.000Z', 'every Wednesday, 15:00 Vienna, 25 times: 25 dates to come', '[Attend M1, 3 March] [Apologies M1, 3 March] [Show M1] [All dates of M1]'].join('\n'));
    const first = await press('unodc', list, 'All dates of M1');
    expect([read(first).split('\n')[0], read(first).split('\n').length, labels(first)]).toEqual(['M1 Weekly call: 25 dates to come (page 1 of 3)', 12, ['Attend 3 March', 'Apologies 3 March', 'Show M1', 'More']]);
    const second = await press('unodc', first, 'More');
    expect([read(second).split('\n')[0], labels(second)]).toEqual(['M1 Weekly call: 25 dates to come (page 2 of 3)', ['Attend 12 May', 'Apologies 12 May', 'Show M1', 'More', 'Back']]);
    const last = await press('unodc', second, 'More');
    expect([read(last).split('\n').length, labels(last).slice(-1)]).toEqual([7, ['Back']]);
    expect(await hears('unodc', '/meeting list meeting:M1 page:99')).toBe(read(last));
    later({ hours: 24 * 15 }); // 9 March: one is over
    const now = await bed.as('unodc').hears('/meeting list');
    expect([read(now).split('\n')[5], labels(now)]).toEqual(['every Wednesday, 15:00 Vienna, 25 times: 24 dates to come', ['Attend M1, 10 March', 'Apologies M1, 10 March', 'Show M1', 'All dates of M1', 'What has been']]);
    const past = await press('unodc', now, 'What has been');
    expect(read(past)).toBe('1 meeting that is over\nM1 Weekly call\n  2027-03-03T14:00:00.000Z\n[What is to come]');
    expect(await hears('unodc', '/meeting list meeting:M1 past:yes')).toBe('M1 Weekly call: 1 date, over, the last first\n2027-03-03T14:00:00.000Z\n[Show M1] [What is to come]');
    await hears(coordinator, '/meeting cancel M1 on:10 March sure:yes');
    expect((await notes('unodc', '/meeting list'))[0]).toMatch(/^Wed 17 March 2027/);
    const all = await drawn('unodc', '/meeting list all');
    expect([all[0], all[4]]).toEqual(['25 meetings, past and to come (page 1 of 3)', '  Wed 10 March 2027, 15:00 Vienna · left out']);
    expect((await drawn('unodc', '/meeting list meeting:M1 all:yes')).slice(0, 3)).toEqual(['M1 Weekly call: 25 dates, past and to come (page 1 of 3)', 'Wed 3 March 2027, 15:00 Vienna', 'Wed 10 March 2027, 15:00 Vienna · left out']);
  });
  test('of many meetings is eight to a page', async () => {
    for (let i = 1; i <= 9; i++) await hears(coordinator, `/meeting schedule Call ${i} when:${i} March 2027 10:00 sure:yes`);
    const first = await bed.as('unodc').hears('/meeting list');
    expect([read(first).split('\n').length, labels(first)]).toEqual([18, ['Attend M1', 'Apologies M1', 'Show M1', 'Show M2', 'Show M3', 'More']]);
    expect(read(await press('unodc', first, 'More'))).toBe('To come: 9 meetings (page 2 of 2)\nM9 Call 9\n  2027-03-09T09:00:00.000Z · you have not answered\n[Attend M9] [Apologies M9] [Show M9] [Back]');
  });
  test('of a meeting that is under way still has it', async () => {
    await hears(coordinator, '/meeting schedule Call when:22 February 2027 10:00 sure:yes');
    bed.now = Temporal.Instant.from('2027-02-22T09:59:00Z');
    expect(await notes('unodc', '/meeting list')).toHaveLength(1);
    bed.now = Temporal.Instant.from('2027-02-22T10:00:00Z');
    expect(await notes('unodc', '/meeting list')).toEqual([]);
  });
  test('begins with what people are asked about', async () => {
    await weekly();
    const slots = ['2027-03-09T15:00', '2027-03-11T10:00', '2027-03-12T15:00'];
    await bed.store.tx((tx) =>
      save(tx, { group, at: bed.now, act: 'meeting.poll', call: 'poll', seat: null, door: 'test' }, 'meeting', null, series({ number: 2, title: 'Work plan', starts: null, rule: null, until: { by: 'none' }, slots, closes: '2027-03-01T17:00:00.000Z' })),
    );
    const list = await bed.as('anpud').hears('/meeting list');
    expect(read(list).split('\n').slice(0, 3)).toEqual(['To come: 1 series, 1 poll for a time', 'M2 Work plan', '  A time is being found. 3 times wait for your answer. · Answers by 2027-03-01T17:00:00.000Z']);
    expect(labels(list).slice(0, 2)).toEqual(['Say when I can M2', 'Attend M1, 3 March']);
    expect(read(await bed.as('observer').hears('/meeting list')).split('\n')[2]).toBe('  A time is being found. · Answers by 2027-03-01T17:00:00.000Z');
    expect(read(await bed.as('anpud').hears('/meeting list past'))).not.toContain('Work plan');
    await hears('anpud', '/meeting answer M2 2 yes');
    expect((await hears('anpud', '/meeting list')).split('\n')[2]).toContain('2 times wait for your answer.');
    bed.now = Temporal.Instant.from('2027-03-01T18:00:00Z');
    const closed = await bed.as('anpud').hears('/meeting list');
    expect([read(closed).split('\n')[2], labels(closed)[0]]).toEqual(['  The answers are in. The time is not chosen yet.', 'Attend M1, 3 March']);
  });
  test('says for each seat of somebody with several what it has answered', async () => {
    await weekly();
    await sits(bed, makeSecret('test'), 'inpud', 'alternate', { organisation: 'hri' });
    await hears('inpud', '/meeting rsvp M1 attend as:INPUD');
    const list = await bed.as('inpud').hears('/meeting list');
    expect([read(list).split('\n')[2], labels(list).slice(0, 2)]).toEqual(['  2027-03-03T14:00:00.000Z · INPUD: you attend; HRI: you have not answered', ['Attend M1, 3 March', 'Apologies M1, 3 March']]);
  });
  test('shows strangers nothing, and nobody what is another group’s', async () => {
    await weekly();
    expect(await hears('stranger', '/meeting list')).not.toContain('Weekly');
    expect(await hears('observer', '/meeting list page:0')).toContain('"0" is not a whole number from 1 to 999');
    const file = readGroupFile(JSON.stringify({
      schemaVersion: 1, kind: 'group', group: { id: 'zebra', name: 'Zebra', timeZone: 'Asia/Tokyo', formedOn: '2013-01-10', sides: [{ id: 'left', label: 'Left', organisations: ['zorga'] }, { id: 'right', label: 'Right', organisations: ['zorgb'] }] },
      organisations: [{ id: 'zorga', acronym: 'ZORGA', name: 'Zebra Alpha' }, { id: 'zorgb', acronym: 'ZORGB', name: 'Zebra Beta' }], keyEvents: [], commitments: [],
    }));
    if ('faults' in file) throw new Error(JSON.stringify(file.faults));
    await bed.store.tx(async (tx) => {
      await importGroup(tx, fromFile(file.file, bed.now), 'import', bed.now);
      for (const number of [1, 2]) await save(tx, { group: 'zebra', at: bed.now, act: 'meeting.schedule', call: 'zebra', seat: null, door: 'test' }, 'meeting', null, series({ number, title: `Zebra call ${number}` }));
    });
    const [list, all] = [await hears('anpud', '/meeting list'), await hears('anpud', '/meeting list all')];
    expect([list.split('\n')[0], `${list}${all}`.includes('Zebra')]).toEqual(['To come: 1 series', false]);
    expect(await hears('anpud', '/meeting show 1')).toMatch(/^M1 Weekly call\n/);
    expect(await hears('anpud', '/meeting show 2')).toMatch(/^I know no meeting "2"/);
    expect(await hears('anpud', '/meeting show zebra')).toMatch(/^I know no meeting "zebra"/);
    expect(await hears(coordinator, '/meeting schedule Zebra call 1 when:3 March 2027 15:00 sure:yes')).toMatch(/^M2 Zebra call 1 is called/);
  });
});
