import { expect, test } from 'vitest';
import { platform } from '#adapters/terminal/sandbox.ts';
import { limits } from '#core/fit.ts';
import { newId } from '#core/id.ts';
import { buttonsOf } from '#core/message.ts';
import { keepOutage } from '#db/outages.ts';
import { post } from '#db/outbox.ts';
import { personFor, seatsOf, setPerson } from '#db/people.ts';
import { mark, remindersOf, type Reminder } from '#db/reminders.ts';
import { save } from '#db/save.ts';
import { makeSecret } from '#core/secret.ts';
import { usualWishes } from '#rules/wishes.ts';
import { bed, conversations, group, hears, later, say } from '#tests/support/conversation.ts';
import { thing } from '#tests/support/things.ts';
import { read } from '#tests/support/world.ts';

conversations();
const [cso, un] = ['coordinator civil-society-side', 'coordinator agency-side'];

const rows = (is: (row: Reminder) => boolean) => bed.store.read(async (tx) => (await remindersOf(tx, group)).filter(is));
const became = async (is: (row: Reminder) => boolean, state: 'sent' | 'dropped', cause?: string) => {
  const found = await rows((row) => row.state === 'planned' && is(row));
  await bed.store.tx(async (tx) => {
    for (const row of found) await mark(tx, group, row, { state, at: bed.now, ...(cause && { cause }) });
  });
  return found.length;
};
const snoozes = () => bed.store.read((tx) => tx.selectFrom('snooze').select(['subject', 'seat', 'until']).execute());
const again = (subject: string) => rows((row) => row.kind === 'again' && row.subject === subject && row.state === 'planned');
const addressOf = (who: string) => bed.store.tx(async (tx) => `${platform}:@${(await personFor(tx, makeSecret('test'), platform, who, bed.now)).id}`);

test('a coordinator sees what will be sent until CND, by day and role; others what is for their own seats', async () => {
  const all = await hears(cso, '/reminder preview until:CND');
  expect(all).toMatch(/^What will be sent until Mon 11 March 2013 \(\d+\)\nMon 25 February 2013\nweekly digest, if there is something to say\n {2}to Focal point, AHRN; /);
  expect(all).toContain([
    'Mon 4 March 2013',
    'C1, C2, C3, C4, C6, C7, C8, C10, C11, C12, C13, C14, C15: a report is asked before Mon 11 March 2013, 7 days before',
    '  to Focal point, UNODC · 2013-03-04T08:00:00.000Z',
  ].join('\n'));
  expect(all).toContain('Thu 7 March 2013\nC5, C9: needs an owner, agreed Thu 21 February 2013, 2 weeks after\n  to Coordinator, UNODC side; Coordinator, Civil society side · 2013-03-07T08:00:00.000Z');
  const one = await hears(cso, '/reminder preview CND for:UNODC');
  expect(one).toContain('to Focal point, UNODC');
  expect(one).not.toMatch(/Coordinator|rooms|INPUD/);
  const own = await hears('unodc', '/reminder preview until:CND');
  expect(own).toBe(one);
  expect(await hears('inpud', '/reminder preview CND')).not.toMatch(/UNODC|C\d+,/);
  expect(await hears('unodc', '/reminder preview CND for:INPUD')).toContain('Only coordinators see what others will be sent. What is for your own seats: /reminder preview');
  expect(await hears(cso, '/reminder preview until:tomorrow')).toContain('Nothing is planned to be sent until Sat 23 February 2013.');
});

test('the preview goes by today\'s facts: what was reported is not asked again, and is looked at when it is old', async () => {
  await hears('unodc', '/update 4 on-track');
  const soon = await hears('unodc', '/reminder preview until:CND');
  expect(soon).toContain('C1, C2, C3, C6, C7,');
  expect(soon).not.toContain('C4');
  // Ninety days after the report it is old.
  expect(await hears('unodc', '/reminder preview until:"1 June 2013"')).toContain('Fri 24 May 2013\nC4 Complete the draft overdose document of WHO and UNODC: the report is old from Fri 24 May 2013, on the day\n  to Focal point, UNODC');
  await hears('unodc', '/update 14 done');
  for (let page = 1; page < 5; page++) expect(await hears('unodc', `/reminder preview until:"1 July 2013" page:${page}`)).not.toContain('C14');
});

