// What the composer and the sender do to rows, beside better-sqlite3 doing the same: reading what is due of a group and marking it as
// sent, taking messages out of the outbox, and planning. All of it on the disk, with FULL.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, stamp, systemNow } from '#core/time.ts';
import { claim, settle } from '#db/claim.ts';
import { openStore, type Store } from '#db/open.ts';
import { dueOf, mark, plan } from '#db/reminders.ts';
import { card } from './post.ts';
import { openRawDue, type ReminderRow } from './rawdue.ts';
import { adds, atLeast, atMost, takeTurns, withoutAim, type Figure } from './rounds.ts';

/** So many are read and written in one transaction. */
const batch = 100;
const groups = 1000;
const groupOf = (number: number) => `group-${String(number).padStart(4, '0')}`;

/** How marking what is due does among `few` planned reminders, and among `many`. */
export async function claiming(folder: string, rounds: number, turns: number, few: number, many: number): Promise<Figure[]> {
  const [path, beside, large] = [join(folder, 'few.db'), join(folder, 'few-raw.db'), join(folder, 'many.db')];
  const dues = (rounds + 1) * turns;
  await fill(path, few, dues);
  // Two files, so that neither side throws away what the other holds of the file in memory.
  copyFileSync(path, beside);
  await fill(large, many, dues);
  const [raw, small, big] = [openRawDue(beside), await openStore(`file:${path}`, systemNow()), await openStore(`file:${large}`, systemNow())];
  const at = systemNow();
  const each = (work: (group: string) => void | Promise<void>) => {
    let count = 0;
    // Groups far from each other, as those are that wake at the same hour.
    return { times: batch, turn: () => work(groupOf((count++ * 619) % groups)) };
  };
  const marked = (store: Store) => each((group) => store.tx(async (tx) => {
    for (const reminder of await dueOf(tx, group, at)) await mark(tx, group, reminder, { state: 'sent', at });
  }));
  const { ours, limit, among } = await takeTurns({ ours: marked(small), limit: each((group) => raw.claimAndMark(group, stamp(at))), among: marked(big) }, rounds, turns);
  await Promise.all([small.close(), big.close()]);
  raw.close();
  for (const file of [path, beside, large]) expectSent(file, dues * batch);
  return [atMost('reminder: claim and mark, a row', ours, limit, 1.25), atMost(`the same, ${many} planned beside ${few}`, among, ours, 1.15)];
}

/** Fills a store with so many reminders that are planned for later, and a batch that is due in each of so many groups. */
async function fill(path: string, planned: number, dues: number): Promise<void> {
  await (await openStore(`file:${path}`, systemNow())).close();
  const raw = openRawDue(path);
  raw.fill(groups, planned / groups);
  for (let number = 0; number < dues; number++) raw.plan(rows(groupOf((number * 619) % groups), 'E', batch, '2013-02-25T08:00:00.000Z'));
  raw.close();
}

function expectSent(path: string, count: number): void {
  const raw = openRawDue(path);
  if (raw.count('reminder') !== count) throw new Error(`${raw.count('reminder')} reminders of ${count} were marked in ${path}`);
  raw.close();
}

/** Reminders of a group that are all due at one instant. */
function rows(group: string, letter: string, count: number, due = '2099-03-08T08:00:00.000Z'): ReminderRow[] {
  return Array.from({ length: count }, (_, i) => ({ ...row(group, `${letter}${1000 + Math.floor(i / 6)}`, `-${1 + (i % 6)}d`, '2099-03-15', '2099-03-08'), due }));
}

/** The reminders of a commitment that is due on a day: four before it, four after it. */
function ladder(group: string, subject: string, date: string): ReminderRow[] {
  return [-14, -7, -2, 0, 3, 10, 17, 24].map((days) => row(group, subject, `${days > 0 ? '+' : ''}${days}d`, date, addDays(date, days)));
}

function row(group: string, subject: string, rung: string, date: string, day: string): ReminderRow {
  return { group_id: group, subject, kind: 'commitment', rung, date, recipient: 'focal/unodc', day, until: `${date}T22:59:59.999Z`, due: `${day}T08:00:00.000Z` };
}

