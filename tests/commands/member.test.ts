import { expect, test } from 'vitest';
import { mainRoom, platform } from '#adapters/terminal/sandbox.ts';
import { buttonsOf } from '#core/message.ts';
import { newId } from '#core/id.ts';
import { tieRoom } from '#db/groups.ts';
import { historyOf } from '#db/history.ts';
import { stateOf } from '#db/save.ts';
import { bed, conversations, group, hears, later, say } from '#tests/support/conversation.ts';
import { read } from '#tests/support/world.ts';

conversations();

const posted = async () => (await bed.posted()).map(({ message }) => read(message));
const operator = async (line: string) => say(await bed.bot.line(line, { user: { platform, id: 'operator', manages: true }, room: mainRoom }));
const codeIn = (answer: string) => /\/member focal code:([0-9a-z]{8})/.exec(answer)![1]!;
const offered = async (who: string, line: string) => codeIn(await hears(who, line));
const takes = (who: string, code: string, room?: string) => hears(who, `/member focal code:${code} answer:accept`, room);
const wrong = 'This code does not work: it is wrong, used or expired. Please ask for a new one.';

test('the list shows organisations by side and whether each can be reached, never a person; outside bodies stand apart', async () => {
  const list = await hears('observer', '/member list');
  expect(list).toMatch(/^21 organisations\nUNODC side\n {2}has a coordinator\nUNODC, United Nations .*\n {2}focal point\nCivil society side\n/);
  expect(list).toMatch(/Outside bodies\n {2}no seat in the group.*\nGlobal Fund, .*\nUN Reference Group, .*\nUNAIDS, .*\nWHO, World Health Organization\nWorld Bank\n/);
  expect(await hears('observer', '/member list region:asia')).toMatch(/^2 organisations\n.*\n.*\nAHRN, .*\n {2}Asia · focal point\nANPUD/);
  expect(await hears('observer', '/member list side:"civil society" drug users')).toBe('No organisation fits that.\n[Show all]');
  expect(await hears('observer', '/member list people drugs')).toMatch(/^3 organisations/);
  expect(await hears('observer', '/member list side:martians')).toContain('I know no side "martians" in this group. There are: UNODC side, Civil society side.');
});

test('one organisation is shown with its seats as roles, its own time and what it answers for', async () => {
  const shown = await hears('observer', '/member show anpud');
  expect(shown).toBe(
    ['ANPUD, Asian Network of People Who Use Drugs', 'Side: Civil society side', 'Scope: regional, Asia', 'Its time now: Fri 22 February 2013, 15:00 Bangkok', 'Seats: Focal point since Fri 22 February 2013', 'Supports: C3, C5, C6, C7, C9, C11, C13, C15'].join('\n'),
  );
  expect(await hears('observer', '/member show UNODC')).toContain('Leads: C1, C2, C3, C4, C6');
  expect(await hears('anpud', '/member show ANPUD')).toContain("[Offer an alternate's seat]");
  expect(await hears('observer', '/member show "world bank"')).toContain('Outside body. It has no seat here');
  expect(await hears('observer', '/member show ANPUDD')).toContain('I know no organisation "ANPUDD"');
});

test('a seat is offered by a code, taken after plain words on what is stored, and the room hears no name', async () => {
  const answer = await hears('inpud', '/member focal INPUD alternate');
  expect(answer).toContain('You offer this seat: Alternate, INPUD. Send the person this line, in private:');
  const code = codeIn(answer);
  expect(await posted()).toEqual([]);
  const statement = await bed.as('newcomer', 'terminal:private').hears(`/member focal code:${code}`);
  expect(read(statement)).toContain('You are offered a seat: Alternate, INPUD');
  expect(read(statement)).toContain('the id of your chat account, encrypted');
  expect(read(statement)).toContain('You can erase all of it at any time: /my data erase');
  expect(await hears('newcomer', '/commitment list')).toContain('You do not hold a seat in');
  expect(read(say(await bed.as('newcomer', 'terminal:private').presses(statement, 'Accept')))).toContain('Welcome. You are Alternate, INPUD now.');
  expect(await posted()).toEqual(['Seat taken: Alternate, INPUD.']);
  expect(read(say(await bed.as('newcomer', 'terminal:private').presses(statement, 'Accept')))).toContain('You have this seat already: Alternate, INPUD.');
  expect(await posted()).toEqual([]);
  expect(await hears('newcomer', '/update 6 at-risk')).toContain('INPUD reports C6 At risk');
  expect(await takes('third', code)).toBe(wrong);
  expect(await hears('observer', '/member show INPUD')).toContain('Seats: Focal point since Fri 22 February 2013; Alternate since Fri 22 February 2013');
});

