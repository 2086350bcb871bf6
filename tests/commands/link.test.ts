import { describe, expect, test } from 'vitest';
import type { Message } from '#core/message.ts';
import { accountHash, platformsOf, whoIs } from '#db/people.ts';
import { historyOf } from '#db/history.ts';
import { tableNames } from '#db/open.ts';
import { sweep } from '#db/sweep.ts';
import { seatsOn, secret, talker } from '#tests/support/chat.ts';
import { bed, conversations, group, hears, later, say } from '#tests/support/conversation.ts';
import { read } from '#tests/support/world.ts';

conversations();

/** Somebody on the other platform, in private. */
const there = (who: string, platform = 'chat') => talker(bed, who, undefined, { platform });
const said = async (who: string, line: string, platform = 'chat') => read(say(await there(who, platform).says(line)));
const personOf = (who: string, platform = 'chat') => bed.store.read(async (tx) => (await whoIs(tx, accountHash(secret, platform, who)))?.person);

/** What waits in private for an account, the newest last; each is taken once. */
async function toldTo(who: string, platform = 'chat'): Promise<Message[]> {
  return bed.store.tx(async (tx) => {
    const rows = (await tx.selectFrom('outbox').selectAll().where('address', 'like', `${platform}:~%`).orderBy('id').execute()).filter(({ address }) => secret.open(address.split(':~')[1]!) === who);
    for (const { id } of rows) await tx.deleteFrom('outbox').where('id', '=', id).execute();
    return rows.map(({ message }) => JSON.parse(message) as Message);
  });
}

/** The code that somebody of the terminal, or of another platform, is given. */
async function codeOf(who: string, platform = 'terminal'): Promise<string> {
  later({ seconds: 1 });
  return /\/my link code:(\w{6})\n/.exec(await said(who, '/my link', platform))![1]!;
}

/** Joins two accounts, the first of which makes the code. What the first hears at the end. */
async function join(one: string, other: string, [from, to] = ['terminal', 'chat'] as const): Promise<string> {
  const question = say(await there(other, to).says(`/my link ${await codeOf(one, from)}`));
  await there(other, to).presses(question, 'Yes, both are mine');
  const [asked] = await toldTo(one, from);
  return read(say(await there(one, from).presses(asked!, 'Yes, that is me')));
}

test('two accounts are one person after a yes on both, each of whom sees who the other is', async () => {
  expect(await hears('inpud', '/my link')).toMatch(/^Join your two accounts\nWhere your other account is, type this line to me within 15 minutes:\n\/my link code:\w{6}\nOnce you have said yes on both,/);
  const code = await codeOf('inpud');
  const question = say(await there('U1').says(`/my link ${code.toUpperCase()}`));
  expect(read(question)).toContain('Are both accounts yours?\nThe code was made by: Focal point, INPUD (UNODC and civil society group on drug use and HIV), on the terminal.');
  expect([await toldTo('inpud', 'terminal'), await personOf('U1')]).toEqual([[], undefined]);
  expect(read(say(await there('U1').presses(question, 'Yes, both are mine')))).toContain('Now say yes there, too: I have written to you on the terminal.');
  const [asked, ...others] = await toldTo('inpud', 'terminal');
  expect(others).toEqual([]);
  expect(read(asked!)).toContain('Is this your other account?\nYour code was used by: somebody without a seat, on chat.\nIf you say yes, that account is you');
  expect(await seatsOn(bed, 'U1')).toEqual([]);
  const done = say(await there('inpud', 'terminal').presses(asked!, 'Yes, that is me'));
  expect(read(done)).toContain('Done. You are one person here on the terminal, chat. I write to you on the terminal first');
  expect((await toldTo('U1')).map((message) => read(message))).toEqual(['Done. You are one person here on the terminal, chat. I write to you on the terminal first, and on the other one when that does not work.']);
  expect(await seatsOn(bed, 'U1')).toEqual(['focal inpud']);
  expect((await personOf('U1'))!.id).toBe((await personOf('inpud', 'terminal'))!.id);
  await there('U1').says('/commitment evidence 4 https://example.org/paper');
  expect(await hears('inpud', '/my undo')).toContain('Taken back: INPUD added evidence to C4');
});

