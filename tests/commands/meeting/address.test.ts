import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { platform } from '#adapters/terminal/sandbox.ts';
import { fieldsOf } from '#core/field.ts';
import { makeSecret } from '#core/secret.ts';
import { dialinFor } from '#db/dialins.ts';
import { bed, conversations, group, hears, say } from '#tests/support/conversation.ts';
import { serveFeeds } from '#tests/support/feeds.ts';
import { meets, meetsWeekly } from '#tests/support/sitting.ts';
import { read } from '#tests/support/world.ts';
import { commands } from '#commands/index.ts';

conversations();

const secret = makeSecret('test');
const coordinator = 'coordinator civil-society-side';
const link = 'https://zoom.us/j/4711?pwd=geheim';
const dialin = (slot = '') => bed.store.read((tx) => dialinFor(tx, secret, group, 1, slot));

/** Every table of the store as it lies there. */
async function stored(): Promise<string> {
  const tables = ['draft', 'history', 'outbox', 'card', 'reminder', 'received', 'dialin', 'meeting', 'occurrence', 'rsvp', 'preference'] as const;
  return JSON.stringify(await bed.store.read((tx) => Promise.all(tables.map((table) => tx.selectFrom(table as 'draft').selectAll().execute()))));
}

test('no field of a meeting takes an address but the one for it', () => {
  const open = commands.filter(({ name }) => name.startsWith('meeting.')).flatMap(({ name, input }) => fieldsOf(input).filter(({ kind, linkless }) => !linkless && ['text', 'line', 'ref', 'when'].includes(kind)).map((field) => `${name} ${field.name}`));
  expect(open).toEqual(['meeting.schedule link', 'meeting.join link']);
});

describe('an address in a field that others read', () => {
  const schedule = '/meeting schedule Plenary call when:"24 April 2013 15:00"';
  test.each([
    ['title', `/meeting schedule Plenary call ${link} when:"24 April 2013 15:00"`, 'link:https://…'],
    ['city', `${schedule} city:"zoom.us/j/4711"`, 'link:https://…'],
    ['place', `${schedule} place:"Rotunda https://zoom.us/my/geheim"`, 'link:https://…'],
    ['when', `/meeting schedule Plenary call when:"24 April 2013 15:00 ${link}"`, 'link:https://…'],
    ['repeat', `${schedule} repeat:"every Wed ${link}"`, 'link:https://…'],
    ['title', `/meeting poll Plenary call link:${link}`, '/meeting join M1 link:https://…'],
    ['city', `/meeting poll Plenary call slots:"24 April 2013 15:00; 25 April 2013 15:00; 26 April 2013 15:00" city:${link}`, '/meeting join M1 link:https://…'],
    ['place', `/meeting change M3 place:${link}`, '/meeting join M3 link:https://…'],
    ['meeting', `/meeting change M3 link:${link}`, '/meeting join M3 link:https://…'],
    ['reason', `/meeting move M3 to:"21 March 2013 15:00" reason:"new link ${link}"`, '/meeting join M3 link:https://…'],
    ['reason', `/meeting cancel M3 reason:"now at ${link}"`, '/meeting join M3 link:https://…'],
    ['reason', `/meeting add M4 on:"21 March 2013 15:00" reason:"${link}"`, '/meeting join M4 link:https://…'],
    ['reason', `/meeting end M4 until:"6 March 2013" reason:"${link}"`, '/meeting join M4 link:https://…'],
    ['reply', `/meeting rsvp M3 ${link}`, '/meeting join M3 link:https://…'],
  ])('%s: is refused with the line that works, and kept nowhere: %s', async (field, line, works) => {
    await meets(bed, { number: 3, starts: '2013-03-20T15:00' });
    await meetsWeekly(bed, { number: 4 });
    const refused = await bed.as(coordinator).hears(line);
    expect(read(refused)).toContain(`${field}: this holds an address of a page, and others would read it. I keep it nowhere.`);
    expect(read(refused)).toContain(works);
    expect(refused.tone).toBe('refusal');
    expect(JSON.stringify(refused)).not.toMatch(/zoom|geheim/);
    expect(await stored()).not.toMatch(/zoom|geheim/);
    const form = await bed.as(coordinator).presses(refused, 'Open the form');
    expect(JSON.stringify(form)).not.toMatch(/zoom|geheim/);
    expect(await stored()).not.toMatch(/zoom|geheim/);
  });

  test.each([
    'change M3 title:"Talk zoom.us\u2060/j/666"', 'change M3 place:"Talk zoom.us\u200b/j/666"', 'change M3 city:"zoom\u00ad.us/j/666"', 'move M3 to:"21 March 2013 15:00" reason:"new link zoom.us\u200b/j/777"',
  ])('is none the less for a character in it that nobody sees: %j', async (line) => {
    await meets(bed, { number: 3, starts: '2013-03-20T15:00' });
    const refused = await bed.as(coordinator).hears(`/meeting ${line}`);
    expect([refused.tone, read(refused)]).toEqual(['refusal', expect.stringContaining('this holds an address of a page')]);
    expect(await stored()).not.toMatch(/zoom|666|777/);
  });

  test('goes alone: all else that was typed stands in the form that is opened', async () => {
    const refused = await bed.as(coordinator).hears(`/meeting schedule Plenary call when:"24 April 2013 15:00" city:Vienna place:"Rotunda ${link}" link:https://meet.example.org/abc`);
    const form = await bed.as(coordinator).presses(refused, 'Open the form');
    expect(form).toMatchObject({ ask: { given: { title: 'Plenary call', when: '24 April 2013 15:00', city: 'Vienna', link: expect.stringMatching(/^sealed:/) } } });
    const { draft } = (form as { ask: { draft: string } }).ask;
    const again = await bed.as(coordinator).invokes('', { title: `Plenary ${link}`, link: '' }, { via: 'form', draft });
    expect(again).toMatchObject({ ask: { errors: { title: expect.anything() } } });
    expect(JSON.stringify(again)).not.toMatch(/zoom|geheim/);
    await bed.bot.keep({ draft, command: 'meeting.schedule', given: { title: 'Plenary', place: link }, group: null }, { platform, id: coordinator });
    expect(await stored()).not.toMatch(/zoom|geheim/);
    const asked = say(await bed.as(coordinator).invokes('', { title: 'Plenary call', when: '24 April 2013 15:00', city: 'Vienna' }, { via: 'form', draft }));
    expect(read(asked)).toContain('Plenary call');
  });

  test('words with a dot are none', async () => {
    const asked = await bed.as(coordinator).hears('/meeting schedule "Plenary v2.0, e.g. drafts" when:"24 April 2013 15:00" city:"St.Gallen/Basel" place:"UN-HQ 3.OG/Room 5"');
    expect(read(asked)).toContain('UN-HQ 3.OG/Room 5');
    await bed.as(coordinator).presses(asked, 1);
    expect(await hears(coordinator, '/meeting show M1')).toContain('St.Gallen/Basel');
  });
});

