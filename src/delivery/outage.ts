import { nameOf, seatLabel } from '#bot/words.ts';
import type { Block, Item, Rich } from '#core/message.ts';
import { dayOf, showDay, stamp } from '#core/time.ts';
import type { Outage } from '#db/outages.ts';
import { plan, type Reminder } from '#db/reminders.ts';
import type { Tx } from '#db/schema.ts';
import { titleOf } from '#delivery/entry.ts';
import type { Facts } from '#delivery/facts.ts';
import type { Dropped } from '#delivery/sift.ts';
import type { Reading } from '#delivery/view.ts';
import type { Role } from '#rules/things.ts';

/** How many of the reminders that were of no use any more are named. */
const most = 12;

/** When a reminder should have come, and the platform that took no messages then: without one it was the program that was down. */
export interface Since {
  readonly at: string;
  readonly platform?: string;
}

/** That something should have come earlier, when it should have; undefined when it comes as it should. */
export function lateSince({ due, cause }: Reminder, { outages }: Facts): Since | undefined {
  const [, platform, at] = /^(?:late|(?:held|left) (\S+)) (\S+)$/.exec(cause ?? '') ?? [];
  if (at !== undefined) return { at, ...(platform !== undefined && { platform }) };
  return outages.some(({ since, until }) => since <= due && due < until) ? { at: due } : undefined;
}

/** What a reminder that is put off keeps, so that it can say later that it is late, and why. */
export const lateCause = (row: Reminder, facts: Facts): string | null => causeOf(lateSince(row, facts), leftOf(row) !== undefined);

/** What one keeps that waits for a platform; `isTold` where it has been said elsewhere and is left for that platform's rooms. */
export const heldCause = (row: Reminder, facts: Facts, platform: string, isTold: boolean): string => causeOf(lateSince(row, facts) ?? { at: row.due, platform }, isTold, platform)!;

function causeOf(since: Since | undefined, isTold: boolean, platform = since?.platform): string | null {
  if (since === undefined) return null;
  return platform !== undefined && (isTold || since.platform !== undefined) ? `${isTold ? 'left' : 'held'} ${platform} ${since.at}` : `late ${since.at}`;
}

/** The platform whose rooms have still to be told, where all the others have been; undefined where nobody has. */
export const leftOf = ({ cause }: Reminder): string | undefined => /^left (\S+) /.exec(cause ?? '')?.[1];

/**
 * Plans, for the coordinators of each side, what became of the reminders that fell due in an outage: how many come late, and which are
 * of no use any more. Nothing when the outage touched nothing.
 */
export async function planOutages(tx: Tx, facts: Facts, kept: readonly Reminder[], dropped: readonly Dropped[]): Promise<Reminder[]> {
  const { dir, now, outages } = facts;
  const planned: Reminder[] = [];
  for (const outage of outages) {
    const fellDue = ({ due }: Reminder) => outage.since <= due && due < outage.until;
    // A digest may turn out to have nothing in it.
    const late = kept.filter((row) => fellDue(row) && row.kind !== 'digest').length;
    const useless = dropped.filter(({ row, cause }) => fellDue(row) && (cause === 'past' || cause === 'overtaken'));
    const gone = [...new Map(useless.map((each) => [`${each.row.subject} ${each.row.recipient}`, each])).values()];
    if (late + gone.length === 0) continue;
    const rows = dir.sides.map(({ id }): Reminder => ({
      subject: 'outage', kind: 'outage', rung: outage.since, date: dayOf(outage.since, dir.group.zone), recipient: `coordinator/${id}`, day: dayOf(now, dir.group.zone), until: null,
      due: stamp(now), state: 'planned', at: null, cause: null, data: dataOf(outage, late, gone),
    }));
    await plan(tx, dir.group.id, rows);
    planned.push(...rows);
  }
  return planned;
}

/** One that is named: what it was about, for whom, and the day that it hung on. */
interface Gone {
  readonly subject: string;
  readonly recipient: string;
  readonly date: string;
}

function dataOf({ since, until }: Outage, late: number, gone: readonly Dropped[]): Record<string, string> {
  const named = gone.slice(0, most).map(({ row: { subject, recipient, date } }): Gone => ({ subject, recipient, date }));
  return { since, until, late: String(late), count: String(gone.length), gone: JSON.stringify(named) };
}

/** What coordinators are told of an outage. */
export function outageBlocks(view: Reading, facts: Facts, { data }: Reminder): Block[] {
  const { since = '', until = '', late = '0', count = '0', gone = '[]' } = data ?? {};
  const named = JSON.parse(gone) as Gone[];
  const list = named.map(({ subject, recipient, date }): Item => ({ text: view.t('reminder.outage.line', { what: titleOf(view, facts, subject) ?? subject, who: whom(view, facts, recipient), day: showDay(date, view.lang) }) }));
  const more = Number(count) - named.length;
  return [
    { text: [{ b: view.t('reminder.outage.title', { since: { when: since }, until: { when: until } }) }, ' ', ...view.t('reminder.outage.late', { count: Number(late) })] },
    ...(named.length === 0 ? [] : [{ text: view.t('reminder.outage.gone', { count: Number(count) }) }, { list }]),
    ...(more > 0 ? [{ note: view.t('reminder.digest.more', { count: more }) }] : []),
  ];
}

function whom(view: Reading, { seats, former }: Facts, recipient: string): Rich {
  const [role, id = ''] = recipient.split('/');
  if (role === 'seat') {
    const seat = [...seats, ...former].find((each) => each.id === id);
    return seat ? seatLabel(view.t, view.dir, seat) : view.t('reminder.somebody');
  }
  if (role === 'room') return view.t('reminder.outage.room');
  return view.t('seat.of', { role: view.t(`role.${role as Role}`), of: nameOf(view.dir, id) });
}
