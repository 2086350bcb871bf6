import { fault, items, known, text, whole, words, type Faults } from '#tests/support/slack/checks/form.ts';
import { list, object, wordsOf, type Part } from '#tests/support/slack/shapes.ts';

const selects = ['static_select', 'external_select', 'users_select', 'conversations_select', 'channels_select'];
const multis = selects.map((name) => `multi_${name}`);
const inputs = ['plain_text_input', 'number_input', 'email_text_input', 'url_text_input', 'rich_text_input', 'file_input'];
const pickers = ['datepicker', 'timepicker', 'datetimepicker'];
const boxes = ['checkboxes', 'radio_buttons'];

/** Which elements may stand where. */
export const allowed = {
  actions: new Set(['button', 'overflow', ...selects, ...multis, ...pickers, ...boxes, 'workflow_button']),
  accessory: new Set(['button', 'overflow', 'image', ...selects, ...multis, ...pickers, ...boxes, 'workflow_button']),
  input: new Set([...selects, ...multis, ...inputs, ...pickers, ...boxes]),
} as const;

const shared = ['type', 'action_id'];
const chosen = [...shared, 'placeholder', 'confirm', 'focus_on_load'];
/** The fields of each kind. */
const fields: Readonly<Record<string, readonly string[]>> = {
  button: [...shared, 'text', 'url', 'value', 'style', 'confirm', 'accessibility_label'], overflow: [...shared, 'options', 'confirm'], image: ['type', 'image_url', 'alt_text', 'slack_file'],
  static_select: [...chosen, 'options', 'option_groups', 'initial_option'], external_select: [...chosen, 'initial_option', 'min_query_length'], users_select: [...chosen, 'initial_user'],
  conversations_select: [...chosen, 'initial_conversation', 'default_to_current_conversation', 'response_url_enabled', 'filter'], channels_select: [...chosen, 'initial_channel', 'response_url_enabled'],
  multi_static_select: [...chosen, 'options', 'option_groups', 'initial_options', 'max_selected_items'], multi_external_select: [...chosen, 'initial_options', 'min_query_length', 'max_selected_items'], multi_users_select: [...chosen, 'initial_users', 'max_selected_items'],
  multi_conversations_select: [...chosen, 'initial_conversations', 'default_to_current_conversation', 'filter', 'max_selected_items'], multi_channels_select: [...chosen, 'initial_channels', 'max_selected_items'],
  plain_text_input: [...shared, 'placeholder', 'initial_value', 'multiline', 'min_length', 'max_length', 'dispatch_action_config', 'focus_on_load'], number_input: [...shared, 'placeholder', 'initial_value', 'is_decimal_allowed', 'min_value', 'max_value', 'dispatch_action_config', 'focus_on_load'],
  email_text_input: [...shared, 'placeholder', 'initial_value', 'dispatch_action_config', 'focus_on_load'], url_text_input: [...shared, 'placeholder', 'initial_value', 'dispatch_action_config', 'focus_on_load'],
  rich_text_input: [...shared, 'placeholder', 'initial_value', 'dispatch_action_config', 'focus_on_load'], file_input: [...shared, 'filetypes', 'max_files'],
  datepicker: [...chosen, 'initial_date'], timepicker: [...chosen, 'initial_time', 'timezone'], datetimepicker: [...shared, 'initial_date_time', 'confirm', 'focus_on_load'],
  checkboxes: [...shared, 'options', 'initial_options', 'confirm', 'focus_on_load'], radio_buttons: [...shared, 'options', 'initial_option', 'confirm', 'focus_on_load'], workflow_button: [...shared, 'text', 'workflow', 'style', 'accessibility_label'],
};

/** Checks an element in its place. */
export function checkElement(element: Part, at: string, faults: Faults, place: keyof typeof allowed): void {
  const type = String(element.type);
  if (!allowed[place].has(type)) return fault(faults, `${at}/type`, `unsupported type: ${type}`);
  known(element, at, faults, fields[type]!);
  if (type !== 'image') text(element.action_id, `${at}/action_id`, faults, 255, { optional: true });
  words(element.placeholder, `${at}/placeholder`, faults, 150, { optional: true });
  if (element.confirm !== undefined) checkConfirm(object(element.confirm), `${at}/confirm`, faults);
  if (type === 'button') checkButton(element, at, faults);
  else if (type === 'image') checkImage(element, at, faults);
  else if (type === 'overflow') checkOptions(element.options, `${at}/options`, faults, { most: 5, links: true });
  else if (/^(multi_)?static_select$/.test(type)) checkStatic(element, at, faults);
  else if (boxes.includes(type)) checkOptions(element.options, `${at}/options`, faults, { most: 10, marked: true });
  else if (/^(multi_)?external_select$/.test(type)) whole(element.min_query_length, `${at}/min_query_length`, faults, { least: 0, most: 150 });
  else if (type === 'plain_text_input') checkInput(element, at, faults);
  else if (type === 'number_input') checkNumber(element, at, faults);
  else if (type === 'file_input') checkFiles(element, at, faults);
  if (type.startsWith('multi_')) whole(element.max_selected_items, `${at}/max_selected_items`, faults, { least: 1, most: 100 });
  if (element.initial_date !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(String(element.initial_date))) fault(faults, `${at}/initial_date`, 'must be a date: YYYY-MM-DD');
  if (element.initial_time !== undefined && !/^\d{2}:\d{2}$/.test(String(element.initial_time))) fault(faults, `${at}/initial_time`, 'must be a time: HH:mm');
  if (element.initial_user !== undefined && !/^[UW]\w{8,}$/.test(String(element.initial_user))) fault(faults, `${at}/initial_user`, 'must be a user id');
  checkInitial(element, at, faults);
}

