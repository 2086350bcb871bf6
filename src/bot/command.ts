import type { z } from 'zod';
import type { StoreFault, UserError } from '#core/errors.ts';
import type { Key } from '#core/i18n.ts';
import type { Given, Message, Params, Rich } from '#core/message.ts';
import type { Secret } from '#core/secret.ts';
import type { Around } from '#core/when.ts';
import type { Directory } from '#db/groups.ts';
import type { Person } from '#db/people.ts';
import type { Tx } from '#db/schema.ts';
import type { Who } from '#rules/roles.ts';
import type { Seat, ThingKind, Things } from '#rules/things.ts';

/** All that a handler has. It cannot reach the network: what others shall see it puts in the outbox with `announce`. */
export interface Ctx {
  readonly tx: Tx;
  /** The group with its organisations and events. Throws a UserError where no group is meant. */
  readonly dir: Directory;
  readonly hasGroup: boolean;
  /** The seat spoken from; null only for commands that `anyone` may give. */
  readonly me: Seat | null;
  /** All seats that the person holds in this group. */
  readonly seats: readonly Seat[];
  /** The person, when the bot knows one behind the account. */
  readonly person: Person | null;
  readonly user: User;
  /** The keyed hash of the caller's account: the owner of drafts. */
  readonly owner: string;
  readonly secret: Secret;
  readonly now: Temporal.Instant;
  /** The civil day it is in the group's home zone. */
  readonly today: string;
  /** The reader's zone and language. */
  readonly zone: string;
  readonly lang: string;
  readonly door: string;
  /** This invocation: what it writes is undone together. */
  readonly call: string;
  readonly room: string;
  /** What all commands are, for help. */
  readonly commands: readonly Command[];
  readonly t: (key: Key, params?: Params) => Rich;
  /** A text without any markup, for labels. */
  label(key: Key, params?: Params): string;
  /** What dates in `field` are read against. */
  around(field: string, toward?: Around['toward']): Around;
  /** Writes a thing with its line of history: in this group and from the seat spoken from, unless another is given. */
  save<K extends ThingKind>(kind: K, before: Things[K] | null, after: Things[K] | null, more?: { behalf?: string; undoes?: string; seat?: string | null; group?: string }): Promise<void>;
  /** Shows a message in the group's rooms, once this transaction is through. */
  announce(message: Message): Promise<void>;
}

/** What words about a group's work are made with: the group, for whom, and as of when. */
export type View = Pick<Ctx, 'dir' | 'seats' | 'now' | 'today' | 'lang' | 't' | 'label'>;

/** Who gives the command, as the door knows them. */
export interface User {
  readonly platform: string;
  readonly id: string;
  /** The language their client is set to. */
  readonly lang?: string;
  /** Whether they run the place: the operator at the terminal, who manages the server. Lets them set up a group. */
  readonly manages?: boolean;
}

export interface Choice {
  readonly label: string;
  readonly value: string;
}

/** One thing that people can do. The file's path under `commands/` is its name. */
export interface Command<S extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly who: Who;
  /** Whether it writes nothing: it then needs no transaction. */
  readonly reads?: true;
  readonly input: S;
  /** The fields that need no key on a line, in the order in which they are said. */
  readonly args: readonly (keyof S['shape'] & string)[];
  /** What a form starts with, besides what was given. */
  prefill?(ctx: Ctx, given: Given): Promise<Given>;
  run(ctx: Ctx, input: z.output<S>): Promise<Message>;
}

/** Declares a command, with the types of its input tied to its schema. */
export function command<S extends z.ZodObject>(definition: Command<S>): Command {
  return definition as unknown as Command;
}

/** A call of a command, from whichever door. */
export interface Invocation {
  /** The platform's id of the event, so that one delivered twice is carried out once. */
  readonly id: string;
  readonly command: string;
  readonly given: Given;
  readonly via: 'line' | 'form' | 'button';
  readonly user: User;
  /** Where it was given: decides which group is meant. */
  readonly room: string;
  /** The draft it continues. */
  readonly draft?: string;
}

/** The reserved keys of `given`, which every command understands. */
export const reserved = ['as', 'group', 'form'] as const;

/** What is asked of the person before the command can run. */
export interface Form {
  readonly command: string;
  readonly fields: readonly import('#core/field.ts').Field[];
  readonly given: Given;
  readonly errors: Readonly<Record<string, Rich>>;
  readonly draft: string;
}

/** For whom an answer is drawn: their zone and language, and the group's home zone. */
export interface Reader {
  readonly zone: string;
  readonly home: string;
  readonly lang: string;
}

export type Outcome =
  | { readonly say: Message; readonly reader: Reader; readonly error?: UserError; readonly fault?: StoreFault }
  | { readonly ask: Form; readonly reader: Reader }
  | { readonly ignore: 'duplicate' };
