import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bothBed, join } from '#tests/support/bothbed.ts';
import { discordBed } from '#tests/support/discord/bed.ts';
import { codeIn, overhear } from '#tests/support/doors.ts';
import { discordScene, slackScene } from '#tests/support/scenes.ts';
import { script } from '#tests/support/script.ts';
import { slackBed, type SlackBed } from '#tests/support/slack/bed.ts';
import { hidden, openly, slackIds, writtenBy, type Written } from '#tests/support/traces.ts';

/** In every display name, and in the username that goes with it. */
const mark = 'Quasimodo';
const attacks = ['@everyone', '**bold** _it_', '<@1> `/update`', '"; drop table person; --', '[link](https://evil.example)', '\u202Ereversed', '${jndi:ldap://x}', '|| secret ||'];
const nobodysWords = [new RegExp(mark, 'i'), /ossip/, /vienna.ngos/i];
const calendar = readFileSync(new URL('../../sample/calendar-2027.json', import.meta.url), 'utf8');
/** Who is who, each with a name that would do harm. */
function names(): () => string {
  let count = 0;
  return () => `${mark} ${++count} ${attacks[count % attacks.length]}`;
}
/** There is something to find. */
function isFull(written: Written, least = 6): void {
  for (const name of ['account', 'card', 'draft', 'received', 'room', 'spoken', 'history', 'reminder']) expect([name, written[name]!.length >= (name === 'room' ? 2 : least)]).toEqual([name, true]);
  expect(written.log!.length).toBeGreaterThan(0);
}

