import { systemNow } from '#core/time.ts';
import { backlog } from '#db/backlog.ts';
import type { Store } from '#db/open.ts';
import type { Line } from '#src/connect.ts';
import { refused, tell, words } from '#src/refused.ts';
import { calendarFolder } from '#src/web/feeds.ts';
import { healthPages } from '#src/web/health.ts';
import { openServer, type Handle, type Served } from '#src/web/server.ts';

/**
 * Opens the port: for whoever watches the program, for the platforms that call it and, where calendars are given, for those who read them.
 * @throws Refused when the port cannot be had
 */
export async function openPort(port: number, store: Store, lines: readonly Line[], calendars?: Handle): Promise<Served> {
  const names = lines.map(({ name }) => name);
  const health = healthPages({
    backlog: () => store.read((tx) => backlog(tx, names, systemNow())),
    platforms: () => Object.fromEntries(lines.filter(({ listens }) => listens).map(({ name, door }) => [name, door.adapter.connected()])),
    now: systemNow,
  });
  const called = lines.flatMap(({ listens, title, door: { http } }) => (listens && http ? [{ ...http, title }] : []));
  try {
    const served = await openServer(port, { ...health, ...(calendars && { [calendarFolder]: calendars }), ...Object.fromEntries(called.map(({ path, handle }) => [path, handle])) });
    tell(words('serve.health', { port: String(served.port) }), ...called.map(({ title: platform, path }) => words('serve.calls', { platform, path, port: String(served.port) })));
    return served;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'EADDRINUSE' || code === 'EACCES') throw refused(code === 'EACCES' ? 'serve.port.forbidden' : 'serve.port.used', { port: String(port) });
    throw error;
  }
}
