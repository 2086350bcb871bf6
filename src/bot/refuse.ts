import type { z } from 'zod';
import { UserError, type Way } from '#core/errors.ts';
import { fieldsOf, type Field } from '#core/field.ts';
import { cut, limits } from '#core/fit.ts';
import { nearest } from '#core/fold.ts';
import { t, type Key } from '#core/i18n.ts';
import type { Button, Given, Message } from '#core/message.ts';
import { plain } from '#core/message.ts';
import { LineError, parseLine } from '#core/parse.ts';
import { reserved, type Command, type Invocation } from '#bot/command.ts';
import type { World } from '#bot/world.ts';
import { grammarsOf } from '#bot/grammar.ts';
import { isMisplaced, keepable, misplaced, shownLine } from '#bot/secrets.ts';

/** The faults that a schema found, as errors with their fields: what was given, what is wrong, what would work. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], fields: readonly Field[], given: Given): UserError[] {
  const seen = new Set<string>();
  return issues.flatMap((issue) => {
    const name = String(issue.path[0] ?? '');
    const field = fields.find((candidate) => candidate.name === name);
    if (!field || seen.has(name)) return [];
    seen.add(name);
    return isMisplaced(field, given[name]) ? misplaced(field, fields, given) : faultOf(issue, field, String(given[name] ?? ''));
  });
}

function faultOf(issue: z.core.$ZodIssue, field: Field, typed: string): UserError {
  const { name } = field;
  const word = cut(typed, 60);
  if (issue.code === 'too_big' && issue.origin === 'string') {
    const most = Number(issue.maximum);
    return new UserError('error.field.long', { field: name, length: typed.length, most, kept: field.secret ? 'no' : 'yes', tail: `…${typed.slice(most - 40, most).toWellFormed()}` }, name);
  }
  if (field.choices) {
    const ways = nearest(typed, field.choices).map((value) => ({ label: value, value }));
    return new UserError('error.field.choice', { field: name, word, choices: field.choices.join(', ') }, name, ways);
  }
  if (field.kind === 'int') return new UserError('error.field.int', { field: name, word, min: field.min!, max: field.max! }, name);
  if (field.kind === 'yesno') return new UserError('error.field.yesno', { field: name, word }, name, ['yes', 'no'].map((value) => ({ label: value, value })));
  if (field.kind === 'file') return new UserError('error.field.file', { field: name }, name);
  return new UserError('error.field.empty', { field: name }, name);
}

/** Words that are no commands and no mistakes either. */
const kind: readonly Key[] = ['error.line.hello', 'error.line.thanks'];

/** Whether somebody does not know what to say here. */
export const isLost = (faults: readonly UserError[]): boolean => faults.some(({ key }) => key === 'error.line.unknown' || kind.includes(key));

/** The answer to what cannot be done: the faults, then buttons for what would work; `seated` is whoever holds a seat. Nothing typed is lost. */
export function refusal(world: World, faults: readonly UserError[], invocation: Invocation, command: Command | undefined, lang: string, seated: boolean): Message {
  const buttons: Button[] = [];
  for (const fault of faults) for (const way of fault.ways) buttons.push(...asButton(world, way, fault, invocation));
  const fields = command ? fieldsOf(command.input) : [];
  const given = Object.keys(invocation.given).filter((name) => !(reserved as readonly string[]).includes(name));
  const mendable = faults.some((fault) => fault.field !== undefined || fault instanceof LineError);
  if (command && mendable && (given.length > 0 || fields.some(({ required }) => required))) {
    buttons.push({ label: plain(t(lang, 'button.form')), run: command.name, given: { ...invocation.given, form: 'open' } });
  }
  if (isLost(faults) && seated) buttons.push({ label: plain(t(lang, 'button.tasks')), run: 'my.tasks', given: {} });
  if (isLost(faults)) buttons.push({ label: plain(t(lang, 'button.help')), run: 'help', given: {} });
  const pressed = buttons.map((button) => asKept(world, button, faults, invocation));
  return {
    v: 1,
    ...(faults.some(({ key }) => kind.includes(key)) ? {} : { tone: 'refusal' as const }),
    blocks: [...faults.map((fault) => ({ text: t(lang, fault.key, fault.params) })), ...(pressed.length ? [{ buttons: pressed }] : [])],
  };
}

/** A button as it may be kept: what it gives to a secret field is sealed. One that would hold what may not be kept at all opens the form in its place. */
function asKept(world: World, button: Button, faults: readonly UserError[], invocation: Invocation): Button {
  if ('link' in button) return button;
  const refused = faults.flatMap(({ field }) => (field !== undefined && button.given[field] === invocation.given[field] ? field : []));
  const { kept, lost } = keepable(world, button.run, button.given, refused);
  return { ...button, given: lost.length === 0 ? kept : { ...kept, form: 'open' } };
}

function asButton(world: World, way: Way, fault: UserError, invocation: Invocation): Button[] {
  if (fault.field !== undefined) return [{ label: way.label, run: invocation.command, given: { ...invocation.given, [fault.field]: way.value } }];
  try {
    const { command: name, given: typed } = parseLine(way.value, grammarsOf(world.commands), world.aliases);
    const command = world.commands.get(name)!;
    const given = command.sorted ? command.sorted(typed as Given) : (typed as Given);
    const isLine = way.label === cut(way.value, limits.buttonLabel);
    return [{ label: isLine ? cut(shownLine(way.value, command, given), limits.buttonLabel) : way.label, run: name, given }];
  } catch {
    return []; // a way that is no way out is not offered
  }
}
