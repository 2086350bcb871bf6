import { existsSync } from 'node:fs';
import '#core/time.ts';
import { manifest } from '#adapters/slack/manifest.ts';
import { path } from '#adapters/slack/platform.ts';
import { aliases, commands, menus } from '#commands/index.ts';
import { environment } from '#src/config.ts';

/**
 * Prints the manifest of the Slack app, made of the commands. With an address (`npm run slack:manifest -- https://bot.example.org`) Slack
 * calls the program there; without, the program connects to Slack, unless the environment says that it is called under PUBLIC_URL.
 */
if (existsSync('.env')) process.loadEnvFile('.env');
const { COMMAND_PREFIX, PUBLIC_URL, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET } = process.env;
const given = process.argv[2] ?? (!SLACK_APP_TOKEN && SLACK_SIGNING_SECRET ? PUBLIC_URL : undefined);
const read = environment.pick({ COMMAND_PREFIX: true, PUBLIC_URL: true }).safeParse({ COMMAND_PREFIX: COMMAND_PREFIX?.trim() || undefined, PUBLIC_URL: given?.trim() || undefined });
const address = read.data?.PUBLIC_URL?.replace(/\/+$/, '');
if (!read.success || process.argv.length > 3 || (address !== undefined && !address.startsWith('https://'))) {
  process.stderr.write('This works: npm run slack:manifest, or npm run slack:manifest -- https://bot.example.org for a bot that Slack calls. COMMAND_PREFIX, if set, is up to 12 lower-case letters and digits.\n');
  process.exit(1);
}
const { COMMAND_PREFIX: prefix = '' } = read.data;
process.stdout.write(`${JSON.stringify(manifest({ commands, aliases, menus }, { prefix, ...(address !== undefined && { url: `${address}${path}` }) }), undefined, 2)}\n`);
if (process.stdout.isTTY) process.stderr.write('\nCopy all from the first { to the last }. https://api.slack.com/apps → Create New App → From a manifest → JSON. What follows: docs/operate.md.\n');
