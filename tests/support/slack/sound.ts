import { expect } from 'vitest';
import { replay, stateOf } from '#db/save.ts';
import type { SlackBed } from '#tests/support/slack/bed.ts';

/** For after a test: the bot must have done nothing that Slack refuses, had no bug, and its history must add up to its state. Closes the bed. */
export async function endsWell(bed: SlackBed): Promise<void> {
  await bed.slack.settled();
  expect(bed.bugs).toEqual([]);
  expect(bed.slack.violations).toEqual([]);
  if (bed.group !== '') await bed.store.read(async (tx) => expect(await replay(tx, bed.group)).toEqual(await stateOf(tx, bed.group)));
  await bed.close();
}
