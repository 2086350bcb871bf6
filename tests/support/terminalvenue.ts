import { PassThrough } from 'node:stream';
import { render } from '#adapters/terminal/render.ts';
import { platform } from '#adapters/terminal/sandbox.ts';
import { runScript } from '#adapters/terminal/scripted.ts';
import { beginSession, type Session } from '#adapters/terminal/session.ts';
import type { Reader } from '#bot/command.ts';
import { buttonsOf, type Message } from '#core/message.ts';
import { makeSecret } from '#core/secret.ts';
import { personFor } from '#db/people.ts';
import { flat, wasWell, type Member, type Seen, type Venue } from '#tests/support/venue.ts';
import { testbed } from '#tests/support/world.ts';

const group = 'unodc-cso-group';
const home = 'Europe/Vienna';
const screen = { width: 100, colours: false, tty: false } as const;

/** The sandbox at the terminal: one person types for everybody, line by line, and reads what is printed. */
export async function atTerminal(file: string, now: string): Promise<Venue> {
  const secret = makeSecret('test');
  const room: Seen[] = [];
  const dms = new Map<string, Seen[]>();
  const reader = { zone: home, home, lang: 'en' };
  // The session says what arrives only once it has begun.
  const begun: { session?: Session } = {};
  const off = () => Promise.reject(new Error('nobody presses here'));
  const bed = await testbed({
    file,
    async arrives(to, message, of, signal) {
      await begun.session!.arrives(to, message, of, signal);
      if ('room' in to) room.push(drawn(message, of, off));
      else dms.set(to.seat, [...(dms.get(to.seat) ?? []), drawn(message, of, (label) => pressedBelow(to.seat, message, label))]);
    },
  });
  bed.now = Temporal.Instant.from(now);
  const place = {
    store: bed.store, secret, sandbox: true, home, begins: bed.now, recover: async () => {},
    clock: { now: () => bed.now, tick: async () => void (bed.now = bed.now.add({ seconds: 1 })), forward: async (to: Temporal.Instant) => void (bed.now = to) },
    pass: async (to: Temporal.Instant) => void (await bed.passes(to.toString())),
    settled: async () => void (await bed.passes('+0m')),
  };
  let printed: string[] = [];
  let turn = Promise.withResolvers<void>();
  const session = (begun.session = await beginSession(bed.bot, place, reader, () => screen, (lines) => void printed.push(lines.join('\n'))));
  const lines = new PassThrough();
  const stop = new AbortController();
  const script = runScript(session, lines, async () => {
    await place.settled();
    turn.resolve();
  }, stop.signal).catch((error: unknown) => turn.reject(error));

  let typed = 0;
  /** Types a line; what was printed that is no message to somebody. */
  async function types(line: string): Promise<Seen> {
    turn = Promise.withResolvers();
    printed = [];
    const mine = ++typed;
    lines.write(`${line}\n`);
    await turn.promise;
    const answer = printed.find((each) => !each.startsWith('→ '))!;
    const numbers = new Map([...answer.matchAll(/\[(\d+)\] (.+?)(?= {2,}\[|\s*$)/gm)].map(([, number, label]) => [label!, number!]));
    return {
      text: flat(answer), buttons: [...numbers.keys()], unix: undefined,
      presses(label) {
        if (!numbers.has(label)) throw new Error(`no button ${label} below: ${answer}`);
        if (mine !== typed) throw new Error(`${label} is off the screen`);
        return types(numbers.get(label)!);
      },
    };
  }
  let speaking = '';
  const voices = new Map<string, string>();
  async function as(who: string): Promise<void> {
    if (speaking !== who) await types(`/as ${who}`);
    speaking = who;
  }
  const drawn = (message: Message, of: Reader, presses: Seen['presses']): Seen => ({ text: flat(render(message, of, screen).join('\n')), buttons: buttonsOf(message).map(({ label }) => label), unix: undefined, presses });
  /** Below an earlier message, whose numbers have left the screen. */
  async function pressedBelow(seat: string, message: Message, label: string): Promise<Seen> {
    const outcome = await bed.as(voices.get(seat)!, `${platform}:private`).presses(message, label);
    if (!('say' in outcome)) throw new Error('no answer');
    await place.settled();
    return drawn(outcome.say, outcome.reader, (next) => pressedBelow(seat, outcome.say, next));
  }

  return {
    store: bed.store, secret, group, cards: 'printed',
    get now() { return bed.now; },
    set now(to) { bed.now = to; },
    async member(who, zone): Promise<Member> {
      await as(who);
      const { user, seats } = session.voice();
      voices.set(seats, user.id);
      const city = zone.slice(zone.lastIndexOf('/') + 1).replace('_', ' ');
      const member: Member = {
        async says(line, options = {}) {
          await as(who);
          return types([line, ...Object.entries(options).map(([name, value]) => `${name}:"${value}"`)].join(' '));
        },
        dms: () => dms.get(seats) ?? [],
        when: (day, hour, there) => `${day}, ${hour} ${city}${zone === home ? '' : ` (${there} Vienna)`}`,
        person: async () => (await bed.store.tx((tx) => personFor(tx, secret, platform, user.id, bed.now))).id,
      };
      await member.says('/my zone', { zone });
      return member;
    },
    passes: async (to) => void (await types(`/clock ${to}`)),
    rooms: () => room,
    open: () => JSON.stringify(room),
    async endsWell() {
      lines.end();
      await script;
      await wasWell({ store: bed.store, group }, bed.bugs);
      await bed.close();
    },
  };
}
