import { expect } from 'vitest';
import { replay, stateOf } from '#db/save.ts';
import type { DiscordBed } from '#tests/support/discord/bed.ts';

/** For after a test: the bot must have done nothing that Discord refuses, had no bug, and its history must add up to its state. Closes the bed. */
export async function endsWell(bed: DiscordBed): Promise<void> {
  await bed.discord.settled();
  expect(bed.bugs).toEqual([]);
  expect(bed.discord.violations).toEqual([]);
  if (bed.group !== '') await bed.store.read(async (tx) => expect(await replay(tx, bed.group)).toEqual(await stateOf(tx, bed.group)));
  await bed.close();
}