describe('after the whole conversation no display name, no words of others and no id of the platform is in the store, the log or the outbox', () => {
  test('on Discord', async () => {
    const bed = await discordBed({ limits: false });
    const { person, does } = await discordScene(bed, names());
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

    const written = await writtenBy(bed);
    isFull(written);
    const notes = written.history!.filter((row) => row.includes('Asked '));
    expect(notes.length).toBe(3);
    for (const note of notes) expect(note).toContain('Asked Coordinator, Civil society side, somebody, a role in a room :party: /help (a chat message)');
    expect(openly(written, nobodysWords)).toEqual([]);
    // Nor are the ids there in another writing; nor the tokens that answer interactions.
    const ids = new Set(bed.discord.requests.flatMap(({ path }) => path.match(/\d{17,20}/g) ?? []));
    for (const { id } of [unodc, civil, newcomer, silent, closed, bed.server, bed.main, news, gossip]) ids.add(id);
    const tokens = bed.discord.requests.flatMap(({ path }) => /^\/(?:interactions|webhooks)\/\d+\/([^/]+)/.exec(path)?.[1] ?? []);
    expect([ids.size > 100, tokens.length > 80]).toEqual([true, true]);
    expect(hidden(written, [...ids, ...tokens, bed.discord.token])).toEqual([]);
    expect([bed.bugs, bed.discord.violations]).toEqual([[], []]);
    await bed.close();
  });

  test('on Slack', async () => {
    const bed = await slackBed({ limits: false, mode: 'http' });
    const heard = await overheard(bed);
    const { person, does } = await slackScene(bed, names());
    await overhear(bed.store);
    for (const step of script) await does(step);

    const { slack, main } = bed;
    const [unodc, civil, newcomer] = [person('unodc'), person('coordinator civil-society-side'), bed.stranger(`${mark} new ${attacks[0]}`)];
    const voice = unodc.in(main);
    const news = slack.channel('news');
    // Words of others stand in forms that nobody sends.
    const other = bed.stranger(`${mark} other`);
    const gossip = main.says(other, `Gossip-of-others about @${unodc.name}, see https://example.org/gossip and https://vienna-ngos.slack.com/archives/${main.id}/p1361523600000100`);
    for (const menu of ['Log as update', 'Make commitment', 'Add as evidence']) expect((await voice.uses(menu, gossip)).modal!.fields.some(({ value }) => value?.includes('ossip'))).toBe(true);
    // Mentions, in a command, in a form, in private, in the room and in a thread.
    const mentions = `Asked @${civil.name}, @${newcomer.name}, <!subteam^S0123456789> in #main https://vienna-ngos.slack.com/archives/${main.id}/p${gossip.id.replace('.', '')} https://files.slack.com/files-pri/${slack.team}-F0123456789/${mark}.pdf`;
    const raw = mentions.replace(`@${civil.name}`, `<@${civil.id}>`).replace(`@${newcomer.name}`, `<@${newcomer.id}>`).replace('#main', `<#${main.id}|main>`);
    expect((await voice.types(`/update 2 on-track ${mentions}`)).text).toContain('C2 is now On track');
    expect((await (await voice.types('/update 7')).fills({ status: 'At risk', note: raw })).text).toContain('C7 is now At risk');
    expect((await unodc.in('dm').writes(`update 8 blocked ${mentions}`)).text).toContain('C8 is now Blocked');
    expect((await voice.writes(`@Secretariat update 10 on-track ${mentions}`)).text).toContain('C10 is now On track');
    expect((await unodc.in(main, gossip).writes('@Secretariat update 12 on-track')).text).toContain('C12 is now On track');
    for (const where of ['dm', main] as const) await unodc.in(where).writes(`@Secretariat Gossip-with-the-bot about @${civil.name}`);
    await (await bed.stranger(`${mark} admin`, { admin: true }).in(slack.channel('free')).types('/group setup')).searches('zone', `Gossip-while-typing <@${civil.id}>`);
    await unodc.opensHome();
    // A seat for somebody who is picked, and takes it; one who does not answer; one who has left.
    const offered = await person('anpud').in(main).types(`/member focal ANPUD alternate member:@${newcomer.name}`);
    expect(offered.text).toContain('Alternate, ANPUD');
    await bed.delivered();
    expect((await newcomer.in('dm').presses(newcomer.dms().at(-1)!, 'Accept')).text).toContain('Welcome');
    const [silent, left] = [bed.stranger(`${mark} silent`), bed.stranger(`${mark} left`)];
    left.leaves();
    for (const { name } of [silent, left]) await person('hrc').in(main).types(`/member focal HRC alternate member:@${name}`);
    await bed.stranger(`${mark} asking`).in(main).types('/member ask HRC observer note:Please');
    // A room that is picked, and a file.
    expect((await civil.in(main).types('/group room announcements room:#news')).text).toContain('#news');
    const form = await civil.in(main).types('/group import');
    const imported = await form.fills({ [form.modal!.fields.find(({ type }) => type === 'file_input')!.name]: { name: `${mark}.json`, text: calendar } });
    expect(imported.text).toContain('15 events');
    // An interaction that comes twice, one that fails, and a platform that does not answer well.
    await (await voice.types('/update 13 on-track')).again();
    slack.fail(/chat\.postMessage/, 'error');
    slack.fail(/response_url/, 'error');
    await voice.types('/update 1 blocked');
    await bed.passes('+2d');
    expect((await slack.forge({ body: `token=x&user_id=${unodc.id}&command=/update&text=Gossip-unsigned`, secret: false })).status).toBe(401);
    await slack.settled();

    const written = await writtenBy(bed);
    isFull(written);
    const notes = written.history!.filter((row) => row.includes('Asked '));
    expect(notes.length).toBe(4);
    for (const note of notes) expect(note).toContain('Asked Coordinator, Civil society side, somebody, a role in a room (a chat message) (a file in the chat)');
    expect(openly(written, nobodysWords)).toEqual([]);
    const ids = new Set([...heard(), ...main.messages(), ...news.messages(), ...unodc.dms(), ...newcomer.dms()].flatMap((each) => (typeof each === 'string' ? slackIds(each) : slackIds(each.id))));
    for (const { id } of [unodc, civil, newcomer, silent, left, other, main, news, gossip]) ids.add(id);
    expect(['U', 'C', 'D', 'T', 'V', 'F', 'Ev'].map((kind) => [kind, [...ids].filter((id) => new RegExp(`^${kind}[0A-Z]`).test(id)).length > 0])).toEqual(['U', 'C', 'D', 'T', 'V', 'F', 'Ev'].map((kind) => [kind, true]));
    expect([[...ids].filter((id) => /^\d{10}\.\d{6}$/.test(id)).length > 20, [...ids].filter((id) => /^\d{13}\./.test(id)).length > 80, [...ids].filter((id) => /^[0-9a-f]{24}$/.test(id)).length > 80]).toEqual([true, true, true]);
    expect(hidden(written, [...ids, slack.token, slack.signingSecret])).toEqual([]);
    expect([bed.bugs, slack.violations]).toEqual([[], []]);
    await bed.close();
  });

  test('on both, when accounts are joined, used and separated', async () => {
    const bed = await bothBed({ limits: false });
    await overhear(bed.store);
    const { slack } = bed.onSlack;
    const name = names();
    const people = ['UNODC', 'INPUD', 'coordinator civil-society'].map((who) => ({ who, slack: bed.onSlack.stranger(name()), discord: bed.onDiscord.stranger(name()) }));
    for (const { who, slack: first, discord } of people) {
      await bed.onSlack.seat(first, who);
      await join(bed, first, discord, who === 'INPUD' ? 'discord' : 'slack');
    }
    const [unodc, inpud, civil] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]];
    // One who has no seat, a code that is wrong, one that is not taken, and a no.
    const nobody = { slack: bed.onSlack.stranger(name()), discord: bed.onDiscord.stranger(name()) };
    const code = codeIn((await nobody.slack.in('dm').writes('my link')).text);
    await nobody.discord.in('dm').writes(`my link code:000000 Gossip-with-the-code <@${civil.discord.id}>`);
    await (await nobody.discord.in('dm').writes(`my link code:${code}`))!.presses('No');
    // They use both, with mentions; each hears of the other where they are.
    await unodc.slack.in(bed.onSlack.main).types(`/update 4 on-track Asked <@${inpud.slack.id}> and @${civil.slack.name}`);
    await unodc.discord.in(bed.onDiscord.main).types(`/update commitment:6 status:at-risk note:Asked <@${inpud.discord.id}>`);
    await inpud.discord.in('dm').writes('my reminders where:discord');
    await civil.discord.in(bed.onDiscord.main).types(`/member focal organisation:HRI role:Focal point member:@${nobody.discord.name}`);
    const added = await unodc.slack.in(bed.onSlack.main).types('/commitment add "Table of prices" due:"in 5 weeks" lead:UNODC counterpart:INPUD');
    await civil.discord.in('dm').writes(`commitment agree ${/C\d+/.exec(added.text)![0]}`);
    // Whoever is not reached on one is written to on the other.
    inpud.discord.closes();
    unodc.slack.leaves();
    for (const how of ['refresh', 'stall', 'close', 'cut'] as const) slack.drop(how, { one: true });
    bed.onDiscord.discord.drop('cut');
    await Promise.all([slack.ready(), bed.onDiscord.discord.ready()]);
    await bed.passes('+5w');
    unodc.slack.returns();
    for (const line of ['my data', 'my link separate:slack sure:yes']) await unodc.discord.in('dm').writes(line);
    await civil.slack.in('dm').writes('my data what:erase');
    await (await inpud.slack.in(bed.onSlack.main).types('/commitment add')).fills({ title: `Asked <@${civil.slack.id}>`, due: 'never' });
    const later = codeIn((await nobody.slack.in('dm').writes('my link')).text);
    await nobody.discord.in('dm').writes(`my link code:${later}`);
    await bed.delivered();

    const written = await writtenBy(bed);
    isFull(written, 1);
    expect(written.link!.length).toBeGreaterThan(0);
    expect(written.account!.length).toBeGreaterThan(4);
    expect(openly(written, nobodysWords)).toEqual([]);
    const asked = slack.requests.flatMap(({ body }) => slackIds(JSON.stringify(body)));
    const ids = new Set([...asked, ...bed.onDiscord.discord.requests.flatMap(({ path }) => path.match(/\d{17,20}/g) ?? [])]);
    for (const each of [...people, nobody]) for (const { id } of [each.slack, each.discord]) ids.add(id);
    const [here, there] = [bed.onSlack.main, bed.onDiscord.main];
    for (const { id } of [here, there, bed.onDiscord.server, ...here.messages(), ...there.messages()]) ids.add(id);
    for (const each of people) for (const { id } of [...each.slack.dms(), ...each.discord.dms()]) ids.add(id);
    expect(ids.size).toBeGreaterThan(60);
    expect(hidden(written, [...ids, slack.team, slack.bot, slack.token, slack.appToken, bed.onDiscord.discord.token])).toEqual([]);
    expect([bed.bugs, slack.violations, bed.onDiscord.discord.violations]).toEqual([[], [], []]);
    await bed.close();
  });
});

