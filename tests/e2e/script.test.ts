import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runProgram } from '#tests/support/program.ts';
import { sample } from '#tests/support/world.ts';
import { temporary } from '#tests/support/stores.ts';

const folder = temporary();
const file = (name: string) => join(folder(), name);

test('a new user scripts a first look, and can read every answer', async () => {
  const { answers, err, code } = await runProgram(['--db=:memory:'], [
    '/as UNODC', '/commitment list', '/commitment show 4', '/update 4 at-risk "Draft with WHO since May"', '/commitment history 4', '/plan changes since:2013-02-21',
    '/as INPUD', '/update 4 on-track', '/update 6 at-risk', '/commitment rate 4 limited', '/commitment show 4',
  ]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const [asUnodc, list, show, update, card, history, changes, asInpud, refused, beneath, , rated, , after] = answers;
  expect(asUnodc).toBe('You speak as Focal point, UNODC.');
  for (const { number, title } of sample.commitments) expect(list!.replace(/\n +/g, ' ')).toContain(`C${number} ${title} `);
  expect(show).toMatch(/^C4 Complete the draft overdose document.*\nLead:[^]*\nThe title is a short wording, not the agreed text/);
  expect(update).toContain('C4 is now At risk: Complete the draft overdose document of WHO and UNODC.');
  expect(card).toBe('→ #main  Fri 22 February 2013, 09:00 Vienna\n  C4 Complete the draft overdose document of WHO and UNODC\n  UNODC reports At risk. Draft with WHO since May\n  UNODC leads · no date\n  [5] Report progress  [6] Show it');
  expect(history).toContain('At risk: Draft with WHO since May');
  expect(changes).toContain('Draft with WHO since May');
  expect(asInpud).toBe('You speak as Focal point, INPUD.');
  expect(refused).toMatch(/^INPUD does not answer for C4 .*Those who do:\s+UNODC, WHO/s);
  expect(beneath).toMatch(/^Kept: INPUD reports C6 At risk\. It stands beneath the report of UNODC/);
  expect(rated).toMatch(/^INPUD rates C4 Limited/);
  expect(after).toMatch(/UNODC \(lead\):\s+At risk.*Draft with WHO since May/);
  expect(after).toMatch(/INPUD:\s+Limited/);
});

test('answers keep to 100 columns, hold no control characters and no empty lines; nothing typed is echoed', async () => {
  const nasty = `/update 4 done ${'x'.repeat(150)} \u001b[31mred\u0007 \u202Eturned\u2028two ${'日本語'.repeat(40)} @everyone <!channel> **b**`;
  const { out, code, answers } = await runProgram(['--db=:memory:'], ['/as UNODC', nasty, '# a remark', '', '/commitment show 4']);
  expect(code).toBe(0);
  expect(answers).toHaveLength(4);
  const wide = (text: string) => [...text].reduce((sum, letter) => sum + (/[\u3000-\u9fff]/.test(letter) ? 2 : 1), 0);
  expect(out.split('\n').filter((line) => wide(line) > 100)).toEqual([]);
  expect(out).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028]/);
  expect(out).toContain('␛[31mred␇ turned');
  expect(out).toContain('@everyone <!channel> **b**');
  expect(out).not.toContain('/update 4 done');
  expect(out).not.toContain('a remark');
});

test('what is missing is named with a line that completes it, and that line works', async () => {
  const first = await runProgram(['--db=:memory:'], ['/as UNODC', '/update 4']);
  expect(first.answers[1]).toMatch(/^\/commitment update still needs this:\nStatus: one of not-started, on-track, at-risk, blocked, done\.\nCan be added: note:\nFor example:\n {2}\/update 4 /);
  const line = first.answers[1]!.split('\n').at(-1)!.trim();
  const { answers } = await runProgram(['--db=:memory:'], ['/as UNODC', line]);
  expect(answers[1]).toMatch(/^C4 is now /);
  const call = await runProgram(['--db=:memory:'], ['/as coordinator civil-society', '/meeting schedule']);
  expect(call.answers[1]).toMatch(/\nCan be added: repeat: .*link:\nFor example:\n {2}\/meeting schedule "Your words" minutes:60 when:"in 2 weeks 15:00"$/);
});

