import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { DeliveryError, type DeliveryFault } from '#core/errors.ts';
import { networkFault } from '#adapters/network.ts';

/** What Slack's errors mean to a message that was to be sent. Whatever else it says, it does not take the message. */
const meanings: Readonly<Partial<Record<DeliveryFault, readonly string[]>>> = {
  gone: ['is_archived', 'is_inactive', 'user_disabled', 'user_not_found', 'users_not_found', 'user_not_visible', 'user_not_in_channel'],
  closed: ['cannot_dm_bot', 'messages_tab_disabled'],
  unknown: ['channel_not_found', 'message_not_found', 'not_found', 'thread_not_found', 'cant_update_message', 'edit_window_closed'],
  forbidden: ['not_in_channel', 'channel_is_limited_access', 'method_not_supported_for_channel_type', 'posting_to_channel_denied', 'too_many_members', 'no_permission'],
  limit: ['ratelimited', 'rate_limited', 'message_limit_exceeded'],
  down: ['service_unavailable', 'request_timeout', 'update_failed', 'external_channel_migrating', 'team_added_to_org'],
  // These say themselves that some of it may have been done.
  timeout: ['fatal_error', 'internal_error'],
};
const faults = new Map(Object.entries(meanings).flatMap(([fault, errors]) => errors.map((error) => [error, fault as DeliveryFault])));

/** Those that concern the bot as a whole: its token, its scopes, its workspace. Until somebody mends that, more requests are no use. */
const barred: readonly string[] = [
  'invalid_auth', 'not_authed', 'token_revoked', 'token_expired', 'account_inactive', 'not_allowed_token_type', 'missing_scope', 'access_denied', 'accesslimited', 'org_login_required', 'enterprise_is_restricted',
  'ekm_access_denied', 'team_access_not_granted', 'two_factor_setup_required',
];

/** How long the bot then keeps quiet, and how long a limit is waited for that names no time, in milliseconds. */
const [barredMs, unnamedMs] = [600_000, 60_000];

/** Faults after which trying again can help. */
const passing: readonly DeliveryFault[] = ['limit', 'down', 'timeout'];

/** The word by which Slack refuses a request; undefined where it is no refusal of Slack's. */
export const errorOf = (error: unknown): string | undefined => (error instanceof WebAPIPlatformError ? String(error.data.error) : undefined);

/** What went wrong with a request to Slack, in the outbox's words. `timeout` is said wherever it is not known whether the request was carried out. */
export function deliveryFault(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (error instanceof WebAPIRateLimitedError) return new DeliveryError('limit', 'later', { afterMs: Math.max(1, error.retryAfter) * 1000, cause: error });
  if (error instanceof WebAPIPlatformError) return refused(String(error.data.error), error);
  // Slack itself answers with 200 or 429. All else comes from what stands in front of it, or from a machine of it that fell over.
  if (error instanceof WebAPIHTTPError) return new DeliveryError(error.statusCode >= 500 ? 'timeout' : 'down', 'later', { cause: error });
  if (error instanceof Error && error.message.startsWith('Retry header')) return new DeliveryError('limit', 'later', { afterMs: unnamedMs, cause: error });
  return networkFault(error instanceof WebAPIRequestError ? error.original : error);
}

function refused(error: string, cause: WebAPIPlatformError): DeliveryError {
  if (barred.includes(error)) return new DeliveryError('down', 'later', { afterMs: barredMs, scope: 'platform', cause });
  // A page of words is what its library found where it looked for an answer.
  const fault = faults.get(error) ?? (error.startsWith('restricted_action') ? 'forbidden' : /^\w+$/.test(error) ? 'refused' : 'timeout');
  const { retryAfter } = cause.data.response_metadata ?? {};
  if (fault === 'limit') return new DeliveryError('limit', 'later', { afterMs: retryAfter === undefined ? unnamedMs : retryAfter * 1000, cause });
  return new DeliveryError(fault, passing.includes(fault) ? 'later' : 'never', { cause });
}
