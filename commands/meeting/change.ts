import { z } from 'zod';
import { heardText } from '#bot/calling.ts';
import { command, type Ctx } from '#bot/command.ts';
import { refreshMeeting } from '#bot/meetingcard.ts';
import { detailChanges } from '#bot/meetingdetails.ts';
import { partRef, tellParts } from '#bot/meetingparts.ts';
import { tellElsewhere } from '#bot/meetingtell.ts';
import { checkMayRun, meetingName, meetingRef, type Found } from '#bot/meetings.ts';
import { checkNotOff, standing } from '#bot/meetingturn.ts';
import { tellOpenRole } from '#bot/openroles.ts';
import { eventRef } from '#bot/refs.ts';
import { press, undoButton } from '#bot/reply.ts';
import { nameOf } from '#bot/words.ts';
import { UserError } from '#core/errors.ts';
import { choice, int, line, linkless, ref } from '#core/field.ts';
import { nameKey } from '#core/fold.ts';
import { oneLine } from '#core/legible.ts';
import { message, type Given, type Message } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { lastSeq } from '#db/history.ts';
import { seatsOf } from '#db/people.ts';
import { openRoles } from '#rules/called.ts';
import { nextSitting } from '#rules/meeting.ts';
import { actors } from '#rules/roles.ts';
import { meetingKinds, type Meeting } from '#rules/things.ts';

const input = z.object(linkless({
  meeting: ref('meeting'),
  title: line(150).meta({ asked: true }).optional(),
  chair: ref('organisation').meta({ asked: true }).optional(),
  convenor: ref('organisation').meta({ asked: true }).optional(),
  notes: ref('organisation').meta({ asked: true }).optional(),
  kind: choice(meetingKinds).meta({ asked: true }).optional(),
  city: line(60).meta({ asked: true }).optional(),
  place: line(200).meta({ asked: true }).optional(),
  event: ref('event').meta({ asked: true }).optional(),
  /** Which state of which meeting the form was filled in with. */
  seen: int(0, 2_000_000_000).optional(),
}));
type Input = z.output<typeof input>;

/** Changes what a meeting or a poll is besides its time: title, parts, kind, place. `none` empties what can be empty. */
export const meetingChange = command({
  name: 'meeting.change',
  who: actors,
  input,
  args: ['meeting'],
  needs: ({ kind }) => (kind === 'event' ? ['event'] : []),
  async prefill(ctx, given) {
    if (typeof given.meeting !== 'string' || given.meeting === '') return {};
    const { meeting } = await toChange(ctx, given.meeting);
    const { title, kind, chair, convenor, notetaker, city, place, event } = meeting;
    const name = (id: string | null) => id && nameOf(ctx.dir, id);
    const stands = { title, kind, chair: name(chair), convenor: name(convenor), notes: name(notetaker), city, place, event, seen: String(await stateOf(ctx, meeting)) };
    return Object.fromEntries(Object.entries(stands).filter((pair): pair is [string, string] => pair[1] !== null)) satisfies Given;
  },
  async run(ctx, given) {
    const found = await toChange(ctx, given.meeting);
    const before = found.meeting;
    const name = meetingName(before);
    if (given.seen !== undefined && given.seen !== (await stateOf(ctx, before))) return stale(ctx, before);
    const after = changed(ctx, before, given);
    const changes = detailChanges(ctx, before, after);
    const said = { name, title: before.title, line: { code: `/meeting change ${name} chair:none` } };
    if (isBare(given)) throw new UserError('error.meeting.changeWhat', said, 'title');
    if (changes.length === 0) throw new UserError('error.meeting.changeNothing', said);
    await ctx.save('meeting', before, after);
    const stands = standing(ctx, { meeting: after, occurrences: found.occurrences });
    const told = await tellParts(ctx, before, stands);
    const place = await tellElsewhere(ctx, found, stands);
    const open = openRoles(after, await seatsOf(ctx.tx, ctx.dir.group.id)).filter((role) => after[role] !== before[role]);
    for (const role of open) await tellOpenRole(ctx, after, role, ctx.lang);
    await refreshMeeting(ctx, before.number);
    const text = ctx.t('meeting.change.done', { name, title: after.title });
    const show = press(ctx, 'button.show', 'meeting.show', { meeting: name });
    return { ...message(undefined, { text }, { list: changes.map((change) => ({ text: change })) }, { note: told.size > 0 ? heardText(ctx, 'meeting.told', told) : [] }, { note: place.size > 0 ? ctx.t('meeting.change.place', { told: heardText(ctx, 'meeting.told', place) }) : [] }, { buttons: [undoButton(ctx), show] }), tone: 'done' };
  },
});

