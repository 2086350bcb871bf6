import { ComponentType } from 'discord.js';
import type { APIModalInteractionResponseCallbackData, APIModalSubmission } from 'discord.js';
import type { Form, Reader } from '#bot/command.ts';
import { isEmpty, toAsk } from '#bot/form.ts';
import { nameOf } from '#bot/hint.ts';
import type { Field } from '#core/field.ts';
import { cut } from '#core/fit.ts';
import { isKey, t, type Key } from '#core/i18n.ts';
import { message, plain, type Block, type Given, type Params, type Rich } from '#core/message.ts';
import { choiceLabel, drawField, textOf, type Suggest } from '#adapters/discord/field.ts';
import { formId, pickId } from '#adapters/discord/ids.ts';
import { oneLine } from '#adapters/discord/markdown.ts';
import { drawCard, type Drawn, type OwnButton } from '#adapters/discord/render.ts';

/** Discord's limits on a form, and on a message of buttons. */
const perPage = 5;
const longestTitle = 45;
const mostButtons = 25;

/**
 * The fields that a form asks for: what was refused first, then what is required, then the others. The order does not change as the
 * form is filled in, so its pages stay what they are. A form that needs nothing offers all it has.
 */
function asking(form: Form): readonly Field[] {
  const asked = toAsk(form);
  const rank = ({ name, required, asked: wanted }: Field) => (name in form.errors ? 0 : required ? 1 : wanted ? 2 : 3);
  return (asked.length > 0 ? asked : form.fields.filter(({ kind, name }) => kind !== 'yesno' && name !== 'page')).toSorted((a, b) => rank(a) - rank(b));
}

/** How many modals a form takes, one after the other. */
export function pagesOf(form: Form): number {
  return Math.max(1, Math.ceil(asking(form).length / perPage));
}

/** Whether a form asks for one choice among a few and nothing else: that is drawn as buttons. */
export function isPick({ fields: [field, ...more], given, draft }: Form): boolean {
  const choices = field?.choices ?? [];
  return field?.kind === 'choice' && more.length === 0 && choices.length > 0 && choices.length <= mostButtons && choices.every((choice) => pickId(draft, chosen({ given }, field.name, choice)) !== undefined);
}

/** What a pick puts into a form. Where the whole form was wished for, it is still to be opened then. */
const chosen = ({ given }: Pick<Form, 'given'>, name: string, choice: string): Given => ({ ...(given.form !== undefined && { form: 'open' }), [name]: choice });

/** One page of a form as a modal. Values that stand are filled in; `suggest` tells what a field that points to something can hold. */
export async function modalOf(form: Form, page: number, reader: Reader, suggest: Suggest): Promise<APIModalInteractionResponseCallbackData> {
  const pages = pagesOf(form);
  const shown = Math.min(Math.max(1, Math.trunc(page) || 1), pages);
  const fields = asking(form).slice((shown - 1) * perPage, shown * perPage);
  const components = await Promise.all(fields.map((field) => drawField(form, field, reader.lang, suggest)));
  return {
    custom_id: formId(form.draft, shown),
    title: titleOf(form, reader.lang, shown, pages),
    components: components.length > 0 ? components : [{ type: ComponentType.TextDisplay, content: say(reader.lang, 'discord.form.nothing') }],
  };
}

const say = (lang: string, key: Key, params: Params = {}): string => plain(t(lang, key, params));

/** What the form is for, and which commitment or event it is about: `C6: Report how a commitment stands`. */
function titleOf({ command, given }: Form, lang: string, page = 1, pages = 1): string {
  const key = [`discord.title.${command}`, `${command}.help`].find(isKey);
  const what = key === undefined ? `/${command.replace('.', ' ')}` : say(lang, key);
  const typed = String(given.commitment ?? given.subject ?? given.event ?? '').trim();
  const about = /^\d{1,6}(\.\d{1,3})?$/.test(typed) ? `C${typed}` : /^[a-z]{1,12}\d{1,6}(\.\d{1,3})?$/i.test(typed) ? typed.toUpperCase() : '';
  const part = pages > 1 ? say(lang, 'discord.form.part', { page, pages }) : '';
  return `${cut(about === '' ? what : say(lang, 'discord.form.about', { about, what }), longestTitle - part.length)}${part}`;
}

