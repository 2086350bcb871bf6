import { sentence, type Door } from '#adapters/door.ts';
import { reopening } from '#adapters/reopening.ts';
import { check, lacking } from '#adapters/slack/check.ts';
import { path } from '#adapters/slack/platform.ts';
import { makeSlack, type SlackOptions } from '#adapters/slack/slack.ts';
import { makeWeb } from '#adapters/slack/web.ts';

/** Slack as the program opens it: its door, which may be tried until it opens, and what Slack says about the bot. Nothing is asked yet. */
export function openDoor(options: SlackOptions): Door {
  const { token, appToken, signingSecret, api, prefix = '' } = options;
  // Every app has a signing secret, but a token for Socket Mode only where somebody has made one for this.
  const isCalled = appToken === undefined;
  const { adapter, door } = reopening(() => makeSlack(options));
  return {
    adapter,
    async check() {
      const found = await check(makeWeb(token, api), appToken);
      if ('faults' in found) return found;
      const ways = isCalled ? [sentence('slack.check.secret')] : signingSecret === undefined ? [] : [sentence('slack.check.both')];
      return { lines: [...found.lines, ...ways, sentence('slack.check.next', { setup: `/${prefix}group setup` })] };
    },
    lacking: (rooms) => lacking(makeWeb(token, api), rooms),
    ...(isCalled && { http: { path, handle: (request, response) => door().handle!(request, response) } }),
  };
}
