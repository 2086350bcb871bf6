import type { Generated, Kysely } from 'kysely';

/**
 * Every table, as the queries see it. Portable subset: text ids, instants as fixed-width UTC text, civil days as
 * `YYYY-MM-DD`, JSON as text, 0/1 integers. Rows are keyed by group first, so that a group's rows lie together.
 */
export interface Schema {
  store: { key: string; value: string };
  group: { id: string; name: string; zone: string; language: string; settings: string; revision: string };
  room: { address: string; group_id: string; name: string; purpose: string };
  person: { id: string; zone: string | null; language: string | null; since: string };
  /** The only place with a chat id: sealed, and a keyed hash to find it by. */
  account: { hash: string; person_id: string; platform: string; sealed: string };
  side: Keyed & { id: string; label: string };
  organisation: Keyed & {
    id: string; acronym: string; name: string; side: string | null; scope: string | null; region: string | null; zone: string | null;
    successor: string | null; aliases: string; label: string | null; ended: string | null; note: string | null;
  };
  event: Keyed & {
    id: string; title: string; kind: string; starts: string | null; ends: string | null; precision: string; zone: string | null;
    city: string | null; certainty: string; source: string | null; note: string | null;
  };
  seat: Keyed & { id: string; person_id: string; role: string; organisation: string | null; side: string | null; since: string; ended: string | null };
  offer: Keyed & { id: string; code: string; role: string; organisation: string | null; side: string | null; expires: string; ended: string | null };
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
  /** Every write, complete: replaying it rebuilds the state. Never changed, never deleted. */
  history: Keyed & {
    seq: Generated<number>; at: string; act: string; call: string; about: string; kind: string; id: string; seat: string | null; behalf: string | null;
    door: string; undoes: string | null; before: string | null; after: string | null;
  };
  draft: { id: string; owner: string; group_id: string | null; command: string; given: string; expires: string };
  received: { id: string; at: string };
  outbox: { id: string; group_id: string; address: string; message: string; at: string; lease: string; tries: number; fault: string | null };
}

interface Keyed {
  group_id: string;
}

/** What queries are asked of: inside `store.read` it shows one moment, inside `store.tx` it also writes. */
export type Tx = Kysely<Schema>;
