import type { Command } from '#bot/command.ts';
import { commitmentList } from '#commands/commitment/list.ts';
import { commitmentShow } from '#commands/commitment/show.ts';
import { commitmentUpdate } from '#commands/commitment/update.ts';
import { groupImport } from '#commands/group/import.ts';

/** Everything that people can do, in the order in which help shows it. */
export const commands: readonly Command[] = [commitmentUpdate, commitmentList, commitmentShow, groupImport];

/** Short words for much used commands. */
export const aliases: Readonly<Record<string, string>> = { update: 'commitment.update' };
