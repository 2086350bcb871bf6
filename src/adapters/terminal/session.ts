import type { Bot, From } from '#bot/bot.ts';
import type { Form, Outcome, Reader } from '#bot/command.ts';
import { StoreError, UserError } from '#core/errors.ts';
import { newId } from '#core/id.ts';
import { t, type Key } from '#core/i18n.ts';
import { buttonsOf, message, plain, type Button, type Given, type Message, type Params } from '#core/message.ts';
import { showInstant, stamp } from '#core/time.ts';
import { readClock } from '#adapters/terminal/clock.ts';
import { openFile } from '#adapters/terminal/file.ts';
import { longestLine } from '#adapters/terminal/lines.ts';
import { heading, paint, render, type Screen } from '#adapters/terminal/render.ts';
import { mainRoom, operator } from '#adapters/terminal/sandbox.ts';
import { findVoice, firstVoice, voiceNames, type Voice } from '#adapters/terminal/voice.ts';
import type { Place } from '#adapters/terminal/place.ts';

/** What goes on between one person at a keyboard and the bot, whether they type or a script does. */
export interface Session {
  readonly bot: Bot;
  voice(): Voice;
  reader(): Reader;
  from(): From;
  /** Carries out a line: a command, the number of a button, or a word of the terminal itself. */
  line(text: string): Promise<Outcome>;
  /** Sends a filled-in form. */
  submit(form: Form, given: Given): Promise<Outcome>;
  /** Shows an answer and remembers its buttons. */
  show(answer: Message, reader: Reader): void;
  /** Shows what a room gets. */
  room(to: string, posted: Message, reader: Reader): void;
  /** Names for `/as`; none where there is no sandbox. */
  voices(): Promise<readonly string[]>;
  /** Buttons that open the forms which the one who speaks has left half-filled. */
  openForms(): Promise<Message>;
  /** A message of the terminal's own. */
  tell(key: Key, params?: Params, ...buttons: readonly Button[]): Message;
}

