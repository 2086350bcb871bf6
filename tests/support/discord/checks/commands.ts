import { makeForm, object, type Form } from '#tests/support/discord/checks/form.ts';
import { Refusal } from '#tests/support/discord/refusal.ts';

type Path = readonly (string | number)[];

const locales = new Set('id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko'.split(' '));
const named = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const [subcommand, subgroup, text, integer, number] = [1, 2, 3, 4, 10];
/** How many commands of each type may be registered at once: slash commands, and those of the menus of people and messages. */
const most: Readonly<Record<number, number>> = { 1: 100, 2: 15, 3: 15 };

/** Throws what Discord says to a list of commands that breaks its rules. */
export function checkCommands(body: unknown): void {
  const form = makeForm();
  if (!Array.isArray(body)) throw new Refusal(400, 50035, 'Invalid Form Body', { _errors: [{ code: 'LIST_TYPE_CONVERT', message: 'Only iterables may be used in a ListType' }] });
  const names = new Set<string>();
  body.forEach((given, i) => {
    const command = object(given);
    const key = `${String(command.type ?? 1)} ${String(command.name)}`;
    if (names.has(key)) form.add([i, 'name'], 'APPLICATION_COMMANDS_DUPLICATE_NAME', 'Application command names must be unique');
    names.add(key);
    checkCommand(form, [i], command);
  });
  for (const type of [1, 2, 3]) if (body.filter((command) => (object(command).type ?? 1) === type).length > most[type]!) throw new Refusal(400, 30032, `Maximum number of application commands reached (${most[type]})`);
  form.end();
}

function checkCommand(form: Form, at: Path, command: Record<string, unknown>): void {
  const type = command.type ?? 1;
  if (type !== 1 && type !== 2 && type !== 3) return form.add([...at, 'type'], 'BASE_TYPE_CHOICES', 'Value must be one of {1, 2, 3}.');
  if (type === 1) {
    checkName(form, at, command);
    checkDescription(form, at, command);
    checkOptions(form, [...at, 'options'], command.options, 0);
    if (size(command) > 8000) form.add(at, 'APPLICATION_COMMAND_TOO_LARGE', 'Command exceeds maximum size (8000)');
  } else {
    form.text([...at, 'name'], command.name, 1, 32);
    checkLocalized(form, [...at, 'name_localizations'], command.name_localizations, 32, () => true);
    if (command.description !== undefined && command.description !== '') form.add([...at, 'description'], 'APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION', 'Context menu commands cannot have description');
    if (command.options !== undefined) form.add([...at, 'options'], 'APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS', 'Context menu commands cannot have options');
  }
  for (const [field, choices] of [['contexts', [0, 1, 2]], ['integration_types', [0, 1]]] as const) {
    const list = command[field];
    if (list !== undefined && list !== null && form.list([...at, field], list, 1, choices.length) && list.some((value) => !(choices as readonly unknown[]).includes(value))) form.add([...at, field], 'BASE_TYPE_CHOICES', `Values must be among ${choices.join(', ')}.`);
  }
  const permissions = command.default_member_permissions;
  if (permissions !== undefined && permissions !== null && !/^\d+$/.test(String(permissions))) form.add([...at, 'default_member_permissions'], 'PERMISSION_TYPE_INVALID', 'Must be a permission set as text.');
}

