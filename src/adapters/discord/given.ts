import { ApplicationCommandOptionType, ComponentType } from 'discord.js';
import type { APIApplicationCommandInteractionDataBasicOption, APIInteractionDataResolved, APIModalSubmission } from 'discord.js';
import type { Bot, From } from '#bot/bot.ts';
import { UserError } from '#core/errors.ts';
import type { Given } from '#core/message.ts';
import { readAttachment } from '#adapters/discord/attachment.ts';
import { readModal } from '#adapters/discord/form.ts';
import { withoutMentions } from '#adapters/discord/mentions.ts';
import { platform } from '#adapters/discord/platform.ts';

type Kind = 'words' | 'member' | 'room' | 'file' | 'other';
type Sent = readonly { readonly name: string; readonly value: unknown; readonly kind: Kind }[];

/** By whom and where, and the objects that Discord sent along for the ids. */
export interface Around {
  readonly bot: Pick<Bot, 'pick' | 'called'>;
  readonly from: From;
  readonly lang: string;
  readonly resolved: APIInteractionDataResolved | undefined;
}

/** What was given, and what of it cannot be taken: as the rest of it has been read all the same, none of that is lost. */
export interface Read {
  readonly given: Given;
  /** Of it, what was written in words. */
  readonly typed: Given;
  readonly faults: readonly UserError[];
}

const optionKinds = new Map<ApplicationCommandOptionType, Kind>([
  [ApplicationCommandOptionType.String, 'words'],
  [ApplicationCommandOptionType.User, 'member'],
  [ApplicationCommandOptionType.Channel, 'room'],
  [ApplicationCommandOptionType.Attachment, 'file'],
]);
const componentKinds = new Map<ComponentType, Kind>([
  [ComponentType.TextInput, 'words'],
  [ComponentType.UserSelect, 'member'],
  [ComponentType.ChannelSelect, 'room'],
  [ComponentType.FileUpload, 'file'],
]);

/** What the options of a slash command hold. Ids of people and rooms are sealed, files read, and mentions are words from here on. */
export function givenOf(options: readonly APIApplicationCommandInteractionDataBasicOption[], around: Around): Promise<Read> {
  return read(options.map(({ name, type, value }) => ({ name, value, kind: optionKinds.get(type) ?? 'other' })), around);
}

/** The same of what a modal was sent with. */
export function givenInModal(data: Pick<APIModalSubmission, 'components'>, around: Around): Promise<Read> {
  const types = new Map(data.components.flatMap((each) => ('component' in each ? [[each.component.custom_id, each.component.type] as const] : [])));
  return read(Object.entries(readModal(data)).map(([name, value]) => ({ name, value, kind: componentKinds.get(types.get(name)!) ?? 'other' })), around);
}

async function read(sent: Sent, around: Around): Promise<Read> {
  const given: Record<string, unknown> = {};
  const faults: UserError[] = [];
  for (const { name, value, kind } of sent) {
    try {
      given[name] = await valueOf(name, value, kind, around);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      faults.push(error);
    }
  }
  const isWords = (name: string) => sent.some((each) => each.name === name && each.kind === 'words');
  return { given, typed: Object.fromEntries(Object.entries(given).filter(([name]) => isWords(name))), faults };
}

async function valueOf(field: string, value: unknown, kind: Kind, { bot, from, lang, resolved }: Around): Promise<unknown> {
  const id = String(value);
  if (kind === 'words') return withoutMentions(id, lang, (account) => bot.called({ platform, id: account }, from));
  if (kind === 'member') {
    if (resolved?.users?.[id]?.bot) throw new UserError('discord.bot', {}, field);
    return bot.pick({ platform, account: id });
  }
  if (kind === 'room') return from.chat && bot.pick({ platform, server: from.chat.server, id, name: resolved?.channels?.[id]?.name ?? '' });
  if (kind === 'file') return resolved?.attachments?.[id] && readAttachment(resolved.attachments[id], field);
  return value;
}
