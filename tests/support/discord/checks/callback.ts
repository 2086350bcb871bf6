import { checkChoice } from '#tests/support/discord/checks/commands.ts';
import { makeForm, object } from '#tests/support/discord/checks/form.ts';
import { checkMessage } from '#tests/support/discord/checks/message.ts';
import { checkModal } from '#tests/support/discord/checks/modal.ts';
import { permissions } from '#tests/support/discord/ids.ts';
import { refusal } from '#tests/support/discord/refusal.ts';
import type { Live } from '#tests/support/discord/world.ts';

/** What an interaction may be answered with: message, "is thinking", a quiet wait, a change of the message, completions, form. */
export const answers = { message: 4, defer: 5, deferUpdate: 6, update: 7, choices: 8, modal: 9 } as const;

/** Throws what Discord says to an answer to an interaction that breaks its rules. */
export function checkCallback(live: Live, body: Record<string, unknown>, named: readonly string[]): void {
  const files = named.length;
  if (files > 0) mayAttach(live);
  const form = makeForm();
  const inMessage = live.source !== undefined;
  const allowed: readonly number[] = live.type === 2 ? [4, 5, 9] : live.type === 4 ? [8] : live.type === 3 ? [4, 5, 6, 7, 9] : inMessage ? [4, 5, 6, 7] : [4, 5];
  if (!allowed.includes(body.type as number)) form.add(['type'], 'BASE_TYPE_CHOICES', `Value must be one of {${allowed.join(', ')}}.`);
  form.end();
  const data = object(body.data);
  if (body.type === answers.modal) checkModal(data);
  else if (body.type === answers.choices) {
    if (form.list(['data', 'choices'], data.choices, 0, 25)) data.choices.forEach((choice, i) => checkChoice(form, ['data', 'choices', i], object(choice), focusedType(object(live.payload.data).options)));
    form.end();
  } else if (body.type === answers.message) checkMessage(data, { files, named, at: ['data'] });
  else if (body.type === answers.update) checkMessage(data, { files, named, at: ['data'], edits: true, v2: isV2(live) });
}

/** Throws where an interaction said that the bot may attach nothing in answer to it. */
export function mayAttach({ payload }: Live): void {
  if (!(BigInt(String(payload.app_permissions)) & permissions.ATTACH_FILES)) throw refusal(50013);
}

const isV2 = (live: Live) => ((live.source?.raw.flags ?? 0) & (1 << 15)) !== 0;

/** The type of the option that is being typed. */
function focusedType(options: unknown): number {
  for (const option of Array.isArray(options) ? options.map(object) : []) {
    if (option.focused === true) return option.type as number;
    const inner = focusedType(option.options);
    if (inner !== 0) return inner;
  }
  return 0;
}
