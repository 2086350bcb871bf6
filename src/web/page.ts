import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** A page as it is sent, made once and sent many times. */
export interface Page {
  readonly tag: string;
  /** How much memory it takes, in bytes. */
  readonly size: number;
  send(request: IncomingMessage, response: ServerResponse): void;
}

/** A page of calendar text. It may be kept by whoever asked, but not without asking again whether it is still the same. */
export function calendarPage(text: string, file: string): Page {
  const body = Buffer.from(text);
  // A weak one, because what is packed is other bytes of the same meaning.
  const tag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const same = ['etag', tag, 'cache-control', 'private, no-cache', 'vary', 'accept-encoding'];
  const guards = ['x-content-type-options', 'nosniff', 'referrer-policy', 'no-referrer'];
  const whole = ['content-type', 'text/calendar; charset=utf-8', 'content-disposition', `inline; filename="${file}"`, ...guards, ...same];
  const plain = { head: [...whole, 'content-length', String(body.length)], body };
  let packed: typeof plain | undefined;
  const pack = () => {
    const bytes = gzipSync(body);
    return { head: [...whole, 'content-encoding', 'gzip', 'content-length', String(bytes.length)], body: bytes };
  };
  return {
    tag,
    size: 2 * body.length,
    send({ method, rawHeaders }, response) {
      const known = headerIn(rawHeaders, 'if-none-match');
      if (known !== undefined && isAmong(tag, known)) {
        response.writeHead(304, same);
        response.end();
        return;
      }
      const { head, body: bytes } = takesGzip(headerIn(rawHeaders, 'accept-encoding')) ? (packed ??= pack()) : plain;
      response.writeHead(200, head);
      response.end(method === 'HEAD' ? undefined : bytes);
    },
  };
}

/** A header of a request as it came, all of its values. To have Node sort out all headers takes longer than all else that is done here. */
function headerIn(raw: readonly string[], name: string): string | undefined {
  let found: string | undefined;
  for (let i = 0; i < raw.length; i += 2) if (raw[i]!.length === name.length && raw[i]!.toLowerCase() === name) found = found === undefined ? raw[i + 1]! : `${found}, ${raw[i + 1]!}`;
  return found;
}

/** Whether somebody who has pages with these tags has this one; compared weakly, as RFC 9110 asks here. */
function isAmong(tag: string, known: string): boolean {
  return known === tag || known.split(',').some((each) => ['*', tag, tag.slice(2)].includes(each.trim()));
}

function takesGzip(accepted: string | undefined): boolean {
  if (accepted === undefined) return false;
  return accepted.split(',').some((each) => /^\s*(x-)?gzip\s*(;\s*q=(1(\.0*)?|0?\.\d*[1-9]\d*))?\s*$/i.test(each));
}

/** Keeps pages by name, with what each was made of and when that was seen last, up to so many bytes: what was asked for longest ago goes first. */
export function keptPages(most: number) {
  const pages = new Map<string, { readonly mark: string; readonly page: Page; readonly seen: object | undefined }>();
  let total = 0;
  const drop = (name: string) => {
    total -= pages.get(name)?.page.size ?? 0;
    pages.delete(name);
  };
  const keep = (name: string, mark: string, page: Page, seen: object | undefined): Page => {
    drop(name);
    pages.set(name, { mark, page, seen });
    total += page.size;
    while (total > most) drop(pages.keys().next().value!);
    return page;
  };
  return {
    /** The page of this name, where it was made of the same; it is seen to be right then. */
    find(name: string, mark: string, seen: object | undefined): Page | undefined {
      const kept = pages.get(name);
      return kept?.mark === mark ? keep(name, mark, kept.page, seen) : undefined;
    },
    /** The page of this name, where it was seen to be right at this time. */
    seen(name: string, when: object): Page | undefined {
      const kept = pages.get(name);
      return kept?.seen === when ? keep(name, kept.mark, kept.page, when) : undefined;
    },
    keep, drop,
  };
}
