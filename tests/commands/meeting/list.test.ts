import { beforeEach, describe, expect, test } from 'vitest';
import { buttonsOf, type Message } from '#core/message.ts';
import { importGroup } from '#db/import.ts';
import { save } from '#db/save.ts';
import { fromFile } from '#rules/fromfile.ts';
import { readGroupFile } from '#rules/groupfile.ts';
import { bed, conversations, group, hears, later, say } from '#tests/support/conversation.ts';
import { series } from '#tests/support/meetings.ts';
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
    expect(await notes(who, '/meeting list')).toEqual(expected);
    expect((await drawn(who, '/meeting list'))[0]).toBe('5 meetings are to come');
  });
  test('in São Paulo, and in autumn in New York, where the clocks change a week apart', async () => {
    await weekly();
    await hears(coordinator, '/meeting schedule Autumn when:20 October 2027 15:00 repeat:every Wed 4 times sure:yes');
    await hears('intercambios', '/my zone Sao Paulo');
    expect((await notes('intercambios', '/meeting list meeting:M1')).slice(0, 5).map((note) => note.slice(0, 44))).toEqual([
      'Wed 3 March 2027, 11:00 Sao Paulo (15:00 Vie', 'Wed 10 March 2027, 11:00 Sao Paulo (15:00 Vi', 'Wed 17 March 2027, 11:00 Sao Paulo (15:00 Vi', 'Wed 24 March 2027, 11:00 Sao Paulo (15:00 Vi', 'Wed 31 March 2027, 10:00 Sao Paulo (15:00 Vi',
    ]);
    expect((await notes('hrc', '/meeting list meeting:M2'))).toEqual([
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
    expect(read(list).split('\n').slice(0, 3)).toEqual(['6 meetings are to come', 'M2 Single call', '  2027-03-02T09:00:00.000Z · you have not answered']);
    expect(labels(list)).toEqual(['Attend', 'Apologies', 'Show it']);
    await press('anpud', list, 'Attend');
    const after = await bed.as('anpud').hears('/meeting list');
    expect([read(after).split('\n')[2], labels(after)]).toEqual(['  2027-03-02T09:00:00.000Z · you attend', ['Apologies', 'Show it']]);
    await press('anpud', after, 'Apologies');
    expect((await notes('anpud', '/meeting list'))[0]).toContain('you sent apologies');
    expect(read(await press('anpud', after, 'Show it'))).toMatch(/^M2 Single call\n/);
    // What a coordinator enters stands for the organisation until it speaks for itself.
    await hears(coordinator, '/meeting rsvp M2 maybe behalf:INPUD');
    expect((await notes('inpud', '/meeting list'))[0]).toContain('you may come');
  });
  test('for who only reads has no answers and no buttons to give one', async () => {
    await weekly();
    const list = await bed.as('observer').hears('/meeting list');
    expect([read(list).includes('answered'), labels(list)]).toEqual([false, ['Show it']]);
  });
  test('is ten to a page, and past, called off and all are there on request', async () => {
    await hears(coordinator, '/meeting schedule Weekly call when:3 March 2027 15:00 repeat:every Wed 25 times sure:yes');
    const first = await bed.as('unodc').hears('/meeting list');
    expect([read(first).split('\n')[0], (await notes('unodc', '/meeting list')).length, labels(first)]).toEqual(['25 meetings are to come (page 1 of 3)', 10, ['Attend', 'Apologies', 'Show it', 'More']]);
    const second = await press('unodc', first, 'More');
    expect([read(second).split('\n')[0], labels(second)]).toEqual(['25 meetings are to come (page 2 of 3)', ['Attend', 'Apologies', 'Show it', 'More', 'Back']]);
    const last = await press('unodc', second, 'More');
    expect([read(last).split('\n').length, labels(last).slice(-1)]).toEqual([12, ['Back']]);
    expect(await hears('unodc', '/meeting list page:99')).toBe(read(last));
    later({ hours: 24 * 15 }); // 9 March: one is over
    const now = await bed.as('unodc').hears('/meeting list');
    expect([read(now).split('\n')[0], labels(now)]).toEqual(['24 meetings are to come (page 1 of 3)', ['Attend', 'Apologies', 'Show it', 'More', 'What has been']]);
    const past = await press('unodc', now, 'What has been');
    expect(read(past)).toBe('1 meeting that is over\nM1 Weekly call\n  2027-03-03T14:00:00.000Z\n[What is to come]');
    await hears(coordinator, '/meeting cancel M1 on:10 March sure:yes');
    expect((await notes('unodc', '/meeting list'))[0]).toMatch(/^Wed 17 March 2027/);
    const all = await drawn('unodc', '/meeting list all');
    expect([all[0], all[4]]).toEqual(['25 meetings, past and to come (page 1 of 3)', '  Wed 10 March 2027, 15:00 Vienna · left out']);
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
    expect(read(list).split('\n').slice(0, 3)).toEqual(['5 meetings are to come, and a time is being found for one', 'M2 Work plan', '  A time is being found. 3 times wait for your answer. · Answers by 2027-03-01T17:00:00.000Z']);
    expect(labels(list).slice(0, 2)).toEqual(['Say when I can', 'Attend']);
    expect(read(await bed.as('observer').hears('/meeting list')).split('\n')[2]).toBe('  A time is being found. · Answers by 2027-03-01T17:00:00.000Z');
    expect(read(await bed.as('anpud').hears('/meeting list past'))).not.toContain('Work plan');
    await hears('anpud', '/meeting answer M2 2 yes');
    expect((await hears('anpud', '/meeting list')).split('\n')[2]).toContain('2 times wait for your answer.');
    bed.now = Temporal.Instant.from('2027-03-01T18:00:00Z');
    const closed = await bed.as('anpud').hears('/meeting list');
    expect([read(closed).split('\n')[2], labels(closed)[0]]).toEqual(['  The answers are in. The time is not chosen yet.', 'Attend']);
  });
  test('shows three of a series where there are other meetings, and the next one at another hour; the others on request', async () => {
    await hears(coordinator, '/meeting schedule Weekly call when:3 March 2027 15:00 repeat:every Wed 25 times sure:yes');
    await hears(coordinator, '/meeting schedule Single call when:5 March 2027 10:00 sure:yes');
    expect((await drawn('unodc', '/meeting list'))[0]).toBe('26 meetings are to come');
    expect(await notes('unodc', '/meeting list')).toEqual([
      'Wed 3 March 2027, 15:00 Vienna · you have not answered', 'Fri 5 March 2027, 10:00 Vienna · you have not answered', 'Wed 10 March 2027, 15:00 Vienna',
      'Wed 17 March 2027, 15:00 Vienna · and 22 more: /meeting list meeting:M1',
    ]);
    expect((await notes('sahrn', '/meeting list')).slice(3)).toEqual(['Wed 17 March 2027, 17:00 Nairobi (15:00 Vienna)', 'Wed 31 March 2027, 16:00 Nairobi (15:00 Vienna) · the time changes for you: 17:00 → 16:00 · and 21 more: /meeting list meeting:M1']);
    const one = await bed.as('unodc').hears('/meeting list meeting:M1');
    expect(read(one).split('\n')).toHaveLength(22);
    expect(read(await press('unodc', one, 'More'))).toMatch(/^25 meetings are to come \(page 2 of 3\)\nM1 Weekly call/);
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
    expect([list.split('\n')[0], `${list}${all}`.includes('Zebra')]).toEqual(['5 meetings are to come', false]);
    expect(await hears('anpud', '/meeting show 1')).toMatch(/^M1 Weekly call\n/);
    expect(await hears('anpud', '/meeting show 2')).toMatch(/^I know no meeting "2"/);
    expect(await hears('anpud', '/meeting show zebra')).toMatch(/^I know no meeting "zebra"/);
    expect(await hears(coordinator, '/meeting schedule Zebra call 1 when:3 March 2027 15:00 sure:yes')).toMatch(/^M2 Zebra call 1 is called/);
  });
});
