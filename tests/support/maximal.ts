import { newId } from '#core/id.ts';
import { stamp } from '#core/time.ts';
import { directory } from '#db/groups.ts';
import type { Store } from '#db/open.ts';
import { save, type Author } from '#db/save.ts';
import { fits, replies } from '#rules/meetings.ts';
import type { Meeting } from '#rules/things.ts';
import { isSoak } from '#tests/support/runs.ts';

/** A group in which everything is as long and as many as its file may say, in words that each platform's tests bring along. */
export type Words = (length: number, seed: number) => string;

/** Words of exactly so many UTF-16 units, made of pieces, without half characters; a different one for each `seed`. Several words, and none that clients would trim. */
export function madeOf(pieces: readonly string[], length: number, seed: number): string {
  let text = `w${seed} `;
  for (let i = seed; text.length < length; i += 1) text += pieces[i % pieces.length]!;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, 'x').trimEnd().padEnd(length - 1, 'x')}z`;
}

/** What is hostile wherever it is shown: turned, hidden and piled letters, emoji, what a catalogue or a page would take for its own. */
export const anywhere: readonly string[] = [
  '\u202eright to left\u202c שלום עולם مرحبا ', '👩‍👩‍👧‍👦🏳️‍🌈🧑🏿‍🚒 ', '\u200b\u2060\u200d\ufeff zero ', 'z̷̢̛͇a̸l̴g̵o ', '{count, plural, one {x}} <b>&amp;</b> %s $1 "quoted" ', '``` ```` \\\\ \\n ',
];

/** The short id of an organisation of the group. */
export const orgId = (i: number): string => `org-${i}${'-of-the-world'.repeat(4)}`;

/** How much there is of each. */
const count = isSoak ? { organisations: 200, commitments: 300, events: 60 } : { organisations: 60, commitments: 60, events: 50 };

/** The text of the group's file. */
export function groupText(words: Words): string {
  const many = <T>(length: number, make: (i: number) => T) => Array.from({ length }, (_, i) => make(i));
  const orgs = many(count.organisations, orgId);
  const sides = ['first', 'second'].map((name, s) => ({ id: name, label: words(60, s), organisations: orgs.filter((_, i) => i % 2 === s) }));
  const organisations = orgs.map((id, i) => ({
    id, acronym: `O${i}-${words(30, i * 3)}`.slice(0, 40), name: words(150, i), region: words(60, i % 4), scope: words(40, i), scopeNote: words(300, i), publicLabel: words(100, i), timeZone: i % 2 ? 'America/Argentina/ComodRivadavia' : 'Asia/Kathmandu',
    aliases: many(10, (a) => `${i} ${a} ${words(140, i + a)}`), ...(i > 190 && { endedOn: '2012-12', successor: { acronym: words(40, i) } }),
  }));
  const keyEvents = many(count.events, (i) => ({
    id: `ev-e${i}${'-long'.repeat(8)}`, title: words(150, i), kind: i % 3 ? 'conference' : 'cnd-session', start: day(60 + i * 9), end: day(64 + i * 9), city: words(60, i), timeZone: 'Europe/Vienna',
    certainty: (['confirmed', 'announced', 'estimate'] as const)[i % 3]!, source: words(60, i), note: words(400, i), basis: words(400, i), remindDaysBefore: many(12, (d) => d * 30), alternatives: many(10, (a) => ({ start: day(70 + i * 9 + a) })),
  }));
  const deadlines = many(4, (i) => ({ id: `cal-d${i}`, title: words(150, i), kind: 'deadline', of: keyEvents[i % 4]!.id, start: day(20 + i), time: '23:45', timeZone: 'Europe/Vienna', addressee: words(150, i), paper: words(200, i), certainty: 'confirmed', note: words(400, i) }));
  const commitments = many(count.commitments, (i) => ({
    id: `com-${i}`, number: i + 1, title: words(200, i), text: words(3000, i), theme: words(60, i % 25), lead: i % 7 === 6 ? undefined : orgs[i % 20], leadBasis: words(300, i), counterpart: orgs[(i + 1) % 20], partners: orgs.slice(20, 60),
    ...(i % 5 === 0 ? { dueFrom: { event: keyEvents[i % 50]!.id, offset: '-8w' } } : { due: day(i) }), dueBasis: words(400, i), milestones: many(i < 3 ? 50 : 1, (m) => ({ id: `com-${i}-${m}`, title: words(200, m), due: day(30 + m), dueBasis: words(300, m) })),
  }));
  return JSON.stringify({ schemaVersion: 1, kind: 'group', group: { id: `g${'-group'.repeat(9)}`, name: words(100, 1), timeZone: 'Europe/Vienna', languages: ['en'], formedOn: '2013-02-21', sides }, organisations, commitments, keyEvents: [...keyEvents, ...deadlines] });
}

const day = (after: number) => Temporal.PlainDate.from('2013-02-01').add({ days: after }).toString();

/** What can be seen and done of those meetings, in words that every door takes. */
export const meetingLines: readonly string[] = [
  ...['M1', 'M2', 'M3'].flatMap((meeting) => ['show', 'who', 'cancel', 'move', 'change', 'rsvp', 'answer', 'choose', 'add', 'end', 'join'].map((verb) => `/meeting ${verb} meeting:${meeting}`)),
  ...['M1', 'M2'].flatMap((meeting) => [`/meeting show meeting:${meeting} calendar:yes`, `/meeting rsvp meeting:${meeting} reply:apologies`]),
  '/meeting list', '/my next', '/my tasks', '/my calendar',
];

/** The meetings of the group: a single one, a series and a poll of seven times, as long and as full as they may be, with an answer of every organisation. */
export async function addMeetings(store: Store, group: string, now: Temporal.Instant, words: Words): Promise<void> {
  await store.tx(async (tx) => {
    const dir = (await directory(tx, group))!;
    const [organisations, [event]] = [[...dir.organisations.values()], [...dir.events.keys()]];
    const author: Author = { group, at: now, act: 'test', call: newId(now), seat: null, door: 'test' };
    const at = stamp(now);
    const full = {
      kind: 'face-to-face' as const, zone: 'America/Argentina/ComodRivadavia', minutes: 480, city: words(60, 3), place: words(200, 4), event: event ?? null,
      chair: orgId(0), convenor: orgId(1), notetaker: orgId(2), rule: null, until: { by: 'none' as const }, slots: null, closes: null, cancelled: null, sequence: 12, changed: at,
    };
    const slots = Array.from({ length: 7 }, (_, i) => `${day(30 + i)}T0${i}:30`);
    const meetings: readonly Meeting[] = [
      { ...full, number: 1, title: words(150, 1), starts: `${day(45)}T04:30` },
      { ...full, number: 2, title: words(150, 2), starts: `${day(28)}T04:30`, rule: 'FREQ=WEEKLY', until: { by: 'day', on: day(400) } },
      { ...full, number: 3, title: words(150, 5), starts: null, slots, closes: stamp(now.add({ hours: 24 * 6 })) },
    ];
    for (const meeting of meetings) await save(tx, author, 'meeting', null, meeting);
    for (const [i, { id }] of organisations.entries()) {
      await save(tx, author, 'rsvp', null, { meeting: 1, slot: '', seat: `org/${id}`, organisation: id, reply: replies[i % replies.length]!, entered: orgId(0), at });
      for (const slot of slots) await save(tx, author, 'preference', null, { meeting: 3, slot, seat: `org/${id}`, organisation: id, fit: fits[(i + slots.indexOf(slot)) % fits.length]!, at });
    }
  });
}
