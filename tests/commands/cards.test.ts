import { beforeEach, expect, test } from 'vitest';
import { t } from '#core/i18n.ts';
import { plain } from '#core/message.ts';
import { newId } from '#core/id.ts';
import { stamp } from '#core/time.ts';
import { tieRoom } from '#db/groups.ts';
import { commands, menus } from '#commands/index.ts';
import { fieldsOf } from '#core/field.ts';
import { mainRoom, platform } from '#adapters/terminal/rooms.ts';
import { bed, conversations, group, hears, later } from '#tests/support/conversation.ts';
import { read } from '#tests/support/world.ts';

conversations();
const news = 'terminal:news';
beforeEach(() => bed.store.tx((tx) => tieRoom(tx, group, { address: news, name: '#news', purpose: 'announcements' }, newId(bed.now))));

/** What is to be posted, and what is only to be changed: each address with its words; taken out. */
async function outbox(): Promise<{ posted: string[][]; edited: string[][] }> {
  const edits = new Set(await bed.store.read(async (tx) => (await tx.selectFrom('outbox').select('message').where('edits', '=', 1).execute()).map(({ message }) => message)));
  const all = await bed.posted();
  const shown = (isEdit: boolean) => all.filter(({ message }) => edits.has(JSON.stringify(message)) === isEdit).map(({ address, message }) => [address, read(message)]);
  return { posted: shown(false), edited: shown(true) };
}
/** Has the card of a commitment stand in the main room, as a platform has it once it is sent. */
async function standing(...lines: readonly (readonly [string, string])[]): Promise<void> {
  for (const [who, line] of lines) await hears(who, line);
  await bed.posted();
  await bed.store.tx((tx) => tx.insertInto('card').values({ address: mainRoom, card: 'C4', receipt: 'sealed', at: stamp(bed.now) }).onConflict((c) => c.doNothing()).execute());
}
const title = 'C4 Complete the draft overdose document of WHO and UNODC\n';
const buttons = '\n[Report progress] [Show it]';

test('a report is one short card with how the commitment stands, for the main room alone', async () => {
  await hears('unodc', '/update 4 at-risk Draft with WHO since May');
  expect(await outbox()).toEqual({ posted: [[mainRoom, `${title}UNODC reports At risk. Draft with WHO since May\nUNODC leads · no date${buttons}`]], edited: [] });
  await hears('coordinator agency-side', '/commitment assign 4 WHO support');
  await hears('unodc', '/update 4 done behalf:WHO');
  expect((await outbox()).posted).toEqual([[mainRoom, `${title}WHO reports Done.\nEntered by UNODC on its behalf.\nUNODC, who leads, reports At risk · no date${buttons}`]]);
});

test.each([
  ['a rating', 'hri', '/commitment rate 4 limited No draft seen', ' · HRI rates it Limited', ['HRI rates it Limited. No draft seen']],
  ['evidence', 'unodc', '/commitment evidence 4 https://example.org/draft', ' · 1 link to evidence', []],
  ['a milestone', 'unodc', '/commitment milestone C4.1 done:yes', ' · 1 of 1 milestone done', []],
  ['a proposed change', 'unodc', '/commitment amend 4 due:6 March 2014', ' · UN agencies proposes a change', ['UN agencies proposes a change of C4: ']],
] as const)('%s is told as before, and the card that stands there is changed', async (_, who, line, added, told) => {
  await standing(['unodc', '/update 4 at-risk Draft with WHO']);
  later({ hours: 1 });
  await hears(who, line);
  const { posted, edited } = await outbox();
  expect(posted.map(([address]) => address)).toEqual(told.map(() => mainRoom));
  expect(edited.map(([address, text]) => [address, text!.replace(/by .*? proposes|UN[^·\n]* proposes a change/, 'UN agencies proposes a change')])).toEqual([[mainRoom, `${title}UNODC reports At risk. Draft with WHO\nUNODC leads · no date${added}${buttons}`]]);
});

test('a correction and the undo of a report change the card, with a word about it', async () => {
  await standing(['unodc', '/update 4 at-risk Draft with WHO']);
  await hears('unodc', '/update 4 on-track Draft is back correction:yes');
  expect(await outbox()).toEqual({
    posted: [[mainRoom, `${title}UNODC corrects its report: On track. Draft is back`]],
    edited: [[mainRoom, `${title}UNODC corrects its report: On track. Draft is back\nUNODC leads · no date${buttons}`]],
  });
  await hears('unodc', '/my undo');
  expect((await outbox()).edited).toEqual([[mainRoom, `${title}UNODC reports At risk. Draft with WHO\nUNODC leads · no date${buttons}`]]);
});

