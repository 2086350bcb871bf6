import { message, type Message, type Span } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { dialinFor, givenTo } from '#db/dialins.ts';
import { waitingWith } from '#db/outbox.ts';
import { seatsOf } from '#db/people.ts';
import type { Ctx } from '#bot/command.ts';
import { meetingName, type Found } from '#bot/meetings.ts';
import { opensAt } from '#bot/ownmeetings.ts';
import { tellSeats } from '#bot/tell.ts';
import type { Dialin } from '#rules/dialin.ts';
import { sittingSubject, type Sitting } from '#rules/meeting.ts';

/** An address that nobody can open: it stands in a message where the link comes when it is sent, so that no link waits in the outbox. */
const scheme = 'dialin:';

/** Which sitting is meant, as it stood when the message was written, and the seat that it was written to (empty where any will do). */
export interface Held {
  readonly number: number;
  readonly slot: string;
  readonly at: string;
  readonly seat: string;
}

/** What stands for when a sitting begins and how one comes in. */
export const dialinSpan = ({ number, slot, at }: Pick<Sitting, 'number' | 'slot' | 'at'>, seat = ''): Span => ({ href: `${scheme}${number}/${slot}/${at}/${seat}`, text: `M${number}` });

/** All that stands for one in a message, by its address. */
export function dialinsIn(message: Message): ReadonlyMap<string, Held> {
  const hrefs = JSON.stringify(message).match(/"dialin:\d+\/[^"]*"/g) ?? [];
  return new Map(hrefs.map((text) => {
    const href = JSON.parse(text) as string;
    const [number = '', slot = '', at = '', seat = ''] = href.slice(scheme.length).split('/');
    return [href, { number: Number(number), slot, at, seat }];
  }));
}

/** The links to those sittings of a meeting that are near or under way. */
export async function openLinks({ tx, secret, dir, now }: Ctx, { meeting, sittings }: Found): Promise<ReadonlyMap<Sitting, Dialin | undefined>> {
  const open = sittings.filter((sitting) => sitting.state === 'on' && opensAt(sitting) <= stamp(now) && sitting.ends > stamp(now));
  const links = new Map<Sitting, Dialin | undefined>();
  for (const sitting of open) links.set(sitting, await dialinFor(tx, secret, dir.group.id, meeting.number, sitting.slot));
  return links;
}

/**
 * Tells in private whoever has been given the way into a sitting that is near or under way that there is another one now: `before` is what
 * `openLinks` said. Not whoever has set it, and nobody to whom a message is still on its way that will say it. Answers how many are told.
 */
export async function tellLinks(ctx: Ctx, found: Found, before: ReadonlyMap<Sitting, Dialin | undefined>): Promise<number> {
  let told = 0;
  for (const [sitting, now] of await openLinks(ctx, found)) {
    const [was] = [...before].flatMap(([{ slot }, dialin]) => (slot === sitting.slot && dialin ? [dialin] : []));
    if (now && JSON.stringify(now) !== JSON.stringify(was)) told += await tellLink(ctx, found, sitting, was !== undefined);
  }
  return told;
}

async function tellLink(ctx: Ctx, { meeting }: Found, sitting: Sitting, isAnother: boolean): Promise<number> {
  const { id } = ctx.dir.group;
  const seats = await seatsOf(ctx.tx, id);
  const given = await givenTo(ctx.tx, ctx.secret, id, sitting, [...new Set(seats.map(({ person_id }) => person_id))]);
  const unsent = await waitingWith(ctx.tx, id, (dialinSpan(sitting) as { readonly href: string }).href);
  let told = 0;
  for (const person of given) {
    if (unsent.some((address) => address.endsWith(`:@${person}`))) continue;
    // Who is not called and had it stands in for somebody.
    const own = seats.filter(({ person_id }) => person_id === person);
    const seat = own.find(({ role }) => role === 'alternate') ?? own[0]!;
    const text = ctx.t(isAnother ? 'meeting.join.another' : 'meeting.join.now');
    const said = message([`${meetingName(meeting)} ${meeting.title}`], { list: [{ text, note: [dialinSpan(sitting, seat.id)] }] });
    told += await tellSeats(ctx, (each) => each.id === seat.id, said, sittingSubject(sitting));
  }
  return told;
}
