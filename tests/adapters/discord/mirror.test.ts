import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Target } from '#bot/bot.ts';
import { rewrite } from '#bot/lines.ts';
import { DeliveryError } from '#core/errors.ts';
import { newId } from '#core/id.ts';
import type { Calls, Message } from '#core/message.ts';
import { systemNow } from '#core/time.ts';
import { presenceOn } from '#adapters/discord/presence.ts';
import { makeRest } from '#adapters/discord/rest.ts';
import { makeSend } from '#adapters/discord/send.ts';
import { discordBed, type DiscordBed } from '#tests/support/discord/bed.ts';
import { openDiscord } from '#tests/support/discord/open.ts';
import type { Channel, LocalDiscord, Server } from '#tests/support/discord/types.ts';

const lines = rewrite((line) => line);
const reader = { zone: 'Europe/Vienna', home: 'Europe/Vienna', lang: 'en' };
const call: Calls = { title: 'M4 Weekly call', at: '2027-03-03T14:00:00.000Z', ends: '2027-03-03T15:00:00.000Z', place: null, off: false };
const later: Calls = { ...call, at: '2027-03-10T14:00:00.000Z', ends: '2027-03-10T15:00:00.000Z' };
const card = (calls?: Calls, text = 'M4'): Message => ({ v: 1, blocks: [{ text: [text] }], ...(calls && { calls }) });

let discord: LocalDiscord;
let server: Server;
let main: Channel;
const provoked: RegExp[] = [];
beforeEach(async () => {
  discord = await openDiscord({ limits: false });
  server = discord.server('Vienna NGOs');
  main = server.channel('main');
});
afterEach(async () => {
  expect(discord.violations.filter((each) => !provoked.some((known) => known.test(each)))).toEqual([]);
  provoked.length = 0;
  await discord.close();
});

/** A process that sends; what it knows ends with it. */
function sender() {
  const rest = makeRest(discord.token, discord.url);
  const send = makeSend(rest, presenceOn(rest), lines);
  return async (message: Message, { replaces, once = newId(systemNow()), room = main, another = async () => {} }: { replaces?: string | undefined; once?: string; room?: Channel; another?: () => Promise<void> } = {}): Promise<string> => {
    const to: Target = { room: 'discord:hash', chat: { server: server.id, id: room.id } };
    return String(await send(to, message, { once, reader, signal: new AbortController().signal, another, ...(replaces !== undefined && { replaces }) }));
  };
}
const open = () => server.events().filter(({ status }) => status <= 2).map(({ name, scheduled_start_time: from }) => `${name} ${from}`);
const [first, second] = ['M4 Weekly call 2027-03-03T14:00:00+00:00', 'M4 Weekly call 2027-03-10T14:00:00+00:00'];
const asked = (method: string) => discord.requests.filter((each) => each.method === method && each.path.includes('scheduled-events')).length;
const eventIn = (receipt: string) => receipt.split('/')[2];

