import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { platform } from '#adapters/terminal/sandbox.ts';
import { makeSecret } from '#core/secret.ts';
import { personFor } from '#db/people.ts';
import { save } from '#db/save.ts';
import { compose } from '#delivery/compose.ts';
import { group, say } from '#tests/support/conversation.ts';
import { sits } from '#tests/support/sitting.ts';
import { read, testbed, type Testbed } from '#tests/support/world.ts';

const secret = makeSecret('test');
const coordinator = 'coordinator civil-society-side';
const link = 'https://zoom.us/j/1?pwd=A';
const other = 'https://zoom.us/j/2?pwd=B';

let bed: Testbed;
/** What arrives at somebody, in the order in which it does: once `slow` has passed. */
let got: { readonly to: string; readonly text: string }[];
let slow: (() => Promise<void>) | undefined;

beforeEach(async () => {
  [got, slow] = [[], undefined];
  bed = await testbed({
    arrives: async (to, message, reader) => {
      await slow?.();
      if ('seat' in to) got.push({ to: to.seat, text: read(message, reader) });
    },
  });
});
afterEach(async () => {
  expect(bed.bugs).toEqual([]);
  await bed.close();
});

const hears = async (who: string, line: string) => read(await bed.as(who).hears(line));
const does = async (who: string, line: string) => read(say(await bed.as(who).presses(await bed.as(who).hears(line), 1)));
const at = (instant: string) => void (bed.now = Temporal.Instant.from(instant));
const toThem = (who: string) => got.filter(({ to, text }) => to === `Focal point, ${who}` && text.includes('M1')).map(({ text }) => text);
/** All that waits is sent. */
async function sends(): Promise<void> {
  got = [];
  await bed.passes('+0m');
}
/** Messages of what is due are written, and wait. */
const composes = () => bed.store.tx((tx) => compose(tx, group, { now: bed.now, secret }));
const waiting = (who: string) => bed.store.read(async (tx) => (await tx.selectFrom('outbox').selectAll().execute()).filter(({ address, message }) => address.endsWith(who) && message.includes('dialin:')));
const personOf = (who: string) => bed.store.tx(async (tx) => (await personFor(tx, secret, platform, who, bed.now)).id);

/** A call on 26 February 2013 at 15:00 in Vienna with people called in; a quarter of an hour before it the messages to them are written. */
async function aboutToBegin(): Promise<void> {
  for (const who of [coordinator, 'coordinator agency-side']) await hears(who, '/my digest off');
  await does(coordinator, `/meeting schedule Planning call when:"26 February 2013 15:00" link:${link}`);
  await bed.passes('2013-02-26T13:44:00Z');
  at('2013-02-26T13:46:00Z');
  await composes();
  expect(await waiting(await personOf('inpud'))).toHaveLength(1);
}
const call = (rest: string) => `About to begin: UNODC and civil society group on drug use and HIV\nM1 Planning call\n  ${rest}`;
const when = 'Tue 26 February 2013, 15:00 Vienna';

