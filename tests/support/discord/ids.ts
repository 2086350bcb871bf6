import { systemNow } from '#core/time.ts';

const epoch = 1_420_070_400_000n;
let last = 0n;

/** A new id in Discord's form: 17 to 19 digits that grow with time. No two are the same. */
export function snowflake(): string {
  const now = (BigInt(systemNow().epochMilliseconds) - epoch) << 22n;
  last = now > last ? now : last + 1n;
  return String(last);
}

/** What anybody may do, by the name and the bit that Discord's documentation gives it. */
export const permissions = {
  ADMINISTRATOR: 1n << 3n, MANAGE_CHANNELS: 1n << 4n, MANAGE_GUILD: 1n << 5n, ADD_REACTIONS: 1n << 6n, VIEW_CHANNEL: 1n << 10n, SEND_MESSAGES: 1n << 11n,
  MANAGE_MESSAGES: 1n << 13n, EMBED_LINKS: 1n << 14n, ATTACH_FILES: 1n << 15n, READ_MESSAGE_HISTORY: 1n << 16n, MENTION_EVERYONE: 1n << 17n,
  USE_EXTERNAL_EMOJIS: 1n << 18n, USE_APPLICATION_COMMANDS: 1n << 31n, MANAGE_EVENTS: 1n << 33n, CREATE_PUBLIC_THREADS: 1n << 35n, SEND_MESSAGES_IN_THREADS: 1n << 38n, CREATE_EVENTS: 1n << 44n,
} as const;

/** The bits of permissions. Throws for a name that is none of those above. */
export function bits(names: Iterable<string>): bigint {
  let sum = 0n;
  for (const name of names) {
    if (!(name in permissions)) throw new Error(`no permission is called ${name}`);
    sum |= permissions[name as keyof typeof permissions];
  }
  return sum;
}

/** What everybody has in a server, the bot too. */
export const everyone = bits(['VIEW_CHANNEL', 'SEND_MESSAGES', 'SEND_MESSAGES_IN_THREADS', 'READ_MESSAGE_HISTORY', 'ATTACH_FILES', 'EMBED_LINKS', 'ADD_REACTIONS', 'USE_APPLICATION_COMMANDS', 'CREATE_PUBLIC_THREADS']);

/** What somebody has who may manage a server. */
export const manager = everyone | bits(['MANAGE_GUILD', 'MANAGE_CHANNELS', 'MANAGE_MESSAGES', 'MENTION_EVERYONE']);

/** Gateway intents by name, and those that an application must be granted. */
export const intents = { guilds: 1 << 0, guildMembers: 1 << 1, presences: 1 << 8, guildMessages: 1 << 9, directMessages: 1 << 12, messageContent: 1 << 15 } as const;
export const privileged = intents.guildMembers | intents.presences | intents.messageContent;

/** Flags of messages. */
export const flags = { ephemeral: 1 << 6, loading: 1 << 7, v2: 1 << 15 } as const;
