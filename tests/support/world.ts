import { readFileSync } from 'node:fs';
import { makeBot, type Bot, type Target } from '#bot/bot.ts';
import type { Outcome, Reader } from '#bot/command.ts';
import { mainRoom, platform, seatSandbox } from '#adapters/terminal/sandbox.ts';
import { aliases, commands, menus } from '#commands/index.ts';
import { fromFile } from '#rules/fromfile.ts';
import { readGroupFile } from '#rules/groupfile.ts';
import { buttonsOf, type Button, type Message } from '#core/message.ts';
import { newId } from '#core/id.ts';
import { makeSecret } from '#core/secret.ts';
import { showWhen } from '#core/time.ts';
import { importGroup } from '#db/import.ts';
import { openStore, type Store } from '#db/open.ts';
import type { Tx } from '#db/schema.ts';
import { makeDelivery } from '#delivery/send.ts';
import { makeTick } from '#delivery/tick.ts';
import { filled } from '#tests/support/filled.ts';
import { memoryStore } from '#tests/support/memory.ts';
import { newDatabase } from '#tests/support/postgres.ts';

export const sampleText = readFileSync(new URL('../../sample/group.json', import.meta.url), 'utf8');
export const sample = JSON.parse(sampleText);

/** A bot on a real store with the group of 2013, a clock that the test moves, and people who speak. */
export interface Testbed {
  readonly bot: Bot;
  readonly store: Store;
  now: Temporal.Instant;
  readonly bugs: unknown[];
  as(who: string, room?: string): Speaker;
  /** Messages waiting for rooms, oldest first; they are taken out. */
  posted(): Promise<{ address: string; message: Message }[]>;
  /** Lets time pass (`+3d`, in the group's home zone) or until an instant; what falls due on the way is delivered. What each recipient got. */
  passes(time: string): Promise<Got[]>;
  /** The program starts where people work with it, does at once what has to be done by now, and is gone again. What each recipient got. */
  comesUp(): Promise<Got[]>;
  close(): Promise<void>;
}
/** A message that arrived: when, at whom (`Focal point, INPUD`, `#main`), and how it read there. */
export interface Got {
  readonly at: Temporal.Instant;
  readonly to: string;
  readonly text: string;
  readonly message: Message;
}
export interface Speaker {
  says(line: string): Promise<Outcome>;
  /** Says a line and expects a message. */
  hears(line: string): Promise<Message>;
  presses(message: Message, label: string | number): Promise<Outcome>;
  invokes(command: string, given?: Record<string, unknown>, more?: { via?: 'line' | 'form' | 'button'; draft?: string; id?: string }): Promise<Outcome>;
}

/** What beds keep secrets with, when the test does not say. */
const usual = makeSecret('test');

/** Where a bed keeps its store when the test does not say: in memory, or on PostgreSQL when the same tests are to run there. */
async function anyPlace(): Promise<string> {
  return process.env.TEST_BEDS === 'PostgreSQL' ? newDatabase(process.env.TEST_POSTGRES!) : ':memory:';
}

/** Shows what arrives at the terminal besides, as it does. */
type Arrives = (to: Target, message: Message, reader: Reader, signal: AbortSignal) => Promise<void>;

