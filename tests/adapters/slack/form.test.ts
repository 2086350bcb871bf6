import { fc, test as prop } from '@fast-check/vitest';
import type { ViewOutput } from '@slack/bolt';
import type { InputBlock, ModalView } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { answerView, errorsOf, faultsIn, formOf, modalOf, readView, workingView } from '#adapters/slack/form.ts';
import type { Choice, Command, Form } from '#bot/command.ts';
import { asking } from '#bot/dialog.ts';
import { commands } from '#commands/index.ts';
import { fieldsOf, type Field } from '#core/field.ts';
import { t } from '#core/i18n.ts';
import { message, plain, type Given, type Rich } from '#core/message.ts';
import { viewFaults } from '#tests/support/slack/checks/view.ts';
import { textOf } from '#tests/support/slack/text.ts';
import { runs } from '#tests/support/runs.ts';

const reader = { zone: 'Europe/Vienna', home: 'Europe/Vienna', lang: 'en' };
const draft = '1m80n1es606qxpe4';
const nothing = async () => [];

const named = (name: string): Command => commands.find((command) => command.name === name)!;
const formFor = (command: Command, given: Given = {}, errors: Readonly<Record<string, Rich>> = {}): Form => ({ command: command.name, fields: fieldsOf(command.input), given, errors, draft });
const inputs = (view: ModalView) => view.blocks.filter((block): block is InputBlock => block.type === 'input');
const input = (view: ModalView, name: string) => inputs(view).find((block) => block.block_id === name)!;
const element = (view: ModalView, name: string) => input(view, name).element as unknown as { type: string; action_id: string; initial_value?: string; max_length?: number; multiline?: boolean; options?: { text: { text: string }; value: string }[]; initial_option?: { text: { text: string }; value: string } };
const seen = (view: ModalView) => textOf({ blocks: view.blocks }, { zone: 'UTC', user: () => undefined, channel: () => undefined });

/** A view as Slack takes it, or what it would say against it. */
async function modalFor(form: Form, suggest: (field: string) => Promise<readonly Choice[]> = nothing): Promise<ModalView> {
  const view = JSON.parse(JSON.stringify(await modalOf(form, reader, suggest))) as ModalView;
  expect(viewFaults(view as unknown as Record<string, unknown>, 'modal')).toEqual([]);
  expect(formOf(view as { private_metadata: string })).toEqual({ draft, command: form.command });
  return view;
}

/** A view sent as a client does that changes nothing, or fills in what is given: by block, what an element of its kind holds. */
function sent(view: ModalView, filled: Readonly<Record<string, string | null>> = {}): Pick<ViewOutput, 'state' | 'blocks'> {
  const values = Object.fromEntries(inputs(view).map(({ block_id: id, element: raw }) => {
    const { type, action_id: action, initial_value: standing, initial_option: chosen } = raw as unknown as { type: string; action_id: string; initial_value?: string; initial_option?: { value: string } };
    const own = filled[id!];
    const state: Record<string, unknown> = { type };
    if (type === 'plain_text_input') state.value = own !== undefined ? own : (standing ?? null);
    else if (type === 'datepicker') state.selected_date = own ?? null;
    else if (type === 'users_select') state.selected_user = own ?? null;
    else if (type === 'conversations_select') state.selected_conversation = own ?? null;
    else if (type === 'file_input') state.files = own == null ? [] : [{ id: own }];
    else state.selected_option = own !== undefined ? (own === null ? null : { value: own }) : (chosen ?? null);
    return [id, { [action]: state }];
  }));
  return { blocks: view.blocks, state: { values } } as unknown as Pick<ViewOutput, 'state' | 'blocks'>;
}

/** As much as fits into a field. */
function fullest({ kind, choices, max = 100 }: Field, text: string): unknown {
  if (choices) return choices.at(-1);
  if (kind === 'yesno') return 'yes';
  if (kind === 'int') return max;
  return kind === 'file' ? { name: 'x'.repeat(300), text: 'x' } : text.repeat(max).slice(0, max);
}
const isWritten = ({ kind }: Field) => kind !== 'file' && kind !== 'member' && kind !== 'room';