test('a number presses a button of the last answer, also one that opens a form', async () => {
  const { answers } = await runProgram(['--db=:memory:'], ['1', '/as UNODC', '/update 4 at-risk Too late', '2', '/update 4 at-risk Wrong', '1', '7']);
  expect(answers[0]).toBe('There is no button 1: the last answer has none.');
  expect(answers[2]).toContain('[1] Undo  [2] Correct it');
  expect(answers[4]).toMatch(/\/commitment update can be given again.*\/update 4 at-risk "Too late" correction:yes/s);
  expect(answers.at(-2)).not.toMatch(/^C4 is now/);
  expect(answers.at(-1)).toMatch(/^There is no button 7/);
  const after = await runProgram(['--db=:memory:'], ['/as UNODC', '/update 4 at-risk', '1', '/commitment show 4']);
  expect(after.answers.at(-1)).toContain('No report yet');
});

describe('the sandbox', () => {
  test('lets one speak as anybody: by short, full or partial name, as coordinator, observer and visitor', async () => {
    const { answers } = await runProgram(['--db=:memory:'], [
      '/as', '/as international network of people who use drugs', '/as youth', '/as coordinator civil-society', '/as coordinator unodc', '/as coordinator', '1', '/as observer', '/as visitor 2',
      '/as inpod', '1', '/as WHO', '/as INPUD alternate', '/as H',
    ]);
    expect(answers).toEqual([
      expect.stringMatching(/^You speak as Observer\.\nYou can speak as: AHRN, Alliance/),
      'You speak as Focal point, INPUD.',
      'You speak as Focal point, Youth RISE.',
      'You speak as Coordinator, Civil society side.',
      'You speak as Coordinator, UNODC side.',
      expect.stringMatching(/can mean several.*\[1\] coordinator agency {2}\[2\] coordinator civil-society/s),
      'You speak as Coordinator, UNODC side.',
      'You speak as Observer.',
      'You speak as visitor 2: someone without a seat.',
      expect.stringMatching(/There is nobody "inpod".*\[1\] INPUD/s),
      'You speak as Focal point, INPUD.',
      expect.stringMatching(/^WHO is an outside body/),
      expect.stringMatching(/^INPUD has no such seat that is filled/),
      expect.stringMatching(/can mean several.*HRC.*HRI/s),
    ]);
  });

  test('has a clock that is kept, moves a second with each command and otherwise only forward', async () => {
    const db = `--db=${file('clock.db')}`;
    const first = await runProgram([db], ['/clock', '/as UNODC', '/update 4 at-risk', '/clock +3d', '/clock 2013-03-01T08:00Z', '/clock 1 Mar 2014 09:00', '/clock 2014-02-27T09:00:00Z', '/clock soon', '/clock -3d']);
    expect(first.answers.filter((answer) => !answer.startsWith('→'))).toEqual([
      'It is Fri 22 February 2013, 09:00 Vienna.', 'You speak as Focal point, UNODC.', expect.stringContaining('C4 is now'),
      'It is Mon 25 February 2013, 09:00 Vienna.', 'It is Fri 1 March 2013, 09:00 Vienna.', 'It is Sat 1 March 2014, 09:00 Vienna.',
      expect.stringContaining('The clock only goes forward.'), expect.stringContaining('I cannot read "soon"'),
      expect.stringMatching(/^The clock goes only forward, not back by "-3d"\. These work: \+3d/),
    ]);
    const again = await runProgram([db, '--now=2014-05-01T10:00:00Z'], ['/clock']);
    expect(again.answers.at(-1)).toBe('It is Thu 1 May 2014, 12:00 Vienna.');
    const back = await runProgram([db, '--now=2014-04-01T10:00:00Z'], ['/clock']);
    expect(back).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^The clock only goes forward.*\n$/) });
  });

  test('keeps a visitor the same person when a seat is taken by code', async () => {
    const offer = await runProgram([`--db=${file('visitor.db')}`], ['/as INPUD', '/member focal role:alternate']);
    const code = /\b[0-9a-hjkmnp-tv-z]{8}\b/.exec(offer.answers[1]!)?.[0];
    expect(code).toBeDefined();
    const { answers } = await runProgram([`--db=${file('visitor.db')}`], ['/as visitor', `/member focal code:${code}`, '1', '/as visitor', '/as INPUD alternate', '/update 6 on-track']);
    const [again, byName, update] = answers.slice(-4).filter((answer) => !answer.startsWith('→'));
    expect(again).toBe('You speak as visitor (Alternate, INPUD).');
    expect(byName).toBe('You speak as Alternate, INPUD.');
    expect(update).toContain('Kept: INPUD reports C6 On track');
  });

  test('reads a group from a file in place of the sample, into an empty store only', async () => {
    const other = { ...sample, group: { ...sample.group, id: 'other', name: 'Another group' } };
    writeFileSync(file('other.json'), JSON.stringify(other));
    const { answers } = await runProgram([`--db=${file('other.db')}`, `--group=${file('other.json')}`], ['/commitment list']);
    expect(answers[0]).toMatch(/^Another group: 15 commitments/);
    const again = await runProgram([`--db=${file('other.db')}`, `--group=${file('other.json')}`], ['/commitment list']);
    expect(again).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^--group is for an empty store.*\n$/) });
  });
});

