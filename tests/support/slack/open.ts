import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { makeVoice } from '#tests/support/slack/client.ts';
import { configure } from '#tests/support/slack/configure.ts';
import { tell } from '#tests/support/slack/events.ts';
import { openHttp } from '#tests/support/slack/http.ts';
import { newId } from '#tests/support/slack/ids.ts';
import { show } from '#tests/support/slack/interactions.ts';
import { viewOf } from '#tests/support/slack/payloads.ts';
import { openRest } from '#tests/support/slack/rest.ts';
import { homePosted, posted } from '#tests/support/slack/seen.ts';
import { openSocket } from '#tests/support/slack/socket.ts';
import { typedText } from '#tests/support/slack/typing.ts';
import type { Channel, LocalSlack, Person, Posted, SlackSettings } from '#tests/support/slack/types.ts';
import { addRoom, fileOf, makeWorld, privateRoom, put, upload, type Human, type Room, type World } from '#tests/support/slack/world.ts';
import { awaiting } from '#tests/support/slack/views.ts';

/** Opens a Slack on a free port of this machine. Close it, or its sockets keep the process alive. */
export async function openSlack(settings: SlackSettings = {}): Promise<LocalSlack> {
  const world = makeWorld({ limits: true, mode: 'socket', zone: 'UTC', port: 0, enterprise: false, ...settings });
  const rest = openRest(world);
  rest.server.listen(world.settings.port, '127.0.0.1');
  await once(rest.server, 'listening');
  world.base = `http://127.0.0.1:${(rest.server.address() as AddressInfo).port}`;
  const socket = world.settings.mode === 'socket' ? openSocket(world, rest.server) : undefined;
  const http = socket ? undefined : openHttp(world);
  const { mode } = world.settings;
  world.shownIn = (view, content) => {
    const live = awaiting(view, world.acted);
    if (live) show(world, live, { kind: 'modal', view, content });
  };

  function drop(how: 'refresh' | 'close' | 'cut' | 'stall', one = false): void {
    // What is under way now may reach the bot late.
    for (const live of world.lives) live.forgiven = true;
    socket?.drop(how, one);
  }

  return {
    url: `${world.base}/api/`, token: world.token, appToken: world.appToken, signingSecret: world.signingSecret, team: world.team.id, bot: world.bot.id, mode, requests: rest.requests, violations: world.violations,
    deliverTo(url) {
      if (!http) throw new Error('this is Socket Mode');
      http.deliverTo(url);
    },
    manifest: (manifest) => void (world.configured = configure(world, manifest as Record<string, unknown>)),
    person(name, { admin = false, owner = false, guest = false, locale = 'en-GB', team, zone = world.settings.zone } = {}) {
      const who: Human = { id: newId(world.enterprise ? 'W' : 'U'), name, team: team === undefined ? world.team.id : world.teamCalled(team), locale, zone, admin, owner, guest, active: true };
      world.people.set(who.id, who);
      return makePerson(world, who);
    },
    channel: (name, { private: hidden = false, member = true } = {}) => makeChannel(world, addRoom(world, hidden ? 'private' : 'channel', name, { hasBot: member })),
    drop: (how = 'cut', { one = false } = {}) => drop(how, one),
    connected: () => (socket ?? http)!.connected(),
    ready: () => (socket ?? http)!.ready(),
    fail: (method, how, times) => rest.fail(method, how, times),
    down(how = 'error') {
      world.down = how;
      drop(how === 'hang' ? 'stall' : 'cut');
    },
    up: () => void (world.down = undefined),
    repeats: (times) => void (world.repeats = times),
    repeated: () => socket?.repeated() ?? 0,
    envelope: (raw) => socket?.raw(typeof raw === 'string' ? raw : JSON.stringify(raw)),
    forge(forgery) {
      if (!http) throw new Error('this is Socket Mode');
      return http.forge(forgery);
    },
    revoke() {
      world.revoked = true;
      tell(world, 'tokens_revoked', { type: 'tokens_revoked', tokens: { oauth: [], bot: [world.bot.id] }, event_ts: String(world.clock() / 1000) });
    },
    restore: () => void (world.revoked = false),
    pass: (ms) => world.pass(ms),
    async settled() {
      while (rest.running() > 0 || world.lives.size > 0) await wait(5);
    },
    async close() {
      socket?.close();
      rest.server.closeAllConnections();
      rest.server.close();
      await once(rest.server, 'close');
    },
  };
}

function makeChannel(world: World, room: Room): Channel {
  const kind = room.kind === 'private' ? 'group' : 'channel';
  const told = (what: string, more: object = {}) => tell(world, `${kind}_${what}`, { type: `${kind}_${what}`, channel: room.id, event_ts: String(world.clock() / 1000), ...more }, { room });
  const actor = () => [...world.people.keys()][0] ?? world.bot.id;
  return {
    id: room.id, name: room.name,
    messages: () => [...room.messages.values()].map((sent) => posted(world, sent, world.settings.zone)),
    archive() {
      room.archived = true;
      if (room.hasBot) told('archive', { user: actor(), is_moved: 0 });
    },
    unarchive() {
      room.archived = false;
      if (room.hasBot) told('unarchive', { user: actor() });
    },
    delete() {
      room.deleted = true;
      if (room.hasBot) told('deleted', { actor_id: actor() });
    },
    kick() {
      room.hasBot = false;
      told('left', { actor_id: actor() });
    },
    invite: () => void (room.hasBot = true),
    says(who, text, thread, { files = [] } = {}) {
      const by = world.people.get(who.id)!;
      const kept = files.map((file) => fileOf(world, upload(world, by, file)));
      const sent = put(world, room, by.id, { user: by.id, text: typedText(world, text, 'message'), ...(thread && { thread_ts: thread.thread ?? thread.id }), ...(kept.length > 0 && { files: kept, subtype: 'file_share' }) });
      return posted(world, sent, world.settings.zone);
    },
  };
}

function makePerson(world: World, who: Human): Person {
  return {
    id: who.id, name: who.name,
    leaves: () => void (who.active = false),
    returns: () => void (who.active = true),
    dms: () => [...privateRoom(world, who).messages.values()].map((sent) => posted(world, sent, who.zone)),
    home: () => homePosted(world, who),
    async opensHome(): Promise<Posted | undefined> {
      if (!who.active) throw new Error(`${who.name} has been deactivated`);
      if (!world.configured.home) throw new Error('the app has no home');
      const before = who.home?.hash;
      const isNew = new Promise<void>((resolve) => {
        const end = () => {
          world.homes.delete(watch);
          resolve();
        };
        const watch = (of: Human) => of === who && end();
        world.homes.add(watch);
        setTimeout(end, 3000).unref();
      });
      tell(world, 'app_home_opened', { type: 'app_home_opened', user: who.id, channel: privateRoom(world, who).id, tab: 'home', event_ts: String(world.clock() / 1000), ...(who.home && { view: viewOf(world, who.home) }) }, { who });
      await isNew;
      return before === who.home?.hash ? undefined : homePosted(world, who);
    },
    in: (where, thread) => makeVoice(world, who, where === 'home' ? 'home' : where === 'dm' ? privateRoom(world, who) : world.rooms.get(where.id)!, thread && (thread.thread ?? thread.id)),
  };
}
