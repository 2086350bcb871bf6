import { expect, test } from 'vitest';
import { buttonsOf, type Message } from '#core/message.ts';
import { historyOf } from '#db/history.ts';
import { stateOf } from '#db/save.ts';
import { bed, conversations, group, hears, later, say } from '#tests/support/conversation.ts';
import { read, sample } from '#tests/support/world.ts';

conversations();

const acts = (about: string) => bed.store.read(async (tx) => (await historyOf(tx, group, { about })).map(({ act, seat, behalf }) => ({ act, seat: seat !== null, behalf })));

test('the fifteen titles stand in the list as they stand in the record, none as agreed text', async () => {
  const list = await bed.as('observer').hears('/commitment list');
  const titles = list.blocks.flatMap((block) => ('list' in block ? block.list.map(({ text }) => text[1]) : []));
  expect(titles).toEqual(sample.commitments.map((c: { title: string }) => ` ${c.title}`));
  for (let number = 1; number <= 15; number++) {
    const shown = await hears('observer', `/commitment show ${number}`);
    expect(shown.split('\n')[0]).toBe(`C${number} ${sample.commitments[number - 1].title}`);
    expect(shown).toContain("short wording, not the agreed text");
    expect(shown).not.toContain('Agreed text:');
  }
});

test('no date and no owner are shown as such and asked about', async () => {
  expect(await hears('observer', '/commitment list owner:open')).toMatch(/2 commitments\nC5 .*\n {2}Owner open · no report yet · no date\nC9 /);
  const shown = await hears('idpc', '/commitment show 5');
  expect(shown).toContain('Lead: Owner open');
  expect(shown).toContain('Due: no date');
  expect(shown).toContain('Nobody answers for this yet. Who takes the lead?');
  expect(shown).toContain('[We take the lead]');
  expect(await hears('idpc', '/commitment show 4')).toContain('No date was agreed. Is there one? Propose it: /commitment amend 4 due:');
});

test('the lead reports, others stand beneath, the other side rates beside it', async () => {
  expect(await hears('unodc', '/update 6 at-risk "Draft with WHO since May"')).toContain('C6 is now At risk: Bring civil society into the Model Drug Laws review');
  expect(await hears('inpud', '/update 6 blocked Nobody asked us')).toContain('It stands beneath the report of UNODC, who leads.');
  expect(await hears('hri', '/commitment rate 6 limited One call so far')).toContain('It stands beside the report of UNODC: At risk.');
  const shown = await hears('observer', '/commitment show 6');
  expect(shown).toMatch(/UNODC \(lead\): At risk, today: Draft with WHO since May\nINPUD: Blocked, today: Nobody asked us/);
  expect(shown).toMatch(/Ratings by the other side\nHRI: Limited, today: One call so far/);
  expect(await hears('observer', '/commitment list at-risk')).toContain('UNODC leads · At risk, today · no date');
  expect((await bed.posted()).map(({ address, message }) => [address, read(message)])).toEqual([
    ['terminal:main', `C6 ${sample.commitments[5].title}\nUNODC reports At risk. Draft with WHO since May\nUNODC leads · no date\n[Report progress] [Show it]`],
    // What waits to be sent shows how it is by then.
    ['terminal:main', `C6 ${sample.commitments[5].title}\nINPUD reports Blocked. Nobody asked us\nUNODC, who leads, reports At risk · no date · HRI rates it Limited\n[Report progress] [Show it]`],
    ['terminal:main', `C6 ${sample.commitments[5].title}\nHRI rates it Limited. One call so far`],
  ]);
});

