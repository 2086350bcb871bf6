import type { Form, Outcome, Reader } from '#bot/command.ts';
import { isEmpty, toAsk } from '#bot/form.ts';
import { nameOf } from '#bot/hint.ts';
import type { Field } from '#core/field.ts';
import { cut } from '#core/fit.ts';
import { fold } from '#core/fold.ts';
import { isKey, t } from '#core/i18n.ts';
import { oneLine } from '#core/legible.ts';
import { plain, type Given, type Message } from '#core/message.ts';
import { UserError } from '#core/errors.ts';
import { shown, take } from '#adapters/terminal/answer.ts';
import { cancel, type Console } from '#adapters/terminal/console.ts';
import { clean } from '#adapters/terminal/clean.ts';
import { isFarewell } from '#adapters/terminal/farewell.ts';
import { hint } from '#adapters/terminal/hint.ts';
import { paint, wrap, type Screen } from '#adapters/terminal/render.ts';
import type { Session } from '#adapters/terminal/session.ts';

/** Where a form is filled in. */
export interface Desk {
  readonly session: Session;
  readonly console: Console;
  screen(): Screen;
}

/** A form that was left: what to say of it, and the command that was typed in place of an answer. */
export interface Left {
  readonly left: Message;
  readonly line?: string;
}

/** How the answering of questions was ended before the last one: for nothing, for a command, or with the program. */
type Leave = typeof cancel | { readonly line: string } | undefined;

/**
 * Asks for the fields of a form, one after the other, and sends it; what is refused is asked again with the error beside it.
 * Every answer is kept at once. Undefined when the program is left.
 */
export async function fillIn(desk: Desk, first: Form, reader: Reader): Promise<Outcome | Left | undefined> {
  const { session, console, screen } = desk;
  let form = first;
  console.print(wrap([{ text: await titleOf(desk, form, reader), faces: ['bold'] }], screen(), 0, 2).join('\n'));
  console.print(quiet(desk, plain(t(reader.lang, 'terminal.form.how'))));
  let given: Record<string, unknown> = { ...form.given };
  for (;;) {
    const leave = await askAll(desk, form, given, reader);
    if (leave !== 'done') return leaveForm(desk, { ...first, draft: form.draft }, given, leave);
    const outcome = await session.submit(form, given);
    if (!('ask' in outcome)) return 'say' in outcome && outcome.say.tone === 'refusal' ? { ...outcome, say: withGoOn(session, outcome.say, { ...form, given }) } : outcome;
    form = outcome.ask;
    given = { ...given, ...form.given };
  }
}

/** What the form is for; of one about a commitment also which one that is. */
async function titleOf({ session }: Desk, { command, given }: Form, { lang }: Reader): Promise<string> {
  const help = `${command}.help`;
  const what = isKey(help) ? plain(t(lang, help)) : `/${command.replace('.', ' ')}`;
  const typed = String(given.commitment ?? '').trim();
  if (typed === '') return what;
  const number = /^c?\s?#?(\d{1,6})$/i.exec(typed)?.[1];
  const found = await session.bot.suggest(command, 'commitment', number === undefined ? typed : `C${number}`, session.from());
  const meant = number === undefined ? (found.length === 1 ? found[0] : undefined) : found.find(({ value }) => value === `C${Number(number)}`);
  return meant ? plain(t(lang, 'terminal.form.about', { what, about: clean(meant.label) })) : what;
}

/** Leaves a form. It is kept when anything has been filled in, now, before or by the line that opened it; if not, there is nothing to keep. */
async function leaveForm({ session }: Desk, first: Form, given: Given, leave: Leave): Promise<Left | undefined> {
  const filled = (await session.bot.drafts(session.voice().user)).some(({ id }) => id === first.draft);
  if (!filled) await session.bot.forget(first.draft, session.voice().user);
  if (leave === undefined) return undefined;
  const left = filled ? session.tell('terminal.form.cancelled', {}, session.goOn({ ...first, given })) : session.tell('terminal.form.empty');
  return leave === cancel ? { left } : { left, line: leave.line };
}

function withGoOn(session: Session, answer: Message, form: Form): Message {
  return { ...answer, blocks: [...answer.blocks, { buttons: [session.goOn(form)] }] };
}

/** A field that is asked for, what stands in it, and whether it cannot be left empty. */
interface Asking {
  readonly field: Field;
  readonly value: unknown;
  readonly needed: boolean;
  readonly lang: string;
}

/** Whether a field is needed: always, beside what was given so far, or because the form was refused for its being empty. */
function isNeeded({ session }: Desk, form: Form, { name, required }: Field, given: Given): boolean {
  if (required || (name in form.errors && isEmpty(given[name]))) return true;
  return session.bot.commands.find((command) => command.name === form.command)?.needs?.(given).includes(name) ?? false;
}

