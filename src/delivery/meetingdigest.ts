import { lackDays, lackOf } from '#bot/lacking.ts';
import { replyButtons } from '#bot/meetingcard.ts';
import { meetingName, whenText } from '#bot/meetings.ts';
import { shortName } from '#bot/ownreplies.ts';
import { slotsAhead } from '#bot/pollstate.ts';
import { nameOf } from '#bot/words.ts';
import { join, type Button, type Item, type Rich } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { standingCallings } from '#db/callings.ts';
import { linksIn } from '#db/feeds.ts';
import { shiftsOf } from '#db/meetings.ts';
import type { Tx } from '#db/schema.ts';
import type { Facts } from '#delivery/facts.ts';
import { titleOfMeeting } from '#delivery/meetingentry.ts';
import type { Reading } from '#delivery/view.ts';
import { sentTo } from '#rules/answernews.ts';
import { calledSeats, runs } from '#rules/called.ts';
import { sittingSubject, type Sitting } from '#rules/meeting.ts';
import { answerOf, type Calling } from '#rules/meetingrungs.ts';
import { isBeforeMove, type Shift } from '#rules/meetingshift.ts';
import { unanswered } from '#rules/preferences.ts';
import { actors, fitting } from '#rules/roles.ts';
import type { Meeting } from '#rules/things.ts';

/** A meeting that takes place before the next digest. */
interface Coming {
  readonly calling: Calling;
  readonly sitting: Sitting;
  readonly shifts: readonly Shift[];
}

/** What of meetings a digest tells: the next ones, the first first, and the polls that have no time yet. */
export interface Ahead {
  readonly coming: readonly Coming[];
  readonly polls: readonly Calling[];
  readonly links: Awaited<ReturnType<typeof linksIn>>;
}

export async function readAhead(tx: Tx, { dir, now }: Facts): Promise<Ahead> {
  const group = dir.group.id;
  const [from, to] = [stamp(now), stamp(now.add({ hours: 24 * lackDays }))];
  const callings = await standingCallings(tx, dir, now);
  const coming: Coming[] = [];
  for (const calling of callings) {
    const { number } = calling.meeting;
    const near = calling.sittings.filter(({ state, at }) => state === 'on' && at > from && at <= to);
    if (near.length === 0) continue;
    const shifts = await shiftsOf(tx, group, number);
    for (const sitting of near) coming.push({ calling, sitting, shifts });
  }
  return { coming: coming.sort((a, b) => (a.sitting.at < b.sitting.at ? -1 : 1)), polls: callings.filter(({ meeting }) => meeting.starts === null && meeting.slots !== null), links: await linksIn(tx, group) };
}

/** What a digest says to its reader of meetings. */
export interface Told {
  /** Polls that wait for their choice, then those that wait for their answer: these ask for it by themselves. */
  readonly choices: readonly Item[];
  readonly polls: readonly Item[];
  readonly coming: readonly Item[];
  /** Whether one of their answers to these waits; each of these meetings asks for it by itself. */
  readonly isOpen: boolean;
  /** Whether a meeting of theirs lacks what people need to come, of which they would not hear otherwise. */
  readonly hasGaps: boolean;
  /** How they answer the first of these that waits for it, and where they can see to what is missing. */
  readonly buttons: readonly Button[];
}

/** `said` is what the message says already, by subject. */
export function aheadFor(view: Reading, facts: Facts, { coming, polls, links }: Ahead, said: ReadonlySet<string>): Told {
  const next = coming.filter(({ sitting }) => !said.has(sittingSubject(sitting))).map((each) => ({ ...each, isOpen: isOpen(view, facts, each), lack: lackOf(view, each.calling.meeting, each.sitting, facts.seats, links) }));
  const unsaid = polls.filter(({ meeting }) => !said.has(meetingName(meeting)));
  const lacking = next.filter(({ lack }) => lack !== undefined);
  return {
    choices: unsaid.flatMap((poll) => choiceItem(view, poll)),
    polls: unsaid.flatMap((poll) => pollItem(view, facts, poll)),
    coming: next.map((each) => sittingItem(view, each, join([answerText(view, each), each.lack?.names ?? []], ' · '))),
    isOpen: next.some((each) => each.isOpen),
    hasGaps: lacking.some(({ lack }) => lack!.needs),
    buttons: [...next.filter((each) => each.isOpen).slice(0, 1).flatMap(({ sitting }) => replyButtons(view, sitting, ['attend', 'apologies'], shortName(view, sitting))), ...lacking.slice(0, 1).map(({ calling: { meeting } }) => ({ label: view.label('reminder.prompt.show', { id: meetingName(meeting) }), run: 'meeting.show', given: { meeting: meetingName(meeting) } }))],
  };
}

