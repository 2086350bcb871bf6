import { z } from 'zod';
import { openPick, unsealed } from '#bot/chat.ts';
import { command, type Ctx } from '#bot/command.ts';
import { languageName } from '#bot/language.ts';
import { platformName, platformNames, tellAccount } from '#bot/linking.ts';
import { tellOpenRoles } from '#bot/openroles.ts';
import { done, press } from '#bot/reply.ts';
import { hoursText, restText, weeklyText } from '#bot/wishes.ts';
import { seatLabel } from '#bot/words.ts';
import { choice, int, yesno } from '#core/field.ts';
import { join, message, plain, type Button, type Message, type Rich } from '#core/message.ts';
import { dayOf, showDay, stamp } from '#core/time.ts';
import { draftsOf, dropDraft, used, type Draft } from '#db/drafts.ts';
import { feedOf } from '#db/feeds.ts';
import { directory } from '#db/groups.ts';
import { findLink, forgetLinks } from '#db/links.ts';
import { answersFrom } from '#db/meetings.ts';
import { lockGroup } from '#db/open.ts';
import { accountOf, accountsOn, actsOf, erasePerson, platformsOf, seatsOf, seatsOfPerson } from '#db/people.ts';
import { dropPicks, type Sealed } from '#db/picks.ts';
import { sittingSubject } from '#rules/meeting.ts';
import type { Seat } from '#rules/things.ts';
import type { Wishes } from '#rules/wishes.ts';

/** How many characters of an export one page holds. */
const pageLength = 2800;

/** Says what is stored about me, gives it out, or erases it. What I did stays in the history under the seat's name. */
export const myData = command({
  name: 'my.data',
  who: 'anyone',
  input: z.object({ what: choice(['show', 'export', 'erase']).optional(), sure: yesno().optional(), page: int(1, 999).optional() }),
  args: ['what'],
  async run(ctx, { what = 'show', sure, page }) {
    const stored = await storedOf(ctx);
    if (!ctx.person && stored.drafts.length === 0 && !stored.isLinking) return message(undefined, { text: ctx.t('my.data.nothing') });
    if (what === 'export') return exported(ctx, stored, page ?? 1);
    if (what === 'erase') return sure ? erase(ctx, stored) : askErase(ctx, stored);
    return show(ctx, stored);
  },
});

type Held = Seat & { readonly group: string; readonly label: Rich; readonly groupName: string };

async function storedOf(ctx: Ctx) {
  const drafts = await draftsOf(ctx.tx, ctx.owner, ctx.now);
  const isLinking = [await findLink(ctx.tx, 'owner', ctx.owner, ctx.now), await findLink(ctx.tx, 'other', ctx.owner, ctx.now)].some(Boolean);
  if (!ctx.person) return { drafts, isLinking, platforms: [], feed: undefined, seats: [], acts: [], answers: [] };
  const seats: Held[] = [];
  for (const seat of await seatsOfPerson(ctx.tx, ctx.person.id, 'all')) {
    const dir = (await directory(ctx.tx, seat.group))!;
    // One's own record names the seat also after it has ended; for others it is then "Former focal point".
    seats.push({ ...seat, label: seatLabel(ctx.t, dir, { ...seat, ended: null }), groupName: dir.group.name });
  }
  return { drafts, isLinking, platforms: await platformsOf(ctx.tx, ctx.person.id), feed: await feedOf(ctx.tx, ctx.person.id), seats, acts: await actsOf(ctx.tx, seats), answers: await answersFrom(ctx.tx, seats) };
}
type Stored = Awaited<ReturnType<typeof storedOf>>;

