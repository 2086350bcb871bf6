import { expect, test } from 'vitest';
import { dropSockets, showDropped } from '#tests/support/slack/drops.ts';
import { onOne } from '#tests/support/stores.ts';

// The short form of `npm run soak`, with the same demands.
onOne('SQLite', 'connections to Slack that are dropped while several people give commands', ({ kind, fresh }) => {
  test('lose nothing that was answered, what comes again is not done again, and nobody sees an error for long', async () => {
    const dropped = await dropSockets(await fresh(), { commands: 160, hows: ['cut', 'refresh', 'close', 'stall', 'cut', 'refresh'] });
    console.log(showDropped(kind, dropped));
    expect(dropped.faults).toEqual([]);
    expect(dropped.inside).toBeGreaterThanOrEqual(3);
    expect(dropped.again).toBeGreaterThan(0);
    expect(dropped.answered).toBeGreaterThan(dropped.commands / 2);
    expect(dropped.refused).toBeLessThan(dropped.commands / 20);
    expect(dropped.longestMs).toBeLessThan(1000);
  }, 60_000);
});
