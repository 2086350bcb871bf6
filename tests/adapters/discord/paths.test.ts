import { afterEach, describe, expect, test } from 'vitest';
import { discordBed, type DiscordBed } from '#tests/support/discord/bed.ts';
import { endsWell } from '#tests/support/discord/sound.ts';
import type { Posted } from '#tests/support/discord/types.ts';
import { sample, sampleText } from '#tests/support/world.ts';

let bed: DiscordBed;

afterEach(() => endsWell(bed));

const voice = async (who: string) => (await bed.person(who)).in(bed.main);
const texts = () => bed.main.messages().map(({ text }) => text);
const reports = () => bed.store.read((tx) => tx.selectFrom('report').selectAll().execute());
const update = '/update commitment:4 status:on-track';
const last = (messages: Posted[]): Posted => messages.at(-1)!;

describe('who may not', () => {
  test('a manager of the server who is nobody in the group sees nothing of it, and no button helps', async () => {
    bed = await discordBed();
    await (await voice('UNODC')).types(update);
    await bed.delivered();
    const manager = bed.stranger('Manager', { manages: true }).in(bed.main);
    for (const line of ['/commitment list', '/my tasks', '/group audit', '/plan show', '/member list']) expect((await manager.types(line)).text).toContain('You do not hold a seat in');
    const [card] = bed.main.messages();
    for (const label of card!.buttons) expect((await manager.presses(card!, label)).text).toContain('You do not hold a seat in');
  });
  test('an observer presses what is not theirs, and is told whose it is', async () => {
    bed = await discordBed();
    await (await voice('UNODC')).types(update);
    await bed.delivered();
    const observer = await voice('observer');
    expect((await observer.types(update)).text).toContain('You are here as Observer');
    for (const label of last(bed.main.messages()).buttons) expect((await observer.presses(last(bed.main.messages()), label)).text).not.toContain('C4 is now');
    expect(await reports()).toHaveLength(1);
  });
});

describe('whole paths', () => {
  test('a stranger asks for a seat, is offered one, accepts, and works', async () => {
    bed = await discordBed();
    const chair = await bed.person('coordinator civil-society-side');
    const dee = bed.stranger('**@everyone** <@1>');
    const refused = await dee.in(bed.main).types('/commitment list');
    const form = await refused.presses('Ask for a seat');
    expect(form.kind).toBe('modal');
    const values: Record<string, string> = { role: 'Alternate', note: 'We met in Vilnius.' };
    const organisation = form.modal!.fields.find(({ name }) => name === 'organisation')!;
    values.organisation = organisation.options?.find((label) => label.startsWith('INPUD')) ?? 'INPUD';
    expect((await form.fills(values)).text).toContain('told in private');
    await bed.delivered();
    const request = last(chair.dms());
    expect(request.text).toContain('Somebody asks for a seat');
    expect(request.pings).toEqual([]);
    const offered = await chair.in('dm').presses(request, 'Offer this seat');
    expect(offered.text).toContain('You offer this seat: Alternate, INPUD.');
    await bed.delivered();
    const accepted = await dee.in('dm').presses(last(dee.dms()), 'Accept');
    expect(accepted.text).toContain('You are Alternate, INPUD now.');
    expect((await dee.in(bed.main).types('/commitment list')).text).toContain('15 commitments');
    expect(JSON.stringify(bed.log)).not.toContain('everyone');
  });
  test('a group is set up with the form in an empty store, up to the first update', { timeout: 20_000 }, async () => {
    bed = await discordBed({ file: null });
    const manager = bed.stranger('Manager', { manages: true });
    const [ana, ben] = [bed.stranger('Ana'), bed.stranger('Ben')];
    const form = await manager.in(bed.main).types('/group setup');
    const refused = await form.fills({ name: 'Contact group', zone: 'CET', sides: 'UNODC: UNODC, WHO\nCivil society' });
    expect(refused.buttons).toEqual(['Edit again']);
    const made = await (await refused.presses('Edit again')).fills({ zone: 'Vienna', sides: 'UNODC: UNODC, WHO\nCivil society: INPUD, IDPC' });
    expect(made.text).toContain('Contact group is set up, and this is its main room');
    for (const [label, person] of [['Coordinator: UNODC side', manager], ['Coordinator: Civil society', ana]] as const) {
      const offer = await (await made.presses(label)).fills({ member: person });
      if (person === manager) expect((await offer.presses('Accept')).text).toContain('You are Coordinator, UNODC side now.');
    }
    await bed.delivered();
    expect((await ana.in('dm').presses(last(ana.dms()), 'Accept')).text).toContain('You are Coordinator, Civil society now.');
    await manager.in(bed.main).types('/member focal organisation:UNODC role:Focal point member:@Ben');
    await bed.delivered();
    expect((await ben.in('dm').presses(last(ben.dms()), 'Accept')).text).toContain('You are Focal point, UNODC now.');
    expect((await ben.in(bed.main).types('/commitment add title:Train the police lead:UNODC')).text).toContain('Proposed as C1');
    expect((await ana.in(bed.main).types('/commitment agree commitment:1')).text).toContain('C1');
    expect((await ben.in(bed.main).types('/update commitment:1 status:on-track note:First words')).text).toContain('C1 is now On track');
    await bed.delivered();
    expect(texts().join('\n')).toContain('First words');
  });
  test('a group comes from a file: faults are listed, what is no text or too large is refused, a good one is read', async () => {
    bed = await discordBed({ file: null });
    const manager = bed.stranger('Manager', { manages: true }).in(bed.main);
    const give = (text: string, name = 'group.json') => manager.types('/group import', { file: { name, text } });
    expect((await give('{"schemaVersion":1}')).text).toContain('kind is missing');
    expect((await give('not json')).text).toContain('no JSON');
    const latin = { file: { name: 'latin.json', text: '', bytes: Uint8Array.from([0x7b, 0x22, 0xe9, 0x22, 0x7d]) } };
    expect((await manager.types('/group import', latin)).text).toContain('latin.json is no text');
    expect((await give('')).text).toContain('no JSON');
    expect((await give('x'.repeat(1_000_001), 'large.json')).text).toContain('larger than 1 MB');
    const broken = { ...sample, commitments: sample.commitments.map((each: object) => ({ ...each, lead: 'nobody-at-all' })) };
    const faulty = await give(JSON.stringify(broken));
    expect(faulty.text).toContain('nobody-at-all');
    expect((await give(sampleText)).text).toContain('is here now');
    expect((await give(sampleText)).text).toContain('is here already');
    expect((await bed.stranger('Nobody').in(bed.main).types('/group import', { file: { name: 'group.json', text: sampleText } })).text).toContain('Only a coordinator');
  });
});
