import { performance } from 'node:perf_hooks';
import type { ModalView, View } from '#tests/support/slack/shapes.ts';
import { newId, random, tsAt } from '#tests/support/slack/ids.ts';
import type { SlackSettings, Upload } from '#tests/support/slack/types.ts';

export interface Human {
  readonly id: string;
  readonly name: string;
  readonly team: string;
  readonly locale: string;
  readonly zone: string;
  readonly admin: boolean;
  readonly owner: boolean;
  readonly guest: boolean;
  active: boolean;
  home?: View;
}

export interface Room {
  readonly id: string;
  readonly name: string;
  readonly kind: 'channel' | 'private' | 'im';
  /** The person that a private conversation is with. */
  readonly other?: Human;
  hasBot: boolean;
  archived: boolean;
  deleted: boolean;
  readonly messages: Map<string, Sent>;
}

/** A message; an ephemeral one is in no room's list. */
export interface Sent {
  readonly ts: string;
  readonly room: Room;
  readonly by: string;
  raw: Record<string, unknown>;
  edited: boolean;
  readonly thread: string | undefined;
  /** Who sees it, when it is ephemeral. */
  readonly only: Human | undefined;
  readonly pings: readonly string[];
  gone: boolean;
}

/** A trigger_id: three seconds, one use, for one person. */
export interface Trigger {
  readonly born: number;
  readonly live: Live;
  used: boolean;
}

/** A response_url: thirty minutes, five uses. */
export interface Hook {
  readonly born: number;
  readonly live: Live;
  uses: number;
}

export interface File {
  readonly id: string;
  readonly name: string;
  readonly title?: string;
  readonly by: Pick<Human, 'id' | 'team'>;
  readonly bytes: Uint8Array;
}

/** A file of the bot on its way: announced, then taken, then shared. */
export interface Uploading {
  readonly id: string;
  readonly name: string;
  readonly length: number;
  bytes: Uint8Array | undefined;
  shared: boolean;
}

/** Something that somebody did and that the bot has to acknowledge. */
export interface Live {
  readonly kind: 'command' | 'action' | 'submission' | 'closed' | 'shortcut' | 'options' | 'event';
  readonly what: string;
  readonly who: Human | undefined;
  readonly room: Room | undefined;
  readonly payload: Record<string, unknown>;
  readonly born: number;
  /** The message that was pressed, the view that was pressed in or sent off. */
  readonly source?: Sent | undefined;
  readonly view?: View | undefined;
  state: 'waiting' | 'acknowledged' | 'dead';
  /** Whatever comes of it, or does not, is no fault of the bot. */
  forgiven: boolean;
  /** What was answered, oldest first. */
  readonly shown: Shown[];
  /** Told when it is acknowledged, or something was shown, or nothing will be. */
  changed(): void;
}

/** One bringing of it before the bot. */
export interface Bringing {
  readonly live: Live;
  readonly retry?: { readonly num: number; readonly reason: string };
  acked(body: unknown): void;
  /** It did not arrive, or was refused; `fault` when that is the bot's own doing. */
  failed(reason: string, fault?: string): void;
}

/** What somebody saw. */
export interface Shown {
  readonly kind: 'message' | 'update' | 'modal' | 'none';
  readonly at: number;
  readonly sent?: Sent;
  /** A view as it was then: it changes in place. */
  readonly view?: View;
  readonly content?: ModalView;
  readonly errors?: Readonly<Record<string, string>>;
  readonly text?: string;
}

/** What the app is configured for, as far as the platform asks. */
export interface Configured {
  readonly commands: ReadonlyMap<string, { readonly escapes: boolean }>;
  readonly shortcuts: ReadonlyMap<string, { readonly name: string; readonly type: string }>;
  /** Undefined: everything. */
  readonly scopes: ReadonlySet<string> | undefined;
  readonly events: ReadonlySet<string> | undefined;
  readonly interactive: boolean;
  readonly home: boolean;
  readonly messages: boolean;
}

export interface World {
  readonly settings: Required<SlackSettings>;
  base: string;
  /** How it is not there; undefined while it is. */
  down: 'error' | 'reset' | 'hang' | undefined;
  readonly token: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly enterprise: { readonly id: string; readonly name: string } | undefined;
  readonly app: string;
  readonly bot: { readonly id: string; readonly botId: string; readonly name: string };
  revoked: boolean;
  configured: Configured;
  readonly people: Map<string, Human>;
  readonly rooms: Map<string, Room>;
  readonly triggers: Map<string, Trigger>;
  readonly hooks: Map<string, Hook>;
  readonly views: Map<string, View>;
  readonly files: Map<string, File>;
  /** By the path that takes them. */
  readonly uploads: Map<string, Uploading>;
  readonly lives: Set<Live>;
  readonly violations: string[];
  /** Who wants to know of each new message. */
  readonly watchers: Set<(sent: Sent) => void>;
  /** ms since the start, and since 1970; both move with `pass`. */
  now(): number;
  clock(): number;
  pass(ms: number): void;
  /** Does something when so much time has gone by, or been passed. */
  later(ms: number, act: () => void): () => void;
  /** A ticket for a connection of Socket Mode. */
  ticket(): string;
  /** Told when a bot has changed a view that somebody sees, or has published somebody's home. */
  shownIn(view: View, content: ModalView): void;
  published(who: Human): void;
  /** Who wants to know of that. */
  readonly homes: Set<(who: Human) => void>;
  /** What people did, oldest first: the newest few hundred. */
  readonly acted: Live[];
  /** The id of another workspace by a word for it. */
  teamCalled(word: string): string;
  /** How often each thing is delivered. */
  repeats: number;
  /** Brings something before the bot; set by whoever delivers. */
  bring(bringing: Bringing): void;
}

