import { spoken, t } from '#core/i18n.ts';
import { message } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { directory } from '#db/groups.ts';
import { listMeetings } from '#db/meetings.ts';
import { seatsOf } from '#db/people.ts';
import type { Ctx } from '#bot/command.ts';
import { meetingName } from '#bot/meetings.ts';
import { tellCoordinators } from '#bot/tell.ts';
import { nameOf } from '#bot/words.ts';
import { meetingRoles, openRoles, runs } from '#rules/called.ts';
import { nextSitting, sittingsOf } from '#rules/meeting.ts';
import type { Seat } from '#rules/things.ts';

/**
 * Tells the coordinators of a group in private, once, which meetings nobody chairs, calls or takes notes of any more because these seats
 * have ended. Only of what is still to come, or of which a time is being found.
 */
export async function tellOpenRoles({ tx, now, secret, person }: Pick<Ctx, 'tx' | 'now' | 'secret' | 'person'>, group: string, ended: readonly Seat[]): Promise<void> {
  const dir = await directory(tx, group);
  if (!dir) return;
  const held = await seatsOf(tx, group);
  const lang = spoken(dir.group.language);
  for (const { meeting, occurrences } of await listMeetings(tx, group)) {
    if (meeting.cancelled !== null) continue;
    if (meeting.starts !== null && !nextSitting(sittingsOf(meeting, occurrences, dir.events), stamp(now))) continue;
    const open = new Set(openRoles(meeting, held));
    const roles = meetingRoles.filter((role) => open.has(role) && ended.some((seat) => seat.organisation === meeting[role] && runs(meeting, { ...seat, ended: null })));
    const name = meetingName(meeting);
    for (const role of roles) {
      const said = { name, title: meeting.title, organisation: nameOf(dir, meeting[role]!), role: t(lang, `meeting.role.${role}`) };
      const show = { label: t(lang, 'button.show').join(''), run: 'meeting.show', given: { meeting: name } };
      await tellCoordinators({ tx, dir, now, secret, person }, message(undefined, { text: t(lang, 'meeting.schedule.openRole', said) }, { buttons: [show] }), name);
    }
  }
}
