// Signed requests over connections that stay open, cheap enough that what is measured is whoever answers.
import { createHmac } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { systemNow } from '#core/time.ts';

export const signingSecret = '0123456789abcdef0123456789abcdef';

/** Posts forms to Slack's path on a port of this machine, signed as Slack signs. Throws for an answer that is not 200. */
export function makePoster(port: number): { post(form: string): Promise<string>; close(): void } {
  const idle: Socket[] = [];
  const all = new Set<Socket>();
  const open = (): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
      all.add(socket);
      socket.once('error', reject);
      socket.once('close', () => {
        all.delete(socket);
        const i = idle.indexOf(socket);
        if (i >= 0) idle.splice(i, 1);
      });
    });
  return {
    async post(form) {
      const socket = idle.pop() ?? (await open());
      const at = Math.floor(systemNow().epochMilliseconds / 1000);
      const signature = createHmac('sha256', signingSecret).update(`v0:${at}:${form}`).digest('hex');
      socket.write(
        `POST /slack/events HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nuser-agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\naccept: application/json,*/*\r\n` +
          `content-type: application/x-www-form-urlencoded\r\nx-slack-request-timestamp: ${at}\r\nx-slack-signature: v0=${signature}\r\ncontent-length: ${Buffer.byteLength(form)}\r\n\r\n${form}`,
      );
      const answer = await answerOn(socket);
      idle.push(socket);
      return answer;
    },
    close() {
      for (const socket of all) socket.destroy();
    },
  };
}

/** The body of the next answer on a connection. */
function answerOn(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let come: Buffer | undefined;
    const done = () => void socket.off('data', hear).off('close', lost);
    const lost = () => {
      done();
      reject(new Error('a connection ended without an answer'));
    };
    const hear = (part: Buffer) => {
      come = come ? Buffer.concat([come, part]) : part;
      const answer = parse(come);
      if (!answer) return;
      done();
      if (answer.status === 200) resolve(answer.body);
      else reject(new Error(`answered with ${answer.status}`));
    };
    socket.on('data', hear).once('close', lost);
  });
}

/** An answer as it stands on the wire; undefined while there is more to come. */
function parse(come: Buffer): { readonly status: number; readonly body: string } | undefined {
  const end = come.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = come.toString('latin1', 0, end).toLowerCase();
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (length !== undefined) return come.length < end + 4 + Number(length) ? undefined : { status, body: come.toString('utf8', end + 4) };
  if (!head.includes('\r\ntransfer-encoding: chunked')) return { status, body: '' };
  const parts: Buffer[] = [];
  for (let from = end + 4; ; ) {
    const line = come.indexOf('\r\n', from);
    if (line < 0) return undefined;
    const size = Number.parseInt(come.toString('latin1', from, line), 16);
    from = line + 2 + size + 2;
    if (come.length < from) return undefined;
    if (size === 0) return { status, body: Buffer.concat(parts).toString() };
    parts.push(come.subarray(line + 2, line + 2 + size));
  }
}
