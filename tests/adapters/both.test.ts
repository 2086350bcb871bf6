import { afterEach, describe, expect, test } from 'vitest';
import { bothBed, bothEndWell, join, type BothBed } from '#tests/support/bothbed.ts';
import type { Channel as DiscordRoom, Person as DiscordPerson } from '#tests/support/discord/types.ts';
import type { Channel, Person } from '#tests/support/slack/types.ts';

let bed: BothBed;

afterEach(() => bothEndWell(bed));

const open = async (settings: Parameters<typeof bothBed>[0] = {}) => void (bed = await bothBed({ limits: false, ...settings }));
const texts = (room: Channel | DiscordRoom) => room.messages().map(({ text }) => text);
/** Somebody with a seat, in the main room of one platform. */
const onSlack = async (who: string) => (await bed.onSlack.person(who)).in(bed.onSlack.main);
const onDiscord = async (who: string) => (await bed.onDiscord.person(who)).in(bed.onDiscord.main);
const rooms = () => [bed.onSlack.main, bed.onDiscord.main];
const reports = () => bed.store.read((tx) => tx.selectFrom('report').selectAll().execute());
const done = (act: string) => bed.store.read((tx) => tx.selectFrom('history').select(['call', 'act']).where('act', '=', act).execute());

/** Somebody with a seat on Slack who has joined their account on Discord to it. */
async function linked(who: string): Promise<{ slack: Person; discord: DiscordPerson }> {
  const [slack, discord] = [await bed.onSlack.person(who), bed.onDiscord.stranger(`Also ${who}`)];
  expect(await join(bed, slack, discord)).toContain('You are one person here on Slack, Discord.');
  return { slack, discord };
}

test('who erases themselves on one platform reads there that both accounts go, and hears it once on the other; nothing of either is left', async () => {
  await open();
  const { slack, discord } = await linked('INPUD');
  const asked = await discord.in(bed.onDiscord.main).types('/my data what:Erase');
  expect(asked.text).toContain('You are one person here on Slack, Discord. All of these accounts are erased together.');
  const before = [slack.dms().length, discord.dms().length];
  expect((await asked.presses('Yes, erase me')).text).toContain('your accounts on Slack, Discord are erased');
  await bed.delivered();
  expect([slack.dms().length, discord.dms().length]).toEqual([before[0]! + 1, before[1]]);
  expect(slack.dms().at(-1)!.text).toContain('You have erased what is stored about you, from your account on Discord. This account was joined with it');
  for (const voice of [slack.in('dm'), discord.in('dm')]) expect((await voice.writes('my data'))!.text).toContain('Nothing is stored about you');
  expect(await bed.store.read((tx) => tx.selectFrom('outbox').selectAll().execute())).toEqual([]);
});

