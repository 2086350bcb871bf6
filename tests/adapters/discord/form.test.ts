import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import { asked as askedIn, isPick, pagesOf as pagesIn } from '#bot/dialog.ts';
import { modalOf, perPage, readModal } from '#adapters/discord/form.ts';
import { render } from '#adapters/discord/render.ts';
import { readId } from '#adapters/discord/ids.ts';
import type { Choice, Command, Form, Reader } from '#bot/command.ts';
import { commands } from '#commands/index.ts';
import { fieldsOf, type Field } from '#core/field.ts';
import type { Given, Rich } from '#core/message.ts';
import { checkMessage } from '#tests/support/discord/checks/message.ts';
import { checkModal } from '#tests/support/discord/checks/modal.ts';
import { runs } from '#tests/support/runs.ts';

const reader = { zone: 'Europe/Vienna', home: 'Europe/Vienna', lang: 'en' };
const draft = '1m80n1es606qxpe4';
const nothing = async () => [];
/** A form as the message that Discord gets, and how many modals it takes. */
const asked = (form: Form, of: Reader, page?: number) => render(askedIn(form, of, page, perPage), of, { ephemeral: true });
const pagesOf = (form: Form) => pagesIn(form, perPage);

interface Part {
  readonly label?: string;
  readonly description?: string;
  readonly component?: { readonly type: number; readonly custom_id: string; readonly style?: number; readonly value?: string; readonly required?: boolean; readonly max_length?: number; readonly options?: readonly { label: string; value: string; default?: boolean }[] };
}
const partsOf = (modal: APIModalInteractionResponseCallbackData) => modal.components as unknown as readonly Part[];
const named = (name: string): Command => commands.find((command) => command.name === name)!;
const formOf = (command: Command, given: Given = {}, errors: Readonly<Record<string, Rich>> = {}): Form => ({ command: command.name, fields: fieldsOf(command.input), given, errors, draft });
const modalFor = (form: Form, page = 1, suggest: (field: string) => Promise<readonly Choice[]> = nothing) => modalOf(form, page, reader, suggest);

/** Sends a modal as a client does that changes nothing, or fills in what is given. */
function sent(modal: APIModalInteractionResponseCallbackData, typed: Given = {}): Given {
  const components = partsOf(modal).flatMap(({ component }) => {
    if (!component) return [];
    const { type, custom_id, value = '', options = [] } = component;
    const own = typed[custom_id] as string | undefined;
    const standing = options.filter((option) => option.default).map((option) => option.value);
    return [{ type: 18, component: type === 4 ? { type, custom_id, value: own ?? value } : { type, custom_id, values: own === undefined ? standing : [own] } }];
  });
  return readModal({ components } as unknown as Parameters<typeof readModal>[0]);
}

/** As much as fits into a field, made of whatever is drawn longest. */
function fullest({ kind, choices, max = 100 }: Field, text: string): unknown {
  if (choices) return choices.at(-1);
  if (kind === 'yesno') return 'yes';
  if (kind === 'int') return max;
  return kind === 'file' ? { name: 'x'.repeat(300), text: 'x' } : text.repeat(max).slice(0, max);
}

/** Every page of a form, and the message that stands for it: all within the limits. */
async function checkAll(form: Form, suggest?: (field: string) => Promise<readonly Choice[]>): Promise<APIModalInteractionResponseCallbackData[]> {
  const modals = [];
  for (let page = 1; page <= pagesOf(form); page += 1) {
    const modal = await modalFor(form, page, suggest);
    checkModal(JSON.parse(JSON.stringify(modal)) as Record<string, unknown>);
    expect(readId(modal.custom_id)).toEqual({ form: draft, page });
    checkMessage(JSON.parse(JSON.stringify(asked(form, reader, page))) as Record<string, unknown>, { files: 0 });
    modals.push(modal);
  }
  return modals;
}

