import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { makeBot, type From } from '#bot/bot.ts';
import { tiedRoom } from '#bot/chat.ts';
import type { Outcome, User } from '#bot/command.ts';
import { aliases, commands, menus } from '#commands/index.ts';
import { newId } from '#core/id.ts';
import { buttonsOf, type Button, type Given, type Message } from '#core/message.ts';
import { makeSecret } from '#core/secret.ts';
import { tieRoom } from '#db/groups.ts';
import type { Store } from '#db/open.ts';
import type { Tx } from '#db/schema.ts';
import { bed, conversations, group } from '#tests/support/conversation.ts';
import { codeIn } from '#tests/support/doors.ts';
import { isSoak } from '#tests/support/runs.ts';
import { read } from '#tests/support/world.ts';

conversations();

/** Refusals that are for who asks, whatever they ask. */
const noRight = /^error\.(seat\.(none|role|nogroup)|commitment\.noSide|event\.keeper|reminder\.others|share\.room|setup\.(where|who|taken)|room\.\w+|ask\.(where|seated)|import\.who)$/;
/** Those that are for who asks about this. */
const notTheirs = /^error\.(agree\.(side|coordinator|lead)|assign\.(led|outside)|member\.(offer|alternate|notYours|successorWho|has\w+|stillFocal|bothSides|outside)|update\.(rateInstead|unconcerned|ownVoice)|rate\.\w+|milestone\.unconcerned|reminder\.notYours)$/;
/** What a test fills in itself says what it is about: then the button did not. */
const subjects = ['commitment', 'organisation', 'lead', 'subject'];

const civil = 'coordinator civil-society-side';
const agency = 'coordinator agency-side';
const platform = 'terminal';
const secret = makeSecret('test');
const chat = { platform, server: '9001', id: '7001', name: 'chat' };

/** Who asks; `manages` runs the place. */
const people: readonly User[] = [...['visitor', 'observer', 'inpud', 'unodc', 'hri', 'ahrn', 'alternate', 'double', civil, agency].map((id) => ({ platform, id })), { platform, id: 'keeper', manages: true }, { platform, id: civil, manages: true }];
/** Where from: a room of the group at the terminal or on a chat platform, or in private. */
const places: Readonly<Record<string, Pick<From, 'room' | 'chat'>>> = { 'at the terminal': { room: 'terminal:main' }, 'in a room of a chat platform': { room: tiedRoom(secret, chat, 'main').address, chat }, 'in private': { room: 'terminal:private' } };

const about = ['1', '4', '5', '10', '11', '16', '17', '18', '19'];
const lines = [
  ...about.flatMap((number) => ['show', 'update', 'rate', 'history', 'assign', 'agree', 'amend', 'milestone', 'evidence'].map((verb) => `/commitment ${verb} ${number}`)),
  ...['4 on-track', '5 done', '16 done'].map((given) => `/update ${given}`),
  '/commitment rate 4 limited', '/commitment rate 5 limited', '/commitment assign 5 HRI', '/commitment assign 4 INPUD', '/commitment milestone C4.1 done:yes', '/commitment amend 4 due:"6 March 2014"', '/commitment add A new one', '/commitment evidence 4 https://example.org/',
  '/commitment list', '/commitment list late', '/commitment list owner:INPUD', '/plan show', '/plan changes since:2013-02-21',
  ...['tasks', 'next', 'undo', 'reminders', 'hours', 'away', 'digest', 'zone', 'language', 'link', 'data', 'data erase', 'data export'].map((what) => `/my ${what}`),
  '/event list', '/event list past', '/event add', ...['cnd57', 'cnd56', 'cnd57.1', 'vilnius-2013'].flatMap((id) => ['show', 'move', 'confirm', 'deadline', 'cancel'].map((verb) => `/event ${verb} ${id}`)),
  '/reminder list', '/reminder preview', '/reminder rules', ...about.flatMap((number) => [`/reminder snooze ${number}`, `/reminder pass ${number}`]),
  '/member list', ...['INPUD', 'UNODC', 'HRI', 'AHRN', 'WHO', 'CHRC'].flatMap((id) => [`/member show ${id}`, `/member focal ${id}`, `/member focal ${id} alternate`, `/member handover ${id} alternate`, `/member handover ${id} code`, `/member handover ${id} IDPC`]),
  '/member focal', '/member focal observer', '/member ask', '/member ask INPUD focal',
  '/group settings', '/group room', '/group unreachable', '/group audit', '/group import', '/group setup', '/help', ...commands.map(({ name }) => `/help ${name.replace('.', ' ')}`), '/hello', '/thank you', '/gibberish',
];

/** A bot on one transaction, and ways to have what it writes undone. */
function botOn(tx: Tx) {
  let depth = 0;
  async function tried<T>(work: () => Promise<T>, keeps: boolean): Promise<T> {
    const mark = sql.raw(`s${++depth}`);
    await sql`savepoint ${mark}`.execute(tx);
    let well = false;
    try {
      const answer = await work();
      well = true;
      return answer;
    } finally {
      depth--;
      if (!well || !keeps) await sql`rollback to ${mark}`.execute(tx);
      await sql`release ${mark}`.execute(tx);
    }
  }
  const store: Store = { ...bed.store, read: (work) => work(tx), tx: (work) => tried(() => work(tx), true) };
  const bot = makeBot({ store, secret, aliases, menus, commands: new Map(commands.map((command) => [command.name, command])), now: () => bed.now, wake: () => {}, bug: (_, __, error) => void bed.bugs.push(error) });
  return { bot, undone: <T>(work: () => Promise<T>) => tried(work, false) };
}

