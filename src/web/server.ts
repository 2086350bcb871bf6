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
 * Answers under a port: each path by its own handle, every other one with 404. Requests that are slow to arrive are given up after five
 * seconds. Nothing of who asks is kept. @throws the system's error when the port cannot be had
 */
export async function openServer(port: number, handles: Readonly<Record<string, Handle>>): Promise<Served> {
  const byPath = new Map(Object.entries(handles));
  const server = createServer({ requestTimeout: 5000, headersTimeout: 5000, keepAliveTimeout: 5000 }, (request, response) => {
    const handle = byPath.get(request.url!.split('?')[0]!);
    if (handle) handle(request, response);
    else answer(response, request.method, 404, { ok: false, why: 'not found' });
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

/** Answers with JSON, which nobody on the way keeps. */
export function answer(response: ServerResponse, method: string | undefined, status: number, what: object): void {
  const body = `${JSON.stringify(what)}\n`;
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store' });
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
