import { join, type Item, type Pair, type Rich } from '#core/message.ts';
import { place } from '#core/time.ts';
import type { Ctx, View } from '#bot/command.ts';
import { meetingsOf, whenText, type Found } from '#bot/meetings.ts';
import { nameOf } from '#bot/words.ts';
import { meetingRoles, openRoles } from '#rules/called.ts';
import type { Sitting } from '#rules/meeting.ts';
import { repeatText } from '#rules/repeattext.ts';
import { strainAt, strainKinds, strains, type Load, type Strains } from '#rules/sociable.ts';
import type { Meeting, Seat } from '#rules/things.ts';

/** How a meeting comes back, in words; nothing for a single one. */
export const repeatOf = ({ dir, lang }: Pick<View, 'dir' | 'lang'>, meeting: Pick<Meeting, 'rule' | 'starts' | 'zone' | 'until'>): Rich => repeatText(meeting, dir.events, lang) ?? [];

/** What a meeting is, in a line that a whole room may read: how it comes back, what kind it is, in which city. */
export function plainFacts(view: Pick<View, 'dir' | 'lang' | 't'>, meeting: Meeting): Rich {
  return join([repeatOf(view, meeting), view.t(`meeting.kind.${meeting.kind}`), meeting.city === null ? [] : [meeting.city]], ' · ');
}

/** Who leads a meeting, calls it and takes notes, as pairs of label and organisation; for roles that nobody has, none. */
export function rolePairs({ t, dir }: Pick<View, 't' | 'dir'>, meeting: Pick<Meeting, (typeof meetingRoles)[number]>, seats: readonly Seat[]): Pair[] {
  const open = openRoles(meeting, seats);
  return meetingRoles.flatMap((role) => {
    const id = meeting[role];
    if (id === null) return role === 'chair' ? [{ label: t('meeting.role.chair'), value: t('meeting.chairNone') }] : [];
    return [{ label: t(`meeting.role.${role}`), value: open.includes(role) ? t('meeting.roleOpen', { organisation: nameOf(dir, id) }) : [nameOf(dir, id)] }];
  });
}

/** The hour at which a sitting begins on the clock of a zone: `15:00`. */
const hourIn = (at: string, zone: string) => Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'minute' });

/**
 * That a sitting of a series begins at another hour of the reader's own clock than the one before it, because one of the two clocks
 * changed; nothing where it does not. One that was moved or added by itself says nothing about the clocks.
 */
export function clockNote({ t, zone }: Pick<Ctx, 't' | 'zone'>, { meeting, sittings }: Pick<Found, 'meeting' | 'sittings'>, sitting: Sitting): Rich {
  if (meeting.rule === null) return [];
  const regular = sittings.filter(({ state, moved, added }) => state === 'on' && !moved && !added);
  const before = regular[regular.findIndex(({ slot }) => slot === sitting.slot) - 1];
  if (!before || before.local.slice(11) !== sitting.local.slice(11)) return [];
  const [from, to] = [hourIn(before.at, zone), hourIn(sitting.at, zone)];
  return from === to ? [] : t('meeting.changes', { from, to });
}

/** Sittings as a list of times, each with what changes for the reader. */
export function timeItems(ctx: Ctx, found: Found, sittings: readonly Sitting[]): Item[] {
  return sittings.map((sitting) => {
    const note = clockNote(ctx, found, sitting);
    return { text: whenText(ctx, sitting), ...(note.length > 0 && { note }) };
  });
}

/**
 * How many unsocial hours each organisation has so far: in the group's calls that took place and in those that are fixed, because these
 * are promised already. Whoever travels to a meeting lives by its clock, so only calls count. `without`: sittings that are about to be moved.
 */
export async function strainsSoFar(ctx: Pick<Ctx, 'tx' | 'dir'>, without: readonly Sitting[] = []): Promise<Strains> {
  const isLeft = (each: Sitting) => without.some(({ number, slot }) => number === each.number && slot === each.slot);
  const calls = (await meetingsOf(ctx)).filter(({ meeting }) => meeting.kind === 'teleconference');
  return strains(calls.flatMap(({ sittings }) => sittings.filter((each) => !isLeft(each))), ctx.dir.organisations);
}

/** So many organisations are named for each kind of unsocial hour. */
const named = 12;

/** Which organisations have sittings at an unsocial hour, a line for each kind of it: the hour there, how many of them, and how many unsocial hours they had so far. */
export function strainLines({ t, dir }: Pick<View, 't' | 'dir'>, sittings: readonly Sitting[], before: Strains): Rich[] {
  const coming = strains(sittings, dir.organisations);
  const held = sittings.filter(({ state }) => state === 'on').length;
  const isCounted = [...coming.of].some(([id, load]) => total(load) > 0 && total(before.of.get(id)) > 0);
  const lines = strainKinds.toReversed().flatMap((strain) => {
    const hit = [...coming.of].filter(([, load]) => load[strain] > 0);
    if (hit.length === 0) return [];
    const list = hit.slice(0, named).map(([id, load]): Rich => {
      const { zone } = dir.organisations.get(id)!;
      const first = sittings.find(({ at, minutes, state }) => state === 'on' && strainAt(at, minutes, zone!) === strain)!;
      const often = load[strain] === held ? [] : t('meeting.strain.times', { count: load[strain], of: held });
      const had = total(before.of.get(id));
      const facts = join([[`${hourIn(first.at, zone!)} ${place(zone!)}`], often, had === 0 ? [] : t('meeting.strain.before', { count: had })], ', ');
      return [`${nameOf(dir, id)} (`, ...facts, ')'];
    });
    const more = hit.length > named ? [t('meeting.strain.more', { count: hit.length - named })] : [];
    return [t(`meeting.strain.${strain}`, { list: join([...list, ...more], '; ') })];
  });
  return isCounted ? [...lines, t('meeting.strain.soFar')] : lines;
}

const total = (load: Load | undefined): number => (load === undefined ? 0 : strainKinds.reduce((sum, strain) => sum + load[strain], 0));
