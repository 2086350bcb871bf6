import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { replay, stateOf } from '#db/save.ts';
import { bothBed } from '#tests/support/bothbed.ts';
import { isSoak } from '#tests/support/runs.ts';
import { askedOf, faults, opens, reportsIn, textsIn, waiting } from '#tests/support/slack/badday.ts';

/** A machine that is busy with other tests as well takes its time. */
const soon = { timeout: 10_000 };
const update = '/update 4 on-track';

describe.concurrent('faults of the network', { timeout: 90_000 }, () => {
  test.for(faults)('a card that meets with %s arrives in the room, once', async (how, context) => {
    const bed = await opens(context);
    bed.slack.fail(/chat\.postMessage/, how, 1);
    await (await bed.person('UNODC')).in(bed.main).types(update);
    await bed.delivered();
    expect(textsIn(bed.main)).toEqual([expect.stringContaining('UNODC reports On track')]);
    expect([bed.failures.length, askedOf(bed, 'chat.postMessage').length]).toEqual([1, how === 'lost' ? 1 : 2]);
  });
  test.for(['reset', 'lost', 'limit', { ok: false, error: 'internal_error' }] as const)('what is said to a mention, in private and in App Home arrives although it meets with %o', async (how, context) => {
    const bed = await opens(context);
    const unodc = await bed.person('UNODC');
    bed.slack.fail(/chat\.postEphemeral/, how, 1);
    expect((await unodc.in(bed.main).writes('@Secretariat update 4 on-track')).text).toContain('C4 is now On track');
    bed.slack.fail(/views\.publish/, how, 1);
    await unodc.opensHome();
    await context.expect.poll(() => unodc.home()?.text ?? '', soon).toContain('C6');
    await bed.delivered();
    bed.slack.fail(/chat\.postMessage/, how, 1);
    expect((await unodc.in('dm').writes('commitment show 4')).text).toContain('On track');
    expect(await reportsIn(bed)).toHaveLength(1);
  });
  test.for(isSoak ? faults : (['lost', 'limit'] as const))('slow answers to a command and a form arrive although they meet with %s', async (how, context) => {
    let isSlow = false;
    const bed = await opens(context, { around: waiting(() => (isSlow ? sleep(1600) : undefined)) });
    const unodc = (await bed.person('UNODC')).in(bed.main);
    const form = await unodc.types('/update 4');
    isSlow = true;
    for (const method of [/views\.update/, /response_url/]) bed.slack.fail(method, how, how === 'hang' ? 1 : 2);
    const [sent, list] = await Promise.all([form.fills({ status: 'Done' }), unodc.types('/commitment show 6')]);
    expect(sent.text).toContain('One moment');
    expect(list.text).toContain('C6');
    await context.expect.poll(() => sent.now()!.text, { timeout: 30_000 }).toContain('C4 is now Done');
    expect(await reportsIn(bed)).toHaveLength(1);
  });
  test('a storm of 429: each answer says what to do, nothing is lost, and when it is over all is as before', async (context) => {
    const bed = await opens(context);
    const unodc = await bed.person('UNODC');
    bed.slack.fail(/views\.open/, 'hang', 1);
    expect((await unodc.in(bed.main).types('/commitment add')).buttons).toEqual(['Open the form']);
    for (const method of [/views\.open/, /users\.info/]) bed.slack.fail(method, 'limit', 1);
    for (const method of [/response_url/, /chat\.postMessage/]) bed.slack.fail(method, 'limit', 2);
    const unsure = await unodc.in('dm').writes('commitment show 4');
    expect(unsure.text).toContain('try again in a minute');
    const instead = await unodc.in(bed.main).types('/update 4');
    const again = await instead.presses('Open the form');
    const form = again.kind === 'modal' ? again : await again.presses('Open the form');
    expect((await form.fills({ status: 'Done', note: 'In the storm' })).text).toContain('C4 is now Done');
    await bed.delivered();
    expect(textsIn(bed.main)).toEqual([expect.stringContaining('In the storm')]);
    expect((await unodc.in('dm').writes('commitment show 4')).text).toContain('In the storm');
  });
  test.for(isSoak ? (['error', 'reset', 'hang'] as const) : (['error'] as const))('an answer that was on its way when Slack went down (%s) arrives when it is back', async (how, context) => {
    let isSlow = true;
    const bed = await opens(context, { around: waiting(() => (isSlow ? sleep(2000) : undefined)) });
    const unodc = await bed.person('UNODC');
    const answer = unodc.in(bed.main).types(update);
    await sleep(1800);
    bed.slack.down(how);
    isSlow = false;
    await sleep(isSoak ? 4000 : 1500);
    expect(bed.door.connected()).toBe(false);
    bed.slack.up();
    await context.expect.poll(() => bed.slack.connected(), { timeout: 35_000 }).toBe(2);
    await context.expect.poll(async () => [...unodc.dms(), await answer].map(({ text }) => text).join(), soon).toContain('C4 is now On track');
    expect((await unodc.in(bed.main).types('/commitment show 4')).text).toContain('On track');
    await bed.delivered();
    expect(textsIn(bed.main)).toHaveLength(1);
  });
});

