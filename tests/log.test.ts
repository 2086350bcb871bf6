import { expect, test } from 'vitest';
import { DeliveryError } from '#core/errors.ts';
import { logFault, makeLog, traceOf } from '#src/log.ts';

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

test('that a platform does not answer is told in a few words; where in the program, only at debug', () => {
  const told = (least: 'info' | 'debug', error: unknown) => {
    const lines: string[] = [];
    logFault(makeLog(least, (line) => void lines.push(line)), 'down', error, { platform: 'discord' });
    return lines.map((line) => JSON.parse(line) as { level: string; stack?: string });
  };
  const down = new DeliveryError('down', 'later', { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) });
  expect(told('info', down)).toEqual([{ at: expect.any(String), level: 'warn', event: 'down', platform: 'discord', fault: 'down', error: 'Error', code: 'ECONNREFUSED' }]);
  expect(told('debug', down).map(({ level, stack }) => [level, stack !== undefined])).toEqual([['warn', false], ['debug', true]]);
  // A bug is told with all that is known.
  expect(told('info', new DeliveryError('bug', 'later')).map(({ stack }) => stack !== undefined)).toEqual([true]);
});
