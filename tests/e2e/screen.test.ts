import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { childOf, main } from '#tests/support/program.ts';
import { temporary } from '#tests/support/stores.ts';

const folder = temporary();
const probe = spawnSync('script', ['-qec', 'test -t 0 && test -t 1', '/dev/null'], { stdio: ['pipe', 'ignore', 'ignore'] });
const without = probe.error ? 'there is no "script" to make a pseudo terminal with' : probe.status !== 0 ? 'this "script" makes no pseudo terminal' : undefined;
if (without) console.log(`The tests on a real screen are skipped: ${without}.`);

/** The real program on a real (pseudo) terminal. */
function sitDown(name: string, env: Record<string, string> = {}, columns = 80) {
  const child = spawn('script', ['-qec', `stty cols ${columns} rows 24; exec "$PROGRAM_NODE" "$PROGRAM" --db="$PROGRAM_DB"`, '/dev/null'], {
    env: { PATH: process.env.PATH, TERM: 'xterm-256color', PROGRAM_NODE: process.execPath, PROGRAM: main, PROGRAM_DB: join(folder(), name), ...env },
  });
  let drawn = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (drawn += text));
  const ended = once(child, 'close') as Promise<[number | null]>;
  const text = () => stripVTControlCharacters(drawn).replaceAll('\r', '');
  return {
    child, ended,
    raw: () => drawn,
    async types(typed: string, until: RegExp): Promise<string> {
      const from = text().length;
      child.stdin.write(typed);
      while (!until.test(text().slice(from))) {
        const more = await Promise.race([once(child.stdout, 'data').then(() => true), ended.then(() => false)]);
        if (!more) throw new Error(`ended without ${until}:\n${text()}`);
      }
      return text().slice(from);
    },
  };
}

describe.skipIf(without !== undefined)('on a real screen', () => {
  test('a person is welcomed, reports through a form and leaves', async () => {
    const screen = sitDown('person.db');
    expect(await screen.types('', /observer> $/)).toContain('Secretariat: a sandbox');
    await screen.types('/as unod\t\r', /UNODC> $/);
    await screen.types('/update 4\r', /Status: $/);
    await screen.types('3\r', /Note: $/);
    expect(await screen.types('With WHO — 日本語\r', /#main.*UNODC> $/s)).toContain('C4 is now At risk');
    expect(screen.raw()).toMatch(/\u001b\[1mUNODC\u001b\[22m> /);
    screen.child.stdin.write('\u0004');
    expect(await screen.ended).toEqual([0, null]);
    // The screen is left as it was found: pasting is no longer marked.
    expect(screen.raw().lastIndexOf('\u001b[?2004l')).toBeGreaterThan(screen.raw().lastIndexOf('\u001b[?2004h'));
  });

  test('a half-filled form outlives kill -9', async () => {
    const screen = sitDown('killed.db');
    await screen.types('/as UNODC\r', /UNODC> $/);
    await screen.types('/commitment add\r', /Title: $/);
    await screen.types('A new thing\r', /: $/);
    process.kill(childOf(screen.child.pid!), 'SIGKILL');
    await screen.ended;
    const again = sitDown('killed.db');
    await again.types('/as UNODC\r', /\[1\] Go on with: commitment add.*UNODC> $/s);
    await again.types('1\r', /Title \[A new thing\]: $/);
    again.child.stdin.write('\u0003\u0003\u0004');
    await again.ended;
  });

  test('NO_COLOR is respected and a narrow screen is kept to', async () => {
    const screen = sitDown('grey.db', { NO_COLOR: '1' }, 50);
    await screen.types('/commitment list\r', /15 commitments.*observer> $/s);
    expect(screen.raw()).not.toMatch(/\u001b\[\d+m/);
    const lines = stripVTControlCharacters(screen.raw()).split(/\r?\n/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(50);
    screen.child.stdin.write('\u0004');
    expect(await screen.ended).toEqual([0, null]);
  });
});