describe('where the bot may create events', () => {
  beforeEach(() => server.grants('CREATE_EVENTS'));

  test('its name holds no address', async () => {
    await sender()(card({ ...call, title: 'M4 Plenary https://zoom.us/j/999?pwd=x call', place: 'zoom.us/j/888' }));
    expect(server.events()[0]).toMatchObject({ name: 'M4 Plenary … call', entity_metadata: { location: 'Details by the bot' } });
  });

  test('a card makes one, changes it and calls it off, and its receipt keeps both', async () => {
    const send = sender();
    let waits = 0;
    const another = async () => void waits++;
    const receipt = await send(card(call), { another });
    expect(receipt).toBe(`${main.id}/${main.messages()[0]!.id}/${server.events()[0]!.id}`);
    expect([open(), waits]).toEqual([[first], 2]);
    expect(server.events()[0]).toMatchObject({ entity_type: 3, privacy_level: 2, channel_id: null, scheduled_end_time: '2027-03-03T15:00:00+00:00', entity_metadata: { location: 'Details by the bot' } });
    // What does not concern it asks nothing of it.
    expect(await send(card(call, 'M4, 3 come'), { replaces: receipt, another })).toBe(receipt);
    expect([waits, asked('GET'), asked('POST'), asked('PATCH')]).toEqual([2, 1, 1, 0]);
    expect(await send(card(later), { replaces: receipt })).toBe(receipt);
    expect(open()).toEqual([second]);
    expect(await send(card(undefined, 'M4, read'), { replaces: receipt })).toBe(receipt);
    expect(await send(card({ ...later, off: true }), { replaces: receipt })).toBe(receipt.split('/').slice(0, 2).join('/'));
    expect(server.events().map(({ status }) => status)).toEqual([4]);
    expect(main.messages()).toHaveLength(1);
  });

  test('it tells a city and never a link, a room or more than a name', async () => {
    const send = sender();
    await send(card({ ...call, place: 'Vienna' }));
    await send(card({ ...call, title: 'M5 x', place: 'https://zoom.example/j/1' }));
    await send(card({ ...call, title: 'M6 x', place: 'Room M-0303, 3rd floor' }));
    await send(card({ ...call, title: `M7 \n${'long '.repeat(60)}` }));
    expect(server.events().map(({ entity_metadata: place }) => place!.location)).toEqual(['Vienna. Details by the bot', 'Details by the bot', 'Details by the bot', 'Details by the bot']);
    expect(server.events()[3]!.name).toMatch(/^M7 long long.*…$/);
  });

  test('a process that was killed, a second room and a lost answer make no second one', async () => {
    const once = newId(systemNow());
    const receipt = await sender()(card(call), { once });
    expect(await sender()(card(call), { once })).toBe(receipt);
    const [one, other] = [server.channel('one'), server.channel('other')];
    const send = sender();
    const both = await Promise.all([send(card(call), { room: one }), send(card(call), { room: other })]);
    expect(both.map(eventIn)).toEqual([eventIn(receipt), eventIn(receipt)]);
    discord.fail(/POST .*scheduled-events/, 'lost');
    const third = await send(card({ ...call, title: 'M5 Other' }));
    expect(open()).toEqual([first, 'M5 Other 2027-03-03T14:00:00+00:00']);
    expect(eventIn(third)).toBe(server.events()[1]!.id);
  });

  test('two rooms at once make one', async () => {
    const send = sender();
    const [one, other] = [server.channel('one'), server.channel('other')];
    const both = await Promise.all([send(card(call), { room: one }), send(card(call), { room: other })]);
    expect([open(), eventIn(both[0]!)]).toEqual([[first], eventIn(both[1]!)]);
  });

  test('what somebody took out is made again at the next change, and not before', async () => {
    const send = sender();
    const receipt = await send(card(call));
    server.takesOut(eventIn(receipt)!);
    expect(await send(card(call, 'M4, 3 come'), { replaces: receipt })).toBe(receipt);
    expect(open()).toEqual([]);
    const anew = await send(card(later), { replaces: receipt });
    expect([open(), anew === receipt]).toEqual([[second], false]);
  });

  test('one that is over or under way stays, and the next one is made', async () => {
    const send = sender();
    const receipt = await send(card(call));
    server.begins(eventIn(receipt)!);
    const next = await send(card(later), { replaces: receipt });
    expect(open()).toEqual([first, second]);
    server.ends(eventIn(receipt)!);
    server.ends(eventIn(next)!);
    await send(card({ ...later, at: '2027-03-17T14:00:00.000Z', ends: '2027-03-17T15:00:00.000Z' }), { replaces: next });
    expect(open()).toEqual(['M4 Weekly call 2027-03-17T14:00:00+00:00']);
  });

  test('a change that is not known to have arrived is tried again by whoever sends, and the message of a new card is not', async () => {
    const send = sender();
    const receipt = await send(card(call));
    discord.fail(/PATCH .*scheduled-events/, 'reset');
    await expect(send(card(later), { replaces: receipt })).rejects.toBeInstanceOf(DeliveryError);
    expect(await send(card(later), { replaces: receipt })).toBe(receipt);
    expect(open()).toEqual([second]);
    discord.fail(/GET .*scheduled-events/, 'error', 2);
    expect(eventIn(await send(card({ ...call, title: 'M5 Other' })))).toBeUndefined();
    expect(main.messages()).toHaveLength(2);
  });

  test('a card that is gone takes its event with it', async () => {
    const send = sender();
    const receipt = await send(card(call));
    main.delete();
    await expect(send(card(later), { replaces: receipt })).rejects.toMatchObject({ fault: 'unknown' });
    expect(server.events()).toEqual([]);
  });

  test('a calendar that is full, and an event of somebody else, leave the message as it is', async () => {
    const send = sender();
    server.puts({ name: call.title, from: call.at, to: call.ends });
    expect((await send(card(later))).split('/')).toHaveLength(2);
    for (let i = 0; i < 100; i += 1) server.puts({ name: `other ${i}`, from: call.at, to: call.ends });
    expect((await sender()(card({ ...call, title: 'M5 Other' }))).split('/')).toHaveLength(2);
    expect(main.messages()).toHaveLength(2);
  });
});

