// A read, `/commitment list`: parsing, rights, reading and laying out the message that every door gets, beside better-sqlite3 asking
// the same questions. What the terminal then adds, breaking it into lines for a screen, is shown as well.
import { join } from 'node:path';
import { mainRoom, platform } from '#adapters/terminal/sandbox.ts';
import { render } from '#adapters/terminal/render.ts';
import { accountHash } from '#db/people.ts';
import { openRaw } from './raw.ts';
import { above, takeTurns, withoutAim, type Figure } from './rounds.ts';
import { lead, makeStore, openBot, sampleFile, secret } from './store.ts';

const screen = { width: 100, colours: false, tty: false };

/** How far a read is above its limit, on the sample's fifteen commitments with three reports each. */
export async function readPath(folder: string, rounds: number, turns: number): Promise<Figure[]> {
  const path = join(folder, 'read.db');
  await makeStore(path, sampleFile(), 3);
  const { says, store } = await openBot(path);
  const raw = openRaw(path);
  const hash = accountHash(secret, platform, lead);
  const times = 10;
  const { ours, drawn, limit } = await takeTurns(
    {
      ours: { times, turn: async () => { for (let i = 0; i < times; i++) await says('/commitment list'); } },
      limit: { times, turn: () => { for (let i = 0; i < times; i++) raw.list(mainRoom, hash); } },
      drawn: {
        times,
        turn: async () => {
          for (let i = 0; i < times; i++) {
            const { say, reader } = await says('/commitment list');
            render(say, reader, screen);
          }
        },
      },
    },
    rounds,
    turns,
  );
  raw.close();
  await store.close();
  return [above('read: commitment list', ours, limit, 150), withoutAim(above('read: the same, drawn as lines', drawn, limit, 150))];
}
