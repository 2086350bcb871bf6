import { expect, test } from 'vitest';
import { showSendersKilled } from '#tests/support/sendkills.ts';
import { killSlackSenders } from '#tests/support/slack/kills.ts';
import { onOne } from '#tests/support/stores.ts';

// The short form of `npm run soak`. Discord knows a message that comes again by its key. Slack does not: it must not come again.
onOne('SQLite', 'a process that is killed while it sends to Slack, which loses some answers', ({ kind, fresh }) => {
  test('loses nothing and doubles nothing, and finds every card again', async () => {
    const killed = await killSlackSenders(await fresh(), { kills: 2, channels: 30, each: 4 });
    console.log(showSendersKilled(`${kind}, Slack`, killed));
    expect(killed.faults).toEqual([]);
    expect(killed.inFlight).toBeGreaterThanOrEqual(10);
    expect(killed.repeated).toBeGreaterThan(0);
  }, 90_000);
});
