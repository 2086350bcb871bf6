import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { openLinks, tellLinks } from '#bot/dialins.ts';
import { calledTo, checkMayRun, localText, mayRun, meetingName, meetingRef, meetingsOf, sittingRef, whenForAll, whenText, type Found } from '#bot/meetings.ts';
import { opens, opensAt } from '#bot/ownmeetings.ts';
import { done, press } from '#bot/reply.ts';
import { tellCoordinators, tellSeats } from '#bot/tell.ts';
import { nameOf } from '#bot/words.ts';
import { holdsAddress } from '#core/address.ts';
import { UserError } from '#core/errors.ts';
import { line, linkless, ref } from '#core/field.ts';
import { fold } from '#core/fold.ts';
import { join, message, type Button, type Given, type Message } from '#core/message.ts';
import { showDay, stamp } from '#core/time.ts';
import { dialinFor, forgetDialins, noteGiven, setDialin } from '#db/dialins.ts';
import { rsvpsOf } from '#db/meetings.ts';
import { seatsOf } from '#db/people.ts';
import { receive, wasReceived } from '#db/received.ts';
import { isReplaced } from '#rules/answernews.ts';
import { meetingRoles, runs } from '#rules/called.ts';
import { readDialin, type Dialin } from '#rules/dialin.ts';
import { nextSitting, sittingSubject, type Sitting } from '#rules/meeting.ts';

/** Gives the link to a call, in private and shortly before, to those who are called; or sets it. It stands in no history, card or room. */
export const meetingJoin = command({
  name: 'meeting.join',
  who: 'reader',
  input: z.object(linkless({ meeting: ref('meeting').optional(), on: line(80).optional(), link: line(3000).meta({ asked: true, secret: true }).optional() })),
  args: ['meeting', 'on'],
  sorted: withLink,
  async run(ctx, input) {
    const found = input.meeting === undefined ? await nextOf(ctx) : await meetingRef(ctx, input.meeting);
    if (found.meeting.cancelled !== null) throw new UserError('error.join.off', { name: meetingName(found.meeting), title: found.meeting.title });
    if (input.link !== undefined) return set(ctx, found, input.link, input.on);
    return give(ctx, found, sittingRef(ctx, found, input.on));
  },
});

/** A link or a phone number that stands where the day does, as most type it: from there on it is the link. */
function withLink(given: Given): Given {
  const { on, link = '', ...others } = given;
  const words = typeof on === 'string' ? on.trim().split(/\s+/) : [];
  const from = words.findIndex((word) => holdsAddress(word) || /^\+\d/.test(word));
  if (from < 0 || link !== '') return given;
  return { ...others, ...(from > 0 && { on: words.slice(0, from).join(' ') }), link: words.slice(from).join(' ') };
}

/** The meeting that is under way or begins next. @throws UserError where none is to come */
async function nextOf(ctx: Ctx): Promise<Found> {
  const now = stamp(ctx.now);
  const coming = (await meetingsOf(ctx)).flatMap((found) => ({ found, next: nextSitting(found.sittings, now) }));
  const [first] = coming.filter(({ next }) => next !== undefined).sort((a, b) => (a.next!.at < b.next!.at ? -1 : 1));
  if (!first) throw new UserError('error.join.none');
  return first.found;
}

/** Keeps a link, for one of a series or for all of it, or takes it away. The answer does not repeat it. */
async function set(ctx: Ctx, found: Found, typed: string, on: string | undefined): Promise<Message> {
  const { meeting } = found;
  await checkMayRun(ctx, meeting);
  const sitting = on === undefined || meeting.rule === null ? undefined : sittingRef(ctx, found, on);
  const gone = /^(none|no|remove|off)$/.test(fold(typed).trim());
  const last = sitting ?? found.sittings.findLast(({ state }) => state === 'on');
  if (!gone && last && last.ends <= stamp(ctx.now)) throw new UserError('error.join.over', { name: meetingName(meeting), title: meeting.title, when: whenText(ctx, last) });
  const { id } = ctx.dir.group;
  const dialin = gone ? undefined : readDialin(typed);
  const open = await openLinks(ctx, found);
  const isAnother = (await dialinFor(ctx.tx, ctx.secret, id, meeting.number, sitting?.slot ?? '')) !== undefined;
  await forgetDialins(ctx.tx, id, meeting.number, sitting?.slot);
  if (dialin) await setDialin(ctx.tx, ctx.secret, id, meeting.number, sitting?.slot ?? '', dialin, seatFor(ctx, found), ctx.now);
  const told = await tellLinks(ctx, found, open);
  const which = sitting ? 'one' : meeting.rule === null ? 'single' : 'all';
  const params = { name: meetingName(meeting), title: meeting.title, which, on: sitting ? localText(ctx, sitting) : '', minutes: opens, another: isAnother ? 'yes' : 'no' };
  const said = join([ctx.t(dialin ? 'meeting.join.set' : 'meeting.join.removed', params), told > 0 ? ctx.t('meeting.join.again', { people: told }) : []], ' ');
  return done(said, press(ctx, 'button.show', 'meeting.show', { meeting: params.name }));
}

