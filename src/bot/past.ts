import { join, plain, type Item, type Rich } from '#core/message.ts';
import { place, showDay } from '#core/time.ts';
import { seatsOf } from '#db/people.ts';
import type { Ctx, View } from '#bot/command.ts';
import { daysText, momentText, spanText, windowText } from '#bot/events.ts';
import { calendarState } from '#bot/opencalendar.ts';
import { meetingTellers } from '#bot/pastmeetings.ts';
import { dueText, fullName, nameOf, seatLabel } from '#bot/words.ts';
import { aboutName, deadlineName, eventName } from '#rules/event.ts';
import { offsetText, showDue } from '#rules/due.ts';
import type { Certainty, Commitment, Days, Due, KeyEvent, Line, Moment, Settings, ThingKind, Things, Weekly } from '#rules/things.ts';
import { weeklyName } from '#rules/weekly.ts';

/** Lines of history as people read them: what changed, then who did it, when and from where. */
export async function pastItems(ctx: Ctx, lines: readonly Line[]): Promise<Item[]> {
  const seats = new Map((await seatsOf(ctx.tx, ctx.dir.group.id, 'all')).map((seat) => [seat.id, seat]));
  return lines.map((line) => {
    const seat = line.seat === null ? undefined : seats.get(line.seat);
    const who = seat ? seatLabel(ctx.t, ctx.dir, seat) : ctx.t('seat.none');
    const behalf = line.behalf === null ? [] : ctx.t('past.behalf', { organisation: nameOf(ctx.dir, line.behalf) });
    // What was taken back is the act itself: this line turned round.
    const what = line.undoes === null ? whatText(ctx, line) : ctx.t('past.undone', { what: whatText(ctx, { ...line, before: line.after, after: line.before }) });
    return { text: what, note: join([[...who, ...behalf], [{ when: line.at }], ctx.t('past.door', { door: line.door })], ' · ') };
  });
}

type Teller<K extends ThingKind> = (ctx: Ctx, before: Things[K] | null, after: Things[K] | null) => Rich;

