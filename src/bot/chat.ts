import type { ChatRoom } from '#bot/command.ts';
import type { Secret } from '#core/secret.ts';
import type { Room } from '#db/groups.ts';

/** The address under which a room of a chat platform is known inside. Its id cannot be told from it. */
export function addressOf(secret: Secret, { platform, id }: Pick<ChatRoom, 'platform' | 'id'>): string {
  return `${platform}:${secret.hash(`room ${platform} ${id}`)}`;
}

/** By what the rooms of one server are found. */
export function serverHash(secret: Secret, { platform, server }: Pick<ChatRoom, 'platform' | 'server'>): string {
  return secret.hash(`server ${platform} ${server}`);
}

/** A room of a chat platform as it is tied to a group. */
export function tiedRoom(secret: Secret, chat: ChatRoom, purpose: string): Room {
  return { address: addressOf(secret, chat), name: `#${chat.name.replace(/^#/, '')}`, purpose, sealed: secret.seal(JSON.stringify([chat.server, chat.id])), server: serverHash(secret, chat) };
}

/** The ids of a tied room, to send by; undefined for one that is on no chat platform. */
export function openRoom(secret: Secret, { sealed }: Pick<Room, 'sealed'>): { server: string; id: string } | undefined {
  if (sealed === null) return undefined;
  const [server, id] = JSON.parse(secret.open(sealed)) as [string, string];
  return { server, id };
}

/** What a sealed text says, such as the account in a private address (`PLATFORM:~SEALED`); undefined for what was not sealed here. */
export function unsealed(secret: Secret, sealed: string): string | undefined {
  try {
    return secret.open(sealed);
  } catch {
    return undefined;
  }
}

/** What a person picked on their platform, as it travels in what was given: somebody's account, or a room. */
export function sealPick(secret: Secret, pick: { readonly platform: string; readonly account: string } | ChatRoom): string {
  return secret.seal(JSON.stringify(pick));
}

/** What was picked; undefined for what is no pick of that kind, such as words that somebody typed. */
export function openPick<K extends 'account' | 'room'>(secret: Secret, kind: K, sealed: string): (K extends 'account' ? { readonly platform: string; readonly account: string } : ChatRoom) | undefined {
  try {
    const pick = JSON.parse(secret.open(sealed)) as object;
    return ('account' in pick) === (kind === 'account') ? (pick as never) : undefined;
  } catch {
    return undefined;
  }
}
