import { describe, expect, test } from 'vitest';
import type { Adapter } from '#bot/bot.ts';
import { DeliveryError, type DeliveryFault } from '#core/errors.ts';
import { makeSecret } from '#core/secret.ts';
import { systemNow } from '#core/time.ts';
import { claim, settle } from '#db/claim.ts';
import { newId } from '#core/id.ts';
import { platformsDown, seenDown, seenUp } from '#db/down.ts';
import { tieRoom } from '#db/groups.ts';
import { post } from '#db/outbox.ts';
import { heldByOthers, release } from '#db/queue.ts';
import { remindersOf } from '#db/reminders.ts';
import { makeDelivery } from '#delivery/send.ts';
import { bed, conversations, group, hears } from '#tests/support/conversation.ts';
import { dead, deliveries, left, put, quick, shown, words } from '#tests/support/delivering.ts';
import { onBoth } from '#tests/support/stores.ts';
import { overHttp } from '#tests/support/transport.ts';
import { read } from '#tests/support/world.ts';

onBoth('two platforms', ({ fresh }) => {
  const { open, transport, deliver } = deliveries(fresh);

  test('what is sent on one does not wait for the network of the other', async () => {
    const there = await transport();
    const store = await open(await fresh());
    const answer = Promise.withResolvers<void>();
    let hanging = 0;
    const slow = deliver(store, { ...overHttp('', 'here'), send: () => (hanging++, answer.promise) }, { limitMs: 60_000 });
    const quickly = deliver(store, overHttp(there.url, 'there'));
    for (let i = 0; i < 60; i++) await put(store, `here:${i}`, ['x']);
    slow.wake();
    await there.until(() => hanging === 50);
    for (let i = 0; i < 20; i++) await put(store, `there:${i}`, ['y', 'z']);
    await quickly.settled();
    expect([there.shown.length, hanging, (await left(store)).length, slow.failures]).toEqual([40, 50, 60, []]);
    answer.resolve();
    await slow.settled();
    expect(await left(store)).toEqual([]);
  });

  test('one that is down for long is waited for, however often it was tried; when it is back, all that waits comes at once, and once', async () => {
    const [here, there] = [await transport(), await transport()];
    const store = await open(await fresh());
    const patience = { ...quick.patience, growth: 10, mostMs: 600_000, tries: 3, downMs: 50 };
    deliver(store, overHttp(there.url, 'there'), { patience }).wake();
    const delivery = deliver(store, overHttp(here.url, 'here'), { patience });
    let broken = true;
    here.misbehaves = () => (broken ? 'down' : undefined);
    for (const each of ['a', 'b']) await put(store, `here:${each}`, [`${each} 1`, `${each} 2`]);
    delivery.wake();
    // After 20, 200 and 2,000 milliseconds; the next try would come in twenty seconds.
    await here.until(() => here.calls.filter(({ text }) => text === 'a 1').length === 4);
    await put(store, 'there:a', ['notices nothing']);
    await there.until(() => there.shown.length === 1);
    expect([await dead(store), await store.read((tx) => platformsDown(tx, systemNow()))]).toEqual([[], new Set(['here'])]);
    broken = false;
    const began = performance.now();
    await put(store, 'here:c', ['c 1']);
    delivery.wake();
    await here.until(async () => (await left(store)).length === 0);
    expect(performance.now() - began).toBeLessThan(5000);
    expect([shown(here, 'here:a'), shown(here, 'here:b'), await left(store), await dead(store)]).toEqual([['a 1', 'a 2'], ['b 1', 'b 2'], [], []]);
    expect(await store.read((tx) => platformsDown(tx, systemNow()))).toEqual(new Set());
  });

  test('what comes hours late because it was not taken says so; a card does not, which shows what is so now', async () => {
    const there = await transport();
    const store = await open(await fresh());
    const delivery = deliver(store, overHttp(there.url, 'here'), { patience: { ...quick.patience, firstMs: 5, mostMs: 5, tries: 20 } });
    there.misbehaves = ({ count }) => (count <= 5 ? 'down' : undefined);
    const long = systemNow().subtract({ hours: 2 });
    await store.tx(async (tx) => {
      await post(tx, 'g', 'here:a', words('long ago'), long);
      await post(tx, 'g', 'here:b', words('a card'), long, { card: 'C4' });
      await post(tx, 'g', 'here:c', words('just now'), systemNow());
    });
    delivery.wake();
    await there.until(() => there.shown.length === 3);
    expect(shown(there).sort()).toEqual([expect.stringMatching(/^\(This was written .* could not be delivered until now\.\) long ago$/), 'a card', 'just now']);
  });

  test('one message that alone is not taken is given up', async () => {
    const there = await transport();
    const store = await open(await fresh());
    const delivery = deliver(store, overHttp(there.url, 'here'), { patience: { ...quick.patience, tries: 4, downMs: 5000 } });
    there.misbehaves = ({ text }) => (text === 'bad' ? 'down' : undefined);
    await put(store, 'here:a', ['bad', 'good']);
    delivery.wake();
    await there.until(() => there.shown.length === 1);
    expect(await dead(store)).toEqual(['here:a down 4']);
  });
});

