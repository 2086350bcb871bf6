import type { ViewOutput } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Bot } from '#bot/bot.ts';
import { UserError } from '#core/errors.ts';
import { fieldsOf } from '#core/field.ts';
import { readAttachment } from '#adapters/attachment.ts';
import { readEach, type Read } from '#adapters/read.ts';
import { faultsIn, readView } from '#adapters/slack/form.ts';
import type { Came, Rooms } from '#adapters/slack/from.ts';
import { withoutMentions } from '#adapters/slack/mentions.ts';
import { platform } from '#adapters/slack/platform.ts';
import { isOf } from '#adapters/slack/presence.ts';

/** By whom and where, in which workspace, and what answers for the ids that were picked. */
export interface Around {
  readonly bot: Pick<Bot, 'pick' | 'called' | 'commands'>;
  readonly web: WebClient;
  readonly rooms: Rooms;
  readonly came: Came;
  readonly team: string;
}

/** What a form was sent with. Ids of people and rooms are sealed, files read, and mentions are words from here on. */
export async function givenIn(view: Pick<ViewOutput, 'state' | 'blocks'>, around: Around): Promise<Read> {
  const found = await readEach(Object.entries(readView(view)).map(([name, sent]) => {
    const parts = Object.values(view.state.values[name] ?? {});
    const types = parts.map(({ type }) => type);
    const value = String(sent);
    const isWords = types.includes('plain_text_input');
    return {
      name, isWords,
      async read() {
        if (types.includes('users_select')) return person(value, name, around);
        if (types.includes('conversations_select')) return room(value, around);
        if (types.includes('file_input')) return file(value, parts[0]!.files?.[0]?.name ?? '', name, around);
        return isWords ? words(value, around) : value;
      },
    };
  }));
  return { ...found, faults: [...faultsIn(view, 'en'), ...found.faults] };
}

const words = (text: string, { bot, came }: Around) => withoutMentions(text, 'raw', 'en', (id) => bot.called({ platform, id }, came));

async function person(account: string, field: string, { bot, web, team }: Around): Promise<string> {
  // An app has no seat. Where Slack does not say, somebody is taken for a person.
  const { user } = await web.users.info({ user: account }).catch(() => ({ user: undefined }));
  if (user?.is_bot || account === 'USLACKBOT') throw new UserError('door.bot', {}, field);
  // With somebody of another workspace a channel can be shared, but they are let in nowhere.
  if (user && !isOf(user, team)) throw new UserError('slack.form.stranger', {}, field);
  return bot.pick({ platform, account });
}

const room = async (id: string, { bot, rooms, team }: Around) => bot.pick({ platform, server: team, id, name: (await rooms.nameOf(id)) ?? '' });

async function file(id: string, name: string, field: string, { web }: Around): Promise<{ name: string; text: string }> {
  const { file: sent } = await web.files.info({ file: id }).catch(() => ({ file: undefined }));
  if (sent?.url_private === undefined) throw new UserError('door.attachment.missing', { name }, field);
  return readAttachment({ name, size: sent.size ?? 0, url: sent.url_private, headers: { authorization: `Bearer ${web.token}` } }, field);
}

/** Somebody, or a room, as they stand in a line: alone, or behind the name of a field (`member:<@U1>`). */
const picked = /(?:(?<=^|\s)(\w{1,20}):\s*)?<([@#])([A-Z0-9]{3,20})(?:\|[^>]*)?>/g;

/** A line as it was typed in Slack, in words; somebody who is mentioned where a person is picked, and a channel where a room is, are sealed. */
export async function lineOf(text: string, around: Around): Promise<string> {
  // Nothing in it that Slack marks, and no address.
  if (!/[<&:]/.test(text)) return text;
  const { bot, came } = around;
  const called = text.trim().replace(/^\//, '').toLowerCase().split(/\s+/, 2).join('.');
  const fields = bot.commands.flatMap(({ name, input }) => (name === called ? fieldsOf(input) : []));
  const sealed = new Map<string, string>();
  for (const [whole, name, mark, id] of text.matchAll(picked)) {
    const field = fields.find(({ kind, name: own }) => kind === (mark === '@' ? 'member' : 'room') && (name === undefined || name === own))?.name;
    if (field === undefined) continue;
    // Where an app is meant, its mention stays: it is nobody's name.
    const pick = mark === '#' ? await room(id!, around) : await person(id!, field, around).catch(() => undefined);
    if (pick !== undefined) sealed.set(whole, `${field}:${pick}`);
  }
  // At the end, where it parts no words that belong together.
  const line = [text.replace(picked, (whole) => (sealed.has(whole) ? '' : whole)), ...sealed.values()].join(' ');
  return withoutMentions(sealed.size > 0 ? line : text, 'escaped', 'en', (id) => bot.called({ platform, id }, came));
}
