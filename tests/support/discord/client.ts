import type { APIMessage } from 'discord-api-types/v10';
import { kinds, isSelect } from '#tests/support/discord/checks/components.ts';
import { flags } from '#tests/support/discord/ids.ts';
import { deadline, deliver, interact } from '#tests/support/discord/interactions.ts';
import { offered, readLine, resolveFile, valueOf, type Option, type Resolved } from '#tests/support/discord/line.ts';
import { put } from '#tests/support/discord/messages.ts';
import { filled, seenModal, textOfModal } from '#tests/support/discord/modal.ts';
import { readingOf, textOf, within } from '#tests/support/discord/text.ts';
import type { Answer, Posted, Voice } from '#tests/support/discord/types.ts';
import type { Human, Live, Room, Sent, World } from '#tests/support/discord/world.ts';

type Did = { type: Live['type']; room: Room; data: Record<string, unknown>; source?: Sent | undefined };

/** A message as somebody reads it now. It is drawn when its text is first asked for. */
export function posted(world: World, sent: Sent, zone: string): Posted {
  // A change puts new parts in the place of the old ones, so these stay as they are.
  const raw = { ...sent.raw };
  let text: string | undefined;
  return {
    id: raw.id, by: sent.by, raw, edited: raw.edited_timestamp !== null, pings: sent.pings,
    get text() {
      return (text ??= textOf(raw, readingOf(world, zone)));
    },
    get buttons() {
      return buttonsOf(raw);
    },
    ...(raw.nonce !== undefined && { nonce: String(raw.nonce) }),
  };
}

function buttonsOf(raw: APIMessage): string[] {
  return [...within(raw.components)].filter(({ type }) => type === kinds.button).map(({ label, emoji }) => String(label ?? (emoji as { name: string }).name));
}

