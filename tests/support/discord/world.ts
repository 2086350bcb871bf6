import type { APIApplicationCommand, APIMessage, APIModalInteractionResponseCallbackData, APIUser } from 'discord-api-types/v10';
import { bits, everyone, manager, permissions, snowflake } from '#tests/support/discord/ids.ts';
import { refusal } from '#tests/support/discord/refusal.ts';
import type { DiscordSettings } from '#tests/support/discord/types.ts';

/** A server as it is kept. */
export interface Guild {
  readonly id: string;
  readonly name: string;
  readonly rooms: Set<Room>;
  /** What each member has by their roles; the bot is not among them. */
  readonly members: Map<string, bigint>;
  /** What the bot may do in it beyond what everybody may. */
  readonly granted: Set<string>;
  readonly events: Map<string, Happening>;
  hasBot: boolean;
}

/** An event in a server's calendar. 1 is scheduled, 2 under way, 3 over, 4 called off. */
export interface Happening {
  readonly id: string;
  readonly creator: string;
  status: 1 | 2 | 3 | 4;
  raw: Record<string, unknown>;
}

/** A channel, a thread or a private conversation. */
export interface Room {
  readonly id: string;
  readonly name: string;
  readonly type: 0 | 1 | 11;
  readonly guild?: Guild;
  readonly parent?: Room;
  /** The person that a private conversation is with. */
  readonly other?: Human;
  /** What the bot may not do here. */
  readonly denied: Set<string>;
  readonly messages: Map<string, Sent>;
}

export interface Human {
  readonly id: string;
  readonly name: string;
  readonly locale: string;
  readonly zone: string;
  closed: boolean;
}

/** A message. A private answer is in no room's list. */
export interface Sent {
  readonly raw: APIMessage;
  readonly room: Room;
  readonly by: string;
  readonly pings: readonly string[];
  gone: boolean;
}

/** Something that somebody did and the bot shall answer. */
export interface Live {
  readonly id: string;
  readonly token: string;
  readonly type: 2 | 3 | 4 | 5;
  readonly who: Human;
  readonly room: Room;
  readonly payload: Record<string, unknown>;
  /** The message that was pressed, or below which the form was opened. */
  readonly source?: Sent;
  readonly born: number;
  state: 'waiting' | 'thinking' | 'answered' | 'dead';
  /** It reached the bot late or twice, or its answer got lost: then a late or second answer is no fault of the bot. */
  forgiven: boolean;
  /** When its first answer came. */
  answered?: number;
  deferred: boolean;
  hidden: boolean;
  /** What `@original` names. */
  response?: Sent;
  /** The follow-up that came where a change of the pressed message was promised. */
  instead?: Sent;
  modal?: APIModalInteractionResponseCallbackData;
  choices?: readonly { name: string; value: string }[];
  readonly later: Sent[];
  /** Called once somebody sees an answer, or that there is none. */
  seen(kind: 'message' | 'update' | 'modal' | 'choices' | 'none', ms: number): void;
  /** Called when a second answer to it was refused. */
  refused?: () => void;
}

/** All that a local Discord holds. */
export interface World {
  readonly bot: Human & { readonly token: string };
  readonly settings: Required<DiscordSettings>;
  /** `http://127.0.0.1:PORT`, once it listens. */
  base: string;
  /** How it is not there; undefined while it is. */
  down: 'error' | 'reset' | 'hang' | undefined;
  readonly guilds: Map<string, Guild>;
  readonly rooms: Map<string, Room>;
  readonly people: Map<string, Human>;
  readonly sent: Map<string, Sent>;
  readonly live: Map<string, Live>;
  /** Files by the path at which they are served. */
  readonly files: Map<string, { readonly name: string; readonly bytes: Uint8Array }>;
  /** Registered commands by server, or under an empty name those that are registered everywhere. */
  readonly commands: Map<string, APIApplicationCommand[]>;
  readonly violations: string[];
  /** Tells the bot, at once or when its session is resumed; with `intent`, only if it has asked for that. Whether it was at once. */
  emit(event: string, data: unknown, to: { guild?: Guild | undefined; intent?: number }): boolean;
  /** Told of every message that anybody sends. */
  readonly watchers: Set<(sent: Sent) => void>;
  /** Ms since it was opened. */
  now(): number;
}

export function makeWorld(settings: Required<DiscordSettings>): World {
  const begin = performance.now();
  const id = snowflake();
  const token = `${Buffer.from(id).toString('base64url')}.GlocaL.${Buffer.from(`local ${id}`).toString('base64url')}`;
  return {
    bot: { id, name: 'Secretariat', locale: 'en-GB', zone: settings.zone, closed: true, token },
    settings, base: '', down: undefined, guilds: new Map(), rooms: new Map(), people: new Map(), sent: new Map(), live: new Map(), files: new Map(), commands: new Map(), violations: [], watchers: new Set(),
    emit: () => false,
    now: () => performance.now() - begin,
  };
}

/** What the bot may do in a room; nothing in one of a server that it is not in. */
export function botMay(room: Room): bigint {
  if (!room.guild) return everyone;
  if (!room.guild.hasBot) return 0n;
  const denied = bits([...room.denied, ...(room.parent?.denied ?? [])]);
  return denied & permissions.VIEW_CHANNEL ? 0n : everyone & ~denied;
}

/** What somebody may do in a room. */
export function mayIn(room: Room, who: Human): bigint {
  return room.guild ? (room.guild.members.get(who.id) ?? 0n) : everyone;
}

/** Throws the refusal of a bot that lacks one of these permissions in a room, or is not in its server. */
export function demand(room: Room, ...names: (keyof typeof permissions)[]): void {
  const has = botMay(room);
  if (!(has & permissions.VIEW_CHANNEL)) throw refusal(50001);
  if (names.some((name) => !(has & permissions[name]))) throw refusal(50013);
}

/** Whether somebody and the bot are in a server together. */
export function shareServer(world: World, who: Human): boolean {
  return [...world.guilds.values()].some((guild) => guild.hasBot && guild.members.has(who.id));
}

/** The private conversation with somebody, opened if it was not yet. */
export function privateRoom(world: World, who: Human): Room {
  const there = [...world.rooms.values()].find((room) => room.other === who);
  return there ?? addRoom(world, { name: who.name, type: 1, other: who });
}

export function addRoom(world: World, what: Pick<Room, 'name' | 'type' | 'guild' | 'parent' | 'other'>): Room {
  const room: Room = { id: snowflake(), denied: new Set(), messages: new Map(), ...what };
  world.rooms.set(room.id, room);
  what.guild?.rooms.add(room);
  return room;
}

export function enter(guild: Guild, who: Human, manages: boolean): void {
  guild.members.set(who.id, manages ? manager : everyone);
}

/** A user as Discord shows them. */
export function userOf(world: World, who: Human): APIUser {
  const name = who.name.toLowerCase().replace(/[^a-z0-9_.]/g, '').slice(0, 32) || 'somebody';
  return { id: who.id, username: name, discriminator: who === world.bot ? '0001' : '0', global_name: who === world.bot ? null : who.name, avatar: null, ...(who === world.bot && { bot: true }) };
}
