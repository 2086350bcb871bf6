import { UserError } from '#core/errors.ts';
import type { Form } from '#bot/command.ts';
import type { Given } from '#core/message.ts';

/** What was given, and what of it cannot be taken: as the rest of it has been read all the same, none of that is lost. */
export interface Read {
  readonly given: Given;
  /** Of it, what was written in words. */
  readonly typed: Given;
  readonly faults: readonly UserError[];
}

/** Reads values one by one; `isWords` of those that were written in words. */
export async function readEach(sent: readonly { readonly name: string; readonly isWords: boolean; read(): Promise<unknown> }[]): Promise<Read> {
  const [given, typed, faults] = [{} as Record<string, unknown>, {} as Record<string, unknown>, [] as UserError[]];
  for (const { name, isWords, read } of sent) {
    try {
      given[name] = await read();
      if (isWords) typed[name] = given[name];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      faults.push(error);
    }
  }
  return { given, typed, faults };
}

/** For so many forms the words of a message are held. */
const most = 200;

/** Holds the words of messages of which something is made: they go into a form and are kept nowhere before they are sent off. After a restart the form is as empty as any. */
export function makeWords(): { hold(draft: string, words: Given): void; drop(draft: string): void; into(form: Form): Form } {
  const held = new Map<string, Given>();
  return {
    hold(draft, words) {
      held.set(draft, words);
      if (held.size > most) held.delete(held.keys().next().value!);
    },
    drop: (draft) => void held.delete(draft),
    into: (form) => ({ ...form, given: { ...form.given, ...held.get(form.draft) } }),
  };
}