/** What stands in a form where nothing was filled in yet, for each field. */
const filled: Given = {
  commitment: '4', status: 'on-track', note: 'A note', completion: 'limited', link: 'https://example.org/a', title: 'A title', lead: 'HRI', organisation: 'HRI', role: 'alternate', to: '20 to 28 March 2014', event: 'cnd57', closes: '1 March 2014',
  subject: 'C4', from: '1 March', on: '4 June 2014', zone: 'Vienna', language: 'en', hours: '9-17', weekly: 'off', until: 'CND', ladder: '-7d', kind: 'overdue', reason: 'Why not', sides: 'A: B, C\nD: E, F', name: 'A name', due: 'in 6 months',
};

/** Presses all buttons of what is said, `deep` deep, each from where it stands; what is refused to whoever presses is answered with. */
async function deadButtons(on: ReturnType<typeof botOn>, from: From, met: Set<string>, way: string, message: Message, deep: number): Promise<string[]> {
  const dead: string[] = [];
  for (const button of buttonsOf(message)) {
    if ('link' in button) continue;
    const what = `${button.run} ${JSON.stringify(Object.entries(button.given).filter(([name]) => name !== 'act' && name !== 'share'))}`;
    if (met.has(what)) continue;
    met.add(what);
    await on.undone(async () => {
      const label = `${way} [${button.label}]`;
      const pressed = await press(on, from, button);
      const chosen = 'ask' in pressed && pressed.ask.fields.some(({ name }) => subjects.includes(name) && pressed.ask.given[name] === undefined);
      const outcome = await finish(on, from, pressed);
      const key = ('say' in outcome && outcome.error?.key) || '';
      if ('say' in outcome && (noRight.test(key) || (!chosen && notTheirs.test(key)))) dead.push(`${label}: ${key}`);
      else if ('say' in outcome && deep > 1) dead.push(...(await deadButtons(on, from, met, label, outcome.say, deep - 1)));
    });
  }
  return dead;
}

const press = ({ bot }: ReturnType<typeof botOn>, from: From, button: Extract<Button, { run: string }>) =>
  bot.invoke({ ...from, id: newId(bed.now), command: button.run, given: button.given, via: 'button', ...(button.draft && { draft: button.draft }) });

/** Sends off a form as it stands, with something in what is empty and has to be filled in. */
async function finish({ bot }: ReturnType<typeof botOn>, from: From, outcome: Outcome): Promise<Outcome> {
  if (!('ask' in outcome)) return outcome;
  const { command, fields, given, draft } = outcome.ask;
  const added = Object.fromEntries(fields.filter(({ name, required, asked }) => (required || asked) && given[name] === undefined && filled[name] !== undefined).map(({ name, choices }) => [name, choices && !choices.includes(filled[name] as string) ? choices[0]! : filled[name]!]));
  return bot.invoke({ ...from, id: newId(bed.now), command, given: { ...given, ...added }, via: 'form', draft });
}

/** A group with something of all that can wait: for a yes, for a lead, for somebody in a seat. */
async function prepare(coordinated: boolean): Promise<void> {
  const says = async (who: string, line: string) => read(await bed.as(who).hears(line));
  for (const [who, line] of [['alternate', '/member focal INPUD alternate'], ['double', '/member focal INPUD alternate'], ['double', '/member focal HRI alternate']] as const) {
    await says(who, `/member focal code:${codeIn(await says(civil, line))} answer:accept`);
  }
  await says('inpud', '/commitment add "Waits for the agencies" lead:INPUD');
  await says('unodc', '/commitment add "Waits for civil society" lead:HRI');
  await says('unodc', '/commitment add "Is agreed" lead:UNODC due:"25 February 2013"');
  await says(civil, '/commitment agree 18');
  await says('inpud', '/commitment add "Was declined"');
  await says(agency, '/commitment agree 19 answer:no');
  await says('unodc', '/commitment amend 4 due:"6 March 2014"');
  await says('inpud', '/commitment amend 10 title:"Another title"');
  await says(civil, '/commitment assign 11 HRI');
  await says('unodc', '/update 4 at-risk Late');
  await says('chrc', '/my data erase sure:yes');
  await says('ehrn', '/my data erase sure:yes');
  await says(civil, '/member focal EHRN');
  if (!coordinated) for (const who of [civil, agency]) await says(who, '/my data erase sure:yes');
  bed.now = bed.now.add({ hours: 24 * 7 });
  await bed.store.tx((tx) => tieRoom(tx, group, tiedRoom(secret, chat, 'main'), newId(bed.now)));
}

describe.each([['with coordinators', true], ['without coordinators', false]] as const)('a group %s', (_, coordinated) => {
  // It takes seconds each: all in the soak.
  const somewhere = Object.entries(places).filter(([where]) => isSoak || where === (coordinated ? 'in a room of a chat platform' : 'in private'));
  test.each(somewhere)('shows no button %s that is refused to whoever it is shown to', { timeout: 120_000 }, async (_where, place) => {
    await prepare(coordinated);
    const dead: string[] = [];
    let presses = 0;
    await bed.store.tx(async (tx) => {
      const on = botOn(tx);
      for (const user of people) {
        const from: From = { ...place, user };
        const met = new Set<string>();
        for (const line of lines) {
          await on.undone(async () => {
            const outcome = await on.bot.line(line, from);
            if ('say' in outcome) dead.push(...(await deadButtons(on, from, met, `${user.id}${user.manages ? ' (manages)' : ''}: ${line}`, outcome.say, 2)));
          });
        }
        presses += met.size;
      }
      throw new Error('all of it is undone');
    }).catch((error: Error) => expect(error.message).toBe('all of it is undone'));
    expect(dead).toEqual([]);
    expect(presses).toBeGreaterThan(1000);
  });
});
