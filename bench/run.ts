// `npm run bench`: every figure beside its named limit, measured in the same run. `-- --short` for a quick look.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manyGroups } from './groups.ts';
import { readPath } from './read.ts';
import type { Figure } from './rounds.ts';
import { starting } from './start.ts';
import { writePath } from './write.ts';

const short = process.argv.includes('--short');
const rounds = short ? 5 : 7;
const folder = mkdtempSync(join(tmpdir(), 'secretariat-bench-'));
const started = performance.now();
try {
  show(await readPath(folder, rounds, short ? 20 : 60));
  show(await writePath(folder, rounds, short ? 12 : 40));
  show(await starting(folder, rounds, short ? 2 : 6));
  show(await manyGroups(folder, rounds, short ? 4 : 20, 10, short ? 100 : 1000));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${((performance.now() - started) / 1000).toFixed(0)} s`);

function show(figures: readonly Figure[]): void {
  for (const { what, ours, limit, result, aim, met } of figures) {
    console.log(`${what.padEnd(38)} ${ours.padStart(9)} ${limit.padStart(9)}  ${result.padEnd(16)} ${aim.padEnd(10)} ${met === undefined ? '' : met ? 'met' : 'not met'}`);
  }
}
