import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { sideRef } from '#bot/refs.ts';
import { paged, press } from '#bot/reply.ts';
import { int, line, ref, text } from '#core/field.ts';
import { fold, nameKey } from '#core/fold.ts';
import { join, message, type Item } from '#core/message.ts';
import { seatsOf } from '#db/people.ts';
import { namesOf } from '#rules/seats.ts';
import type { Organisation, Seat } from '#rules/things.ts';

/** The organisations by side, and whether each can be reached: never a person. Outside bodies are listed apart. */
export const memberList = command({
  name: 'member.list',
  who: 'reader',
  reads: true,
  shareable: true,
  input: z.object({ words: text(100).optional(), side: ref('side').optional(), region: line(60).optional(), page: int(1, 999).optional() }),
  args: ['words'],
  async run(ctx, { words, side, region, page }) {
    const only = side === undefined ? undefined : sideRef(ctx, side, 'side').id;
    const wanted = fold(words ?? '').split(/\s+/).filter(Boolean);
    const found = [...ctx.dir.organisations.values()].filter((organisation) => {
      const haystack = fold(namesOf(organisation).join(' '));
      return (
        (only === undefined || organisation.side === only) &&
        (region === undefined || startsWord(`${organisation.region ?? ''} ${organisation.scope ?? ''}`, region)) &&
        wanted.every((word) => haystack.includes(word))
      );
    });
    const given = { words, side, region };
    if (found.length === 0) return message(undefined, { text: ctx.t('member.list.none') }, { buttons: [press(ctx, 'button.all', 'member.list')] });
    const held = await seatsOf(ctx.tx, ctx.dir.group.id);
    const bySide = [...ctx.dir.sides, null].flatMap((of) => section(ctx, of, found.filter((organisation) => organisation.side === (of?.id ?? null)), held));
    return paged(ctx, ctx.t('member.list.title', { count: found.length }), bySide, page, 'member.list', given, { note: ctx.t('member.list.next', { organisation: found[0]!.acronym }) });
  },
});

/** Whether words begin with what was typed: `asia` is no part of `Eurasia`. */
const startsWord = (words: string, typed: string) => ` ${fold(words)}`.includes(` ${fold(typed)}`);

/** A side's heading with its organisations, those that have ended last. */
function section(ctx: Ctx, side: Ctx['dir']['sides'][number] | null, organisations: readonly Organisation[], held: readonly Seat[]): Item[] {
  if (organisations.length === 0) return [];
  const sorted = [...organisations].sort((a, b) => Number(a.ended !== null) - Number(b.ended !== null) || (fold(a.acronym) < fold(b.acronym) ? -1 : 1));
  const coordinated = side !== null && held.some((seat) => seat.role === 'coordinator' && seat.side === side.id);
  const note = side === null ? ctx.t('member.list.outside') : ctx.t(coordinated ? 'member.list.coordinator' : 'member.list.noCoordinator');
  return [{ text: [{ b: side === null ? ctx.t('member.list.others') : [side.label] }], note }, ...sorted.map((organisation) => organisationItem(ctx, organisation, held))];
}

function organisationItem(ctx: Ctx, { id, acronym, name, region, side, ended, successor }: Organisation, held: readonly Seat[]): Item {
  const own = held.filter((seat) => seat.organisation === id);
  const focal = own.some(({ role }) => role === 'focal');
  const alternates = own.filter(({ role }) => role === 'alternate').length;
  const gone = ended === null ? [] : ctx.t('member.ended', { successor: successor === null ? '–' : (ctx.dir.organisations.get(successor)?.acronym ?? successor) });
  const reach = side === null || ended !== null ? [] : ctx.t('member.list.reach', { focal: focal ? 'yes' : 'no', alternates });
  const note = join([region === null ? [] : [region], reach, gone], ' · ');
  return { text: [{ b: [acronym] }, ...(nameKey(acronym) === nameKey(name) ? [] : [`, ${name}`])], ...(note.length > 0 && { note }) };
}
