import type { DeliveryFault } from '#core/errors.ts';
import type { Sent } from '#db/claim.ts';
import type { Tx } from '#db/schema.ts';
import { noteReached, noteUnreached } from '#db/unreached.ts';
import { personIn } from '#delivery/recipient.ts';

/** Faults that lie with whom a message is for, and not with the message or its platform. */
const theirs: readonly DeliveryFault[] = ['gone', 'closed', 'unknown', 'forbidden'];

/** Notes of those who were written to in private whether a message has reached them, whoever gets it instead. */
export async function noteReach(tx: Tx, ended: readonly Sent[]): Promise<void> {
  const reached: { group: string; person: string }[] = [];
  for (const sent of ended) {
    const { group, address, at, edits } = sent.of;
    const person = personIn(address);
    if (person === undefined || edits) continue;
    if (sent.became === 'done' && !sent.unsent) reached.push({ group, person });
    else if (sent.became === 'dead' && !sent.untried && theirs.includes(sent.fault)) await noteUnreached(tx, { group, person }, at);
  }
  await noteReached(tx, reached);
}
