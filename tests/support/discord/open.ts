import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { makeVoice, posted } from '#tests/support/discord/client.ts';
import { openGateway } from '#tests/support/discord/gateway.ts';
import { bits, snowflake } from '#tests/support/discord/ids.ts';
import { put, remove } from '#tests/support/discord/messages.ts';
import { channelOf, guildCreated } from '#tests/support/discord/payloads.ts';
import { addEvent, eventOf } from '#tests/support/discord/routes/events.ts';
import { openRest } from '#tests/support/discord/rest.ts';
import type { Channel, DiscordSettings, LocalDiscord, Person, Server } from '#tests/support/discord/types.ts';
import { addRoom, enter, makeWorld, privateRoom, shareServer, type Guild, type Human, type Room, type World } from '#tests/support/discord/world.ts';

/** Opens a Discord on a free port of this machine. Close it, or its sockets keep the process alive. */
export async function openDiscord(settings: DiscordSettings = {}): Promise<LocalDiscord> {
  const world = makeWorld({ limits: true, tokenMs: 15 * 60_000, zone: 'UTC', port: 0, repeats: 0, shards: 1, ...settings });
  const rest = openRest(world);
  rest.server.listen(world.settings.port, '127.0.0.1');
  await once(rest.server, 'listening');
  world.base = `http://127.0.0.1:${(rest.server.address() as AddressInfo).port}`;
  const gateway = openGateway(world, rest.server);
  const busy = () => rest.running() > 0 || [...world.live.values()].some(({ state }) => state === 'waiting' || state === 'thinking');
  const { bot } = world;

  function drop(how: 'resume' | 'reset' | 'cut'): void {
    // What is under way now may reach the bot late.
    for (const live of world.live.values()) if (live.state === 'waiting') live.forgiven = true;
    gateway.drop(how);
  }

  return {
    url: `${world.base}/api`, token: bot.token, application: bot.id, requests: rest.requests, violations: world.violations,
    server(name) {
      const guild: Guild = { id: snowflake(), name, rooms: new Set(), members: new Map(), granted: new Set(), events: new Map(), hasBot: true };
      world.guilds.set(guild.id, guild);
      world.emit('GUILD_CREATE', guildCreated(world, guild), { guild, intent: 1 });
      return makeServer(world, guild);
    },
    person(name, { locale = 'en-GB', zone = world.settings.zone } = {}) {
      const who: Human = { id: snowflake(), name, locale, zone, closed: false };
      world.people.set(who.id, who);
      return makePerson(world, who);
    },
    drop: (how = 'resume') => drop(how),
    refuse: (code) => gateway.refuse(code),
    connected: () => gateway.connected(),
    repeated: () => gateway.repeated(),
    ready: () => gateway.ready(),
    fail: (route, how, times) => rest.fail(route, how, times),
    down(how = 'error') {
      world.down = how;
      drop('cut');
    },
    up() {
      world.down = undefined;
      gateway.cut();
    },
    registered: (server) => world.commands.get(server?.id ?? '') ?? [],
    async settled() {
      while (busy()) await wait(5);
    },
    remove({ id }) {
      const guild = world.guilds.get(id)!;
      guild.hasBot = false;
      world.commands.delete(id);
      world.emit('GUILD_DELETE', { id }, { guild, intent: 1 });
    },
    add({ id }) {
      const guild = world.guilds.get(id)!;
      guild.hasBot = true;
      world.emit('GUILD_CREATE', guildCreated(world, guild), { guild, intent: 1 });
    },
    async close() {
      gateway.close();
      rest.server.closeAllConnections();
      rest.server.close();
      await once(rest.server, 'close');
    },
  };
}

function makeServer(world: World, guild: Guild): Server {
  return {
    id: guild.id, name: guild.name,
    grants(...names) {
      bits(names);
      for (const name of names) guild.granted.add(name);
    },
    events: () => [...guild.events.values()].map((one) => eventOf(guild, one)),
    puts: (event) => addEvent(guild, guild.id, event).id,
    begins: (id) => void (guild.events.get(id)!.status = 2),
    ends: (id) => void (guild.events.get(id)!.status = 3),
    takesOut: (id) => void guild.events.delete(id),
    channel(name, { deny = [] } = {}) {
      const room = addRoom(world, { name, type: 0, guild });
      bits(deny);
      for (const permission of deny) room.denied.add(permission);
      world.emit('CHANNEL_CREATE', channelOf(world, room), { guild, intent: 1 });
      return makeChannel(world, room);
    },
  };
}

function makeChannel(world: World, room: Room): Channel {
  const guild = room.guild!;
  const tell = (event: string, of = room) => world.emit(event, channelOf(world, of), { guild, intent: 1 });
  return {
    id: room.id, name: room.name,
    messages: () => [...room.messages.values()].map((sent) => posted(world, sent, world.settings.zone)),
    thread(name) {
      const thread = addRoom(world, { name, type: 11, guild, parent: room });
      tell('THREAD_CREATE', thread);
      return makeChannel(world, thread);
    },
    delete() {
      for (const gone of [room, ...[...guild.rooms].filter(({ parent }) => parent === room)]) {
        world.rooms.delete(gone.id);
        guild.rooms.delete(gone);
        for (const sent of gone.messages.values()) remove(world, sent);
      }
      if (room.type === 11) world.emit('THREAD_DELETE', { id: room.id, guild_id: guild.id, parent_id: room.parent!.id, type: 11 }, { guild, intent: 1 });
      else tell('CHANNEL_DELETE');
    },
    deny(...permissions) {
      bits(permissions);
      for (const permission of permissions) room.denied.add(permission);
      tell('CHANNEL_UPDATE');
    },
    allow(...permissions) {
      for (const permission of permissions) room.denied.delete(permission);
      tell('CHANNEL_UPDATE');
    },
    says(who, text, { files = [], embeds = [] } = {}) {
      const sent = files.map((file) => ({ field: '', name: file.name, bytes: new TextEncoder().encode(file.text) }));
      return posted(world, put(world, room, world.people.get(who.id)!, { content: text, embeds }, { files: sent }), world.settings.zone);
    },
  };
}

function makePerson(world: World, who: Human): Person {
  return {
    id: who.id, name: who.name,
    joins: ({ id }, { manages = false } = {}) => enter(world.guilds.get(id)!, who, manages),
    leaves: ({ id }) => void world.guilds.get(id)!.members.delete(who.id),
    closes: () => void (who.closed = true),
    opens: () => void (who.closed = false),
    dms: () => [...privateRoom(world, who).messages.values()].map((sent) => posted(world, sent, who.zone)),
    in(where) {
      if (where === 'dm' && !shareServer(world, who) && privateRoom(world, who).messages.size === 0) throw new Error(`${who.name} shares no server with the bot`);
      return makeVoice(world, who, where === 'dm' ? privateRoom(world, who) : world.rooms.get(where.id)!);
    },
  };
}
