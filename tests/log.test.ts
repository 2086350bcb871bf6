import { expect, test } from 'vitest';
import { makeLog, traceOf } from '#src/log.ts';

test('lines below the level are left out; the others are JSON', () => {
  const lines: string[] = [];
  const log = makeLog('warn', (line) => void lines.push(line));
  log('info', 'started');
  log('warn', 'late', { message: '0abc' });
  log('error', 'bug');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([{ at: expect.any(String), level: 'warn', event: 'late', message: '0abc' }, { at: expect.any(String), level: 'error', event: 'bug' }]);
});

test('of an error its kind, code and frames are told, and nothing of its words', () => {
  const error = Object.assign(new TypeError('Ana wrote\n    at home: hello'), { code: 'SQLITE_BUSY' });
  const told = traceOf(error);
  expect(told).toMatchObject({ error: 'TypeError', code: 'SQLITE_BUSY' });
  expect(told.stack).toMatch(/^at .*log\.test\.ts/);
  expect(JSON.stringify(told)).not.toMatch(/Ana|home/);
  expect(traceOf('Ana')).toEqual({ error: 'string' });
});
