import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Command } from '#bot/command.ts';
import { fieldsOf } from '#core/field.ts';
import { t } from '#core/i18n.ts';
import { plain } from '#core/message.ts';
import { quote } from '#core/scan.ts';
import { commands, menus } from '#commands/index.ts';
import { slackBed, type SlackBed } from '#tests/support/slack/bed.ts';
import { maximalText, thorny, wild } from '#tests/support/slack/maximal.ts';
import { elementsOf, list, type Part } from '#tests/support/slack/shapes.ts';
import type { Answer, Channel, Filling, ModalField, Person, Voice } from '#tests/support/slack/types.ts';
import { addMeetings, meetingLines, orgId } from '#tests/support/maximal.ts';
import { isSoak } from '#tests/support/runs.ts';
import { isFine, makeWalk } from '#tests/support/walk.ts';
import { sampleText } from '#tests/support/world.ts';

let bed: SlackBed;
let home: Channel;
let spare: Channel;
/** Each part has a group of its own, so that what was done in one does not weigh on the next. */
async function opens(mode: 'socket' | 'http' = 'socket'): Promise<void> {
  [kept.boss, kept.both, looked] = [undefined, undefined, 0];
  bed = await slackBed({ file: maximalText(), limits: false, mode });
  await addMeetings(bed.store, bed.group, bed.now, (length, seed) => (seed % 2 ? thorny : wild)(length, seed));
  home = bed.main;
  spare = bed.slack.channel('a-channel-with-a-name-that-is-as-long-as-a-name-may-be-which-is-eighty-characters');
}
/** How many of the bot's requests have been looked at. */
let looked = 0;
afterEach(async () => {
  await bed.delivered();
  await bed.slack.settled();
  expect((bed.slack.violations as string[]).splice(0)).toEqual([]);
  expect(bed.bugs.splice(0).map(String)).toEqual([]);
  expect(bed.failures.splice(0)).toEqual([]);
  const { requests } = bed.slack;
  for (const { body } of requests.slice(looked)) isInert(body);
  looked = requests.length;
});

/** Nothing in what the bot says links, formats or pings of itself: what people wrote is in elements that only show it. */
function isInert(part: unknown): void {
  if (Array.isArray(part)) return part.forEach(isInert);
  if (typeof part !== 'object' || part === null) return;
  const { type, text } = part as Part;
  if (['mrkdwn', 'markdown', 'broadcast', 'usergroup', 'channel', 'emoji', 'image'].includes(String(type))) throw new Error(`not inert: ${JSON.stringify(part)}`);
  const isMessage = (type === undefined || type === 'message') && 'blocks' in part && typeof text === 'string';
  if (isMessage && /[<>]/.test(text)) throw new Error(`not inert: ${text}`);
  // More is refused as soon as the message is changed.
  if (isMessage && text.length > 4000) throw new Error(`too long for a change: ${text.length}`);
  Object.values(part).forEach(isInert);
}

/** How often forms were sent off and came again, how many buttons were pressed, and how many answers had a menu of more. */
const count = { sent: 0, refused: 0, pressed: 0, menus: 0 };

/** What every answer must be. */
function fine(answer: Answer, isAlone = false): Answer {
  if (answer.kind === 'message') expect(answer.ephemeral).toBe(!isAlone);
  isInert(answer.raw);
  if ([...elementsOf((answer.raw as Part).blocks)].some(({ element }) => element.type === 'overflow')) count.menus += 1;
  return isFine(answer);
}
const isForm = ({ modal }: Answer) => modal?.submit !== undefined;

/** Somebody new with these seats. Their name is an attack. */
let people = 0;
async function somebody(admin: boolean, ...seats: string[]): Promise<Person> {
  const person = bed.stranger((people++ % 2 ? thorny : wild)(80, people), { admin });
  // Planning for a seat takes its time, in which nobody else in this process is heard.
  await bed.slack.settled();
  for (const seat of seats) await bed.seat(person, seat);
  return person;
}
/** A coordinator who is an admin, and somebody with two seats: the same ones again in a short run, unless a command changes what they are. */
const kept: { boss?: Person | undefined; both?: Person | undefined } = {};
const isAnew = (name: string) => isSoak || name.startsWith('my.') || name.startsWith('member.');
const boss = async (name = '') => (isAnew(name) ? somebody(true, 'coordinator first') : (kept.boss ??= await somebody(true, 'coordinator first')));
const both = async (name = '') => (isAnew(name) ? somebody(false, `focal ${orgId(0)}`, `alternate ${orgId(3)}`) : (kept.both ??= await somebody(false, `focal ${orgId(0)}`, `alternate ${orgId(3)}`)));

const files = { small: { name: `${'n'.repeat(90)}.json`, text: sampleText }, large: { name: 'large.json', text: maximalText() } };
const lineOf = ({ name }: Pick<Command, 'name'>) => (name === 'help' ? '/secretariat help' : `/${name.replace('.', ' ')}`);

/** Words that some field or other takes. */
const sensible = ['6 Mar 2014', 'Vienna', '9-17', 'C1', 'Mon 09:00'];

