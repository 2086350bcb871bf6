import type { Meeting, Occurrence, Preference, Rsvp } from '#rules/meetings.ts';

/**
 * What the group's record is made of. These shapes are stored, written to history and rebuilt from it.
 * No names of people anywhere: a person is known by the seat, as "Focal point, INPUD".
 */
export { fits, meetingKinds, replies } from '#rules/meetings.ts';
export type { Fit, Meeting, MeetingKind, Occurrence, Preference, Reply, Rsvp } from '#rules/meetings.ts';

/** When something is due. `none` is a real state, not a gap; an event's date is never resolved for good. */
export type Due =
  | { readonly by: 'none' }
  | { readonly by: 'day'; readonly on: string }
  /** A horizon, not a deadline: the end of a year or month. `on` is its last day. */
  | { readonly by: 'horizon'; readonly on: string; readonly span: 'year' | 'month' }
  /** Hangs on an event: so many days from its first day. */
  | { readonly by: 'event'; readonly event: string; readonly days: number };

export interface Side {
  readonly id: string;
  readonly label: string;
}

export interface Organisation {
  readonly id: string;
  readonly acronym: string;
  readonly name: string;
  /** The side it speaks for; null for an outside body, which has no account. */
  readonly side: string | null;
  readonly scope: string | null;
  readonly region: string | null;
  readonly zone: string | null;
  readonly successor: string | null;
  readonly aliases: readonly string[];
  /** What outsiders see in place of its name, at its own wish. */
  readonly label: string | null;
  readonly ended: string | null;
  readonly note: string | null;
}

export const certainties = ['confirmed', 'announced', 'estimate', 'unknown'] as const;
export type Certainty = (typeof certainties)[number];

/** Whole civil days, the last one included. */
export interface Days {
  readonly starts: string;
  readonly ends: string;
}

/** Something in the group's calendar. Its days are civil days of its zone; without a zone they are local days everywhere. */
export interface KeyEvent {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly starts: string | null;
  readonly ends: string | null;
  /** The hours at which it begins on its first day and ends on its last, `HH:MM` in its zone, where they are known. */
  readonly begins: string | null;
  readonly finishes: string | null;
  readonly precision: string;
  readonly zone: string | null;
  readonly city: string | null;
  readonly certainty: Certainty;
  /** Other days it may fall on; of an event without days, the span in which it is looked for. */
  readonly alternatives: readonly Days[];
  /** Whether it comes back on the same day each year. */
  readonly yearly: boolean;
  /** Rungs of its own (`-60d`), in place of the group's for events. */
  readonly rungs: readonly string[] | null;
  readonly source: string | null;
  readonly note: string | null;
  /** The civil day on which it was called off. What hangs on it has no date then. */
  readonly cancelled: string | null;
}

/** A day, with an hour of a zone's clock where one is set: `12:00` in `Europe/Vienna`. Without an hour the whole day is meant. */
export interface Moment {
  readonly due: Due;
  readonly time: string | null;
  readonly zone: string;
}

/** What an event asks for beforehand: a window or a last hour, to whom, with which paper. */
export interface Deadline {
  readonly event: string;
  readonly number: number;
  readonly title: string;
  readonly opens: Moment | null;
  readonly closes: Moment;
  /** To whom it goes: a body or a role, never a person. */
  readonly addressee: string | null;
  readonly paper: string | null;
  readonly certainty: Certainty;
  readonly source: string | null;
  readonly note: string | null;
  readonly cancelled: string | null;
}

/** That a seat does not want to be asked about something until a day; without a day, that it is not the seat's to answer. */
export interface Snooze {
  readonly subject: string;
  readonly seat: string;
  readonly until: string | null;
}

export const roles = ['focal', 'alternate', 'coordinator', 'chair', 'notetaker', 'observer'] as const;
export type Role = (typeof roles)[number];
export interface Seat {
  readonly id: string;
  readonly person_id: string;
  readonly role: Role;
  readonly organisation: string | null;
  /** Set for a coordinator, who acts for a whole side. */
  readonly side: string | null;
  readonly since: string;
  readonly ended: string | null;
}

/** A seat offered to whoever brings the code; only a keyed hash of the code is kept. */
export interface Offer {
  readonly id: string;
  readonly code: string;
  readonly role: Role;
  readonly organisation: string | null;
  readonly side: string | null;
  readonly expires: string;
  readonly ended: string | null;
  /** Whether it is to take the place of whoever holds the seat. */
  readonly replaces: boolean;
}

