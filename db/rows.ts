import { fold } from '#core/fold.ts';
import { usualSettings, type Commitment, type Deadline, type Meeting, type ThingKind, type Things } from '#rules/things.ts';

/** How a kind of thing is stored as a row of its table, which is named like the kind. */
interface Kind<T> {
  readonly key: readonly (keyof T & string)[];
  readonly json?: readonly (keyof T & string)[];
  readonly flags?: readonly (keyof T & string)[];
  /** What else is stored, made from the thing itself. */
  readonly extra?: (thing: T) => Record<string, unknown>;
  /** The group's directory, which is kept in memory under `revision`, changes with it. */
  readonly directory?: true;
  /** Fills in what a thing lacks that was written before there was such a field. */
  readonly whole?: (thing: T) => T;
}

export const kinds: { readonly [K in ThingKind]: Kind<Things[K]> } = {
  group: { key: ['id'], json: ['settings'], extra: () => ({ revision: '' }), directory: true, whole: (group) => ({ ...group, settings: { ...usualSettings, ...group.settings } }) },
  side: { key: ['id'], directory: true },
  organisation: { key: ['id'], json: ['aliases'], directory: true },
  event: {
    key: ['id'], json: ['alternatives', 'rungs'], flags: ['yearly'], directory: true,
    whole: (event) => Object.assign({ begins: null, finishes: null, alternatives: [], yearly: false, rungs: null, cancelled: null }, event),
  },
  deadline: { key: ['event', 'number'], json: ['opens', 'closes'], directory: true },
  seat: { key: ['id'] },
  offer: { key: ['id'], flags: ['replaces'], whole: (offer) => Object.assign({ replaces: false }, offer) },
  commitment: { key: ['number'], json: ['partners', 'due', 'amendment'], flags: ['recurring'], extra: (thing) => ({ search: searchText(thing) }) },
  milestone: { key: ['commitment', 'number'], json: ['due'] },
  report: { key: ['commitment', 'organisation'], json: ['was'] },
  rating: { key: ['commitment', 'organisation'] },
  evidence: { key: ['commitment', 'number'] },
  snooze: { key: ['subject', 'seat'] },
  meeting: { key: ['number'], json: ['until', 'slots'] },
  occurrence: { key: ['meeting', 'slot'], flags: ['added'], whole: (occurrence) => Object.assign({ minutes: null }, occurrence) },
  rsvp: { key: ['meeting', 'slot', 'seat'] },
  preference: { key: ['meeting', 'slot', 'seat'] },
};

/** The words by which a commitment is found. */
function searchText(c: Commitment): string {
  return fold([c.title, c.text, c.theme, c.source, c.basis].filter(Boolean).join(' '));
}

/** The id of a thing within its group and kind: `6`, `6/2`, `inpud`. */
export function idOf<K extends ThingKind>(kind: K, thing: Things[K]): string {
  return kinds[kind].key.map((name) => String(thing[name as keyof Things[K]])).join('/');
}

/** What a thing belongs to, for its history: all of a commitment's parts are about that commitment. */
export function aboutOf<K extends ThingKind>(kind: K, thing: Things[K]): string {
  if (kind === 'commitment') return `C${(thing as Commitment).number}`;
  if (kind === 'deadline') return `event/${(thing as Deadline).event}`;
  if (kind === 'meeting') return `M${(thing as Meeting).number}`;
  if ('meeting' in thing) return `M${thing.meeting}`;
  return 'commitment' in thing ? `C${thing.commitment}` : `${kind}/${idOf(kind, thing)}`;
}

/** The row that holds a thing. */
export function toRow<K extends ThingKind>(kind: K, thing: Things[K], group: string): Record<string, unknown> {
  const { json = [], flags = [], extra } = kinds[kind] as Kind<Things[K]>;
  const row: Record<string, unknown> = kind === 'group' ? { ...thing } : { group_id: group, ...thing };
  for (const name of json) row[name] = row[name] === null ? null : JSON.stringify(row[name]);
  for (const name of flags) row[name] = row[name] ? 1 : 0;
  return extra ? Object.assign(row, extra(thing)) : row;
}

/** The thing that a row of its table holds. Columns that are not its own are left out. */
export function fromRow<K extends ThingKind>(kind: K, row: object): Things[K] {
  const { json = [], flags = [] } = kinds[kind] as Kind<Things[K]>;
  const thing: Record<string, unknown> = {};
  for (const name in row) {
    if (notOwn.has(name)) continue;
    const value = (row as Record<string, unknown>)[name];
    if ((flags as readonly string[]).includes(name)) thing[name] = value === 1;
    else thing[name] = value !== null && (json as readonly string[]).includes(name) ? JSON.parse(value as string) : value;
  }
  return kind === 'group' ? whole(kind, thing as unknown as Things[K]) : (thing as unknown as Things[K]);
}

/** A thing as history kept it, with the fields that came later. */
export function whole<K extends ThingKind>(kind: K, thing: Things[K]): Things[K] {
  const fill = kinds[kind].whole as ((thing: Things[K]) => Things[K]) | undefined;
  return fill ? fill(thing) : thing;
}

const notOwn: ReadonlySet<string> = new Set(['group_id', 'revision', 'search']);

