import { expect, test } from 'vitest';
import { platform } from '#adapters/terminal/sandbox.ts';
import { openPick } from '#bot/chat.ts';
import { buttonsOf, type Message } from '#core/message.ts';
import { sweep } from '#db/sweep.ts';
import { picked, roomIn, seatsOn, secret, talker } from '#tests/support/chat.ts';
import { bed, conversations, group, hears, later, say } from '#tests/support/conversation.ts';
import { read } from '#tests/support/world.ts';

conversations();

const den = roomIn('server-1', 'den');
const [agency, civil] = ['coordinator agency-side', 'coordinator civil-society-side'];
const dee = (chat: typeof den | undefined = den) => talker(bed, 'dee', chat);
const tieDen = () => talker(bed, agency, den, { platform }).invokes('group.room', { purpose: 'main' });
const asks = async (given: Record<string, unknown>, chat: typeof den | undefined = den) => say(await dee(chat).invokes('member.ask', given, { via: 'form' }));
const accountsIn = ({ blocks }: Message) => blocks.flatMap((block) => ('fields' in block ? block.fields : [])).flatMap(({ value }) => value).flatMap((part) => (typeof part === 'object' && 'account' in part ? [part.account] : []));
/** Who got what, by the account that the address leads to. */
const told = async () => {
  const people = await bed.store.read((tx) => tx.selectFrom('account').select(['person_id', 'sealed']).execute());
  return (await bed.posted()).filter(({ address }) => address.includes('@')).map(({ address, message }) => ({ to: secret.open(people.find(({ person_id }) => address.endsWith(`@${person_id}`))!.sealed), message }));
};
const dump = () => bed.store.read(async (tx) => JSON.stringify([await tx.selectFrom('history').selectAll().execute(), await tx.selectFrom('outbox').selectAll().execute(), await tx.selectFrom('queue').selectAll().execute(), await tx.selectFrom('draft').selectAll().execute()]));

test('somebody without a seat is refused with a button, asks with a form, and gets the seat from the coordinator of the side', async () => {
  await tieDen();
  await bed.posted();
  const refused = say(await dee().says('/commitment list'));
  expect(read(refused)).toContain('You do not hold a seat in');
  const form = await dee().presses(refused, 'Ask for a seat');
  expect('ask' in form && form.ask.fields.map(({ name, required }) => [name, required])).toEqual([['organisation', false], ['role', true], ['note', false]]);
  expect(read(await asks({ organisation: 'International Network of People who Use Drugs', role: 'alternate', note: 'We met in Vilnius.' }))).toContain('Somebody who can offer seats is told in private, and only they see who asks.');
  expect(await dump()).not.toContain('"dee"');
  const [request, ...more] = await told();
  expect([request!.to, more]).toEqual([civil, []]);
  expect(read(request!.message)).toBe(
    ['Somebody asks for a seat in UNODC and civil society group on drug use and HIV', 'Who asks: @', 'Organisation: INPUD (they wrote: International Network of People who Use Drugs)', 'Role: Alternate', 'Note: We met in Vilnius.', 'Please make sure who this is before you offer a seat. Nothing has been decided or stored.', '[Offer this seat] [Not now]'].join('\n'),
  );
  expect(accountsIn(request!.message).map((sealed) => openPick(secret, 'account', sealed))).toEqual([{ platform: 'chat', account: 'dee' }]);
  const chair = talker(bed, civil, undefined, { platform });
  expect(read(say(await chair.presses(request!.message, 'Offer this seat')))).toMatch(/^You offer this seat: Alternate, INPUD\. I am writing to the person in private/);
  const [offer] = await bed.posted();
  expect([offer!.address.split(':~')[0], secret.open(offer!.address.split(':~')[1]!)]).toEqual(['chat', 'dee']);
  expect(read(say(await dee(undefined).presses(offer!.message, 'Accept')))).toContain('You are Alternate, INPUD now.');
  expect(await seatsOn(bed, 'dee')).toEqual(['alternate inpud']);
  expect(read(say(await dee().says('/commitment list')))).toContain('15 commitments');
});

test('asked again within a day, it is said that it was asked; after it, one may ask anew', async () => {
  await tieDen();
  expect(read(await asks({ organisation: 'INPUD', role: 'alternate' }))).toContain('Done.');
  const again = 'You have asked today already.';
  expect(read(await asks({ organisation: 'HRI', role: 'focal' }))).toContain(again);
  expect(read(say(await dee().says('/member ask')))).toContain(again);
  expect(read(say(await talker(bed, 'else', den).invokes('member.ask', { organisation: 'INPUD', role: 'alternate' })))).toContain('Done.');
  later({ hours: 24 });
  expect(read(await asks({ organisation: 'INPUD', role: 'alternate' }))).toContain('Done.');
});

test('an organisation that the group does not have goes to both coordinators, who choose one; without coordinators it goes to focal points', async () => {
  await tieDen();
  await bed.posted();
  expect(read(await asks({ organisation: 'Rainbow House', role: 'focal' }))).toContain('2 people who can offer seats are told');
  const both = await told();
  expect(both.map(({ to }) => to).sort()).toEqual([agency, civil]);
  expect(read(both[0]!.message)).toContain('Organisation: Rainbow House (no organisation of the group is called so)');
  const form = await talker(bed, civil, undefined, { platform }).presses(both.find(({ to }) => to === civil)!.message, 'Offer this seat');
  expect('ask' in form && form.ask.given).toMatchObject({ role: 'focal', group });
  for (const who of [agency, civil]) await hears(who, '/my data erase sure:yes');
  later({ hours: 25 });
  await asks({ organisation: 'unodc', role: 'alternate' });
  expect((await told()).map(({ to }) => to)).toEqual(['unodc']);
});

