import { t } from '#core/i18n.ts';
import { plain } from '#core/message.ts';

const mention = /<@!?(\d{15,21})>/g;

/**
 * People's words without what only Discord understands, before they go anywhere: somebody who is mentioned becomes their seat, and no id
 * of an account, a role, a room or a message is left. `called` says what somebody is called in the group.
 */
export async function withoutMentions(text: string, lang: string, called: (account: string) => Promise<string | undefined>): Promise<string> {
  if (!/[<:]/.test(text)) return text;
  const word = (key: 'somebody' | 'role' | 'room' | 'message' | 'file') => plain(t(lang, `door.${key}`));
  const seats = new Map<string, string>();
  for (const [, id] of text.matchAll(mention)) if (!seats.has(id!)) seats.set(id!, (await called(id!)) ?? word('somebody'));
  return text
    .replace(mention, (_, id: string) => seats.get(id)!)
    .replace(/<@&\d{15,21}>/g, word('role'))
    .replace(/<#\d{15,21}>/g, word('room'))
    .replace(/<a?:(\w{1,32}):\d{15,21}>/g, ':$1:')
    .replace(/<\/([^:<>\n]{1,100}):\d{15,21}>/g, '/$1')
    .replace(/<id:(?:customize|browse|guide|linked-roles)(?::\d+)?>/g, word('room'))
    .replace(/<?https?:\/\/(?:\w+\.)?discord(?:app)?\.com\/(?:channels|users|events)\/[^\s<>)]+>?/gi, word('message'))
    // A file that somebody sent: its address holds the ids of room and message, and works for a day.
    .replace(/<?https?:\/\/(?:cdn|media)\.discordapp\.(?:com|net)\/[^\s<>)]+>?/gi, word('file'));
}
