import { cut, cutRich } from '#core/fit.ts';
import { join, message, type Button, type Item, type Message, type Rich } from '#core/message.ts';
import { addDays, dayOf, stamp } from '#core/time.ts';
import type { Ctx } from '#bot/command.ts';
import { localText, mayRun, meetingName, type Found } from '#bot/meetings.ts';
import { rolePairs, strainsSoFar } from '#bot/meetingwords.ts';
import { heard, pollOf, slotForAll, slotsAhead, slotText, takenTexts, type Poll } from '#bot/pollstate.ts';
import { paged, press } from '#bot/reply.ts';
import { nameOf } from '#bot/words.ts';
import { actors, fitting } from '#rules/roles.ts';
import { fairest, recommendedOf, strainKinds, type Load, type Recommended } from '#rules/sociable.ts';
import type { Fit, Meeting } from '#rules/things.ts';

export { heard, pollOf, slotText, type Poll } from '#bot/pollstate.ts';

/** What a card is made with: its words are for everybody in a room. */
type Viewer = Pick<Ctx, 'tx' | 'dir' | 'now' | 'lang' | 't' | 'label'>;

/** The slots still to come in the order in which they are recommended. */
export async function recommended(ctx: Pick<Ctx, 'tx' | 'dir' | 'now'>, { meeting, asked, preferences }: Poll): Promise<Recommended[]> {
  return fairest({ ...meeting, slots: slotsAhead(ctx, meeting) }, preferences, asked, await strainsSoFar(ctx));
}

const times = (load: Load | undefined) => (load === undefined ? 0 : strainKinds.reduce((sum, strain) => sum + load[strain], 0));

/** Whose hour a slot is unsocial for, and how many such hours each has had: `night for ANPUD (2 so far)`. */
export function strainText({ t, dir }: Pick<Ctx, 't' | 'dir'>, { strained }: Pick<Recommended, 'strained'>): Rich {
  const named = strainKinds.map((strain): Rich => {
    const whom = strained.filter((each) => each.strain === strain);
    const list = whom.map(({ organisation, before }) => (times(before) === 0 ? [nameOf(dir, organisation)] : t('meeting.poll.had', { organisation: nameOf(dir, organisation), count: times(before) })));
    return list.length === 0 ? [] : t(`meeting.poll.strain.${strain}`, { names: cutRich(join(list, ', '), 500) });
  });
  return join(named, '; ');
}

/** What is answered to a slot, by organisation and by the coordinators, and which sides cannot make it or have not answered. */
export function answersText({ t, dir }: Pick<Ctx, 't' | 'dir'>, { yes, ifNeedBe, no, coordinators, cannot, soFar, unheard }: Recommended): Rich {
  const said = (fit: Fit, ids: readonly string[]) => (ids.length === 0 ? [] : t('meeting.poll.says', { fit: t(`meeting.fit.${fit}`), names: names(dir, ids) }));
  const leading = coordinators.map(({ side, fits }) => t('meeting.poll.coordinator', { side: nameOf(dir, side), fits: join(fits.map((fit) => t(`meeting.fit.${fit}`)), ', ') }));
  const off = cannot.map((side) => {
    const open = soFar.find((each) => each.side === side);
    return open ? t('meeting.poll.cannotYet', { ...open, side: nameOf(dir, side) }) : t('meeting.poll.cannot', { side: nameOf(dir, side) });
  });
  const silent = unheard.map((id) => t('meeting.poll.unheard', { side: nameOf(dir, id) }));
  return join([said('yes', yes), said('if-need-be', ifNeedBe), said('no', no), ...leading, ...off, ...silent], ' · ');
}

/** Organisations by name, as many as there is room for. */
const names = (dir: Ctx['dir'], ids: readonly string[]) => cut(ids.map((id) => nameOf(dir, id)).sort().join(', '), 500);

/** The card that rooms have of a poll: the times, until when it is asked, and how many organisations have answered. Nobody is named on it. */
export async function pollCard(ctx: Viewer, meeting: Meeting): Promise<Message> {
  const { answered, missing } = heard(await pollOf(ctx, meeting));
  const given = { meeting: meetingName(meeting) };
  return message(
    [`${meetingName(meeting)} ${meeting.title}`],
    { text: ctx.t('meeting.poll.card', { until: { when: meeting.closes! } }) },
    { list: meeting.slots!.map((slot) => ({ text: slotForAll(ctx, meeting, slot) })) },
    { note: ctx.t('meeting.poll.answered', { count: answered.length, of: answered.length + missing.length }) },
    { buttons: [press(ctx, 'button.sayWhen', 'meeting.answer', given), press(ctx, 'meeting.poll.how', 'meeting.show', given)] },
  );
}