test.each([
  ['inpud', '/update 4 done', 'INPUD does not answer for C4'],
  ['inpud', '/update 4 done', '[Rate it]'],
  ['observer', '/update 4 done', 'You are here as Observer. "commitment update" is for: Focal point, Alternate.'],
  ['coordinator agency-side', '/update 4 done', 'You are here as Coordinator, UNODC side.'],
  ['stranger', '/commitment list', 'You do not hold a seat in'],
  ['unodc', '/commitment rate 4 complete', 'UNODC leads C4 itself. The other side rates it.'],
  ['unodc', '/update 99 done', 'There is no C99. The numbers go up to C15.'],
  ['unodc', '/update 4 almost', 'I do not know "almost". It can be: not-started, on-track, at-risk, blocked, done.'],
  ['unodc', '/update 4 done behalf:INPUD', 'INPUD has its own seats in this group and speaks for itself.'],
  ['unodc', '/update 4 done correction:yes', 'UNODC has no report on C4 to correct.'],
  ['unodc', '/update 4 done "half', 'a quotation mark is opened before "half" and never closed'],
  ['unodc', '/commitment evidence 4 javascript:alert(1)', 'is not a web address'],
  ['hri', '/commitment milestone 4 "Draft out"', 'HRI does not answer for C4'],
  ['unodc', '/commitment milestone 4.9 done', 'There is no C4.9. C4 has 1 milestone.'],
  ['unodc', '/commitment agree 4', 'Nothing waits for a yes on C4'],
  ['hri', '/commitment assign 4 HRI', 'C4 is led by UNODC. Only UNODC or a coordinator can offer it'],
])('%s: %s is refused with the reason, and nothing changes', async (who, line, reason) => {
  const before = await bed.store.read((tx) => stateOf(tx, group));
  const message = await bed.as(who).hears(line);
  expect(message.tone).toBe('refusal');
  expect(read(message)).toContain(reason);
  expect(await bed.store.read((tx) => stateOf(tx, group))).toEqual(before);
  expect(await bed.posted()).toEqual([]);
});

test('a refused word offers the nearest choice as a button that completes the act', async () => {
  const refused = await bed.as('unodc').hears('/update 4 on-trak Draft sent');
  expect(buttonsOf(refused).map(({ label }) => label)).toEqual(['on-track', 'Open the form']);
  expect(read(((await bed.as('unodc').presses(refused, 'on-track')) as { say: Message }).say)).toContain('C4 is now On track');
  expect(await hears('unodc', '/commitment show 4')).toContain('On track, today: Draft sent');
});

test('a missing status opens a form that keeps what was said', async () => {
  const outcome = await bed.as('unodc').says('/update 4');
  expect(outcome).toMatchObject({ ask: { command: 'commitment.update', given: { commitment: '4' }, errors: {} } });
  const { ask } = outcome as Extract<typeof outcome, { ask: unknown }>;
  expect(ask.fields.map(({ name }) => name)).toEqual(['status', 'note']);
  const wrong = await bed.as('unodc').invokes('commitment.update', { status: 'on-track', note: 'x'.repeat(1001) }, { via: 'form', draft: ask.draft });
  expect(wrong).toMatchObject({ ask: { given: { commitment: '4', status: 'on-track', note: 'x'.repeat(1001) }, draft: ask.draft } });
  expect(read({ v: 1, blocks: [{ text: (wrong as typeof outcome & { ask: typeof ask }).ask.errors.note! }] })).toContain('1001 characters; up to 1000 fit');
  const right = await bed.as('unodc').invokes('commitment.update', { note: 'Draft sent' }, { via: 'form', draft: ask.draft });
  expect(right).toMatchObject({ say: { tone: 'done' } });
  expect(await bed.as('unodc').invokes('commitment.update', { note: 'again' }, { via: 'form', draft: ask.draft })).toMatchObject({ say: { tone: 'refusal' } });
});

test('a note of 3,000 characters is refused and can be had back whole', async () => {
  const note = 'Ω'.repeat(3000);
  const refused = await bed.as('unodc').hears(`/update 4 on-track ${note}`);
  expect(read(refused)).toContain('3000 characters; up to 1000 fit');
  const reopened = await bed.as('unodc').presses(refused, 'Open the form');
  expect(reopened).toMatchObject({ ask: { given: { commitment: '4', status: 'on-track', note } } });
});