test('where the only report is taken back, the card says that there is none', async () => {
  await standing(['unodc', '/update 4 at-risk Draft with WHO']);
  await hears('unodc', '/my undo');
  const { posted, edited } = await outbox();
  expect(posted.map(([address]) => address)).toEqual([mainRoom]);
  expect(edited).toEqual([[mainRoom, `${title}No report yet.\nUNODC leads · no date${buttons}`]]);
});

test('an agreed date and an event that moves change the card; both are told where only what concerns everybody is', async () => {
  await standing(['unodc', '/update 4 at-risk Draft with WHO'], ['unodc', '/commitment amend 4 due:CND56R -2w']);
  await hears('coordinator civil-society-side', '/commitment agree 4');
  const agreed = await outbox();
  expect(agreed.posted.map(([address]) => address)).toEqual([mainRoom, news]);
  expect(agreed.edited).toEqual([[mainRoom, `${title}UNODC reports At risk. Draft with WHO\nUNODC leads · about Thu 28 November 2013${buttons}`]]);
  later({ minutes: 20 });
  const preview = await bed.as('coordinator civil-society-side').hears('/event move CND56R to:5 December 2013');
  await bed.as('coordinator civil-society-side').presses(preview, 'Yes, move it');
  const moved = await outbox();
  expect(moved.posted.map(([address]) => address)).toEqual([mainRoom, news]);
  expect(moved.edited.map(([, text]) => text!.split('\n')[2])).toEqual(['UNODC leads · about Thu 21 November 2013']);
  await hears('coordinator civil-society-side', '/my undo');
  const back = await outbox();
  expect(back.posted.map(([address]) => address)).toEqual([mainRoom, news]);
  expect(back.edited.map(([, text]) => text!.split('\n')[2])).toEqual(['UNODC leads · about Thu 28 November 2013']);
});

test('of many ratings the last are named, and the card holds no seat and no name of a room', async () => {
  await standing(['unodc', '/update 4 at-risk Draft with WHO']);
  for (const who of ['inpud', 'hri', 'anpud', 'idpc']) {
    later({ minutes: 1 });
    await hears(who, '/commitment rate 4 limited');
  }
  const [[, text]] = (await outbox()).edited as [string[]];
  expect(text).toContain('IDPC rates it Limited · ANPUD rates it Limited · HRI rates it Limited · 1 more rating');
  expect(text).not.toContain('Focal point');
});

test('what can be made of a message opens a form that holds its words', async () => {
  expect(menus.map(({ label }) => plain(t('en', label)))).toEqual(['Log as update', 'Make commitment', 'Add as evidence']);
  const said = `Draft sent to WHO (https://example.org/draft).\n\n${'More of it. '.repeat(400)}`;
  for (const menu of menus) {
    expect(plain(t('en', menu.label)).length).toBeLessThanOrEqual(32);
    const fields = fieldsOf(commands.find(({ name }) => name === menu.run)!.input);
    for (const words of [said, '', 'Short', 'https://example.org', '\n\n']) {
      const given = menu.given(words);
      for (const [name, value] of Object.entries(given)) expect(value.length).toBeLessThanOrEqual(fields.find((field) => field.name === name)!.max!);
      const outcome = await bed.bot.invoke({ id: newId(bed.now), command: menu.run, given: { ...given, form: 'open' }, via: 'button', user: { platform, id: 'unodc' }, room: mainRoom });
      expect('ask' in outcome && outcome.ask.given).toEqual(given);
    }
  }
  const [update, add, proof] = menus.map((menu) => menu.given('Draft sent to WHO (https://example.org/draft).\nSee it'));
  expect(update).toEqual({ note: 'Draft sent to WHO (https://example.org/draft).\nSee it' });
  expect(add).toEqual({ title: 'Draft sent to WHO (https://example.org/draft).', text: 'Draft sent to WHO (https://example.org/draft).\nSee it' });
  expect(proof).toEqual({ link: 'https://example.org/draft', note: 'Draft sent to WHO . See it' });
});

test('what falls due and the digest are told once in each room of the group', async () => {
  const got = await bed.passes('2013-03-11T12:00:00Z');
  const told = (room: string) => got.filter(({ to }) => to === room).map(({ at, text }) => `${stamp(at)} ${text}`);
  expect(told('#news').length).toBeGreaterThan(0);
  expect(told('#news')).toEqual(told('#main'));
  expect(new Set(told('#news')).size).toBe(told('#news').length);
});