test('neither the code nor the account stands anywhere in the store', async () => {
  const code = await offered('inpud', '/member focal INPUD alternate');
  await takes('account-of-newcomer', code);
  const all = await bed.store.read(async (tx) => JSON.stringify([
    await tx.selectFrom('offer').selectAll().execute(), await tx.selectFrom('history').selectAll().execute(), await tx.selectFrom('draft').selectAll().execute(),
    await tx.selectFrom('account').selectAll().execute(), await tx.selectFrom('person').selectAll().execute(), await tx.selectFrom('outbox').selectAll().execute(),
  ]));
  expect(all).toContain('"role":"alternate"');
  expect(all).not.toContain(code);
  expect(all).not.toContain('account-of-newcomer');
  const history = await bed.store.read((tx) => historyOf(tx, group, {}, 3));
  expect(history.map(({ kind, act }) => [kind, act])).toEqual([['offer', 'member.focal'], ['seat', 'member.focal'], ['offer', 'member.focal']]);
});

test('a wrong, a used, a declined and an expired code are answered alike, and all in any spelling', async () => {
  expect(await hears('newcomer', '/member focal code:abcd2345')).toBe(wrong);
  const declined = await offered('inpud', '/member focal INPUD alternate');
  const statement = await bed.as('newcomer').hears(`/member focal code:${declined}`);
  expect(read(say(await bed.as('newcomer').presses(statement, 'Decline')))).toContain('The offer is closed.');
  expect(await takes('newcomer', declined)).toBe(wrong);
  const withdrawn = await bed.as('inpud').hears('/member focal INPUD alternate');
  await bed.as('inpud').presses(withdrawn, 'Withdraw it');
  expect(await takes('newcomer', codeIn(read(withdrawn)))).toBe(wrong);
  const old = await offered('inpud', '/member focal INPUD alternate');
  later({ hours: 7 * 24 });
  expect(await takes('newcomer', old)).toBe(wrong);
  const spelled = await offered('inpud', '/member focal INPUD alternate');
  later({ hours: 7 * 24 - 1 });
  expect(await hears('newcomer', `/member focal code:"${spelled.toUpperCase().replace(/^(....)/, '$1 ').replaceAll('0', 'O').replaceAll('1', 'l')}"`)).toContain('You are offered a seat');
  // Whoever offered a seat hears of a no, in private; of their own withdrawal they know.
  expect((await bed.posted()).map(({ address, message }) => [address.replace(/@.*/, '@'), read(message)])).toEqual([['terminal:@', 'The seat that you offered was not taken: Alternate, INPUD. The offer is closed. You can offer it to somebody else.']]);
});

test('what someone offered ends with the seat they offered it from', async () => {
  const code = await offered('inpud', '/member focal INPUD alternate');
  await hears('inpud', '/my data erase sure:yes');
  expect(await takes('newcomer', code)).toBe(wrong);
  expect(await hears('observer', '/member show INPUD')).toContain('Seats: nobody yet');
});

