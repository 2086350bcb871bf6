import type { Bot, From } from '#bot/bot.ts';
import type { Choice } from '#bot/command.ts';
import { fieldsOf } from '#core/field.ts';
import { fold } from '#core/fold.ts';

/** What could stand in the place of the last word, and that word. */
export interface Completion {
  readonly typed: string;
  readonly choices: readonly Choice[];
}

/** Completes a line: commands and their verbs, keys, choices, ids and names, and the terminal's own words with what can follow them. */
export async function complete(bot: Bot, line: string, from: From, own: Readonly<Record<string, readonly string[]>>): Promise<Completion> {
  const words = line.replace(/^\s+/, '').split(/\s+/);
  const [first = '', second = ''] = words.map((word) => fold(word).replace(/^\//, ''));
  const names = bot.commands.map(({ name }) => name);
  if (words.length === 1) {
    const nouns = new Set([...Object.keys(bot.aliases), ...names.map((name) => name.split('.')[0]!), ...Object.keys(own)]);
    return fitting(words[0]!, [...nouns].map((noun) => `/${noun}`), words[0]!.startsWith('/') ? '' : '/');
  }
  if (Object.hasOwn(own, first)) return fitting(line.replace(/^\s*\S+\s+/, ''), own[first]!);
  const verbs = names.filter((name) => name.startsWith(`${first}.`)).map((name) => name.slice(first.length + 1));
  if (verbs.length > 0 && words.length === 2) return fitting(words[1]!, verbs);
  const name = bot.aliases[first] ?? (names.includes(first) ? first : `${first}.${second}`);
  const command = bot.commands.find((candidate) => candidate.name === name);
  if (!command) return { typed: '', choices: [] };
  const said = words.slice(name === `${first}.${second}` ? 2 : 1);
  const typed = said.at(-1)!;
  const [, key, value] = /^([\p{L}-]+):(.*)$/u.exec(typed) ?? [];
  if (key !== undefined) return { typed: value!, choices: asWords(await bot.suggest(name, fold(key), value!, from)) };
  const keyed = said.slice(0, -1).flatMap((word) => /^([\p{L}-]+):/u.exec(word)?.[1] ?? []);
  const bare = said.slice(0, -1).filter((word) => !/^[\p{L}-]+:/u.test(word));
  const next = command.args.filter((arg) => !keyed.includes(arg))[bare.length];
  const values = next === undefined ? [] : asWords(await bot.suggest(name, next, typed, from));
  const keys = fieldsOf(command.input).map((field) => field.name).filter((field) => !keyed.includes(field) && !command.args.slice(0, bare.length + 1).includes(field) && field !== 'page');
  return { typed, choices: [...values, ...fitting(typed, keys.map((field) => `${field}:`)).choices] };
}

function fitting(typed: string, words: readonly string[], before = ''): Completion {
  const key = fold(before + typed);
  return { typed, choices: words.filter((word) => fold(word).startsWith(key)).map((value) => ({ label: value, value })) };
}

/** A value with blanks goes in quotes. */
function asWords(choices: readonly Choice[]): Choice[] {
  return choices.map(({ label, value }) => ({ label, value: /\s/.test(value) ? `"${value}"` : value }));
}
