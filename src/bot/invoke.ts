import type { z } from 'zod';
import { checkText } from '#core/clean.ts';
import { StoreError, UserError } from '#core/errors.ts';
import { fieldsOf, type Field } from '#core/field.ts';
import { fit } from '#core/fit.ts';
import { newId } from '#core/id.ts';
import { t } from '#core/i18n.ts';
import type { Given, Message } from '#core/message.ts';
import { dropDraft, findDraft, keepDraft } from '#db/drafts.ts';
import { accountHash } from '#db/people.ts';
import { receive } from '#db/received.ts';
import type { Tx } from '#db/schema.ts';
import { reserved, type Command, type Form, type Invocation, type Outcome } from '#bot/command.ts';
import { makeCtx } from '#bot/ctx.ts';
import { faultsOf, refusal } from '#bot/refuse.ts';
import { settleButtons } from '#bot/settle.ts';
import { caller, seatFor, Unclear } from '#bot/who.ts';
import type { World } from '#bot/world.ts';

/** A question that stops the work before anything is written; the transaction only keeps the half-filled form. */
class Ask extends Error {
  readonly form: Omit<Form, 'draft'>;
  constructor(form: Omit<Form, 'draft'>) {
    super('ask');
    this.form = form;
  }
}

/** Carries out an invocation: the one way in for every door, whether typed, chosen, pressed or filled in. */
export async function invoke(world: World, invocation: Invocation): Promise<Outcome> {
  const owner = accountHash(world.secret, invocation.user.platform, invocation.user.id);
  const now = world.now();
  let lang = 'en';
  let merged = invocation;
  try {
    if (invocation.draft !== undefined) merged = await withDraft(world, owner, invocation, now);
    const command = world.commands.get(merged.command);
    if (!command) throw new UserError('error.line.unknown', { word: merged.command.slice(0, 60) });
    const work = (tx: Tx) => run(world, command, merged, owner, tx, now, (known) => (lang = known));
    const say = command.reads ? await world.store.read(work) : await world.store.tx(work);
    if (say === 'duplicate') return { ignore: 'duplicate' };
    if (!command.reads) world.wake();
    return { say };
  } catch (error) {
    return answerTo(world, error, merged, owner, now, lang).catch((second: unknown) => answerTo(world, second, { ...merged, given: {} }, owner, now, lang));
  }
}

async function run(world: World, command: Command, invocation: Invocation, owner: string, tx: Tx, now: Temporal.Instant, learn: (lang: string) => void): Promise<Message | 'duplicate'> {
  if (!command.reads && !(await receive(tx, invocation.id, now))) return 'duplicate';
  const found = await caller(tx, owner, invocation, !command.reads);
  const lang = found.person?.language ?? invocation.user.lang ?? found.dir?.group.language ?? 'en';
  learn(lang);
  const me = seatFor(command, found, invocation.given.as, (key, params) => t(lang, key, params));
  const ctx = makeCtx({ ...found, me, tx, now, lang, owner, invocation, world });
  const { form, ...given } = invocation.given;
  const fields = fieldsOf(command.input);
  const missing = fields.filter(({ name, required }) => required && (given[name] === undefined || given[name] === ''));
  if (form !== undefined || missing.length > 0) {
    const start = command.prefill ? await command.prefill(ctx, given) : {};
    throw new Ask({ command: command.name, fields: form !== undefined ? fields : fields.filter((field) => missing.includes(field) || field.asked), given: { ...start, ...given }, errors: {} });
  }
  const input = parse(command, given);
  const message = await command.run(ctx, input);
  if (invocation.draft !== undefined && !command.reads) await dropDraft(tx, owner, invocation.draft);
  return command.reads ? fit(message) : settleButtons(tx, fit(message), owner, now, found.dir?.group.id ?? null);
}

