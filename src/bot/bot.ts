import type { Given, Message } from '#core/message.ts';
import { newId } from '#core/id.ts';
import { accountHash } from '#db/people.ts';
import { draftsOf, dropDraft, keepDraft, type Draft } from '#db/drafts.ts';
import type { Choice, Command, Invocation, Outcome, Reader, User } from '#bot/command.ts';
import { fittingCommitment } from '#bot/fitting.ts';
import { invoke } from '#bot/invoke.ts';
import { invokeLine } from '#bot/line.ts';
import { suggest } from '#bot/suggest.ts';
import type { World } from '#bot/world.ts';

/** What a door may do: hand in lines, presses and forms, and ask for completions. */
export interface Bot {
  readonly commands: readonly Command[];
  readonly aliases: Readonly<Record<string, string>>;
  now(): Temporal.Instant;
  invoke(invocation: Invocation): Promise<Outcome>;
  line(line: string, from: From): Promise<Outcome>;
  /** Up to 25 values that could stand in a field; never throws, empty when it cannot tell. */
  suggest(command: string, field: string, typed: string, from: From): Promise<readonly Choice[]>;
  /** The number of a commitment on which this person can give a command; undefined when there is none, or when it cannot be told. */
  fittingCommitment(command: string, from: From): Promise<number | undefined>;
  /** Keeps what has been filled in so far, so that a form outlives the process. */
  keep(form: { draft: string; command: string; given: Given; group: string | null }, user: User): Promise<void>;
  /** Forgets a form. */
  forget(draft: string, user: User): Promise<void>;
  /** The forms that an account has left half-filled, newest first. A button with the draft's id opens one again. */
  drafts(user: User): Promise<readonly Draft[]>;
}

/** Where an invocation comes from. */
export type From = Pick<Invocation, 'user' | 'room'> & { readonly id?: string; readonly draft?: string; readonly open?: OpenFile };

/** Reads the file a person names by its path. Only a door at the machine itself has this. Throws a UserError. */
export type OpenFile = (path: string, field: string) => Promise<{ name: string; text: string }>;

/** Puts the bot together. The doors get this and nothing behind it. */
export function makeBot(world: World): Bot {
  const event = (from: From) => ({ ...from, id: from.id ?? newId(world.now()) });
  const ownerOf = (user: User) => accountHash(world.secret, user.platform, user.id);
  return {
    commands: [...world.commands.values()],
    aliases: world.aliases,
    now: () => world.now(),
    invoke: (invocation) => invoke(world, invocation),
    line: (line, from) => invokeLine(world, line, event(from)),
    suggest: (command, field, typed, from) => suggest(world, command, field, typed, event(from)),
    fittingCommitment: (command, from) => fittingCommitment(world, command, event(from)),
    forget: (draft, user) => world.store.tx((tx) => dropDraft(tx, ownerOf(user), draft)),
    keep: ({ draft, given, ...rest }, user) => world.store.tx((tx) => keepDraft(tx, ownerOf(user), { id: draft, ...rest, given: { ...given, form: 'open' } }, world.now())),
    drafts: async (user) => (await world.store.read((tx) => draftsOf(tx, ownerOf(user), world.now()))).filter(({ given }) => given.form !== undefined),
  };
}

/**
 * Where a message goes: a room by its address, or a person by their account, with what they are called in the group
 * (`Focal point, INPUD`).
 */
export type Target = { readonly room: string } | { readonly account: string; readonly seat: string };

/** What a door does with a message that the outbox sends through it. */
export interface Adapter {
  readonly platform: string;
  /** How many messages the platform takes a second from one process, and the least time between two to one address. */
  readonly pace?: { readonly perSecond: number; readonly gapMs: number };
  start(bot: Bot): Promise<void>;
  /**
   * Sends to one target, drawn for `reader`; `once` is the outbox id, by which a platform recognises a repeated attempt. When `signal`
   * is aborted nobody waits for the answer any more: what has not left by then shall not leave. The outbox alone tries again.
   * Throws DeliveryError.
   */
  send(to: Target, message: Message, options: { once: string; reader: Reader; signal: AbortSignal }): Promise<void>;
  stop(): Promise<void>;
}
