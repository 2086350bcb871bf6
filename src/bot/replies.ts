import { z } from 'zod';
import { UserError } from '#core/errors.ts';
import { findChoice } from '#core/field.ts';
import { nameKey } from '#core/fold.ts';
import { join, type Button, type Rich } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { askedSeats } from '#db/answernews.ts';
import { rsvpsOf, shiftsOf } from '#db/meetings.ts';
import { seatsOf } from '#db/people.ts';
import { remindersOf } from '#db/reminders.ts';
import { hearing } from '#bot/calling.ts';
import type { Ctx } from '#bot/command.ts';
import { meetingName, type Found } from '#bot/meetings.ts';
import { livingRef } from '#bot/refs.ts';
import { press } from '#bot/reply.ts';
import { nameOf } from '#bot/words.ts';
import { sittingSubject, type Sitting } from '#rules/meeting.ts';
import { isBeforeMove } from '#rules/meetingshift.ts';
import { actors, fitting, isMember, sideOf } from '#rules/roles.ts';
import { replies, type Meeting, type Reply, type Rsvp, type Seat } from '#rules/things.ts';

/** What people say for the four answers. */
const words: Readonly<Record<Reply, readonly string[]>> = {
  attend: [
    'yes', 'y', 'ok', 'okay', 'sure', 'come', 'coming', 'i come', 'i will come', 'attending', 'attends', 'will attend', 'i will attend', 'ill attend',
    'ill come', 'ill be there', 'i will be there', 'present', 'going', 'i am in', 'im in', 'in', 'here', 'there', 'count me in', 'accept', 'accepted',
    'join', 'joining', 'will join', 'i can',
  ],
  maybe: [
    'perhaps', 'possibly', 'tentative', 'unsure', 'not sure', 'may attend', 'may come', 'might', 'if i can', 'do not know', 'dont know',
  ],
  apologies: [
    'no', 'n', 'not', 'cannot', 'cant', 'can not', 'i cannot', 'i cant', 'cannot come', 'cant come', 'cant make it', 'cannot make it', 'not coming',
    'not attending', 'will not attend', 'wont attend', 'apology', 'sorry', 'regrets', 'decline', 'declined', 'declines', 'absent', 'away', 'unable',
    'not there', 'not going', 'out',
  ],
  alternate: [
    'an alternate', 'our alternate', 'my alternate', 'alternate comes', 'send alternate', 'sends an alternate', 'deputy', 'substitute', 'replacement',
    'stand-in', 'proxy', 'somebody else', 'someone else',
  ],
};
const meant = new Map(replies.flatMap((reply) => words[reply].map((word) => [nameKey(word), reply])));

/** The answer that somebody's words mean; undefined for other words. */
export const readReply = (typed: string): Reply | undefined => findChoice(replies, typed) ?? meant.get(nameKey(typed));

/** A field for one of the four answers, in the words that people use. */
export const reply = () => z.preprocess((typed) => (typeof typed === 'string' ? (readReply(typed) ?? typed) : typed), z.enum(replies)).meta({ kind: 'choice' });

/** Who comes or does not: a seat for itself, or an organisation for which somebody else says so. */
export interface Speaker {
  /** The seat, or `org/ID`. */
  readonly seat: string;
  readonly organisation: string | null;
  readonly entered: string | null;
  /** What it is called: the organisation, or the side of a coordinator. */
  readonly name: string;
}

/**
 * For whom the caller answers: for themselves, or on `behalf` of an organisation, which is for coordinators and for the organisations that
 * chair and call the meeting; for one that has its own seats, only for those of its side.
 * @throws UserError for whoever may not
 */
export function speaker(ctx: Ctx, meeting: Pick<Meeting, 'number' | 'chair' | 'convenor'>, behalf: string | undefined): Speaker {
  const me = ctx.me!;
  const own = me.organisation ?? me.side ?? '';
  const organisation = behalf === undefined ? undefined : livingRef(ctx, behalf, 'behalf');
  if (organisation === undefined || organisation.id === me.organisation) return { seat: me.id, organisation: me.organisation, entered: null, name: nameOf(ctx.dir, own) };
  const may = me.role === 'coordinator' || (me.organisation !== null && [meeting.chair, meeting.convenor].includes(me.organisation));
  if (!may) throw new UserError('error.rsvp.behalf', { name: meetingName(meeting) });
  if (isMember(organisation) && organisation.side !== sideOf(me, ctx.dir.organisations)) {
    throw new UserError('error.rsvp.otherSide', { name: meetingName(meeting), organisation: organisation.acronym, side: nameOf(ctx.dir, organisation.side!) }, 'behalf');
  }
  return { seat: `org/${organisation.id}`, organisation: organisation.id, entered: own, name: organisation.acronym };
}

/** What a button gives besides, so that it answers from this seat: nothing for whoever has no other that may. */
export function fromSeat({ seats, dir }: Pick<Ctx, 'seats' | 'dir'>, { organisation, side }: Seat): { readonly as?: string } {
  return fitting(actors, seats).length > 1 ? { as: nameOf(dir, organisation ?? side ?? '') } : {};
}

