import type { Secret } from '#core/secret.ts';
import { directoryOfRoom } from '#db/groups.ts';
import type { Store } from '#db/open.ts';
import type { Clock } from '#adapters/terminal/clock.ts';
import { roomOf, tie, type Room } from '#adapters/terminal/rooms.ts';
import { seatSandbox } from '#adapters/terminal/sandbox.ts';

/** Where the terminal stands: on which store, by which clock, and whether all may be tried out there. */
export interface Place {
  readonly store: Store;
  readonly secret: Secret;
  readonly clock: Clock;
  readonly sandbox: boolean;
  /** The home zone of the sandbox's group; the machine's own zone elsewhere. */
  readonly home: string;
  /** The folder that keeps files which the bot hands over; without one they are shown. */
  readonly files?: string | undefined;
  /** What the clock shows when all is up. */
  readonly begins: Temporal.Instant;
  /** Lets time pass in a sandbox up to an instant; what falls due on the way is shown as it does. @throws UserError when that would be back */
  pass(to: Temporal.Instant): Promise<void>;
  /** Resolves when all that has fallen due and was waiting for a room or a person has been shown. */
  settled(): Promise<void>;
  /** The same at the start, when a killed process may have left something half delivered, and the clock may have to be put forward. */
  recover(): Promise<void>;
}

/** Goes into the room of a group. At its first use the room is tied to the group and, in a sandbox, the group's seats are filled. */
export async function enter({ store, secret, sandbox, clock }: Place, group: string): Promise<Room> {
  const { room, tied } = await store.read(async (tx) => {
    const found = await roomOf(tx, group);
    return { room: found, tied: (await directoryOfRoom(tx, found.address)) !== undefined };
  });
  if (!tied) {
    const now = clock.now();
    await store.tx((tx) => (sandbox ? seatSandbox(tx, secret, group, now, room.address) : tie(tx, room, 'desk', now)));
  }
  return room;
}
