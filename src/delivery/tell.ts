import { settleFor } from '#bot/settle.ts';
import type { Block } from '#core/message.ts';
import { dayOf, stamp } from '#core/time.ts';
import { zoneFor } from '#db/hours.ts';
import { post } from '#db/outbox.ts';
import type { Person } from '#db/people.ts';
import type { Directory } from '#db/groups.ts';
import type { Reminder } from '#db/reminders.ts';
import { countTold, toldOn } from '#db/told.ts';
import { addressesOf } from '#delivery/address.ts';
import { drop, hold, leaveOut, putOff, sent, type Run } from '#delivery/became.ts';
import { personalDigest, roomDigest, roomsToTell } from '#delivery/digest.ts';
import type { Asked } from '#delivery/entry.ts';
import { meetingIn, type Facts } from '#delivery/facts.ts';
import { lateSince, leftOf } from '#delivery/outage.ts';
import { noticeFor, promptFor, type Late } from '#delivery/prompt.ts';
import { collapse, standing } from '#delivery/sift.ts';
import { viewOf } from '#delivery/view.ts';
import { needsWord } from '#delivery/word.ts';
import { isNear, mostADay, nextMorning } from '#rules/heard.ts';
import { hoursOf, timeFor, type Hours } from '#rules/hours.ts';
import { usualWishes } from '#rules/wishes.ts';

/** A room's digest that is later than this is like any other reminder: it keeps to working hours. Minutes. */
const punctual = 10;

/**
 * Tells one person all that they can be told now, in one message; what has to wait for working hours, or for another day, is put off.
 * Answers whether there was anything to tell.
 */
export async function tellPerson(run: Run, to: Person, all: readonly Asked[]): Promise<boolean> {
  const { tx, group, facts, secret } = run;
  const zone = zoneFor(facts.dir, to, facts.seats);
  const hours = hoursOf(to.wishes, zone);
  const today = dayOf(facts.now, zone);
  let asked = await inHours(run, all, hours);
  if (asked.length === 0) return false;
  const told = await toldOn(tx, group, to.id, today);
  if (told > 0) {
    const morning = nextMorning(facts.now, hours);
    const cannotWait = ({ row }: Asked) => isUrgent(row, facts) || (told < mostADay && (row.kind === 'digest' || (row.until !== null && row.until <= stamp(morning))));
    for (const { row } of asked.filter((each) => !cannotWait(each))) await putOff(run, row, morning);
    asked = asked.filter(cannotWait);
  }
  const view = viewOf(facts, to);
  const [digests, others] = await parted(run, asked);
  const said = new Set(others.flatMap(({ row }) => (row.kind === 'word' ? needsWord(view, facts).map(({ commitment }) => `C${commitment.number}`) : row.subject)));
  const digest = digests.length > 0 ? personalDigest(view, facts, await run.changes(), said) : [];
  if (others.length + digest.length === 0) return emptyDigests(run, digests);
  const addresses = await addressesOf(tx, facts, to, asked[0]!.seat);
  if (addresses.length === 0) {
    for (const { row } of [...digests, ...others]) await drop(run, row, 'nobody');
    return false;
  }
  // Whoever can be reached on no platform just now is told when they can: by then some of it may be settled, and it is one message.
  const isDown = (each: string) => facts.down.has(platformOf(each));
  const own = addresses.filter((each) => each.endsWith(`:@${to.id}`));
  if (own.every(isDown)) {
    for (const { row } of [...digests, ...others]) await hold(run, row, platformOf(own[0]!));
    return false;
  }
  const [address, ...chain] = [...own.filter((each) => !isDown(each)), ...own.filter(isDown), ...addresses.filter((each) => !own.includes(each))] as [string, ...string[]];
  const message = await settleFor(tx, secret, address, promptFor(view, facts, others, lateOf(facts, others), digest), facts.now, group);
  await post(tx, group, address, message, facts.now, { about: aboutOf([...others, ...digests]), chain });
  await countTold(tx, group, to.id, today);
  for (const each of [...others, ...digests]) await sent(run, each);
  return true;
}

/**
 * Tells the group's rooms, in the usual working hours of its home zone: the main ones, and those for what concerns everybody, because
 * a date that comes near does, and because only the digest says there what was reported. Answers whether there was anything to tell.
 */
