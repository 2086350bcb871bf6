import type { Ears } from '#adapters/door.ts';
import { makeBot, type Adapter, type Bot } from '#bot/bot.ts';
import type { IsIn } from '#bot/presence.ts';
import { tiedRoom } from '#bot/chat.ts';
import type { ChatRoom } from '#bot/command.ts';
import { aliases, commands, menus } from '#commands/index.ts';
import { newId } from '#core/id.ts';
import { makeSecret, type Secret } from '#core/secret.ts';
import { stamp, systemNow } from '#core/time.ts';
import { directory, type Directory, tieRoom } from '#db/groups.ts';
import { importGroup } from '#db/import.ts';
import { openStore, type Store } from '#db/open.ts';
import { personFor } from '#db/people.ts';
import { save } from '#db/save.ts';
import type { Tx } from '#db/schema.ts';
import { passElsewhere } from '#delivery/elsewhere.ts';
import { heartbeat } from '#delivery/heartbeat.ts';
import { patience } from '#delivery/pace.ts';
import { makeDelivery, type Delivery } from '#delivery/send.ts';
import { makeTick, type Tick } from '#delivery/tick.ts';
import { fromFile } from '#rules/fromfile.ts';
import { readGroupFile } from '#rules/groupfile.ts';
import type { Role } from '#rules/things.ts';
import { filled } from '#tests/support/filled.ts';
import { memoryStore } from '#tests/support/memory.ts';
import { sampleText } from '#tests/support/world.ts';

