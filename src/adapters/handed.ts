import { encodeButton } from '#core/button.ts';
import { lengthOf, limits } from '#core/fit.ts';
import { t } from '#core/i18n.ts';
import { filesOf, message, type Attached, type Block, type Message, type Rich } from '#core/message.ts';

/** What became of a file: it is in somebody's private conversation, it is not, nothing may be sent there, or nobody knows whether it arrived. */
export type Handed = 'private' | 'failed' | 'barred' | 'unsure';

/** A file as it is named in a line: `File: secretariat-M4.ics (1.2 KB)`. */
export const fileLine = ({ name, text }: Attached, lang: string): Rich => t(lang, 'door.handed.named', { name, size: Math.max(1, Math.round(Buffer.byteLength(text) / 100)) / 10 });

/**
 * A message that says in place of each file what became of it. What was not handed over stands there itself, where all of it has room; and
 * where it may be asked for again, there is a button for that.
 */
export function insteadOfFiles(whole: Message, lang: string, became: (file: Attached) => Handed): Message {
  const rest = { ...whole, blocks: whole.blocks.filter((block) => !('file' in block)) };
  let room = limits.text - lengthOf(rest) - filesOf(whole).length * 250;
  const said = (file: Attached): readonly (Block | undefined)[] => {
    const how = became(file);
    const [params, again] = [{ name: file.name }, file.again && 'run' in file.again && encodeButton(file.again) !== undefined ? { buttons: [file.again] } : undefined];
    if (how === 'private') return [{ text: t(lang, 'door.handed.private', params) }];
    if (how === 'unsure') return [{ text: t(lang, 'door.handed.unsure', params) }, again];
    const isSmall = file.text.length <= room;
    if (isSmall) room -= file.text.length;
    const text = { text: t(lang, how === 'barred' ? (isSmall ? 'door.handed.barred' : 'door.handed.barredLarge') : isSmall ? 'door.handed.text' : 'door.handed.large', params) };
    return [text, isSmall ? { code: file.text } : undefined, how === 'barred' ? undefined : again];
  };
  const { blocks } = message(undefined, ...whole.blocks.flatMap((block) => ('file' in block ? said(block.file) : [block])));
  return { ...whole, blocks };
}
