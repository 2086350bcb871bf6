import { expect, test } from 'vitest';
import { stamp, systemNow } from '#core/time.ts';
import { setNote } from '#db/migrate.ts';
import { lastSeen, outagesSince } from '#db/outages.ts';
import { mark, plan, remindersOf } from '#db/reminders.ts';
import { heartbeat } from '#delivery/heartbeat.ts';
import { makeTick } from '#delivery/tick.ts';
import { makeSecret } from '#core/secret.ts';
import { bed, conversations, group, hears } from '#tests/support/conversation.ts';
import type { Got } from '#tests/support/world.ts';

conversations();

const at = (instant: string) => Temporal.Instant.from(instant);
const rowsOf = (subject: string) => bed.store.read((tx) => remindersOf(tx, group, subject));
const brief = (got: readonly Got[]) => got.map((each) => `${each.at} ${each.to}`);
const everybody = ['coordinator agency-side', 'coordinator civil-society-side', 'unodc', 'inpud', 'anpud', 'hri', 'ahrn', 'ehrn', 'sahrn', 'chrc', 'intercambios', 'youth-rise', 'hrc', 'idpc', 'ihrd-osf', 'alliance', 'enpud', 'menahra', 'observer'];

async function quiet(): Promise<void> {
  for (const who of everybody) await hears(who, '/my digest off');
}
async function agreed(who: string, title: string, due: string): Promise<void> {
  const line = await hears(who, `/commitment add ${title} due:"${due}" lead:${who}`);
  await hears(who === 'unodc' ? 'coordinator civil-society-side' : 'coordinator agency-side', `/commitment agree ${/C\d+/.exec(line)![0]}`);
}
/** The program runs until an instant, and is then killed; it comes up again at another one. */
async function down(since: string, until: string): Promise<Got[]> {
  await bed.passes(since);
  await bed.comesUp();
  bed.now = at(until);
  return bed.comesUp();
}

test('down for six hours: what is still useful comes once and says that it is late, the rest is listed to the coordinators', async () => {
  await quiet();
  await agreed('anpud', 'Map of services', '3 June 2013');
  await agreed('ehrn', 'Training of peers', '3 June 2013');
  await agreed('unodc', 'Paper on hepatitis', '3 June 2013');
  await hears('coordinator agency-side', '/event deadline vilnius-2013 Abstracts closes:"20 May 2013 07:00 Vienna"');
  await bed.posted();
  const got = await down('2013-05-20T01:59:00Z', '2013-05-20T08:00:00Z');
  expect(await bed.store.read((tx) => outagesSince(tx, at('2013-05-01T00:00:00Z')))).toEqual([{ since: '2013-05-20T01:59:00.000Z', until: '2013-05-20T08:00:00.000Z' }]);
  expect(brief(got).sort()).toEqual([
    '2013-05-20T08:00:00Z #main', '2013-05-20T08:00:00Z Coordinator, Civil society side', '2013-05-20T08:00:00Z Coordinator, UNODC side',
    '2013-05-20T08:00:00Z Focal point, ANPUD', '2013-05-20T08:00:00Z Focal point, EHRN', '2013-05-20T08:00:00Z Focal point, UNODC',
  ]);
  const text = (who: string) => got.find(({ to }) => to === who)!.text;
  expect(text('Focal point, ANPUD')).toContain('This should have come Mon 20 May 2013, 09:00 Bangkok (04:00 Vienna). I was down then.\nC16 Map of services');
  expect(text('Focal point, EHRN')).toContain('This should have come Mon 20 May 2013, 09:00 Vilnius (08:00 Vienna). I was down then.\nC17');
  expect(text('Focal point, UNODC')).toContain('This should have come Mon 20 May 2013, 09:00 Vienna. I was down then.\nC18');
  for (const who of ['Focal point, ANPUD', '#main']) expect(text(who)).not.toContain('Abstracts');
  const told = text('Coordinator, UNODC side');
  expect(told).toContain('I was down from Mon 20 May 2013, 03:59 Vienna to Mon 20 May 2013, 10:00 Vienna.');
  expect(told).toMatch(/(\d+) reminders come late, once, and say so\.\n2 reminders are of no use any more and are not sent:\nAbstracts \(International Harm Reduction Conference\), for Focal point, A[HN]\w+, Mon 20 May 2013\nAbstracts/);
  // Nothing of it comes a second time, and what comes later is on time again.
  expect(await bed.comesUp()).toEqual([]);
  const after = (await bed.passes('2013-05-28T00:00:00Z')).filter(({ to }) => to.startsWith('Focal'));
  expect(brief(after)).toEqual(['2013-05-27T02:00:00Z Focal point, ANPUD', '2013-05-27T06:00:00Z Focal point, EHRN', '2013-05-27T07:00:00Z Focal point, UNODC']);
  for (const { text: words } of after) expect(words).not.toContain('I was down');
});

