// `npm run dev:slack`: a Slack on this machine with the bot in it, to try things by hand. Nothing leaves the machine, nothing is kept.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { slackBed } from '#tests/support/slack/bed.ts';
import type { Answer, Channel, Filling, ModalField, Person, Posted } from '#tests/support/slack/types.ts';
import { converse, named, show } from './converse.ts';

const help = `
/as INPUD                     speak for its focal point; also: coordinator civil-society, alternate INPUD, observer
/as Mika                      somebody without a seat, written @Mika in lines; "/as Mika admin" is an admin of the workspace
/in #main    /in dm           go to a channel (a new name makes one), or to your private messages with the bot
/in home                      your App Home with the bot
/update 4 on-track Draft sent      a slash command of the app; without its words it opens a form, which also takes files
[2]  or  press Label          press a button of the last answer, or of a message in this place
fill note=Done; status=Done   send off the form that is open; what is not named stays as it is. Files by path, people as @Mika, channels as #main.
                              In quotes a text can hold a semicolon, and \\n begins a new line: fill sides="UN: UNODC\\nCivil society: INPUD; IDPC"
offer commitment evi          what is offered while "evi" is typed in a field of the form
use Log as update             a message shortcut, on the last message that somebody wrote here
look                          what stands in this place
/clock +3d                    let time pass; what falls due is delivered
drop                          cut the bot off; it comes back by itself. Also: drop refresh, drop stall
help                          this page
quit                          or Ctrl-D
Anything else is an ordinary message; in a channel the bot hears those that mention @Secretariat.
"npm run dev:slack -- http" delivers by signed HTTP instead of Socket Mode.`.trim();

const bed = await slackBed({ zone: 'Europe/Vienna', mode: process.argv.includes('http') ? 'http' : 'socket' });
const rooms = new Map<string, Channel>([['main', bed.main]]);
const people = new Map<string, Person>();
const seen = new Map<string, string>();
let who = 'INPUD';
let me = await somebody(who);
let place: Channel | 'dm' | 'home' = bed.main;
let last: Answer | undefined;

const indented = (text: string) => text.replaceAll('\n', '\n  ');
const nameOf = (where: typeof place) => (where === 'dm' ? 'private messages' : where === 'home' ? 'App Home' : `#${where.name}`);
const voice = () => me.in(place);

/** Somebody by the seat that words name or, where they name none, by name. */
async function somebody(words: string): Promise<Person> {
  const known = people.get(words);
  if (known) return known;
  const [, name, admin] = /^(.*?)( admin)?$/.exec(words)!;
  const person = await bed.person(words).catch((error: unknown) => {
    if (/^(coordinator|alternate|observer|focal|chair|notetaker)\b/.test(words)) throw error;
    return bed.stranger(name!, { admin: admin !== undefined });
  });
  people.set(words, person);
  return person;
}

/** Whoever has a seat is called by it, else by name. */
const callerOf = ({ by }: Posted) => [...people].find(([, { name }]) => name === by)?.[0] ?? by;
function messagesHere(): Posted[] {
  if (place === 'home') return [me.home()].filter((home) => home !== undefined);
  return place === 'dm' ? me.dms() : place.messages();
}

/** What has been posted or changed anywhere since this was asked last, but for what is shown as an answer already. */
function news(): string[] {
  const places = [...[...rooms].map(([name, room]) => [`#${name}`, room.messages()] as const), ...[...people].map(([name, person]) => [name, person.dms()] as const)];
  return places.flatMap(([where, messages]) => messages.flatMap((message) => {
    const before = seen.get(message.id);
    seen.set(message.id, message.text);
    if (before === message.text || message.by === me.name || (last?.raw as { ts?: string } | undefined)?.ts === message.id) return [];
    return [`→ ${where}${before === undefined ? '' : ' (changed)'}\n  ${indented(message.text)}`];
  }));
}

async function hear(answer: Answer | undefined): Promise<void> {
  if (!answer) return;
  last = answer;
  const how = { modal: 'a form', update: 'changed', none: 'nothing more to see', message: answer.ephemeral ? 'only you see this' : 'everybody sees this' }[answer.kind];
  const fields = answer.modal?.fields.map(({ name, type }) => `${name}${type === 'plain_text_input' ? '' : ` (${type})`}`).join(', ');
  show(`${answer.text}\n(${how}, ${Math.round(answer.ms)} ms${fields === undefined || fields === '' ? '' : `; fields: ${fields}`})`);
}

/** Presses a button of the last answer, or of the newest message here that has it. */
async function press(label: string): Promise<Answer> {
  if (last?.buttons.includes(label)) return last.presses(label);
  const message = messagesHere().findLast(({ buttons }) => buttons.includes(label));
  if (!message) throw new Error(`there is no button "${label}"`);
  return voice().presses(message, label);
}

async function goTo(where: string): Promise<void> {
  const name = where.replace(/^#/, '');
  last = undefined;
  if (name === 'dm' || name === 'home') place = name;
  else {
    if (!rooms.has(name)) rooms.set(name, bed.slack.channel(name));
    place = rooms.get(name)!;
  }
  if (place === 'home') show((await me.opensHome())?.text ?? 'nothing stands there');
}

/** What a form is given: files by path, people and channels by name, else text. */
function filling(field: ModalField | undefined, text: string): Filling {
  if (field?.type === 'file_input') return { name: basename(text), text: readFileSync(text, 'utf8') };
  if (field?.type.startsWith('multi_')) return text.split(',').map((one) => one.trim());
  return rooms.get(text.replace(/^#/, '')) ?? people.get(text.replace(/^@/, '')) ?? text;
}

function fill(line: string): Promise<Answer> {
  if (!last?.modal) throw new Error('no form is open');
  const { fields } = last.modal;
  return last.fills(Object.fromEntries(named(line).map(([name, text]) => [name, filling(fields.find((field) => field.name === name || field.label === name), text)])));
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
  else if (word === 'drop') bed.slack.drop(rest === 'refresh' || rest === 'stall' || rest === 'close' ? rest : 'cut');
  else if (word === 'look') for (const message of messagesHere()) show(`${callerOf(message)}\n  ${indented(message.text)}`);
  else if (number !== undefined) await hear(await press((last ?? messagesHere().at(-1))?.buttons[Number(number) - 1] ?? line));
  else if (word === 'press') await hear(await press(rest!));
  else if (word === 'fill') await hear(await fill(rest!));
  else if (word === 'use') {
    const message = messagesHere().findLast(({ by }) => by !== 'Secretariat');
    if (!message) throw new Error('nobody has written anything here');
    await hear(await voice().uses(rest!, message));
  } else if (word === 'offer') {
    const [, field = '', typed = ''] = /^(\S+)\s*(.*)$/.exec(rest!) ?? [];
    if (!last?.modal) throw new Error('no form is open');
    show((await last.searches(field, typed)).map(({ text, value }) => `${text}  →  ${value}`).join('\n') || 'nothing is offered');
  } else if (line.startsWith('/')) await hear(await voice().types(line));
  else await hear(await voice().writes(line));
}

show(`A workspace with the group of 2013, and you in it. Type "help" to see what there is.`);
await converse({ title: 'Slack', bed, violations: bed.slack.violations, prompt: () => `${who}, ${nameOf(place)}`, obey, news });