test('a long preview is paged, each page begins with its day and keeps the limits', async () => {
  await hears(cso, '/my zone Bangkok');
  let page = await bed.as(cso).hears('/reminder preview until:"1 June 2014"');
  for (let i = 1; ; i++) {
    const lines = read(page).split('\n');
    expect(lines[0]).toMatch(new RegExp(`^What will be sent until Sun 1 June 2014 \\(\\d+\\) \\(page ${i} of \\d+\\)$`));
    expect(lines[1]).toMatch(/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+ \w+ 201[34]$/);
    expect(read(page).length).toBeLessThan(limits.text + 300);
    const more = buttonsOf(page).some(({ label }) => label === 'More');
    if (!more) break;
    expect(i).toBeLessThan(30);
    page = say(await bed.as(cso).presses(page, 'More'));
  }
});

test('the list tells what was sent and why something was not, for whom, and when I was down: never a person', async () => {
  expect(await hears('unodc', '/reminder list')).toBe('No reminder was sent to your seats in the last 30 days.\n[What will be sent]');
  later({ hours: 24 * 10 });
  expect(await became(({ kind, date }) => kind === 'update' && date === '2013-03-11', 'sent', 'late')).toBeGreaterThan(10);
  await became(({ kind, recipient }) => kind === 'digest' && recipient !== 'room', 'dropped', 'empty');
  await became(({ kind }) => kind === 'word', 'sent');
  await became(({ kind, rung }) => kind === 'owner' && rung === '+14d', 'dropped', 'settled');
  const [since, until] = ['2013-03-04T02:00:00.000Z', '2013-03-04T08:00:00.000Z'];
  await bed.store.tx((tx) => keepOutage(tx, { since, until }));
  const all = await hears(cso, '/reminder list');
  expect(all).toMatch(/^Reminders of the last 30 days, newest first \(\d+\)\nI was down from 2013-03-04T02:00:00.000Z to 2013-03-04T08:00:00.000Z\.\n/);
  expect(all).toContain('C1, C2, C3, C4, C6, C7, C8, C10, C11, C12, C13, C14, C15: a report is asked before Mon 11 March 2013, 7 days before\n  to Focal point, UNODC · 2013-03-04T08:00:00.000Z · sent late');
  expect(all).toContain('C5, C9: needs an owner, agreed Thu 21 February 2013, 2 weeks after\n  to Coordinator, UNODC side; Coordinator, Civil society side · 2013-03-04T08:00:00.000Z · not sent: nothing was left to do');
  expect(all).not.toContain('digest');
  const own = await hears('unodc', '/reminder list');
  expect(own).toContain('Reminders to your seats in the last 30 days');
  expect(own).toContain('I was down from');
  expect(own).not.toMatch(/Coordinator|INPUD|rooms/);
  later({ hours: 24 * 31 });
  expect(await hears(cso, '/reminder list')).toContain('No reminder was sent in the last 30 days.');
});

test('a reminder is put off with one press, comes again that day, and moves nothing', async () => {
  const before = await rows(({ kind }) => kind !== 'again');
  const asked = await bed.as('unodc').hears('/reminder snooze C14');
  expect(read(asked)).toBe('C14 Cooperate on sharing, collecting and validating data with HRI, the UN Reference Group, UNAIDS and WHO, avoiding overlaps: when shall I ask you again? No date moves.\n[In 1 day] [In 3 days] [In 1 week] [Monday] [Another day] [Not mine]');
  const done = say(await bed.as('unodc').presses(asked, 'In 1 day'));
  // Tomorrow is a Saturday.
  expect(read(done)).toContain('is put off; no date has moved. I ask you again on 2013-02-25T08:00:00.000Z.\n[Undo] [My tasks]');
  expect(await again('C14')).toMatchObject([{ recipient: 'focal/unodc', date: '2013-02-23', due: '2013-02-25T08:00:00.000Z' }]);
  expect(await rows(({ kind }) => kind !== 'again')).toEqual(before);
  expect(await hears('unodc', '/reminder preview until:"26 February 2013"')).toContain('C14 Cooperate on sharing, collecting and validating data with HRI, the UN Reference Group, UNAIDS and WHO, avoiding overlaps: asked again, after it was put off\n  to Focal point, UNODC · 2013-02-25');
  // Put off anew, it comes once; pressed twice, nothing more happens.
  const later2 = say(await bed.as('unodc').presses(asked, 'In 1 week'));
  expect(read(say(await bed.as('unodc').presses(asked, 'In 1 week')))).not.toContain('[Undo]');
  expect(await again('C14')).toMatchObject([{ date: '2013-03-01' }]);
  expect(await snoozes()).toMatchObject([{ subject: 'C14', until: '2013-03-01' }]);
  await bed.posted();
  expect(read(say(await bed.as('unodc').presses(later2, 'Undo')))).toContain('Taken back: C14 put off until Fri 1 March 2013');
  expect(await again('C14')).toMatchObject([{ date: '2013-02-23' }]);
  // It is nobody else's business, so no room is told.
  expect(await bed.posted()).toEqual([]);
});

