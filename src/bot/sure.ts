import { int, yesno } from '#core/field.ts';
import { join, message, type Block, type Button, type Message, type Rich } from '#core/message.ts';

/** The fields by which a preview is carried out: that it is meant, and how the thing stood when it was shown. */
export const sureFields = { sure: yesno().optional(), seen: int(0, 2_000_000_000).optional(), page: int(1, 999).optional() };
export interface Sure {
  readonly sure?: boolean | undefined;
  readonly seen?: number | undefined;
  readonly page?: number | undefined;
}

/** Whether a preview is to be carried out: it is meant, and the thing still stands as it was shown. */
export const isSure = ({ sure, seen }: Sure, at: number): boolean => sure === true && (seen === undefined || seen === at);

/** A preview: the news in a sentence, what it comes to, and the ways on, before the turns of its pages. */
export function asked(shown: Message, news: readonly Rich[], ...ways: readonly Button[]): Message {
  const turns = shown.blocks.flatMap((block) => ('buttons' in block ? block.buttons : []));
  const blocks: Block[] = shown.blocks.filter((block) => !('buttons' in block));
  return message(shown.title, { text: join(news, ' ') }, ...blocks, { buttons: [...ways, ...turns] });
}
