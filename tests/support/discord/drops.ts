import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { replay, stateOf } from '#db/save.ts';
import type { Store } from '#db/open.ts';
import { statuses, type Report } from '#rules/things.ts';
import { discordBed } from '#tests/support/discord/bed.ts';
import type { Answer, LocalDiscord, Voice } from '#tests/support/discord/types.ts';

type How = NonNullable<Parameters<LocalDiscord['drop']>[0]>;

export interface Dropped {
  readonly commands: number;
  readonly people: number;
  readonly drops: Readonly<Record<How, number>>;
  /** Drops that came while commands were sent and not answered; how many these were, and how many of them were answered all the same. */
  readonly inside: number;
  readonly inFlight: number;
  readonly saved: number;
  /** Commands that somebody saw answered, that were refused in words, and that ended with "The application did not respond". */
  readonly answered: number;
  readonly refused: number;
  readonly unanswered: number;
  /** Of the unanswered that change something: how many were carried out. */
  readonly unseen: number;
  /** Interactions that the gateway brought again after a RESUME. */
  readonly again: number;
  readonly lost: number;
  readonly twice: number;
  readonly seconds: number;
  readonly faults: readonly string[];
}

/** Whoever reports, and what they answer for. */
export const people: readonly [who: string, commitments: readonly number[]][] = [
  ['UNODC', [1, 2, 4, 6]], ['alternate UNODC', [8, 10, 12, 14]], ['INPUD', [3, 5, 6, 7]], ['alternate INPUD', [9, 11]],
  ['IDPC', [3, 5, 13]], ['HRI', [14, 6, 7]], ['EHRN', [5, 9, 15]], ['ANPUD', [3, 7, 11]],
];

/** Something that changes the store: under which words it stands there, and what whoever did it saw. */
export interface Write {
  readonly act: 'commitment.update' | 'my.undo';
  readonly note: string;
  seen: 'done' | 'refused' | 'nothing';
}

/**
 * Lets several people report, correct, take back and read through one bot, while its gateway is dropped at random instants; after each
 * RESUME the last interactions come again. Then holds what they saw against what is in the store.
 */
export async function dropGateway(address: string, { commands, hows }: { commands: number; hows: readonly How[] }): Promise<Dropped> {
  const began = performance.now();
  const bed = await discordBed({ address, limits: false, repeats: 5 });
  const { discord, main } = bed;
  const underWay = new Set<{ answer?: Answer }>();
  const caught = new Set<{ answer?: Answer }>();
  const writes: Write[] = [];
  const drops: Record<How, number> = { resume: 0, reset: 0, cut: 0 };
  let [made, inside, answered, refused, unanswered] = [0, 0, 0, 0, 0];

  /** One interaction, from sending to what is seen of it. `isDone` tells an answer that says it was done from a refusal. */
  async function does(send: () => Promise<Answer>, write?: Omit<Write, 'seen'>, isDone = (answer: Answer) => answer.kind === 'modal' || answer.buttons.length > 0): Promise<Answer | undefined> {
    made++;
    const one: { answer?: Answer } = {};
    underWay.add(one);
    const answer = await send();
    one.answer = answer;
    underWay.delete(one);
    const seen = answer.kind === 'none' ? 'nothing' : isDone(answer) ? 'done' : 'refused';
    if (write) writes.push({ ...write, seen });
    if (seen === 'done') answered++;
    else if (seen === 'refused') refused++;
    else unanswered++;
    // Whoever sees that nothing answers waits until somebody is there.
    if (seen === 'nothing') await discord.ready();
    return seen === 'done' ? answer : undefined;
  }

  async function works(voice: Voice, commitments: readonly number[]): Promise<void> {
    while (made < commands) {
      const [number, status] = [commitments[randomInt(commitments.length)]!, statuses[randomInt(statuses.length)]!];
      const note = `number-${made}-`;
      const update = await does(() => voice.types(`/update commitment:${number} status:${status} note:${note}`), { act: 'commitment.update', note }, ({ buttons }) => buttons.includes('Undo'));
      const then = randomInt(4);
      if (then === 0 && update) await does(() => update.presses('Undo'), { act: 'my.undo', note }, ({ text }) => text.startsWith('Taken back'));
      else if (then === 1 && update) {
        const form = await does(() => update.presses('Correct it'));
        if (form) await does(() => form.fills({ note: `${note}again-` }), { act: 'commitment.update', note: `${note}again-` }, ({ buttons }) => buttons.includes('Undo'));
      } else if (then === 2) {
        const card = main.messages().at(-1);
        await does(() => (card?.buttons.includes('Show it') ? voice.presses(card, 'Show it') : voice.types(`/commitment show commitment:${number}`)));
      } else await does(() => voice.types('/commitment list'));
    }
  }

  async function cutsOff(): Promise<void> {
    for (const [i, how] of hows.entries()) {
      const at = ((i + Math.random()) * commands) / hows.length;
      while (made < at) await sleep(1);
      while (discord.connected() === 0) await sleep(1);
      await sleep(randomInt(20_000) / 1000);
      if (underWay.size > 0) inside++;
      for (const one of underWay) caught.add(one);
      drops[how]++;
      discord.drop(how);
    }
  }

  // Seats are taken one after the other: who hands them out here takes no lock.
  const voices: [Voice, readonly number[]][] = [];
  for (const [who, commitments] of people) voices.push([(await bed.person(who)).in(main), commitments]);
  await Promise.all([cutsOff(), ...voices.map(([voice, commitments]) => works(voice, commitments))]);
  await discord.ready();
  await bed.delivered();
  const { faults, lost, twice, unseen } = await hold(bed.store, bed.group, writes);
  faults.push(...discord.violations, ...[...bed.bugs, ...bed.failures].map(String));
  const again = discord.repeated();
  await bed.close();
  const saved = [...caught].filter(({ answer }) => answer!.kind !== 'none').length;
  return { commands: made, people: people.length, drops, inside, inFlight: caught.size, saved, answered, refused, unanswered, unseen, again, lost, twice, seconds: (performance.now() - began) / 1000, faults };
}

