import { checkText } from '#core/clean.ts';
import { UserError } from '#core/errors.ts';
import { fieldsOf } from '#core/field.ts';
import { fit } from '#core/fit.ts';
import { spoken, t } from '#core/i18n.ts';
import type { Given, Message } from '#core/message.ts';
import { dropDraft, findDraft, keepDraft, typed, used } from '#db/drafts.ts';
import { receive, wasReceived } from '#db/received.ts';
import type { Tx } from '#db/schema.ts';
import { answerTo, Ask, callOf, Faulty, finished, settled, type Call } from '#bot/answer.ts';
import { reserved, type Command, type Invocation, type Outcome } from '#bot/command.ts';
import { makeCtx } from '#bot/ctx.ts';
import { Away, homesToBeIn, isPresent } from '#bot/presence.ts';
import { opened } from '#bot/secrets.ts';
import { settleButtons } from '#bot/settle.ts';
import { share, shares, withShare } from '#bot/share.ts';
import { caller, seatFor } from '#bot/who.ts';
import type { World } from '#bot/world.ts';

/** Carries out an invocation: the one way in for every door, whether typed, chosen, pressed or filled in. */
export async function invoke(world: World, invocation: Invocation): Promise<Outcome> {
  const call = callOf(world, invocation);
  try {
    if (invocation.draft !== undefined) {
      const whole = await withDraft(call, invocation.draft);
      if (!whole) return { ignore: 'duplicate' };
      call.invocation = whole;
    }
    const command = world.commands.get(call.invocation.command);
    if (!command) throw new UserError('error.line.unknown', { word: invocation.command.slice(0, 60) });
    if (command.sorted) call.invocation = { ...call.invocation, given: command.sorted(call.invocation.given) };
    call.invocation = await withManages(call.invocation, command);
    const work = (tx: Tx) => run(call, command, tx);
    const carryOut = () => (isReading(call, command) ? world.store.read(work) : world.store.tx(work));
    const say = await carryOut().catch(async (error: unknown) => {
      if (!(error instanceof Away)) throw error;
      // Whether they are still there is asked outside of the transaction, which has written nothing.
      if (!(await isPresent(world, call.invocation.user, error.homes))) throw new UserError('error.seat.left');
      call.present = error.group;
      return carryOut();
    });
    if (say === 'duplicate') return { ignore: 'duplicate' };
    if (isReading(call, command)) return { say: await settled(call, say), reader: call.reader };
    world.wake();
    return { say, reader: call.reader };
  } catch (error) {
    // Keeping a draft for the answer can fail in its turn: then the fault of the store is the answer.
    return answerTo(call, error).catch((second: unknown) => answerTo({ ...call, invocation: { ...call.invocation, given: {} } }, second));
  }
}

/** The invocation with whether its caller runs the place, which their platform may have to be asked for. What only reads is shown all the same when that is not known. */
async function withManages(invocation: Invocation, { keepers, reads }: Command): Promise<Invocation> {
  const { manages, ...user } = invocation.user;
  if (typeof manages !== 'function') return invocation;
  const known = keepers && (reads ? manages().catch(() => false) : manages());
  return { ...invocation, user: { ...user, manages: (await known) === true } };
}

/** Whether nothing is written: a reading command does write when its answer is shared. */
const isReading = ({ invocation }: Call, command: Command) => command.reads === true && !shares(command, invocation);

