import { afterEach, expect, test } from 'vitest';
import { bothBed, bothEndWell, join, type BothBed } from '#tests/support/bothbed.ts';

let bed: BothBed;

afterEach(() => bothEndWell(bed));

const rsvps = () => bed.store.read((tx) => tx.selectFrom('rsvp').select(['organisation', 'reply']).execute());
const lines = () => bed.store.read((tx) => tx.selectFrom('history').select('id').where('kind', '=', 'rsvp').execute());

test('one person with an account on each platform presses Attend on both at once: it counts once, and the cards of both rooms show it', async () => {
  bed = await bothBed({ limits: false });
  const coordinator = (await bed.onSlack.person('coordinator agency-side')).in(bed.onSlack.main);
  const asked = await coordinator.types('/meeting schedule "Planning call" when:"27 Feb 2013 15:00"');
  await asked.presses('Call people in');
  const [slack, discord] = [await bed.onSlack.person('INPUD'), bed.onDiscord.stranger('Also INPUD')];
  expect(await join(bed, slack, discord)).toContain('You are one person here on Slack, Discord.');
  await bed.delivered();
  const cards = () => ({ slack: bed.onSlack.main.messages()[0]!, discord: bed.onDiscord.main.messages()[0]! });
  for (const { text } of Object.values(cards())) expect(text).toContain('No organisation has said yet that it comes');
  const before = cards();
  const answers = await Promise.all([slack.in(bed.onSlack.main).presses(before.slack, 'Attend'), discord.in(bed.onDiscord.main).presses(before.discord, 'Attend')]);
  await bed.delivered();
  expect(answers.map(({ text }) => /Noted|Already so/.exec(text)![0]).toSorted()).toEqual(['Already so', 'Noted']);
  expect([await rsvps(), await lines()]).toEqual([[{ organisation: 'inpud', reply: 'attend' }], [expect.anything()]]);
  for (const { text, edited } of Object.values(cards())) {
    expect(edited).toBe(true);
    expect(text).toContain('One or two organisations come');
    expect(text).not.toContain('INPUD');
  }
  expect([bed.onSlack.main.messages().length, bed.onDiscord.main.messages().length]).toEqual([1, 1]);
});

test('the link to a call is seen by who asks for it and by nobody else, on either platform, and by no log', async () => {
  bed = await bothBed({ limits: false });
  const link = 'https://meet.example.org/abc-def-ghi';
  const coordinator = (await bed.onSlack.person('coordinator agency-side')).in(bed.onSlack.main);
  const asked = await coordinator.types('/meeting schedule "Planning call" when:"27 Feb 2013 15:00"');
  await asked.presses('Call people in');
  expect((await coordinator.types(`/meeting join M1 link:${link}`)).text).toContain('The link of M1 Planning call is set.');
  bed.now = Temporal.Instant.from('2013-02-27T13:40:00Z');
  const inpud = (await bed.onDiscord.person('INPUD')).in(bed.onDiscord.main);
  const hri = (await bed.onSlack.person('HRI')).in(bed.onSlack.main);
  for (const said of [await inpud.types('/meeting join'), await hri.types('/meeting join')]) expect(said.text).toContain(link);
  await bed.delivered();
  for (const room of [bed.onSlack.main, bed.onDiscord.main]) expect(JSON.stringify(room.messages())).not.toContain('example.org');
  expect(JSON.stringify(bed.log)).not.toContain('example.org');
});

test('App Home shows the next meeting and what waits for an answer, and is answered there', async () => {
  bed = await bothBed({ limits: false });
  const coordinator = (await bed.onSlack.person('coordinator agency-side')).in(bed.onSlack.main);
  await (await coordinator.types('/meeting schedule "Planning call" when:"27 Feb 2013 15:00"')).presses('Call people in');
  const chrc = await bed.onSlack.person('CHRC');
  const home = (await chrc.opensHome())!;
  expect(home.text).toMatch(/M1 Planning call[^]*Do you come\?[^]*M1 Planning call[^]*you have not answered/);
  await chrc.in('home').presses(home, 'Attend M1');
  const then = (await chrc.opensHome())!;
  expect(then.text).not.toContain('Do you come?');
  expect(then.text).toContain('you attend');
});
