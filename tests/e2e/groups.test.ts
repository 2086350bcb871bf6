import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runProgram, startProgram } from '#tests/support/program.ts';
import { sample } from '#tests/support/world.ts';
import { temporary } from '#tests/support/stores.ts';

const folder = temporary();
const file = (name: string) => join(folder(), name);
const path = join(import.meta.dirname, '../../sample/group.json');
const room = 'You are in the room of UNODC and civil society group on drug use and HIV.';

/** The file of a second group: the same organisations, one commitment. */
function otherFile(): string {
  writeFileSync(file('another.json'), JSON.stringify({ ...sample, group: { ...sample.group, id: 'another', name: 'Another group' }, commitments: sample.commitments.slice(0, 1), decisions: [], meetings: [] }));
  return file('another.json');
}

/** What was answered, without what rooms were shown. */
const said = (answers: readonly string[]) => answers.filter((answer) => !answer.startsWith('→'));

test('a group is imported into a new store; its operator offers the first seat, takes it by its code and sees the work', async () => {
  const env = { DATABASE_URL: `file:${file('real.db')}` };
  const imported = await runProgram(['import', path], [], { env });
  expect(imported.out.trimEnd().split('\n').slice(-2)).toEqual([`It is in the store ${file('real.db')}. To open it:`, `  DATABASE_URL=file:${file('real.db')} npm start`]);

  const program = startProgram([`--db=${file('real.db')}`]);
  program.says('/commitment list');
  program.says('/member focal UNODC role:coordinator');
  await program.until('code:');
  await program.until('Withdraw it');
  const line = /\/member focal code:\w+/.exec(program.out())![0];
  for (const next of [line, '1', '/commitment list', '/in']) program.says(next);
  program.child.stdin!.end();
  expect(await program.end()).toBe(0);
  const [, opening, refused, offered, statement, accepted, list, where, ...more] = program.out().trimEnd().split('\n\n');
  expect(opening).toMatch(new RegExp(`^${room}\nNobody holds a seat in it yet\\. Offer the first one.*/member focal "UNODC side" role:coordinator`, 's'));
  expect(refused).toMatch(/^You do not hold a seat in UNODC and civil society group/);
  expect(offered).toContain('You offer this seat: Coordinator, UNODC side.');
  expect(statement).toContain('[1] Accept');
  expect(accepted).toContain('Coordinator, UNODC side');
  expect(list).toContain('15 commitments');
  expect(where).toMatch(/^This store has one group:\n {2}unodc-cso-group .*\n +you are here$/s);
  expect(more).toEqual([]);

  const again = await runProgram([`--db=${file('real.db')}`], ['/commitment list']);
  expect(again.answers.slice(1)).toEqual([`${room}\nYour seat: Coordinator, UNODC side.`, expect.stringContaining('15 commitments')]);
});

test('a second group of a real store has a room of its own, also when its name comes first', async () => {
  const db = `--db=${file('two.db')}`;
  await runProgram([db, 'import', path], []);
  const imported = await runProgram([db, 'import', otherFile()], []);
  expect(imported.out.trimEnd().split('\n').slice(-2)).toEqual([`  npm start -- ${db}`, '  /in another']);
  const { answers } = await runProgram([db], ['/member focal UNODC role:coordinator', '/in another', '/member focal UNODC role:coordinator', '/in', '1', '/in nowhere', '/commitment list']);
  expect(answers.slice(1)).toEqual([
    expect.stringMatching(new RegExp(`^${room}\nNobody`)), expect.stringContaining('You offer this seat'),
    expect.stringMatching(/^You are in the room of Another group\.\nNobody/), expect.stringContaining('You offer this seat'),
    expect.stringMatching(/^This store has 2 groups.* {2}another {2}Another group\n +you are here\n {2}unodc-cso-group .*\[1\] \/in unodc-cso-group$/s),
    expect.stringMatching(new RegExp(`^${room}`)), 'There is no group "nowhere" in this store. There are: another, unodc-cso-group.', expect.stringContaining('You do not hold a seat in UNODC'),
  ]);
});

