import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { meansSince } from '#bot/dates.ts';
import { pastItems } from '#bot/past.ts';
import { commitmentRef, findSide, organisationRef } from '#bot/refs.ts';
import { press } from '#bot/reply.ts';
import { readSince } from '#bot/since.ts';
import { int, ref, when } from '#core/field.ts';
import { cutRich } from '#core/fit.ts';
import { join, message, type Rich } from '#core/message.ts';
import { historyOf } from '#db/history.ts';
import { seatsOf } from '#db/people.ts';
import { coordinators } from '#rules/roles.ts';
import type { Line, Report, Rating } from '#rules/things.ts';

/** How many lines a page has, and how much of each is shown: what is longer stands whole in the commitment's history. */
const perPage = 10;
const length = 200;

/** Every write, newest first: by which seat, on whose behalf, from which door, and what was there before. */
export const groupAudit = command({
  name: 'group.audit',
  who: coordinators,
  reads: true,
  input: z.object({ about: ref('commitment').optional(), who: ref('organisation').optional(), since: when().optional(), page: int(1, 999).optional() }),
  args: ['about'],
  dates: { since: meansSince },
  async run(ctx, { about, who, since, page = 1 }) {
    const asked = {
      ...(about !== undefined && { about: `C${(await commitmentRef(ctx, about, 'about')).number}` }),
      ...(who !== undefined && { seats: await seatsBy(ctx, who) }),
      ...(since !== undefined && { since: readSince(ctx, since, 'since').at }),
    };
    const lines = await historyOf(ctx.tx, ctx.dir.group.id, asked, perPage + 1, (page - 1) * perPage);
    const shown = lines.slice(0, perPage);
    if (shown.length === 0) return message(undefined, { text: ctx.t('group.audit.none') }, { buttons: page > 1 ? [press(ctx, 'button.previous', 'group.audit', { about, who, since, page: 1 })] : [] });
    const items = (await pastItems(ctx, shown)).map(({ text, note }, i) => ({ text: cutRich(text, length), note: join([note ?? [], beforeText(ctx, shown[i]!)], ' · ') }));
    const other = (to: number) => Object.fromEntries(Object.entries({ about, who, since, page: to }).filter(([, value]) => value !== undefined));
    return message(
      ctx.t('group.audit.title', { page }),
      { list: items },
      { buttons: [...(lines.length > perPage ? [press(ctx, 'button.more', 'group.audit', other(page + 1))] : []), ...(page > 1 ? [press(ctx, 'button.previous', 'group.audit', other(page - 1))] : [])] },
    );
  },
});

/** All seats, ended ones too, of an organisation, or of the coordinators of a side. */
async function seatsBy(ctx: Ctx, typed: string): Promise<string[]> {
  const side = findSide(ctx, typed);
  const organisation = side ? undefined : organisationRef(ctx, typed, 'who');
  const all = await seatsOf(ctx.tx, ctx.dir.group.id, 'all');
  return all.filter((seat) => (side ? seat.side === side.id : seat.organisation === organisation!.id)).map(({ id }) => id);
}

/** What a report or a rating replaced; other lines say themselves what was there before. */
function beforeText(ctx: Ctx, { kind, before }: Line): Rich {
  if (before === null) return [];
  if (kind === 'report') return ctx.t('group.audit.before', { before: said(ctx.t(`status.${(before as Report).status}`), (before as Report).note) });
  if (kind === 'rating') return ctx.t('group.audit.before', { before: said(ctx.t(`completion.${(before as Rating).completion}`), (before as Rating).note) });
  return [];
}

const said = (word: Rich, note: string | null): Rich => cutRich(note === null ? word : [...word, ': ', note], 80);
