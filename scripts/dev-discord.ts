// `npm run dev:discord`: a Discord on this machine with the bot in it, to try things by hand. Nothing leaves the machine, nothing is kept.
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { discordBed } from '#tests/support/discord/bed.ts';
import type { Answer, Channel, Person, Posted } from '#tests/support/discord/types.ts';
import { converse, named, show } from './converse.ts';

const help = `
/as INPUD                     speak for its focal point; also: coordinator civil-society, alternate INPUD, observer
/as Mika                      somebody without a seat, written @Mika in options; "/as Mika manages" may manage the server
/in #main    /in dm           go to a channel (a new name makes one), or to your private messages with the bot
/update commitment:4 status:on-track note:Draft sent      a slash command; file:PATH attaches a file of this machine
/update commitment:evi?       what is offered for the option that is being typed
[2]  or  press Label          press a button of the last answer, or of a message in this place
fill note=Done; status=done   send off the form that is open; what is not named stays as it is. Files by path, people as @Mika, channels as #main.
                              In quotes a text can hold a semicolon, and \\n begins a new line: fill sides="UN: UNODC\\nCivil society: INPUD; IDPC"
use Log as update             a message menu command, on the last message that somebody wrote here
look                          what stands in this place
/clock +3d                    let time pass; what falls due is delivered
drop                          cut the bot off; it comes back by itself
help                          this page
quit                          or Ctrl-D
Anything else is an ordinary message.`.trim();

const bed = await discordBed({ zone: 'Europe/Vienna' });
const rooms = new Map<string, Channel>([['main', bed.main]]);
const people = new Map<string, Person>();
const seen = new Map<string, string>();
let who = 'INPUD';
let me = await somebody(who);
let place: Channel | 'dm' = bed.main;
let last: Answer | undefined;

const indented = (text: string) => text.replaceAll('\n', '\n  ');
const nameOf = (where: typeof place) => (where === 'dm' ? 'private messages' : `#${where.name}`);
const voice = () => me.in(place);

/** Somebody by the seat that words name or, where they name none, by name. */
async function somebody(words: string): Promise<Person> {
  const known = people.get(words);
  if (known) return known;
  const [, name, manages] = /^(.*?)( manages)?$/.exec(words)!;
  const person = await bed.person(words).catch((error: unknown) => {
    if (/^(coordinator|alternate|observer|focal|chair|notetaker)\b/.test(words)) throw error;
    return bed.stranger(name!, { manages: manages !== undefined });
  });
  people.set(words, person);
  return person;
}

/** Whoever has a seat is called by it, else by name. */
const callerOf = ({ by }: Posted) => [...people].find(([, { name }]) => name === by)?.[0] ?? by;
const messagesHere = (): Posted[] => (place === 'dm' ? me.dms() : place.messages());

/** What has been posted or changed anywhere since this was asked last, but for what is shown as an answer already. */
function news(): string[] {
  const places = [...[...rooms].map(([name, room]) => [`#${name}`, room.messages()] as const), ...[...people].map(([name, person]) => [name, person.dms()] as const)];
  return places.flatMap(([where, messages]) => messages.flatMap((message) => {
    const before = seen.get(message.id);
    seen.set(message.id, message.text);
    if (before === message.text || message.by === me.name || (last?.raw && 'id' in last.raw && last.raw.id === message.id)) return [];
    return [`→ ${where}${before === undefined ? '' : ' (changed)'}\n  ${indented(message.text)}`];
  }));
}

async function hear(answer: Answer | undefined): Promise<void> {
  if (!answer) return;
  last = answer;
  const how = answer.kind === 'modal' ? 'a form' : answer.kind === 'update' ? 'changed' : answer.ephemeral ? 'only you see this' : 'everybody sees this';
  const fields = answer.modal?.fields.map(({ name, kind }) => `${name}${kind === 'text' ? '' : ` (${kind})`}`).join(', ');
  show(`${answer.text}\n(${how}, ${Math.round(answer.ms)} ms${answer.deferred ? ', after "is thinking"' : ''}${fields === undefined ? '' : `; fields: ${fields}`})`);
}

