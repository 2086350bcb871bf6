import { DiscordAPIError, type REST } from '@discordjs/rest';
import { PermissionFlagsBits, Routes, type APIApplication, type APIChannel, type APIGuildMember, type APIRole } from 'discord-api-types/v10';
import { sentence, type TiedRoom } from '#adapters/door.ts';
import { deliveryFault } from '#adapters/discord/faults.ts';

/** All that the bot is to be allowed in a server; it needs nothing else. Slash commands are a scope of their own. */
const needed = ['ViewChannel', 'SendMessages', 'SendMessagesInThreads'] as const;
type Permission = (typeof needed)[number];

/** Codes by which Discord says that something is not there, or not for this bot: unknown channel, unknown server, missing access. */
const [unknownChannel, unknownServer, missingAccess] = [10_003, 10_004, 50_001];

/** The link by which somebody who may manage a server invites the bot, with exactly the permissions that it needs. */
export function inviteLink(application: string): string {
  const permissions = needed.reduce((sum, name) => sum | PermissionFlagsBits[name], 0n);
  return `https://discord.com/oauth2/authorize?client_id=${application}&scope=bot+applications.commands&permissions=${permissions}`;
}

/**
 * Whether the bot can work with its token, and be invited: sentences on what must be mended first and where, or else its application and
 * what is good to know. `server` is the one in which commands are registered. @throws DeliveryError when Discord does not say
 */
export async function check(rest: REST, server?: string): Promise<{ faults: string[] } | { application: string; bot: string; lines: string[] }> {
  const application = (await asked(rest, Routes.currentApplication(), [401])) as APIApplication | undefined;
  if (!application) return { faults: [sentence('discord.check.token')] };
  const { id, bot } = application;
  const link = inviteLink(id);
  const faults: string[] = [];
  if (application.bot_require_code_grant) faults.push(sentence('discord.check.grant'));
  if (application.interactions_endpoint_url) faults.push(sentence('discord.check.endpoint'));
  const mayRegister = server === undefined || (await asked(rest, Routes.applicationGuildCommands(id, server), [missingAccess, unknownServer]));
  if (!mayRegister) faults.push(sentence('discord.check.server', { link }));
  if (faults.length > 0) return { faults };
  const servers = (await asked(rest, Routes.userGuilds())) as unknown[];
  const lines = [servers.length === 0 ? sentence('discord.check.nowhere', { link }) : sentence('discord.check.servers', { count: servers.length, link })];
  return { application: id, bot: bot?.id ?? id, lines };
}

/** What the bot lacks in rooms that are tied to groups, one sentence for each where it lacks something. @throws DeliveryError when Discord does not say */
export async function lacking(rest: REST, { application, bot }: { application: string; bot: string }, rooms: readonly TiedRoom[]): Promise<string[]> {
  const found: string[] = [];
  const servers = new Map<string, Standing | undefined>();
  for (const { group, name, server, id } of rooms) {
    if (!servers.has(server)) servers.set(server, await standingIn(rest, server, bot));
    const standing = servers.get(server);
    if (!standing) {
      found.push(sentence('discord.check.away', { group, room: name, link: inviteLink(application) }));
      continue;
    }
    const missing = await missingIn(rest, standing, id);
    if (missing === 'gone') found.push(sentence('discord.check.gone', { group, room: name }));
    else if (missing.length > 0) found.push(sentence('discord.check.lacks', { group, room: name, permissions: missing.map((each) => sentence(`discord.check.permission.${each}`)).join(', ') }));
  }
  return found;
}

/** What the bot is in a server: its roles, and what those allow before a channel says otherwise. */
export interface Standing {
  readonly server: string;
  readonly bot: string;
  readonly roles: readonly string[];
  readonly allowed: bigint;
}

/** What the bot is in a server; undefined where it is no member. */
async function standingIn(rest: REST, server: string, bot: string): Promise<Standing | undefined> {
  const [all, member] = (await Promise.all([
    asked(rest, Routes.guildRoles(server), [missingAccess, unknownServer]), asked(rest, Routes.guildMember(server, bot), [missingAccess, unknownServer]),
  ])) as [APIRole[] | undefined, APIGuildMember | undefined];
  if (!all || !member) return undefined;
  // The role that everybody has is called like the server.
  const roles = [server, ...member.roles];
  const allowed = all.reduce((sum, role) => (roles.includes(role.id) ? sum | BigInt(role.permissions) : sum), 0n);
  return { server, bot, roles, allowed };
}

/** The permissions that the bot lacks in a channel or thread of a server, or `gone` when there is no such channel. */
export async function missingIn(rest: REST, standing: Standing, channel: string): Promise<readonly Permission[] | 'gone'> {
  const seen = await look(rest, channel);
  if (typeof seen === 'string') return seen === 'gone' ? 'gone' : ['ViewChannel'];
  // A thread has the permissions of the channel that it is in.
  const isThread = 'thread_metadata' in seen;
  const above = isThread ? await look(rest, seen.parent_id!) : seen;
  if (typeof above === 'string') return ['ViewChannel'];
  const given = allowedIn(standing, ('permission_overwrites' in above && above.permission_overwrites) || []);
  const wanted: readonly Permission[] = ['ViewChannel', isThread ? 'SendMessagesInThreads' : 'SendMessages'];
  return wanted.filter((name) => (given & PermissionFlagsBits[name]) === 0n);
}

/** What is allowed once a channel has had its say: first for everybody, then for all roles together, then for the bot itself. */
function allowedIn({ server, bot, roles, allowed }: Standing, overwrites: readonly { id: string; allow: string; deny: string }[]): bigint {
  if ((allowed & PermissionFlagsBits.Administrator) !== 0n) return ~0n;
  const steps = [[server], roles.filter((id) => id !== server), [bot]];
  return steps.reduce((sum, ids) => {
    const said = overwrites.filter(({ id }) => ids.includes(id));
    const [deny, allow] = (['deny', 'allow'] as const).map((way) => said.reduce((bits, each) => bits | BigInt(each[way]), 0n)) as [bigint, bigint];
    return (sum & ~deny) | allow;
  }, allowed);
}

async function look(rest: REST, channel: string): Promise<APIChannel | 'gone' | 'hidden'> {
  const instead = (code: number) => (code === unknownChannel ? 'gone' : 'hidden');
  return (await asked(rest, Routes.channel(channel), [missingAccess, unknownChannel], instead)) as APIChannel | 'gone' | 'hidden';
}

/** Asks Discord; `instead` of an answer that is one of these codes or statuses, undefined unless said otherwise. @throws DeliveryError */
async function asked(rest: REST, route: `/${string}`, codes: readonly number[] = [], instead: (code: number) => unknown = () => undefined): Promise<unknown> {
  try {
    return await rest.get(route);
  } catch (error) {
    const code = error instanceof DiscordAPIError ? codes.find((each) => each === error.code || each === error.status) : undefined;
    if (code !== undefined) return instead(code);
    throw deliveryFault(error);
  }
}
