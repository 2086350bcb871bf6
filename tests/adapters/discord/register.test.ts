import type { REST } from '@discordjs/rest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { commandsFor, register } from '#adapters/discord/register.ts';
import { makeRest } from '#adapters/discord/rest.ts';
import { command } from '#bot/command.ts';
import { aliases, commands, menus } from '#commands/index.ts';
import { fieldsOf, text } from '#core/field.ts';
import { addCatalogue } from '#core/i18n.ts';
import { openDiscord } from '#tests/support/discord/open.ts';
import type { LocalDiscord } from '#tests/support/discord/types.ts';

interface Part {
  readonly name: string;
  readonly type: number;
  readonly description?: string;
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly max_length?: number;
  readonly name_localizations?: Record<string, string>;
  readonly description_localizations?: Record<string, string>;
  readonly choices?: readonly Part[];
  readonly options?: readonly Part[];
}
const bot = { commands, aliases, menus };
const body = (prefix?: string) => commandsFor(bot, prefix) as unknown as readonly Part[];
const option = (path: string, name: string, all = body()): Part | undefined => path.split(' ').reduce((within: readonly Part[], step) => within.find((part) => part.name === step)!.options!, all).find((part) => part.name === name);

describe('what Discord shows of the commands', () => {
  test('is every command, with every field that people fill in', () => {
    for (const { name, input, args } of commands) {
      const path = name.split('.').join(' ');
      const wanted = fieldsOf(input).map((field) => field.name).filter((field) => args.includes(field) || !['page', 'sure', 'seen', 'act', 'answer'].includes(field));
      const shown = path.split(' ').reduce((within: readonly Part[], step) => within.find((part) => part.name === step)!.options ?? [], body()).map((part) => part.name);
      expect([name, ...shown.toSorted()]).toEqual([name, ...wanted.toSorted()]);
      expect([name, ...shown.slice(0, args.length)]).toEqual([name, ...args]);
    }
  });
  test('is short where a command has a short word, and where it stands alone', () => {
    expect(option('update', 'status')!.choices).toContainEqual({ name: 'On track', value: 'on-track' });
    expect(option('help', 'topic')).toMatchObject({ autocomplete: true });
    expect(option('member focal', 'code')).toBeDefined();
    expect(option('commitment agree', 'answer')).toBeDefined();
    expect(option('commitment update', 'commitment')).toMatchObject({ type: 3, autocomplete: true, description: 'Its number, such as C4, or words of its title' });
    expect(option('group import', 'file')).toMatchObject({ type: 11 });
    expect(body().filter(({ type }) => type === 3).map(({ name }) => name)).toEqual(['Log as update', 'Make commitment', 'Add as evidence']);
  });
  test('requires nothing, because a form asks for what is missing', () => {
    expect(JSON.stringify(body())).not.toContain('"required"');
  });
  test('has the prefix before every word but those of messages', () => {
    expect(body('sec-').map(({ name }) => name)).toContain('sec-commitment');
    expect(body('sec-').filter(({ type }) => type === 1).every(({ name }) => name.startsWith('sec-'))).toBe(true);
    expect(body('sec-').filter(({ type }) => type === 3).map(({ name }) => name)).toContain('Log as update');
  });
  test('is refused at the start, by name, where Discord would refuse it', () => {
    const made = (name: string, fields: readonly string[]) => command({ name, who: 'anyone', input: z.object(Object.fromEntries(fields.map((field) => [field, text().optional()]))), args: [], run: async () => ({ v: 1, blocks: [] }) });
    const show = (...of: ReturnType<typeof made>[]) => () => commandsFor({ commands: of, aliases: {}, menus });
    const wide = Array.from({ length: 26 }, (_, i) => `f${i}`);
    expect(show(made('plan.show', wide))).toThrow('/plan show: Discord takes 25 options or choices, and it has 26');
    const wordy = ['note', 'title', 'text', 'reason', 'source', 'paper', 'weekly', 'with', 'hours', 'until', 'lead', 'owner', 'link', 'due', 'file', 'item', 'from', 'pause', 'digest', 'on'];
    const nouns = commands.filter(({ name }) => name.startsWith('commitment.'));
    expect(show(...nouns.map(({ name }) => made(name, wordy)))).toThrow(/^\/commitment: Discord takes 8,000 characters, and it has \d+$/);
    expect(() => commandsFor(bot, 'SEC-')).toThrow('/SEC-commitment: Discord takes names');
  });
  test('is in every language that has the words, by the codes that Discord has', () => {
    const german = addCatalogue('de', {
      name: { commitment: 'Verpflichtung', list: 'liste!' },
      field: { note: 'Notiz', text: 'Notiz', title: 'Titel der Sache', owner: 'Führung' },
      hint: { note: 'Ein paar eigene Worte' },
      status: { 'on-track': 'Im Plan' },
      menu: { update: 'Als Bericht' },
      commitment: { list: { help: 'Verpflichtungen auflisten' } },
    });
    const swedish = addCatalogue('sv', { commitment: { list: { help: 'Lista åtaganden' } } });
    const klingon = addCatalogue('tlh', { commitment: { list: { help: 'x' } } });
    try {
      const all = body();
      expect(all.find(({ name }) => name === 'commitment')!.name_localizations).toEqual({ de: 'verpflichtung' });
      const list = all.find(({ name }) => name === 'commitment')!.options!.find(({ name }) => name === 'list')!;
      // `liste!` is no name that Discord takes.
      expect(list.name_localizations).toBeUndefined();
      expect(list.description_localizations).toEqual({ de: 'Verpflichtungen auflisten', 'sv-SE': 'Lista åtaganden' });
      expect(option('commitment list', 'owner', all)!.name_localizations).toEqual({ de: 'führung' });
      expect(option('event add', 'title', all)!.name_localizations).toEqual({ de: 'titel-der-sache' });
      expect(option('commitment update', 'note', all)).toMatchObject({ name_localizations: { de: 'notiz' }, description_localizations: { de: 'Ein paar eigene Worte' } });
      expect(option('commitment update', 'status', all)!.choices).toContainEqual({ name: 'On track', name_localizations: { de: 'Im Plan' }, value: 'on-track' });
      expect(all.find(({ name }) => name === 'Log as update')!.name_localizations).toEqual({ de: 'Als Bericht' });
    } finally {
      for (const forget of [german, swedish, klingon]) forget();
    }
  });
  test('does not call two options of a command the same', () => {
    const forget = addCatalogue('de', { field: { title: 'Sache', text: 'Sache' } });
    try {
      const names = ['title', 'text'].map((name) => option('commitment add', name)!.name_localizations);
      expect(names).toEqual([{ de: 'sache' }, undefined]);
    } finally {
      forget();
    }
  });
});

