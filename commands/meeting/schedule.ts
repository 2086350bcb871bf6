import { z } from 'zod';
import { callIn, heardText } from '#bot/calling.ts';
import { command, type Ctx } from '#bot/command.ts';
import { checkKeeper, daysText, keepers } from '#bot/events.ts';
import { postMeeting } from '#bot/meetingcard.ts';
import { partRef } from '#bot/meetingparts.ts';
import { calledTo, meetingName, meetingsOf, whenText, type Found } from '#bot/meetings.ts';
import { meansStart, readStart, zoneThere } from '#bot/meetingtime.ts';
import { repeatOf, rolePairs, strainLines, strainsSoFar, timeItems } from '#bot/meetingwords.ts';
import { tellOpenRole } from '#bot/openroles.ts';
import { eventRef } from '#bot/refs.ts';
import { done, press, undoButton } from '#bot/reply.ts';
import { sealed } from '#bot/secrets.ts';
import { sureFields } from '#bot/sure.ts';
import { nameOf } from '#bot/words.ts';
import { zoneRef } from '#bot/zone.ts';
import { UserError } from '#core/errors.ts';
import { choice, int, line, linkless, ref, when } from '#core/field.ts';
import { cut } from '#core/fit.ts';
import { nameKey } from '#core/fold.ts';
import { oneLine } from '#core/legible.ts';
import { join, message, type Block, type Button, type Message, type Pair, type Rich } from '#core/message.ts';
import { dayOf, place, showDay, stamp } from '#core/time.ts';
import type { Around } from '#core/when.ts';
import { setDialin } from '#db/dialins.ts';
import { nextMeeting } from '#db/meetings.ts';
import { seatsOf } from '#db/people.ts';
import { openRoles } from '#rules/called.ts';
import { readDialin, type Dialin } from '#rules/dialin.ts';
import { eventName, occurrence } from '#rules/event.ts';
import { sittingsOf } from '#rules/meeting.ts';
import { mended } from '#rules/moment.ts';
import { readRepeat, type Repeat } from '#rules/repeat.ts';
import { meetingKinds, type KeyEvent, type Meeting } from '#rules/things.ts';
import { checkYear } from '#rules/yearless.ts';

/** How many times, and how many clashes, are shown. */
const shown = { times: 4, clashes: 3 };

const input = z.object(linkless({
  title: line(150),
  when: when(),
  repeat: line(200).meta({ asked: true }).optional(),
  kind: choice(meetingKinds).meta({ asked: true }).optional(),
  zone: ref('zone').optional(),
  minutes: int(5, 600).optional(),
  chair: ref('organisation').meta({ asked: true }).optional(),
  convenor: ref('organisation').optional(),
  notes: ref('organisation').optional(),
  city: line(60).optional(),
  place: line(200).optional(),
  event: ref('event').optional(),
  link: line(1500).meta({ asked: true, secret: true }).optional(),
  sure: sureFields.sure,
  seen: sureFields.seen,
}));
type Input = z.output<typeof input>;

/** What was asked for, understood. `again` gives the same once more, in words that mean the same whenever they are read. */
interface Plan extends Found {
  readonly repeat: Repeat | undefined;
  readonly dialin: Dialin | undefined;
  readonly again: Readonly<Record<string, string>>;
}

/** Calls a meeting or a series of them. What was understood is shown first; then it is kept, shown in the rooms, and people are called in. */
export const meetingSchedule = command({
  name: 'meeting.schedule',
  who: keepers,
  input,
  args: ['title'],
  dates: { when: meansStart },
  check: checkKeeper,
  async prefill(ctx) {
    const own = ctx.me?.organisation ? nameOf(ctx.dir, ctx.me.organisation) : undefined;
    return { minutes: '60', ...(own !== undefined && { chair: own, convenor: own }) };
  },
  async run(ctx, given) {
    const plan = await planOf(ctx, given);
    const all = await meetingsOf(ctx);
    checkNew(ctx, plan, all);
    const isSeen = given.seen === undefined || given.seen === plan.meeting.number;
    return given.sure && isSeen ? carryOut(ctx, plan) : preview(ctx, plan, all, given);
  },
});

