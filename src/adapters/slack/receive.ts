import type { ViewOutput } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Bot } from '#bot/bot.ts';
import type { Outcome } from '#bot/command.ts';
import { asked, invocationOf, isPick, pressOf } from '#bot/dialog.ts';
import { holdsTyped, typedBack } from '#bot/typed.ts';
import { newId } from '#core/id.ts';
import { t, type Key } from '#core/i18n.ts';
import { message, plain, type Block, type Message, type Params } from '#core/message.ts';
import { codeOf, type Told } from '#adapters/insist.ts';
import { makeWords } from '#adapters/read.ts';
import { inTime } from '#adapters/underway.ts';
import { openExchange, unknown, type Ack, type Reply, type Turn } from '#adapters/slack/answer.ts';
import { errorsOf, formOf, modalOf } from '#adapters/slack/form.ts';
import { cameFrom, placeOf, withPlace, type Came, type Rooms } from '#adapters/slack/from.ts';
import { givenIn, lineOf } from '#adapters/slack/given.ts';
import { anyLine } from '#adapters/slack/lines.ts';
import { makeListen, type Happening } from '#adapters/slack/listen.ts';
import { withoutMentions } from '#adapters/slack/mentions.ts';
import { choicesFor } from '#adapters/slack/options.ts';
import { platform } from '#adapters/slack/platform.ts';
import type { Users } from '#adapters/slack/presence.ts';
import { settled, type Brought } from '#adapters/slack/settled.ts';

/** What the door stands on. */
export interface Ground {
  readonly bot: Bot;
  readonly web: WebClient;
  readonly prefix: string;
  readonly rooms: Rooms;
  readonly users: Users;
  readonly told: Told;
  readonly bug: (incident: string, where: string, error: unknown) => void;
  /** The bot was removed from the workspace, or its token taken back. */
  readonly revoked: () => void;
}

/** Takes something that Slack brings, by whichever way, and resolves in time with what is to be acknowledged. Never rejects. `during` is told of the work as a whole. */
export type Take = (payload: unknown) => Promise<Ack>;

/** What Slack brings when somebody does something; what is looked at. A command has no type. */
export interface Payload extends Partial<Readonly<Record<'type' | 'trigger_id' | 'response_url' | 'command' | 'text' | 'team_id' | 'user_id' | 'channel_id' | 'channel_name' | 'callback_id' | 'block_id' | 'value', string>>> {
  readonly team?: { readonly id?: string } | null;
  readonly user?: { readonly id: string; readonly team_id?: string };
  readonly channel?: { readonly id: string; readonly name?: string };
  readonly container?: { readonly is_ephemeral?: boolean };
  readonly message?: { readonly text?: string; readonly blocks?: readonly Brought[] };
  readonly actions?: readonly { readonly value?: string; readonly selected_option?: { readonly value?: string } | null }[];
  readonly view?: ViewOutput;
}

/** How many things are remembered with their answers, to know one that is brought again. */
const most = 1000;

/** When an event is acknowledged at the latest, in milliseconds. */
const eventMs = 1500;

/** For so long nobody is asked about again who is typing, in milliseconds. */
const typingMs = 10_000;

