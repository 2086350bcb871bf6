import { onClock, stamp } from '#core/time.ts';
import type { Sitting } from '#rules/meeting.ts';
import type { Meeting } from '#rules/things.ts';

/** For so many days after a meeting, or a poll that led to none, what was answered to it is kept. */
export const keptDays = 90;

/** Whether what was answered to something that was over at an instant (a stamp) is to be forgotten. */
export const isForgotten = (over: string, now: Temporal.Instant): boolean => over <= stamp(now.subtract({ hours: 24 * keptDays }));

/** A meeting with all that takes place of it. */
export interface Whole {
  readonly meeting: Meeting;
  /** All of its sittings, in the order in which they begin. */
  readonly sittings: readonly Sitting[];
}

/**
 * When the sitting is over that answers were given to, as a stamp: as it ends, or would have ended where it was left out or called off;
 * that of a meeting which has no time, with its poll. A slot that the series has no more is over by its own hour where answers still
 * stand there (`stands`), because it may come back; else what was said of it has gone to another slot or was taken back, and it is over
 * since the last line about it (`last`).
 */
export function sittingOver({ meeting, sittings }: Whole, slot: string, { stands, last }: { readonly stands: boolean; readonly last: string }): string {
  const sitting = sittings.find((each) => each.slot === slot);
  if (sitting) return sitting.ends;
  if (meeting.starts === null) return pollOver(meeting);
  return stands && slot !== '' ? endOf(meeting, slot) : last;
}

/** When what was said in a poll is of no use any more: as the first sitting of what came of it ends, or as the poll is over. */
export const fitsOver = ({ meeting, sittings }: Whole): string => sittings[0]?.ends ?? pollOver(meeting);

/** When all of a meeting is over: its last sitting, or its poll where it never had a time. */
export const meetingOver = ({ meeting, sittings }: Whole): string => sittings.at(-1)?.ends ?? pollOver(meeting);

/** A poll is over as it is called off; else only when none of its times can be chosen any more, however long ago it closed. */
function pollOver(meeting: Meeting): string {
  const { slots, closes, cancelled, changed } = meeting;
  return cancelled ?? [closes ?? changed, ...(slots ?? []).map((slot) => endOf(meeting, slot))].sort().at(-1)!;
}

/** When something ends that begins at a time on the meeting's clock. */
const endOf = ({ zone, minutes }: Meeting, local: string): string => stamp(onClock(local.slice(0, 10), local.slice(11), zone).add({ minutes }));