/** Presses a button of the last answer, or of the newest message here that has it. */
async function press(label: string): Promise<Answer> {
  if (last?.buttons.includes(label)) return last.presses(label);
  const message = messagesHere().findLast(({ buttons }) => buttons.includes(label));
  if (!message) throw new Error(`there is no button "${label}"`);
  return voice().presses(message, label);
}

/** The files that a line names, by option. */
function filesIn(line: string): Record<string, { name: string; text: string }> {
  const found = [...line.matchAll(/(?:^|\s)(\w+):(\S+)/g)].filter(([, option, path]) => option === 'file' && existsSync(path!));
  return Object.fromEntries(found.map(([, option, path]) => [option!, { name: basename(path!), text: readFileSync(path!, 'utf8') }]));
}

async function goTo(where: string): Promise<void> {
  const name = where.replace(/^#/, '');
  if (name !== 'dm' && !rooms.has(name)) rooms.set(name, bed.server.channel(name));
  place = name === 'dm' ? 'dm' : rooms.get(name)!;
  last = undefined;
}

/** What a form is given: files by path, people and channels by name, else text. */
function filling(kind: string | undefined, text: string) {
  if (kind === 'file') return { name: basename(text), text: readFileSync(text, 'utf8') };
  if (kind === 'room') return rooms.get(text.replace(/^#/, '')) ?? text;
  if (kind === 'member') return people.get(text.replace(/^@/, '')) ?? [...people.values()].find(({ name }) => `@${name}` === text || name === text) ?? text;
  return text;
}

function fill(line: string): Promise<Answer> {
  if (!last?.modal) throw new Error('no form is open');
  const { fields } = last.modal;
  return last.fills(Object.fromEntries(named(line).map(([name, text]) => [name, filling(fields.find((field) => field.name === name || field.label === name)?.kind, text)])));
}

async function obey(line: string): Promise<void> {
  const [, word, rest] = /^(\S+)\s*(.*)$/s.exec(line)!;
  const number = /^\[(\d+)\]$/.exec(line)?.[1];
  if (word === 'help') return show(help);
  if (word === '/as') {
    me = await somebody(rest!);
    who = rest!;
    last = undefined;
  } else if (word === '/in') await goTo(rest!);
  else if (word === '/clock') await bed.passes(rest!);
  else if (word === 'drop') bed.discord.drop('cut');
  else if (word === 'look') for (const message of messagesHere()) show(`${callerOf(message)}\n  ${indented(message.text)}`);
  else if (number !== undefined) await hear(await press((last ?? messagesHere().at(-1))?.buttons[Number(number) - 1] ?? line));
  else if (word === 'press') await hear(await press(rest!));
  else if (word === 'fill') await hear(await fill(rest!));
  else if (word === 'use') {
    const message = messagesHere().findLast(({ by }) => by !== 'Secretariat');
    if (!message) throw new Error('nobody has written anything here');
    await hear(await voice().uses(rest!, message));
  } else if (line.startsWith('/') && line.endsWith('?')) {
    const field = /.*\s([\w-]+):[^:]*\?$/s.exec(line)?.[1];
    if (field === undefined) throw new Error('which option? End the line with OPTION:TEXT?');
    show((await voice().completes(line.slice(0, -1), field)).map(({ name, value }) => `${name}  →  ${value}`).join('\n') || 'nothing is offered');
  } else if (line.startsWith('/')) await hear(await voice().types(line, filesIn(line)));
  else await hear(await voice().writes(line));
}

show(`A server with the group of 2013, and you in it. Type "help" to see what there is.`);
await converse({ title: 'Discord', bed, violations: bed.discord.violations, prompt: () => `${who}, ${nameOf(place)}`, obey, news });
