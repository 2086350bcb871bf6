import { setImmediate as breath, setTimeout as sleep } from 'node:timers/promises';
import type { Adapter } from '#bot/bot.ts';
import type { IsIn } from '#bot/presence.ts';
import { DeliveryError } from '#core/errors.ts';
import { newId } from '#core/id.ts';
import type { Secret } from '#core/secret.ts';
import { stamp, systemNow } from '#core/time.ts';
import { claim, renew, settle, type Outgoing, type Sent } from '#db/claim.ts';
import { seenDown, seenUp } from '#db/down.ts';
import type { Store } from '#db/open.ts';
import type { Tx } from '#db/schema.ts';
import { heldByOthers, mend, nextDue, release, waitingOf } from '#db/queue.ts';
import { attempt } from '#delivery/attempt.ts';
import { makeTurns } from '#delivery/order.ts';
import { makeGate, patience, type Patience, type Place } from '#delivery/pace.ts';
import { noteReach } from '#delivery/reach.ts';
import { passOn, recipientsOf, type Recipient, type Settled, type Unreached } from '#delivery/recipient.ts';

export interface Delivery {
  /** Delivers what is in the outbox, soon; for after a commit. */
  wake(): void;
  /** Resolves when all that was free to deliver has been tried. */
  settled(): Promise<void>;
  /** For the start. Like `settled`, and takes over what a process that was killed had begun to deliver. */
  recover(): Promise<void>;
  /** Begins nothing more, waits for what is under way and writes down what became of it. */
  stop(): Promise<void>;
}

/** By what a delivery goes. Times are in milliseconds. */
interface Terms {
  /** How many sends may be under way. */
  readonly places: number;
  /** How long one may take before it counts as unanswered. */
  readonly limitMs: number;
  /** How long an address is held without a sign of life, and how often there is one. */
  readonly leaseMs: number;
  readonly beatMs: number;
  /** How often it is looked for what another process has left, when nothing else happens. */
  readonly lookMs: number;
  readonly patience: Patience;
  readonly now: () => Temporal.Instant;
  /** The time that people go by: a sandbox has its own. */
  readonly clock?: () => Temporal.Instant;
  /** Asks other platforms who is there. */
  readonly isIn: IsIn;
}
const usual: Terms = { places: 50, limitMs: 10_000, leaseMs: 5000, beatMs: 500, lookMs: 2000, patience, now: systemNow, isIn: () => Promise.reject(new DeliveryError('down', 'later')) };

/** A clock that differs by so many milliseconds from the one that timers go by has been set. */
const leap = 1000;

/**
 * Takes messages out of the outbox and hands them to an adapter: in order and one at a time for each address, and in turn, so that a
 * long queue holds up no short one. Any number of processes can deliver from one store. `failed` is told of every try that failed, and
 * with an empty id of faults of the store.
 */
