import { object, type Form } from '#tests/support/discord/checks/form.ts';

type Path = readonly (string | number)[];

/** What is counted over a whole message or form. */
export interface Tally {
  components: number;
  characters: number;
  readonly customIds: Set<string>;
  readonly ids: Set<unknown>;
}
export const tally = (): Tally => ({ components: 0, characters: 0, customIds: new Set(), ids: new Set() });

export const kinds = { row: 1, button: 2, select: 3, input: 4, user: 5, role: 6, mentionable: 7, channel: 8, section: 9, text: 10, thumbnail: 11, gallery: 12, file: 13, separator: 14, container: 17, label: 18, upload: 19 } as const;
const selects: readonly number[] = [kinds.select, kinds.user, kinds.role, kinds.mentionable, kinds.channel];
export const isSelect = (type: unknown) => selects.includes(type as number);

/** Notes a component, and refuses a second one with its id. */
export function count(form: Form, at: Path, component: Record<string, unknown>, sum: Tally): void {
  sum.components += 1;
  form.whole([...at, 'id'], component.id, 0, 2 ** 31 - 1);
  if (component.id !== undefined && component.id !== 0 && sum.ids.has(component.id)) form.add([...at, 'id'], 'COMPONENT_ID_DUPLICATED', 'Component id cannot be duplicated');
  sum.ids.add(component.id);
}

export function customId(form: Form, at: Path, component: Record<string, unknown>, sum: Tally): void {
  if (!form.text([...at, 'custom_id'], component.custom_id, 1, 100)) return;
  if (sum.customIds.has(component.custom_id as string)) form.add([...at, 'custom_id'], 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
  sum.customIds.add(component.custom_id as string);
}

export function wrongType(form: Form, at: Path, allowed: readonly number[]): void {
  form.add([...at, 'type'], 'UNION_TYPE_CHOICES', `Value of field "type" must be one of (${allowed.join(', ')}).`);
}

/** One of the components of a message, with all within it. `allowed` are the types that may stand here. */
export function checkComponent(form: Form, at: Path, given: unknown, sum: Tally, allowed: readonly number[]): void {
  const component = object(given);
  count(form, at, component, sum);
  if (!allowed.includes(component.type as number)) return wrongType(form, at, allowed);
  switch (component.type) {
    case kinds.row: return checkRow(form, at, component, sum);
    case kinds.button: return checkButton(form, at, component, sum);
    case kinds.text: {
      if (form.text([...at, 'content'], component.content, 1, 4000)) sum.characters += (component.content as string).length;
      return;
    }
    case kinds.section: {
      if (form.list([...at, 'components'], component.components, 1, 3)) component.components.forEach((part, i) => checkComponent(form, [...at, 'components', i], part, sum, [kinds.text]));
      return checkComponent(form, [...at, 'accessory'], component.accessory, sum, [kinds.button, kinds.thumbnail]);
    }
    case kinds.thumbnail: return void form.text([...at, 'media', 'url'], object(component.media).url, 1, 2048);
    case kinds.gallery: {
      if (form.list([...at, 'items'], component.items, 1, 10)) component.items.forEach((item, i) => form.text([...at, 'items', i, 'media', 'url'], object(object(item).media).url, 1, 2048));
      return;
    }
    case kinds.file: {
      const { url } = object(component.file);
      if (form.text([...at, 'file', 'url'], url, 1, 2048) && !url.startsWith('attachment://')) form.add([...at, 'file', 'url'], 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND', 'Only attachment:// references can be used here');
      return;
    }
    case kinds.separator: return form.whole([...at, 'spacing'], component.spacing, 1, 2);
    case kinds.container: {
      form.whole([...at, 'accent_color'], component.accent_color, 0, 0xffffff);
      const inside = [kinds.row, kinds.section, kinds.text, kinds.gallery, kinds.file, kinds.separator];
      if (form.list([...at, 'components'], component.components, 1, 40)) component.components.forEach((part, i) => checkComponent(form, [...at, 'components', i], part, sum, inside));
      return;
    }
  }
  if (isSelect(component.type)) checkSelect(form, at, component, sum);
}

function checkRow(form: Form, at: Path, { components }: Record<string, unknown>, sum: Tally): void {
  if (!form.list([...at, 'components'], components, 1, 5)) return;
  const isMenu = isSelect(object(components[0]).type);
  if (isMenu && components.length > 1) form.add([...at, 'components'], 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', 'The specified component exceeds the maximum width');
  components.forEach((part, i) => checkComponent(form, [...at, 'components', i], part, sum, isMenu ? selects : [kinds.button]));
}

function checkButton(form: Form, at: Path, button: Record<string, unknown>, sum: Tally): void {
  form.whole([...at, 'style'], button.style ?? 0, 1, 6);
  form.text([...at, 'label'], button.label, 1, 80, button.emoji !== undefined || button.style === 6);
  form.flag([...at, 'disabled'], button.disabled);
  if (button.style === 5) {
    if (form.text([...at, 'url'], button.url, 1, 512) && !/^(https?|discord):\/\/\S+$/.test(button.url as string)) form.add([...at, 'url'], 'BASE_TYPE_URL_INVALID', 'Not a well formed URL.');
    if (button.custom_id !== undefined) form.add([...at], 'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE', 'A custom id and url cannot both be specified');
    return;
  }
  if (button.url !== undefined) form.add([...at], 'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE', 'A custom id and url cannot both be specified');
  customId(form, at, button, sum);
}

/** A select menu of a message or a form. */
export function checkSelect(form: Form, at: Path, select: Record<string, unknown>, sum: Tally): void {
  customId(form, at, select, sum);
  form.text([...at, 'placeholder'], select.placeholder, 0, 150, true);
  form.whole([...at, 'min_values'], select.min_values, 0, 25);
  form.whole([...at, 'max_values'], select.max_values, 1, 25);
  form.flag([...at, 'disabled'], select.disabled);
  const [least, most] = [(select.min_values as number | undefined) ?? 1, (select.max_values as number | undefined) ?? 1];
  if (least > most) form.add([...at, 'min_values'], 'SELECT_COMPONENT_MIN_VALUES_EXCEEDS_MAX_VALUES', 'min_values cannot be greater than max_values');
  if (select.type !== kinds.select) {
    const defaults = select.default_values;
    if (defaults !== undefined && form.list([...at, 'default_values'], defaults, 0, most)) defaults.forEach((value, i) => form.text([...at, 'default_values', i, 'id'], object(value).id, 17, 20));
    return;
  }
  if (!form.list([...at, 'options'], select.options, 1, 25)) return;
  const values = new Set<unknown>();
  select.options.forEach((given, i) => {
    const [option, place] = [object(given), [...at, 'options', i]];
    form.text([...place, 'label'], option.label, 1, 100);
    form.text([...place, 'description'], option.description, 1, 100, true);
    form.flag([...place, 'default'], option.default);
    if (form.text([...place, 'value'], option.value, 1, 100) && values.has(option.value)) form.add([...place, 'value'], 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED', 'The specified option value is already used');
    values.add(option.value);
  });
  if (most > select.options.length) form.add([...at, 'max_values'], 'SELECT_COMPONENT_MAX_VALUES_EXCEEDS_OPTIONS', 'max_values cannot exceed the number of options');
  if (select.options.filter((option) => object(option).default === true).length > most) form.add([...at, 'options'], 'SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES', 'Too many default options');
}
