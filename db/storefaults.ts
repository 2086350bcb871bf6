import { StoreError } from '#core/errors.ts';

const faults: readonly [RegExp, StoreError['fault']][] = [
  [/^SQLITE_BUSY|^SQLITE_LOCKED|^55P03$|^40P01$|^timeout exceeded when trying to connect$/, 'busy'],
  [/^SQLITE_(CORRUPT|NOTADB)|^XX00[12]$/, 'corrupt'],
  [/^SQLITE_FULL|^SQLITE_IOERR_(WRITE|SHMSIZE|TRUNCATE)|^ENOSPC$|^EDQUOT$|^53100$/, 'full'],
  [/^SQLITE_(READONLY|CANTOPEN|PERM)|^EACCES$|^EROFS$|^EPERM$|^25006$|^42501$/, 'readonly'],
  [/^E(NOTDIR|EXIST|ISDIR)$|^3D000$/, 'missing'],
  [/^SQLITE_IOERR|^ECONN|^ENOTFOUND$|^ETIMEDOUT$|^EHOSTUNREACH$|^57P0[123]$|^25P03$|^(08|28)\w{3}$|^53300$|^Connection terminated|^Client has encountered a connection error/, 'unreachable'],
];

/** The StoreError behind a driver's error, or undefined when the fault is not the store's. */
export function faultOf(error: unknown, where: string): StoreError | undefined {
  if (error instanceof StoreError) return error;
  const { code, message } = error as { code?: unknown; message?: unknown };
  const name = typeof code === 'string' ? code : typeof message === 'string' ? message : '';
  const fault = faults.find(([pattern]) => pattern.test(name))?.[1];
  return fault ? new StoreError(fault, where, error) : undefined;
}
