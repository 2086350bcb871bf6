import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Adapter } from '#bot/bot.ts';
import type { Speech } from '#bot/lines.ts';
import { t, type Key } from '#core/i18n.ts';
import { plain, type Params } from '#core/message.ts';
import type { Told } from '#adapters/insist.ts';

/** A room that is tied to a group, by the ids of its platform. `group` and `name` are our own words for it. */
export interface TiedRoom {
  readonly group: string;
  readonly name: string;
  readonly server: string;
  readonly id: string;
}

/** A chat platform with a token: how it is spoken on, and what it says about the bot. Sentences are for whoever runs the program. */
export interface Door {
  /** Sends without being started; it only hears once it is. Started again, it lets go of what it had and begins anew. */
  readonly adapter: Adapter & { connected(): boolean };
  /** What must be mended before the bot can work there, or what is good to know. @throws DeliveryError when the platform does not say */
  check(): Promise<{ readonly faults: readonly string[] } | { readonly lines: readonly string[] }>;
  /** What the bot lacks in rooms that are tied. @throws DeliveryError when the platform does not say */
  lacking(rooms: readonly TiedRoom[]): Promise<readonly string[]>;
  /** Where the platform calls this program, when it does not keep a connection instead. Answers at any time, also before the start. */
  readonly http?: { readonly path: string; handle(request: IncomingMessage, response: ServerResponse): void };
}

/** What every door is told with what happens there. */
export interface Ears {
  /** Told what happens: ids of things and codes only. */
  readonly log: Told;
  /** Told of a bug in the door: its incident number, where, and what was thrown. */
  readonly bug: (incident: string, where: string, error: unknown) => void;
}

/** What every door is made with. */
export interface DoorOptions extends Ears {
  readonly token: string;
  /** Where the platform's own interface is. */
  readonly api: string;
  /** What stands before the name of every command. */
  readonly prefix?: string | undefined;
  /** What the bot understands, so that lines in what it says can be written as they are typed there. */
  readonly speech: Speech;
}

/** A sentence for whoever runs the program. */
export const sentence = (key: Key, params: Params = {}): string => plain(t('en', key, params));
