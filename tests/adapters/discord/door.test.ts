import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { Bot } from '#bot/bot.ts';
import { makeDiscord } from '#adapters/discord/discord.ts';
import { ConnectError } from '#adapters/discord/gateway.ts';
import { replay, stateOf } from '#db/save.ts';
import { discordBed, type DiscordBed } from '#tests/support/discord/bed.ts';

let bed: DiscordBed;

/** After each test the bot must have done nothing that Discord refuses, had no bug, and its history must add up to its state. */
afterEach(async () => {
  await bed.discord.settled();
  expect(bed.bugs).toEqual([]);
  expect(bed.discord.violations).toEqual([]);
  await bed.store.read(async (tx) => expect(await replay(tx, bed.group)).toEqual(await stateOf(tx, bed.group)));
  await bed.close();
});

const texts = () => bed.main.messages().map(({ text }) => text);
const reports = () => bed.store.read((tx) => tx.selectFrom('history').select('after').where('kind', '=', 'report').execute());

describe('a slash command', () => {
  test('is answered to its caller alone, and the room sees a card', async () => {
    bed = await discordBed();
    const unodc = await bed.person('UNODC');
    const answer = await unodc.in(bed.main).types('/update commitment:4 status:On track note:Draft sent @everyone');
    expect(answer).toMatchObject({ kind: 'message', ephemeral: true, deferred: false });
    expect(answer.text).toContain('C4 is now On track: Complete');
    await bed.delivered();
    const [card, ...more] = bed.main.messages();
    expect(card!.text).toContain('UNODC reports On track. Draft sent @everyone');
    expect(card!.pings).toEqual([]);
    expect(more).toEqual([]);
  });
  test('in a thread is one of the room that the thread belongs to', async () => {
    bed = await discordBed();
    const unodc = await bed.person('UNODC');
    const answer = await unodc.in(bed.main.thread('overdose')).types('/commitment show commitment:4');
    expect(answer.text).toContain('Complete the draft overdose document');
  });
  test('of somebody without a seat shows nothing of the group', async () => {
    bed = await discordBed();
    const answer = await bed.stranger('Nobody').in(bed.main).types('/commitment list');
    expect(answer.text).toContain('You do not hold a seat in');
    expect(await bed.stranger('Else').in(bed.main).completes('/commitment show commitment:', 'commitment')).toEqual([]);
  });
  test('carries no id and no name of people who are mentioned', async () => {
    bed = await discordBed();
    const [unodc, inpud] = [await bed.person('UNODC'), await bed.person('INPUD')];
    await unodc.in(bed.main).types(`/update commitment:4 status:on-track note:Asked <@${inpud.id}>, <@&${bed.server.id}> in <#${bed.main.id}>, see https://discord.com/channels/${bed.server.id}/${bed.main.id}/1 and </help:${bed.server.id}> <:party:${bed.server.id}>`);
    await bed.delivered();
    expect(texts()[0]).toContain('Asked Focal point, INPUD, a role in a room, see (a chat message) and /help :party:');
    expect(JSON.stringify(await reports())).not.toMatch(/\d{17}/);
  });
  test('of somebody whose name is an attack is like any other, and the name is nowhere', async () => {
    bed = await discordBed();
    const evil = bed.stranger('@everyone **x** <@1> `/update`');
    await bed.seat(evil, 'UNODC');
    const answer = await evil.in(bed.main).types('/update commitment:4 status:done');
    await bed.delivered();
    expect(answer.text).toContain('C4 is now Done');
    expect(JSON.stringify([bed.log, await reports()])).not.toContain('**x**');
    expect(texts().join()).not.toContain('**x**');
  });
});

describe('what is offered while an option is typed', () => {
  test('is what the caller may see, in time, and nothing where that cannot be told', async () => {
    let fault: 'slow' | 'broken' | undefined;
    const around = (bot: Bot): Bot => ({ ...bot, suggest: (...args) => (fault === 'slow' ? sleep(5000, [{ label: 'late', value: 'late' }], { ref: false }) : fault === 'broken' ? Promise.reject(new Error('oh')) : bot.suggest(...args)) });
    bed = await discordBed({ around });
    const voice = (await bed.person('INPUD')).in(bed.main);
    expect(await voice.completes('/commitment show commitment:overdose', 'commitment')).toContainEqual({ name: 'C4 Complete the draft overdose document of WHO and UNODC', value: 'C4' });
    expect((await voice.completes('/my zone zone:', 'zone')).length).toBe(25);
    expect(await voice.completes('/commitment show commitment:zzzz', 'commitment')).toEqual([]);
    for (fault of ['slow', 'broken'] as const) expect(await voice.completes('/commitment show commitment:', 'commitment')).toEqual([]);
    expect(bed.bugs.splice(0).map(String)).toEqual(['Error: oh']);
  });
});

