import type { Command, Reader } from '#bot/command.ts';
import { isOver } from '#bot/over.ts';
import { t } from '#core/i18n.ts';
import { message, type Message } from '#core/message.ts';
import { render } from '#adapters/slack/render.ts';

/** A block as Slack brings it back, and what can be pressed in it. */
export interface Brought {
  readonly type: string;
  readonly elements?: readonly { readonly type: string; readonly value?: string; readonly options?: readonly { readonly value?: string }[] }[];
}

/** The blocks of a private message once `done` was pressed there and `said` is what it did: that is said beneath, and no button is left that was for it. */
export function settled(blocks: readonly Brought[], done: string, said: Message, reader: Reader, commands: readonly Command[]): object[] {
  const stays = ({ value }: { readonly value?: string }) => value === undefined || !isOver(value, done, commands);
  const left = blocks.flatMap((block) => {
    if (block.type !== 'actions') return block;
    const elements = block.elements?.filter(stays).map((element) => (element.options ? { ...element, options: element.options.filter(stays) } : element)).filter(({ options }) => options?.length !== 0);
    return elements?.length ? { ...block, elements } : [];
  });
  const first = said.title ?? said.blocks.flatMap((block) => ('text' in block ? [block.text] : []))[0] ?? [];
  return [...left, ...render(message(undefined, { note: t(reader.lang, 'door.done', { what: first }) }), reader).blocks];
}
