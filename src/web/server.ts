import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** Answers every request for one path, whatever its method. */
export type Handle = (request: IncomingMessage, response: ServerResponse) => void;

export interface Served {
  readonly port: number;
  /** Takes no more requests, and waits a little for the answers that are on their way. */
  close(): Promise<void>;
}

/** How long answers on their way are waited for at the end, in milliseconds. */
const graceMs = 500;

/**
 * Answers under a port: each path by its own handle, where one ends with `/` also all that is beneath it, every other one with 404. Requests that are slow to arrive are given up after five
 * seconds. Nothing of who asks is kept. @throws the system's error when the port cannot be had
 */
export async function openServer(port: number, handles: Readonly<Record<string, Handle>>): Promise<Served> {
  const byPath = new Map(Object.entries(handles));
  const folders = [...byPath].filter(([path]) => path.endsWith('/'));
  const handleOf = (url: string) => {
    const end = url.indexOf('?');
    const path = end < 0 ? url : url.slice(0, end);
    return byPath.get(path) ?? folders.find(([folder]) => path.startsWith(folder))?.[1] ?? notFound;
  };
  const server = createServer({ requestTimeout: 5000, headersTimeout: 5000, keepAliveTimeout: 5000 }, (request, response) => {
    request.url = pathIn(request.url!);
    handleOf(request.url)(request, response);
  });
  await listening(server, port);
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise((resolve) => {
        const late = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(late);
          resolve();
        });
      }),
  };
}

/** The path in what is asked for: a proxy may put the host before it (RFC 9112, 3.2.2). */
const pathIn = (url: string) => (url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]+(?=\/)/i, ''));

/** Says that there is nothing here, with the same bytes wherever that is. */
export const notFound: Handle = ({ method }, response) => answer(response, method, 404, { ok: false, why: 'not found' });

/** Answers with JSON, which nobody on the way keeps. */
export function answer(response: ServerResponse, method: string | undefined, status: number, what: object, more: Readonly<Record<string, number>> = {}): void {
  const body = `${JSON.stringify(what)}\n`;
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store', ...more });
  response.end(method === 'HEAD' ? undefined : body);
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