/** What a line says, by the kind of thing it is about. `before` is null for something new, `after` for something taken away. */
const tellers: { readonly [K in ThingKind]: Teller<K> } = {
  commitment: (ctx, before, after) => {
    const id = `C${(after ?? before)!.number}`;
    if (!after) return ctx.t('past.gone', { what: `${id} ${before!.title}` });
    if (!before) return ctx.t(after.state === 'proposed' ? 'past.proposed' : 'past.entered', { id, title: after.title });
    return stepOf(ctx, id, before, after) ?? ctx.t('past.changed', { id, changes: changesOf(ctx, before, after) });
  },
  milestone: (ctx, before, after) => {
    const { commitment, number, title } = (after ?? before)!;
    const id = `C${commitment}.${number}`;
    if (!after) return ctx.t('past.gone', { what: `${id} ${title}` });
    if (!before) return ctx.t('past.step', { id, title, due: pastDue(ctx, after.due) });
    return ctx.t('past.changed', { id, changes: changesOf(ctx, before, after) });
  },
  report: (ctx, before, after) => {
    const { organisation, commitment } = (after ?? before)!;
    const params = { id: `C${commitment}`, organisation: nameOf(ctx.dir, organisation) };
    if (!after) return ctx.t('past.gone', { what: ctx.t('past.reportOf', params) });
    const said = withNote(ctx.t(`status.${after.status}`), after.note);
    if (after.was) return ctx.t('past.corrected', { ...params, was: withNote(ctx.t(`status.${after.was.status}`), after.was.note), said });
    return ctx.t('past.reported', { ...params, said });
  },
  rating: (ctx, before, after) => {
    const { organisation, commitment } = (after ?? before)!;
    const params = { id: `C${commitment}`, organisation: nameOf(ctx.dir, organisation) };
    if (!after) return ctx.t('past.gone', { what: ctx.t('past.ratingOf', params) });
    return ctx.t('past.rated', { ...params, said: withNote(ctx.t(`completion.${after.completion}`), after.note) });
  },
  evidence: (ctx, before, after) => {
    const { commitment, kind, link, note, organisation } = (after ?? before)!;
    const what: Rich = [...ctx.t(`evidence.${kind}`), ' ', { href: link, text: link }, ...(note === null ? [] : [` ${note}`])];
    return after ? ctx.t('past.evidence', { id: `C${commitment}`, organisation: nameOf(ctx.dir, organisation), what }) : ctx.t('past.gone', { what });
  },
  organisation: (ctx, before, after) => {
    const { acronym, name } = (after ?? before)!;
    if (!after) return ctx.t('past.gone', { what: acronym });
    return before ? ctx.t('past.changed', { id: acronym, changes: changesOf(ctx, before, after) }) : ctx.t('past.listed', { what: fullName({ acronym, name }) });
  },
  event: (ctx, before, after) => {
    const { id, title } = (after ?? before)!;
    const what = eventName(id);
    if (!after) return ctx.t('past.gone', { what: `${what} ${title}` });
    if (!before) return ctx.t('past.event.added', { what: `${what} ${title}`, days: daysText(ctx, after) });
    return eventStep(ctx, what, before, after) ?? ctx.t('past.changed', { id: what, changes: changesOf(ctx, before, after) });
  },
  deadline: (ctx, before, after) => {
    const id = deadlineName((after ?? before)!);
    if (!after) return ctx.t('past.gone', { what: `${id} ${before!.title}` });
    if (!before) return ctx.t('past.event.deadline', { what: `${id} ${after.title}`, window: windowText(ctx, after) });
    if (before.cancelled !== after.cancelled) return ctx.t(after.cancelled === null ? 'past.event.again' : 'past.event.off', { what: `${id} ${after.title}` });
    return ctx.t('past.changed', { id, changes: changesOf(ctx, before, after) });
  },
  snooze: (ctx, before, after) => {
    const { subject, until } = (after ?? before)!;
    if (!after) return ctx.t('past.snooze.ended', { subject: aboutName(subject) });
    return until === null ? ctx.t('past.snooze.passed', { subject: aboutName(subject) }) : ctx.t('past.snooze.put', { subject: aboutName(subject), day: showDay(until, ctx.lang) });
  },
  seat: (ctx, before, after) => {
    const seat = { ...(after ?? before)!, ended: null };
    const what = seatLabel(ctx.t, ctx.dir, seat);
    if (before && after && before.person_id !== after.person_id && before.ended === after.ended) return ctx.t('past.seatJoined', { what });
    return ctx.t(!after || after.ended !== null ? 'past.seatEnded' : before && before.ended === null ? 'past.seatChanged' : 'past.seatTaken', { what });
  },
  offer: (ctx, before, after) => {
    const { role, organisation, side } = (after ?? before)!;
    const what = join([ctx.t(`role.${role}`), organisation || side ? [nameOf(ctx.dir, (organisation ?? side)!)] : []], ', ');
    return ctx.t(before && after?.ended ? 'past.offerEnded' : 'past.offered', { what });
  },
  side: (ctx, _before, after) => ctx.t('past.listed', { what: after?.label ?? '–' }),
  group: (ctx, before, after) => {
    const id = (after ?? before)!.name;
    return before && after ? ctx.t('past.changed', { id, changes: changesOf(ctx, before, after) }) : ctx.t('past.made', { id });
  },
  ...meetingTellers,
};

/** The changes of a commitment that have words of their own: agreement, the lead, what was proposed to change. */
function stepOf(ctx: Ctx, id: string, before: Commitment, after: Commitment): Rich | undefined {
  if (before.state !== after.state) return ctx.t(`past.${after.state}`, { id });
  if (before.lead !== after.lead) return ctx.t(after.lead === null ? 'past.leadEnded' : 'past.leads', { id, organisation: nameOf(ctx.dir, (after.lead ?? before.lead)!) });
  if (before.offered !== after.offered) return ctx.t(after.offered === null ? 'past.askEnded' : 'past.asked', { id, organisation: nameOf(ctx.dir, (after.offered ?? before.offered)!) });
  if (JSON.stringify(before.amendment) === JSON.stringify(after.amendment)) return undefined;
  if (after.amendment) return ctx.t('past.amendment', { id, side: nameOf(ctx.dir, after.amendment.proposed), change: amendmentText(ctx, after.amendment, pastDue) });
  const changes = changesOf(ctx, { ...before, amendment: null }, after);
  return changes.length > 0 ? ctx.t('past.amended', { id, changes }) : ctx.t('past.amendmentEnded', { id });
}

/** The changes of an event that have words of their own: other days, old and new; a date confirmed; called off. */
function eventStep(ctx: Ctx, what: string, before: KeyEvent, after: KeyEvent): Rich | undefined {
  if (before.cancelled !== after.cancelled) return ctx.t(after.cancelled === null ? 'past.event.again' : 'past.event.off', { what });
  const [from, to] = [daysText(ctx, before), daysText(ctx, after)];
  if (plain(from) !== plain(to)) return ctx.t(after.certainty === 'confirmed' || after.starts === null ? 'past.event.movedSurely' : 'past.event.moved', { what, from, to, certainty: ctx.t(`certainty.${after.certainty}`) });
  return before.certainty !== after.certainty && after.certainty === 'confirmed' ? ctx.t('past.event.confirmed', { what, days: to }) : undefined;
}

