import { sql } from 'kysely';
import type { Store } from '#db/open.ts';
import type { Bed } from '#tests/support/bed.ts';

/** What is written down: the rows of every table, every message that ever was in the outbox among them, and the log. */
export type Written = Readonly<Record<string, readonly string[]>>;

export async function writtenBy({ store, log }: Pick<Bed, 'store' | 'log'>): Promise<Written> {
  return { ...(await dump(store)), log };
}

const dump = (store: Store): Promise<Written> =>
  store.read(async (tx) => {
    const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(tx);
    const tables: Record<string, string[]> = {};
    for (const { name } of rows) tables[name] = (await sql`select * from ${sql.table(name)}`.execute(tx)).rows.map((row) => JSON.stringify(row));
    return tables;
  });

/** Ids as the platforms make them: numbers of 17 digits or more; a letter and capitals; a time in microseconds, with and without its dot; triggers. */
const forms = [
  /\d{17}/,
  /(?<![\w-])(?:Ev|[UWCDGTEVFBAS])(?=[A-Z0-9]*\d)[A-Z0-9]{8,}(?![\w-])/,
  /(?<!\d)1\d{9}\.?\d{6}(?!\d)/,
  /\d{9,}\.\w+\.[0-9a-f]{32}/,
];

/** What stands in the open where it must not: rows with such words, or with an id of a platform. */
export function openly(written: Written, words: readonly RegExp[]): string[] {
  return Object.entries(written).flatMap(([name, rows]) => rows.filter((row) => [...words, ...forms].some((what) => what.test(row))).map((row) => `${name}: ${row}`));
}

/** Which of these texts stand there, as they are or in another writing, and in which. */
export function hidden(written: Written, texts: Iterable<string>): string[] {
  const all = Object.values(written).flat().join('\n');
  const [same, lower] = [all.replaceAll('+', '-').replaceAll('/', '_'), all.toLowerCase()];
  return [...texts].flatMap((text) => [
    ...(all.includes(text) ? [`${text} as it is`] : []),
    ...inBase64(text).filter((part) => same.includes(part)).map((part) => `${text} as ${part}`),
    ...[Buffer.from(text).toString('hex'), ...asNumber(text)].filter((part) => lower.includes(part)).map((part) => `${text} as ${part}`),
  ]);
}

/** What of a text stands in base64 unchanged, at whichever place of what is encoded it begins. */
function inBase64(text: string): string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.from('x'.repeat(before) + text).toString('base64url');
    return encoded.slice([0, 2, 3][before], 4 * Math.floor((before + Buffer.byteLength(text)) / 3));
  });
}

const asNumber = (text: string): string[] => (/^\d{17,}$/.test(text) ? [BigInt(text).toString(16), BigInt(text).toString(36)] : []);

/** All ids of Slack in what was sent or received: of people, channels, workspaces, forms, files, messages, happenings; triggers, and where answers are posted. */
export function slackIds(text: string): string[] {
  const found = text.matchAll(/(?<![\w-])(?:Ev|[UWCDGTEVFBA])0[A-Z0-9]{9}(?![\w-])|(?<!\d)\d{10}\.\d{6}(?!\d)|\d{13}\.\w+\.[0-9a-f]{32}|\/(?:commands|actions)\/\w+\/\w+\/(\w+)/g);
  return [...new Set([...found].flatMap(([whole, secret]) => secret ?? (/^\d{10}\./.test(whole) ? [whole, whole.replace('.', '')] : whole)))];
}
