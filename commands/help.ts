import { z } from 'zod';
import { command, type Command, type Ctx } from '#bot/command.ts';
import { exampleMaker, rightsOf } from '#bot/example.ts';
import { hintOf } from '#bot/hint.ts';
import { coordinatorOffers } from '#bot/home.ts';
import { seatLabel } from '#bot/words.ts';
import { UserError } from '#core/errors.ts';
import { fieldsOf, ref, type Field } from '#core/field.ts';
import { nameKey, nearest } from '#core/fold.ts';
import { isKey } from '#core/i18n.ts';
import { join, message, plain, type Button, type Item, type Message, type Rich } from '#core/message.ts';
import { press } from '#bot/reply.ts';
import { seatsOf } from '#db/people.ts';
import { fitting } from '#rules/roles.ts';
import { isKept } from '#rules/seats.ts';

/** What this person can do here, with lines that work for them; or one noun, or one command, in detail. */
export const help = command({
  name: 'help',
  who: 'anyone',
  reads: true,
  keepers: true,
  input: z.object({ topic: ref('command').optional() }),
  args: ['topic'],
  async run(ctx, { topic }) {
    if (topic === undefined) return overview(ctx);
    const found = topicOf(ctx.commands, topic);
    if (found === undefined) throw unknownTopic(ctx.commands, topic);
    return 'name' in found ? oneCommand(ctx, found) : oneNoun(ctx, found.noun);
  },
});

/** So many nouns have a line each, and so many characters are easily read in one. */
const [few, easy] = [5, 100];

const said = ({ name }: Command) => `/${name.replace('.', ' ')}`;
const nounsOf = (commands: readonly Command[]) => [...new Set(commands.map(({ name }) => name.split('.')[0]!))];

/** The command that a topic means (`commitment update`, or a verb that only one noun has), or the noun. */
function topicOf(commands: readonly Command[], typed: string): Command | { noun: string } | undefined {
  const key = nameKey(typed);
  const whole = commands.find(({ name }) => nameKey(name) === key);
  if (whole) return whole;
  const noun = nounsOf(commands).find((each) => each === key || `${each}s` === key);
  if (noun) return { noun };
  const byVerb = commands.filter(({ name }) => name.split('.')[1] === key);
  return byVerb.length === 1 ? byVerb[0] : undefined;
}

function unknownTopic(commands: readonly Command[], topic: string): UserError {
  const nouns = nounsOf(commands);
  const near = nearest(topic, [...nouns, ...commands.flatMap(({ name }) => [name.replace('.', ' '), ...name.split('.').slice(1)])].filter((word, i, all) => all.indexOf(word) === i));
  return new UserError('error.help.topic', { topic: topic.slice(0, 60), known: nouns.join(', ') }, 'topic', near.map((value) => ({ label: value, value })));
}

/** Twelve lines or fewer: each noun with the verbs that this person may use, and three that can be sent as they stand. */
async function overview(asked: Ctx): Promise<Message> {
  const isElsewhere = asked.founds && asked.chat !== undefined && asked.user.manages !== true;
  // Who manages a place of no group hears what belongs there, not what their seat in another group lets them do.
  const ctx = isElsewhere ? { ...asked, seats: [], hasGroup: false } : asked;

  const { may: mayGive } = await rightsOf(ctx);
  const may = ctx.commands.filter((each) => mayGive(each) && each.name !== 'help');
  const nouns = [...Map.groupBy(may, ({ name }) => name.split('.')[0]!)];
  const list = packed(nouns.map(([noun, commands]) => [{ b: [`/${noun}`] }, ` ${commands.map(({ name }) => name.split('.')[1]).join(' ')}`]));
  const seats = join(ctx.seats.map((seat) => seatLabel(ctx.t, ctx.dir, seat)), ' / ');
  const hasSeat = ctx.seats.length > 0;
  const menus = ctx.user.guided && hasSeat ? ctx.menus.filter(({ run }) => may.some(({ name }) => name === run)).map(({ label }) => ctx.t(label)) : [];
  return message(
    hasSeat ? ctx.t('help.title', { seats }) : ctx.t('help.stranger'),
    { list },
    { text: ctx.t(hasSeat ? 'help.tryMore' : 'help.try') },
    { code: (await liveLines(ctx)).join('\n') },
    { note: !hasSeat ? ctx.t('help.seat') : menus.length > 0 ? ctx.t('help.menus', { menus: join(menus, ', ') }) : [] },
    { buttons: [...(await firstSeats(ctx)), ...(hasSeat ? [press(ctx, 'button.tasks', 'my.tasks'), press(ctx, 'button.commitments', 'commitment.list')] : wayIn(ctx))] },
  );
}

/** For whoever manages the server: the coordinators' seats of the sides that nobody looks after. */
async function firstSeats(ctx: Ctx): Promise<Button[]> {
  if (!ctx.hasGroup || !ctx.chat || ctx.user.manages !== true) return [];
  const held = await seatsOf(ctx.tx, ctx.dir.group.id);
  return coordinatorOffers(ctx, ctx.dir.sides.filter(({ id }) => !isKept({ role: 'coordinator', organisation: null, side: id }, held, ctx.dir.organisations)));
}