test('what is put off is left out of the preview until then, and of others nothing is', async () => {
  await hears('unodc', '/reminder snooze 14 until:"in 2 weeks"');
  const preview = await hears('unodc', '/reminder preview until:CND');
  expect(preview).toContain('C13, C15: a report is asked before');
  expect(preview).toContain('Fri 8 March 2013\nC14 Cooperate');
});

test('milestones and deadlines can be put off, too', async () => {
  await bed.store.tx((tx) => save(tx, { group, at: bed.now, act: 'test', call: newId(bed.now), seat: null, door: 'test' }, 'deadline', null, thing.deadline({
    event: 'cnd57', number: 1, title: 'Side-event requests', closes: { due: { by: 'day', on: '2013-03-20' }, time: '12:00', zone: 'Europe/Vienna' },
  })));
  expect(await hears('unodc', '/reminder snooze C14.1 until:"20 April 2013"')).toContain('C14.1 Data meeting held before the harm reduction conference is put off');
  expect(await hears('inpud', '/reminder snooze CND57.1 until:Tuesday')).toContain('CND57.1 Side-event requests is put off; no date has moved. I ask you again on 2013-02-26T09:00:00.000Z.');
  expect(await hears('inpud', '/reminder snooze event/cnd57/1 until:"21 March 2013"')).toContain('CND57.1 Side-event requests is due on Wed 20 March 2013, and Thu 21 March 2013 is after that. Please give a day up to then.\n[Wed 20 March 2013]');
  expect(await hears(cso, '/reminder snooze CND57.1')).toContain('you are not asked about this (it is for the organisations of both sides)');
  expect(await hears('inpud', '/reminder snooze CND57.9')).toContain('CND57.9');
  later({ hours: 24 * 40 });
  expect(await hears('inpud', '/reminder snooze CND57.1')).toContain('CND57.1 Side-event requests: nothing is asked about it any more.');
});

test.each<[string, string, string]>([
  ['unodc', '/reminder snooze 14 until:"9 June 2013"', 'C14 Cooperate on sharing, collecting and validating data with HRI, the UN Reference Group, UNAIDS and WHO, avoiding overlaps is due on Sat 8 June 2013, and Sun 9 June 2013 is after that.'],
  ['unodc', '/reminder snooze 4 until:yesterday', 'that day is over'],
  ['unodc', '/reminder snooze 4 until:today', '"today" is today. Please give a later day.'],
  ['unodc', '/reminder snooze 4 until:"1 May 2013"', 'That is too far ahead: the last day that works is Tue 23 April 2013.'],
  ['unodc', '/reminder snooze 4 until:whenever', 'I cannot read "whenever" as a day.'],
  ['inpud', '/reminder snooze 4 until:tomorrow', 'C4 Complete the draft overdose document of WHO and UNODC: you are not asked about this (UNODC leads). Nothing was changed.'],
  ['observer', '/reminder snooze 4', 'you are not asked about this'],
  ['unodc', '/reminder snooze 99', 'There is no C99. The numbers go up to C15.'],
  ['unodc', '/reminder snooze C4.9', 'There is no C4.9.'],
  ['unodc', '/reminder pass 99', 'There is no C99.'],
  ['inpud', '/reminder pass 4', 'you are not asked about this'],
  ['stranger', '/reminder snooze 4', 'You do not hold a seat in'],
  ['unodc', '/reminder pass 4 undo:yes', 'You have not said of C4 Complete the draft overdose document of WHO and UNODC that it is not yours'],
])('%s: %s', async (who, line, answer) => {
  expect(await hears(who, line)).toContain(answer);
  expect(await snoozes()).toEqual([]);
});

