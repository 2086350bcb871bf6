import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeSecret } from '#core/secret.ts';
import { systemNow } from '#core/time.ts';
import { setDialin } from '#db/dialins.ts';
import { importGroup } from '#db/import.ts';
import { makeReal } from '#db/kind.ts';
import { openStore } from '#db/open.ts';
import { personFor, seatsOf } from '#db/people.ts';
import { fromFile } from '#rules/fromfile.ts';
import { readGroupFile } from '#rules/groupfile.ts';
import type { Group, Seat } from '#rules/things.ts';
import { feedFor, put } from '#tests/support/feeds.ts';
import { openDiscord } from '#tests/support/discord/open.ts';
import type { LocalDiscord } from '#tests/support/discord/types.ts';
import { icsFaults } from '#tests/support/icscheck.ts';
import { series } from '#tests/support/meetings.ts';
import type { Program } from '#tests/support/program.ts';
import { freePort, servers, up } from '#tests/support/serving.ts';
import { temporary } from '#tests/support/stores.ts';
import { sampleText } from '#tests/support/world.ts';

const folder = temporary();
const programs = servers();
const key = 'a key for the tests that is long enough';
const group = 'unodc-cso-group';
let discord: LocalDiscord;
let port: number;
let program: Program;
let path: string;

/** The program as it serves, with a group whose calendar is open, a call with a link and a venue, answers, and somebody's own calendar. */
beforeAll(async () => {
  discord = await openDiscord({ port: await freePort() });
  port = await freePort();
  const address = `file:${join(folder(), 'strangers.db')}`;
  const [now, secret] = [systemNow(), makeSecret(key)];
  const store = await openStore(address, now);
  const read = readGroupFile(sampleText);
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  const { group: imported } = await store.tx(async (tx) => {
    await makeReal(tx, now);
    const made = fromFile(read.file, now);
    await importGroup(tx, made, 'import', now);
    return made;
  });
  const person = await store.tx((tx) => personFor(tx, secret, 'discord', '123456789012345678', now));
  const seat: Seat = { id: 'seat-inpud', person_id: person.id, role: 'focal', organisation: 'inpud', side: null, since: '2026-01-01T00:00:00.000Z', ended: null };
  const open: Group = { ...imported, settings: { ...imported.settings, calendar: { public: true, proposed: null } } };
  const day = now.toString().slice(0, 10);
  await put(
    store, group, now, ['seat', null, seat], ['group', imported, open],
    ['meeting', null, series({ title: 'Plenary call', starts: `${day}T17:23`, rule: null, until: { by: 'none' }, place: 'Rotunda M3', chair: 'inpud', convenor: 'hri', notetaker: 'unodc', city: 'Vienna' })],
    ['rsvp', null, { meeting: 4, slot: '', seat: seat.id, organisation: 'inpud', reply: 'apologies', entered: null, at: now.toString({ fractionalSecondDigits: 3 }) }],
  );
  await store.tx((tx) => setDialin(tx, secret, group, 4, '', { link: 'https://zoom.us/j/4711', phone: '+43 1 26060' }, seat.id, now));
  path = await feedFor(store, secret, person.id, now);
  expect(await store.read((tx) => seatsOf(tx, group))).toHaveLength(1);
  await store.close();
  program = programs.serve({ cwd: folder(), env: { DATABASE_URL: address, SECRET_KEY: key, DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url, PORT: String(port), PUBLIC_URL: 'https://bot.example.org', LOG_LEVEL: 'debug' } });
  await up(program);
}, 60_000);
afterAll(async () => {
  await programs.end();
  await discord.close();
});

/** All that is answered on a connection, head and body as they are sent. */
function said(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let come = '';
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(request));
    socket.setEncoding('latin1').on('data', (part: string) => void (come += part)).on('error', reject).on('close', () => resolve(come));
  });
}

const visitor = 'x-visitor: 203.0.113.77\r\nuser-agent: CuriousCrawler\r\nreferer: https://curious.example/where';
const ask = (method: string, at: string, more = '') => said(`${method} ${at} HTTP/1.1\r\nhost: bot.example.org\r\n${visitor}\r\n${more}connection: close\r\n\r\n`);