test.each([
  ['hri', '/member focal INPUD alternate', 'You cannot offer this seat (Alternate).'],
  ['coordinator agency-side', '/member focal INPUD alternate', 'You cannot offer this seat (Alternate).'],
  ['unodc', '/member focal role:observer', 'You cannot offer this seat (Observer).'],
  ['observer', '/member focal role:observer', 'You cannot offer this seat (Observer).'],
  ['inpud', '/member focal INPUD', 'INPUD has a focal point, and there can be only one.'],
  ['coordinator agency-side', '/member focal role:coordinator', 'UNODC side has a coordinator. Only that coordinator can pass the seat on'],
  ['coordinator agency-side', '/member focal WHO', 'WHO is an outside body'],
  ['coordinator agency-side', '/member focal NOBODY', 'I know no organisation "NOBODY"'],
  ['stranger', '/member focal INPUD', 'You do not hold a seat in'],
  ['stranger', '/member focal', 'To take one, give the code'],
  ['observer', '/member handover INPUD to:alternate', 'You are here as Observer. "member handover" is for: Focal point, Alternate, Coordinator.'],
  ['hri', '/member handover INPUD to:code', 'You cannot hand this over (INPUD).'],
  ['coordinator agency-side', '/member handover INPUD to:alternate', 'You cannot hand this over (INPUD).'],
  ['coordinator agency-side', '/member handover "civil society" to:code', 'You cannot hand this over (Civil society side).'],
  ['inpud', '/member handover INPUD to:alternate', 'INPUD has no alternate to hand over to.'],
  ['inpud', '/member handover INPUD to:HRI', 'Only a coordinator of its side can say that INPUD has a successor.'],
  ['coordinator civil-society-side', '/member handover INPUD to:UNODC', 'UNODC cannot succeed INPUD'],
  ['coordinator civil-society-side', '/member handover INPUD to:INPUD', 'INPUD cannot succeed INPUD'],
  ['stranger', '/member show INPUD', 'You do not hold a seat in'],
])('%s: %s is refused', async (who, line, answer) => {
  const before = await bed.store.read((tx) => stateOf(tx, group));
  expect(await hears(who, line)).toContain(answer);
  expect(await bed.store.read((tx) => stateOf(tx, group))).toEqual(before);
  expect(await posted()).toEqual([]);
});

test('there is one focal point, and one offer of the seat at a time: a second one says so, and the first can be withdrawn', async () => {
  await hears('inpud', '/my data erase sure:yes');
  const civil = bed.as('coordinator civil-society-side');
  const old = await offered('coordinator civil-society-side', '/member focal INPUD');
  const again = await civil.hears('/member focal INPUD');
  expect(read(again)).toMatch(/^This seat is offered already, until \S+: Focal point, INPUD\.[^]*\[Withdraw the first offer\]$/);
  expect(await hears('hri', '/member focal INPUD answer:withdraw')).toContain('You cannot offer this seat (Focal point).');
  expect(read(say(await civil.presses(again, 'Withdraw the first offer')))).toContain('The offer is withdrawn');
  expect(await takes('second', old)).toBe(wrong);
  expect(await takes('first', await offered('coordinator civil-society-side', '/member focal INPUD'))).toContain('You are Focal point, INPUD now.');
  // What was offered to replace somebody replaces nobody else: the seat has changed hands meanwhile.
  const replacing = await offered('coordinator civil-society-side', '/member handover INPUD code');
  expect(await hears('first', '/member handover INPUD code')).toContain('This seat is offered already');
  await takes('third', await offered('first', '/member focal INPUD alternate'));
  later({ minutes: 1 });
  await hears('first', '/member handover INPUD alternate');
  expect(await takes('second', replacing)).toContain('Somebody holds this seat now: Focal point, INPUD.');
  await hears('coordinator civil-society-side', '/member focal INPUD answer:withdraw');
  await takes('first', await offered('coordinator civil-society-side', '/member handover INPUD code'));
  // An alternate who becomes focal point leaves the alternate's seat; a focal point cannot become their own alternate.
  const alternate = await offered('first', '/member focal INPUD alternate');
  expect(await takes('first', alternate)).toContain('You are its focal point already.');
  expect(await takes('second', alternate)).toContain('You are Alternate, INPUD now.');
  await hears('first', '/my data erase sure:yes');
  expect(await takes('second', await offered('coordinator civil-society-side', '/member focal INPUD'))).toContain('You are Focal point, INPUD now.');
  expect(await hears('observer', '/member show INPUD')).toMatch(/Seats: Focal point since [^;\n]*$/m);
});

test('a side without a coordinator can still fill its seats, and whoever runs the place always can', async () => {
  await hears('coordinator civil-society-side', '/my data erase sure:yes');
  await hears('chrc', '/my data erase sure:yes');
  expect(await hears('unodc', '/member focal CHRC')).toContain('You cannot offer this seat');
  expect(await takes('new-chrc', await offered('hri', '/member focal CHRC'))).toContain('You are Focal point, CHRC now.');
  expect(await takes('new-coordinator', await offered('hri', '/member focal role:coordinator'))).toContain('You are Coordinator, Civil society side now.');
  expect(await hears('hri', '/member focal AHRN alternate')).toContain('You cannot offer this seat');
  // Everybody of a side is gone: the operator fills its first seat; and replaces a holder who has vanished.
  await hears('unodc', '/my data erase sure:yes');
  await hears('coordinator agency-side', '/my data erase sure:yes');
  expect(await takes('agency', codeIn(read(await operator('/member focal UNODC role:coordinator'))))).toContain('You are Coordinator, UNODC side now.');
  const replacing = read(await operator('/member focal "UNODC side" role:coordinator'));
  expect(replacing).toContain('Until then the present holder keeps the seat');
  expect(await hears('agency', '/group audit')).toContain('All changes');
  expect(await takes('agency-2', codeIn(replacing))).toContain('You are Coordinator, UNODC side now.');
  expect(await hears('agency', '/group audit')).toContain('You do not hold a seat in');
});