function show(ctx: Ctx, { drafts, isLinking, platforms, feed, seats, acts, answers }: Stored): Message {
  const { begun, marks } = parted(drafts);
  const forms = ctx.t('my.data.forms', { count: begun.length });
  const marked = ctx.t('my.data.marks', { count: marks.length });
  if (!ctx.person) {
    const list = [...(isLinking ? [ctx.t('my.data.linkOpen')] : []), ...(begun.length > 0 ? [forms] : []), ...(marks.length > 0 ? [marked] : [])];
    return message(undefined, { text: ctx.t('my.data.little') }, { list: list.map((text) => ({ text })) }, { buttons: [press(ctx, 'button.erase', 'my.data', { what: 'erase' })] });
  }
  const unset = ctx.t('my.data.unset');
  const held = seats.filter(({ ended }) => ended === null);
  const seatTexts = held.map(({ label, since }) => ctx.t('my.data.seat', { seat: label, since: showDay(dayOf(since, ctx.zone), ctx.lang) }));
  return message(
    ctx.t('my.data.title'),
    {
      fields: [
        { label: ctx.t('my.data.account'), value: ctx.t(platforms.length > 1 ? 'my.data.accounts' : 'my.data.sealed', { platforms: platformNames(ctx.t, platforms) }) },
        ...(isLinking ? [{ label: ctx.t('my.data.link'), value: ctx.t('my.data.linkOpen') }] : []),
        { label: ctx.t('field.zone'), value: ctx.person.zone === null ? unset : [ctx.person.zone] },
        { label: ctx.t('field.language'), value: ctx.person.language === null ? unset : [languageName(ctx.person.language)] },
        { label: ctx.t('my.reminders.state'), value: held.length === 0 ? ctx.t('my.data.unreminded', { set: remindersText(ctx, ctx.person.wishes) }) : remindersText(ctx, ctx.person.wishes) },
        ...(feed ? [{ label: ctx.t('my.data.calendar'), value: ctx.t('my.data.calendarSince', { since: showDay(dayOf(feed.since, ctx.zone), ctx.lang) }) }] : []),
        { label: ctx.t('my.data.seats'), value: held.length === 0 ? ctx.t('my.data.noSeat') : join(seatTexts, '; ') },
        { label: ctx.t('my.data.acts'), value: ctx.t('my.data.actsStay', { count: acts.length }) },
        ...(seats.length > 0 ? [{ label: ctx.t('my.data.answers'), value: ctx.t('my.data.answersKept', { count: answers.length }) }] : []),
        { label: ctx.t('my.data.drafts'), value: marks.length > 0 ? join([forms, marked], ' ') : forms },
      ],
    },
    { note: ctx.t('my.data.all') },
    { buttons: [press(ctx, 'button.export', 'my.data', { what: 'export' }), press(ctx, 'button.erase', 'my.data', { what: 'erase' })] },
  );
}

/** The forms that somebody began, and what is left of buttons that have done their work. */
function parted(drafts: readonly Draft[]) {
  const isMark = ({ given }: Draft) => given.form === used;
  return { begun: drafts.filter((draft) => !isMark(draft)), marks: drafts.filter(isMark) };
}

/** All that they have set about being reminded, also what is over. */
function remindersText(ctx: Ctx, wishes: Wishes): Rich {
  const day = (on: string) => showDay(on, ctx.lang);
  return join(
    [
      ctx.t(wishes.on ? 'my.reminders.stateOn' : 'my.reminders.stateOff'),
      hoursText(ctx, wishes),
      ctx.t('my.data.rest', { rest: restText(ctx, wishes.rest) }),
      ctx.t('my.data.digest', { digest: weeklyText(ctx, wishes.digest) }),
      wishes.where === null ? [] : ctx.t('my.data.where', { platform: platformName(ctx.t, wishes.where) }),
      wishes.paused === null ? [] : ctx.t('my.data.paused', { day: day(wishes.paused) }),
      wishes.away === null ? [] : ctx.t('my.data.away', { from: day(wishes.away.from), to: day(wishes.away.to), standIn: wishes.away.standIn ?? '–' }),
    ],
    '; ',
  );
}

function exported(ctx: Ctx, { drafts, platforms, feed, seats, acts, answers }: Stored, page: number): Message {
  const { begun, marks } = parted(drafts);
  const data = {
    accounts: platforms, zone: ctx.person?.zone ?? null, language: ctx.person?.language ?? null, reminders: ctx.person?.wishes ?? null,
    ...(feed && { calendarSince: feed.since }),
    seats: seats.map(({ label, groupName, since, ended }) => ({ seat: plain(label), group: groupName, since, ended })),
    forms: begun.map(({ command: name, given }) => ({ command: name, given })),
    ...(marks.length > 0 && { usedButtons: marks.map(({ command: name }) => name) }),
    acts: acts.map(({ at, act, about }) => `${at} ${act} ${about}`),
    ...(answers.length > 0 && { answers: answers.map((each) => answerLine(each, seats)) }),
  };
  const pages = chunks(JSON.stringify(data, null, 2), pageLength);
  const shown = Math.min(page, pages.length);
  const title = ctx.t('my.data.export');
  const more = press(ctx, 'button.more', 'my.data', { what: 'export', page: shown + 1 });
  return message(pages.length > 1 ? [...title, ...ctx.t('list.page', { page: shown, pages: pages.length })] : title, { code: pages[shown - 1]! }, { buttons: shown < pages.length ? [more] : [] });
}

/** An answer as it is given out: when, for which sitting or time, from which seat, and what. */
function answerLine(answer: Stored['answers'][number], seats: readonly Held[]): string {
  const seat = seats.find(({ id, group }) => id === answer.seat && group === answer.group);
  const sitting = sittingSubject({ number: answer.meeting, slot: answer.slot });
  return `${answer.at} ${sitting} ${'reply' in answer ? answer.reply : answer.fit} (${seat ? plain(seat.label) : answer.seat})`;
}

