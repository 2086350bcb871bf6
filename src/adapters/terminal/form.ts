import type { Form, Outcome, Reader } from '#bot/command.ts';
import { reserved } from '#bot/command.ts';
import { faultsOf } from '#bot/refuse.ts';
import { UserError } from '#core/errors.ts';
import { fieldsOf, findChoice, type Field } from '#core/field.ts';
import { cut } from '#core/fit.ts';
import { isKey, t } from '#core/i18n.ts';
import { message, plain, type Given, type Message } from '#core/message.ts';
import { cancel, type Console } from '#adapters/terminal/console.ts';
import { clean } from '#adapters/terminal/clean.ts';
import { openFile } from '#adapters/terminal/file.ts';
import { hint, nameOf } from '#adapters/terminal/hint.ts';
import { paint, wrap, type Screen } from '#adapters/terminal/render.ts';
import { goOn, type Session } from '#adapters/terminal/session.ts';

/** Where a form is filled in. */
export interface Desk {
  readonly session: Session;
  readonly console: Console;
  screen(): Screen;
}

/**
 * Asks for the fields of a form, one after the other, and sends it; what is refused is asked again with the error beside it.
 * Every answer is kept at once. Undefined when the input has ended.
 */
export async function fillIn(desk: Desk, first: Form, reader: Reader): Promise<Outcome | undefined> {
  const { session } = desk;
  let form = first;
  const help = `${form.command}.help`;
  desk.console.print(paint(desk.screen(), 'bold', isKey(help) ? plain(t(reader.lang, help)) : `/${form.command.replace('.', ' ')}`));
  desk.console.print(wrap([{ text: plain(t(reader.lang, 'terminal.form.how')), faces: ['dim'] }], desk.screen(), 0, 2).join('\n'));
  for (;;) {
    const given = await askAll(desk, form, reader);
    if (given === undefined) return undefined;
    if (given === cancel) return { say: message(undefined, { text: t(reader.lang, 'terminal.form.cancelled') }, { buttons: [goOn(form.command, form.draft, reader.lang)] }), reader };
    const outcome = await session.submit(form, given);
    if (!('ask' in outcome)) return 'say' in outcome && outcome.say.tone === 'refusal' ? { ...outcome, say: withGoOn(outcome.say, form, reader) } : outcome;
    form = outcome.ask;
  }
}

function withGoOn(answer: Message, form: Form, reader: Reader): Message {
  return { ...answer, blocks: [...answer.blocks, { buttons: [goOn(form.command, form.draft, reader.lang)] }] };
}

/** Those that are asked: where something was refused, these and what is missing; else all that matter to most people. */
function toAsk({ fields, given, errors }: Form): readonly Field[] {
  const isMissing = ({ name, required }: Field) => required && empty(given[name]);
  const refused = fields.filter((field) => field.name in errors || isMissing(field));
  return Object.keys(errors).length > 0 ? refused : fields.filter((field) => field.required || field.asked || (!empty(given[field.name]) && field.kind !== 'yesno'));
}

const empty = (value: unknown) => value === undefined || value === '';

async function askAll(desk: Desk, form: Form, reader: Reader): Promise<Given | typeof cancel | undefined> {
  const fields = toAsk(form);
  const given: Record<string, unknown> = { ...form.given };
  const { lang } = reader;
  let error = form.errors;
  let asked: Field | undefined;
  for (let i = 0; i < fields.length; ) {
    const field = fields[i]!;
    if (field !== asked) desk.console.print(helpFor(field, desk.screen(), lang));
    asked = field;
    const refused = error[field.name];
    if (refused) desk.console.print(wrap([{ text: clean(plain(refused)), faces: ['red'] }], desk.screen(), 0, 2).join('\n'));
    error = {};
    const answer = await askOne(desk, form, field, given[field.name], lang);
    if (answer === undefined || answer === cancel) return answer;
    const words = answer.trim();
    if (words === 'cancel') return cancel;
    if (words === 'back') {
      if (i === 0) error = { [field.name]: t(lang, 'terminal.form.first') };
      else i -= 1;
      continue;
    }
    const taken = await take(desk, form, field, words, given);
    if (taken instanceof UserError) {
      error = { [field.name]: t(lang, taken.key, taken.params) };
      continue;
    }
    given[field.name] = taken.value;
    await keep(desk, form, given);
    i += 1;
  }
  return given;
}

function askOne(desk: Desk, form: Form, field: Field, value: unknown, lang: string): Promise<string | typeof cancel | undefined> {
  const { session, console, screen } = desk;
  const standing = empty(value) ? '' : ` [${cut(clean(shown(value)).replaceAll('\n', ' '), 30)}]`;
  const prompt = `${paint(screen(), 'bold', nameOf(field, lang))}${standing}: `;
  return console.read(prompt, async (typed) => ({ typed, choices: await session.bot.suggest(form.command, field.name, typed, session.from()) }));
}

/** What a field takes, in words or as numbered choices. */
function helpFor(field: Field, screen: Screen, lang: string): string {
  const optional = field.required ? '' : plain(t(lang, 'terminal.form.optional'));
  const parts = field.choices?.map((choice, i) => `${i + 1}\u00a0${clean(choice).replaceAll(' ', '\u00a0')}   `) ?? [plain(hint(field, lang))];
  return wrap([...parts, optional].map((text) => ({ text, faces: ['dim'] })), screen, 0, 2).join('\n');
}

function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'name' in value) return String(value.name);
  return value === true ? 'yes' : value === false ? 'no' : String(value);
}

/** What an answer stands for, once it is found to be one that the field can hold. */
async function take({ session }: Desk, form: Form, field: Field, words: string, given: Given): Promise<{ value: unknown } | UserError> {
  const standing = given[field.name];
  if (words === '' && !empty(standing)) return { value: standing };
  if (words === '' || (words === '-' && !field.required)) return field.required ? new UserError('terminal.form.needed') : { value: '' };
  if (field.kind === 'file') return openFile(words, field.name).then((value) => ({ value }), (error: unknown) => (error instanceof UserError ? error : Promise.reject(error)));
  const byNumber = field.choices && /^\d{1,2}$/.test(words);
  const choice = byNumber ? field.choices[Number(words) - 1] : field.choices && findChoice(field.choices, words);
  if (byNumber && choice === undefined) return new UserError('terminal.form.number', { count: field.choices.length });
  const value = choice ?? words;
  const input = session.bot.commands.find(({ name }) => name === form.command)!.input;
  if ((reserved as readonly string[]).includes(field.name)) {
    return choice === undefined ? new UserError('error.field.choice', { field: field.name, word: words.slice(0, 60), choices: field.choices!.join(', ') }) : { value };
  }
  const checked = input.safeParse({ [field.name]: value });
  const faults = checked.success ? [] : faultsOf(checked.error.issues.filter(({ path }) => path[0] === field.name), fieldsOf(input), { [field.name]: value });
  return faults[0] ?? { value };
}

/** Keeps what has been filled in, so that it can be gone on with, also after the process was killed. Files are not kept. */
async function keep({ session }: Desk, form: Form, given: Given): Promise<void> {
  const words = Object.fromEntries(Object.entries(given).filter(([, value]) => typeof value !== 'object'));
  await session.bot.keep({ draft: form.draft, command: form.command, given: words, group: typeof given.group === 'string' ? given.group : null }, session.voice().user);
}
