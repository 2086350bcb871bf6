import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { makeBot, type Bot, type From } from '#bot/bot.ts';
import { tiedRoom } from '#bot/chat.ts';
import { command, type Outcome } from '#bot/command.ts';
import { line } from '#core/field.ts';
import { newId } from '#core/id.ts';
import { buttonsOf, filesOf, type Message } from '#core/message.ts';
import { makeSecret } from '#core/secret.ts';
import { groupIds, tieRoom } from '#db/groups.ts';
import { testbed, type Testbed } from '#tests/support/world.ts';

const secret = makeSecret('test');
const chat = { platform: 'terminal', server: '9001', id: '7001', name: 'chat' };

/** A command that hands over a file of so many bytes. */
const handOver = (bytes: number) => command({
  name: 'my.file', who: 'reader', reads: true, shareable: true, input: z.object({ words: line(200).optional() }), args: ['words'],
  run: async () => ({ v: 1, blocks: [{ text: ['Here it is.'] }, { file: { name: 'M4 ü.ics', type: 'text/calendar', text: 'x'.repeat(bytes) } }] }),
});

let bed: Testbed;
const bugs: unknown[] = [];
beforeEach(async () => {
  bed = await testbed();
  bugs.length = 0;
});
afterEach(() => bed.close());

async function begins(bytes = 10): Promise<{ bot: Bot; from: From }> {
  const made = handOver(bytes);
  const bot = makeBot({ store: bed.store, secret, aliases: {}, menus: [], commands: new Map([[made.name, made]]), now: () => bed.now, wake: () => {}, bug: (_, __, error) => void bugs.push(error) });
  const [group] = await bed.store.read(groupIds);
  const room = tiedRoom(secret, chat, 'main');
  await bed.store.tx((tx) => tieRoom(tx, group!, room, newId(bed.now)));
  return { bot, from: { user: { platform: 'terminal', id: 'inpud' }, room: room.address, chat } };
}
function said(outcome: Outcome): Message {
  if (!('say' in outcome)) throw new Error(JSON.stringify(outcome));
  return outcome.say;
}

test('a file has a safe name, and the button that asks for it in the same words', async () => {
  const { bot, from } = await begins();
  const [file] = filesOf(said(await bot.line('/my file of M4', from)));
  expect(file).toMatchObject({ name: 'M4.ics', text: 'x'.repeat(10), again: { run: 'my.file', given: { words: 'of M4' } } });
  const again = file!.again!;
  if (!('run' in again)) throw new Error('no button');
  expect(filesOf(said(await bot.invoke({ ...from, id: newId(bed.now), command: again.run, given: again.given, via: 'button' })))).toEqual([expect.objectContaining({ name: 'M4.ics' })]);
});

test('an answer that is shown to the room goes there without it', async () => {
  const { bot, from } = await begins();
  const share = buttonsOf(said(await bot.line('/my file', from))).find((each) => 'run' in each && each.given.share !== undefined);
  if (!share || !('run' in share)) throw new Error('nothing to share by');
  await bot.invoke({ ...from, id: newId(bed.now), command: share.run, given: share.given, via: 'button' });
  const [posted] = await bed.posted();
  expect([filesOf(posted!.message), JSON.stringify(posted)]).toEqual([[], expect.stringContaining('Here it is.')]);
});

test('one that is too large is a bug and is not cut', async () => {
  const { bot, from } = await begins(100_001);
  expect(JSON.stringify(said(await bot.line('/my file', from)))).toContain('Something went wrong on our side');
  expect(bugs.map(String)).toEqual(['Error: a file of 100001 bytes']);
});
