import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { meansDays } from '#bot/dates.ts';
import { addable, checkKeeper, daysText, keepers, kindText, unsureText } from '#bot/events.ts';
import { done, press, undoButton } from '#bot/reply.ts';
import { onSpan, zoneOfCity } from '#bot/span.ts';
import { zoneRef } from '#bot/zone.ts';
import { UserError } from '#core/errors.ts';
import { choice, line, ref, text, yesno } from '#core/field.ts';
import { cut } from '#core/fit.ts';
import { fold, nameKey } from '#core/fold.ts';
import { join, message } from '#core/message.ts';
import { eventIds } from '#db/events.ts';
import { readAlternatives, readDays } from '#rules/days.ts';
import { checkEvent, eventName } from '#rules/event.ts';
import { readLadder } from '#rules/ladder.ts';
import { eventIdFor } from '#rules/naming.ts';
import { certainties, type KeyEvent } from '#rules/things.ts';

const month = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*';
const dayWords = new RegExp(`(?:^|[\\s"])(?:on )?(\\d{1,2}(?:st|nd|rd|th)?(?: ?(?:-|to|and) ?\\d{1,2})? ${month}(?:,? \\d{4})?|${month} \\d{1,2}(?:,? \\d{4})?|\\d{4}-\\d{2}-\\d{2})`, 'i');

/** Days that stand in a title, and the title without them. */
function dayIn(title: string): { readonly day: string; readonly rest: string } | undefined {
  const found = dayWords.exec(title);
  return found ? { day: found[1]!, rest: title.slice(0, found.index).replaceAll('"', '').trim() || 'Title' } : undefined;
}

/** Puts an event in the calendar. Unless said otherwise its date is announced, not confirmed; without a date it is one to be found. */
export const eventAdd = command({
  name: 'event.add',
  who: keepers,
  input: z.object({
    title: line(150),
    on: line(100).meta({ asked: true }).optional(),
    city: line(60).meta({ asked: true }).optional(),
    kind: choice(addable).meta({ asked: true }).optional(),
    certainty: choice(certainties).meta({ asked: true }).optional(),
    zone: ref('zone').optional(),
    yearly: yesno().optional(),
    alternatives: line(200).optional(),
    reminders: line(100).optional(),
    source: text(300).optional(),
    note: text(400).optional(),
  }),
  args: ['title'],
  dates: { on: meansDays(false) },
  check: checkKeeper,
  async run(ctx, input) {
    const title = input.title.replace(/\s+/g, ' ');
    // Days belong in their own field: in a title nobody is reminded of them.
    const inTitle = input.on === undefined ? dayIn(title) : undefined;
    if (inTitle !== undefined) throw new UserError('error.event.inTitle', { title: cut(title, 80), day: inTitle.day, line: { code: `/event add "${inTitle.rest}" on:${inTitle.day}` } }, 'title');
    const zone = input.zone !== undefined ? zoneRef(input.zone, 'zone') : input.city === undefined ? null : zoneOfCity(input.city);
    const around = (field: string) => ({ ...ctx.around(field), zone: zone ?? ctx.dir.group.zone });
    const span = input.on === undefined ? undefined : readDays(input.on, around('on'));
    const yearly = input.yearly ?? false;
    const usual = span === undefined ? 'unknown' : yearly ? 'confirmed' : 'announced';
    const base: KeyEvent = {
      id: '', title, kind: input.kind ?? kindOf(title, yearly), starts: null, ends: null, begins: null, finishes: null, precision: 'day', zone, city: input.city?.replace(/\s+/g, ' ') ?? null,
      certainty: input.certainty ?? usual, alternatives: input.alternatives === undefined ? [] : readAlternatives(input.alternatives, around('alternatives')).map(({ starts, ends }) => ({ starts, ends })),
      yearly, rungs: input.reminders === undefined ? null : readLadder('event', input.reminders, 'reminders'), source: input.source ?? null, note: input.note ?? null, cancelled: null,
    };
    const placed = span === undefined ? base : onSpan({ ...base, starts: span.starts }, span);
    // Where the span is no date, what was said about its certainty must not be lost.
    const event = { ...placed, ...(input.certainty && { certainty: input.certainty }) };
    checkEvent(event, 'on');
    if (event.starts !== null && event.ends! < ctx.today && !yearly) throw new UserError('error.date.past', { typed: cut(input.on!, 80), date: daysText(ctx, event) }, 'on');
    checkNew(ctx, event);
    const taken = new Set([...(await eventIds(ctx.tx, ctx.dir.group.id)), ...ctx.dir.events.keys()].map(nameKey));
    const added = { ...event, id: eventIdFor(event, taken) };
    await ctx.save('event', null, added);
    const said = { name: eventName(added.id), event: title, days: daysText(ctx, added) };
    const kind = added.kind === 'other' ? [] : ctx.t('event.add.kind', { kind: kindText(ctx, added.kind) });
    const unsure = unsureText(ctx, added.certainty);
    await ctx.announce(message([title], { text: join([ctx.t('event.add.card', said), unsure], ' ') }), { wide: true });
    const leap = yearly && added.starts?.endsWith('-02-29') ? ctx.t('event.add.leap') : [];
    const given = { event: added.id, form: 'open' };
    return done(join([ctx.t('event.add.done', said), unsure, kind, leap], ' '), undoButton(ctx), press(ctx, 'button.show', 'event.show', { event: added.id }), press(ctx, 'button.deadline', 'event.deadline', given));
  },
});

/** What kind of event a title speaks of, where nobody says. */
function kindOf(title: string, yearly: boolean): KeyEvent['kind'] {
  const said = fold(title);
  if (/^cnd\b/.test(said)) return said.includes('intersessional') ? 'cnd-intersessional' : said.includes('reconvened') ? 'cnd-reconvened' : said.includes('session') ? 'cnd-session' : 'un-meeting';
  return yearly ? 'day' : said.includes('conference') ? 'conference' : 'other';
}

/** @throws UserError for an event that stands in the calendar already, by its title and first day */
function checkNew(ctx: Ctx, { title, starts }: KeyEvent): void {
  const same = [...ctx.dir.events.values()].find((each) => each.cancelled === null && nameKey(each.title) === nameKey(title) && each.starts === starts);
  if (same) throw new UserError('error.event.again', { event: same.title, name: eventName(same.id), days: daysText(ctx, same) }, undefined, [{ label: ctx.label('button.show'), value: `/event show ${same.id}` }]);
}
