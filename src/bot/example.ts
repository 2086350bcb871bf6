import { isKey } from '#core/i18n.ts';
import { plain } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { listCommitments, ratingsOf } from '#db/commitments.ts';
import { seatsOf } from '#db/people.ts';
import type { Command, Ctx } from '#bot/command.ts';
import { meetingsOf } from '#bot/meetings.ts';
import { isCoordinator } from '#bot/seat.ts';
import { isConcerned, mayRate, waitingFrom } from '#rules/commitment.ts';
import { nextSitting } from '#rules/meeting.ts';
import { actors, fitting, mayAgree } from '#rules/roles.ts';
import { isKept, keeperOf } from '#rules/seats.ts';

/** Commands that few of those whom `who` names can do anything with here. `keeps` says whether the calendar is theirs to keep, `isKept` whether anybody looks after the group. */
const few: Readonly<Record<string, (ctx: Ctx, about: { readonly keeps: boolean; readonly isKept: boolean }) => boolean>> = {
  'group.import': (ctx) => ctx.user.manages === true || ctx.founds || isCoordinator(ctx),
  'group.room': (ctx, { isKept }) => ctx.hasGroup && (isCoordinator(ctx) || (ctx.user.manages === true && ctx.chat !== undefined && !isKept)),
  'group.setup': (ctx) => ctx.founds && ctx.chat !== undefined,
  'member.ask': (ctx) => ctx.hasGroup && ctx.seats.length === 0,
  ...Object.fromEntries([...['add', 'move', 'confirm', 'deadline', 'cancel'].map((verb) => `event.${verb}`), 'meeting.schedule', 'meeting.poll'].map((name) => [name, (_: Ctx, { keeps }: { keeps: boolean }) => keeps])),
};

/** Commands that show something to everybody, or take a code from them, and have a form for few. */
const forms: Readonly<Record<string, (ctx: Ctx) => boolean>> = {
  'group.settings': isCoordinator,
  'reminder.rules': isCoordinator,
  'member.focal': (ctx) => ctx.hasGroup && (mayOfferAny(ctx) || ctx.user.manages === true),
};

/** Whether there is any seat that the caller may offer. */
export const mayOfferAny = ({ seats }: Pick<Ctx, 'seats'>): boolean => seats.some(({ role }) => role === 'coordinator' || role === 'focal');

/** Finds out which commands this person may give, by their seats or because they run the place; and of which the form is theirs to fill in. */
export async function rightsOf(ctx: Ctx): Promise<{ may(command: Command): boolean; fills(command: Command): boolean }> {
  const held = ctx.hasGroup ? await seatsOf(ctx.tx, ctx.dir.group.id) : [];
  const keeps = ctx.seats.some((seat) => keeperOf(seat, held, ctx.dir.organisations) !== null);
  const about = { keeps, isKept: ctx.hasGroup && isKept({ role: 'coordinator', organisation: null, side: null }, held, ctx.dir.organisations) };
  const may = ({ name, who }: Command) => few[name]?.(ctx, about) ?? (who === 'anyone' || fitting(who, ctx.seats).length > 0);
  return { may, fills: (command) => may(command) && (forms[command.name]?.(ctx) ?? true) };
}

/** Makes example lines that fit this person: with a commitment they may report on, with their own organisation. */
export async function exampleMaker(ctx: Ctx): Promise<{ line(command: Command): string; works(name: string): boolean; number(name: string): number | undefined }> {
  const organisations = ctx.hasGroup && ctx.seats.length > 0 ? [...ctx.dir.organisations.values()] : [];
  const own = ctx.seats.flatMap(({ role, organisation }) => (role === 'focal' || role === 'alternate' ? (organisations.find(({ id }) => id === organisation) ?? []) : []));
  const all = organisations.length === 0 ? [] : (await listCommitments(ctx.tx, ctx.dir.group.id)).map(({ commitment }) => commitment);
  const agreed = all.filter(({ state }) => state === 'agreed');
  const leadOf = (id: string | null) => organisations.find((organisation) => organisation.id === id);
  const led = agreed.filter(({ lead }) => own.some(({ id }) => id === lead));
  const concerned = agreed.filter((c) => own.some((organisation) => isConcerned(organisation, c)));
  const rated = all.length === 0 ? [] : await ratingsOf(ctx.tx, ctx.dir.group.id);
  const rateable = agreed.filter((c) => own.some((organisation) => mayRate(organisation, c, leadOf(c.lead)) && !rated.some((rating) => rating.commitment === c.number && rating.organisation === organisation.id)));
  const held = all.length === 0 ? [] : await seatsOf(ctx.tx, ctx.dir.group.id);
  const meeting = organisations.length === 0 ? undefined : await comingMeeting(ctx);
  const number: Readonly<Record<string, number | undefined>> = {
    'meeting.rsvp': meeting, 'meeting.who': meeting, 'meeting.join': meeting,
    'commitment.update': (led[0] ?? concerned[0])?.number,
    'commitment.rate': rateable[0]?.number,
    'commitment.milestone': (led[0] ?? concerned[0])?.number,
    'reminder.snooze': led[0]?.number,
    'reminder.pass': led[0]?.number,
    'commitment.assign': agreed.find(({ lead }) => lead === null)?.number,
    'commitment.agree': all.find((c) => waitingFrom(c) !== null && ctx.seats.some((seat) => mayAgree(seat, waitingFrom(c), held, ctx.dir.organisations)))?.number,
  };
  return {
    number: (name) => number[name],
    works: (name) => number[name] !== undefined,
    line({ name }) {
      const key = fitting(actors, ctx.seats).length === 0 && isKey(`${name}.exampleAlone`) ? `${name}.exampleAlone` : `${name}.example`;
      if (!isKey(key)) return `/${name.replace('.', ' ')}`;
      return plain(ctx.t(key, { number: number[name] ?? (name.startsWith('meeting.') ? 1 : agreed[0]?.number) ?? all[0]?.number ?? 1, organisation: (own[0] ?? organisations[0])?.acronym ?? 'INPUD' }));
    },
  };
}

/** The number of the meeting that is under way or comes next. */
async function comingMeeting(ctx: Ctx): Promise<number | undefined> {
  const coming = (await meetingsOf(ctx)).flatMap(({ sittings }) => nextSitting(sittings, stamp(ctx.now)) ?? []);
  return coming.sort((a, b) => (a.at < b.at ? -1 : 1))[0]?.number;
}