/** A line with every field as long as it goes. `known`: what points to something points to something there is. */
async function fullest({ name, input }: Command, who: Person, known: boolean): Promise<string> {
  const from = { id: name, user: { platform: 'slack', id: who.id }, room: bed.bot.addressOf({ platform: 'slack', id: home.id }) };
  const words = await Promise.all(fieldsOf(input).map(async ({ name: field, kind, of, choices, max }, i) => {
    const offered = known && of !== undefined ? (await bed.bot.suggest(name, field, '', from)).at(-1)?.value : undefined;
    const value = choices?.at(-1) ?? offered ?? (kind === 'int' ? '99999999999' : kind === 'yesno' ? 'yes' : kind === 'member' ? `@${(await both()).name}` : kind === 'room' ? `#${spare.name}` : kind === 'file' ? undefined : (i % 2 ? thorny : wild)(known ? (max ?? 2000) : 3000, i));
    return value === undefined ? '' : ` ${field}:${kind === 'member' || kind === 'room' ? value : quote(value)}`;
  }));
  return `${lineOf({ name })}${words.join('')}`;
}

/** What is written into a field of a form; nothing for one that is left as it is. */
async function filling(form: Answer, { name, type, options, required, value }: ModalField, round: number): Promise<Filling | undefined> {
  if (type === 'static_select' || type === 'radio_buttons') return options!.at(-1)!;
  if (type === 'users_select') return both();
  if (type === 'conversations_select') return spare;
  if (type === 'file_input') return round === 0 ? files.large : files.small;
  if (type === 'datepicker') return round === 0 ? '2013-12-31' : '';
  if (type === 'external_select') {
    for (const typed of isSoak ? ['a', '1', wild(90), thorny(90), wild(3000)] : [thorny(300)]) await form.searches(name, typed);
    return (await form.searches(name, '')).at(-1)?.value;
  }
  const most = Number(elementsOf((form.raw as Part).blocks).find(({ block }) => block.block_id === name)!.element.max_length);
  if (round === 0) return (name.length % 2 ? thorny : wild)(most, name.length);
  const isRefused = form.modal!.errors?.[name] !== undefined || (required && value === undefined);
  return isRefused || round > 1 ? sensible[(round + name.length) % sensible.length]!.slice(0, most) : undefined;
}

/** Sends a form off: as full as it goes, then, where something is refused, with other words, until there is another answer. What is sent twice changes nothing. */
async function sent(form: Answer): Promise<Answer> {
  let answer = form;
  for (let round = 0; isForm(answer) && round < 4; round += 1) {
    const fields = await Promise.all(answer.modal!.fields.map(async (field) => [field.name, await filling(answer, field, round)] as const));
    const next = fine(await answer.fills(Object.fromEntries(fields.filter((field): field is [string, Filling] => field[1] !== undefined))));
    if (round === 0) await next.again();
    count.sent += 1;
    if (isForm(next)) count.refused += 1;
    answer = next.text.includes(plain(t('en', 'slack.form.working'))) ? fine(await next.next()) : next;
  }
  return answer;
}

/** What the buttons and the options of menus stand for, in the order of their labels. */
const idsIn = (raw: unknown) => list((raw as Part).blocks).filter(({ type }) => type !== 'input').flatMap(({ elements }) => list(elements)).flatMap(({ type, value, options }) => (type === 'button' ? [value as string | undefined] : list(options).map((each) => String(each.value))));

/** How many buttons are looked at from one answer on and how deep, in how many ways besides a slash command each line is said, for how many weeks time passes, and how many messages of each are looked at. */
const [most, deep, also, weeks, newest] = isSoak ? [40, 2, 3, 6, 3] : [4, 1, 1, 1, 1];
const walk = makeWalk<Answer>({ idsIn, most, onward: (answer) => sent(fine(answer)) });
/** Presses all there is to press in an answer, which where it is a form is sent off first. */
async function explore(answer: Answer, depth: number = deep): Promise<void> {
  count.pressed += await walk(await sent(answer), depth);
}

// These change where the group is at home, so they come last.
const ordered = [...commands.filter(({ name }) => !name.startsWith('group.')), ...commands.filter(({ name }) => name.startsWith('group.') && name !== 'group.room'), ...commands.filter(({ name }) => name === 'group.room')];

/** The ways in which a line reaches the bot, but for slash commands. */
const ways: readonly ((who: Person) => { readonly voice: Voice; readonly mention: string })[] = [
  (who) => ({ voice: who.in(home), mention: '@Secretariat ' }), (who) => ({ voice: who.in(home, home.says(who, wild(3000, 1))), mention: '@Secretariat ' }), (who) => ({ voice: who.in('dm'), mention: '' }),
];
async function writes(line: string, who: Person, way: number): Promise<Answer> {
  const { voice, mention } = ways[way % ways.length]!(who);
  return fine(await voice.writes(`${mention}${line.slice(1).replace(/^secretariat /, '')}`), mention === '');
}

