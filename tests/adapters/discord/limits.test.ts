import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { t } from '#core/i18n.ts';
import { plain } from '#core/message.ts';
import { commands, menus } from '#commands/index.ts';
import { discordBed, type DiscordBed } from '#tests/support/discord/bed.ts';
import { maximalText, thorny, wild } from '#tests/support/discord/maximal.ts';
import type { Answer, Channel, Filling, ModalField, Person, Voice } from '#tests/support/discord/types.ts';
import { addMeetings, meetingLines, orgId } from '#tests/support/maximal.ts';
import { isSoak } from '#tests/support/runs.ts';
import { isFine, makeWalk } from '#tests/support/walk.ts';
import { sampleText } from '#tests/support/world.ts';

let bed: DiscordBed;
let home: Channel;
let spare: Channel;
/** Each part has a group of its own, so that what was done in one does not weigh on the next. */
async function opens(): Promise<void> {
  bed = await discordBed({ file: maximalText(), limits: false });
  bed.server.grants('CREATE_EVENTS');
  await addMeetings(bed.store, bed.group, bed.now, (length, seed) => (seed % 2 ? thorny : wild)(length, seed));
  home = bed.main;
  spare = bed.server.channel('a-channel-with-a-name-that-is-as-long-as-a-name-may-be-which-is-one-hundred-characters-in-all-of-it');
}
afterEach(async () => {
  await bed.discord.settled();
  expect((bed.discord.violations as string[]).splice(0)).toEqual([]);
  expect(bed.bugs.splice(0).map(String)).toEqual([]);
});

/** What every answer must be. */
function fine(answer: Answer): Answer {
  if (answer.kind !== 'modal') expect(answer.ephemeral).toBe(true);
  return isFine(answer);
}

/** Somebody new with these seats, in the server of the group. */
let people = 0;
async function somebody(manages: boolean, ...seats: string[]): Promise<Person> {
  const person = bed.stranger(`${wild(28, (people += 1))}${people}`, { manages });
  // Planning for a seat takes its time, in which nobody else in this process is heard.
  await bed.discord.settled();
  for (const seat of seats) await bed.seat(person, seat);
  return person;
}
const boss = () => somebody(true, 'coordinator first');
const both = () => somebody(false, `focal ${orgId(0)}`, `alternate ${orgId(3)}`);

const files = { small: { name: `${'n'.repeat(90)}.json`, text: sampleText }, large: { name: 'large.json', text: maximalText() } };

/** The option of a command that a client shows. */
interface Option { readonly type: number; readonly name: string; readonly options?: readonly Option[]; readonly choices?: readonly { readonly name: string }[]; readonly autocomplete?: boolean; readonly max_length?: number; readonly max_value?: number }
function optionsOf(name: string): readonly Option[] {
  const [noun, verb] = name.split('.');
  const top = bed.discord.registered().find((each) => each.name === noun && each.type === 1)!;
  const all = (top.options ?? []) as readonly Option[];
  return verb === undefined ? all : (all.find((each) => each.name === verb)!.options ?? []);
}
const slash = (name: string) => `/${name.replace('.', ' ')}`;

/** Every option as long as it goes. `known`: what points to something points to something there is. */
async function fullest(name: string, voice: Voice, known: boolean): Promise<string> {
  const words: string[] = [slash(name)];
  for (const [i, { type, name: option, choices, autocomplete, max_length: most, max_value: high }] of optionsOf(name).entries()) {
    const offered = known && autocomplete ? await voice.completes(`${slash(name)} ${option}:`, option) : [];
    const value = choices ? choices.at(-1)!.name
      : autocomplete ? (offered.at(-1)?.value ?? (known ? undefined : wild(2000, i)))
      : type === 3 ? (i % 2 ? thorny : wild)(most!, i)
      : type === 4 ? String(high)
      : type === 5 ? 'true'
      : type === 6 ? (await both()).name
      : type === 7 ? spare.name
      : undefined;
    if (value !== undefined) words.push(`${option}:${value}`);
  }
  return words.join(' ');
}

/** A form filled as full as it goes. */
async function filling({ name, kind, options, required }: ModalField, raw: Answer['raw']): Promise<readonly [string, Filling]> {
  if (kind === 'choice') return [name, options!.at(-1)!];
  if (kind === 'member') return [name, await both()];
  if (kind === 'room') return [name, spare];
  if (kind === 'file') return [name, files.small];
  const most = mostOf(raw, name);
  return [name, (required ? thorny : wild)(most, name.length)];
}
function mostOf(raw: Answer['raw'], name: string): number {
  const labels = (raw as { components: { component?: { custom_id?: string; max_length?: number } }[] }).components;
  return labels.find(({ component }) => component?.custom_id === name)!.component!.max_length!;
}

/** Sends a form off as full as it goes, with all its pages, until there is another answer. */
async function sent(form: Answer): Promise<Answer> {
  let answer = form;
  for (let page = 0; answer.kind === 'modal' && page < 5; page += 1) {
    const fields = await Promise.all(answer.modal!.fields.map((field) => filling(field, answer.raw)));
    answer = fine(await answer.fills(Object.fromEntries(fields)));
    const on = answer.buttons.find((label) => label === 'Continue');
    if (on !== undefined) answer = fine(await answer.presses(on));
  }
  return answer;
}

/** How many presses may follow from one answer, and for how many weeks time passes. */
const [most, weeks] = isSoak ? [40, 6] : [4, 1];

