/** An answer that refuses a request, as Slack gives it: 200 with `ok: false`. */
export class Refusal extends Error {
  readonly error: string;
  /** `response_metadata.messages` and whatever else stands beside the error. */
  readonly messages: readonly string[];
  readonly more: Readonly<Record<string, unknown>>;
  constructor(error: string, messages: readonly string[] = [], more: Readonly<Record<string, unknown>> = {}) {
    super([error, ...messages].join(' '));
    this.error = error;
    this.messages = messages;
    this.more = more;
  }
}

/** An answer of 429. `told` is whether the bot had been told to wait. */
export class TooEarly extends Error {
  readonly retryAfter: number;
  readonly told: boolean;
  constructor(ms: number, told: boolean) {
    super('ratelimited');
    // Slack gives whole seconds.
    this.retryAfter = Math.max(1, Math.ceil(ms / 1000));
    this.told = told;
  }
}

/** Refusals that only time and place can tell. The bot has done nothing wrong. */
export const circumstances: ReadonlySet<string> = new Set([
  'channel_not_found', 'not_in_channel', 'is_archived', 'user_not_found', 'user_disabled', 'user_not_visible', 'cannot_dm_bot', 'user_not_in_channel', 'message_not_found', 'cant_update_message', 'thread_not_found', 'invalid_auth', 'token_revoked',
  'account_inactive', 'missing_scope', 'file_not_found', 'file_deleted', 'not_found', 'hash_conflict', 'already_in_channel', 'method_not_supported_for_channel_type', 'restricted_action', 'not_enabled', 'messages_tab_disabled',
  'cannot_reply_to_message', 'team_access_not_granted', 'internal_error', 'not_authed', 'not_allowed_token_type',
]);