test('the same words again are a second press, and a correction must correct', async () => {
  await hears('unodc', '/update 4 at-risk Draft with WHO');
  expect(await hears('unodc', '/update 4 at-risk Draft with WHO')).toContain('That is word for word what UNODC reported on C4 today. Nothing was changed.');
  expect(await hears('unodc', '/update 4 at-risk "Draft with WHO" correction:yes')).toContain('word for word');
  later({ hours: 2 });
  expect(await hears('unodc', '/update 4 at-risk Draft with WHO')).toContain('C4 is now At risk: ');
});

test('words behind a name are not lost with it', async () => {
  const refused = await bed.as('unodc').hears('/update 4 done behalf:WHO paper is out');
  expect(read(refused)).toContain('"WHO paper is out" begins with WHO, but holds more than a name.');
  expect(buttonsOf(refused).map(({ label }) => label)).toEqual(['Open the form']);
});

test('a correction shows both versions; the history keeps every word', async () => {
  await hears('unodc', '/update 4 at-risk Draft with WHO since May');
  later({ minutes: 2 });
  await hears('unodc', '/update 4 on-track "Draft with WHO since June" correction:yes');
  expect(await hears('observer', '/commitment show 4')).toContain('On track, today: Draft with WHO since June (Corrected. Before, 2013-02-22T08:00:00.000Z: At risk, Draft with WHO since May)');
  const history = await hears('observer', '/commitment history 4');
  expect(history).toContain('UNODC corrected its report on C4. It was: At risk: Draft with WHO since May. It became: On track: Draft with WHO since June\n  Focal point, UNODC · 2013-02-22T08:02:00.000Z · from terminal');
  expect(history).toContain('UNODC reported C4 At risk: Draft with WHO since May');
  expect(history).toContain('C4 entered from the record');
});

test('one’s own last act can be taken back for ten minutes, once, and not when others have built on it', async () => {
  const said = await bed.as('unodc').hears('/update 4 at-risk First');
  const undone = await bed.as('unodc').presses(said, 'Undo');
  expect(read((undone as { say: Message }).say)).toContain('Taken back: UNODC reported C4 At risk: First');
  expect(read(((await bed.as('unodc').presses(said, 'Undo')) as { say: Message }).say)).toContain('There is nothing of yours to take back');
  expect(await hears('unodc', '/my undo')).toContain('There is nothing of yours to take back');
  expect(await hears('observer', '/commitment show 4')).toContain('No report yet');
  expect(await hears('observer', '/commitment history 4')).toMatch(/Taken back: UNODC reported C4 At risk: First\n.*\nUNODC reported C4 At risk: First\n/);
  expect((await acts('C4')).map(({ act }) => act)).toEqual(['my.undo', 'commitment.update', 'group.import', 'group.import']);

  await hears('unodc', '/update 4 at-risk Second');
  later({ minutes: 10 });
  expect(await hears('unodc', '/my undo')).toContain('Taken back');
  await hears('unodc', '/update 4 at-risk Third');
  later({ minutes: 10, seconds: 1 });
  expect(await hears('unodc', '/my undo')).toContain('more than ten minutes old');

  await hears('unodc', '/commitment assign 5 IDPC');
  await hears('idpc', '/commitment assign 5 IDPC');
  expect(await hears('unodc', '/my undo')).toContain('Something was done about C5 since');
});

