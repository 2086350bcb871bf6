import type { Menu } from '#bot/command.ts';
import { cut } from '#core/fit.ts';

/** What can be made of a message that stands in a room: each opens the form of a command, filled with the message's words. */
export const menus: readonly Menu[] = [
  { label: 'menu.update', run: 'commitment.update', given: (said) => ({ note: cut(said, 1000) }) },
  { label: 'menu.commitment', run: 'commitment.add', given: proposal },
  { label: 'menu.evidence', run: 'commitment.evidence', given: proof },
];

/** The first line is the title. Where there is more, the whole is the text. */
function proposal(said: string): { readonly title: string; readonly text?: string } {
  const first = said.split('\n').find((line) => line.trim() !== '')?.trim() ?? '';
  const title = cut(first, 200);
  return title === said.trim() ? { title } : { title, text: cut(said.trim(), 3000) };
}

/** The first address in the message; what else it says is the note. */
function proof(said: string): { readonly link: string; readonly note?: string } {
  const link = /https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}'*_]/i.exec(said)?.[0] ?? '';
  const rest = said.replace(link, '').replace(/<>|\(\)|\[\]/g, '').replace(/\s+/g, ' ').trim();
  return rest === '' ? { link } : { link, note: cut(rest, 300) };
}