test('without the permission the message goes all the same, and Discord is not asked again and again', async () => {
  const send = sender();
  const receipt = await send(card(call));
  expect(receipt).toBe(`${main.id}/${main.messages()[0]!.id}`);
  for (let i = 0; i < 5; i += 1) expect(await send(card(call, `M4 ${i}`), { replaces: receipt })).toBe(receipt);
  expect([main.messages()[0]!.text, asked('POST')]).toEqual(['M4 4', 1]);
});

test('who may manage events and not create them makes none', async () => {
  server.grants('MANAGE_EVENTS');
  await sender()(card(call));
  expect(server.events()).toEqual([]);
});

test('a private message has none', async () => {
  server.grants('CREATE_EVENTS');
  const who = discord.person('Zora');
  who.joins(server);
  const rest = makeRest(discord.token, discord.url);
  await makeSend(rest, presenceOn(rest), lines)({ account: who.id, seat: 'Focal point, INPUD', servers: [server.id] }, card(call), { once: newId(systemNow()), reader, signal: new AbortController().signal });
  expect([who.dms().length, server.events().length]).toEqual([1, 0]);
});

describe('a meeting that is called', () => {
  let bed: DiscordBed;
  afterEach(async () => {
    await bed.discord.settled();
    expect([bed.discord.violations, bed.bugs, bed.failures]).toEqual([[], [], []]);
    await bed.close();
  });
  const events = () => bed.server.events().map(({ name, status, scheduled_start_time: from }) => `${name} ${from.slice(0, 16)} ${status}`);

  test('stands among the events of the server as it stands on its card, and leaves them when it is called off', { timeout: 30_000 }, async () => {
    bed = await discordBed({ limits: false });
    bed.server.grants('CREATE_EVENTS');
    const voice = (await bed.person('coordinator civil-society', { manages: true })).in(bed.main);
    const does = async (line: string, label: RegExp) => {
      const answer = await voice.types(line);
      const yes = answer.buttons.find((each) => label.test(each));
      if (yes === undefined) throw new Error(`${answer.text}\n${answer.buttons.join()}`);
      await answer.presses(yes);
      await bed.delivered();
    };
    await does('/meeting schedule title:Weekly call when:6 Mar 2013 15:00 repeat:every week until 30 June 2013', /./);
    expect(events()).toEqual(['M1 Weekly call 2013-03-06T14:00 1']);
    await does('/meeting move meeting:M1 to:6 Mar 2013 17:00', /./);
    expect(events()).toEqual(['M1 Weekly call 2013-03-06T16:00 1']);
    // Whoever took it out has it back with the next change, under another id: the card knows it from then on.
    bed.server.takesOut(bed.server.events()[0]!.id);
    await does('/meeting move meeting:M1 to:6 Mar 2013 18:00', /./);
    expect(events()).toEqual(['M1 Weekly call 2013-03-06T17:00 1']);
    await bed.restarts();
    await does('/meeting cancel meeting:M1 all:true', /./);
    expect(events()).toEqual(['M1 Weekly call 2013-03-06T17:00 4']);
    for (const { entity_metadata: place } of bed.server.events()) expect(place!.location).toBe('Details by the bot');
  });
});