describe.runIf(isSoak)('Slack is away for long', { concurrent: true, timeout: 200_000 }, () => {
  test.for(['error', 'reset', 'hang'] as const)('%s: it is tried at growing distances, and found again within half a minute', async (how, context) => {
    const bed = await opens(context);
    bed.slack.down(how);
    await sleep(45_000);
    expect(askedOf(bed, 'apps.connections.open').length).toBeLessThan(60);
    bed.slack.up();
    await context.expect.poll(() => bed.slack.connected(), { timeout: 45_000 }).toBe(2);
    expect((await (await bed.person('UNODC')).in(bed.main).types(update)).text).toContain('C4 is now On track');
  });
});

describe.concurrent('a bot that is slow', { timeout: 30_000 }, () => {
  test('acknowledges in time and answers after: a mention, a shortcut, App Home, a form that has to come back', async (context) => {
    let isSlow = false;
    const bed = await opens(context, { around: waiting(() => (isSlow ? sleep(2800) : undefined)) });
    const [unodc, inpud] = [await bed.person('UNODC'), await bed.person('INPUD')];
    const said = bed.main.says(unodc, 'The draft went to WHO');
    const [home, form] = [await unodc.opensHome(), await unodc.in(bed.main).types('/commitment add')];
    isSlow = true;
    void unodc.in('home').presses(home!, 'Commitments');
    const [mention, shortcut, sent] = await Promise.all([
      inpud.in(bed.main).writes('@Secretariat commitment show 6'), unodc.in(bed.main).uses('Log as update', said), form.fills({ title: 'Train the police', due: 'the day after never', lead: 'UNODC' }),
    ]);
    expect(mention.text).toContain('C6');
    await context.expect.poll(() => unodc.dms().map(({ text }) => text).join(), soon).toContain('C4');
    await context.expect.poll(() => sent.now()!.text, { timeout: 10_000 }).toContain('the day after never');
    isSlow = false;
    const opened = await shortcut.presses('Open the form');
    expect(opened.modal!.fields.find(({ name }) => name === 'note')!.value).toContain('The draft went to WHO');
    expect((await sent.more().at(-1)!.fills({ due: '6 Mar 2014' })).text).toContain('Train the police');
  });
});

