import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runProgram } from '#tests/support/program.ts';
import { temporary } from '#tests/support/stores.ts';

const folder = temporary();

test('what falls due while the clock moves is shown on the way, each under its recipient and time, before the next line is read', { timeout: 30_000 }, async () => {
  const { answers, err, code } = await runProgram(['--db=:memory:'], [
    '/as ANPUD', '/commitment add Map of services due:"8 April 2013" lead:ANPUD', '/as coordinator agency', '/commitment agree 16', '/as ANPUD', '/my digest off', '/clock 2013-04-01T20:00Z', '/update 16 done', '/clock +2w',
  ]);
  expect({ err, code }).toEqual({ err: '', code: 0 });
  const at = answers.findIndex((answer) => /^→ Focal point, ANPUD {2}Mon 1 April 2013, 09:00 Bangkok \(04:00 Vienna\)\n {2}One thing for you: UNODC and civil society group[^\n]*\n {4}C16 Map of services\n/.test(answer));
  const [moved, updated] = [answers.indexOf('It is Mon 1 April 2013, 22:00 Vienna.'), answers.findIndex((answer) => answer.startsWith('C16 is now Done: '))];
  expect(at).toBeGreaterThan(0);
  expect(at).toBeLessThan(moved);
  expect(moved).toBeLessThan(updated);
  expect(answers.at(-1)).toBe('It is Mon 15 April 2013, 22:00 Vienna.');
  // What is done is not asked about again.
  expect(answers.slice(updated + 1).filter((answer) => answer.startsWith('→ Focal point, ANPUD'))).toEqual([]);
  // In the order of time.
  const months = ['February', 'March', 'April'];
  const days = answers.flatMap((answer) => {
    const [, day, month] = /^→ .*? {2}\w{3} (\d+) (\w+) 2013/.exec(answer) ?? [];
    return day === undefined ? [] : [months.indexOf(month!) * 31 + Number(day)];
  });
  expect(days.length).toBeGreaterThan(5);
  expect(days).toEqual(days.toSorted((one, other) => one - other));
});

test('--now moves the clock there in the same way, and once only; a move is told in the second in which it is made', { timeout: 30_000 }, async () => {
  const db = `--db=${join(folder(), 'now.db')}`;
  const first = await runProgram([db, '--now=2013-03-05T08:00:00Z'], ['/clock']);
  expect(first.answers.some((answer) => /^→ Focal point, UNODC {2}Mon 4 March 2013, 09:00 Vienna\n[^]*You are asked because UNODC leads these and CND, 56th session begins in 7\n? *days\./.test(answer))).toBe(true);
  expect(first.answers.at(-1)).toBe('It is Tue 5 March 2013, 09:00 Vienna.');
  const second = await runProgram([db, '--now=2013-03-05T08:00:00Z'], ['/as coordinator agency', '/event move vilnius-2013 to:"16 June 2013" sure:yes', '/clock']);
  expect(second.answers.map((answer) => answer.split('  ')[0]!.split('\n')[0])).toEqual([
    'You speak as Coordinator, UNODC side.', expect.stringMatching(/^VILNIUS-2013 is moved/), '→ #main', '→ Focal point, UNODC', '→ Coordinator, Civil society side', 'It is Tue 5 March 2013, 09:00 Vienna.',
  ]);
  expect(second.answers[3]).toContain('was Sun 9 June 2013, is now Sun 16 June 2013');
});
