import { ApplicationCommandOptionType, ComponentType } from 'discord-api-types/v10';
import type { APIApplicationCommandInteractionDataBasicOption, APIAttachment, APIInteractionDataResolved, APIModalSubmission } from 'discord-api-types/v10';
import type { Bot, From } from '#bot/bot.ts';
import { UserError } from '#core/errors.ts';
import { readAttachment } from '#adapters/attachment.ts';
import { readEach, type Read } from '#adapters/read.ts';
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

const read = (sent: Sent, around: Around) => readEach(sent.map(({ name, value, kind }) => ({ name, isWords: kind === 'words', read: () => valueOf(name, value, kind, around) })));

function readFile(attached: APIAttachment | undefined, field: string) {
  return attached && readAttachment({ name: attached.filename, size: attached.size, url: attached.url }, field);
}

async function valueOf(field: string, value: unknown, kind: Kind, { bot, from, lang, resolved }: Around): Promise<unknown> {
  const id = String(value);
  if (kind === 'words') return withoutMentions(id, lang, (account) => bot.called({ platform, id: account }, from));
  if (kind === 'member') {
    if (resolved?.users?.[id]?.bot) throw new UserError('door.bot', {}, field);
    return bot.pick({ platform, account: id });
  }
  if (kind === 'room') return from.chat && bot.pick({ platform, server: from.chat.server, id, name: resolved?.channels?.[id]?.name ?? '' });
  if (kind === 'file') return readFile(resolved?.attachments?.[id], field);
  return value;
}