test('nobody is left who could be told: that is said, and one may ask again', async () => {
  await tieDen();
  for (const who of ['unodc', agency]) await hears(who, '/my data erase sure:yes');
  expect(read(await asks({ organisation: 'UNODC', role: 'focal' }))).toContain('Nobody in UNODC and civil society group on drug use and HIV could be told');
  expect(read(await asks({ organisation: 'INPUD', role: 'alternate' }))).toContain('Done.');
});

test('a coordinator’s and an observer’s seat can be asked for; "Not now" does nothing', async () => {
  await tieDen();
  await bed.posted();
  await asks({ organisation: 'HRI', role: 'coordinator' });
  const [first] = await told();
  expect(buttonsOf(first!.message).map((button) => 'run' in button && [button.run, button.given.organisation])).toEqual([['member.focal', 'civil-society-side'], ['member.ask', undefined]]);
  expect(read(say(await talker(bed, civil, undefined, { platform }).presses(first!.message, 'Not now')))).toBe('All right. Nothing was sent to whoever asks.');
  expect(await bed.posted()).toEqual([]);
  await talker(bed, 'fay', den).invokes('member.ask', { role: 'observer' });
  const [second] = await told();
  expect(read(say(await talker(bed, second!.to, undefined, { platform }).presses(second!.message, 'Offer this seat')))).toContain('You offer this seat: Observer.');
});

test('where no group is meant, it is said how to get in; who has a seat is told so', async () => {
  for (const who of [dee(undefined), dee(den), talker(bed, 'boss', den, { manages: true })]) {
    for (const given of [{}, { organisation: 'INPUD', role: 'focal' }, { organisation: 'INPUD', role: 'focal', group }]) expect(read(say(await who.invokes('member.ask', given)))).toContain('Seats are in a group, and no group is meant here.');
    expect(read(say(await who.says('/commitment list')))).toContain('send /member ask in a room of the group');
  }
  expect(await hears('inpud', '/member ask')).toContain('You hold a seat here already (Focal point, INPUD).');
  await tieDen();
  const form = await dee().invokes('member.ask', { role: 'focal' }, { via: 'form' });
  expect('ask' in form && form.ask.errors.organisation!.join('')).toContain('For which organisation?');
});

test('the button of a private message works for 30 days and is then swept away; the form that it opens stays a day', async () => {
  await tieDen();
  await bed.posted();
  await asks({ organisation: 'Rainbow House', role: 'focal' });
  const request = (await told()).find(({ to }) => to === civil)!.message;
  const chair = talker(bed, civil, undefined, { platform });
  const open = async () => {
    const form = await chair.presses(request, 'Offer this seat');
    return 'ask' in form ? form.ask : undefined;
  };
  const first = (await open())!;
  later({ hours: 25 });
  await bed.store.tx((tx) => sweep(tx, bed.now));
  const sends = async (draft: string) => read(say(await chair.invokes('member.focal', { organisation: 'INPUD', role: 'alternate' }, { via: 'form', draft })));
  expect(await sends(first.draft)).toContain('That form is no longer here');
  const second = (await open())!;
  expect(second.draft).not.toBe(first.draft);
  expect(await sends(second.draft)).toContain('You offer this seat: Alternate, INPUD.');
  later({ hours: 24 * 29 - 2 });
  await bed.store.tx((tx) => sweep(tx, bed.now));
  expect(await open()).toBeDefined();
  later({ hours: 1 });
  expect(await open()).toBeUndefined();
  await bed.store.tx((tx) => sweep(tx, bed.now.add({ hours: 24 })));
  expect(await bed.store.read((tx) => tx.selectFrom('draft').selectAll().execute())).toEqual([]);
});

test('whoever is erased leaves nothing in what others were sent: no message on its way, no button that holds their account', async () => {
  await tieDen();
  await bed.posted();
  await asks({ organisation: 'INPUD', role: 'alternate' });
  await talker(bed, 'fay', den).invokes('member.ask', { organisation: 'INPUD', role: 'alternate' });
  await bed.bot.invoke({ id: 'offer', command: 'member.focal', given: { organisation: 'INPUD', role: 'alternate', member: picked(bed, 'dee') }, via: 'form', user: { platform, id: civil }, room: 'terminal:main' });
  const all = () => bed.store.read(async (tx) => ({
    outbox: (await tx.selectFrom('outbox').select('address').execute()).length, queue: (await tx.selectFrom('queue').select('address').where('address', 'like', 'chat:~%').execute()).length, draft: (await tx.selectFrom('draft').select('id').execute()).length,
  }));
  expect(await all()).toEqual({ outbox: 3, queue: 1, draft: 4 });
  expect(read(say(await dee(undefined).invokes('my.data', { what: 'erase', sure: 'yes' })))).toContain('Nothing about you is stored here any more.');
  // What is left is Fay's.
  expect(await all()).toEqual({ outbox: 1, queue: 0, draft: 2 });
  const left = await told();
  expect(left.flatMap(({ message }) => accountsIn(message)).map((sealed) => openPick(secret, 'account', sealed)?.account)).toEqual(['fay']);
});
