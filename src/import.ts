import type { Secret } from '#core/secret.ts';
import { newId } from '#core/id.ts';
import type { Message } from '#core/message.ts';
import { systemNow } from '#core/time.ts';
import { groupIds } from '#db/groups.ts';
import type { Store } from '#db/open.ts';
import { sandboxClock, systemClock } from '#adapters/terminal/clock.ts';
import { openFile } from '#adapters/terminal/file.ts';
import { render } from '#adapters/terminal/render.ts';
import { mainGroup, mainRoom, tie } from '#adapters/terminal/rooms.ts';
import { operator, stateOfStore } from '#adapters/terminal/sandbox.ts';
import type { GroupFile } from '#rules/groupfile.ts';
import type { FileFault } from '#rules/readfile.ts';
import { assemble } from '#src/assemble.ts';
import type { Config } from '#src/config.ts';
import { whereImported } from '#src/imported.ts';
import type { Log } from '#src/log.ts';
import { Refused, refused, words } from '#src/refused.ts';

/** The group that a file holds. A faulty file is told with all its faults, before a store is touched. @throws Refused */
export async function groupIn(path: string): Promise<GroupFile> {
  const { text } = await openFile(path, 'file');
  const { readGroupFile } = await import('#rules/groupfile.ts');
  return sound(path, readGroupFile(text));
}

function sound<T>(path: string, read: { file: T } | { faults: readonly FileFault[] }): T {
  if ('file' in read) return read.file;
  throw new Refused(words('config.group.faulty', { path, count: read.faults.length }), ...read.faults.map(({ place, fault }) => `- ${place}: ${fault}`));
}

/** The same of a file that is to be imported; undefined for a calendar, which is no group. @throws Refused */
export async function groupOrDates(path: string): Promise<GroupFile | undefined> {
  const { text } = await openFile(path, 'file');
  const { isCalendar, readCalendarFile } = await import('#rules/calendarfile.ts');
  if (!isCalendar(text)) return groupIn(path);
  sound(path, readCalendarFile(text));
  return undefined;
}

/** Imports a file: the group that it holds or, without one, dates into the only group there is. Resolves with the exit code. */
export async function importFile(store: Store, secret: Secret, config: Config, holds: GroupFile | undefined, log: Log): Promise<number> {
  const sandbox = (await stateOfStore(store)) === 'sandbox';
  const clock = sandbox ? await sandboxClock(store) : systemClock;
  const bot = await assemble(store, secret, clock.now, () => {}, log);
  const file = await openFile(config.args.file!, 'file');
  const groups = await store.read(groupIds);
  // On the command line nobody is in a group's room, so that only the one group there is can be meant.
  if (!holds && groups.length !== 1) throw refused(groups.length === 0 ? 'error.import.noGroup' : 'error.import.which', { groups: groups.join(', ') });
  const outcome = await bot.invoke({ id: newId(systemNow()), command: 'group.import', given: { file }, via: 'line', user: operator, room: mainRoom });
  if (!('say' in outcome)) throw new Error('an import asks for nothing');
  const blocks = outcome.say.blocks.filter((block) => !('buttons' in block));
  const show = (message: Message) => `${render(message, outcome.reader, { width: 100, colours: false, tty: false }).join('\n')}\n`;
  if (outcome.say.tone === 'refusal') {
    process.stderr.write(show({ ...outcome.say, blocks }));
    return 1;
  }
  const group = holds?.group ?? { id: groups[0]! };
  // The first group has the terminal's main room, whatever comes after it.
  if (groups.length === 0) await store.tx((tx) => tie(tx, { group: group.id, address: mainRoom }, 'desk', systemNow()));
  const isMain = (await store.read(mainGroup)) === group.id;
  process.stdout.write(show({ ...outcome.say, blocks: [...blocks, ...whereImported(config, sandbox, isMain ? undefined : group.id)] }));
  return 0;
}