test('what is done is not put off; what is late can be, past its day', async () => {
  await hears('unodc', '/update 14 done');
  expect(await hears('unodc', '/reminder snooze 14')).toContain('nothing is asked about it any more');
  later({ hours: 24 * 120 });
  expect(await hears('unodc', '/reminder snooze 15')).toContain('[In 1 day] [In 3 days] [In 1 week] [Monday]');
  expect(await hears('unodc', '/reminder snooze 15 until:"in 1 week"')).toContain('is put off');
});

test('a press from before a seat was lost does nothing', async () => {
  const asked = await bed.as('unodc').hears('/reminder snooze C14');
  await hears('unodc', '/my data erase sure:yes');
  expect(read(say(await bed.as('unodc').presses(asked, 'In 1 week')))).toContain('You do not hold a seat in');
  expect(read(say(await bed.as('unodc').presses(asked, 'Not mine')))).toContain('You do not hold a seat in');
  expect(await snoozes()).toEqual([]);
});

test('"Not mine" tells both coordinators once, in private, and can be taken back', async () => {
  const asked = await bed.as('unodc').hears('/reminder snooze C4');
  const done = say(await bed.as('unodc').presses(asked, 'Not mine'));
  expect(read(done)).toBe('Done. I do not ask you about C4 Complete the draft overdose document of WHO and UNODC any more. The coordinators are told, so that somebody else can be asked.\n[Undo] [My tasks]');
  const told = await bed.posted();
  expect(told.map(({ address }) => address).sort()).toEqual([await addressOf(cso), await addressOf(un)].sort());
  expect(read(told[0]!.message)).toBe('Focal point, UNODC says: C4 Complete the draft overdose document of WHO and UNODC is not theirs to answer.\nNothing else has changed: who leads it stays as it is until somebody changes that.\n[Show it] [Find a lead]');
  // In private no room says which group is meant: the buttons do.
  expect(await bed.as(cso, 'terminal:private').presses(told[0]!.message, 'Find a lead')).toMatchObject({ ask: { command: 'commitment.assign', given: { commitment: '4' } } });
  const twice = say(await bed.as('unodc').presses(asked, 'Not mine'));
  expect(read(twice)).toBe('You have said so already: I do not ask you about C4 Complete the draft overdose document of WHO and UNODC.\n[It is mine after all]');
  expect(await bed.posted()).toEqual([]);
  expect(await hears('unodc', '/reminder preview until:CND')).not.toContain('C4');
  expect(read(say(await bed.as('unodc').presses(twice, 'It is mine after all')))).toContain('Done. I ask you about C4');
  expect(await snoozes()).toEqual([]);
  expect(await hears('unodc', '/reminder preview until:CND')).toContain('C4');
  // Whoever leads it is still who led it.
  expect(await hears('observer', '/commitment show 4')).toContain('UNODC');
});

test('a coordinator who says it is not told; neither is one who takes no messages', async () => {
  await hears(cso, '/reminder pass 5');
  expect((await bed.posted()).map(({ address }) => address)).toEqual([await addressOf(un)]);
  await hears(un, '/my reminders off');
  expect(await hears(cso, '/reminder pass 9')).toContain('There is no coordinator now who could be told.');
  expect(await bed.posted()).toEqual([]);
});

test('a coordinator who has paused is told when that is over, the other at once', async () => {
  await hears(un, '/my reminders pause until 4 March');
  expect(await hears('unodc', '/reminder pass 4')).toContain('The coordinators are told');
  const dues = await bed.store.read((tx) => tx.selectFrom('queue').select(['address', 'due']).execute());
  expect(new Map(dues.map(({ address, due }) => [address, due]))).toEqual(new Map([[await addressOf(un), '2013-03-04T08:00:00.000Z'], [await addressOf(cso), '2013-02-22T08:00:00.000Z']]));
});