/** @throws UserError for whoever may not run it, and for what is called off or over */
async function toChange(ctx: Ctx, typed: string): Promise<Found> {
  const found = await meetingRef(ctx, typed);
  const { meeting, sittings } = found;
  await checkMayRun(ctx, meeting);
  checkNotOff(ctx, found);
  if (meeting.starts !== null && !nextSitting(sittings, stamp(ctx.now))) throw new UserError('error.meeting.over', { name: meetingName(meeting), title: meeting.title }, 'meeting');
  return found;
}

/** Tells one state of one meeting from all others. */
const stateOf = (ctx: Ctx, { number }: Meeting): Promise<number> => lastSeq(ctx.tx, ctx.dir.group.id, `M${number}`, { kind: 'meeting', id: String(number) });

/** The form was filled in with another meeting, or somebody has changed it meanwhile: nothing of that is to be written back. */
function stale(ctx: Ctx, { number, title }: Meeting): Message {
  const name = meetingName({ number });
  return { ...message(undefined, { text: ctx.t('meeting.change.stale', { name, title }) }, { buttons: [press(ctx, 'button.change', 'meeting.change', { meeting: name, form: 'open' })] }), tone: 'refusal' };
}

const isBare = ({ meeting: _meeting, seen: _seen, ...rest }: Input): boolean => Object.values(rest).every((value) => value === undefined);

const isNone = (typed: string): boolean => nameKey(typed) === 'none';

/** The meeting as it is to be. @throws UserError for an organisation or an event that cannot be meant, and for a meeting at no event */
function changed(ctx: Ctx, before: Meeting, given: Input): Meeting {
  const part = (field: 'chair' | 'convenor' | 'notes', stands: string | null): string | null => {
    const typed = given[field];
    // What stands in the form may have ended meanwhile: it stays until it is changed.
    if (typed === undefined || (stands !== null && nameKey(typed) === nameKey(nameOf(ctx.dir, stands)))) return stands;
    return isNone(typed) ? null : partRef(ctx, typed, field);
  };
  const text = (typed: string | undefined, stands: string | null): string | null => (typed === undefined ? stands : isNone(typed) ? null : oneLine(typed));
  const after: Meeting = {
    ...before, title: given.title === undefined ? before.title : oneLine(given.title), kind: given.kind ?? before.kind,
    chair: part('chair', before.chair), convenor: part('convenor', before.convenor), notetaker: part('notes', before.notetaker),
    city: text(given.city, before.city), place: text(given.place, before.place), event: eventFor(ctx, before, given.event), changed: stamp(ctx.now),
  };
  if (after.kind === 'event' && after.event === null && (before.kind !== 'event' || before.event !== null)) throw new UserError('error.meeting.whichEvent', {}, given.event === undefined ? 'kind' : 'event');
  return after;
}

function eventFor(ctx: Ctx, { event: stands }: Meeting, typed: string | undefined): string | null {
  if (typed === undefined) return stands;
  if (isNone(typed)) return null;
  const event = eventRef(ctx, typed);
  if (event.cancelled !== null && event.id !== stands) throw new UserError('error.meeting.eventOff', { event: event.title }, 'event');
  return event.id;
}
