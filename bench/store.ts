import { readFileSync } from 'node:fs';
import { makeBot, type Bot } from '#bot/bot.ts';
import type { Outcome } from '#bot/command.ts';
import { makeSandbox, mainRoom, platform } from '#adapters/terminal/sandbox.ts';
import { aliases, commands, menus } from '#commands/index.ts';
import { makeSecret } from '#core/secret.ts';
import { stamp, systemNow } from '#core/time.ts';
import { openStore, type Store } from '#db/open.ts';
import { save } from '#db/save.ts';
import type { Tx } from '#db/schema.ts';
import { readGroupFile, type GroupFile } from '#rules/groupfile.ts';
import { statuses } from '#rules/things.ts';

export const secret = makeSecret('bench');
/** The group of the sample, and someone who leads most of its commitments. */
export const group = 'unodc-cso-group';
export const lead = 'unodc';

/** The file of the sample group. */
export function sampleFile(): GroupFile {
  const read = readGroupFile(readFileSync(new URL('../sample/group.json', import.meta.url), 'utf8'));
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return read.file;
}

/** Makes a store of one group: what its file holds, seats for all, and on each commitment so many organisations' reports. */
export async function makeStore(path: string, file: GroupFile, reports: number): Promise<void> {
  const store = await openStore(`file:${path}`, systemNow());
  await makeSandbox(store, secret, file);
  await store.tx((tx) => report(tx, file, reports));
  await store.close();
}

async function report(tx: Tx, file: GroupFile, reports: number): Promise<void> {
  const at = Temporal.Instant.from('2013-02-22T12:00:00Z');
  // The lead's report first, because it is the one that lists show.
  const reporters = [lead, ...file.organisations.map(({ id }) => id).filter((id) => id !== lead)].slice(0, reports);
  for (const { number } of file.commitments) {
    for (const [i, organisation] of reporters.entries()) {
      const call = `report-${number}-${i}`;
      await save(tx, { group: file.group.id, at, act: 'commitment.update', call, seat: null, door: 'bench' }, 'report', null, {
        commitment: number, organisation, status: statuses[(number + i) % statuses.length]!, note: `Draft ${number} sent to the members for comment`, at: stamp(at), entered: null, was: null,
      });
    }
  }
}

export interface Opened {
  readonly bot: Bot;
  readonly store: Store;
  /** Says a line and expects an answer that is no refusal. */
  says(line: string, who?: string, room?: string): Promise<Extract<Outcome, { say: unknown }>>;
}

/** A bot on a store, as the program puts it together. */
export async function openBot(path: string): Promise<Opened> {
  const store = await openStore(`file:${path}`, systemNow());
  const bot = makeBot({
    store, secret, aliases, menus,
    commands: new Map(commands.map((command) => [command.name, command])),
    now: systemNow,
    wake: () => {},
    bug: (_incident, _command, error) => {
      throw error;
    },
  });
  return {
    bot, store,
    async says(line, who = lead, room = mainRoom) {
      const outcome = await bot.line(line, { user: { platform, id: who }, room });
      if (!('say' in outcome) || outcome.say.tone === 'refusal') throw new Error(`${line}: ${JSON.stringify(outcome)}`);
      return outcome;
    },
  };
}
