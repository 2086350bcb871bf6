import { makeBot, type Adapter, type Bot } from '#bot/bot.ts';
import { tiedRoom } from '#bot/chat.ts';
import { makeDiscord, type DiscordOptions } from '#adapters/discord/discord.ts';
import { aliases, commands, menus } from '#commands/index.ts';
import { newId } from '#core/id.ts';
import { makeSecret, type Secret } from '#core/secret.ts';
import { stamp } from '#core/time.ts';
import { directory, type Directory, tieRoom } from '#db/groups.ts';
import { importGroup } from '#db/import.ts';
import { openStore, type Store } from '#db/open.ts';
import { personFor } from '#db/people.ts';
import { save } from '#db/save.ts';
import { patience } from '#delivery/pace.ts';
import { makeDelivery, type Delivery } from '#delivery/send.ts';
import { makeTick, type Tick } from '#delivery/tick.ts';
import { fromFile } from '#rules/fromfile.ts';
import { readGroupFile } from '#rules/groupfile.ts';
import type { Role } from '#rules/things.ts';
import { openDiscord } from '#tests/support/discord/open.ts';
import type { Channel, DiscordSettings, LocalDiscord, Person, Server } from '#tests/support/discord/types.ts';
import { sampleText } from '#tests/support/world.ts';

/** A bot at home on a local Discord, with the group of 2013 in a server, a clock that the test moves, and people with seats. */
export interface DiscordBed {
  readonly discord: LocalDiscord;
  readonly store: Store;
  readonly secret: Secret;
  readonly group: string;
  /** The bot and its door; `restarts` puts new ones in their place. */
  readonly bot: Bot;
  readonly door: ReturnType<typeof makeDiscord>;
  readonly delivery: Delivery;
  readonly server: Server;
  /** The group's main room. */
  readonly main: Channel;
  now: Temporal.Instant;
  /** What went wrong in the bot, the door and the clockwork; deliveries that failed are in `failures`. */
  readonly bugs: unknown[];
  readonly failures: unknown[];
  /** What the door wrote to the log. */
  readonly log: string[];
  /** Somebody with a seat, in the server: `INPUD` (its focal point), `alternate INPUD`, `coordinator civil-society`, `observer`. The same words are the same person. */
  person(who: string, more?: Parameters<LocalDiscord['person']>[1] & { manages?: boolean }): Promise<Person>;
  /** Gives somebody a further seat, or another group's. */
  seat(person: Person, who: string): Promise<void>;
  /** Somebody in the server without a seat. */
  stranger(name: string, more?: Parameters<LocalDiscord['person']>[1] & { manages?: boolean }): Person;
  /** A channel of the server that is tied to the group for a purpose. */
  room(name: string, purpose: string): Promise<Channel>;
  /** Lets time pass (`+3d`, in the group's home zone) or until an instant; what falls due on the way is delivered. */
  passes(time: string): Promise<void>;
  /** Resolves when all that is in the outbox has arrived or is dead. */
  delivered(): Promise<void>;
  /** The process ends and begins anew on the same store. */
  restarts(): Promise<void>;
  close(): Promise<void>;
}

interface BedSettings extends DiscordSettings {
  /** What the door is made with besides. */
  readonly door?: Partial<DiscordOptions>;
  /** The group's file; without one the store has no group, and the main room is tied to none. */
  readonly file?: string | null;
  /** Where the store is; in memory by default. */
  readonly address?: string;
  /** What is done to the bot before the door gets it, to make it slow, say. */
  readonly around?: (bot: Bot) => Bot;
  /** Whether deliveries keep the pace that the door asks for; they do not by default, so that tests are quick. */
  readonly paced?: boolean;
}

const platform = 'discord';

