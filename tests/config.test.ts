import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { environment, readConfig } from '#src/config.ts';

const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');

test('.env.example has one sentence for every variable that is read, in the same order, and no others', () => {
  const lines = example.split('\n').slice(2).filter(Boolean);
  const names = lines.filter((_, i) => i % 2 === 1).map((line) => /^#?([A-Z_]+)=/.exec(line)?.[1]);
  expect(names).toEqual(Object.keys(environment.shape));
  for (const sentence of lines.filter((_, i) => i % 2 === 0)) expect(sentence).toMatch(/^# [A-Z][^.]*(\.[^ .][^.]*)*\.$/);
});

test('the example is itself a right configuration, with the defaults it shows', () => {
  const filled = Object.fromEntries(example.split('\n').flatMap((line) => (/^#?([A-Z_]+)=(.+)$/.exec(line) ? [line.replace(/^#/, '').split(/=(.*)/s).slice(0, 2) as [string, string]] : [])));
  const read = readConfig(filled, []);
  const bare = readConfig({}, []);
  if ('faults' in read || 'faults' in bare) throw new Error('refused');
  expect({ ...read.config.env, PUBLIC_URL: undefined }).toEqual({ ...bare.config.env, PUBLIC_URL: undefined });
});

test('every fault of the environment and the command line is named at once, with what to set and without a secret', () => {
  const read = readConfig(
    { DATABASE_URL: 'mysql://x', SECRET_KEY: 'hush', SLACK_BOT_TOKEN: 'hush', SLACK_SIGNING_SECRET: 'hush', SLACK_API_URL: 'ftp://x', DISCORD_TOKEN: 'hush', DISCORD_GUILD_ID: '1', PORT: '70000', PUBLIC_URL: 'x', COMMAND_PREFIX: 'A b', ROLES: 'web,cook', LOG_LEVEL: 'loud' },
    ['--color', '--db=', '--now=noon', 'dance'],
  );
  if (!('faults' in read)) throw new Error('taken');
  const named = read.faults.map((fault) => fault.split(/[: ]/)[0]);
  for (const name of ['DATABASE_URL', 'SECRET_KEY', 'SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_API_URL', 'DISCORD_TOKEN', 'DISCORD_GUILD_ID', 'PORT', 'PUBLIC_URL', 'COMMAND_PREFIX', 'ROLES', 'LOG_LEVEL']) {
    expect(named.filter((each) => each === name)).toEqual([name]);
  }
  expect(read.faults.filter((fault) => /^There is no option|^--/.test(fault))).toEqual([
    'There is no option --color. Known are: --db=FILE, --group=FILE, --now=TIME, --help.', '--db needs a value: --db=…', '--now: "noon" is no time. Please write it like 2014-02-27T09:00:00Z.',
  ]);
  expect(read.faults.some((fault) => fault.includes('"dance"'))).toBe(true);
  expect(read.faults.join('\n')).not.toContain('hush');
});

test('what belongs together is asked for together', () => {
  const faults = (variables: Record<string, string>) => {
    const read = readConfig(variables, []);
    return 'faults' in read ? read.faults : [];
  };
  expect(faults({ SLACK_BOT_TOKEN: 'xoxb-1' })).toEqual([expect.stringContaining('SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET')]);
  expect(faults({ SLACK_APP_TOKEN: 'xapp-1' })).toEqual([expect.stringContaining('please set SLACK_BOT_TOKEN')]);
  expect(faults({ SLACK_SIGNING_SECRET: '0'.repeat(32) })).toEqual([expect.stringContaining('please set SLACK_BOT_TOKEN')]);
  expect(faults({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' })).toEqual([]);
  expect(faults({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: '0'.repeat(32) })).toEqual([]);
  expect(faults({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', SLACK_SIGNING_SECRET: '0'.repeat(32) })).toEqual([]);
  expect(faults({ DATABASE_URL: 'postgres://localhost/x' })).toEqual([expect.stringContaining('SECRET_KEY')]);
  expect(faults({ PORT: '  ', SECRET_KEY: '' })).toEqual([]);
  expect(faults({ DISCORD_TOKEN: 'the token that you copied' })).toEqual([expect.stringMatching(/^DISCORD_TOKEN: this still has words in place of the token\. .*Reset Token/)]);
});

test('the command line names a store in several ways', () => {
  const address = (word: string) => {
    const read = readConfig({}, [word]);
    return 'config' in read && read.config.env.DATABASE_URL;
  };
  expect(address('--db=x.db')).toBe('file:x.db');
  expect(address('--db=:memory:')).toBe(':memory:');
  expect(address('--db=file:/tmp/x.db')).toBe('file:/tmp/x.db');
  const read = readConfig({}, ['import', 'group.json', '--db=x.db']);
  expect('config' in read && read.config.args).toMatchObject({ task: 'import', file: 'group.json' });
});

test('one token of a platform for another is refused with where the right one stands, and every platform whose token is set is spoken on', () => {
  const read = readConfig({ SLACK_BOT_TOKEN: 'xapp-1', SLACK_APP_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'xoxb-1' }, []);
  expect('faults' in read && read.faults).toEqual([
    expect.stringMatching(/^SLACK_BOT_TOKEN: .*xoxb-.* → OAuth & Permissions/), expect.stringMatching(/^SLACK_APP_TOKEN: .*xapp-.* → App-Level Tokens/), expect.stringMatching(/^SLACK_SIGNING_SECRET: .* → App Credentials/),
  ]);
  const pasted = readConfig({ SLACK_BOT_TOKEN: 'xoxb-…', SLACK_APP_TOKEN: 'xapp-...', SLACK_SIGNING_SECRET: '32 letters and digits' }, []);
  const example = /^SLACK_\w+: this is still the example from the guide, not your own token: please set the .* → /;
  expect('faults' in pasted && pasted.faults).toEqual([expect.stringMatching(example), expect.stringMatching(example), expect.stringMatching(example)]);
  expect(readConfig({ DISCORD_TOKEN: `MTIz…${'x'.repeat(60)}` }, [])).toMatchObject({ faults: [expect.stringContaining('words in place of the token')] });
  const both = readConfig({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', DISCORD_TOKEN: 'x'.repeat(60) }, []);
  expect('config' in both && both.config.platforms).toEqual(['slack', 'discord']);
});
