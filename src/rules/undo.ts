import type { Line, ThingKind } from '#rules/things.ts';

/** How long one may take back an act, in minutes. */
const minutes = 10;
/** What can be taken back. Seats and offers are ended or offered anew instead: others may already rely on them. */
const kinds: ReadonlySet<ThingKind> = new Set(['commitment', 'milestone', 'report', 'rating', 'evidence', 'event', 'deadline', 'snooze', 'group']);

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