describe('a button', () => {
  test('works after the program was started anew, for whom it is meant', async () => {
    bed = await discordBed();
    const unodc = (await bed.person('UNODC')).in(bed.main);
    const answer = await unodc.types('/update commitment:4 status:on-track');
    await bed.delivered();
    await bed.restarts();
    expect((await unodc.presses(answer, 'Undo')).text).toContain('C4');
    const [card] = bed.main.messages();
    expect((await (await bed.person('INPUD')).in(bed.main).presses(card!, 'Show it')).text).toContain('C4');
    expect((await bed.stranger('Nobody').in(bed.main).presses(card!, 'Show it')).text).toContain('You do not hold a seat in');
  });
  test('that turns a page changes the message where it stands; any other is a new answer', async () => {
    bed = await discordBed();
    const voice = (await bed.person('coordinator civil-society')).in(bed.main);
    const first = await voice.types('/group audit');
    const second = await first.presses('More');
    expect(second).toMatchObject({ kind: 'update', ephemeral: true });
    expect(second.text).not.toBe(first.text);
    expect(first.now()!.text).toBe(second.text);
    expect((await second.presses('Back')).text).toBe(first.text);
  });
});

describe('somebody with two seats', () => {
  test('chooses for which one', async () => {
    bed = await discordBed();
    const both = await bed.person('INPUD');
    await bed.seat(both, 'HRI');
    const voice = both.in(bed.main);
    const question = await voice.types('/commitment rate commitment:4 completion:limited note:No draft seen');
    expect(question.text).toContain('For which organisation do you do this?');
    expect(question.buttons.toSorted()).toEqual(['HRI', 'INPUD']);
    const answer = await question.presses('HRI');
    expect(answer.text).toContain('HRI');
    const ratings = await bed.store.read((tx) => tx.selectFrom('rating').select(['organisation', 'note']).execute());
    expect(ratings).toEqual([{ organisation: 'hri', note: 'No draft seen' }]);
  });
  test('still gets the form that was wished for', async () => {
    bed = await discordBed();
    const both = await bed.person('INPUD');
    await bed.seat(both, 'HRI');
    const [posted] = [bed.main.says(both, 'https://example.org/draft.pdf is the draft')];
    const question = await both.in(bed.main).uses('Add as evidence', posted!);
    expect(question.buttons.toSorted()).toEqual(['HRI', 'INPUD']);
    const form = await question.presses('HRI');
    expect(form.kind).toBe('modal');
    expect(form.modal!.fields.find(({ name }) => name === 'link')).toMatchObject({ value: 'https://example.org/draft.pdf' });
  });
});

