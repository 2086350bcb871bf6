import { afterEach, describe, expect, test } from 'vitest';
import { slackBed, type SlackBed } from '#tests/support/slack/bed.ts';
import { endsWell } from '#tests/support/slack/sound.ts';
import type { Person, Posted } from '#tests/support/slack/types.ts';
import { sample, sampleText } from '#tests/support/world.ts';

let bed: SlackBed;

afterEach(() => endsWell(bed));

const last = (messages: Posted[]): Posted => messages.at(-1)!;
const rooms = () => bed.store.read((tx) => tx.selectFrom('room').select(['name', 'purpose']).orderBy('name').execute());
const seats = () => bed.store.read((tx) => tx.selectFrom('seat').select('id').execute());
const noSeat = 'You do not hold a seat in';
const founding = { name: 'Contact group', zone: 'Europe/Vienna', sides: 'UNODC: UNODC, WHO\nCivil society: INPUD, IDPC' };

describe.each(['socket', 'http'] as const)('over %s', (mode) => {
  test('a group is set up with the form from nothing, up to the first update', { timeout: 20_000 }, async () => {
    bed = await slackBed({ file: null, limits: false, mode });
    const boss = bed.stranger('Boss', { owner: true });
    const [ana, ben] = [bed.stranger('Ana'), bed.stranger('Ben')];
    const form = await boss.in(bed.main).types('/group setup');
    expect(form.modal!.fields.map(({ name, required }) => [name, required])).toEqual([['name', true], ['zone', true], ['sides', true]]);
    const refused = await form.fills({ ...founding, sides: 'UNODC: UNODC, WHO\nCivil society' });
    expect(refused.modal!.errors).toEqual({ sides: expect.stringContaining('Line 2, "Civil society": there is no colon') });
    const made = await refused.fills({ sides: founding.sides });
    expect(made.text).toContain('Contact group is set up, and this is its main room');

    // Each side's coordinator is picked; whoever has set it up takes one of the seats, the other is asked in private.
    const own = await (await made.presses('Coordinator: UNODC side')).fills({ member: boss });
    expect((await own.presses('Accept')).text).toContain('You are Coordinator, UNODC side now.');
    const help = await boss.in(bed.main).types('/secretariat help');
    expect(help.buttons).not.toContain('Coordinator: UNODC side');
    expect((await (await help.presses('Coordinator: Civil society')).fills({ member: ana })).text).toContain('You offer this seat: Coordinator, Civil society');
    await bed.delivered();
    expect(boss.dms()).toEqual([]);
    expect((await ana.in('dm').presses(last(ana.dms()), 'Accept')).text).toContain('You are Coordinator, Civil society now.');
    await boss.in(bed.main).types('/member focal UNODC focal member:@Ben');
    await bed.delivered();
    expect((await ben.in('dm').presses(last(ben.dms()), 'Accept')).text).toContain('You are Focal point, UNODC now.');
    expect((await ben.in(bed.main).types('/commitment add Train the police lead:UNODC')).text).toContain('Proposed as C1');
    expect((await ana.in(bed.main).types('/commitment agree 1')).text).toContain('C1');
    expect((await ben.in(bed.main).types('/update 1 on-track First words')).text).toContain('C1 is now On track');
    await bed.delivered();
    expect(bed.main.messages().map(({ text }) => text).join('\n')).toContain('First words');
    expect((await ben.opensHome())!.text).toContain('Nothing is due from you');
    // No server decides who speaks for a side that has its people.
    expect((await bed.stranger('Second boss', { admin: true }).in(bed.main).types('/member focal "Civil society" coordinator')).text).toContain('Civil society has a coordinator');
  });
});

