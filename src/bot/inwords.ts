import type { Reader } from '#bot/command.ts';
import { t } from '#core/i18n.ts';
import { legible } from '#core/legible.ts';
import { plain, type Message, type Rich } from '#core/message.ts';
import { place, showWeekday, showWhen } from '#core/time.ts';

/** A Rich in nothing but words, where a platform takes no more: links show their address, and nobody's account is there. */
export function inWords(rich: Rich, reader: Reader): string {
  return rich.map((part) => {
    if (typeof part === 'string') return legible(part);
    if ('b' in part) return inWords(part.b, reader);
    if ('when' in part) return showWhen(part.when, reader.zone, reader.home, reader.lang);
    if ('account' in part) return plain(t(reader.lang, 'reminder.somebody'));
    if ('href' in part) return legible(part.text === part.href ? part.href : `${part.text} (${part.href})`);
    return legible(plain([part]));
  }).join('');
}

/** All that a message says, line by line, but for its buttons: for notifications, and to be read aloud. */
export function wordsOf({ title, blocks }: Message, reader: Reader): string {
  const said = blocks.flatMap((block): Rich[] => {
    if ('text' in block) return [block.text];
    if ('note' in block) return [block.note];
    if ('code' in block) return [[block.code]];
    if ('file' in block) return [[block.file.name]];
    if ('fields' in block) return block.fields.map(({ label, value }) => [...label, ': ', ...value]);
    return 'list' in block ? block.list.flatMap(({ text, note }) => (note ? [text, note] : [text])) : [];
  });
  return [...(title ? [title] : []), ...said].map((each) => inWords(each, reader).trim()).filter((each) => each !== '').join('\n');
}

/** An instant on the group's home clock, with its weekday, to stand beside one that is drawn on the reader's: it may be another day there. `Friday 09:00 Vienna`. */
export function homeClock(when: string, { home, lang }: Reader): string {
  const there = Temporal.Instant.from(when).toZonedDateTimeISO(home);
  return `${showWeekday(there.dayOfWeek, lang)} ${there.toPlainTime().toString({ smallestUnit: 'minute' })} ${place(home)}`;
}
