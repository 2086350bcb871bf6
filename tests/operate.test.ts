import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import en from '#locales/en.json' with { type: 'json' };
import { environment } from '#src/config.ts';

const root = join(import.meta.dirname, '..');
const guide = readFileSync(join(root, 'docs/operate.md'), 'utf8');
const texts = (of: object): string[] => Object.values(of).flatMap((each: unknown) => (typeof each === 'string' ? [each] : texts(each as object)));

test('every sentence in the table of faults is one that the program prints', () => {
  const table = guide.slice(guide.indexOf('| It says |'), guide.indexOf('| In Discord |'));
  const sentences = [...table.matchAll(/^\| `(.+?)` \|/gm)].map(([, sentence]) => sentence!);
  expect(sentences.length).toBeGreaterThan(20);
  // Names, numbers and platforms stand in the place of what is filled in.
  const shapes = texts(en).map((text) => text.replace(/\{\w+, plural, one \{# \w+\} other \{# (\w+)\}\}/g, '… $1').replaceAll('{platform}', 'Discord').replace(/\{\w+\}/g, '…'));
  const isPrinted = (sentence: string) => {
    const parts = sentence.replaceAll('Slack', 'Discord').split('…').map((part) => part.trim());
    return shapes.some((shape) => shape.startsWith(parts[0]!) && parts.every((part) => shape.includes(part)));
  };
  expect(sentences.filter((sentence) => !isPrinted(sentence))).toEqual([]);
});

test('what the guide names is there', () => {
  const named = [...guide.matchAll(/\b(?:[A-Z]+_[A-Z_]+|ROLES|PORT)\b/g)].map(([name]) => name);
  const others = ['COMPOSE_PROFILES', 'POSTGRES_PASSWORD', 'SLACK_'];
  expect([...new Set(named)].filter((name) => !(name in environment.shape) && !others.includes(name))).toEqual([]);
  expect(['Dockerfile', 'compose.yaml', 'secretariat.service', '.env.example'].filter((file) => !existsSync(join(root, file)))).toEqual([]);
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
