import { afterEach, describe, expect, test } from 'vitest';
import type { Bot } from '#bot/bot.ts';
import { discordBed, type DiscordBed } from '#tests/support/discord/bed.ts';
import { sampleText } from '#tests/support/world.ts';

let bed: DiscordBed;
afterEach(async () => {
  await bed.discord.settled();
  expect(bed.bugs).toEqual([]);
  expect(bed.discord.violations).toEqual([]);
  await bed.close();
});

/** All that is stored, but for the migrations' own words. */
const stored = () =>
  bed.store.read(async (tx) => JSON.stringify(await Promise.all((['draft', 'history', 'outbox', 'report', 'received', 'account', 'evidence', 'room'] as const).map((table) => tx.selectFrom(table).selectAll().execute()))));
const inRoom = async (who: string) => (await bed.person(who)).in(bed.main);

describe('a form', () => {
  test('asks for what is missing and is carried out when it is sent', async () => {
    bed = await discordBed();
    const form = await (await inRoom('UNODC')).types('/update commitment:4');
    expect(form.modal!.fields.map(({ name }) => name)).toEqual(['status', 'note']);
    const answer = await form.fills({ status: 'At risk', note: 'Two weeks\nlate' });
    expect(answer).toMatchObject({ kind: 'message', ephemeral: true });
    expect(answer.text).toContain('C4 is now At risk');
    await bed.delivered();
    expect(bed.main.messages()[0]!.text).toContain('Two weeks');
  });
  test('that is refused shows what was typed, and opens again with all of it', async () => {
    bed = await discordBed();
    const voice = await inRoom('UNODC');
    const form = await (await voice.types('/commitment amend commitment:4')).presses('Open the form');
    const refused = await form.fills({ due: 'next blue moon', reason: 'The meeting moved' });
    expect(refused.ephemeral).toBe(true);
    expect(refused.text).toContain('next blue moon');
    await bed.restarts();
    const again = await refused.presses('Edit again');
    expect(again.modal!.fields.find(({ name }) => name === 'due')!.value).toBe('next blue moon');
    expect(again.modal!.fields.find(({ name }) => name === 'reason')!.value).toBe('The meeting moved');
    expect((await again.fills({ due: '6 Mar 2014' })).text).toContain('6 March 2014');
  });
  test('of several pages keeps each page, and is carried out with the last', async () => {
    bed = await discordBed();
    const voice = await inRoom('coordinator civil-society');
    const first = await voice.types('/event deadline');
    expect(first.modal!.title).toContain('(1 of 2)');
    const kept = await first.fills({ event: first.modal!.fields[0]!.options!.find((label) => label.startsWith('CND57,'))!, title: 'Side events', closes: '22 January 2014 12:00', opens: '6 January 2014', to: 'The secretariat of the Committee' });
    expect(kept.text).toContain('Part 1 of 2 is kept. Nothing is done yet.');
    await bed.restarts();
    const second = await kept.presses('Continue');
    expect(second.modal!.fields.map(({ name }) => name)).toEqual(['paper']);
    const answer = await second.fills({ paper: 'An application' });
    expect(answer.text).toContain('Side events');
    const [deadline] = await bed.store.read((tx) => tx.selectFrom('deadline').select(['title', 'addressee', 'paper']).where('title', '=', 'Side events').execute());
    expect(deadline).toEqual({ title: 'Side events', addressee: 'The secretariat of the Committee', paper: 'An application' });
  });
  test('that was open for longer than it is kept hands back what was typed, whatever its length', async () => {
    bed = await discordBed();
    const voice = await inRoom('UNODC');
    const form = await voice.types('/update commitment:4');
    bed.now = bed.now.add({ hours: 25 });
    const short = await form.fills({ status: 'Done', note: 'All of it is printed ``` and sent' });
    expect(short.text).toContain('or is older than a day');
    expect(short.text).toContain('All of it is printed');
    expect(short.more()).toEqual([]);
    const long = await voice.types('/commitment add');
    bed.now = bed.now.add({ hours: 25 });
    const words = Array.from({ length: 300 }, (_, i) => `word${i}`).join(' ');
    const answer = await long.fills({ title: 'A manual', text: words });
    await bed.discord.settled();
    const all = [answer.text, ...answer.more().map(({ text }) => text)].join(' ').replace(/\s+/g, ' ');
    expect(answer.text).toContain('or is older than a day');
    for (const word of ['A manual', ...words.split(' ')]) expect(all).toContain(word);
  });
  test('hands back what was typed when something breaks', async () => {
    const broken = (bot: Bot): Bot => ({ ...bot, invoke: (invocation) => bot.invoke(invocation.via === 'form' ? { ...invocation, command: 'no.such', draft: 'none' } : invocation) });
    bed = await discordBed({ around: broken });
    const form = await (await inRoom('UNODC')).types('/update commitment:4');
    expect((await form.fills({ status: 'Done', note: 'Printed and sent' })).text).toContain('Printed and sent');
  });
  test('has no id of somebody who is mentioned in it', async () => {
    bed = await discordBed();
    const inpud = await bed.person('INPUD');
    await (await (await inRoom('UNODC')).types('/update commitment:4')).fills({ status: 'Done', note: `Sent to <@${inpud.id}>` });
    expect((await bed.store.read((tx) => tx.selectFrom('report').select('note').execute())).map(({ note }) => note)).toEqual(['Sent to Focal point, INPUD']);
  });
});

