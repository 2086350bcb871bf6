import { openPick } from '#bot/chat.ts';
import { plain, type Message } from '#core/message.ts';
import { t } from '#core/i18n.ts';
import type { Secret } from '#core/secret.ts';

/** A message with the accounts that it names opened for the platform which draws it; on any other platform they are only somebody. */
export function openAccounts(secret: Secret, platform: string, lang: string, message: Message): Message {
  if (!JSON.stringify(message).includes('"account":')) return message;
  return openIn(message, (sealed) => {
    const pick = openPick(secret, 'account', sealed);
    return pick?.platform === platform ? { account: pick.account } : plain(t(lang, 'reminder.somebody'));
  }) as Message;
}

/** What buttons give is no text: it stays as it is. */
function openIn(part: unknown, open: (sealed: string) => unknown): unknown {
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map((each) => openIn(each, open));
  if ('account' in part) return open(part.account as string);
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, key === 'buttons' ? value : openIn(value, open)]));
}
