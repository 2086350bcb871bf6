import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { Bot } from '#bot/bot.ts';
import { discordBed, type DiscordBed } from '#tests/support/discord/bed.ts';
import { endsWell } from '#tests/support/discord/sound.ts';
import type { Channel, Posted } from '#tests/support/discord/types.ts';
import { isSoak } from '#tests/support/runs.ts';

let bed: DiscordBed;

afterEach(() => endsWell(bed));

const voice = async (who: string) => (await bed.person(who)).in(bed.main);
const texts = (room: Channel = bed.main) => room.messages().map(({ text }) => text);
const reports = () => bed.store.read((tx) => tx.selectFrom('report').selectAll().execute());
const update = '/update commitment:4 status:on-track';
// Each takes seconds, and what hangs ten: some are for the soak alone.
const faults = [...(isSoak ? (['hang', 'reset', 'limit'] as const) : []), 'error', 'lost'] as const;
/** What somebody got in private, as text. */
const got = (messages: Posted[]) => messages.map(({ text }) => text);

describe('what comes late', () => {
  test('a command that reaches the bot when nobody waits for it any more is done once', async () => {
    bed = await discordBed();
    const unodc = await voice('UNODC');
    await bed.door.stop();
    const late = await unodc.types(update);
    expect(late.kind).toBe('none');
    await bed.restarts();
    await late.again();
    await bed.delivered();
    expect(await reports()).toHaveLength(1);
    expect(texts()).toHaveLength(1);
    expect(bed.log.join()).toContain('"event":"unanswered","code":10062');
  });
  test('a form that is sent off twice counts once; a second form of the same draft is refused with its words', async () => {
    bed = await discordBed();
    const form = await (await voice('UNODC')).types('/update commitment:4');
    const first = await form.fills({ status: 'On track', note: 'First words' });
    expect((await first.again()).kind).toBe('none');
    const second = await form.fills({ status: 'Done', note: 'Second words' });
    expect(second.text).toContain('Second words');
    expect((await reports()).map(({ note }) => note)).toEqual(['First words']);
  });
  test('a button of what has changed since does no harm', async () => {
    bed = await discordBed();
    const [unodc, coordinator] = [await voice('UNODC'), await voice('coordinator civil-society-side')];
    const proposed = await unodc.types('/commitment add title:Train the police lead:UNODC');
    const agreed = await coordinator.types('/commitment agree commitment:16');
    expect(agreed.text).toContain('Agreed by both sides: C16');
    // It is agreed now: only its proposal could be taken back.
    const refused = await unodc.presses(proposed, 'Undo');
    expect(refused.text).toContain('C16');
    expect((await coordinator.types('/commitment agree commitment:16')).text).toContain('Nothing waits for a yes on C16');
    expect((await unodc.presses(proposed, 'Show it')).text).toContain('Train the police');
    await agreed.presses('Undo');
    await unodc.presses(proposed, 'Undo');
    expect((await unodc.presses(proposed, 'Show it')).text).toContain('C16');
    expect((await unodc.types('/commitment update commitment:16 status:on-track')).text).not.toContain('C16 is now');
  });
  test('an update taken back cannot be taken back again, nor after its ten minutes', async () => {
    bed = await discordBed();
    const unodc = await voice('UNODC');
    const done = await unodc.types(update);
    const first = await done.presses('Undo');
    const second = await done.presses('Undo');
    expect(second.text).not.toBe(first.text);
    const more = await unodc.types(update);
    bed.now = bed.now.add({ minutes: 11 });
    expect((await more.presses('Undo')).text).toContain('ten minutes');
    expect(await reports()).toHaveLength(1);
  });
});