onBoth('whether an earlier try may have arrived', ({ fresh }) => {
  const { open } = deliveries(fresh);

  /** A store with one message at each of these addresses, and what a holder is told of them when it takes them. */
  async function start(...addresses: string[]) {
    const store = await open(await fresh());
    for (const address of addresses) await put(store, address, ['x']);
    const take = (holder: string, at = systemNow(), until = at.add({ seconds: 5 })) => store.tx((tx) => claim(tx, 'here', holder, at, until, 50));
    const fails = (holder: string, fault: DeliveryFault, of: Awaited<ReturnType<typeof take>>) => store.tx((tx) => settle(tx, holder, of.map((each) => ({ of: each, became: 'again', due: systemNow(), fault, counts: true })), systemNow()));
    return { store, take, fails };
  }
  const doubts = (of: readonly { doubt: boolean }[]) => of.map(({ doubt }) => doubt);

  test('is said after a try without an answer, for as long as it lasts, and not after a clean refusal', async () => {
    const { take, fails } = await start('here:a');
    const first = await take('h');
    expect(doubts(first)).toEqual([false]);
    await fails('h', 'limit', first);
    const second = await take('h');
    expect(doubts(second)).toEqual([false]);
    await fails('h', 'timeout', second);
    const third = await take('h');
    expect(doubts(third)).toEqual([true]);
    await fails('h', 'limit', third);
    expect(doubts(await take('h'))).toEqual([true]);
  });

  test('is said of what somebody was sending who was killed: of the first message there, and of no other', async () => {
    const { store, take, fails } = await start('here:a', 'here:b');
    await put(store, 'here:a', ['y']);
    await take('killed');
    const seen = await store.read((tx) => heldByOthers(tx, 'here', 'h'));
    await store.tx((tx) => release(tx, seen, systemNow()));
    const taken = await take('h');
    expect(doubts(taken)).toEqual([true, true]);
    await fails('h', 'limit', taken.filter(({ address }) => address === 'here:b'));
    await store.tx((tx) => settle(tx, 'h', taken.filter(({ address }) => address === 'here:a').map((of) => ({ of, became: 'done' })), systemNow()));
    expect(new Map((await take('h')).map(({ address, doubt }) => [address, doubt]))).toEqual(new Map([['here:a', false], ['here:b', true]]));
  });

  test('is said where the lease was over before anybody let go', async () => {
    const { take } = await start('here:a');
    await take('killed', systemNow(), systemNow().add({ milliseconds: 1 }));
    expect(doubts(await take('h', systemNow().add({ seconds: 1 })))).toEqual([true]);
  });
});

describe('people on a platform that is down for a day', () => {
  conversations();

  test('get what they missed once, late, without what is of no use any more; the others notice nothing', async () => {
    const secret = makeSecret('test');
    const line = async (who: string, title: string, due: string) => {
      const said = await hears(who, `/commitment add ${title} due:"${due}" lead:${who}`);
      await hears('coordinator agency-side', `/commitment agree ${/C\d+/.exec(said)![0]}`);
    };
    for (const who of ['anpud', 'ehrn']) await hears(who, '/my digest off');
    await line('anpud', 'Map of services', '28 May 2013');
    await line('ehrn', 'Training of peers', '28 May 2013');
    await bed.passes('2013-05-25T12:00:00Z');
    // ANPUD works elsewhere.
    await bed.store.tx(async (tx) => {
      const { person_id } = await tx.selectFrom('seat').select('person_id').where('organisation', '=', 'anpud').where('role', '=', 'focal').executeTakeFirstOrThrow();
      await tx.updateTable('account').set({ platform: 'there' }).where('person_id', '=', person_id).execute();
    });
    let broken = true;
    const got: string[] = [];
    const adapter: Adapter = {
      platform: 'there',
      async start() {},
      async stop() {},
      async send(_, message) {
        if (broken) throw new DeliveryError('down', 'later');
        got.push(read(message));
      },
    };
    const tries = { patience: { firstMs: 1, growth: 1, mostMs: 5, tries: 3, ageMs: Infinity, downMs: 0 }, lookMs: 5 };
    const delivery = makeDelivery(bed.store, secret, adapter, () => {}, tries);
    // Something that was said to them shows that nothing arrives.
    await hears('coordinator agency-side', '/event deadline vilnius-2013 Abstracts closes:"27 May 2013 12:00 Vienna"');
    await bed.store.tx(async (tx) => {
      const { person_id } = await tx.selectFrom('account').select('person_id').where('platform', '=', 'there').executeTakeFirstOrThrow();
      await post(tx, group, `there:@${person_id}`, { v: 1, blocks: [{ text: ['A word'] }] }, bed.now);
    });
    delivery.wake();
    await expect.poll(() => bed.store.read((tx) => platformsDown(tx, bed.now))).toEqual(new Set(['there']));
    const others = await bed.passes('2013-05-28T04:00:00Z');
    expect(others.filter(({ to }) => to === 'Focal point, EHRN').map(({ text }) => text).join('\n')).toContain('Training of peers');
    expect(others.map(({ text }) => text).join('\n')).not.toContain('I was down');
    expect(got).toEqual([]);
    const held = (await bed.store.read((tx) => remindersOf(tx, group))).filter(({ recipient, cause }) => recipient === 'focal/anpud' && cause?.startsWith('held there '));
    expect(held.length).toBeGreaterThan(0);
    broken = false;
    await expect.poll(() => bed.store.read((tx) => platformsDown(tx, bed.now))).toEqual(new Set());
    await bed.passes('2013-05-28T09:00:00Z');
    delivery.wake();
    await delivery.settled();
    expect(got).toHaveLength(2);
    expect(got[0]).toContain('A word');
    expect(got[1]).toContain('Map of services');
    expect(got[1]).toMatch(/This should have come \S+ there could not be reached then\./);
    expect(got[1]).not.toContain('Abstracts');
    const gone = (await bed.store.read((tx) => remindersOf(tx, group))).filter(({ recipient, state, subject }) => recipient === 'focal/anpud' && state === 'dropped' && subject.includes('vilnius'));
    expect(gone.map(({ cause }) => cause)).toContain('past');
    await delivery.stop();
  });
});

