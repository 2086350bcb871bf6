import type { View } from '#bot/command.ts';
import { replyButtons } from '#bot/meetingcard.ts';
import { meetingName, whenText } from '#bot/meetings.ts';
import { nameOf } from '#bot/words.ts';
import { join, type Button, type Rich } from '#core/message.ts';
import { onClock, stamp } from '#core/time.ts';
import type { Asked, Entry } from '#delivery/entry.ts';
import { pointText, type Reading } from '#delivery/view.ts';
import { toldParts } from '#rules/called.ts';
import { eventName } from '#rules/event.ts';
import { nextSitting, type Sitting } from '#rules/meeting.ts';
import { placeIn, type Place } from '#rules/meetingnews.ts';
import type { Calling, Shifted } from '#rules/meetingrungs.ts';
import { movedFrom } from '#rules/meetingshift.ts';
import { members } from '#rules/roles.ts';
import { replies, type Meeting, type Reply } from '#rules/things.ts';

export const showMeeting = (view: Pick<View, 'label'>, meeting: Pick<Meeting, 'number'>): Button => ({ label: view.label('reminder.prompt.show', { id: meetingName(meeting) }), run: 'meeting.show', given: { meeting: meetingName(meeting) } });

/** That a meeting is held elsewhere: what was named before and is now, and when it is next. */
export function placeEntry(view: Reading, { meeting, sittings }: Calling, { row: { data } }: Asked, entry: Entry): Entry {
  const [from, to] = [placeIn(data!.from!), placeIn(data!.to!)];
  const says = (place: Place) => whereText(view, place, from.kind !== to.kind);
  const next = nextSitting(sittings, stamp(view.now));
  return { ...entry, item: { ...entry.item, note: join([view.t('reminder.calling.place', { from: says(from), to: says(to) }), next ? whenText(view, next) : []], ' · ') }, show: showMeeting(view, meeting) };
}

function whereText(view: Reading, { kind, city, place, event }: Place, isOther: boolean): Rich {
  const parts = [isOther ? view.t(`meeting.kind.${kind}`) : [], city === null ? [] : [city], place === null ? [] : [place], event === null ? [] : [eventName(event)]];
  const said = join(parts, ', ');
  return said.length === 0 ? view.t('reminder.calling.noPlace') : said;
}

/** That an alternate is to come to some sittings, or need not after all; or what somebody has entered for an organisation, with all answers to change it. */
export function answerEntry(view: Reading, calling: Shifted, sitting: Sitting, { row, seat }: Asked, entry: Entry): Entry {
  const { kind, data, recipient } = row;
  const { what = '', reply = '', by = '', count = '1' } = data ?? {};
  const coming = calling.sittings.filter(({ state, at }) => state === 'on' && at > stamp(view.now));
  const organisation = nameOf(view.dir, view.seats.find(({ id }) => recipient === `seat/${id}`)?.organisation ?? seat?.organisation ?? '');
  const said = { organisation, count: Number(count), when: whenText(view, sitting), by: by === '' ? '' : nameOf(view.dir, by), reply: reply === '' ? [] : view.t(`meeting.reply.${reply as Reply}`) };
  const whole = replyButtons(view, sitting, kind === 'alternate' ? ['attend', 'maybe', 'apologies'] : replies);
  const buttons = Number(count) > 1 && Number(count) === coming.length ? whole.map((button): Button => ('run' in button ? { ...button, given: { ...button.given, on: 'all' } } : button)) : whole;
  const isAsking = what === 'asked' || what === 'said';
  const entered = kind === 'entered' && isAsking ? wasText(view, calling, sitting, said.organisation) : undefined;
  const key = kind === 'alternate' ? (isAsking ? 'reminder.calling.comeFor' : 'reminder.calling.needNot') : !isAsking ? 'reminder.calling.enteredBack' : entered ? 'reminder.calling.enteredBefore' : 'reminder.calling.entered';
  const show = showMeeting(view, calling.meeting);
  return { ...entry, item: { ...entry.item, note: view.t(key, { ...said, was: entered ?? [] }) }, answers: isAsking ? buttons : [], show, owed: isAsking ? sitting.local.slice(0, 10) : undefined };
}

/** For when somebody entered something for an organisation, where the meeting has moved since; undefined where it has not. */
function wasText(view: Reading, calling: Shifted, { slot, zone }: Sitting, organisation: string): Rich | undefined {
  const rsvp = calling.rsvps.find((each) => each.slot === slot && each.seat.startsWith('org/') && nameOf(view.dir, each.organisation ?? '') === organisation);
  const from = rsvp && movedFrom(rsvp, calling, calling.shifts);
  if (from === undefined) return undefined;
  // Of a series that moved as a whole only its first one's former time is known.
  return slot === '' ? view.t('reminder.calling.wasFor', { when: pointText(view, stamp(onClock(from.slice(0, 10), from.slice(11, 16), zone))) }) : view.t('reminder.calling.wasBefore');
}

/** That an organisation chairs a meeting or takes its notes from now on, or that this was taken back. */
export function partEntry(view: Reading, { meeting, sittings }: Calling, { row: { data } }: Asked, entry: Entry): Entry {
  const { from = '', to = '', organisation = '' } = data ?? {};
  const newIn = (is: string, was: string) => toldParts.filter((part) => is.split('+').includes(part) && !was.split('+').includes(part));
  const [gained, lost] = [newIn(to, from), newIn(from, to)];
  const parts = gained.length > 0 ? gained : lost;
  const said = { organisation: nameOf(view.dir, organisation), parts: parts.length > 1 ? 'both' : (parts[0] ?? '') };
  const next = gained.length > 0 ? nextSitting(sittings, stamp(view.now)) : undefined;
  const note = join([view.t(gained.length > 0 ? 'reminder.calling.partNow' : 'reminder.calling.partBack', said), next ? whenText(view, next) : []], ' · ');
  return { ...entry, item: { ...entry.item, note }, show: showMeeting(view, meeting) };
}

/** What whoever is called in has to know of their own part: others wait for it. */
export function partText(view: Reading, meeting: Pick<Meeting, 'chair' | 'notetaker'>): Rich {
  const parts = (['chair', 'notetaker'] as const).filter((part) => meeting[part] !== null && view.seats.some(({ organisation, role }) => organisation === meeting[part] && (members as readonly string[]).includes(role)));
  return parts.length === 0 ? [] : view.t('reminder.calling.part', { parts: parts.length > 1 ? 'both' : parts[0]! });
}
