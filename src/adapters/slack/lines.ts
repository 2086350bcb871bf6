import { rewrite, type Lines, type Speech } from '#bot/lines.ts';

/** The command that takes any line, and that no prefix stands before. Slack has a `/help` of its own. */
export const anyLine = 'secretariat';

/** Lines as they are sent in Slack: the grammar is the same, but each command stands under the name that it has there. */
export function makeLines({ commands, aliases }: Speech, prefix = ''): Lines {
  const nouns = new Set([...Object.keys(aliases), ...commands.map(({ name }) => name.split('.')[0]!)]);
  return rewrite((line) => {
    const [, first = '', rest = ''] = /^\/(\S+)(.*)$/s.exec(line) ?? [];
    if (first === 'help') return `/${anyLine} help${rest}`;
    return nouns.has(first) ? `/${prefix}${first}${rest}` : line;
  });
}
