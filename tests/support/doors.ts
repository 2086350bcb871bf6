import { sql } from 'kysely';
import { toAsk } from '#bot/form.ts';
import type { Outcome } from '#bot/command.ts';
import { makeLines } from '#adapters/discord/lines.ts';
import { render } from '#adapters/terminal/render.ts';
import { aliases, commands } from '#commands/index.ts';
import { t } from '#core/i18n.ts';
import { plain, type Message } from '#core/message.ts';
import { directory } from '#db/groups.ts';
import type { Store } from '#db/open.ts';
import { stateOf } from '#db/save.ts';
import type { DiscordBed } from '#tests/support/discord/bed.ts';
import type { Answer, Person } from '#tests/support/discord/types.ts';
import { code, type Step } from '#tests/support/script.ts';
import { read, type Got, type Testbed } from '#tests/support/world.ts';

const group = 'unodc-cso-group';

/** A line is the same line however it is typed: at the terminal in the order of its values, on Discord with their names. */
const lines = makeLines({ commands, aliases });
/** What help says of how lines are written, and of what a client offers besides. */
const ofTyping = [plain(t('en', 'help.keyed')), /A message can become something: .*/];

/** What somebody heard in answer to a step: words; a form with what it asks for; a form that came back, with what is wrong; a choice. */
export type Heard = { readonly words: string[] } | { readonly asks: string[] } | { readonly refused: string[][] } | { readonly picks: string[] } | { readonly passed: string };

/**
 * The words of an answer, in their order. What makes two answers equivalent although they are not the same is all here. Left out are:
 * layout (line breaks, dots of lists, rules, the colon after a label, brackets around buttons and links, marks at the ends of words);
 * the numbers of the terminal's buttons; the button that shares an answer, which only a chat has; what help says of typing; the name of the
 * door; codes. An instant is its minute in UTC, however it is drawn.
 */
