// Our delivery of the burst on Discord.
import { makeDiscord } from '#adapters/discord/discord.ts';
import { deliverBurst } from '../outgoing.ts';
import { channelsOf } from './platform.ts';

await deliverBurst((api, bot) => makeDiscord({ token: 'bench-token', api, speech: bot, log: () => {}, bug: () => {} }), channelsOf);
