import { z } from 'zod';
import { nameKey } from '#core/fold.ts';
import { datesOf } from '#rules/calendarfile.ts';
import { referenceFaults } from '#rules/filefaults.ts';
import { readAs, type FileFault } from '#rules/readfile.ts';
import { about, day, id, instant, keyEvent, link, maybe, words, zone } from '#rules/shapes.ts';

/**
 * The file a group is imported from (documented in `sample/README.md`). Only the fields read here are read;
 * others are ignored, so nothing personal that someone wrote into a file can come in.
 */
const milestone = z.object({ id: maybe(id), title: words(200), due: maybe(day), dueFrom: maybe(link), dueBasis: maybe(words(300)) });
const commitment = z.object({
  id, number: z.int().min(1).max(99_999), title: words(200), text: maybe(words(3000)), theme: maybe(words(60)),
  lead: maybe(id), leadBasis: maybe(words(300)), counterpart: maybe(id), partners: z.array(id).max(40).default([]),
  due: maybe(day), duePrecision: maybe(z.enum(['day', 'week', 'month', 'year', 'window'])), dueFrom: maybe(link), dueBasis: maybe(words(400)),
  recurring: z.boolean().default(false), milestones: z.array(milestone).max(50).default([]),
});
const organisation = z.object({
  id, acronym: words(40).refine((text) => nameKey(text) !== '', 'must hold a letter or digit'), name: words(150), scope: maybe(words(40)), region: maybe(words(60)), timeZone: maybe(zone), publicLabel: maybe(words(100)),
  aliases: z.array(words(150)).max(10).default([]), scopeNote: maybe(words(300)), endedOn: maybe(about),
  successor: maybe(z.object({ acronym: words(40) })), renamedTo: maybe(z.object({ name: words(150), on: maybe(about) })), isConvenor: z.boolean().optional(),
});
export const groupFile = z.object({
  schemaVersion: z.literal(1), kind: z.literal('group'),
  group: z.object({
    id, name: words(100), convenor: maybe(id), timeZone: maybe(zone), formedOn: maybe(day), languages: z.array(z.string().max(20)).default(['en']),
    sides: z.array(z.object({ id, label: words(60), organisations: z.array(id) })).length(2),
    planPeriod: maybe(z.object({ start: day, end: day })),
  }),
  organisations: z.array(organisation).min(1).max(300),
  roles: z.array(z.object({ organisation: id, kind: z.string() })).default([]),
  commitments: z.array(commitment).max(2000).default([]),
  meetings: z.array(z.object({ id, title: words(200), date: maybe(day), timeZone: maybe(zone), endAt: maybe(instant), decisions: z.array(id).default([]) })).default([]),
  decisions: z.array(z.object({ id, refersTo: z.array(id).default([]) })).default([]),
  keyEvents: z.array(keyEvent).max(500).default([]),
});
export type GroupFile = z.output<typeof groupFile>;

/** Reads a group's file. Either the whole file is right, or every fault in it is named with its place. */
export function readGroupFile(text: string): { file: GroupFile } | { faults: readonly FileFault[] } {
  const read = readAs(groupFile, text, referenceFaults);
  if ('faults' in read) return read;
  const { faults } = datesOf(read.file.keyEvents, { there: new Map(), zone: 'UTC', list: 'keyEvents' });
  return faults.length > 0 ? { faults } : read;
}
