import type { Form, Invocation, Reader } from '#bot/command.ts';
import { choiceLabel, textOf } from '#bot/choices.ts';
import { isEmpty, toAsk } from '#bot/form.ts';
import { nameOf } from '#bot/hint.ts';
import { decodeButton, encodeButton } from '#core/button.ts';
import type { Field } from '#core/field.ts';
import { cut, limits } from '#core/fit.ts';
import { isKey, t, type Key } from '#core/i18n.ts';
import { oneLine } from '#core/legible.ts';
import { message, plain, type Block, type Button, type Given, type Message, type Params, type Rich } from '#core/message.ts';

/**
 * The fields that a form asks for: what was refused first, then what is required, then the others. The order does not change as the
 * form is filled in, so its pages stay what they are. A form that needs nothing offers all it has.
 */
export function asking(form: Form): readonly Field[] {
  const asked = toAsk(form);
  const rank = ({ name, required, asked: wanted }: Field) => (name in form.errors ? 0 : required ? 1 : wanted ? 2 : 3);
  return (asked.length > 0 ? asked : form.fields.filter(({ kind, name }) => kind !== 'yesno' && name !== 'page')).toSorted((a, b) => rank(a) - rank(b));
}

/** How many pages a form takes where so many fields fit on one. */
export function pagesOf(form: Form, perPage: number): number {
  return Math.max(1, Math.ceil(asking(form).length / perPage));
}

type Press = Extract<Button, { run: string }>;

/** The button that opens a page of a form. */
export const opens = (label: string, draft: string, page = 1): Press => ({ label, run: 'form', given: { draft, ...(page > 1 && { page }) }, tone: 'main' });

/** The button that sends a form with these values more. */
const sends = (label: string, draft: string, given: Given): Press => ({ label, run: 'pick', given: { draft, ...given } });

/** What a button's id stands for: an invocation, a kept draft, a page of a form, or a form that is sent with a choice more. */
export type Pressed = { readonly run: string; readonly given: Given } | { readonly draft: string } | { readonly form: string; readonly page: number } | { readonly pick: string; readonly given: Given };

/** What was pressed; undefined for an id that is none of ours. What it holds is checked like any input. */
export function pressOf(id: string): Pressed | undefined {
  const pressed = decodeButton(id);
  if (!pressed || 'draft' in pressed || (pressed.run !== 'form' && pressed.run !== 'pick')) return pressed;
  const { draft, page, ...given } = pressed.given as Record<string, string | undefined>;
  if (draft === undefined || draft === '') return undefined;
  if (pressed.run === 'pick') return { pick: draft, given: page === undefined ? given : { page, ...given } };
  return { form: draft, page: /^[1-9]\d?$/.test(page ?? '') ? Number(page) : 1 };
}

/** The invocation that a press is. */
export function invocationOf(pressed: Pressed): Pick<Invocation, 'command' | 'given' | 'via' | 'draft'> {
  if ('run' in pressed) return { command: pressed.run, given: pressed.given, via: 'button' };
  if ('draft' in pressed) return { command: '', given: {}, via: 'button', draft: pressed.draft };
  if ('form' in pressed) return { command: '', given: { form: 'open' }, via: 'button', draft: pressed.form };
  return { command: '', given: pressed.given, via: 'form', draft: pressed.pick };
}

/** Whether a form asks for one choice among a few and nothing else: that is drawn as buttons. */
export function isPick({ fields: [field, ...more], given, draft }: Form): boolean {
  const choices = field?.choices ?? [];
  return field?.kind === 'choice' && more.length === 0 && choices.length > 0 && choices.length <= limits.buttons && choices.every((choice) => encodeButton(sends('', draft, chosen({ given }, field.name, choice))) !== undefined);
}

/** What a pick puts into a form. Where the whole form was wished for, it is still to be opened then. */
const chosen = ({ given }: Pick<Form, 'given'>, name: string, choice: string): Given => ({ ...(given.form !== undefined && { form: 'open' }), [name]: choice });

const say = (lang: string, key: Key, params: Params = {}): string => plain(t(lang, key, params));

