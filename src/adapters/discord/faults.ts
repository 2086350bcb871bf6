import { DiscordAPIError, HTTPError, RateLimitError } from '@discordjs/rest';
import { DeliveryError, type DeliveryFault } from '#core/errors.ts';
import { networkFault } from '#adapters/network.ts';

/** What Discord's error codes mean to a message that was to be sent. */
const codes: Readonly<Record<number, DeliveryFault>> = {
  10003: 'unknown', // channel
  10004: 'gone', // server
  10008: 'unknown', // message
  10013: 'gone', // user
  20009: 'refused', // explicit content
  20016: 'limit', // slow mode
  20022: 'limit', // edits of an announcement
  20028: 'limit', // writes in the channel
  20029: 'limit', // writes in the server
  30046: 'limit', // edits of messages older than an hour
  40001: 'down',
  40002: 'forbidden',
  40003: 'limit', // opening private messages
  40004: 'down', // sending is switched off for a while
  40005: 'refused',
  40006: 'down', // a feature is switched off for a while
  40058: 'refused', // a forum takes no messages
  40062: 'limit',
  40333: 'down', // the network in front of Discord blocks the bot
  50001: 'forbidden',
  50003: 'refused',
  50005: 'unknown', // the message to be changed is another's
  50006: 'refused',
  50007: 'closed',
  50008: 'refused', // no text can be written there
  50009: 'forbidden',
  50013: 'forbidden',
  50014: 'down', // the token
  50024: 'refused',
  50027: 'gone', // the token of an interaction
  50033: 'gone', // no such recipients
  50035: 'refused',
  50083: 'forbidden', // an archived thread
  50109: 'refused',
  50278: 'closed', // no server in common any more
  60003: 'forbidden', // the owner needs two factors
  110000: 'down',
  130000: 'down', // overloaded
  160005: 'forbidden', // a locked thread
  200000: 'refused', // what moderation blocks
  240000: 'refused', // what the filter of links blocks
};

/** Those that concern the bot as a whole, and how long it then keeps quiet, in milliseconds. More calls would only get its address blocked. */
const blocked: Readonly<Record<number, number>> = { 40001: 600_000, 40002: 600_000, 40333: 600_000, 50014: 600_000, 130000: 30_000 };

/** How long a limit is waited for that names no time, in milliseconds. Opening private messages too fast is held against a bot for longer. */
const unnamedMs = 60_000;
const openingMs = 600_000;

/** Faults after which trying again can help. */
const passing: readonly DeliveryFault[] = ['limit', 'down', 'timeout'];

/**
 * What went wrong with a request to Discord, in the outbox's words. Whether a message arrived is not known (`timeout`) when the request
 * was given up, or its answer never came; `down` is said only where Discord did answer, or could not be reached at all.
 */
export function deliveryFault(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (error instanceof RateLimitError) return limited(error);
  if (error instanceof DiscordAPIError) return answered(Number(error.code), error.status, error);
  if (error instanceof HTTPError) return new DeliveryError('down', 'later', { cause: error });
  // Its library has thrown the token away that Discord refused.
  if (error instanceof Error && error.message.startsWith('Expected token')) return answered(50014, 401, error);
  return networkFault(error);
}

function answered(code: number, status: number, cause: unknown): DeliveryError {
  const quiet = blocked[code] ?? (status === 401 && codes[code] === undefined ? blocked[50014] : undefined);
  const fault = codes[code] ?? (status === 401 || status >= 500 ? 'down' : status === 403 ? 'forbidden' : status === 404 ? 'unknown' : status === 429 ? 'limit' : 'refused');
  if (quiet !== undefined) return new DeliveryError('down', 'later', { afterMs: quiet, scope: 'platform', cause });
  if (fault === 'limit') return new DeliveryError('limit', 'later', { afterMs: code === 40003 ? openingMs : unnamedMs, cause });
  return new DeliveryError(fault, passing.includes(fault) ? 'later' : 'never', { cause });
}

/** Discord asks to wait, or would: its library knows how much of each limit is left. */
function limited(error: RateLimitError): DeliveryError {
  // A refusal that names no limit of its own comes from the network in front of Discord, and is meant for the bot as a whole.
  const isAll = error.global || (error.limit === Infinity && error.scope !== 'shared' && error.route !== '/users/@me/channels');
  return new DeliveryError('limit', 'later', { afterMs: Math.max(1, error.timeToReset, error.retryAfter, error.sublimitTimeout), scope: isAll ? 'platform' : 'address', cause: error });
}
