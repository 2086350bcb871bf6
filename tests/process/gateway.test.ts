import { expect, test } from 'vitest';
import { dropGateway, showDropped } from '#tests/support/discord/drops.ts';
import { onOne } from '#tests/support/stores.ts';

// The short form of `npm run soak`, with the same demands. No 'reset' here: Discord wants five seconds between two beginnings.
onOne('PostgreSQL', 'a gateway that is dropped while several people give commands', ({ kind, fresh }) => {
  test('loses nothing that was answered, and what comes again is not done again', async () => {
    const dropped = await dropGateway(await fresh(), { commands: 120, hows: ['resume', 'cut', 'resume', 'cut', 'resume', 'cut'] });
    console.log(showDropped(kind, dropped));
    expect(dropped.faults).toEqual([]);
    expect(dropped.inside).toBeGreaterThanOrEqual(3);
    expect(dropped.again).toBeGreaterThan(0);
    expect(dropped.answered).toBeGreaterThan(dropped.commands / 2);
  }, 60_000);
});
