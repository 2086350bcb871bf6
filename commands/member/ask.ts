import { z } from 'zod';
import { sealPick } from '#bot/chat.ts';
import { command, type Ctx } from '#bot/command.ts';
import { done, press } from '#bot/reply.ts';
import { tellSeats } from '#bot/tell.ts';
import { nameOf, seatLabel } from '#bot/words.ts';
import { UserError } from '#core/errors.ts';
import { choice, line } from '#core/field.ts';
import { fold, nameKey } from '#core/fold.ts';
import { join, message, type Button, type Given, type Message, type Rich } from '#core/message.ts';
import { findDraft, keepDraft } from '#db/drafts.ts';
import { namesOf } from '#rules/seats.ts';
import { sideOf } from '#rules/roles.ts';
import type { Organisation, Seat } from '#rules/things.ts';

const askable = ['focal', 'alternate', 'coordinator', 'observer'] as const;

/** Asks for a seat: those who can offer one hear of it in private, and only their platform shows them who asks. */
export const memberAsk = command({
  name: 'member.ask',
  who: 'anyone',
  input: z.object({
    organisation: line(100).meta({ asked: true }).optional(),
    role: choice(askable),
    note: line(200).meta({ asked: true }).optional(),
    answer: choice(['later']).optional(),
  }),
  args: ['organisation', 'role'],
  async prefill(ctx) {
    await check(ctx);
    return {};
  },
  async run(ctx, { organisation: typed, role, note, answer }) {
    if (answer === 'later') return done(ctx.t('member.ask.left'));
    await check(ctx);
    if (typed === undefined && role !== 'observer' && role !== 'coordinator') throw new UserError('error.ask.whom', {}, 'organisation');
    const organisation = typed === undefined ? undefined : organisationOf(ctx, typed);
    const given = { role, member: sealPick(ctx.secret, { platform: ctx.door, account: ctx.user.id }) };
    const request = requestOf(ctx, { typed, organisation, role, note, given });
    const told = await tell(ctx, organisation, request);
    if (told === 0) throw new UserError('error.ask.nobody', { group: ctx.dir.group.name });
    // The account's own note that it has asked: gone after a day, and with all else when they are erased.
    await keepDraft(ctx.tx, ctx.owner, { id: asking(ctx), command: 'member.ask', group: ctx.dir.group.id, given: {} }, ctx.now);
    return done(ctx.t('member.ask.done', { told }));
  },
});

const asking = (ctx: Ctx) => ctx.secret.hash(`ask ${ctx.dir.group.id} ${ctx.owner}`);

/** @throws UserError where no group is meant, for whoever has a seat, and for whoever has asked today */
async function check(ctx: Ctx): Promise<void> {
  if (!ctx.hasGroup) throw new UserError('error.ask.where');
  if (ctx.seats.length > 0) throw new UserError('error.ask.seated', { seats: join(ctx.seats.map((seat) => seatLabel(ctx.t, ctx.dir, seat)), ' / ') });
  if (await findDraft(ctx.tx, ctx.owner, asking(ctx), ctx.now)) throw new UserError('error.ask.again');
}

/** The organisation of the group that the words name; undefined where they name none. It is not said to a stranger which ones there are. */
function organisationOf({ dir }: Ctx, typed: string): Organisation | undefined {
  const living = [...dir.organisations.values()].filter(({ side, ended }) => side !== null && ended === null);
  const key = nameKey(typed);
  const named = living.filter((each) => namesOf(each).some((name) => nameKey(name) === key));
  const holding = living.filter(({ name }) => key.length > 2 && fold(name).includes(fold(typed)));
  return named.length === 1 ? named[0] : holding.length === 1 ? holding[0] : undefined;
}

interface Request {
  readonly typed: string | undefined;
  readonly organisation: Organisation | undefined;
  readonly role: (typeof askable)[number];
  readonly note: string | undefined;
  readonly given: Given & { readonly member: string };
}

function requestOf(ctx: Ctx, { typed, organisation, role, note, given }: Request): Message {
  const side = organisation?.side ?? null;
  // A coordinator acts for the side. What an organisation is called that the group does not know has to be found out first.
  const place = role === 'coordinator' ? side : (organisation?.acronym ?? null);
  const offer: Button = {
    label: ctx.label('button.offerSeat'), run: 'member.focal', tone: 'main',
    given: { ...given, ...(place === null ? (role === 'observer' && typed === undefined ? {} : { form: 'open' }) : { organisation: place }) },
  };
  const known = organisation && (typed === undefined || nameKey(typed) === nameKey(organisation.acronym)) ? [organisation.acronym] : undefined;
  const said: Rich = known ?? (typed === undefined ? ['–'] : ctx.t(organisation ? 'member.ask.known' : 'member.ask.unknown', { typed, organisation: organisation ? nameOf(ctx.dir, organisation.id) : '–' }));
  return message(
    ctx.t('member.ask.title', { group: ctx.dir.group.name }),
    { fields: [
      { label: ctx.t('member.ask.who'), value: [{ account: given.member }] },
      { label: ctx.t('field.organisation'), value: said },
      { label: ctx.t('field.role'), value: ctx.t(`role.${role}`) },
      ...(note === undefined ? [] : [{ label: ctx.t('field.note'), value: [note] }]),
    ] },
    { note: ctx.t('member.ask.check') },
    { buttons: [offer, press(ctx, 'button.notNow', 'member.ask', { role, answer: 'later' })] },
  );
}

/** Tells those who can offer the seat: the coordinators of the side, or of both where it is not known which; without any, the focal points there. */
async function tell(ctx: Ctx, organisation: Organisation | undefined, request: Message): Promise<number> {
  const isThere = (seat: Seat) => organisation === undefined || sideOf(seat, ctx.dir.organisations) === organisation.side;
  for (const role of ['coordinator', 'focal'] as const) {
    const told = await tellSeats(ctx, (seat) => seat.role === role && isThere(seat), request, undefined, ctx.door);
    if (told > 0) return told;
  }
  return 0;
}
