import { fieldsOf, type Field } from '#core/field.ts';
import type { Command } from '#bot/command.ts';

/** A generator of chances that gives the same ones for the same seed. */
export type Chance = ReturnType<typeof chances>;
export function chances(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    one: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!,
    upTo: (most: number) => Math.floor(next() * (most + 1)),
    in: (part: number) => next() < part,
  };
}

/** Words that have broken bots before. */
export const nasty: readonly string[] = [
  '@everyone', '<!channel> <@U1|you>', '**bold** _it_ `code` [x](javascript:alert(1))', '<script>alert(1)</script>&lt;', "'; drop table history; --", '\u001b[31mred\u001b[0m\u0007',
  'שלום עולם', 'مرحبا \u202eabc', 'z\u200bero\u200dwidth\ufeff', '👩‍👩‍👧‍👦🇦🇹', 'e\u0301'.repeat(40), '\u0000nul', 'lone \ud800 half', '%s %d {0} {name} ${x}', '../../etc/passwd', '"open', "it's", '“curly”', 'key:value note:again',
  'https://example.org/a?b=c&d=15:00', '0', '-1', '1e9', 'NaN', 'null', '__proto__', 'constructor', ' ', '\t', 'ſ', 'İstanbul ß ς', 'x'.repeat(3000), '{"a":1}', '\\', '🙂'.repeat(120), 'CND -8w', '٣', '１２', 'C4.1', 'C999999',
];

const good: Readonly<Record<string, readonly string[]>> = {
  commitment: ['1', '2', 'C3', 'C4', '4', '6', 'C6', '#7', '8', '10', '11', 'C12', '13', '14', '15', 'C9', '5', 'c1', '12', 'stimulant', 'overdose', '16', '99'],
  milestone: ['C4', '6', 'C6.1', '6.2', 'C11.1', 'C15.3', 'C4.2', '10.1'],
  organisation: ['UNODC', 'INPUD', 'hri', 'World Bank', 'Youth RISE', 'WHO', 'IDPC', 'youth-rise', 'EHRN', 'Nobody'],
  event: ['CND', 'cnd57', 'CND57R', 'vilnius', 'ungass2016', 'conference'],
  deadline: ['cnd57', 'CND58', 'CND', 'ungass2016', 'CND57.1', 'CND58.1', 'vilnius-2013', 'cnd56r', 'KL-2015', 'cnd59r', 'aids2016', 'HLM2016', 'pcb35', 'CND99.9', 'conference'],
  subject: ['C1', 'C2', '4', '6', 'C6.1', 'C11.1', 'CND57.1', 'cnd57', 'C99'],
  zone: ['Vienna', 'Bangkok', 'New York', 'Asia/Tokyo', 'CET', 'sao paulo', 'Nowhere'],
  language: ['en', 'fr', 'English'],
  command: ['commitment', 'my', 'member', 'plan', 'update', 'group', 'nothing'],
  group: ['unodc-cso-group', 'other'],
  side: ['civil-society-side', 'UNODC side', 'agency-side'],
  meeting: ['M1', 'M2', 'M3', '1', '2', '#2', 'm3', '3', 'weekly', 'M9'],
  reply: ['attend', 'maybe', 'apologies', 'alternate', 'yes', 'cannot', 'perhaps so'],
  repeat: ['every 2nd Thu until CND57', 'first Tue every 2 months 6 times', 'weekly', 'every Wed for 6 months', 'FREQ=MONTHLY;COUNT=4', 'sometimes'],
  slots: ['Tue 4 March 2014 15:00; Thu 6 March 2014 10:00; Fri 7 March 2014 15:00', '1 March 2012 10:00; 2 March 2014 10:00; 3 March 2014 10:00', 'soon'],
  hours: ['9-17', '09:00-17:00', '8am to 4pm', '17-9', '9-9', 'whenever'],
  rest: ['Sat Sun', 'Fri,Sat', 'weekend', 'none', 'Mon-Sun'],
  weekly: ['Mon 09:00', 'Friday', 'Tue 2pm', 'off', 'Sat 10:00', 'daily', 'Mon 25:00'],
  digest: ['Mon 09:00', 'Thu 3pm', 'off', 'always'],
  on: ['3 June 2014', '3 to 5 June 2014', 'June 2014', 'CND', '1 May 2012', '5 to 3 May 2014'],
  to: ['5 June 2014', '20 to 24 March 2014', '1 May 2012', 'June 2015'],
  opens: ['CND57 -8w', '-8w', '6 Jan 2014'],
  closes: ['-45d 12:00 Vienna', 'CND57 -45d', '22 Jan 2014 12:00', 'CND57 +90d', '12:00 CET'],
  sides: ['UNODC: UNODC, WHO; Civil society: INPUD, Harm Reduction International', 'First: one, two; Second: three', 'UNODC, INPUD', 'A: x; B: x'],
  ladder: ['-14d -7d 0d', '+3d +10d', 'default', 'off', '-2w -1w', '-900d', 'often'],
};
/** The hours that meetings begin at, and which time of a poll is meant. */
const hours: Readonly<Record<string, readonly string[]>> = {
  when: ['12 March 2014 15:00', 'Tue 10am', 'in 3 weeks 14:00', '30 March 2014 02:30', '1 May 2012 10:00'], to: ['16:30', '+30m', 'Thu', '5 June 2014 10:00'], slot: ['1', '2', '3', '4'],
};
const dates = ['1 June 2014', 'CND -8w', 'cnd57', 'in 2 weeks', '2015', 'none', 'June 2015', 'Tue 10am', '03/04', 'next Tue', '31 October 2027 02:30', '2013-02-21', 'CND56', '30 Feb', '6 Mar CET', 'yesterday', 'UNGASS -10d'];
const texts = ['Draft with WHO since May', 'Met twice; notes follow.', 'Réunion à São Paulo — rien de neuf', 'Ждём ответа', 'ok', 'https://example.org/report.pdf', 'No change: same as before 15:00'];

