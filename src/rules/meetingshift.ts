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

type Of = { readonly meeting: Meeting; readonly sittings: readonly Sitting[] };

/** When a sitting was to begin at an instant (a stamp; '' for as it was called first), in local time. Undefined where that is when it begins now. */
export function movedFrom({ slot, at }: Pick<Rsvp, 'slot' | 'at'>, { meeting, sittings }: Of, shifts: readonly Shift[]): string | undefined {
  const later = shifts.filter((shift) => shift.at > at);
  const sitting = sittings.find((each) => each.slot === slot);
  if (later.length === 0 || !sitting || meeting.starts === null) return undefined;
  const other = (shift: Shift | undefined, now: string) => (shift !== undefined && shift.from !== null && shift.from !== now ? shift.from : undefined);
  const single = later.find((shift) => shift.slot === slot);
  if (single) return other(single, sitting.local);
  // What keeps a time of its own, or lies before the first that was moved, does not move with its series.
  if (slot !== '' && (sitting.moved || sitting.added || slot < meeting.starts)) return undefined;
  return other(later.find((shift) => shift.slot === undefined), meeting.starts);
}

/** Whether an answer was given when its sitting was to begin at another time than now, so that it may not hold any more. */
export const isBeforeMove = (said: Pick<Rsvp, 'slot' | 'at'>, of: Of, shifts: readonly Shift[]): boolean => movedFrom(said, of, shifts) !== undefined;
