// The named peer of the burst on Discord: @discordjs/rest as it comes, which queues for each channel and counts what it sends.
import { REST, Routes } from 'discord.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { mixed, sending, soon } from '../load.ts';
import { card, clock } from '../post.ts';
import { channelsOf } from './platform.ts';

const { api, sizes } = sending();
const rest = new REST({ version: '10', api }).setToken('bench-token');
const channels = channelsOf(sizes.length);
const start = soon();
process.send!(start);
process.on('disconnect', () => process.exit());
await sleep(start - clock());
const body = { content: JSON.stringify(card(start)), allowed_mentions: { parse: [] } };
await Promise.all(mixed(sizes).map((room) => rest.post(Routes.channelMessages(channels[room]!), { body })));
