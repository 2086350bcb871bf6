import { isDeepStrictEqual } from 'node:util';
import type { Outcome } from '#bot/command.ts';
import { mainRoom, platform } from '#adapters/terminal/sandbox.ts';
import { commands } from '#commands/index.ts';
import { UserError } from '#core/errors.ts';
import { lengthOf, limits } from '#core/fit.ts';
import { newId } from '#core/id.ts';
import { buttonsOf, plain, type Button, type Message } from '#core/message.ts';
import { encodeButton } from '#core/button.ts';
import { replay, stateOf } from '#db/save.ts';
import { chances, lineFor, noise } from '#tests/lines/speak.ts';
import { sampleText, testbed, type Testbed } from '#tests/support/world.ts';

const group = 'unodc-cso-group';
const people = ['unodc', 'inpud', 'hri', 'idpc', 'coordinator agency-side', 'coordinator civil-society-side', 'observer', 'visitor', 'visitor 2'];
const network = ['inpud', 'hri', 'idpc'];
const chairs = ['coordinator agency-side', 'coordinator civil-society-side'];

/** How often a command is said, and by whom mostly: as in a group at work, where reports and ratings are most of it. */
const habits: Readonly<Record<string, readonly [number, readonly string[]]>> = {
  'commitment.update': [480, ['unodc']], 'commitment.rate': [70, network], 'commitment.evidence': [40, ['unodc', 'hri']], 'commitment.milestone': [30, ['unodc', ...chairs]],
  'commitment.add': [5, ['unodc', 'hri']], 'commitment.agree': [44, chairs], 'commitment.amend': [14, ['unodc', ...chairs]], 'commitment.assign': [6, [...chairs, 'idpc']],
  'my.undo': [5, ['unodc', 'hri']], 'my.data': [2, ['visitor', 'visitor 2']], 'group.settings': [3, chairs], 'group.audit': [2, chairs], 'group.import': [6, chairs],
  'reminder.snooze': [10, ['unodc']], 'reminder.pass': [7, ['unodc', 'idpc']], 'reminder.rules': [6, chairs], 'group.unreachable': [3, chairs],
  'member.focal': [16, chairs], 'member.handover': [22, chairs], 'member.ask': [4, ['visitor', 'visitor 2']], 'group.setup': [10, ['visitor']], 'group.room': [4, chairs],
  'event.add': [8, chairs], 'event.move': [8, chairs], 'event.confirm': [14, chairs], 'event.deadline': [26, chairs], 'event.cancel': [6, chairs],
  'meeting.rsvp': [60, [...network, ...chairs]], 'meeting.answer': [40, network], 'meeting.schedule': [8, chairs], 'meeting.poll': [8, chairs], 'meeting.choose': [8, chairs],
  'meeting.move': [8, chairs], 'meeting.cancel': [4, chairs], 'meeting.add': [8, chairs], 'meeting.end': [8, chairs], 'meeting.change': [10, chairs], 'meeting.join': [6, chairs],
};

/** What there is to come and to find a time for when the talk begins. */
const called = [
  'meeting schedule "One call" when:"20 February 2014 15:00"', 'meeting schedule "Weekly call" when:"27 February 2013 15:00" repeat:"every Wed until 1 February 2014"',
  'meeting poll "Planning" slots:"Tue 4 February 2014 15:00; Thu 6 February 2014 10:00; Fri 7 February 2014 15:00" closes:"3 February 2014"',
];

export interface Figures {
  lines: number;
  /** Lines and presses that led to a command, with or without an answer that refuses. */
  resolved: number;
  /** Those after which history had grown. */
  changed: number;
  /** How often each command ran to an answer of its own. */
  ran: Record<string, number>;
}

