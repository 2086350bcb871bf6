import type { Settings } from '#rules/things.ts';

type Calendar = Settings['calendar'];

/** A group's calendar after a side's yes to opening it: that proposes it, or answers what the other side has proposed. */
export function opened(calendar: Calendar, side: string): Calendar {
  if (calendar.public || calendar.proposed === side) return calendar;
  return calendar.proposed === null ? { public: false, proposed: side } : { public: true, proposed: null };
}

/** The calendar for members only, and nothing proposed. One side's word is enough. */
export const closed: Calendar = { public: false, proposed: null };
