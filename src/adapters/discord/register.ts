import type { REST } from '@discordjs/rest';
import { ApplicationCommandOptionType, ApplicationCommandType, ApplicationIntegrationType, ChannelType, InteractionContextType, Routes } from 'discord-api-types/v10';
import type { APIApplicationCommand, APIApplicationCommandBasicOption, APIApplicationCommandOption, RESTAPIPartialCurrentUserGuild, RESTPutAPIApplicationCommandsJSONBody } from 'discord-api-types/v10';
import type { Bot } from '#bot/bot.ts';
import type { Command, Menu } from '#bot/command.ts';
import { hintOf } from '#bot/hint.ts';
import { fieldsOf, type Field } from '#core/field.ts';
import { cut } from '#core/fit.ts';
import { isKey, t } from '#core/i18n.ts';
import { plain } from '#core/message.ts';
import { choiceLabel } from '#bot/choices.ts';
import { checkSize, described, labelled, named, nameFault } from '#adapters/discord/words.ts';

type Body = RESTPutAPIApplicationCommandsJSONBody[number];

/** What only buttons fill in, unless it stands in the line that people type. */
const pressed = ['page', 'sure', 'seen', 'act', 'answer'];

/** As many choices as an option takes. */
const most = 25;

/**
 * Every command as Discord shows it: one for each noun, with its verbs; the short words and what stands alone; and those that a message
 * is picked for. Nothing is required, because what is missing is asked in a form. Throws where a command would break Discord's limits.
 */
export function commandsFor({ commands, aliases, menus }: Pick<Bot, 'commands' | 'aliases' | 'menus'>, prefix = ''): RESTPutAPIApplicationCommandsJSONBody {
  const nouns = Map.groupBy(commands, ({ name }) => name.split('.')[0]!);
  const body: Body[] = [...nouns].map(([noun, of]) => (of.length === 1 && of[0]!.name === noun ? direct(prefix, noun, of[0]!) : withVerbs(prefix, noun, of)));
  for (const [word, name] of Object.entries(aliases)) body.push(direct(prefix, word, commands.find((command) => command.name === name)!));
  body.push(...menus.map(forMessage));
  for (const each of body) checkSize(each);
  return body;
}

const everywhere = {
  contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
  integration_types: [ApplicationIntegrationType.GuildInstall],
  default_member_permissions: null,
};

function direct(prefix: string, word: string, command: Command): Body {
  return { type: ApplicationCommandType.ChatInput, ...called(prefix, word), ...described(`${command.name}.help`), options: optionsOf(command), ...everywhere };
}

function withVerbs(prefix: string, noun: string, commands: readonly Command[]): Body {
  const options = commands.map((command): APIApplicationCommandOption => {
    const verb = command.name.slice(noun.length + 1);
    return { type: ApplicationCommandOptionType.Subcommand, ...named(verb, `name.${verb}`), ...described(`${command.name}.help`), options: optionsOf(command) };
  });
  // Nobody is shown what a noun is for: clients list its verbs.
  const description = cut(commands.map(({ name }) => name.slice(noun.length + 1)).join(', '), 100);
  return { type: ApplicationCommandType.ChatInput, ...called(prefix, noun), description, options: options as NonNullable<Extract<Body, { options?: unknown }>['options']>, ...everywhere };
}

function called(prefix: string, word: string) {
  const own = named(`${prefix}${word}`, `name.${word}`, (name) => `${prefix}${name}`);
  const fault = nameFault(own.name);
  if (fault !== undefined) throw new Error(`/${own.name}: ${fault}`);
  return own;
}

function forMessage({ label }: Menu): Body {
  return { type: ApplicationCommandType.Message, ...labelled((lang) => plain(t(lang, label)), 32), ...everywhere };
}

/** The fields that a command has options for, in their order. */
export function shownFields({ input, args }: Command): readonly Field[] {
  const fields = fieldsOf(input).filter(({ name }) => args.includes(name) || !pressed.includes(name));
  return [...args.map((arg) => fields.find(({ name }) => name === arg)!), ...fields.filter(({ name }) => !args.includes(name))];
}

function optionsOf(command: Command): APIApplicationCommandBasicOption[] {
  const taken = new Set<string>();
  return shownFields(command).map((field) => optionOf(command, field, taken));
}