export async function tellRooms(run: Run, all: readonly Asked[]): Promise<boolean> {
  const { facts } = run;
  const asked = await inHours(run, all, hoursOf(usualWishes, facts.dir.group.zone));
  const rooms = roomsToTell(facts.dir);
  if (rooms.length === 0) for (const { row } of asked) await drop(run, row, 'nobody');
  if (asked.length === 0 || rooms.length === 0) return false;
  let posted = false;
  for (const [left, same] of Map.groupBy(asked, ({ row }) => leftOf(row))) posted = (await tellSome(run, left === undefined ? rooms : rooms.filter(({ address }) => platformOf(address) === left), same)) || posted;
  return posted;
}

/** Tells some rooms; what those on a platform that is down have not heard waits for it, and is late then or not said at all, as for people. */
async function tellSome(run: Run, rooms: Directory['rooms'], asked: readonly Asked[]): Promise<boolean> {
  const { tx, group, facts } = run;
  const open = rooms.filter(({ address }) => !facts.down.has(platformOf(address)));
  const shut = rooms.find((room) => !open.includes(room));
  if (open.length === 0) {
    for (const { row } of asked) await (shut ? hold(run, row, platformOf(shut.address), leftOf(row) !== undefined) : drop(run, row, 'nobody'));
    return false;
  }
  const view = viewOf(facts);
  const [digests, others] = await parted(run, asked);
  const digest: Block[] = digests.length > 0 ? roomDigest(view, facts, await run.changes(), new Set(others.map(({ row }) => row.subject))) : [];
  if (others.length + digest.length === 0) return emptyDigests(run, digests);
  const message = noticeFor(view, facts, others, lateOf(facts, others), digest);
  for (const { address } of open) await post(tx, group, address, message, facts.now, { about: aboutOf([...others, ...digests]) });
  for (const each of [...others, ...digests]) await (shut && each.row.kind !== 'digest' ? hold(run, each.row, platformOf(shut.address), true) : sent(run, each));
  // The next digest does not wait for a platform: what it missed of this one it gets when it is back.
  if (shut && digest.length > 0) for (const { address } of rooms.filter((room) => !open.includes(room))) await post(tx, group, address, noticeFor(view, facts, [], undefined, digest), facts.now, { about: aboutOf(digests) });
  return true;
}

/** Parts what can be said now from what has to wait for working hours; that is put off. */
async function inHours(run: Run, asked: readonly Asked[], hours: Hours): Promise<Asked[]> {
  const { now } = run.facts;
  const ready: Asked[] = [];
  for (const each of asked) {
    const { kind, recipient, due, until } = each.row;
    // A room's digest comes at the hour that was set for it. A person's is set within their working hours.
    const isOwnHour = kind === 'digest' && recipient === 'room' && stamp(now.subtract({ minutes: punctual })) <= due;
    const at = isOwnHour || isUrgent(each.row, run.facts) ? now : timeFor(dayOf(now, hours.zone), until === null ? null : Temporal.Instant.from(until), hours, now);
    if (Temporal.Instant.compare(at, now) <= 0) ready.push(each);
    else await putOff(run, each.row, at);
  }
  return ready;
}

/** What reaches people at any hour: that a meeting is about to begin, and that one which is near has another time or place or is off. */
function isUrgent({ kind, subject, data, until }: Reminder, { now }: Facts): boolean {
  if (kind === 'call') return true;
  if (kind === 'place' || kind === 'part') return isNear([until ?? undefined], now);
  return kind === 'moved' && meetingIn(subject) !== undefined && isNear([data?.from, data?.to], now);
}

/** The digests, and all else; moves are put together. */
async function parted(run: Run, asked: readonly Asked[]): Promise<[Asked[], Asked[]]> {
  const moves = collapse(asked);
  const { kept, dropped } = standing(moves.kept, run.facts);
  for (const { row, cause } of [...moves.dropped, ...dropped]) await drop(run, row, cause);
  return [kept.filter(({ row }) => row.kind === 'digest'), kept.filter(({ row }) => row.kind !== 'digest')];
}

const aboutOf = (asked: readonly Asked[]) => [...new Set(asked.map(({ row }) => row.subject))].join(', ');

/** Digests with nothing in them are not sent. */
async function emptyDigests(run: Run, digests: readonly Asked[]): Promise<false> {
  for (const { row } of digests) await leaveOut(run, row);
  return false;
}

const platformOf = (address: string) => address.slice(0, address.indexOf(':'));

function lateOf(facts: Facts, asked: readonly Asked[]): Late | undefined {
  const late = asked.flatMap(({ row }) => lateSince(row, facts) ?? []).sort((a, b) => (a.at < b.at ? -1 : 1));
  return late.length === 0 ? undefined : { ...late[0]!, all: late.length === asked.length };
}
