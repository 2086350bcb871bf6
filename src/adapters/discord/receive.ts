import { setTimeout as sleep } from 'node:timers/promises';
import type { REST } from '@discordjs/rest';
import { ApplicationCommandType, InteractionType, MessageFlags } from 'discord-api-types/v10';
import type { APIChatInputApplicationCommandInteraction, APIInteraction, APIMessageApplicationCommandInteraction, APIMessageComponentInteraction, APIModalSubmitInteraction } from 'discord-api-types/v10';
import type { Bot } from '#bot/bot.ts';
import type { Form, Outcome, Reader } from '#bot/command.ts';
import { asked, invocationOf, isPick, pagesOf } from '#bot/dialog.ts';
import { holdsTyped, typedBack } from '#bot/typed.ts';
import { newId } from '#core/id.ts';
import { spoken, t, type Key } from '#core/i18n.ts';
import { filesOf, message, plain, type Given, type Message, type Params } from '#core/message.ts';
import { openExchange, type Reply } from '#adapters/discord/answer.ts';
import { modalOf, perPage } from '#adapters/discord/form.ts';
import { cameFrom, type Came, type IsIn } from '#adapters/discord/from.ts';
import { givenInModal, givenOf } from '#adapters/discord/given.ts';
import { readId } from '#adapters/discord/ids.ts';
import { insteadOfFiles } from '#adapters/handed.ts';
import type { Told } from '#adapters/insist.ts';
import { makeWords } from '#adapters/read.ts';
import { withoutMentions } from '#adapters/discord/mentions.ts';
import { choicesFor, commandOf } from '#adapters/discord/options.ts';
import { platform } from '#adapters/discord/platform.ts';
import { render } from '#adapters/discord/render.ts';
import type { Rooms } from '#adapters/discord/rooms.ts';

/** What the door stands on. */
export interface Ground {
  readonly bot: Bot;
  readonly rest: REST;
  readonly prefix: string;
  readonly rooms: Pick<Rooms, 'nameOf'>;
  readonly told: Told;
  readonly isIn: IsIn;
  readonly bug: (incident: string, where: string, error: unknown) => void;
}

/** How an outcome is to be shown: whether a form can be opened, at which page, and whether the message that was pressed is changed. */
interface Manner {
  readonly canOpen?: boolean;
  readonly page?: number;
  readonly inPlace?: boolean;
}

/** How many interactions are remembered, to know one that is delivered again. */
const most = 5000;

/** When somebody is told that their command came twice, if nothing else has answered them, in milliseconds. */
const lateMs = 2000;

