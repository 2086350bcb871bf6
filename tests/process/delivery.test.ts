import { expect, test } from 'vitest';
import { killSenders, sendTogether, showDelivered, showShared } from '#tests/support/deliveries.ts';
import { onBoth, onOne } from '#tests/support/stores.ts';

// The short form of `npm run soak`, with the same demands. On SQLite a process is killed in slack.test.ts and discord.test.ts.
onOne('PostgreSQL', 'a process that is killed while reminders fall due and the transport fails one time in five', ({ kind, fresh }) => {
  test('loses none, and repeats no more than was under way or arrived without an answer', async () => {
    const delivered = await killSenders(await fresh(), { kills: 6, least: 2, reminders: 300, honours: false });
    console.log(showDelivered(kind, delivered));
    expect(delivered.faults).toEqual([]);
    expect(delivered.inside).toBeGreaterThanOrEqual(2);
  }, 150_000);
});

onBoth('two processes that deliver from one store', ({ kind, fresh }) => {
  test('send nothing twice and keep the order of each address; what a killed one had is taken over within seconds', async () => {
    const shared = await sendTogether(await fresh(), 60, 6);
    console.log(showShared(kind, shared));
    expect(shared.faults).toEqual([]);
    expect(shared.takenOver).toBeLessThan(15);
  }, 150_000);
});
