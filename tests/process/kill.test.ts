import { expect, test } from 'vitest';
import { killRepeatedly, showKilled, showTogether, writeTogether } from '#tests/support/kill.ts';
import { onBoth } from '#tests/support/stores.ts';

// The short form of `npm run soak`, with the same demands.
onBoth('a process that is killed', ({ kind, fresh }) => {
  test('has stored what it answered, whole, and does nothing twice when it is sent again', async () => {
    const killed = await killRepeatedly(await fresh(), 5);
    console.log(showKilled(kind, killed));
    expect(killed.faults).toEqual([]);
    expect(killed.inside).toBeGreaterThanOrEqual(2);
  }, 60_000);
});

onBoth('two processes on one store', ({ kind, fresh }) => {
  test('store all that both do to the same ten commitments, none of it twice, in one history that adds up', async () => {
    const together = await writeTogether(await fresh(), 80);
    console.log(showTogether(kind, together));
    expect(together.faults).toEqual([]);
    expect(together.updates).toBe(160);
  }, 30_000);
});