/** Checks what was given against the command's schema; every text in it must be one that can be kept. */
function parse(command: Command, given: Given): Record<string, unknown> {
  for (const [name, value] of Object.entries(given)) if (typeof value === 'string') checkText(value, name);
  const known = Object.fromEntries(Object.entries(given).filter(([name, value]) => value !== '' && !(reserved as readonly string[]).includes(name)));
  const result = command.input.safeParse(known);
  if (result.success) return result.data;
  throw new Faulty(command, known, result.error.issues);
}

/** Input that the schema refuses: one fault or more, each with its field. */
class Faulty extends Error {
  readonly command: Command;
  readonly given: Given;
  readonly issues: readonly z.core.$ZodIssue[];
  constructor(command: Command, given: Given, issues: readonly z.core.$ZodIssue[]) {
    super('faulty');
    this.command = command;
    this.given = given;
    this.issues = issues;
  }
}

async function withDraft(world: World, owner: string, invocation: Invocation, now: Temporal.Instant): Promise<Invocation> {
  const draft = await world.store.read((tx) => findDraft(tx, owner, invocation.draft!, now));
  if (!draft) throw new UserError('error.draft.gone');
  const { form: _form, ...kept } = draft.given;
  const group = draft.group === null ? {} : { group: draft.group };
  // A button's draft keeps the button's own wish to open the form; what the form sends back replaces what was kept.
  return { ...invocation, command: draft.command, given: { ...group, ...(invocation.via === 'button' ? draft.given : kept), ...invocation.given } };
}

async function answerTo(world: World, error: unknown, invocation: Invocation, owner: string, now: Temporal.Instant, lang: string): Promise<Outcome> {
  const command = world.commands.get(invocation.command);
  const group = typeof invocation.given.group === 'string' ? invocation.given.group : null;
  const keep = <T>(work: (tx: Tx) => Promise<T>) => world.store.tx(work);
  if (error instanceof Ask) return { ask: await asForm(world, error.form, invocation, owner, group, now) };
  if (error instanceof Unclear) {
    const field: Field = { name: error.field, kind: 'choice', required: true, asked: true, choices: error.choices };
    return { ask: await asForm(world, { command: invocation.command, fields: [field], given: invocation.given, errors: {} }, invocation, owner, group, now) };
  }
  if (error instanceof Faulty) {
    const faults = faultsOf(error.issues, fieldsOf(error.command.input), error.given);
    if (invocation.via === 'form') {
      const errors = Object.fromEntries(faults.map((fault) => [fault.field!, t(lang, fault.key, fault.params)]));
      return { ask: await asForm(world, { command: invocation.command, fields: fieldsOf(error.command.input), given: invocation.given, errors }, invocation, owner, group, now) };
    }
    const message = refusal(world, faults, invocation, command, lang);
    return { say: await keep((tx) => settleButtons(tx, fit(message), owner, now, group)), error: faults[0]! };
  }
  if (error instanceof UserError) {
    if (invocation.via === 'form' && error.field !== undefined && command) {
      const errors = { [error.field]: t(lang, error.key, error.params) };
      return { ask: await asForm(world, { command: invocation.command, fields: fieldsOf(command.input), given: invocation.given, errors }, invocation, owner, group, now) };
    }
    const message = fit(refusal(world, [error], invocation, command, lang));
    return { say: await keep((tx) => settleButtons(tx, message, owner, now, group)), error };
  }
  if (error instanceof StoreError) return { say: { v: 1, tone: 'refusal', blocks: [{ text: t(lang, `error.store.${error.fault}`, { where: error.where }) }] }, fault: error.fault };
  const incident = newId(now);
  world.bug(incident, invocation.command, error);
  return { say: { v: 1, tone: 'refusal', blocks: [{ text: t(lang, 'error.bug', { incident }) }] } };
}

/** A form with its draft: what was given so far is kept, so that it can be reopened. */
async function asForm(world: World, form: Omit<Form, 'draft'>, invocation: Invocation, owner: string, group: string | null, now: Temporal.Instant): Promise<Form> {
  const id = invocation.draft ?? newId(now);
  await world.store.tx((tx) => keepDraft(tx, owner, { id, command: form.command, group, given: form.given }, now));
  return { ...form, draft: id };
}
