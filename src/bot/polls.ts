import { cut, cutRich } from '#core/fit.ts';
import { join, message, type Block, type Button, type Item, type Message, type Rich } from '#core/message.ts';
import { addDays, dayOf, stamp } from '#core/time.ts';
import type { Ctx } from '#bot/command.ts';
import { mayRun, meetingName, type Found } from '#bot/meetings.ts';
import { rolePairs, strainsSoFar } from '#bot/meetingwords.ts';
import { heard, pollOf, slotForAll, slotLabel, slotsAhead, slotText, takenTexts, type Poll } from '#bot/pollstate.ts';
import { paged, press } from '#bot/reply.ts';
import { nameOf } from '#bot/words.ts';
import { fitsOver, isForgotten } from '#rules/forgetting.ts';
import { fairest, recommendedOf, strainKinds, type Load, type Recommended } from '#rules/sociable.ts';
import type { Fit, Meeting } from '#rules/things.ts';
import { sightOf, sumOf, takesPart, type Sight } from '#rules/visibility.ts';

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

/** The card that rooms have of a poll: the times, until when it is asked, and how many organisations have answered, as far as everybody may know. Nobody is named on it. */
export async function pollCard(ctx: Viewer, meeting: Meeting): Promise<Message> {
  const poll = await pollOf(ctx, meeting);
  const given = { meeting: meetingName(meeting) };
  const isOpen = meeting.closes! > stamp(ctx.now);
  return message(
    [`${meetingName(meeting)} ${meeting.title}`],
    { text: ctx.t(isOpen ? 'meeting.poll.card' : 'meeting.poll.over', { until: { when: meeting.closes! } }) },
    { list: meeting.slots!.map((slot) => ({ text: slotForAll(ctx, meeting, slot) })) },
    { note: roomText(ctx, poll) },
    { buttons: [...(isOpen ? [press(ctx, 'button.sayWhen', 'meeting.answer', given)] : []), press(ctx, 'meeting.poll.how', 'meeting.show', given)] },
  );
}

/** How many of the organisations that can be asked have answered, as far as a sight shows it. */
export const answeredText = ({ t }: Pick<Ctx, 't'>, answered: number, of: number, sight: Sight): Rich => t('meeting.poll.answered', { ...sumOf(answered, of, sight) });

/** The same as rooms have it. */
export function roomText(ctx: Pick<Ctx, 't'>, poll: Poll): Rich {
  const { answered, missing } = heard(poll);
  return answeredText(ctx, answered.length, answered.length + missing.length, 'sums');
}

/** How a poll stands: its times in their own order, the one that is recommended marked, what speaks for and against each, and who has not answered; of these what the reader may see. */
export async function pollShow(ctx: Ctx, found: Found, page?: number): Promise<Message> {
  const { meeting } = found;
  const poll = await pollOf(ctx, meeting);
  const name = meetingName(meeting);
  const order = await recommended(ctx, poll);
  const runs = await mayRun(ctx, meeting);
  const sight = sightOf(ctx.seats, runs);
  const open = meeting.closes! > stamp(ctx.now);
  const { kind, city, minutes } = meeting;
  const facts = join([ctx.t(`meeting.kind.${kind}`), ctx.t('meeting.minutes', { count: minutes }), city === null ? [] : [city]], ' · ');
  const title = [`${name} ${meeting.title}: `, ...ctx.t('meeting.poll.finding')];
  const below = [
    ...heardBlocks(ctx, poll, sight, open),
    ...asBlock(sight !== 'sums' && order[0] !== undefined && order[0].cannot.length > 0 ? ctx.t('meeting.poll.noBest') : []),
    ...asBlock(kind === 'teleconference' ? await loadsText(ctx) : []),
    ...asBlock(facts),
    { fields: sight === 'sums' ? [] : rolePairs(ctx, meeting, poll.asked.seats) },
  ];
  const buttons = [...(open && takesPart(ctx.seats) ? [press(ctx, 'button.sayWhen', 'meeting.answer', { meeting: name })] : []), ...(runs ? runButtons(ctx, meeting, order) : [])];
  if (order.length === 0 && poll.preferences.length === 0 && isForgotten(fitsOver(found), ctx.now)) return message(title, { text: ctx.t('meeting.poll.forgotten') }, ...asBlock(facts), { buttons });
  if (order.length === 0) return message(title, { text: ctx.t('meeting.poll.past') }, ...below, { buttons });
  const taken = await takenTexts(ctx, meeting);
  const inOrder = order.toSorted((a, b) => (a.slot < b.slot ? -1 : 1));
  const how: Shown = { sight, silent: heard(poll).silent, best: recommendedOf(order), taken };
  const shown = paged(ctx, title, inOrder.map((each) => slotItem(ctx, poll, each, how)), page, 'meeting.show', { meeting: name }, ...below);
  const turns = shown.blocks.flatMap((block) => ('buttons' in block ? block.buttons : []));
  return { ...shown, blocks: [...shown.blocks.filter((block) => !('buttons' in block)), ...(buttons.length + turns.length > 0 ? [{ buttons: [...buttons, ...turns] }] : [])] };
}