describe('a message that somebody makes something of', () => {
  test('has its words in the form, and nowhere else before they are sent', async () => {
    bed = await discordBed();
    const voice = await inRoom('UNODC');
    const stranger = bed.stranger('Somebody');
    const said = bed.main.says(stranger, `Printed by the 3rd, says <@${stranger.id}>: secret-words`);
    const form = await voice.uses('Log as update', said);
    expect(form.modal!.fields.find(({ name }) => name === 'note')!.value).toBe('Printed by the 3rd, says somebody: secret-words');
    expect(await stored()).not.toContain('secret-words');
    const answer = await form.fills({ commitment: 'C4', status: 'On track', note: 'Printed' });
    expect(answer.text).toContain('C4 is now On track');
    expect(await stored()).not.toContain('secret-words');
  });
  test('becomes a commitment, or evidence', async () => {
    bed = await discordBed();
    const voice = await inRoom('INPUD');
    const said = bed.main.says(bed.stranger('Somebody'), 'We will train the police\nin all five regions, see <https://example.org/plan.pdf>.');
    const proposal = await voice.uses('Make commitment', said);
    expect(proposal.modal!.fields.find(({ name }) => name === 'title')!.value).toBe('We will train the police');
    const evidence = await voice.uses('Add as evidence', said);
    expect(evidence.modal!.fields.find(({ name }) => name === 'link')!.value).toBe('https://example.org/plan.pdf');
    expect((await evidence.fills({ commitment: 'C4' })).text).toContain('C4');
  });
  test('is nothing to somebody without a seat', async () => {
    bed = await discordBed();
    const answer = await bed.stranger('Nobody').in(bed.main).uses('Log as update', bed.main.says(bed.stranger('Somebody'), 'Printed'));
    expect(answer.text).toContain('You do not hold a seat in');
  });
});

describe('a file', () => {
  test('that is attached is read', async () => {
    bed = await discordBed({ file: null });
    const manager = bed.stranger('Manager', { manages: true });
    const answer = await manager.in(bed.main).types('/group import', { file: { name: 'group.json', text: sampleText } });
    expect(answer.text).toContain('UNODC and civil society group on drug use and HIV is here now');
  });
  test('can be given in the form', async () => {
    bed = await discordBed({ file: null });
    const manager = bed.stranger('Manager', { manages: true });
    const form = await manager.in(bed.main).types('/group import');
    expect(form.modal!.fields).toMatchObject([{ name: 'file', kind: 'file', required: true }]);
    expect((await form.fills({ file: { name: 'group.json', text: sampleText } })).text).toContain('is here now');
  });
  test('that is too large or cannot be fetched is refused in one sentence', async () => {
    bed = await discordBed({ file: null });
    const voice = bed.stranger('Manager', { manages: true }).in(bed.main);
    const large = { file: { name: 'large.json', text: 'x'.repeat(1_000_001) } };
    expect((await voice.types('/group import', large)).text).toContain('large.json is larger than 1 MB');
    const again = await (await voice.types('/group import')).fills(large);
    expect(again.text).toContain('large.json is larger than 1 MB');
    expect(again.buttons).toEqual(['Edit again']);
  });
});
