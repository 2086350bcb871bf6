import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import en from '#locales/en.json' with { type: 'json' };
import { titles } from '#adapters/index.ts';
import { environment } from '#src/config.ts';
import { openSlack } from '#tests/support/slack/open.ts';

const root = join(import.meta.dirname, '..');
const guide = readFileSync(join(root, 'docs/operate.md'), 'utf8');
const texts = (of: object): string[] => Object.values(of).flatMap((each: unknown) => (typeof each === 'string' ? [each] : texts(each as object)));

test('every sentence in the table of faults is one that the program prints', () => {
  const table = guide.slice(guide.indexOf('| It says |'), guide.indexOf('| In Slack |'));
  const sentences = [...table.matchAll(/^\| `(.+?)` \|/gm)].map(([, sentence]) => sentence!);
  expect(sentences.length).toBeGreaterThan(20);
  // Names, numbers and platforms stand in the place of what is filled in.
  const shapes = texts(en).flatMap((text) => Object.values(titles).map((platform) => text.replace(/\{\w+, plural, one \{# \w+\} other \{# (\w+)\}\}/g, '… $1').replaceAll('{platform}', platform).replace(/\{\w+\}/g, '…')));
  const isPrinted = (sentence: string) => {
    const parts = sentence.split('…').map((part) => part.trim());
    return shapes.some((shape) => shape.startsWith(parts[0]!) && parts.every((part) => shape.includes(part)));
  };
  expect(sentences.filter((sentence) => !isPrinted(sentence))).toEqual([]);
});

test('what the guide names is there', () => {
  const named = [...guide.matchAll(/\b(?:[A-Z]+_[A-Z_]+|ROLES|PORT)\b/g)].map(([name]) => name);
  const others = ['COMPOSE_PROFILES', 'POSTGRES_PASSWORD'];
  expect([...new Set(named)].filter((name) => !(name in environment.shape) && !others.includes(name))).toEqual([]);
  expect(['Dockerfile', 'compose.yaml', 'secretariat.service', '.env.example'].filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

/** What it has of the tests' own environment: the path to Node, and where compiled code is kept, which halves its start. */
const { PATH, NODE_COMPILE_CACHE } = process.env;
const surroundings = { PATH, ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }) };

/** What `npm run slack:manifest` prints with these words and settings. */
function printed(words: readonly string[], env: Readonly<Record<string, string>> = {}): { status: number | null; manifest: Manifest | undefined } {
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'scripts/slack-manifest.ts'), ...words], { cwd: tmpdir(), env: { ...surroundings, ...env }, encoding: 'utf8' });
  return { status, manifest: stdout === '' ? undefined : (JSON.parse(stdout) as Manifest) };
}
interface Manifest {
  readonly features: { readonly slash_commands: readonly { readonly command: string; readonly url?: string }[] };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: { readonly socket_mode_enabled: boolean; readonly event_subscriptions: { readonly request_url?: string }; readonly interactivity: { readonly request_url?: string } };
}

test('the manifest that is printed is one that Slack takes, and the guide says of each scope what it is for', async () => {
  const { manifest } = printed([]);
  expect(manifest!.settings).toMatchObject({ socket_mode_enabled: true });
  const slack = await openSlack();
  slack.manifest(manifest!);
  await slack.close();
  const table = guide.slice(guide.indexOf('| Scope |'), guide.indexOf('The app-level token has'));
  expect([...table.matchAll(/^\| (`.+?`) \|/gm)].flatMap(([, names]) => names!.split(', ').map((name) => name.replaceAll('`', ''))).sort()).toEqual([...manifest!.oauth_config.scopes.bot].sort());
});

test('with an address Slack calls the program there; a prefix stands before every command but the one for any line', () => {
  const url = 'https://bot.example.org/slack/events';
  for (const { manifest } of [printed(['https://bot.example.org/']), printed([], { PUBLIC_URL: 'https://bot.example.org', SLACK_SIGNING_SECRET: 'x' })]) {
    expect(manifest!.settings).toMatchObject({ socket_mode_enabled: false, event_subscriptions: { request_url: url }, interactivity: { request_url: url } });
    expect(new Set(manifest!.features.slash_commands.map((each) => each.url))).toEqual(new Set([url]));
  }
  // What is called or connected is said by the token for Socket Mode.
  const both = printed([], { PUBLIC_URL: 'https://bot.example.org', SLACK_SIGNING_SECRET: 'x', SLACK_APP_TOKEN: 'x', COMMAND_PREFIX: 'sec-' });
  expect(both.manifest!.settings.socket_mode_enabled).toBe(true);
  expect(both.manifest!.features.slash_commands.map(({ command }) => command).filter((name) => !name.startsWith('/sec-'))).toEqual(['/secretariat']);
  for (const wrong of [printed(['http://bot.example.org']), printed([], { COMMAND_PREFIX: 'A b' })]) expect(wrong).toEqual({ status: 1, manifest: undefined });
});

test('the image gets all that the program is made of, and the unit starts what is there', () => {
  const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
  const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files]) => files!.split(' '));
  expect(new Set(copied)).toEqual(new Set(ignored));
  expect(copied.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { imports: Record<string, string> };
  expect(Object.values(imports).filter((path) => !copied.some((file) => path.startsWith(`./${file}/`)))).toEqual(['./tests/*']);
  const started = /^ExecStart=\S+ (.+)$/m.exec(readFileSync(join(root, 'secretariat.service'), 'utf8'))![1]!.split(' ');
  expect(started.at(-1)).toBe('serve');
  expect(started.slice(0, -1).filter((file) => !existsSync(join(root, file)))).toEqual([]);
});
