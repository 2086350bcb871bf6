import type { Due } from '#rules/things.ts';

export const meetingKinds = ['teleconference', 'face-to-face', 'event'] as const;
export type MeetingKind = (typeof meetingKinds)[number];

/**
 * A meeting or a series of them. Its hours stay on the clock of its zone, whatever that clock does. Who may come in by which link is not
 * kept here.
 */
export interface Meeting {
  readonly number: number;
  readonly title: string;
  readonly kind: MeetingKind;
  readonly zone: string;
  /** When it begins, or the first of a series, on the clock of its zone: `2027-03-03T15:00`. Null while its time is being found. */
  readonly starts: string | null;
  readonly minutes: number;
  /** How it comes back: an RFC 5545 rule without a start and an end day (`FREQ=WEEKLY;BYDAY=WE`). Null: it is a single one. */
  readonly rule: string | null;
  /** The last day on which a series can come back; `none` where its rule counts its times. */
  readonly until: Due;
  readonly city: string | null;
  /** The venue and the room, for members only. */
  readonly place: string | null;
  /** The event that it is held at. */
  readonly event: string | null;
  /** Organisations, whose focal points act: who leads it, who calls it, who takes notes. */
  readonly chair: string | null;
  readonly convenor: string | null;
  readonly notetaker: string | null;
  /** The times that people are asked about, on the clock of its zone, and the instant until which they are. */
  readonly slots: readonly string[] | null;
  readonly closes: string | null;
  /** Since when it is called off: the whole of a series. */
  readonly cancelled: string | null;
  /** How often its time has changed, and when anything of it did: calendars ask. */
  readonly sequence: number;
  readonly changed: string;
}

/** One of a series that is not as its rule says, or that the rule does not give: it was added, or was there before the series was moved. */
export interface Occurrence {
  readonly meeting: number;
  /** When it would begin by the rule, on the meeting's clock; of one that was added, when it was first to begin. It is known by this. */
  readonly slot: string;
  /** When it begins on that clock; null: it is left out. */
  readonly starts: string | null;
  /** Whether it stands by itself: it takes place also where the rule does not give it. */
  readonly added: boolean;
  readonly sequence: number;
  readonly changed: string;
  /** How long it lasts where that is not as long as its meeting; null: as long as that. */
  readonly minutes: number | null;
}

export const replies = ['attend', 'maybe', 'apologies', 'alternate'] as const;
export type Reply = (typeof replies)[number];

/** Whether a seat comes to a meeting, or an organisation for which somebody else says so. */
export interface Rsvp {
  readonly meeting: number;
  /** Which of a series; empty for a single meeting. */
  readonly slot: string;
  /** The seat, or `org/ID` where it was entered for an organisation. */
  readonly seat: string;
  /** Null for a coordinator, who comes for a whole side. */
  readonly organisation: string | null;
  readonly reply: Reply;
  /** The organisation or side that entered it on behalf of another. */
  readonly entered: string | null;
  readonly at: string;
}

export const fits = ['yes', 'if-need-be', 'no'] as const;
export type Fit = (typeof fits)[number];

/** Whether a time that people are asked about suits a seat. */
export interface Preference {
  readonly meeting: number;
  readonly slot: string;
  readonly seat: string;
  readonly organisation: string | null;
  readonly fit: Fit;
  readonly at: string;
}
