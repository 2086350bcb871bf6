import { checkBlocks } from '#tests/support/slack/checks/blocks.ts';
import { fault, known, text, words, type Faults } from '#tests/support/slack/checks/form.ts';
import { specBlocks } from '#tests/support/slack/spec.ts';

const shared = ['type', 'blocks', 'private_metadata', 'callback_id', 'external_id'];

/** What is wrong with a view. */
export function viewFaults(view: Record<string, unknown>, type: 'modal' | 'home'): Faults {
  const faults: Faults = [];
  if (view.type !== type) fault(faults, '/view/type', `must be ${type}`);
  known(view, '/view', faults, type === 'modal' ? [...shared, 'title', 'close', 'submit', 'clear_on_close', 'notify_on_close', 'submit_disabled'] : shared);
  checkBlocks(view.blocks, '/view/blocks', faults, type);
  text(view.private_metadata, '/view/private_metadata', faults, 3000, { optional: true, least: 0 });
  text(view.callback_id, '/view/callback_id', faults, 255, { optional: true, least: 0 });
  text(view.external_id, '/view/external_id', faults, 255, { optional: true, least: 0 });
  if (type === 'modal') {
    words(view.title, '/view/title', faults, 24);
    words(view.close, '/view/close', faults, 24, { optional: true });
    words(view.submit, '/view/submit', faults, 24, { optional: true });
    const hasInput = Array.isArray(view.blocks) && view.blocks.some((block: unknown) => (block as { type?: unknown } | null)?.type === 'input');
    if (hasInput && view.submit === undefined) fault(faults, '/view/submit', 'missing required field: submit (the view has an input)');
  }
  if (faults.length === 0) faults.push(...specBlocks(view.blocks, '/view/blocks'));
  return faults;
}
