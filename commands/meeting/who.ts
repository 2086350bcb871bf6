import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { mayRun, meetingName, meetingRef, sittingRef, whenText } from '#bot/meetings.ts';
import { outdated } from '#bot/replies.ts';
import { paged, press } from '#bot/reply.ts';
import { nameOf } from '#bot/words.ts';
import { UserError } from '#core/errors.ts';
import { int, line, linkless, ref } from '#core/field.ts';
import { join, message, type Item, type Message, type Rich } from '#core/message.ts';
import { rsvpsOf } from '#db/meetings.ts';
import { seatsOf } from '#db/people.ts';
import { attendance, type Answers, type Attendance, type SideAttendance } from '#rules/attendance.ts';
import { isForgotten } from '#rules/forgetting.ts';
import { replies, type Rsvp } from '#rules/things.ts';
import { sightOf, sumOf, type Sight } from '#rules/visibility.ts';

/** So many names are easily read in one line on a phone. */
const perLine = 8;

/** Who comes to a meeting, by side and organisation, never by person. Who only reads sees how many; who has not answered, only whoever runs it. */
export const meetingWho = command({
  name: 'meeting.who',
  who: 'reader',
  reads: true,
  input: z.object(linkless({ meeting: ref('meeting'), on: line(80).optional(), page: int(1, 999).optional() })),
  args: ['meeting', 'on'],
  async run(ctx, input) {
    const found = await meetingRef(ctx, input.meeting);
    const { meeting } = found;
    const name = meetingName(meeting);
    const show = press(ctx, 'button.show', 'meeting.show', { meeting: name });
    if (meeting.starts === null && meeting.cancelled === null) return message([`${name} ${meeting.title}`], { text: ctx.t('meeting.who.polled') }, { buttons: [show] });
    const sitting = sittingRef(ctx, found, input.on);
    if (sitting.state !== 'on') throw new UserError('error.rsvp.out', { name, title: meeting.title, day: whenText(ctx, sitting) }, 'on');
    const { id } = ctx.dir.group;
    const rsvps = await rsvpsOf(ctx.tx, id, meeting.number, sitting.slot);
    if (rsvps.length === 0 && isForgotten(sitting.ends, ctx.now)) return message([`${name} ${meeting.title}`], { text: whenText(ctx, sitting) }, { text: ctx.t('meeting.who.forgotten') }, { buttons: [show] });
    const seats = await seatsOf(ctx.tx, id, 'all');
    const all = attendance(rsvps, seats, ctx.dir.organisations, ctx.dir.sides, sitting.at);
    const title: Rich = [`${name} ${meeting.title}`];
    const sight = sightOf(ctx.seats, await mayRun(ctx, meeting));
    const head = [{ text: whenText(ctx, sitting) }, { text: countText(ctx, all, sight) }];
    if (sight === 'sums') return message(title, ...head, { note: ctx.t('meeting.who.readers') }, { buttons: [show] });
    const outside = outsideItems(ctx, rsvps);
    const isOld = await outdated(ctx, found);
    const old = new Set(rsvps.filter(isOld).map(({ seat }) => seat));
    const items = [...all.sides.flatMap((side) => sideItems(ctx, side, all, { sight, old })), ...outside];
    const given = { meeting: name, on: sitting.slot === '' ? undefined : sitting.slot };
    // Nobody is named for not answering but to those who can ask them.
    const hidden = sight === 'silence' || all.unanswered.length === 0 ? [] : ctx.t('meeting.who.hidden');
    return listed(title, head, paged(ctx, [], items, input.page, 'meeting.who', given, { note: hidden }), show);
  },
});

/** The list under its head; the buttons that turn its pages, then the way to the meeting. */
function listed(title: Rich, head: Message['blocks'], list: Message, show: ReturnType<typeof press>): Message {
  const turns = list.blocks.flatMap((block) => ('buttons' in block ? block.buttons : []));
  return message([...title, ...list.title!], ...head, ...list.blocks.filter((block) => !('buttons' in block)), { buttons: [...turns, show] });
}

