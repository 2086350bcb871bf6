import type { View } from '#bot/command.ts';
import { replyButtons } from '#bot/meetingcard.ts';
import { meetingName, whenText } from '#bot/meetings.ts';
import { nameOf } from '#bot/words.ts';
import { join, type Button, type Rich } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import type { Asked, Entry } from '#delivery/entry.ts';
import type { Reading } from '#delivery/view.ts';
import { eventName } from '#rules/event.ts';
import { nextSitting, type Sitting } from '#rules/meeting.ts';
import { placeIn, type Place } from '#rules/meetingnews.ts';
import type { Calling } from '#rules/meetingrungs.ts';
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
export function answerEntry(view: Reading, calling: Calling, sitting: Sitting, { row, seat }: Asked, entry: Entry): Entry {
  const { kind, data, recipient } = row;
  const { what = '', reply = '', by = '', count = '1' } = data ?? {};
  const coming = calling.sittings.filter(({ state, at }) => state === 'on' && at > stamp(view.now));
  const organisation = nameOf(view.dir, view.seats.find(({ id }) => recipient === `seat/${id}`)?.organisation ?? seat?.organisation ?? '');
  const said = { organisation, count: Number(count), when: whenText(view, sitting), by: by === '' ? '' : nameOf(view.dir, by), reply: reply === '' ? [] : view.t(`meeting.reply.${reply as Reply}`) };
  const whole = replyButtons(view, sitting, kind === 'alternate' ? ['attend', 'maybe', 'apologies'] : replies);
  const buttons = Number(count) > 1 && Number(count) === coming.length ? whole.map((button): Button => ('run' in button ? { ...button, given: { ...button.given, on: 'all' } } : button)) : whole;
  const isAsking = what === 'asked' || what === 'said';
  const key = kind === 'alternate' ? (isAsking ? 'reminder.calling.comeFor' : 'reminder.calling.needNot') : isAsking ? 'reminder.calling.entered' : 'reminder.calling.enteredBack';
  const show = showMeeting(view, calling.meeting);
  return { ...entry, item: { ...entry.item, note: view.t(key, said) }, answers: isAsking ? buttons : [], show, owed: isAsking ? sitting.local.slice(0, 10) : undefined };
}

/** What whoever is called in has to know of their own part: others wait for it. */
export function partText(view: Reading, meeting: Pick<Meeting, 'chair' | 'notetaker'>): Rich {
  const parts = (['chair', 'notetaker'] as const).filter((part) => meeting[part] !== null && view.seats.some(({ organisation, role }) => organisation === meeting[part] && (members as readonly string[]).includes(role)));
  return parts.length === 0 ? [] : view.t('reminder.calling.part', { parts: parts.length > 1 ? 'both' : parts[0]! });
}