/** Has the bot carry out what people do in Slack, and shows what came of it. `during` is told of the work as a whole. */
export function makeReceive(ground: Ground, during: (work: Promise<void>) => void): Take {
  const { bot, web, prefix, rooms, users, told, bug } = ground;
  const listen = makeListen(ground);
  // What is brought again gets the answer that the first got, even when the connection was cut over which that one came.
  const seen = new Map<string, Promise<Ack>>();
  const words = makeWords();

  return (brought) => {
    const payload = (typeof brought === 'object' && brought !== null ? brought : {}) as Payload & Happening;
    const id = payload.event_id ?? payload.trigger_id;
    const before = id === undefined ? undefined : seen.get(id);
    if (before) return before;
    const ack = begin(payload);
    if (id !== undefined) {
      seen.set(id, ack);
      if (seen.size > most) seen.delete(seen.keys().next().value!);
    }
    return ack;
  };

  function begin(payload: Payload & Happening): Promise<Ack> {
    if (payload.type === 'event_callback') return heard(payload);
    if (payload.type === 'block_suggestion') return offered(payload);
    const turn = turnOf(payload);
    if (turn === undefined) {
      told(payload.type === 'app_rate_limited' ? 'limited' : 'passed', { code: String(payload.type).slice(0, 40) });
      return Promise.resolve(undefined);
    }
    let chat: Came['chat'];
    const exchange = openExchange(web, turn, (modal) => withPlace(modal, chat), told);
    const work = async () => {
      try {
        const came = await cameFrom({ event: turn.trigger, team: teamOf(payload), account: turn.account, channel: channelOf(payload) }, bot, rooms, users);
        ({ chat } = came);
        const reply = await replyTo(payload, came);
        if (reply === 'nothing') return;
        await exchange.answer(reply ?? say(message(undefined, { text: word('door.received') }, { buttons: [{ label: plain(word('button.tasks')), run: 'my.tasks', given: {} }] })));
      } catch (error) {
        const incident = newId(bot.now());
        bug(incident, `slack ${payload.type ?? 'command'}`, error);
        await exchange.answer(refusal('error.bug', { incident })).catch((second: unknown) => told('unanswered', { incident, code: codeOf(second) }));
      } finally {
        exchange.end();
      }
    };
    during(work());
    return exchange.acknowledged;
  }

  /** What to answer; undefined to what has been carried out before. */
  async function replyTo(payload: Payload, came: Came): Promise<Reply | undefined | 'nothing'> {
    if (payload.command !== undefined) return command(payload, came);
    if (payload.type === 'block_actions') return pressed(payload, came);
    if (payload.type === 'message_action') return picked(payload, came);
    return submitted(payload, came);
  }

  async function command({ command: called = '', text = '', ...payload }: Payload, came: Came): Promise<Reply | undefined> {
    const noun = called.slice(called.startsWith(`/${prefix}`) && called !== `/${anyLine}` ? prefix.length + 1 : 1);
    const line = await lineOf(`${noun} ${text}`, { ...ground, came, team: teamOf(payload) });
    return show(await bot.line(line, came), came);
  }

  /** Somebody makes something of a message: its words stand in the form that opens. */
  async function picked({ callback_id, message: on }: Payload, came: Came): Promise<Reply | undefined> {
    const menu = bot.menus.find(({ label }) => label === callback_id);
    if (!menu) return refusal('door.unknown');
    const said = await withoutMentions(on?.text ?? '', 'escaped', 'en', (id) => bot.called({ platform, id }, came));
    const outcome = await bot.invoke({ ...came, command: menu.run, given: { form: 'open' }, via: 'line' });
    if ('ask' in outcome) words.hold(outcome.ask.draft, menu.given(said));
    return show(outcome, came);
  }

  async function pressed({ actions: [action] = [], channel, container, message: on, view }: Payload, came: Came): Promise<Reply | undefined | 'nothing'> {
    const value = action?.value ?? action?.selected_option?.value;
    // A link opens by itself.
    if (value === undefined) return 'nothing';
    const what = pressOf(value);
    if (!what) return refusal('door.unknown');
    const turnsPage = (container?.is_ephemeral === true || view !== undefined) && 'run' in what && 'page' in what.given;
    const reply = await show(await bot.invoke({ ...came, ...invocationOf(what) }), came, turnsPage);
    const isTheirs = channel?.id.startsWith('D') === true && container?.is_ephemeral !== true && on?.blocks !== undefined;
    if (!isTheirs || !reply || !('say' in reply) || reply.say.tone !== 'done') return reply;
    return { ...reply, source: JSON.stringify({ replace_original: true, text: on.text, blocks: settled(on.blocks!, value, reply.say, reply.reader, bot.commands) }) };
  }

  async function submitted(payload: Payload, came: Came): Promise<Reply | undefined> {
    const view = payload.view!;
    const { draft } = formOf(view);
    if (draft === '') return refusal('door.unknown');
    const { given, typed, faults } = await givenIn(view, { ...ground, came, team: teamOf(payload) });
    words.drop(draft);
    const outcome = await bot.invoke({ ...came, command: '', given: faults.length > 0 ? { ...given, form: 'open' } : given, via: faults.length > 0 ? 'button' : 'form', draft });
    if ('ask' in outcome) {
      const form = { ...outcome.ask, errors: { ...outcome.ask.errors, ...Object.fromEntries(faults.map(({ key, params, field }) => [field!, word(key, params)])) } };
      const reply = await show({ ...outcome, ask: form }, came);
      const errors = errorsOf(form, outcome.reader.lang, view);
      const count = Object.keys(errors).length;
      return reply && 'modal' in reply && count > 0 && count === Object.keys(form.errors).length ? { ...reply, errors } : reply;
    }
    // Where it is a refusal with no way back into the form, what was typed is handed back.
    if (!('say' in outcome) || outcome.say.tone !== 'refusal' || holdsTyped(outcome.say)) return show(outcome, came);
    const [first, ...more] = typedBack(outcome.say, typed, outcome.reader.lang);
    return show({ ...outcome, say: { ...first!, blocks: [...first!.blocks, ...more.flatMap(({ title, blocks }): Block[] => [{ note: title! }, ...blocks])] } }, came);
  }

  async function show(outcome: Outcome, came: Came, inPlace = false): Promise<Reply | undefined> {
    if ('ignore' in outcome) return undefined;
    const { reader } = outcome;
    if ('say' in outcome) return { say: outcome.say, reader, inPlace: inPlace && outcome.say.tone !== 'refusal' };
    const form = words.into(outcome.ask);
    const otherwise = asked(form, reader);
    if (isPick(form)) return { say: otherwise, reader };
    return { modal: await modalOf(form, reader, (field) => bot.suggest(form.command, field, '', came)), otherwise, reader };
  }

  async function offered(payload: Payload): Promise<Ack> {
    try {
      const came = await cameFrom({ event: newId(bot.now()), team: teamOf(payload), account: payload.user?.id ?? '', channel: channelOf(payload) }, bot, rooms, users, typingMs);
      return JSON.stringify({ options: await choicesFor(bot, payload, came) });
    } catch (error) {
      bug(newId(bot.now()), 'slack block_suggestion', error);
      return JSON.stringify({ options: [] });
    }
  }

  async function heard(happening: Happening): Promise<Ack> {
    const work = listen(happening).catch((error: unknown) => bug(newId(bot.now()), `slack ${happening.event?.type}`, error));
    during(work);
    return inTime(eventMs, work, undefined) as Promise<undefined>;
  }
}

