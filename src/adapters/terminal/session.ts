import type { Bot, From, Target } from '#bot/bot.ts';
import type { Form, Outcome, Reader } from '#bot/command.ts';
import { StoreError, UserError } from '#core/errors.ts';
import { newId } from '#core/id.ts';
import { t, type Key } from '#core/i18n.ts';
import { buttonsOf, message, plain, type Block, type Button, type Given, type Message, type Params } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { groupIds } from '#db/groups.ts';
import { summary } from '#adapters/terminal/example.ts';
import { folderFor, openFile, withKept } from '#adapters/terminal/file.ts';
import { longestLine } from '#adapters/terminal/lines.ts';
import { arrival, comers, recheck, sayOwn, seatGone, standIn, type Word } from '#adapters/terminal/own.ts';
import type { Place } from '#adapters/terminal/place.ts';
import { heading, paint, render, type Screen } from '#adapters/terminal/render.ts';
import { mainRoom, platform } from '#adapters/terminal/rooms.ts';
import { voiceNames, type Voice } from '#adapters/terminal/voice.ts';

/** What goes on between one person at a keyboard and the bot, whether they type or a script does. */
export interface Session {
  readonly bot: Bot;
  voice(): Voice;
  /** What stands before the line that is typed: who speaks and, outside the main room, in which group. */
  prompt(): string;
  reader(): Reader;
  from(): From;
  /** Carries out a line: a command, the number of a button, or a word of the terminal itself. */
  line(text: string): Promise<Outcome>;
  /** Sends a filled-in form. */
  submit(form: Form, given: Given): Promise<Outcome>;
  /** Whether a form was opened again by a button that kept what had been filled in. */
  isReopened(form: Form): boolean;
  /** Shows an answer and remembers its buttons. */
  show(answer: Message, reader: Reader): void;
  /** Shows what a room or a person gets: after the answer that is under way, unless `signal` is aborted before. */
  arrives(to: Target, posted: Message, reader: Reader, signal: AbortSignal): Promise<void>;
  /** The terminal's own words that work here, with what can stand behind each. */
  words(): Promise<Readonly<Record<string, readonly string[]>>>;
  /** What is said at the start: where one stands where that is not plain, and buttons for half-filled forms. */
  opening(): Promise<Message>;
  /** The button that opens a half-filled form again. */
  goOn(form: Pick<Form, 'command' | 'draft' | 'given'>): Button;
  /** A message of the terminal's own. */
  tell(key: Key, params?: Params, ...buttons: readonly Button[]): Message;
}

