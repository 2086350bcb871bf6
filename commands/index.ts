import type { Command } from '#bot/command.ts';
import { commitmentAdd } from '#commands/commitment/add.ts';
import { commitmentAgree } from '#commands/commitment/agree.ts';
import { commitmentAmend } from '#commands/commitment/amend.ts';
import { commitmentAssign } from '#commands/commitment/assign.ts';
import { commitmentEvidence } from '#commands/commitment/evidence.ts';
import { commitmentHistory } from '#commands/commitment/history.ts';
import { commitmentList } from '#commands/commitment/list.ts';
import { commitmentMilestone } from '#commands/commitment/milestone.ts';
import { commitmentRate } from '#commands/commitment/rate.ts';
import { commitmentShow } from '#commands/commitment/show.ts';
import { commitmentUpdate } from '#commands/commitment/update.ts';
import { groupImport } from '#commands/group/import.ts';
import { myUndo } from '#commands/my/undo.ts';

/** Everything that people can do, in the order in which help shows it. */
export const commands: readonly Command[] = [
  commitmentUpdate, commitmentList, commitmentShow, commitmentHistory, commitmentRate, commitmentEvidence,
  commitmentMilestone, commitmentAssign, commitmentAdd, commitmentAgree, commitmentAmend,
  myUndo,
  groupImport,
];

/** Short words for much used commands. */
export const aliases: Readonly<Record<string, string>> = { update: 'commitment.update' };
