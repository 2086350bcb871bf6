import { spoken, t, type Key } from '#core/i18n.ts';
import { message, plain } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { directory } from '#db/groups.ts';
import { listMeetings } from '#db/meetings.ts';
import { seatsOf } from '#db/people.ts';
import type { Ctx } from '#bot/command.ts';
import { meetingName } from '#bot/meetings.ts';
import { press } from '#bot/reply.ts';
import { tellCoordinators } from '#bot/tell.ts';
import { nameOf } from '#bot/words.ts';
import { meetingRoles, openRoles, runs, type MeetingRole } from '#rules/called.ts';
import { nextSitting, sittingsOf } from '#rules/meeting.ts';
import type { Meeting, Seat } from '#rules/things.ts';

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
    for (const role of roles) await tellOpenRole({ tx, dir, now, secret, person }, meeting, role, lang);
  }
}

/** Tells the coordinators in private that nobody holds a seat for the organisation that has a role in a meeting; another one can be named from there. */
export async function tellOpenRole(ctx: Pick<Ctx, 'tx' | 'dir' | 'now' | 'secret' | 'person'>, meeting: Meeting, role: MeetingRole, lang: string): Promise<void> {
  const name = meetingName(meeting);
  const words = { label: (key: Key) => plain(t(lang, key)) };
  const said = { name, title: meeting.title, organisation: nameOf(ctx.dir, meeting[role]!), role: t(lang, `meeting.role.${role}`) };
  const buttons = [press(words, 'button.nameAnother', 'meeting.change', { meeting: name, form: 'open' }), press(words, 'button.show', 'meeting.show', { meeting: name })];
  await tellCoordinators(ctx, message(undefined, { text: t(lang, 'meeting.schedule.openRole', said) }, { buttons }), name);
}
