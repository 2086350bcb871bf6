import { DeliveryError } from '#core/errors.ts';

/** Codes of a machine that could not be reached at all: nothing was sent to it. */
const unreached = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/**
 * What an error of the network means in the outbox's words. Whether a message arrived is not known (`timeout`) when the request was given
 * up, or its answer never came. What is no fault of the network is a bug of ours.
 */
export function networkFault(error: unknown): DeliveryError {
  const { name, code } = withCause(error);
  if (name === 'AbortError' || name === 'TimeoutError') return new DeliveryError('timeout', 'later', { cause: error });
  if (unreached.test(code)) return new DeliveryError('down', 'later', { cause: error });
  return new DeliveryError(code !== '' || name === 'SocketError' ? 'timeout' : 'bug', 'later', { cause: error });
}

/** The name and code of an error, or those of what caused it. */
function withCause(error: unknown): { name: string; code: string } {
  const { name, code, cause } = (typeof error === 'object' && error !== null ? error : {}) as { name?: unknown; code?: unknown; cause?: unknown };
  const own = { name: typeof name === 'string' ? name : '', code: typeof code === 'string' ? code : '' };
  return own.code === '' && cause !== undefined && own.name !== 'AbortError' ? withCause(cause) : own;
}
