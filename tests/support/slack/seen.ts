import { textOfView } from '#tests/support/slack/modal.ts';
import { list, object, wordsOf, type ModalView, type View } from '#tests/support/slack/shapes.ts';
import { readingOf, textOf } from '#tests/support/slack/text.ts';
import type { Posted } from '#tests/support/slack/types.ts';
import type { Human, Sent, World } from '#tests/support/slack/world.ts';

/** Labels of the buttons and of the options of menus among blocks. */
export function labelsOf(blocks: unknown): string[] {
  return list(blocks).filter(({ type }) => type !== 'input').flatMap((block) => [...list(block.elements), ...(block.accessory === undefined ? [] : [object(block.accessory)])])
    .flatMap((element) => (element.type === 'button' ? [wordsOf(element.text)] : element.type === 'overflow' ? list(element.options).map(({ text }) => wordsOf(text)) : []));
}

/** A message as somebody reads it now. It is drawn when its text is first asked for. */
export function posted(world: World, sent: Sent, zone: string): Posted {
  // A change puts a new object in the place of the old one, so this stays as it is.
  const { raw, edited } = sent;
  let text: string | undefined;
  return {
    id: sent.ts, by: sent.by === world.bot.id ? world.bot.name : (world.people.get(sent.by)?.name ?? sent.by), raw, edited, pings: sent.pings, ...(sent.thread !== undefined && { thread: sent.thread }),
    ...(raw.metadata !== undefined && { metadata: raw.metadata as NonNullable<Posted['metadata']> }),
    get text() {
      return (text ??= textOf(raw, readingOf(world, zone)));
    },
    get buttons() {
      return labelsOf(raw.blocks);
    },
  };
}

/** A view as somebody sees it, with the content it had then. */
export function viewPosted(world: World, view: View, content: ModalView, zone: string, errors?: Readonly<Record<string, string>>): Posted {
  const then: View = { ...view, content, typed: new Map(view.typed) };
  let text: string | undefined;
  return {
    id: view.id, by: world.bot.name, raw: content, edited: false, pings: [],
    get text() {
      return (text ??= textOfView(world, then, readingOf(world, zone), errors));
    },
    get buttons() {
      return labelsOf(content.blocks);
    },
  };
}

/** What an acknowledgement would show somebody: its message, its view or what is wrong with a form. */
export function acknowledgedText(world: World, body: unknown, { zone }: Human): string {
  if (typeof body === 'string') return body;
  const given = object(body);
  if (given.view !== undefined) return [wordsOf(object(given.view).title), textOf(object(given.view), readingOf(world, zone))].join('\n');
  if (given.errors !== undefined) return Object.values(object(given.errors)).join('\n');
  return textOf(given, readingOf(world, zone));
}

/** Somebody's App Home. */
export const homePosted = (world: World, who: Human): Posted | undefined => who.home && viewPosted(world, who.home, who.home.content, who.zone);
