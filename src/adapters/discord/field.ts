import { ChannelType, ComponentType, TextInputStyle } from 'discord-api-types/v10';
import type { APIComponentInLabel, APILabelComponent, APISelectMenuOption } from 'discord-api-types/v10';
import { choicesFor, optionsOf, textOf, type Suggest } from '#bot/choices.ts';
import type { Form } from '#bot/command.ts';
import { besideField, isKept } from '#bot/form.ts';
import { nameOf } from '#bot/hint.ts';
import type { Field } from '#core/field.ts';
import { cut } from '#core/fit.ts';
import { oneLine } from '#core/legible.ts';
import { plain } from '#core/message.ts';

/** Discord's limits on a field of a form. */
const longest = { label: 45, description: 100, option: 100, value: 4000 } as const;
const mostOptions = 25;
/** A field that takes more than this is written in a large box. */
const oneLiner = 300;

/** A field of a form with its label, what stands in it, and what it takes or why it was refused. */
export async function drawField(form: Form, field: Field, lang: string, suggest: Suggest): Promise<APILabelComponent> {
  const component = await drawInput(form, field, lang, suggest);
  const hint = besideField(form, field, component.type === ComponentType.StringSelect, lang);
  const description = hint && cut(oneLine(plain(hint)), longest.description);
  return { type: ComponentType.Label, label: cut(oneLine(nameOf(field, lang)), longest.label) || field.name, ...(description && { description }), component };
}

async function drawInput(form: Form, field: Field, lang: string, suggest: Suggest): Promise<APIComponentInLabel> {
  const { name, kind } = field;
  const required = field.required && !isKept(field, form.given);
  const few = { custom_id: name, required, min_values: required ? 1 : 0, max_values: 1 };
  if (kind === 'member') return { type: ComponentType.UserSelect, ...few };
  if (kind === 'room') return { type: ComponentType.ChannelSelect, ...few, channel_types: [ChannelType.GuildText, ChannelType.GuildAnnouncement] };
  if (kind === 'file') return { type: ComponentType.FileUpload, ...few };
  const standing = textOf(form.given[name]);
  const list = optionsOf(await choicesFor(form, field, lang, suggest), kind, standing, { most: mostOptions, longest: longest.option });
  if (list) {
    const options = list.all.map(({ value, label }): APISelectMenuOption => ({ value, label: cut(label, longest.option), ...(value === list.chosen && { default: true }) }));
    return { type: ComponentType.StringSelect, ...few, options };
  }
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
