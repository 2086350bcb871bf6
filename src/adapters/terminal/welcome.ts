import { t } from '#core/i18n.ts';
import { showInstant, stamp } from '#core/time.ts';
import type { Message } from '#core/message.ts';
import type { Place } from '#adapters/terminal/place.ts';
import { paint, type Screen } from '#adapters/terminal/render.ts';

/** What stands before the line that is typed: who one speaks as. */
export function promptFor(name: string, screen: Screen): string {
  return `${paint(screen, 'bold', name)}> `;
}

/** What a person sees first: where they are, and what they can try. */
export function welcome({ sandbox, begins, home }: Place): Message {
  if (!sandbox) return { v: 1, blocks: [{ text: t('en', 'terminal.real.start') }] };
  const items = (['look', 'speak', 'report', 'more'] as const).map((key) => ({ text: t('en', `terminal.welcome.${key}`) }));
  return { v: 1, title: t('en', 'terminal.welcome.title', { now: showInstant(stamp(begins), home) }), blocks: [{ list: items }] };
}