/** Takes interactions as Discord sends them, has the bot carry them out and shows what came of it. What it returns never rejects. */
export function makeReceive(ground: Ground): (raw: APIInteraction) => Promise<void> {
  const { bot, rest, prefix, rooms, told, isIn, bug } = ground;
  const seen = new Set<string>();
  const words = makeWords();

  return async (raw) => {
    // The first delivery answers, as often as it takes.
    if (raw.type === InteractionType.Ping || seen.has(raw.id)) return;
    remember(seen, raw.id, most);
    const isTyping = raw.type === InteractionType.ApplicationCommandAutocomplete;
    const exchange = openExchange(rest, raw, isTyping ? 'nothing' : turnsPage(raw) ? 'inPlace' : 'message', told);
    try {
      const reply = await replyTo(raw);
      if (reply) return await exchange.answer(reply);
      // Another process took it. It answers, unless it was killed in between; Discord takes the first of two answers.
      exchange.end();
      await sleep(Math.max(0, lateMs - exchange.age()));
      await exchange.answer(tell(raw, message(undefined, { text: word(raw, 'door.received') }, { buttons: [{ label: plain(word(raw, 'button.tasks')), run: 'my.tasks', given: {} }] })));
    } catch (error) {
      const incident = newId(bot.now());
      bug(incident, `discord ${InteractionType[raw.type]}`, error);
      await exchange.answer(isTyping ? { choices: [] } : refusal(raw, 'error.bug', { incident })).catch(() => told('unanswered', { incident }));
    } finally {
      exchange.end();
    }
  };

  async function replyTo(raw: APIInteraction): Promise<Reply | undefined> {
    const came = cameFrom(raw, bot, rooms, isIn);
    if (raw.type === InteractionType.ApplicationCommandAutocomplete) return { choices: await choicesFor(bot, raw.data, prefix, came) };
    if (raw.type === InteractionType.MessageComponent) return pressed(raw, came);
    if (raw.type === InteractionType.ModalSubmit) return submitted(raw, came);
    if (raw.type !== InteractionType.ApplicationCommand) return undefined;
    if (raw.data.type === ApplicationCommandType.ChatInput) return slash(raw as APIChatInputApplicationCommandInteraction, came);
    if (raw.data.type === ApplicationCommandType.Message) return picked(raw as APIMessageApplicationCommandInteraction, came);
    return refusal(raw, 'door.unknown');
  }

  async function slash(raw: APIChatInputApplicationCommandInteraction, came: Came): Promise<Reply | undefined> {
    const called = commandOf(bot, raw.data, prefix);
    if (!called) return refusal(raw, 'door.unknown');
    const { given, faults } = await givenOf(called.options, { bot, from: came, lang: langOf(raw), resolved: raw.data.resolved });
    if (faults.length > 0) return tell(raw, { ...message(undefined, ...faults.map(({ key, params }) => ({ text: word(raw, key, params) }))), tone: 'refusal' });
    return show(await bot.invoke({ ...came, command: called.name, given, via: 'line' }), came, { canOpen: true });
  }

  /** Somebody makes something of a message: its words stand in the form that opens. */
  async function picked(raw: APIMessageApplicationCommandInteraction, came: Came): Promise<Reply | undefined> {
    const menu = bot.menus.find(({ label }) => plain(t('en', label)) === raw.data.name);
    if (!menu) return refusal(raw, 'door.unknown');
    const said = await withoutMentions(raw.data.resolved.messages[raw.data.target_id]?.content ?? '', langOf(raw), (id) => bot.called({ platform, id }, came));
    const outcome = await bot.invoke({ ...came, command: menu.run, given: { form: 'open' }, via: 'line' });
    if ('ask' in outcome) words.hold(outcome.ask.draft, menu.given(said));
    return show(outcome, came, { canOpen: true });
  }

  async function pressed(raw: APIMessageComponentInteraction, came: Came): Promise<Reply | undefined> {
    const what = readId(raw.data.custom_id);
    if (!what) return refusal(raw, 'door.unknown');
    return show(await bot.invoke({ ...came, ...invocationOf(what) }), came, { canOpen: true, inPlace: turnsPage(raw), ...('form' in what && { page: what.page }) });
  }

  async function submitted(raw: APIModalSubmitInteraction, came: Came): Promise<Reply | undefined> {
    const what = readId(raw.data.custom_id);
    if (!what || !('form' in what)) return refusal(raw, 'door.unknown');
    const { form: draft, page } = what;
    const { given, typed, faults } = await givenInModal(raw.data, { bot, from: came, lang: langOf(raw), resolved: raw.data.resolved });
    words.drop(draft);
    // A page that is not full is the last.
    if (faults.length > 0 || raw.data.components.length >= 5) {
      const open = await bot.invoke({ ...came, command: '', given: { ...given, form: 'open' }, via: 'button', draft });
      if ('ask' in open && faults.length > 0) return { say: drawn({ ...open.ask, errors: Object.fromEntries(faults.map(({ key, params, field }) => [field!, word(raw, key, params)])) }, open.reader) };
      if ('ask' in open && page < pagesOf(open.ask, perPage)) return { say: drawn(open.ask, open.reader, page + 1) };
      if (!('ask' in open)) return kept(raw, open, came, typed);
    }
    return kept(raw, await bot.invoke({ ...came, command: '', given, via: 'form', draft }), came, typed);
  }

  /** An answer to a form. Where it is a refusal with no way back into the form, what was typed is handed back. */
  async function kept(raw: APIModalSubmitInteraction, outcome: Outcome, came: Came, typed: Given): Promise<Reply | undefined> {
    if (!('say' in outcome) || outcome.say.tone !== 'refusal' || holdsTyped(outcome.say)) return show(outcome, came, {});
    const [first, ...more] = typedBack(outcome.say, typed, langOf(raw)).map((each) => render(each, outcome.reader, { ephemeral: true }));
    return { say: first!, more };
  }

  async function show(outcome: Outcome, came: Came, { canOpen = false, page = 1, inPlace = false }: Manner): Promise<Reply | undefined> {
    if ('ignore' in outcome) return undefined;
    const { reader } = outcome;
    if ('say' in outcome) {
      const drawn = (said: Message) => render(said, reader, { ephemeral: true });
      const plainly = filesOf(outcome.say).length > 0 && { plainly: () => drawn(insteadOfFiles(outcome.say, reader.lang, () => 'barred')) };
      return { say: drawn(outcome.say), inPlace: inPlace && outcome.say.tone !== 'refusal', ...plainly };
    }
    const form = words.into(outcome.ask);
    const otherwise = () => drawn(form, reader, page);
    if (!canOpen || isPick(form)) return { say: otherwise() };
    return { modal: await modalOf(form, page, reader, (field) => bot.suggest(form.command, field, '', came)), otherwise };
  }
}

const langOf = (raw: APIInteraction): string => spoken('locale' in raw ? raw.locale : 'en');
const word = (raw: APIInteraction, key: Key, params?: Params) => t(langOf(raw), key, params);

/** A form as a message that only they see. */
const drawn = (form: Form, reader: Reader, page?: number) => render(asked(form, reader, page, perPage), reader, { ephemeral: true });

/** What the door itself has to say. */
const tell = (raw: APIInteraction, said: Message): Reply => ({ say: render(said, { zone: 'UTC', home: 'UTC', lang: langOf(raw) }, { ephemeral: true }) });
const refusal = (raw: APIInteraction, key: Key, params?: Params): Reply => tell(raw, { ...message(undefined, { text: word(raw, key, params) }), tone: 'refusal' });

/** Whether a button was pressed that turns a page of what only they see: that is changed where it stands. */
function turnsPage(raw: APIInteraction): boolean {
  if (raw.type !== InteractionType.MessageComponent || ((raw.message.flags ?? 0) & MessageFlags.Ephemeral) === 0) return false;
  const what = readId(raw.data.custom_id);
  return what !== undefined && 'run' in what && 'page' in what.given;
}

function remember(set: Set<string>, id: string, count: number): void {
  set.add(id);
  if (set.size > count) set.delete(set.keys().next().value!);
}
