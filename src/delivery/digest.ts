import { leadText, stateText, statusText } from '#bot/card.ts';
import type { View } from '#bot/command.ts';
import { pressing, tasksIn, urgent } from '#bot/tasks.ts';
import { daysText } from '#bot/events.ts';
import { dueText } from '#bot/words.ts';
import { join, plain, type Block, type Button, type Item, type Rich } from '#core/message.ts';
import { addDays, daysBetween } from '#core/time.ts';
import { changedSince, type Changed } from '#db/changes.ts';
import type { Reported } from '#db/commitments.ts';
import type { Directory } from '#db/groups.ts';
import { historyOf } from '#db/history.ts';
import type { Tx } from '#db/schema.ts';
import type { Facts } from '#delivery/facts.ts';
import { aheadFor, aheadInRooms, readAhead, type Ahead } from '#delivery/meetingdigest.ts';
import { distance, eventName, momentText, pointText, type Reading } from '#delivery/view.ts';
import { headline, isConcerned } from '#rules/commitment.ts';
import { dueDay } from '#rules/due.ts';
import { certaintyOf, occurrence } from '#rules/event.ts';
import { actors } from '#rules/roles.ts';
import type { KeyEvent } from '#rules/things.ts';

/** How many days a digest looks back and ahead, and how many lines a part of it has. */
const [back, ahead, lines] = [7, 28, 5];

/** What has changed in a group in the last seven days, and its meetings in the next. */
export interface Changes {
  readonly commitments: readonly Changed[];
  /** Events that fall on other days than they did then, with the first day that they had. */
  readonly moved: readonly { readonly event: KeyEvent; readonly from: string | null }[];
  readonly ahead: Ahead;
}

export async function readChanges(tx: Tx, facts: Facts): Promise<Changes> {
  const { dir, now } = facts;
  const since = now.subtract({ hours: 24 * back });
  const first = new Map<string, string | null>();
  for (const { kind, before, after } of await historyOf(tx, dir.group.id, { since })) if (kind === 'event' && before && after) first.set((after as KeyEvent).id, (before as KeyEvent).starts);
  const moved = [...first].flatMap(([id, from]) => {
    const event = dir.events.get(id);
    return event && event.starts !== from ? [{ event, from }] : [];
  });
  return { commitments: await changedSince(tx, dir.group.id, since), moved, ahead: await readAhead(tx, facts) };
}

/**
 * A person's week: what they owe, their meetings, deadlines within four weeks, what changed in the last seven days. Empty when there is nothing to say,
 * and when all there is to say is others' news, which the rooms' digest tells. `said` are the things that the message names already.
 */
export function personalDigest(view: Reading, facts: Facts, changes: Changes, said: ReadonlySet<string>): Block[] {
  const tasks = tasksIn(view, facts).filter(({ weight }) => weight >= pressing);
  const waiting = tasks.filter(({ item }) => !said.has(plain(item.text.slice(0, 1))));
  const meetings = aheadFor(view, facts, changes.ahead, said);
  const owed = [...meetings.choices, ...meetings.polls, ...waiting.map(({ item }) => item)];
  const deadlines = deadlineBlocks(view, said);
  const isTheirs = deadlines.length > 0 && view.seats.some(({ role }) => (actors as readonly string[]).includes(role));
  const isUrgent = said.size > 0 || isTheirs || meetings.choices.length > 0 || meetings.hasGaps || waiting.some(({ weight }) => weight >= urgent);
  if (!isUrgent && !isNewsFor(view, facts, changes) && (owed.length === 0 || !isRepeated(view.here))) return [];
  // Beneath what is due now it says that it is more than that. It gives no number: `my tasks` has more than what is pressing.
  const blocks = [...part(view.t(said.size > 0 ? 'reminder.digest.oweMore' : 'reminder.digest.owe'), owed, view), ...part(view.t('reminder.digest.meetings'), meetings.coming, view), ...deadlines, ...changeBlocks(view, facts, changes)];
  const press = (key: 'button.tasks' | 'button.changes', run: string): Button => ({ label: view.label(key), run, given: {} });
  return blocks.length === 0 ? [] : [...blocks, { buttons: [...meetings.buttons, ...(owed.length > 0 || meetings.isOpen ? [press('button.tasks', 'my.tasks')] : []), press('button.changes', 'plan.changes')] }];
}

/** What only goes on waiting is said again every fourth week. */
const isRepeated = (day: string) => Math.floor(daysBetween('1970-01-05', day) / 7) % 4 === 0;

/** The rooms that are told what falls due, and that get a digest. */
export const roomsToTell = ({ rooms }: Directory) => rooms.filter(({ purpose }) => purpose === 'main' || purpose === 'announcements');

/** Whether something that changed concerns an organisation of the reader's; where no room gets a digest, any change is news. */
function isNewsFor({ seats, dir }: Reading, { all }: Facts, { commitments, moved }: Changes): boolean {
  if (dir.group.settings.digest === null || roomsToTell(dir).length === 0) return commitments.length + moved.length > 0;
  const own = seats.flatMap(({ organisation }) => dir.organisations.get(organisation ?? '') ?? []);
  return commitments.some(({ about }) => all.some(({ commitment }) => `C${commitment.number}` === about && own.some((organisation) => isConcerned(organisation, commitment))));
}