describe('a group with half its people on each platform', () => {
  test.each(['socket', 'http'] as const)('sees an update from one as a card in the rooms of both; what changes it later, on either, changes it in both (Slack by %s)', async (mode) => {
    await open({ mode });
    const [unodc, inpud] = [await onSlack('UNODC'), await onDiscord('INPUD')];
    const update = await unodc.types('/update 4 on-track First *draft* to WHO');
    await bed.delivered();
    for (const room of rooms()) expect(texts(room)).toEqual([expect.stringContaining('UNODC reports On track. First *draft* to WHO')]);
    await (await update.presses('Correct it')).fills({ status: 'At risk', note: 'WHO asks for two weeks more' });
    await inpud.types('/commitment rate commitment:4 completion:Limited note:No draft seen yet');
    await bed.delivered();
    for (const room of rooms()) {
      const [card, ...more] = room.messages();
      expect([card!.edited, card!.text]).toEqual([true, expect.stringMatching(/corrects its report: At risk\. WHO asks for two weeks more[^]* · INPUD rates it Limited/)]);
      expect(more.map(({ text }) => text)).toEqual([expect.stringContaining('UNODC corrects its report'), expect.stringContaining('INPUD rates it Limited')]);
    }
    const shown = [await inpud.presses(bed.onDiscord.main.messages()[0]!, 'Show it'), await unodc.presses(bed.onSlack.main.messages()[0]!, 'Show it')];
    for (const { text } of shown) expect(text).toContain('No draft seen yet');
  });

  test('sees at once on one platform what was done on the other', async () => {
    await open();
    const [unodc, inpud] = [await onSlack('UNODC'), await onDiscord('INPUD')];
    for (const status of ['on-track', 'blocked', 'done']) {
      await unodc.types(`/update 4 ${status} said on Slack`);
      expect((await inpud.types('/commitment show commitment:4')).text.toLowerCase()).toContain(status.replace('-', ' '));
      await inpud.types(`/commitment evidence commitment:4 link:https://example.org/${status}`);
      expect((await unodc.types('/commitment show 4')).text).toContain(`example.org/${status}`);
    }
  });

  test('is set up in chat from nothing: on one platform, the room on the other tied from there by a coordinator', async () => {
    await open({ file: null });
    const boss = bed.onSlack.stranger('Boss', { admin: true }).in(bed.onSlack.main);
    const made = await boss.types('/group setup name:"Contact group" zone:Vienna sides:"UNODC: UNODC, WHO; Civil society: INPUD, IDPC"');
    expect(made.text).toContain('Contact group is set up');
    // In the room on Discord the group is not known, also to who manages the server.
    const [mayor, ana] = [bed.onDiscord.stranger('Mayor', { manages: true }), bed.onDiscord.stranger('Ana')];
    expect((await mayor.in(bed.onDiscord.main).types('/group room purpose:Main room')).text).toContain('There is no group here yet.');
    const offer = await boss.types('/member focal "Civil society" coordinator');
    const code = /code:(\w{8})/.exec(offer.text)![1]!;
    const accepted = await (await ana.in('dm').writes(`member focal code:${code}`))!.presses('Accept');
    expect(accepted.text).toContain('You are Coordinator, Civil society now.');
    const question = await ana.in(bed.onDiscord.main).types('/group room purpose:Main room');
    expect((await question.presses('Yes, do it')).text).toContain('#main is a room of Contact group now: main room.');
    await bed.delivered();
    expect(texts(bed.onDiscord.main)).toEqual([expect.stringContaining('This room is now a main room of Contact group.')]);
    expect(texts(bed.onSlack.main).at(-1)).toContain('#main is a room of Contact group now: main room.');
    await ana.in(bed.onDiscord.main).types('/commitment add title:Map of peer services');
    await bed.delivered();
    for (const room of rooms()) expect(texts(room).at(-1)).toContain('Map of peer services');
  });

  test('is set up on the other, and a coordinator with both accounts ties the room', async () => {
    await open({ file: null });
    const boss = bed.onDiscord.stranger('Boss', { manages: true });
    const made = await boss.in(bed.onDiscord.main).types('/group setup name:Contact group zone:Vienna sides:UNODC: UNODC, WHO; Civil society: INPUD, IDPC');
    expect(made.text).toContain('Contact group is set up');
    const offer = await boss.in(bed.onDiscord.main).types(`/member focal organisation:UNODC role:Coordinator member:@${boss.name}`);
    expect((await offer.presses('Accept')).text).toContain('You are Coordinator, UNODC side now.');
    const also = bed.onSlack.stranger('Also boss');
    expect(await join(bed, also, boss, 'discord')).toContain('You are one person here on Discord, Slack.');
    const question = await also.in(bed.onSlack.main).types('/group room main');
    expect((await question.presses('Yes, do it')).text).toContain('#main is a room of Contact group now: main room.');
    await also.in(bed.onSlack.main).types('/commitment add "Map of peer services"');
    await bed.delivered();
    for (const room of rooms()) expect(texts(room).at(-1)).toContain('Map of peer services');
  });

  test('makes the same of a message by the same menus', async () => {
    await open();
    const said = 'The draft is with WHO, see https://example.org/draft';
    const [unodc, alternate] = [await onSlack('UNODC'), await onDiscord('alternate UNODC')];
    const [here, there] = [bed.onSlack.main.says(bed.onSlack.stranger('Other'), said), bed.onDiscord.main.says(bed.onDiscord.stranger('Other'), said)];
    for (const menu of ['Log as update', 'Make commitment', 'Add as evidence']) {
      const [one, other] = [(await unodc.uses(menu, here)).modal!, (await alternate.uses(menu, there)).modal!];
      const filled = (fields: readonly { readonly name: string; readonly value?: string }[]) => fields.flatMap(({ name, value }) => (value ? [[name, value]] : []));
      expect(filled(one.fields)).toEqual(filled(other.fields));
      expect(filled(one.fields).flat().join()).toContain('example.org/draft');
    }
    const title = 'C4 Complete the draft overdose document of WHO and UNODC';
    await (await unodc.uses('Log as update', here)).fills({ commitment: title, status: 'On track' });
    await (await alternate.uses('Log as update', there)).fills({ commitment: title, status: 'Done' });
    expect((await reports()).map(({ status, note }) => [status, note])).toEqual([['done', said]]);
    expect(await done('commitment.update')).toHaveLength(2);
  });
});

