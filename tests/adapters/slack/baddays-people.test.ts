import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { systemNow } from '#core/time.ts';
import { askedOf, opens, reportsIn, textsIn, waiting } from '#tests/support/slack/badday.ts';
import { temporary } from '#tests/support/stores.ts';

const update = '/update 4 on-track';
/** A machine that is busy with other tests as well takes its time. */
const soon = { timeout: 10_000 };
const setup = '/group setup name:"A group" zone:Vienna sides:"UNODC: UNODC; Civil society: INPUD"';

describe.concurrent('the store and files', { timeout: 30_000 }, () => {
  const folder = temporary();
  test('a store that others hold: nothing is done, it is said, and what was typed comes back', async (context) => {
    const address = join(folder(), 'busy.db');
    const bed = await opens(context, { address: `file:${address}` });
    const unodc = (await bed.person('UNODC')).in(bed.main);
    const form = await unodc.types('/update 4');
    const other = new Database(address);
    other.exec('begin immediate');
    const sent = await form.fills({ status: 'Done', note: 'Typed for long' });
    expect(sent.text).toContain('One moment');
    await context.expect.poll(() => sent.now()!.text, { timeout: 12_000 }).toContain('in use by another process');
    expect(sent.now()!.text).toContain('Typed for long');
    expect(sent.now()!.text).toContain('Nothing was changed. Please try again.');
    other.close();
    expect(await reportsIn(bed)).toEqual([]);
    expect((await unodc.types(update)).text).toContain('C4 is now On track');
  });
  test('a file that cannot be fetched is named beside its field', async (context) => {
    const bed = await opens(context);
    const form = await (await bed.person('coordinator civil-society')).in(bed.main).types('/group import');
    const field = form.modal!.fields.find(({ type }) => type === 'file_input')!.name;
    for (const method of [/^files\.info$/, /^file$/]) {
      for (const how of ['error', 'reset', 'lost'] as const) {
        bed.slack.fail(method, how, 1);
        const refused = await form.fills({ [field]: { name: 'a.json', text: '{}' } });
        expect(refused.modal!.errors![field]).toMatch(/^a\.json could not be fetched/);
      }
    }
    expect(askedOf(bed, 'files.info')).toHaveLength(6);
  });
});

describe.concurrent('rooms', { timeout: 30_000 }, () => {
  test.for(['kick', 'archive'] as const)('one that is lost (%s) while its card waits is untied, its coordinators hear of it; found again it is tied again', async (how, context) => {
    const bed = await opens(context);
    const [coordinator, news] = [await bed.person('coordinator civil-society'), await bed.room('news', 'announcements')];
    bed.slack.fail(/chat\.postMessage/, 'error', 1);
    await coordinator.in(bed.main).types('/event add "A meeting" on:"6 June 2013" certainty:confirmed city:Vienna source:"A letter"');
    news[how]();
    await context.expect.poll(() => coordinator.dms().map(({ text }) => text).join(), soon).toContain('The room #news of');
    await bed.delivered();
    expect(textsIn(bed.main)).toEqual([expect.stringContaining('A meeting')]);
    if (how === 'kick') news.invite();
    else news.unarchive();
    expect((await coordinator.in(news).types('/group room announcements')).text).toContain('#news is a room of');
    await bed.delivered();
    expect(textsIn(news).at(-1)).toContain('In this room you now hear');
  });
  test('one that was archived while nobody listened is found out by the next card, and its coordinators hear of it', async (context) => {
    const bed = await opens(context);
    const coordinator = await bed.person('coordinator civil-society');
    bed.slack.fail(/chat\.postMessage/, { ok: false, error: 'is_archived' }, 1);
    await (await bed.person('UNODC')).in(bed.main).types(update);
    await context.expect.poll(() => coordinator.dms().map(({ text }) => text).join(), soon).toContain('The room #main of');
    await bed.delivered();
    expect(await bed.store.read((tx) => tx.selectFrom('room').selectAll().execute())).toEqual([]);
  });
  test.for(['restricted_action_read_only_channel', 'not_in_channel', 'channel_not_found'])('one where the bot may not write (%s): a coordinator sees what did not arrive, and sends it again', async (error, context) => {
    const bed = await opens(context);
    const coordinator = (await bed.person('coordinator civil-society')).in(bed.main);
    bed.slack.fail(/chat\.postMessage/, { ok: false, error }, error === 'not_in_channel' ? 2 : 1);
    await (await bed.person('UNODC')).in(bed.main).types(update);
    await bed.delivered();
    expect(textsIn(bed.main)).toEqual([]);
    const list = await coordinator.types('/group unreachable');
    expect(list.text).toContain('#main');
    expect((await list.presses(list.buttons.find((label) => /again/i.test(label))!)).text).toContain('on the way again');
    await bed.delivered();
    expect(textsIn(bed.main)).toEqual([expect.stringContaining('UNODC reports On track')]);
  });
  test.for(['not_in_channel', 'channel_not_found', 'is_archived', 'user_not_in_channel'])('what cannot be said in a room any more (%s) is said in private', async (error, context) => {
    const bed = await opens(context);
    const unodc = await bed.person('UNODC');
    bed.slack.fail(/chat\.postEphemeral/, { ok: false, error }, 1);
    void unodc.in(bed.main).writes('@Secretariat update 4 on-track');
    await context.expect.poll(() => unodc.dms().map(({ text }) => text).join(), soon).toContain('C4 is now On track');
    expect(await reportsIn(bed)).toHaveLength(1);
  });
  test('an address for answers that is used up: the answer comes in private', async (context) => {
    const bed = await opens(context);
    const unodc = await bed.person('UNODC');
    const answer = await unodc.in(bed.main).types(update);
    bed.slack.fail(/response_url/, { ok: false, error: 'used_url' }, 1);
    void answer.presses('Undo');
    await context.expect.poll(() => unodc.dms().at(-1)?.text ?? '', soon).toContain('Taken back');
  });
});

