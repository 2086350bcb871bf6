// Our delivery of the burst on Slack.
import { makeSlack } from '#adapters/slack/slack.ts';
import { deliverBurst } from '../outgoing.ts';
import { botToken, channelsOf } from './platform.ts';
import { signingSecret } from './signed.ts';

await deliverBurst((api, bot) => makeSlack({ token: botToken, signingSecret, api, speech: bot, log: () => {}, bug: () => {} }), channelsOf);
