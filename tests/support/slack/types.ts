/**
 * A Slack on this machine, for tests: Web API, Socket Mode and signed HTTP, which the real client libraries talk to over loopback. It refuses
 * what Slack's documentation says is refused. Opened by `openSlack` in open.ts.
 */
export interface LocalSlack {
  /** What SLACK_API_URL is set to: `http://127.0.0.1:PORT/api/`. */
  readonly url: string;
  readonly token: string;
  readonly appToken: string;
  readonly signingSecret: string;
  /** The id of the workspace, and of the bot's user in it. */
  readonly team: string;
  readonly bot: string;
  readonly mode: 'socket' | 'http';
  /** HTTP only: where commands, interactivity, options and events are posted, signed. */
  deliverTo(url: string): void;
  /**
   * The app as it is configured. What is not in it is not delivered (commands, shortcuts, events) or refused (scopes). Faults of the
   * manifest itself throw. Until it is called every scope and every event is granted, and there are no commands and no shortcuts.
   */
  manifest(manifest: object): void;
  /** Somebody in the workspace, or in another one that shares its channels (`team`, any word). `locale` as in Slack: `en-GB`; `zone` is where instants are drawn for them. */
  person(name: string, more?: { admin?: boolean; owner?: boolean; guest?: boolean; locale?: string; team?: string; zone?: string }): Person;
  /** A new channel; the bot is in it unless `member` is false. Everybody is. */
  channel(name: string, more?: { private?: boolean; member?: boolean }): Channel;
  /** Every request of the Web API so far and every use of a response_url (method `response_url`), oldest first. */
  readonly requests: readonly Asked[];
  /**
   * What the bot did wrong: requests that Slack would refuse for their form, arguments it does not know, limits broken, acknowledgements that
   * are missing or later than three seconds, triggers used twice or late, response_urls used too often or late, rate limits ignored that it
   * had been told of. Refusals that only time and place can tell (an archived channel, a first 429) are not among them: they are in
   * `requests`, with their error.
   */
  readonly violations: readonly string[];
  /**
   * Socket Mode: the connections end. `refresh` announces it (`warning`, then `refresh_requested`, then the close some seconds later),
   * `close` is a close frame, `cut` a TCP reset, `stall` silence while TCP stays open: nothing is sent, no ping is answered.
   * With `one`, only the oldest of several connections.
   */
  drop(how?: 'refresh' | 'close' | 'cut' | 'stall', more?: { one?: boolean }): void;
  /** How many connections are open and have had their hello; in HTTP mode 1 once `deliverTo` was called. */
  connected(): number;
  /** Resolves once events can be delivered. */
  ready(): Promise<void>;
  /**
   * The next requests whose method matches meet with: a 500; a reset before they are handled; no answer, ever; an answer that is lost
   * after they were handled; a 429; an error by name.
   */
  fail(method: RegExp, how: 'error' | 'reset' | 'hang' | 'lost' | 'limit' | { ok: false; error: string }, times?: number): void;
  /**
   * From now on it is not there: connections are cut, or silent, and every request meets with a 500, a reset or no answer; until it is up again.
   */
  down(how?: 'error' | 'reset' | 'hang'): void;
  up(): void;
  /** Every interaction and event from now on is delivered so often, each after the answer to the one before; once by default. */
  repeats(times: number): void;
  /** How many envelopes were brought again over another connection because the first had ended without an acknowledgement. */
  repeated(): number;
  /** Socket Mode: sends something raw over one connection. A string goes as it is. */
  envelope(raw: object | string): void;
  /** HTTP: posts something to where the bot listens, with a signature that is right unless `forgery` says otherwise. */
  forge(forgery: Forgery): Promise<{ status: number; body: string }>;
  /** The bot's token is revoked, and `tokens_revoked` is told; given back. The app's own token, for Socket Mode, lives on, as on Slack. */
  revoke(): void;
  restore(): void;
  /** Lets time pass for lifetimes and limits: response_urls, triggers, rate windows, retries of events. In ms. */
  pass(ms: number): void;
  /** Resolves once no interaction, event or request is under way. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** How a local Slack is opened. */
export interface SlackSettings {
  /** Whether rate limits are enforced; they are by default. */
  readonly limits?: boolean;
  readonly mode?: 'socket' | 'http';
  /** The zone in which instants are drawn in rooms; UTC by default. */
  readonly zone?: string;
  /** The port to listen on; any free one by default. */
  readonly port?: number;
  /** Whether the workspace belongs to an Enterprise organisation: payloads name it, people's ids begin with W. */
  readonly enterprise?: boolean;
}

/** What `forge` posts: a body as it is, or a command as it would be sent for somebody. */
export interface Forgery {
  readonly body?: string;
  readonly command?: { readonly line: string; readonly by: Person; readonly in?: Channel };
  /** The content type; that of a form by default. */
  readonly type?: string;
  /** Signed with another secret; `false`: without a signature. */
  readonly secret?: string | false;
  /** How far the timestamp is from now, in seconds: -301 is stale, 301 in the future. */
  readonly skewS?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The very bytes and headers of the last genuine delivery. */
  readonly replay?: boolean;
}

/** A request of the bot and how it was answered; status 0 is one that got no answer. `at` and `took` are in ms, `at` from the start. */
export interface Asked {
  /** `chat.postMessage`, `response_url`, `file` for a download. */
  readonly method: string;
  readonly body: unknown;
  status: number;
  /** Slack's error, such as `channel_not_found`. */
  error?: string;
  readonly at: number;
  took?: number;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  /** What everybody sees in it, threads too, oldest first. */
  messages(): Posted[];
  archive(): void;
  unarchive(): void;
  delete(): void;
  /** Takes the bot out, and in again. */
  kick(): void;
  invite(): void;
  says(who: Person, text: string, thread?: Posted, more?: { files?: readonly Upload[] }): Posted;
}

/** A message as members see it when this was asked for; for App Home, its view. */
export interface Posted {
  /** The `ts`. */
  readonly id: string;
  /** Who wrote it, by name. */
  readonly by: string;
  /** Readable text: blocks drawn, times in a zone, mentions by name, buttons as `[Label]`. */
  readonly text: string;
  /** Labels of buttons and of the options of overflow menus. */
  readonly buttons: readonly string[];
  readonly raw: Readonly<Record<string, unknown>>;
  readonly edited: boolean;
  /** The `ts` of the message whose thread it is in. */
  readonly thread?: string;
  readonly metadata?: { readonly event_type: string; readonly event_payload: Readonly<Record<string, unknown>> };
  /** Who was notified: names, or `channel`, `here`, `everyone`. */
  readonly pings: readonly string[];
}

export interface Person {
  readonly id: string;
  readonly name: string;
  /** The account is deactivated, and activated again. */
  leaves(): void;
  returns(): void;
  /** The private conversation with the bot, oldest first. */
  dms(): Posted[];
  /** App Home as it stands. */
  home(): Posted | undefined;
  /** Opens App Home: `app_home_opened` is told. Resolves when the bot has published something since, or after 3 s. */
  opensHome(): Promise<Posted | undefined>;
  in(where: Channel | 'dm' | 'home', thread?: Posted): Voice;
}

/** Somebody in a place, at a Slack client that knows what the app is configured for. What a client would not let them send throws. */
export interface Voice {
  /** Sends a slash command. People are written `@Name`, channels `#name`. Throws in a thread, and where the app has no such command. */
  types(line: string): Promise<Answer>;
  /**
   * Writes an ordinary message; `@Secretariat` mentions the bot. Resolves with what the bot says to this person: in a private conversation any message,
   * in a channel an ephemeral one or one in the thread; after 3 s of nothing with kind `none`.
   */
  writes(text: string, files?: readonly Upload[]): Promise<Answer>;
  /** Presses a button, or takes an option of an overflow menu or a select, by its label. */
  presses(message: Posted | Answer, label: string): Promise<Answer>;
  /** Uses a message shortcut on a message. */
  uses(shortcut: string, message: Posted): Promise<Answer>;
  /** What is offered in a field with search while it is typed in. */
  searches(answer: Answer, field: string, typed: string): Promise<readonly { text: string; value: string }[]>;
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
  /** A new message; a change of the message that was pressed; a modal, new or changed; nothing: a form that closed, or an error of Slack's client. */
  readonly kind: 'message' | 'update' | 'modal' | 'none';
  readonly ephemeral: boolean;
  readonly text: string;
  readonly buttons: readonly string[];
  /** From sending to the first answer, in ms. */
  readonly ms: number;
  readonly raw: unknown;
  readonly modal?: { readonly title: string; readonly submit?: string; readonly fields: readonly ModalField[]; readonly errors?: Readonly<Record<string, string>> };
  /** Presses a button of this answer. */
  presses(label: string): Promise<Answer>;
  /**
   * Sends the form off. Fields are named by the key that a view gives them (the block_id, or the action_id), or by their label; what is not
   * named keeps what stands in it.
   */
  fills(values: Readonly<Record<string, Filling>>): Promise<Answer>;
  /** What is offered in a field of this form while it is typed in. */
  searches(field: string, typed: string): Promise<readonly { text: string; value: string }[]>;
  /** The very same payload is delivered once more. Resolves when the bot has acknowledged that, or after 3 s; the text is what a person would see of it. */
  again(): Promise<Answer>;
  /** What came after it so far, by response_url or view. */
  more(): readonly Answer[];
  /** What comes after it: at once when it has come, else when it comes; after 10 s it throws. */
  next(): Promise<Answer>;
  /** How the message or the form stands now; undefined when it is gone. */
  now(): Posted | undefined;
}

export interface ModalField {
  /** The block_id. */
  readonly name: string;
  readonly label: string;
  /** The element's type: `plain_text_input`, `external_select` … */
  readonly type: string;
  readonly required: boolean;
  /** What stands in it: text, or the labels chosen, separated by `, `. */
  readonly value?: string;
  /** Labels of a choice. */
  readonly options?: readonly string[];
  readonly hint?: string;
}