async function run(call: Call, command: Command, tx: Tx): Promise<Message | 'duplicate'> {
  const { world, invocation, owner, now } = call;
  const reads = isReading(call, command);
  if (!reads && !(await receive(tx, invocation.id, now))) return 'duplicate';
  const found = await caller(tx, world.secret, owner, invocation, !reads, command.groupless?.(invocation));
  const homes = call.present === found.dir?.group.id ? [] : await homesToBeIn(tx, world.secret, found, invocation);
  if (homes.length > 0) throw new Away(found.dir!.group.id, homes);
  call.group = found.dir?.group.id ?? null;
  call.isPrivate = found.isPrivate;
  const lang = spoken(found.person?.language ?? invocation.user.lang ?? found.dir?.group.language ?? 'en');
  const home = found.dir?.group.zone ?? 'UTC';
  call.reader = { zone: found.person?.zone ?? home, home, lang };
  const me = seatFor(command, found, invocation.given.as, (key, params) => t(lang, key, params));
  const ctx = makeCtx({ ...found, me, tx, now, lang, owner, invocation, world });
  call.reader = { zone: ctx.zone, home, lang };
  await command.check?.(ctx);
  const { form, share: token, ...given } = opened(world.secret, command, invocation.given);
  const fields = fieldsOf(command.input);
  const missing = fields.filter(({ name, required }) => required && (given[name] === undefined || given[name] === ''));
  const isBare = invocation.via !== 'form' && Object.keys(given).every((name) => (reserved as readonly string[]).includes(name));
  if (form !== undefined || missing.length > 0 || (isBare && command.asksFirst?.(ctx))) {
    const start = command.prefill ? await command.prefill(ctx, given) : {};
    // A button can open the form of one field alone.
    const alone = fields.filter(({ name }) => name === form);
    throw new Ask(alone.length > 0 ? alone : form !== undefined || missing.length === 0 ? fields : fields.filter((field) => missing.includes(field) || field.asked), { ...start, ...given });
  }
  const answer = await command.run(ctx, parse(command, given));
  if (reads) return withShare(ctx, command, given, answer);
  const message = shares(command, invocation) ? await share(ctx, token, fit(answer)) : answer;
  if (invocation.draft !== undefined) await useUp(call, tx, invocation.draft);
  return settleButtons(tx, finished(call, message), owner, now, call.group);
}

/** Forgets a draft that has been carried out. Of a button it stays known that it was: it can still be pressed. */
async function useUp({ invocation: { via, command }, owner, now, group }: Call, tx: Tx, id: string): Promise<void> {
  // What was done may have been to forget it.
  const isThere = (await findDraft(tx, owner, id, now)) !== undefined;
  await (via === 'button' && isThere ? keepDraft(tx, owner, { id, command, group, given: { form: used } }, now) : dropDraft(tx, owner, id));
}

/** Checks what was given against the command's schema; every text in it must be one that can be kept. */
function parse(command: Command, given: Given): Record<string, unknown> {
  const known: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === 'string') checkText(value, name);
    if (value !== '' && !(reserved as readonly string[]).includes(name)) known[name] = value;
  }
  const result = command.input.safeParse(known);
  if (result.success) return result.data;
  throw new Faulty(command, known, result.error.issues);
}

/** The invocation with what its draft holds; undefined for one that was carried out before, and has used it up. */
async function withDraft(call: Call, id: string): Promise<Invocation | undefined> {
  const { world, invocation, owner, now } = call;
  const { draft, isOver } = await world.store.read(async (tx) => {
    const found = await findDraft(tx, owner, id, now);
    return { draft: found, isOver: !found && (await wasReceived(tx, invocation.id)) };
  });
  if (isOver) return undefined;
  if (!draft) throw new UserError('error.draft.gone');
  if (draft.given.form === used) throw new UserError('error.draft.used');
  const { form: before, ...kept } = draft.given;
  call.isTyped = before === typed || (invocation.via === 'form' && Object.keys(invocation.given).some((name) => !(reserved as readonly string[]).includes(name)));
  const group = draft.group === null ? {} : { group: draft.group };
  // A button's draft keeps the button's own wish to open the form; what the form sends back replaces what was kept, but for a secret that
  // the form could not show: its field comes back empty.
  const command = world.commands.get(draft.command);
  const isUnseen = (name: string, value: unknown) => value === '' && command !== undefined && fieldsOf(command.input).some((field) => field.name === name && field.secret);
  const sent = Object.fromEntries(Object.entries(invocation.given).filter(([name, value]) => !isUnseen(name, value)));
  return { ...invocation, command: draft.command, given: { ...group, ...(invocation.via === 'button' ? draft.given : kept), ...sent } };
}