test('down for three days: one message each, at their own next working hours, with the last rung only', async () => {
  await agreed('anpud', 'Map of services', '3 June 2013');
  await agreed('unodc', 'Paper on hepatitis', '28 May 2013');
  await bed.posted();
  const got = await down('2013-05-26T20:00:00Z', '2013-05-29T20:30:00Z');
  // 22:30 in Vienna, 03:30 in Bangkok: nobody is woken.
  expect(got).toEqual([]);
  const after = await bed.passes('2013-05-30T20:00:00Z');
  expect(after.find(({ to }) => to === 'Focal point, ANPUD')).toMatchObject({ at: at('2013-05-30T02:00:00Z'), text: expect.stringMatching(/This should have come Mon 27 May 2013, 09:00 Bangkok \(04:00 Vienna\)\. I was down then\.\nC16 Map of services\n {2}due Mon 3 June 2013, in 4 days/) });
  // Its day is over: what was to come before it is of no use any more.
  expect(after.filter(({ to, text }) => to === 'Focal point, UNODC' && text.includes('C17 Paper on hepatitis\n  due'))).toEqual([]);
  expect(new Set(after.map(({ to }) => to)).size).toBe(after.length);
  const told = after.find(({ to }) => to === 'Coordinator, UNODC side')!;
  expect(told.at.toString()).toBe('2013-05-30T07:00:00Z');
  expect(told.text).toContain('I was down from Sun 26 May 2013, 22:00 Vienna to Wed 29 May 2013, 22:30 Vienna.');
  expect(told.text).toContain('C17 Paper on hepatitis, for Focal point, UNODC, Tue 28 May 2013');
});

test.each([
  ['spring', '2013-03-30T20:00:00Z', '2013-04-01T08:30:00Z', '2013-04-01', '09:00 Vienna', '07:00'],
  ['autumn', '2013-10-26T20:00:00Z', '2013-10-28T09:30:00Z', '2013-10-28', '09:00 Vienna', '08:00'],
])('down over the change to %s time: what was planned by the civil clock is late by that clock', async (_, since, until, day, clock, hour) => {
  await quiet();
  await agreed('unodc', 'Paper on hepatitis', Temporal.PlainDate.from(day).add({ days: 7 }).toString());
  await bed.posted();
  await bed.passes(since);
  const planned = (await rowsOf('C16')).find(({ kind, rung }) => kind === 'commitment' && rung === '-7d')!;
  expect(planned.due).toBe(`${day}T${hour}:00.000Z`);
  const got = (await down(since, until)).filter(({ to }) => to === 'Focal point, UNODC');
  expect(got).toHaveLength(1);
  expect(got[0]!.text).toMatch(new RegExp(`This should have come Mon .*, ${clock}\\. I was down then\\.`));
  expect(got[0]!.text).toContain('C16 Paper on hepatitis');
});

test('a digest at an hour that the spring change skips comes once, and so does one that autumn has twice', async () => {
  await quiet();
  await agreed('unodc', 'Paper on testing', '20 April 2013');
  await agreed('unodc', 'Paper on hepatitis', '1 December 2013');
  await hears('unodc', '/my hours 00:00-12:00 rest:none');
  await hears('unodc', '/my digest Sun 02:30');
  await bed.posted();
  const digests = async (from: string, to: string) => {
    await bed.passes(from);
    return (await bed.passes(to)).filter(({ text }) => text.includes('Your week')).map((each) => each.at.toString());
  };
  expect(await digests('2013-03-30T00:00:00Z', '2013-04-02T00:00:00Z')).toEqual(['2013-03-31T01:30:00Z']); // 02:30 does not exist: it is 03:30
  expect(await digests('2013-10-26T00:00:00Z', '2013-10-29T00:00:00Z')).toEqual(['2013-10-27T00:30:00Z']);
});

test('a clock that leaps by hours is no outage; nothing is sent twice and nothing is lost when it is put right', async () => {
  await quiet();
  await agreed('anpud', 'Map of services', '3 June 2013');
  await hears('coordinator agency-side', '/event deadline vilnius-2013 Abstracts closes:"20 May 2013 12:00 Vienna"');
  await bed.posted();
  await bed.passes('2013-05-20T01:00:00Z');
  let running = 0;
  const tick = makeTick({ store: bed.store, secret: makeSecret('test'), now: () => bed.now, sandbox: true, wake: () => {}, log: (_, error) => void bed.bugs.push(error) });
  const beat = heartbeat(bed.store, () => bed.now, () => running);
  // Put forward by twenty hours within a minute: the deadline seems to be over.
  await beat();
  running += 60_000;
  bed.now = at('2013-05-20T21:01:00Z');
  await beat();
  await tick.run(bed.now);
  expect(await bed.store.read((tx) => outagesSince(tx, at('2013-05-01T00:00:00Z')))).toEqual([]);
  const abstracts = async () => (await rowsOf('event/vilnius-2013')).filter(({ subject, kind, rung, recipient }) => subject === 'event/vilnius-2013/1' && kind === 'closing' && rung === '0d' && recipient === 'focal/anpud').map(({ state }) => state);
  expect(await abstracts()).toEqual(['dropped']);
  // Put right again.
  running += 60_000;
  bed.now = at('2013-05-20T01:02:00Z');
  await beat();
  expect(await abstracts()).toEqual(['planned']);
  expect((await bed.store.read(lastSeen))!.toString()).toBe('2013-05-20T01:02:00Z');
  const got = (await bed.passes('2013-05-20T23:00:00Z')).filter(({ to }) => to === 'Focal point, ANPUD');
  expect(brief(got)).toEqual(['2013-05-20T02:00:00Z Focal point, ANPUD']);
  expect(got[0]!.text).toMatch(/C16[^]*Abstracts/);
  expect(got[0]!.text).not.toContain('I was down');
});

