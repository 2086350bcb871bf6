import type { Secret } from '#core/secret.ts';
import { addDays, dayOf, onClock, stamp, weekdayOf } from '#core/time.ts';
import { sweepAnswers } from '#db/answers.ts';
import { groupIds } from '#db/groups.ts';
import { note, setNote } from '#db/migrate.ts';
import { lockGroup, type Store } from '#db/open.ts';
import { planAll, replanAll } from '#db/plan.ts';
import { dueGroups, nextDue } from '#db/reminders.ts';
import { sweep } from '#db/sweep.ts';
import { compose } from '#delivery/compose.ts';
import { passElsewhere } from '#delivery/elsewhere.ts';
import { heartbeat } from '#delivery/heartbeat.ts';

/** The clockwork that turns reminders which fall due into messages. */
export interface Tick {
  /** Looks what has fallen due meanwhile; from then on, whatever falls due is composed on time. */
  start(): Promise<void>;
  /** Begins nothing more and waits for what is under way. */
  stop(): Promise<void>;
  /** For after each commit: something may fall due earlier than was known. */
  wake(): void;
  /** Composes all that has fallen due by an instant. */
  run(now: Temporal.Instant): Promise<void>;
  /** For a sandbox: lets time pass, step by step from one due instant to the next, and at each lets what was composed arrive. */
  until(to: Temporal.Instant, steps: Steps): Promise<void>;
}

/** How time passes in a sandbox: its clock is moved, then what was composed is delivered. */
export interface Steps {
  move(at: Temporal.Instant): Promise<void>;
  settled(): Promise<void>;
}

interface Clockwork {
  readonly store: Store;
  readonly secret: Secret;
  now(): Temporal.Instant;
  /** Whether the clock stands still but for commands: then there are no timers, and nothing is ever late. */
  readonly sandbox: boolean;
  /** Told when something was put in the outbox. */
  wake(): void;
  /** Told what failed: `compose` with the group, or what of the upkeep. It is tried again at the next minute. */
  log(what: string, error: unknown, group?: string): void;
}

/** The longest time that a timer can be set to, in milliseconds. */
const farthest = 2 ** 31 - 1;

/** How many groups are composed at a time. */
const together = 8;

/** No group has to be looked at so often at one instant, unless something goes round in a circle. */
const mostRounds = 5;

