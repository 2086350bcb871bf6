import { encodeButton, longestId } from '#core/button.ts';
import type { Button } from '#core/message.ts';
import { opens, pressOf, type Pressed } from '#bot/dialog.ts';

/** The id of a page of a form. */
export const formId = (draft: string, page: number): string => encodeButton(opens('', draft, page))!;

/**
 * Makes the ids of the buttons of one message, in which none may stand twice: one that is taken gets a tail, which an encoded id never has,
 * and means the same. Undefined when there is no room for it.
 */
export function makeIds(): (button: Extract<Button, { run: string }>) => string | undefined {
  const taken = new Set<string>();
  return (button) => {
    const id = encodeButton(button);
    const free = id === undefined || !taken.has(id) ? id : Array.from({ length: 24 }, (_, i) => `${id}~${(i + 2).toString(36)}`).find((each) => !taken.has(each));
    if (free === undefined || free.length > longestId) return undefined;
    taken.add(free);
    return free;
  };
}

/** What was pressed or filled in; undefined for an id that is none of ours. */
export const readId = (id: string): Pressed | undefined => pressOf(id.replace(/~[0-9a-z]$/, ''));