export interface Commitment {
  readonly number: number;
  /** A short wording, never passed off as the agreed text. */
  readonly title: string;
  /** The agreed text, word for word, where it is known. */
  readonly text: string | null;
  readonly theme: string | null;
  /** The meeting it comes from and its item there. */
  readonly source: string | null;
  readonly item: string | null;
  readonly lead: string | null;
  /** Why this lead: stated in the record, implied, or taken since. */
  readonly basis: string | null;
  /** An organisation that has been asked to lead and has not yet said yes. */
  readonly offered: string | null;
  readonly counterpart: string | null;
  /** Supporting organisations and whole sides, by id. */
  readonly partners: readonly string[];
  readonly due: Due;
  readonly due_note: string | null;
  readonly recurring: boolean;
  readonly state: 'proposed' | 'agreed' | 'declined';
  /** The side that proposed it. */
  readonly proposed: string | null;
  /** When it was agreed. */
  readonly agreed: string | null;
  /** A change that one side has proposed and the other has not answered. */
  readonly amendment: Amendment | null;
}

/** What an amendment would change, and the side that proposed it. */
export interface Amendment {
  readonly proposed: string;
  readonly change: { readonly title?: string; readonly text?: string; readonly due?: Due };
  readonly reason: string | null;
}

export interface Milestone {
  readonly commitment: number;
  readonly number: number;
  readonly title: string;
  readonly due: Due;
  readonly due_note: string | null;
  readonly done: string | null;
}

export const statuses = ['not-started', 'on-track', 'at-risk', 'blocked', 'done'] as const;
export type Status = (typeof statuses)[number];
export interface Report {
  readonly commitment: number;
  readonly organisation: string;
  readonly status: Status;
  readonly note: string | null;
  readonly at: string;
  /** The organisation that entered it on behalf of an outside body. */
  readonly entered: string | null;
  /** What a correction replaced; shown beside it. */
  readonly was: { readonly status: Status; readonly note: string | null; readonly at: string } | null;
}

export const completions = ['no-evidence', 'not-started', 'limited', 'substantial', 'complete'] as const;
export type Completion = (typeof completions)[number];
export interface Rating {
  readonly commitment: number;
  readonly organisation: string;
  readonly completion: Completion;
  readonly note: string | null;
  readonly at: string;
}

export const evidenceKinds = ['document', 'statement', 'meeting', 'training', 'data', 'media', 'other'] as const;
export interface Evidence {
  readonly commitment: number;
  readonly number: number;
  readonly kind: (typeof evidenceKinds)[number];
  readonly link: string;
  readonly note: string | null;
  readonly organisation: string;
  readonly at: string;
}

/** What has a ladder of reminders. `word`: what needs a word before the Commission meets; `face`: that nobody has called a meeting in person for then. */
export const ladders = ['commitment', 'milestone', 'update', 'overdue', 'opening', 'closing', 'event', 'meeting', 'poll', 'owner', 'fresh', 'word', 'face'] as const;
export type Ladder = (typeof ladders)[number];

/** When a digest comes: an ISO weekday (1 is Monday) and an hour, on the reader's clock. */
export interface Weekly {
  readonly day: number;
  readonly at: string;
}

export interface Settings {
  /** Days after which a lead's report turns yellow; red after twice as many. */
  readonly rhythm: number;
  /** The group's own rungs (`-14d`), where they are not the usual ones. */
  readonly ladders: { readonly [kind in Ladder]?: readonly string[] };
  /** When the rooms get their digest; null: never. */
  readonly digest: Weekly | null;
  /** Whether strangers may have the days of the group's meetings, and the side that has proposed it while the other has not said yes. */
  readonly calendar: { readonly public: boolean; readonly proposed: string | null };
}
/** What a group begins with: reports every quarter, the rooms' digest on Monday morning, a calendar for members only. */
export const usualSettings: Settings = { rhythm: 90, ladders: {}, digest: { day: 1, at: '09:00' }, calendar: { public: false, proposed: null } };
export interface Group {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly language: string;
  readonly settings: Settings;
}

/** Every kind of thing that history keeps, by its table's name. */
export interface Things {
  group: Group;
  side: Side;
  organisation: Organisation;
  event: KeyEvent;
  deadline: Deadline;
  seat: Seat;
  offer: Offer;
  commitment: Commitment;
  milestone: Milestone;
  report: Report;
  rating: Rating;
  evidence: Evidence;
  snooze: Snooze;
  meeting: Meeting;
  occurrence: Occurrence;
  rsvp: Rsvp;
  preference: Preference;
}
export type ThingKind = keyof Things;

/** One line of history, with the thing as it was and as it became. */
export interface Line<K extends ThingKind = ThingKind> {
  readonly seq: number;
  readonly at: string;
  readonly act: string;
  readonly call: string;
  readonly about: string;
  readonly kind: K;
  readonly id: string;
  readonly seat: string | null;
  readonly behalf: string | null;
  readonly door: string;
  readonly undoes: string | null;
  readonly before: Things[K] | null;
  readonly after: Things[K] | null;
}