describe.concurrent.each(['socket', 'http'] as const)('what comes again over %s', { timeout: 30_000 }, (mode) => {
  test('while the bot is at work is done once, and answered', async (context) => {
    const work = Promise.withResolvers<void>();
    let isHeld = false;
    const bed = await opens(context, { mode, around: waiting(() => (isHeld ? work.promise : undefined)) });
    if (mode === 'socket') await context.expect.poll(() => bed.slack.connected(), soon).toBe(2);
    const [unodc, inpud] = [(await bed.person('UNODC')).in(bed.main), (await bed.person('INPUD')).in(bed.main)];
    const form = await inpud.types('/update 5');
    isHeld = true;
    // In Socket Mode, one over each of the two connections.
    const sent = [unodc.types(update), form.fills({ status: 'Done' })];
    await sleep(50);
    const again = mode === 'http' && bed.slack.forge({ replay: true });
    if (mode === 'socket') {
      bed.slack.drop('cut');
      await context.expect.poll(() => bed.slack.repeated(), soon).toBe(2);
    }
    work.resolve();
    const [command, submission] = await Promise.all(sent);
    expect([command!.text, submission!.text]).toEqual([expect.stringContaining('C4 is now On track'), expect.stringContaining('Kept: INPUD reports C5 Done')]);
    if (again) expect(JSON.parse((await again).body)).toMatchObject({ response_action: 'update' });
    expect(await reportsIn(bed)).toHaveLength(2);
  });
  test('after a restart is not done again, and is told so', async (context) => {
    const bed = await opens(context, { mode });
    const unodc = (await bed.person('UNODC')).in(bed.main);
    const command = await unodc.types(update);
    const undone = await command.presses('Undo');
    const form = await unodc.types('/update 4');
    const sent = await form.fills({ status: 'Done', note: 'The words' });
    await bed.restarts();
    await bed.slack.ready();
    expect((await command.again()).text).toContain('This reached me before');
    expect((await sent.again()).text).toContain('This reached me before');
    await undone.again();
    await context.expect.poll(() => undone.more().at(-1)?.text, soon).toContain('This reached me before');
    expect((await reportsIn(bed)).map(({ note }) => note)).toEqual(['The words']);
  });
  test('events too: a line in a direct message is carried out once', async (context) => {
    const bed = await opens(context, { mode });
    const unodc = await bed.person('UNODC');
    bed.slack.repeats(2);
    expect((await unodc.in('dm').writes('update 4 on-track')).text).toContain('C4 is now On track');
    await bed.delivered();
    expect([unodc.dms().filter(({ by }) => by === 'Secretariat').length, textsIn(bed.main).length, (await reportsIn(bed)).length]).toEqual([1, 1, 1]);
  });
});

describe.concurrent('what comes late', { timeout: 30_000 }, () => {
  test('a form that was opened before a restart is taken', async (context) => {
    const bed = await opens(context);
    const form = await (await bed.person('UNODC')).in(bed.main).types('/update 4');
    await bed.restarts();
    await bed.slack.ready();
    expect((await form.fills({ status: 'On track', note: 'First words' })).text).toContain('C4 is now On track');
    expect((await reportsIn(bed)).map(({ note }) => note)).toEqual(['First words']);
  });
  test('two forms of one draft, as when the answer to its opening was lost: one counts, and the words of the other come back', async (context) => {
    const bed = await opens(context);
    const unodc = (await bed.person('UNODC')).in(bed.main);
    bed.slack.fail(/views\.open/, 'lost', 1);
    const first = await unodc.types('/update 4');
    expect(first.kind).toBe('modal');
    const second = await (await first.next()).presses('Open the form');
    expect((await first.fills({ status: 'On track', note: 'First words' })).text).toContain('C4 is now On track');
    const refused = await second.fills({ status: 'Done', note: 'Second words' });
    expect(refused.text).toContain('That form is no longer here');
    expect(refused.text).toContain('Second words');
    expect((await reportsIn(bed)).map(({ note }) => note)).toEqual(['First words']);
  });
  test('a button of what has changed since does no harm', async (context) => {
    const bed = await opens(context);
    const [unodc, coordinator] = [(await bed.person('UNODC')).in(bed.main), (await bed.person('coordinator civil-society')).in(bed.main)];
    const proposed = await unodc.types('/commitment add title:Train the police lead:UNODC');
    const agreed = await coordinator.types('/commitment agree 16');
    expect(agreed.text).toContain('Agreed by both sides: C16');
    // It is agreed now: only its proposal could be taken back.
    expect((await unodc.presses(proposed, 'Undo')).text).toContain('C16');
    expect((await coordinator.types('/commitment agree 16')).text).toContain('Nothing waits for a yes on C16');
    await agreed.presses('Undo');
    await unodc.presses(proposed, 'Undo');
    expect((await unodc.presses(proposed, 'Show it')).text).toContain('C16');
    expect((await unodc.types('/update 16 on-track')).text).not.toContain('C16 is now');
  });
  test('an update taken back cannot be taken back again, nor after its ten minutes', async (context) => {
    const bed = await opens(context);
    const unodc = (await bed.person('UNODC')).in(bed.main);
    const done = await unodc.types(update);
    expect((await done.presses('Undo')).text).toContain('Taken back');
    expect((await done.presses('Undo')).text).not.toContain('Taken back');
    const more = await unodc.types(update);
    bed.now = bed.now.add({ minutes: 11 });
    expect((await more.presses('Undo')).text).toContain('ten minutes');
    expect(await reportsIn(bed)).toHaveLength(1);
  });
});

