import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { Bot } from '#bot/bot.ts';
import { slackBed, type SlackBed } from '#tests/support/slack/bed.ts';
import { endsWell } from '#tests/support/slack/sound.ts';

let bed: SlackBed;

afterEach(() => endsWell(bed));

const voice = async (who: string) => (await bed.person(who)).in(bed.main);
const texts = () => bed.main.messages().map(({ text }) => text);
const reports = () => bed.store.read((tx) => tx.selectFrom('report').selectAll().execute());
const history = async () => JSON.stringify(await bed.store.read((tx) => tx.selectFrom('history').selectAll().execute()));
const asked = (method: string) => bed.slack.requests.filter((each) => each.method === method);
const slow = (bot: Bot): Bot => ({ ...bot, invoke: async (invocation) => (await sleep(1700), bot.invoke(invocation)), line: async (line, from) => (await sleep(1700), bot.line(line, from)) });
/** An id as Slack makes them, of a person, a channel, a workspace. */
const slackId = /\b[UWCDGTE](?=[A-Z0-9]*\d)[A-Z0-9]{8,}\b/;

describe.each(['socket', 'http'] as const)('over %s', (mode) => {
  test('a slash command is answered in its acknowledgement to its caller alone, and the room sees a card', async () => {
    bed = await slackBed({ mode });
    const answer = await (await voice('UNODC')).types('/update 4 on-track Draft sent to @here & <b>others</b>');
    expect(answer).toMatchObject({ kind: 'message', ephemeral: true });
    expect(answer.text).toContain('C4 is now On track: Complete');
    expect(asked('response_url')).toEqual([]);
    await bed.delivered();
    const [card, ...more] = bed.main.messages();
    expect(card!.text).toContain('UNODC reports On track. Draft sent to @here & <b>others</b>');
    expect(card!.pings).toEqual([]);
    expect(more).toEqual([]);
  });
  test('any line goes after /secretariat, and a prefix stands before every command', async () => {
    bed = await slackBed({ mode, door: { prefix: 'coord-' } });
    const unodc = await voice('UNODC');
    expect((await unodc.types('/coord-update 4 on-track')).text).toContain('C4 is now On track');
    expect((await unodc.types('/secretariat commitment show 4')).text).toContain('Complete the draft overdose document');
    expect((await unodc.types('/secretariat')).text).toMatch(/\/coord-my tasks[^]*\/secretariat help commitment[^]*\/coord-update 1 on-track/);
  });
  test('what is missing is asked for in a form, what is wrong stands beside its field, and nothing that was written is lost', async () => {
    bed = await slackBed({ mode });
    const unodc = await voice('UNODC');
    const form = await unodc.types('/commitment add');
    expect(form.kind).toBe('modal');
    const again = await form.fills({ title: 'Train the police', due: 'the day after never', lead: 'UNODC' });
    expect(Object.keys(again.modal!.errors!)).toEqual(['due']);
    expect(again.modal!.fields.find(({ name }) => name === 'title')!.value).toBe('Train the police');
    const done = await again.fills({ due: '6 Mar 2014' });
    expect(done.text).toContain('Train the police');
    expect(done.text).toContain('6 March 2014');
    expect(done.buttons).toContain('Undo');
    expect((await done.presses('Undo')).text).toContain('Taken back');
  });
  test('a button works after the program was started anew, for whom it is meant', async () => {
    bed = await slackBed({ mode });
    const unodc = await voice('UNODC');
    const answer = await unodc.types('/update 4 on-track');
    await bed.delivered();
    await bed.restarts();
    expect((await unodc.presses(answer, 'Undo')).text).toContain('C4');
    const [card] = bed.main.messages();
    expect(await (await voice('INPUD')).presses(card!, 'Show it')).toMatchObject({ kind: 'message', ephemeral: true, text: expect.stringContaining('C4') });
    expect((await bed.stranger('Nobody').in(bed.main).presses(card!, 'Show it')).text).toContain('You do not hold a seat in');
  });
  test('somebody with two seats chooses for which one, also in a form', async () => {
    bed = await slackBed({ mode });
    const both = await bed.person('INPUD');
    await bed.seat(both, 'HRI');
    const question = await both.in(bed.main).types('/commitment rate 4 limited No draft seen');
    expect(question.text).toContain('For which organisation do you do this?');
    expect((await question.presses('HRI')).text).toContain('HRI');
    expect(await bed.store.read((tx) => tx.selectFrom('rating').select(['organisation', 'note']).execute())).toEqual([{ organisation: 'hri', note: 'No draft seen' }]);
  });
  test('a form is opened with the words of a message, in the room of which it was', async () => {
    bed = await slackBed({ mode });
    const unodc = await bed.person('UNODC');
    const said = bed.main.says(unodc, 'The draft went to WHO & others, asked @Nobody');
    const form = await unodc.in(bed.main).uses('Log as update', said);
    expect(form.modal!.fields.find(({ name }) => name === 'note')!.value).toContain('The draft went to WHO & others');
    const done = await form.fills({ commitment: 'C4 Complete the draft overdose document of WHO and UNODC', status: 'On track' });
    expect(done.text).toContain('C4 is now On track');
    await bed.delivered();
    expect(texts().at(-1)).toContain('The draft went to WHO & others');
  });
  test('a mention is answered privately where it was written, a thread included; a direct message in its conversation', async () => {
    bed = await slackBed({ mode });
    const unodc = await bed.person('UNODC');
    const inRoom = await unodc.in(bed.main).writes('@Secretariat update 4 on-track In the room');
    expect(inRoom).toMatchObject({ kind: 'message', ephemeral: true, text: expect.stringContaining('C4 is now On track') });
    const thread = bed.main.says(unodc, 'About the draft');
    const answer = await unodc.in(bed.main, thread).writes('@Secretariat update 4');
    expect(answer).toMatchObject({ ephemeral: true, buttons: expect.arrayContaining(['Open the form']) });
    expect(asked('chat.postEphemeral').at(-1)!.body).toMatchObject({ thread_ts: thread.id });
    const form = await answer.presses('Open the form');
    expect((await form.fills({ status: 'Done' })).text).toContain('C4 is now Done');
    expect((await unodc.in('dm').writes('my tasks')).text).not.toBe('');
    expect((await unodc.in('dm').writes('commitment show 4')).text).toContain('Done');
  });
  test('App Home shows tasks and the next event; what is done there is answered in a form, and there it goes on', async () => {
    bed = await slackBed({ mode });
    const unodc = await bed.person('UNODC');
    const home = await unodc.opensHome();
    expect(home!.text).toContain('CND');
    // What stands there already has no button there.
    expect(home!.buttons.slice(-4)).toEqual(['Show it', 'The calendar', 'Commitments', 'Help']);
    expect(home!.buttons).not.toContain('My tasks');
    const list = await unodc.in('home').presses(home!, 'Commitments');
    expect(list).toMatchObject({ kind: 'modal', text: expect.stringContaining('C4') });
    const nobody = await bed.stranger('Nobody').opensHome();
    expect(nobody!.text).not.toContain('C4');
  });
  test('what is pressed in a modal is answered upon it, so that one can go back; upon the third it takes its place', async () => {
    bed = await slackBed({ mode });
    const unodc = await bed.person('UNODC');
    const help = await unodc.in('home').presses((await unodc.opensHome())!, 'Help');
    const tasks = await help.presses('My tasks');
    expect([tasks.kind, help.now()!.text, help.now()!.buttons]).toEqual(['modal', help.text, help.buttons]);
    // So does a form, and its answer stands where the form stood.
    const form = await tasks.presses('Report on C2');
    const done = await form.fills({ status: 'On track', note: 'Sent' });
    expect([done.kind, done.text]).toEqual(['modal', expect.stringContaining('C2 is now On track')]);
    const fourth = await done.presses('History');
    expect([fourth.kind, fourth.text, done.now()!.text]).toEqual(['modal', expect.stringContaining('Sent'), fourth.text]);
    expect([help, tasks].map((each) => each.now()!.text)).toEqual([help.text, tasks.text]);
    const views = bed.slack.requests.filter(({ method }) => /^views\.(open|push|update)$/.test(method)).map(({ method }) => method);
    expect(views).toEqual(['views.open', 'views.push', 'views.push', 'views.update']);
    expect((await help.presses('My tasks')).text).not.toContain('C2');
  });
  test('a slow answer comes after its acknowledgement, to a command, a press and a form', { timeout: 20_000 }, async () => {
    let isSlow = true;
    bed = await slackBed({ mode, around: (bot) => ({ ...bot, invoke: (invocation) => (isSlow ? slow(bot) : bot).invoke(invocation), line: (line, from) => (isSlow ? slow(bot) : bot).line(line, from) }) });
    const unodc = await voice('UNODC');
    const answer = await unodc.types('/update 4 on-track');
    expect(answer.text).toContain('C4 is now On track');
    expect(answer.ms).toBeGreaterThan(1500);
    expect((await answer.presses('Undo')).text).toContain('Taken back');
    isSlow = false;
    const form = await unodc.types('/update 4');
    isSlow = true;
    const working = await form.fills({ status: 'Done' });
    expect(working.text).toContain('One moment');
    await expect.poll(() => working.now()!.text, { timeout: 5000 }).toContain('C4 is now Done');
  });
  test('where no form can be opened, a message leads to it', async () => {
    bed = await slackBed({ mode });
    const unodc = await voice('UNODC');
    for (const how of ['error', { ok: false, error: 'expired_trigger_id' }] as const) {
      bed.slack.fail(/views\.open/, how, 1);
      const answer = await unodc.types('/update 4');
      expect(answer).toMatchObject({ kind: 'message', ephemeral: true });
      expect((await (await answer.presses('Open the form')).fills({ status: 'Done', note: `after ${JSON.stringify(how)}` })).text).toContain('C4 is now Done');
    }
  });
  test('the very same thing brought again is done once and acknowledged alike', async () => {
    bed = await slackBed({ mode });
    const unodc = await voice('UNODC');
    const answer = await unodc.types('/update 4 on-track');
    const again = await answer.again();
    expect(again.text).toContain('is now ');
    const form = await unodc.types('/update 4');
    const done = await form.fills({ status: 'Done' });
    await done.again();
    await bed.delivered();
    expect(await reports()).toHaveLength(1);
    expect(await bed.store.read((tx) => tx.selectFrom('history').select('call').where('act', '=', 'commitment.update').execute())).toHaveLength(2);
  });
});

