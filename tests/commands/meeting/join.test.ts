import { describe, expect, test } from 'vitest';
import { buttonsOf } from '#core/message.ts';
import { platform } from '#adapters/terminal/sandbox.ts';
import { makeSecret } from '#core/secret.ts';
import { dialinFor, forgetDialins } from '#db/dialins.ts';
import { bed, conversations, group, hears, later, say } from '#tests/support/conversation.ts';
import { meets, meetsWeekly, sits } from '#tests/support/sitting.ts';
import { read } from '#tests/support/world.ts';

conversations();

const secret = makeSecret('test');
const link = 'https://meet.example.org/abc-def-ghi';
const at = (instant: string) => void (bed.now = Temporal.Instant.from(instant));
const dialin = (slot = '') => bed.store.read((tx) => dialinFor(tx, secret, group, 1, slot));
const drafts = () => bed.store.read((tx) => tx.selectFrom('draft').select('given').execute());
const toPeople = async () => (await bed.posted()).filter(({ address }) => address.includes('@'));

/** Every text of the store as it lies there. */
async function stored(): Promise<string> {
  const tables = ['draft', 'history', 'outbox', 'queue', 'card', 'reminder', 'received', 'dialin', 'meeting', 'occurrence', 'rsvp', 'seat', 'told'] as const;
  const rows = await bed.store.read((tx) => Promise.all(tables.map((table) => tx.selectFrom(table as 'draft').selectAll().execute())));
  return JSON.stringify(rows);
}

test('the link is given in private to who is called, from half an hour before the call until it ends', async () => {
  await meets(bed, { chair: 'unodc' });
  const set = await bed.as('unodc').hears(`/meeting join M1 link:${link} phone +43 1 2345678 code 99#`);
  expect(read(set)).toBe('The link of M1 Weekly call is set. It comes in private to those who are called, 15 minutes before it begins, and can be fetched from 30 minutes before until it ends.\n[Show it]');
  for (const instant of ['2013-02-22T08:00:00Z', '2013-02-27T13:29:59Z']) {
    at(instant);
    expect(await hears('inpud', '/meeting join M1')).toBe('M1 Weekly call\n2013-02-27T14:00:00.000Z. The link comes in private 15 minutes before it begins; here I give it from 2013-02-27T13:30:00.000Z on, 30 minutes before.');
  }
  for (const instant of ['2013-02-27T13:30:00Z', '2013-02-27T14:59:59Z']) {
    at(instant);
    for (const line of ['/meeting join M1', '/meeting join']) {
      const given = await bed.as('inpud').hears(line);
      expect(read(given)).toBe(`M1 Weekly call\n2013-02-27T14:00:00.000Z\nJoin here: ${link}\nPhone or code: phone +43 1 2345678 code 99#\nThis is for you alone. Please do not pass it on.\n[Join]`);
      expect(buttonsOf(given)).toEqual([{ label: 'Join', link }]);
    }
  }
  at('2013-02-27T15:00:00Z');
  expect(await hears('inpud', '/meeting join M1')).toContain('Its link is not given any more.');
  expect(await hears('inpud', '/meeting join')).toContain('No meeting is to come.');
});

test('nobody else gets it: neither observers and strangers nor an alternate who is not called, until they answer', async () => {
  await meets(bed, { chair: 'unodc' });
  await sits(bed, secret, 'ana', 'alternate', { organisation: 'inpud' });
  await hears('unodc', `/meeting join M1 link:${link}`);
  at('2013-02-27T13:45:00Z');
  for (const who of ['observer', 'ana']) {
    expect(await hears(who, '/meeting join M1')).toContain('The link is for those who are called to M1 Weekly call.');
  }
  expect(await hears('stranger', '/meeting join M1')).toContain('You do not hold a seat in');
  await hears('ana', '/meeting rsvp M1 attend');
  expect(await hears('ana', '/meeting join M1')).toContain(link);
  expect(await hears('coordinator agency-side', '/meeting join M1')).toContain(link);
});