async function planOf(ctx: Ctx, given: Input): Promise<Plan> {
  const { dir } = ctx;
  const zone = given.zone === undefined ? undefined : zoneRef(given.zone, 'zone');
  const event = given.event === undefined ? undefined : eventRef(ctx, given.event);
  // An hour in another city is meant on the clock there.
  const there = zoneThere(given.kind === 'teleconference' ? undefined : event, given.city);
  const start = readStart(ctx, given.when, { zone, usual: zone ?? there, repeats: given.repeat !== undefined });
  if (given.repeat !== undefined) checkEnd(given.repeat, { ...ctx.around('repeat'), zone: start.zone });
  const repeat = given.repeat === undefined ? undefined : readRepeat(given.repeat, start.local, { ...ctx.around('repeat'), zone: start.zone }, dir.events);
  if (event && event.cancelled !== null) throw new UserError('error.meeting.eventOff', { event: event.title }, 'event');
  if (given.kind === 'event' && !event) throw new UserError('error.meeting.whichEvent', {}, 'event');
  const role = (field: 'chair' | 'convenor' | 'notes') => (given[field] === undefined ? null : partRef(ctx, given[field], field));
  const dialin = given.link === undefined ? undefined : readDialin(given.link, 'link');
  const text = (typed: string | undefined) => (typed === undefined ? null : oneLine(typed));
  const city = text(given.city);
  const venue = text(given.place);
  const meeting: Meeting = {
    number: await nextMeeting(ctx.tx, dir.group.id), title: oneLine(given.title), zone: start.zone, starts: start.local, minutes: given.minutes ?? 60,
    kind: given.kind ?? (event ? 'event' : (city ?? venue) !== null && !dialin ? 'face-to-face' : 'teleconference'),
    rule: repeat?.rule ?? null, until: repeat?.until ?? { by: 'none' }, city, place: venue, event: event?.id ?? null,
    chair: role('chair'), convenor: role('convenor') ?? ctx.me!.organisation, notetaker: role('notes'),
    slots: null, closes: null, cancelled: null, sequence: 0, changed: stamp(ctx.now),
  };
  return { meeting, occurrences: [], sittings: sittingsOf(meeting, [], dir.events), repeat, dialin, again: sameAgain(ctx, given, meeting, start.at, dialin) };
}

/** @throws UserError for an end without a year that was not long ago */
function checkEnd(typed: string, around: Around): void {
  const [, before, end] = /^(.*\b(?:until|till)\s+)(.+)$/i.exec(typed) ?? [];
  if (end !== undefined) mended(typed, () => checkYear(end, around), ({ label, value }) => ({ label, value: `${before}${value}` }));
}