test('scenario 5: the focal point leaves and is erased, the alternate takes over with what is open, old buttons are dead', async () => {
  await takes('alternate-of-unodc', await offered('unodc', '/member focal UNODC alternate'));
  const old = await bed.as('unodc').hears('/update 4 at-risk Draft with WHO');
  expect(await hears('alternate-of-unodc', '/member handover UNODC to:alternate')).toContain('UNODC has a focal point. You can take over when that seat is free');
  later({ minutes: 1 });
  await hears('unodc', '/my data erase sure:yes');
  expect(read(say(await bed.as('unodc').presses(old, 'Undo')))).toContain('You do not hold a seat in');
  expect(await hears('coordinator agency-side', '/my tasks')).toContain('has no focal point; its alternate can take over');
  await posted();
  const tasks = await bed.as('alternate-of-unodc').hears('/my tasks');
  const taken = read(say(await bed.as('alternate-of-unodc').presses(tasks, 'Take over for UNODC')));
  expect(taken).toMatch(/^You are Focal point, UNODC now\.\nThese 13 are open and come with the seat:\nC1 /);
  expect(taken).toContain('and 1 more');
  expect(await posted()).toEqual(['Seat taken: Focal point, UNODC.']);
  expect(await hears('observer', '/commitment history 4')).toContain('UNODC reported C4 At risk: Draft with WHO\n  Former focal point');
  expect(await hears('alternate-of-unodc', '/my data')).toContain('Seats: Focal point, UNODC, since');
});

test('a focal point hands over to the alternate, to one of several, or to a new person by a code', async () => {
  await takes('alt-1', await offered('inpud', '/member focal INPUD alternate'));
  await takes('alt-2', await offered('inpud', '/member focal INPUD alternate'));
  const which = await bed.as('inpud').hears('/member handover INPUD to:alternate');
  expect(read(which)).toContain('INPUD has 2 alternates. Which one?');
  expect(read(say(await bed.as('inpud').presses(which, 2)))).toContain('The alternate is Focal point, INPUD now, and your seat has ended.');
  expect(await hears('alt-2', '/my data')).toContain('Focal point, INPUD');
  expect(await hears('alt-1', '/my data')).toContain('Alternate, INPUD');
  const answer = await hears('alt-2', '/member handover INPUD to:code');
  expect(answer).toContain('Until then the present holder keeps the seat');
  expect(await hears('alt-2', '/update 6 on-track')).toContain('INPUD reports C6 On track');
  expect(await takes('new-person', codeIn(answer))).toContain('You are Focal point, INPUD now.');
  expect(await hears('alt-2', '/update 6 done')).toContain('You do not hold a seat in');
  // A coordinator's seat is passed on in the same way.
  expect(await takes('new-coordinator', await offered('coordinator agency-side', '/member handover "UNODC side" to:code'))).toContain('You are Coordinator, UNODC side now.');
  expect(await hears('coordinator agency-side', '/group audit')).toContain('You do not hold a seat in');
});

