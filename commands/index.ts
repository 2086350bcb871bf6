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
import { groupAudit } from '#commands/group/audit.ts';
import { groupImport } from '#commands/group/import.ts';
import { groupSettings } from '#commands/group/settings.ts';
import { help } from '#commands/help.ts';
import { memberFocal } from '#commands/member/focal.ts';
import { memberHandover } from '#commands/member/handover.ts';
import { memberList } from '#commands/member/list.ts';
import { memberShow } from '#commands/member/show.ts';
import { myData } from '#commands/my/data.ts';
import { myLanguage } from '#commands/my/language.ts';
import { myTasks } from '#commands/my/tasks.ts';
import { myUndo } from '#commands/my/undo.ts';
import { myZone } from '#commands/my/zone.ts';
import { planChanges } from '#commands/plan/changes.ts';
import { planShow } from '#commands/plan/show.ts';

/** Everything that people can do, in the order in which help shows it. */
export const commands: readonly Command[] = [
  commitmentUpdate, commitmentList, commitmentShow, commitmentHistory, commitmentRate, commitmentEvidence,
  commitmentMilestone, commitmentAssign, commitmentAdd, commitmentAgree, commitmentAmend,
  myTasks, myUndo, myZone, myLanguage, myData,
  planShow, planChanges,
  memberList, memberShow, memberFocal, memberHandover,
  groupSettings, groupAudit, groupImport,
  help,
];

/** Short words for much used commands. */
export const aliases: Readonly<Record<string, string>> = { update: 'commitment.update' };