describe.each(commands.map((command) => [command.name, command] as const))('the form of /%s', (_, command) => {
  const fields = fieldsOf(command.input);
  test('keeps the limits when nothing is given', async () => {
    const modals = await checkAll(formOf(command));
    const asks = modals.flatMap((modal) => partsOf(modal).flatMap(({ component }) => component?.custom_id ?? []));
    for (const { name, required } of fields) if (required) expect(asks).toContain(name);
  });
  test.each(['x', '*', '🙂', 'W '])('keeps the limits and every value when each field is full of %s', async (text) => {
    const given = Object.fromEntries(fields.map((field) => [field.name, fullest(field, text)]));
    const form = formOf(command, given);
    const back = Object.assign({}, ...(await checkAll(form)).map((modal) => sent(modal))) as Given;
    for (const [name, value] of Object.entries(back)) expect([name, value]).toEqual([name, String(given[name])]);
    const written = fields.filter(({ kind, required, asked: wanted }) => kind !== 'file' && kind !== 'member' && kind !== 'room' && (required || wanted));
    for (const { name } of written) expect(Object.keys(back)).toContain(name);
  });
  test('keeps the limits when all is refused', async () => {
    const form = formOf(command, Object.fromEntries(fields.map((field) => [field.name, '*'.repeat(5000)])), Object.fromEntries(fields.map(({ name }) => [name, [`${name}: ${'_'.repeat(900)}`]])));
    await checkAll(form);
  });
  test('keeps the limits whatever is suggested', async () => {
    await checkAll(formOf(command), async () => Array.from({ length: 24 }, (_each, i) => ({ label: i % 2 ? ' ' : '`*'.repeat(200), value: `${i}${'v'.repeat(90)}` })));
    await checkAll(formOf(command), async () => Array.from({ length: 25 }, (_each, i) => ({ label: `L${i}`, value: `${i}` })));
    await checkAll(formOf(command), async () => [{ label: 'a', value: 'same' }, { label: 'b', value: 'same' }]);
  });
});

const update = named('commitment.update');

describe('a modal', () => {
  prop.prop([fc.string({ unit: 'binary', maxLength: 200 }).map((text) => text.toWellFormed()), fc.constantFrom('not-started', 'On track', 'at risk', 'DONE')], runs(300))('gives back what it was given', async (note, status) => {
    const back = sent(await modalFor(formOf(update, { commitment: 'C6', status, note })));
    expect(back).toEqual({ commitment: 'C6', status: status.toLowerCase().replace(' ', '-'), note });
  });
  test('says what it is for, asks for what is needed first, and for each in the words of the reader', async () => {
    const modal = await modalFor(formOf(update, { commitment: '6', status: 'on track' }));
    expect(modal.title).toBe('C6: Report progress');
    expect(partsOf(modal).map(({ label, component }) => [label, component!.type, component!.style, component!.required])).toEqual([['Commitment', 4, 1, true], ['Status', 3, undefined, true], ['Note', 4, 2, false]]);
    expect(partsOf(modal)[1]!.component!.options).toEqual([
      { label: 'Not started', value: 'not-started' }, { label: 'On track', value: 'on-track', default: true }, { label: 'At risk', value: 'at-risk' }, { label: 'Blocked', value: 'blocked' }, { label: 'Done', value: 'done' },
    ]);
  });
  test('offers what a field can point to as a list when all of it is known', async () => {
    const known = async () => [{ label: 'C6 Model Drug Laws', value: 'C6' }, { label: 'C7 Manual', value: 'C7' }];
    const [first] = partsOf(await modalFor(formOf(update, { commitment: '6' }), 1, known));
    expect(first!.component!.options).toEqual([{ label: 'C6 Model Drug Laws', value: 'C6', default: true }, { label: 'C7 Manual', value: 'C7' }]);
    // What was typed and is not in the list is not lost.
    expect(partsOf(await modalFor(formOf(update, { commitment: 'drug laws' }), 1, known))[0]!.component).toMatchObject({ type: 4, value: 'drug laws' });
    expect(partsOf(await modalFor(formOf(named('member.handover')), 1, known)).map(({ component }) => component!.type)).toEqual([3, 4]);
  });
  test('shows a text that was too long whole', async () => {
    const form = formOf(update, { note: 'x'.repeat(1100) }, { note: ['too long'] });
    const [note] = partsOf(await modalFor(form));
    expect([note!.label, note!.description, note!.component!.value!.length, note!.component!.max_length]).toEqual(['Note', 'too long', 1100, 1100]);
  });
  test('goes on over pages that stay what they are as they are filled in', async () => {
    const add = named('event.deadline');
    const form = formOf(add);
    expect(pagesOf(form)).toBe(2);
    const names = async (given: Given, page: number) => partsOf(await modalFor(formOf(add, given), page)).map(({ component }) => component!.custom_id);
    expect([await names({}, 1), await names({}, 2)]).toEqual([['event', 'title', 'closes', 'opens', 'to'], ['paper']]);
    expect(await names(sent(await modalFor(form), { event: 'CND57', title: 'Side events' }), 2)).toEqual(['paper']);
    expect((await modalFor(form, 2)).title).toMatch(/^.{1,37} \(2 of 2\)$/);
  });
  test('lets people and rooms be picked, and files be uploaded; what was picked before stays', async () => {
    const field = (name: string, kind: Field['kind']): Field => ({ name, kind, required: true, asked: false });
    const form: Form = { command: 'group.room', fields: [field('who', 'member'), field('about', 'room'), field('file', 'file')], given: {}, errors: {}, draft };
    const [modal] = await checkAll(form);
    expect(partsOf(modal!).map(({ component }) => [component!.type, component!.required])).toEqual([[5, true], [8, true], [19, true]]);
    expect(sent(modal!, { who: '123456789012345678', about: '223456789012345678', file: '323456789012345678' })).toEqual({ who: '123456789012345678', about: '223456789012345678', file: '323456789012345678' });
    const [again] = await checkAll({ ...form, given: { who: 'sealed', about: 'sealed', file: { name: 'a', text: 'b' } } });
    expect(partsOf(again!).map(({ component }) => component!.required)).toEqual([false, false, false]);
    expect(sent(again!)).toEqual({});
    expect(JSON.stringify(asked({ ...form, given: { who: 'sealed' }, errors: { who: ['They hold that seat already.'] } }, reader))).not.toContain('sealed');
  });
});

