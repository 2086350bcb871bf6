import { expect, test } from 'vitest';
import { killMoves, showMovesKilled } from '#tests/support/callkills.ts';
import { isSoak } from '#tests/support/runs.ts';
import { onBoth } from '#tests/support/stores.ts';

// The short form: with `SOAK=1` the same demands at many more instants.
onBoth('a series of 40 people that is moved while processes are killed at random instants', ({ kind, fresh }) => {
  test('tells everybody exactly once', async () => {
    const killed = await killMoves(await fresh(), isSoak ? { people: 40, moves: 25, each: 8 } : { people: 40, moves: 1, each: 3 });
    console.log(showMovesKilled(kind, killed));
    expect(killed.faults).toEqual([]);
  }, isSoak ? 1_200_000 : 120_000);
});