describe('at the same instant on both platforms', () => {
  test('two people agree to the same: it is agreed once, and both hear so', async () => {
    await open();
    await (await onSlack('UNODC')).types('/commitment add "Train the police" lead:UNODC');
    const people = [await onSlack('coordinator civil-society'), await onDiscord('coordinator civil-society')];
    const [one, other] = [await people[0]!.types('/my tasks'), await people[1]!.types('/my tasks')];
    const answers = await Promise.all([one.presses('Agree to C16'), other.presses('Agree to C16')]);
    for (const { kind, text } of answers) expect([kind, text]).toEqual(['message', expect.stringContaining('C16')]);
    expect(await done('commitment.agree')).toHaveLength(1);
  });

  test('two people take the same seat: one gets it', async () => {
    await open();
    const offer = await (await onSlack('coordinator civil-society')).types('/member focal INPUD focal');
    const code = /code:(\w{8})/.exec(offer.text)![1]!;
    const [one, other] = [bed.onSlack.stranger('One'), bed.onDiscord.stranger('Two')];
    const statements = [await one.in(bed.onSlack.main).types(`/member focal code:${code}`), await other.in(bed.onDiscord.main).types(`/member focal code:${code}`)];
    const answers = await Promise.all(statements.map((each) => each.presses('Accept')));
    expect(answers.filter(({ text }) => text.includes('You are Focal point, INPUD now.'))).toHaveLength(1);
    expect(answers.filter(({ text }) => text.includes('This seat has been taken'))).toHaveLength(1);
  });

  test('one person presses the same on both: it is done once, and both answer', async () => {
    await open();
    const { slack, discord } = await linked('coordinator civil-society');
    await (await onSlack('UNODC')).types('/commitment add "Train the police" lead:UNODC');
    const shown = [await slack.in(bed.onSlack.main).types('/my tasks'), await discord.in(bed.onDiscord.main).types('/my tasks')];
    const answers = await Promise.all(shown.map((each) => each.presses('Agree to C16')));
    for (const { kind, text } of answers) expect([kind, text]).toEqual(['message', expect.stringContaining('C16')]);
    expect(await done('commitment.agree')).toHaveLength(1);
    await bed.delivered();
    for (const room of rooms()) expect(room.messages().filter(({ text, edited }) => !edited && text.includes('Agreed'))).toHaveLength(1);
    // Taken back on both at once, it is taken back once.
    const undone = await Promise.all([slack.in(bed.onSlack.main).types('/my undo'), discord.in(bed.onDiscord.main).types('/my undo')]);
    expect(undone.filter(({ text }) => text.includes('Taken back'))).toHaveLength(1);
  });
});

