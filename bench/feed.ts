// Calendar programs that come again: a feed that has not changed since it was last read, sent whole and by its tag alone (304), beside
// node:http sending a constant. Each server is a process of its own, asked over connections that stay open.
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { newId, newKey } from '#core/id.ts';
import { stamp, systemNow } from '#core/time.ts';
import { feedHash } from '#bot/feedcalendar.ts';
import { keepFeed } from '#db/feeds.ts';
import { openStore } from '#db/open.ts';
import { save } from '#db/save.ts';
import { privatePath } from '#src/web/feeds.ts';
import { end, hear, startProcess } from './processes.ts';
import { atLeast, takeTurns, type Figure } from './rounds.ts';
import { group, lead, makeStore, sampleFile, secret } from './store.ts';

/** So many calendar programs ask at the same time. */
const at = 32;

/** How many answers a feed reaches beside a constant, whole and where nothing has changed. */
export async function feeds(folder: string, rounds: number, turns: number, times: number): Promise<Figure[]> {
  const path = join(folder, 'feed.db');
  const url = await makeFeed(path);
  const ours = startProcess('feedserver.ts', { path });
  const port = await hear<number>(ours);
  const first = await fetch(`http://127.0.0.1:${port}${url}`);
  const body = await first.text();
  if (first.status !== 200) throw new Error(`answered with ${first.status}`);
  const [whole, same] = [startProcess('feedserver.ts', { body }), startProcess('feedserver.ts', { body: null })];
  const [constant, unchanged] = [await hear<number>(whole), await hear<number>(same)];
  const tag = `if-none-match: ${first.headers.get('etag')}\r\n`;
  const asked = { ours: await askers(port, url, ''), limit: await askers(constant, '/', ''), ours304: await askers(port, url, tag), limit304: await askers(unchanged, '/', tag) };
  const side = ({ ask }: Askers) => ({ times, turn: () => ask(times) });
  const seen = await takeTurns({ ours: side(asked.ours), limit: side(asked.limit), ours304: side(asked.ours304), limit304: side(asked.limit304) }, rounds, turns);
  for (const each of Object.values(asked)) each.close();
  await Promise.all([ours, whole, same].map(end));
  return [atLeast('feed: unchanged, whole', seen.ours, seen.limit, 0.72), atLeast('feed: unchanged, 304', seen.ours304, seen.limit304, 0.85)];
}

/** A store in which somebody has a calendar of two series and a single meeting: its path. */
async function makeFeed(path: string): Promise<string> {
  await makeStore(path, sampleFile(), 0);
  const store = await openStore(`file:${path}`, systemNow());
  const word = newKey();
  await store.tx(async (tx) => {
    const now = systemNow();
    const author = { group, at: now, act: 'bench', call: newId(now), seat: null, door: 'bench' };
    for (const [i, rule] of ['FREQ=WEEKLY;INTERVAL=2;BYDAY=WE', 'FREQ=MONTHLY;BYDAY=1TU', null].entries()) {
      await save(tx, author, 'meeting', null, {
        number: i + 1, title: `Meeting ${i + 1}`, kind: 'teleconference', zone: 'Europe/Vienna', starts: rule?.includes('MONTHLY') ? '2027-03-02T15:00' : '2027-03-03T15:00', minutes: 60, rule,
        until: rule === null ? { by: 'none' } : { by: 'day', on: '2028-03-01' }, city: null, place: null, event: null, chair: null, convenor: null, notetaker: null, slots: null, closes: null, cancelled: null,
        sequence: 0, changed: stamp(now),
      });
    }
    const { person_id } = await tx.selectFrom('seat').select('person_id').where('organisation', '=', lead).where('role', '=', 'focal').executeTakeFirstOrThrow();
    await keepFeed(tx, person_id, { hash: feedHash(secret, word), sealed: secret.seal(word) }, now);
  });
  await store.close();
  return privatePath(word);
}

interface Askers {
  /** Asks so many times in all, and resolves when all is answered. */
  ask(times: number): Promise<void>;
  close(): void;
}

/** Connections that ask for the same again and again. An answer is known by its length alone, so that asking takes little. */
async function askers(port: number, path: string, headers: string): Promise<Askers> {
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${headers}\r\n`);
  const sockets = await Promise.all(Array.from({ length: at }, () => open(port)));
  const length = await lengthOf(sockets[0]!, request);
  return {
    ask: (times) =>
      new Promise((resolve) => {
        let [begun, left] = [0, times];
        for (const socket of sockets) {
          let come = 0;
          const next = () => (begun++ < times ? socket.write(request) : undefined);
          socket.removeAllListeners('data').on('data', (part: Buffer) => {
            come += part.length;
            if (come < length) return;
            come = 0;
            if (--left === 0) resolve();
            next();
          });
          next();
        }
      }),
    close: () => sockets.forEach((socket) => socket.destroy()),
  };
}

const open = (port: number) => new Promise<Socket>((resolve, reject) => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
  socket.once('error', reject);
});

/** How many bytes an answer has. */
function lengthOf(socket: Socket, request: Buffer): Promise<number> {
  return new Promise((resolve) => {
    let come = '';
    socket.on('data', (part: Buffer) => {
      come += part.toString('latin1');
      const head = come.indexOf('\r\n\r\n') + 4;
      if (head < 4) return;
      const length = head + Number(/\r\ncontent-length: *(\d+)/i.exec(come)?.[1] ?? 0);
      if (come.length >= length) resolve(length);
    });
    socket.write(request);
  });
}
