import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { filesOf } from '#core/message.ts';
import { setDialin } from '#db/dialins.ts';
import { replay, stateOf } from '#db/save.ts';
import { secret } from '#tests/support/chat.ts';
import { put, serveFeeds } from '#tests/support/feeds.ts';
import { icsFaults } from '#tests/support/icscheck.ts';
import { readByIcal } from '#tests/support/icsread.ts';
import { series } from '#tests/support/meetings.ts';
import { read, testbed, type Testbed } from '#tests/support/world.ts';

const group = 'unodc-cso-group';
const [agency, civil] = ['coordinator agency-side', 'coordinator civil-society-side'];
let bed: Testbed;
let feeds: Awaited<ReturnType<typeof serveFeeds>>;
beforeEach(async () => {
  bed = await testbed({ publicUrl: 'https://bot.example.org/' });
  feeds = await serveFeeds({ store: bed.store, secret, now: () => bed.now, failed: (error) => void bed.bugs.push(error) });
  await put(bed.store, group, bed.now, ['meeting', null, series({ starts: '2013-03-06T15:00', until: { by: 'day', on: '2013-03-27' } })]);
  await bed.store.tx((tx) => setDialin(tx, secret, group, 4, '', { link: 'https://zoom.us/j/1', phone: null }, 's', bed.now));
});
afterEach(async () => {
  await feeds.close();
  await bed.store.read(async (tx) => expect(await replay(tx, group)).toEqual(await stateOf(tx, group)));
  await bed.close();
  expect(bed.bugs).toEqual([]);
});

const hears = (who: string, line: string) => bed.as(who).hears(line).then(read);
/** The path of the address in an answer. */
const pathIn = (answer: string) => /https:\/\/bot\.example\.org(\/calendar\/private\/[\w-]{43}\.ics)\n/.exec(answer)![1]!;
const statusOf = async (path: string) => (await feeds.ask(path)).status;

describe('my calendar', () => {
  test('gives an address that is there at once and stays the same, with how to put it into each program', async () => {
    const answer = await hears('inpud', '/my calendar');
    for (const words of ['Your calendar\n', 'Google takes up to a day to notice changes; I also tell you in private.', 'Outlook: ', 'Apple: ', 'Give it to nobody.', '[New address] [Remove it]']) expect(answer).toContain(words);
    expect(await hears('inpud', '/my calendar')).toBe(answer);
    const { status, text } = await feeds.ask(pathIn(answer));
    expect([status, readByIcal(text).length, text.includes('URL:https://zoom.us/j/1')]).toEqual([200, 4, true]);
    expect(pathIn(await hears('hri', '/my calendar'))).not.toBe(pathIn(answer));
    // Nobody can show it to a room.
    expect(answer).not.toContain('Show in the room');
    expect(await bed.posted()).toEqual([]);
  });

  test('gives a new address, and none: the one before is dead at once', async () => {
    const shown = await bed.as('inpud').hears('/my calendar');
    const first = pathIn(read(shown));
    const renewed = (await bed.as('inpud').presses(shown, 'New address')) as { say: typeof shown };
    const second = pathIn(read(renewed.say));
    expect(read(renewed.say)).toContain('This is your new address. The old one is dead.');
    expect([second === first, await statusOf(first), await statusOf(second)]).toEqual([false, 404, 200]);
    expect(await hears('inpud', '/my calendar new:no')).toContain(second);
    await bed.as('inpud').presses(renewed.say, 'Remove it');
    expect(await statusOf(second)).toBe(404);
    expect(await hears('inpud', '/my calendar off:yes')).toContain('You have no calendar address. Nothing was changed.');
    expect(await statusOf(pathIn(await hears('inpud', '/my calendar')))).toBe(200);
  });

  test('is what is stored of a person, kept without its words, and erased with them', async () => {
    expect(await hears('inpud', '/my data')).not.toContain('Calendar:');
    const path = pathIn(await hears('inpud', '/my calendar'));
    expect(await hears('inpud', '/my data')).toContain('Calendar: You have a calendar address since Fri 22 February 2013.');
    expect(await hears('inpud', '/my data export')).toContain('"calendarSince": "2013-02-22T08:00:00.000Z"');
    const [row] = await bed.store.read((tx) => tx.selectFrom('feed').selectAll().execute());
    expect(JSON.stringify(row)).not.toContain(path.slice('/calendar/private/'.length, -4));
    await hears('inpud', '/my data erase sure:yes');
    expect(await bed.store.read((tx) => tx.selectFrom('feed').selectAll().execute())).toEqual([]);
    expect(await statusOf(path)).toBe(404);
  });

  test('is for those who have a seat', async () => expect(await hears('stranger', '/my calendar')).toContain('You do not hold a seat in'));

  test('without a public address it is a file, which has no link because files are passed on', async () => {
    const alone = await testbed();
    await put(alone.store, group, alone.now, ['meeting', null, series({ starts: '2013-03-06T15:00', until: { by: 'day', on: '2013-03-27' } })]);
    await alone.store.tx((tx) => setDialin(tx, secret, group, 4, '', { link: 'https://zoom.us/j/1', phone: null }, 's', alone.now));
    const answer = await alone.as('inpud').hears('/my calendar');
    expect(read({ ...answer, blocks: answer.blocks.filter((block) => !('file' in block)) })).toContain('This bot has no public address, so a calendar program cannot ask it.');
    const [file, ...others] = filesOf(answer);
    expect([file!.name, file!.type, others]).toEqual(['meetings.ics', 'text/calendar', []]);
    expect(icsFaults(file!.text)).toEqual([]);
    expect([readByIcal(file!.text).length, file!.text.includes('zoom')]).toEqual([4, false]);
    expect(await alone.store.read((tx) => tx.selectFrom('feed').selectAll().execute())).toEqual([]);
    await alone.close();
  });
});