describe('faults of the network', () => {
  test.each(faults)('a card whose first try meets with %s arrives in the room, once', { timeout: 40_000 }, async (how) => {
    bed = await discordBed();
    const unodc = await voice('UNODC');
    bed.discord.fail(/POST .*messages/, how, 1);
    await unodc.types(update);
    await bed.delivered();
    expect(texts()).toEqual([expect.stringContaining('UNODC reports On track')]);
    expect(bed.failures).toHaveLength(1);
  });
  test.each(faults)('an answer that had to wait arrives in its place although its change meets with %s', { timeout: 20_000 }, async (how) => {
    bed = await discordBed({ around: (bot: Bot): Bot => ({ ...bot, invoke: async (invocation) => (await sleep(1600), bot.invoke(invocation)) }) });
    const unodc = await voice('UNODC');
    bed.discord.fail(/PATCH .*@original/, how, 2);
    const answer = await unodc.types(update);
    expect(answer.deferred).toBe(true);
    await expect.poll(() => answer.now()!.text, { timeout: 15_000 }).toContain('C4 is now On track');
    expect(await reports()).toHaveLength(1);
  });
  test.each(faults)('all that was typed comes back although a follow-up meets with %s', { timeout: 20_000 }, async (how) => {
    bed = await discordBed();
    const form = await (await voice('UNODC')).types('/commitment add');
    bed.now = bed.now.add({ hours: 25 });
    const words = Array.from({ length: 380 }, (_, i) => `word${i}`);
    bed.discord.fail(/POST \/webhooks/, how, 1);
    const answer = await form.fills({ title: 'A manual', text: words.join(' ') });
    const all = () => [answer.text, ...answer.more().map(({ text }) => text)].join(' ').replace(/\s+/g, ' ').split(/[\s`]/);
    await expect.poll(() => words.every((word) => all().includes(word)), { timeout: 15_000 }).toBe(true);
  });
  test('a storm of 429 on answers, follow-ups and rooms is waited out', { timeout: 30_000 }, async () => {
    bed = await discordBed();
    const unodc = await voice('UNODC');
    bed.discord.fail(/callback/, 'limit', 2);
    bed.discord.fail(/POST .*messages/, 'limit', 3);
    const answer = await unodc.types(update);
    expect(answer.text).toContain('C4 is now On track');
    await bed.delivered();
    expect(texts()).toHaveLength(1);
    expect(await reports()).toHaveLength(1);
  });
  test.each(['resume', 'reset', 'cut'] as const)('a command under way when the gateway goes (%s) is answered', async (how) => {
    let drop = () => {};
    bed = await discordBed({ around: (bot: Bot): Bot => ({ ...bot, invoke: async (invocation) => (drop(), await sleep(100), bot.invoke(invocation)) }) });
    drop = () => bed.discord.drop(how);
    const answer = await (await voice('UNODC')).types(update);
    drop = () => {};
    expect(answer.text).toContain('C4 is now On track');
    await bed.discord.ready();
    expect((await (await voice('UNODC')).types('/commitment show commitment:4')).text).toContain('C4');
    expect(await reports()).toHaveLength(1);
  });
});

describe('two at once', () => {
  test('who accept the same offer: one gets the seat', async () => {
    bed = await discordBed();
    const chair = await voice('coordinator civil-society-side');
    const offer = await chair.types('/member focal organisation:INPUD role:Focal point');
    const code = /code:(\w{8})/.exec(offer.text)![1]!;
    const people = [bed.stranger('One'), bed.stranger('Two')];
    const statements = await Promise.all(people.map((each) => each.in(bed.main).types(`/member focal code:${code}`)));
    const answers = await Promise.all(statements.map((each) => each.presses('Accept')));
    expect(answers.filter(({ text }) => text.includes('You are Focal point, INPUD now.'))).toHaveLength(1);
    expect(answers.filter(({ text }) => text.includes('This seat has been taken'))).toHaveLength(1);
  });
  test('who agree to the same proposal: it is agreed once, and both are told', async () => {
    bed = await discordBed();
    await (await voice('UNODC')).types('/commitment add title:Train the police lead:UNODC');
    const another = bed.stranger('Another');
    await bed.seat(another, 'coordinator civil-society-side');
    const people = [await voice('coordinator civil-society-side'), another.in(bed.main)];
    const shown = await Promise.all(people.map((each) => each.types('/my tasks')));
    const answers = await Promise.all(shown.map((each) => each.presses('Agree to C16')));
    const history = await bed.store.read((tx) => tx.selectFrom('history').select('after').where('kind', '=', 'commitment').where('after', 'like', '%Train the police%').execute());
    expect(history.filter(({ after }) => after!.includes('"state":"agreed"'))).toHaveLength(1);
    for (const { kind, text } of answers) expect([kind, text]).toEqual(['message', expect.stringContaining('C16')]);
  });
});

describe('rooms and servers', () => {
  test('a room that is deleted is untied, its coordinators hear of it, and what waited for it is dead, not lost', async () => {
    bed = await discordBed();
    const [coordinator, news] = [await bed.person('coordinator civil-society-side'), await bed.room('news', 'announcements')];
    bed.discord.fail(new RegExp(`POST /channels/${news.id}/messages`), 'error', 1);
    await (await voice('coordinator civil-society-side')).types('/event add title:A meeting on:6 June 2013 certainty:Confirmed city:Vienna source:A letter');
    news.delete();
    await expect.poll(() => got(coordinator.dms()).join()).toContain('The room #news of');
    await bed.delivered();
    const rooms = await bed.store.read((tx) => tx.selectFrom('room').select('name').execute());
    expect(rooms.map(({ name }) => name)).toEqual(['#main']);
    expect(texts()).toEqual([expect.stringContaining('A meeting')]);
  });
  test('a room that was deleted while nobody was connected is found out by the next card', async () => {
    bed = await discordBed();
    const coordinator = await bed.person('coordinator civil-society-side');
    await bed.door.stop();
    const gone = bed.main;
    gone.delete();
    const other = bed.server.channel('other');
    await bed.restarts();
    expect((await (await bed.person('UNODC')).in('dm').writes('update 4 on-track Draft sent'))!.text).toContain('C4 is now On track');
    await bed.delivered();
    const list = (await coordinator.in('dm').writes('group unreachable'))!;
    expect(list.text).toContain('main');
    const tied = await coordinator.in(other).types('/group room purpose:Main room');
    expect(tied.text).toContain('#other');
  });
  test('permissions that were taken away make a dead letter that a coordinator sees; given back, it is sent again', async () => {
    bed = await discordBed();
    const coordinator = await voice('coordinator civil-society-side');
    bed.main.deny('SEND_MESSAGES');
    await (await voice('UNODC')).types(update);
    await bed.delivered();
    expect(texts()).toEqual([]);
    const list = await coordinator.types('/group unreachable');
    expect(list.text).toContain('#main');
    bed.main.allow('SEND_MESSAGES');
    const retry = list.buttons.find((label) => /again/i.test(label))!;
    await list.presses(retry);
    await bed.delivered();
    expect(texts()).toEqual([expect.stringContaining('UNODC reports On track')]);
    expect((await coordinator.types('/group unreachable')).text).not.toContain('UNODC reports');
  });
  test('closed private messages lead to the next in the chain, who is told for whom it was', async () => {
    bed = await discordBed({ limits: false });
    const [chair, inpud, alternate] = [await bed.person('coordinator civil-society-side'), await bed.person('INPUD'), await bed.person('alternate INPUD')];
    inpud.closes();
    await (await voice('UNODC')).types('/commitment add title:Train the police lead:UNODC counterpart:INPUD');
    await bed.passes('+8w');
    expect(inpud.dms()).toEqual([]);
    expect(got([...alternate.dms(), ...chair.dms()]).join('\n')).toContain('Focal point, INPUD');
    expect((await chair.in(bed.main).types('/group unreachable')).kind).toBe('message');
  });
  test('the bot is removed: what waits is dead, commands work again when it is back', async () => {
    bed = await discordBed();
    const [unodc, coordinator] = [await bed.person('UNODC'), await bed.person('coordinator civil-society-side')];
    bed.discord.remove(bed.server);
    await bed.bot.invoke({ id: 'x1', user: { platform: 'discord', id: unodc.id }, room: 'discord:@', command: 'commitment.update', given: { commitment: '4', status: 'on-track' }, via: 'line' });
    await bed.delivered();
    bed.discord.add(bed.server);
    const list = await coordinator.in(bed.main).types('/group unreachable');
    expect(list.text).toContain('#main');
    await list.presses(list.buttons.find((label) => /again/i.test(label))!);
    await bed.delivered();
    expect(texts()).toHaveLength(1);
  });
  test('a card goes to the room when the command came from a thread of it, also from one that is deleted then', async () => {
    bed = await discordBed();
    const thread = bed.main.thread('overdose');
    const answer = await (await bed.person('UNODC')).in(thread).types(update);
    expect(answer).toMatchObject({ ephemeral: true });
    thread.delete();
    await bed.delivered();
    expect(texts()).toHaveLength(1);
    expect(texts(thread)).toEqual([]);
    expect(await bed.store.read((tx) => tx.selectFrom('room').select('name').execute())).toHaveLength(1);
  });
});

test('the bed seats a coordinator of a side that there is, however it is said, and of no other', async () => {
  bed = await discordBed();
  const help = async (who: string) => (await (await bed.person(who)).in(bed.main).types('/help')).text;
  expect(await help('coordinator civil-society')).toContain('Coordinator, Civil society side');
  expect(await help('coordinator agency-side')).toContain('Coordinator, UNODC side');
  await expect(bed.person('coordinator nowhere')).rejects.toThrow('no side nowhere among');
});