function whatText(ctx: Ctx, line: Line): Rich {
  return (tellers[line.kind] as Teller<ThingKind>)(ctx, line.before, line.after);
}

function withNote(text: Rich, note: string | null): Rich {
  return note === null ? text : [...text, ': ', note];
}

/** Fields that only say why or when another one is as it is. */
const quiet: ReadonlySet<string> = new Set(['basis', 'due_note', 'precision']);

/** The fields in which two states of a thing differ, each as name: old → new. */
function changesOf(ctx: Ctx, whole: object, changed: object): Rich {
  const [before, after] = [flat(whole), flat(changed)];
  const names = Object.keys({ ...before, ...after }).filter((name) => !quiet.has(name) && JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return join(names.map((name) => ctx.t('past.field', { name: nameText(ctx, name), before: valueText(ctx, name, before[name]), after: valueText(ctx, name, after[name]) })), '; ');
}

/** A thing's fields, a group's settings one by one: of its many ladders, one is changed at a time. */
function flat({ settings, ...rest }: { readonly settings?: Settings }): Readonly<Record<string, unknown>> {
  if (!settings) return rest;
  const { ladders, ...others } = settings;
  return { ...rest, ...others, ...Object.fromEntries(Object.entries(ladders).map(([kind, rungs]) => [`ladder ${kind}`, rungs])) };
}

function nameText(ctx: Ctx, name: string): Rich {
  const [, kind] = /^ladder (.+)$/.exec(name) ?? [];
  return kind === undefined ? ctx.t(`past.name.${name}` as 'past.name.title') : ctx.t('past.ladder', { kind });
}

function valueText(ctx: Ctx, name: string, value: unknown): Rich {
  if (name === 'rungs' || name.startsWith('ladder ')) return value ? (value as string[]).length === 0 ? ctx.t('reminder.rules.off') : [(value as string[]).join(' ')] : ctx.t('past.usual');
  if (value === null || value === undefined || value === '') return ['–'];
  if (name === 'due') return pastDue(ctx, value as Due);
  if (name === 'opens' || name === 'closes') return pastMoment(ctx, value as Moment);
  if (name === 'starts' || name === 'ends') return [showDay(value as string, ctx.lang)];
  if (name === 'certainty') return ctx.t(`certainty.${value as Certainty}`);
  if (name === 'alternatives') return join((value as Days[]).map((span) => spanText(ctx, span)), '; ');
  if (name === 'calendar') return calendarState(ctx, value as Settings['calendar']);
  if (name === 'digest') return [weeklyName(value as Weekly)];
  if (name === 'agreed' || name === 'done') return [{ when: value as string }];
  if (name === 'state') return ctx.t(`commitment.state.${value as 'agreed'}`);
  if (name === 'amendment') return amendmentText(ctx, value as NonNullable<Things['commitment']['amendment']>, pastDue);
  if (Array.isArray(value)) return [value.map((id: string) => nameOf(ctx.dir, id)).join(', ') || '–'];
  return [typeof value === 'string' ? nameOf(ctx.dir, value) : String(value)];
}

/** A due date as it was set. On which day that fell then may have changed since: what hangs on an event is told by what it hangs on. */
function pastDue(ctx: Ctx, due: Due): Rich {
  const on = due.by === 'event' ? showDue(due, ctx.dir.events, ctx.lang) : undefined;
  if (due.by !== 'event' || on === undefined) return dueText(ctx.t, ctx.dir, due, ctx.lang);
  return ctx.t('past.hangs', { name: `${due.event.toUpperCase()}${offsetText(due.days)}`, event: ctx.dir.events.get(due.event)!.title, on });
}

/** The same of a moment, with its hour. */
function pastMoment(ctx: Ctx, moment: Moment): Rich {
  const { due, time, zone } = moment;
  if (due.by !== 'event') return momentText(ctx, moment);
  const hour = time === null ? [] : [`, ${time} ${place(zone)}`];
  return [...pastDue(ctx, due), ...hour];
}

/** What an amendment would change, in words. */
export function amendmentText<V extends View>(ctx: V, { change: { title, text, due }, reason }: NonNullable<Things['commitment']['amendment']>, said = (of: V, day: Due): Rich => dueText(of.t, of.dir, day, of.lang)): Rich {
  const quoted = (key: 'past.name.title' | 'past.name.text', words: string | undefined): Rich => (words === undefined ? [] : [...ctx.t(key), ` “${words}”`]);
  const date = due === undefined ? [] : [...ctx.t('past.name.due'), ' ', ...said(ctx, due)];
  const change = join([quoted('past.name.title', title), quoted('past.name.text', text), date], '; ');
  return reason === null ? change : ctx.t('past.reason', { change, reason });
}