test('an ended organisation: its successor is asked to lead, supports at once, and history keeps the old name', async () => {
  for (const line of ['/commitment assign 5 EHRN', '/update 5 on-track Wording found', '/commitment assign 9 EHRN', '/update 9 done', '/commitment evidence 5 https://example.org/x']) await hears('ehrn', line);
  await hears('unodc', '/commitment assign 4 EHRN counterpart');
  await posted();
  const asked = await bed.as('coordinator civil-society-side').hears('/member handover EHRN to:ENPUD');
  expect(read(asked)).toMatch(/^EHRN has ended, and ENPUD takes over\?\n2 open commitments move\. The seat of EHRN ends\.\nC4 .*\n {2}ENPUD becomes counterpart\nC5 .*\n {2}ENPUD is asked to lead\n\[Yes, hand over\] \[No\]$/);
  expect(await posted()).toEqual([]);
  expect(await hears('ehrn', '/my tasks')).toContain('Nothing is due from you');
  const done = read(say(await bed.as('coordinator civil-society-side').presses(asked, 'Yes, hand over')));
  expect(done).toContain('Done. EHRN has ended; ENPUD is its successor and got 2 open commitments.');
  expect(await posted()).toEqual(['EHRN has ended. Its successor here is ENPUD, with 2 open commitments.']);
  const five = await hears('enpud', '/commitment show 5');
  expect(five).toContain('Owner open, ENPUD asked');
  expect(five).toContain('EHRN: On track, today: Wording found');
  expect(await hears('enpud', '/my tasks')).toContain('ENPUD is asked to take the lead');
  expect(await hears('observer', '/commitment show 9')).toContain('Lead: EHRN');
  expect(await hears('observer', '/commitment show 4')).toContain('Counterpart: ENPUD');
  expect(await hears('observer', '/commitment history 5')).toContain('EHRN reported C5 On track: Wording found');
  expect(await hears('observer', '/member show EHRN')).toContain('This organisation ended (Fri 22 February 2013). Its successor: ENPUD.');
  expect(await hears('observer', '/member list EHRN')).toContain('ended, its successor: ENPUD');
  expect(await hears('ehrn', '/update 5 done')).toContain('You do not hold a seat in');
  expect(await hears('coordinator civil-society-side', '/member focal EHRN')).toContain('EHRN has ended, so it has no seats.');
});

test('a code works in its own group only, where the room decides; in private it finds its group', async () => {
  const code = await offered('inpud', '/member focal INPUD alternate');
  await bed.store.tx(async (tx) => {
    await tx.insertInto('group').values({ id: 'second', name: 'Second group', zone: 'UTC', language: 'en', settings: '{"rhythm":90}', revision: newId(bed.now) }).execute();
    await tieRoom(tx, 'second', { address: 'terminal:second', name: '#second', purpose: 'main' }, newId(bed.now));
  });
  expect(await takes('newcomer', code, 'terminal:second')).toBe(wrong);
  expect(await takes('newcomer', code, 'terminal:private')).toContain('You are Alternate, INPUD now.');
  expect((await bed.posted()).map(({ address }) => address)).toEqual([mainRoom]);
});

test('a long list of organisations is paged', async () => {
  await bed.store.tx(async (tx) => {
    const row = await tx.selectFrom('organisation').selectAll().where('id', '=', 'inpud').executeTakeFirstOrThrow();
    for (let i = 0; i < 60; i++) {
      const { group_id: _group, ...rest } = { ...row, id: `extra-${i}`, acronym: `X${i}`, name: `Extra organisation with a rather long name, number ${i}` };
      await tx.insertInto('organisation').values({ ...rest, group_id: group }).execute();
      const seq = 10_000 + i;
      await tx.insertInto('history').values({ group_id: group, seq, at: '2013-02-22T08:00:00.000Z', act: 'test', call: `c${i}`, about: `organisation/extra-${i}`, kind: 'organisation', id: `extra-${i}`, seat: null, behalf: null, door: 'test', undoes: null, before: null, after: JSON.stringify({ ...rest, aliases: [] }) }).execute();
    }
    await tx.updateTable('group').set({ revision: newId(bed.now) }).where('id', '=', group).execute();
  });
  const first = await bed.as('observer').hears('/member list');
  expect(read(first)).toMatch(/^81 organisations \(page 1 of 2\)/);
  const second = say(await bed.as('observer').presses(first, 'More'));
  expect(read(second)).toContain('(page 2 of 2)');
  expect(buttonsOf(second).map(({ label }) => label)).toEqual(['Back']);
});

test('one person does not speak for both sides', async () => {
  const ours = await offered('coordinator civil-society-side', '/member focal HRI role:alternate');
  const theirs = await offered('coordinator agency-side', '/member focal UNODC role:alternate');
  expect(await takes('newcomer', ours)).toContain('You are Alternate, HRI now.');
  expect(await takes('newcomer', theirs)).toContain('One person cannot speak for both sides of a group');
  expect(await takes('another', theirs)).toContain('You are Alternate, UNODC now.');
});

test('a handover that was offered can be withdrawn by its button', async () => {
  const made = await bed.as('inpud').hears('/member handover INPUD to:code');
  const code = codeIn(read(made));
  expect(read(say(await bed.as('inpud').presses(made, 'Withdraw it')))).not.toContain('You have this seat already');
  expect(await takes('newcomer', code)).toContain(wrong);
});

