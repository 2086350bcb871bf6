import type { OnSlack } from '#tests/support/slack/bed.ts';
import { list, object, wordsOf, type Part } from '#tests/support/slack/shapes.ts';
import { blockText, drawTime, type Reading } from '#tests/support/slack/text.ts';
import type { Answer, Posted } from '#tests/support/slack/types.ts';
import { boxRows, buttonOf, buttonRows, fileRows, framed, plainRow, wrap, type Phone, type Row, type Shown, type Word } from './frame.ts';

/** Elements of rich text with their faces. */
function spans(elements: unknown, reading: Reading): Word[] {
  return list(elements).map((part): Word => {
    const text = part.type === 'date' ? drawTime(Number(part.timestamp), String(part.format), reading.zone) : part.type === 'user' ? `@${reading.user(String(part.user_id)) ?? 'somebody'}` : String(part.text ?? part.url);
    return { text, mark: object(part.style).bold === true ? 'b' : '' };
  });
}

/** Rich text line by line; a list has dots. */
const richRows = (block: Part, reading: Reading): Row[] => list(block.elements).flatMap((part) =>
  part.type === 'rich_text_list' ? list(part.elements).flatMap((item) => wrap([{ text: '• ', mark: '' }, ...spans(item.elements, reading)], '  ')) : wrap(spans(part.elements, reading)));

const styles: Readonly<Record<string, 'main' | 'danger'>> = { primary: 'main', danger: 'danger' };
const pressable = (element: Part) => (element.type === 'overflow' ? '[ ⋮ ]' : buttonOf(wordsOf(element.text), styles[String(element.style)]));

function blockRows(block: Part, reading: Reading): Row[] {
  if (block.type === 'header') return wrap([{ text: wordsOf(block.text), mark: 'b' }]);
  if (block.type === 'context') return wrap([{ text: blockText(block, reading).join(' '), mark: 'i' }]);
  if (block.type === 'actions') return buttonRows(list(block.elements).map(pressable));
  if (block.type === 'divider') return [plainRow(` ${'─'.repeat(8)}`)];
  return block.type === 'rich_text' ? richRows(block, reading) : blockText(block, reading).flatMap((text) => wrap(plainRow(text)));
}

/** Blocks one below the other; buttons stand apart from text. */
const blocksRows = (blocks: readonly Part[], reading: Reading): Row[] => blocks.flatMap((block, i) => {
  const isApart = i > 0 && (block.type === 'actions') !== (blocks[i - 1]!.type === 'actions');
  return [...(isApart ? [plainRow('')] : []), ...blockRows(block, reading)];
});

/** A message, or App Home, in its frame. */
const messageLines = ({ blocks, files }: Part, reading: Reading): string[] => framed([...blocksRows(list(blocks), reading), ...list(files).flatMap(({ name }) => fileRows(String(name)))]);

/** What an element of a form shows that nobody has used yet. */
const empty: Readonly<Record<string, string>> = { datepicker: 'Select a date', users_select: 'Select a user', conversations_select: 'Select a channel', file_input: 'Add a file' };

/** A form: each field with its label, what stands in it, and what it takes. */
function formLines({ title, submit, close, blocks }: Part, reading: Reading): string[] {
  const rows = list(blocks).flatMap((block): Row[] => {
    if (block.type !== 'input') return blockRows(block, reading);
    const element = object(block.element);
    const chosen = wordsOf(object(element.initial_option).text);
    const label = wrap([{ text: wordsOf(block.label), mark: 'b' }, ...(block.optional === true ? [{ text: ' (optional)', mark: '' } as const] : [])]);
    const said = wordsOf(block.hint) === '' ? [] : wrap([{ text: wordsOf(block.hint), mark: 'i' }]);
    if (element.type === 'radio_buttons') return [...label, ...list(element.options).flatMap((option) => wrap(plainRow(`${wordsOf(option.text) === chosen ? '◉' : '○'} ${wordsOf(option.text)}`), '  ')), ...said];
    const isText = element.type === 'plain_text_input';
    const standing = isText ? String(element.initial_value ?? '') : chosen || (empty[String(element.type)] ?? 'Select an option');
    return [...label, ...boxRows(standing, { isList: !isText, isTall: element.multiline === true }), ...said];
  });
  return framed([...wrap([{ text: wordsOf(title), mark: 'b' }]), plainRow(''), ...rows, plainRow(''), ...buttonRows([buttonOf(wordsOf(close)), buttonOf(wordsOf(submit), 'main')])]);
}

/** Slack as people see it in a zone. */
export function slackPhone({ main, person }: OnSlack, zone: string): Phone {
  const reading: Reading = { zone, user: () => 'you', channel: (id) => (id === main.id ? main.name : undefined) };
  const shown = (it: Answer | Posted): Shown => ({ text: it.text, lines: 'modal' in it && it.modal?.submit !== undefined ? formLines(object(it.raw), reading) : messageLines(object(it.raw), reading) });
  const somebody = async (who: string) => person(who, { zone });
  return {
    async types(who, line, fields = {}, then) {
      const answer = await (await somebody(who)).in(main).types([line, ...Object.entries(fields).map(([name, value]) => `${name}:"${value}"`)].join(' '));
      return shown(then === undefined ? answer : await answer.presses(then));
    },
    presses: async (who, label) => shown(await (await somebody(who)).in(main).presses(main.messages().at(-1)!, label)),
    room: (at) => shown(main.messages().at(at)!),
    dms: async (who) => (await somebody(who)).dms().map(shown),
    async tasks(who) {
      const home = await (await somebody(who)).opensHome();
      if (!home) throw new Error('nothing in App Home');
      return shown(home);
    },
  };
}