describe('the sandbox', () => {
  test('imports a second group for the observer alone, and opens its room with all seats filled', async () => {
    const db = `--db=${file('sandbox.db')}`;
    const { answers } = await runProgram([db], [
      '/as visitor', `/group import ${otherFile()}`, '/as SAHRN', `/group import ${otherFile()}`, '/as observer', `/group import ${otherFile()}`,
      '/in another', '/as INPUD', '/commitment list', '/as coordinator civil', '/member focal Youth role:alternate', '/in unodc', '/as INPUD', '/commitment list',
    ]);
    const [, byVisitor, , byMember, , byObserver, moved, , list, , offered, , , first] = said(answers);
    for (const refused of [byVisitor, byMember]) expect(refused).toMatch(/^Only a coordinator, or whoever runs this place, can import a group/);
    expect(byObserver).toMatch(/^Another group is here now: .*\n\/in another opens Another group\.$/s);
    expect(moved).toBe('You are in the room of Another group.\nYou speak as Observer.');
    expect(list).toMatch(/^Another group: 1 commitment/);
    expect(offered).toContain('You offer this seat: Alternate, Youth RISE.');
    expect(first).toContain('15 commitments');
    // What one group's INPUD does is nothing that the other group's room is shown.
    const after = await runProgram([db], ['/in another', '/as UNODC', '/update 1 done', '/my data erase', '1', '/in unodc-cso-group', '/as UNODC', '/update 1 at-risk']);
    expect(after.answers.filter((answer) => answer.startsWith('→')).map((answer) => answer.split(/ {2}|\n/)[0])).toEqual(['→ #another', '→ #main']);
    expect(said(after.answers).at(-2)).toBe('You speak as Focal point, UNODC.');
  });

  test('says into which store a file was imported, and how to make a real one', async () => {
    const db = `--db=${file('tried.db')}`;
    await runProgram([db], ['/clock']);
    const { out } = await runProgram([db, 'import', otherFile()], []);
    expect(out.trimEnd().split('\n').slice(-5)).toEqual([
      `It is in ${file('tried.db')}, which is a sandbox to try things in. To open it:`, `  npm start -- ${db}`, '  /in another',
      'For a store to work with:', `  DATABASE_URL=file:data/group.db npm run import -- ${file('another.json')}`,
    ]);
  });

  test('lets nobody speak from a seat that is gone', async () => {
    const { answers } = await runProgram(['--db=:memory:'], ['/as IHRD', '/my data erase', '1', '/as', '/commitment list', '/as IHRD', '/as visitor', '/my data erase', '/as']);
    expect(answers[2]).toMatch(/\nYou spoke as Focal point, IHRD\. That seat is no longer held, so now you speak as Observer\.$/);
    expect(answers[3]).toMatch(/^You speak as Observer\.\nYou can speak as: (?!.*IHRD)/);
    expect(answers[4]).toContain('15 commitments');
    expect(answers[5]).toMatch(/^Nobody holds a seat for IHRD/);
    expect(answers.at(-1)).toMatch(/^You speak as visitor: someone without a seat\./);
  });

  test('moves the clock to the reading that is pressed', async () => {
    const { answers } = await runProgram(['--db=:memory:'], ['/clock next Tue', '1', '/clock Tue 6 March 2013', '1', '/clock 03/04', '1', '/as H', '1']);
    // What falls due on the way is shown before the answer.
    expect(answers.filter((answer) => !answer.startsWith('→'))).toEqual([
      expect.stringMatching(/\[1\] Tue 26 February 2013 {2}\[2\] Tue 5 March 2013$/), 'It is Tue 26 February 2013, 00:00 Vienna.',
      expect.stringMatching(/\[1\] Wed 6 March 2013/), 'It is Wed 6 March 2013, 00:00 Vienna.',
      expect.stringMatching(/\[1\] Wed 3 April 2013/), 'It is Wed 3 April 2013, 00:00 Vienna.',
      expect.stringContaining('can mean several'), expect.stringMatching(/^You speak as Focal point, /),
    ]);
  });
});
