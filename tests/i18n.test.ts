import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { reserved } from '#bot/command.ts';
import { commands } from '#commands/index.ts';
import { fieldsOf } from '#core/field.ts';
import { isKey, keysOf, languages, source, t, type Key } from '#core/i18n.ts';
import { plain } from '#core/message.ts';

const root = join(import.meta.dirname, '..');
const program = globSync('{src,commands,db}/**/*.ts', { cwd: root }).map((path) => ({ path, code: readFileSync(join(root, path), 'utf8') }));
const code = program.map((file) => file.code).join('\n');
const keys = keysOf('en');
const fields = new Set([...commands.flatMap(({ input }) => fieldsOf(input).map(({ name }) => name)), ...reserved]);

/** The names of what a text must be filled with. */
function holes(text: string, lang = 'en'): Set<string> {
  interface Node { type: number; value: string; children?: Node[]; options?: Record<string, { value: Node[] }> }
  const walk = (nodes: readonly Node[]): string[] =>
    nodes.flatMap(({ type, value, children = [], options = {} }) => [...(type >= 1 && type <= 6 ? [value] : []), ...walk(children), ...Object.values(options).flatMap((option) => walk(option.value))]);
  return new Set(walk(new IntlMessageFormat(text, lang).getAst() as unknown as Node[]));
}

/** The names in an object literal that begins here, or undefined when they cannot be told by reading. */
function namesIn(text: string): string[] | undefined {
  let depth = 0;
  let top = '';
  for (const char of text) {
    if ('{[('.includes(char)) depth++;
    if (depth === 1 && char !== '{') top += char;
    if ('}])'.includes(char) && --depth === 0) break;
  }
  if (top.includes('...')) return undefined;
  return top.split(',').map((part) => /^\s*([\w$]+)/.exec(part)?.[1]).filter((name) => name !== undefined);
}

describe('the texts', () => {
  test('are all well formed, in every language', () => {
    for (const lang of languages()) for (const key of keysOf(lang)) expect(() => holes(source(lang, key)!, lang), `${lang} ${key}`).not.toThrow();
  });

  test('are all used: by their name, or as one of a family whose names the program puts together', () => {
    const families = [...code.matchAll(/`((?:[a-zA-Z]+\.)+)\$\{/g)].map((match) => match[1]!).filter((family) => family !== 'field.' && family !== 'hint.');
    const endings = new Set([...code.matchAll(/\}\.([a-zA-Z]+)`/g)].map((match) => match[1]!));
    const words = new Set(code.split(/[^\w.-]+/));
    const used = (key: string) =>
      code.includes(`'${key}'`) ||
      families.some((family) => key.startsWith(family) && words.has(key.slice(family.length))) ||
      (/^(field|hint)\./.test(key) && fields.has(key.split('.')[1]!)) ||
      commands.some(({ name }) => key.startsWith(`${name}.`) && endings.has(key.slice(name.length + 1)));
    expect(keys.filter((key) => !used(key))).toEqual([]);
  });

  test('are filled with all they need, wherever that can be read off the code', () => {
    const missing: string[] = [];
    let checked = 0;
    for (const { path, code: file } of program) {
      for (const match of file.matchAll(/(\b(?:t|label|UserError)\((?:lang, )?)?'([a-zA-Z]+(?:\.[\w-]+)+)'(?:(\))|, (?=\{))/g)) {
        const [whole, call, key, ends] = match;
        if (!isKey(key!) || (ends && !call)) continue;
        const given = ends ? [] : namesIn(file.slice(match.index + whole.length));
        if (!given) continue;
        checked++;
        for (const hole of holes(source('en', key)!)) if (!given.includes(hole)) missing.push(`${path}: ${key} needs ${hole}`);
      }
    }
    expect(missing).toEqual([]);
    expect(checked).toBeGreaterThan(50);
  });

  test.each(languages().filter((lang) => lang !== 'en'))('of %s ask for nothing that the English ones do not have', (lang) => {
    for (const key of keysOf(lang)) expect([key, [...holes(source(lang, key)!, lang)].filter((hole) => !holes(source('en', key) ?? '').has(hole))]).toEqual([key, []]);
  });
});

describe.each(commands.map((command) => [command.name, command] as const))('%s', (name, { input }) => {
  test('says what it does in at most 100 characters', () => {
    expect(isKey(`${name}.help`)).toBe(true);
    expect(plain(t('en', `${name}.help` as Key)).length).toBeLessThanOrEqual(100);
  });
  test('has a label of at most 45 characters for each field', () => {
    for (const field of fieldsOf(input)) {
      expect([field.name, isKey(`field.${field.name}`)]).toEqual([field.name, true]);
      expect(plain(t('en', `field.${field.name}` as Key)).length).toBeLessThanOrEqual(45);
    }
  });
});
