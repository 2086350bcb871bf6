import { join, type Rich } from '#core/message.ts';
import { place, showDay } from '#core/time.ts';
import type { Ctx } from '#bot/command.ts';
import { detailChanges } from '#bot/meetingdetails.ts';
import { repeatOf } from '#bot/meetingwords.ts';
import { nameOf } from '#bot/words.ts';
import type { Things } from '#rules/things.ts';

type Kind = 'meeting' | 'occurrence' | 'rsvp' | 'preference';
type Teller<K extends Kind> = (ctx: Ctx, before: Things[K] | null, after: Things[K] | null) => Rich;

/** What a line of history says of a meeting, one of its series, and answers to it. Who answered is not told: only for which organisation. */
export const meetingTellers: { readonly [K in Kind]: Teller<K> } = {
  meeting: (ctx, before, after) => {
    const { number, title } = (after ?? before)!;
    const id = `M${number}`;
    if (!after) return ctx.t('past.gone', { what: `${id} ${title}` });
    const to = after.starts === null ? '' : clockText(ctx, after.starts, after.zone);
    if (!before) return ctx.t(after.starts === null ? 'past.meeting.polled' : after.rule === null ? 'past.meeting.called' : 'past.meeting.series', { id, title, when: to });
    // Only that answers to it are forgotten leaves a meeting as it is.
    if (JSON.stringify(before) === JSON.stringify(after)) return ctx.t('past.meeting.forgotten', { id, title });
    if (before.cancelled !== after.cancelled) return ctx.t(after.cancelled === null ? 'past.meeting.again' : 'past.meeting.off', { id, title });
    if (before.starts === null && after.starts !== null) return ctx.t('past.meeting.chosen', { id, title, when: to });
    if (after.rule !== null && before.starts !== after.starts) return ctx.t('past.meeting.turned', { id, title, when: to });
    if (before.starts !== after.starts || before.zone !== after.zone) return ctx.t('past.meeting.moved', { id, title, from: clockText(ctx, before.starts!, before.zone), to });
    if (after.starts === null && after.closes !== null && before.closes !== after.closes) return ctx.t('past.meeting.asked', { id, title, until: { when: after.closes } });
    if (JSON.stringify([before.rule, before.until]) !== JSON.stringify([after.rule, after.until])) return ctx.t('past.meeting.repeats', { id, title, repeat: repeatOf(ctx, after) });
    const details = detailChanges(ctx, before, after, true);
    return details.length > 0 ? ctx.t('past.meeting.details', { id, title, changes: join(details, '; ') }) : ctx.t('past.meeting.changed', { id, title });
  },
  occurrence: (ctx, before, after) => {
    const { meeting, slot, starts, added } = (after ?? before)!;
    const params = { id: `M${meeting}`, slot: clockText(ctx, slot), when: clockText(ctx, starts ?? slot) };
    if (!after) return ctx.t('past.occurrence.again', params);
    return ctx.t(starts === null ? 'past.occurrence.out' : added && !before ? 'past.occurrence.added' : 'past.occurrence.moved', params);
  },
  rsvp: (ctx, before, after) => {
    const { meeting, slot, organisation, reply, entered } = (after ?? before)!;
    const who = join([organisation === null ? ctx.t('past.rsvp.side') : [nameOf(ctx.dir, organisation)], entered === null ? [] : ctx.t('past.rsvp.entered', { by: nameOf(ctx.dir, entered) })], ' ');
    const what = slot === '' ? `M${meeting}` : join([[`M${meeting}`], [clockText(ctx, slot)]], ', ');
    return after ? ctx.t('past.rsvp.said', { what, who, reply: ctx.t(`meeting.reply.${reply}`) }) : ctx.t('past.rsvp.gone', { what, who });
  },
  preference: (ctx, before, after) => {
    const { meeting, slot, organisation, fit } = (after ?? before)!;
    const params = { what: `M${meeting}`, slot: clockText(ctx, slot), who: organisation === null ? ctx.t('past.rsvp.side') : [nameOf(ctx.dir, organisation)] };
    return after ? ctx.t('past.preference.said', { ...params, fit: ctx.t(`meeting.fit.${fit}`) }) : ctx.t('past.preference.gone', params);
  },
};

/** A time on a civil clock: `Wed 3 March 2027, 15:00`, with its city where the zone is given. */
const clockText = ({ lang }: Ctx, local: string, zone?: string): string => `${showDay(local.slice(0, 10), lang)}, ${local.slice(11)}${zone === undefined ? '' : ` ${place(zone)}`}`;
