import { DiscordAPIError, type APIInteraction } from 'discord.js';
import { onTestFinished } from 'vitest';
import { bareBot, type Bare } from '#tests/support/discord/bare.ts';
import { openDiscord } from '#tests/support/discord/open.ts';
import type { Channel, DiscordSettings, LocalDiscord, Person, Server } from '#tests/support/discord/types.ts';

/** Ways to answer an interaction. */
export const [message, defer, deferUpdate, update, choices, modal] = [4, 5, 6, 7, 8, 9];
export const [hidden, v2] = [1 << 6, 1 << 15];
/** What the bot of a scene registers. */
export const commands = [
  {
    name: 'thing', description: 'Things', options: [
      {
        type: 1, name: 'add', description: 'Adds a thing', options: [
          { type: 3, name: 'note', description: 'Words' }, { type: 4, name: 'number', description: 'A number', autocomplete: true },
          { type: 3, name: 'state', description: 'A state', choices: [{ name: 'On track', value: 'on-track' }] },
          { type: 6, name: 'who', description: 'Somebody' }, { type: 7, name: 'room', description: 'A channel' }, { type: 11, name: 'file', description: 'A file' },
        ],
      },
    ],
  },
  { name: 'ping', description: 'Answers' },
  { type: 3, name: 'Log this' },
];
export const buttons = (...labels: string[]) => ({ type: 1, components: labels.map((label) => ({ type: 2, style: 1, label, custom_id: `press ${label}` })) });
export const text = (content: string) => ({ type: 10, content });

export interface Scene {
  readonly local: LocalDiscord;
  readonly bot: Bare;
  readonly home: Server;
  readonly main: Channel;
  readonly ana: Person;
  readonly ben: Person;
}
/** A server with a channel, two members and a bot that answers with `does`. It is gone when the test has ended. */
export async function scene(does: (interaction: APIInteraction, bot: Bare) => unknown = () => {}, { finish = onTestFinished as (end: () => Promise<void>) => void, ...settings }: DiscordSettings & { finish?: (end: () => Promise<void>) => void } = {}): Promise<Scene> {
  const local = await openDiscord(settings);
  const home = local.server('Home');
  const main = home.channel('main');
  const [ana, ben] = [local.person('Ana'), local.person('Ben', { locale: 'de', zone: 'Europe/Vienna' })];
  ana.joins(home, { manages: true });
  ben.joins(home);
  const bot = await bareBot(local, commands);
  finish(async () => {
    await bot.stop();
    await local.close();
  });
  bot.does((interaction) => does(interaction, bot));
  return { local, bot, home, main, ana, ben };
}
export const says = (content: string, more: object = {}) => ({ type: message, data: { content, flags: hidden, ...more } });
/** The code of Discord's refusal; 0 when there was none. */
export const codeOf = async (asked: Promise<unknown>) => asked.then(() => 0, (error: unknown) => (error instanceof DiscordAPIError ? error.code : String(error)));