test('when zones have got other rules, everything planned is looked at anew', async () => {
  await agreed('anpud', 'Map of services', '3 June 2013');
  const row = (await rowsOf('C16')).find(({ rung, kind }) => kind === 'commitment' && rung === '-14d')!;
  await bed.store.tx(async (tx) => {
    await mark(tx, group, row, { due: at('2013-05-20T03:00:00Z') });
    await setNote(tx, 'zones', 'the rules of another year');
  });
  await bed.comesUp();
  expect((await rowsOf('C16')).find(({ rung, kind }) => kind === 'commitment' && rung === '-14d')!.due).toBe(row.due);
});

test('of two processes that see the same reminder due, one says it', async () => {
  await quiet();
  await agreed('anpud', 'Map of services', '3 June 2013');
  await bed.passes('2013-05-20T01:00:00Z');
  await bed.posted();
  bed.now = at('2013-05-20T02:00:00Z');
  const one = () => makeTick({ store: bed.store, secret: makeSecret('test'), now: () => bed.now, sandbox: true, wake: () => {}, log: (_, error) => void bed.bugs.push(error) });
  await Promise.all([one(), one(), one()].map((tick) => tick.run(bed.now)));
  expect((await bed.posted()).map(({ address }) => address)).toEqual([expect.stringMatching(/^terminal:@/)]);
});

test('a group whose reminders cannot be read holds up neither the others nor the clock', async () => {
  await quiet();
  await agreed('anpud', 'Map of services', '3 June 2013');
  await bed.store.tx(async (tx) => {
    await tx.insertInto('reminder').values({ group_id: 'broken', subject: 'C1', kind: 'moved', rung: 'x', date: 'x', recipient: 'room', day: 'x', until: null, due: '2013-05-01T00:00:00.000Z', state: 'planned', at: null, cause: null, data: '{' }).execute();
  });
  await bed.passes('2013-05-20T12:00:00Z');
  expect(bed.bugs.length).toBeGreaterThan(0);
  expect(bed.now.toString()).toBe('2013-05-20T12:00:00Z');
  expect((await rowsOf('C16')).find(({ rung, kind }) => kind === 'commitment' && rung === '-14d')!.state).toBe('sent');
  bed.bugs.length = 0;
});

test('reminders of a group that is gone are let go', async () => {
  await bed.store.tx((tx) => plan(tx, 'gone', [{ subject: 'C1', kind: 'commitment', rung: '0d', date: '2013-02-23', recipient: 'room', day: '2013-02-23', until: null, due: '2013-02-23T08:00:00.000Z' }]));
  await bed.passes('+2d');
  expect((await bed.store.read((tx) => remindersOf(tx, 'gone'))).map(({ state, cause }) => `${state} ${cause}`)).toEqual(['dropped gone']);
});

test('with real time, a timer composes what falls due, also when it was planned after the start; a far one sets off nothing', async () => {
  const warnings: string[] = [];
  const warned = ({ name }: Error) => void warnings.push(name);
  process.on('warning', warned);
  let woken = () => {};
  const tick = makeTick({ store: bed.store, secret: makeSecret('test'), now: systemNow, sandbox: false, wake: () => woken(), log: (_, error) => void bed.bugs.push(error) });
  const plans = (rung: string, due: Temporal.Instant) =>
    bed.store.tx((tx) => plan(tx, group, [{ subject: 'event/cnd59', kind: 'moved', rung, date: '2016-03-14', recipient: 'coordinator/agency-side', day: '2016-03-14', until: stamp(due.add({ minutes: 1 })), due: stamp(due), data: { from: '2016-03-07', to: '2016-03-14' } }]));
  await bed.store.tx((tx) => tx.deleteFrom('reminder').execute());
  await bed.store.tx((tx) => setNote(tx, 'planned', 'never'));
  await tick.start();
  await bed.store.tx((tx) => tx.deleteFrom('reminder').execute());
  await plans('far', systemNow().add({ hours: 24 * 40 }));
  tick.wake();
  const due = systemNow().add({ milliseconds: 120 });
  const said = new Promise<void>((resolve) => (woken = resolve));
  await plans('soon', due);
  tick.wake();
  await said;
  expect(Temporal.Instant.compare(systemNow(), due)).toBeGreaterThanOrEqual(0);
  expect((await rowsOf('event/cnd59')).map(({ rung, state }) => `${rung} ${state}`).sort()).toEqual(['far planned', 'soon sent']);
  await tick.stop();
  process.off('warning', warned);
  expect(warnings).not.toContain('TimeoutOverflowWarning');
});
