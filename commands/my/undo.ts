import { z } from 'zod';
import { settleAsked } from '#bot/asking.ts';
import { command, type Ctx } from '#bot/command.ts';
import { datedOf } from '#bot/events.ts';
import { refreshCards, refreshHanging } from '#bot/live.ts';
import { announceBack, isAnnounced, isOnCard, meetingsBack } from '#bot/meetingback.ts';
import { meetingName, meetingsOf } from '#bot/meetings.ts';
import { pastItems } from '#bot/past.ts';
import { done, press } from '#bot/reply.ts';
import { tellBack } from '#bot/shifting.ts';
import { seatLabel } from '#bot/words.ts';
import { UserError } from '#core/errors.ts';
import { line } from '#core/field.ts';
import { join, message, type Rich } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { historyOf, lastSeq } from '#db/history.ts';
import { seatsOf } from '#db/people.ts';
import { aboutName, hanging } from '#rules/event.ts';
import type { Commitment, KeyEvent, Line, Meeting, ThingKind } from '#rules/things.ts';
import { isTurn, ownLines, undoable, undoneTo } from '#rules/undo.ts';

/** What rooms do not hear of. */
const quiet: ReadonlySet<ThingKind> = new Set(['snooze', 'rsvp', 'preference']);
/** What the sittings of a series are made of. */
const series: readonly ThingKind[] = ['meeting', 'occurrence'];
const has = (lines: readonly Line[], which: ThingKind) => lines.some(({ kind }) => kind === which);

/** Takes back one's own last act, within ten minutes and as long as nobody has built on it. History keeps both. */
export const myUndo = command({
  name: 'my.undo',
  who: 'reader',
  input: z.object({ act: line(60).optional() }),
  args: [],
  async run(ctx, input) {
    const group = ctx.dir.group.id;
    const mine = await historyOf(ctx.tx, group, { seats: ctx.seats.map(({ id }) => id), since: ctx.now.subtract({ hours: 1 }) });
    const found = undoable(mine, ctx.now, input.act);
    if (found === 'none') throw new UserError('error.undo.none');
    if (found === 'late') throw new UserError('error.undo.late');
    if (found === 'kind') throw new UserError('error.undo.kind');
    const lines = ownLines(found);
    for (const each of lines) {
      // What is new is taken away whole, so nothing else may have come to stand on it.
      const isWhole = each.before === null && (each.kind === 'commitment' || each.kind === 'event');
      // The sittings of a series that was moved are known by other names, so nothing else of it may have changed. Answers go along.
      const [last, seq] = isTurn(each) ? [series, Math.max(...lines.filter(({ about, kind }) => about === each.about && series.includes(kind)).map((line) => line.seq))] : [isWhole ? undefined : each, each.seq];
      const later = await lastSeq(ctx.tx, group, each.about, last);
      const hangs = isWhole && each.kind === 'event' && hanging(each.id, await datedOf(ctx)).length > 0;
      if (later !== seq) throw await builtOn(ctx, each, later);
      if (hangs) throw new UserError('error.undo.hangs', { about: aboutName(each.about) });
    }
    const stood = await meetingsOf(ctx);
    for (const each of lines) await ctx.save(each.kind, each.after, undoneTo(each, lines, stamp(ctx.now)), { undoes: each.call, ...(each.behalf !== null && { behalf: each.behalf }) });
    await tellBack(ctx, lines);
    await meetingsBack(ctx, stood, found);
    // That a whole series changed says it of each of its meetings, that its time was chosen of the answers taken over, and an event of what ends with it.
    const main = lines.filter(({ kind }) => !((kind === 'occurrence' || kind === 'rsvp') && has(lines, 'meeting')) && !(kind === 'meeting' && has(lines, 'event')));
    const what = join([join((await pastItems(ctx, main)).map((item) => item.text), '; '), ...main.map((each) => againText(ctx, each))], '. ');
    // That somebody puts a reminder off is their own affair; who comes to a meeting, its card says.
    const told = main.filter(({ kind }) => !quiet.has(kind));
    // Of what the main rooms heard nothing but saw on a card, they hear nothing when it is taken back.
    if (told.length > 0 && told.every(isOnCard)) await announceBack(ctx, stood, told, ctx.t('my.undo.card', { what }));
    else if (told.length > 0) await ctx.announce(message(undefined, { text: ctx.t('my.undo.card', { what }) }), { wide: told.some((each) => each.act.startsWith('event.') || each.act === 'commitment.agree' || isAnnounced(each)) });
    for (const { kind, before, after } of told) if (kind === 'commitment') await settleAsked(ctx, after as Commitment | null, before as Commitment | null, ctx.t('commitment.asked.takenBack'));
    await refreshCards(ctx, told.flatMap(({ about }) => (/^C\d+$/.test(about) ? Number(about.slice(1)) : [])));
    for (const { kind, before } of told) if (kind === 'event' && before !== null) await refreshHanging(ctx, before as KeyEvent);
    return done(ctx.t('my.undo.done', { what }), press(ctx, 'button.tasks', 'my.tasks'));
  },
});

/** That a meeting has no time again, once the choice of it has been taken back. */
function againText(ctx: Ctx, { kind, before, after }: Line): Rich {
  const [was, is] = [before, after] as (Meeting | null)[];
  if (kind !== 'meeting' || was?.starts !== null || was.closes === null || is == null || is.starts === null) return [];
  return ctx.t(was.closes > stamp(ctx.now) ? 'my.undo.pollOpen' : 'my.undo.pollOver', { name: meetingName(was) });
}

/** Says what was done since, and by whom, and the command that corrects the act. Who answered for an organisation is nobody's business. */
async function builtOn(ctx: Ctx, { act, about, kind }: Line, seq: number): Promise<UserError> {
  const lines = await historyOf(ctx.tx, ctx.dir.group.id, { seqs: [seq] });
  const [since] = await pastItems(ctx, lines);
  const seat = (await seatsOf(ctx.tx, ctx.dir.group.id, 'all')).find(({ id }) => id === lines[0]?.seat);
  const by = seat === undefined || kind === 'rsvp' || kind === 'preference' ? [] : [' (', ...seatLabel(ctx.t, ctx.dir, seat), ')'];
  const line = { code: `/${(corrects[act] ?? act).replace('.', ' ')}${/^[CM]\d+$/.test(about) ? ` ${about}` : ''}` };
  return new UserError('error.undo.builtOn', { about: aboutName(about), what: [...(since?.text ?? []), ...by], line });
}

/** The command by which an act is corrected, where that is another one. */
const corrects: Readonly<Record<string, string>> = {
  'meeting.schedule': 'meeting.change', 'meeting.poll': 'meeting.change', 'meeting.choose': 'meeting.move', 'meeting.add': 'meeting.cancel', 'meeting.cancel': 'meeting.add',
  'commitment.add': 'commitment.amend', 'event.add': 'event.move',
};