describe.concurrent('the app', { timeout: 30_000 }, () => {
  test.for(['token_revoked', 'invalid_auth'])('is removed and installed again (%s): what waited arrives, once', async (error, context) => {
    let aheadMs = 0;
    const bed = await opens(context, { terms: { now: () => systemNow().add({ milliseconds: aheadMs }) } });
    const unodc = await bed.person('UNODC');
    const more = await unodc.in(bed.main).types(update);
    await bed.delivered();
    if (error === 'token_revoked') bed.slack.revoke();
    else bed.slack.fail(/chat\.postMessage|chat\.update/, { ok: false, error }, 1);
    expect((await unodc.in(bed.main).types('/update 4 done All printed')).text).toContain('C4 is now Done');
    await context.expect.poll(() => bed.failures.length, soon).toBe(1);
    expect([textsIn(bed.main).length, bed.failures.join()]).toEqual([1, expect.stringContaining('down')]);
    bed.slack.restore();
    aheadMs = 900_000;
    await bed.restarts();
    await bed.slack.ready();
    expect(bed.door.connected()).toBe(true);
    await bed.delivered();
    expect(textsIn(bed.main).filter((text) => text.includes('All printed'))).toHaveLength(1);
    expect((await more.presses('History')).text).toContain('All printed');
  });
  test('that it was removed is noticed by either event', async (context) => {
    const bed = await opens(context);
    await bed.slack.ready();
    bed.slack.envelope({ type: 'events_api', envelope_id: 'x1', payload: { type: 'event_callback', event_id: 'Ev1', team_id: bed.slack.team, event: { type: 'app_uninstalled' } } });
    await context.expect.poll(() => bed.door.connected(), soon).toBe(false);
  });
  test('where it is not told whether somebody manages the workspace, nothing is set up, and they are told', async (context) => {
    const bed = await opens(context, { file: null });
    const boss = bed.stranger('Boss', { admin: true }).in(bed.main);
    for (const how of ['error', 'reset', 'limit'] as const) {
      bed.slack.fail(/users\.info/, how, 1);
      expect((await boss.types(setup)).text).toContain('Please try again in a minute');
      bed.slack.pass(2000);
    }
    await context.expect.poll(async () => (await boss.types(setup)).text, { interval: 300, timeout: 10_000 }).toContain('A group');
  });
});