/** What was seen, against the store: each thing that was done is there once, what was refused is not, and history is the state. */
export async function hold(store: Store, group: string, writes: readonly Write[]) {
  const { lines, state, replayed } = await store.read(async (tx) => ({
    lines: await tx.selectFrom('history').selectAll().where('group_id', '=', group).where('act', 'in', ['commitment.update', 'my.undo']).execute(),
    state: await stateOf(tx, group),
    replayed: await replay(tx, group),
  }));
  const faults: string[] = [];
  if (!isDeepStrictEqual(replayed, state)) faults.push('history replayed is not the state');
  if (new Set(lines.map(({ call }) => call)).size !== lines.length) faults.push('an interaction has two lines of history');
  const noteOf = (json: string | null) => (json === null ? '' : (JSON.parse(json) as Report).note);
  const stored = new Map<string, number>();
  for (const { act, before, after } of lines) {
    const name = `${act} ${noteOf(act === 'my.undo' ? before : after)}`;
    stored.set(name, (stored.get(name) ?? 0) + 1);
  }
  let [lost, twice, unseen, known] = [0, 0, 0, 0];
  for (const { act, note, seen } of writes) {
    const times = stored.get(`${act} ${note}`) ?? 0;
    known += times;
    if (seen === 'done' && times === 0) lost++;
    if (times > 1) twice++;
    if (seen === 'nothing' && times > 0) unseen++;
    if (seen === 'refused' && times > 0) faults.push(`${act} of ${note} was refused, and is there`);
  }
  if (known !== lines.length) faults.push(`${lines.length} lines of history, ${known} of them somebody's`);
  if (lost > 0) faults.push(`${lost} that were answered are lost`);
  if (twice > 0) faults.push(`${twice} were done twice`);
  return { faults, lost, twice, unseen };
}

/** The figures of a run in one line. */
export function showDropped(kind: string, { commands, people: count, drops, inside, inFlight, saved, answered, refused, unanswered, unseen, again, lost, twice, seconds, faults }: Dropped): string {
  const hows = Object.entries(drops).filter(([, times]) => times > 0).map(([how, times]) => `${times} ${how}`).join(', ');
  const met = `${inside} while commands were under way (${inFlight} of them, ${saved} answered all the same)`;
  const ends = `${answered} answered, ${refused} refused in words, ${unanswered} seen to get no answer (${unseen} of them done)`;
  return `${kind}, gateway: ${commands} commands of ${count} people, dropped ${Object.values(drops).reduce((a, b) => a + b)} times (${hows}), ${met}; ${ends}; ${again} came again; ${lost} lost, ${twice} twice; ${seconds.toFixed(1)} s; ${faults.length} faults`;
}