test('what one side proposes counts when the other agrees, and only then', async () => {
  expect(await hears('hri', '/commitment add "Map needle programmes" due:"1 June 2014" with:"UNODC side, WHO"')).toContain('Proposed as C16: Map needle programmes (Sun 1 June 2014)');
  expect(await hears('unodc', '/update 16 done')).toContain('C16 is proposed, not yet agreed: it can be reported on and rated once both sides have agreed');
  expect(await hears('hri', '/commitment agree 16')).toContain('so the yes belongs to the other side');
  expect(await hears('coordinator civil-society-side', '/commitment agree 16')).toContain('so the yes belongs to the other side');
  expect(await hears('unodc', '/commitment agree 16')).toContain("Your side's yes to C16 is for its coordinator to give");
  expect(await hears('coordinator agency-side', '/commitment agree 16')).toContain('Agreed by both sides: C16');
  expect(await hears('unodc', '/update 16 on-track')).toContain('nobody leads this commitment yet');
  expect(await hears('hri', '/commitment add "Other"')).toContain('C17');
  expect(await hears('coordinator agency-side', '/commitment agree 17 no')).toContain('Declined by the other side: C17');
});

test('an organisation leads by its own yes', async () => {
  expect(await hears('unodc', '/commitment assign 5 IDPC')).toContain('IDPC is asked to lead C5. It leads once it says yes itself.');
  expect(await hears('observer', '/commitment list owner:open')).toContain('Owner open, IDPC asked');
  expect(await hears('idpc', '/commitment assign 5 IDPC')).toContain('IDPC leads C5');
  expect(await hears('observer', '/commitment show 5')).toContain('Lead: IDPC');
  expect(await hears('unodc', '/commitment assign 4 WHO')).toContain('WHO has no seat here and cannot say yes itself. A coordinator can enter it as lead.');
  expect(await hears('coordinator agency-side', '/commitment assign 4 WHO')).toContain('WHO leads C4');
  expect(await hears('unodc', '/update 4 on-track Paper is out behalf:WHO')).toContain('C4 is now On track');
  expect(await hears('observer', '/commitment show 4')).toContain('WHO (lead): On track, today: Paper is out Entered by UNODC on its behalf.');
  expect((await acts('C4'))[0]).toEqual({ act: 'commitment.update', seat: true, behalf: 'who' });
  expect(await hears('unodc', '/commitment rate 4 limited')).toContain('UNODC rates C4 Limited');
});

test('a date that hangs on an event keeps the event and says how certain it is', async () => {
  expect(await hears('unodc', '/commitment amend 4 due:"Vilnius -1d" The conference is the place')).toContain('Proposed for C4: Due Sat 8 June 2013 (VILNIUS-2013 -1d: International Harm Reduction Conference)');
  expect(await hears('observer', '/commitment show 4')).toContain('(reason: The conference is the place)');
  expect(await hears('coordinator civil-society-side', '/commitment agree 4')).toContain("Changed with both sides' yes: C4.");
  expect(await hears('observer', '/commitment list overdose')).toContain('UNODC leads · no report yet · Sat 8 June 2013');
  expect(await hears('unodc', '/commitment milestone 10 "Draft out" due:CND56R -1w')).toContain('Thu 5 December 2013 (CND56R -1w: CND, reconvened 56th session; the date is an estimate)');
  expect(await hears('unodc', '/commitment milestone 10 "Too late" due:CND -8w')).toContain('"CND -8w" is Mon 14 January 2013: that day is over');
  expect(await hears('unodc', '/commitment milestone 10 "Soon" due:2015')).toContain('by the end of 2015 (a horizon, not a deadline)');
  const offered = await bed.as('unodc').hears('/commitment milestone 10 "When" due:03/04');
  expect(buttonsOf(offered).map(({ label }) => label)).toEqual(['Wed 3 April 2013', 'Mon 4 March 2013', 'Open the form']);
});

test('late is counted in days of the home zone, and gone once done', async () => {
  later({ hours: 24 * 110 });
  expect(await hears('observer', '/commitment list late')).toMatch(/C14 [^\n]*\n {2}UNODC leads · never reported · Sat 8 June 2013, 4 days late\nC15 [^\n]*\n {2}UNODC leads · never reported · Sun 9 June 2013, 3 days late/);
  expect(await hears('unodc', '/update 15 done Published')).toContain('C15 is now Done');
  expect(await hears('unodc', '/commitment milestone 15.1 done')).toContain('Done: C15.1');
  expect(await hears('observer', '/commitment list late')).not.toContain('C15 ');
});