export function wordsOf(text: string): string[] {
  return ofTyping
    .reduce<string>((said, without) => said.replace(without, ''), text)
    .replace(/\[\d+\]\s/g, '[ ')
    .replace(/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\d{1,2} \p{L}+ \d{4}), (\d\d:\d\d) UTC/gu, '$1 $2 UTC')
    .replace(/\b\p{L}+day,? (\d{1,2} \p{L}+ \d{4}),? (\d\d:\d\d) \(\p{L}+day \d\d:\d\d [^()]+\)/gu, '$1 $2 UTC')
    .replaceAll('[Share with the room]', '')
    .replace(/\b(?:terminal|discord)\b/g, 'door')
    .replace(/code:\w{8}\b/g, `code:${code}`)
    .split(/[\s•─…]+/u)
    .map((word) => word.replace(/^[[\]()<>"'.,:;]+|[[\]()<>"'.,:;]+$/g, ''))
    .filter((word) => word !== '');
}

/** One of the two doors with the group behind it. */
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

/** The conversation at the terminal's bot: lines as they are typed there, answers as its screen draws them. */
export function terminalScene(bed: Testbed): Scene {
  const last = new Map<string, Outcome>();
  const room: Message[] = [];
  const dms: Got[] = [];
  let offered = '';
  const screen = { width: 100_000, colours: false, tty: false };
  function heard(who: string, came: Outcome): Heard {
    last.set(who, came);
    const outcome = lines.outcome(came);
    if ('ignore' in outcome) throw new Error('done twice');
    if ('say' in outcome) {
      offered = /code:(\w{8})/.exec(read(outcome.say))?.[1] ?? offered;
      return { words: wordsOf(render(outcome.say, { ...outcome.reader, zone: 'UTC', home: 'UTC' }, screen).join('\n')) };
    }
    const { ask } = outcome;
    const errors = Object.entries(ask.errors).map(([name, error]) => wordsOf(plain(error).replace(new RegExp(`^${name}: `), '')));
    const [only, ...more] = ask.fields;
    if (errors.length > 0) return { refused: errors };
    return only?.choices && more.length === 0 && (only.name === 'as' || only.name === 'group') ? { picks: only.choices.toSorted() } : { asks: toAsk(ask).map(({ name }) => name).toSorted() };
  }
  const seatOf: Record<string, string> = { unodc: 'Focal point, UNODC' };
  async function pressed(who: string, label: string, on: 'room' | 'dm' | undefined): Promise<Outcome> {
    if (on === 'room') return bed.as(who).presses(room.at(-1)!, label);
    if (on === 'dm') return bed.as(who, 'terminal:private').presses(dms.findLast(({ to }) => to === seatOf[who])!.message, label);
    const before = last.get(who)!;
    if ('ask' in before) return bed.as(who).invokes(before.ask.command, { [before.ask.fields[0]!.name]: label }, { via: 'form', draft: before.ask.draft });
    if ('say' in before) return bed.as(who).presses(before.say, label);
    throw new Error('nothing to press');
  }
  async function answered(step: Exclude<Step, { passes: string }>): Promise<Outcome> {
    const { who } = step;
    const before = last.get(who);
    if ('presses' in step) return pressed(who, step.presses, step.on);
    if ('fills' in step || 'reopens' in step) {
      if (!before || !('ask' in before)) throw new Error(`no form stands before ${who}`);
      // A form that came back still stands on the screen.
      return 'reopens' in step ? { ...before, ask: { ...before.ask, errors: {} } } : bed.as(who).invokes(before.ask.command, step.fills, { via: 'form', draft: before.ask.draft });
    }
    const options = Object.entries(step.with ?? {}).map(([name, value]) => ` ${name}:"${value === code ? offered : value}"`);
    return bed.as(who).says(`${step.says}${options.join('')}`);
  }
  return {
    store: bed.store,
    async does(step) {
      if ('passes' in step) {
        const got = await bed.passes(step.passes);
        dms.push(...got);
        return { passed: step.passes };
      }
      const answer = heard(step.who, await answered(step));
      room.push(...(await bed.posted()).filter(({ address }) => address === 'terminal:main').map(({ message }) => message));
      return answer;
    },
  };
}

/** The same on Discord: slash commands, buttons and modals of a client. `nameOf` says what people are called there. */
export async function discordScene(bed: DiscordBed, nameOf: (who: string) => string): Promise<Scene & { person(who: string): Person }> {
  const people = new Map<string, Person>();
  const person = (who: string): Person => people.get(who) ?? people.set(who, bed.stranger(nameOf(who))).get(who)!;
  const last = new Map<string, Answer>();
  let offered = '';
  function heard(who: string, answer: Answer): Heard {
    last.set(who, answer);
    offered = /code:(\w{8})/.exec(answer.text)?.[1] ?? offered;
    if (answer.kind === 'modal') return { asks: answer.modal!.fields.map(({ name }) => name).toSorted() };
    if (answer.kind === 'none') throw new Error('no answer');
    if (answer.buttons.join() === 'Edit again') return { refused: [wordsOf(answer.text)] };
    return answer.text.includes('For which organisation do you do this?') ? { picks: answer.buttons.toSorted() } : { words: wordsOf(answer.text) };
  }
  async function answered(step: Exclude<Step, { passes: string }>): Promise<Answer> {
    const me = person(step.who);
    const voice = me.in(bed.main);
    const before = last.get(step.who);
    if ('presses' in step) {
      if (step.on === 'room') return voice.presses(bed.main.messages().at(-1)!, step.presses);
      return step.on === 'dm' ? me.in('dm').presses(me.dms().at(-1)!, step.presses) : before!.presses(step.presses);
    }
    if ('reopens' in step) return before!.presses('Edit again');
    if ('fills' in step) return before!.fills(step.fills);
    const options = Object.entries(step.with ?? {}).map(([name, value]) => ` ${name}:${value === code ? offered : value}`);
    return voice.types(`${step.says}${options.join('')}`);
  }
  // As everybody is seated in the sandbox of the terminal.
  for (const who of await seated(bed.store)) await bed.seat(person(who), who);
  return {
    store: bed.store, person,
    async does(step) {
      if ('passes' in step) {
        await bed.passes(step.passes);
        return { passed: step.passes };
      }
      const answer = heard(step.who, await answered(step));
      await bed.delivered();
      return answer;
    },
  };
}

async function seated(store: Store): Promise<string[]> {
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
      .replace(/code:\w{8}\b/g, `code:${code}`)
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