/** A platform on this machine: its main room, its door, and when it has come to rest. */
export interface Stage {
  readonly platform: string;
  readonly main: ChatRoom;
  open(ears: Ears): Adapter;
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface BedSettings {
  /** The group's file; without one the store has no group, and the main rooms are tied to none. */
  readonly file?: string | null;
  /** Where the store is; in memory by default. */
  readonly address?: string;
  /** What is done to the bot before the doors get it, to make it slow, say. */
  readonly around?: (bot: Bot) => Bot;
  /** Whether deliveries keep the pace that the doors ask for; they do not by default, so that tests are quick. */
  readonly paced?: boolean;
  /** By what deliveries go besides, such as a shorter patience. */
  readonly terms?: Parameters<typeof makeDelivery>[4];
}

/** A bot at home on local platforms, with the group of 2013 in their main rooms and a clock that the test moves. */
export interface Bed {
  readonly store: Store;
  readonly secret: Secret;
  readonly group: string;
  /** The bot and its doors; `restarts` puts new ones in their place. */
  readonly bot: Bot;
  readonly deliveries: Readonly<Record<string, Delivery>>;
  readonly doors: Readonly<Record<string, Adapter>>;
  now: Temporal.Instant;
  /** What went wrong in the bot, the doors and the clockwork; deliveries that failed are in `failures`. */
  readonly bugs: unknown[];
  readonly failures: unknown[];
  /** What the doors wrote to the log. */
  readonly log: string[];
  /** Gives the person behind an account a seat: `INPUD` (its focal point), `alternate INPUD`, `coordinator civil-society`, `observer`. */
  seat(account: { readonly platform: string; readonly id: string }, who: string): Promise<void>;
  /** Ties a room to the group. */
  tie(room: ChatRoom, purpose: string): Promise<void>;
  /** Lets time pass (`+3d`, in the group's home zone) or until an instant; what falls due on the way is delivered. A platform that is down is not waited for. */
  passes(time: string, down?: string): Promise<void>;
  /** Resolves when all that is in the outbox for the platforms has arrived or is dead. A platform that is down is not waited for. */
  delivered(down?: string): Promise<void>;
  /** The process ends and begins anew on the same store. */
  restarts(): Promise<void>;
  /** It was there until now, and ends: whoever does something meets nobody. */
  goesDown(): Promise<void>;
  /** It begins anew as where people work with it, sees how long it was away, and does at once what has to be done by now; that arrives. */
  comesUp(): Promise<void>;
  close(): Promise<void>;
}

/** Makes one. Close it after the test. */
export async function openBed(stages: readonly Stage[], { file = sampleText, address = ':memory:', around = (bot) => bot, paced = false, terms = {} }: BedSettings = {}): Promise<Bed> {
  const start = Temporal.Instant.from('2013-02-22T08:00:00Z');
  const store = await (address === ':memory:' ? memoryStore(start) : openStore(address, start));
  const secret = makeSecret('test');
  const [bugs, failures, log] = [[] as unknown[], [] as unknown[], [] as string[]];
  let now = start;
  let group = '';
  if (file !== null) {
    const settle = async (tx: Tx) => {
      const read = readGroupFile(file);
      if ('faults' in read) throw new Error(JSON.stringify(read.faults));
      const imported = fromFile(read.file, start);
      await importGroup(tx, imported, 'import', start);
      return imported.group.id;
    };
    group = await (address === ':memory:' ? filled(store, `group ${file}`, settle) : store.tx(settle));
    await store.tx(async (tx) => {
      for (const { main } of stages) await tieRoom(tx, group, tiedRoom(secret, main, 'main'), newId(start));
    });
  }

  /** What deliveries go by: the real clock, for it never stands still, far ahead of itself where the test's is in the future. */
  const clock = () => {
    const real = systemNow();
    return Temporal.Instant.compare(now, real) < 0 ? real : real.add({ hours: 24 * 36_525 });
  };
  /** What a process of the program runs. */
  interface Running {
    readonly bot: Bot;
    readonly doors: Readonly<Record<string, Adapter>>;
    readonly deliveries: Readonly<Record<string, Delivery>>;
    readonly tick: Tick;
  }
  const clockwork = (sandbox: boolean, wake = () => {}) => makeTick({ store, secret, now: () => now, sandbox, wake, log: (_, error) => void bugs.push(error) });
  async function begins(): Promise<Running> {
    const bug = (_incident: string, _where: string, error: unknown) => void bugs.push(error);
    const doors = Object.fromEntries(stages.map(({ platform, open }) => [platform, open({ log: (event, ids) => void log.push(JSON.stringify({ event, ...ids })), bug })]));
    // Messages are written by the test's clock and sent by the real one: that they seem to be years old is no reason to give them up.
    const isIn: IsIn = async ({ platform, server, account }, freshMs) => doors[platform]!.isIn?.(server, account, freshMs) ?? true;
    const deliveries = Object.fromEntries(
      Object.entries(doors).map(([platform, door]) => {
        const adapter: Adapter = paced ? door : { platform, start: door.start, stop: door.stop, send: door.send };
        return [platform, makeDelivery(store, secret, adapter, (_, error) => void failures.push(error), { now: clock, clock: () => now, isIn, patience: { ...patience, ageMs: Infinity }, ...terms })];
      }),
    );
    const wake = () => Object.values(deliveries).forEach((delivery) => delivery.wake());
    const tick = clockwork(true, wake);
    const bot = around(makeBot({ store, secret, aliases, menus, commands: new Map(commands.map((command) => [command.name, command])), now: () => now, wake, bug, isIn }));
    for (const door of Object.values(doors)) await door.start(bot);
    return { bot, doors, deliveries, tick };
  }
  let running = await begins();
  async function ends(): Promise<void> {
    await running.tick.stop();
    for (const delivery of Object.values(running.deliveries)) await delivery.stop();
    for (const door of Object.values(running.doors)) await door.stop();
  }
  async function delivered(down?: string): Promise<void> {
    const up = new Map(Object.entries(running.deliveries).filter(([platform]) => platform !== down));
    for (;;) {
      for (const delivery of up.values()) await delivery.settled();
      const waiting = await store.read((tx) => tx.selectFrom('outbox').select('address').where('dead', 'is', null).execute());
      if (!waiting.some(({ address }) => up.has(address.slice(0, address.indexOf(':'))))) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    for (const stage of stages) if (stage.platform !== down) await stage.settled();
  }

  return {
    store, secret, group, bugs, failures, log, delivered,
    get bot() { return running.bot; },
    get doors() { return running.doors; },
    get deliveries() { return running.deliveries; },
    get now() { return now; },
    set now(to) { now = to; },
    seat: ({ platform, id }, who) =>
      store.tx(async (tx) => {
        const { role, organisation, side } = placeOf(who, (await directory(tx, group))!);
        const { id: person_id } = await personFor(tx, secret, platform, id, now);
        const author = { group, at: now, act: 'test', call: newId(now), seat: null, door: platform };
        await save(tx, author, 'seat', null, { id: newId(now), person_id, role, organisation, side, since: stamp(now), ended: null });
      }),
    tie: (room, purpose) => store.tx((tx) => tieRoom(tx, group, tiedRoom(secret, room, purpose), newId(now))),
    async passes(time, down) {
      const span = /^\+(\d+)([wdhm])$/.exec(time);
      const unit = { w: 'weeks', d: 'days', h: 'hours', m: 'minutes' }[span?.[2] ?? 'd']!;
      const to = span ? now.toZonedDateTimeISO('Europe/Vienna').add({ [unit]: Number(span[1]) }).toInstant() : Temporal.Instant.from(time);
      await running.tick.until(to, {
        move: async (at) => void (now = at),
        async settled() {
          // As every minute.
          if (await store.tx((tx) => passElsewhere(tx, now, start))) Object.values(running.deliveries).forEach((delivery) => delivery.wake());
          await delivered(down);
        },
      });
    },
    async restarts() {
      await ends();
      running = await begins();
    },
    async goesDown() {
      await heartbeat(store, () => now)();
      await ends();
    },
    async comesUp() {
      running = await begins();
      const real = clockwork(false);
      await real.start();
      await real.stop();
      await delivered();
    },
    async close() {
      await ends();
      await store.close();
      for (const stage of stages) await stage.close();
    },
  };
}

/** A bed with more to it: what is added may be computed each time it is asked for, as the bed's own things are. */
export function onBed<More extends object>(bed: Bed, more: More): Bed & More {
  return Object.defineProperties(Object.create(bed) as Bed, Object.getOwnPropertyDescriptors(more)) as Bed & More;
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