test('words are found whatever their case and accents', async () => {
  await hears('hri', '/commitment add "Réduction des risques à São Paulo — Προφύλαξης"');
  for (const words of ['reduction', 'RÉDUCTION sao', 'προφυλαξησ', 'são-paulo'.replace('-', ' ')]) expect(await hears('observer', `/commitment list ${words}`)).toContain('C16 ');
  expect(await hears('observer', '/commitment list 100%')).toContain('No commitment fits that.');
});

test('evidence has a kind and a link, and the same link is kept once', async () => {
  expect(await hears('unodc', '/commitment evidence 4 https://example.org/paper.pdf kind:statement Read out in plenary')).toContain('Kept as evidence for C4 (Statement).');
  expect(await hears('observer', '/commitment show 4')).toContain('Statement, UNODC: https://example.org/paper.pdf Read out in plenary');
  expect(await hears('unodc', '/commitment evidence 4 https://example.org/paper.pdf')).toContain('is evidence for C4 already');
});

test('one event of a platform is carried out once', async () => {
  const press = () => bed.as('unodc').invokes('commitment.update', { commitment: '4', status: 'done' }, { id: 'event-1' });
  expect(await press()).toMatchObject({ say: { tone: 'done' } });
  expect(await press()).toEqual({ ignore: 'duplicate' });
  expect((await acts('C4')).filter(({ act }) => act === 'commitment.update')).toHaveLength(1);
});

test('an organisation that has ended takes no new part; its successor is offered', async () => {
  await hears('coordinator civil-society-side', '/member handover HRC to:HRI');
  const refused = await bed.as('unodc').hears('/commitment assign 5 HRC');
  expect(read(refused)).toContain('HRC has ended, so it can take no part any more.');
  expect(buttonsOf(refused)[0]!.label).toBe('HRI');
});

test('a proposal that was taken back keeps its history and its number', async () => {
  await hears('hri', '/commitment add "Map needle programmes"');
  await hears('hri', '/my undo');
  expect(await hears('observer', '/commitment show 16')).toContain('There is no C16');
  expect(await hears('observer', '/commitment history 16')).toMatch(/^History of C16, which was taken back\nTaken back: C16 proposed: Map needle programmes\n.*\nC16 proposed: Map needle programmes\n/);
  expect(await hears('hri', '/commitment add "Another"')).toContain('Proposed as C17');
});

test('a proposal is answered where it is told, by whoever may; a no is said there in one neutral sentence', async () => {
  await hears('hri', '/commitment add Publish a map of services lead:UNODC due:"1 June 2013"');
  const [told] = await bed.posted();
  expect(read(told!.message)).toBe("C16 Publish a map of services\nCivil society side proposes this commitment. It waits for the other side's yes.\nOwner open, UNODC asked · Sat 1 June 2013\n[Agree] [Decline] [Show it]");
  expect(read(say(await bed.as('hri').presses(told!.message, 'Agree')))).toContain('so the yes belongs to the other side');
  expect(read(say(await bed.as('unodc').presses(told!.message, 'Agree')))).toContain("Your side's yes to C16 is for its coordinator to give");
  expect(read(say(await bed.as('coordinator agency-side').presses(told!.message, 'Decline')))).toContain('Declined by the other side: C16');
  const after = (await bed.posted()).map(({ message }) => read(message));
  expect(after).toEqual(['C16 Publish a map of services\nUNODC side declines this proposal.']);
  expect(read(say(await bed.as('coordinator agency-side').presses(told!.message, 'Agree')))).toContain('Nothing waits for a yes on C16');
});