describe('registering', () => {
  let discord: LocalDiscord;
  let rest: REST;
  beforeEach(async () => {
    discord = await openDiscord();
    rest = makeRest(discord.token, discord.url);
  });
  afterEach(async () => {
    expect(discord.violations).toEqual([]);
    await discord.close();
  });
  const puts = () => discord.requests.filter(({ method }) => method === 'PUT').map(({ path }) => path.replace(/\d+/g, 'N'));
  const names = (server?: Parameters<LocalDiscord['registered']>[0]) => discord.registered(server).map(({ name }) => name).sort();

  test('is done once, and again only when something has changed', async () => {
    const wanted = commandsFor(bot);
    expect(await register(rest, discord.application, undefined, wanted)).toBe('changed');
    expect(await register(rest, discord.application, undefined, commandsFor(bot))).toBe('same');
    expect(puts()).toEqual(['/applications/N/commands']);
    const forget = addCatalogue('de', { commitment: { list: { help: 'Verpflichtungen auflisten' } } });
    try {
      expect(await register(rest, discord.application, undefined, commandsFor(bot))).toBe('changed');
      expect(await register(rest, discord.application, undefined, commandsFor(bot))).toBe('same');
    } finally {
      forget();
    }
    expect(await register(rest, discord.application, undefined, wanted.toReversed())).toBe('changed');
    expect(names()).toEqual(wanted.map(({ name }) => name).sort());
  });
  test('in one server leaves none that everybody sees besides, and nothing of others', async () => {
    const server = discord.server('Vienna NGOs');
    const wanted = commandsFor(bot);
    await rest.put(`/applications/${discord.application}/commands`, { body: [...wanted, { name: 'other', description: 'Of another program', type: 1 }] });
    expect(await register(rest, discord.application, server.id, wanted)).toBe('changed');
    expect(names(server)).toEqual(wanted.map(({ name }) => name).sort());
    expect(names()).toEqual(['other']);
    expect(await register(rest, discord.application, server.id, wanted)).toBe('same');
    // And back: nothing is left in the server.
    expect(await register(rest, discord.application, undefined, wanted)).toBe('changed');
    expect(names(server)).toEqual([]);
    expect(names()).toEqual(wanted.map(({ name }) => name).sort());
  });
  test('is not done again for what Discord fills in by itself', async () => {
    const server = discord.server('Vienna NGOs');
    await register(rest, discord.application, server.id, commandsFor(bot, 'sec-'));
    expect(await register(rest, discord.application, server.id, commandsFor(bot, 'sec-'))).toBe('same');
    expect(await register(rest, discord.application, server.id, commandsFor(bot))).toBe('changed');
    expect(names(server).some((name) => name.startsWith('sec-'))).toBe(false);
  });
});