test('everyone sees the ladders with what each is for; a coordinator sets one and can take that back', async () => {
  const shown = await hears('observer', '/reminder rules');
  expect(shown).toMatch(/^When reminders come\ncommitment -14d -7d -2d 0d\n {2}Days from the day a commitment is due\. Asks its lead\.\nmilestone -14d -3d 0d\n/);
  for (const kind of ['update', 'overdue', 'opening', 'closing', 'event', 'owner', 'fresh', 'word']) expect(shown).toContain(`\n${kind} `);
  expect(shown).not.toContain('Change it');
  const before = await rows(({ state }) => state === 'planned');
  const set = await bed.as(cso).hears('/reminder rules commitment -10d 0d');
  expect(read(set)).toMatch(/^Done\. commitment: -10d 0d\. \d+ reminders are added, \d+ fall away\.\n\[Undo\] \[What will be sent\] \[All rules\]$/);
  const kept = await rows(({ state }) => state === 'planned');
  const [, more, fewer] = /(\d+) reminders are added, (\d+) fall/.exec(read(set))!;
  expect(kept.length - before.length).toBe(Number(more) - Number(fewer));
  expect(new Set(kept.filter(({ kind }) => kind === 'commitment').map(({ rung }) => rung))).toEqual(new Set(['-10d', '0d']));
  expect(await hears('observer', '/reminder rules commitment')).toContain('commitment -10d 0d · usually -14d -7d -2d 0d');
  expect(await hears(cso, '/reminder rules commitment -10d 0d')).toContain('commitment is -10d 0d already. Nothing was changed.');
  expect(read(say(await bed.as(cso).presses(set, 'Undo')))).toContain('Taken back');
  expect(await hears('observer', '/reminder rules')).toBe(shown);
  expect((await rows(({ state }) => state === 'planned')).map(({ subject, rung }) => subject + rung).sort()).toEqual(before.map(({ subject, rung }) => subject + rung).sort());
});

test('a ladder can be off, and as usual again', async () => {
  expect(await hears(cso, '/reminder rules fresh off')).toMatch(/^Done\. fresh: off\. No reminder is added, \d+ fall away\./);
  expect(await rows(({ kind, state }) => kind === 'fresh' && state === 'planned')).toEqual([]);
  const one = await bed.as(cso).hears('/reminder rules fresh');
  expect(read(one)).toContain('fresh off · usually 0d');
  expect(read(say(await bed.as(cso).presses(one, 'Back to usual')))).toMatch(/^Done\. fresh: 0d\. \d+ reminders are added, none falls away\./);
  expect(await hears(cso, '/reminder rules fresh')).not.toContain('usually');
});

test.each<[string, string, string]>([
  [cso, `/reminder rules commitment ${Array.from({ length: 500 }, (_, i) => `-${i}d`).join(' ')}`, 'These are 500 reminders. There can be 12 at most.'],
  [cso, '/reminder rules commitment often', 'I cannot read "often".'],
  [cso, '/reminder rules commitment -14d -14d', 'is a day that is there already'],
  [cso, '/reminder rules commitment -900d', 'is too far away'],
  [cso, '/reminder rules overdue -3d', 'makes no sense here'],
  [cso, '/reminder rules holidays -3d', '"holidays -3d": for which kind of reminder? There are: commitment, milestone, update,'],
  ['inpud', '/reminder rules commitment -3d', 'You are here as Focal point, INPUD. "reminder rules" is for: Coordinator. Nothing was changed.'],
  ['stranger', '/reminder rules', 'You do not hold a seat in'],
])('%s is refused: %s', async (who, line, answer) => {
  const before = await hears('observer', '/reminder rules');
  expect(await hears(who, line)).toContain(answer);
  expect(await hears('observer', '/reminder rules')).toBe(before);
});

test('the rooms\' digest has a day and hour of its own', async () => {
  const digest = () => rows(({ kind, recipient, state }) => kind === 'digest' && recipient === 'room' && state === 'planned');
  expect(await digest()).toMatchObject([{ due: '2013-02-25T08:00:00.000Z' }]);
  const set = await bed.as(cso).hears('/group settings digest:"Thursday 3pm"');
  expect(read(set)).toContain('Digest in the rooms: Thursday 15:00, Vienna time');
  expect(await digest()).toMatchObject([{ due: '2013-02-28T14:00:00.000Z' }]);
  expect(read(say(await bed.as(cso).presses(set, 'Undo')))).toContain('Taken back');
  expect(await digest()).toMatchObject([{ due: '2013-02-25T08:00:00.000Z' }]);
  expect(await hears(cso, '/group settings digest:off')).toContain('Digest in the rooms: never');
  expect(await digest()).toEqual([]);
  expect(await hears(cso, '/group settings digest:daily')).toContain('"daily" is more often than once a week.');
  expect(await hears('inpud', '/group settings digest:off')).toContain('"group settings" is for: Coordinator');
});