test('bad lines are answered and the work goes on', async () => {
  const { answers, code } = await runProgram(['--db=:memory:'], ['/as UNODC', `/update 4 done ${'n'.repeat(9000)}`, 'x\0y', '/update 4 note:"open', '"', '/nonsense', '/group import nowhere.json', '/commitment show 4']);
  expect(code).toBe(0);
  expect(answers[1]).toBe('That line is too long: up to 8,000 characters are taken. Nothing was done.');
  expect(answers[2]).toMatch(/NUL/);
  expect(answers[3]).toMatch(/quotation mark/);
  expect(answers.at(-2)).toMatch(/^There is no file nowhere\.json here/);
  expect(answers.at(-1)).toMatch(/^C4 .*No report yet/s);
});

test('what is refused or still needs something is no form that is left; one that was opened is, and is named and opened again', async () => {
  const db = `--db=${file('draft.db')}`;
  const call = '/meeting schedule "Weekly call" when:"5 March 2013 15:00" repeat:"every 2nd Tue" link:https://zoom.us/j/4711';
  const first = await runProgram([db], ['/as coordinator civil-society', '/meeting schedule "Half a thought"', call, '/as coordinator civil-society']);
  expect(first.answers[1]).toMatch(/still needs this:\nWhen: .*\n {2}\/meeting schedule "Half a thought" minutes:60 when:\S+/s);
  expect(first.answers[2]).toContain('[4] Open the form');
  expect(first.answers[3]).toBe('You speak as Coordinator, Civil society side.');
  const second = await runProgram([db], ['/as coordinator civil-society', call, '4', '/as coordinator civil-society']);
  expect(second.answers[2]).toContain('What you gave as Link is not in this line');
  const left = /\nYou left a form half-filled\.\n\[1\] Go on with: meeting schedule Weekly call/;
  expect(second.answers[3]).toMatch(left);
  const third = await runProgram([db], ['/as coordinator civil-society', '1', '/as coordinator civil-society']);
  expect(third.answers[1]).toMatch(/can be given again with your changes[^]*"Weekly call"/);
  expect(third.answers[2]).toMatch(left);
});

test('a key that only its owner can read is made beside the store, and the wrong one is noticed', async () => {
  const path = file('key.db');
  await runProgram([`--db=${path}`], ['/as UNODC']);
  expect(statSync(`${path}.key`).mode & 0o777).toBe(0o600);
  const key = readFileSync(`${path}.key`, 'utf8');
  const other = await runProgram([`--db=${path}`], ['/as UNODC'], { env: { SECRET_KEY: 'another key of more than 32 letters' } });
  expect(other).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^The key does not belong to this store.*\n$/) });
  expect(readFileSync(`${path}.key`, 'utf8')).toBe(key);
});
