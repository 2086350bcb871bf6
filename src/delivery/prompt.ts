import { cutRich, fit, pageOf } from '#core/fit.ts';
import { buttonsOf, message, plain, type Block, type Button, type Item, type Message, type Rich } from '#core/message.ts';
import { entryOf, insteadText, type Asked, type Entry } from '#delivery/entry.ts';
import { meetingIn, type Facts } from '#delivery/facts.ts';
import { outageBlocks, type Since } from '#delivery/outage.ts';
import { isEnd } from '#delivery/seriesnews.ts';
import type { Reading } from '#delivery/view.ts';
import { needsWord, wordBlocks } from '#delivery/word.ts';

/** What was to come while the program was down, or a platform: since when the earliest of it, and whether that is all there is. */
export interface Late extends Since {
  readonly all: boolean;
}

/** What of one thing is said, when several reminders about it meet. */
const order = ['call', 'overdue', 'closing', 'opening', 'commitment', 'milestone', 'owner', 'again', 'update', 'polled', 'called', 'alternate', 'entered', 'meeting', 'poll', 'face', 'fresh', 'event', 'moved', 'place', 'part'];
/** What is said of a thing besides what else there is to say of it. */
const apart: readonly string[] = ['moved', 'place', 'part', 'alternate', 'entered'];

/** How many characters what is owed and what is only told may take: the rest is for a digest and for why one is asked. */
const [room, less] = [1900, 900];
/** How many of the things after the first get a button of their own. */
const further = 2;

/**
 * One message for one person of all that is due: what they owe first, the most urgent before the others and news of meetings before them, then what they are only told.
 * The first thing can be answered with one press. `digest` is what follows beneath.
 */
export function promptFor(view: Reading, facts: Facts, asked: readonly Asked[], late: Late | undefined, digest: readonly Block[]): Message {
  const entries = entriesOf(view, facts, asked);
  const owed = entries.filter((entry) => entry.owed !== undefined).sort((a, b) => Number(b.once ?? false) - Number(a.once ?? false) || (a.owed! < b.owed! ? -1 : a.owed! > b.owed! ? 1 : inOrder(a.id, b.id)));
  // That an event has moved stands before what moved with it.
  const told = entries.filter((entry) => entry.owed === undefined).sort((a, b) => Number(b.once ?? false) - Number(a.once ?? false) || Number(b.id.startsWith('event/')) - Number(a.id.startsWith('event/')));
  const special = asked.flatMap(({ row }) => (row.kind === 'word' ? wordBlocks(view, facts, row) : row.kind === 'outage' ? outageBlocks(view, facts, row) : []));
  // Of what needs a word each commitment counts, for each is an entry.
  const count = entries.length + asked.reduce((sum, { row }) => sum + (row.kind === 'outage' ? 1 : row.kind === 'word' && wordBlocks(view, facts, row).length > 0 ? needsWord(view, facts).length : 0), 0);
  const shown = pageOf(itemsOf(brief(owed)), 1, room).items;
  const notices = pageOf(itemsOf(brief(told)), 1, less).items;
  const hidden = entries.length - shown.length - notices.length;
  const blocks: Block[] = [
    { note: lateText(view, late) },
    { list: shown },
    { note: commonWhy(owed) },
    { text: shown.length > 0 && notices.length > 0 ? view.t('reminder.prompt.also') : [] },
    { list: notices },
    { note: commonWhy(told) },
    { note: hidden > 0 ? view.t('reminder.prompt.more', { count: hidden, line: { code: '/my tasks' } }) : [] },
    ...special.filter((block) => !('buttons' in block)),
    ...digest.filter((block) => !('buttons' in block)),
  ];
  const more = buttonsOf({ v: 1, blocks: [...special, ...digest] });
  const group = view.dir.group.name;
  const title = count === 0 ? view.t('reminder.digest.own', { group }) : view.t(titleKey(facts, asked), { group, count });
  return fit(message(title, ...blocks, { buttons: distinct([...pressesOf(view, owed, told, hidden), ...more]) }));
}

/** What a message is called by what all of it is. */
function titleKey(facts: Facts, asked: readonly Asked[]) {
  const isAll = (kind: string) => asked.every(({ row }) => row.kind === kind);
  if (isAll('called')) return asked.every(({ row }) => isAsking(facts, row.subject)) ? 'reminder.calling.titlePoll' : 'reminder.calling.title';
  return titles.find(([kind]) => isAll(kind))?.[1] ?? 'reminder.prompt.title';
}
const titles = [['moved', 'reminder.prompt.movedOwn'], ['call', 'reminder.calling.begins'], ['place', 'reminder.calling.titlePlace'], ['part', 'reminder.calling.titlePart'], ['alternate', 'reminder.calling.titleAlternate'], ['entered', 'reminder.calling.titleEntered']] as const;

/** Whether what one is called to has no time yet. */
const isAsking = ({ meetings }: Facts, subject: string) => meetings.get(meetingIn(subject) ?? 0)?.starts === null;