export async function testbed({ address = undefined as string | undefined, file = sampleText as string | null, secret = usual, publicUrl = undefined as string | undefined, arrives = (async () => {}) as Arrives } = {}): Promise<Testbed> {
  const start = Temporal.Instant.from('2013-02-22T08:00:00Z');
  const where = address ?? (await anyPlace());
  const store = await (where === ':memory:' ? memoryStore(start) : openStore(where, start));
  const bed = { now: start, bugs: [] as unknown[] };
  const bot = makeBot({
    store, secret, aliases, menus, ...(publicUrl !== undefined && { publicUrl }),
    commands: new Map(commands.map((command) => [command.name, command])),
    now: () => bed.now,
    wake: () => {},
    bug: (_incident, _command, error) => void bed.bugs.push(error),
  });
  if (file !== null) {
    const settle = async (tx: Tx) => {
      const read = readGroupFile(file);
      if ('faults' in read) throw new Error(JSON.stringify(read.faults));
      const imported = fromFile(read.file, start);
      await importGroup(tx, imported, 'import', start);
      await seatSandbox(tx, secret, imported.group.id, start);
    };
    await (where === ':memory:' && secret === usual ? filled(store, `sandbox ${file}`, settle) : store.tx(settle));
  }
  const got: Got[] = [];
  const delivery = makeDelivery(store, secret, {
    platform,
    start: async () => {},
    stop: async () => {},
    send: async (to: Target, message: Message, { reader, signal }: { reader: Reader; signal: AbortSignal }) => {
      got.push({ at: bed.now, to: 'room' in to ? to.room.replace(`${platform}:`, '#') : to.seat, text: read(message, reader), message });
      await arrives(to, message, reader, signal);
    },
  }, (_, error) => void bed.bugs.push(error), { clock: () => bed.now });
  const work = { store, secret, now: () => bed.now, wake: () => {}, log: (_: string, error: unknown) => void bed.bugs.push(error) };
  const tick = makeTick({ ...work, sandbox: true });
  return Object.assign(bed, {
    bot, store,
    async passes(time: string) {
      // What was said before is not what falls due now.
      await delivery.settled();
      got.length = 0;
      const span = /^\+(\d+)([wdhm])$/.exec(time);
      const unit = { w: 'weeks', d: 'days', h: 'hours', m: 'minutes' }[span?.[2] ?? 'd']!;
      const to = span ? bed.now.toZonedDateTimeISO('Europe/Vienna').add({ [unit]: Number(span[1]) }).toInstant() : Temporal.Instant.from(time);
      await tick.until(to, { move: async (at) => void (bed.now = at), settled: () => delivery.settled() });
      return [...got];
    },
    async comesUp() {
      await delivery.settled();
      got.length = 0;
      const real = makeTick({ ...work, sandbox: false });
      await real.start();
      await real.stop();
      await delivery.settled();
      return [...got];
    },
    as(who: string, room = mainRoom): Speaker {
      const from = { user: { platform, id: who }, room };
      const speaker: Speaker = {
        says: (line) => bot.line(line, from),
        async hears(line) {
          const outcome = await bot.line(line, from);
          if (!('say' in outcome)) throw new Error(`no answer but ${JSON.stringify(outcome)}`);
          return outcome.say;
        },
        presses(message, label) {
          const buttons = buttonsOf(message).filter((button): button is Extract<Button, { run: string }> => 'run' in button);
          const button = typeof label === 'number' ? buttons[label - 1] : buttons.find((candidate) => candidate.label === label);
          if (!button) throw new Error(`no button ${label} among ${buttons.map((candidate) => candidate.label).join(', ')}`);
          return bot.invoke({ ...from, id: newId(bed.now), command: button.run, given: button.given, via: 'button', ...(button.draft && { draft: button.draft }) });
        },
        invokes: (command, given = {}, { via = 'line', draft, id = newId(bed.now) } = {}) => bot.invoke({ ...from, id, command, given, via, ...(draft && { draft }) }),
      };
      return speaker;
    },
    posted: () =>
      store.tx(async (tx) => {
        const rows = await tx.selectFrom('outbox').selectAll().orderBy('id').execute();
        await tx.deleteFrom('outbox').execute();
        return rows.map((row) => ({ address: row.address, message: JSON.parse(row.message) as Message }));
      }),
    async close() {
      await delivery.stop();
      await store.close();
    },
  });
}

/** A message as plain lines: what a reader gets, without colours or layout. Instants stand as they are, unless it is known who reads them. */
export function read(message: Message, reader?: Reader): string {
  const rich = (parts: readonly unknown[]): string =>
    parts.map((part) => {
      if (typeof part === 'string') return part;
      const span = part as Record<string, unknown>;
      if ('b' in span) return rich(span.b as unknown[]);
      if ('code' in span) return String(span.code);
      if ('href' in span) return `${String(span.text)}`;
      if ('when' in span && reader) return showWhen(String(span.when), reader.zone, reader.home, reader.lang);
      if ('account' in span) return '@';
      return String(span.seat ?? span.room ?? span.when);
    }).join('');
  const out: string[] = message.title ? [rich(message.title)] : [];
  for (const block of message.blocks) {
    if ('text' in block) out.push(rich(block.text));
    else if ('note' in block) out.push(rich(block.note));
    else if ('code' in block) out.push(block.code);
    else if ('fields' in block) for (const { label, value } of block.fields) out.push(`${rich(label)}: ${rich(value)}`);
    else if ('list' in block) for (const { text, note } of block.list) out.push(rich(text), ...(note ? [`  ${rich(note)}`] : []));
    else if ('file' in block) out.push(`(file ${block.file.name})`);
    else out.push(`[${block.buttons.map(({ label }) => label).join('] [')}]`);
  }
  return out.join('\n');
}