/** How something can be answered; undefined for what wants no answer. */
function turnOf({ type, command, user, user_id, trigger_id: trigger = '', response_url: url, view }: Payload): Turn | undefined {
  if (command !== undefined && user_id !== undefined) return { kind: 'command', account: user_id, trigger, url };
  if (user === undefined) return undefined;
  const done = { account: user.id, trigger, url, view: view?.id };
  if (type === 'view_submission') return view && { kind: 'form', ...done };
  if (type === 'message_action') return { kind: 'message', ...done };
  if (type !== 'block_actions') return undefined;
  return { kind: view === undefined ? 'message' : view.type === 'home' ? 'home' : (view.previous_view_id ?? view.root_view_id) === view.root_view_id ? 'view' : 'third', ...done };
}

/** The workspace. One that belongs to an organisation as a whole names only that of the person. */
const teamOf = ({ team_id, team, user }: Payload): string => team_id ?? team?.id ?? user?.team_id ?? '';

/** The channel it was done in, or for a form that from which it was opened. */
function channelOf({ channel_id, channel_name, channel, view }: Payload): { readonly id: string; readonly name?: string | undefined } | undefined {
  return channel_id === undefined ? (channel ?? (view && placeOf(view))) : { id: channel_id, name: channel_name };
}

/** What the door itself has to say, before it is known to whom. */
const word = (key: Key, params?: Params) => t('en', key, params);
const say = (said: Message): Reply => ({ say: said, reader: unknown });
const refusal = (key: Key, params?: Params): Reply => say({ ...message(undefined, { text: word(key, params) }), tone: 'refusal' });