/** What the form is for, and which commitment, meeting or event it is about, in so many characters: `C6: Report progress`. */
export function titleOf({ command, given }: Form, lang: string, most: number, page = 1, pages = 1): string {
  const key = [`door.title.${command}`, `${command}.help`].find(isKey);
  const what = key === undefined ? `/${command.replace('.', ' ')}` : say(lang, key);
  const meeting = given.meeting === undefined ? undefined : `${given.meeting as string}`.replace(/^\s*#?(?=\d)/, 'M');
  const typed = String(given.commitment ?? given.subject ?? meeting ?? given.event ?? '').trim();
  const about = /^\d{1,6}(\.\d{1,3})?$/.test(typed) ? `C${typed}` : /^[a-z]{1,12}\d{1,6}(\.\d{1,3})?$/i.test(typed) ? typed.toUpperCase() : '';
  const part = pages > 1 ? say(lang, 'door.form.part', { page, pages }) : '';
  return `${cut(about === '' ? what : say(lang, 'door.form.about', { about, what }), most - part.length)}${part}`;
}

/**
 * A form drawn as a message, where none can be opened: the buttons of a pick; what was refused, with what was typed, and the way back
 * into the form; or what is needed and the way in. With `page` the form goes on there: what was filled in before is kept.
 */
export function asked(form: Form, { lang }: Reader, page = 1, perPage = Infinity): Message {
  const pages = pagesOf(form, perPage);
  const at = Math.min(page, pages);
  const refused = Object.entries(form.errors);
  const title = [titleOf(form, lang, 100)];
  if (isPick(form)) {
    const { name, choices = [] } = form.fields[0]!;
    const question = name === 'as' ? t(lang, 'door.pick.as') : name === 'group' ? t(lang, 'door.pick.group') : t(lang, 'door.pick.other', { what: nameOf(form.fields[0]!, lang) });
    const buttons = choices.map((choice) => sends(choiceLabel(form.command, form.fields[0]!, choice, lang), form.draft, chosen(form, name, choice)));
    return message(title, ...refused.map(([, error]): Block => ({ text: error })), { text: question }, { buttons });
  }
  const open = (key: Key, opened = at) => opens(say(lang, key), form.draft, opened);
  if (refused.length > 0) {
    const faults = refused.flatMap(([name, error]) => faultOf(form, name, error, lang));
    return { ...message(title, { text: t(lang, 'door.form.refused') }, ...faults, { note: t(lang, 'door.form.nothingLost') }, { buttons: [open('door.form.again', 1)] }), tone: 'refusal' };
  }
  const fields = asking(form).slice((at - 1) * perPage, at * perPage);
  const isMissing = ({ name, required }: Field) => required && isEmpty(form.given[name]);
  const names = (of: readonly Field[]) => of.map((field) => nameOf(field, lang)).join(', ');
  if (at > 1) {
    const rest = asking(form).some(isMissing) ? [] : [sends(say(lang, 'door.form.send'), form.draft, {})];
    return message(title, { text: t(lang, 'door.form.kept', { page: at - 1, pages }) }, { note: t(lang, 'door.form.left', { fields: names(fields) }) }, { buttons: [open('door.form.continue'), ...rest] });
  }
  const missing = asking(form).filter(isMissing);
  const needed = missing.length > 0 ? t(lang, 'door.form.needed', { fields: names(missing) }) : t(lang, 'door.form.ready');
  return message(title, { text: needed }, { buttons: [open('button.form')] });
}

/** What is wrong with a field, and what was typed there, unless that is said. The field's name stands before it, so the error need not begin with it. */
function faultOf({ fields, given }: Form, name: string, error: Rich, lang: string): Block[] {
  // Somebody who was picked, or a room, is no text that was typed.
  const isPicked = fields.some((field) => field.name === name && (field.kind === 'member' || field.kind === 'room'));
  const typed = isPicked ? '' : cut(oneLine(textOf(given[name])), 100);
  const isSaid = typed === '' || plain(error).includes(typed);
  return [{ fields: [{ label: [nameOf({ name }, lang)], value: besideName(name, error, lang) }] }, ...(isSaid ? [] : [{ note: t(lang, 'door.form.typed', { typed }) }])];
}

/** An error as it stands beside the name of its field: without that name in front. */
export function besideName(name: string, [first, ...rest]: Rich, lang: string): Rich {
  const short = typeof first === 'string' && first.startsWith(`${name}: `) ? first.slice(name.length + 2) : undefined;
  return short === undefined ? (first === undefined ? [] : [first, ...rest]) : [short.charAt(0).toLocaleUpperCase(lang) + short.slice(1), ...rest];
}