/** How taking messages out of the outbox does: a batch is claimed, and when it has arrived written off. */
export async function outbox(folder: string, rounds: number, turns: number): Promise<Figure[]> {
  const [path, beside] = [join(folder, 'outbox.db'), join(folder, 'outbox-raw.db')];
  await (await openStore(`file:${path}`, systemNow())).close();
  const raw = openRawDue(path);
  const message = JSON.stringify(card(0));
  for (let turn = 0; turn < (rounds + 1) * turns; turn++) {
    raw.post(Array.from({ length: batch }, (_, i) => {
      const number = String(turn * batch + i).padStart(6, '0');
      return { id: `m${number}`, group: groupOf(turn % groups), address: `here:${number}`, message, at: '2013-02-22T08:00:00.000Z' };
    }));
  }
  raw.close();
  copyFileSync(path, beside);
  const [limiting, store] = [openRawDue(beside), await openStore(`file:${path}`, systemNow())];
  const { ours, limit } = await takeTurns(
    {
      ours: {
        times: batch,
        async turn() {
          const now = systemNow();
          const taken = await store.tx((tx) => claim(tx, 'here', 'bench', now, now.add({ seconds: 5 }), batch));
          await store.tx((tx) => settle(tx, 'bench', taken.map((of) => ({ of, became: 'done' })), now));
        },
      },
      limit: {
        times: batch,
        turn() {
          const now = systemNow();
          limiting.settle(limiting.claim('bench', stamp(now), stamp(now.add({ seconds: 5 })), batch), 'bench', stamp(now));
        },
      },
    },
    rounds,
    turns,
  );
  await store.close();
  limiting.close();
  for (const file of [path, beside]) {
    const left = openRawDue(file);
    if (left.count('outbox') !== 0) throw new Error(`${left.count('outbox')} messages are left in ${file}`);
    left.close();
  }
  return [atMost('outbox: claim and settle, a row', ours, limit, 1.25)];
}

/** What planning costs: the reminders of a commitment inside the transaction of a command, and many at once. */
export async function planning(folder: string, rounds: number, turns: number): Promise<Figure[]> {
  const [path, beside] = [join(folder, 'plan.db'), join(folder, 'plan-raw.db')];
  await fill(path, 1000, 0);
  copyFileSync(path, beside);
  const [raw, store] = [openRawDue(beside), await openStore(`file:${path}`, systemNow())];
  // A command notes its event; some plan what follows from a commitment as well.
  const command = (id: string, wanted: readonly ReminderRow[]) =>
    store.tx(async (tx) => {
      await tx.insertInto('received').values({ id, at: '2013-02-22T08:00:00.000Z' }).execute();
      if (wanted.length > 0) await plan(tx, wanted[0]!.group_id, wanted);
    });
  const times = 10;
  const side = (count: number, work: (id: string, wanted: readonly ReminderRow[]) => void | Promise<void>) => {
    const left = Array.from({ length: (rounds + 1) * turns * times }, (_, i) => ladder(groupOf((i * 619) % groups), `D${i}-${count}`, addDays('2099-02-01', (i * 7) % 660)).slice(0, count));
    return { times, turn: async () => { for (let i = 0; i < times; i++) await work(`call-${count}-${left.length}`, left.pop()!); } };
  };
  const most = ladder('', '', '2099-02-01').length;
  const commands = await takeTurns(
    { none: side(0, command), one: side(1, command), all: side(most, command), noneRaw: side(0, raw.command), oneRaw: side(1, raw.command), allRaw: side(most, raw.command) },
    rounds,
    turns,
  );
  const less = (more: readonly number[], few: readonly number[], by = 1) => more.map((time, round) => (time - few[round]!) / by);
  const bulk = 1000;
  const groupfuls = () => Array.from({ length: (rounds + 1) * turns }, (_, i) => rows(`bulk-${i}`, 'C', bulk));
  const [mine, theirs] = [groupfuls(), groupfuls()];
  const { ours, limit } = await takeTurns(
    {
      ours: { times: bulk, turn: () => { const wanted = mine.pop()!; return store.tx((tx) => plan(tx, wanted[0]!.group_id, wanted)); } },
      limit: { times: bulk, turn: () => { raw.plan(theirs.pop()!); } },
    },
    rounds,
    turns,
  );
  await store.close();
  raw.close();
  const { none, one, all, noneRaw, oneRaw, allRaw } = commands;
  return [
    withoutAim(adds('plan: the first in a transaction adds', less(one, none), less(oneRaw, noneRaw), 15)),
    adds('plan: each more adds', less(all, one, most - 1), less(allRaw, oneRaw, most - 1), 15),
    atLeast('plan: 1000 at once, a row', ours, limit, 0.8),
  ];
}
