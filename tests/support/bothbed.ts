import { expect } from 'vitest';
import { replay, stateOf } from '#db/save.ts';
import { onBed, openBed, type Bed, type BedSettings } from '#tests/support/bed.ts';
import { discordStage, type OnDiscord } from '#tests/support/discord/bed.ts';
import type { Answer as DiscordAnswer, Person as DiscordPerson } from '#tests/support/discord/types.ts';
import { codeIn } from '#tests/support/doors.ts';
import { slackStage, type OnSlack } from '#tests/support/slack/bed.ts';
import type { Answer, Person } from '#tests/support/slack/types.ts';

/** One group whose people sit on Discord and on Slack: one bot, one store, a main room on each. */
export type BothBed = Bed & { readonly onDiscord: OnDiscord; readonly onSlack: OnSlack };

/** Makes one. Close it after the test. */
export async function bothBed(settings: BedSettings & { readonly limits?: boolean; readonly mode?: 'socket' | 'http' } = {}): Promise<BothBed> {
  const [discord, slack] = await Promise.all([discordStage(settings), slackStage(settings)]);
  const bed = await openBed([discord.stage, slack.stage], settings);
  return onBed(bed, { onDiscord: discord.on(bed), onSlack: slack.on(bed) });
}

/** Joins one person's two accounts through both doors: a code made on one, brought on the other, and a yes on both. What they hear at the end. */
export async function join(bed: Bed, slack: Person, discord: DiscordPerson, first: 'slack' | 'discord' = 'slack'): Promise<string> {
  bed.now = bed.now.add({ minutes: 1 });
  const [from, to] = first === 'slack' ? [slack, discord] : [discord, slack];
  const code = codeIn((await from.in('dm').writes('my link'))!.text);
  const question: Answer | DiscordAnswer = (await to.in('dm').writes(`my link code:${code}`))!;
  await question.presses('Yes, both are mine');
  await bed.delivered();
  const asked = from.dms().at(-1)!;
  const done = first === 'slack' ? await slack.in('dm').presses(asked as never, 'Yes, that is me') : await discord.in('dm').presses(asked as never, 'Yes, that is me');
  await bed.delivered();
  return done.text;
}

/** For after a test: the bot must have done nothing that a platform refuses, had no bug, and its history must add up to its state. Closes the bed. */
export async function bothEndWell(bed: BothBed): Promise<void> {
  await Promise.all([bed.onSlack.slack.settled(), bed.onDiscord.discord.settled()]);
  expect([bed.bugs, bed.onSlack.slack.violations, bed.onDiscord.discord.violations]).toEqual([[], [], []]);
  const groups = await bed.store.read((tx) => tx.selectFrom('group').select('id').execute());
  for (const { id } of groups) await bed.store.read(async (tx) => expect(await replay(tx, id)).toEqual(await stateOf(tx, id)));
  await bed.close();
}