/** What somebody without a seat does first: set up a group where that is theirs to do, or ask for a seat where there is one. */
function wayIn(ctx: Ctx): Button[] {
  if (ctx.founds && ctx.chat) return [press(ctx, 'button.setup', 'group.setup', { form: 'open' })];
  return ctx.hasGroup ? [press(ctx, 'button.askSeat', 'member.ask', { form: 'open' })] : [];
}

/** A line for each text; more than a few share lines, as many as are easily read: each goes into the first line that has room for it. */
function packed(texts: readonly Rich[]): Item[] {
  const lines: Rich[] = [];
  for (const text of texts) {
    const room = texts.length > few ? lines.findIndex((line) => plain(join([line, text], ' · ')).length <= easy) : -1;
    if (room < 0) lines.push(text);
    else lines[room] = join([lines[room]!, text], ' · ');
  }
  return lines.map((text) => ({ text }));
}

/** What is tried for the live lines, by what people can do; a command that needs a commitment of theirs only where there is one. */
const tries = ['commitment.update', 'commitment.rate', 'commitment.agree', 'my.tasks', 'meeting.schedule', 'plan.changes', 'commitment.show', 'commitment.list', 'my.zone', 'my.language', 'my.data'];
const needsOne = new Set(['commitment.update', 'commitment.rate', 'commitment.agree']);

async function liveLines(ctx: Ctx): Promise<string[]> {
  const [examples, { may }] = [await exampleMaker(ctx), await rightsOf(ctx)];
  const reads = ctx.seats.some(({ role }) => role !== 'observer') ? tries : tries.filter((name) => name !== 'my.tasks');
  const found = reads.flatMap((name) => ctx.commands.filter((each) => each.name === name && may(each) && (!needsOne.has(name) || examples.works(name))));
  // Whoever may call a meeting is shown how, whatever else there is.
  const called = found.slice(2).filter(({ name }) => name === 'meeting.schedule');
  return [...found.slice(0, 3 - called.length), ...called].map((each) => examples.line(each));
}

async function oneNoun(ctx: Ctx, noun: string): Promise<Message> {
  const [examples, { may }] = [await exampleMaker(ctx), await rightsOf(ctx)];
  const commands = ctx.commands.filter(({ name }) => name.split('.')[0] === noun);
  const list = commands.map((each): Item => {
    const verb: Rich = [{ b: [each.name.split('.')[1] ?? noun] }];
    return { text: join([verb, helpText(ctx, each), may(each) ? [{ code: examples.line(each) }] : needText(ctx, each)], ' · ') };
  });
  return message([`/${noun}`], { list }, { note: ctx.t('help.one', { line: { code: `/secretariat help ${commands[0]!.name.replace('.', ' ')}` } }) });
}

async function oneCommand(ctx: Ctx, each: Command): Promise<Message> {
  const fields = fieldsOf(each.input).filter(({ name }) => !['page', 'sure', 'seen'].includes(name));
  // Where a client asks for each value by its name, there is no order to know and nothing to write before a value.
  const isBare = ({ name }: Field) => ctx.user.guided === true || each.args.includes(name);
  const list = fields.map((field): Item => ({ text: join([[{ b: [isBare(field) ? field.name : `${field.name}:`] }], fieldText(ctx, field)], ' · ') }));
  const { may, fills } = await rightsOf(ctx);
  return message(
    [said(each), ': ', ...helpText(ctx, each)],
    { list },
    { text: may(each) ? ctx.t('help.like', { line: { code: (await exampleMaker(ctx)).line(each) } }) : needText(ctx, each) },
    { note: fields.every(isBare) ? [] : ctx.t('help.keyed') },
    { buttons: fills(each) && fields.length > 0 ? [press(ctx, 'button.form', each.name, { form: 'open' })] : [] },
  );
}

const helpText = (ctx: Ctx, { name }: Command): Rich => (isKey(`${name}.help`) ? ctx.t(`${name}.help` as 'help.help') : []);

/** Who may give a command that this person may not. */
function needText(ctx: Ctx, { name, who }: Command): Rich {
  if (name === 'member.ask' || name === 'group.setup') return ctx.t(`help.${name === 'member.ask' ? 'unseated' : 'founder'}`);
  // By their role they may: their side has a coordinator who does it.
  if (typeof who !== 'string' && fitting(who, ctx.seats).length > 0) return ctx.t('help.keeper');
  const roles = who === 'reader' ? [ctx.t('help.reader')] : who === 'anyone' ? [ctx.t('role.coordinator')] : who.map((role) => ctx.t(`role.${role}`));
  return ctx.t('help.needs', { roles: join(roles, ', ') });
}

/** A field in words: its choices or what it holds, and whether it is needed. */
function fieldText(ctx: Ctx, field: Field): Rich {
  const { name, choices, required } = field;
  const hint = hintOf(field);
  const what: Rich = choices ? [choices.join(', ')] : hint ? ctx.t(hint) : isKey(`field.${name}`) ? ctx.t(`field.${name}` as 'field.zone') : [];
  return join([what, required ? ctx.t('help.needed') : []], ' · ');
}