test('nothing that a stranger can fetch has a link, a venue, an hour, a person, an organisation, an answer or how many', async () => {
  const own = await ask('GET', path);
  for (const words of ['https://zoom.us/j/4711 +43 1 26060', 'Rotunda M3', 'T172300']) expect(own.replaceAll('\r\n ', '')).toContain(words);

  const places = [
    '/', '/healthz', '/readyz', '/calendar', '/calendar/', `/calendar/${group}.ics`, `/calendar/${group}`, `/calendar/${group}.ics?members=1`, `/calendar/${group}.ics/`, `/calendar/${group.toUpperCase()}.ics`, '/calendar/private', '/calendar/private/',
    '/calendar/private/.ics', '/calendar/private/%00.ics', '/calendar/private/../private/x.ics', `${path.slice(0, -5)}.ics`, `${path}/`, path.replace('.ics', ''), path.replace('private/', ''), '/calendar/__proto__.ics', "/calendar/'or'1.ics", '/slack/events',
    `/calendar/${'a'.repeat(9000)}.ics`, '/..%2f..%2fetc/passwd', '/favicon.ico', '/robots.txt', '/calendar/M4.ics', '/calendar/seat-inpud.ics',
  ];
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'PROPFIND', 'TRACE'];
  const answers = new Map<string, string>();
  for (const at of places) for (const method of methods) answers.set(`${method} ${at}`, await ask(method, at, method === 'POST' ? 'content-length: 0\r\n' : ''));
  answers.set('nonsense', await said('\0\x01 nonsense\r\n\r\n'));
  answers.set('a long head', await said(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(30_000)}\r\n\r\n`));
  answers.set('a bad tag', await ask('GET', `/calendar/${group}.ics`, 'if-none-match: W/"\r\n'));

  const files = JSON.parse(sampleText) as { organisations: { acronym: string }[] };
  const acronyms = files.organisations.map(({ acronym }) => acronym).filter((acronym) => /^[A-Z]{3,}$/.test(acronym));
  expect(acronyms).toContain('INPUD');
  for (const [what, answer] of answers) {
    const [head, body] = [answer.slice(0, answer.indexOf('\r\n\r\n')), answer.slice(answer.indexOf('\r\n\r\n') + 4)];
    expect([what, head]).toEqual([what, expect.stringMatching(/^HTTP\/1\.1 (200|304|400|404|431|503) /)]);
    const told = body.replaceAll('\r\n ', '').replace(/^X-WR-CALNAME:.*$/gm, '');
    for (const words of [/zoom|4711|26060/, /Rotunda|M3\b/, /172300|17:23|TZID|Europe/, /seat|person|focal|coordinator|apolog|attend/i, /123456789012345678/, /curious|203\.0\.113/i]) expect([what, told]).toEqual([what, expect.not.stringMatching(words)]);
    for (const acronym of acronyms) expect([what, told]).toEqual([what, expect.not.stringContaining(acronym)]);
    // The one page that is there for strangers; the others are for whoever watches the program, and what is nowhere.
    if (body.startsWith('BEGIN:')) expect([what.replace(/\?.*/, ''), icsFaults(body)]).toEqual([expect.stringMatching(/^(GET .*|a bad tag)/), []]);
    else if (body !== '') expect([what, body]).toEqual([what, expect.stringMatching(/^(\{"ok":(true|false)(,"why":"[a-z ]+")?(,"platforms":\{"discord":true\},"oldest":\d+,"dead":0)?\}\n)$/)]);
  }
  expect([...answers].filter(([, answer]) => answer.includes('BEGIN:VCALENDAR')).map(([what]) => what)).toEqual([`GET /calendar/${group}.ics`, `GET /calendar/${group}.ics?members=1`, 'a bad tag']);
}, 60_000);

test('what is logged, at its most talkative, has nothing of who asked for what', async () => {
  for (const at of [path, `/calendar/${group}.ics`, '/calendar/private/guess.ics']) await ask('GET', at);
  const log = program.err();
  for (const words of ['calendar/', path, 'guess', 'CuriousCrawler', 'curious.example', '203.0.113.77', '127.0.0.1:', '::ffff', 'zoom', 'Plenary']) expect(log).not.toContain(words);
});
