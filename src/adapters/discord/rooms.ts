import { GatewayDispatchEvents, type GatewayDispatchPayload } from 'discord-api-types/v10';

/** The names of the rooms in the bot's servers, as the gateway tells them. A thread, whose room has to be called something, comes without. */
export interface Rooms {
  nameOf(server: string, id: string): string;
  hear(told: GatewayDispatchPayload): void;
}

export function makeRooms(): Rooms {
  const servers = new Map<string, Map<string, string>>();
  return {
    nameOf: (server, id) => servers.get(server)?.get(id) ?? '',
    hear({ t, d }) {
      if (t === GatewayDispatchEvents.GuildCreate) servers.set(d.id, new Map(d.channels.map(({ id, name }) => [id, name ?? ''])));
      else if (t === GatewayDispatchEvents.GuildDelete) servers.delete(d.id);
      else if (t === GatewayDispatchEvents.ChannelCreate || t === GatewayDispatchEvents.ChannelUpdate) servers.get(d.guild_id)?.set(d.id, d.name);
      else if (t === GatewayDispatchEvents.ChannelDelete) servers.get(d.guild_id)?.delete(d.id);
    },
  };
}
