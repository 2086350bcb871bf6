// `npm test`: all tests on SQLite and on a PostgreSQL started for them, and the counts as the last line.
// Arguments go on to vitest: `npm test -- tests/db`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quickFolder, startPostgres, whyNoPostgres } from '#tests/support/postgres.ts';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly { readonly status: string }[] }[];
}

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'secretariat-report-'));
const file = join(folder, 'report.json');
const missing = whyNoPostgres();
if (missing) console.log(`PostgreSQL's tests are skipped: ${missing}.`);
// Where every conversation has a database of its own, memory does not hold them all.
const postgres = missing ? undefined : await startPostgres(process.env.TEST_BEDS ? tmpdir() : quickFolder());
const vitest = spawn(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { ...process.env, ...(postgres && { TEST_POSTGRES: postgres.url }) } },
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => vitest.kill(signal));
const [code] = (await once(vitest, 'exit')) as [number | null];
await postgres?.stop();
const counts = count();
rmSync(folder, { recursive: true });
if (counts.skipped > 0) console.log(`${counts.skipped} skipped`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = code === 0 && counts.failed === 0 ? 0 : 1;

/** What vitest counted. A file that could not be run at all, and an error outside of every test, count as one failure each. */
function count(): { passed: number; failed: number; skipped: number } {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const broken = report.testResults.filter((result) => result.status === 'failed' && result.assertionResults.every(({ status }) => status !== 'failed'));
  const failed = report.numFailedTests + broken.length;
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: report.numPendingTests };
}
