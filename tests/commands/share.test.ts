import { expect, test } from 'vitest';
import { buttonsOf, type Message } from '#core/message.ts';
import { newId } from '#core/id.ts';
import { commands } from '#commands/index.ts';
import { tieRoom } from '#db/groups.ts';
import { mainRoom, platform } from '#adapters/terminal/rooms.ts';
import { bed, conversations } from '#tests/support/conversation.ts';
import { read } from '#tests/support/world.ts';

conversations();

/** A room of a chat platform, as its door knows it. */
const chat = (room: string) => ({ platform, server: 'server', id: room, name: room });
async function asks(who: string, command: string, given: Record<string, unknown> = {}, { room = mainRoom, inChat = true, id = newId(bed.now) } = {}): Promise<Message> {
  const outcome = await bed.bot.invoke({ id, command, given, via: 'button', user: { platform, id: who }, room, ...(inChat && { chat: chat(room) }) });
  if (!('say' in outcome)) throw new Error(JSON.stringify(outcome));
  return outcome.say;
}
/** Presses the button that shares an answer. */
function shares(who: string, answer: Message, more: Parameters<typeof asks>[3] = {}): Promise<Message> {
  const button = buttonsOf(answer).find(({ label }) => label === 'Share with the room');
  if (!button || !('run' in button)) throw new Error('no button to share with');
  return asks(who, button.run, { ...button.given }, more);
}
const labels = (message: Message) => buttonsOf(message).map(({ label }) => label);
const posted = async () => (await bed.posted()).map(({ address, message }) => ({ address, message, text: read(message) }));

test('what the group knows can be shown to the room once, under the seat of whoever asked', async () => {
  const answer = await asks('inpud', 'commitment.show', { commitment: '4' });
  expect(labels(answer)).toEqual(['Rate it', 'History', 'Share with the room']);
  expect(await posted()).toEqual([]);
  const said = await shares('inpud', answer);
  expect([said.tone, read(said)]).toEqual(['done', 'The room sees it now.']);
  const [card, ...more] = await posted();
  expect(more).toEqual([]);
  expect(card!.address).toBe(mainRoom);
  // What only this reader can do next is left out.
  expect(labels(card!.message)).toEqual(['History']);
  expect(card!.text).toMatch(/^C4 Complete the draft overdose document of WHO and UNODC\n[^]*\nShared by Focal point, INPUD$/);
  expect(card!.text.replace(/\[History\]\nShared by .*$/, '')).toBe(read(answer).replace(/\[Rate it\].*$/, ''));
  expect(read(await shares('inpud', answer))).toBe('The room has it already.');
  expect(await posted()).toEqual([]);
});

test('one press that is delivered twice is one', async () => {
  const answer = await asks('observer', 'plan.show');
  const id = newId(bed.now);
  await shares('observer', answer, { id });
  const button = buttonsOf(answer).find(({ label }) => label === 'Share with the room') as { run: string; given: Record<string, unknown> };
  expect(await bed.bot.invoke({ id, command: button.run, given: button.given, via: 'button', user: { platform, id: 'observer' }, room: mainRoom })).toEqual({ ignore: 'duplicate' });
  expect((await posted()).map(({ text }) => text.split('\n').at(-1))).toEqual(['Shared by Observer']);
});

test('a search is shared as it was asked for', async () => {
  const found = await asks('unodc', 'commitment.list', { words: 'overdose', owner: 'UNODC' });
  await shares('unodc', found);
  expect((await posted()).map(({ text }) => text)).toEqual([`${read(found).replace('[Share with the room]', '')}Shared by Focal point, UNODC`]);
});

test('it is offered where the group is at home on a chat platform, and nowhere else', async () => {
  await bed.store.tx((tx) => tieRoom(tx, 'unodc-cso-group', { address: 'terminal:news', name: '#news', purpose: 'announcements' }, newId(bed.now)));
  const offered = async (more: Parameters<typeof asks>[3]) => labels(await asks('inpud', 'event.list', {}, more)).includes('Share with the room');
  expect(await Promise.all([offered({}), offered({ inChat: false }), offered({ room: 'terminal:@inpud' }), offered({ room: 'terminal:news' })])).toEqual([true, false, false, false]);
  for (const room of ['terminal:@inpud', 'terminal:news']) {
    const said = await asks('inpud', 'event.list', { share: 'yes' }, { room });
    expect([said.tone, read(said)]).toEqual(['refusal', 'This can be shared only in a room of the group. Ask again there.']);
  }
  expect((await asks('stranger', 'event.list', { share: 'yes' })).tone).toBe('refusal');
  expect(await posted()).toEqual([]);
});

test('what is for one reader stays with them, whatever is asked', async () => {
  for (const [who, command] of [['inpud', 'my.tasks'], ['inpud', 'help'], ['inpud', 'reminder.preview'], ['coordinator civil-society-side', 'group.audit'], ['inpud', 'reminder.list']] as const) {
    const answer = await asks(who, command, { share: 'yes' });
    expect(labels(answer)).not.toContain('Share with the room');
  }
  expect(await posted()).toEqual([]);
  expect(commands.filter(({ shareable }) => shareable).map(({ name }) => name).sort()).toEqual([
    'commitment.history', 'commitment.list', 'commitment.show', 'event.list', 'event.show', 'member.list', 'member.show', 'plan.changes', 'plan.show',
  ]);
  expect(commands.filter(({ shareable, reads }) => shareable && !reads)).toEqual([]);
});