describe.concurrent('people', { timeout: 30_000 }, () => {
  test('somebody who is deactivated with a form open: nothing is done, and what was typed comes back', async (context) => {
    let leaves = () => {};
    const bed = await opens(context, { around: waiting(async () => leaves()) });
    const inpud = await bed.person('INPUD');
    const form = await (await inpud.in('dm').writes('update 5')).presses('Open the form');
    leaves = () => inpud.leaves();
    const { text } = await form.fills({ status: 'Done', note: 'My last words' });
    expect(text).toContain('any more');
    expect(text).toContain('My last words');
    expect(await reportsIn(bed)).toEqual([]);
  });
  test('who has left gets nothing: the next in the chain does, and is told for whom it was', async (context) => {
    const bed = await opens(context, { limits: false });
    const [chair, inpud, alternate] = [await bed.person('coordinator civil-society'), await bed.person('INPUD'), await bed.person('alternate INPUD')];
    inpud.leaves();
    await (await bed.person('UNODC')).in(bed.main).types('/commitment add title:"Train the police" lead:UNODC counterpart:INPUD');
    await bed.passes('+2w');
    expect(inpud.dms()).toEqual([]);
    expect([...alternate.dms(), ...chair.dms()].map(({ text }) => text).join('\n')).toContain('Focal point, INPUD');
  });
  test.for(['socket', 'http'] as const)('in an organisation (%s): ids of its people, and payloads that name no workspace', async (mode, context) => {
    const bed = await opens(context, { mode, enterprise: true });
    const unodc = await bed.person('UNODC');
    expect(unodc.id).toMatch(/^W/);
    const form = await unodc.in(bed.main).types('/update 4');
    const done = await form.fills({ status: 'On track', note: `Asked <@${unodc.id}>` });
    expect((await done.presses('Undo')).text).toContain('Taken back');
    expect((await unodc.in('dm').writes('update 4 done Printed')).text).toContain('C4 is now Done');
    expect((await unodc.opensHome())!.text).toContain('C6');
    const press = {
      type: 'block_actions', team: null, enterprise: { id: 'E0123456789', name: 'All' }, is_enterprise_install: true, user: { id: unodc.id, team_id: bed.slack.team }, trigger_id: '1.2.3', channel: { id: bed.main.id, name: 'main' },
      container: { type: 'message', message_ts: '1.000001', channel_id: bed.main.id, is_ephemeral: true }, actions: [{ type: 'button', action_id: 'b0', block_id: 'x', value: 'commitment.show?commitment=4' }],
    };
    if (mode === 'http') expect(await bed.slack.forge({ body: new URLSearchParams({ payload: JSON.stringify(press) }).toString() })).toEqual({ status: 200, body: '' });
    else bed.slack.envelope({ type: 'interactive', envelope_id: 'x1', payload: press });
    await context.expect.poll(() => unodc.dms().at(-1)!.text, soon).toContain('Printed');
    await bed.delivered();
    const kept = JSON.stringify([bed.log, await bed.store.read(async (tx) => [await tx.selectFrom('history').selectAll().execute(), await tx.selectFrom('outbox').selectAll().execute()])]);
    expect(kept).not.toContain(unodc.id);
  });
  test('a name that is an attack is never said, and words that are one do nothing', async (context) => {
    const bed = await opens(context);
    const attack = '<!channel> @here *bold* <https://evil.example|Click> &lt;@U0123456789&gt; :bomb: `x` \u202Eevil';
    const who = bed.stranger(`${attack}${'x'.repeat(200)}`);
    await bed.seat(who, 'UNODC');
    await who.in(bed.main).types(`/update 4 on-track ${attack}`);
    const answer = await (await who.in(bed.main).types('/update 4')).fills({ status: 'Done', note: `${attack} again` });
    expect(answer.text).toContain('C4 is now Done');
    await bed.delivered();
    for (const card of bed.main.messages()) {
      expect([card.pings, card.text.includes('x'.repeat(50)), card.text.includes('*bold*')]).toEqual([[], false, true]);
      expect(String(card.raw.text)).not.toMatch(/<[!@#h]/);
    }
    expect(JSON.stringify(await bed.store.read((tx) => tx.selectFrom('history').selectAll().execute()))).not.toContain('x'.repeat(50));
  });
  test.for(['socket', 'http'] as const)('a room with the longest of names, and lines that are too long (%s): all of it is in the form that is offered', async (mode, context) => {
    const bed = await opens(context, { mode });
    const coordinator = await bed.person('coordinator civil-society');
    const room = bed.slack.channel('ü'.repeat(80), { private: true });
    expect((await coordinator.in(room).types('/group room announcements')).text).toContain(`#${'ü'.repeat(80)} is a room of`);
    const unodc = (await bed.person('UNODC')).in(bed.main);
    const long = Array.from({ length: 500 }, (_, i) => `word${i}`).join(' ');
    const refused = await unodc.types(`/update 4 on-track ${long}`);
    expect(refused.text).toContain('kept in the form');
    const form = await refused.presses(refused.buttons.find((label) => /edit|form/i.test(label))!);
    expect(form.modal!.fields.find(({ name }) => name === 'note')!.value).toMatch(/^word0 .* word387 word38$/);
    expect((await form.fills({ note: 'Short words' })).text).toContain('C4 is now On track');
    const huge = await unodc.types(`/update 4 on-track ${'x'.repeat(300_000)}`);
    expect(huge.text).toContain('Nothing was changed');
    expect((await unodc.types('/commitment show 4')).text).toContain('Short words');
  });
});
