import { checkElement, checkImage } from '#tests/support/slack/checks/elements.ts';
import { fault, items, known, text, words, type Faults } from '#tests/support/slack/checks/form.ts';
import { checkRich } from '#tests/support/slack/checks/rich.ts';
import { elementsOf, object, type Part } from '#tests/support/slack/shapes.ts';

/** Where blocks stand, and so which there may be and how many. */
export type Surface = 'message' | 'modal' | 'home';
const most = { message: 50, modal: 100, home: 100 } as const;
const inViews = ['section', 'header', 'context', 'divider', 'actions', 'image', 'rich_text', 'input', 'video'];
const kinds: Readonly<Record<Surface, readonly string[]>> = { message: [...inViews, 'markdown', 'file', 'table'], modal: inViews, home: inViews };

/** Checks the blocks of a message or a view. */
export function checkBlocks(value: unknown, at: string, faults: Faults, surface: Surface): void {
  const blocks = items(value, at, faults, most[surface], surface === 'message' ? 0 : 1);
  const ids = new Set<unknown>();
  let words = 0;
  blocks.forEach((block, i) => {
    const here = `${at}/${i}`;
    if (!kinds[surface].includes(String(block.type))) return fault(faults, `${here}/type`, `unsupported type: ${String(block.type)}`);
    text(block.block_id, `${here}/block_id`, faults, 255, { optional: true });
    if (block.block_id !== undefined && ids.has(block.block_id)) fault(faults, `${here}/block_id`, `duplicate block_id: ${String(block.block_id)}`);
    ids.add(block.block_id);
    if (block.type === 'markdown') words += String(block.text).length;
    checkBlock(block, here, faults, surface);
  });
  if (words > 12_000) fault(faults, at, 'markdown of all blocks together must be less than 12001 characters');
  for (const [i, block] of blocks.entries()) {
    const actions = new Set<unknown>();
    for (const { element } of elementsOf([block])) {
      if (actions.has(element.action_id)) fault(faults, `${at}/${i}`, `action_id "${String(element.action_id)}" already exists`);
      actions.add(element.action_id);
    }
  }
}

function checkBlock(block: Part, at: string, faults: Faults, surface: Surface): void {
  switch (block.type) {
    case 'section': return checkSection(block, at, faults);
    case 'header':
      known(block, at, faults, ['type', 'block_id', 'text', 'level']);
      return words(block.text, `${at}/text`, faults, 150);
    case 'context':
      known(block, at, faults, ['type', 'block_id', 'elements']);
      return items(block.elements, `${at}/elements`, faults, 10).forEach((element, i) => {
        if (element.type === 'image') checkImage(element, `${at}/elements/${i}`, faults);
        else words(element, `${at}/elements/${i}`, faults, 3000, { plain: false });
      });
    case 'divider': return known(block, at, faults, ['type', 'block_id']);
    case 'actions':
      known(block, at, faults, ['type', 'block_id', 'elements']);
      return items(block.elements, `${at}/elements`, faults, 25).forEach((element, i) => checkElement(element, `${at}/elements/${i}`, faults, 'actions'));
    case 'image':
      words(block.title, `${at}/title`, faults, 2000, { optional: true });
      return checkImage(block, at, faults);
    case 'markdown': return text(block.text, `${at}/text`, faults, 12_000);
    case 'rich_text': return checkRich(block, at, faults);
    case 'table': return items(block.rows, `${at}/rows`, faults, 100).forEach((row, i) => items(row, `${at}/rows/${i}`, faults, 20));
    case 'input': return checkInput(block, at, faults, surface);
  }
}

function checkSection(block: Part, at: string, faults: Faults): void {
  known(block, at, faults, ['type', 'block_id', 'text', 'fields', 'accessory', 'expand']);
  if (block.text === undefined && block.fields === undefined) fault(faults, at, 'either text or fields');
  words(block.text, `${at}/text`, faults, 3000, { plain: false, optional: true });
  if (block.fields !== undefined) items(block.fields, `${at}/fields`, faults, 10).forEach((field, i) => words(field, `${at}/fields/${i}`, faults, 2000, { plain: false }));
  if (block.accessory !== undefined) checkElement(object(block.accessory), `${at}/accessory`, faults, 'accessory');
}

function checkInput(block: Part, at: string, faults: Faults, surface: Surface): void {
  known(block, at, faults, ['type', 'block_id', 'label', 'element', 'hint', 'optional', 'dispatch_action']);
  words(block.label, `${at}/label`, faults, 2000);
  words(block.hint, `${at}/hint`, faults, 2000, { optional: true });
  const element = object(block.element);
  if (block.element === undefined) fault(faults, `${at}/element`, 'missing required field: element');
  else checkElement(element, `${at}/element`, faults, 'input');
  if (surface !== 'modal' && element.type === 'file_input') fault(faults, `${at}/element/type`, 'unsupported type: file_input');
  if (block.optional !== undefined && typeof block.optional !== 'boolean') fault(faults, `${at}/optional`, 'must be a boolean');
}
