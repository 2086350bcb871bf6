import { reserved, type Choice, type Form } from '#bot/command.ts';
import { isSealed } from '#bot/secrets.ts';
import { readYesNo, type Field } from '#core/field.ts';
import { nameKey } from '#core/fold.ts';
import { isKey, source, t } from '#core/i18n.ts';
import { oneLine } from '#core/legible.ts';
import { plain } from '#core/message.ts';

/** Tells what a field that points to something can hold. */
export type Suggest = (field: string) => Promise<readonly Choice[]>;

/** As many as can be suggested may not be all. */
const mostSuggested = 25;

/** A value as it stands in a field: what was typed, or yes and no. Of what is sealed nothing is shown. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null || typeof value === 'object' || isSealed(value)) return '';
  return value === true ? 'yes' : value === false ? 'no' : String(value);
}

/** All that a field can hold, where that is a short list; none for a field that takes words. */
export async function choicesFor({ command }: Form, field: Field, lang: string, suggest: Suggest): Promise<readonly Choice[]> {
  if (field.choices) return field.choices.map((value) => ({ value, label: choiceLabel(command, field, value, lang) }));
  if (field.kind === 'yesno') return [{ value: 'yes', label: plain(t(lang, 'door.form.yes')) }, { value: 'no', label: plain(t(lang, 'door.form.no')) }];
  if (!isClosed(field)) return [];
  const found = await suggest(field.name);
  return found.length < mostSuggested ? found : [];
}

/** Whether a field holds nothing but the things it points to. Others, as the one of a handover, take other words as well. */
export const isClosed = ({ name, of }: Field): boolean => of !== undefined && (name === of || (name === 'event' && of === 'deadline') || ((name === 'lead' || name === 'counterpart') && of === 'organisation'));

/** Which of the choices stands in a field, however it was written; undefined when none does. */
export function chosenOf(values: readonly string[], kind: Field['kind'], standing: string): string | undefined {
  const said = kind === 'yesno' ? readYesNo(standing) : undefined;
  const key = said === undefined ? nameKey(standing) : said ? 'yes' : 'no';
  return values.find((value) => value === standing) ?? values.find((value) => key !== '' && (nameKey(value) === key || nameKey(value) === `c${key}`));
}

/**
 * The choices that a list takes, each with a label of one line, and which of them stands. Undefined where there are none, too many or
 * longer ones than `most` and `longest` allow, and where what stands is none of them.
 */
export function optionsOf(choices: readonly Choice[], kind: Field['kind'], standing: string, { most, longest }: { most: number; longest: number }): { all: Choice[]; chosen: string | undefined } | undefined {
  const kept = new Map(choices.filter(({ value }) => value !== '' && value.length <= longest).map(({ value, label }) => [value, oneLine(label) || value]));
  const chosen = chosenOf([...kept.keys()], kind, standing);
  if (kept.size === 0 || kept.size < choices.length || kept.size > most || (standing !== '' && chosen === undefined)) return undefined;
  return { all: [...kept].map(([value, label]) => ({ value, label })), chosen };
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
