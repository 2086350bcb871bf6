import { expect, test } from 'vitest';
import { commands } from '#commands/index.ts';
import { replay, stateOf } from '#db/save.ts';
import { discordBed } from '#tests/support/discord/bed.ts';
import { difference, discordScene, keptIn, overhear, terminalScene } from '#tests/support/doors.ts';
import { script } from '#tests/support/script.ts';
import { testbed } from '#tests/support/world.ts';

test('one conversation at the terminal and on Discord comes to the same state, history and messages, with equivalent answers', async () => {
  const [here, there] = [await testbed({ address: ':memory:' }), await discordBed({ limits: false })];
  const [terminal, discord] = [terminalScene(here), await discordScene(there, (who) => `Somebody ${who}`)];
  for (const { store } of [terminal, discord]) await overhear(store);
  const different: string[] = [];
  for (const [i, step] of script.entries()) {
    const found = difference(await terminal.does(step), await discord.does(step));
    if (found !== undefined) different.push(`${i} ${JSON.stringify(step)}\n${found}`);
  }
  expect(different).toEqual([]);
  const [a, b] = [await keptIn(terminal, 'terminal'), await keptIn(discord, 'discord')];
  expect(b.history).toEqual(a.history);
  expect(b.state).toEqual(a.state);
  expect(b.reminders).toEqual(a.reminders);
  expect(b.spoken).toEqual(a.spoken);
  // What was compared is a conversation: people wrote, rooms and people were told, reminders came.
  const acts = new Set(b.history.map((line) => (JSON.parse(line) as { act: string }).act));
  expect(acts.size).toBeGreaterThan(20);
  expect([b.spoken.filter((line) => line.startsWith('#main')).length, b.spoken.filter((line) => line.startsWith('door:@')).length].every((count) => count > 15)).toBe(true);
  expect([here.bugs, there.bugs, there.failures, there.discord.violations]).toEqual([[], [], [], []]);
  for (const { store } of [here, there]) await store.read(async (tx) => expect(await replay(tx, there.group)).toEqual(await stateOf(tx, there.group)));
  await here.close();
  await there.close();
});

test('the conversation has something of every noun', () => {
  const spoken = script.flatMap((step) => ('says' in step ? [step.says.split(' ')[0]!.slice(1).replace('update', 'commitment')] : []));
  expect(new Set(spoken)).toEqual(new Set(commands.map(({ name }) => name.split('.')[0]!)));
});