/** Begins a session in a place: as the observer of a sandbox, as the operator elsewhere. `write` prints lines. */
export async function beginSession(bot: Bot, place: Place, reader: Reader, screen: () => Screen, write: (lines: readonly string[]) => void): Promise<Session> {
  let voice: Voice = place.sandbox ? await findVoice(place.store, place.secret, firstVoice) : { user: operator, name: 'operator', seats: '' };
  // All buttons on the screen since the last line was read.
  let buttons: Button[] = [];

  const from = (): From => ({ user: voice.user, room: mainRoom, id: newId(bot.now()), open: openFile });
  const own = (key: Key, params: Params = {}, ...more: readonly Button[]): Message => message(undefined, { text: t(reader.lang, key, params) }, { buttons: more });
  const say = (key: Key, params?: Params): Outcome => ({ say: own(key, params), reader });
  const refuse = (key: Key, params?: Params, ...more: readonly Button[]): Outcome => ({ say: { ...own(key, params, ...more), tone: 'refusal' }, reader });

  async function speakAs(typed: string): Promise<Outcome> {
    if (typed === '') {
      const names = await voiceNames(place.store);
      return say('terminal.as.now', { name: voice.name, seats: voice.seats || '–', known: names.join(', ') });
    }
    voice = await findVoice(place.store, place.secret, typed);
    const told = own(voice.seats === '' ? 'terminal.as.visitor' : 'terminal.as.done', { name: voice.name, seats: voice.seats });
    return { say: { ...told, blocks: [...told.blocks, ...(await session.openForms()).blocks] }, reader };
  }

  async function moveClock(typed: string): Promise<Outcome> {
    if (typed !== '') {
      await place.clock.forward(readClock(typed, bot.now(), place.home), place.home);
      await place.settled();
    }
    return say('terminal.clock.now', { now: showInstant(stamp(bot.now()), place.home, reader.lang) });
  }

  async function press(button: Button): Promise<Outcome> {
    if ('link' in button) return say('terminal.press.link', { link: button.link });
    if (button.run === 'terminal.as') return speakAs(String(button.given.name));
    await place.clock.tick();
    return bot.invoke({ ...from(), id: newId(bot.now()), command: button.run, given: button.given, via: 'button', ...(button.draft !== undefined && { draft: button.draft }) });
  }

  async function carryOut(text: string, onScreen: readonly Button[]): Promise<Outcome> {
    const number = /^\[?(\d{1,2})\]?$/.exec(text)?.[1];
    if (number !== undefined) {
      const button = onScreen[Number(number) - 1];
      if (button) return press(button);
      buttons = [...onScreen];
      return refuse('terminal.press.none', { number, count: onScreen.length });
    }
    const [, word, rest] = /^\/?(as|clock)(?:\s+(.*))?$/is.exec(text) ?? [];
    if (word !== undefined) {
      if (!place.sandbox) throw new UserError('terminal.real.only', { word: word.toLowerCase() });
      return word.toLowerCase() === 'as' ? speakAs((rest ?? '').trim()) : moveClock((rest ?? '').trim());
    }
    await place.clock.tick();
    const outcome = await bot.line(text, from());
    const wantsHelp = place.sandbox && 'say' in outcome && /^\/?(secretariat\s+)?help$/i.test(text);
    return wantsHelp ? { ...outcome, say: { ...outcome.say, blocks: [...outcome.say.blocks, { note: t(reader.lang, 'terminal.help') }] } } : outcome;
  }

  /** Answers what goes wrong on this side of the bot: in the terminal's own words and in the store. */
  async function told(work: () => Promise<Outcome>): Promise<Outcome> {
    try {
      const outcome = await work();
      if ('reader' in outcome) reader = outcome.reader;
      return outcome;
    } catch (error) {
      if (error instanceof UserError) return refuse(error.key, error.params, ...error.ways.map(({ label, value }) => ({ label, run: 'terminal.as', given: { name: value } })));
      if (error instanceof StoreError) return { say: { ...own(`error.store.${error.fault}`, { where: error.where }), tone: 'refusal' }, reader, fault: error.fault };
      throw error;
    }
  }

  const session: Session = {
    bot, from,
    voice: () => voice,
    reader: () => reader,
    line(text) {
      const onScreen = buttons;
      buttons = [];
      return told(async () => (text.length > longestLine ? refuse('terminal.line.long', { most: longestLine }) : carryOut(text.trim(), onScreen)));
    },
    submit: (form, given) =>
      told(async () => {
        await place.clock.tick();
        const { open: _open, ...where } = from();
        return bot.invoke({ ...where, id: newId(bot.now()), command: form.command, given, via: 'form', draft: form.draft });
      }),
    show(answer, to) {
      write(render(answer, to, screen(), buttons.length));
      buttons.push(...buttonsOf(answer));
    },
    room(to, posted, of) {
      const top = paint(screen(), 'bold', heading(to.replace(/^terminal:/, '#'), stamp(bot.now()), of));
      const narrow = { ...screen(), width: screen().width - 2 };
      write([top, ...render(posted, of, narrow, buttons.length).map((line) => `  ${line}`)]);
      buttons.push(...buttonsOf(posted));
    },
    voices: async () => (place.sandbox ? voiceNames(place.store) : []),
    async openForms() {
      const drafts = (await bot.drafts(voice.user)).slice(0, 5);
      if (drafts.length === 0) return message(undefined);
      return message(undefined, { note: t(reader.lang, 'terminal.form.left', { count: drafts.length }) }, { buttons: drafts.map(({ id, command }) => goOn(command, id, reader.lang)) });
    },
    tell: own,
  };
  return session;
}

/** The button that opens a half-filled form again. */
export function goOn(command: string, draft: string, lang: string): Button {
  return { label: plain(t(lang, 'terminal.form.goOn', { command: command.replace('.', ' ') })), run: command, given: { form: 'open' }, draft };
}
