import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Reader } from '#bot/command.ts';
import { DeliveryError } from '#core/errors.ts';
import type { Message } from '#core/message.ts';
import { codeOf, insist, type Told } from '#adapters/insist.ts';
import { persist } from '#adapters/slack/asking.ts';
import { answerView, workingView } from '#adapters/slack/form.ts';
import { withFiles } from '#adapters/slack/handover.ts';
import { blocksOf, render } from '#adapters/slack/render.ts';
import { inTime } from '#adapters/underway.ts';

/** What Slack gets in the acknowledgement of what it brought, as JSON; nothing where all was shown by other ways, or there is nothing to show. */
export type Ack = string | undefined;

/** What something is answered with. */
export type Reply =
  /** A message that only they see; `inPlace` of the message that was pressed, or the view. `source` is what else becomes of that message; it does no harm when that is lost. */
  | { readonly say: Message; readonly reader: Reader; readonly inPlace?: boolean; readonly source?: string }
  /** A form; `errors` can be shown in one that is open. Where none can be opened, a message that leads to it. */
  | { readonly modal: ModalView; readonly errors?: Readonly<Record<string, string>> | undefined; readonly otherwise: Message; readonly reader: Reader };

/** What somebody did, as far as the ways of answering go: a command, something done on a message, in a view, in one that stands upon two others, or in App Home, or a form that was sent. */
export interface Turn {
  readonly kind: 'command' | 'message' | 'view' | 'third' | 'home' | 'form';
  readonly account: string;
  readonly trigger: string;
  /** Where an answer can be posted that only they see, five times within half an hour. */
  readonly url?: string | undefined;
  /** The view that it was done in. */
  readonly view?: string | undefined;
}

/** Something that waits for its answer. */
export interface Exchange {
  /** Resolves with what to acknowledge, in time. */
  readonly acknowledged: Promise<Ack>;
  /** Gives the answer, in the acknowledgement or after it, as often as it takes. @throws what Slack says when it refuses what is in it; another can be given then */
  answer(reply: Reply): Promise<void>;
  /** No answer will come. */
  end(): void;
}

/**
 * Slack waits three seconds for an acknowledgement, and as long a form can be opened. A handler that is quick answers in it; for a slow
 * one it is sent in time, and the answer comes after. In milliseconds.
 */
const times = { acknowledge: 1500, open: 1000, last: 2700 } as const;

/** For whom something is drawn of whom nothing is known yet. */
export const unknown: Reader = { zone: 'UTC', home: 'UTC', lang: 'en' };

/** Opens the exchange as something comes. `keep` gives each view what it has to know when something is done in it. */
export function openExchange(web: WebClient, { kind, account, trigger, url, view }: Turn, keep: (modal: ModalView) => ModalView, told: Told): Exchange {
  const began = performance.now();
  const acked = Promise.withResolvers<Ack>();
  let isOpen = true;
  const timer = setTimeout(() => acknowledge(kind === 'form' ? updates(workingView(unknown)) : undefined), times.acknowledge);

  /** Shows another view in place of a form that was sent. */
  const updates = (modal: ModalView) => JSON.stringify({ response_action: 'update', view: keep(modal) });

  /** Says it in the acknowledgement, unless that has gone. */
  function acknowledge(body?: Ack): boolean {
    clearTimeout(timer);
    const isFirst = isOpen;
    isOpen = false;
    acked.resolve(body);
    return isFirst;
  }

  /** Opens a view, or another one upon that in which something was done: which has to be quick. Whether somebody sees it. */
  async function opens(modal: ModalView, how: 'open' | 'push' = 'open'): Promise<boolean> {
    const left = Math.min(times.open, times.last - (performance.now() - began));
    if (left <= 0) return false;
    const fault = await inTime(left, web.views[how]({ trigger_id: trigger, view: keep(modal) }).then(() => undefined, codeOf), 'TimeoutError');
    if (fault !== undefined) told('unopened', { code: fault });
    return fault === undefined;
  }

  /** Changes the view that something was done in. Where it was closed meanwhile, the answer comes in the private conversation. */
  async function changes(modal: ModalView, otherwise: Message, reader: Reader): Promise<void> {
    if (!(await persist(() => web.views.update({ view_id: view!, view: keep(modal) }), told))) await directly(otherwise, reader);
  }

  const directly = (said: Message, reader: Reader) => persist(() => web.chat.postMessage({ channel: account, ...render(said, reader), unfurl_links: false, unfurl_media: false }), told);

  async function privately(said: Message, reader: Reader, inPlace = false): Promise<void> {
    const body = `{"response_type":"ephemeral",${kind === 'command' ? '' : `"replace_original":${inPlace},`}"blocks":${blocksOf(said, reader)}}`;
    if (kind === 'command' && acknowledge(body)) return;
    acknowledge();
    if (url === undefined || !(await postTo(url, body, told))) await directly(said, reader);
  }

  return {
    acknowledged: acked.promise,
    end: () => void acknowledge(),
    async answer(given) {
      const reply = 'say' in given ? { ...given, say: await withFiles(web, account, given.say, given.reader.lang, told) } : given;
      const { reader } = reply;
      const otherwise = 'say' in reply ? reply.say : reply.otherwise;
      if (kind !== 'command' && kind !== 'form') acknowledge();
      if (kind === 'command' || kind === 'message') {
        if ('modal' in reply && (await opens(reply.modal))) return void acknowledge();
        await privately(otherwise, reader, 'say' in reply && reply.inPlace);
        return void ('say' in reply && reply.source !== undefined && url !== undefined && (await postTo(url, reply.source, told)));
      }
      const modal = 'modal' in reply ? reply.modal : answerView(reply.say, reader);
      if (kind === 'home') return (await opens(modal)) ? undefined : void (await directly(otherwise, reader));
      if (kind === 'view' && !('say' in reply && reply.inPlace) && (await opens(modal, 'push'))) return;
      const errors = 'modal' in reply ? reply.errors : undefined;
      if (kind === 'form' && acknowledge(errors ? JSON.stringify({ response_action: 'errors', errors }) : updates(modal))) return;
      await changes(modal, otherwise, reader);
    },
  };
}

/** Posts an answer to an address that Slack has given for it. Whether it arrived. */
export const postTo = (url: string, body: string, told: Told): Promise<boolean> => insist((signal) => post(url, body, signal), faultOf, told);

async function post(url: string, body: string, signal: AbortSignal): Promise<void> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal });
  const { ok, status, headers } = answer;
  // Some refusals come with 200.
  const isRefused = ok && /"ok":\s*false/.test(await answer.text());
  if (!ok || isRefused) throw Object.assign(new Error('refused'), { status: isRefused ? 400 : status, afterMs: Number(headers.get('retry-after') ?? 1) * 1000 });
}

/** What it means that an answer could not be posted: an address that is used up or too old is not there any more. */
function faultOf(error: unknown): DeliveryError {
  const { status = 0, afterMs } = error as { status?: number; afterMs?: number };
  if (status === 429) return new DeliveryError('limit', 'later', { ...(afterMs !== undefined && { afterMs }), cause: error });
  return status >= 400 && status < 500 ? new DeliveryError('gone', 'never', { cause: error }) : new DeliveryError('down', 'later', { cause: error });
}
