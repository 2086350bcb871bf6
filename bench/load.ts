// A burst on a chat platform: a thousand messages that are due at once in two hundred rooms. A few rooms are busy, most have one or two.
import { clock } from './post.ts';
import { reminders } from './reminders200.ts';

/** How much of it there is: so many rooms, so many messages in all, and in the busiest room. */
export interface Load {
  readonly rooms: number;
  readonly total: number;
  readonly most: number;
}
export const whole: Load = { rooms: 200, total: 1000, most: 20 };

/** How many messages each room gets, the busiest first. */
export const sizesOf = ({ rooms, total, most }: Load): number[] => reminders(rooms, total, most);

/** The rooms in the order in which the messages were written: mixed, and the same in each run. */
export function mixed(sizes: readonly number[]): number[] {
  const rooms = sizes.flatMap((size, room) => Array.from({ length: size }, () => room));
  // A generator of Park and Miller.
  let seed = 1;
  for (let i = rooms.length - 1; i > 0; i--) {
    seed = (seed * 48_271) % 2_147_483_647;
    const j = seed % (i + 1);
    [rooms[i], rooms[j]] = [rooms[j]!, rooms[i]!];
  }
  return rooms;
}

/** What a sender of the burst is told. */
export interface Sending {
  readonly api: string;
  readonly path: string;
  readonly sizes: readonly number[];
}

export const sending = () => JSON.parse(process.argv[2]!) as Sending;

/** When the burst is due, in milliseconds since 1970: soon, once all that it takes has been written. */
export const soon = () => Math.ceil(clock()) + 2000;