describe('rooms on a platform that is down', () => {
  conversations();

  const there = 'there:room';
  const waiting = async () => (await bed.store.read((tx) => tx.selectFrom('outbox').select('message').where('address', '=', there).orderBy('id').execute())).map(({ message }) => read(JSON.parse(message)));
  const ofRoom = async () => (await bed.store.read((tx) => remindersOf(tx, group))).filter(({ recipient, subject, kind }) => recipient === 'room' && subject.includes('vilnius') && kind === 'closing');

  /** A deadline of which rooms hear two days before: the group has a room here and one there. */
  async function start(...also: readonly string[]): Promise<void> {
    await bed.store.tx((tx) => tieRoom(tx, group, { address: there, name: '#there', purpose: 'main' }, newId(bed.now)));
    if (!also.includes('here')) await bed.store.tx(async (tx) => {
      await tx.deleteFrom('room').where('address', '<>', there).execute();
      await tx.updateTable('group').set({ revision: newId(bed.now) }).execute();
    });
    await hears('coordinator agency-side', '/event deadline vilnius-2013 Abstracts closes:"31 May 2013 12:00 Vienna"');
    await bed.passes('2013-05-29T05:00:00Z');
    await bed.store.tx((tx) => tx.deleteFrom('outbox').where('address', '=', there).execute());
  }
  /** Time passes, in which the other platform takes nothing. */
  async function down(until: string): Promise<string[]> {
    await bed.store.tx((tx) => seenDown(tx, 'there', Temporal.Instant.from(until)));
    return (await bed.passes(until)).filter(({ to }) => to === '#main').map(({ text }) => text);
  }
  const up = async (time: string) => {
    await bed.store.tx((tx) => seenUp(tx, 'there', bed.now));
    return bed.passes(time);
  };

  test.each(['there', 'here'])('hear late of what is still of use, and that it is late; those of another platform hear in time, and once (%s)', async (also) => {
    await start(also);
    const here = await down('2013-05-29T12:00:00Z');
    expect(here.filter((text) => text.includes('Abstracts'))).toHaveLength(also === 'here' ? 1 : 0);
    expect(await waiting()).toEqual([]);
    const after = await up('+1h');
    expect(await waiting()).toEqual([expect.stringMatching(/This should have come 2013-05-29T07:00:00.000Z\. there could not be reached then\.[^]*Abstracts/)]);
    expect(after.filter(({ to, text }) => to === '#main' && text.includes('Abstracts'))).toEqual([]);
    expect((await ofRoom()).map(({ state, cause }) => [state, cause])).toEqual([['sent', 'late']]);
  });

  test.each(['there', 'here'])('do not hear of what is of no use any more (%s)', async (also) => {
    await start(also);
    await down('2013-05-31T11:00:00Z');
    await up('+2h');
    expect(await waiting()).toEqual([]);
    expect((await ofRoom()).map(({ state, cause }) => [state, cause])).toEqual([also === 'here' ? ['sent', null] : ['dropped', 'past']]);
  });

  test('get the digest that they missed when their platform is back; the next one does not wait for it', async () => {
    await start('here');
    await hears('unodc', '/update 4 on-track');
    const here = await down('2013-06-03T12:00:00Z');
    const isDigest = expect.stringContaining('C4 ');
    expect(here.filter((text) => text.includes('This week'))).toEqual([isDigest]);
    expect((await waiting()).filter((text) => text.includes('This week'))).toEqual([isDigest]);
    const digests = (await bed.store.read((tx) => remindersOf(tx, group, 'digest'))).filter(({ recipient, date }) => recipient === 'room' && date >= '2013-06-03');
    expect(digests.map(({ date, state }) => `${date} ${state}`).sort()).toEqual(['2013-06-03 sent', '2013-06-10 planned']);
  });
});
