import { cut } from '#core/fit.ts';
import { join, type Button, type Rich } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { linksIn } from '#db/feeds.ts';
import { seatsOf } from '#db/people.ts';
import type { Ctx, View } from '#bot/command.ts';
import { meetingName, meetingsOf, whenText } from '#bot/meetings.ts';
import { press } from '#bot/reply.ts';
import type { Task } from '#bot/tasks.ts';
import { leads, openRoles, runs } from '#rules/called.ts';
import { nextSitting, type Sitting } from '#rules/meeting.ts';
import type { Meeting, Seat } from '#rules/things.ts';

/** So many days ahead somebody is told what their meeting has not got yet. */
export const lackDays = 7;
/** It outweighs what goes on without it, not what others wait for. */
const weight = 5600;

/** What a meeting has not got yet. */
export interface Lack {
  readonly names: Rich;
  readonly link: boolean;
  /** Whether nobody could come without it. A chair and a note-taker are also found as it begins. */
  readonly needs: boolean;
}

type Reader = Pick<View, 't' | 'seats'>;
type Link = Awaited<ReturnType<typeof linksIn>>[number];

/** What a sitting has not got yet that the reader has to see to; undefined for nothing. `held` are all seats of the group, `links` the links that are set there. */
export function lackOf(view: Reader, meeting: Meeting, { slot }: Pick<Sitting, 'slot'>, held: readonly Seat[], links: readonly Link[]): Lack | undefined {
  const open = openRoles(meeting, held);
  if (!isTheirs(view, meeting, open, held)) return undefined;
  const isRemote = meeting.kind === 'teleconference';
  const lacks = {
    link: isRemote && !links.some((link) => link.meeting === meeting.number && (link.slot === '' || link.slot === slot)),
    place: !isRemote && meeting.city === null && meeting.place === null,
    chair: meeting.chair === null || open.includes('chair'),
    notetaker: meeting.notetaker === null || open.includes('notetaker'),
  };
  const which = (['link', 'place', 'chair', 'notetaker'] as const).filter((name) => lacks[name]);
  if (which.length === 0) return undefined;
  return { names: view.t('meeting.lacks.list', { list: join(which.map((name) => view.t(`meeting.lacks.${name}`)), ', ') }), link: lacks.link, needs: lacks.link || lacks.place };
}

/** What a button does that asks for the link to a sitting, for whoever sets it. */
export const linkButton = (view: Pick<View, 'label'>, { number, slot }: Pick<Sitting, 'number' | 'slot'>): Button => press(view, 'button.setLink', 'meeting.join', { meeting: meetingName({ number }), ...(slot !== '' && { on: slot }), form: 'link' });

/** Whether a meeting is for some seats to see to, of those that are held. */
export const seesTo = (seats: readonly Seat[], meeting: Meeting, held: readonly Seat[]): boolean => isTheirs({ seats }, meeting, openRoles(meeting, held), held);

/** Whether a meeting is the reader's to see to: that of whoever speaks for its chair, convenor and note-taker; where nobody chairs or calls it, of the coordinators. */
function isTheirs({ seats }: Pick<Reader, 'seats'>, meeting: Meeting, open: ReturnType<typeof openRoles>, held: readonly Seat[]): boolean {
  const isKept = (['chair', 'convenor'] as const).some((role) => meeting[role] !== null && !open.includes(role));
  return seats.some((seat) => (runs(meeting, seat) && leads(seat, seat.organisation!, held)) || (!isKept && seat.role === 'coordinator'));
}

/** What the caller's meetings of the coming days cannot do without and have not got yet. */
export async function lackTasks(ctx: Ctx): Promise<Task[]> {
  const { id } = ctx.dir.group;
  const until = stamp(ctx.now.add({ hours: 24 * lackDays }));
  const near = (await meetingsOf(ctx)).flatMap(({ meeting, sittings }) => {
    const sitting = nextSitting(sittings, stamp(ctx.now));
    return sitting && sitting.at <= until ? [{ meeting, sitting }] : [];
  });
  if (near.length === 0) return [];
  const [held, links] = [await seatsOf(ctx.tx, id), await linksIn(ctx.tx, id)];
  return near.flatMap(({ meeting, sitting }): Task[] => {
    const lack = lackOf(ctx, meeting, sitting, held, links);
    if (!lack?.needs) return [];
    const name = meetingName(meeting);
    const setLink = { ...press(ctx, 'button.setLink', 'meeting.join', { meeting: name, form: 'link' }), label: cut(ctx.label('my.tasks.setLink', { id: name }), 75) };
    const show = { label: ctx.label('my.tasks.showPoll', { id: name }), run: 'meeting.show', given: { meeting: name } };
    return [{ item: { text: [{ b: [name] }, ` ${meeting.title}`], note: join([whenText(ctx, sitting), lack.names], ' · ') }, weight, buttons: [lack.link ? setLink : show] }];
  });
}
