import type { Bot, From } from '#bot/bot.ts';
import type { Form } from '#bot/command.ts';
import { isSealed } from '#bot/secrets.ts';
import { fieldsOf, type Field } from '#core/field.ts';
import { cut } from '#core/fit.ts';
import { t } from '#core/i18n.ts';
import { plain, type Given } from '#core/message.ts';

/**
 * A line that would complete a form: what was given so far, and for each field that is missing a value that would be taken.
 * It can be sent as it stands. What is kept sealed is not in it.
 */
export async function exampleLine(bot: Bot, form: Form, from: From, lang: string): Promise<string> {
  const command = bot.commands.find(({ name }) => name === form.command)!;
  const values = new Map<string, string>();
  // Which group is meant the room decides, unless that is what is asked.
  const said = (name: string) => name !== 'form' && (name !== 'group' || form.fields.some((field) => field.name === name));
  for (const [name, value] of Object.entries(form.given)) if (value !== undefined && value !== '' && typeof value !== 'object' && !isSealed(value) && said(name)) values.set(name, asText(value));
  for (const field of form.fields) {
    if (!values.has(field.name) && field.required) values.set(field.name, await exampleOf(bot, form, field, from, lang));
  }
  const bare = bareArgs(command.args, form.fields, values);
  const keyed = [...values].filter(([name]) => !bare.includes(name)).map(([name, value]) => `${name}:${quote(value, true)}`);
  const last = bare.at(-1);
  const plainly = bare.map((name) => quote(values.get(name)!, name !== last || keyed.length > 0));
  const alias = Object.entries(bot.aliases).find(([, name]) => name === form.command)?.[0];
  return [`/${alias ?? form.command.replace('.', ' ')}`, ...plainly, ...keyed].join(' ');
}

/** The fields that can stand without their key: the first ones, as long as none of them is left out. */
function bareArgs(args: readonly string[], fields: readonly Field[], values: ReadonlyMap<string, string>): string[] {
  const gap = args.findIndex((name) => !values.has(name));
  return args.slice(0, gap < 0 ? args.length : gap).filter((name) => fields.every((field) => field.name !== name || field.kind !== 'yesno'));
}

async function exampleOf(bot: Bot, form: Form, field: Field, from: From, lang: string): Promise<string> {
  if (field.choices) return field.choices[Math.min(1, field.choices.length - 1)]!;
  if (field.kind === 'yesno') return 'yes';
  if (field.kind === 'int') return String(field.min);
  if (field.kind === 'when') return plain(t(lang, field.name === 'when' ? 'terminal.example.hour' : 'terminal.example.when'));
  if (field.kind === 'file') return 'sample/group.json';
  if (field.of === 'commitment') {
    const own = await bot.fittingCommitment(form.command, from);
    if (own !== undefined) return `C${own}`;
  }
  const [first] = field.kind === 'ref' ? await bot.suggest(form.command, field.name, '', from) : [];
  const isDays = field.name === 'to' && field.kind === 'line';
  return first?.value ?? plain(t(lang, isDays ? 'terminal.example.when' : field.name === 'link' ? 'terminal.example.link' : 'terminal.example.text'));
}

/** A value as a line carries it: in quotes when it has blanks and is not the last, or when it begins with a quote. */
function quote(value: string, inside: boolean): string {
  return (inside && /\s/.test(value)) || /^["'“”„«»‘]/.test(value) || value === '' ? `"${value.replace(/["“”]/g, '\\$&')}"` : value;
}

const asText = (value: Given[string]) => (value === true ? 'yes' : value === false ? 'no' : String(value).replace(/\s+/g, ' ').trim());

/** The names of the fields a person has still to fill in. */
export function missingIn(form: Form): Field[] {
  return form.fields.filter(({ name, required }) => required && (form.given[name] === undefined || form.given[name] === ''));
}

/** A form in a few words: the command and what has been filled in, as `commitment update C4 done …`. */
export function summary(bot: Bot, command: string, given: Given): string {
  const { args, input } = bot.commands.find(({ name }) => name === command)!;
  const isSaid = ({ name, kind, secret }: Field) => kind !== 'yesno' && !secret && given[name] !== undefined && given[name] !== '' && typeof given[name] !== 'object';
  const fields = fieldsOf(input).filter(isSaid);
  const place = ({ name }: Field) => (args.includes(name) ? args.indexOf(name) : args.length);
  const said = fields.sort((a, b) => place(a) - place(b)).map((field) => {
    const value = asText(given[field.name]);
    const shown = field.of === 'commitment' && /^\d+$/.test(value) ? `C${value}` : value;
    return args.includes(field.name) ? shown : `${field.name}:${shown}`;
  });
  return cut([command.replace('.', ' '), ...said].join(' '), 50);
}