const asBlock = (note: Rich) => (note.length === 0 ? [] : [{ note }]);

/** Until when people are asked, how many organisations have answered, and for whoever runs it which have not: a side as a whole where nobody of it has. */
function heardBlocks(ctx: Ctx, poll: Poll, sight: Sight, open: boolean): Block[] {
  const { meeting, asked: { sides } } = poll;
  const { answered, missing, part, nobody, silent } = heard(poll);
  const none = silent.length === sides.length;
  const until = ctx.t(open ? 'meeting.poll.open' : 'meeting.poll.over', { until: { when: meeting.closes! } });
  const state = { text: join([until, none ? ctx.t('meeting.poll.nobodyYet') : answeredText(ctx, answered.length, answered.length + missing.length, sight)], ' ') };
  if (sight === 'sums') return [state, ...asBlock(none ? [] : ctx.t('meeting.who.readers'))];
  const unasked = asBlock(nobody.length === 0 ? [] : ctx.t('meeting.poll.nobody', { names: names(ctx.dir, nobody) }));
  if (sight === 'answers') return [state, ...asBlock(none || missing.length === 0 ? [] : ctx.t('meeting.who.hidden')), ...unasked];
  const left = missing.filter((id) => !part.includes(id) && !silent.includes(ctx.dir.organisations.get(id)?.side ?? ''));
  return [
    state,
    ...asBlock(part.length === 0 ? [] : ctx.t('meeting.poll.part', { names: bySide(ctx, part) })),
    ...(none ? [] : silent.flatMap((side) => asBlock(ctx.t('meeting.poll.silentSide', { sides: nameOf(ctx.dir, side) })))),
    ...asBlock(left.length === 0 ? [] : ctx.t('meeting.poll.missing', { names: bySide(ctx, left) })),
    ...unasked,
  ];
}

/** What times are shown with. `silent`: the sides of which nobody has answered any of them, which is said once and not at each. */
interface Shown {
  readonly sight: Sight;
  readonly silent: readonly string[];
  readonly best: Recommended | undefined;
  readonly taken: ReadonlyMap<string, Rich>;
}

function slotItem(ctx: Ctx, { meeting, preferences }: Poll, each: Recommended, { sight, silent, best, taken }: Shown): Item {
  const mine = preferences.find(({ slot, seat }) => slot === each.slot && ctx.seats.some(({ id }) => id === seat));
  const why = best === undefined || (each.below === 'unheard' && sight !== 'silence') ? [] : each.below === undefined ? ctx.t('meeting.poll.first') : ctx.t(`meeting.poll.why.${each.below}`);
  const unheard = sight === 'silence' ? each.unheard.filter((side) => !silent.includes(side)) : [];
  const answers = sight === 'sums' ? [] : [why, mine ? ctx.t('meeting.poll.mine', { fit: ctx.t(`meeting.fit.${mine.fit}`) }) : [], answersText(ctx, { ...each, unheard })];
  const note = join([...answers, strainText(ctx, each), taken.get(each.slot) ?? []], ' · ');
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
  const choose = order.slice(0, 3).map(({ slot }) => ({ label: ctx.label('meeting.choose.one', { when: slotLabel(ctx, meeting, slot, 65) }), run: 'meeting.choose', given: { meeting: name, slot: String(meeting.slots!.indexOf(slot) + 1) } }));
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
