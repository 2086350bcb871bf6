// A durable write, `/update`: on the disk with its history and its outbox row before the answer, beside better-sqlite3 writing
// the same rows with one FULL transaction each.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { mainRoom, platform } from '#adapters/terminal/sandbox.ts';
import { newId } from '#core/id.ts';
import { stamp, systemNow } from '#core/time.ts';
import { accountHash } from '#db/people.ts';
import { openRaw } from './raw.ts';
import { atLeast, atMost, takeTurns, type Figure } from './rounds.ts';
import { lead, makeStore, openBot, sampleFile, secret } from './store.ts';

/** How a write does one at a time and 64 at once, against the limit one at a time. */
export async function writePath(folder: string, rounds: number, turns: number): Promise<Figure[]> {
  const [path, beside] = [join(folder, 'write.db'), join(folder, 'write-raw.db')];
  await makeStore(path, sampleFile(), 3);
  // Two files, so that neither side throws away what the other holds of the file in memory.
  copyFileSync(path, beside);
  const { says, store } = await openBot(path);
  const raw = openRaw(beside);
  const hash = accountHash(secret, platform, lead);
  await says('/update 1 at-risk Waiting for the members’ comments on draft 0');
  const card = await store.read((tx) => tx.selectFrom('outbox').select('message').executeTakeFirstOrThrow());
  let count = 0;
  const next = () => ({ number: [1, 2, 3, 4, 6, 7, 8, 10, 11, 12][++count % 10]!, note: `Waiting for the members’ comments on draft ${count}` });
  const update = () => {
    const { number, note } = next();
    return says(`/update ${number} at-risk ${note}`);
  };
  const times = 8;
  const { ours, together, limit } = await takeTurns(
    {
      ours: { times, turn: async () => { for (let i = 0; i < times; i++) await update(); } },
      limit: {
        times,
        turn: () => {
          for (let i = 0; i < times; i++) {
            const now = systemNow();
            const { number, note } = next();
            raw.update(mainRoom, hash, newId(now), number, note, stamp(now), card.message);
          }
        },
      },
      together: { times: 64, turn: async () => void (await Promise.all(Array.from({ length: 64 }, update))) },
    },
    rounds,
    turns,
  );
  raw.close();
  await store.close();
  return [atMost('write: update, one at a time', ours, limit, 1.5), atLeast('write: update, 64 at once', together, limit, 3)];
}