/** The ids of the buttons in a message, in order; none for those that open a page. */
function idsIn(raw: unknown): (string | undefined)[] {
  if (typeof raw !== 'object' || raw === null) return [];
  const { type, custom_id: id } = raw as { type?: number; custom_id?: string };
  if (type === 2) return [id];
  return Object.values(raw).flatMap((part) => (Array.isArray(part) ? part.flatMap(idsIn) : []));
}

const explore = makeWalk<Answer>({ idsIn, most, onward: async (answer) => (fine(answer).kind === 'modal' ? sent(answer) : answer) });

const names = commands.map(({ name }) => name);
// These change where the group is at home, so they come last.
const ordered = [...names.filter((name) => !name.startsWith('group.')), ...names.filter((name) => name.startsWith('group.') && name !== 'group.room'), 'group.room'];

describe('nothing said', () => {
  beforeAll(opens, 60_000);
  afterAll(() => bed.close());

  test('every command is there', () => {
    expect(ordered.toSorted()).toEqual(names.toSorted());
    for (const name of names) expect(optionsOf(name).length).toBeLessThanOrEqual(25);
  });

  test.each(ordered)('%s, with nothing said', { timeout: 60_000 }, async (name) => {
    for (const person of [await boss(), await somebody(false), ...(isSoak ? [await both(), await somebody(true)] : [])]) {
      const answer = fine(await person.in(home).types(slash(name)));
      const end = await sent(answer);
      await explore(end, 2);
    }
    await bed.delivered();
    expect(bed.failures).toEqual([]);
  });
});

describe('all that can be said', () => {
  beforeAll(opens, 60_000);
  afterAll(() => bed.close());

  test.each(ordered)('%s, with all that can be said', { timeout: 60_000 }, async (name) => {
    for (const person of [await boss(), ...(isSoak ? [await both()] : [])]) {
      const voice = person.in(home);
      for (const known of [true, false]) {
        const file = optionsOf(name).find(({ type }) => type === 11);
        const answer = fine(await voice.types(await fullest(name, voice, known), file ? { [file.name]: known ? files.small : files.large } : {}));
        await explore(await sent(answer), 2);
      }
    }
    await bed.delivered();
    expect(bed.failures).toEqual([]);
  });
});

describe('what there is of meetings', () => {
  let voices: readonly Person[];
  beforeAll(async () => {
    await opens();
    voices = [await boss(), await both()];
  }, 60_000);
  afterAll(() => bed.close());

  test.each(meetingLines)('%s', { timeout: 60_000 }, async (line) => {
    for (const person of voices) await explore(await sent(fine(await person.in(home).types(line.replace(':yes', ':true')))), isSoak ? 2 : 1);
    await bed.delivered();
    expect(bed.failures).toEqual([]);
  });
});

describe('while it is typed', () => {
  beforeAll(opens, 60_000);
  afterAll(() => bed.close());

  test.each(names)('%s, while it is typed', async (name) => {
    const voices = [(await both()).in(home), ...(isSoak ? [(await boss()).in(home)] : [])];
    for (const { name: option } of optionsOf(name).filter(({ autocomplete }) => autocomplete)) {
      for (const voice of voices) {
        for (const typed of isSoak ? ['', 'a', '1', 'in 2', wild(90), thorny(90), wild(6000)] : ['', '1', wild(6000)]) {
          const began = performance.now();
          const choices = await voice.completes(`${slash(name)} ${option}:${typed}`, option);
          expect(performance.now() - began).toBeLessThan(3000);
          expect(choices.length).toBeLessThanOrEqual(25);
        }
      }
    }
  });
});

describe('what is picked', () => {
  beforeAll(opens, 60_000);
  afterAll(() => bed.close());

  test.each(menus)('a message as long as Discord takes one, picked for $run', { timeout: 60_000 }, async ({ label }) => {
    const embed = { title: wild(256), description: wild(4000), url: 'https://example.org', author: { name: thorny(256) }, footer: { text: wild(1000) } };
    const says = (text: string) => home.says(bed.stranger(thorny(32)), text, { files: [{ name: `${'f'.repeat(200)}.pdf`, text: 'x'.repeat(1000) }], embeds: [embed] });
    const words = [wild(4000), thorny(4000), `https://example.org/${'a'.repeat(3900)}`, `${'\n'.repeat(3999)}x`, `${'word '.repeat(799)}word`, '👩‍👩‍👧‍👦'.repeat(360), ''];
    for (const person of [await boss(), await both(), await somebody(false)]) {
      for (const text of words) {
        const answer = fine(await person.in(home).uses(plain(t('en', label)), says(text)));
        await explore(await sent(answer), 1);
      }
    }
    await bed.delivered();
    expect(bed.failures).toEqual([]);
  });
});

describe('what time brings', () => {
  beforeAll(opens, 60_000);
  afterAll(() => bed.close());

  test('all that is sent in rooms and in private as time passes', { timeout: 120_000 }, async () => {
    const [first, second] = [await boss(), await both()];
    for (let week = 0; week < weeks; week += 1) {
      await bed.passes('+1w');
      for (const [voice, messages] of [[first.in('dm'), first.dms()], [second.in('dm'), second.dms()], [second.in(home), home.messages()]] as const) {
        for (const message of messages.slice(-3)) {
          expect(message.pings).toEqual([]);
          for (const label of message.buttons) await explore(await sent(fine(await voice.presses(message, label))), 1);
        }
      }
    }
    await bed.delivered();
    expect(first.dms().length + second.dms().length).toBeGreaterThanOrEqual(weeks);
    expect(home.messages().length).toBeGreaterThanOrEqual(weeks);
    expect(bed.failures).toEqual([]);
  });
});
