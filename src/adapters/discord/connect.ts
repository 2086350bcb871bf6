import { DiscordAPIError, DiscordjsError, DiscordjsErrorCodes, Events, GatewayCloseCodes, type Client } from 'discord.js';
import { codeOf } from '#adapters/insist.ts';

/** Why Discord does not let the bot in: its token, its intents, something else that it says, or it is not to be reached. */
export class ConnectError extends Error {
  readonly fault: 'token' | 'intents' | 'refused' | 'unreachable';
  readonly code: string | number;
  constructor(fault: ConnectError['fault'], code: string | number, cause?: unknown) {
    super(fault, { cause });
    this.name = 'ConnectError';
    this.fault = fault;
    this.code = code;
  }
}

const faults = new Map<number, ConnectError['fault']>([
  [GatewayCloseCodes.AuthenticationFailed, 'token'],
  [GatewayCloseCodes.InvalidIntents, 'intents'],
  [GatewayCloseCodes.DisallowedIntents, 'intents'],
]);

/** Has a client log in. @throws ConnectError that says why it cannot */
export async function whyNot(client: Client, login: () => Promise<unknown>): Promise<void> {
  let closed: number | undefined;
  const note = ({ code }: { code: number }) => void (closed = code);
  client.once(Events.ShardDisconnect, note);
  try {
    await login();
  } catch (error) {
    if (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) throw new ConnectError('token', 401, error);
    if (closed !== undefined) throw new ConnectError(faults.get(closed) ?? 'refused', closed, error);
    throw new ConnectError(error instanceof DiscordAPIError ? 'refused' : 'unreachable', codeOf(error), error);
  } finally {
    client.off(Events.ShardDisconnect, note);
  }
}
