import { AsyncLocalStorage } from 'node:async_hooks';
import type { FetchFunction } from '@slack/web-api';
import { insist, type Told } from '#adapters/insist.ts';
import { deliveryFault } from '#adapters/slack/faults.ts';

const given = new AsyncLocalStorage<AbortSignal>();

/** Does work whose requests to Slack end with a signal, and of which none begins after it: Slack's own client takes no signals. */
export const until = <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => given.run(signal, work);

/** Asks for something that nobody is kept waiting for, until Slack has done it. Answers with whether it has. Throws what Slack says when it refuses what is sent. */
export const persist = (work: () => Promise<unknown>, told: Told): Promise<boolean> => insist((signal) => until(signal, work), deliveryFault, told);

/** The method that has a limit for each channel: whoever sends keeps to that. */
const posting = 'chat.postMessage';

/**
 * How requests leave: with the signal of whoever waits for them. A method that Slack does not want to hear for a while is not asked for
 * before that is over: its answer is known.
 */
export function makeFetch(): FetchFunction {
  const quiet = new Map<string, number>();
  return async (url, { signal: late, ...init } = {}) => {
    const stop = given.getStore();
    stop?.throwIfAborted();
    const method = String(url).slice(String(url).lastIndexOf('/') + 1);
    const left = (quiet.get(method) ?? 0) - performance.now();
    if (left > 0) return new Response(null, { status: 429, headers: { 'retry-after': String(Math.ceil(left / 1000)) } });
    const answer = await fetch(url, { ...init, signal: AbortSignal.any([late, stop].filter((each) => each !== undefined)) });
    const seconds = answer.status === 429 && method !== posting ? Number(answer.headers.get('retry-after')) : 0;
    if (seconds > 0) quiet.set(method, performance.now() + seconds * 1000);
    return answer;
  };
}
