import { describe, expect, test } from 'vitest';
import * as discord from '#adapters/discord/lines.ts';
import * as slack from '#adapters/slack/lines.ts';
import { aliases, commands } from '#commands/index.ts';
import { replay, stateOf } from '#db/save.ts';
import { discordBed } from '#tests/support/discord/bed.ts';
import { difference, keptIn, overhear, type Scene } from '#tests/support/doors.ts';
import { discordScene, slackScene, terminalScene } from '#tests/support/scenes.ts';
import { script } from '#tests/support/script.ts';
import { slackBed } from '#tests/support/slack/bed.ts';
import { testbed } from '#tests/support/world.ts';

const nameOf = (who: string) => `Somebody ${who}`;

interface There {
  readonly scene: Scene;
  /** All that must not have happened. */
  readonly wrong: () => unknown[];
  readonly group: string;
  readonly close: () => Promise<void>;
}

async function onDiscord(): Promise<There> {
  const bed = await discordBed({ limits: false });
  return { scene: await discordScene(bed, nameOf), wrong: () => [...bed.bugs, ...bed.failures, ...bed.discord.violations], group: bed.group, close: bed.close };
}

async function onSlack(mode: 'socket' | 'http'): Promise<There> {
  const bed = await slackBed({ limits: false, mode });
  return { scene: await slackScene(bed, nameOf), wrong: () => [...bed.bugs, ...bed.failures, ...bed.slack.violations], group: bed.group, close: bed.close };
}

/** How lines are typed: on Discord with the names of all values, on Slack nearly as at the terminal. */
const [onesOfDiscord, onesOfSlack] = [discord.makeLines({ commands, aliases }).outcome, slack.makeLines({ commands, aliases }).outcome];

describe('one conversation', () => {
  test.each([
    ['on Discord', 'discord', onDiscord, onesOfDiscord],
    ['on Slack by its socket', 'slack', () => onSlack('socket'), onesOfSlack],
    ['on Slack by HTTP', 'slack', () => onSlack('http'), onesOfSlack],
  ] as const)('at the terminal and %s comes to the same state, history and messages, with equivalent answers', async (_, platform, open, lines) => {
    const [here, there] = [await testbed({ address: ':memory:' }), await open()];
    const terminal = terminalScene(here, lines);
    for (const { store } of [terminal, there.scene]) await overhear(store);
    const different: string[] = [];
    for (const [i, step] of script.entries()) {
      const found = difference(await terminal.does(step), await there.scene.does(step));
      if (found !== undefined) different.push(`${i} ${JSON.stringify(step)}\n${found}`);
    }
    expect(different).toEqual([]);
    const [a, b] = [await keptIn(terminal, 'terminal'), await keptIn(there.scene, platform)];
    expect(b.history).toEqual(a.history);
    expect(b.state).toEqual(a.state);
    expect(b.reminders).toEqual(a.reminders);
    expect(b.spoken).toEqual(a.spoken);
    // What was compared is a conversation: people wrote, rooms and people were told, reminders came.
    const acts = new Set(b.history.map((line) => (JSON.parse(line) as { act: string }).act));
    expect(acts.size).toBeGreaterThan(20);
    expect([b.spoken.filter((line) => line.startsWith('#main')).length, b.spoken.filter((line) => line.startsWith('door:@')).length].every((count) => count > 15)).toBe(true);
    expect([...here.bugs, ...there.wrong()]).toEqual([]);
    for (const { store } of [terminal, there.scene]) await store.read(async (tx) => expect(await replay(tx, there.group)).toEqual(await stateOf(tx, there.group)));
    await here.close();
    await there.close();
  });

  test('has something of every noun', () => {
    const spoken = script.flatMap((step) => ('says' in step ? [step.says.split(' ')[0]!.slice(1).replace('update', 'commitment')] : []));
    expect(new Set(spoken)).toEqual(new Set(commands.map(({ name }) => name.split('.')[0]!)));
  });
});
