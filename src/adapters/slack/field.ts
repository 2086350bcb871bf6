import type { InputBlock, PlainTextOption } from '@slack/types';
import { chosenOf, choicesFor, isClosed, optionsOf, textOf, type Suggest } from '#bot/choices.ts';
import type { Choice, Form } from '#bot/command.ts';
import { besideName } from '#bot/dialog.ts';
import { besideField, isKept } from '#bot/form.ts';
import { nameOf } from '#bot/hint.ts';
import type { Field } from '#core/field.ts';
import { t } from '#core/i18n.ts';
import { oneLine } from '#core/legible.ts';
import { plain } from '#core/message.ts';
import { plainText } from '#adapters/slack/render.ts';

/** Slack's limits on a field of a form. */
export const longest = { label: 150, hint: 2000, option: 75, value: 150, text: 3000 } as const;
/** As many options as a list takes; so few are all seen at once; and a field that takes more characters than this is written in a large box. */
const [mostOptions, few, oneLiner] = [99, 5, 300];

/** The option that leaves a field empty: whoever has chosen something in Slack can choose nothing else but another option. */
export const nothing = '—';
/** The names of a field's parts: what is given, a text of which only the beginning is shown, and a day that is picked instead. */
export const [given, beginning, picked] = ['v', 'beginning', 'day'];
/** The block of a day that is picked in place of a written date. */
export const dayBlock = (name: string): string => `${name} ${picked}`;

/** A field of a form with its label, what stands in it, and what it takes or why it was refused; for a date, a day to pick as well. */
export async function drawField(form: Form, field: Field, lang: string, suggest: Suggest): Promise<InputBlock[]> {
  const { name, kind } = field;
  const element = await drawInput(form, field, lang, suggest);
  const isList = /^(static_select|external_select|radio_buttons)$/.test(element.type);
  const error = form.errors[name];
  const said = error ? `✗ ${plain(besideName(name, error, lang))}` : plain(besideField(form, field, isList, lang) ?? []);
  const whole = 'action_id' in element && element.action_id === beginning ? [plain(t(lang, 'slack.form.beginning', { most: longest.text }))] : [];
  const hint = oneLine([said, ...whole].filter((each) => each !== '').join(' · '));
  const input: InputBlock = {
    type: 'input', block_id: name, label: plainText(oneLine(nameOf(field, lang)), longest.label), element,
    ...((!field.required || isKept(field, form.given)) && { optional: true }), ...(hint !== '' && { hint: plainText(hint, longest.hint) }),
  };
  // After a fault only the text is left: it says what was meant.
  if (kind !== 'when' || error) return [input];
  const day: InputBlock = { type: 'input', block_id: dayBlock(name), label: plainText(plain(t(lang, 'slack.form.day')), longest.label), element: { type: 'datepicker', action_id: picked }, optional: true };
  return [{ ...input, optional: true }, day];
}

async function drawInput(form: Form, field: Field, lang: string, suggest: Suggest): Promise<InputBlock['element']> {
  const { name, kind } = field;
  const own = { action_id: given };
  if (kind === 'member') return { type: 'users_select', ...own };
  if (kind === 'room') return { type: 'conversations_select', ...own, filter: { include: ['public', 'private'], exclude_bot_users: true }, ...(!isKept(field, form.given) && { default_to_current_conversation: true }) };
  if (kind === 'file') return { type: 'file_input', ...own, max_files: 1 };
  const standing = textOf(form.given[name]);
  const choices = await choicesFor(form, field, lang, suggest);
  const options = optionsOf(choices, kind, standing, { most: mostOptions, longest: longest.value });
  if (options) {
    const all = options.all.map(optionOf);
    const standsAs = all.find(({ value }) => value === options.chosen);
    const initial = standsAs && { initial_option: standsAs };
    if (kind === 'yesno' || (field.required && all.length <= few)) return { type: 'radio_buttons', ...own, options: all, ...initial };
    return { type: 'static_select', ...own, options: field.required ? all : [optionOf({ label: plain(t(lang, 'slack.form.nothing')), value: nothing }), ...all], ...initial };
  }
  // More than can be suggested at once: Slack asks again with every letter.
  if (isClosed(field) && choices.length === 0 && standing.length <= longest.value && !form.errors[name]) {
    const found = await suggest(name);
    if (found.length > 0) {
      const chosen = standing === '' ? undefined : found.find(({ value }) => value === chosenOf(found.map((each) => each.value), kind, standing));
      return { type: 'external_select', ...own, min_query_length: 0, ...(standing !== '' && { initial_option: optionOf(chosen ?? { label: standing, value: standing }) }) };
    }
  }
  const large = kind === 'text' || (field.max ?? 0) > oneLiner || standing.includes('\n');
  return {
    type: 'plain_text_input', action_id: standing.length > longest.text ? beginning : given, ...(large && { multiline: true }),
    // What was typed is too long where that is the fault; it is shown, to be shortened.
    max_length: Math.min(longest.text, Math.max(kind === 'int' ? 11 : (field.max ?? longest.text), standing.length)),
    ...(standing !== '' && { initial_value: standing.slice(0, longest.text).toWellFormed() }),
  };
}

/** What can be chosen in a list. */
export const optionOf = ({ label, value }: Choice): PlainTextOption => ({ text: plainText(oneLine(label), longest.option), value });
