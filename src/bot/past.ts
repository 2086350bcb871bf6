import { join, type Item, type Rich } from '#core/message.ts';
import { seatsOf } from '#db/people.ts';
import type { Ctx } from '#bot/command.ts';
import { dueText, nameOf, seatLabel } from '#bot/words.ts';
import type { Commitment, Line, ThingKind, Things } from '#rules/things.ts';

/** Lines of history as people read them: what changed, then who did it, when and from where. */
export async function pastItems(ctx: Ctx, lines: readonly Line[]): Promise<Item[]> {
  const seats = new Map((await seatsOf(ctx.tx, ctx.dir.group.id, 'all')).map((seat) => [seat.id, seat]));
  return lines.map((line) => {
    const seat = line.seat === null ? undefined : seats.get(line.seat);
    const who = seat ? seatLabel(ctx.t, ctx.dir, seat) : ctx.t('seat.none');
    const behalf = line.behalf === null ? [] : ctx.t('past.behalf', { organisation: nameOf(ctx.dir, line.behalf) });
    // What was taken back is the act itself: this line turned round.
    const what = line.undoes === null ? whatText(ctx, line) : ctx.t('past.undone', { what: whatText(ctx, { ...line, before: line.after, after: line.before }) });
    return { text: what, note: join([[...who, ...behalf], [{ when: line.at }], ctx.t('past.door', { door: line.door })], ' · ') };
  });
}

type Teller<K extends ThingKind> = (ctx: Ctx, before: Things[K] | null, after: Things[K] | null) => Rich;

/** What a line says, by the kind of thing it is about. `before` is null for something new, `after` for something taken away. */
const tellers: { readonly [K in ThingKind]: Teller<K> } = {
  commitment: (ctx, before, after) => {
    const id = `C${(after ?? before)!.number}`;
    if (!after) return ctx.t('past.gone', { what: `${id} ${before!.title}` });
    if (!before) return ctx.t(after.state === 'proposed' ? 'past.proposed' : 'past.entered', { id, title: after.title });
    return stepOf(ctx, id, before, after) ?? ctx.t('past.changed', { id, changes: changesOf(ctx, before, after) });
  },
  milestone: (ctx, before, after) => {
    const { commitment, number, title } = (after ?? before)!;
    const id = `C${commitment}.${number}`;
    if (!after) return ctx.t('past.gone', { what: `${id} ${title}` });
    if (!before) return ctx.t('past.step', { id, title, due: dueText(ctx.t, ctx.dir, after.due, ctx.lang) });
    return ctx.t('past.changed', { id, changes: changesOf(ctx, before, after) });
  },
  report: (ctx, before, after) => {
    const { organisation, commitment } = (after ?? before)!;
    const params = { id: `C${commitment}`, organisation: nameOf(ctx.dir, organisation) };
    if (!after) return ctx.t('past.gone', { what: ctx.t('past.reportOf', params) });
    const said = withNote(ctx.t(`status.${after.status}`), after.note);
    if (after.was) return ctx.t('past.corrected', { ...params, was: withNote(ctx.t(`status.${after.was.status}`), after.was.note), said });
    return ctx.t('past.reported', { ...params, said });
  },
  rating: (ctx, before, after) => {
    const { organisation, commitment } = (after ?? before)!;
    const params = { id: `C${commitment}`, organisation: nameOf(ctx.dir, organisation) };
    if (!after) return ctx.t('past.gone', { what: ctx.t('past.ratingOf', params) });
    return ctx.t('past.rated', { ...params, said: withNote(ctx.t(`completion.${after.completion}`), after.note) });
  },
  evidence: (ctx, before, after) => {
    const { commitment, kind, link, note, organisation } = (after ?? before)!;
    const what: Rich = [...ctx.t(`evidence.${kind}`), ' ', { href: link, text: link }, ...(note === null ? [] : [` ${note}`])];
    return after ? ctx.t('past.evidence', { id: `C${commitment}`, organisation: nameOf(ctx.dir, organisation), what }) : ctx.t('past.gone', { what });
  },
  organisation: (ctx, before, after) => {
    const { acronym, name } = (after ?? before)!;
    if (!after) return ctx.t('past.gone', { what: acronym });
    return before ? ctx.t('past.changed', { id: acronym, changes: changesOf(ctx, before, after) }) : ctx.t('past.listed', { what: acronym === name ? name : `${acronym}, ${name}` });
  },
  event: (ctx, before, after) => {
    const { title } = (after ?? before)!;
    if (!after) return ctx.t('past.gone', { what: title });
    return before ? ctx.t('past.changed', { id: title, changes: changesOf(ctx, before, after) }) : ctx.t('past.listed', { what: title });
  },
  seat: (ctx, before, after) => {
    const seat = { ...(after ?? before)!, ended: null };
    const what = seatLabel(ctx.t, ctx.dir, seat);
    return ctx.t(!after || after.ended !== null ? 'past.seatEnded' : before && before.ended === null ? 'past.seatChanged' : 'past.seatTaken', { what });
  },
  offer: (ctx, before, after) => {
    const { role, organisation, side } = (after ?? before)!;
    const what = join([ctx.t(`role.${role}`), organisation || side ? [nameOf(ctx.dir, (organisation ?? side)!)] : []], ', ');
    return ctx.t(before && after?.ended ? 'past.offerEnded' : 'past.offered', { what });
  },
  side: (ctx, _before, after) => ctx.t('past.listed', { what: after?.label ?? '–' }),
  group: (ctx, before, after) => {
    const id = (after ?? before)!.name;
    return before && after ? ctx.t('past.changed', { id, changes: changesOf(ctx, before, after) }) : ctx.t('past.made', { id });
  },
};

