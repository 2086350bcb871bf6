import { tell, tellPrivate } from '#tests/support/slack/events.ts';
import { deadline, interact, repeat, show } from '#tests/support/slack/interactions.ts';
import { entriesOf, entryCalled, fill, textOfView, type Search } from '#tests/support/slack/modal.ts';
import { actionOf, commandOf, common, messageOf, toldName, viewOf } from '#tests/support/slack/payloads.ts';
import { elementsOf, list, wordsOf, type Part, type View } from '#tests/support/slack/shapes.ts';
import { initialOf } from '#tests/support/slack/state.ts';
import { readingOf } from '#tests/support/slack/text.ts';
import { typedText } from '#tests/support/slack/typing.ts';
import { acknowledgedText, posted, viewPosted } from '#tests/support/slack/seen.ts';
import type { Answer, Posted, Voice } from '#tests/support/slack/types.ts';
import { fileOf, put, upload, type Human, type Live, type Room, type Sent, type Shown, type World } from '#tests/support/slack/world.ts';

type What = Parameters<typeof interact>[1];
/** How long somebody waits for what comes after an acknowledgement, in ms. */
const patience = 10_000;

/** What answers stand for, for whoever presses a button of one. */
const sources = new WeakMap<Answer, Shown>();

/** Somebody at a Slack client, in a place. */
export function makeVoice(world: World, who: Human, room: Room | 'home', thread?: string): Voice {
  const place = room === 'home' ? undefined : room;

  function mustBeThere(): void {
    if (!who.active) throw new Error(`${who.name} has been deactivated`);
    if (place?.deleted) throw new Error(`#${place.name} is gone`);
  }

  /** Does something and waits for what is seen of it. */
  function act(start: (told: () => void) => Live | undefined, waitMs = patience): Promise<Answer> {
    mustBeThere();
    const waiters = new Set<() => void>();
    const live = start(() => [...waiters].forEach((wake) => wake()));
    if (!live) return Promise.resolve(answerOf(undefined, -1, waiters));
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const end = () => {
        clearTimeout(timer);
        waiters.delete(look);
        resolve(answerOf(live, 0, waiters));
      };
      const look = () => {
        if (live.state !== 'waiting' && live.shown.length > 0) return end();
        // A link opens by itself; whatever else is acknowledged will be answered.
        if (live.state === 'acknowledged') timer ??= setTimeout(end, live.kind === 'closed' || live.what.startsWith('link') ? 0 : waitMs).unref();
      };
      waiters.add(look);
      look();
    });
  }

  const command = (what: What) => act((told) => interact(world, what, told));

  function answerOf(live: Live | undefined, at: number, waiters: Set<() => void>): Answer {
    const shown = live?.shown[at];
    const { sent, view, content, errors } = shown ?? {};
    const seen = sent ? posted(world, sent, who.zone) : view ? viewPosted(world, view, content!, who.zone, errors) : undefined;
    const isForm = view?.content.type === 'modal';
    const answer: Answer = {
      kind: shown?.kind ?? 'none', ephemeral: sent?.only !== undefined, ms: shown ? shown.at - live!.born : 0, raw: sent ? seen!.raw : content,
      get text() {
        return seen?.text ?? shown?.text ?? '';
      },
      get buttons() {
        return seen?.buttons ?? [];
      },
      ...(isForm && { modal: { title: wordsOf(content!.title), ...(content!.submit !== undefined && content!.submit !== null && { submit: wordsOf(content!.submit) }), fields: entriesOf(world, { ...view, content: content! }).map(({ field }) => field), ...(errors && { errors }) } }),
      presses: (label) => press(shown, label),
      async fills(values) {
        if (!isForm || view.gone) throw new Error(`the answer is no form but: ${answer.text}`);
        if (view.content.submit === undefined || view.content.submit === null) throw new Error(`the form cannot be sent off: ${answer.text}`);
        await fill(world, who, view, values, searchIn(view));
        return command({ kind: 'submission', what: `form ${String(view.content.callback_id ?? '')}`, who, room: live!.room, view, payload: { type: 'view_submission', ...common(world, who), view: viewOf(world, view) } });
      },
      async searches(name, typed) {
        if (!view) throw new Error('the answer is no form');
        const { block, element } = entryCalled(entriesOf(world, view), name);
        return (await searchIn(view)(block, element, typed)).map((option) => ({ text: wordsOf(option.text), value: String(option.value) }));
      },
      again() {
        if (!live) throw new Error('nothing was delivered');
        live.forgiven = true;
        return new Promise((resolve) => repeat(world, live, 1, (body) => resolve({ ...answerOf(live, at, waiters), kind: 'none', text: acknowledgedText(world, body, who) })));
      },
      more: () => (live?.shown ?? []).slice(at + 1).map((_, i) => answerOf(live, at + 1 + i, waiters)),
      next: () => new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiters.delete(look);
          reject(new Error(`nothing came after: ${answer.text}`));
        }, patience).unref();
        const look = () => {
          if ((live?.shown.length ?? 0) <= at + 1) return;
          clearTimeout(timer);
          waiters.delete(look);
          resolve(answerOf(live, at + 1, waiters));
        };
        waiters.add(look);
        look();
      }),
      now: () => (sent ? (sent.gone ? undefined : posted(world, sent, who.zone)) : view && !view.gone ? viewPosted(world, view, view.content, who.zone) : undefined),
    };
    if (shown) sources.set(answer, shown);
    return answer;
  }

  const searchIn = (view: View): Search => async (block, element, typed) => {
    if (!String(element.type).includes('external_select')) throw new Error(`nothing is searched for in ${String(block.block_id)}`);
    const least = Number(element.min_query_length ?? 3);
    if (typed.length < least) throw new Error(`a client would not ask before ${least} characters are typed`);
    const payload = { type: 'block_suggestion', ...common(world, who), container: { type: 'view', view_id: view.id }, action_id: element.action_id, block_id: block.block_id, value: typed, view: viewOf(world, view) };
    const live = await new Promise<Live>((resolve) => {
      const made: Live = interact(world, { kind: 'options', what: `search in ${String(element.action_id)}`, who, room: place, view, payload }, () => made.state !== 'waiting' && resolve(made));
    });
    return (live as { offered?: Part[] }).offered ?? [];
  };

  async function press(shown: Pick<Shown, 'sent' | 'view'> | undefined, label: string): Promise<Answer> {
    const { sent, view } = shown ?? {};
    if (!shown || sent?.gone || view?.gone || !(sent ?? view)) throw new Error(`there is no message with a button "${label}"`);
    if (!world.configured.interactive) throw new Error('the app is not configured for interactivity');
    if (sent?.only && sent.only !== who) throw new Error(`${who.name} does not see this message`);
    const blocks = sent ? sent.raw.blocks : view!.content.blocks;
    for (const { block, element } of elementsOf(blocks)) {
      const option = list(element.options).find(({ text }) => wordsOf(text) === label);
      const isButton = element.type === 'button' && wordsOf(element.text) === label;
      if (!isButton && !(option && block.type !== 'input')) continue;
      const chosen: Part = isButton ? { text: element.text, ...(element.value !== undefined && { value: element.value }) } : { selected_option: option };
      if (!isButton && view && 'selected_option' in initialOf(element)) view.typed.set(String(block.block_id), { action: String(element.action_id), state: { selected_option: option } });
      const action = { type: element.type, action_id: element.action_id, block_id: block.block_id, ...chosen };
      const what = `${isButton && element.url !== undefined ? 'link' : 'press of'} ${String(element.action_id)} "${label}"`;
      return command({ kind: 'action', what, who, room: sent?.room ?? place, source: sent, view, payload: actionOf(world, who, action, { sent, view }) });
    }
    throw new Error(`no button "${label}" in: ${sent ? posted(world, sent, who.zone).text : textOfView(world, view!, readingOf(world, who.zone))}`);
  }

  return {
    async types(line) {
      if (!place) throw new Error('nothing is typed in App Home');
      if (thread !== undefined) throw new Error('slash commands do not work in threads');
      if (who.team !== world.team.id) throw new Error(`${who.name} is of another workspace: the commands of this one are not offered`);
      if (place.archived) throw new Error(`#${place.name} is archived`);
      const [, name = '', rest = ''] = /^(\/\S+)\s*(.*)$/s.exec(line.trim()) ?? [];
      const known = world.configured.commands.get(name);
      if (!known) throw new Error(`${name} is not a command here; there are ${[...world.configured.commands.keys()].join(', ')}`);
      return command({ kind: 'command', what: `${name} ${rest}`.trim(), who, room: place, payload: commandOf(world, who, place, name, typedText(world, rest, known.escapes ? 'command' : 'plain')) });
    },
    async writes(text, files = []) {
      mustBeThere();
      if (!place) throw new Error('nothing is written in App Home');
      if (place.archived) throw new Error(`#${place.name} is archived`);
      if (place.kind === 'im' && !world.configured.messages) throw new Error('the app takes no messages');
      const kept = files.map((file) => fileOf(world, upload(world, who, file)));
      const sent = put(world, place, who.id, { user: who.id, text: typedText(world, text, 'message'), ...(thread !== undefined && { thread_ts: thread }), ...(kept.length > 0 && { files: kept, subtype: 'file_share', upload: false }) });
      return listen(sent);
    },
    presses: async (message, label) => press('id' in message ? sourceOf(message) : sources.get(message), label),
    async uses(shortcut, message) {
      const sent = sourceOf(message)?.sent;
      const found = [...world.configured.shortcuts].find(([, { name, type }]) => name === shortcut && type === 'message');
      if (!found || !sent) throw new Error(sent ? `no message shortcut is called ${shortcut}; there are ${[...world.configured.shortcuts.values()].map(({ name }) => name).join(', ')}` : 'the message is gone');
      const payload = { type: 'message_action', ...common(world, who), callback_id: found[0], action_ts: String(world.clock() / 1000), message_ts: sent.ts, channel: { id: sent.room.id, name: toldName(sent.room) }, message: messageOf(world, sent) };
      return command({ kind: 'shortcut', what: `shortcut ${shortcut}`, who, room: sent.room, payload });
    },
    searches: (answer, field, typed) => answer.searches(field, typed),
  };

  /** Waits for what the bot says to a message. */
  function listen(message: Sent): Promise<Answer> {
    const { room: here } = message;
    const isMention = String(message.raw.text).includes(`<@${world.bot.id}>`);
    let live: Live | undefined;
    const watch = (sent: Sent) => {
      const isReply = sent.by === world.bot.id && sent.room === here && sent !== message && (sent.only ? sent.only === who : here.kind === 'im' || sent.thread === (message.thread ?? message.ts));
      if (isReply && live) show(world, live, { kind: 'message', sent });
    };
    world.watchers.add(watch);
    setTimeout(() => world.watchers.delete(watch), patience).unref();
    return act((told) => {
      const event = { ...messageOf(world, message), channel: here.id, event_ts: message.ts };
      if (here.kind === 'im') live = tellPrivate(world, message, told);
      else if (isMention && here.hasBot) live = tell(world, 'app_mention', { ...event, type: 'app_mention' }, { who, room: here }, told);
      return live;
    }, deadline);
  }

  function sourceOf(message: Posted): Pick<Shown, 'sent' | 'view'> | undefined {
    const sent = [...world.rooms.values()].map(({ messages }) => messages.get(message.id)).find((one) => one !== undefined);
    const view = world.views.get(message.id);
    return sent ? { sent } : view ? { view } : undefined;
  }
}
