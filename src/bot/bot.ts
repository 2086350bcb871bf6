import type { Given, Message } from '#core/message.ts';
import { newId } from '#core/id.ts';
import { accountHash } from '#db/people.ts';
import { draftsOf, dropDraft, keepDraft, typed, type Draft } from '#db/drafts.ts';
import type { ChatRoom, Choice, Command, Invocation, Menu, Outcome, Reader, User } from '#bot/command.ts';
import { called } from '#bot/called.ts';
import { addressOf, sealPick } from '#bot/chat.ts';
import { fittingCommitment } from '#bot/fitting.ts';
import { roomGone } from '#bot/gone.ts';
import { invoke } from '#bot/invoke.ts';
import { invokeLine } from '#bot/line.ts';
import { keepable } from '#bot/secrets.ts';
import { suggest } from '#bot/suggest.ts';
import type { World } from '#bot/world.ts';

/** What a door may do: hand in lines, presses and forms, and ask for completions. */
export interface Bot {
  readonly commands: readonly Command[];
  readonly aliases: Readonly<Record<string, string>>;
  /** What can be made of a message. Whoever picks one invokes its command with what it gives and `form: 'open'`. */
  readonly menus: readonly Menu[];
  now(): Temporal.Instant;
  invoke(invocation: Invocation): Promise<Outcome>;
  line(line: string, from: From): Promise<Outcome>;
  /** Up to 25 values that could stand in a field; never throws, empty when it cannot tell. */
  suggest(command: string, field: string, typed: string, from: From): Promise<readonly Choice[]>;
  /** The number of a commitment on which this person can give a command; undefined when there is none, or when it cannot be told. */
  fittingCommitment(command: string, from: From): Promise<number | undefined>;
  /** The address of a room of a chat platform. The same room always has the same one. */
  addressOf(room: Pick<ChatRoom, 'platform' | 'id'>): string;
  /** The id of a platform's event as it is kept, so that one delivered twice is carried out once. */
  eventId(platform: string, id: string): string;
  /** Somebody, or a room, that a person has picked on their platform: as the value of a `member` or `room` field. */
  pick(picked: { readonly platform: string; readonly account: string } | ChatRoom): string;
  /** What somebody who is mentioned is called in the group that is meant (`Focal point, INPUD`); undefined for whoever has no seat there. */
  called(user: User, from: From): Promise<string | undefined>;
  /** A room is no more: it is untied, and the coordinators of its group are told. */
  roomGone(room: Pick<ChatRoom, 'platform' | 'id'>): Promise<void>;
  /** Keeps what has been filled in so far, so that a form outlives the process. */
  keep(form: { draft: string; command: string; given: Given; group: string | null }, user: User): Promise<void>;
  /** Forgets a form. */
  forget(draft: string, user: User): Promise<void>;
  /**
   * The forms that an account has begun to fill in and not sent, newest first. A button with the draft's id opens one again. A refused line
   * and a preview are none, although a button of theirs opens a form: until it is pressed, nobody has begun anything.
   */
  drafts(user: User): Promise<readonly Draft[]>;
}

/** Where an invocation comes from. */
export type From = Pick<Invocation, 'user' | 'room' | 'chat'> & { readonly id?: string; readonly draft?: string; readonly open?: OpenFile };

/** Reads the file a person names by its path. Only a door at the machine itself has this. Throws a UserError. */
export type OpenFile = (path: string, field: string) => Promise<{ name: string; text: string }>;

/** Puts the bot together. The doors get this and nothing behind it. */
export function makeBot(world: World): Bot {
  const event = (from: From) => ({ ...from, id: from.id ?? newId(world.now()) });
  const ownerOf = (user: User) => accountHash(world.secret, user.platform, user.id);
  return {
    commands: [...world.commands.values()],
    aliases: world.aliases,
    menus: world.menus,
    now: () => world.now(),
    addressOf: (room) => addressOf(world.secret, room),
    eventId: (platform, id) => world.secret.hash(`event ${platform} ${id}`),
    pick: (picked) => sealPick(world.secret, picked),
    called: (user, from) => called(world, user, event(from)),
    roomGone: (room) => roomGone(world, addressOf(world.secret, room)),
    invoke: (invocation) => invoke(world, invocation),
    line: (line, from) => invokeLine(world, line, event(from)),
    suggest: (command, field, typed, from) => suggest(world, command, field, typed, event(from)),
    fittingCommitment: (command, from) => fittingCommitment(world, command, event(from)),
    forget: (draft, user) => world.store.tx((tx) => dropDraft(tx, ownerOf(user), draft)),
    keep: ({ draft, given, ...rest }, user) => world.store.tx((tx) => keepDraft(tx, ownerOf(user), { id: draft, ...rest, given: { ...keepable(world, rest.command, given).kept, form: typed } }, world.now())),
    drafts: async (user) => (await world.store.read((tx) => draftsOf(tx, ownerOf(user), world.now()))).filter(({ given }) => given.form === typed),
  };
}

/**
 * Where a message goes: a room by its address and, on a chat platform, by its id; or a person by their account, with what they are
 * called in the group (`Focal point, INPUD`) and the servers of which they must be in one to be written to.
 */
export type Target = { readonly room: string; readonly chat?: Pick<ChatRoom, 'server' | 'id'> } | { readonly account: string; readonly seat: string; readonly servers?: readonly string[] };

/** So many within so many milliseconds, whichever milliseconds they are. */
export interface Rate {
  readonly most: number;
  readonly ms: number;
}
export interface Pace {
  readonly all: Rate;
  readonly each: Rate;
  /** Whether the time to the next message to an address begins when one arrives there, and not when it is answered. */
  readonly byArrival?: boolean;
}

/** What a door does with a message that the outbox sends through it. */
export interface Adapter {
  readonly platform: string;
  /** How many messages the platform takes within a while from one process: in all, and to one address. */
  readonly pace?: Pace;
  start(bot: Bot): Promise<void>;
  /**
   * Sends to one target, drawn for `reader`; `once` is the outbox id, by which a platform recognises a repeated attempt. When `signal`
   * is aborted nobody waits for the answer any more: what has not left by then shall not leave. The outbox alone tries again. With
   * `replaces` the message that has this receipt is changed in place. Whatever takes more than one request waits for `another` before
   * each that is more. `doubt` says that an earlier attempt may have arrived, `since` when the message was written. Answers with the
   * receipt by which this message can be changed, where the platform can do that. Throws DeliveryError.
   */
  send(to: Target, message: Message, options: { once: string; reader: Reader; signal: AbortSignal; replaces?: string; doubt?: boolean; since?: string; another?: () => Promise<void> }): Promise<string | void>;
  /** Whether an account is in a server there, as the platform said no more than `freshMs` ago. Throws when it does not say; without it nobody is judged there. */
  isIn?(server: string, account: string, freshMs?: number): Promise<boolean>;
  stop(): Promise<void>;
}