test('what is looked for would be found, in whichever writing', () => {
  const [user, ts, snowflake] = ['U0ABCDEF123', '1361523600.000100', '1361523600000100123'];
  for (const id of [user, ts, ts.replace('.', ''), snowflake, '1361523600000.ab12.00112233445566778899aabbccddeeff']) {
    expect(openly({ log: [`{"event":"x","code":"${id}"}`] }, [])).toHaveLength(1);
    for (const before of ['', 'a', 'bc']) for (const how of ['base64', 'base64url', 'hex'] as const) expect(hidden({ outbox: ['{}', `{"a":"${Buffer.from(`${before}${id} and more`).toString(how)}"}`] }, [id])).not.toEqual([]);
  }
  expect(hidden({ card: [`"${BigInt(snowflake).toString(36)}"`] }, [snowflake])).not.toEqual([]);
  expect(openly({ person: ['QUASIMODO'], log: ['Gossip'] }, nobodysWords)).toHaveLength(2);
  expect([openly({ history: ['{"at":"2013-03-12T20:00:00.000Z","call":"sDP-Wnk36XG9zhyLYpZT8rZAYLPsbaU-p6tBpnEU4x4"}'] }, nobodysWords), hidden({ log: ['C4 is now On track'] }, [user])]).toEqual([[], []]);
});

/** Puts an ear before the door: what Slack brings to it, and what it asks of Slack. */
async function overheard(bed: SlackBed): Promise<() => string[]> {
  const brought: string[] = [];
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => brought.push(decodeURIComponent(String(chunk).replaceAll('+', ' '))));
    bed.door.handle!(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  bed.slack.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
  return () => [...brought, ...bed.slack.requests.map(({ body }) => JSON.stringify(body))];
}