/** Somebody at a Discord client, in a place. */
export function makeVoice(world: World, who: Human, room: Room): Voice {
  const fresh = (): Resolved => ({ users: {}, members: {}, channels: {}, attachments: {}, messages: {} });
  const resolvedIn = (resolved: Resolved) => {
    const some = Object.entries(resolved).filter(([, things]) => Object.keys(things).length > 0);
    return some.length > 0 ? { resolved: Object.fromEntries(some) } : {};
  };

  function act(did: Did): Promise<Answer> {
    mustBeIn(did.room);
    return new Promise((resolve) => {
      const live: Live = interact(world, { who, ...did, seen: (kind, ms) => resolve(answerOf(live, kind as Answer['kind'], ms)) });
    });
  }

  function mustBeIn({ guild }: Room): void {
    if (guild && !guild.members.has(who.id)) throw new Error(`${who.name} is not in ${guild.name}`);
    if (guild && !guild.hasBot) throw new Error(`the bot is not in ${guild.name}`);
  }

  function answerOf(live: Live, kind: Answer['kind'], ms: number): Answer {
    const sent = kind === 'message' || kind === 'update' ? (live.instead ?? live.response) : undefined;
    const view = sent && posted(world, sent, who.zone);
    const modal = kind === 'modal' ? live.modal : undefined;
    return {
      kind, ms, deferred: live.deferred, ephemeral: sent ? ((sent.raw.flags ?? 0) & flags.ephemeral) !== 0 : live.hidden,
      get text() {
        return view?.text ?? (modal ? textOfModal(world, modal) : live.deferred ? `${world.bot.name} is thinking…` : 'The application did not respond');
      },
      get buttons() {
        return view?.buttons ?? [];
      },
      raw: view?.raw ?? modal, ...(modal && { modal: seenModal(modal) }),
      presses: (label) => press(sent, label),
      fills(values) {
        if (!modal) throw new Error(`the answer is no form but: ${view?.text}`);
        const { components, resolved } = filled(world, live.room, who, modal, values);
        return act({ type: 5, room: live.room, data: { custom_id: modal.custom_id, components, ...resolvedIn(resolved) }, source: live.type === 3 ? live.source : undefined });
      },
      again: () => twice(live),
      more: () => live.later.filter(({ gone }) => !gone).map((later) => posted(world, later, who.zone)),
      now: () => (sent && !sent.gone ? posted(world, sent, who.zone) : undefined),
    };
  }

  /** Delivers an interaction again. Somebody sees nothing new, whatever the bot does. */
  function twice(live: Live): Promise<Answer> {
    const begin = world.now();
    return new Promise((resolve) => {
      const end = () => resolve({ ...answerOf(live, 'none', world.now() - begin), text: '' });
      live.forgiven = true;
      live.refused = end;
      deliver(world, live);
      setTimeout(end, deadline).unref();
    });
  }

  async function press(sent: Sent | undefined, label: string): Promise<Answer> {
    if (!sent || sent.gone) throw new Error(`there is no message with a button "${label}"`);
    if (((sent.raw.flags ?? 0) & flags.ephemeral) !== 0 && sent.raw.interaction_metadata?.user.id !== who.id) throw new Error(`${who.name} does not see this message`);
    const parts = [...within(sent.raw.components)];
    const button = parts.find((part) => part.type === kinds.button && part.label === label);
    if (button?.disabled === true || button?.style === 5) throw new Error(`"${label}" is ${button.style === 5 ? 'a link' : 'disabled'}`);
    const menu = button ? undefined : parts.find((part) => isSelect(part.type) && (part.options as { label: string }[] | undefined)?.some((option) => option.label === label));
    const component = button ?? menu;
    if (!component) throw new Error(`no button "${label}" in: ${posted(world, sent, who.zone).text}`);
    const values = menu && (menu.options as { label: string; value: string }[]).filter((option) => option.label === label).map(({ value }) => value);
    return act({ type: 3, room: sent.room, source: sent, data: { id: component.id, component_type: component.type, custom_id: component.custom_id, ...(values && { values }) } });
  }

  /** What a client sends for a typed line. With `focus`, as it does while that option is being typed. */
  function typed(line: string, files: Parameters<Voice['types']>[1] = {}, focus?: string): Did['data'] {
    const { command, branches, options, values } = readLine(line, offered(world, room, who), who.locale);
    const resolved = fresh();
    const isFocused = (option: Option) => option.name === focus;
    const sent: Record<string, unknown>[] = [];
    for (const option of options) {
      const text = values.get(option);
      if (isFocused(option)) sent.push({ name: option.name, type: option.type, value: text ?? '', focused: true });
      else if (option.type === 11 && files[option.name]) sent.push({ name: option.name, type: 11, value: resolveFile(world, files[option.name]!, resolved) });
      else if (text !== undefined) sent.push({ name: option.name, type: option.type, value: valueOf(world, room, who, option, text, resolved, who.locale) });
      else if (option.required && focus === undefined) throw new Error(`a client would ask for ${option.name} first`);
    }
    const stray = Object.keys(files).find((name) => !options.some((option) => option.name === name && option.type === 11));
    if (stray !== undefined) throw new Error(`/${command.name} takes no file as ${stray}`);
    if (focus !== undefined && !options.some((option) => isFocused(option) && option.autocomplete)) throw new Error(`nothing is offered for ${focus}`);
    // In the order in which they were typed.
    const order = [...values.keys()].map(({ name }) => name);
    sent.sort((a, b) => order.indexOf(String(a.name)) - order.indexOf(String(b.name)));
    const inner = branches.reduceRight<Record<string, unknown>[]>((below, branch) => [{ name: branch.name, type: branch.type, options: below }], sent);
    return { id: command.id, name: command.name, type: 1, ...(inner.length > 0 && { options: inner }), ...resolvedIn(resolved), ...(command.guild_id && { guild_id: command.guild_id }) };
  }

  return {
    async types(line, files) {
      mustBeIn(room);
      return act({ type: 2, room, data: typed(line, files) });
    },
    async completes(line, field) {
      mustBeIn(room);
      const data = typed(line, {}, field);
      return new Promise((resolve) => {
        const live: Live = interact(world, { type: 4, who, room, data, seen: () => resolve((live.choices ?? []).map(({ name, value }) => ({ name, value: String(value) }))) });
      });
    },
    presses: async (message, label) => press(world.sent.get(('id' in message ? message.id : (message.raw as APIMessage | undefined)?.id) ?? ''), label),
    async uses(menu, message) {
      const sent = world.sent.get(message.id);
      const command = offered(world, room, who).find(({ name, type, name_localizations: names }) => type === 3 && (name === menu || names?.[who.locale as 'de'] === menu));
      if (!sent || !command) throw new Error(sent ? `no menu command is called ${menu}` : 'the message is gone');
      const resolved = { ...fresh(), messages: { [sent.raw.id]: sent.raw } };
      return act({ type: 2, room: sent.room, data: { id: command.id, name: command.name, type: 3, target_id: sent.raw.id, ...resolvedIn(resolved), ...(command.guild_id && { guild_id: command.guild_id }) } });
    },
    async writes(text) {
      if (!room.other) {
        put(world, room, who, { content: text });
        return undefined;
      }
      return new Promise((resolve) => {
        const begin = world.now();
        const watch = (sent: Sent) => {
          if (sent.room !== room || sent.by === who.name) return;
          world.watchers.delete(watch);
          const live = { room, later: [], response: sent, deferred: false, hidden: false } as unknown as Live;
          resolve(answerOf(live, 'message', world.now() - begin));
        };
        world.watchers.add(watch);
        put(world, room, who, { content: text });
        setTimeout(() => {
          world.watchers.delete(watch);
          resolve(undefined);
        }, deadline).unref();
      });
    },
  };
}
