import type { Line, Meeting, Occurrence, ThingKind, Things } from '#rules/things.ts';

/** How long one may take back an act, in minutes. */
const minutes = 10;
/** What can be taken back. Seats and offers are ended or offered anew instead: others may already rely on them. */
const kinds: ReadonlySet<ThingKind> = new Set(['commitment', 'milestone', 'report', 'rating', 'evidence', 'event', 'deadline', 'snooze', 'group', 'meeting', 'occurrence', 'rsvp', 'preference']);

/**
 * The lines of one's own last act, newest first, when they may still be taken back; else why not. `own` are one's own lines,
 * newest first; `call` names an act other than the last one, as an old button does.
 */
export function undoable(own: readonly Line[], now: Temporal.Instant, call?: string): readonly Line[] | 'none' | 'late' | 'kind' {
  const last = call ?? own[0]?.call;
  const act = own.filter((line) => line.call === last);
  const undone = act.some((line) => line.undoes !== null) || own.some((line) => line.undoes !== null && line.undoes === last);
  if (act.length === 0 || undone) return 'none';
  if (Temporal.Instant.compare(Temporal.Instant.from(act[0]!.at).add({ minutes }), now) < 0) return 'late';
  return act.every(({ kind }) => kinds.has(kind)) ? act : 'kind';
}

/** Whether a line says that a whole series was moved: its sittings are then known by other slots. */
export function isTurn({ kind, before, after }: Line): boolean {
  const [was, is] = [before, after] as (Meeting | null)[];
  return kind === 'meeting' && was != null && is != null && was.rule !== null && is.rule !== null && was.starts !== is.starts;
}

/** The lines of an act that are taken back one by one. Answers that went with a series go back with it, as they are by then. */
export function ownLines(act: readonly Line[]): readonly Line[] {
  return act.some(isTurn) ? act.filter(({ kind }) => kind !== 'rsvp') : act;
}

/**
 * What a thing becomes when a line is taken back: what it was. Calendars ignore what goes back to a lower number, and people have been
 * called: so a meeting goes on to the next one, and one that was new is called off; one of a series that was added is left out. `now` is a stamp.
 */
export function undoneTo(line: Line, act: readonly Line[], now: string): Things[ThingKind] | null {
  if (line.kind === 'meeting') return meetingBack(line as Line<'meeting'>, act, now);
  if (line.kind !== 'occurrence') return line.before;
  const { before, after } = line as Line<'occurrence'>;
  if (act.some(isTurn)) return before && { ...before, changed: now };
  const next = { sequence: (after?.sequence ?? 0) + 1, changed: now };
  if (before !== null) return { ...before, ...next };
  return { ...after!, starts: after!.added ? null : after!.slot, minutes: null, ...next };
}

function meetingBack(line: Line<'meeting'>, act: readonly Line[], now: string): Meeting {
  const { before, after } = line;
  // The numbers of its single sittings go with them when a whole series goes back.
  const apart = isTurn(line) ? act.reduce((sum, { kind, after: is }) => sum + (kind === 'occurrence' ? ((is as Occurrence | null)?.sequence ?? 0) : 0), 0) : 0;
  const next = { sequence: (after ?? before)!.sequence + 1 + apart, changed: now };
  return before === null ? { ...after!, ...next, cancelled: now } : { ...before, ...next };
}