describe('people and rooms', () => {
  test('of who is mentioned, and of rooms, groups, messages and files, no id is left anywhere', async () => {
    bed = await slackBed();
    const [unodc, inpud, nobody] = [await bed.person('UNODC'), await bed.person('INPUD'), bed.stranger('Nobody')];
    const said = `Asked @${inpud.name}, @${nobody.name} in #main, see https://local.slack.com/archives/${bed.main.id}/p1361523600000100 & https://files.slack.com/files-pri/${bed.slack.team}-F0123456789/x.pdf, <@${inpud.id}> <!subteam^S0123456789>`;
    await unodc.in(bed.main).types(`/update 4 on-track ${said}`);
    const form = await unodc.in(bed.main).types('/update 4');
    await form.fills({ status: 'Done', note: said.slice(said.indexOf('see')) });
    await bed.delivered();
    expect(texts()[0]).toContain('Asked Focal point, INPUD, somebody in a room, see (a chat message) & (a file in the chat), Focal point, INPUD a role');
    const kept = JSON.stringify([await history(), bed.log, await bed.store.read((tx) => tx.selectFrom('outbox').selectAll().execute())]);
    expect(slackId.exec(kept)).toBeNull();
    expect([unodc, inpud, nobody].filter(({ name }) => kept.includes(name))).toEqual([]);
  });
  test('who has no seat sees nothing of the group; who has left the workspace nothing in private', async () => {
    bed = await slackBed();
    expect((await bed.stranger('Nobody').in(bed.main).types('/commitment list')).text).toContain('You do not hold a seat in');
    const guest = await bed.person('INPUD', { guest: true });
    expect((await guest.in('dm').writes('commitment show 4')).text).toContain('overdose');
    const away = await bed.person('HRI', { team: 'elsewhere' });
    expect((await away.in('dm').writes('commitment show 4')).text).not.toContain('overdose');
  });
  test('when Slack does not say who is there, nothing is shown in private', async () => {
    bed = await slackBed();
    const inpud = await bed.person('INPUD');
    bed.slack.fail(/users\.info/, 'error', 1);
    expect((await inpud.in('dm').writes('commitment show 4')).text).toContain('cannot find out');
    expect((await inpud.in('dm').writes('commitment show 4')).text).toContain('overdose');
  });
  test('when Slack does not say who manages the workspace, nothing is done, and that is no bug', async () => {
    bed = await slackBed({ file: null });
    const boss = bed.stranger('Boss', { admin: true }).in(bed.main);
    bed.slack.fail(/users\.info/, { ok: false, error: 'internal_error' }, 1);
    expect((await boss.types('/group setup')).text).toContain('I cannot find out just now whether you manage');
    expect((await boss.types('/group setup')).kind).toBe('modal');
  });
  test('an admin sets a group up in a private channel, which keeps its name; others cannot', async () => {
    bed = await slackBed({ file: null });
    const room = bed.slack.channel('steering', { private: true });
    const setup = '/group setup';
    expect((await bed.stranger('Nobody').in(room).types(setup)).text).toContain('can set up a group here');
    const form = await bed.stranger('Boss', { admin: true }).in(room).types(setup);
    expect(form.kind).toBe('modal');
    const done = await form.fills({ name: 'A group', sides: 'UN: UNODC\nCivil society: INPUD', zone: 'Europe/Vienna' });
    expect(done.text).toContain('A group');
    expect(await bed.store.read((tx) => tx.selectFrom('room').select('name').execute())).toEqual([{ name: '#steering' }]);
  });
  test('a seat is offered to somebody who is picked, in a form and in a line', async () => {
    bed = await slackBed();
    const coordinator = await voice('coordinator civil-society');
    const [ana, ben, cleo, dan] = [bed.stranger('Ana'), bed.stranger('Ben'), bed.stranger('Cleo'), bed.stranger('Dan')];
    const form = await coordinator.types('/member focal');
    expect((await form.fills({ organisation: 'HRI', role: 'Focal', member: ana })).text).toContain('HRI');
    expect((await coordinator.types(`/member focal IDPC focal member:@${ben.name}`)).text).toContain('IDPC');
    // As people write it, without the name of the field.
    expect((await coordinator.types(`/member focal EHRN @${cleo.name}`)).text).toContain('EHRN');
    expect((await coordinator.types(`/member focal @${dan.name} EHRN role:alternate`)).text).toContain('Alternate, EHRN');
    await bed.delivered();
    for (const each of [ana, ben, cleo, dan]) expect(each.dms()).toHaveLength(1);
  });
  test('somebody of another workspace, or who has left, is refused at the field that picks them, with what would work', async () => {
    bed = await slackBed();
    const coordinator = await voice('coordinator civil-society');
    const [other, left] = [bed.stranger('Ola', { team: 'other' }), bed.stranger('Lee')];
    left.leaves();
    const form = await coordinator.types('/member focal');
    for (const member of [other, left]) {
      const { modal } = await form.fills({ organisation: 'HRI', role: 'Focal', member });
      expect(modal!.errors).toEqual({ member: expect.stringMatching(/not in your workspace.*invited as a member or a guest.*leave this empty and pass on the code/) });
    }
    expect((await form.fills({ organisation: 'HRI', role: 'Focal', member: bed.stranger('Gus', { guest: true }) })).text).toContain('HRI');
    await bed.delivered();
    for (const each of [other, left]) expect(each.dms()).toEqual([]);
  });
  test('a room that is archived, deleted or left is untied, and the coordinators hear of it', async () => {
    for (const how of ['archive', 'delete', 'kick'] as const) {
      bed = await slackBed();
      const coordinator = await bed.person('coordinator civil-society');
      bed.main[how]();
      await expect.poll(() => bed.store.read((tx) => tx.selectFrom('room').selectAll().execute())).toEqual([]);
      await bed.delivered();
      expect(coordinator.dms().at(-1)?.text).toContain('main');
      if (how !== 'kick') await endsWell(bed);
    }
  });
  test('a token that is taken back is noticed', async () => {
    bed = await slackBed();
    await bed.slack.ready();
    expect(bed.door.connected()).toBe(true);
    bed.slack.revoke();
    await expect.poll(() => bed.door.connected()).toBe(false);
    bed.slack.restore();
  });
});