describe('one person with an account on each', () => {
  /** Their reminders on Slack and on Discord since it was last asked, as something they lead falls due in six weeks; no text of one is there twice. */
  function reminding({ slack, discord }: Awaited<ReturnType<typeof linked>>): () => Promise<[boolean, boolean]> {
    const [seen, begins] = [new Set<string>(), [0, 0]];
    return async () => {
      const [alternate, civil] = [await onSlack('alternate UNODC'), await onDiscord('coordinator civil-society')];
      const added = await alternate.types('/commitment add "Something new" due:"in 6 weeks" lead:UNODC');
      await civil.types(`/commitment agree commitment:${/C\d+/.exec(added.text)![0]}`);
      await bed.passes('+6w');
      const come = [slack.dms(), discord.dms()].map((all, i) => {
        const texts = all.slice(begins[i]).filter(({ buttons }) => buttons.some((label) => label.endsWith('On track'))).map(({ text }) => text);
        begins[i] = all.length;
        for (const text of texts) expect(seen).not.toContain(text);
        for (const text of texts) seen.add(text);
        return texts.length > 0;
      });
      return come as [boolean, boolean];
    };
  }
  const [onlySlack, onlyDiscord] = [[true, false], [false, true]];

  test('gets each reminder once, where they prefer; the other platform is for when that fails', async () => {
    await open();
    const unodc = await linked('UNODC');
    const reminders = reminding(unodc);
    expect(await reminders()).toEqual(onlySlack);
    expect((await unodc.discord.in('dm').writes('my reminders where:discord'))!.text).toContain('Discord');
    expect(await reminders()).toEqual(onlyDiscord);
    unodc.discord.closes();
    expect(await reminders()).toEqual(onlySlack);
    unodc.discord.opens();
    expect(await reminders()).toEqual(onlyDiscord);
    expect((await unodc.slack.in('dm').writes('my reminders where:slack')).text).toContain('Slack');
    expect(await reminders()).toEqual(onlySlack);
    // The account on Slack is deactivated.
    unodc.slack.leaves();
    expect(await reminders()).toEqual(onlyDiscord);
  });

  test('who leaves the server of one is reminded on the other, works on there, and sees nothing any more where they left', async () => {
    await open();
    const unodc = await linked('UNODC');
    const reminders = reminding(unodc);
    await unodc.discord.in('dm').writes('my reminders where:discord');
    unodc.discord.leaves(bed.onDiscord.server);
    expect(await reminders()).toEqual(onlySlack);
    expect((await unodc.slack.in(bed.onSlack.main).types('/update 4 on-track Still here')).text).toContain('C4 is now On track');
    const old = unodc.discord.dms().findLast(({ buttons }) => buttons.includes('My tasks'))!;
    const refused = await unodc.discord.in('dm').presses(old, 'My tasks');
    expect(refused.text).toContain('not in the group');
    expect((await reports()).map(({ status }) => status)).toEqual(['on-track']);
  });

  test('who separates them is one person on the one that is left; the other is nobody', async () => {
    await open();
    const unodc = await linked('UNODC');
    const reminders = reminding(unodc);
    const accounts = (await unodc.slack.in('dm').writes('my link'))!;
    await (await accounts.presses('Separate Slack')).presses('Yes, separate it');
    await bed.delivered();
    expect(await reminders()).toEqual(onlyDiscord);
    expect((await unodc.slack.in(bed.onSlack.main).types('/update 4 done')).text).toContain('You do not hold a seat in');
    expect((await unodc.discord.in(bed.onDiscord.main).types('/update commitment:4 status:done')).text).toContain('C4 is now Done');
  });
});

test('who was only on one platform and left it: the next in the chain hears of it on the other, and for whom it was', async () => {
  await open();
  const [inpud, alternate] = [await bed.onDiscord.person('INPUD'), await bed.onSlack.person('alternate INPUD')];
  const [civil, agency] = [await onDiscord('coordinator civil-society'), await onSlack('coordinator agency-side')];
  const added = await civil.types('/commitment add title:Map of peer services due:in 3 weeks lead:INPUD');
  await agency.types(`/commitment agree ${/C\d+/.exec(added.text)![0]}`);
  inpud.leaves(bed.onDiscord.server);
  await bed.passes('+3w');
  expect(inpud.dms()).toEqual([]);
  expect(alternate.dms().map(({ text }) => text).join('\n')).toMatch(/Focal point, INPUD[^]*Map of peer services/);
});
