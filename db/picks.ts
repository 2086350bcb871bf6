import type { Tx } from '#db/schema.ts';

/**
 * Deletes what holds somebody's account without being theirs: messages on their way to it or naming it, and forms and buttons of others
 * in which it was picked. `isTheirs` opens what is sealed, on the platform of an address or else as it was picked, and says whether it
 * is. What there is has to be opened one by one: only for erasing.
 */
export async function dropPicks(tx: Tx, isTheirs: (sealed: Sealed) => boolean): Promise<void> {
  const waiting = await tx.selectFrom('outbox').select(['id', 'address', 'message', 'chain']).where((e) => e.or([e('address', 'like', '%:~%'), e('chain', 'like', '%:~%'), e('message', 'like', '%"account":"%'), e('message', 'like', '%"member":"%')])).execute();
  const letters = waiting.filter(({ address, message, chain }) => sealedIn(`${address} ${chain ?? ''} ${message}`).some(isTheirs));
  const drafts = (await tx.selectFrom('draft').select(['id', 'given']).where('given', 'like', '%"member":"%').execute()).filter(({ given }) => sealedIn(given).some(isTheirs));
  const queues = (await tx.selectFrom('queue').select('address').where('address', 'like', '%:~%').execute()).filter(({ address }) => sealedIn(address).some(isTheirs));
  for (const { id } of letters) await tx.deleteFrom('outbox').where('id', '=', id).execute();
  for (const { id } of drafts) await tx.deleteFrom('draft').where('id', '=', id).execute();
  for (const { address } of queues) await tx.deleteFrom('queue').where('address', '=', address).execute();
}

/** A sealed account: the id alone in an address of its platform, else a pick, which says its platform. */
export interface Sealed {
  readonly sealed: string;
  readonly platform: string | undefined;
}

/** The sealed accounts in an address, a message or what was given. In people's words the quotes are escaped, so these are none. */
function sealedIn(text: string): Sealed[] {
  return [...text.matchAll(/(?:"(?:account|member)":"|([a-z]+):~)([\w-]+)/g)].map(([, platform, sealed]) => ({ sealed: sealed!, platform }));
}
