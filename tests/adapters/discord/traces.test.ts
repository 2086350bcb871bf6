import { sql } from 'kysely';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Store } from '#db/open.ts';
import { discordBed } from '#tests/support/discord/bed.ts';
import { discordScene, overhear } from '#tests/support/doors.ts';
import { script } from '#tests/support/script.ts';

/** In every display name, and in the username that goes with it. */
const mark = 'Quasimodo';
const attacks = ['@everyone', '**bold** _it_', '<@1> `/update`', '"; drop table person; --', '[link](https://evil.example)', '\u202Ereversed', '${jndi:ldap://x}', '|| secret ||'];
const calendar = readFileSync(new URL('../../../sample/calendar-2027.json', import.meta.url), 'utf8');

/** Every row of every table, and every message that ever was in the outbox. */
const dump = (store: Store): Promise<Record<string, string[]>> =>
  store.read(async (tx) => {
    const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(tx);
    const tables: Record<string, string[]> = {};
    for (const { name } of rows) tables[name] = (await sql`select * from ${sql.table(name)}`.execute(tx)).rows.map((row) => JSON.stringify(row));
    return tables;
  });

test('after the whole conversation no display name, no words of others and no id of Discord is in the store, the log or the outbox', async () => {
  const bed = await discordBed({ limits: false });
  let people = 0;
  const { person, does } = await discordScene(bed, () => `${mark} ${++people} ${attacks[people % attacks.length]}`);
  await overhear(bed.store);
  for (const step of script) await does(step);

  const [unodc, civil, newcomer] = [person('unodc'), person('coordinator civil-society-side'), bed.stranger(`${mark} new ${attacks[0]}`)];
  const voice = unodc.in(bed.main);
  const news = bed.server.channel('news');
  // Words of others stand in forms that nobody sends.
  const gossip = bed.main.says(bed.stranger(`${mark} other`), `Gossip-of-others about <@${unodc.id}>, see https://example.org/gossip and https://discord.com/channels/${bed.server.id}/${bed.main.id}/1`);
  for (const menu of ['Log as update', 'Make commitment', 'Add as evidence']) expect((await voice.uses(menu, gossip)).modal!.fields.some(({ value }) => value?.includes('ossip'))).toBe(true);
  // Mentions, in a command, in a form and in private.
  const mentions = `Asked <@${civil.id}>, <@!${newcomer.id}>, <@&${bed.server.id}> in <#${bed.main.id}> <:party:${bed.main.id}> </help:${bed.discord.application}> https://discord.com/channels/${bed.server.id}/${bed.main.id}/${gossip.id}`;
  expect((await voice.types(`/update commitment:2 status:on-track note:${mentions}`)).text).toContain('C2 is now On track');
  expect((await (await voice.types('/update commitment:7')).fills({ status: 'At risk', note: mentions })).text).toContain('C7 is now At risk');
  expect((await unodc.in('dm').writes(`update 8 blocked ${mentions}`))!.text).toContain('C8 is now Blocked');
  await unodc.in('dm').writes(`Gossip-in-private about <@${civil.id}>`);
  await voice.completes(`/commitment show commitment:Gossip-while-typing <@${civil.id}>`, 'commitment');
  await unodc.in(bed.main.thread('thread')).types('/update commitment:12 status:on-track');
  // A seat for somebody who is picked, and takes it; one who does not answer; one who takes no messages.
  const offered = await person('anpud').in(bed.main).types(`/member focal organisation:ANPUD role:Alternate member:${newcomer.name}`);
  expect(offered.text).toContain('Alternate, ANPUD');
  await bed.delivered();
  expect((await newcomer.in('dm').presses(newcomer.dms().at(-1)!, 'Accept')).text).toContain('Welcome');
  const [silent, closed] = [bed.stranger(`${mark} silent`), bed.stranger(`${mark} closed`)];
  closed.closes();
  for (const { name } of [silent, closed]) await person('hrc').in(bed.main).types(`/member focal organisation:HRC role:Alternate member:${name}`);
  await bed.stranger(`${mark} asking`).in(bed.main).types('/member ask organisation:HRC role:Observer note:Please');
  // A room that is picked, and a file.
  expect((await civil.in(bed.main).types('/group room purpose:Announcements room:#news')).text).toContain('#news');
  const imported = await civil.in(bed.main).types('/group import', { file: { name: `${mark}.json`, text: calendar } });
  expect(imported.text).toContain('15 events');
  // An interaction that comes twice, one that fails, and a platform that does not answer well.
  await (await voice.types('/update commitment:13 status:on-track')).again();
  bed.discord.fail(/messages/, 'error');
  await voice.types('/update commitment:1 status:blocked');
  await bed.passes('+2d');
  bed.discord.drop('reset');
  await expect.poll(() => bed.door.connected()).toBe(false);
  await bed.discord.ready();
  await expect.poll(() => bed.door.connected()).toBe(true);
  await bed.discord.settled();

  const tables = await dump(bed.store);
  const all = [...Object.values(tables).flat(), ...bed.log].join('\n');
  // There is something to find.
  for (const name of ['account', 'card', 'draft', 'received', 'room', 'spoken', 'history', 'reminder']) expect([name, tables[name]!.length > (name === 'room' ? 1 : 5)]).toEqual([name, true]);
  const notes = tables.history!.filter((row) => row.includes('Asked '));
  expect(notes.length).toBe(3);
  for (const note of notes) expect(note).toContain('Asked Coordinator, Civil society side, somebody, a role in a room :party: /help (a chat message)');
  expect(bed.log.length).toBeGreaterThan(0);
  const found = (what: RegExp) => Object.entries({ ...tables, log: bed.log }).flatMap(([name, rows]) => rows.filter((row) => what.test(row)).map((row) => `${name}: ${row}`));
  expect(found(new RegExp(mark, 'i'))).toEqual([]);
  expect(found(/ossip/)).toEqual([]);
  expect(found(/Vienna NGOs/)).toEqual([]);
  // Ids of users, channels, servers, messages, interactions, attachments and the application have 17 digits or more, and nothing else has.
  expect(found(/\d{17}/)).toEqual([]);
  // Nor are they there in another writing; nor the tokens that answer interactions.
  const ids = new Set(bed.discord.requests.flatMap(({ path }) => path.match(/\d{17,20}/g) ?? []));
  for (const { id } of [unodc, civil, newcomer, silent, closed, bed.server, bed.main, news, gossip]) ids.add(id);
  const hidden = [...ids].flatMap((id) => [Buffer.from(id).toString('base64url'), Buffer.from(id).toString('hex'), BigInt(id).toString(16), BigInt(id).toString(36)]);
  const tokens = bed.discord.requests.flatMap(({ path }) => /^\/(?:interactions|webhooks)\/\d+\/([^/]+)/.exec(path)?.[1] ?? []);
  expect([ids.size > 100, tokens.length > 80]).toEqual([true, true]);
  expect([...hidden, ...tokens, bed.discord.token].filter((text) => all.includes(text))).toEqual([]);
  expect([bed.bugs, bed.discord.violations]).toEqual([[], []]);
  await bed.close();
});
