import type { Outcome } from '#bot/command.ts';
import { toAsk } from '#bot/form.ts';
import { render } from '#adapters/terminal/render.ts';
import { plain, type Message } from '#core/message.ts';
import type { Bed } from '#tests/support/bed.ts';
import type { OnDiscord } from '#tests/support/discord/bed.ts';
import { codeIn, seated, wordsOf, type Heard, type Scene } from '#tests/support/doors.ts';
import { code, type Step } from '#tests/support/script.ts';
import type { OnSlack } from '#tests/support/slack/bed.ts';
import { read, type Got, type Testbed } from '#tests/support/world.ts';

/**
 * The conversation at the terminal's bot: lines as they are typed there, answers as its screen draws them. `written` writes the lines in
 * its answers as another door does, to be compared with it.
 */
export function terminalScene(bed: Testbed, written = (outcome: Outcome) => outcome): Scene {
  const last = new Map<string, Outcome>();
  const room: Message[] = [];
  const dms: Got[] = [];
  let offered = '';
  const screen = { width: 100_000, colours: false, tty: false };
  function heard(who: string, came: Outcome): Heard {
    last.set(who, came);
    const outcome = written(came);
    if ('ignore' in outcome) throw new Error('done twice');
    if ('say' in outcome) {
      offered = codeIn(read(outcome.say)) ?? offered;
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

/** What the clients of both platforms show of an answer, and what can be done with it. */
interface Shown {
  readonly kind: string;
  readonly text: string;
  readonly buttons: readonly string[];
  readonly modal?: { readonly title: string; readonly fields: readonly { readonly name: string }[]; readonly errors?: Readonly<Record<string, string>> };
  presses(label: string): Promise<Shown>;
  fills(values: Readonly<Record<string, string>>): Promise<Shown>;
}

/** What somebody does on a platform, and how options are typed there. */
interface Client<Posted> {
  types(line: string): Promise<Shown>;
  presses(message: Posted, label: string): Promise<Shown>;
}
interface Platform<Person extends { dms(): Posted[] }, Posted> {
  readonly room: () => Posted;
  readonly seat: (person: Person, who: string) => Promise<void>;
  readonly client: (person: Person, where: 'room' | 'dm') => Client<Posted>;
  readonly option: (name: string, value: string) => string;
  /** What a line of the script is as a slash command there. */
  readonly slash?: (line: string) => string;
}

/** The conversation on a platform: slash commands, buttons and modals of a client. `somebody` says who says it, by whom they are in the script. */
async function chatScene<Person extends { dms(): Posted[] }, Posted>(bed: Omit<Bed, 'seat'>, { room, seat, client, option, slash = (line) => line }: Platform<Person, Posted>, somebody: (who: string) => Person): Promise<Scene & { person(who: string): Person }> {
  const people = new Map<string, Person>();
  const person = (who: string): Person => people.get(who) ?? people.set(who, somebody(who)).get(who)!;
  const last = new Map<string, Shown>();
  let offered = '';
  function heard(who: string, answer: Shown): Heard {
    last.set(who, answer);
    offered = codeIn(answer.text) ?? offered;
    // Where a date is asked for, a form may offer a calendar besides (`due day`).
    const errors = Object.values(answer.modal?.errors ?? {});
    if (errors.length > 0) return { refused: errors.map(wordsOf) };
    if (answer.modal && answer.modal.fields.length > 0) return { asks: answer.modal.fields.map(({ name }) => name).filter((name) => !name.endsWith(' day')).toSorted() };
    if (answer.kind === 'none') throw new Error('no answer');
    if (answer.buttons.join() === 'Edit again') return { refused: [wordsOf(answer.text)] };
    return answer.text.includes('For which organisation do you do this?') ? { picks: answer.buttons.toSorted() } : { words: wordsOf(answer.modal ? answer.text.replace(answer.modal.title, '') : answer.text) };
  }
  async function answered(step: Exclude<Step, { passes: string }>): Promise<Shown> {
    const me = person(step.who);
    const before = last.get(step.who);
    if ('presses' in step) {
      if (step.on === 'room') return client(me, 'room').presses(room(), step.presses);
      return step.on === 'dm' ? client(me, 'dm').presses(me.dms().at(-1)!, step.presses) : before!.presses(step.presses);
    }
    // A modal that was refused still stands there; a message leads back into it.
    if ('reopens' in step) return before!.modal ? { ...before!, modal: { title: before!.modal.title, fields: before!.modal.fields } } : before!.presses('Edit again');
    if ('fills' in step) return before!.fills(step.fills);
    const options = Object.entries(step.with ?? {}).map(([name, value]) => ` ${option(name, value === code ? offered : value)}`);
    return client(me, 'room').types(slash(`${step.says}${options.join('')}`));
  }
  // As everybody is seated in the sandbox of the terminal.
  for (const who of await seated(bed.store)) await seat(person(who), who);
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

/** The conversation on Discord. */
export function discordScene(bed: Omit<Bed, 'seat'> & OnDiscord, nameOf: (who: string) => string) {
  const { main, seat, stranger } = bed;
  return chatScene(bed, { room: () => main.messages().at(-1)!, seat, client: (person, where) => person.in(where === 'dm' ? 'dm' : main), option: (name, value) => `${name}:${value}` }, (who) => stranger(nameOf(who)));
}

/** The conversation on Slack: lines are typed there as at the terminal. */
export function slackScene(bed: Omit<Bed, 'seat'> & OnSlack, nameOf: (who: string) => string) {
  const { main, seat, stranger } = bed;
  return chatScene(bed, { room: () => main.messages().at(-1)!, seat, client: (person, where) => person.in(where === 'dm' ? 'dm' : main), option: (name, value) => `${name}:"${value}"`, slash: (line) => line.replace(/^\/help\b/, '/secretariat help') }, (who) => stranger(nameOf(who)));
}
