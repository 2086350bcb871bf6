import { t } from '#core/i18n.ts';
import { plain } from '#core/message.ts';

const mention = /<@([UW][A-Z0-9]{2,20})(?:\|[^>]*)?>/g;

/** How Slack hands over what people wrote: with `&`, `<` and `>` escaped, as in messages and commands, or as it is, as in forms. */
export type Writing = 'escaped' | 'raw';

/**
 * People's words without what only Slack understands, before they go anywhere: somebody who is mentioned becomes their seat, and no id
 * of an account, a group of people, a room or a message is left. `called` says what somebody is called in the group.
 */
export async function withoutMentions(text: string, writing: Writing, lang: string, called: (account: string) => Promise<string | undefined>): Promise<string> {
  if (!/[<&:]/.test(text)) return text;
  const seats = new Map<string, string>();
  for (const [, id] of text.matchAll(mention)) if (!seats.has(id!)) seats.set(id!, (await called(id!)) ?? word(lang, 'somebody'));
  if (writing === 'raw') return withoutIds(text, seats, lang);
  const shown = withoutIds(text, seats, lang)
    .replace(/<(https?:[^\s<>|]+|mailto:[^\s<>|]+)(?:\|([^<>]*))?>/g, (_, address: string, label: string | undefined) => (address.startsWith('mailto:') ? (label ?? address.slice('mailto:'.length)) : address))
    .replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  // What was typed with its angle brackets looks like a mention only now.
  return withoutIds(shown, seats, lang);
}

const word = (lang: string, key: 'somebody' | 'role' | 'room' | 'message' | 'file') => plain(t(lang, `door.${key}`));

function withoutIds(text: string, seats: ReadonlyMap<string, string>, lang: string): string {
  return text
    .replace(mention, (_, id: string) => seats.get(id) ?? word(lang, 'somebody'))
    .replace(/<!subteam\^[A-Z0-9]+(?:\|[^>]*)?>/g, word(lang, 'role'))
    .replace(/<#[CDG][A-Z0-9]{2,20}(?:\|[^>]*)?>/g, word(lang, 'room'))
    .replace(/<!(here|channel|everyone)(?:\|[^>]*)?>/g, '@$1')
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<?https?:\/\/(?:[\w-]+\.)*slack\.com\/(?:archives|team|app_redirect|client|messages)\b[^\s<>)]*>?/gi, word(lang, 'message'))
    // A file that somebody sent: its address holds the ids of workspace and file.
    .replace(/<?https?:\/\/(?:[\w-]+\.)*(?:files\.slack\.com|slack-files\.com|slack\.com\/files)\b[^\s<>)]*>?/gi, word(lang, 'file'));
}