describe('setting a group up', () => {
  test('is for those who manage the workspace alone, in a channel that belongs to none', async () => {
    bed = await slackBed({ file: null, limits: false });
    for (const who of [bed.stranger('Nobody'), bed.stranger('Guest', { guest: true })]) {
      expect((await who.in(bed.main).types('/group setup')).text).toContain('Only somebody who manages this server or workspace can set up a group here');
      expect((await who.in(bed.main).types('/group import')).text).toContain('Only a coordinator, or whoever runs this place, can import a group');
    }
    // Whoever manages another workspace with which the channel is shared has nothing to say in this one.
    const stranger = bed.stranger('Far boss', { admin: true, team: 'elsewhere' });
    expect((await stranger.in(bed.main).writes('@Secretariat group setup name:"Far group" zone:Vienna sides:"A: B"')).text).toContain('Only somebody who manages this server or workspace');
    const boss = bed.stranger('Boss', { admin: true });
    expect((await boss.in('dm').types('/group setup')).text).toContain('A group is set up in a room of a chat server');
    expect((await boss.in(bed.main).types('/group room announcements')).text).toContain('There is no group here yet');
    await (await boss.in(bed.main).types('/group setup')).fills(founding);
    expect((await boss.in(bed.main).types('/group setup')).text).toContain('This room belongs to Contact group already');
    expect(await rooms()).toEqual([{ name: '#main', purpose: 'main' }]);
    await bed.delivered();
    expect((await boss.in(bed.main).types('/commitment list')).text).toContain(noSeat);
  });
  test('in a private channel, the bot first has to be let in; then the channel keeps its name', async () => {
    bed = await slackBed({ file: null, limits: false });
    const steering = bed.slack.channel('steering', { private: true, member: false });
    const boss = bed.stranger('Boss', { admin: true }).in(steering);
    expect((await boss.types('/group setup')).text).toContain('they send /invite @Secretariat');
    const refused = await boss.types(`/group setup "A group" Vienna "UN: UNODC\nCivil society: INPUD"`);
    expect(refused.text).toContain('I do not see that room');
    expect(await rooms()).toEqual([]);
    steering.invite();
    expect((await (await boss.types('/group setup')).fills(founding)).text).toContain('is set up, and this is its main room');
    await bed.delivered();
    expect(await rooms()).toEqual([{ name: '#steering', purpose: 'main' }]);
    expect(steering.messages()).toHaveLength(1);
    // Taken out, and not let in again: what was known of the channel is forgotten.
    steering.kick();
    await expect.poll(rooms).toEqual([]);
    expect((await boss.types('/group room main')).text).toContain('no group');
    expect((await boss.types('/group setup')).text).toContain('/invite @Secretariat');
    expect(bed.failures).toEqual([]);
  });
  test('from a file: faults are listed, what is no text or too large is refused beside the field, a good one is read', async () => {
    bed = await slackBed({ file: null, limits: false });
    const boss = bed.stranger('Boss', { admin: true }).in(bed.main);
    const give = async (text: string, name = 'group.json', more: { bytes?: Uint8Array } = {}) => (await boss.types('/group import')).fills({ file: { name, text, ...more } });
    expect((await give('{"schemaVersion":1}')).text).toContain('kind is missing');
    expect((await give('not json')).text).toContain('no JSON');
    expect((await give('', 'latin.json', { bytes: Uint8Array.from([0x7b, 0x22, 0xe9, 0x22, 0x7d]) })).modal!.errors).toEqual({ file: expect.stringContaining('latin.json is no text') });
    expect((await give('x'.repeat(1_000_001), 'large.json')).modal!.errors).toEqual({ file: expect.stringContaining('larger than 1 MB') });
    expect((await give(JSON.stringify({ ...sample, commitments: sample.commitments.map((each: object) => ({ ...each, lead: 'nobody-at-all' })) }))).text).toContain('nobody-at-all');
    const read = await give(sampleText);
    expect(read.text).toContain('is here now');
    expect(read.buttons).toEqual(expect.arrayContaining(['Coordinator: UNODC side', 'Coordinator: Civil society side']));
    expect((await give(sampleText)).text).toContain('is here already');
    await bed.delivered();
    expect(bed.main.messages()).toHaveLength(1);
    expect(JSON.stringify(bed.log)).not.toContain('json');
  });
});