/** How a poll stands: its times in their own order, the one that is recommended marked, what speaks for and against each, and who has not answered. */
export async function pollShow(ctx: Ctx, { meeting }: Found, page?: number): Promise<Message> {
  const poll = await pollOf(ctx, meeting);
  const name = meetingName(meeting);
  const order = await recommended(ctx, poll);
  const { answered, missing, part, nobody } = heard(poll);
  const silent = missing.filter((id) => !part.includes(id));
  const open = meeting.closes! > stamp(ctx.now);
  const state = join([ctx.t(open ? 'meeting.poll.open' : 'meeting.poll.over', { until: { when: meeting.closes! } }), ctx.t('meeting.poll.answered', { count: answered.length, of: answered.length + missing.length })], ' ');
  const { kind, city, minutes } = meeting;
  const facts = join([ctx.t(`meeting.kind.${kind}`), ctx.t('meeting.minutes', { count: minutes }), city === null ? [] : [city]], ' · ');
  const title = [`${name} ${meeting.title}: `, ...ctx.t('meeting.poll.finding')];
  const below = [
    { text: state },
    ...asBlock(order[0] !== undefined && order[0].cannot.length > 0 ? ctx.t('meeting.poll.noBest') : []),
    ...asBlock(part.length === 0 ? [] : ctx.t('meeting.poll.part', { names: bySide(ctx, part) })),
    ...asBlock(silent.length === 0 ? [] : ctx.t('meeting.poll.missing', { names: bySide(ctx, silent) })),
    ...asBlock(nobody.length === 0 ? [] : ctx.t('meeting.poll.nobody', { names: names(ctx.dir, nobody) })),
    ...asBlock(kind === 'teleconference' ? await loadsText(ctx) : []),
    ...asBlock(facts),
    { fields: rolePairs(ctx, meeting, poll.asked.seats) },
  ];
  const buttons = [...(open && fitting(actors, ctx.seats).length > 0 ? [press(ctx, 'button.sayWhen', 'meeting.answer', { meeting: name })] : []), ...((await mayRun(ctx, meeting)) ? runButtons(ctx, meeting, order) : [])];
  if (order.length === 0) return message(title, { text: ctx.t('meeting.poll.past') }, ...below, { buttons });
  const taken = await takenTexts(ctx, meeting);
  const inOrder = order.toSorted((a, b) => (a.slot < b.slot ? -1 : 1));
  const shown = paged(ctx, title, inOrder.map((each) => slotItem(ctx, meeting, each, recommendedOf(order), taken)), page, 'meeting.show', { meeting: name }, ...below);
  const turns = shown.blocks.flatMap((block) => ('buttons' in block ? block.buttons : []));
  return { ...shown, blocks: [...shown.blocks.filter((block) => !('buttons' in block)), ...(buttons.length + turns.length > 0 ? [{ buttons: [...buttons, ...turns] }] : [])] };
}

const asBlock = (note: Rich) => (note.length === 0 ? [] : [{ note }]);

function slotItem(ctx: Ctx, meeting: Meeting, each: Recommended, best: Recommended | undefined, taken: ReadonlyMap<string, Rich>): Item {
  const why = best === undefined ? [] : each.below === undefined ? ctx.t('meeting.poll.first') : ctx.t(`meeting.poll.why.${each.below}`);
  const note = join([why, answersText(ctx, each), strainText(ctx, each), taken.get(each.slot) ?? []], ' · ');
  return { text: [{ b: [`${meeting.slots!.indexOf(each.slot) + 1}. `] }, ...slotText(ctx, meeting, each.slot)], ...(note.length > 0 && { note }) };
}

/** Organisations under the sides they are of. */
function bySide({ dir }: Ctx, ids: readonly string[]): Rich {
  const parts = dir.sides.map(({ id, label }): Rich => {
    const own = ids.filter((each) => dir.organisations.get(each)?.side === id);
    return own.length === 0 ? [] : [`${label}: ${names(dir, own)}`];
  });
  return join(parts, '; ');
}

/** How many unsocial hours each organisation has had so far, those first that have had most. */
async function loadsText(ctx: Ctx): Promise<Rich> {
  const { of, unknown } = await strainsSoFar(ctx);
  const had = [...of].filter(([, load]) => times(load) > 0).sort(([a, x], [b, y]) => times(y) - times(x) || (a < b ? -1 : 1));
  const unclear = unknown.length === 0 ? [] : ctx.t('meeting.poll.noZone', { names: names(ctx.dir, unknown) });
  return join([had.length === 0 ? [] : ctx.t('meeting.poll.soFar', { list: cut(had.map(([id, load]) => `${nameOf(ctx.dir, id)} ${times(load)}`).join(', '), 500) }), unclear], ' ');
}

/** What whoever may run a poll can do with it: take one of the best times, ask for longer, call it off. */
function runButtons(ctx: Ctx, meeting: Meeting, order: readonly Recommended[]): Button[] {
  const name = meetingName(meeting);
  const later = laterClose(ctx, meeting);
  const choose = order.slice(0, 3).map(({ slot }) => ({ label: ctx.label('meeting.choose.one', { when: localText(ctx, { local: slot, zone: meeting.zone }) }), run: 'meeting.choose', given: { meeting: name, slot: String(meeting.slots!.indexOf(slot) + 1) } }));
  const extend = later === undefined ? [] : [{ label: ctx.label('meeting.poll.extend'), run: 'meeting.poll', given: { title: name, closes: later } }];
  return [...choose, ...extend, press(ctx, 'button.change', 'meeting.change', { meeting: name, form: 'open' }), press(ctx, 'button.callOff', 'meeting.cancel', { meeting: name })];
}

/** A day on which a poll can close later than it does: three days on, or the day before its first time. */
export function laterClose({ now }: Pick<Ctx, 'now'>, meeting: Meeting): string | undefined {
  const { zone, closes } = meeting;
  const [first] = slotsAhead({ now }, meeting);
  if (first === undefined) return undefined;
  const today = dayOf(now, zone);
  const last = dayOf(Temporal.Instant.from(closes!).subtract({ seconds: 1 }), zone);
  const [day] = [addDays(last > today ? last : today, 3), addDays(first.slice(0, 10), -1)].sort();
  return day! > last && day! >= today ? day : undefined;
}
