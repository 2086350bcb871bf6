import { decodeButton, encodeButton, longestId } from '#core/button.ts';
import type { Button, Given } from '#core/message.ts';

/** What a custom id of ours stands for: an invocation, a kept draft, a page of a form, or one choice put into a form. */
export type Pressed = { readonly run: string; readonly given: Given } | { readonly draft: string } | { readonly form: string; readonly page: number } | { readonly pick: string; readonly given: Given };

/** The id of a form, and of the button that opens it. */
export function formId(draft: string, page = 1): string {
  return `form?${draft}&page=${page}`;
}

/** The id of a button that sends a form with one value more; undefined when that value is too long for an id. */
export function pickId(draft: string, given: Given): string | undefined {
  const more = new URLSearchParams(Object.entries(given).map(([name, value]): [string, string] => [name, String(value)])).toString();
  const id = `pick?${draft}${more === '' ? '' : `&${more}`}`;
  return id.length <= longestId ? id : undefined;
}

/** The ids of one message, in which none may stand twice. */
export interface Ids {
  /** The id to use in place of one that is taken: it means the same. Undefined when there is no room for another. */
  take(id: string): string | undefined;
  of(button: Extract<Button, { run: string }>): string | undefined;
}

/** An encoded id holds no tilde, so what follows one says only which of several same buttons it is. */
export function makeIds(): Ids {
  const taken = new Set<string>();
  const take = (id: string): string | undefined => {
    const free = taken.has(id) ? Array.from({ length: 24 }, (_, i) => `${id}~${(i + 2).toString(36)}`).find((each) => !taken.has(each)) : id;
    if (free === undefined || free.length > longestId) return undefined;
    taken.add(free);
    return free;
  };
  return {
    take,
    of: (button) => {
      const id = encodeButton(button);
      return id === undefined ? undefined : take(id);
    },
  };
}

/** What was pressed or filled in; undefined for an id that is none of ours. What it holds is checked like any input. */
export function readId(id: string): Pressed | undefined {
  const plain = id.replace(/~[0-9a-z]$/, '');
  const pressed = decodeButton(plain);
  if (!pressed || 'draft' in pressed) return pressed;
  const { run } = pressed;
  if (run !== 'form' && run !== 'pick') return pressed;
  const [draft = '', ...rest] = plain.slice(run.length + 1).split('&');
  if (draft === '') return undefined;
  const given = Object.fromEntries(new URLSearchParams(rest.join('&')));
  if (run === 'pick') return { pick: draft, given };
  const page = Number(given.page);
  return { form: draft, page: Number.isInteger(page) && page > 0 ? page : 1 };
}
