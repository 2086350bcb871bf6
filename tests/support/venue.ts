import { expect } from 'vitest';
import type { Secret } from '#core/secret.ts';
import type { Store } from '#db/open.ts';
import { replay, stateOf } from '#db/save.ts';
import { feedFor, serveFeeds } from '#tests/support/feeds.ts';
import { sample } from '#tests/support/world.ts';

interface GroupFile {
  readonly group: { readonly sides: readonly { readonly organisations: readonly string[] }[] };
  readonly organisations: readonly { readonly id: string }[];
  readonly roles: readonly { readonly organisation: string | null }[];
}

/** The group of 2013 without anything that it has to do: all of it, or only some of its organisations. */
export function idleGroup(only?: readonly string[]): string {
  const { group, organisations, roles } = sample as GroupFile;
  const isIn = (id: string | null) => only === undefined || id === null || only.includes(id);
  const sides = group.sides.map((side) => ({ ...side, organisations: side.organisations.filter(isIn) }));
  const kept = { group: { ...group, sides }, organisations: organisations.filter(({ id }) => isIn(id)), roles: roles.filter(({ organisation }) => isIn(organisation)) };
  return JSON.stringify({ ...sample, ...kept, commitments: [], meetings: [], decisions: [], keyEvents: [] });
}

/** What somebody sees: its words with every gap as one blank, and its buttons. `unix`: the instants that each reader's own device draws; at the terminal, none. */
export interface Seen {
  readonly text: string;
  readonly buttons: readonly string[];
  readonly unix: readonly number[] | undefined;
  presses(label: string): Promise<Seen>;
}

/** Somebody with a seat and a clock. */
export interface Member {
  /** Gives a command in the group's main room, with options by name; what it brings about has arrived. */
  says(line: string, options?: Readonly<Record<string, string>>): Promise<Seen>;
  /** What they have got in private, oldest first. */
  dms(): readonly Seen[];
  /** How an hour stands before them: the day, as `Wed 3 March 2027`, the hour on their clock, and the one in Vienna. */
  when(day: string, hour: string, home: string): string;
  /** The id of the person in the store. */
  person(): Promise<string>;
}

/** A door, or several, with the group of 2013 behind it, as a scenario is played there. */
export interface Venue {
  readonly store: Store;
  readonly secret: Secret;
  readonly group: string;
  now: Temporal.Instant;
  /** Who sits on a seat: `AHRN`, `coordinator civil-society-side`; with the clock of a city. */
  member(who: string, zone: string): Promise<Member>;
  /** Lets time pass until an instant; what falls due on the way has arrived. */
  passes(to: string): Promise<void>;
  /** What stands in the rooms. */
  rooms(): readonly Seen[];
  /** Whether a card there changes with its thing, or was printed once. */
  readonly cards: 'live' | 'printed';
  /** All that rooms and calendars of the platforms hold, and all that was logged, as it is. */
  open(): string;
  /** Nothing went wrong, and no platform had to refuse anything. Closes it. */
  endsWell(): Promise<void>;
}

export type Opens = (file: string, now: string) => Promise<Venue>;

/** Every gap as one blank, so that words are found however lines are broken. */
export const flat = (text: string) => text.replace(/[\s•]+/g, ' ').trim();

/** What somebody's calendar program reads at their private address. */
export async function feedOf({ store, secret, now }: Venue, member: Member): Promise<string> {
  const feeds = await serveFeeds({ store, secret, now: () => now, failed: (error) => { throw error; } });
  try {
    const { status, text } = await feeds.ask(await feedFor(store, secret, await member.person(), now));
    if (status !== 200) throw new Error(`the feed answers ${status}`);
    return text;
  } finally {
    await feeds.close();
  }
}

/** For the end of a scenario: no bug, no delivery that failed, nothing that a platform had to refuse, and a history that adds up to the state. */
export async function wasWell({ store, group }: Pick<Venue, 'store' | 'group'>, ...wrong: readonly (readonly unknown[])[]): Promise<void> {
  expect(wrong).toEqual(wrong.map(() => []));
  await store.read(async (tx) => expect(await replay(tx, group)).toEqual(await stateOf(tx, group)));
}