test('a change is agreed to by the same people as a commitment, and only as it was shown', async () => {
  await hears('hri', '/commitment amend 4 due:"1 June 2013"');
  const [first] = await bed.posted();
  expect(read(first!.message)).toMatch(/Civil society side proposes a change: Due Sat 1 June 2013\.\nIt waits for the other side's yes\.\nUNODC leads · so far: no date\n\[Agree\] \[Decline\] \[Show it\]$/);
  // The side has a coordinator: its focal points do not give its yes, whichever way they try.
  for (const attempt of [() => bed.as('unodc').presses(first!.message, 'Agree'), () => bed.as('unodc').says('/commitment agree 4'), () => bed.as('unodc').says('/commitment agree 4 no')]) {
    expect(read(say(await attempt()))).toContain("Your side's yes to C4 is for its coordinator to give");
  }
  expect(buttonsOf(await bed.as('unodc').hears('/commitment show 4')).map(({ label }) => label)).not.toContain('Agree');
  expect(await hears('unodc', '/my tasks')).not.toContain('proposes a change');
  await hears('hri', '/commitment amend 4 due:"1 July 2013"');
  const stale = say(await bed.as('coordinator agency-side').presses(first!.message, 'Agree'));
  expect(read(stale)).toBe('What was proposed for C4 has changed since this was written. Please look at it again. Nothing was changed.\n[Show it]');
  const shown = say(await bed.as('coordinator agency-side').presses(stale, 'Show it'));
  await bed.posted();
  expect(read(say(await bed.as('coordinator agency-side').presses(shown, 'Decline')))).toContain('The proposed change of C4 was declined.');
  expect((await bed.posted()).map(({ message }) => read(message))).toContainEqual(expect.stringContaining('UNODC side declines the proposed change. All stays as it was.'));
  await hears('hri', '/commitment amend 4 due:"1 July 2013"');
  const tasks = await bed.as('coordinator agency-side').hears('/my tasks');
  expect(read(tasks)).toContain("Civil society side proposes a change: Due Mon 1 July 2013. It waits for your side's yes\n");
  expect(read(say(await bed.as('coordinator agency-side').presses(tasks, 'Agree to C4')))).toContain("Changed with both sides' yes: C4.");
});

test('a lead that is offered is answered by the organisation alone; its no is told without a person', async () => {
  await hears('unodc', '/commitment assign 5 IDPC');
  const [told] = await bed.posted();
  expect(read(told!.message)).toMatch(/\nIDPC is asked to lead C5\. It leads once it says yes itself\.\n\[Agree\] \[Decline\] \[Show it\]$/);
  for (const who of ['hri', 'unodc', 'coordinator civil-society-side']) for (const label of ['Agree', 'Decline']) {
    expect(read(say(await bed.as(who).presses(told!.message, label)))).toBe('The lead of C5 was offered to IDPC, so the answer is its own. Nothing was changed.');
  }
  expect(read(say(await bed.as('idpc').presses(await bed.as('idpc').hears('/commitment show 5'), 'Decline')))).toContain('IDPC does not take the lead of C5.');
  expect((await bed.posted()).map(({ message }) => read(message))).toContainEqual(expect.stringContaining('\nIDPC does not take the lead of C5.'));
  expect(read(say(await bed.as('idpc').presses(told!.message, 'Agree')))).toBe('Nobody is asked to lead C5 any more. Nothing was changed.');
  await hears('unodc', '/commitment assign 5 IDPC');
  await bed.posted();
  expect(await hears('idpc', '/commitment agree 5')).toContain('IDPC leads C5');
  expect((await bed.posted()).map(({ message }) => read(message))).toContainEqual(expect.stringContaining('\nIDPC leads C5'));
  await hears('unodc', '/commitment assign 9 IDPC');
  await bed.posted();
  expect(await hears('idpc', '/commitment assign 9 IDPC none')).toContain('IDPC');
  expect((await bed.posted()).map(({ message }) => read(message))).toContainEqual(expect.stringContaining('IDPC does not take the lead of C9.'));
});
