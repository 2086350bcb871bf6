import { stamp } from '#core/time.ts';
import type { Secret } from '#core/secret.ts';
import { feedOwner, meetingsMark } from '#db/feeds.ts';
import type { Store } from '#db/open.ts';
import { openGroup } from '#db/public.ts';
import type { Tx } from '#db/schema.ts';
import { feedHash, openCalendar, ownCalendar, type Unwritten } from '#bot/feedcalendar.ts';
import { perMinute } from '#src/web/minute.ts';
import { calendarPage, keptPages, type Page } from '#src/web/page.ts';
import { answer, notFound, type Handle } from '#src/web/server.ts';
import { together } from '#src/web/together.ts';

/** What calendars are served from. */
export interface Feeds {
  readonly store: Store;
  readonly secret: Secret;
  now(): Temporal.Instant;
  /** Told of what went wrong, and nothing of who asked for what. */
  failed(error: unknown): void;
  /** How often a minute one calendar may be asked for, and all addresses together at which there is none. */
  readonly limits?: { readonly each: number; readonly unknown: number };
  /** How many bytes of calendars are kept at hand. */
  readonly most?: number;
}

/** Where calendars are: beneath it `GROUP.ics` and `private/WORD.ics`. */
export const calendarFolder = '/calendar/';
/** The path of a person's calendar, by its secret. */
export const privatePath = (word: string) => `${calendarFolder}private/${word}.ics`;

/** What to do for an address: nothing is to be had there, a page is at hand, or one has to be written. */
type Found = Page | { readonly mark: string; readonly write: Unwritten } | undefined;

const usualLimits = { each: 60, unknown: 600 };
const dayMs = 86_400_000;

/**
 * `GET` and `HEAD` of calendars: a group's for all, where it has opened it, and a person's own at an address that only they know. Of every
 * other address nothing can be told from another. Each request asks the store, at least whether anything in it is other than when it was
 * last looked into, so what was taken away is gone at once.
 */
export function calendarPages({ store, secret, now, failed, limits = usualLimits, most = 16_000_000 }: Feeds): Handle {
  const pages = keptPages(most);
  const asked = perMinute(() => performance.now());

  const find = async (tx: Tx, name: string, day: Temporal.Instant, seen: object | undefined): Promise<Found> => {
    const [kind, key] = [name[0], name.slice(1)];
    // What was called off leaves a calendar by the day, so that it stays the same all through one.
    const parts = [stamp(day)];
    let read: (() => Promise<Unwritten>) | undefined;
    if (kind === 'g') {
      const open = await openGroup(tx, key);
      if (!open) return undefined;
      parts.push(JSON.stringify(open));
      read = () => openCalendar(tx, open, day);
    } else {
      const owner = await feedOwner(tx, key);
      if (!owner) return undefined;
      parts.push(JSON.stringify(owner));
      for (const group of new Set(owner.seats.map((seat) => seat.group))) parts.push(group, await meetingsMark(tx, group));
      read = () => ownCalendar(tx, secret, owner, day);
    }
    const mark = parts.join('\n');
    return pages.find(name, mark, seen) ?? { mark, write: await read() };
  };

  /** Since when the store is as it is, as far as it says so: what was seen then is right. */
  let since: { readonly version: number; readonly today: number } | undefined;

  const ask = together<Page>(async (names) => {
    const today = Math.floor(now().epochMilliseconds / dayMs);
    // Asked for before the store is read: what is written in between is found, and looked at once more.
    const version = store.version();
    if (version === undefined) since = undefined;
    else if (version !== since?.version || today !== since.today) since = { version, today };
    const seen = since;
    const made = new Map<string, Page>();
    for (const name of names) {
      const page = seen && pages.seen(name, seen);
      if (page) made.set(name, page);
    }
    if (made.size === names.size) return made;
    const day = Temporal.Instant.fromEpochMilliseconds(today * dayMs);
    const found = await store.read(async (tx) => {
      const all: [string, Found][] = [];
      for (const name of names) if (!made.has(name)) all.push([name, await find(tx, name, day, seen)]);
      return all;
    });
    for (const [name, page] of found) {
      if (page === undefined) pages.drop(name);
      else made.set(name, 'send' in page ? page : pages.keep(name, page.mark, calendarPage(page.write(), fileOf(name)), seen));
    }
    return made;
  });

  return (request, response) => {
    const { method } = request;
    if (method !== 'GET' && method !== 'HEAD') return notFound(request, response);
    const name = nameOf(request.url!, secret);
    const refuse = () => answer(response, method, 429, { ok: false, why: 'too often' }, { 'retry-after': asked.wait() });
    if (asked.isFull(name, limits.each)) return refuse();
    ask(
      name,
      (page) => {
        // Counted only now, so that what nobody can find takes up no memory.
        const [counted, many] = page ? [name, limits.each] : ['', limits.unknown];
        if (asked.isFull(counted, many)) return refuse();
        asked.count(counted);
        if (page) page.send(request, response);
        else notFound(request, response);
      },
      (error) => {
        failed(error);
        answer(response, method, 503, { ok: false, why: 'store' }, { 'retry-after': 60 });
      },
    );
  };
}

/** What an address asks for: `gGROUP`, or `p` and the keyed hash of a person's secret. Any address asks for something, though it may be nowhere. */
function nameOf(url: string, secret: Secret): string {
  const end = url.indexOf('?');
  const rest = url.slice(calendarFolder.length, end < 0 ? undefined : end);
  const file = rest.endsWith('.ics') ? rest.slice(0, -4) : '';
  // A secret is shorter than what is looked at, so what is longer is another word all the same.
  return file.startsWith('private/') ? `p${feedHash(secret, file.slice('private/'.length, 80))}` : `g${file}`;
}

const fileOf = (name: string) => (name.startsWith('g') ? `${name.slice(1).replace(/[^a-z0-9-]/g, '')}.ics` : 'meetings.ics');