/** An option; what others of its command are called in a language is `taken`. */
function optionOf(command: Command, field: Field, taken: Set<string>): APIApplicationCommandBasicOption {
  const { name, kind, choices, min, max } = field;
  const label = `field.${name}`;
  const base = { ...named(name, label, undefined, taken), ...described((choices ? undefined : hintOf(field)) ?? (isKey(label) ? label : undefined), name) };
  if (kind === 'yesno') return { type: ApplicationCommandOptionType.Boolean, ...base };
  if (kind === 'int') return { type: ApplicationCommandOptionType.Integer, ...base, min_value: min!, max_value: max! };
  if (kind === 'file') return { type: ApplicationCommandOptionType.Attachment, ...base };
  if (kind === 'member') return { type: ApplicationCommandOptionType.User, ...base };
  if (kind === 'room') return { type: ApplicationCommandOptionType.Channel, ...base, channel_types: [ChannelType.GuildText, ChannelType.GuildAnnouncement] };
  if (choices && choices.length <= most) return { type: ApplicationCommandOptionType.String, ...base, choices: choices.map((value) => ({ ...labelled((lang) => choiceLabel(command.name, field, value, lang), 100), value })) };
  if (choices || kind === 'ref' || kind === 'when' || command.dates?.[name]) return { type: ApplicationCommandOptionType.String, ...base, autocomplete: true };
  return { type: ApplicationCommandOptionType.String, ...base, max_length: Math.min(max ?? 6000, 6000) };
}

/**
 * Has exactly these commands registered: everywhere, or at once in one server. Nothing is sent when they are already. None are left
 * that were registered the other way before, or people would see each twice.
 */
export async function register(rest: REST, application: string, server: string | undefined, body: RESTPutAPIApplicationCommandsJSONBody): Promise<'same' | 'changed'> {
  const everywhere = Routes.applicationCommands(application);
  const standing = (route: `/${string}`) => rest.get(route, { query: new URLSearchParams({ with_localizations: 'true' }) }) as Promise<APIApplicationCommand[]>;
  const isOurs = (one: APIApplicationCommand) => body.some(({ name, type }) => one.name === name && one.type === type);
  const clear = async (route: `/${string}`) => {
    const there = await standing(route);
    if (there.some(isOurs)) await rest.put(route, { body: there.filter((one) => !isOurs(one)) });
    return there.some(isOurs);
  };
  if (server === undefined) {
    if (isSame(await standing(everywhere), body)) return 'same';
    await rest.put(everywhere, { body });
    for (const { id } of (await rest.get(Routes.userGuilds())) as RESTAPIPartialCurrentUserGuild[]) await clear(Routes.applicationGuildCommands(application, id));
    return 'changed';
  }
  const here = Routes.applicationGuildCommands(application, server);
  // In one server alone there is no choice of where a command is offered.
  const own = body.map(({ contexts: _contexts, integration_types: _types, ...each }) => each as Body);
  const cleared = await clear(everywhere);
  if (isSame(await standing(here), own)) return cleared ? 'changed' : 'same';
  await rest.put(here, { body: own });
  return 'changed';
}

function isSame(standing: readonly APIApplicationCommand[], body: RESTPutAPIApplicationCommandsJSONBody): boolean {
  const inScope = body.some(({ contexts }) => contexts !== undefined);
  const norm = (commands: readonly object[]) => commands.map((each) => JSON.stringify(normal(each, inScope))).sort().join('\n');
  return norm(standing) === norm(body);
}

const compared = [
  'type', 'name', 'name_localizations', 'description', 'description_localizations', 'default_member_permissions', 'contexts', 'integration_types',
  'choices', 'value', 'required', 'autocomplete', 'min_value', 'max_value', 'min_length', 'max_length', 'channel_types', 'options',
] as const;

/** A command or a part of it as it is compared: what Discord fills in or leaves out by itself makes no difference. */
function normal(part: object, inScope: boolean): unknown {
  const own = part as Partial<Record<(typeof compared)[number], unknown>>;
  return compared.flatMap((name) => {
    const value = own[name];
    if (!inScope && (name === 'contexts' || name === 'integration_types')) return [];
    if (value === undefined || value === null || value === false || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)) return [];
    if (name === 'options' || name === 'choices') return [[name, (value as object[]).map((each) => normal(each, inScope))]];
    if (Array.isArray(value)) return [[name, (value as number[]).toSorted((a, b) => a - b)]];
    return [[name, typeof value === 'object' ? Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)) : value]];
  });
}
