import { refreshMeeting } from '#bot/meetingcard.ts';
import { spoken, t, type Key } from '#core/i18n.ts';
import { plain, type Params } from '#core/message.ts';
import { directory } from '#db/groups.ts';
import { unplan, type Reminder } from '#db/reminders.ts';
import type { Tx } from '#db/schema.ts';
import { meetingIn } from '#delivery/facts.ts';

/**
 * Has the cards of meetings and polls of which something has ended show what comes next: one edit for each card, however much has ended
 * meanwhile, and none where rooms have no card. Answers whether there was anything to renew.
 */
export async function renewCards(tx: Tx, group: string, ended: readonly Reminder[], now: Temporal.Instant): Promise<boolean> {
  if (ended.length === 0) return false;
  const dir = await directory(tx, group);
  const lang = spoken(dir?.group.language ?? 'en');
  const words = { t: (key: Key, params?: Params) => t(lang, key, params), label: (key: Key, params?: Params) => plain(t(lang, key, params)) };
  for (const number of new Set(ended.map(({ subject }) => meetingIn(subject)!))) if (dir) await refreshMeeting({ tx, dir, now, lang, ...words }, number);
  // It is no message, so nothing is kept of it.
  await unplan(tx, group, ended);
  return true;
}
