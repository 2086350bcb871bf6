import { preferencesOf } from '#db/meetings.ts';
import type { Store } from '#db/open.ts';
import { group } from '#tests/support/conversation.ts';

/** A poll in the group of 2013, as a coordinator writes it: the afternoon of a Tuesday, a Thursday morning, and early on a Friday. */
export const pollLine = '/meeting poll Planning call slots:"Tue 12 March 15:00; Thu 14 March 10:00; Fri 15 March 06:00"';

/** What has been answered to the poll: the number of the time, for whom, and what. */
export async function saidIn({ store }: { readonly store: Store }, meeting = 1): Promise<string[]> {
  const said = await store.read((tx) => preferencesOf(tx, group, meeting));
  const slots = [...new Set(said.map(({ slot }) => slot))].sort();
  return said.map(({ slot, organisation, fit }) => `${slots.indexOf(slot) + 1} ${organisation ?? 'side'} ${fit}`).sort();
}

/** How many lines of history say something about what suits whom. */
export async function notedFits({ store }: { readonly store: Store }): Promise<number> {
  return (await store.read((tx) => tx.selectFrom('history').select('seq').where('kind', '=', 'preference').execute())).length;
}