test('a second press, of either, is harmless', async () => {
  const question = say(await there('U1').says(`/my link ${await codeOf('inpud')}`));
  for (const _ of [1, 2]) expect(read(say(await there('U1').presses(question, 'Yes, both are mine')))).toContain('Nothing is joined before that');
  const asked = await toldTo('inpud', 'terminal');
  expect(asked).toHaveLength(1);
  const both = await Promise.all([1, 2].map(() => there('inpud', 'terminal').presses(asked[0]!, 'Yes, that is me')));
  const firsts = both.map((outcome) => read(say(outcome)).split('\n')[0]!);
  expect(firsts.filter((line) => line.startsWith('Done. You are one person here'))).toHaveLength(1);
  expect(firsts.filter((line) => /^(Your accounts|This question is over)/.test(line))).toHaveLength(1);
  expect(read(say(await there('U1').presses(question, 'Yes, both are mine')))).toContain('Your accounts\nYou are one person here on the terminal, chat.');
  expect(await toldTo('U1')).toHaveLength(1);
});

test('a no of either ends it, and the other hears of it; the code is worth nothing then', async () => {
  for (const whose of ['U1', 'inpud']) {
    const code = await codeOf('inpud');
    const question = say(await there('U1').says(`/my link ${code}`));
    if (whose === 'U1') expect(read(say(await there('U1').presses(question, 'No')))).toContain('Nothing was joined');
    else {
      await there('U1').presses(question, 'Yes, both are mine');
      const [asked] = await toldTo('inpud', 'terminal');
      expect(read(say(await there('inpud', 'terminal').presses(asked!, 'No')))).toContain('Nothing was joined');
      expect(read(say(await there('inpud', 'terminal').presses(asked!, 'Yes, that is me')))).toContain('This question is over');
    }
    const other = whose === 'U1' ? await toldTo('inpud', 'terminal') : await toldTo('U1');
    expect(other.map((message) => read(message))).toEqual([expect.stringContaining('the answer on the other one was no')]);
    expect(read(say(await there('U1').presses(question, 'Yes, both are mine')))).toContain('This question is over');
    expect(await said('U1', `/my link ${code}`)).toContain('This code does not work');
  }
  expect(await seatsOn(bed, 'U1')).toEqual([]);
});

test('the one who made the code finds the question under /my link, where no message reaches them; so does the other', async () => {
  const question = say(await there('U1').says(`/my link ${await codeOf('inpud')}`));
  expect(await said('U1', '/my link')).toBe(read(question));
  await there('U1').presses(question, 'Yes, both are mine');
  expect(await said('U1', '/my link')).toContain('Nothing is joined before that');
  const asked = say(await there('inpud', 'terminal').says('/my link'));
  expect(read(say(await there('inpud', 'terminal').presses(asked, 'Yes, that is me')))).toContain('You are one person here');
});

describe('a code', () => {
  test('works once, for a quarter of an hour, and for whoever was first', async () => {
    const code = await codeOf('inpud');
    later({ minutes: 15 });
    expect(await said('U1', `/my link ${code}`)).toContain('This code does not work: it is wrong, used or expired.');
    const [first, second] = [await codeOf('inpud'), await codeOf('inpud')];
    expect(await said('U1', `/my link ${first}`)).toContain('This code does not work');
    expect(await said('U1', `/my link ${second}`)).toContain('Are both accounts yours?');
    expect(await said('U2', `/my link ${second}`)).toBe(await said('U2', '/my link zzzzzz'));
  });

  test('has two quarters of an hour, one to be used in and one for the other yes', async () => {
    const code = await codeOf('inpud');
    later({ minutes: 14 });
    const question = say(await there('U1').says(`/my link ${code}`));
    await there('U1').presses(question, 'Yes, both are mine');
    later({ minutes: 14 });
    const [asked] = await toldTo('inpud', 'terminal');
    later({ minutes: 1 });
    expect(read(say(await there('inpud', 'terminal').presses(asked!, 'Yes, that is me')))).toContain('This question is over');
    expect(await seatsOn(bed, 'U1')).toEqual([]);
  });

  test('cannot be guessed: after five wrong ones the right one, too, has to wait an hour', async () => {
    const code = await codeOf('inpud');
    for (let i = 0; i < 5; i++) expect(await said('U1', `/my link zzzzz${i}`)).toContain('This code does not work');
    expect(await said('U1', `/my link ${code}`)).toContain('Too many codes were wrong.');
    expect(await said('U2', `/my link ${code}`)).toContain('Are both accounts yours?');
    later({ minutes: 61 });
    expect(await said('U1', `/my link ${await codeOf('inpud')}`)).toContain('Are both accounts yours?');
  });

  test('is only kept as a keyed hash, and after its time nothing of it is kept', async () => {
    const code = await codeOf('inpud');
    await said('U0CHATID', `/my link ${code}`);
    await said('U0CHATID', '/my link zzzzzz');
    const dump = () => bed.store.read(async (tx) => JSON.stringify(await Promise.all((await tableNames(tx)).map((table) => tx.selectFrom(table as 'store').selectAll().execute()))));
    const text = await dump();
    for (const hidden of [code, 'U0CHATID']) expect(text).not.toContain(hidden);
    expect(text).toContain(accountHash(secret, 'chat', 'U0CHATID'));
    later({ minutes: 61 });
    await bed.store.tx((tx) => sweep(tx, bed.now));
    expect(await dump()).not.toContain(accountHash(secret, 'chat', 'U0CHATID'));
  });
});

