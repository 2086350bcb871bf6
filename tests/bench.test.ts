import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('the bench measures each figure beside its limit and says which aims are met', { timeout: 60_000 }, () => {
  const out = execFileSync(process.execPath, [join(import.meta.dirname, '../bench/run.ts'), '--tiny'], { encoding: 'utf8' });
  const figures = out.split('\n').filter((line) => /\d (µs|ms) +\d+(\.\d)? (µs|ms) /.test(line));
  const names = figures.map((line) => line.slice(0, 38).trim()).filter((name) => name !== 'start: to the prompt'); // needs a screen
  expect(names).toEqual([
    'read: commitment list', 'read: the same, drawn as lines',
    'write: update, one at a time', 'write: update, 64 at once',
    'start: to the first answer',
    ...['list', 'show', 'my tasks', 'search'].map((what) => `11 groups beside 10: ${what}`),
  ]);
  const withoutAim = figures.filter((line) => !/ (met|not met)$/.test(line)).map((line) => line.slice(0, 38).trim());
  expect(withoutAim).toEqual(['read: the same, drawn as lines', 'start: to the first answer']);
});
