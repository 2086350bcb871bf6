import { viewFaults } from '#tests/support/slack/checks/view.ts';
import { newId, random } from '#tests/support/slack/ids.ts';
import { Refusal } from '#tests/support/slack/refusal.ts';
import { list, object, type ModalView, type Part, type View } from '#tests/support/slack/shapes.ts';
import type { Human, Live, Shown, Trigger, World } from '#tests/support/slack/world.ts';

/** How long a trigger lives, in ms, and how many views stand on each other. */
const [triggerMs, deepest] = [3000, 3];

/** Takes a trigger. Throws as the platform does when it is late, used or unknown. */
export function take(world: World, id: unknown): Trigger {
  const trigger = world.triggers.get(String(id));
  if (!trigger) throw new Refusal('invalid_trigger_id');
  if (trigger.used) throw new Refusal('exchanged_trigger_id');
  if (world.now() - trigger.born > triggerMs) throw new Refusal('expired_trigger_id', [], { forgiven: trigger.live.forgiven });
  trigger.used = true;
  return trigger;
}

/** Opens a view for somebody, upon another one or alone. */
export function push(world: World, who: Human, given: unknown, below?: View): View {
  const content = checked(given, 'modal');
  if (below && depth(below) >= deepest) throw new Refusal('push_limit_reached');
  const id = newId('V');
  const view: View = { id, user: who.id, root: below?.root ?? id, previous: below, content, typed: new Map(), hash: hashOf(world), gone: false };
  world.views.set(id, view);
  return view;
}

/** Puts other content in a view. What was typed stays in blocks that keep their ids. Returns the content. */
export function replace(world: World, view: View, given: unknown): ModalView {
  const content = checked(given, view.content.type);
  view.content = content;
  view.hash = hashOf(world);
  for (const block of view.typed.keys()) {
    const kept = content.blocks.find((one) => one.block_id === block);
    if (!kept || ![...list(kept.elements), object(kept.element), object(kept.accessory)].some(({ action_id: id }) => id === view.typed.get(block)!.action)) view.typed.delete(block);
  }
  return content;
}

/** What somebody sees when a form has been sent off and closes: the view below it, or nothing. */
export function closeView(world: World, view: View, all: boolean): Omit<Shown, 'at'> {
  view.gone = true;
  world.views.delete(view.id);
  if (all) for (const other of world.views.values()) if (other.root === view.root) closeView(world, other, false);
  const { previous } = view;
  return !all && previous && !previous.gone ? { kind: 'modal', view: previous, content: previous.content } : { kind: 'none', text: '' };
}

/** Errors beside the fields of a form. Throws where one is for no input of the view, or is no text. */
export function showErrors(view: View, given: unknown): Omit<Shown, 'at'> {
  const errors = object(given);
  const inputs = new Set(view.content.blocks.filter(({ type }) => type === 'input').map(({ block_id: id }) => id));
  if (Object.keys(errors).length === 0) throw new Error('errors are empty');
  for (const [block, text] of Object.entries(errors)) {
    if (!inputs.has(block)) throw new Error(`there is no input block ${block} for an error; there are ${[...inputs].join(', ')}`);
    if (typeof text !== 'string' || text === '' || text.length > 2000) throw new Error(`the error of ${block} is no text of 1 to 2000 characters`);
  }
  return { kind: 'modal', view, content: view.content, errors: errors as Record<string, string> };
}

/** A view as it is kept: with ids for what has none. Throws for what the platform refuses. */
export function checked(given: unknown, type: 'modal' | 'home'): ModalView {
  const content = object(given);
  const faults = viewFaults(content, type);
  if (faults.length > 0) throw new Refusal('invalid_arguments', faults.map((fault) => `[ERROR] ${fault}`));
  if (Buffer.byteLength(JSON.stringify(content)) > 250_000) throw new Refusal('view_too_large');
  return { ...content, type, blocks: withIds(content.blocks) };
}

/** Blocks with ids where they had none, as the platform gives them back. */
export function withIds(blocks: unknown): Part[] {
  const named = (element: unknown) => {
    const part = object(element);
    return part.type !== undefined && 'action_id' in part === false && /button|select|input|picker|overflow|checkboxes|radio/.test(String(part.type)) ? { ...part, action_id: random(3) } : element;
  };
  return list(blocks).map((block) => ({
    ...block, block_id: block.block_id ?? random(3), ...(block.type === 'actions' && { elements: list(block.elements).map(named) }),
    ...(block.accessory !== undefined && { accessory: named(block.accessory) }), ...(block.element !== undefined && { element: named(block.element) }),
  }) as Part);
}

/** The interaction that a change of a view answers: the last one on it that is not answered. */
export function awaiting(view: View, lives: Iterable<Live>): Live | undefined {
  return [...lives].findLast((live) => live.view === view || live.shown.some((shown) => shown.view === view));
}

const depth = (view: View): number => 1 + (view.previous && !view.previous.gone ? depth(view.previous) : 0);
const hashOf = (world: World): string => `${Math.floor(world.clock() / 1000)}.${random(4)}`;