test('who is not reached is shown by role and room, with the cause, and is written to again', async () => {
  expect(await hears(cso, '/group unreachable')).toBe('All messages have arrived, and every seat can be reached.\n[What was sent]');
  const person = await addressOf('inpud');
  const kill = (address: string, fault: string) => bed.store.tx((tx) => tx.updateTable('outbox').set({ dead: '2013-02-22T09:00:00.000Z', fault, tries: 12 }).where('address', '=', address).execute());
  await bed.store.tx(async (tx) => {
    const words = { v: 1, blocks: [{ text: ['secret words'] }] } as const;
    await post(tx, group, person, words, bed.now, { about: 'C4, event/cnd57/1' });
    await post(tx, group, 'terminal:gone', words, bed.now);
    await setPerson(tx, (await seatsOf(tx, group)).find(({ organisation }) => organisation === 'hri')!.person_id, { wishes: { ...usualWishes, on: false } });
  });
  await kill(person, 'closed');
  await kill('terminal:gone', 'unknown');
  await hears('chrc', '/my data erase sure:yes');
  const shown = await bed.as(cso).hears('/group unreachable');
  expect(read(shown)).toBe([
    '2 messages could not be delivered',
    'Focal point, INPUD (terminal) · about C4, CND57.1',
    '  the person takes no private messages from me · since 2013-02-22T09:00:00.000Z · 12 tries',
    'a room that is no longer here',
    '  there is no such room or account · since 2013-02-22T09:00:00.000Z · 12 tries',
    'Seats that messages do not reach:',
    'Focal point, HRI', '  takes no reminders, by the own wish of whoever holds it',
    'CHRC', '  has no focal point and no alternate',
    '[Send again: Focal point, INPUD (terminal)] [Send again: a room that is no longer here] [Send all again]',
  ].join('\n'));
  expect(read(say(await bed.as(cso).presses(shown, 1)))).toBe('The message is on the way again.\n[Who is not reached]');
  expect(await hears(cso, '/group unreachable')).toMatch(/^1 message could not be delivered\na room/);
  expect(read(say(await bed.as(cso).presses(shown, 1)))).toContain('That message is not waiting here any more.');
  expect(read(say(await bed.as(cso).presses(shown, 'Send all again')))).toContain('The message is on the way again.');
  expect((await bed.posted()).map(({ address }) => address).sort()).toEqual([person, 'terminal:gone'].sort());
  expect(await hears('inpud', '/group unreachable')).toContain('"group unreachable" is for: Coordinator.');
});

test('an answer to a prompt leads on to what else waits', async () => {
  const answer = await bed.as('unodc').hears('/update 4 on-track');
  expect(buttonsOf(answer).map(({ label }) => label)).toEqual(['Undo', 'Correct it', 'History', 'My tasks']);
  expect(read(say(await bed.as('unodc').presses(answer, 'My tasks')))).toMatch(/^12 things wait for you/);
});

test('what somebody says is not theirs waits for the coordinators, and no more for them', async () => {
  expect(await hears('unodc', '/my tasks')).toContain('C4 Complete');
  await hears('unodc', '/reminder pass 4');
  expect(await hears('unodc', '/my tasks')).not.toContain('C4 Complete');
  expect(await hears(cso, '/my tasks')).toContain('Focal point, UNODC says that this is not theirs to answer. Who is?');
  await hears('unodc', '/reminder pass 4 undo:yes');
  expect(await hears(cso, '/my tasks')).not.toContain('not theirs');
});

test('a new rule is told to both sides, with the seat that set it', async () => {
  await hears(cso, '/reminder rules overdue off');
  expect((await bed.posted()).map(({ message }) => read(message))).toEqual(['Reminders have a new rule. overdue: off. Set by Coordinator, Civil society side.']);
  expect(await hears(cso, '/my undo')).toContain('Reminders (overdue): as usual → off');
});
