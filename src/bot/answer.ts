import type { z } from 'zod';
import { StoreError, UserError } from '#core/errors.ts';
import { fieldsOf, type Field } from '#core/field.ts';
import { fit } from '#core/fit.ts';
import { newId } from '#core/id.ts';
import { spoken, t, type Key } from '#core/i18n.ts';
import { filesOf, join, plain, type Button, type Given, type Message, type Params, type Rich } from '#core/message.ts';
import { keepDraft, typed } from '#db/drafts.ts';
import { accountHash, whoIs } from '#db/people.ts';
import type { Command, Invocation, Outcome, Reader } from '#bot/command.ts';
import { faultsOf, isLost, refusal } from '#bot/refuse.ts';
import { keepable, misplaced } from '#bot/secrets.ts';
import { forGroup, isLasting, needsDrafts, settleButtons } from '#bot/settle.ts';
import { Unclear } from '#bot/who.ts';
import type { World } from '#bot/world.ts';

/** One invocation under way, with what has been found out about it so far. */
export interface Call {
  readonly world: World;
  /** With what its draft held, once that is known. */
  invocation: Invocation;
  /** The keyed hash of the caller's account. */
  readonly owner: string;
  readonly now: Temporal.Instant;
  /** The group that is meant: a form or button made in it is for it alone. */
  group: string | null;
  /** Whether the room is tied to no group, as in a private message. */
  isPrivate: boolean;
  /** Whether the draft that it continues holds something that was typed in a form. */
  isTyped: boolean;
  /** The group of which it is known that the caller is still where it is at home. */
  present?: string;
  reader: Reader;
}

/** The reader of an answer when nothing is known of them yet. */
export const stranger: Reader = { zone: 'UTC', home: 'UTC', lang: 'en' };

/** An invocation of which nothing is known yet but who made it. */
export function callOf(world: World, invocation: Invocation): Call {
  const owner = accountHash(world.secret, invocation.user.platform, invocation.user.id);
  return { world, invocation, owner, now: world.now(), group: null, isPrivate: false, isTyped: false, reader: { ...stranger, lang: spoken(invocation.user.lang ?? 'en') } };
}

/** Fields are missing: a question that stops the work before anything is written. */
export class Ask extends Error {
  readonly fields: readonly Field[];
  readonly given: Given;
  constructor(fields: readonly Field[], given: Given) {
    super('ask');
    this.fields = fields;
    this.given = given;
  }
}

/** Input that the schema refuses: one fault or more, each with its field. */
export class Faulty extends Error {
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

/** What a person gets to see of whatever stopped their invocation. Its transaction has been rolled back. */
export async function answerTo(call: Call, error: unknown): Promise<Outcome> {
  const { world, invocation, reader } = call;
  if (error instanceof Ask) return ask(call, error.fields, error.given);
  if (error instanceof Unclear) return ask(call, [{ name: error.field, kind: 'choice', required: true, asked: true, choices: error.choices }], invocation.given);
  const command = world.commands.get(invocation.command);
  const faults = error instanceof Faulty ? faultsOf(error.issues, fieldsOf(error.command.input), error.given) : error instanceof UserError ? [error] : undefined;
  if (faults) {
    const say = (key: Key, params: Params) => t(reader.lang, key, params);
    if (command && invocation.via === 'form' && faults.every(({ field }) => field !== undefined)) {
      return ask(call, fieldsOf(command.input), invocation.given, Object.fromEntries(faults.map((fault) => [fault.field, besideField(say(fault.key, fault.params), fault)])));
    }
    const isSeated = isLost(faults) && ((await world.store.read((tx) => whoIs(tx, call.owner)))?.seats ?? []).length > 0;
    return { say: await settled(call, refusal(world, faults, invocation, command, reader.lang, isSeated)), reader, error: faults[0]! };
  }
  if (error instanceof StoreError) return { say: sorry(t(reader.lang, `error.store.${error.fault}`, { where: error.where })), reader, fault: error.fault };
  const incident = newId(call.now);
  world.bug(incident, invocation.command, error);
  return { say: sorry(t(reader.lang, 'error.bug', { incident })), reader };
}

/** A fault beside its field: with what would work, but for what its own words name. */
function besideField(said: Rich, { ways }: UserError): Rich {
  return join([said, [ways.flatMap(({ label }) => (plain(said).includes(label) ? [] : label)).join('; ')].filter(Boolean)], ' ');
}

const said = ({ key, params }: UserError, { lang }: Reader): Rich => t(lang, key, params);
const sorry = (text: Rich): Message => ({ v: 1, tone: 'refusal', blocks: [{ text }] });

/** A form with its draft: what was given so far is kept, so that it can be reopened. */
async function ask(call: Call, fields: readonly Field[], given: Given, errors: Readonly<Record<string, Rich>> = {}): Promise<Outcome> {
  const { world, invocation, owner, now, group, reader } = call;
  const { command } = invocation;
  const { kept, lost } = keepable(world, command, given, Object.keys(errors));
  const astray = lost.filter(({ name }) => !(name in errors)).map((field) => [field.name, said(misplaced(field, fieldsOf(world.commands.get(command)!.input), given), reader)] as const);
  const draft = invocation.draft === undefined || isLasting(invocation.draft) ? newId(now) : invocation.draft;
  await world.store.tx((tx) => keepDraft(tx, owner, { id: draft, command, group, given: { ...kept, form: call.isTyped || isWritten(call) ? typed : 'open' } }, now));
  return { ask: { command, fields: [...fields, ...lost.filter((field) => !fields.includes(field))], given: kept, errors: { ...errors, ...Object.fromEntries(astray) }, draft }, reader };
}

/**
 * Whether a line brought words of its own for the form that it opens, and not only what they are about; or a button brought them that
 * opens the form with what a line or an answer kept.
 */
function isWritten({ world, invocation: { via, command, given, draft } }: Call): boolean {
  if (via === 'form' || (via === 'line' ? given.form !== undefined : draft === undefined)) return false;
  const known = world.commands.get(command);
  return known !== undefined && fieldsOf(known.input).some(({ name, kind }) => (kind === 'text' || kind === 'line' || kind === 'when') && given[name] !== undefined);
}

/** An answer within the limits, whose buttons say their group where the room does not. */
export function finished(call: Call, message: Message): Message {
  const { group, isPrivate } = call;
  const whole = fit(withAgain(call, message));
  return group !== null && isPrivate ? forGroup(whole, group) : whole;
}

/** Every file with the button that brings it once more: what the caller just did. */
function withAgain({ invocation: { command, given }, reader: { lang }, group }: Call, message: Message): Message {
  if (filesOf(message).length === 0) return message;
  const { form: _form, share: _share, ...same } = given;
  const again: Button = { label: plain(t(lang, 'door.handed.again')), run: command, given: { ...(group !== null && { group }), ...same } };
  return { ...message, blocks: message.blocks.map((block) => ('file' in block ? { file: { again, ...block.file } } : block)) };
}

/** An answer that was made without a transaction, its long buttons kept in drafts. It costs none when there are no such buttons. */
export async function settled(call: Call, message: Message): Promise<Message> {
  const { world, owner, now, group } = call;
  const fitting = finished(call, message);
  return needsDrafts(fitting) ? world.store.tx((tx) => settleButtons(tx, fitting, owner, now, group)) : fitting;
}
