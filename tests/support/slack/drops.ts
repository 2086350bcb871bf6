import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { statuses } from '#rules/things.ts';
import { hold, people, type Write } from '#tests/support/discord/drops.ts';
import { slackBed } from '#tests/support/slack/bed.ts';
import type { Answer, LocalSlack, Voice } from '#tests/support/slack/types.ts';

type How = NonNullable<Parameters<LocalSlack['drop']>[0]>;

export interface Dropped {
  readonly commands: number;
  readonly people: number;
  readonly drops: Readonly<Record<How, number>>;
  /** Drops that came while commands were sent and not answered; how many these were, and how many of them were answered all the same. */
  readonly inside: number;
  readonly inFlight: number;
  readonly saved: number;
  /** Commands that somebody saw answered, that were refused in words, and that ended with an error of Slack's client. */
  readonly answered: number;
  readonly refused: number;
  readonly unanswered: number;
  /** Of the unanswered that change something: how many were carried out. */
  readonly unseen: number;
  /** How long at most somebody saw errors, who sent again at once, in ms. */
  readonly longestMs: number;
  /** Envelopes that were brought again over another connection. */
  readonly again: number;
  readonly lost: number;
  readonly twice: number;
  readonly seconds: number;
  readonly faults: readonly string[];
}

/**
 * Lets several people report, correct, take back and read through one bot, while its connections are dropped at random instants: all of
 * them, or with `one` the oldest. Then holds what they saw against what is in the store.
 */
export async function dropSockets(address: string, { commands, hows, one = false }: { commands: number; hows: readonly How[]; one?: boolean }): Promise<Dropped> {
  const began = performance.now();
  const bed = await slackBed({ address, limits: false });
  const { slack, main } = bed;
  const underWay = new Set<{ answer?: Answer }>();
  const caught = new Set<{ answer?: Answer }>();
  const writes: Write[] = [];
  const drops: Record<How, number> = { refresh: 0, close: 0, cut: 0, stall: 0 };
  let [made, inside, answered, refused, unanswered, longestMs] = [0, 0, 0, 0, 0, 0];

  /** One interaction, from sending to what is seen of it. `isDone` tells an answer that says it was done from a refusal. */
  async function does(send: () => Promise<Answer>, write?: Omit<Write, 'seen'>, isDone = (answer: Answer) => answer.kind === 'modal' || answer.buttons.length > 0): Promise<Answer | undefined> {
    made++;
    const under: { answer?: Answer } = {};
    underWay.add(under);
    const answer = await send();
    under.answer = answer;
    underWay.delete(under);
    const seen = answer.kind === 'none' ? 'nothing' : isDone(answer) ? 'done' : 'refused';
    if (write) writes.push({ ...write, seen });
    if (seen === 'done') answered++;
    else if (seen === 'refused') refused++;
    else {
      unanswered++;
      const from = performance.now();
      // Whoever sees an error tries again until somebody is there.
      await slack.ready();
      longestMs = Math.max(longestMs, answer.ms + performance.now() - from);
    }
    return seen === 'done' ? answer : undefined;
  }

  async function works(voice: Voice, commitments: readonly number[]): Promise<void> {
    while (made < commands) {
      const [number, status] = [commitments[randomInt(commitments.length)]!, statuses[randomInt(statuses.length)]!];
      const note = `number-${made}-`;
      const update = await does(() => voice.types(`/update ${number} ${status} ${note}`), { act: 'commitment.update', note }, ({ buttons }) => buttons.includes('Undo'));
      const then = randomInt(4);
      if (then === 0 && update) await does(() => update.presses('Undo'), { act: 'my.undo', note }, ({ text }) => text.includes('Taken back'));
      else if (then === 1 && update) {
        const form = await does(() => update.presses('Correct it'));
        if (form?.modal) await does(() => form.fills({ note: `${note}again-` }), { act: 'commitment.update', note: `${note}again-` }, ({ buttons }) => buttons.includes('Undo'));
      } else if (then === 2) {
        const card = main.messages().at(-1);
        await does(() => (card?.buttons.includes('Show it') ? voice.presses(card, 'Show it') : voice.types(`/commitment show ${number}`)));
      } else await does(() => voice.types('/commitment list'));
    }
  }

  async function cutsOff(): Promise<void> {
    for (const [i, how] of hows.entries()) {
      const at = ((i + Math.random()) * commands) / hows.length;
      while (made < at) await sleep(1);
      while (slack.connected() === 0) await sleep(1);
      await sleep(randomInt(20_000) / 1000);
      if (underWay.size > 0) inside++;
      for (const under of underWay) caught.add(under);
      drops[how]++;
      slack.drop(how, { one });
    }
  }

  // Seats are taken one after the other: who hands them out here takes no lock.
  const voices: [Voice, readonly number[]][] = [];
  for (const [who, commitments] of people) voices.push([(await bed.person(who)).in(main), commitments]);
  await Promise.all([cutsOff(), ...voices.map(([voice, commitments]) => works(voice, commitments))]);
  await slack.ready();
  await bed.delivered();
  const { faults, lost, twice, unseen } = await hold(bed.store, bed.group, writes);
  faults.push(...slack.violations, ...[...bed.bugs, ...bed.failures].map(String));
  const again = slack.repeated();
  await bed.close();
  const saved = [...caught].filter(({ answer }) => answer!.kind !== 'none').length;
  return { commands: made, people: people.length, drops, inside, inFlight: caught.size, saved, answered, refused, unanswered, unseen, longestMs, again, lost, twice, seconds: (performance.now() - began) / 1000, faults };
}

/** The figures of a run in one line. */
export function showDropped(kind: string, { commands, people: count, drops, inside, inFlight, saved, answered, refused, unanswered, unseen, longestMs, again, lost, twice, seconds, faults }: Dropped): string {
  const hows = Object.entries(drops).filter(([, times]) => times > 0).map(([how, times]) => `${times} ${how}`).join(', ');
  const met = `${inside} while commands were under way (${inFlight} of them, ${saved} answered all the same)`;
  const ends = `${answered} answered, ${refused} refused in words, ${unanswered} seen to fail (${unseen} of them done), for ${Math.round(longestMs)} ms at most`;
  return `${kind}, sockets: ${commands} commands of ${count} people, dropped ${Object.values(drops).reduce((a, b) => a + b)} times (${hows}), ${met}; ${ends}; ${again} came again; ${lost} lost, ${twice} twice; ${seconds.toFixed(1)} s; ${faults.length} faults`;
}