/** What rooms are told: nobody is asked there. */
export function noticeFor(view: Reading, facts: Facts, rows: readonly Asked[], late: Late | undefined, digest: readonly Block[]): Message {
  const entries = entriesOf(view, facts, rows);
  const moved = entries.length > 0 && rows.every(({ row }) => row.kind === 'moved');
  const title = view.t(entries.length === 0 ? 'reminder.digest.title' : moved ? 'reminder.prompt.movedTitle' : 'reminder.prompt.comingUp');
  const list = pageOf(entries.map(({ item }) => item), 1, room).items;
  const buttons = [...new Map(entries.flatMap(({ show }) => (show ? [[show.label, show] as const] : []))).values()].slice(0, 3);
  const below = entries.length > 0 && digest.length > 0 ? [{ text: [{ b: view.t('reminder.digest.title') }] }] : [];
  const plainDigest = digest.filter((block) => !('buttons' in block));
  return fit(message(title, { note: lateText(view, late) }, { list }, ...below, ...plainDigest, { buttons: distinct([...buttons, ...buttonsOf({ v: 1, blocks: digest })]) }));
}

const lateText = (view: Reading, late: Late | undefined): Rich => (late === undefined ? [] : view.t(late.all ? 'reminder.prompt.late' : 'reminder.prompt.lateSome', { when: { when: late.at }, ...(late.platform === undefined ? { who: 'me', platform: '' } : { who: 'platform', platform: view.t('platform', { platform: late.platform }) }) }));

/** One entry for each thing, and for whom one is asked beneath it. */
function entriesOf(view: Reading, facts: Facts, asked: readonly Asked[]): Entry[] {
  const about = asked.filter(({ row: { kind } }) => order.includes(kind)).toSorted((a, b) => order.indexOf(a.row.kind) - order.indexOf(b.row.kind));
  return [...Map.groupBy(about, ({ row }) => `${row.subject} ${apart.includes(row.kind) ? row.kind : ''} ${row.kind === 'moved' ? `${isEnd(row)} ${row.data?.from}` : ''} ${row.data?.organisation ?? ''}`).values()].flatMap((same) => {
    const entry = entryOf(view, facts, same[0]!);
    if (!entry) return [];
    const instead = new Set(same.flatMap((each) => (each.instead ? plain(insteadText(view, each.instead)) : [])));
    return instead.size === 0 ? entry : { ...entry, item: { ...entry.item, note: [...(entry.item.note ?? []), ` · ${[...instead].slice(0, 3).join(' ')}`] } };
  });
}

/** The items, each with why one is asked; when that is the same for all of them, it is said once beneath them. */
function itemsOf(entries: readonly Entry[]): Item[] {
  if (isCommon(entries)) return entries.map(({ item }) => item);
  return entries.map(({ item, why }) => {
    const reason = why(1);
    return reason.length === 0 ? item : { ...item, note: [...(item.note ?? []), ...(item.note?.length ? [' · '] : []), ...reason] };
  });
}

/** Of many things each is told in a line, so that a phone shows them all: the number says which is meant. */
function brief(entries: readonly Entry[]): readonly Entry[] {
  if (entries.length <= few) return entries;
  return entries.map((entry) => ({ ...entry, item: { ...entry.item, text: cutRich(entry.item.text, line) } }));
}
const [few, line] = [3, 72];

const isCommon = (entries: readonly Entry[]) => entries.length > 1 && new Set(entries.map(({ why }) => JSON.stringify(why(1)))).size === 1;
const commonWhy = (entries: readonly Entry[]): Rich => (isCommon(entries) ? entries[0]!.why(entries.length) : []);

/** The presses: all answers to the first thing, under its name when there are several; then a way into the next ones. */
function pressesOf(view: Reading, owed: readonly Entry[], told: readonly Entry[], hidden: number): Button[] {
  const [first, ...others] = owed;
  const tasks: Button = { label: view.label('button.tasks'), run: 'my.tasks', given: {} };
  if (!first) return told.flatMap(({ show }) => show ?? []).slice(0, 4);
  // Of two dates of one meeting, each is called by its day.
  const nameOf = ({ id, dated }: Entry): string => (owed.filter((each) => each.id === id).length > 1 ? (dated ?? id) : id);
  const named = (button: Button): Button => (others.length + told.length > 0 && !button.label.includes(first.id) ? { ...button, label: view.label('reminder.prompt.named', { id: nameOf(first), label: button.label }) } : button);
  const next = others.slice(0, further).flatMap((entry): Button[] => {
    const [id, { answers }] = [nameOf(entry), entry];
    const step = answers.find((button) => 'run' in button && button.run === 'commitment.milestone');
    const report = answers.find((button) => 'run' in button && button.run === 'commitment.update' && button.given.form === 'open');
    const reply = answers.find((button) => 'run' in button && (button.run === 'meeting.rsvp' || button.run === 'meeting.answer'));
    if (reply) return [{ ...reply, label: view.label('reminder.prompt.named', { id, label: reply.label }) }];
    if (step) return [{ ...step, label: view.label('reminder.prompt.named', { id, label: step.label }) }];
    return report ? [{ ...report, label: view.label('reminder.prompt.report', { id }) }] : [];
  });
  return [...first.answers.map(named), ...next, ...(hidden > 0 || others.length > further ? [tasks] : [])];
}

/** `C2` before `C10`, and `C2.1` between them. */
const inOrder = (a: string, b: string) => numbersIn(a) - numbersIn(b) || (a < b ? -1 : 1);
const numbersIn = (id: string) => Number(id.slice(1).replace(/\.(\d+)$/, (_, step: string) => `.${step.padStart(4, '0')}`));

/** Buttons of which no two do the same. */
function distinct(buttons: readonly Button[]): Button[] {
  const acts = buttons.map((button) => ('run' in button ? `${button.run} ${JSON.stringify(button.given)}` : button.link));
  return buttons.filter((_, i) => acts.indexOf(acts[i]!) === i);
}