describe('a bad day', () => {
  const unodc = async () => (await bed.person('UNODC')).in(bed.main);
  const update = '/update commitment:4 status:on-track';
  test.each(['error', 'reset', 'lost', 'hang', 'limit'] as const)('an answer that meets with %s is given all the same, once', async (how) => {
    bed = await discordBed();
    const voice = await unodc();
    bed.discord.fail(/callback/, how, 1);
    const answer = await voice.types(update);
    expect(answer.text).toContain('C4 is now On track');
    expect((await reports()).length).toBe(1);
  });
  test('one that comes twice is carried out once, and answered once', async () => {
    bed = await discordBed();
    const answer = await (await unodc()).types(update);
    expect((await answer.again()).kind).toBe('none');
    await bed.restarts();
    expect((await answer.again()).kind).toBe('none');
    expect((await reports()).length).toBe(1);
    await bed.delivered();
    expect(texts().length).toBe(1);
  });
  test('who is answered by no process is told that it was received', async () => {
    // Another process took it and was killed before it answered.
    const taken = (bot: Bot): Bot => ({ ...bot, invoke: async (invocation) => (await bot.invoke(invocation), bot.invoke(invocation)) });
    bed = await discordBed({ around: taken });
    const answer = await (await unodc()).types(update);
    expect(answer.text).toContain('This reached me before');
    expect(answer.buttons).toEqual(['My tasks']);
    expect(answer.ms).toBeGreaterThan(1900);
  });
  test('a slow answer is announced, and then takes the place of that', async () => {
    const slow = (bot: Bot): Bot => ({ ...bot, invoke: async (invocation) => (await sleep(1700), bot.invoke(invocation)) });
    bed = await discordBed({ around: slow });
    const voice = await unodc();
    const answer = await voice.types(update);
    expect(answer).toMatchObject({ deferred: true, ephemeral: true });
    await bed.discord.settled();
    expect(answer.now()!.text).toContain('C4 is now On track');
    // No form can be opened any more by then: a button does.
    const asked = await voice.types('/update commitment:4');
    await bed.discord.settled();
    expect(asked.now()!.text).toContain('This is still needed: Status.');
    expect(asked.now()!.buttons).toEqual(['Open the form']);
  });
  test('the gateway may go and come back', async () => {
    bed = await discordBed();
    const voice = await unodc();
    for (const how of ['resume', 'reset', 'cut'] as const) {
      bed.discord.drop(how);
      await expect.poll(() => bed.door.connected()).toBe(false);
      await bed.discord.ready();
      expect((await voice.types('/commitment show commitment:4')).text).toContain('C4');
      await expect.poll(() => bed.door.connected()).toBe(true);
    }
  });
  test('a bot that is removed and added again goes on; a room that is deleted is untied', async () => {
    bed = await discordBed();
    const voice = await unodc();
    const other = await bed.room('news', 'announcements');
    bed.discord.remove(bed.server);
    bed.discord.add(bed.server);
    expect((await voice.types(update)).text).toContain('C4 is now On track');
    other.delete();
    await expect.poll(async () => (await bed.store.read((tx) => tx.selectFrom('room').select('name').execute())).map(({ name }) => name)).toEqual(['#main']);
  });
  test('a bug costs an apology and nothing else', async () => {
    bed = await discordBed({ around: (bot) => ({ ...bot, invoke: () => Promise.reject(new Error('oh')) }) });
    const answer = await (await unodc()).types(update);
    expect(answer.text).toContain('Something went wrong on our side');
    expect(bed.bugs.splice(0).map(String)).toEqual(['Error: oh']);
  });
});

describe('the private conversation', () => {
  test('takes lines, and answers each once', async () => {
    bed = await discordBed();
    const dm = (await bed.person('UNODC')).in('dm');
    expect((await dm.writes('commitment show 4'))!.text).toContain('Complete the draft overdose document');
    bed.discord.fail(/messages/, 'lost', 1);
    expect((await dm.writes('update 4 on-track Draft sent'))!.text).toContain('C4 is now On track');
    await bed.discord.settled();
    expect((await bed.person('UNODC')).dms().filter(({ by }) => !by.startsWith('Zora')).length).toBe(2);
    const asked = (await dm.writes('update 4'))!;
    const form = await asked.presses('Open the form');
    expect((await form.fills({ status: 'Done' })).text).toContain('C4 is now Done');
  });
  test('ends when somebody leaves the server, at once, with all old buttons', async () => {
    bed = await discordBed();
    const unodc = await bed.person('UNODC');
    const list = (await unodc.in('dm').writes('commitment show 4'))!;
    unodc.leaves(bed.server);
    expect((await unodc.in('dm').presses(list, 'History')).text).toContain("You are not in the group's server or workspace any more");
    // Discord takes no message for them any more.
    expect(await unodc.in('dm').writes('commitment show 4')).toBeUndefined();
    expect(await unodc.in('dm').completes('/commitment show commitment:', 'commitment')).toEqual([]);
    unodc.joins(bed.server);
    bed.discord.fail(/members/, 'error', 1);
    expect((await unodc.in('dm').writes('commitment show 4'))!.text).toContain('I cannot find out just now');
    expect((await unodc.in('dm').writes('commitment show 4'))!.text).toContain('C4');
  });
});

describe('the start', () => {
  test('says what is wrong', async () => {
    bed = await discordBed();
    const start = (token: string, api: string) => makeDiscord({ token, api, speech: bed.bot, log: () => {}, bug: () => {} }).start(bed.bot).then(() => 'started', (error: unknown) => (error instanceof ConnectError ? error.fault : error));
    expect(await start(`${bed.discord.token}x`, bed.discord.url)).toBe('token');
    expect(await start(bed.discord.token, 'http://127.0.0.1:9/api')).toBe('unreachable');
    expect((bed.discord.violations as string[]).splice(0)).toEqual(['GET /gateway/bot: 401 0 401: Unauthorized']);
  });
});
