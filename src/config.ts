import { z } from 'zod';
import { t, type Key } from '#core/i18n.ts';
import { plain } from '#core/message.ts';

const url = (protocol: RegExp) => z.url({ protocol });
const listOf = (names: readonly string[]) => z.string().transform((text) => text.split(',').map((name) => name.trim())).refine((list) => list.every((name) => names.includes(name)));

/** What a program may take on; all of it when nothing is said. */
export const roles = ['web', 'delivery', 'slack', 'discord'] as const;
/** The chat platforms there are. */
export const platforms = ['slack', 'discord'] as const;
export type PlatformName = (typeof platforms)[number];
export const levels = ['debug', 'info', 'warn', 'error'] as const;
export type Level = (typeof levels)[number];

/** Every variable of the environment that is read. `.env.example` has the same ones, in the same order. */
export const environment = z.object({
  DATABASE_URL: z.string().regex(/^(:memory:$|file:.|postgres(ql)?:\/\/.)/).default('file:data/secretariat.db'),
  SECRET_KEY: z.string().min(32).optional(),
  SLACK_BOT_TOKEN: z.string().regex(/^xoxb-[\w-]+$/).optional(),
  SLACK_APP_TOKEN: z.string().regex(/^xapp-[\w-]+$/).optional(),
  SLACK_SIGNING_SECRET: z.string().regex(/^[0-9a-f]{32}$/).optional(),
  SLACK_API_URL: url(/^https?$/).default('https://slack.com/api/'),
  DISCORD_TOKEN: z.string().regex(/^[^\s…]{50,}$/).optional(),
  DISCORD_API_URL: url(/^https?$/).default('https://discord.com/api'),
  DISCORD_GUILD_ID: z.string().regex(/^\d{17,20}$/).optional(),
  PORT: z.string().regex(/^\d{1,5}$/).transform(Number).refine((port) => port >= 1 && port <= 65_535).default(8080),
  PUBLIC_URL: url(/^https$/).optional(),
  COMMAND_PREFIX: z.string().regex(/^[a-z][a-z0-9]{0,11}-?$/).optional(),
  ROLES: listOf(roles).default([...roles]),
  LOG_LEVEL: z.enum(levels).default('info'),
});
export type Environment = z.output<typeof environment>;

/** The variable whose presence says that a platform is to be spoken on. */
const tokenOf = { slack: 'SLACK_BOT_TOKEN', discord: 'DISCORD_TOKEN' } as const;

/** What is said where the words of the guide still stand in place of a token. */
function placeholder(name: string, value = ''): Key | undefined {
  if (!/_(TOKEN|SIGNING_SECRET)$/.test(name) || !/\s|…|\.{3}/.test(value.trim())) return undefined;
  return name === 'DISCORD_TOKEN' ? 'config.words' : 'config.example';
}

/** What the command line asks for. */
export interface Arguments {
  readonly task: 'run' | 'serve' | 'import' | 'help';
  /** The store to use in place of DATABASE_URL, as an address. */
  readonly db?: string;
  /** The file of a group: to import, or for a new sandbox in place of the sample. */
  readonly file?: string;
  /** The instant that the sandbox's clock is put forward to. */
  readonly now?: Temporal.Instant;
}

export interface Config {
  readonly env: Environment;
  /** The chat platforms whose tokens are set. With one, the program serves; without, it talks at the terminal unless it was told to `serve`. */
  readonly platforms: readonly PlatformName[];
  readonly args: Arguments;
}

const say = (key: Key, params: Record<string, string> = {}) => plain(t('en', key, params));

/** Reads the environment and the command line once. Either all of it is right, or every fault is told with what to set. */
export function readConfig(variables: Readonly<Record<string, string | undefined>>, words: readonly string[]): { config: Config } | { faults: string[] } {
  const faults: string[] = [];
  const args = readArguments(words, faults);
  const given = Object.fromEntries(Object.entries(variables).filter(([name, value]) => name in environment.shape && value?.trim() !== ''));
  if (args.db !== undefined) given.DATABASE_URL = args.db;
  const read = environment.safeParse(given);
  if (!read.success) {
    for (const name of new Set(read.error.issues.map((issue) => String(issue.path[0])))) {
      const [must, instead] = [say(`config.must.${name}` as Key), placeholder(name, given[name])];
      faults.push(`${name}: ${instead === undefined ? must : say(instead, { must })}`);
    }
  }
  const has = (name: keyof Environment) => given[name] !== undefined;
  if (has('SLACK_BOT_TOKEN') && !has('SLACK_APP_TOKEN') && !has('SLACK_SIGNING_SECRET')) faults.push(say('config.slack.way'));
  if (!has('SLACK_BOT_TOKEN') && (has('SLACK_APP_TOKEN') || has('SLACK_SIGNING_SECRET'))) faults.push(say('config.slack.bot'));
  if (!has('SECRET_KEY') && (given.DATABASE_URL ?? '').startsWith('postgres')) faults.push(say('config.secret.postgres'));
  const tokens = platforms.filter((name) => has(tokenOf[name]));
  if (args.task === 'serve' && tokens.length === 0) faults.push(say('config.serve'));
  return read.success && faults.length === 0 ? { config: { env: read.data, args, platforms: tokens } } : { faults };
}

function readArguments(words: readonly string[], faults: string[]): Arguments {
  const args: { -readonly [K in keyof Arguments]: Arguments[K] } = { task: 'run' };
  const plainWords: string[] = [];
  for (const word of words) {
    const [, name, value] = /^--([a-z]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (word === '--help' || word === '-h') args.task = 'help';
    else if (name !== undefined && ['db', 'group', 'now'].includes(name) && !value) faults.push(say('config.option.value', { option: `--${name}` }));
    else if (name === 'db') args.db = addressOf(value!);
    else if (name === 'group') args.file = value!;
    else if (name === 'now') args.now = instantOf(value!, faults);
    else if (word.startsWith('-')) faults.push(say('config.option.unknown', { option: word }));
    else plainWords.push(word);
  }
  const [task, file, ...more] = plainWords;
  if (task === undefined) return args;
  if (task === 'serve' && file === undefined) return args.task === 'help' ? args : { ...args, task };
  if (task !== 'import' || more.length > 0) faults.push(say('config.option.word', { word: task === 'import' ? more[0]! : task }));
  else if (file === undefined || args.file !== undefined || args.now !== undefined) faults.push(say('config.option.import'));
  return args.task === 'help' ? args : { ...args, task: 'import', ...(file !== undefined && { file }) };
}

function addressOf(db: string): string {
  return db === ':memory:' || /^(file|postgres(ql)?):/.test(db) ? db : `file:${db}`;
}

function instantOf(text: string, faults: string[]): Temporal.Instant {
  try {
    return Temporal.Instant.from(text);
  } catch {
    faults.push(say('config.option.now', { value: text }));
    return Temporal.Instant.fromEpochMilliseconds(0);
  }
}
