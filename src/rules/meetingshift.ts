import type { Sitting } from '#rules/meeting.ts';
import type { Line, Meeting, Occurrence, Rsvp } from '#rules/things.ts';

/** That a meeting, or with `slot` one of its series, began at another time until then: a local time, null where it had none. */
export interface Shift {
  readonly at: string;
  readonly slot: string | undefined;
  readonly from: string | null;
}

/** The changes of time in the lines of a meeting's history, the oldest first. What was written of single ones while a whole series was moved is part of that. */
export function shiftsIn(lines: readonly Pick<Line, 'at' | 'call' | 'kind' | 'before' | 'after'>[]): Shift[] {
  const moved = (line: Pick<Line, 'kind' | 'before' | 'after'>) => {
    const [before, after] = [line.before as Meeting | null, line.after as Meeting | null];
    return line.kind === 'meeting' && before !== null && after !== null && before.starts !== after.starts;
  };
  const whole = new Set(lines.filter(moved).map(({ call }) => call));
  return lines.flatMap((line): Shift[] => {
    if (moved(line)) return [{ at: line.at, slot: undefined, from: (line.before as Meeting).starts }];
    if (line.kind !== 'occurrence' || whole.has(line.call)) return [];
    const [before, after] = [line.before as Occurrence | null, line.after as Occurrence | null];
    const { slot } = (before ?? after)!;
    const [from, to] = [before, after].map((each) => (each === null ? slot : each.starts));
    return from === to ? [] : [{ at: line.at, slot, from: from! }];
  });
}

/** Whether an answer was given when its sitting was to begin at another time than now, so that it may not hold any more. */
export function isBeforeMove({ slot, at }: Pick<Rsvp, 'slot' | 'at'>, { meeting, sittings }: { readonly meeting: Meeting; readonly sittings: readonly Sitting[] }, shifts: readonly Shift[]): boolean {
  const later = shifts.filter((shift) => shift.at > at);
  const sitting = sittings.find((each) => each.slot === slot);
  if (later.length === 0 || !sitting || meeting.starts === null) return false;
  const differs = (shift: Shift | undefined, now: string) => shift !== undefined && shift.from !== null && shift.from !== now;
  const single = later.find((shift) => shift.slot === slot);
  if (single) return differs(single, sitting.local);
  // What keeps a time of its own, or lies before the first that was moved, does not move with its series.
  if (slot !== '' && (sitting.moved || sitting.added || slot < meeting.starts)) return false;
  return differs(later.find((shift) => shift.slot === undefined), meeting.starts);
}