/** Begins a session in a place: as the observer of a sandbox, as the operator elsewhere. `write` prints lines. */
export async function beginSession(bot: Bot, place: Place, reader: Reader, screen: () => Screen, write: (lines: readonly string[]) => void): Promise<Session> {
  const stand = await standIn(place);
  const known = new Set(await place.store.read(groupIds));
  const reopened = new Set<string>();
  // All buttons on the screen since the last line was read.
  let buttons: Button[] = [];
  // Until an answer is shown, what rooms get of it waits.
  let answered = Promise.resolve();
  let release = () => {};

  const from = (): From => ({ user: stand.voice.user, room: stand.room.address, id: newId(bot.now()), open: openFile });
  const own = (key: Key, params: Params = {}, ...more: readonly Button[]): Message => message(undefined, { text: t(reader.lang, key, params) }, { buttons: more });
  const refuse = (key: Key, params?: Params, ...more: readonly Button[]): Outcome => ({ say: { ...own(key, params, ...more), tone: 'refusal' }, reader });

  async function ownWord(word: Word, said: string): Promise<Outcome> {
    // What falls due while the clock moves is shown on the way.
    release();
    try {
      const answer = await sayOwn(place, stand, word, said);
      const forms = word === 'clock' || said === '' ? [] : await openForms();
      return { say: withBlocks(answer, forms), reader };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return refuse(error.key, error.params, ...error.ways.map(({ label, value }) => ({ label, run: `terminal.${word}`, given: { said: value } })));
    }
  }

  async function openForms(): Promise<Block[]> {
    const filled = ({ given }: { given: Given }) => Object.keys(given).some((name) => !['form', 'group', 'as'].includes(name));
    const drafts = (await bot.drafts(stand.voice.user)).filter(filled);
    if (drafts.length === 0) return [];
    const newest = drafts.slice(0, 5);
    return [{ note: t(reader.lang, 'terminal.form.left', { count: drafts.length, shown: newest.length, rest: drafts.length - newest.length }) }, { buttons: newest.map(({ id, ...draft }) => session.goOn({ ...draft, draft: id })) }];
  }

  async function press(button: Button): Promise<Outcome> {
    if ('link' in button) return { say: own('terminal.press.link', { link: button.link }), reader };
    const word = /^terminal\.(as|clock|in)$/.exec(button.run)?.[1];
    if (word !== undefined) return ownWord(word as Word, String(button.given.said));
    if (button.draft !== undefined) reopened.add(button.draft);
    await place.clock.tick();
    return bot.invoke({ ...from(), id: newId(bot.now()), command: button.run, given: button.given, via: 'button', ...(button.draft !== undefined && { draft: button.draft }) });
  }

  async function carryOut(text: string, onScreen: readonly Button[]): Promise<Outcome> {
    const number = /^\[?(\d{1,4})\]?$/.exec(text)?.[1];
    if (number !== undefined) {
      const button = onScreen[Number(number) - 1];
      if (button) return press(button);
      buttons = [...onScreen];
      return refuse('terminal.press.none', { number, count: onScreen.length });
    }
    const [, word, rest] = /^\/?(as|clock|in)(?:\s+(.*))?$/is.exec(text) ?? [];
    if (word !== undefined) return ownWord(word.toLowerCase() as Word, (rest ?? '').trim());
    await place.clock.tick();
    const outcome = await bot.line(text, from());
    const wantsHelp = place.sandbox && 'say' in outcome && /^\/?(secretariat\s+)?help$/i.test(text);
    return wantsHelp ? { ...outcome, say: withBlocks(outcome.say, [{ note: t(reader.lang, 'terminal.help', { groups: known.size }) }]) } : outcome;
  }

  /** Answers what goes wrong in the store on this side of the bot, and adds what has changed around the one who speaks. */
  async function told(work: () => Promise<Outcome>): Promise<Outcome> {
    ({ promise: answered, resolve: release } = Promise.withResolvers<void>());
    try {
      const outcome = await work();
      if (!('say' in outcome)) release();
      if ('reader' in outcome) reader = outcome.reader;
      return 'say' in outcome ? { ...outcome, say: withBlocks(outcome.say, await changes()) } : outcome;
    } catch (error) {
      if (error instanceof StoreError) return { say: { ...own(`error.store.${error.fault}`, { where: error.where }), tone: 'refusal' }, reader, fault: error.fault };
      throw error;
    }
  }

  async function changes(): Promise<Block[]> {
    try {
      const lost = await recheck(place, stand);
      return [...(lost === undefined ? [] : [seatGone(lost)]), ...(await comers(place, known))];
    } catch (error) {
      // What was carried out is answered for, whatever happens to the store after it.
      if (error instanceof StoreError) return [];
      throw error;
    }
  }

  const session: Session = {
    bot, from,
    voice: () => stand.voice,
    prompt: () => (stand.room.address === mainRoom ? stand.voice.name : `${stand.room.group}: ${stand.voice.name}`),
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
    isReopened: ({ draft }) => reopened.has(draft),
    show(answer, to) {
      write(render(withKept(answer, folderFor(place.files, nameOfRoom(stand.room.address), whoIn(stand.voice.user.id)), to.lang), to, screen(), buttons.length));
      buttons.push(...buttonsOf(answer));
      release();
    },
    async arrives(to, posted, of, signal) {
      await answered;
      signal.throwIfAborted();
      const where = 'room' in to ? `#${nameOfRoom(to.room)}` : to.seat;
      const folder = 'room' in to ? folderFor(place.files, nameOfRoom(to.room), '') : folderFor(place.files, to.account.split('@')[1] ?? nameOfRoom(mainRoom), whoIn(to.account));
      const top = paint(screen(), 'bold', heading(where, stamp(bot.now()), of));
      const narrow = { ...screen(), width: screen().width - 2 };
      write([top, ...render(withKept(posted, folder, of.lang), of, narrow, buttons.length).map((line) => `  ${line}`)]);
      buttons.push(...buttonsOf(posted));
    },
    async words() {
      const sandbox = place.sandbox ? { as: await voiceNames(place, stand.room), clock: [] } : {};
      return { ...sandbox, in: [...known] };
    },
    opening: async () => message(undefined, ...(place.sandbox ? [] : await arrival(place, stand)), ...(await openForms())),
    goOn: ({ command, draft, given }) => ({ label: plain(t(reader.lang, 'terminal.form.goOn', { what: summary(bot, command, given) })), run: command, given: { form: 'open' }, draft }),
    tell: own,
  };
  return session;
}

const nameOfRoom = (address: string) => address.replace(`${platform}:`, '');
/** An account without the group in whose room it stands for somebody. */
const whoIn = (account: string) => account.split('@')[0]!;

const withBlocks = (answer: Message, more: readonly Block[]): Message => (more.length === 0 ? answer : { ...answer, blocks: [...answer.blocks, ...more] });
