import type { Secret } from '#core/secret.ts';
import type { Store } from '#db/open.ts';
import type { IsIn } from '#bot/presence.ts';
import type { Command, Menu } from '#bot/command.ts';

/** What the pipeline needs besides the invocation. */
export interface World {
  readonly store: Store;
  readonly secret: Secret;
  readonly commands: ReadonlyMap<string, Command>;
  readonly aliases: Readonly<Record<string, string>>;
  readonly menus: readonly Menu[];
  /** The address under which the program is reached from outside, with a `/` at its end; none where it is not. */
  readonly publicUrl?: string;
  now(): Temporal.Instant;
  /** Asks another platform than the one spoken on. Without it nothing can be asked there. */
  readonly isIn?: IsIn;
  /** Told after each commit that may have left something in the outbox. */
  wake(): void;
  /** Told of a bug: its incident number and what was thrown. Never a person's words. */
  bug(incident: string, command: string, error: unknown): void;
}