describe('the calendar of a group', () => {
  const stateIn = (answer: string) => /Calendar of the meetings: (.*)/.exec(answer)![1];
  const told = async () => (await bed.posted()).map(({ message }) => message);

  test('is for members only until one side has proposed to open it and the other agreed, by a button in their room', async () => {
    expect(stateIn(await hears('observer', '/group settings'))).toBe('for members only');
    expect(stateIn(await hears(agency, '/group settings calendar:public'))).toBe(`for members only; ${await sideOf('agency-side')} proposes to open it to all`);
    const [asked] = await told();
    expect(read(asked!)).toContain('proposes to open the calendar of our meetings to all.');
    expect(await hears(agency, '/group settings calendar:public')).toContain('Your side has proposed this already.');
    expect(await told()).toEqual([]);
    await bed.as(civil).presses(asked!, 'Agree');
    expect(read((await told())[0]!)).toContain('Both sides have agreed: the calendar of our meetings is open to all.');
    const shown = await hears('observer', '/group settings');
    expect(stateIn(shown)).toBe('open to all: day, title, kind and city of each meeting');
    expect(shown).toContain(`\nhttps://bot.example.org/calendar/${group}.ics`);
    expect(await statusOf(`/calendar/${group}.ics`)).toBe(200);
    // A second press is harmless.
    expect(JSON.stringify(await bed.as(civil).presses(asked!, 'Agree'))).toContain('The settings are like that already.');
    expect(await told()).toEqual([]);
    expect(await hears(civil, '/group settings calendar:closed')).toContain('for members only');
    expect(read((await told())[0]!)).toContain('has closed the calendar of our meetings');
    expect(await statusOf(`/calendar/${group}.ics`)).toBe(404);
  });

  test('is decided by a focal point where a side has no coordinator, and by nobody else', async () => {
    for (const who of ['inpud', 'observer']) expect(await hears(who, '/group settings calendar:public')).toContain('A coordinator decides this for each side');
    await hears(agency, '/group settings calendar:public');
    const [seat] = await bed.store.read((tx) => tx.selectFrom('seat').select('id').where('side', '=', 'civil-society-side').execute());
    await bed.store.tx((tx) => tx.updateTable('seat').set({ ended: '2013-02-22T08:00:00.000Z' }).where('id', '=', seat!.id).execute());
    expect(stateIn(await hears('inpud', '/group settings calendar:public'))).toContain('open to all');
    await bed.store.tx((tx) => tx.updateTable('seat').set({ ended: null }).where('id', '=', seat!.id).execute());
  });

  test('is told in the history, and what a side has said can be taken back', async () => {
    await hears(agency, '/group settings calendar:public');
    const agreed = await bed.as(civil).hears('/group settings calendar:public');
    expect(await hears(agency, '/group audit')).toMatch(/Calendar of the meetings: for members only; .* proposes to open it to all → open to all/);
    await bed.as(civil).presses(agreed, 'Undo');
    expect(stateIn(await hears('observer', '/group settings'))).toContain('proposes to open it');
    expect(await statusOf(`/calendar/${group}.ics`)).toBe(404);
  });
});

const sideOf = async (id: string) => (await bed.store.read((tx) => tx.selectFrom('side').select('label').where('id', '=', id).executeTakeFirstOrThrow())).label;