describe('a form drawn as a message', () => {
  const flat = (drawn: ReturnType<typeof asked>) =>
    (drawn.components[0] as unknown as { components: { content?: string; components?: { label: string; custom_id: string }[] }[] }).components.flatMap(({ content, components }) => content ?? components!.map(({ label, custom_id }) => `[${label}] ${custom_id}`));
  test('of one choice is its buttons', () => {
    const as: Field = { name: 'as', kind: 'choice', required: true, asked: true, choices: ['INPUD', 'Youth RISE'] };
    const form: Form = { command: 'commitment.update', fields: [as], given: { commitment: '6' }, errors: {}, draft };
    expect(isPick(form)).toBe(true);
    expect(flat(asked(form, reader))).toEqual(['### C6: Report progress', 'You hold more than one seat. For which organisation do you do this?', `[INPUD] pick?draft=${draft}&as=INPUD`, `[Youth RISE] pick?draft=${draft}&as=Youth+RISE`]);
    // Too many for buttons, or too long for their ids: the form has them as a list.
    for (const choices of [Array.from({ length: 26 }, (_, i) => `Org ${i}`), ['ж'.repeat(30), 'INPUD']]) {
      expect(isPick({ ...form, fields: [{ ...as, choices }] })).toBe(false);
      expect(flat(asked({ ...form, fields: [{ ...as, choices }] }, reader)).at(-1)).toBe(`[Open the form] form?draft=${draft}`);
    }
  });
  test('that was refused has each fault with what was typed, and the way back', () => {
    const form = formOf(update, { commitment: '6', status: 'purple' }, { status: ['status: I do not know that.'], commitment: ['There is no C6.'] });
    expect(flat(asked(form, reader))).toEqual(['### C6: Report progress', 'Nothing is done yet. Please look at this again:', '**Status:** I do not know that.', '-# You wrote: purple', '**Commitment:** There is no C6.', '-# What you wrote is kept for a day.', `[Edit again] form?draft=${draft}`]);
  });
  test('says what is needed, and on later pages what is kept', () => {
    expect(flat(asked(formOf(update), reader))).toEqual(['### Report progress', 'This is still needed: Commitment, Status.', `[Open the form] form?draft=${draft}`]);
    expect(flat(asked(formOf(named('event.deadline'), { event: 'CND57' }), reader, 2))).toEqual([
      '### CND57: Add or change a deadline of an event', 'Part 1 of 2 is kept. Nothing is done yet.', '-# Still to come: Paper needed.', `[Continue] form?draft=${draft}&page=2`, `[Send it as it is] pick?draft=${draft}`,
    ]);
    expect(flat(asked(formOf(named('event.deadline')), reader, 2)).at(-1)).toBe(`[Continue] form?draft=${draft}&page=2`);
  });
});
