import { afterEach, expect, test } from 'vitest';
import { bothBed, bothEndWell, type BothBed } from '#tests/support/bothbed.ts';

let bed: BothBed;

afterEach(() => bothEndWell(bed));

const onSlack = async (who: string) => (await bed.onSlack.person(who)).in(bed.onSlack.main);
const onDiscord = async (who: string) => (await bed.onDiscord.person(who)).in(bed.onDiscord.main);
/** The last message in the room of each platform that asks or asked for an answer, with its buttons. */
async function cards(which: RegExp): Promise<{ text: string; buttons: readonly string[]; edited: boolean }[]> {
  await bed.delivered();
  return [bed.onSlack.main, bed.onDiscord.main].map((room) => {
    const { text, buttons, edited } = room.messages().findLast((each) => which.test(each.text))!;
    return { text, buttons, edited };
  });
}
const waits = ['Agree', 'Decline', 'Show it'];
const over = ['Show it'];

test('the card of what was proposed says in both rooms what was decided, where it stands, and asks no more', { timeout: 60_000 }, async () => {
  bed = await bothBed({ limits: false });
  const [inpud, civil] = [await onSlack('INPUD'), await onSlack('coordinator civil-society-side')];
  const [unodc, agency] = [await onDiscord('UNODC'), await onDiscord('coordinator agency-side')];
  const expectCards = async (which: RegExp, words: string | RegExp, buttons: readonly string[]) => {
    for (const card of await cards(which)) expect(card).toMatchObject({ text: typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words), buttons });
  };

  // Agreed, from the card of one platform; taken back, and declined.
  await inpud.types('/commitment add Map of peer services');
  await expectCards(/C16 .*[^]*proposes? /, 'It waits for the other side', waits);
  const agreed = await agency.presses(bed.onDiscord.main.messages().at(-1)!, 'Agree');
  await expectCards(/C16 .*[^]*proposed this/, 'Agreed by both sides.', over);
  await agreed.presses('Undo');
  await expectCards(/C16 .*[^]*proposes this/, 'It waits for the other side', waits);
  await agency.types('/commitment agree commitment:16 answer:no');
  await expectCards(/C16 .*[^]*proposed this/, 'UNODC side declines this proposal.', over);

  // Taken back by whoever proposed it.
  const added = await inpud.types('/commitment add Training in all regions');
  await added.presses('Undo');
  await expectCards(/C17 .*[^]*proposed this/, 'This was taken back', over);

  // A change that another one comes in place of, which is agreed to.
  await unodc.types('/commitment amend commitment:4 due:6 March 2014');
  const first = (await cards(/C4 .*[^]*proposes a change/)).length;
  expect(first).toBe(2);
  await unodc.types('/commitment amend commitment:4 due:7 March 2014');
  await expectCards(/C4 .*[^]*6 March 2014/, 'Another proposal has come in place of this one.', over);
  await expectCards(/C4 .*[^]*7 March 2014/, 'It waits for the other side', waits);
  await civil.types('/commitment agree 4');
  await expectCards(/C4 .*[^]*proposed a change: .*7 March 2014/, "Changed with both sides' yes", over);

  // The lead that somebody is asked to take: asked of another, taken, declined.
  await civil.types('/commitment assign 5 INPUD');
  await expectCards(/C5 .*[^]*INPUD is asked to lead/, 'It leads once it says yes itself', waits);
  await civil.types('/commitment assign 5 HRI');
  await expectCards(/C5 .*[^]*INPUD was asked/, 'INPUD is not asked to lead C5 any more.', over);
  await expectCards(/C5 .*[^]*HRI is asked to lead/, 'It leads once it says yes itself', waits);
  await (await onDiscord('HRI')).types('/commitment agree commitment:5 answer:no');
  await expectCards(/C5 .*[^]*HRI was asked/, 'HRI does not take the lead', over);
  await civil.types('/commitment assign 5 INPUD');
  await inpud.types('/commitment agree 5');
  await expectCards(/C5 .*[^]*INPUD was asked/, 'INPUD leads C5', over);
});