/** The changes of a commitment that have words of their own: agreement, the lead, what was proposed to change. */
function stepOf(ctx: Ctx, id: string, before: Commitment, after: Commitment): Rich | undefined {
  if (before.state !== after.state) return ctx.t(`past.${after.state}`, { id });
  if (before.lead !== after.lead) return ctx.t(after.lead === null ? 'past.leadEnded' : 'past.leads', { id, organisation: nameOf(ctx.dir, (after.lead ?? before.lead)!) });
  if (before.offered !== after.offered) return ctx.t(after.offered === null ? 'past.askEnded' : 'past.asked', { id, organisation: nameOf(ctx.dir, (after.offered ?? before.offered)!) });
  if (JSON.stringify(before.amendment) === JSON.stringify(after.amendment)) return undefined;
  if (after.amendment) return ctx.t('past.amendment', { id, side: nameOf(ctx.dir, after.amendment.proposed), change: amendmentText(ctx, after.amendment) });
  const changes = changesOf(ctx, { ...before, amendment: null }, after);
  return changes.length > 0 ? ctx.t('past.amended', { id, changes }) : ctx.t('past.amendmentEnded', { id });
}

function whatText(ctx: Ctx, line: Line): Rich {
  return (tellers[line.kind] as Teller<ThingKind>)(ctx, line.before, line.after);
}

function withNote(text: Rich, note: string | null): Rich {
  return note === null ? text : [...text, ': ', note];
}

/** Fields that only say why or when another one is as it is. */
const quiet: ReadonlySet<string> = new Set(['basis', 'due_note']);

/** The fields in which two states of a thing differ, each as name: old → new. */
function changesOf(ctx: Ctx, before: object, after: object): Rich {
  const changed = Object.keys(after).filter((name) => !quiet.has(name) && JSON.stringify(before[name as never]) !== JSON.stringify(after[name as never]));
  return join(changed.map((name) => ctx.t('past.field', { name: ctx.t(`past.name.${name}` as 'past.name.title'), before: valueText(ctx, name, before[name as never]), after: valueText(ctx, name, after[name as never]) })), '; ');
}

function valueText(ctx: Ctx, name: string, value: unknown): Rich {
  if (value === null || value === undefined || value === '') return ['–'];
  if (name === 'due') return dueText(ctx.t, ctx.dir, value as never, ctx.lang);
  if (name === 'agreed' || name === 'done') return [{ when: value as string }];
  if (name === 'state') return ctx.t(`commitment.state.${value as 'agreed'}`);
  if (name === 'amendment') return amendmentText(ctx, value as NonNullable<Things['commitment']['amendment']>);
  if (Array.isArray(value)) return [value.map((id: string) => nameOf(ctx.dir, id)).join(', ') || '–'];
  if (typeof value === 'object') return [Object.entries(value).map(([key, part]) => `${key} ${String(part)}`).join(', ')];
  return [typeof value === 'string' ? nameOf(ctx.dir, value) : String(value)];
}

/** What an amendment would change, in words. */
export function amendmentText(ctx: Ctx, { change: { title, text, due }, reason }: NonNullable<Things['commitment']['amendment']>): Rich {
  const quoted = (key: 'past.name.title' | 'past.name.text', words: string | undefined): Rich => (words === undefined ? [] : [...ctx.t(key), ` “${words}”`]);
  const date = due === undefined ? [] : [...ctx.t('past.name.due'), ' ', ...dueText(ctx.t, ctx.dir, due, ctx.lang)];
  const change = join([quoted('past.name.title', title), quoted('past.name.text', text), date], '; ');
  return reason === null ? change : ctx.t('past.reason', { change, reason });
}
