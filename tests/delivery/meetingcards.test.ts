import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Adapter } from '#bot/bot.ts';
import { tiedRoom } from '#bot/chat.ts';
import { newId } from '#core/id.ts';
import { buttonsOf, type Message } from '#core/message.ts';
import { makeSecret } from '#core/secret.ts';
import { tieRoom } from '#db/groups.ts';
import { remindersOf } from '#db/reminders.ts';
import { makeDelivery, type Delivery } from '#delivery/send.ts';
import { quick } from '#tests/support/delivering.ts';
import { group } from '#tests/support/conversation.ts';
import { pollLine } from '#tests/support/polling.ts';
import { read, testbed, type Testbed } from '#tests/support/world.ts';

const secret = makeSecret('test');
const coordinator = 'coordinator civil-society-side';

let bed: Testbed;
let delivery: Delivery;
/** The cards of a room where messages can be changed, and how often each was sent anew or changed. */
const shown = new Map<string, { message: Message; sends: number }>();

beforeEach(async () => {
  shown.clear();
  bed = await testbed({ secret });
  await bed.store.tx((tx) => tieRoom(tx, group, tiedRoom(secret, { platform: 'there', server: '9001', id: '7001', name: 'main' }, 'main'), newId(bed.now)));
  const adapter: Adapter = {
    platform: 'there',
    async start() {},
    async stop() {},
    async send(_to, message, { replaces }) {
      const receipt = replaces ?? `7001/${shown.size + 1}`;
      shown.set(receipt, { message, sends: (shown.get(receipt)?.sends ?? 0) + 1 });
      return receipt;
    },
  };
  delivery = makeDelivery(bed.store, secret, adapter, (_, error) => void bed.bugs.push(error), quick);
});
afterEach(async () => {
  await delivery.stop();
  await bed.close();
  expect(bed.bugs).toEqual([]);
});

async function passes(time: string): Promise<void> {
  await bed.passes(time);
  await delivery.settled();
}
const cards = () => [...shown.values()].filter(({ message }) => /^M\d/.test(read(message))).map(({ message, sends }) => ({ text: read(message), sends, labels: buttonsOf(message).map(({ label }) => label) }));
const over = () => bed.store.read(async (tx) => (await remindersOf(tx, group)).filter(({ kind }) => kind === 'over').map(({ subject, due, state }) => `${subject} ${due} ${state}`));

test('the card of a series shows what comes next as one ends, at once and with one edit; after the last it is over', async () => {
  await bed.as(coordinator).hears('/meeting schedule Weekly call when:27 February 15:00 repeat:weekly 3 times sure:yes');
  await passes('2013-02-27T14:59:00Z');
  const [before] = cards();
  expect([before!.sends, before!.text.match(/2013-\d\d-\d\dT[^\n]*/g), before!.labels[0]]).toEqual([1, ['2013-02-27T14:00:00.000Z', '2013-03-06T14:00:00.000Z', '2013-03-13T14:00:00.000Z'], 'Attend 27 February']);
  await passes('2013-02-27T15:00:00Z');
  expect(cards()).toMatchObject([{ sends: 2, labels: ['Attend 6 March', 'Maybe 6 March', 'Apologies 6 March', 'Show it'] }]);
  expect(cards()[0]!.text).not.toContain('2013-02-27');
  await passes('2013-03-05T15:00:00Z');
  expect(cards()[0]!.sends).toBe(2);
  await passes('2013-03-13T15:00:00Z');
  expect(cards()).toMatchObject([{ sends: 4, labels: ['Show it'] }]);
  expect(cards()[0]!.text).toContain('It is over.');
  expect(await over()).toEqual([]);
});

test('however many have ended while the program was down, the card changes once; nobody is told of it, and it is no reminder that was missed', async () => {
  await bed.as(coordinator).hears('/meeting schedule Daily call when:25 February 15:00 repeat:every day 10 times sure:yes');
  await delivery.settled();
  expect(cards()).toMatchObject([{ sends: 1 }]);
  bed.now = Temporal.Instant.from('2013-03-02T18:00:00Z'); // five have ended
  await bed.comesUp();
  await delivery.settled();
  expect(cards()).toMatchObject([{ sends: 2, labels: ['Attend 3 March', 'Maybe 3 March', 'Apologies 3 March', 'Show it'] }]);
  await bed.comesUp();
  await delivery.settled();
  expect(cards()).toMatchObject([{ sends: 2 }]);
});

test('one that was moved is renewed by its new end, one that is called off not at all; neither is a reminder that anybody sees', async () => {
  await bed.as(coordinator).hears('/meeting schedule Weekly call when:27 February 15:00 repeat:weekly 3 times sure:yes');
  await bed.as(coordinator).hears('/meeting move M1 to:18:00 on:27 February sure:yes');
  await bed.as(coordinator).hears('/meeting cancel M1 on:6 March sure:yes');
  expect(await over()).toEqual(['M1/2013-02-27T15:00 2013-02-27T18:00:00.000Z planned', 'M1/2013-03-13T15:00 2013-03-13T15:00:00.000Z planned']);
  for (const list of ['/reminder preview until:20 March', '/reminder list']) expect(read(await bed.as(coordinator).hears(list))).not.toMatch(/renew/);
});

test('the card of a poll asks nobody any more once it has closed', async () => {
  await bed.as(coordinator).hears(`${pollLine} closes:"27 February 12:00" sure:yes`);
  await delivery.settled();
  expect(cards()).toMatchObject([{ sends: 1, labels: ['Say when I can', 'How it stands'] }]);
  await passes('2013-02-27T11:00:00Z');
  expect(cards()).toMatchObject([{ sends: 2, labels: ['How it stands'] }]);
  expect(cards()[0]!.text).toContain('No time is chosen yet.');
});
