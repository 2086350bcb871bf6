import { sql } from 'kysely';
import { zoneRef } from '#bot/zone.ts';
import { t } from '#core/i18n.ts';
import { plain, type Message } from '#core/message.ts';
import { directory } from '#db/groups.ts';
import type { Store } from '#db/open.ts';
import { stateOf } from '#db/save.ts';
import { code, type Step } from '#tests/support/script.ts';
import { read } from '#tests/support/world.ts';

const group = 'unodc-cso-group';

/** What help says of how lines are written, and of what a client offers besides. */
const ofTyping = [plain(t('en', 'help.keyed')), /A message can become something: .*/];

/** How a code stands in what is said: one for a seat, or one that joins two accounts. */
const codes = /code:(\w{8}|\w{6})\b/g;

/** The code in an answer. */
export const codeIn = (text: string): string | undefined => text.matchAll(codes).next().value?.[1];

/** What somebody heard in answer to a step: words; a form with what it asks for; a form that came back, with what is wrong; a choice. */
export type Heard = { readonly words: string[] } | { readonly asks: string[] } | { readonly refused: string[][] } | { readonly picks: string[] } | { readonly passed: string };

/**
 * The words of an answer, in their order. What makes two answers equivalent although they are not the same is all here. Left out are:
 * layout (line breaks, dots of lists, rules, marks of a refusal, the colon after a label, brackets around buttons and links, marks at the ends of words);
 * the numbers of the terminal's buttons; the button that shares an answer, which only a chat has; what help says of typing; the name of the
 * door; codes. An instant is its minute in UTC, however it is drawn.
 */
export function wordsOf(text: string): string[] {
  return ofTyping
    .reduce<string>((said, without) => said.replace(without, ''), text)
    .replace(/\[\d+\]\s/g, '[ ')
    .replace(/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\d{1,2} \p{L}+ \d{4}), (\d\d:\d\d) UTC/gu, '$1 $2 UTC')
    .replace(/\b\p{L}+day,? (\d{1,2} \p{L}+ \d{4}),? (\d\d:\d\d) \(\p{L}+day \d\d:\d\d [^()]+\)/gu, '$1 $2 UTC')
    .replace(civil, (_, day: string, clock: string, city: string) => inUtc(day, clock, city))
    .replaceAll('[Share with the room]', '')
    .replace(/\b(?:the )?(?:terminal|discord|slack)\b/gi, 'door')
    .replace(codes, `code:${code}`)
    .split(/[\s•─…✓✗]+/u)
    .map((word) => word.replace(/^[[\]()<>"'.,:;]+|[[\]()<>"'.,:;]+$/g, ''))
    .filter((word) => word !== '');
}

/** A time of day in a city, with the home clock beside it where that is another one: as an instant is written where it cannot be drawn. */
const civil = /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\d{1,2} \p{L}+ \d{4}), (\d\d:\d\d) (Vienna|London|New York|Bangkok|Kathmandu|Vilnius)(?: \((?:\p{L}+ )?\d\d:\d\d [^()]+\))?/gu;

function inUtc(day: string, clock: string, city: string): string {
  const [date, month, year] = day.split(' ') as [string, string, string];
  const months = 'January February March April May June July August September October November December'.split(' ');
  const at = Temporal.PlainDateTime.from({ year: Number(year), month: months.indexOf(month) + 1, day: Number(date) }).withPlainTime(clock).toZonedDateTime(zoneRef(city, '')).withTimeZone('UTC');
  return `${at.day} ${months[at.month - 1]} ${at.year} ${at.toPlainTime().toString({ smallestUnit: 'minute' })} UTC`;
}

/** A door with the group behind it. */
export interface Scene {
  readonly store: Store;
  does(step: Step): Promise<Heard>;
}

/** Keeps every message that is ever put in the outbox, and every change of one, in a table beside it. */
export async function overhear(store: Store): Promise<void> {
  await store.tx(async (tx) => {
    for (const what of [
      sql`create table spoken as select * from outbox where 0`,
      sql`create trigger spoken_first after insert on outbox begin insert into spoken select * from outbox where id = new.id; end`,
      sql`create trigger spoken_anew after update of message on outbox begin insert into spoken select * from outbox where id = new.id; end`,
    ]) await what.execute(tx);
  });
}

/** Who has a seat in the sandbox of the terminal. */
export async function seated(store: Store): Promise<string[]> {
  const { sides, organisations } = await store.read(async (tx) => (await directory(tx, group))!);
  return [...[...organisations.values()].filter(({ side }) => side !== null).map(({ id }) => id), ...sides.map(({ id }) => `coordinator ${id}`), 'observer'];
}

/** In what two answers differ that should be equivalent; undefined where they are. */
export function difference(here: Heard, there: Heard): string | undefined {
  // A form that comes back says more on Discord: what was typed, and that nothing is lost.
  if ('refused' in here && 'refused' in there) {
    const said = there.refused.flat().join(' ').toLowerCase();
    return here.refused.every((words) => said.includes(words.join(' ').toLowerCase())) ? undefined : `${JSON.stringify(here.refused)} is not said in: ${said}`;
  }
  const [a, b] = [JSON.stringify(here), JSON.stringify(there)];
  return a === b ? undefined : `${a}\n  but\n${b}`;
}

/** All that is kept of the group's work. */
export interface Kept {
  readonly state: Record<string, string>;
  readonly history: string[];
  readonly reminders: string[];
  readonly spoken: string[];
}

/**
 * What is kept, with all that may differ between two doors made the same: ids drawn by lot are numbered as they come up in the history,
 * keyed hashes with them; the name of the door is left out; the seats that were filled before the conversation began have one act;
 * a room is called by its name; a code by no more than that it is one. Messages are their words, of which instants are as they are stored.
 */
export async function keptIn({ store }: Scene, door: string): Promise<Kept> {
  const ids = new Map<string, string>();
  const same = (text: string) =>
    text
      .replace(/\b(?=[a-z]*\d)[0-9a-hjkmnp-tv-z]{16}\b|(?<![\w-])[\w-]{43}(?![\w-])/g, (id) => ids.get(id) ?? ids.set(id, `#${ids.size + 1}`).get(id)!)
      .replace(codes, `code:${code}`)
      .replaceAll(door, 'door');
  return store.read(async (tx) => {
    const names = new Map((await tx.selectFrom('room').select(['address', 'name']).execute()).map(({ address, name }) => [address, name]));
    const rows = await tx.selectFrom('history').selectAll().where('group_id', '=', group).orderBy('seq').execute();
    const history = rows.map((row) => same(JSON.stringify(/^(sandbox|test)$/.test(row.act) ? { ...row, act: 'seated', call: '' } : row)));
    const state = Object.fromEntries([...(await stateOf(tx, group))].map(([name, thing]) => [same(name), same(JSON.stringify(thing))]).sort(([a], [b]) => (a! < b! ? -1 : 1)));
    const reminders = await tx.selectFrom('reminder').select(['subject', 'kind', 'rung', 'date', 'recipient', 'day', 'due', 'state', 'cause']).where('group_id', '=', group).execute();
    const spoken = await sql<{ address: string; message: string; about: string | null; card: string | null }>`select address, message, about, card from spoken where edits = 0`.execute(tx);
    const said = spoken.rows.map(({ address, message, about, card }) => same([names.get(address) ?? address, about, card, read(JSON.parse(message) as Message)].join(' | ')));
    return { state, history, reminders: reminders.map((row) => same(JSON.stringify(row))).sort(), spoken: said };
  });
}
