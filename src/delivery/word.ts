import { stateText } from '#bot/card.ts';
import { nameOf } from '#bot/words.ts';
import { join, type Block, type Item } from '#core/message.ts';
import { showDay } from '#core/time.ts';
import type { Reported } from '#db/commitments.ts';
import type { Reminder } from '#db/reminders.ts';
import type { Facts } from '#delivery/facts.ts';
import { eventName, type Reading } from '#delivery/view.ts';
import { daysLate, freshness, headline } from '#rules/commitment.ts';

/** How many commitments are named; the others are counted. */
const most = 10;

/** What needs a word between the two sides before the Commission meets: late, blocked, at risk, without an owner, never reported. */
export function needsWord(view: Reading, { all }: Facts): Reported[] {
  const found = all.map((each) => ({ each, weight: weightOf(view, each) })).filter(({ weight }) => weight > 0);
  return found.sort((a, b) => b.weight - a.weight).map(({ each }) => each);
}

/** The list of it, for coordinators. */
export function wordBlocks(view: Reading, facts: Facts, { subject, date }: Reminder): Block[] {
  const event = view.dir.events.get(subject.split('/')[1] ?? '');
  const found = needsWord(view, facts);
  if (!event || found.length === 0) return [];
  const list = found.slice(0, most).map((each): Item => {
    const { commitment: c, reports } = each;
    const late = daysLate(c, headline(c, reports), view.dir.events, view.today);
    const who = c.lead === null ? view.t('commitment.leadOpen') : view.t('commitment.lead', { lead: nameOf(view.dir, c.lead) });
    return { text: [{ b: [`C${c.number}`] }, ` ${c.title}`], note: join([who, late > 0 ? view.t('commitment.daysLate', { days: late }) : [], stateText(view, each)], ' · ') };
  });
  const more = found.length > most ? [{ note: view.t('reminder.prompt.more', { count: found.length - most, line: { code: '/commitment list' } }) }] : [];
  const buttons = found.slice(0, 2).map(({ commitment }) => ({ label: view.label('reminder.prompt.show', { id: `C${commitment.number}` }), run: 'commitment.show', given: { commitment: String(commitment.number) } }));
  return [{ text: view.t('reminder.prompt.word', { event: { b: eventName(view, event) }, date: showDay(date, view.lang) }) }, { list }, ...more, { buttons }];
}

/** Whether something needs a word, as a rank. Days late are added to `late`. */
function weightOf({ dir: { events, group }, today }: Reading, { commitment: c, reports }: Reported): number {
  const head = headline(c, reports);
  if (c.state !== 'agreed' || head?.status === 'done') return 0;
  const late = daysLate(c, head, events, today);
  if (late > 0) return 1000 + late;
  if (head?.status === 'blocked') return 400;
  if (head?.status === 'at-risk') return 300;
  if (c.lead === null) return 200;
  return freshness(c, head, today, group.zone, group.settings) === 'never' ? 100 : 0;
}
