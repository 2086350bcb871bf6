import type { Generated, Kysely } from 'kysely';

/**
 * Every table, as the queries see it. Portable subset: text ids, instants as fixed-width UTC text, civil days as
 * `YYYY-MM-DD`, JSON as text, 0/1 integers. Rows are keyed by group first, so that a group's rows lie together.
 */
export interface Schema {
  store: { key: string; value: string };
  group: { id: string; name: string; zone: string; language: string; settings: string; revision: string };
  /** `address` holds no id of a platform: `sealed` does, to send by; `server` is a keyed hash of the server that the room is in. */
  room: { address: string; group_id: string; name: string; purpose: string; sealed: string | null; server: string | null };
  /** `reminders`: what a person set about being reminded, as JSON. */
  person: { id: string; zone: string | null; language: string | null; since: string; reminders: string | null };
  /** The only place with a chat id: sealed, and a keyed hash to find it by. `since`: when it became known. */
  account: { hash: string; person_id: string; platform: string; sealed: string; since: Generated<string> };
  /**
   * An account (`owner`) that asks to be one person with another: by the keyed hash of a code, until `expires`. `other` is the account that
   * brought the code, `agreed` 1 where it has said yes.
   */
  link: {
    owner: string; id: string; platform: string; sealed: string; code: string; expires: string;
    other: string | null; other_platform: string | null; other_sealed: string | null; agreed: number;
  };
  /** How many wrong codes an account has tried since an instant. */
  missed: { owner: string; since: string; count: number };
  side: Keyed & { id: string; label: string };
  organisation: Keyed & {
    id: string; acronym: string; name: string; side: string | null; scope: string | null; region: string | null; zone: string | null;
    successor: string | null; aliases: string; label: string | null; ended: string | null; note: string | null;
  };
  event: Keyed & {
    id: string; title: string; kind: string; starts: string | null; ends: string | null; precision: string; zone: string | null;
    city: string | null; certainty: string; source: string | null; note: string | null; begins: string | null; finishes: string | null;
    alternatives: string; yearly: number; rungs: string | null; cancelled: string | null;
  };
  deadline: Keyed & {
    event: string; number: number; title: string; opens: string | null; closes: string; addressee: string | null; paper: string | null;
    certainty: string; source: string | null; note: string | null; cancelled: string | null;
  };
  snooze: Keyed & { subject: string; seat: string; until: string | null };
  seat: Keyed & { id: string; person_id: string; role: string; organisation: string | null; side: string | null; since: string; ended: string | null };
  offer: Keyed & { id: string; code: string; role: string; organisation: string | null; side: string | null; expires: string; ended: string | null; replaces: number };
  commitment: Keyed & {
    number: number; title: string; text: string | null; theme: string | null; source: string | null; item: string | null;
    lead: string | null; basis: string | null; offered: string | null; counterpart: string | null; partners: string; due: string;
    due_note: string | null; recurring: number; state: string; proposed: string | null; agreed: string | null; amendment: string | null; search: string;
  };
  milestone: Keyed & { commitment: number; number: number; title: string; due: string; due_note: string | null; done: string | null };
  report: Keyed & {
    commitment: number; organisation: string; status: string; note: string | null; at: string; entered: string | null; was: string | null;
  };
  rating: Keyed & { commitment: number; organisation: string; completion: string; note: string | null; at: string };
  evidence: Keyed & { commitment: number; number: number; kind: string; link: string; note: string | null; organisation: string; at: string };
  meeting: Keyed & {
    number: number; title: string; kind: string; zone: string; starts: string | null; minutes: number; rule: string | null; until: string; city: string | null;
    place: string | null; event: string | null; chair: string | null; convenor: string | null; notetaker: string | null; slots: string | null;
    closes: string | null; cancelled: string | null; sequence: number; changed: string;
  };
  occurrence: Keyed & { meeting: number; slot: string; starts: string | null; added: number; sequence: number; changed: string; minutes: number | null };
  rsvp: Keyed & { meeting: number; slot: string; seat: string; organisation: string | null; reply: string; entered: string | null; at: string };
  preference: Keyed & { meeting: number; slot: string; seat: string; organisation: string | null; fit: string; at: string };
  /** The link to a call, sealed: of one of a series, or of all (`slot` empty). No part of the history, and gone a day after the call. */
  dialin: Keyed & { meeting: number; slot: string; sealed: string; seat: string; at: string };
  /** A person's private calendar: its secret sealed, and a keyed hash to find it by. */
  feed: { person_id: string; hash: string; sealed: string; since: string };
  /** Every write, complete: replaying it rebuilds the state. Never changed; deleted are only the lines of answers that are forgotten with them. */
  history: Keyed & {
    seq: Generated<number>; at: string; act: string; call: string; about: string; kind: string; id: string; seat: string | null; behalf: string | null;
    door: string; undoes: string | null; before: string | null; after: string | null;
  };
  draft: { id: string; owner: string; group_id: string | null; command: string; given: string; expires: string };
  received: { id: string; at: string };
  /**
   * What will be said, and what was: one row for each rung, date and recipient, never two. `due` is when it is looked at, `day` the
   * civil day that is meant, `until` the instant from which it is of no use; `at` when it was sent or dropped.
   */
  reminder: Keyed & {
    subject: string; kind: string; rung: string; date: string; recipient: string; day: string; until: string | null; due: string;
    state: string; at: string | null; cause: string | null; data: string | null;
  };
  /** How many reminder messages a person had on one of their days, so that there are never many. */
  told: { person_id: string; group_id: string; day: string; count: number };
  /** Since when no message of a group has reached somebody. Forgotten when one does. */
  unreached: Keyed & { person_id: string; since: string };
  /** When the program was not there to remind. */
  outage: { since: string; until: string };
  /**
   * Messages on their way. `chain`: where else it may go when this address is closed; `card`: what an unsent newer one replaces;
   * `edits`: 1 where it only changes that card where it stands; `dead`: since when it is not tried any more, `fault`: why it did not arrive.
   */
  outbox: {
    id: string; group_id: string; address: string; message: string; at: string; tries: number; fault: string | null; dead: string | null;
    about: string | null; card: string | null; chain: string | null; edits: Generated<number>;
  };
  /** The last message at an address that shows a card: its receipt, sealed, by which it can be changed. */
  card: { address: string; card: string; receipt: string; at: string };
  /**
   * One row for each address: when its next message may go (`due`; far away when it has none), who is sending there until then
   * (`holder`, or empty), by which clock `due` was reckoned (`since`, the time that it showed; empty for a time that was given), and the
   * last message posted.
   */
  queue: { address: string; platform: string; due: string; since: string; holder: string; last: string };
}

interface Keyed {
  group_id: string;
}

/** What queries are asked of: inside `store.read` it shows one moment, inside `store.tx` it also writes. */
export type Tx = Kysely<Schema>;
