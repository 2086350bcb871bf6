import { afterEach, beforeEach, expect } from 'vitest';
import type { Message } from '#core/message.ts';
import { replay, stateOf } from '#db/save.ts';
import { read, testbed, type Testbed } from '#tests/support/world.ts';

export const group = 'unodc-cso-group';

/** The bed of the test that runs: a new one for each. */
export let bed: Testbed;

/**
 * For the tests of a file: each gets a bed of its own with the group of 2013, and after each the program must have had no bug
 * and the history must add up to the state.
 */
export function conversations(): void {
  beforeEach(async () => void (bed = await testbed()));
  afterEach(async () => {
    expect(bed.bugs).toEqual([]);
    await bed.store.read(async (tx) => expect(await replay(tx, group)).toEqual(await stateOf(tx, group)));
    await bed.close();
  });
}

/** Lets time pass. */
export const later = (duration: Temporal.DurationLike) => void (bed.now = bed.now.add(duration));

/** What somebody reads in answer to a line. */
export const hears = (who: string, line: string, room?: string) => bed.as(who, room).hears(line).then(read);

/** Says a line and carries out what it shows. A minute passes before it. */
export async function carriesOut(who: string, line: string): Promise<string> {
  later({ minutes: 1 });
  const shown = await bed.as(who).hears(line);
  return shown.tone === 'done' || shown.tone === 'refusal' ? read(shown) : read(say(await bed.as(who).presses(shown, 1)));
}

/** The message of an outcome that must be one. */
export const say = (outcome: unknown) => (outcome as { say: Message }).say;
