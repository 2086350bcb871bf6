import type { TestContext } from 'vitest';
import type { Bot } from '#bot/bot.ts';
import { patience } from '#delivery/pace.ts';
import { isSoak } from '#tests/support/runs.ts';
import { slackBed, type SlackBed } from '#tests/support/slack/bed.ts';
import { endsWell } from '#tests/support/slack/sound.ts';
import type { Asked, Channel } from '#tests/support/slack/types.ts';

/** Ways in which a request fails. What hangs takes ten seconds: that is for the soak alone. */
export const faults = [...(isSoak ? (['hang'] as const) : []), 'error', 'reset', 'lost', 'limit'] as const;

/** A bed that ends well after the test, which may run beside others. Its deliveries try again soon. */
export async function opens({ onTestFinished }: Pick<TestContext, 'onTestFinished'>, { terms, ...settings }: Parameters<typeof slackBed>[0] = {}): Promise<SlackBed> {
  const bed = await slackBed({ terms: { patience: { ...patience, firstMs: 50, growth: 2, ageMs: Infinity }, ...terms }, ...settings });
  onTestFinished(() => endsWell(bed));
  return bed;
}

/** A bot that waits, as long as `wait` says, before it does anything. */
export const waiting = (wait: () => Promise<unknown> | undefined) => (bot: Bot): Bot => ({
  ...bot, invoke: async (invocation) => (await wait(), bot.invoke(invocation)), line: async (line, from) => (await wait(), bot.line(line, from)),
});

export const reportsIn = ({ store }: SlackBed) => store.read((tx) => tx.selectFrom('report').selectAll().execute());

export const textsIn = (room: Channel): string[] => room.messages().map(({ text }) => text);

/** What was asked of Slack by a method. */
export const askedOf = ({ slack }: SlackBed, method: string): Asked[] => slack.requests.filter((each) => each.method === method);
