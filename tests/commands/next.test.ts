import { expect, test } from 'vitest';
import { buttonsOf } from '#core/message.ts';
import { bed, conversations, hears, later, say } from '#tests/support/conversation.ts';
import { read } from '#tests/support/world.ts';

conversations();

const at = (instant: string) => void (bed.now = Temporal.Instant.from(instant));

test('the next event, its days and place and how far away; who owes nothing until then is told so', async () => {
  for (const who of ['inpud', 'observer']) {
    expect(await hears(who, '/my next')).toBe('CND56 CND, 56th session\nMon 11 March 2013 to Fri 15 March 2013 · Vienna · in 17 days\nNothing of yours is due before it is over.\n[Show it] [My tasks] [The calendar]');
  }
  at('2013-03-13T08:00:00Z');
  expect(await hears('inpud', '/my next')).toContain('· under way\n');
  at('2013-03-16T08:00:00Z');
  expect(await hears('inpud', '/my next')).not.toContain('CND56');
  expect(await hears('stranger', '/my next')).toContain('You do not hold a seat in');
});

test('what one’s organisation leads comes in the order of its days, with the presses that begin it; what is done is left out', async () => {
  at('2013-06-05T08:00:00Z');
  const next = await bed.as('unodc').hears('/my next');
  expect(read(next).split('\n')).toEqual([
    'VILNIUS-2013 International Harm Reduction Conference',
    'Sun 9 June 2013 to Wed 12 June 2013 · Vilnius · in 4 days',
    '4 dates until it is over',
    expect.stringMatching(/^C14 Cooperate on sharing/), '  due Sat 8 June 2013 · never reported',
    'C14.1 Data meeting held before the harm reduction conference', '  due Sat 8 June 2013',
    expect.stringMatching(/^C15 UNODC draws up/), '  due Sun 9 June 2013 · never reported',
    'C15.1 Work plan agreed by both sides', '  due Sun 9 June 2013',
    '[Report on C14] [C14.1 is done] [Report on C15] [Show it] [My tasks] [The calendar]',
  ]);
  expect(await bed.as('unodc').presses(next, 'Report on C14')).toMatchObject({ ask: { command: 'commitment.update', given: { commitment: '14' } } });
  await bed.as('unodc').presses(next, 'C14.1 is done');
  await hears('unodc', '/update 15 done');
  expect(read(say(await bed.as('unodc').says('/my next')))).toMatch(/2 dates until it is over\nC14 .*\n.*\nC15\.1 /);
  expect(await hears('hri', '/my next')).toContain('Nothing of yours is due');
  at('2013-06-09T08:00:00Z');
  expect(await hears('unodc', '/my next')).toContain('\n  was due Sat 8 June 2013 · ');
});

test('an event of which only the month is known comes at its beginning and, once that is over, at its end', async () => {
  at('2013-05-20T08:00:00Z');
  expect(await hears('unodc', '/my next')).toContain('Second UNODC and civil society engagement event\nJune 2013, the day is not known\nThis is announced, not confirmed yet.');
  at('2013-06-14T08:00:00Z');
  expect(await hears('unodc', '/my next')).toContain('Second UNODC and civil society engagement event');
});

test('deadlines until then are everybody’s, by the hour that they close in the home zone; called off, neither they nor the event come', async () => {
  const coordinator = 'coordinator agency-side';
  await hears(coordinator, '/event add Planning meeting on:"1 March 2013" city:Vienna kind:group-meeting');
  const added = await hears(coordinator, '/event list');
  const id = /^(\S+) Planning meeting$/m.exec(added)![1]!;
  await hears(coordinator, `/event deadline ${id} Papers closes:"27 Feb 2013 17:00"`);
  const text = await hears('inpud', '/my next');
  expect(text).toMatch(new RegExp(`^${id} Planning meeting\\nFri 1 March 2013 · Vienna · in 7 days\\nThis is announced, not confirmed yet\\.\\nOne date until it is over\\n`));
  expect(text).toContain(`${id}.1 Papers\n  closes 2013-02-27T16:00:00.000Z`);
  const sure = await bed.as(coordinator).hears(`/event cancel ${id}`);
  const yes = buttonsOf(sure)[0]!.label;
  await bed.as(coordinator).presses(sure, yes);
  expect(await hears('inpud', '/my next')).toContain('CND56 CND, 56th session');
});

test('however much is due, it is one screen', async () => {
  for (let i = 0; i < 12; i++) await hears('unodc', `/commitment add Commitment number ${i} ${'with a long title '.repeat(8)} lead:UNODC due:"1 March 2013"`);
  for (let i = 16; i < 28; i++) await hears('coordinator civil-society-side', `/commitment agree ${i}`);
  const next = await bed.as('unodc').hears('/my next');
  expect(read(next)).toContain('12 dates until it is over');
  expect(read(next)).toContain('and 4 more');
  expect([buttonsOf(next).length, read(next).length < 3300]).toEqual([6, true]);
  later({ hours: 24 * 365 * 6 });
  expect(await hears('observer', '/my next')).toBe('No event with a date is to come.\n[My tasks] [The calendar]');
});
