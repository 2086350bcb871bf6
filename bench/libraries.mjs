// The named limit of starting and of memory: the bare libraries of the platforms that are named, connected, with better-sqlite3 and zod;
// from the first line to `ready` and no further. Plain JavaScript, because a team that starts there need not have it stripped of types.
import { flushCompileCache } from 'node:module';
import Database from 'better-sqlite3';
import { z } from 'zod';

const env = z.object({ DATABASE_URL: z.string(), SLACK_BOT_TOKEN: z.string().optional(), SLACK_APP_TOKEN: z.string().optional(), SLACK_API_URL: z.string(), DISCORD_TOKEN: z.string().optional(), DISCORD_API_URL: z.string() }).parse(process.env);
const db = new Database(env.DATABASE_URL.replace('file:', ''));
db.pragma('journal_mode = wal');
db.pragma('synchronous = full');
db.exec('create table if not exists note (id integer primary key, text text not null)');

async function slack() {
  const { default: { App, LogLevel } } = await import('@slack/bolt');
  const app = new App({ token: env.SLACK_BOT_TOKEN, appToken: env.SLACK_APP_TOKEN, socketMode: true, clientOptions: { slackApiUrl: env.SLACK_API_URL }, logLevel: LogLevel.ERROR });
  app.command('/note', ({ ack }) => ack('noted'));
  await app.start();
}

async function discord() {
  const { default: { Client, GatewayIntentBits } } = await import('discord.js');
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: env.DISCORD_API_URL } });
  client.on('interactionCreate', (interaction) => interaction.reply('noted'));
  const ready = new Promise((resolve) => client.once('clientReady', resolve));
  await client.login(env.DISCORD_TOKEN);
  await ready;
}

await Promise.all([env.SLACK_BOT_TOKEN && slack(), env.DISCORD_TOKEN && discord()]);
flushCompileCache();
process.stderr.write('ready\n');
process.on('SIGTERM', () => process.exit(0));
