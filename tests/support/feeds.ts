import { calendarFolder, calendarPages, privatePath, type Feeds } from '#src/web/feeds.ts';
import { openServer } from '#src/web/server.ts';
import { feedHash } from '#bot/feedcalendar.ts';
import { newId, newKey } from '#core/id.ts';
import type { Secret } from '#core/secret.ts';
import { keepFeed } from '#db/feeds.ts';
import type { Store } from '#db/open.ts';
import { save } from '#db/save.ts';
import type { ThingKind, Things } from '#rules/things.ts';

/** What a calendar program is answered. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Calendars on a real port, as calendar programs ask for them; no compression unless it is asked for. */
export async function serveFeeds(feeds: Feeds) {
  const served = await openServer(0, { [calendarFolder]: calendarPages(feeds) });
  const ask = async (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Answer> => {
    const answer = await fetch(`http://127.0.0.1:${served.port}${path}`, { method, headers: { 'accept-encoding': 'identity', ...headers } });
    return { status: answer.status, text: await answer.text(), headers: Object.fromEntries(answer.headers) };
  };
  return { port: served.port, ask, close: () => served.close() };
}

/** Writes things of a group as they become, one after the other. */
export async function put(store: Store, group: string, at: Temporal.Instant, ...things: readonly { readonly [K in ThingKind]: readonly [kind: K, before: Things[K] | null, after: Things[K] | null] }[ThingKind][]): Promise<void> {
  await store.tx(async (tx) => {
    const author = { group, at, act: 'meeting.move', call: newId(at), seat: null, door: 'test' };
    for (const [kind, before, after] of things) await save(tx, author, kind, before as never, after as never);
  });
}

/** Gives the holder of a seat a private calendar: its path. */
export async function feedFor(store: Store, secret: Secret, person: string, now: Temporal.Instant): Promise<string> {
  const word = newKey();
  await store.tx((tx) => keepFeed(tx, person, { hash: feedHash(secret, word), sealed: secret.seal(word) }, now));
  return privatePath(word);
}
