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
import { eventAdd } from '#commands/event/add.ts';
import { eventCancel } from '#commands/event/cancel.ts';
import { eventConfirm } from '#commands/event/confirm.ts';
import { eventDeadline } from '#commands/event/deadline.ts';
import { eventList } from '#commands/event/list.ts';
import { eventMove } from '#commands/event/move.ts';
import { eventShow } from '#commands/event/show.ts';
import { groupAudit } from '#commands/group/audit.ts';
import { groupImport } from '#commands/group/import.ts';
import { groupRoom } from '#commands/group/room.ts';
import { groupSettings } from '#commands/group/settings.ts';
import { groupSetup } from '#commands/group/setup.ts';
import { groupUnreachable } from '#commands/group/unreachable.ts';
import { help } from '#commands/help.ts';
import { meetingAdd } from '#commands/meeting/add.ts';
import { meetingAnswer } from '#commands/meeting/answer.ts';
import { meetingCancel } from '#commands/meeting/cancel.ts';
import { meetingChange } from '#commands/meeting/change.ts';
import { meetingChoose } from '#commands/meeting/choose.ts';
import { meetingEnd } from '#commands/meeting/end.ts';
import { meetingJoin } from '#commands/meeting/join.ts';
import { meetingList } from '#commands/meeting/list.ts';
import { meetingMove } from '#commands/meeting/move.ts';
import { meetingPoll } from '#commands/meeting/poll.ts';
import { meetingRsvp } from '#commands/meeting/rsvp.ts';
import { meetingSchedule } from '#commands/meeting/schedule.ts';
import { meetingShow } from '#commands/meeting/show.ts';
import { meetingWho } from '#commands/meeting/who.ts';
import { memberAsk } from '#commands/member/ask.ts';
import { memberFocal } from '#commands/member/focal.ts';
import { memberHandover } from '#commands/member/handover.ts';
import { memberList } from '#commands/member/list.ts';
import { memberShow } from '#commands/member/show.ts';
import { myAway } from '#commands/my/away.ts';
import { myCalendar } from '#commands/my/calendar.ts';
import { myData } from '#commands/my/data.ts';
import { myDigest } from '#commands/my/digest.ts';
import { myHours } from '#commands/my/hours.ts';
import { myLanguage } from '#commands/my/language.ts';
import { myLink } from '#commands/my/link.ts';
import { myNext } from '#commands/my/next.ts';
import { myReminders } from '#commands/my/reminders.ts';
import { myTasks } from '#commands/my/tasks.ts';
import { myUndo } from '#commands/my/undo.ts';
import { myZone } from '#commands/my/zone.ts';
import { planChanges } from '#commands/plan/changes.ts';
import { planShow } from '#commands/plan/show.ts';
import { reminderList } from '#commands/reminder/list.ts';
import { reminderPass } from '#commands/reminder/pass.ts';
import { reminderPreview } from '#commands/reminder/preview.ts';
import { reminderRules } from '#commands/reminder/rules.ts';
import { reminderSnooze } from '#commands/reminder/snooze.ts';

/** Everything that people can do, in the order in which help shows it. */
export const commands: readonly Command[] = [
  commitmentUpdate, commitmentList, commitmentShow, commitmentHistory, commitmentRate, commitmentEvidence,
  commitmentMilestone, commitmentAssign, commitmentAdd, commitmentAgree, commitmentAmend,
  myTasks, myNext, myUndo, myReminders, myHours, myAway, myDigest, myZone, myLanguage, myCalendar, myLink, myData,
  planShow, planChanges,
  eventList, eventShow, eventAdd, eventMove, eventConfirm, eventDeadline, eventCancel,
  meetingList, meetingShow, meetingSchedule, meetingRsvp, meetingWho, meetingJoin,
  meetingPoll, meetingAnswer, meetingChoose, meetingMove, meetingChange, meetingCancel, meetingAdd, meetingEnd,
  reminderList, reminderPreview, reminderSnooze, reminderPass, reminderRules,
  memberList, memberShow, memberFocal, memberHandover, memberAsk,
  groupSettings, groupRoom, groupUnreachable, groupAudit, groupImport, groupSetup,
  help,
];

/** Short words for much used commands. */
export const aliases: Readonly<Record<string, string>> = { update: 'commitment.update' };

/** What can be made of a message. */
export { menus } from '#commands/menus.ts';
