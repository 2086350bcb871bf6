// A process of its own with a bot on a store, for tests that kill it. Each line of its input is an update to carry out; it
// says `ready` once, `begin <id>` when it hands an update to the bot, and what came of it only when the bot has answered:
// `done`, `ignored` or `refused <words>`. It writes without a buffer of its own, so that what it said has been said.
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { makeBot } from '#bot/bot.ts';
import type { Outcome } from '#bot/command.ts';
import { mainRoom, platform } from '#adapters/terminal/sandbox.ts';
import { aliases, commands, menus } from '#commands/index.ts';
import { makeSecret } from '#core/secret.ts';
import { systemNow } from '#core/time.ts';
import { openStore } from '#db/open.ts';
import { read } from '#tests/support/world.ts';
import type { Update } from '#tests/support/workers.ts';

const say = (line: string) => void writeSync(1, `${line.replaceAll('\n', ' ')}\n`);

const store = await openStore(process.argv[2]!, systemNow());
const bot = makeBot({
  store, aliases, menus,
  secret: makeSecret('test'),
  commands: new Map(commands.map((command) => [command.name, command])),
  now: systemNow,
  wake: () => {},
  bug: (_incident, _command, error) => say(`bug ${error instanceof Error ? error.stack : String(error)}`),
});
say('ready');
const lines = createInterface({ input: process.stdin });
const running = new Set<Promise<void>>();
lines.on('line', (line) => {
  const work = carryOut(JSON.parse(line) as Update);
  running.add(work);
  void work.finally(() => running.delete(work));
});
await once(lines, 'close');
await Promise.all(running);
await store.close();

async function carryOut({ id, user, ...given }: Update): Promise<void> {
  say(`begin ${id}`);
  const outcome = await bot.invoke({ id, command: 'commitment.update', given, via: 'line', user: { platform, id: user }, room: mainRoom });
  say(`${resultOf(outcome)}`.replace(/^\w+/, (word) => `${word} ${id}`));
}

function resultOf(outcome: Outcome): string {
  if ('ignore' in outcome) return 'ignored';
  if ('ask' in outcome) return 'refused a form was opened';
  return outcome.say.tone === 'done' ? 'done' : `refused ${read(outcome.say)}`;
}
