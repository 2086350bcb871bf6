import type { APIApplicationCommand, APIEmbed, APIGuildScheduledEvent, APIMessage, APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';

/**
 * A Discord on this machine, for tests: REST and gateway, which a real client library talks to over loopback. It refuses what Discord's
 * documentation says is refused. Opened by `openDiscord` in open.ts.
 */
export interface LocalDiscord {
  /** What DISCORD_API_URL is set to: `http://127.0.0.1:PORT/api`. */
  readonly url: string;
  readonly token: string;
  /** The id of the application, which is also the id of the bot's user. */
  readonly application: string;
  /** A server with the bot in it. */
  server(name: string): Server;
  /** Somebody with an account. They are in no server yet. `zone` is where times are drawn for them. */
  person(name: string, more?: { locale?: string; zone?: string }): Person;
  /** Every request so far, oldest first. */
  readonly requests: readonly Asked[];
  /**
   * What the bot did wrong: requests with a fault of form, unknown routes, a bad token, deadlines missed by a bot that was connected,
   * tokens used twice, limits ignored that it had been told of. Refusals that only time and place can tell (closed DMs, a deleted
   * channel, a missing permission, a first 429) are not among them: they are in `requests`, with their status and code.
   */
  readonly violations: readonly string[];
  /** Closes the gateway connections: so that the session can be resumed (the default), so that it cannot, or the socket just dies. */
  drop(how?: 'resume' | 'reset' | 'cut'): void;
  /** The gateway closes the next connection that identifies, with this code. */
  refuse(code: number): void;
  /** How many gateway connections are open and identified. */
  connected(): number;
  /** How many interactions were brought again after a RESUME. */
  repeated(): number;
  /** Resolves once a bot is connected and has its servers. */
  ready(): Promise<void>;
  /**
   * The next requests whose `METHOD /path` matches meet with: a 500; a reset before they are handled; no answer, ever; an answer that
   * is lost after they were handled; a 429.
   */
  fail(route: RegExp, how: 'error' | 'reset' | 'hang' | 'lost' | 'limit', times?: number): void;
  /**
   * From now on it is not there: connections are cut, or silent, and every request meets with a 500, a reset or no answer; until it is up again.
   */
  down(how?: 'error' | 'reset' | 'hang'): void;
  up(): void;
  /** The commands that are registered everywhere, or in one server. */
  registered(server?: Server): readonly APIApplicationCommand[];
  /** Resolves once no interaction and no request is under way. */
  settled(): Promise<void>;
  /** The bot is removed from a server, and taken in again. */
  remove(server: Server): void;
  add(server: Server): void;
  close(): Promise<void>;
}

/** How a local Discord is opened. */
export interface DiscordSettings {
  /** Whether rate limits are enforced; they are by default. */
  readonly limits?: boolean;
  /** How long an interaction's token lives, in ms; 15 minutes by default, as on Discord. */
  readonly tokenMs?: number;
  /** The zone in which times are drawn in rooms; UTC by default. */
  readonly zone?: string;
  /** The port to listen on; any free one by default. */
  readonly port?: number;
  /** How many interactions the gateway brings again after a RESUME, though the bot has had them; none by default. */
  readonly repeats?: number;
  /** Over how many gateway connections it wants to tell what happens; one by default. */
  readonly shards?: number;
}

/** A request of the bot and how it was answered; status 0 is one that got no answer. `at` and `took` are in ms, `at` from the start. */
export interface Asked {
  readonly method: string;
  /** From behind the version: `/channels/123/messages`, without a query. */
  readonly path: string;
  readonly body: unknown;
  status: number;
  /** Discord's error code, such as 50007. */
  code?: number;
  readonly at: number;
  took?: number;
}

export interface Server {
  readonly id: string;
  readonly name: string;
  /** A new text channel. `deny` names permissions that the bot does not have in it (`SEND_MESSAGES`). */
  channel(name: string, more?: { deny?: readonly string[] }): Channel;
  /** Gives the bot's role further permissions (`CREATE_EVENTS`). */
  grants(...permissions: string[]): void;
  /** The events of its calendar, those that are over or called off too, oldest first. */
  events(): readonly APIGuildScheduledEvent[];
  /** Somebody else puts an event there. Answers with its id. */
  puts(event: { name: string; from: string; to: string }): string;
  /** An event begins, ends, or is taken out by somebody. */
  begins(event: string): void;
  ends(event: string): void;
  takesOut(event: string): void;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  /** What everybody sees in it, oldest first. */
  messages(): Posted[];
  thread(name: string): Channel;
  delete(): void;
  /** Takes permissions from the bot in this channel. */
  deny(...permissions: string[]): void;
  /** Gives them back. */
  allow(...permissions: string[]): void;
  /** Somebody writes; the bot is told of it only if its intents say so. */
  says(who: Person, text: string, more?: { files?: readonly Upload[]; embeds?: readonly APIEmbed[] }): Posted;
}

/** A message as members see it when this was asked for. */
export interface Posted {
  readonly id: string;
  /** Who wrote it, by name. */
  readonly by: string;
  /** Readable text: markdown drawn, times in a zone, mentions by name, buttons as `[Label]`. */
  readonly text: string;
  readonly buttons: readonly string[];
  readonly raw: APIMessage;
  readonly edited: boolean;
  readonly nonce?: string;
  /** Who was notified: names, or `everyone`. */
  readonly pings: readonly string[];
}

export interface Person {
  readonly id: string;
  readonly name: string;
  /** Enters a server; with `manages`, as somebody who may manage it. */
  joins(server: Server, more?: { manages?: boolean }): void;
  leaves(server: Server): void;
  /** Takes private messages no more. */
  closes(): void;
  /** Takes them again. */
  opens(): void;
  /** The private conversation with the bot, oldest first. */
  dms(): Posted[];
  in(where: Channel | 'dm'): Voice;
}

/** Somebody in a place, at a Discord client that knows what is registered. What a client would not let them send throws. */
export interface Voice {
  /**
   * Sends a slash command: `/commitment update commitment:4 status:on-track note:Draft sent to WHO`. Options are read against what is
   * registered; a text runs to the next known `key:`. Members are written `@Name`, channels `#name`. `files` are by option.
   */
  types(line: string, files?: Readonly<Record<string, Upload>>): Promise<Answer>;
  /** What is offered for the option that is being typed. */
  completes(line: string, field: string): Promise<readonly { name: string; value: string }[]>;
  /** Presses a button, or takes an option of a menu, by its label. */
  presses(message: Posted | Answer, label: string): Promise<Answer>;
  /** Uses a message-menu command on a message. */
  uses(menu: string, message: Posted): Promise<Answer>;
  /** Writes an ordinary message. Resolves with what the bot says to it in a private conversation; else, and after 3 s, with undefined. */
  writes(text: string): Promise<Answer | undefined>;
}

export interface Upload {
  readonly name: string;
  readonly text: string;
  /** What it holds where that is no text. */
  readonly bytes?: Uint8Array;
}

/** What a field of a form can be given: text, option labels or values, a file, somebody, a channel. */
export type Filling = string | readonly string[] | Upload | Person | Channel;

/** What somebody saw in answer to what they did. */
export interface Answer {
  /** A new message; a change of the message that was pressed; a form; nothing ("The application did not respond"). */
  readonly kind: 'message' | 'update' | 'modal' | 'none';
  readonly ephemeral: boolean;
  /** Whether "… is thinking" stood there first. */
  readonly deferred: boolean;
  readonly text: string;
  readonly buttons: readonly string[];
  /** From sending to the first answer, in ms. */
  readonly ms: number;
  readonly raw: APIMessage | APIModalInteractionResponseCallbackData | undefined;
  readonly modal?: { readonly title: string; readonly fields: readonly ModalField[] };
  /** Presses a button below this answer. */
  presses(label: string): Promise<Answer>;
  /** Sends the form off. Fields are named as in `modal.fields`, or by their label; what is not named keeps its prefilled value. */
  fills(values: Readonly<Record<string, Filling>>): Promise<Answer>;
  /** The very same interaction is delivered once more. Resolves when the bot answers to that, or after 3 s: nobody sees anything new. */
  again(): Promise<Answer>;
  /** What came after by follow-up. */
  more(): readonly Posted[];
  /** The message as it stands now, for one that was edited later; undefined when it was deleted. */
  now(): Posted | undefined;
}

export interface ModalField {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'choice' | 'member' | 'role' | 'room' | 'file';
  readonly required: boolean;
  /** What stands in it: text, or the values chosen in advance, separated by `, `. */
  readonly value?: string;
  /** Labels of a choice. */
  readonly options?: readonly string[];
  readonly description?: string;
}
