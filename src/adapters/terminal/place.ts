import type { Secret } from '#core/secret.ts';
import type { Store } from '#db/open.ts';
import type { Clock } from '#adapters/terminal/clock.ts';

/** Where the terminal stands: on which store, by which clock, and whether all may be tried out there. */
export interface Place {
  readonly store: Store;
  readonly secret: Secret;
  readonly clock: Clock;
  readonly sandbox: boolean;
  /** The home zone of the sandbox's group; the machine's own zone elsewhere. */
  readonly home: string;
  /** Resolves when all that was waiting for the room has been shown. */
  settled(): Promise<void>;
  /** The same at the start, when a killed process may have left something half delivered. */
  recover(): Promise<void>;
}
