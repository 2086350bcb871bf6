import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { describe, expect, test } from 'vitest';
import { deliveryFault } from '#adapters/slack/faults.ts';
import { DeliveryError } from '#core/errors.ts';

const seen = (error: unknown) => {
  const { fault, retry, scope, afterMs } = deliveryFault(error);
  return [fault, retry, ...(scope === 'platform' ? [scope] : []), ...(afterMs === undefined ? [] : [afterMs])].join(' ');
};
const says = (error: string, response_metadata = {}) => new WebAPIPlatformError({ ok: false, error, response_metadata });
const systemError = (code: string) => new WebAPIRequestError(new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) }));

describe('what Slack says went wrong', () => {
  test.each([
    ['is_archived', 'gone never'], ['is_inactive', 'gone never'], ['user_disabled', 'gone never'], ['user_not_found', 'gone never'], ['user_not_visible', 'gone never'],
    ['cannot_dm_bot', 'closed never'], ['messages_tab_disabled', 'closed never'],
    ['channel_not_found', 'unknown never'], ['message_not_found', 'unknown never'], ['cant_update_message', 'unknown never'], ['edit_window_closed', 'unknown never'],
    ['not_in_channel', 'forbidden never'], ['restricted_action', 'forbidden never'], ['restricted_action_read_only_channel', 'forbidden never'], ['restricted_action_thread_locked', 'forbidden never'],
    ['method_not_supported_for_channel_type', 'forbidden never'], ['posting_to_channel_denied', 'forbidden never'],
    ['msg_too_long', 'refused never'], ['invalid_blocks', 'refused never'], ['no_text', 'refused never'], ['metadata_too_large', 'refused never'], ['something_new', 'refused never'],
    ['ratelimited', 'limit later 60000'], ['message_limit_exceeded', 'limit later 60000'],
    ['service_unavailable', 'down later'], ['request_timeout', 'down later'], ['team_added_to_org', 'down later'],
    ['fatal_error', 'timeout later'], ['internal_error', 'timeout later'], ['<html>Sorry</html>', 'timeout later'],
    ['invalid_auth', 'down later platform 600000'], ['token_revoked', 'down later platform 600000'], ['account_inactive', 'down later platform 600000'], ['missing_scope', 'down later platform 600000'],
  ])('%s: %s', (error, expected) => expect(seen(says(error))).toBe(expected));

  test.each([
    ['a limit that is told as a word', says('ratelimited', { retryAfter: 7 }), 'limit later 7000'],
    ['a limit', new WebAPIRateLimitedError(30), 'limit later 30000'],
    ['a limit of no time', new WebAPIRateLimitedError(0), 'limit later 1000'],
    ['a limit that names no time', new Error('Retry header did not contain a valid timeout (url: x, retry-after header: null)'), 'limit later 60000'],
    ['500', new WebAPIHTTPError(500, 'x', {}, ''), 'timeout later'],
    ['503', new WebAPIHTTPError(503, 'x', {}, ''), 'timeout later'],
    ['a page of something in between', new WebAPIHTTPError(403, 'x', {}, '<html>'), 'down later'],
    ['no such host', systemError('ENOTFOUND'), 'down later'],
    ['refused', systemError('ECONNREFUSED'), 'down later'],
    ['a reset', systemError('ECONNRESET'), 'timeout later'],
    ['a socket that closed', systemError('UND_ERR_SOCKET'), 'timeout later'],
    ['too late', new WebAPIRequestError(new DOMException('x', 'TimeoutError')), 'timeout later'],
    ['given up', new WebAPIRequestError(new DOMException('x', 'AbortError')), 'timeout later'],
    ['an answer that broke off', new TypeError('terminated', { cause: Object.assign(new Error('x'), { code: 'UND_ERR_SOCKET' }) }), 'timeout later'],
    ['a mistake of ours', new TypeError('x is not a function'), 'bug later'],
    ['words', 'thrown', 'bug later'],
  ])('%s', (_, error, expected) => expect(seen(error)).toBe(expected));

  test('a fault that is known stays what it is', () => {
    const known = new DeliveryError('gone', 'never');
    expect(deliveryFault(known)).toBe(known);
  });
});
