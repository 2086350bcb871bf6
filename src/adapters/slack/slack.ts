import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Adapter } from '#bot/bot.ts';
import { withLines } from '#bot/lines.ts';
import type { DoorOptions } from '#adapters/door.ts';
import { makeRooms } from '#adapters/slack/from.ts';
import { makeHandle } from '#adapters/slack/http.ts';
import { makeLines } from '#adapters/slack/lines.ts';
import { platform } from '#adapters/slack/platform.ts';
import { makeUsers } from '#adapters/slack/presence.ts';
import { makeReceive, type Take } from '#adapters/slack/receive.ts';
import { makeSend, pace } from '#adapters/slack/send.ts';
import { makeSocket } from '#adapters/slack/socket.ts';
import { makeWeb } from '#adapters/slack/web.ts';
import { makeUnderWay } from '#adapters/underway.ts';

export interface SlackOptions extends DoorOptions {
  /** For Socket Mode. Without it Slack calls the program, and `signingSecret` says that it is Slack. */
  readonly appToken?: string | undefined;
  readonly signingSecret?: string | undefined;
}

/**
 * The door to Slack. It sends as soon as it is made; once it is started it hears what people do there: over Socket Mode, or by what Slack
 * posts, which `handle` takes. @throws DeliveryError from `start` when Slack cannot be reached
 */
export function makeSlack({ token, appToken, signingSecret, api, prefix = '', speech, log, bug }: SlackOptions): Adapter & { connected(): boolean; handle?(request: IncomingMessage, response: ServerResponse): void } {
  let take: Take | undefined;
  const web = makeWeb(token, api);
  const users = makeUsers(web);
  const lines = makeLines(speech, prefix);
  const socket = appToken === undefined ? undefined : makeSocket(appToken, api, () => take, log);
  const underWay = makeUnderWay(log);
  let isRevoked = false;
  let roomGone = (_channel: string) => {};

  return {
    platform,
    pace,
    isIn: (server, account, freshMs) => users.isIn(server, account, freshMs),
    send: makeSend(web, users, lines, (channel) => roomGone(channel)),
    connected: () => take !== undefined && !isRevoked && (socket?.connected() ?? true),
    ...(signingSecret !== undefined && !socket && { handle: makeHandle(signingSecret, () => take, log) }),
    async start(bot) {
      roomGone = (id) => underWay.add(bot.roomGone({ platform, id }));
      take = makeReceive({ bot: withLines(bot, lines), web, prefix, rooms: makeRooms(web), users, told: log, bug, revoked: () => void (isRevoked = true) }, underWay.add);
      await socket?.start();
    },
    async stop() {
      take = undefined;
      await underWay.ended();
      await socket?.stop();
    },
  };
}