function checkButton(element: Part, at: string, faults: Faults): void {
  words(element.text, `${at}/text`, faults, 75);
  text(element.value, `${at}/value`, faults, 2000, { optional: true });
  text(element.url, `${at}/url`, faults, 3000, { optional: true });
  text(element.accessibility_label, `${at}/accessibility_label`, faults, 75, { optional: true });
  if (element.style !== undefined && !['primary', 'danger'].includes(String(element.style))) fault(faults, `${at}/style`, 'must be a valid style: primary, danger');
}

export function checkImage(element: Part, at: string, faults: Faults): void {
  text(element.alt_text, `${at}/alt_text`, faults, 2000);
  if (element.slack_file === undefined) text(element.image_url, `${at}/image_url`, faults, 3000);
}

function checkConfirm(confirm: Part, at: string, faults: Faults): void {
  known(confirm, at, faults, ['title', 'text', 'confirm', 'deny', 'style']);
  words(confirm.title, `${at}/title`, faults, 100);
  words(confirm.text, `${at}/text`, faults, 300, { plain: false });
  words(confirm.confirm, `${at}/confirm`, faults, 30);
  words(confirm.deny, `${at}/deny`, faults, 30);
}

/** Options of a choice. */
export function checkOptions(value: unknown, at: string, faults: Faults, { most, least = 1, marked = false, links = false }: { most: number; least?: number; marked?: boolean; links?: boolean }): void {
  const values = new Set<unknown>();
  items(value, at, faults, most, least).forEach((option, i) => {
    known(option, `${at}/${i}`, faults, ['text', 'value', 'description', ...(links ? ['url'] : [])]);
    words(option.text, `${at}/${i}/text`, faults, 75, { plain: !marked });
    text(option.value, `${at}/${i}/value`, faults, 150);
    words(option.description, `${at}/${i}/description`, faults, 75, { plain: !marked, optional: true });
    if (values.has(option.value)) fault(faults, `${at}/${i}/value`, `duplicate option value: ${String(option.value)}`);
    values.add(option.value);
  });
}

function checkStatic(element: Part, at: string, faults: Faults): void {
  if ((element.options === undefined) === (element.option_groups === undefined)) return fault(faults, at, 'either options or option_groups');
  if (element.options !== undefined) return checkOptions(element.options, `${at}/options`, faults, { most: 100 });
  items(element.option_groups, `${at}/option_groups`, faults, 100).forEach((group, i) => {
    words(group.label, `${at}/option_groups/${i}/label`, faults, 75);
    checkOptions(group.options, `${at}/option_groups/${i}/options`, faults, { most: 100 });
  });
}

/** What is chosen in advance must be among what can be chosen, option for option. */
function checkInitial(element: Part, at: string, faults: Faults): void {
  const options = [...list(element.options), ...list(element.option_groups).flatMap((group) => list(group.options))];
  const before = element.initial_options === undefined ? (element.initial_option === undefined ? [] : [object(element.initial_option)]) : items(element.initial_options, `${at}/initial_options`, faults, 100);
  if (String(element.type).includes('external')) return checkOptions(before, `${at}/initial_option`, faults, { most: 100, least: 0 });
  for (const one of before) {
    const fits = options.some((option) => option.value === one.value && wordsOf(option.text) === wordsOf(one.text));
    if (!fits) fault(faults, `${at}/initial_option`, 'the initial option must be one of the options');
  }
}

function checkInput(element: Part, at: string, faults: Faults): void {
  whole(element.min_length, `${at}/min_length`, faults, { least: 0, most: 3000 });
  whole(element.max_length, `${at}/max_length`, faults, { least: 1, most: 3000 });
  const [least, most] = [Number(element.min_length ?? 0), Number(element.max_length ?? 3000)];
  if (least > most) fault(faults, `${at}/min_length`, 'must not be more than max_length');
  if (element.initial_value === undefined) return;
  if (typeof element.initial_value !== 'string') return fault(faults, `${at}/initial_value`, 'must be a string');
  if (element.initial_value.length > most) fault(faults, `${at}/initial_value`, `must be less than ${most + 1} characters`);
  if (element.initial_value.length < least) fault(faults, `${at}/initial_value`, `must be more than ${least - 1} characters`);
}

function checkNumber(element: Part, at: string, faults: Faults): void {
  if (typeof element.is_decimal_allowed !== 'boolean') fault(faults, `${at}/is_decimal_allowed`, 'missing required field: is_decimal_allowed');
  for (const key of ['initial_value', 'min_value', 'max_value']) if (element[key] !== undefined && (typeof element[key] !== 'string' || Number.isNaN(Number(element[key])))) fault(faults, `${at}/${key}`, 'must be a number as a string');
}

function checkFiles(element: Part, at: string, faults: Faults): void {
  whole(element.max_files, `${at}/max_files`, faults, { least: 1, most: 10 });
  if (element.filetypes !== undefined) items(element.filetypes, `${at}/filetypes`, faults, 100);
}