describe('a message that is about to begin has waited', () => {
  beforeEach(aboutToBegin);

  test('and still holds: it says in how many minutes, by now, and gives the link', async () => {
    at('2013-02-26T13:53:00Z');
    await sends();
    expect(toThem('UNODC')).toEqual([call(`in 7 minutes · ${when} · Join here: ${link}`)]);
    at('2013-02-26T14:00:00Z');
    await sends();
    expect(toThem('UNODC')).toEqual([]);
  });

  test('and the call has begun: it says so', async () => {
    at('2013-02-26T14:20:00Z');
    await sends();
    expect(toThem('UNODC')).toEqual([call(`it has begun · ${when} · Join here: ${link}`)]);
  });

  test('while it was called off, or moved: only that is told, and the new hour brings its own', async () => {
    await does(coordinator, '/meeting move M1 to:"27 February 2013 15:00"');
    await sends();
    expect(toThem('UNODC')).toEqual([expect.stringContaining(`was ${when}, is now Wed 27 February 2013, 15:00 Vienna`)]);
    expect(JSON.stringify(got)).not.toMatch(/zoom|About to begin/);
    const later = await bed.passes('2013-02-27T13:45:30Z');
    expect(later.filter(({ to, text }) => to === 'Focal point, UNODC' && text.includes(link))).toHaveLength(1);
    at('2013-02-27T13:46:00Z');
    await does(coordinator, '/meeting cancel M1');
    await sends();
    expect(toThem('UNODC')).toEqual([expect.stringContaining('called off, was Wed 27 February 2013, 15:00 Vienna')]);
  });

  test('while it was called off: no link, and the news once', async () => {
    await does(coordinator, '/meeting cancel M1');
    await sends();
    expect(toThem('UNODC')).toEqual([expect.stringContaining(`called off, was ${when}`)]);
    expect(JSON.stringify(got)).not.toMatch(/zoom|About to begin/);
    await sends();
    expect(got).toEqual([]);
  });

  test('until the call was over: that it could not be sent is said, without the link', async () => {
    at('2013-02-27T20:00:00Z');
    await sends();
    expect(toThem('UNODC')).toEqual([call(`it began ${when} and is over by now. This could not be sent before.`)]);
    expect(JSON.stringify(got)).not.toContain('zoom');
  });

  test('while its recipient became an observer: it is not sent, and does not count as one that reached them', async () => {
    const person = await personOf('anpud');
    await bed.store.tx(async (tx) => {
      const seat = await tx.selectFrom('seat').selectAll().where('person_id', '=', person).where('ended', 'is', null).executeTakeFirstOrThrow();
      const { group_id: _group, ...before } = seat;
      const by = { group, at: bed.now, act: 'member.leave', call: 'x', seat: null, door: 'test' };
      await save(tx, by, 'seat', before as never, { ...before, ended: bed.now.toString() } as never);
    });
    await sits(bed, secret, 'anpud', 'observer', { organisation: 'anpud' });
    await sends();
    expect(got.filter(({ to, text }) => to.includes('ANPUD') && /zoom|About/.test(text))).toEqual([]);
    expect(toThem('UNODC')).toEqual([call(`in 14 minutes · ${when} · Join here: ${link}`)]);
  });

  test('beside something else: of it alone it is said that it has changed', async () => {
    const address = `${platform}:@${await personOf('inpud')}`;
    const [row] = await waiting(await personOf('inpud'));
    const both = JSON.parse(row!.message) as { blocks: object[] };
    const message = JSON.stringify({ ...both, blocks: [...both.blocks, { text: ['Also this'] }] });
    await bed.store.tx((tx) => tx.updateTable('outbox').set({ message }).where('address', '=', address).where('id', '=', row!.id).execute());
    await does(coordinator, '/meeting cancel M1');
    await sends();
    expect(toThem('INPUD')[0]).toBe(`${call('this has changed: /meeting show M1')}\nAlso this`);
    expect(JSON.stringify(got)).not.toContain('zoom');
  });
});

