import { setTimeout as sleep } from 'node:timers/promises';
import { DiscordAPIError, RateLimitError, type REST } from '@discordjs/rest';
import { InteractionResponseType, MessageFlags, PermissionFlagsBits, Routes } from 'discord-api-types/v10';
import type { APIApplicationCommandOptionChoice, APIInteraction, APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import { codeOf, insist, type Told } from '#adapters/insist.ts';
import { deliveryFault } from '#adapters/discord/faults.ts';
import { requestOf, type Drawn } from '#adapters/discord/render.ts';

/** What an interaction is answered with. */
export type Reply =
  /** A message that only they see; `inPlace` of the message that was pressed. What does not fit in it comes after. `plainly`: without its files, where none may be sent. */
  | { readonly say: Drawn; readonly inPlace?: boolean; readonly more?: readonly Drawn[]; readonly plainly?: () => Drawn }
  /** A form; where none can be opened any more, a message that leads to it. */
  | { readonly modal: APIModalInteractionResponseCallbackData; readonly otherwise: () => Drawn }
  | { readonly choices: readonly APIApplicationCommandOptionChoice<string>[] };

/** An interaction that waits for its answer. */
export interface Exchange {
  /** Milliseconds since it came. */
  age(): number;
  /**
   * Gives the answer: directly or, after it had to wait, in place of the sign that was shown meanwhile. Tried again as long as it can
   * still be seen. @throws DiscordAPIError when Discord refuses what is in it; another answer can be given then
   */
  answer(reply: Reply): Promise<void>;
  /** No answer will come. */
  end(): void;
}

/**
 * Discord waits three seconds for a first answer. A handler that is quick answers directly; for a slow one, a sign that it is at work is
 * shown in time. A try that got no answer is given up early enough for another. In milliseconds.
 */
const times = { defer: 1500, attempt: 900, last: 2800, between: 40 } as const;

/** Error codes: it has an answer already, and it is too late for one. */
const [answered, tooLate] = [40060, 10062];

/** Opens the exchange as the interaction comes. `wait`: what is shown while a slow answer is made. */
export function openExchange(rest: REST, { id, token, application_id, app_permissions }: Pick<APIInteraction, 'id' | 'token' | 'application_id' | 'app_permissions'>, wait: 'message' | 'inPlace' | 'nothing', told: Told): Exchange {
  const began = performance.now();
  const age = () => performance.now() - began;
  let deferred: Promise<'done' | 'lost' | 'unknown'> | undefined;
  const timer = wait === 'nothing' ? undefined : setTimeout(() => void (deferred = defer()), times.defer);

  /** Sends a first answer, more than once if need be. `unknown`: nobody knows whether it arrived. */
  async function respond(request: ReturnType<typeof requestOf>): Promise<'done' | 'lost' | 'unknown'> {
    for (let tries = 0; ; tries++) {
      try {
        await within(Math.max(1, Math.min(times.attempt, times.last - age())), (signal) => rest.post(Routes.interactionCallback(id, token), { auth: false, ...request, signal }));
        return 'done';
      } catch (error) {
        const code = codeOf(error);
        // The answer of the try before was lost on its way back.
        if (code === answered && tries > 0) return 'done';
        if (code === answered || code === tooLate) {
          told('unanswered', { code, ms: Math.round(age()) });
          return 'lost';
        }
        if (error instanceof DiscordAPIError) throw error;
        const pause = error instanceof RateLimitError ? error.retryAfter : times.between * (tries + 1);
        if (age() + pause >= times.last) {
          told('unanswered', { code, ms: Math.round(age()) });
          return 'unknown';
        }
        await sleep(pause);
      }
    }
  }

  function defer() {
    const body = wait === 'inPlace' ? { type: InteractionResponseType.DeferredMessageUpdate } : { type: InteractionResponseType.DeferredChannelMessageWithSource, data: { flags: MessageFlags.Ephemeral } };
    return respond({ body }).catch((error: unknown) => {
      told('unanswered', { code: codeOf(error) });
      return 'lost' as const;
    });
  }

  const edit = (drawn: Drawn) => insist((signal) => rest.patch(Routes.webhookMessage(application_id, token, '@original'), { auth: false, ...requestOf(shown(drawn)), signal }), deliveryFault, told);
  const add = (drawn: Drawn) => insist((signal) => rest.post(Routes.webhook(application_id, token), { auth: false, ...requestOf(drawn), signal }), deliveryFault, told);

  return {
    age,
    end: () => clearTimeout(timer),
    async answer(given) {
      const mayAttach = (BigInt(app_permissions) & PermissionFlagsBits.AttachFiles) !== 0n;
      const reply = 'say' in given && given.plainly && !mayAttach ? { ...given, say: given.plainly() } : given;
      clearTimeout(timer);
      const waited = await deferred;
      if (waited === 'lost') return;
      if (waited !== undefined) {
        if (!('choices' in reply)) await edit('modal' in reply ? reply.otherwise() : reply.say);
      } else if ((await respond(requestFor(reply))) === 'lost') {
        return;
      }
      if ('say' in reply) for (const drawn of reply.more ?? []) await add(drawn);
    },
  };
}

function requestFor(reply: Reply): ReturnType<typeof requestOf> {
  if ('choices' in reply) return { body: { type: InteractionResponseType.ApplicationCommandAutocompleteResult, data: { choices: reply.choices } } };
  if ('modal' in reply) return { body: { type: InteractionResponseType.Modal, data: reply.modal } };
  const type = reply.inPlace ? InteractionResponseType.UpdateMessage : InteractionResponseType.ChannelMessageWithSource;
  return requestOf(reply.inPlace ? shown(reply.say) : reply.say, (data) => ({ type, data }));
}

/** Gives a request up after so many milliseconds. Its timer ends with it: a signal that fires later, though nobody listens, costs as much as the request. */
async function within<T>(ms: number, request: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(new DOMException('no answer in time', 'TimeoutError')), ms);
  try {
    return await request(stop.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** What a message that stands already is changed to: who sees it cannot be changed. */
const shown = (drawn: Drawn): Drawn => ({ ...drawn, flags: drawn.flags & ~MessageFlags.Ephemeral });