describe('the calendar for strangers', () => {
  let feeds: Awaited<ReturnType<typeof serveFeeds>>;
  beforeEach(async () => void (feeds = await serveFeeds({ store: bed.store, secret, now: () => bed.now, failed: (error) => void bed.bugs.push(error) })));
  afterEach(() => feeds.close());

  test('shows no address that a title or a city holds from before', async () => {
    for (const who of [coordinator, 'coordinator agency-side']) await hears(who, '/group settings calendar:public');
    await meets(bed, { title: `Plenary ${link} call`, city: 'zoom.us/j/888', kind: 'face-to-face' });
    const { status, text } = await feeds.ask(`/calendar/${group}.ics`);
    expect([status, text]).toEqual([200, expect.stringContaining('SUMMARY:Plenary … call\r\n')]);
    expect(text).toContain('LOCATION:…\r\n');
    expect(text).not.toMatch(/zoom|geheim/);
  });
});

describe('an address where no field is named', () => {
  test('is the link, for whoever may set it; for others it is refused, and never ignored', async () => {
    await meets(bed, { chair: 'unodc' });
    expect(await hears('unodc', `/meeting join M1 ${link}`)).toContain('The link of M1 Weekly call is set.');
    expect(await dialin()).toEqual({ link, phone: null });
    expect(await hears('unodc', `/meeting join M1 zoom.us/j/2 phone +43 1 2345678 code 99`)).toContain('instead of the one before');
    expect(await dialin()).toEqual({ link: 'https://zoom.us/j/2', phone: 'phone +43 1 2345678 code 99' });
    expect(await hears('unodc', '/meeting join M1 +43 1 2345678 code 99')).toContain('is set');
    expect(await dialin()).toEqual({ link: null, phone: '+43 1 2345678 code 99' });
    expect(await hears('inpud', `/meeting join M1 ${link}`)).toContain('M1 can be changed by coordinators');
    expect(await dialin()).toEqual({ link: null, phone: '+43 1 2345678 code 99' });
    expect(await stored()).not.toMatch(/zoom|geheim/);
  });

  test('behind a day it is the link of that day', async () => {
    await meetsWeekly(bed, { chair: 'unodc' });
    expect(await hears('unodc', `/meeting join M1 6 March ${link}`)).toContain('is set for Wed 6 March 2013, 15:00 Vienna');
    expect([await dialin('2013-03-06T15:00'), await dialin()]).toEqual([{ link, phone: null }, undefined]);
    expect(await hears('unodc', `/meeting join M1 ${link}`)).toContain('is set for all its meetings');
  });

  test('one that is refused leaves nothing behind', async () => {
    await meets(bed, { chair: 'unodc' });
    for (const line of ['/meeting join M1 https://zoom.us/my/geheim', `/meeting join M9 ${link}`, `/meeting join M1 ${link} link:${link}`, `/meeting join M1 ${'x'.repeat(100)} ${link}`]) {
      const refused = await bed.as('unodc').hears(line);
      expect([line, refused.tone]).toEqual([line, 'refusal']);
      await bed.as('unodc').presses(refused, 'Open the form');
      expect(await stored()).not.toMatch(/zoom|geheim/);
    }
    expect(await dialin()).toBe(undefined);
  });
});