/** The same for rooms: what takes place and when. */
export const aheadInRooms = (view: Reading, { coming }: Ahead): Item[] => coming.map((each) => sittingItem(view, each, []));

const sittingItem = (view: Reading, { calling, sitting }: Coming, more: Rich): Item => ({ text: titleOfMeeting(calling.meeting), note: join([whenText(view, sitting), more], ' · ') });

/** The seats of the reader that are called to answer, or have answered. */
const asked = ({ seats }: Reading) => fitting(actors, seats);

/** What was said from a seat of the reader's, as far as it holds. */
function saidOf({ calling, sitting, shifts }: Coming, seat: Reading['seats'][number]) {
  const said = answerOf(calling.rsvps, sitting.slot, seat);
  return said && { reply: said.reply, entered: said.entered, isOld: isBeforeMove(said, calling, shifts) };
}

function isOpen(view: Reading, { seats, dir }: Facts, each: Coming): boolean {
  const sent = sentTo(each.calling.rsvps.filter(({ slot }) => slot === each.sitting.slot), seats);
  const called = new Set([...calledSeats(seats, dir.organisations, new Set()), ...sent].map(({ id }) => id));
  return asked(view).some((seat) => called.has(seat.id) && saidOf(each, seat)?.isOld !== false);
}

function answerText(view: Reading, each: Coming): Rich {
  const several = asked(view);
  return join(several.map((seat) => {
    const said = saidOf(each, seat);
    const word = view.t('meeting.list.mine', { reply: said?.reply ?? 'none' });
    const mine = said && said.entered !== null ? join([word, view.t('meeting.rsvp.entered', { by: nameOf(view.dir, said.entered) })], ' ') : word;
    const text = said?.isOld ? view.t('meeting.list.mineOld', { said: mine }) : mine;
    return several.length > 1 ? view.t('meeting.list.mineOf', { name: nameOf(view.dir, seat.organisation ?? seat.side ?? ''), said: text }) : text;
  }), '; ');
}

const isClosed = ({ closes }: Meeting, now: Temporal.Instant): boolean => closes !== null && closes <= stamp(now);

/** A poll that is over and waits for the choice of the reader. */
function choiceItem(view: Reading, { meeting }: Calling): Item[] {
  if (!isClosed(meeting, view.now) || !view.seats.some((seat) => runs(meeting, seat) || seat.role === 'coordinator')) return [];
  const note = slotsAhead(view, meeting).length === 0 ? view.t('my.tasks.pollPast') : view.t('my.tasks.pollClosed', { until: { when: meeting.closes! } });
  return [{ text: titleOfMeeting(meeting), note }];
}

/** A poll that waits for an answer of the reader's. */
function pollItem(view: Reading, { seats, dir }: Facts, { meeting, preferences }: Calling): Item[] {
  const slots = slotsAhead(view, meeting);
  const own = calledSeats(seats, dir.organisations, new Set()).filter(({ id }) => view.seats.some((seat) => seat.id === id));
  if (isClosed(meeting, view.now) || slots.length === 0 || unanswered(slots, preferences, own).length === 0) return [];
  return [{ text: titleOfMeeting(meeting), note: meeting.closes === null ? view.t('my.tasks.pollOpen') : view.t('my.tasks.poll', { until: { when: meeting.closes } }) }];
}
