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
import type { KeyEvent, Seat, ThingKind, Things } from '#rules/things.ts';

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
  /** The address under which the program is reached from outside, with a `/` at its end; undefined where it is not. */
  readonly publicUrl: string | undefined;
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
  readonly chat: ChatRoom | undefined;
  /** Whether they may make a group in this room: they run the place that it is in, and it belongs to no group yet. */
  readonly founds: boolean;
  /** What all commands are, for help. */
  readonly commands: readonly Command[];
  /** What can be made of a message. */
  readonly menus: readonly Menu[];
  readonly t: (key: Key, params?: Params) => Rich;
  /** A text without any markup, for labels. */
  label(key: Key, params?: Params): string;
  /** What dates in `field` are read against. */
  around(field: string, toward?: Around['toward']): Around;
  /** Writes a thing with its line of history: in this group and from the seat spoken from, unless another is given. */
  save<K extends ThingKind>(kind: K, before: Things[K] | null, after: Things[K] | null, more?: { behalf?: string; undoes?: string; seat?: string | null; group?: string }): Promise<void>;
  /**
   * Shows a message in the group's main rooms, once this transaction is through; with `wide` also where only what concerns everybody
   * is told. `card` names the thing that it shows, so that it can be kept up to date where it stands: with `edits` that is done, and
   * nothing new is posted.
   */
  announce(message: Message, more?: { readonly wide?: boolean; readonly card?: string; readonly edits?: boolean }): Promise<void>;
}

/** What words about a group's work are made with: the group, for whom, and as of when. */
export type View = Pick<Ctx, 'dir' | 'seats' | 'now' | 'today' | 'lang' | 't' | 'label'>;

/** A room of a chat platform as its door knows it. Held in memory only: what is stored of its ids is hashed or sealed. */
export interface ChatRoom {
  readonly platform: string;
  /** The server or workspace it is in. */
  readonly server: string;
  readonly id: string;
  readonly name: string;
}

/** Who gives the command, as the door knows them. */
export interface User {
  readonly platform: string;
  readonly id: string;
  /** The language their client is set to. */
  readonly lang?: string;
  /** Whether they run the place: the operator at the terminal, who manages the server. Lets them set up a group. Asked only where a command depends on it. */
  readonly manages?: boolean | (() => Promise<boolean>);
  /** Whether they are still in a server of their platform. Asked where the room does not show it, as in a private message. */
  readonly isIn?: (server: string) => Promise<boolean>;
  /** Whether their client leads them: it asks for each value by its name, and offers what can be made of a message. No line is written there. */
  readonly guided?: boolean;
}

export interface Choice {
  readonly label: string;
  readonly value: string;
}

/** How a field of a command reads the dates that are typed in it. */
export interface Meaning {
  /**
   * What a text means there, in at most 100 characters; `value` where other words say it more plainly. Undefined where only one of a few
   * dates can stand. Throws a UserError as the command does.
   */
  read(ctx: Ctx, typed: string, field: string): { readonly label: string; readonly value?: string } | undefined;
  /** The dates that can stand there, where they are few. */
  offers?(ctx: Ctx): Promise<readonly Choice[]>;
  /** Whether the name of an event alone can stand there. */
  takes?(event: KeyEvent, today: string): boolean;
}

/** One thing that people can do. The file's path under `commands/` is its name. */
export interface Command<S extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly who: Who;
  /** Whether it writes nothing: it then needs no transaction. */
  readonly reads?: true;
  /** Whether what it answers is the group's, so that whoever asks may show it to the room. Only for one that reads. */
  readonly shareable?: true;
  /** Whether whoever runs the place may do more with it. */
  readonly keepers?: true;
  /** Whether a call is for no group of the caller's: it makes one, or finds its own. Then no seat elsewhere decides which group is meant. */
  groupless?(call: Pick<Invocation, 'given' | 'user' | 'chat'>): boolean;
  readonly input: S;
  /** The fields that need no key on a line, in the order in which they are said. */
  readonly args: readonly (keyof S['shape'] & string)[];
  /** How its fields that take dates read what is typed, so that one sees it before it is sent. */
  readonly dates?: { readonly [field in keyof S['shape'] & string]?: Meaning };
  /** Refuses who may not give it although `who` names them: before it is carried out, and before its form is shown. Throws a UserError. */
  check?(ctx: Ctx): Promise<void>;
  /** What was given, in the fields where it belongs, before anything is made of it: not everybody names a field. */
  sorted?(given: Given): Given;
  /** The fields that it refuses to go without beside what was given, although its schema lets them be left out. A form that asks one field after the other says so. */
  needs?(given: Given): readonly (keyof S['shape'] & string)[];
  /** Whether it opens its form when nothing at all is given, although no field is needed. */
  asksFirst?(ctx: Ctx): boolean;
  /** What a form starts with, besides what was given. */
  prefill?(ctx: Ctx, given: Given): Promise<Given>;
  run(ctx: Ctx, input: z.output<S>): Promise<Message>;
}

/** Declares a command, with the types of its input tied to its schema. */
export function command<S extends z.ZodObject>(definition: Command<S>): Command {
  return definition as unknown as Command;
}

/** What can be made of a message that somebody wrote in a room: opens the form of a command with what the message gives to it. */
export interface Menu {
  /** At most 32 characters. */
  readonly label: Key;
  readonly run: string;
  /** What the form starts with, of the words of the message. */
  given(said: string): Readonly<Record<string, string>>;
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
  /** What the address in `room` stands for, where that is a room of a chat platform. */
  readonly chat?: ChatRoom;
  /** The draft it continues. */
  readonly draft?: string;
}

/** The reserved keys of `given`, which every command understands. */
export const reserved = ['as', 'group', 'form', 'share'] as const;

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