export function makeWorld(settings: Required<SlackSettings>): World {
  let moved = 0;
  const teams = new Map<string, string>();
  const due = new Set<{ at: number; act: () => void; timer: NodeJS.Timeout }>();
  const now = () => performance.now() + moved;
  return {
    settings, base: '', down: undefined, token: `xoxb-${random(8)}-${random(12)}`, appToken: `xapp-1-${random(8)}-${random(24)}`, signingSecret: random(16),
    team: { id: newId('T'), name: 'Vienna NGOs', domain: 'vienna-ngos' }, enterprise: settings.enterprise ? { id: newId('E'), name: 'Vienna' } : undefined, app: newId('A'),
    bot: { id: newId('U'), botId: newId('B'), name: 'Secretariat' }, revoked: false,
    configured: { commands: new Map(), shortcuts: new Map(), scopes: undefined, events: undefined, interactive: true, home: true, messages: true },
    people: new Map(), rooms: new Map(), triggers: new Map(), hooks: new Map(), views: new Map(), files: new Map(), uploads: new Map(), lives: new Set(), violations: [], watchers: new Set(),
    now, clock: () => performance.timeOrigin + now(),
    pass(ms) {
      moved += ms;
      for (const one of [...due].sort((a, b) => a.at - b.at)) {
        if (one.at > now()) continue;
        clearTimeout(one.timer);
        due.delete(one);
        one.act();
      }
    },
    later(ms, act) {
      const one = { at: now() + ms, act, timer: setTimeout(() => due.delete(one) && act(), ms).unref() };
      due.add(one);
      return () => {
        clearTimeout(one.timer);
        due.delete(one);
      };
    },
    ticket: () => '', shownIn: () => {}, published(who) {
      for (const watch of this.homes) watch(who);
    }, homes: new Set(), acted: [],
    teamCalled: (word) => teams.get(word) ?? teams.set(word, newId('T')).get(word)!,
    repeats: 1, bring: ({ failed }) => failed('no_connection'),
  };
}

export function addRoom(world: World, kind: Room['kind'], name: string, more: { other?: Human; hasBot?: boolean } = {}): Room {
  const room: Room = { id: newId(kind === 'im' ? 'D' : 'C'), name, kind, hasBot: more.hasBot ?? true, archived: false, deleted: false, messages: new Map(), ...(more.other && { other: more.other }) };
  world.rooms.set(room.id, room);
  return room;
}

/** The private conversation of the bot with somebody. */
export function privateRoom(world: World, who: Human): Room {
  for (const room of world.rooms.values()) if (room.other === who) return room;
  return addRoom(world, 'im', 'directmessage', { other: who });
}

/** Puts a message into a room; an ephemeral one, with `only`, before one person. */
export function put(world: World, room: Room, by: string, body: Record<string, unknown>, more: { only?: Human; pings?: readonly string[] } = {}): Sent {
  const ts = tsAt(world.clock());
  const thread = typeof body.thread_ts === 'string' && body.thread_ts !== ts ? body.thread_ts : undefined;
  const sent: Sent = { ts, room, by, raw: { type: 'message', ts, ...body }, edited: false, thread, only: more.only, pings: more.pings ?? [], gone: false };
  if (!more.only) room.messages.set(ts, sent);
  for (const watch of world.watchers) watch(sent);
  return sent;
}

export function change(sent: Sent, body: Record<string, unknown>): void {
  sent.raw = { ...sent.raw, ...body };
  sent.edited = true;
}

export function remove(sent: Sent): void {
  sent.gone = true;
  sent.room.messages.delete(sent.ts);
}

/** Keeps a file that somebody has uploaded. */
export function upload(world: World, by: Human, { name, text, bytes = new TextEncoder().encode(text) }: Upload): File {
  const file: File = { id: newId('F'), name, by, bytes };
  world.files.set(file.id, file);
  return file;
}

/** Slack's description of a file. */
export function fileOf(world: World, { id, name, title = name, by, bytes }: File): Record<string, unknown> {
  const type = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? 'text';
  const mimetype = { json: 'application/json', ics: 'text/calendar', csv: 'text/csv', pdf: 'application/pdf' }[type] ?? 'text/plain';
  return {
    id, name, title, created: Math.floor(world.clock() / 1000), timestamp: Math.floor(world.clock() / 1000), mimetype, filetype: type, pretty_type: type.toUpperCase(), user: by.id, user_team: by.team, editable: false, size: bytes.length,
    mode: 'hosted', is_external: false, external_type: '', is_public: false, url_private: `${world.base}/files-pri/${world.team.id}-${id}/${encodeURIComponent(name)}`, url_private_download: `${world.base}/files-pri/${world.team.id}-${id}/download/${encodeURIComponent(name)}`, file_access: 'visible',
  };
}