/** Asks one field after the other and puts the answers in `given`. */
async function askAll(desk: Desk, form: Form, given: Record<string, unknown>, { lang }: Reader): Promise<Leave | 'done'> {
  const fields = toAsk(form);
  const errors = Object.fromEntries(Object.entries(form.errors).map(([name, error]) => [name, plain(error)]));
  let help: string | undefined;
  let asked: Field | undefined;
  for (let i = 0; i < fields.length; ) {
    const field = fields[i]!;
    const refused = errors[field.name];
    const how: Asking = { field, value: given[field.name], needed: isNeeded(desk, form, field, given), lang };
    if (field !== asked) desk.console.print(helpFor(desk, how));
    if (refused !== undefined) desk.console.print(wrap([{ text: clean(refused), faces: ['red'] }], desk.screen(), 0, 2).join('\n'));
    if (help !== undefined) desk.console.print(help);
    delete errors[field.name];
    [asked, help] = [field, undefined];
    const answer = await askOne(desk, form, how);
    if (answer === undefined || answer === cancel) return answer;
    const words = asOneAnswer(desk, how, answer.trim());
    const word = fold(words);
    if (word === 'cancel') return cancel;
    if (isFarewell(words)) return undefined;
    if (isCommand(desk, field, words)) return { line: words };
    if (word === 'help' || word === '?') {
      help = waysOut(desk, how);
    } else if (word === 'back') {
      if (i === 0) errors[field.name] = plain(t(lang, 'terminal.form.first'));
      else i -= 1;
    } else {
      const taken = await take(desk.session, form, field, words, given, how.needed);
      if (taken instanceof UserError) {
        errors[field.name] = plain(t(lang, taken.key, taken.params));
        if (field.choices) help = waysOut(desk, how);
        continue;
      }
      const isNew = (taken.value ?? '') !== (given[field.name] ?? '');
      given[field.name] = taken.value;
      if (isNew) await keep(desk, form, given);
      i += 1;
    }
  }
  return 'done';
}

/** Whether a line is a command and no answer: whatever begins with a slash, but for the path of a file. */
function isCommand({ session }: Desk, field: Field, words: string): boolean {
  if (!words.startsWith('/')) return false;
  const noun = fold(/^\/(\S*)/.exec(words)![1]!);
  return field.kind !== 'file' || ['as', 'clock', 'in', 'secretariat', ...Object.keys(session.bot.aliases), ...session.bot.commands.map(({ name }) => name.split('.')[0]!)].includes(noun);
}

/** What was pasted of several lines, as one answer: in a long text its lines stay, in any other field they become one, and it is said how it reads. */
function asOneAnswer({ console, ...desk }: Desk, { field, lang }: Asking, words: string): string {
  if (!words.includes('\n') || field.kind === 'text') return words;
  const whole = oneLine(words);
  console.print(quiet({ console, ...desk }, plain(t(lang, 'terminal.form.oneLine', { count: words.split('\n').length, taken: clean(cut(whole, 200)) }))));
  return whole;
}

function askOne(desk: Desk, form: Form, { field, value, lang }: Asking): Promise<string | typeof cancel | undefined> {
  const { session, console, screen } = desk;
  const standing = isEmpty(value) ? '' : ` [${cut(clean(shown(value, lang)).replaceAll('\n', ' '), 30)}]`;
  const prompt = `${paint(screen(), 'bold', nameOf(field, lang))}${standing}: `;
  return console.read(prompt, async (typed) => ({ typed, choices: await session.bot.suggest(form.command, field.name, typed, session.from()) }));
}

/** What a field takes, in words or as numbered choices, and how it is left empty, where it may be: what stands there is kept by Enter. */
function helpFor(desk: Desk, { field, value, needed, lang }: Asking): string {
  const optional = needed ? '' : plain(t(lang, isEmpty(value) ? 'terminal.form.optional' : 'terminal.form.emptied'));
  const parts = field.choices?.map((choice, i) => `${i + 1}\u00a0${clean(choice).replaceAll(' ', '\u00a0')}   `) ?? [plain(hint(field, lang))];
  return quiet(desk, ...parts, optional);
}

/** The same, with how to get out of the question. */
function waysOut(desk: Desk, how: Asking): string {
  return `${helpFor(desk, how)}\n${quiet(desk, plain(t(how.lang, 'terminal.form.ways')))}`;
}

function quiet({ screen }: Desk, ...parts: readonly string[]): string {
  return wrap(parts.map((text) => ({ text, faces: ['dim'] })), screen(), 0, 2).join('\n');
}

/** Keeps what has been filled in, so that it can be gone on with, also after the process was killed. Files are not kept. */
async function keep({ session }: Desk, form: Form, given: Given): Promise<void> {
  const words = Object.fromEntries(Object.entries(given).filter(([, value]) => typeof value !== 'object'));
  await session.bot.keep({ draft: form.draft, command: form.command, given: words, group: typeof given.group === 'string' ? given.group : null }, session.voice().user);
}