describe('not joined are', () => {
  test('an account with itself, or two of one platform', async () => {
    expect(await said('inpud', `/my link ${await codeOf('inpud')}`, 'terminal')).toContain('This account made the code. Type it where your other account is.');
    expect(await said('hri', `/my link ${await codeOf('inpud')}`, 'terminal')).toContain('these would be two on the terminal. Nothing was joined.');
    await join('inpud', 'U1');
    expect(await said('U2', `/my link ${/\/my link code:(\w{6})\n/.exec(await said('inpud', '/my link code:new', 'terminal'))![1]}`)).toContain('these would be two on chat');
  });

  test('those who sit on both sides of a group', async () => {
    await join('unodc', 'U1');
    await said('U1', '/my link separate:terminal sure:yes');
    expect([await seatsOn(bed, 'U1'), await seatsOn(bed, 'unodc', 'terminal')]).toEqual([['focal unodc'], []]);
    expect(await said('inpud', `/my link ${await codeOf('U1', 'chat')}`, 'terminal')).toContain('These two accounts hold seats on both sides of UNODC and civil society group on drug use and HIV. One person cannot speak for both sides');
  });

  test('those who have been erased meanwhile', async () => {
    const question = say(await there('U1').says(`/my link ${await codeOf('inpud')}`));
    await there('U1').presses(question, 'Yes, both are mine');
    const [asked] = await toldTo('inpud', 'terminal');
    expect(await said('U1', '/my data')).toContain('A code that you made or used, as a fingerprint');
    await said('U1', '/my data erase sure:yes');
    expect(await said('U1', '/my data')).toContain('Nothing is stored about you.');
    expect(read(say(await there('inpud', 'terminal').presses(asked!, 'Yes, that is me')))).toContain('This question is over');
  });
});