/** Makes one. Close it after the test. */
export async function discordBed({ door: options = {}, file = sampleText, address = ':memory:', around = (bot) => bot, paced = false, ...settings }: BedSettings = {}): Promise<DiscordBed> {
  const start = Temporal.Instant.from('2013-02-22T08:00:00Z');
  const discord = await openDiscord(settings);
  const store = await openStore(address, start);
  const secret = makeSecret('test');
  const server = discord.server('Vienna NGOs');
  const main = server.channel('main');
  const people = new Map<string, Person>();
  const [bugs, failures, log] = [[] as unknown[], [] as unknown[], [] as string[]];
  let group = '';
  if (file !== null) {
    const read = readGroupFile(file);
    if ('faults' in read) throw new Error(JSON.stringify(read.faults));
    const imported = fromFile(read.file, start);
    group = imported.group.id;
    await store.tx(async (tx) => {
      await importGroup(tx, imported, 'import', start);
      await tieRoom(tx, group, tiedRoom(secret, chatOf(main), 'main'), newId(start));
    });
  }
  function chatOf({ id, name }: Channel) {
    return { platform, server: server.id, id, name };
  }

  const bed = {
    discord, store, secret, group, server, main, bugs, failures, log,
    now: start,
    ...({} as Running),
    async person(who: string, { manages = false, ...more }: { manages?: boolean } = {}) {
      const known = people.get(who);
      if (known) return known;
      const person = discord.person(`Zora ${people.size + 1}`, more);
      person.joins(server, { manages });
      await bed.seat(person, who);
      people.set(who, person);
      return person;
    },
    seat: (person: Person, who: string) =>
      store.tx(async (tx) => {
        const { role, organisation, side } = placeOf(who, (await directory(tx, group))!);
        const { id: person_id } = await personFor(tx, secret, platform, person.id, bed.now);
        const author = { group, at: bed.now, act: 'test', call: newId(bed.now), seat: null, door: platform };
        await save(tx, author, 'seat', null, { id: newId(bed.now), person_id, role, organisation, side, since: stamp(bed.now), ended: null });
      }),
    stranger(name: string, { manages = false, ...more }: { manages?: boolean } = {}) {
      const person = discord.person(name, more);
      person.joins(server, { manages });
      return person;
    },
    async room(name: string, purpose: string) {
      const channel = server.channel(name);
      await store.tx((tx) => tieRoom(tx, group, tiedRoom(secret, chatOf(channel), purpose), newId(bed.now)));
      return channel;
    },
    async passes(time: string) {
      const span = /^\+(\d+)([wdhm])$/.exec(time);
      const unit = { w: 'weeks', d: 'days', h: 'hours', m: 'minutes' }[span?.[2] ?? 'd']!;
      const to = span ? bed.now.toZonedDateTimeISO('Europe/Vienna').add({ [unit]: Number(span[1]) }).toInstant() : Temporal.Instant.from(time);
      await bed.tick.until(to, { move: async (at) => void (bed.now = at), settled: () => bed.delivered() });
    },
    async delivered() {
      await bed.delivery.settled();
      for (;;) {
        const left = await store.read((tx) => tx.selectFrom('outbox').select('id').where('dead', 'is', null).where('address', 'like', `${platform}:%`).limit(1).execute());
        if (left.length === 0) return discord.settled();
        await new Promise((resolve) => setTimeout(resolve, 10));
        await bed.delivery.settled();
      }
    },
    async restarts() {
      await ends();
      Object.assign(bed, await begins());
    },
    async close() {
      await ends();
      await store.close();
      await discord.close();
    },
  };

  /** What a process of the program runs. */
  interface Running {
    bot: Bot;
    door: ReturnType<typeof makeDiscord>;
    delivery: Delivery;
    tick: Tick;
  }
  async function begins(): Promise<Running> {
    const bug = (_incident: string, _where: string, error: unknown) => void bugs.push(error);
    const door = makeDiscord({ token: discord.token, api: discord.url, speech: { commands, aliases }, log: (event, ids) => void log.push(JSON.stringify({ event, ...ids })), bug, ...options });
    const adapter: Adapter = paced ? door : { platform, start: door.start, stop: door.stop, send: door.send };
    // Messages are written by the test's clock and sent by the real one: that they seem to be years old is no reason to give them up.
    const delivery = makeDelivery(store, secret, adapter, (_, error) => void failures.push(error), { patience: { ...patience, ageMs: Infinity } });
    const tick = makeTick({ store, secret, now: () => bed.now, sandbox: true, wake: () => delivery.wake(), log: (_, error) => void bugs.push(error) });
    const bot = around(makeBot({ store, secret, aliases, menus, commands: new Map(commands.map((command) => [command.name, command])), now: () => bed.now, wake: () => delivery.wake(), bug }));
    await door.start(bot);
    return { bot, door, delivery, tick };
  }
  async function ends(): Promise<void> {
    await bed.tick.stop();
    await bed.delivery.stop();
    await bed.door.stop();
  }
  Object.assign(bed, await begins());
  return bed;
}

/** The place that words name: `coordinator civil-society`, `alternate INPUD`, `observer`, `INPUD`. */
function placeOf(who: string, { organisations: all, sides }: Directory): { role: Role; organisation: string | null; side: string | null } {
  const [, role = 'focal', of = ''] = /^(?:(coordinator|alternate|observer|focal|chair|notetaker)\b)?\s*(.*)$/.exec(who)!;
  const organisations = [...all.keys()];
  if (role === 'coordinator') {
    const side = sides.find(({ id, label }) => [id, id.replace(/-side$/, ''), label.toLowerCase()].includes(of.toLowerCase()));
    if (!side) throw new Error(`no side ${of} among ${sides.map(({ id }) => id).join(', ')}`);
    return { role, organisation: null, side: side.id };
  }
  if (of === '') return { role: role as Role, organisation: null, side: null };
  const organisation = organisations.find((id) => id.toLowerCase() === of.toLowerCase().replaceAll(' ', '-'));
  if (organisation === undefined) throw new Error(`no organisation ${of} among ${organisations.join(', ')}`);
  return { role: role as Role, organisation, side: null };
}