describe('rooms', () => {
  test('are given and taken by a coordinator, where they are or picked; into a public channel the bot goes by itself', async () => {
    bed = await slackBed({ limits: false });
    const coordinator = (await bed.person('coordinator civil-society')).in(bed.main);
    const [open, closed, away] = [bed.slack.channel('open', { member: false }), bed.slack.channel('closed', { private: true }), bed.slack.channel('away', { private: true, member: false })];
    expect((await (await coordinator.types('/group room')).fills({ purpose: 'Announcements', room: open })).text).toContain('#open is a room of UNODC');
    expect((await coordinator.types('/group room announcements #closed')).text).toContain('#closed is a room of UNODC');
    for (const line of ['/group room announcements room:#away', '/group room none room:#away']) expect((await coordinator.types(line)).text).toMatch(/I do not see that room|is not a room of this group/);
    await bed.delivered();
    for (const room of [open, closed]) expect(room.messages().map(({ text }) => text)).toEqual([expect.stringContaining('In this room you now hear what concerns everybody')]);
    expect(await rooms()).toEqual([{ name: '#closed', purpose: 'announcements' }, { name: '#main', purpose: 'main' }, { name: '#open', purpose: 'announcements' }]);
    expect((await coordinator.types('/group room none room:#open')).text).toContain('#open is no longer a room');
    // Neither a focal point nor whoever manages the workspace of a group that has its people.
    expect((await (await bed.person('INPUD')).in(away).types('/group room main')).text).toContain('"group room" is for: Coordinator');
    expect((await bed.stranger('Boss', { admin: true }).in(open).types('/group room main')).text).toContain('its rooms are for its coordinators');
    expect((await bed.stranger('Nobody').in(open).types('/group room main')).text).toContain('you hold no seat');
  });
});

