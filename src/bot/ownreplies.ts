import { join, type Rich } from '#core/message.ts';
import { dayOf, showDate } from '#core/time.ts';
import { rsvpsOf } from '#db/meetings.ts';
import { seatsOf } from '#db/people.ts';
import type { Ctx } from '#bot/command.ts';
import { meetingName, type Found } from '#bot/meetings.ts';
import { outdated, standingReplies } from '#bot/replies.ts';
import { nameOf } from '#bot/words.ts';
import type { Sitting } from '#rules/meeting.ts';
import { actors, fitting } from '#rules/roles.ts';
import { replies, type Reply, type Rsvp, type Seat } from '#rules/things.ts';

/** How a sitting stands for the caller. */
export interface OwnReply {
  /** Whether one of their seats has still to answer, or to say whether what it said before a move still holds. */
  readonly isOpen: boolean;
  /** Whether anything has been said from their seats or for them. */
  readonly isSaid: boolean;
  /** What was said, or that nothing was: `you attend`. Nothing for whoever only reads. */
  readonly text: Rich;
  /** What a press can still say: not the same once more. */
  readonly presses: readonly Reply[];
}

/** Tells of each sitting of a meeting what the caller has answered, from each of their seats, or what somebody has entered for their organisation. */
export async function ownReplies(ctx: Ctx, found: Found): Promise<(sitting: Pick<Sitting, 'slot'>) => OwnReply> {
  const seats = fitting(actors, ctx.seats);
  if (seats.length === 0) return () => ({ isOpen: false, isSaid: false, text: [], presses: [] });
  const group = ctx.dir.group.id;
  const rsvps = Map.groupBy(await rsvpsOf(ctx.tx, group, found.meeting.number), ({ slot }) => slot);
  const [held, isOld] = [await seatsOf(ctx.tx, group), await outdated(ctx, found)];
  return ({ slot }) => {
    const standing = standingReplies(rsvps.get(slot) ?? [], held);
    const said = seats.map((seat) => ({ seat, rsvp: replyOf(standing, [seat]) }));
    const holds = said.map(({ rsvp }) => (rsvp && !isOld(rsvp) ? rsvp.reply : undefined));
    return {
      isOpen: holds.includes(undefined),
      isSaid: said.some(({ rsvp }) => rsvp !== undefined),
      text: join(said.map(({ seat, rsvp }) => ofSeat(ctx, seats.length > 1 ? seat : undefined, saidText(ctx, rsvp, isOld))), '; '),
      presses: replies.filter((reply) => holds.some((each) => each !== reply)),
    };
  };
}

function saidText({ t, dir }: Ctx, rsvp: Rsvp | undefined, isOld: (rsvp: Rsvp) => boolean): Rich {
  if (!rsvp) return t('meeting.list.mine', { reply: 'none' });
  const said = join([t('meeting.list.mine', { reply: rsvp.reply }), rsvp.entered === null ? [] : t('meeting.rsvp.entered', { by: nameOf(dir, rsvp.entered) })], ' ');
  return isOld(rsvp) ? t('meeting.list.mineOld', { said }) : said;
}

/** For whom it was said, to somebody with several seats. */
const ofSeat = ({ t, dir }: Ctx, seat: Seat | undefined, said: Rich): Rich => (seat ? t('meeting.list.mineOf', { name: nameOf(dir, seat.organisation ?? seat.side ?? ''), said }) : said);

/** What seats have said, each for itself or by what was entered for its organisation. That an alternate comes is no word of the alternate's own. */
export function replyOf(said: readonly Rsvp[], seats: readonly Seat[]): Rsvp | undefined {
  return said.find(({ seat }) => seats.some(({ id }) => id === seat)) ?? said.find(({ seat, reply }) => seats.some(({ organisation, role }) => organisation !== null && seat === `org/${organisation}` && !(role === 'alternate' && reply === 'alternate')));
}

/** What a sitting is called on a button: `M4`, of a series `M4, 3 March`, by the day on the reader's own calendar. */
export const shortName = ({ label, lang, zone }: Pick<Ctx, 'label' | 'lang' | 'zone'>, { number, slot, at }: Sitting): string =>
  slot === '' ? meetingName({ number }) : label('meeting.list.short', { name: meetingName({ number }), day: showDate(dayOf(at, zone), lang) });
