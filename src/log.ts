import { DeliveryError } from '#core/errors.ts';
import { stamp, systemNow } from '#core/time.ts';
import { levels, type Level } from '#src/config.ts';

/** JSON lines about what the program does. They carry ids of things, never people's words, and no one's account. */
export interface Log {
  (level: Level, event: string, ids?: Readonly<Record<string, string | number | undefined>>): void;
}

/** A log that writes lines of `least` and above. */
export function makeLog(least: Level, write: (line: string) => void): Log {
  return (level, event, ids) => {
    if (levels.indexOf(level) >= levels.indexOf(least)) write(`${JSON.stringify({ at: stamp(systemNow()), level, event, ...ids })}\n`);
  };
}

/**
 * What may be told of an error: its kind, the driver's code and where it came from. Not its message, because that can quote
 * what a person wrote.
 */
export function traceOf(error: unknown): { error: string; code?: string; stack?: string } {
  if (!(error instanceof Error)) return { error: typeof error };
  const { code } = error as { code?: unknown };
  // The message stands before the frames, and may itself have lines that look like frames.
  const frames = (error.stack ?? '').replace(error.message, '').split('\n').filter((line) => /^\s+at /.test(line)).map((line) => line.trim());
  return { error: error.name, ...(typeof code === 'string' && { code }), stack: frames.slice(0, 12).join(' | ') };
}

/** Tells of a fault that passes. That a platform does not answer is told in a few words; where in the program it was found, only at `debug`. */
export function logFault(log: Log, event: string, error: unknown, ids: Readonly<Record<string, string>>): void {
  if (!(error instanceof DeliveryError) || error.fault === 'bug') return log('warn', event, { ...ids, ...traceOf(error) });
  const { stack, ...short } = traceOf(error.cause ?? error);
  log('warn', event, { ...ids, fault: error.fault, ...short });
  log('debug', event, { ...ids, stack });
}
