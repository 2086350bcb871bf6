import { dirname, join } from 'node:path';
import { t } from '#core/i18n.ts';
import type { Block } from '#core/message.ts';
import { environment, type Config } from '#src/config.ts';

/** A store as it is called in a sentence: a file by its path, a database without who may use it. */
export const nameOf = (address: string) => address.replace(/^file:(\/\/)?/, '').replace(/\/\/[^/]*@/, '//');

/** The folder for files beside a store; undefined where the store is no file. */
export const filesBeside = (address: string) => (address.startsWith('file:') ? join(dirname(nameOf(address)), 'files') : undefined);

/** Into which store a group was imported, and how to open it: `group` is the one to go to there, when it is not the first. */
export function whereImported({ env, args }: Config, sandbox: boolean, group: string | undefined): Block[] {
  const where = nameOf(env.DATABASE_URL);
  const usual = env.DATABASE_URL === environment.shape.DATABASE_URL.parse(undefined);
  const address = env.DATABASE_URL.startsWith('file:') ? `file:${where}` : where;
  const start = usual ? 'npm start' : args.db === undefined ? `DATABASE_URL=${address} npm start` : `npm start -- --db=${where}`;
  const told = t('en', sandbox ? 'terminal.import.sandbox' : 'terminal.import.real', { where });
  const open: Block[] = [{ text: told }, { code: group === undefined ? start : `${start}\n/in ${group}` }];
  return sandbox ? [...open, { text: t('en', 'terminal.import.make') }, { code: `DATABASE_URL=file:data/group.db npm run import -- ${args.file!}` }] : open;
}