/**
 * A form drawn as a message, where no modal can be opened: the buttons of a pick; what was refused, with what was typed, and the
 * way back into the form; or what is needed and the way in. With `page` the form goes on there: what was filled in before is kept.
 */
export function asked(form: Form, reader: Reader, page = 1): Drawn {
  const { lang } = reader;
  const pages = pagesOf(form);
  const at = Math.min(page, pages);
  const refused = Object.entries(form.errors);
  const title = [titleOf(form, lang)];
  if (isPick(form)) {
    const { name, choices = [] } = form.fields[0]!;
    const question = name === 'as' ? t(lang, 'discord.pick.as') : name === 'group' ? t(lang, 'discord.pick.group') : t(lang, 'discord.pick.other', { what: nameOf(form.fields[0]!, lang) });
    const buttons = choices.map((choice): OwnButton => ({ label: choiceLabel(form.command, form.fields[0]!, choice, lang), id: pickId(form.draft, chosen(form, name, choice))! }));
    return drawCard(message(title, ...refused.map(([, error]): Block => ({ text: error })), { text: question }), reader, buttons, true);
  }
  const open = (key: Key, opened = at): OwnButton => ({ label: say(lang, key), id: formId(form.draft, opened), tone: 'main' });
  if (refused.length > 0) {
    const faults = refused.flatMap(([name, error]) => faultOf(form, name, error, lang));
    return drawCard({ ...message(title, { text: t(lang, 'discord.form.refused') }, ...faults, { note: t(lang, 'discord.form.nothingLost') }), tone: 'refusal' }, reader, [open('discord.form.again', 1)], true);
  }
  const fields = asking(form).slice((at - 1) * perPage, at * perPage);
  const isMissing = ({ name, required }: Field) => required && isEmpty(form.given[name]);
  const names = (of: readonly Field[]) => of.map((field) => nameOf(field, lang)).join(', ');
  if (at > 1) {
    const rest: OwnButton[] = asking(form).some(isMissing) ? [] : [{ label: say(lang, 'discord.form.send'), id: pickId(form.draft, {})! }];
    return drawCard(message(title, { text: t(lang, 'discord.form.kept', { page: at - 1, pages }) }, { note: t(lang, 'discord.form.left', { fields: names(fields) }) }), reader, [open('discord.form.continue'), ...rest], true);
  }
  const missing = asking(form).filter(isMissing);
  const needed = missing.length > 0 ? t(lang, 'discord.form.needed', { fields: names(missing) }) : t(lang, 'discord.form.ready');
  return drawCard(message(title, { text: needed }), reader, [open('button.form')], true);
}

/** What is wrong with a field, and what was typed there, unless that is said. The field's name stands before it, so the error need not begin with it. */
function faultOf({ fields, given }: Form, name: string, error: Rich, lang: string): Block[] {
  const [first, ...rest] = error;
  const short = typeof first === 'string' && first.startsWith(`${name}: `) ? first.slice(name.length + 2) : undefined;
  const said: Rich = short === undefined ? error : [short.charAt(0).toLocaleUpperCase(lang) + short.slice(1), ...rest];
  // Somebody who was picked, or a room, is no text that was typed.
  const isPicked = fields.some((field) => field.name === name && (field.kind === 'member' || field.kind === 'room'));
  const typed = isPicked ? '' : cut(oneLine(textOf(given[name])), 100);
  const isSaid = typed === '' || plain(error).includes(typed);
  return [{ fields: [{ label: [nameOf({ name }, lang)], value: said }] }, ...(isSaid ? [] : [{ note: t(lang, 'discord.form.typed', { typed }) }])];
}

/**
 * What a modal was sent with, by field: words as typed, a choice's value, the id of a member, channel or uploaded file. An emptied
 * field is an empty text, which takes out what stood there; where nothing was picked or uploaded, what stood stays.
 */
export function readModal({ components }: Pick<APIModalSubmission, 'components'>): Given {
  const given: Record<string, string> = {};
  for (const each of components) {
    const component = 'component' in each ? each.component : undefined;
    if (!component) continue;
    const { custom_id: name } = component;
    if (component.type === ComponentType.TextInput) given[name] = component.value;
    else if (component.type === ComponentType.StringSelect) given[name] = component.values[0] ?? '';
    else if ('values' in component && component.values[0] !== undefined) given[name] = component.values[0];
  }
  return given;
}