describe('joined accounts', () => {
  test('are shown by their platforms, and erased together', async () => {
    await join('inpud', 'U1');
    expect(await hears('inpud', '/my link')).toBe('Your accounts\nYou are one person here on the terminal, chat. I write to you on the terminal first, and on the other one when that does not work.\n[Write to me on chat] [Separate the terminal] [Separate chat] [Join one more]');
    expect(await said('U1', '/my data')).toContain('Account: the terminal, chat. The id of each is kept encrypted');
    expect(await said('U1', '/my data erase')).toContain('You are one person here on the terminal, chat. All of these accounts are erased together. To keep one of them, separate it first: /my link');
    await bed.posted();
    expect(await said('U1', '/my data erase sure:yes')).toContain('Nothing about you is stored here any more: your accounts on the terminal, chat are erased.');
    expect((await toldTo('inpud', 'terminal')).map((message) => read(message))).toEqual([expect.stringMatching(/^You have erased what is stored about you, from your account on chat\. This account was joined with it/)]);
    expect([await personOf('inpud', 'terminal'), await personOf('U1')]).toEqual([undefined, undefined]);
    // Who has one account alone hears of one.
    expect(await hears('hri', '/my data erase')).not.toContain('erased together');
    expect(await hears('hri', '/my data erase sure:yes')).toContain('Done. Nothing about you is stored here any more. Thank you for your work.');
  });

  test('keep what was set: that of the one who made the code, and what they had not set from the other', async () => {
    await said('U1', '/my zone Bangkok');
    await said('U1', '/my language en');
    await hears('inpud', '/my hours 10:00-16:00');
    await join('inpud', 'U1');
    expect(await personOf('U1')).toMatchObject({ zone: 'Asia/Bangkok', language: 'en', wishes: { from: '10:00', to: '16:00' } });
    expect(await bed.store.read(async (tx) => (await historyOf(tx, group, { about: 'seat/none' })).length)).toBe(0);
  });

  test('a form begun on one can be gone on with on the other', async () => {
    await join('unodc', 'U1');
    await bed.as('unodc').says('/update 4 note:"Draft sent"');
    const tasks = say(await there('U1').says('/my tasks'));
    const form = await there('U1').presses(tasks, 'Go on with the form');
    expect(form).toMatchObject({ ask: { command: 'commitment.update', given: { note: 'Draft sent' } } });
    await there('U1').invokes('commitment.update', { status: 'on-track' }, { via: 'form', draft: (form as { ask: { draft: string } }).ask.draft });
    expect(await hears('unodc', '/my tasks')).not.toContain('A form you began');
    expect(await hears('unodc', '/commitment show 4')).toContain('Draft sent');
  });

  test('are separated by a second press: the account given up has no seat, what waits for it goes to the other', async () => {
    await join('inpud', 'U1');
    await said('U1', '/my reminders where:chat');
    const ask = say(await bed.as('inpud').says('/my link separate:chat'));
    expect(read(ask)).toContain('That account then has no seat and sees nothing of the group. Your seats, tasks and settings stay with you on the terminal.');
    expect(await seatsOn(bed, 'U1')).toEqual(['focal inpud']);
    expect(read(say(await bed.as('inpud').presses(ask, 'Yes, separate it')))).toBe('Done. Your account on chat is separated. Your seats are yours on the terminal.');
    expect([await seatsOn(bed, 'U1'), await seatsOn(bed, 'inpud', 'terminal')]).toEqual([[], ['focal inpud']]);
    expect((await toldTo('U1')).map((message) => read(message)).at(-1)).toContain('This account was separated from the other one of the same person.');
    expect(read(say(await bed.as('inpud').presses(ask, 'Yes, separate it')))).toContain('This account is not joined with another one.');
    expect((await personOf('inpud', 'terminal'))!.wishes.where).toBe(null);
    expect(await said('U1', '/my tasks')).toContain('no seat');
    expect(await join('inpud', 'U1')).toContain('You are one person here on the terminal, chat.');
  });

  test('the platform to be written to on is chosen by its name, among those on which they have an account', async () => {
    expect(await hears('inpud', '/my reminders')).not.toContain('Written to on');
    await join('inpud', 'U1');
    expect(await hears('inpud', '/my reminders')).toContain('Written to on: the terminal first, then chat\n');
    expect(await hears('inpud', '/my reminders where:pigeon')).toContain('You have no account here on "pigeon". You have one on: the terminal, chat.\n[the terminal] [chat]');
    expect(await hears('inpud', '/my reminders where:chat')).toContain('Done. I write to you on chat first');
    expect(await hears('inpud', '/my reminders')).toContain('Written to on: chat first, then the terminal\n');
    const id = (await personOf('inpud', 'terminal'))!.id;
    expect(await bed.store.read((tx) => platformsOf(tx, id, 'chat'))).toEqual(['chat', 'terminal']);
  });

  test('the audit says what happened to the seats, without a platform or a name', async () => {
    await there('U1').says('/my zone Bangkok');
    const code = await codeOf('U1', 'chat');
    const question = say(await there('inpud', 'terminal').says(`/my link ${code}`));
    await there('inpud', 'terminal').presses(question, 'Yes, both are mine');
    const [asked] = await toldTo('U1');
    await there('U1').presses(asked!, 'Yes, that is me');
    expect(await seatsOn(bed, 'inpud', 'terminal')).toEqual(['focal inpud']);
    expect(await hears('coordinator civil-society-side', '/group audit')).toContain('Focal point, INPUD: the accounts of its holder were joined');
    expect(await hears('inpud', '/my undo')).toContain('cannot be taken back');
  });
});