describe.each(commands.map((command) => [command.name, command] as const))('the form of /%s', (_, command) => {
  const fields = fieldsOf(command.input);
  test('keeps the limits when nothing is given, and asks for all that is needed', async () => {
    const view = await modalFor(formFor(command));
    for (const { name, required } of fields) if (required) expect(inputs(view).map(({ block_id: id }) => id)).toContain(name);
    expect(readView(sent(view))).toEqual(Object.fromEntries(asking(formFor(command)).filter(isWritten).map(({ name }) => [name, ''])));
  });
  test.each(['x', '<&>', '🙂', 'W '])('keeps the limits and every value when each field is full of %s', async (text) => {
    const given = Object.fromEntries(fields.map((field) => [field.name, fullest(field, text)]));
    const back = readView(sent(await modalFor(formFor(command, given))));
    for (const [name, value] of Object.entries(back)) expect([name, value]).toEqual([name, String(given[name])]);
    for (const { name } of fields.filter((field) => isWritten(field) && (field.required || field.asked))) expect(Object.keys(back)).toContain(name);
  });
  test('keeps the limits when all is refused, and has every fault beside its field', async () => {
    const form = formFor(command, Object.fromEntries(fields.map((field) => [field.name, '*'.repeat(5000)])), Object.fromEntries(fields.map(({ name }) => [name, [`${name}: ${'_'.repeat(2900)}`]])));
    const view = await modalFor(form);
    const errors = errorsOf(form, 'en', view as Pick<ViewOutput, 'blocks'>);
    expect(Object.keys(errors).toSorted()).toEqual(fields.map(({ name }) => name).toSorted());
    for (const text of Object.values(errors)) expect([text.length > 0 && text.length <= 2000, text.startsWith('___')]).toEqual([true, true]);
  });
  test('keeps the limits whatever is suggested', async () => {
    await modalFor(formFor(command), async () => Array.from({ length: 24 }, (_each, i) => ({ label: i % 2 ? ' ' : '`*'.repeat(200), value: `${i}${'v'.repeat(90)}` })));
    await modalFor(formFor(command), async () => Array.from({ length: 25 }, (_each, i) => ({ label: `L${i}`, value: `${i}` })));
    await modalFor(formFor(command), async () => [{ label: 'a', value: 'same' }, { label: 'b', value: 'same' }]);
  });
});

