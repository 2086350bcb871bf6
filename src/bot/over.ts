import type { Command } from '#bot/command.ts';
import { pressOf } from '#bot/dialog.ts';
import type { Given } from '#core/message.ts';

type Press = { readonly run: string; readonly given: Given };

/**
 * What a press is about, where its values say so: a commitment with its milestones, an event, an offer; an answer to one of the times of a
 * meeting or a poll, from one seat. Whoever has answered still wants the link, and may answer to another time.
 */
function aboutOf({ run, given: { commitment, subject, event, code, meeting, on, slot, as } }: Press): string {
  if (meeting !== undefined) return [run, meeting, on ?? slot ?? '', as ?? ''].join(' ');
  return String(commitment ?? subject ?? event ?? code ?? '').replace(/^c(?=\d)/i, '').replace(/^(\d+)\..*$/, '$1');
}

/**
 * Whether a button has no use any more in a private message once another one there was pressed and has done its work, both by their ids:
 * it is that one, or does something about the same. What only shows something stays.
 */
export function isOver(id: string, done: string, commands: readonly Pick<Command, 'name' | 'reads'>[]): boolean {
  if (id === done) return true;
  const [one, other] = [pressOf(id), pressOf(done)];
  if (!one || !other || !('run' in one) || !('run' in other) || commands.some(({ name, reads }) => name === one.run && reads)) return false;
  const about = aboutOf(one);
  return about !== '' && about === aboutOf(other);
}