/** The rooms' week. Nobody is named for not answering: what is late shows its organisation, and only beside other news. */
export function roomDigest(view: Reading, facts: Facts, changes: Changes, said: ReadonlySet<string>): Block[] {
  const open = facts.all.filter(({ commitment, reports }) => commitment.state === 'agreed' && headline(commitment, reports)?.status !== 'done');
  const due = open.flatMap((each) => {
    const on = dueDay(each.commitment.due, view.dir.events);
    return on !== undefined && each.commitment.due.by !== 'horizon' && on >= view.here && on <= addDays(view.here, ahead) ? [{ each, on }] : [];
  });
  const blocks = [
    ...changeBlocks(view, facts, changes, saidText),
    ...part(view.t('reminder.digest.due'), due.sort((a, b) => (a.on < b.on ? -1 : 1)).map(({ each }) => dueItem(view, each)), view),
    ...deadlineBlocks(view, said),
  ];
  if (blocks.length === 0) return [];
  const buttons: Button[] = [{ label: view.label('button.plan'), run: 'plan.show', given: {} }, { label: view.label('button.changes'), run: 'plan.changes', given: {} }];
  return [...blocks, ...part(view.t('reminder.digest.meetings'), aheadInRooms(view, changes.ahead), view), ...nextEvent(view), { buttons }];
}

/** One that is due, for a room: who leads, what was reported and the date. That nothing was reported is not said there. */
function dueItem(view: Reading, { commitment: c, reports }: Reported): Item {
  return { text: [{ b: [`C${c.number}`] }, ` ${c.title}`], note: join([leadText(view, c), saidText(view, { commitment: c, reports }), dueText(view.t, view.dir, c.due, view.lang)], ' · ') };
}

/** The state of a commitment for a room: what was reported, not that nothing was or that it is old. */
function saidText(view: View, each: Reported): Rich {
  const head = headline(each.commitment, each.reports);
  return each.commitment.state !== 'agreed' ? stateText(view, each) : head ? statusText(view, head) : [];
}

/** A heading and the first few of its items, with how many there are more. */
function part(head: Rich, items: readonly Item[], view: Reading): Block[] {
  if (items.length === 0) return [];
  const more = items.length - lines;
  return [{ text: [{ b: head }] }, { list: items.slice(0, lines) }, ...(more > 0 ? [{ note: view.t('reminder.digest.more', { count: more }) }] : [])];
}

/** What opens or closes within four weeks, the next first. */
function deadlineBlocks(view: Reading, said: ReadonlySet<string>): Block[] {
  const last = addDays(view.here, ahead);
  const found = view.dir.deadlines.flatMap((deadline) => {
    const event = view.dir.events.get(deadline.event);
    if (!event || event.cancelled !== null || deadline.cancelled !== null || said.has(`event/${event.id}/${deadline.number}`)) return [];
    const [opens, closes] = [momentText(view, deadline.opens, 'opens'), momentText(view, deadline.closes, 'closes')];
    const isSoon = (day: string | undefined) => day !== undefined && day >= view.here && day <= last;
    if (!closes || closes.over || !(isSoon(opens?.day) || isSoon(closes.day))) return [];
    const opening = opens && opens.day >= view.here ? view.t('reminder.digest.opens', { at: opens.at }) : [];
    const certainty = certaintyOf(deadline, view.dir.events);
    const unsure = certainty === 'confirmed' ? [] : view.t('reminder.prompt.uncertain', { certainty: view.t(`certainty.${certainty}`) });
    const note = join([opening, view.t('reminder.digest.closes', { at: closes.at }), unsure], ' · ');
    return [{ day: isSoon(opens?.day) ? opens!.day : closes.day, item: { text: [{ b: [deadline.title] }, ` (${event.title})`], note } satisfies Item }];
  });
  return part(view.t('reminder.digest.deadlines'), found.sort((a, b) => (a.day < b.day ? -1 : 1)).map(({ item }) => item), view);
}

/** Commitments that changed, last changed first, as they stand now; and events that have moved. */
function changeBlocks(view: Reading, facts: Facts, { commitments, moved }: Changes, state = stateText): Block[] {
  const items = commitments.flatMap(({ about, count }): Item[] => {
    const found = facts.all.find(({ commitment }) => `C${commitment.number}` === about);
    return found ? [{ text: [{ b: [about] }, ` ${found.commitment.title}`], note: join([state(view, found), count > 1 ? view.t('reminder.digest.times', { count }) : []], ' · ') }] : [];
  });
  const dates = moved.map(({ event, from }): Item => {
    const key = event.starts === null ? 'reminder.prompt.movedOff' : from === null ? 'reminder.prompt.undated' : 'reminder.prompt.moved';
    return { text: [{ b: eventName(view, event) }], note: view.t(key, { from: pointText(view, from ?? ''), to: pointText(view, event.starts ?? '') }) };
  });
  return [...part(view.t('reminder.digest.changed', { count: items.length }), items, view), ...part(view.t('reminder.digest.dates'), dates, view)];
}

/** The event that begins next. */
function nextEvent(view: Reading): Block[] {
  const coming = [...view.dir.events.values()].flatMap((event) => {
    const days = occurrence(event, addDays(view.here, 1));
    return days && days.starts > view.here ? [{ event, on: days.starts }] : [];
  });
  const [next] = coming.sort((a, b) => (a.on < b.on ? -1 : 1));
  if (!next) return [];
  const said = view.t('reminder.digest.next', { event: { b: eventName(view, next.event) }, date: daysText(view, next.event, { starts: next.on, ends: next.on }) });
  return [{ text: next.event.precision === 'day' ? join([said, distance(view, next.on)], ', ') : said }];
}