/** Says `lines` lines and presses buttons in one group; throws at the first answer that no one should get. */
export async function speak(lines: number, seed: number, figures: Figures): Promise<void> {
  const chance = chances(seed);
  const bed = await testbed();
  const open = async (path: string, field: string) => {
    if (path === 'group.json') return { name: path, text: sampleText };
    if (path === 'broken.json') return { name: path, text: sampleText.slice(0, -40) };
    throw new UserError('error.field.file', { field }, field);
  };
  for (const line of called) {
    const asked = await bed.as(chairs[0]!).hears(line);
    await bed.as(chairs[0]!).presses(asked, 1);
  }
  const said = commands.flatMap((command) => Array.from({ length: habits[command.name]?.[0] ?? 4 }, () => command));
  let last: Message | undefined;
  let lastBy = '';
  let seq = 0;
  for (let i = 0; i < lines; i++) {
    const buttons = last ? buttonsOf(last).filter((button): button is Extract<Button, { run: string }> => 'run' in button) : [];
    const press = buttons.length > 0 && chance.in(0.1) ? chance.one(buttons) : undefined;
    const command = chance.one(said);
    const usual = habits[command.name]?.[1] ?? people;
    const id = press && chance.in(0.9) ? lastBy : chance.one(chance.in(0.85) ? usual : people);
    // Whoever erases their data is gone; so only visitors do.
    if ((press?.run ?? command.name) === 'my.data' && !id.startsWith('visitor')) continue;
    const user = { platform, id, manages: chance.in(({ 'group.import': 0.7, 'group.setup': 0.9 } as Record<string, number>)[command.name] ?? 0.05) };
    // Rooms are given and groups are made in rooms of a chat server only; there are always new ones.
    const chat = !press && (command.name === 'group.setup' || command.name === 'group.room') ? { platform: 'chat', server: 'server', id: `${command.name} ${chance.upTo(400)}`, name: 'room' } : undefined;
    const room = chat ? bed.bot.addressOf(chat) : mainRoom;
    bed.now = bed.now.add({ seconds: 1 + chance.upTo(40) });
    const line = chance.in(0.08) ? noise(chance) : lineFor(chance, command);
    const outcome = press
      ? await bed.bot.invoke({ id: newId(bed.now), command: press.run, given: press.given, via: 'button', user, room: mainRoom, ...(press.draft && { draft: press.draft }) })
      : await bed.bot.line(line, { user, room, open, ...(chat && { chat }) });
    check(bed, press ? JSON.stringify(press) : line, outcome);
    const now = await bed.store.read(async (tx) => (await tx.selectFrom('history').select((e) => e.fn.max('seq').as('seq')).where('group_id', '=', group).executeTakeFirst())?.seq ?? 0);
    figures.lines++;
    if (now > seq) figures.changed++;
    seq = now;
    if (!('say' in outcome) || outcome.error === undefined || !outcome.error.key.startsWith('error.line.')) figures.resolved++;
    if ('say' in outcome && outcome.error === undefined) figures.ran[press?.run ?? command.name] = (figures.ran[press?.run ?? command.name] ?? 0) + 1;
    last = 'say' in outcome ? outcome.say : undefined;
    lastBy = id;
  }
  await bed.store.read(async (tx) => {
    if (!isDeepStrictEqual(await replay(tx, group), await stateOf(tx, group))) throw new Error(`seed ${seed}: history does not add up to the state`);
  });
  await bed.close();
}

/** An answer must keep every limit, have no hole in its words and come from no bug. */
function check(bed: Testbed, said: string, outcome: Outcome): void {
  const fail = (what: string) => {
    throw new Error(`${what} after ${JSON.stringify(said.slice(0, 300))}: ${JSON.stringify(outcome).slice(0, 1500)}`, { cause: bed.bugs[0] });
  };
  if (bed.bugs.length > 0) fail('a bug');
  if (!('say' in outcome)) return;
  const { say } = outcome;
  if (lengthOf(say) > limits.text || say.blocks.length > limits.blocks || plain(say.title ?? []).length > limits.title) fail('too long an answer');
  if (say.blocks.length === 0 && !say.title) fail('an empty answer');
  const buttons = buttonsOf(say);
  if (buttons.length > limits.buttons) fail('too many buttons');
  for (const button of buttons) {
    if (button.label.length > limits.buttonLabel || button.label === '') fail('a label that does not fit');
    if ('run' in button && encodeButton(button) === undefined) fail('a button without a draft');
  }
  const words = JSON.stringify(say);
  for (const hole of ['undefined', '[object', 'Infinity']) if (words.includes(hole) && !said.includes(hole)) fail(`"${hole}" in an answer`);
  if (/\bat \S+ \(?(file:|\/).*:\d+:\d+/.test(words)) fail('a stack trace');
}
