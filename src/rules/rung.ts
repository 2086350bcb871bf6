import type { Ladder } from '#rules/things.ts';

/**
 * What reminders there are: those of the ladders, and what comes by itself. `again`: the end of a snooze. `called`: that there is a meeting
 * or a poll; `call`: that it is about to begin; `polled`: that a poll is over. `place`: that a meeting is held elsewhere; `part`: that an
 * organisation chairs it or takes its notes. `alternate`: that an alternate
 * is to come to a sitting, or need not after all; `entered`: what somebody else has said for an organisation. `over`: that a sitting or a poll has
 * ended, so that its card shows what comes next; nobody is told.
 */
export type ReminderKind = Ladder | 'moved' | 'place' | 'part' | 'called' | 'alternate' | 'entered' | 'call' | 'polled' | 'over' | 'again' | 'digest' | 'outage';

/** One reminder as it follows from the facts. Two with the same subject, kind, rung, date and recipient are one and the same. */
export interface Wanted {
  /** `C4`, `C4.2` (a milestone), `event/cnd57`, `event/cnd57/1` (a deadline), `M4` (a meeting), `M4/2027-03-10T15:00` (one of a series), `digest`, `outage`. */
  readonly subject: string;
  readonly kind: ReminderKind;
  /** `-14d`, `0d`, `+3d`, `-15m`; free words for what has no ladder. */
  readonly rung: string;
  /** The civil day that the rung hangs on, as it stands now. */
  readonly date: string;
  /** A role, not a person: `focal/inpud`, `alternate/inpud`, `coordinator/agency-side`; `seat/ID` where each holder is meant; `person/ID` for what is theirs alone; `room`. */
  readonly recipient: string;
  /** The civil day on which it should be given, on the recipient's own calendar. */
  readonly day: string;
  /** The instant from which it is of no use; null: it stays useful. */
  readonly until: string | null;
  /** The instant at which it is given, where that is not for working hours to say. */
  readonly exact?: string;
}

/** Whether a reminder is to be given after all: `yes`, or why not. */
export type Still = 'yes' | 'settled' | 'answered' | 'moved' | 'past';