describe('a link is replaced', () => {
  beforeEach(aboutToBegin);
  const set = (typed: string, who = coordinator) => hears(who, `/meeting join M1 link:${typed}`);
  const news = (text: string, rest: string) => `M1 Planning call\n${text}\n  ${rest}`;
  const changed = 'The link to this call is another one now. Please do not use the one before.';

  test('before what gives it has been sent: that gives the new one, and nothing else comes', async () => {
    expect(await set(other)).not.toContain('told now');
    await sends();
    expect(toThem('UNODC')).toEqual([call(`in 14 minutes · ${when} · Join here: ${other}`)]);
  });

  test('after that: whoever was given the old one gets the new one, once, until the call is over; not whoever sets it', async () => {
    await sends();
    expect(toThem('UNODC')).toHaveLength(1);
    const answer = await set(other);
    expect(answer).toMatch(/set, instead of the one before\. .* \d+ people who had been told how to come in before are told now\./);
    expect(answer).not.toContain('zoom');
    // Neither link lies in the open while it waits.
    expect(await bed.store.read(async (tx) => JSON.stringify([await tx.selectFrom('outbox').selectAll().execute(), await tx.selectFrom('received').selectAll().execute()]))).not.toMatch(/zoom|M1\//);
    await sends();
    expect(toThem('UNODC')).toEqual([news(changed, `in 14 minutes · ${when} · Join here: ${other}`)]);
    expect(got.filter(({ to }) => to.startsWith('Coordinator, Civil'))).toEqual([]);
    await set(other);
    await sends();
    expect(got).toEqual([]);
    at('2013-02-26T14:59:00Z');
    await set(link);
    await sends();
    expect(toThem('UNODC')).toEqual([news(changed, `it has begun · ${when} · Join here: ${link}`)]);
    at('2013-02-26T15:00:00Z');
    expect(await set(other)).toContain('is over');
  });

  test('twice before it is told: it is told once, as it is then', async () => {
    await sends();
    await set(other);
    await set('https://zoom.us/j/3?pwd=C');
    await sends();
    expect(toThem('UNODC')).toEqual([news(changed, `in 14 minutes · ${when} · Join here: https://zoom.us/j/3?pwd=C`)]);
  });

  test('while the old one is on its way: the new one follows', async () => {
    const [reached, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    slow = async () => (reached.resolve(), answered.promise);
    const sending = sends();
    await reached.promise;
    await set(other);
    slow = undefined;
    answered.resolve();
    await sending;
    expect(toThem('UNODC')).toEqual([call(`in 14 minutes · ${when} · Join here: ${link}`), news(changed, `in 14 minutes · ${when} · Join here: ${other}`)]);
  });

  test('and it is called off before that is told: the new one stays where it is', async () => {
    await sends();
    await set(other);
    await does(coordinator, '/meeting move M1 to:"27 February 2013 15:00"');
    await sends();
    expect(JSON.stringify(got)).not.toContain('zoom');
    expect(toThem('UNODC')).toHaveLength(1);
  });

  test('whoever had fetched it by hand gets it, whoever has sent apologies and never had it does not', async () => {
    await hears('hri', '/meeting rsvp M1 apologies');
    await sends();
    await set('none');
    await sends();
    expect(got).toEqual([]);
    await set(other);
    await sends();
    expect(toThem('UNODC')).toEqual([news('The link to this call is set now.', `in 14 minutes · ${when} · Join here: ${other}`)]);
  });
});

test('a link that was fetched half an hour before, and is replaced before the call comes, is followed by the new one', async () => {
  await does(coordinator, `/meeting schedule Planning call when:"26 February 2013 15:00" link:${link}`);
  await bed.passes('2013-02-26T13:32:00Z');
  expect(await hears('unodc', '/meeting join M1')).toContain(link);
  await hears(coordinator, `/meeting join M1 link:${other}`);
  await sends();
  expect(toThem('UNODC')).toEqual([expect.stringContaining(`in 28 minutes · ${when} · Join here: ${other}`)]);
  expect(toThem('INPUD')).toEqual([]);
});

test('an alternate who is called in the place of a focal point that is away is given the link, and the next one', async () => {
  await sits(bed, secret, 'ana', 'alternate', { organisation: 'inpud' });
  await hears('inpud', '/my reminders off');
  await does(coordinator, `/meeting schedule Planning call when:"26 February 2013 15:00" link:${link}`);
  await bed.passes('2013-02-26T13:44:00Z');
  at('2013-02-26T13:46:00Z');
  await composes();
  await sends();
  expect(got.filter(({ to, text }) => to === 'Alternate, INPUD' && text.includes(link))).toHaveLength(1);
  await hears(coordinator, `/meeting join M1 link:${other}`);
  await sends();
  expect(got.filter(({ to, text }) => to === 'Alternate, INPUD' && text.includes(other))).toHaveLength(1);
});
