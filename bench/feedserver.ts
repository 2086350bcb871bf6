// Serves a private calendar, or constants by node:http alone. A process of its own, told by its argument which.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemNow } from '#core/time.ts';
import { openStore } from '#db/open.ts';
import { calendarFolder, calendarPages } from '#src/web/feeds.ts';
import { openServer } from '#src/web/server.ts';
import { attach } from './chat.ts';
import { secret } from './store.ts';

/** The store to serve from; or the body to send each time, null for an answer of 304. */
const order = JSON.parse(process.argv[2]!) as { readonly path: string } | { readonly body: string | null };

if ('path' in order) {
  const store = await openStore(`file:${order.path}`, systemNow());
  const failed = (error: unknown) => {
    throw error;
  };
  // As served, but for how often one may ask.
  const served = await openServer(0, { [calendarFolder]: calendarPages({ store, secret, now: systemNow, failed, limits: { each: Infinity, unknown: Infinity } }) });
  attach(() => served.close(), served.port);
} else {
  const body = order.body === null ? undefined : Buffer.from(order.body);
  const server = createServer((_, response) => {
    if (body) response.writeHead(200, { 'content-type': 'text/calendar', 'content-length': body.length });
    else response.writeHead(304);
    response.end(body);
  });
  server.listen(0, '127.0.0.1', () => attach(() => server.close(), (server.address() as AddressInfo).port));
}
