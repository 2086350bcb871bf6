import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { organisationRef } from '#bot/refs.ts';
import { press } from '#bot/reply.ts';
import { fullName, nameOf } from '#bot/words.ts';
import { timeIn } from '#bot/zone.ts';
import { ref } from '#core/field.ts';
import { join, message, type Button, type Pair, type Rich } from '#core/message.ts';
import { dayOf, showDay } from '#core/time.ts';
import { listCommitments } from '#db/commitments.ts';
import { openOffers } from '#db/offers.ts';
import { seatsOf } from '#db/people.ts';
import { isConcerned } from '#rules/commitment.ts';
import { holderOf, mayOffer, type Place } from '#rules/seats.ts';
import type { Offer, Organisation, Seat } from '#rules/things.ts';

/** One organisation: who it is, which seats it has and since when (never who holds them), what it answers for. */
export const memberShow = command({
  name: 'member.show',
  who: 'reader',
  reads: true,
  shareable: true,
  input: z.object({ organisation: ref('organisation') }),
  args: ['organisation'],
  async run(ctx, input) {
    const organisation = organisationRef(ctx, input.organisation, 'organisation');
    const { id, acronym, side, ended, successor } = organisation;
    const held = await seatsOf(ctx.tx, ctx.dir.group.id);
    const open = (await openOffers(ctx.tx, ctx.dir.group.id, ctx.now)).filter((offer) => offer.organisation === id && mayHear(ctx, offer, held));
    const concerned = (await listCommitments(ctx.tx, ctx.dir.group.id)).map(({ commitment }) => commitment).filter((c) => isConcerned(organisation, c));
    const numbers = (of: typeof concerned): Rich => (of.length === 0 ? [] : [of.map(({ number }) => `C${number}`).join(', ')]);
    const leads = concerned.filter(({ lead }) => lead === id);
    const pair = (key: Parameters<Ctx['t']>[0], value: Rich | string | null): Pair[] => (value === null || value.length === 0 ? [] : [{ label: ctx.t(key), value: typeof value === 'string' ? [value] : value }]);
    return message(
      [fullName(organisation)],
      { text: ended === null ? [] : ctx.t('member.show.ended', { when: /^\d{4}-\d\d-\d\d$/.test(ended) ? showDay(ended, ctx.lang) : ended, successor: successor === null ? '–' : nameOf(ctx.dir, successor) }) },
      {
        fields: [
          ...pair('field.side', side === null ? ctx.t('member.show.outside') : nameOf(ctx.dir, side)),
          ...pair('field.scope', join([organisation.scope, organisation.region].map((word) => (word === null ? [] : [word])), ', ')),
          ...pair('member.show.time', organisation.zone && timeIn(ctx, organisation.zone)),
          ...pair('member.show.seats', side === null ? null : seatsText(ctx, held.filter((seat) => seat.organisation === id))),
          ...pair('member.show.leads', numbers(leads)),
          ...pair('member.show.supports', numbers(concerned.filter((c) => !leads.includes(c)))),
          ...pair('member.show.aliases', organisation.aliases.join(', ')),
          ...pair('member.show.label', organisation.label),
          ...pair('field.note', organisation.note),
        ],
      },
      { text: open.length === 0 ? [] : ctx.t('member.show.offered', { seats: join(open.map((each): Rich => ctx.t('member.show.offer', { role: ctx.t(`role.${each.role}`), until: { when: each.expires } })), '; ') }) },
      { buttons: [...offers(ctx, organisation, held, open), ...(leads.length > 0 ? [press(ctx, 'button.commitments', 'commitment.list', { owner: acronym })] : [])] },
    );
  },
});

function seatsText(ctx: Ctx, seats: readonly Seat[]): Rich {
  if (seats.length === 0) return ctx.t('member.show.noSeats');
  return join(seats.map(({ role, since }) => ctx.t('member.show.seat', { role: ctx.t(`role.${role}`), since: showDay(dayOf(since, ctx.dir.group.zone), ctx.lang) })), '; ');
}

/** Who could offer a seat hears that it is offered. */
const mayHear = (ctx: Ctx, place: Place, held: readonly Seat[]) => ctx.seats.some((seat) => mayOffer(seat, place, held, ctx.dir.organisations));

/** The seat that this reader may offer here: the focal point's while nobody holds it, else an alternate's. One that is offered waits. */
function offers(ctx: Ctx, { id, acronym, side, ended }: Organisation, held: readonly Seat[], open: readonly Offer[]): Button[] {
  if (side === null || ended !== null) return [];
  const focal: Place = { role: 'focal', organisation: id, side: null };
  const place: Place = holderOf(focal, held) ? { ...focal, role: 'alternate' } : focal;
  if (!mayHear(ctx, place, held) || open.some(({ role }) => role === place.role)) return [];
  return [press(ctx, place.role === 'focal' ? 'button.offerFocal' : 'button.offerAlternate', 'member.focal', { organisation: acronym, role: place.role, ...(ctx.chat && { form: 'open' }) })];
}
