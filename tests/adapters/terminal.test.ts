import { describe, expect, test } from 'vitest';
import type { Message } from '#core/message.ts';
import { systemNow } from '#core/time.ts';
import { post } from '#db/outbox.ts';
import { keys, sitDown } from '#tests/support/screen.ts';

const prompt = (who: string) => new RegExp(`${who}> $`);
const { enter, tab, ctrlC, ctrlD, up, paste } = keys;

test('the welcome fits five lines and shows lines that work', async () => {
  const screen = await sitDown();
  const welcome = screen.text().split('\n\n')[0]!.split('\n');
  expect(welcome).toHaveLength(5);
  const lines = welcome.flatMap((line) => /^ +(\/\S+( [A-Za-z0-9-]+)*?)(?= (shows|lets|reports))/.exec(line)?.[1] ?? []);
  expect(lines).toEqual(['/commitment list', '/as INPUD', '/update 6 at-risk', '/secretariat help']);
  expect(await screen.types(`/commitment list${enter}`, prompt('observer'))).toContain('15 commitments');
  expect(await screen.types(`/as INPUD${enter}`, prompt('INPUD'))).toContain('You speak as Focal point, INPUD.');
  expect(await screen.types(`/update 6 at-risk${enter}`, /#main.*INPUD> $/s)).toContain('Kept: INPUD reports C6 At risk');
  expect(await screen.types(`/secretariat help${enter}`, prompt('INPUD'))).toContain('In this sandbox also: /as');
});

describe('Tab', () => {
  test('completes commands, verbs, numbers, choices, keys, organisations and voices', async () => {
    const screen = await sitDown();
    await screen.types(`/as inp${tab}`, '/as INPUD ');
    await screen.types(enter, prompt('INPUD'));
    await screen.types(`/upd${tab}`, '/update ');
    expect(await screen.types(`over${tab}`, 'INPUD> /update over')).toMatch(/C4 +Complete the draft overdose document.*\n +C5 +Advocate for overdose/);
    await screen.types(ctrlC, prompt('INPUD'));
    await screen.types(`/update depen${tab}`, '/update C6 ');
    await screen.types(`at${tab}`, 'at-risk ');
    expect(screen.text()).toMatch(/INPUD> \/update C6 at-risk $/);
    await screen.types(ctrlC, prompt('INPUD'));
    await screen.types(`/commitment sh${tab}`, '/commitment show ');
    const listed = await screen.types(tab, 'INPUD> /commitment show C');
    expect(listed).toMatch(/C4 +Complete the draft overdose document/);
    await screen.types(ctrlC, prompt('INPUD'));
    await screen.types(`/commitment list ow${tab}`, '/commitment list owner:');
    await screen.types(`unod${tab}`, '/commitment list owner:UNODC');
    expect(await screen.types(enter, prompt('INPUD'))).toMatch(/\d+ commitments/);
  });
});

describe('a form', () => {
  test('asks field by field, with the error beside the field and a way back', async () => {
    const screen = await sitDown();
    await screen.types(`/as INPUD${enter}`, prompt('INPUD'));
    expect(await screen.types(`/update 6${enter}`, 'Status: ')).toMatch(/1 not-started\s+2 on-track\s+3 at-risk\s+4 blocked\s+5 done/);
    expect(await screen.types(`9${enter}`, /9\n[^]*\nStatus: $/)).toContain('Please give a number from 1 to 5, or the word.');
    expect(await screen.types(`perhaps${enter}`, /perhaps\n[^]*\nStatus: $/)).toContain('I do not know "perhaps". Please give one of these');
    expect(await screen.types(enter, /\nStatus: $/)).toContain('This one is needed.');
    expect(await screen.types(`back${enter}`, /\nStatus: $/)).toContain('This is the first question.');
    await screen.types(`3${enter}`, 'Note: ');
    await screen.types(`back${enter}`, 'Status [at-risk]: ');
    await screen.types(enter, 'Note: ');
    expect(await screen.types(`Late${enter}`, /#main.*INPUD> $/s)).toContain('Kept: INPUD reports C6 At risk');
  });

  test('starts from what stands when one corrects, and says again what the command refuses', async () => {
    const screen = await sitDown();
    await screen.types(`/as INPUD${enter}`, prompt('INPUD'));
    await screen.types(`/update 6 at-risk Too early${enter}`, /#main.*INPUD> $/s);
    await screen.types(`2${enter}`, 'Commitment [6]: ');
    await screen.types(`77${enter}`, 'Status [at-risk]: ');
    await screen.types(enter, 'Note [Too early]: ');
    await screen.types(`Too late${enter}`, /Commitment \[77\]: $/);
    expect(screen.text()).toMatch(/There is no C77\. .*\nCommitment \[77\]: $/);
    expect(await screen.types(`6${enter}`, /#main.*INPUD> $/s)).toContain('INPUD corrects its report: At risk. Too late');
  });

  test('that is left is kept, for this account alone, also after the process was killed', async () => {
    const screen = await sitDown();
    await screen.types(`/as INPUD${enter}`, prompt('INPUD'));
    await screen.types(`/update 6${enter}`, 'Status: ');
    await screen.types(`4${enter}`, 'Note: ');
    expect(await screen.types(ctrlC, prompt('INPUD'))).toContain('[1] Go on with: commitment update C6 blocked');
    await screen.types(`/update 8${enter}`, 'Status: ');
    await screen.types(`done${enter}`, 'Note: ');
    await screen.types(`cancel${enter}`, prompt('INPUD'));
    // Another process on the same store knows only what is in it.
    const later = await sitDown({ store: screen.store });
    expect(later.text()).not.toContain('half-filled');
    expect(await later.types(`/as HRI${enter}`, prompt('HRI'))).not.toContain('half-filled');
    const back = await later.types(`/as INPUD${enter}`, prompt('INPUD'));
    expect(back).toContain('You left 2 forms half-filled.\n[1] Go on with: commitment update C8 done  [2] Go on with: commitment update C6 blocked');
    await later.types(`2${enter}`, 'Commitment [6]: ');
    await later.types(enter, 'Status [blocked]: ');
    await later.types(enter, 'Note: ');
    expect(await later.types(enter, /#main.*INPUD> $/s)).toContain('Kept: INPUD reports C6 Blocked');
    expect(await later.types(`/as INPUD${enter}`, prompt('INPUD'))).toContain('You left a form half-filled.');
  });

  test('names the commitment it is about', async () => {
    const screen = await sitDown({ columns: 80 });
    await screen.types(`/as UNODC${enter}`, prompt('UNODC'));
    const titled = (text: string) => text.replace(/\n +/g, ' ');
    expect(titled(await screen.types(`/update 4${enter}`, 'Status: '))).toContain('Report how a commitment stands: C4 Complete the draft overdose document of WHO and UNODC\n');
    await screen.types(`cancel${enter}`, prompt('UNODC'));
    expect(titled(await screen.types(`/update "draft overdose"${enter}`, 'Status: '))).toContain('stands: C4 Complete');
    await screen.types(`cancel${enter}`, prompt('UNODC'));
    expect(await screen.types(`/update${enter}`, 'Commitment: ')).toContain('Report how a commitment stands\n');
  });

  test('says again what a field takes, and how to leave', async () => {
    const screen = await sitDown();
    await screen.types(`/as INPUD${enter}`, prompt('INPUD'));
    await screen.types(`/update 6${enter}`, 'Status: ');
    const ways = /\n1 not-started .*5 done\nback goes to .* cancel leaves the form.*\nStatus: $/;
    for (const words of ['help', '?', 'perhaps']) expect(await screen.types(`${words}${enter}`, ways)).not.toContain('INPUD>');
    await screen.types(`2${enter}`, 'Note: ');
    expect(await screen.types(`HELP${enter}`, /HELP\n[^]*Note: $/)).toMatch(/\nNote: A few words.*\nback goes to .*\nNote: $/);
  });

  test('is left by a command: never taken as words, kept, carried out, and offered again after the answer', async () => {
    const screen = await sitDown();
    await screen.types(`/as INPUD${enter}`, prompt('INPUD'));
    await screen.types(`/update 6${enter}`, 'Status: ');
    await screen.types(`3${enter}`, 'Note: ');
    const shown = await screen.types(`/commitment show 8${enter}`, prompt('INPUD'));
    expect(shown).toMatch(/C8 [^]*No report yet[^]*\n\nYou left the form\. What you filled in is kept for a day\.\n\[3\] Go on with: commitment update C6 at-risk\n/);
    await screen.types(`3${enter}`, 'Commitment [6]: ');
    // From one form into another: both are left, and nothing was filled in in the second.
    await screen.types(`/update 7${enter}`, 'Status: ');
    const left = await screen.types(`/as UNODC${enter}`, prompt('UNODC'));
    expect(left).toMatch(/You speak as Focal point, UNODC\.\n\nYou left the form\. What .*\n\[1\] Go on with: commitment update C6 at-risk\n\nYou left the form\. Nothing was filled in/);
    expect(await screen.types(`/commitment show 6${enter}`, prompt('UNODC'))).toContain('No report yet');
  });

  test('takes the path of a file where one is asked for, and no other line with a slash', async () => {
    const screen = await sitDown();
    await screen.types(`/group import${enter}`, 'File: ');
    expect(await screen.types(`/nowhere/group.json${enter}`, /group\.json\n[^]*File: $/)).toContain('There is no file /nowhere/group.json');
    expect(await screen.types(`/as INPUD${enter}`, prompt('INPUD'))).toContain('You left the form. Nothing was filled in');
  });

  test('that is cancelled with nothing filled in is not kept', async () => {
    const screen = await sitDown();
    await screen.types(`/as INPUD${enter}`, prompt('INPUD'));
    await screen.types(`/update 6${enter}`, 'Status: ');
    expect(await screen.types(`Cancel${enter}`, prompt('INPUD'))).toContain('You left the form. Nothing was filled in, so nothing is kept.\n\n');
    expect(await screen.types(`/as INPUD${enter}`, prompt('INPUD'))).not.toContain('half-filled');
  });

  test('leaves the program with quit and exit', async () => {
    for (const words of ['quit', 'exit', '/quit']) {
      const screen = await sitDown();
      await screen.types(`/as INPUD${enter}/update 6${enter}`, 'Status: ');
      await screen.types(`${words}${enter}`, 'Everything is kept.');
      expect(await screen.done).toBe(0);
    }
  });

  test('takes several pasted lines as one answer', async () => {
    const screen = await sitDown();
    await screen.types(`/as INPUD${enter}`, prompt('INPUD'));
    await screen.types(`/update 6 note:x status:${enter}`, 'Status: ');
    await screen.types(`3${enter}`, 'Note [x]: ');
    await screen.types(paste('First\tline\r\n/update 7 done\nlast\u0003\n'), 'last');
    const card = await screen.types(enter, /#main.*INPUD> $/s);
    expect(card).toContain('At risk. First line\n    /update 7 done\n    last');
    expect(await screen.types(`/commitment show 7${enter}`, prompt('INPUD'))).toContain('No report yet');
  });
});

describe('a form on a screen that marks no paste', () => {
  test('takes several lines that come at once as one answer, also where they come in pieces', async () => {
    const screen = await sitDown();
    await screen.types(`/as INPUD${enter}`, prompt('INPUD'));
    await screen.types(`/update 6${enter}`, 'Status: ');
    await screen.types(`3${enter}`, 'Note: ');
    expect(await screen.types('First line\rSecond line\r', 'First line↵Second line')).not.toContain('INPUD> ');
    expect(await screen.types(enter, /#main.*INPUD> $/s)).toContain('At risk. First line\n    Second line');
  });

  test('takes them as one line in a field of one, says so, and asks the next question afresh', async () => {
    const screen = await sitDown();
    await screen.types(`/as coordinator civil-society${enter}`, prompt('coordinator civil-society'));
    await screen.types(`/meeting schedule${enter}`, 'Title: ');
    await screen.types('Planning call\n5 March 2013 15:00\nevery Tue\n', 'every Tue');
    expect(await screen.types(enter, /When: $/)).toContain('Your 3 lines are taken as one: Planning call 5 March 2013 15:00 every Tue\n');
    await screen.types(`back${enter}`, 'Title [Planning call 5 March 2013 1');
  });

  test('still takes commands and numbers that are typed ahead as what they are', async () => {
    const screen = await sitDown();
    await screen.types(`/as INPUD${enter}/update 6${enter}3${enter}`, 'Note: ');
  });
});

test('a field never says that Enter passes it by where it is needed, or where something wrong stands in it', async () => {
  const screen = await sitDown();
  await screen.types(`/as coordinator civil-society${enter}`, prompt('coordinator civil-society'));
  expect(await screen.types(`/meeting schedule${enter}`, 'Title: ')).not.toContain('Enter leaves');
  expect(await screen.types(`Call${enter}`, 'When: ')).not.toContain('Enter leaves');
  expect(await screen.types(`5 March 2013 15:00${enter}`, 'How it comes back: ')).toContain('Enter leaves it empty.');
  await screen.types(`every 2nd Tue${enter}`, 'Kind: ');
  await screen.types(`event${enter}`, 'Chair: ');
  await screen.types(enter, 'Link: ');
  const refused = await screen.types(`https://zoom.us/j/4711${enter}`, 'How it comes back [every 2nd Tue]: ');
  expect([refused.includes('Enter leaves'), refused.includes('A hyphen leaves it empty.')]).toEqual([false, true]);
  // An event is needed for this kind alone: it was not asked for before.
  const event = await screen.types(`-${enter}`, 'Event: ');
  expect(event).not.toMatch(/Enter leaves|hyphen/);
  expect(await screen.types(enter, /\n[^\n]*\nEvent: $/)).toContain('This one is needed.');
  expect(await screen.types(`Vilnius${enter}`, 'coordinator civil-society> ')).toMatch(/Link: +kept apart/);
});

test('what is needed beside what was said already is asked for as needed', async () => {
  const screen = await sitDown();
  await screen.types(`/as UNODC${enter}`, prompt('UNODC'));
  await screen.types(`/commitment milestone${enter}`, 'Commitment: ');
  expect(await screen.types(`4${enter}`, 'Title: ')).not.toContain('Enter leaves');
  expect(await screen.types(enter, /\n[^\n]*\nTitle: $/)).toContain('This one is needed.');
  await screen.types(`cancel${enter}`, prompt('UNODC'));
  await screen.types(`/commitment milestone${enter}`, 'Commitment: ');
  expect(await screen.types(`C4.1${enter}`, 'Title: ')).toContain('Enter leaves it empty.');
});

test('what a form holds in secret is shown in no bracket, and stays when the form is opened again', async () => {
  const screen = await sitDown();
  await screen.types(`/as coordinator civil-society${enter}`, prompt('coordinator civil-society'));
  await screen.types(`/meeting schedule Call when:"5 March 15:00" repeat:"every 2nd Tue" link:https://zoom.us/j/4711${enter}`, /\[4\] Open the form[^]*civil-society> $/);
  await screen.types(`4${enter}`, 'Title [Call]: ');
  await screen.types(enter, 'When [5 March 15:00]: ');
  await screen.types(enter, 'How it comes back [every 2nd Tue]: ');
  await screen.types(`first Tue of the month for a year${enter}`, /Kind: $/);
  for (const next of [/Minutes \[60\]: $/, /Chair: $/, /Link \[kept, not shown\]: $/]) if (!next.test(screen.text())) await screen.types(enter, next);
  expect(await screen.types(enter, 'coordinator civil-society> ')).toMatch(/Link: +kept apart/);
});

test('pasted commands run one after the other; a pasted text waits for Enter', async () => {
  const screen = await sitDown();
  await screen.types(paste('/as INPUD\n/update 6 at-risk One\n/update 8 blocked Two\n'), /Two.*INPUD> $/s);
  await screen.types(paste('/update 6 done\nwithout a slash'), 'without a slash');
  expect(screen.text()).toMatch(/INPUD> \/update 6 done↵without a slash$/);
  await screen.types(ctrlC, prompt('INPUD'));
  expect(await screen.types(`/commitment show 6${enter}`, prompt('INPUD'))).toMatch(/INPUD:\s+At risk.*One/);
});

test('Up brings back commands, but no answers of forms', async () => {
  const screen = await sitDown();
  await screen.types(`/as INPUD${enter}`, prompt('INPUD'));
  await screen.types(`/update 6${enter}`, 'Status: ');
  await screen.types(`done${enter}`, 'Note: ');
  await screen.types(`Private words${enter}`, /#main.*INPUD> $/s);
  await screen.types(up, 'INPUD> /update 6');
});

test('answers follow the width of the screen, also after it has changed', async () => {
  const screen = await sitDown({ columns: 50 });
  const narrow = await screen.types(`/commitment list${enter}`, prompt('observer'));
  screen.resize(80);
  const wide = await screen.types(`/commitment list${enter}`, prompt('observer'));
  const longest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));
  expect(longest(narrow)).toBeLessThan(50);
  expect(longest(wide)).toBeGreaterThan(50);
  expect(longest(wide)).toBeLessThan(80);
});

test('colours are drawn only where the screen has them', async () => {
  const [grey, bright] = [await sitDown(), await sitDown({ colours: true })];
  const sgr = /\u001b\[\d+m/;
  await Promise.all([grey, bright].map((screen) => screen.types(`/nonsense${enter}`, prompt('observer'))));
  expect(grey.raw()).not.toMatch(sgr);
  expect(bright.raw()).toMatch(sgr);
  expect(bright.raw()).toContain('\u001b[31mI do not know');
});

test('Ctrl-C empties a line and then leaves, as Ctrl-D and /quit do', async () => {
  const one = await sitDown();
  await one.types('/half', '/half');
  await one.types(ctrlC, prompt('observer'));
  await one.types(ctrlC, 'Everything is kept.');
  expect(await one.done).toBe(0);
  for (const words of [ctrlD, `/quit${enter}`]) {
    const screen = await sitDown();
    await screen.types(words, 'Everything is kept.');
    expect(await screen.done).toBe(0);
  }
});

test('a private message stands under whom it is for and their time, and its buttons are pressed by whoever speaks', async () => {
  const screen = await sitDown();
  await screen.store.tx(async (tx) => {
    const { person_id, group_id } = await tx.selectFrom('seat').select(['person_id', 'group_id']).where('organisation', '=', 'anpud').executeTakeFirstOrThrow();
    const message: Message = { v: 1, blocks: [{ text: ['Please report on C4.'] }, { buttons: [{ label: 'At risk', run: 'commitment.update', given: { commitment: '4', status: 'at-risk' } }] }] };
    await post(tx, group_id, `terminal:@${person_id}`, message, systemNow());
  });
  await screen.types(`/as UNODC${enter}`, /→ [^]*\[1\][^]*\n/);
  expect(screen.text()).toMatch(/→ Focal point, ANPUD {2}Fri 22 February 2013, 15:00 Bangkok \(09:00 Vienna\)\n {2}Please report on C4\.\n {2}\[1\] At risk/);
  expect(await screen.types(`1${enter}`, /→ #main.*UNODC> $/s)).toContain('C4 is now At risk: Complete the draft overdose document of WHO and UNODC.');
});
