import type { Button, Given } from '#core/message.ts';

/** The longest id every platform accepts for a button. */
export const longestId = 100;

/**
 * The id of a button: its invocation in at most 100 characters (`commitment.update?commitment=4&status=done`), or the draft
 * that keeps it. Undefined when it is too long and has no draft yet. Needs no memory, so it works after a restart.
 */
export function encodeButton(button: Extract<Button, { run: string }>): string | undefined {
  if (button.draft !== undefined) return `draft?${button.draft}`;
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(button.given)) {
    if (value === undefined) continue;
    if (typeof value === 'object' || !String(value).isWellFormed()) return undefined;
    given.set(name, String(value));
  }
  const id = `${button.run}?${given}`;
  return id.length <= longestId ? id : undefined;
}

/** What an id made by `encodeButton` stands for. Ids come back from outside: what is in them is checked like any input. */
export function decodeButton(id: string): { run: string; given: Given } | { draft: string } | undefined {
  const cut = id.indexOf('?');
  if (cut < 1) return undefined;
  const [run, rest] = [id.slice(0, cut), id.slice(cut + 1)];
  if (run === 'draft') return { draft: rest };
  return { run, given: Object.fromEntries(new URLSearchParams(rest)) };
}
