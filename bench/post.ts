// What the senders of the burst share: the schedule, the message and the way it is posted. A sender is a process of its own, told by
// its argument what to do. It says when all is planned and delivers until it is killed, or until its parent lets it go.
import { Agent, request } from 'node:http';
import type { Message } from '#core/message.ts';

/** What a sender is to do. */
export interface Order {
  /** Where the receiver listens. */
  readonly port: number;
  /** The store to use; unused by timers. */
  readonly address: string;
  /** How many messages wait for a day that never comes in the run, and how many fall due in it. */
  readonly far: number;
  readonly count: number;
  /** Over how many milliseconds these are spread, and how many pass between their planning and the first. */
  readonly spreadMs: number;
  readonly leadMs: number;
}

/** How many sends a sender may have under way. */
export const places = 50;

export const order = () => JSON.parse(process.argv[2]!) as Order;

/** Milliseconds since 1970, finer than a clock that ticks in whole ones. */
export const clock = () => performance.timeOrigin + performance.now();

/** When the messages of the burst are due, in whole milliseconds. */
export function schedule({ count, spreadMs, leadMs }: Order): number[] {
  const start = Math.ceil(clock()) + leadMs;
  return Array.from({ length: count }, (_, i) => start + Math.floor((i * spreadMs) / count));
}

/** When the rest is due. */
export const muchLater = () => Math.ceil(clock()) + 86_400_000;

/** What a sender says once all is planned: when the burst begins, and whether that is still to come. */
export interface Planned {
  readonly start: number;
  readonly inTime: boolean;
}

/** Tells who started this process that all is planned. */
export function tell(dues: readonly number[]): void {
  process.send!({ start: dues[0] ?? 0, inTime: dues.length === 0 || clock() < dues[0]! } satisfies Planned);
}

/** A card as the outbox carries it, that tells the receiver when it was due. */
export function card(due: number): Message {
  return {
    v: 1,
    title: ['C4: Contribution to the high-level segment, part two'],
    blocks: [
      { text: ['Your organisation leads this commitment. How does it stand?'] },
      { fields: [{ label: ['Due'], value: [`${due}`] }, { label: ['Lead'], value: ['UNODC'] }, { label: ['Last report'], value: ['none so far'] }] },
      { buttons: ['on-track', 'at-risk', 'blocked', 'done'].map((status) => ({ label: status, run: 'commitment.update', given: { commitment: 'C4', status } })) },
    ],
  };
}

/** Posts messages to the receiver over connections that stay open. Resolves when it has answered. */
export function poster(port: number): (once: string, message: Message) => Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: places });
  return (once, message) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({ once, message });
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const sent = request({ host: '127.0.0.1', port, method: 'POST', path: '/', agent, headers }, (answer) => answer.resume().on('end', resolve).on('error', reject));
      sent.on('error', reject).end(body);
    });
}

/** Lets no more works run at once than there are places. */
export function gate(): (work: () => Promise<void>) => Promise<void> {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
