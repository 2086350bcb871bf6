import { nameOf } from '#bot/words.ts';
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

/** The instant at which a reminder should have come, when the program was down then. */
export function lateSince({ due, cause }: Reminder, { outages }: Facts): string | undefined {
  if (cause?.startsWith('late ')) return cause.slice(5);
  return outages.some(({ since, until }) => since <= due && due < until) ? due : undefined;
}

/** What a reminder that is put off keeps, so that it can say later that it is late. */
export const lateCause = (row: Reminder, facts: Facts): string | null => {
  const since = lateSince(row, facts);
  return since === undefined ? null : `late ${since}`;
};

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
  const list = named.map(({ subject, recipient, date }): Item => ({ text: view.t('reminder.outage.line', { what: titleOf(view, facts, subject) ?? subject, who: whom(view, recipient), day: showDay(date, view.lang) }) }));
  const more = Number(count) - named.length;
  return [
    { text: [{ b: view.t('reminder.outage.title', { since: { when: since }, until: { when: until } }) }, ' ', ...view.t('reminder.outage.late', { count: Number(late) })] },
    ...(named.length === 0 ? [] : [{ text: view.t('reminder.outage.gone', { count: Number(count) }) }, { list }]),
    ...(more > 0 ? [{ note: view.t('reminder.digest.more', { count: more }) }] : []),
  ];
}

function whom(view: Reading, recipient: string): Rich {
  const [role, id = ''] = recipient.split('/');
  if (role === 'room') return view.t('reminder.outage.room');
  return view.t('seat.of', { role: view.t(`role.${role as Role}`), of: nameOf(view.dir, id) });
}