test('who runs it sets it, in place of another, for all of a series or for one, and takes it away; the answer does not repeat it', async () => {
  await meetsWeekly(bed, { chair: 'unodc', notetaker: 'idpc' });
  expect(await hears('hri', `/meeting join M1 link:${link}`)).toContain('M1 can be changed by coordinators');
  expect(await dialin()).toBe(undefined);
  const said = await hears('idpc', `/meeting join M1 link:${link}`);
  expect(said).toContain('The link of M1 Weekly call is set for all its meetings.');
  const one = await hears('unodc', '/meeting join M1 "6 March" link:https://meet.example.org/other');
  expect(one).toContain('is set for Wed 6 March 2013, 15:00 Vienna, instead of the one before.');
  expect(`${said}${one}`).not.toContain('example.org');
  expect([await dialin('2013-02-27T15:00'), await dialin('2013-03-06T15:00')]).toMatchObject([{ link }, { link: 'https://meet.example.org/other' }]);
  expect(await hears('unodc', '/meeting join M1 on:"6 March" link:none')).toContain('M1 Weekly call has no link any more for Wed 6 March 2013, 15:00 Vienna.');
  expect(await dialin('2013-03-06T15:00')).toMatchObject({ link });
  at('2013-02-28T08:00:00Z');
  expect(await hears('unodc', `/meeting join M1 "27 Feb 2013" link:${link}`)).toContain('M1 Weekly call is over: 2013-02-27T14:00:00.000Z. It needs no link any more.');
  expect(await hears('coordinator civil-society-side', '/meeting join M1 link:none')).toContain('M1 Weekly call has no link any more.');
  expect(await dialin('2013-03-06T15:00')).toBe(undefined);
});

describe('where none is set', () => {
  test('who runs it is told once, and who asks hears of whom it is asked', async () => {
    await meets(bed, { chair: 'unodc', convenor: 'idpc' });
    at('2013-02-27T13:40:00Z');
    await bed.posted();
    const said = 'M1 Weekly call\nNo link is set for this call. It is asked of: UNODC, IDPC.\nThey have been told in private that it is missing. Please try again in a few minutes.';
    expect([await hears('inpud', '/meeting join M1'), await hears('hri', '/meeting join M1')]).toEqual([said, said]);
    const told = await toPeople();
    expect(told.map(({ message }) => read(message))).toEqual(Array(2).fill('M1 Weekly call\nPeople ask for the link to this call, and none is set: 2013-02-27T14:00:00.000Z. Please set it now.\n[Set the link]'));
    const form = await bed.as('unodc').presses(told[0]!.message, 'Set the link');
    expect(form).toMatchObject({ ask: { command: 'meeting.join', given: { meeting: 'M1' }, fields: [{ name: 'link' }] } });
    const { draft } = (form as { ask: { draft: string } }).ask;
    expect(read(say(await bed.as('unodc').invokes('meeting.join', { link }, { via: 'form', draft })))).toContain('The link of M1 Weekly call is set.');
    expect(await dialin()).toMatchObject({ link });
    await bed.store.tx((tx) => forgetDialins(tx, group, 1));
    expect(await hears('idpc', '/meeting join M1')).toMatch(/You can set it now\.\n\[Set the link\]$/);
  });

  test('the coordinators are told where it has no chair', async () => {
    await meets(bed);
    at('2013-02-27T13:40:00Z');
    await bed.posted();
    expect(await hears('inpud', '/meeting join M1')).toContain('It is asked of: the coordinators.');
    expect(await toPeople()).toHaveLength(2);
    expect(await hears('coordinator agency-side', '/meeting join M1')).toContain('You can set it now.');
  });

  test('whoever runs it sees so before', async () => {
    await meets(bed, { chair: 'unodc' });
    expect(await hears('unodc', '/meeting join M1')).toMatch(/No link is set yet\. It is needed by then\.\n\[Set the link\]$/);
  });
});

