// The named peer of the burst on Slack: @slack/web-api as it comes, which tries again what was refused.
import { LogLevel, WebClient } from '@slack/web-api';
import { setTimeout as sleep } from 'node:timers/promises';
import { mixed, sending, soon } from '../load.ts';
import { card, clock } from '../post.ts';
import { botToken, channelsOf } from './platform.ts';

const { api, sizes } = sending();
const web = new WebClient(botToken, { slackApiUrl: api, logLevel: LogLevel.ERROR });
const channels = channelsOf(sizes.length);
const start = soon();
process.send!(start);
process.on('disconnect', () => process.exit());
await sleep(start - clock());
const text = JSON.stringify(card(start));
await Promise.all(mixed(sizes).map((room) => web.chat.postMessage({ channel: channels[room]!, text })));