export function makeDelivery(store: Store, secret: Secret, adapter: Adapter, failed: (message: string, error: unknown) => void, terms: Partial<Terms> = {}): Delivery {
  const { places, limitMs, leaseMs, beatMs, lookMs, patience, now, clock = now, isIn }: Terms = { ...usual, ...terms };
  const { platform, pace } = adapter;
  /** Within this time every process that lives gives a sign of it. */
  const aliveMs = 2.4 * beatMs;
  const holder = newId(systemNow());
  const gate = makeGate(pace?.all);
  const turns = pace && makeTurns(pace);
  /** Sends that took more than one request: their time says nothing of how fast one is. */
  const longer = new WeakSet<AbortSignal>();
  const another = (signal: AbortSignal) => {
    longer.add(signal);
    return sleep(gate.book(), undefined, { signal });
  };
  /** Since when the platform has said nothing, or that it was heard; and what the store knows of that. */
  let silence: number | 'none' | undefined;
  let known: 'up' | 'down' | undefined;
  const isDown = () => typeof silence === 'number' && performance.now() - silence > patience.downMs;
  const heard = (well: boolean) => void (silence = well ? 'none' : typeof silence === 'number' ? silence : performance.now());
  const around = { secret, now, patience, failed, paused: gate.shut, heard, isDown, isIn, another };
  /** What is under way by address, until it is written what became of it. */
  const flights = new Map<string, { readonly began: number; readonly stop: AbortController }>();
  const landed: Sent[] = [];
  let running: Promise<void> | undefined;
  let ring = () => {};
  let again = false;
  let stopped = false;
  let next: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let pulse: NodeJS.Timeout | undefined;
  let faults = 0;
  let ahead: number | undefined;
  let leapt = false;
  let mending = false;

  /** One turn: writes what became of the sends that have ended, takes as many as there are places for. False when there is nothing to do. */
  async function turn(): Promise<boolean> {
    again = false;
    if (hasLeapt()) {
      // The leases of processes that live may seem to be over: they are renewed first.
      await sleep(aliveMs);
      [leapt, mending] = [false, true];
    }
    const ended = landed.splice(0);
    const free = stopped ? 0 : Math.min(places - flights.size + ended.length, gate.open());
    let taken: readonly Outgoing[] = [];
    let to: readonly (Recipient | Unreached | Settled)[] = [];
    try {
      await store.tx(async (tx) => {
        const at = now();
        if (mending) await mend(tx, platform, at);
        // Where not all could be taken that was due, it matters who is next.
        if (turns && free > 0 && isDue() && turns.isStale()) turns.counted(await waitingOf(tx, platform, pace!.each.most));
        const passed = ended.filter(({ of, became }) => became === 'dead' && of.chain.length > 0);
        // What is of no group nobody can send again.
        const isThrough = (sent: Sent) => passed.includes(sent) || (sent.became === 'dead' && sent.of.group === '');
        await settle(tx, holder, ended.map((sent) => (isThrough(sent) ? { of: sent.of, became: 'done' } : sent)), at, turns?.restOf);
        for (const { of } of passed) await passOn(tx, of, at);
        await noteReach(tx, ended);
        if (ended.length > 0) await noteStanding(tx, at);
        if (free > 0) taken = await claim(tx, platform, holder, at, at.add({ milliseconds: leaseMs }), free, turns?.first(free, (address) => flights.has(address)));
        to = await recipientsOf(tx, secret, platform, taken, clock());
        next = await nextDue(tx, platform);
      });
    } catch (error) {
      landed.unshift(...ended);
      throw error;
    }
    [mending, faults] = [false, 0];
    for (const { of } of ended) flights.delete(of.address);
    // An address may be due again while this process is still sending there, when its clock was put forward. All have their place in the
    // pace before the first asks for another.
    const begins = taken.map((message, i) => ({ message, to: to[i]!, place: gate.passed() }));
    for (const { message, to: recipient, place } of begins) {
      turns?.began(message.address);
      if (flights.has(message.address)) gate.ended(place, false);
      else fly(message, recipient, place);
    }
    return flights.size > 0 || (isDue() && !stopped && !gate.isShut());
  }

  /** Notes what has become of the platform, for those who think of what to send there. */
  async function noteStanding(tx: Tx, at: Temporal.Instant): Promise<void> {
    if (isDown()) await seenDown(tx, platform, at);
    else if (silence === 'none' && known !== 'up') await seenUp(tx, platform, at);
    else return;
    known = isDown() ? 'down' : 'up';
  }

  const isOver = () => stopped && flights.size === 0 && landed.length === 0;
  const isDue = () => next !== undefined && next <= stamp(now());

  /** Whether the clock was set: what was to wait for seconds would wait for hours, and what is held would seem to be free. */
  function hasLeapt(): boolean {
    const before = ahead;
    ahead = now().epochMilliseconds - performance.now();
    return (leapt ||= before !== undefined && Math.abs(ahead - before) > leap);
  }

  function fly(message: Outgoing, to: Recipient | Unreached | Settled, place: Place): void {
    const stop = new AbortController();
    flights.set(message.address, { began: performance.now(), stop });
    void attempt(adapter, message, to, stop.signal, around).then((sent) => {
      const isSaid = typeof to !== 'string' && (!message.edits || to.replaces !== undefined);
      gate.ended(place, sent.became === 'done' && isSaid && !longer.has(stop.signal));
      turns?.ended(message.address, place);
      landed.push(sent);
      ring();
    });
  }

  async function deliver(): Promise<void> {
    try {
      do {
        while (await turn()) {
          if (!again && landed.length === 0 && !isOver()) {
            const rung = new Promise<void>((resolve) => (ring = resolve));
            arm();
            await rung;
          }
          // What ends together is written together: as long as each turn of the event loop brings more.
          for (let before = -1; landed.length > before; await breath()) before = landed.length;
        }
      } while (again);
      arm();
    } catch (error) {
      failed('', error);
      arm(Math.min(60_000, 1000 * 2 ** faults++));
    } finally {
      running = undefined;
    }
  }

  function run(): Promise<void> {
    // Whoever waits for the next place is told, too, that there is none any more.
    ring();
    if (isOver()) return running ?? Promise.resolve();
    pulse ??= setInterval(beat, beatMs).unref();
    again = true;
    return (running ??= deliver());
  }

  /** Looks again when the next address is due, but no later than in a while: another process may leave something. */
  function arm(least = 1): void {
    clearTimeout(timer);
    if (stopped) return;
    const due = next === undefined ? lookMs : Temporal.Instant.from(next).epochMilliseconds - now().epochMilliseconds;
    const wait = flights.size >= places ? lookMs : Math.max(due, gate.wait());
    timer = setTimeout(() => void look(), Math.max(least, Math.min(wait, lookMs))).unref();
  }

  async function look(): Promise<void> {
    // Whoever works with the store is told what is wrong with it.
    if (!running) next = await store.read((tx) => nextDue(tx, platform)).catch(() => next);
    if (stopped) return;
    if (hasLeapt() || running || landed.length > 0 || (isDue() && !gate.isShut())) void run();
    else arm();
  }

  /** Gives up sends that take too long, and holds the addresses of all that are under way. */
  function beat(): void {
    if (flights.size === 0) return;
    for (const { began, stop } of flights.values()) if (performance.now() - began > limitMs) stop.abort();
    const at = now();
    // When this fails, what is the matter shows where results are written.
    store.tx((tx) => renew(tx, holder, [...flights.keys()], at, at.add({ milliseconds: leaseMs }))).catch(() => {});
  }

  return {
    wake: () => void run(),
    settled: run,
    async recover() {
      mending = true;
      const seen = await store.read((tx) => heldByOthers(tx, platform, holder));
      await Promise.all([run(), seen.length > 0 && sleep(aliveMs)]);
      if (seen.length === 0 || stopped) return;
      await store.tx((tx) => release(tx, seen, now()));
      await run();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      const late = setTimeout(() => flights.forEach(({ stop }) => stop.abort()), Math.min(limitMs, 4000));
      await run();
      clearTimeout(late);
      clearInterval(pulse);
    },
  };
}
