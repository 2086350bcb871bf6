// `npm run check`: what can be told without running the program. Types, lint, and what nobody uses.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const tools: readonly (readonly [what: string, program: string, ...args: string[]])[] = [
  ['types', 'typescript/bin/tsc', '--noEmit', '-p', '.'],
  ['lint', 'oxlint/bin/oxlint', '--type-aware', '--report-unused-disable-directives', '.'],
  ['unused', 'knip/bin/knip.js', '--no-progress'],
];

for (const [what, program, ...args] of tools) {
  const start = performance.now();
  const tool = spawn(process.execPath, [join(root, 'node_modules', program), ...args], { cwd: root, stdio: 'inherit' });
  const [code] = (await once(tool, 'exit')) as [number | null];
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${what}: ${code === 0 ? 'nothing found' : 'see above'} (${seconds} s)`);
  if (code !== 0) process.exitCode = 1;
}