describe.concurrent('two at once', { timeout: 30_000 }, () => {
  test('who accept the same offer: one gets the seat', async (context) => {
    const bed = await opens(context);
    const offer = await (await bed.person('coordinator civil-society')).in(bed.main).types('/member focal INPUD focal');
    const code = /code:(\w{8})/.exec(offer.text)![1]!;
    const statements = await Promise.all(['One', 'Two'].map((name) => bed.stranger(name).in(bed.main).types(`/member focal code:${code}`)));
    const answers = await Promise.all(statements.map((each) => each.presses('Accept')));
    expect(answers.filter(({ text }) => text.includes('You are Focal point, INPUD now.'))).toHaveLength(1);
    expect(answers.filter(({ text }) => text.includes('This seat has been taken'))).toHaveLength(1);
  });
  test('who press the same button of a card, one of them on Slack and Discord: it is done once, and all are told', async (context) => {
    const bed = await bothBed();
    const { onSlack, onDiscord } = bed;
    context.onTestFinished(async () => {
      expect([bed.bugs, onSlack.slack.violations, onDiscord.discord.violations]).toEqual([[], [], []]);
      await bed.store.read(async (tx) => expect(await replay(tx, bed.group)).toEqual(await stateOf(tx, bed.group)));
      await bed.close();
    });
    const [chair, other, alias] = [await onSlack.person('coordinator civil-society'), onSlack.stranger('Other'), onDiscord.stranger('Alias')];
    await onSlack.seat(other, 'coordinator civil-society');
    const code = /code:(\w{6})/.exec((await chair.in('dm').writes('my link')).text)![1]!;
    await (await alias.in('dm').writes(`my link code:${code}`))!.presses('Yes, both are mine');
    await bed.delivered();
    expect((await chair.in('dm').presses(chair.dms().at(-1)!, 'Yes, that is me')).text).toContain('one person');
    await (await onSlack.person('UNODC')).in(onSlack.main).types('/commitment add title:Train the police lead:UNODC');
    await bed.delivered();
    const [here, there] = [onSlack.main.messages().at(-1)!, onDiscord.main.messages().at(-1)!];
    const answers = await Promise.all([chair.in(onSlack.main).presses(here, 'Agree'), other.in(onSlack.main).presses(here, 'Agree'), alias.in(onDiscord.main).presses(there, 'Agree')]);
    const told = (words: string) => answers.filter(({ text }) => text.includes(words));
    expect([told('Agreed by both sides: C16').length, told('Nothing waits for a yes on C16').length]).toEqual([1, 2]);
    const history = await bed.store.read((tx) => tx.selectFrom('history').select('after').where('kind', '=', 'commitment').where('after', 'like', '%Train the police%').execute());
    expect(history.filter(({ after }) => after!.includes('"state":"agreed"'))).toHaveLength(1);
    await bed.delivered();
    for (const room of [onSlack.main, onDiscord.main]) expect(room.messages().filter(({ text, edited }) => !edited && text.includes('Agreed by both sides'))).toHaveLength(1);
  });
});