describe('a form', () => {
  test('says what it is for, in its title where that fits, else below it', async () => {
    const short = await modalFor(formFor(named('commitment.add')));
    expect([short.title.text, short.submit!.text, short.close!.text]).toEqual(['Propose a commitment', 'Send', 'Not now']);
    const about = await modalFor(formFor(named('commitment.update'), { commitment: '6' }));
    expect([about.title.text, seen(about)]).toEqual(['C6: Report progress', '']);
    const long = await modalFor(formFor(named('commitment.history'), { commitment: '6' }));
    expect([long.title.text, seen(long)]).toEqual(['Secretariat', 'C6: The history of a commitment']);
  });
  test('that has nothing to ask can still be sent', async () => {
    const view = await modalFor({ command: 'my.tasks', fields: [], given: {}, errors: {}, draft });
    expect(seen(view)).toContain('There is nothing to fill in here. Send the form to go on.');
    expect(readView(sent(view))).toEqual({});
  });
  test('has few choices side by side, more in a list, and one more to take back a choice that need not be made', async () => {
    const update = await modalFor(formFor(named('commitment.update'), { commitment: '4', status: 'ontrack' }));
    expect([element(update, 'status').type, element(update, 'status').initial_option?.value]).toEqual(['radio_buttons', 'on-track']);
    expect(element(update, 'status').options!.map(({ text }) => text.text)).toEqual(['Not started', 'On track', 'At risk', 'Blocked', 'Done']);
    const away = await modalFor(formFor(named('my.away'), { role: 'alternate' }));
    const { block_id: name } = inputs(away).find(({ element: { type } }) => type === 'static_select')!;
    const [first] = element(away, name!).options!;
    expect(first!.text.text).toBe('Leave it empty');
    expect(readView(sent(away, { [name!]: first!.value }))[name!]).toBe('');
  });
  test('searches where there is more than can be listed, and shows what stands; what was refused is a text', async () => {
    const many = async () => Array.from({ length: 25 }, (_each, i) => ({ label: `C${i} Something`, value: `C${i}` }));
    const at = async (given: Given, errors = {}) => element(await modalFor(formFor(named('commitment.show'), given, errors), many), 'commitment');
    expect(await at({})).toMatchObject({ type: 'external_select', min_query_length: 0 });
    expect((await at({ commitment: '7' })).initial_option).toMatchObject({ text: { text: 'C7 Something' }, value: 'C7' });
    expect((await at({ commitment: 'C70' })).initial_option).toMatchObject({ text: { text: 'C70' }, value: 'C70' });
    expect(await at({ commitment: 'words' }, { commitment: ['commitment: no'] })).toMatchObject({ type: 'plain_text_input', initial_value: 'words' });
  });
  test('says why a field was refused, without its name, and what it takes', async () => {
    const view = await modalFor(formFor(named('commitment.rate'), { commitment: '4', completion: 'fine' }, { completion: ['completion: I do not know "fine".'] }));
    expect(input(view, 'completion').hint!.text).toBe('✗ I do not know "fine".');
    expect((await modalFor(formFor(named('commitment.add')))).blocks.map((block) => (block as InputBlock).hint?.text)).toContain('In a few words');
  });
  test('asks for somebody, a room or a file as Slack does; what was picked before stays when nothing is picked', async () => {
    const focal = await modalFor(formFor(named('member.focal')));
    expect(element(focal, 'member').type).toBe('users_select');
    expect(readView(sent(focal, { member: 'U0123456789' })).member).toBe('U0123456789');
    expect('member' in readView(sent(focal))).toBe(false);
    const room = await modalFor(formFor(named('group.room')));
    expect(element(room, 'room')).toMatchObject({ type: 'conversations_select', default_to_current_conversation: true, filter: { include: ['public', 'private'] } });
    expect(readView(sent(room, { room: 'C0123456789' })).room).toBe('C0123456789');
    const again = await modalFor(formFor(named('group.room'), { room: 'sealed' }));
    expect('default_to_current_conversation' in element(again, 'room')).toBe(false);
    const file = await modalFor(formFor(named('group.import')));
    expect(readView(sent(file, { file: 'F0123456789' })).file).toBe('F0123456789');
    expect(input(file, 'file').optional).toBeUndefined();
    expect(input(await modalFor(formFor(named('group.import'), { file: { name: 'a', text: 'b' } })), 'file').optional).toBe(true);
  });
  test('offers a day beside a date: it is taken where nothing else was written, and is asked about where something was', async () => {
    const view = await modalFor(formFor(named('commitment.amend'), { commitment: '4', due: 'in 6 weeks' }));
    const back = (due: string | null | undefined, day?: string) => {
      const given = sent(view, { ...(due !== undefined && { due }), ...(day !== undefined && { 'due day': day }) });
      return [readView(given).due, faultsIn(given, 'en').map(({ field, key, params }) => [field, plain(t('en', key, params))])];
    };
    expect(back(undefined)).toEqual(['in 6 weeks', []]);
    expect(back('CND -8w')).toEqual(['CND -8w', []]);
    expect(back(undefined, '2014-03-06')).toEqual(['2014-03-06', []]);
    expect(back(null, '2014-03-06')).toEqual(['2014-03-06', []]);
    expect(back(null)).toEqual(['', []]);
    expect(back('2014-03-06', '2014-03-06')).toEqual(['2014-03-06', []]);
    expect(back('CND -8w', '2014-03-06')).toEqual(['CND -8w', [['due', 'You wrote CND -8w, and you picked Thu 6 March 2014. Please empty this field to take the picked day, or write here the one that you mean.']]]);
    const refused = await modalFor(formFor(named('commitment.amend'), { commitment: '4', due: 'soon' }, { due: ['due: no date'] }));
    expect(inputs(refused).map(({ block_id: id }) => id)).not.toContain('due day');
  });
  test('shows the beginning of a text that is longer than Slack takes; left as it is, all of it stays', async () => {
    const long = `${'word '.repeat(900)}end`;
    const view = await modalFor(formFor(named('commitment.update'), { commitment: '4', status: 'done', note: long }, { note: ['note: too long'] }));
    expect([element(view, 'note').initial_value!.length, input(view, 'note').hint!.text]).toEqual([3000, '✗ Too long · Only the first 3,000 characters are shown here. Leave them as they are to keep all of it.']);
    expect('note' in readView(sent(view))).toBe(false);
    // Slack trims what is sent.
    expect('note' in readView(sent(view, { note: element(view, 'note').initial_value!.trim() }))).toBe(false);
    expect(readView(sent(view, { note: 'shorter' })).note).toBe('shorter');
    expect(readView(sent(view, { note: null })).note).toBe('');
  });
  test('tells its errors only beside fields that a view has', async () => {
    const form = formFor(named('commitment.update'), {}, { status: ['status: no'], correction: ['correction: no'] });
    const other = await modalFor({ ...form, fields: form.fields.filter(({ name }) => name !== 'correction'), errors: {} });
    expect(errorsOf(form, 'en', other as Pick<ViewOutput, 'blocks'>)).toEqual({ status: 'No' });
  });
  prop.prop([fc.dictionary(fc.constantFrom('title', 'text', 'lead', 'due', 'theme'), fc.string({ unit: 'grapheme', maxLength: 200 }), { noNullPrototype: true }), fc.array(fc.record({ label: fc.string(), value: fc.string({ maxLength: 200 }) }), { maxLength: 30 })], runs(150))('keeps the limits, and what was given, whatever that was', async (given, choices) => {
    const view = await modalFor(formFor(named('commitment.add'), given), async () => choices);
    const back = readView(sent(view));
    for (const [name, value] of Object.entries(given)) if (typeof back[name] === 'string' && element(view, name).type === 'plain_text_input') expect(back[name]).toBe(value.toWellFormed());
  });
});

describe('an answer in a modal', () => {
  const fine = (view: ModalView) => expect(viewFaults(JSON.parse(JSON.stringify(view)) as Record<string, unknown>, 'modal')).toEqual([]);
  test('has its buttons and its title', () => {
    const said = message(['Your week'], { text: ['Nothing is due.'] }, { buttons: [{ label: 'My tasks', run: 'my.tasks', given: {} }] });
    const view = answerView(said, reader);
    fine(view);
    expect([view.title.text, seen(view), view.submit]).toEqual(['Your week', 'Nothing is due.\n[My tasks]', undefined]);
    const long = answerView({ ...said, title: ['A title that is too long for a modal'] }, reader);
    fine(long);
    expect([long.title.text, seen(long).split('\n')[0]]).toEqual(['Secretariat', 'A title that is too long for a modal']);
    expect(seen(answerView({ ...said, tone: 'refusal' }, reader)).split('\n')[0]).toBe('✗ Your week');
  });
  test('is there when it says nothing, and while it is made', () => {
    for (const view of [answerView(message(undefined), reader), answerView(message(['Only']), reader), workingView(reader)]) fine(view);
    expect(seen(workingView(reader))).toBe('One moment, please. The answer comes here.');
  });
});
