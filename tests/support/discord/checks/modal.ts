import { checkSelect, count, customId, isSelect, kinds, tally, wrongType, type Tally } from '#tests/support/discord/checks/components.ts';
import { makeForm, object, type Form } from '#tests/support/discord/checks/form.ts';

type Path = readonly (string | number)[];

/** Throws what Discord says to a form that breaks its limits. `at` is where it stands in the body. */
export function checkModal(modal: Record<string, unknown>, at: Path = ['data']): void {
  const form = makeForm();
  const sum = tally();
  form.text([...at, 'custom_id'], modal.custom_id, 1, 100);
  form.text([...at, 'title'], modal.title, 1, 45);
  if (form.list([...at, 'components'], modal.components, 1, 5)) modal.components.forEach((given, i) => checkTop(form, [...at, 'components', i], object(given), sum));
  form.end();
}

function checkTop(form: Form, at: Path, component: Record<string, unknown>, sum: Tally): void {
  count(form, at, component, sum);
  if (component.type === kinds.text) return void form.text([...at, 'content'], component.content, 1, 4000);
  if (component.type === kinds.row) {
    if (!form.list([...at, 'components'], component.components, 1, 1)) return;
    const [inner, place] = [object(component.components[0]), [...at, 'components', 0]];
    count(form, place, inner, sum);
    if (inner.type !== kinds.input) return wrongType(form, place, [kinds.input]);
    form.text([...place, 'label'], inner.label, 1, 45);
    return checkInput(form, place, inner, sum);
  }
  if (component.type !== kinds.label) return wrongType(form, at, [kinds.row, kinds.text, kinds.label]);
  form.text([...at, 'label'], component.label, 1, 45);
  form.text([...at, 'description'], component.description, 1, 100, true);
  const [inner, place] = [object(component.component), [...at, 'component']];
  count(form, place, inner, sum);
  form.flag([...place, 'required'], inner.required);
  if (inner.type === kinds.input) {
    if (inner.label !== undefined) form.add([...place, 'label'], 'COMPONENT_LABEL_IN_LABEL', 'A text input in a label cannot have a label of its own');
    return checkInput(form, place, inner, sum);
  }
  if (inner.type === kinds.upload) {
    customId(form, place, inner, sum);
    form.whole([...place, 'min_values'], inner.min_values, 0, 10);
    return form.whole([...place, 'max_values'], inner.max_values, 1, 10);
  }
  if (!isSelect(inner.type)) return wrongType(form, place, [3, 4, 5, 6, 7, 8, 19]);
  checkSelect(form, place, inner, sum);
  if (inner.disabled === true) form.add([...place, 'disabled'], 'COMPONENT_DISABLED_IN_MODAL', 'Components in modals cannot be disabled');
  if (inner.min_values === 0 && inner.required !== false) form.add([...place, 'min_values'], 'SELECT_COMPONENT_REQUIRED_MIN_VALUES', 'min_values must be at least 1 for a required component');
}

function checkInput(form: Form, at: Path, input: Record<string, unknown>, sum: Tally): void {
  customId(form, at, input, sum);
  form.whole([...at, 'style'], input.style ?? 0, 1, 2);
  form.whole([...at, 'min_length'], input.min_length, 0, 4000);
  form.whole([...at, 'max_length'], input.max_length, 1, 4000);
  form.flag([...at, 'required'], input.required);
  form.text([...at, 'placeholder'], input.placeholder, 0, 100, true);
  const [least, most] = [(input.min_length as number | undefined) ?? 0, (input.max_length as number | undefined) ?? 4000];
  if (least > most) form.add([...at, 'min_length'], 'TEXT_INPUT_MIN_LENGTH_EXCEEDS_MAX', 'min_length cannot be greater than max_length');
  form.text([...at, 'value'], input.value, 0, most, true);
}
