import { expect, test } from 'vitest';
import { killDiscordSenders, showDiscordKilled } from '#tests/support/discord/kills.ts';
import { onOne } from '#tests/support/stores.ts';

// The short form of `npm run soak`, with the same demands.
onOne('SQLite', 'a process that is killed while it sends to Discord, which loses some answers', ({ kind, fresh }) => {
  test('loses nothing and doubles nothing, and finds every card again', async () => {
    const killed = await killDiscordSenders(await fresh(), { kills: 2, channels: 30, each: 4 });
    console.log(showDiscordKilled(kind, killed));
    expect(killed.faults).toEqual([]);
    expect(killed.inFlight).toBeGreaterThanOrEqual(10);
    expect(killed.repeated).toBeGreaterThan(0);
  }, 90_000);
});
