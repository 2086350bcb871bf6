import { isSoak } from '#tests/support/runs.ts';
/** A group in which everything is as long, as many and as hostile as its file may say. */

const pieces = [
  '**bold** __under__ ~~gone~~ `code` ||spoiler|| ', '\u202eright to left\u202c שלום עולם مرحبا ', '👩‍👩‍👧‍👦🏳️‍🌈🧑🏿‍🚒 ', '\u200b\u2060\u200d\ufeff zero ',
  '<@123456789012345678> @everyone @here <@&123456789012345678> ', '# head > quote - list 1. one ', '[text](https://example.org/a_b*c) <t:0:F> </help:123456789012345678> ',
  '\\*\\_ ``` ```` \\\\ ', 'z̷̢̛͇a̸l̴g̵o ', '{count, plural, one {x}} <b>&amp;</b> %s $1 ',
];
const marks = '*_~`|<>[]()#-+.\\@:';

/** Hostile words of exactly so many UTF-16 units, without half characters; a different one for each `seed`. Several words, and none that Discord's clients would trim. */
export function wild(length: number, seed = 0): string {
  let text = `w${seed} `;
  for (let i = seed; text.length < length; i += 1) text += pieces[i % pieces.length]!;
  return ended(text, length);
}

/** The same of marks alone: what is drawn of it is twice as long. */
export function thorny(length: number, seed = 0): string {
  return ended(`t${seed} ${marks.repeat(Math.ceil(length / marks.length))}`, length);
}

const ended = (text: string, length: number) => `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, 'x').trimEnd().padEnd(length - 1, 'x')}z`;

/** Words on one line. */
const some = (length: number, seed: number) => (seed % 3 === 0 ? thorny(length, seed) : wild(length, seed));

/** How much there is of each. */
const count = isSoak ? { organisations: 200, commitments: 300, events: 60 } : { organisations: 60, commitments: 60, events: 50 };

/** The text of the group's file. */
export function maximalText(): string {
  const many = <T>(length: number, make: (i: number) => T) => Array.from({ length }, (_, i) => make(i));
  const orgs = many(count.organisations, (i) => `org-${i}${'-of-the-world'.repeat(4)}`);
  const sides = ['first', 'second'].map((name, s) => ({ id: name, label: some(60, s), organisations: orgs.filter((_, i) => i % 2 === s) }));
  const organisations = orgs.map((id, i) => ({
    id, acronym: `O${i}-${thorny(30, i)}`.slice(0, 40), name: some(150, i), region: some(60, i % 4), scope: some(40, i), scopeNote: some(300, i), publicLabel: some(100, i), timeZone: i % 2 ? 'America/Argentina/ComodRivadavia' : 'Asia/Kathmandu',
    aliases: many(10, (a) => `${i} ${a} ${some(140, i + a)}`), ...(i > 190 && { endedOn: '2012-12', successor: { acronym: some(40, i) } }),
  }));
  const keyEvents = many(count.events, (i) => ({
    id: `ev-e${i}${'-long'.repeat(8)}`, title: some(150, i), kind: i % 3 ? 'conference' : 'cnd-session', start: day(60 + i * 9), end: day(64 + i * 9), city: some(60, i), timeZone: 'Europe/Vienna',
    certainty: (['confirmed', 'announced', 'estimate'] as const)[i % 3]!, source: some(60, i), note: some(400, i), basis: some(400, i), remindDaysBefore: many(12, (d) => d * 30), alternatives: many(10, (a) => ({ start: day(70 + i * 9 + a) })),
  }));
  const deadlines = many(4, (i) => ({ id: `cal-d${i}`, title: some(150, i), kind: 'deadline', of: keyEvents[i % 4]!.id, start: day(20 + i), time: '23:45', timeZone: 'Europe/Vienna', addressee: some(150, i), paper: some(200, i), certainty: 'confirmed', note: some(400, i) }));
  const commitments = many(count.commitments, (i) => ({
    id: `com-${i}`, number: i + 1, title: some(200, i), text: some(3000, i), theme: some(60, i % 25), lead: i % 7 === 6 ? undefined : orgs[i % 20], leadBasis: some(300, i), counterpart: orgs[(i + 1) % 20], partners: orgs.slice(20, 60),
    ...(i % 5 === 0 ? { dueFrom: { event: keyEvents[i % 50]!.id, offset: '-8w' } } : { due: day(i) }), dueBasis: some(400, i), milestones: many(i < 3 ? 50 : 1, (m) => ({ id: `com-${i}-${m}`, title: some(200, m), due: day(30 + m), dueBasis: some(300, m) })),
  }));
  return JSON.stringify({ schemaVersion: 1, kind: 'group', group: { id: `g${'-group'.repeat(9)}`, name: some(100, 1), timeZone: 'Europe/Vienna', languages: ['en'], formedOn: '2013-02-21', sides }, organisations, commitments, keyEvents: [...keyEvents, ...deadlines] });
}

const day = (after: number) => Temporal.PlainDate.from('2013-02-01').add({ days: after }).toString();