describe('people', () => {
  test('a seat is offered to somebody who is picked: they accept or decline, and nobody else can', async () => {
    bed = await slackBed({ limits: false });
    const coordinator = (await bed.person('coordinator civil-society')).in(bed.main);
    const [ana, ben] = [bed.stranger('Ana'), bed.stranger('Ben', { guest: true })];
    const before = (await seats()).length;
    expect((await (await coordinator.types('/member focal')).fills({ organisation: 'HRI, Harm Reduction International', role: 'Focal point', member: ana })).text).toContain('You offer this seat: Focal point, HRI');
    await coordinator.types(`/member focal IDPC focal member:@${ben.name}`);
    await bed.delivered();
    expect(await seats()).toHaveLength(before);
    const [toAna, toBen] = [last(ana.dms()), last(ben.dms())];
    expect(toAna.text).toContain('You are offered a seat: Focal point, HRI');
    const accepted = await ana.in('dm').presses(toAna, 'Accept');
    expect(accepted.text).toContain('You are Focal point, HRI now.');
    expect((await ana.in('dm').presses(toAna, 'Accept')).text).not.toContain('You are Focal point, HRI now.');
    expect((await ben.in('dm').presses(toBen, 'Decline')).text).toContain('The offer is closed');
    expect((await ben.in('dm').presses(toBen, 'Accept')).text).not.toContain('You are Focal point');
    expect((await ana.in('dm').types('/commitment list')).text).toContain('15 commitments');
    expect((await ben.in('dm').types('/commitment list')).text).not.toContain('15 commitments');
    // An app has no seat, in a form or in a line.
    const app = { id: bed.slack.bot, name: 'Secretariat' } as Person;
    expect((await (await coordinator.types('/member focal')).fills({ organisation: 'INPUD, International Network of People Who Use Drugs', role: 'Focal point', member: app })).modal!.errors).toEqual({ member: expect.stringContaining('That is an app, not a person') });
    expect((await coordinator.types('/member focal INPUD focal member:@Secretariat')).text).toContain('I do not know that person');
  });
  test('a stranger asks for a seat, is offered one, accepts, and works; so does a guest', async () => {
    for (const guest of [false, true]) {
      bed = await slackBed({ limits: false });
      const chair = await bed.person('coordinator civil-society');
      const dee = bed.stranger('*Dee* <!here> `x`', { guest });
      const form = await (await dee.in(bed.main).types('/commitment list')).presses('Ask for a seat');
      expect((await form.fills({ organisation: 'INPUD', role: 'Alternate', note: 'We met in Vilnius.' })).text).toContain('told in private');
      expect((await dee.in(bed.main).types('/member ask INPUD alternate')).text).toContain('You have asked today already');
      await bed.delivered();
      const request = last(chair.dms());
      expect(request.text).toContain(`Who asks: @${dee.name}`);
      expect((await chair.in('dm').presses(request, 'Offer this seat')).text).toContain('You offer this seat: Alternate, INPUD.');
      await bed.delivered();
      expect((await dee.in('dm').presses(last(dee.dms()), 'Accept')).text).toContain('You are Alternate, INPUD now.');
      expect((await dee.in(bed.main).types('/commitment list')).text).toContain('15 commitments');
      expect(JSON.stringify(bed.log)).not.toContain('Dee');
      if (!guest) await endsWell(bed);
    }
  });
  test('somebody of another workspace sees nothing of the group, whatever they press', async () => {
    bed = await slackBed({ limits: false });
    await (await bed.person('UNODC')).in(bed.main).types('/update 4 on-track');
    await bed.delivered();
    const far = bed.stranger('Far', { team: 'elsewhere' });
    expect((await far.in(bed.main).writes('@Secretariat commitment show 4')).text).toContain(noSeat);
    const [card] = bed.main.messages();
    for (const label of card!.buttons) expect((await far.in(bed.main).presses(card!, label)).text).toContain(noSeat);
    // With a seat they are heard in the group's own room, where everybody sees that they are there, and nowhere else.
    await bed.seat(far, 'HRI');
    expect((await far.in(bed.main).writes('@Secretariat commitment show 4')).text).toContain('overdose');
    expect((await far.in('dm').writes('commitment show 4')).text).toContain("You are not in the group's server or workspace any more");
    expect((await far.opensHome())!.text).not.toContain('C4');
  });
  test('an admin who is nobody in the group sees nothing of it, and an observer does nothing in it', async () => {
    bed = await slackBed({ limits: false });
    await (await bed.person('UNODC')).in(bed.main).types('/update 4 on-track');
    await bed.delivered();
    const [card] = bed.main.messages();
    const boss = bed.stranger('Boss', { admin: true }).in(bed.main);
    for (const line of ['/commitment list', '/my tasks', '/group audit', '/plan show', '/member list']) expect((await boss.types(line)).text).toContain(noSeat);
    for (const label of card!.buttons) expect((await boss.presses(card!, label)).text).toContain(noSeat);
    const observer = (await bed.person('observer')).in(bed.main);
    expect((await observer.types('/update 4 done')).text).toContain('You are here as Observer');
    for (const label of card!.buttons) expect((await observer.presses(card!, label)).text).not.toContain('C4 is now');
    expect(await bed.store.read((tx) => tx.selectFrom('report').select('status').execute())).toEqual([{ status: 'on-track' }]);
  });
  test('who leaves the workspace loses access at once, with all old buttons and forms, and gets no more messages', async () => {
    bed = await slackBed({ limits: false, mode: 'http' });
    const leaver = await bed.person('Intercambios');
    await leaver.in(bed.main).types('/commitment add Survey of services due:"20 March 2013" lead:Intercambios');
    await (await bed.person('coordinator agency-side')).in(bed.main).types('/commitment agree 16');
    await bed.passes('2013-03-14T20:00:00Z');
    const prompt = leaver.dms().findLast(({ text }) => text.includes('C16 Survey of services'))!;
    const form = await leaver.in('dm').types('/update 16');
    expect([prompt.buttons.length > 2, form.kind]).toEqual([true, 'modal']);

    // A client lets nobody do anything who is gone, so what was done in the last moment is brought as Slack would bring it then.
    leaver.leaves();
    let count = 0;
    const user = { id: leaver.id, team_id: bed.slack.team };
    const bring = (payload: object) => bed.slack.forge({ body: `payload=${encodeURIComponent(JSON.stringify({ team: { id: bed.slack.team }, user, trigger_id: `${++count}.1.a`, ...payload }))}` });
    for (const [, value] of JSON.stringify(prompt.raw).matchAll(/"value":"([^"]+)"/g)) {
      const action = { type: 'button', action_id: 'b0', block_id: 'x', value };
      expect((await bring({ type: 'block_actions', channel: { id: 'D0000000000', name: 'directmessage' }, container: { type: 'message', is_ephemeral: false }, actions: [action] })).status).toBe(200);
    }
    const sent = await bring({ type: 'view_submission', view: { ...(form.raw as object), id: 'V0000000000', type: 'modal', state: { values: { status: { v: { type: 'radio_buttons', selected_option: { value: 'done' } } } } } } });
    expect(sent.body).toContain("You are not in the group's server or workspace any more");
    const before = leaver.dms().length;
    await bed.passes('2013-03-25T20:00:00Z');
    expect(leaver.dms().length).toBe(before);
    expect(await bed.store.read((tx) => tx.selectFrom('report').selectAll().where('commitment', '=', 16).execute())).toEqual([]);
    // Whoever comes back is known again: the seat is theirs until somebody ends it.
    leaver.returns();
    expect((await leaver.in('dm').types('/update 16 on-track')).text).toContain('C16 is now On track');
  });
});