describe('a link lies nowhere in the open', () => {
  test('neither in history, outbox and cards nor in drafts, when it is set and when it is given', async () => {
    await meets(bed, { chair: 'unodc' });
    await hears('unodc', `/meeting join M1 link:${link}`);
    at('2013-02-27T13:45:00Z');
    await hears('inpud', '/meeting join M1');
    expect(await dialin()).toMatchObject({ link });
    expect(await stored()).not.toContain('example.org');
      });

  test('nor when a form with it is refused, at its own field or another: it is asked for again only where it is wrong itself', async () => {
    await meets(bed, { chair: 'unodc' });
    const opened = await bed.as('unodc').invokes('meeting.join', { meeting: 'M1', form: 'open' }, { via: 'button' });
    const { draft } = (opened as { ask: { draft: string } }).ask;
    const wrong = await bed.as('unodc').invokes('meeting.join', { meeting: 'M9', link: `${link} phone +43 1 2345678` }, { via: 'form', draft });
    expect(wrong).toMatchObject({ ask: { given: { meeting: 'M9', link: expect.stringMatching(/^sealed:/) } } });
    expect(Object.keys((wrong as { ask: { errors: object } }).ask.errors)).toEqual(['meeting']);
    const personal = await bed.as('unodc').invokes('meeting.join', { meeting: 'M1', link: 'https://zoom.us/my/anna' }, { via: 'form', draft });
    expect(personal).toMatchObject({ ask: { errors: { link: expect.anything() } } });
    expect(JSON.stringify([wrong, personal, await drafts()])).not.toMatch(/example\.org|anna/);
    const right = await bed.as('unodc').invokes('meeting.join', { meeting: 'M1', link }, { via: 'form', draft });
    expect(read(say(right))).toContain('is set');
  });

  test.each([`/meeting join ${link}`, `/meeting join ${link}/${'a'.repeat(120)}`, `/meeting join www.example.org`, `/meeting show ${link}`])('nor where it stands for the meeting: %s', async (line) => {
    await meets(bed, { chair: 'unodc' });
    const refused = await bed.as('unodc').hears(line);
    expect(read(refused)).toContain('meeting: this is an address of a page, not a meeting.');
    expect(JSON.stringify([refused, await drafts(), await stored()])).not.toContain('example.org');
    const opened = await bed.as('unodc').invokes('meeting.join', { form: 'open' }, { via: 'button' });
    const { draft } = (opened as { ask: { draft: string } }).ask;
    const again = await bed.as('unodc').invokes('meeting.join', { meeting: link }, { via: 'form', draft });
    expect(again).toMatchObject({ ask: { errors: { meeting: [expect.stringContaining('not a meeting'), { code: '/meeting join M1 link:https://…' }] } } });
    expect(JSON.stringify([again, await drafts()])).not.toContain('example.org');
    await bed.bot.keep({ draft, command: 'meeting.join', given: { meeting: link, link, on: '6 March' }, group: null }, { platform, id: 'unodc' });
    expect(JSON.stringify(await drafts())).toContain('6 March');
    expect(JSON.stringify(await drafts())).not.toContain('example.org');
  });

  test('nor when a line with it leads to a question: its buttons bring it sealed, and no link that is refused', async () => {
    await meetsWeekly(bed, { chair: 'unodc' });
    await meets(bed, { number: 2, chair: 'unodc', starts: '2013-03-27T15:00' });
    for (const line of [`/meeting join Weekly link:${link}`, `/meeting join M1 nonsense link:${link}`, `/meeting join M1 link:${link} link:${link}`, '/meeting join M1 link:https://zoom.us/my/anna', `/meeting join M7 link:${link}`]) {
      const refused = await bed.as('unodc').hears(line);
      expect([line, refused.tone]).toEqual([line, 'refusal']);
      for (const button of buttonsOf(refused)) expect(JSON.stringify('given' in button ? button.given : {})).not.toMatch(/example\.org|anna/);
    }
    const several = await bed.as('unodc').hears(`/meeting join Weekly link:${link}`);
    expect(await dialin()).toBe(undefined);
    expect(read(say(await bed.as('unodc').presses(several, 'M1 Weekly call')))).toContain('The link of M1 Weekly call is set for');
    expect(JSON.stringify(await drafts())).not.toMatch(/example\.org|anna/);
    expect(await dialin()).toMatchObject({ link });
  });
});

test('of a call that is off, was left out or is over, none is given or set; what was set can be taken away', async () => {
  await meets(bed, { cancelled: '2013-02-22T08:00:00.000Z' });
  await meetsWeekly(bed, { number: 2, title: 'Series', starts: '2013-02-20T15:00', rule: 'FREQ=WEEKLY;BYDAY=WE;COUNT=2' });
  await meets(bed, { number: 4, title: 'Old call', starts: '2013-02-21T10:00' });
  for (const line of ['/meeting join M1', `/meeting join M1 link:${link}`]) expect(await hears('coordinator agency-side', line)).toContain('M1 Weekly call is called off, so there is no call to join.');
  expect(await hears('coordinator agency-side', `/meeting join M4 link:${link}`)).toContain('M4 Old call is over: 2013-02-21T09:00:00.000Z. It needs no link any more.');
  expect(await hears('coordinator agency-side', '/meeting join M4 link:none')).toContain('M4 Old call has no link any more.');
  const civil = bed.as('coordinator civil-society-side');
  await civil.presses(await civil.hears('/meeting cancel M2 on:"27 February"'), 1);
  expect(await hears('inpud', '/meeting join M2 on:2013-02-27T15:00')).toContain('M2 Series does not take place on Wed 27 February 2013.');
  later({ hours: 1 });
  expect(await hears('inpud', '/meeting join')).toContain('No meeting is to come.');
});