function sameAgain(ctx: Ctx, given: Input, { title, starts, zone, minutes, city, place: venue }: Meeting, at: Temporal.Instant, dialin: Dialin | undefined): Plan['again'] {
  const later = Temporal.PlainDateTime.from(starts!).toZonedDateTime(zone, { disambiguation: 'later' }).toInstant();
  const turn = later.equals(at) ? '' : ' first';
  const words = { title, when: `${starts!.replace('T', ' ')}${turn} ${zone}`, zone, minutes: String(minutes), city, place: venue };
  const { repeat, kind, chair, convenor, notes, event } = given;
  const link = dialin && sealed(ctx.secret, [dialin.link, dialin.phone].filter((part) => part !== null).join(' '));
  const all = { ...words, repeat, kind, chair, convenor, notes, event, link };
  return Object.fromEntries(Object.entries(all).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

/** @throws UserError for a meeting that stands already, by its title and first time: an old button calls nobody twice */
function checkNew(ctx: Ctx, { meeting, sittings }: Plan, all: readonly Found[]): void {
  const [first] = sittings;
  const same = all.find((each) => each.meeting.cancelled === null && nameKey(each.meeting.title) === nameKey(meeting.title) && each.sittings[0]?.at === first!.at);
  if (!same) return;
  const name = meetingName(same.meeting);
  throw new UserError('error.meeting.again', { name, title: same.meeting.title, when: whenText(ctx, first!) }, undefined, [{ label: ctx.label('button.show'), value: `/meeting show ${name}` }]);
}

async function preview(ctx: Ctx, plan: Plan, all: readonly Found[], given: Input): Promise<Message> {
  const { meeting, sittings, repeat, again } = plan;
  const seats = await seatsOf(ctx.tx, ctx.dir.group.id);
  const first = sittings.slice(0, shown.times);
  const people = new Set((await calledTo(ctx, meeting.number)).map(({ person_id }) => person_id));
  people.delete(ctx.person?.id ?? '');
  const times: Block[] = meeting.rule === null ? [] : [{ text: [{ b: ctx.t('meeting.schedule.first', { count: first.length }) }] }, { list: timeItems(ctx, plan, first) }];
  const strained = meeting.kind === 'teleconference' ? strainLines(ctx, sittings, await strainsSoFar(ctx)) : [];
  const hours = strained.length > 0 || meeting.kind !== 'teleconference' ? strained : [ctx.t('meeting.schedule.social')];
  const other = repeat?.other;
  const yes: Button = { label: ctx.label('meeting.schedule.yes'), run: 'meeting.schedule', given: { ...again, sure: 'yes', seen: String(meeting.number) }, tone: 'main' };
  return message(
    ctx.t('meeting.schedule.ask', { title: meeting.title }),
    { text: given.sure ? ctx.t('meeting.schedule.stale') : [] },
    { text: saidText(ctx, plan) },
    { note: other === undefined ? [] : ctx.t('meeting.schedule.other', { typed: cut(given.repeat!, 80), repeat: repeatOf(ctx, meeting), other }) },
    ...times,
    { fields: pairs(ctx, plan, seats) },
    ...[...warnings(ctx, plan, seats, all), ...hours].map((note): Block => ({ note })),
    { note: ctx.t('meeting.schedule.willCall', { people: people.size }) },
    {
      buttons: [
        yes,
        ...(other === undefined ? [] : [{ label: cut(ctx.label('meeting.schedule.otherYes', { other }), 75), run: 'meeting.schedule', given: { ...again, repeat: other } }]),
        press(ctx, 'button.change', 'meeting.schedule', { ...again, form: 'open' }),
        press(ctx, 'button.cancel', 'meeting.list'),
      ],
    },
  );
}

/** When it is and how it comes back, in full words. */
function saidText(ctx: Ctx, { meeting, sittings }: Plan): Rich {
  const minutes = ctx.t('meeting.minutes', { count: meeting.minutes });
  if (meeting.rule === null) return ctx.t('meeting.schedule.once', { when: whenText(ctx, sittings[0]!), minutes });
  const endless = meeting.until.by === 'event' && ctx.dir.events.get(meeting.until.event)?.starts === null;
  return ctx.t(endless ? 'meeting.schedule.endless' : 'meeting.schedule.series', { count: sittings.length, repeat: repeatOf(ctx, meeting), minutes });
}

function pairs(ctx: Ctx, { meeting, dialin }: Plan, seats: Awaited<ReturnType<typeof seatsOf>>): Pair[] {
  const pair = (key: 'field.kind' | 'field.zone' | 'field.city' | 'field.place' | 'field.event' | 'field.link', value: Rich): Pair[] => (value.length === 0 ? [] : [{ label: ctx.t(key), value }]);
  const { kind, zone, city, event } = meeting;
  return [
    ...pair('field.kind', ctx.t(`meeting.kind.${kind}`)),
    ...pair('field.zone', [place(zone)]),
    ...pair('field.city', city === null ? [] : [city]),
    ...pair('field.place', meeting.place === null ? [] : [meeting.place]),
    ...pair('field.event', event === null ? [] : [`${eventName(event)} ${ctx.dir.events.get(event)!.title}`]),
    ...pair('field.link', dialin ? ctx.t('meeting.schedule.kept') : kind === 'teleconference' ? ctx.t('meeting.schedule.linkless') : []),
    ...rolePairs(ctx, meeting, seats),
  ];
}

/** What whoever calls a meeting should know before: it is only said. */
function warnings(ctx: Ctx, { meeting, sittings }: Plan, seats: Awaited<ReturnType<typeof seatsOf>>, all: readonly Found[]): Rich[] {
  const open = openRoles(meeting, seats).length;
  const others = all.flatMap((each) => each.sittings.filter(({ state }) => state === 'on').map((sitting) => ({ sitting, title: each.meeting.title })));
  const clashes = sittings.flatMap(({ at, ends }) => others.filter(({ sitting }) => sitting.at < ends && at < sitting.ends));
  const collisions = clashes.map(({ sitting, title }) => ctx.t('meeting.schedule.collision', { name: meetingName(sitting), title: cut(title, 60), day: showDay(sitting.local.slice(0, 10), ctx.lang) }));
  return [
    ...(open > 0 ? [ctx.t('meeting.schedule.rolesTold', { count: open })] : []),
    ...(clashes.length > 0 ? [ctx.t('meeting.schedule.collides', { count: clashes.length, list: few(collisions) })] : []),
    ...onEvents(ctx, meeting, sittings),
  ];
}

/** The first of some, and that there are more. */
const few = (list: readonly Rich[]): Rich => join([...list.slice(0, shown.clashes), ...(list.length > shown.clashes ? [['…']] : [])], ', ');

/** That it is on days of events, or not on those of the event that it is held at. */
function onEvents(ctx: Ctx, meeting: Meeting, sittings: Plan['sittings']): Rich[] {
  const held = meeting.event === null ? undefined : ctx.dir.events.get(meeting.event)!;
  const isAway = held !== undefined && held.precision === 'day' && sittings.some(({ at }) => !isOn(held, at, meeting.zone));
  const away = isAway ? [ctx.t('meeting.schedule.offEvent', { event: eventName(held.id), days: daysText(ctx, held) })] : [];
  const found = sittings.flatMap(({ at, local }) =>
    [...ctx.dir.events.values()].flatMap((event) => {
      if (event.id === meeting.event || event.cancelled !== null || event.precision !== 'day') return [];
      return isOn(event, at, meeting.zone) ? [ctx.t('meeting.schedule.dayOf', { day: showDay(local.slice(0, 10), ctx.lang), event: `${eventName(event.id)} ${cut(event.title, 60)}` })] : [];
    }),
  );
  return found.length === 0 ? away : [...away, ctx.t('meeting.schedule.onEvent', { list: few(found) })];
}

/** Whether an instant is on one of the days of an event. */
function isOn(event: KeyEvent, at: string, zone: string): boolean {
  const day = dayOf(at, event.zone ?? zone);
  const days = occurrence(event, day);
  return days !== undefined && days !== null && days.starts <= day && day <= days.ends;
}

async function carryOut(ctx: Ctx, plan: Plan): Promise<Message> {
  const { meeting, sittings, dialin } = plan;
  const { id } = ctx.dir.group;
  const name = meetingName(meeting);
  await ctx.save('meeting', null, meeting);
  if (dialin) await setDialin(ctx.tx, ctx.secret, id, meeting.number, '', dialin, ctx.me!.id, ctx.now);
  for (const role of openRoles(meeting, await seatsOf(ctx.tx, id))) await tellOpenRole(ctx, meeting, role, ctx.lang);
  await postMeeting(ctx, meeting.number);
  const told = heardText(ctx, 'meeting.told', await callIn(ctx, name, await calledTo(ctx, meeting.number)));
  const said = { name, title: meeting.title, when: whenText(ctx, sittings[0]!), repeat: repeatOf(ctx, meeting), told };
  const given = { meeting: name };
  return done(
    ctx.t(meeting.rule === null ? 'meeting.schedule.done' : 'meeting.schedule.doneSeries', said),
    press(ctx, 'button.show', 'meeting.show', given), press(ctx, 'button.ics', 'meeting.show', { ...given, calendar: 'yes' }), undoButton(ctx),
  );
}
