import { join, type Message, type Rich, type Span } from '#core/message.ts';
import { t } from '#core/i18n.ts';
import type { Secret } from '#core/secret.ts';
import { dialinFor } from '#db/dialins.ts';
import type { Tx } from '#db/schema.ts';
import type { Sitting } from '#rules/meeting.ts';

/** An address that nobody can open: it stands in a message where the link comes when it is sent, so that no link waits in the outbox. */
const scheme = 'dialin:';

/** What stands for how one comes into a sitting. */
export const dialinSpan = ({ number, slot }: Pick<Sitting, 'number' | 'slot'>): Span => ({ href: `${scheme}${number}/${slot}`, text: `M${number}` });

/** A message as it is sent: with the link and the phone number that are set for its sitting by now, or how to ask for them. */
export async function openDialins(tx: Tx, secret: Secret, group: string, lang: string, message: Message): Promise<Message> {
  const held = JSON.stringify(message).match(/"dialin:\d+\/[^"]*"/g);
  if (!held) return message;
  const known = new Map<string, Rich>();
  for (const href of new Set(held.map((each) => JSON.parse(each) as string))) {
    const [number = '', slot = ''] = href.slice(scheme.length).split('/');
    const dialin = await dialinFor(tx, secret, group, Number(number), slot);
    const link = dialin?.link ? t(lang, 'meeting.join.link', { link: { href: dialin.link, text: dialin.link } }) : [];
    const phone = dialin?.phone ? t(lang, 'meeting.join.phone', { phone: dialin.phone }) : [];
    const ways = join([link, phone], ' · ');
    known.set(href, ways.length > 0 ? ways : t(lang, 'reminder.calling.noLink', { line: { code: `/meeting join M${number}` } }));
  }
  return openIn(message, known) as Message;
}

/** Puts words in the place of the spans that stand for them. What buttons give is no text: it stays as it is. */
function openIn(part: unknown, known: ReadonlyMap<string, Rich>): unknown {
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.flatMap((each: unknown): unknown[] => (isSpan(each) && known.has(each.href) ? [...known.get(each.href)!] : [openIn(each, known)]));
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, key === 'buttons' ? value : openIn(value, known)]));
}

const isSpan = (part: unknown): part is { readonly href: string } => typeof part === 'object' && part !== null && 'href' in part;