export function makeTick({ store, secret, now, sandbox, wake, log }: Clockwork): Tick {
  const beat = heartbeat(store, now);
  const up = now();
  let running = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let cron: { destroy(): unknown } | undefined;
  let isWaking = false;
  /** The due instant of something that could not be composed: it is tried again every minute, and holds up nothing else. */
  let stuck: string | undefined;
  let stopped = false;

  const next = (after?: Temporal.Instant) => store.read((tx) => nextDue(tx, after));

  /** Runs works one after another, until it is stopped; one that fails is told of and does not stop the others. */
  function inTurn(what: string, work: () => Promise<void>): Promise<void> {
    return (running = running.then(() => (stopped ? undefined : work())).catch((error: unknown) => log(what, error)));
  }

  const run = (at: Temporal.Instant) =>
    inTurn('compose', async () => {
      await composeAll(at);
      const left = await next();
      stuck = left !== undefined && left <= stamp(at) ? left : undefined;
    });

  async function composeAll(at: Temporal.Instant): Promise<void> {
    const rounds = new Map<string, number>();
    const isDone = (group: string) => (rounds.get(group) ?? 0) >= mostRounds;
    for (;;) {
      // Where a group cannot be finished, the others behind it are looked for.
      const most = [...rounds.keys()].some(isDone) ? 1_000_000 : 1000;
      const groups = (await store.read((tx) => dueGroups(tx, at, most))).filter((group) => !isDone(group));
      if (groups.length === 0) return;
      // Those that are composed together share their commits.
      for (let first = 0; first < groups.length; first += together) await Promise.all(groups.slice(first, first + together).map((group) => composeOne(group, at, rounds)));
    }
  }

  async function composeOne(group: string, at: Temporal.Instant, rounds: Map<string, number>): Promise<void> {
    rounds.set(group, (rounds.get(group) ?? 0) + 1);
    try {
      if (await store.tx((tx) => compose(tx, group, { now: at, secret }))) wake();
    } catch (error) {
      rounds.set(group, mostRounds);
      log('compose', error, group);
    }
  }

  /** Sets the timer to the next instant at which something falls due. */
  async function arm(): Promise<void> {
    if (stopped || sandbox) return;
    const due = await next().then((first) => (first !== undefined && first === stuck ? next(now()) : first), () => undefined);
    clearTimeout(timer);
    if (due === undefined || stopped) return;
    const wait = Temporal.Instant.from(due).epochMilliseconds - now().epochMilliseconds;
    timer = setTimeout(() => void run(now()).then(arm), Math.min(Math.max(wait, 0), farthest)).unref();
  }

  /** What is done now and then: old things are forgotten; once a week all is planned anew, because years and reports go on. */
  async function upkeep(at: Temporal.Instant): Promise<void> {
    const week = weekOf(at);
    if ((await store.read((tx) => note(tx, 'planned'))) === week) return;
    for (const group of await store.read(groupIds)) {
      await store.tx(async (tx) => {
        await lockGroup(tx, group);
        await replanAll(tx, group, at);
      });
    }
    await forget(at);
    await store.tx((tx) => setNote(tx, 'planned', week));
  }

  /** What has had its time is forgotten: of all groups together, and answers to meetings in a transaction of each group. */
  async function forget(at: Temporal.Instant): Promise<void> {
    await store.tx((tx) => sweep(tx, at));
    for (const group of await store.read(groupIds)) {
      const work = store.tx(async (tx) => {
        await lockGroup(tx, group);
        await sweepAnswers(tx, group, at);
      });
      await work.catch((error: unknown) => log('sweep', error, group));
    }
  }

  /** Zones may have other rules than when all was planned; a store that was never planned is so now. */
  async function checkZones(): Promise<void> {
    const rules = process.versions.tz ?? '';
    if ((await store.read((tx) => note(tx, 'zones'))) === rules) return;
    await store.tx(async (tx) => {
      await planAll(tx, now());
      await setNote(tx, 'zones', rules);
      await setNote(tx, 'planned', weekOf(now()));
    });
  }

  /** What waits for a platform that is down goes to the same people elsewhere. */
  async function elsewhere(at: Temporal.Instant): Promise<void> {
    if (await store.tx((tx) => passElsewhere(tx, at, up))) wake();
  }

  async function minute(): Promise<void> {
    const at = now();
    await inTurn('heartbeat', beat);
    await inTurn('elsewhere', () => elsewhere(at));
    await inTurn('upkeep', () => upkeep(at));
    if (at.epochMilliseconds % 3_600_000 < 60_000) await inTurn('sweep', () => forget(at));
    await run(now());
    await arm();
  }

  return {
    run,
    async start() {
      if (!sandbox) await inTurn('heartbeat', beat);
      await inTurn('zones', checkZones);
      await inTurn('upkeep', () => upkeep(now()));
      await inTurn('sweep', () => forget(now()));
      await run(now());
      if (sandbox) return;
      const { schedule } = await import('node-cron');
      if (stopped) return;
      cron = schedule('* * * * *', minute, { timezone: 'Etc/UTC', noOverlap: true, suppressMissedWarning: true, unref: true });
      await arm();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await cron?.destroy();
      await running;
    },
    wake() {
      if (isWaking || stopped) return;
      isWaking = true;
      // Commands that come together are looked at together.
      setImmediate(() => {
        isWaking = false;
        void (sandbox ? run(now()) : arm());
      });
    },
    async until(to, { move, settled }) {
      await run(now());
      await settled();
      for (;;) {
        const monday = stamp(mondayAfter(now()));
        const due = (await next(now())) ?? monday;
        const at = due < monday ? due : monday;
        if (at > stamp(to)) break;
        await move(Temporal.Instant.from(at));
        await inTurn('upkeep', () => upkeep(now()));
        await run(now());
        await settled();
      }
      await move(to);
      await run(now());
      await settled();
    },
  };
}

/** The Monday of a week, by UTC. */
function weekOf(at: Temporal.Instant): string {
  const day = dayOf(at, 'UTC');
  return addDays(day, 1 - weekdayOf(day));
}

const mondayAfter = (at: Temporal.Instant) => onClock(addDays(weekOf(at), 7), '00:00', 'UTC');
