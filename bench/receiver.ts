// The platform of the burst: answers every post and notes when it came. Asked to, it tells what has come once there is enough of it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clock } from './post.ts';

/** What came: which message, and how many milliseconds after it was due. */
export interface Arrival {
  readonly once: string;
  readonly at: number;
  readonly late: number;
}
/** Asks for what has come as soon as that is so many different messages, or when so many milliseconds have passed; then it may be forgotten. */
export interface Question {
  readonly least: number;
  readonly patienceMs: number;
  readonly forget: boolean;
}

let arrivals: Arrival[] = [];
let known = new Set<string>();
let check = () => {};

const server = createServer((asked, answer) => {
  const parts: Buffer[] = [];
  asked.on('data', (part: Buffer) => parts.push(part));
  asked.on('end', () => {
    const at = clock();
    const body = Buffer.concat(parts).toString();
    const once = /"once":"([^"]+)"/.exec(body)![1]!;
    arrivals.push({ once, at, late: at - Number(/"Due"\],"value":\["(\d+)"/.exec(body)![1]) });
    known.add(once);
    answer.end('{"ok":true}');
    check();
  });
});
// Connections that idle between two rounds stay.
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));

process.on('message', ({ least, patienceMs, forget }: Question) => {
  const tell = () => {
    clearTimeout(timer);
    check = () => {};
    process.send!(arrivals);
    if (!forget) return;
    arrivals = [];
    known = new Set();
  };
  const timer = setTimeout(tell, patienceMs);
  check = () => {
    if (known.size >= least) tell();
  };
  check();
});
process.on('disconnect', () => process.exit());