describe('nothing said', () => {
  beforeAll(() => opens(), 60_000);
  afterAll(() => bed.close());

  test.each(ordered.map((command, i) => ({ ...command, i })))('$name, with nothing said', { timeout: 60_000 }, async ({ name, i }) => {
    for (const person of isSoak ? [await boss(), await both(), await somebody(false), await somebody(true)] : [i % 4 === 0 ? await somebody(i % 8 === 0) : await (i % 2 ? boss : both)(name)]) {
      await explore(fine(await person.in(home).types(lineOf({ name }))));
      for (let way = i; way < i + also; way += 1) await explore(await writes(lineOf({ name }), person, way), deep - 1);
    }
  });
  test('App Home', { timeout: 60_000 }, async () => {
    for (const person of [await somebody(false), await both(), ...(isSoak ? [await boss()] : [])]) {
      const shown = (await person.opensHome())!;
      isInert(shown.raw);
      expect(shown.buttons.length).toBeGreaterThan(0);
      for (const label of shown.buttons) await explore(fine(await person.in('home').presses(shown, label)), deep * 2);
    }
  });
});

describe('all that can be said', () => {
  beforeAll(() => opens(), 60_000);
  afterAll(() => bed.close());

  test.each(ordered.map((command, i) => ({ ...command, i })))('$name, with all that can be said', { timeout: 60_000 }, async ({ i, ...command }) => {
    for (const person of [await boss(command.name), ...(isSoak ? [await both()] : [])]) {
      await explore(fine(await person.in(home).types(await fullest(command, person, true))));
      for (let way = i; way < i + also; way += 1) await explore(await writes(await fullest(command, person, false), person, way), deep - 1);
    }
  });
  test('so forms were sent off, refused and sent again, and buttons and menus were there to be pressed', () => {
    expect(count.sent - count.refused).toBeGreaterThan(40);
    expect(count.refused).toBeGreaterThan(20);
    expect(count.pressed).toBeGreaterThan(isSoak ? 1000 : 100);
    expect(count.menus).toBeGreaterThan(0);
  });
});

describe('what there is of meetings', () => {
  beforeAll(() => opens(), 60_000);
  afterAll(() => bed.close());

  test.each(meetingLines)('%s', { timeout: 60_000 }, async (line) => {
    for (const person of [await boss(), await both()]) await explore(fine(await person.in(home).types(line)));
  });
});

describe('what is picked', () => {
  beforeAll(() => opens(), 60_000);
  afterAll(() => bed.close());

  test.each(menus)('a message as long as Slack takes one, picked for $run', { timeout: 60_000 }, async ({ label }) => {
    const author = bed.stranger(thorny(80));
    const texts = [wild(12_000), thorny(12_000), `https://example.org/${'a'.repeat(11_900)}`, `${'\n'.repeat(3999)}x`, '👩‍👩‍👧‍👦'.repeat(1000), '', ...(isSoak ? [wild(40_000), `${'word '.repeat(7999)}word`] : [])];
    for (const person of isSoak ? [await boss(), await both(), await somebody(false)] : [await both()]) {
      for (const text of texts) await explore(fine(await person.in(home).uses(plain(t('en', label)), home.says(author, text, undefined, { files: [{ name: `${'f'.repeat(200)}.pdf`, text: 'x' }] }))), 1);
    }
  });
});

describe('what time brings', () => {
  beforeAll(() => opens(), 60_000);
  afterAll(() => bed.close());

  test('all that is sent in rooms and in private as time passes', { timeout: 120_000 }, async () => {
    const [first, second] = [await boss(), await both()];
    for (let week = 0; week < weeks; week += 1) {
      await bed.passes('+1w');
      // In a private conversation every message tells whom it is with.
      for (const [voice, messages, pings] of [[first.in('dm'), first.dms(), [first.name]], [second.in('dm'), second.dms(), [second.name]], [second.in(home), home.messages(), []]] as const) {
        for (const message of messages.filter(({ by }) => by === 'Secretariat').slice(-newest)) {
          isInert(message.raw);
          expect(message.pings).toEqual(pings);
          for (const label of message.buttons) await explore(fine(await voice.presses(message, label)), 1);
        }
      }
    }
    await bed.delivered();
    expect(first.dms().length + second.dms().length).toBeGreaterThanOrEqual(weeks);
    expect(home.messages().length).toBeGreaterThanOrEqual(weeks);
  });
});

describe('over HTTP', () => {
  beforeAll(() => opens('http'), 60_000);
  afterAll(() => bed.close());

  test.each(isSoak ? ordered : ordered.filter(({ name }) => ['commitment.update', 'commitment.list', 'my.zone', 'member.focal', 'group.setup'].includes(name)))('$name, with nothing and with all that can be said', { timeout: 60_000 }, async (command) => {
    const person = await boss(command.name);
    await explore(fine(await person.in(home).types(lineOf(command))), 1);
    for (const known of [true, false]) await explore(fine(await person.in(home).types(await fullest(command, person, known))), 1);
    await explore(await writes(await fullest(command, person, true), person, 0), 1);
  });
});