function checkName(form: Form, at: Path, thing: Record<string, unknown>): void {
  const fits = (name: string) => named.test(name) && name === name.toLowerCase();
  if (form.text([...at, 'name'], thing.name, 1, 32) && !fits(thing.name as string)) form.add([...at, 'name'], 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
  checkLocalized(form, [...at, 'name_localizations'], thing.name_localizations, 32, fits);
}

function checkDescription(form: Form, at: Path, thing: Record<string, unknown>): void {
  form.text([...at, 'description'], thing.description, 1, 100);
  checkLocalized(form, [...at, 'description_localizations'], thing.description_localizations, 100, () => true);
}

function checkLocalized(form: Form, at: Path, given: unknown, length: number, fits: (text: string) => boolean): void {
  for (const [locale, words] of Object.entries(object(given))) {
    if (!locales.has(locale)) form.add([...at, locale], 'BASE_TYPE_CHOICES', 'Not a locale that Discord knows.');
    if (words !== null && form.text([...at, locale], words, 1, length) && !fits(words)) form.add([...at, locale], 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
  }
}

/** `depth` is 0 below a command, 1 below a group, 2 below a subcommand. */
function checkOptions(form: Form, at: Path, given: unknown, depth: 0 | 1 | 2): void {
  if (given === undefined || given === null || !form.list(at, given, 0, 25)) return;
  const [options, names] = [given.map(object), new Set<unknown>()];
  const isBranch = (type: unknown) => type === subcommand || type === subgroup;
  if (options.some(({ type }) => isBranch(type)) && options.some(({ type }) => !isBranch(type))) form.add(at, 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', 'Sub-command and sub-command group option types are mutually exclusive to all other types');
  let optional = false;
  options.forEach((option, i) => {
    const place = [...at, i];
    const allowed = depth === 0 ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] : depth === 1 ? [1] : [3, 4, 5, 6, 7, 8, 9, 10, 11];
    if (!allowed.includes(option.type as number)) return form.add([...place, 'type'], 'BASE_TYPE_CHOICES', `Value must be one of {${allowed.join(', ')}}.`);
    checkName(form, place, option);
    checkDescription(form, place, option);
    if (names.has(option.name)) form.add([...place, 'name'], 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', 'Option name already exists');
    names.add(option.name);
    if (isBranch(option.type)) return checkOptions(form, [...place, 'options'], option.options, option.type === subgroup ? 1 : 2);
    if (option.required === true && optional) form.add(place, 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', 'Required options must be placed before non-required options');
    optional ||= option.required !== true;
    checkValues(form, place, option);
  });
}

function checkValues(form: Form, at: Path, option: Record<string, unknown>): void {
  const type = option.type as number;
  form.flag([...at, 'autocomplete'], option.autocomplete);
  if (option.autocomplete === true && ![text, integer, number].includes(type)) form.add([...at, 'autocomplete'], 'APPLICATION_COMMAND_AUTOCOMPLETE_TYPE_INVALID', 'Autocomplete is only for text and numbers');
  form.whole([...at, 'min_length'], option.min_length, 0, 6000);
  form.whole([...at, 'max_length'], option.max_length, 1, 6000);
  for (const bound of ['min_value', 'max_value'] as const) if (type === integer) form.whole([...at, bound], option[bound], -(2 ** 53) + 1, 2 ** 53 - 1);
  if (option.choices === undefined || option.choices === null || !form.list([...at, 'choices'], option.choices, 0, 25)) return;
  if (option.autocomplete === true && option.choices.length > 0) form.add([...at, 'autocomplete'], 'APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES', 'Autocomplete and choices are mutually exclusive');
  option.choices.forEach((given, i) => checkChoice(form, [...at, 'choices', i], object(given), type));
}

/** One value to choose from: of a registered option, or offered while somebody types. */
export function checkChoice(form: Form, at: Path, choice: Record<string, unknown>, type: number): void {
  form.text([...at, 'name'], choice.name, 1, 100);
  checkLocalized(form, [...at, 'name_localizations'], choice.name_localizations, 100, () => true);
  if (type === text) form.text([...at, 'value'], choice.value, 1, 100);
  else if (typeof choice.value !== 'number' || (type === integer && !Number.isInteger(choice.value))) form.add([...at, 'value'], 'NUMBER_TYPE_COERCE', 'Value is not a number.');
}

/** What counts towards the 8,000 characters: names, descriptions and values, each in its longest language. */
function size(thing: Record<string, unknown>): number {
  const longest = (field: string) => Math.max(String(thing[field] ?? '').length, ...Object.values(object(thing[`${field}_localizations`])).map((words) => String(words).length));
  const own = longest('name') + longest('description') + (typeof thing.value === 'string' ? thing.value.length : 0);
  return [thing.options, thing.choices].flatMap((list) => (Array.isArray(list) ? list : [])).reduce((sum: number, part) => sum + size(object(part)), own);
}
