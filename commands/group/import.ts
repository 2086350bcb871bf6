import { z } from 'zod';
import { command, type ChatRoom, type Ctx } from '#bot/command.ts';
import { giveRoom, nextSteps } from '#bot/home.ts';
import { done, press } from '#bot/reply.ts';
import { isCoordinator } from '#bot/seat.ts';
import { UserError } from '#core/errors.ts';
import { file } from '#core/field.ts';
import { checkText } from '#core/clean.ts';
import { message, type Message } from '#core/message.ts';
import { importDates, importGroup, type Result } from '#db/import.ts';
import { directory, groupIds, type Directory } from '#db/groups.ts';
import { lockGroup } from '#db/open.ts';
import { datesOf, isCalendar, readCalendarFile } from '#rules/calendarfile.ts';
import { fromFile, type Imported } from '#rules/fromfile.ts';
import { readGroupFile } from '#rules/groupfile.ts';
import type { FileFault } from '#rules/readfile.ts';

/** How many faults one answer lists. */
const shown = 30;

/** Reads a group or a calendar from a file: adds what the store lacks, changes nothing that is there, or names all that is wrong. */
export const groupImport = command({
  name: 'group.import',
  who: 'anyone',
  keepers: true,
  input: z.object({ file: file() }),
  args: ['file'],
  // Whoever may make a group here is not asked for which of their own groups this is.
  groupless: ({ user, chat }) => chat !== undefined && user.manages === true,
  async prefill(ctx) {
    check(ctx);
    return {};
  },
  async run(ctx, input) {
    check(ctx);
    const text = checkText(input.file.text, 'file');
    if (isCalendar(text)) return calendar(ctx, input.file.name, text);
    const read = readGroupFile(text);
    if ('faults' in read) return faulty(ctx, input.file.name, read.faults);
    const imported = fromFile(read.file, ctx.now);
    if (ctx.chat && ctx.founds) return make(ctx, ctx.chat, imported);
    const known = await directory(ctx.tx, imported.group.id);
    const own = ctx.hasGroup && ctx.dir.group.id === imported.group.id;
    // One adds to the own group only; another group's file says nothing about whether that group exists.
    if (!own && !runsPlace(ctx)) throw new UserError('error.import.other', { group: imported.group.name });
    const { added, different } = await importGroup(ctx.tx, imported, 'import', ctx.now);
    const nothing = Object.keys(added).length === 0;
    const said = nothing ? ctx.t(different.length > 0 ? 'group.import.kept' : 'group.import.same', { group: imported.group.name }) : ctx.t(known ? 'group.import.added' : 'group.import.made', { group: imported.group.name, ...countsOf(added) });
    const answer = own ? done(said, press(ctx, 'button.commitments', 'commitment.list')) : done(said);
    return withDifferent(ctx, answer, different);
  },
});

/** Whether they run the place itself, at the machine: then every group of the store is theirs to fill. Who manages a server has that server's. */
const runsPlace = (ctx: Ctx) => ctx.user.manages === true && !ctx.chat;

/** @throws UserError for whoever may import nothing here */
function check(ctx: Ctx): void {
  if (!ctx.user.manages && !ctx.founds && !isCoordinator(ctx)) throw new UserError('error.import.who');
}

/** Makes the file's group, whose main room this becomes. @throws UserError where its id is taken */
async function make(ctx: Ctx, chat: ChatRoom, imported: Imported): Promise<Message> {
  const { group, sides } = imported;
  await lockGroup(ctx.tx, group.id);
  if (await directory(ctx.tx, group.id)) throw new UserError('error.import.taken', { id: group.id });
  const { added } = await importGroup(ctx.tx, imported, 'import', ctx.now);
  await giveRoom(ctx, group, chat, 'main');
  return { ...message(undefined, { text: ctx.t('group.import.made', { group: group.name, ...countsOf(added) }) }, { text: ctx.t('group.setup.next') }, { buttons: nextSteps(ctx, sides) }), tone: 'done' };
}

const countsOf = (added: Result['added']) => ({ organisations: added.organisation ?? 0, events: added.event ?? 0, commitments: added.commitment ?? 0, milestones: added.milestone ?? 0 });

function faulty(ctx: Ctx, name: string, faults: readonly FileFault[]): Message {
  const list = faults.slice(0, shown).map(({ place, fault }) => ({ text: [{ code: place }, ` ${fault}`] }));
  return { ...message(ctx.t('group.import.faulty', { file: name, count: faults.length }), { list }, { note: ctx.t('group.import.nothing') }), tone: 'refusal' };
}

function withDifferent(ctx: Ctx, answer: Message, different: readonly string[]): Message {
  return different.length === 0 ? answer : { ...answer, blocks: [...answer.blocks, { note: ctx.t('group.import.different', { list: different.slice(0, 20).join(', ') }) }] };
}

/** Adds a calendar's events and deadlines to the group that one is in, or to the only one there is. */
async function calendar(ctx: Ctx, name: string, text: string): Promise<Message> {
  const read = readCalendarFile(text);
  if ('faults' in read) return faulty(ctx, name, read.faults);
  const { group, events } = await groupMeant(ctx);
  const dates = datesOf(read.file.events, { there: events, zone: group.zone, list: 'events' });
  if (dates.faults.length > 0) return faulty(ctx, name, dates.faults);
  const { added, different } = await importDates(ctx.tx, group.id, dates, 'import', ctx.now);
  const counts = { group: group.name, events: added.event ?? 0, deadlines: added.deadline ?? 0 };
  const said = counts.events + counts.deadlines > 0 ? ctx.t('group.import.dates', counts) : ctx.t(different.length > 0 ? 'group.import.keptDates' : 'group.import.sameDates', counts);
  return withDifferent(ctx, ctx.hasGroup ? done(said, press(ctx, 'button.events', 'event.list')) : done(said), different);
}

/** @throws UserError when no group is meant and there is not exactly one */
async function groupMeant(ctx: Ctx): Promise<Directory> {
  if (ctx.hasGroup) return ctx.dir;
  if (!runsPlace(ctx)) throw new UserError('error.import.noGroup');
  const ids = await groupIds(ctx.tx);
  if (ids.length !== 1) throw new UserError(ids.length === 0 ? 'error.import.noGroup' : 'error.import.which', { groups: ids.slice(0, 20).join(', ') });
  return (await directory(ctx.tx, ids[0]!))!;
}