/** How many organisations come, as far as a sight shows it. */
function countText(ctx: Ctx, { represented, of }: Attendance, sight: Sight): Rich {
  const sum = sumOf(represented, of, sight);
  return ctx.t(sum.sum === 'exact' ? 'meeting.who.count' : 'meeting.who.few', { ...sum });
}

/**
 * One side: its name with how many of it come, or that nobody does so far, so that it can still be mended; for whoever runs the meeting,
 * whether anybody of it has answered. Then a line for each answer. `old`: the seats that answered before the meeting was moved.
 */
function sideItems(ctx: Ctx, { side, organisations, coordinators }: SideAttendance, { absent, silent: quiet }: Attendance, { sight, old }: { readonly sight: Sight; readonly old: ReadonlySet<string> }): Item[] {
  const comes = organisations.filter(({ represented }) => represented).length;
  const way = !absent.includes(side) ? 'side' : sight === 'silence' && quiet.includes(side) ? 'silent' : 'absent';
  const head: Item = { text: [{ b: ctx.t(`meeting.who.${way}`, { side: nameOf(ctx.dir, side), count: comes, of: organisations.length }) }] };
  const said = replies.flatMap((reply) => {
    const names = organisations.flatMap(({ organisation, answers }) => named(ctx, nameOf(ctx.dir, organisation), answers, reply, old));
    return lines(ctx.t(`meeting.who.${reply}`), [...names, ...named(ctx, ctx.label('meeting.who.coordinator'), coordinators, reply, old)]);
  });
  const silent = organisations.filter(({ answered }) => !answered).map(({ organisation }) => nameOf(ctx.dir, organisation));
  const open = sight === 'silence' ? lines(ctx.t('meeting.who.open'), silent) : silent.length > 0 ? [{ text: ctx.t('meeting.who.openCount', { count: silent.length }) }] : [];
  return [head, ...said, ...open];
}

/** An organisation under one of its answers: how often, where that is more than once, by whom it was entered, and whether it was for another time. */
function named({ t, dir }: Ctx, name: string, answers: Answers, reply: (typeof replies)[number], old: ReadonlySet<string>): Rich[] {
  const given = answers[reply];
  if (given.length === 0) return [];
  const entered = given.every((each) => each.entered !== null) ? t('meeting.rsvp.entered', { by: nameOf(dir, given[0]!.entered!) }) : [];
  const before = given.every(({ seat }) => old.has(seat)) ? t('meeting.who.before') : [];
  return [join([[given.length > 1 ? `${name} ×${given.length}` : name], entered, before], ' ')];
}

/** Names under what they say, a few to a line. */
function lines(says: Rich, names: readonly (Rich | string)[]): Item[] {
  const rich = names.map((name): Rich => (typeof name === 'string' ? [name] : name));
  const rows = Array.from({ length: Math.ceil(rich.length / perLine) }, (_, i) => join(rich.slice(i * perLine, (i + 1) * perLine), ', '));
  return rows.map((row) => ({ text: [...says, ': ', ...row] }));
}

/** Outside bodies, which have no seats and for which others answer. */
function outsideItems(ctx: Ctx, rsvps: readonly Rsvp[]): Item[] {
  const outside = rsvps.filter(({ organisation }) => organisation !== null && ctx.dir.organisations.get(organisation)?.side === null);
  if (outside.length === 0) return [];
  const name = ({ organisation, entered }: Rsvp) => join([[nameOf(ctx.dir, organisation!)], entered === null ? [] : ctx.t('meeting.rsvp.entered', { by: nameOf(ctx.dir, entered) })], ' ');
  const said = replies.flatMap((reply) => lines(ctx.t(`meeting.who.${reply}`), outside.filter((rsvp) => rsvp.reply === reply).map(name)));
  return [{ text: [{ b: ctx.t('meeting.who.outside') }] }, ...said];
}
