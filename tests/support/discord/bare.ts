import { Client, GatewayIntentBits, Routes, type APIInteraction, type RESTPutAPIApplicationCommandsJSONBody } from 'discord.js';
import type { LocalDiscord } from '#tests/support/discord/types.ts';

/** A bot made of nothing but discord.js: what a test gives it to say, it says. */
export interface Bare {
  readonly client: Client<true>;
  /** Every interaction that reached it. */
  readonly got: APIInteraction[];
  /** Answers an interaction by its callback. */
  answer(interaction: APIInteraction, body: object, files?: { name: string; data: string }[]): Promise<unknown>;
  /** What it does with interactions from now on. */
  does(what: (interaction: APIInteraction) => unknown): void;
  stop(): Promise<void>;
}

/** Connects a bare discord.js client, with commands registered everywhere. */
export async function bareBot(local: LocalDiscord, commands: object[] = [], { intents = [GatewayIntentBits.Guilds, GatewayIntentBits.DirectMessages] } = {}): Promise<Bare> {
  const client = new Client({ intents, rest: { api: local.url, version: '10', retries: 0 } });
  const got: APIInteraction[] = [];
  let act: (interaction: APIInteraction) => unknown = () => {};
  client.on('error', () => {});
  client.ws.on('INTERACTION_CREATE' as never, ((interaction: APIInteraction) => {
    got.push(interaction);
    act(interaction);
  }) as never);
  const ready = new Promise<void>((resolve) => client.once('clientReady', () => resolve()));
  await client.login(local.token);
  await ready;
  if (commands.length > 0) await client.rest.put(Routes.applicationCommands(local.application), { body: commands as RESTPutAPIApplicationCommandsJSONBody });
  return {
    client: client as Client<true>, got,
    answer: ({ id, token }, body, files) => client.rest.post(Routes.interactionCallback(id, token), { body, auth: false, ...(files && { files }) }),
    does: (what) => void (act = what),
    stop: () => client.destroy(),
  };
}
