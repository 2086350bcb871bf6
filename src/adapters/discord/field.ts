import { ChannelType, ComponentType, TextInputStyle } from 'discord.js';
import type { APIComponentInLabel, APILabelComponent, APISelectMenuOption } from 'discord.js';
import { reserved, type Choice, type Form } from '#bot/command.ts';
import { isEmpty } from '#bot/form.ts';
import { hintOf, nameOf } from '#bot/hint.ts';
import { readYesNo, type Field } from '#core/field.ts';
import { cut } from '#core/fit.ts';
import { nameKey } from '#core/fold.ts';
import { isKey, source, t } from '#core/i18n.ts';
import { plain, type Given, type Rich } from '#core/message.ts';
import { oneLine } from '#adapters/discord/markdown.ts';

/** Discord's limits on a field of a form. */
const longest = { label: 45, description: 100, option: 100, value: 4000 } as const;
const mostOptions = 25;
/** A field that takes more than this is written in a large box. */
const oneLiner = 300;

/** Tells what a field that points to something can hold. */
export type Suggest = (field: string) => Promise<readonly Choice[]>;

/** A field of a form with its label, what stands in it, and what it takes or why it was refused. */
export async function drawField(form: Form, field: Field, lang: string, suggest: Suggest): Promise<APILabelComponent> {
  const component = await drawInput(form, field, lang, suggest);
  const hint = form.errors[field.name] ?? (isKept(field, form.given) ? t(lang, 'discord.form.keep') : hintText(field, component.type, lang));
  const description = hint && cut(oneLine(plain(hint)), longest.description);
  return { type: ComponentType.Label, label: cut(oneLine(nameOf(field, lang)), longest.label) || field.name, ...(description && { description }), component };
}

/** What was picked before cannot be shown again; nothing picked means that it stays. */
const isKept = ({ kind, name }: Field, given: Given): boolean => (kind === 'member' || kind === 'room' || kind === 'file') && !isEmpty(given[name]);

function hintText(field: Field, drawnAs: ComponentType, lang: string): Rich | undefined {
  // A list of choices needs no word of how to write one.
  if (drawnAs === ComponentType.StringSelect && field.kind !== 'yesno') return undefined;
  const own = hintOf(field);
  if (own) return t(lang, own);
  if (field.kind === 'when') return t(lang, 'discord.form.when');
  return field.kind === 'int' ? t(lang, 'discord.form.int', { min: field.min!, max: field.max! }) : undefined;
}

async function drawInput(form: Form, field: Field, lang: string, suggest: Suggest): Promise<APIComponentInLabel> {
  const { name, kind } = field;
  const required = field.required && !isKept(field, form.given);
  const few = { custom_id: name, required, min_values: required ? 1 : 0, max_values: 1 };
  if (kind === 'member') return { type: ComponentType.UserSelect, ...few };
  if (kind === 'room') return { type: ComponentType.ChannelSelect, ...few, channel_types: [ChannelType.GuildText, ChannelType.GuildAnnouncement] };
  if (kind === 'file') return { type: ComponentType.FileUpload, ...few };
  const standing = textOf(form.given[name]);
  const options = optionsOf(await choicesFor(form, field, lang, suggest), kind, standing);
  if (options) return { type: ComponentType.StringSelect, ...few, options };
  const large = kind === 'text' || (field.max ?? 0) > oneLiner || standing.includes('\n');
  return {
    type: ComponentType.TextInput,
    custom_id: name,
    style: large ? TextInputStyle.Paragraph : TextInputStyle.Short,
    required,
    // What was typed is too long where that is the fault; it is shown whole, to be shortened.
    max_length: Math.min(longest.value, Math.max(kind === 'int' ? 11 : (field.max ?? longest.value), standing.length)),
    ...(standing !== '' && { value: cut(standing, longest.value) }),
  };
}

/** A value as it stands in a field: what was typed, or yes and no. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null || typeof value === 'object') return '';
  return value === true ? 'yes' : value === false ? 'no' : String(value);
}

/** All that a field can hold, where that is a short list; none for a field that takes words. */
async function choicesFor({ command }: Form, field: Field, lang: string, suggest: Suggest): Promise<readonly Choice[]> {
  if (field.choices) return field.choices.map((value) => ({ value, label: choiceLabel(command, field, value, lang) }));
  if (field.kind === 'yesno') return [{ value: 'yes', label: plain(t(lang, 'discord.form.yes')) }, { value: 'no', label: plain(t(lang, 'discord.form.no')) }];
  if (!isClosed(field)) return [];
  const found = await suggest(field.name);
  // As many as can be suggested may not be all.
  return found.length < mostOptions ? found : [];
}

/** Whether a field holds nothing but the things it points to. Others, as the one of a handover, take other words as well. */
const isClosed = ({ name, of }: Field): boolean => of !== undefined && (name === of || (name === 'event' && of === 'deadline') || ((name === 'lead' || name === 'counterpart') && of === 'organisation'));

/** The options of a list, with the one that stands. Undefined where there are none or too many, or what stands is not among them. */
function optionsOf(choices: readonly Choice[], kind: Field['kind'], standing: string): APISelectMenuOption[] | undefined {
  const kept = new Map(choices.filter(({ value }) => value !== '' && value.length <= longest.option).map(({ value, label }) => [value, cut(oneLine(label), longest.option) || value]));
  if (kept.size === 0 || kept.size < choices.length || kept.size > mostOptions) return undefined;
  const said = kind === 'yesno' ? readYesNo(standing) : undefined;
  const key = said === undefined ? nameKey(standing) : said ? 'yes' : 'no';
  const chosen = [...kept.keys()].find((value) => value === standing) ?? [...kept.keys()].find((value) => key !== '' && (nameKey(value) === key || nameKey(value) === `c${key}`));
  if (standing !== '' && chosen === undefined) return undefined;
  return [...kept].map(([value, label]) => ({ value, label, ...(value === chosen && { default: true }) }));
}

/** A choice in the reader's words (`On track`); one that has none of its own is shown as it is written, but for hyphens. */
export function choiceLabel(command: string, { name }: Field, value: string, lang: string): string {
  if ((reserved as readonly string[]).includes(name)) return value;
  const [noun, verb] = command.split('.');
  // Some texts of such a name are sentences with gaps: they are no names of choices.
  const key = [`${name}.${value}`, `${noun}.${name}.${value}`, `${verb}.${value}`].filter(isKey).find((each) => !source('en', each)!.includes('{'));
  const words = key === undefined ? value.replaceAll('-', ' ') : plain(t(lang, key));
  return words.charAt(0).toLocaleUpperCase(lang) + words.slice(1);
}