/** A text in pieces of at most so many characters, cut after a line where there is one, never inside a character. */
function chunks(text: string, most: number): string[] {
  const out: string[] = [];
  let piece = '';
  for (const part of text.split(/(?<=\n)/).flatMap((line) => line.match(new RegExp(`[^]{1,${most / 2}}`, 'gu')) ?? [])) {
    if (piece.length + part.length > most && piece !== '') {
      out.push(piece);
      piece = '';
    }
    piece += part;
  }
  return [...out, piece];
}

async function askErase(ctx: Ctx, { platforms, seats, acts }: Stored): Promise<Message> {
  const held = seats.filter(({ ended }) => ended === null);
  const last: Rich[] = [];
  for (const seat of held) if (await isLast(ctx, seat)) last.push(ctx.t('my.data.last', { organisation: organisationOf(ctx, seat), handover: { code: `/member handover ${organisationOf(ctx, seat)} to:code` } }));
  const yes: Button = { ...press(ctx, 'button.eraseSure', 'my.data', { what: 'erase', sure: 'yes' }), tone: 'danger' } as Button;
  return message(
    ctx.t('my.data.ask'),
    { text: ctx.t('my.data.consequence') },
    { text: platforms.length > 1 ? ctx.t('my.data.together', { platforms: platformNames(ctx.t, platforms) }) : [] },
    { list: held.map(({ label, groupName }) => ({ text: ctx.t('my.data.ends', { seat: label, group: groupName }) })) },
    ...last.map((text) => ({ text })),
    { note: acts.length === 0 ? [] : ctx.t('my.data.actsStay', { count: acts.length }) },
    { buttons: [yes, press(ctx, 'button.keep', 'my.data')] },
  );
}

/** Whether an organisation of this group is left without anybody when this seat ends. */
async function isLast(ctx: Ctx, seat: Held): Promise<boolean> {
  if (seat.organisation === null || seat.group !== ctx.dir.group.id) return false;
  const others = (await seatsOf(ctx.tx, seat.group)).filter((other) => other.organisation === seat.organisation && other.person_id !== seat.person_id);
  return others.length === 0;
}

const organisationOf = (ctx: Ctx, seat: Held) => ctx.dir.organisations.get(seat.organisation!)!.acronym;

async function erase(ctx: Ctx, { drafts, platforms, seats }: Stored): Promise<Message> {
  // Always in the same order, so that two who are erased at once do not wait for each other.
  for (const group of [...new Set(seats.map((seat) => seat.group))].sort()) await lockGroup(ctx.tx, group);
  for (const { group, ...seat } of ctx.person ? await seatsOfPerson(ctx.tx, ctx.person.id) : []) {
    await ctx.save('seat', seat, { ...seat, ended: stamp(ctx.now) }, { group, seat: seat.id });
    await tellOpenRoles(ctx, group, [seat]);
  }
  for (const { id } of drafts) await dropDraft(ctx.tx, ctx.owner, id);
  const accounts = new Set([`${ctx.door} ${ctx.user.id}`]);
  for (const platform of platforms) {
    for (const account of await accountsOn(ctx.tx, ctx.secret, platform, ctx.person!.id)) accounts.add(`${platform} ${account}`);
  }
  await dropPicks(ctx.tx, (sealed) => isOneOf(ctx, accounts, sealed));
  await forgetLinks(ctx.tx, [ctx.owner]);
  // Their other accounts hear of it once, and are forgotten when they have.
  const here = platformName(ctx.t, ctx.door);
  for (const platform of platforms.filter((each) => each !== ctx.door)) {
    const known = await accountOf(ctx.tx, ctx.person!.id, platform);
    if (known) await tellAccount(ctx, known, (say) => message(undefined, { text: say('my.data.told', { platform: here }) }));
  }
  if (ctx.person) await erasePerson(ctx.tx, ctx.person.id);
  return done(platforms.length > 1 ? ctx.t('my.data.erasedAll', { platforms: platformNames(ctx.t, platforms) }) : ctx.t(seats.length > 0 ? 'my.data.erased' : 'my.data.erasedUnseated'));
}

/** Whether what is sealed is one of these accounts. */
function isOneOf({ secret }: Ctx, accounts: ReadonlySet<string>, { sealed, platform }: Sealed): boolean {
  const found = platform === undefined ? openPick(secret, 'account', sealed) : { platform, account: unsealed(secret, sealed) };
  return found !== undefined && accounts.has(`${found.platform} ${found.account}`);
}
