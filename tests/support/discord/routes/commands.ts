import type { APIApplicationCommand } from 'discord-api-types/v10';
import { checkCommands } from '#tests/support/discord/checks/commands.ts';
import { object } from '#tests/support/discord/checks/form.ts';
import { snowflake } from '#tests/support/discord/ids.ts';
import { refusal } from '#tests/support/discord/refusal.ts';
import type { Request, Route } from '#tests/support/discord/rest.ts';
import { guildIn } from '#tests/support/discord/routes/places.ts';

const [everywhere, inOne] = ['/applications/:application/commands', '/applications/:application/guilds/:guild/commands'];

/** What commands are registered, everywhere and in single servers. */
export const commandRoutes: readonly Route[] = [
  { method: 'GET', path: everywhere, answer: list },
  { method: 'GET', path: inOne, answer: list },
  { method: 'PUT', path: everywhere, answer: replace },
  { method: 'PUT', path: inOne, answer: replace },
];

function scopeOf(request: Request): string {
  if (request.of.application !== request.world.bot.id) throw refusal(10002);
  return request.of.guild === undefined ? '' : guildIn(request).id;
}

function list(request: Request): unknown {
  const commands = request.world.commands.get(scopeOf(request)) ?? [];
  return request.query.get('with_localizations') === 'true' ? commands : commands.map(unlocalized);
}

function replace(request: Request): unknown {
  const scope = scopeOf(request);
  checkCommands(request.sent);
  const before = request.world.commands.get(scope) ?? [];
  const after = (request.sent as Record<string, unknown>[]).map((given) => {
    const type = (given.type ?? 1) as number;
    const old = before.find((command) => command.name === given.name && command.type === type);
    return {
      id: old?.id ?? snowflake(), application_id: request.world.bot.id, version: snowflake(), default_member_permissions: null, type, name: given.name, name_localizations: null, description: '', description_localizations: null,
      dm_permission: true, contexts: null, integration_types: [0], nsfw: false, ...plain(given), ...(scope !== '' && { guild_id: scope }),
    } as unknown as APIApplicationCommand;
  });
  request.world.commands.set(scope, after);
  return after;
}

/** A command or option as Discord gives it back: without what says only what would be anyway. */
function plain(given: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(given).filter(([name, value]) => !(value === undefined || (['required', 'autocomplete'].includes(name) && value === false) || (['options', 'choices'].includes(name) && (value as unknown[]).length === 0)));
  return Object.fromEntries(kept.map(([name, value]) => [name, ['options', 'choices'].includes(name) ? (value as unknown[]).map((part) => ({ ...localizable(object(part)), ...plain(object(part)) })) : value]));
}

/** Translations that are not there are given back as null, but for choices without a description. */
function localizable(part: Record<string, unknown>): Record<string, unknown> {
  return { name_localizations: null, ...('description' in part && { description_localizations: null }) };
}

function unlocalized(given: object): object {
  const { name_localizations: _names, description_localizations: _descriptions, ...rest } = given as Record<string, unknown>;
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, ['options', 'choices'].includes(name) ? (value as object[]).map(unlocalized) : value]));
}
