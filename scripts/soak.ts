// `npm run soak`: the long runs, with their figures: the store and the delivery on both databases, generated lines, properties. About
// half an hour. Arguments: `npm run soak -- 50 500 30` for 50 kills and two times 500 updates, 30 kills while reminders fall
// due; a fourth number is how often Discord's gateway and Slack's sockets are dropped, within twenty commands each.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '#core/time.ts';
import { killSenders, sendTogether, showDelivered, showShared } from '#tests/support/deliveries.ts';
import { dropGateway, showDropped } from '#tests/support/discord/drops.ts';
import { killDiscordSenders, showDiscordKilled } from '#tests/support/discord/kills.ts';
import { showSendersKilled } from '#tests/support/sendkills.ts';
import { killSlackSenders } from '#tests/support/slack/kills.ts';
import { killRepeatedly, showKilled, showTogether, writeTogether } from '#tests/support/kill.ts';
import { newDatabase, startPostgres, whyNoPostgres } from '#tests/support/postgres.ts';
import { dropSockets, showDropped as showSockets } from '#tests/support/slack/drops.ts';

const [kills = 200, each = 2000, deliveryKills = 300, drops = 50] = process.argv.slice(2).map(Number);
/** Of 200 kills at least 50 must fall between a begin and its answer. */
const least = kills / 4;
/** So many reminders fall due in the time of 300 kills. */
const reminders = Math.ceil((5000 * deliveryKills) / 300);

const folder = mkdtempSync(join(tmpdir(), 'secretariat-soak-'));
const missing = whyNoPostgres();
const server = missing ? undefined : await startPostgres();
const places: [kind: string, fresh: () => Promise<string>][] = [['SQLite', async () => `file:${join(mkdtempSync(join(folder, 'store-')), 'store.db')}`]];
if (server) places.push(['PostgreSQL', () => newDatabase(server.url)]);
else console.log(`PostgreSQL is left out: ${missing}.`);

const faults: string[] = [];
for (const [kind, fresh] of places) {
  const together = await writeTogether(await fresh(), each);
  console.log(showTogether(kind, together));
  const killed = await killRepeatedly(await fresh(), kills);
  console.log(showKilled(kind, killed));
  faults.push(...together.faults, ...killed.faults);
  const shared = await sendTogether(await fresh(), 200, 25);
  console.log(showShared(kind, shared));
  faults.push(...shared.faults);
  for (const honours of [true, false]) {
    const delivered = await killSenders(await fresh(), { kills: deliveryKills, least: 0, reminders, honours });
    console.log(showDelivered(`${kind}, ${honours ? 'keys honoured' : 'keys not honoured'}`, delivered));
    faults.push(...delivered.faults);
  }
  const posted = await killDiscordSenders(await fresh(), { kills: Math.ceil(deliveryKills / 5), channels: 200, each: Math.ceil(deliveryKills / 10) });
  console.log(showDiscordKilled(kind, posted));
  faults.push(...posted.faults);
  const sent = await killSlackSenders(await fresh(), { kills: Math.ceil(deliveryKills / 5), channels: 200, each: Math.ceil(deliveryKills / 10) });
  console.log(showSendersKilled(`${kind}, Slack`, sent));
  faults.push(...sent.faults);
  const dropped = await dropGateway(await fresh(), { commands: 20 * drops, hows: Array.from({ length: drops }, (_, i) => (['resume', 'reset', 'cut'] as const)[i % 3]!) });
  console.log(showDropped(kind, dropped));
  faults.push(...dropped.faults);
  const cut = await dropSockets(await fresh(), { commands: 20 * drops, hows: Array.from({ length: drops }, (_, i) => (['cut', 'refresh', 'close', 'stall'] as const)[i % 4]!) });
  console.log(showSockets(kind, cut));
  faults.push(...cut.faults);
  if (cut.longestMs >= 1000) faults.push(`${kind}: somebody on Slack saw errors for ${Math.round(cut.longestMs)} ms; a second is the most`);
  if (killed.inside < least) faults.push(`${kind}: only ${killed.inside} of ${kills} kills fell between a begin and its answer; ${least} are needed`);
}
await server?.stop();
if (server) {
  console.log('PostgreSQL: the conversation tests, which otherwise run in memory');
  const tests = [join(import.meta.dirname, 'test.ts'), 'tests/commands', 'tests/scenarios', 'tests/delivery', 'tests/isolation', 'tests/lines'];
  const { status } = spawnSync(process.execPath, tests, { stdio: 'inherit', env: { ...process.env, TEST_BEDS: 'PostgreSQL' } });
  if (status !== 0) faults.push('PostgreSQL: conversation tests failed');
}
console.log('240,000 generated lines, and every property thirty times as often');
const long = [join(import.meta.dirname, '../node_modules/vitest/vitest.mjs'), 'run', 'tests/lines', 'tests/core', 'tests/rules', 'tests/delivery', 'tests/adapters'];
if (spawnSync(process.execPath, long, { stdio: 'inherit', env: { ...process.env, SOAK: '1' } }).status !== 0) faults.push('generated lines or properties failed');
rmSync(folder, { recursive: true });
for (const fault of faults) console.log(`FAULT ${fault}`);
console.log(faults.length === 0 ? 'soak passed' : 'soak failed');
process.exitCode = faults.length === 0 ? 0 : 1;