/** What has been answered for a sitting by whoever still holds the seat, and for organisations that have not answered themselves since. */
export function standingReplies(rsvps: readonly Rsvp[], held: readonly Seat[]): Rsvp[] {
  const ids = new Set(held.map(({ id }) => id));
  return rsvps.filter(({ seat, organisation, at }) => ids.has(seat) || (seat === `org/${organisation}` && !rsvps.some((other) => other.organisation === organisation && ids.has(other.seat) && other.at >= at)));
}

/** Tells which answers to a meeting were given before it was moved to the time that it has now. */
export async function outdated({ tx, dir }: Pick<Ctx, 'tx' | 'dir'>, found: Pick<Found, 'meeting' | 'sittings'>): Promise<(rsvp: Rsvp) => boolean> {
  const shifts = await shiftsOf(tx, dir.group.id, found.meeting.number);
  return (rsvp) => isBeforeMove(rsvp, found, shifts);
}

/**
 * Notes an answer for some sittings of a meeting. Answers for how many of them it is new, or said of a new time.
 * @throws UserError where an organisation has answered itself: nobody else changes that
 */
export async function noteReply(ctx: Ctx, found: Found, sittings: readonly Sitting[], reply: Reply, by: Speaker): Promise<number> {
  const { id } = ctx.dir.group;
  const { meeting } = found;
  const [rsvps, held, old] = [await rsvpsOf(ctx.tx, id, meeting.number), await seatsOf(ctx.tx, id), await outdated(ctx, found)];
  let changed = 0;
  for (const { slot } of sittings) {
    const here = rsvps.filter((rsvp) => rsvp.slot === slot);
    const own = here.find(({ seat, organisation }) => organisation === by.organisation && held.some((each) => each.id === seat));
    if (own && by.entered !== null) throw new UserError('error.rsvp.own', { organisation: by.name, reply: ctx.t(`meeting.reply.${own.reply}`) }, 'behalf');
    const before = here.find(({ seat }) => seat === by.seat) ?? null;
    // What was said of another time is said anew of this one.
    if (before?.reply === reply && !old(before)) continue;
    const after: Rsvp = { meeting: meeting.number, slot, seat: by.seat, organisation: by.organisation, reply, entered: by.entered, at: stamp(ctx.now) };
    await ctx.save('rsvp', before, after, by.entered === null ? {} : { behalf: by.organisation! });
    changed++;
  }
  return changed;
}

/**
 * What whoever says that an alternate comes hears of that: whether one is asked in private, which follows from the answer when it is kept, and
 * what to do where nobody is.
 */
export async function alternateText(ctx: Ctx, { meeting }: Found, sitting: Sitting, { organisation, name }: Speaker): Promise<{ text: Rich; buttons: Button[] }> {
  const { id } = ctx.dir.group;
  const alternates = (await seatsOf(ctx.tx, id)).filter((seat) => organisation !== null && seat.role === 'alternate' && seat.organisation === organisation && seat.person_id !== ctx.person?.id);
  if (alternates.length === 0) {
    const offer = ctx.me!.role === 'focal' && ctx.me!.organisation === organisation ? [press(ctx, 'button.offerAlternate', 'member.focal', { organisation: name, role: 'alternate', form: 'open' })] : [];
    return { text: ctx.t('meeting.rsvp.noAlternate', { organisation: name, who: meeting.kind !== 'teleconference' ? 'nolink' : organisation === ctx.me!.organisation ? 'own' : 'other' }), buttons: offer };
  }
  const say = (key: 'alternateAsked' | 'alternateKnows' | 'alternateBefore' | 'alternateUnreached', when = 'now') => ({ text: ctx.t(`meeting.rsvp.${key}`, { organisation: name, when }), buttons: [] });
  const rows = (await remindersOf(ctx.tx, id, sittingSubject(sitting))).filter(({ kind, subject, state }) => kind === 'alternate' && subject === sittingSubject(sitting) && state === 'planned');
  const asked = alternates.filter((seat) => rows.some(({ recipient }) => recipient === `seat/${seat.id}`));
  if (asked.length > 0) return say('alternateAsked', [...(await hearing(ctx, asked, sitting.at)).values()].includes('now') ? 'now' : 'later');
  const answered = new Set((await rsvpsOf(ctx.tx, id, meeting.number, sitting.slot)).map(({ seat }) => seat));
  if (alternates.every((seat) => answered.has(seat.id))) return say('alternateKnows');
  return say((await askedSeats(ctx.tx, id, meeting.number, [sitting.slot])).length > 0 ? 'alternateBefore' : 'alternateUnreached');
}

/** An answer in words: `INPUD attends`, `WHO may attend (entered by INPUD)`. */
export function replyText(ctx: Pick<Ctx, 't' | 'dir'>, name: string, { reply, entered }: Pick<Rsvp, 'reply' | 'entered'>): Rich {
  return join([[name], ctx.t(`meeting.reply.${reply}`), entered === null ? [] : ctx.t('meeting.rsvp.entered', { by: nameOf(ctx.dir, entered) })], ' ');
}