describe('what goes wrong on the way', () => {
  test.each(['error', 'lost', 'reset'] as const)('an answer to a press whose response_url meets with %s arrives all the same', { timeout: 20_000 }, async (how) => {
    bed = await slackBed();
    const unodc = await voice('UNODC');
    const answer = await unodc.types('/update 4 on-track');
    bed.slack.fail(/response_url/, how, 2);
    expect((await answer.presses('Undo')).text).toContain('Taken back');
  });
  test('an answer to a form that was closed meanwhile comes in the private conversation', { timeout: 20_000 }, async () => {
    let isSlow = false;
    bed = await slackBed({ around: (bot) => ({ ...bot, invoke: (invocation) => (isSlow ? slow(bot) : bot).invoke(invocation) }) });
    const unodc = await bed.person('UNODC');
    const form = await unodc.in(bed.main).types('/update 4');
    isSlow = true;
    bed.slack.fail(/views\.update/, { ok: false, error: 'not_found' }, 1);
    await form.fills({ status: 'Done' });
    await expect.poll(() => unodc.dms().at(-1)?.text ?? '', { timeout: 5000 }).toContain('C4 is now Done');
  });
  test('a form whose draft is gone hands back what was typed', async () => {
    bed = await slackBed();
    const form = await (await voice('UNODC')).types('/commitment add');
    bed.now = bed.now.add({ hours: 25 });
    const words = Array.from({ length: 380 }, (_, i) => `word${i}`);
    const answer = await form.fills({ title: 'A manual', text: words.join(' ') });
    expect(answer.text).toContain('A manual');
    expect(words.every((word) => answer.text.split(/\s+/).includes(word))).toBe(true);
  });
  test('a file is read where it is text and small, and refused beside its field where it is not', async () => {
    bed = await slackBed();
    const coordinator = await voice('coordinator civil-society');
    const form = await coordinator.types('/group import');
    const field = form.modal!.fields.find(({ type }) => type === 'file_input')!.name;
    const refused = await form.fills({ [field]: { name: 'a.png', text: '', bytes: new Uint8Array([0x89, 0xff, 0x00]) } });
    expect(refused.modal!.errors?.[field]).toContain('a.png');
    const large = await form.fills({ [field]: { name: 'b.json', text: 'x'.repeat(1_000_001) } });
    expect(large.modal!.errors?.[field]).toContain('b.json');
    expect((await form.fills({ [field]: { name: 'c.json', text: '{"nothing": "of ours"}' } })).text).not.toContain('on our side');
  });
  test('a bug is an apology with a number, to a command, a press and a form', async () => {
    let isBroken = false;
    bed = await slackBed({ around: (bot) => ({ ...bot, invoke: (invocation) => (isBroken ? Promise.reject(new Error('oh')) : bot.invoke(invocation)), line: (line, from) => (isBroken ? Promise.reject(new Error('oh')) : bot.line(line, from)) }) });
    const unodc = await bed.person('UNODC');
    const [answer, form] = [await unodc.in(bed.main).types('/update 4 on-track'), await unodc.in(bed.main).types('/update 4')];
    isBroken = true;
    const apologies = [await unodc.in(bed.main).types('/my tasks'), await answer.presses('Undo'), await form.fills({ status: 'Done' }), await unodc.in('dm').writes('my tasks')];
    for (const { text } of apologies) expect(text).toMatch(/on our side|number/);
    expect(bed.bugs.splice(0).map(String)).toEqual(Array(4).fill('Error: oh'));
  });
  test('what is offered while somebody types comes in time, or nothing', async () => {
    let fault: 'slow' | 'broken' | undefined;
    bed = await slackBed({ around: (bot) => ({ ...bot, suggest: (...args) => (fault === 'slow' ? sleep(5000, [], { ref: false }) : fault === 'broken' ? Promise.reject(new Error('oh')) : bot.suggest(...args)) }) });
    const form = await (await (await voice('INPUD')).types('/my zone')).presses('Change it');
    const zone = form.modal!.fields.find(({ type }) => type === 'external_select')!;
    expect(await form.searches(zone.name, 'vienna')).toEqual([{ text: expect.stringContaining('Vienna'), value: 'Europe/Vienna' }]);
    for (fault of ['slow', 'broken'] as const) expect(await form.searches(zone.name, 'vienna')).toEqual([]);
    expect(bed.bugs.splice(0).map(String)).toEqual(['Error: oh']);
  });
});
