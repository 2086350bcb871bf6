import { onClock, stamp } from '#core/time.ts';
import { nextWorking, type Hours } from '#rules/hours.ts';
import type { ReminderKind, Wanted } from '#rules/rung.ts';
import type { Snooze } from '#rules/things.ts';

/** What hangs on the day by which the very thing is due. */
const byDay: readonly ReminderKind[] = ['commitment', 'milestone', 'opening', 'closing'];

/**
 * Whether a seat's snooze holds back a reminder about its subject, or a part of it, on a civil day of its reader. That a date has moved is
 * no question and can be told; and a thing is not put off until its day is over, as it would be when the day was moved, or when the
 * snooze ends on a rest day.
 */
export function holdsBack({ subject, until }: Snooze, reminder: Wanted, today: string, hours: Hours): boolean {
  if (reminder.subject !== subject && !reminder.subject.startsWith(`${subject}.`)) return false;
  if (until === null) return true;
  if (until <= today || reminder.kind === 'moved') return false;
  const back = nextWorking(onClock(until, '00:00', hours.zone), hours);
  return reminder.until === null || !byDay.includes(reminder.kind) || stamp(back) < reminder.until;
}