test('a person is offered a seat by picking them; on the terminal only oneself can be picked', async () => {
  const statement = await bed.as('coordinator civil-society-side').hears('/member focal HRI alternate member:me');
  expect(read(statement)).toContain('You are offered a seat: Alternate, HRI');
  expect(read(say(await bed.as('coordinator civil-society-side').presses(statement, 'Accept')))).toContain('You are Alternate, HRI now.');
  expect(await hears('coordinator civil-society-side', '/member focal HRI alternate member:somebody')).toContain('I do not know that person.');
  // Whoever may not offer the seat may not offer it to themselves.
  expect(await hears('hri', '/member focal INPUD alternate member:me')).toContain('You cannot offer this seat (Alternate).');
  expect(await hears('stranger', '/member focal INPUD focal member:me')).toContain('You do not hold a seat in');
});

test('whoever manages the server can seat somebody in place of a holder who has vanished, who is told so', async () => {
  const statement = await operator('/member focal "UNODC side" coordinator member:me');
  expect(read(statement)).toContain('Until then the present holder keeps the seat');
  const accept = buttonsOf(statement).find(({ label }) => label === 'Accept');
  if (!accept || !('run' in accept)) throw new Error('no button');
  await bed.bot.invoke({ id: 'press', command: accept.run, given: accept.given, via: 'button', user: { platform, id: 'operator' }, room: mainRoom });
  expect(await hears('operator', '/group audit')).toContain('All changes');
  expect(await hears('coordinator agency-side', '/group audit')).toContain('You do not hold a seat in');
});

test('who loses the seat loses access at once: buttons of old answers and of private messages, forms begun, suggestions', async () => {
  const answer = await bed.as('unodc').hears('/update 4 at-risk Draft with WHO');
  const form = await bed.as('unodc').says('/update 6');
  await hears('coordinator civil-society-side', '/commitment assign 4 INPUD counterpart');
  await posted();
  const passed = await bed.as('inpud').hears('/reminder pass 4');
  expect(read(passed)).toContain('Done.');
  const notice = (await bed.posted()).find(({ address }) => address.includes('@'))!.message;
  expect(buttonsOf(notice).length).toBeGreaterThan(0);
  await takes('next', await offered('unodc', '/member handover UNODC to:code'));
  await takes('next-chair', await offered('coordinator agency-side', '/member handover "UNODC side" to:code'));
  const gone = 'You do not hold a seat in';
  const before = await bed.store.read((tx) => stateOf(tx, group));
  for (const { label } of buttonsOf(answer)) expect(read(say(await bed.as('unodc').presses(answer, label)))).toContain(gone);
  for (const { label } of buttonsOf(notice)) expect(read(say(await bed.as('coordinator agency-side').presses(notice, label)))).toContain(gone);
  if (!('ask' in form)) throw new Error('no form');
  expect(read(say(await bed.as('unodc').invokes('commitment.update', { ...form.ask.given, status: 'done' }, { via: 'form', draft: form.ask.draft })))).toContain(gone);
  expect(await bed.bot.suggest('commitment.update', 'commitment', '', { user: { platform, id: 'unodc' }, room: mainRoom })).toEqual([]);
  expect(await bed.store.read((tx) => stateOf(tx, group))).toEqual(before);
});

test('a person with two seats is asked each time for which organisation, and each report stands alone', async () => {
  for (const organisation of ['INPUD', 'ANPUD']) await takes('both', await offered('coordinator civil-society-side', `/member focal ${organisation} alternate`));
  for (const [as, status] of [['INPUD', 'on-track'], ['ANPUD', 'at-risk'], ['INPUD', 'blocked']] as const) {
    const asked = await bed.as('both').says(`/update 6 ${status}`);
    if (!('ask' in asked)) throw new Error('not asked');
    expect(asked.ask.fields).toMatchObject([{ name: 'as', choices: ['INPUD', 'ANPUD'] }]);
    expect(read(say(await bed.as('both').invokes('commitment.update', { as }, { via: 'form', draft: asked.ask.draft })))).toContain(`${as} reports C6`);
  }
  const shown = await hears('observer', '/commitment show 6');
  expect(shown).toContain('INPUD: Blocked');
  expect(shown).toContain('ANPUD: At risk');
});