/** The seat that sets a link: one that runs the meeting, before others. */
const seatFor = ({ seats, me }: Ctx, { meeting }: Found): string => (seats.find((seat) => runs(meeting, seat)) ?? me!).id;

async function give(ctx: Ctx, found: Found, sitting: Sitting): Promise<Message> {
  const { meeting } = found;
  const name = meetingName(meeting);
  const params = { name, title: meeting.title, when: whenText(ctx, sitting), minutes: opens };
  if (sitting.state !== 'on') throw new UserError('error.rsvp.out', { ...params, day: showDay(sitting.local.slice(0, 10), ctx.lang) });
  const isRunner = await mayRun(ctx, meeting);
  const called = new Set((await calledTo(ctx, meeting.number, sitting.slot)).map(({ id }) => id));
  if (!isRunner && !ctx.seats.some(({ id }) => called.has(id))) throw new UserError('error.join.uncalled', params);
  const now = stamp(ctx.now);
  if (sitting.ends <= now) throw new UserError('error.join.past', params);
  const dialin = await dialinFor(ctx.tx, ctx.secret, ctx.dir.group.id, meeting.number, sitting.slot);
  const given = { meeting: name, ...(sitting.slot !== '' && { on: sitting.slot }) };
  const setLink = press(ctx, 'button.setLink', 'meeting.join', { ...given, form: 'link' });
  const change = isRunner ? [setLink] : [];
  if (now < opensAt(sitting)) {
    const missing = dialin ? [] : [{ note: ctx.t('meeting.join.noneYet') }];
    return message([`${name} ${meeting.title}`], { text: ctx.t('meeting.join.early', { ...params, from: { when: opensAt(sitting) } }) }, ...(isRunner ? missing : []), { buttons: change });
  }
  if (dialin) {
    await noteGiven(ctx.tx, ctx.secret, ctx.dir.group.id, sitting, ctx.person!.id, ctx.now);
    return handOver(ctx, found, sitting, dialin, await mustPassOn(ctx, found, sitting), change);
  }
  const who = runnersText(ctx, found);
  if (isRunner) return message([`${name} ${meeting.title}`], { text: ctx.t('meeting.join.unset', { who }) }, { text: ctx.t('meeting.join.yours') }, { buttons: change });
  const told = await tellRunners(ctx, found, sitting, setLink);
  return message([`${name} ${meeting.title}`], { text: ctx.t('meeting.join.unset', { who }) }, { text: told ? ctx.t('meeting.join.toldThem') : ctx.t('meeting.join.askThem') });
}

/** Whether the caller has said that an alternate comes who has no seat here: then nobody but the caller can give them the link. */
async function mustPassOn(ctx: Ctx, { meeting }: Found, sitting: Sitting): Promise<boolean> {
  const held = await seatsOf(ctx.tx, ctx.dir.group.id);
  const rsvps = await rsvpsOf(ctx.tx, ctx.dir.group.id, meeting.number, sitting.slot);
  return ctx.seats.some((seat) => rsvps.some((rsvp) => rsvp.seat === seat.id && rsvp.reply === 'alternate') && !isReplaced(seat, rsvps, held));
}

/** The link itself, for whoever asked alone, or with `isPassedOn` for who comes in their place. */
function handOver(ctx: Ctx, { meeting }: Found, sitting: Sitting, { link, phone }: Dialin, isPassedOn: boolean, change: readonly Button[]): Message {
  return message(
    [`${meetingName(meeting)} ${meeting.title}`],
    { text: whenText(ctx, sitting) },
    { text: link === null ? [] : ctx.t('meeting.join.link', { link: { href: link, text: link } }) },
    { text: phone === null ? [] : ctx.t('meeting.join.phone', { phone }) },
    { note: ctx.t(isPassedOn ? 'meeting.join.passOn' : 'meeting.join.private') },
    { buttons: [...(link === null ? [] : [{ label: ctx.label('button.join'), link }]), ...change] },
  );
}

/** The organisations that are asked to set the link, by name; without any, the coordinators. */
function runnersText(ctx: Ctx, { meeting }: Found): string {
  const names = [...new Set(meetingRoles.flatMap((role) => meeting[role] ?? []))].map((id) => nameOf(ctx.dir, id));
  return names.length > 0 ? names.join(', ') : ctx.label('meeting.join.coordinators');
}

/** Tells those who run a meeting in private that people ask for its link: once for each sitting. Whether anybody has been told. */
async function tellRunners(ctx: Ctx, { meeting }: Found, sitting: Sitting, setLink: Button): Promise<boolean> {
  const { id } = ctx.dir.group;
  const subject = sittingSubject(sitting);
  const mark = `link ${id} ${subject}`;
  if (await wasReceived(ctx.tx, mark)) return true;
  const asked = message([`${meetingName(meeting)} ${meeting.title}`], { text: ctx.t('meeting.join.missing', { when: whenForAll(ctx, sitting) }) }, { buttons: [setLink] });
  const told = (await tellSeats(ctx, (seat) => runs(meeting, seat), asked, subject)) || (await tellCoordinators(ctx, asked, subject));
  if (told > 0) await receive(ctx.tx, mark, ctx.now);
  return told > 0;
}
