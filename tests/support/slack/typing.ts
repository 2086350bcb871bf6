import { handle } from '#tests/support/slack/payloads.ts';
import type { World } from '#tests/support/slack/world.ts';

/** What a client makes of typed text: `&`, `<` and `>` escaped; people, channels and links marked, but in a command that does not escape. */
export function typedText(world: World, text: string, of: 'command' | 'message' | 'plain'): string {
  const escape = (words: string) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const escaped = escape(text);
  if (of === 'plain') return escaped;
  const label = (name: string) => (of === 'command' ? `|${name}` : '');
  const people = [...world.people.values(), world.bot].map(({ id, name }) => [`@${escape(name)}`, `<@${id}${label(handle(name))}>`] as const);
  const rooms = [...world.rooms.values()].filter(({ kind, deleted }) => kind !== 'im' && !deleted).map(({ id, name }) => [`#${name}`, `<#${id}|${of === 'command' ? name : ''}>`] as const);
  const ranges = ['channel', 'here', 'everyone'].map((range) => [`@${range}`, `<!${range}>`] as const);
  const marked = [...people, ...rooms, ...ranges].sort(([a], [b]) => b.length - a.length).reduce((done, [from, to]) => done.replaceAll(new RegExp(`(?<![\\w<])${from.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'gu'), () => to), escaped);
  return marked.replaceAll(/(?<![<|\w])https?:\/\/[^\s<>|]+[^\s<>|.,:;"')\]]/g, (url) => `<${url}>`);
}