/** A value for a field of a command: mostly one that works, sometimes one that cannot. */
export function valueFor(chance: Chance, name: string, field: Field): string {
  if (chance.in(0.04)) return chance.one(nasty);
  if (field.choices) return chance.in(0.93) ? chance.one(field.choices).replace('-', chance.one(['-', ' ', '–'])) : chance.one(['maybe', 'dnoe', 'ontrack', 'AT RISK']);
  if (field.kind === 'when') return chance.one(name.startsWith('meeting.') ? (hours[field.name] ?? dates) : dates);
  if (field.kind === 'yesno') return chance.one(['yes', 'no', 'ja']);
  if (field.kind === 'int') return chance.one(['1', '2', '60', '90', '365', '0', 'many']);
  if (field.kind === 'file') return chance.one(['group.json', 'broken.json', 'missing.json']);
  if (field.name === 'link') return chance.one(['https://example.org/a', 'https://example.org/z?', 'example.org/b', 'https://user:pass@example.org/']) + chance.upTo(999);
  const own = field.name === 'subject' ? good.subject : field.of ? (good[field.of] ?? ['x']) : good[field.name];
  return own ? chance.one(own) : `${chance.one(texts)} ${chance.upTo(999)}`;
}

/** What may be left out, and seldom is. */
const meant: ReadonlySet<string> = new Set(['closes', 'on', 'slots', 'slot', 'fit', 'to']);

/** A line for a command, said the way people say it: with or without keys, quotes, slash and please, and with slips. */
export function lineFor(chance: Chance, { name, input, args }: Command): string {
  const words = name.replace('.', ' ');
  const fields = fieldsOf(input).filter((field) => (field.required ? chance.in(0.97) : chance.in(meant.has(field.name) ? 0.8 : args.includes(field.name) ? 0.5 : 0.07)));
  const said = fields.filter((field) => args.includes(field.name) && chance.in(0.8)).sort((a, b) => args.indexOf(a.name) - args.indexOf(b.name));
  const quote = (value: string) => (chance.in(0.3) || /^["“]|\s/.test(value) ? `"${value.replaceAll('"', '')}"` : value);
  const keyed = fields.filter((field) => !said.includes(field)).map((field) => `${field.name}:${quote(valueFor(chance, name, field))}`);
  const plain = said.map((field, i) => (i === said.length - 1 && chance.in(0.5) ? valueFor(chance, name, field) : quote(valueFor(chance, name, field))));
  const line = [`${chance.one(['/', '/', '', '/secretariat ', 'please '])}${chance.in(0.1) ? words.toUpperCase() : words}`, ...plain, ...keyed].join(' ');
  if (chance.in(0.03)) return line.slice(0, chance.upTo(line.length));
  if (chance.in(0.02)) return line.replace(/[a-z]/, 'q');
  return line;
}

/** A line that is no command at all. */
export function noise(chance: Chance): string {
  return Array.from({ length: 1 + chance.upTo(4) }, () => chance.one([...nasty, ...texts, 'update', 'commitment', 'help', '4', ':'])).join(' ');
}
