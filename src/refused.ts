import { StoreError, UserError } from '#core/errors.ts';
import { t, type Key } from '#core/i18n.ts';
import { plain, type Params } from '#core/message.ts';
import { KeyError } from '#src/key.ts';

/** Why the program cannot start, or go on: lines for whoever started it. */
export class Refused extends Error {
  readonly lines: readonly string[];
  constructor(...lines: readonly string[]) {
    super('refused');
    this.lines = lines;
  }
}

/** A sentence for whoever runs the program. */
export const words = (key: Key, params: Params = {}) => plain(t('en', key, params));
export const refused = (key: Key, params?: Params) => new Refused(words(key, params));

/** Writes lines to standard error, where whoever runs the program reads them. */
export const tell = (...lines: readonly string[]) => void (lines.length > 0 && process.stderr.write(`${lines.join('\n')}\n`));

/** What is said of an error that is no bug; undefined for one that is. */
export function linesFor(error: unknown): readonly string[] | undefined {
  if (error instanceof Refused) return error.lines;
  if (error instanceof StoreError) return [words(`error.store.${error.fault}`, { where: error.where })];
  if (error instanceof KeyError) return [words(`config.secret.${error.fault}`, { where: error.where })];
  if (error instanceof UserError) return [words(error.key, error.params)];
  return undefined;
}
