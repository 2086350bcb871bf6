import { afterEach, describe, expect, test } from 'vitest';
import { newId } from '#core/id.ts';
import { untieRoom } from '#db/groups.ts';
import { bothBed, bothEndWell, join, type BothBed } from '#tests/support/bothbed.ts';
import type { Person as DiscordPerson } from '#tests/support/discord/types.ts';
import type { Person } from '#tests/support/slack/types.ts';

let bed: BothBed;
const again = { patience: { firstMs: 20, growth: 2, mostMs: 50, tries: 8, ageMs: Infinity, downMs: 600_000 } };

afterEach(() => bothEndWell(bed));

const reports = () => bed.store.read(async (tx) => (await tx.selectFrom('report').select('status').execute()).map(({ status }) => status));
const inDm = async (who: DiscordPerson, line: string) => (await who.in('dm').writes(line))!.text;

/** Something that UNODC leads and of which it is reminded within six weeks. */
async function agreed(): Promise<void> {
  await (await bed.onSlack.person('alternate UNODC')).in(bed.onSlack.main).types('/commitment add "Something new" due:"in 6 weeks" lead:UNODC');
  expect((await (await bed.onSlack.person('coordinator civil-society')).in(bed.onSlack.main).types('/commitment agree C16')).text).toContain('Agreed');
}

/** A group whose only room is on Slack, and the focal point of UNODC, who has joined an account on Discord to theirs. */
async function open(): Promise<{ slack: Person; discord: DiscordPerson }> {
  bed = await bothBed({ limits: false, terms: again });
  await bed.store.tx((tx) => untieRoom(tx, bed.bot.addressOf({ platform: 'discord', id: bed.onDiscord.main.id }), newId(bed.now)));
  const people = { slack: await bed.onSlack.person('UNODC'), discord: bed.onDiscord.stranger('Also UNODC') };
  expect(await join(bed, people.slack, people.discord)).toContain('You are one person here on Slack, Discord.');
  return people;
}

describe('in a group that has a room on one platform only, somebody is judged there also where they write from another', () => {
  test('who is in its workspace works on; who was removed from it sees and does nothing any more', async () => {
    const { slack, discord } = await open();
    expect(await inDm(discord, 'my tasks')).toContain('C4');
    expect(await inDm(discord, 'update 4 on-track From elsewhere')).toContain('C4 is now On track');
    const shown = (await discord.in('dm').writes('my tasks'))!;
    slack.leaves();
    for (const line of ['my tasks', 'commitment show 4', 'update 4 done']) expect(await inDm(discord, line)).toContain('You are not in the group\'s server or workspace any more');
    expect((await shown.presses(shown.buttons[0]!)).text).toContain('any more');
    expect(await reports()).toEqual(['on-track']);
  });

  test('what the platform does not say is not taken for granted', async () => {
    const { discord } = await open();
    bed.onSlack.slack.fail(/users\.info/, 'error', 1);
    expect(await inDm(discord, 'update 4 done')).toContain('I cannot find out just now whether you are still a member');
    expect(await reports()).toEqual([]);
    expect(await inDm(discord, 'update 4 done')).toContain('C4 is now Done');
  });

  test('who was removed gets no reminders on the other platform either: the next in the chain does', async () => {
    const { slack, discord } = await open();
    const alternate = await bed.onSlack.person('alternate UNODC');
    const before = discord.dms().length;
    slack.leaves();
    await agreed();
    await bed.passes('+6w');
    expect(discord.dms().slice(before)).toEqual([]);
    expect(alternate.dms().map(({ text }) => text).join('\n')).toMatch(/Focal point, UNODC[^]*Something new/);
  });

  test('who is still there gets them where they prefer', async () => {
    const { slack, discord } = await open();
    await inDm(discord, 'my reminders where:discord');
    const before = [slack, discord].map((each) => each.dms().length);
    await agreed();
    // At the first try nobody says whether they are.
    bed.onSlack.slack.fail(/users\.info/, 'error', 2);
    await bed.passes('+6w');
    expect([slack.dms().length, discord.dms().length > before[1]!]).toEqual([before[0], true]);
  });

  test('the account by which they are judged stays with them', async () => {
    const { slack, discord } = await open();
    slack.leaves();
    const accounts = (await discord.in('dm').writes('my link'))!;
    expect((await (await accounts.presses('Separate Slack')).presses('Yes, separate it')).text).toContain('has rooms on Slack only');
    expect(await inDm(discord, 'my tasks')).toContain('any more');
    expect((await (await accounts.presses('Separate Discord')).presses('Yes, separate it')).text).toContain('Slack');
    expect(await inDm(discord, 'my tasks')).not.toContain('C4');
  });

  test('who has no account there has a seat by its yes alone', async () => {
    await open();
    expect(await inDm(await bed.onDiscord.person('INPUD'), 'update 5 on-track')).toContain('INPUD reports C5 On track');
  });
});

test('in a group that has a room on both, somebody works on where they still are', async () => {
  const { slack, discord } = await open();
  await bed.tie({ platform: 'discord', server: bed.onDiscord.server.id, id: bed.onDiscord.main.id, name: 'main' }, 'main');
  slack.leaves();
  expect(await inDm(discord, 'update 4 on-track')).toContain('C4 is now On track');
  const shown = (await discord.in('dm').writes('my tasks'))!;
  discord.leaves(bed.onDiscord.server);
  expect((await shown.presses(shown.buttons[0]!)).text).toContain('any more');
});

test('it is the same the other way about: a group whose only room is on the other platform', async () => {
  bed = await bothBed({ limits: false });
  await bed.store.tx((tx) => untieRoom(tx, bed.bot.addressOf({ platform: 'slack', id: bed.onSlack.main.id }), newId(bed.now)));
  const [discord, slack] = [await bed.onDiscord.person('UNODC'), bed.onSlack.stranger('Also UNODC')];
  expect(await join(bed, slack, discord, 'discord')).toContain('You are one person here on Discord, Slack.');
  const dm = slack.in('dm');
  expect((await dm.writes('update 4 on-track From elsewhere')).text).toContain('C4 is now On track');
  discord.leaves(bed.onDiscord.server);
  for (const line of ['my tasks', 'update 4 done']) expect((await dm.writes(line)).text).toContain('any more');
  expect(await reports()).toEqual(['on-track']);
});
