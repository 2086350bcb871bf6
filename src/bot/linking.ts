import { UserError } from '#core/errors.ts';
import { newId } from '#core/id.ts';
import { spoken, t, type Key } from '#core/i18n.ts';
import { join, message, type Button, type Message, type Params, type Rich } from '#core/message.ts';
import { stamp, systemNow } from '#core/time.ts';
import { handDrafts } from '#db/drafts.ts';
import { directory } from '#db/groups.ts';
import { isSentTo, joinPeople, moveAddress, rewriteChains } from '#db/joining.ts';
import { dropLinks, findLink, type Known, type Link } from '#db/links.ts';
import { lockGroup } from '#db/open.ts';
import { post } from '#db/outbox.ts';
import { accountOf, addAccount, moveAccount, personFor, platformsOf, seatsOfPerson, setPerson, whoIs, type Person } from '#db/people.ts';
import type { Ctx } from '#bot/command.ts';
import { homesElsewhere, serversOf } from '#bot/presence.ts';
import { seatLabel, type T } from '#bot/words.ts';
import { sideOf } from '#rules/roles.ts';

/** What a platform is called. */
export const platformName = (t: T, platform: string): Rich => t('platform', { platform });

/** Several of them. */
export const platformNames = (t: T, platforms: readonly string[]): Rich => join(platforms.map((each) => platformName(t, each)), ', ');

/** The account that gives the command. */
export const ownAccount = (ctx: Ctx): Known => ({ hash: ctx.owner, platform: ctx.door, sealed: ctx.secret.seal(ctx.user.id) });

/** Who is behind an account, by the seats they hold (`Focal point, INPUD (UNODC and CSO group), on …`), for somebody else to read. */
export async function whoText(ctx: Ctx, say: T, { hash, platform }: Known): Promise<Rich> {
  const seats: Rich[] = [];
  for (const { group, ...seat } of (await whoIs(ctx.tx, hash))?.seats ?? []) {
    const dir = (await directory(ctx.tx, group))!;
    seats.push(say('my.link.seat', { seat: seatLabel(say, dir, seat), group: dir.group.name }));
  }
  return say('my.link.who', { who: seats.length === 0 ? say('my.link.nobody') : join(seats, ', '), platform: platformName(say, platform) });
}

/** Writes to an account in private, whether or not it takes reminders: it has asked, or its seats are concerned. */
export async function tellAccount(ctx: Ctx, { hash, platform, sealed }: Known, make: (say: T) => Promise<Message> | Message): Promise<void> {
  const known = await whoIs(ctx.tx, hash);
  const group = known?.seats[0]?.group ?? '';
  const lang = spoken(known?.person.language ?? (await directory(ctx.tx, group))?.group.language ?? 'en');
  const say: T = (key: Key, params?: Params) => t(lang, key, params);
  await post(ctx.tx, group, `${platform}:~${sealed}`, await make(say), ctx.now);
}

/** @throws UserError where two accounts cannot be one person: both are on one platform, or hold seats on both sides of a group */
export async function checkJoinable(ctx: Ctx, one: Known, other: Known): Promise<void> {
  const [first, second] = [await whoIs(ctx.tx, one.hash), await whoIs(ctx.tx, other.hash)];
  const platforms = async (found: typeof first, { platform }: Known) => (found ? platformsOf(ctx.tx, found.person.id) : [platform]);
  const theirs = await platforms(second, other);
  const twice = (await platforms(first, one)).find((each) => theirs.includes(each));
  if (twice !== undefined) throw new UserError('error.joining.platform', { platform: platformName(ctx.t, twice) });
  const seats = Map.groupBy([...(first?.seats ?? []), ...(second?.seats ?? [])], ({ group }) => group);
  for (const [group, held] of seats) {
    const { organisations, group: { name } } = (await directory(ctx.tx, group))!;
    // The yes of the other side must come from somebody else.
    if (new Set(held.map((seat) => sideOf(seat, organisations)).filter((side) => side !== null)).size > 1) throw new UserError('error.joining.sides', { group: name });
  }
}

/** Joins the two accounts of a link for good. Answers the platforms of the one person that they are, the one that is written to first in front. */
export async function joinAccounts(ctx: Ctx, { id, asks, other }: Link): Promise<readonly string[]> {
  const pair = [asks, other!];
  await lockAccounts(ctx, pair.map(({ hash }) => hash));
  if (!(await findLink(ctx.tx, 'id', id, ctx.now))) throw new UserError('error.joining.over');
  const [first, second] = [await whoIs(ctx.tx, asks.hash), await whoIs(ctx.tx, other!.hash)];
  await checkJoinable(ctx, asks, other!);
  const stays = first?.person ?? second?.person ?? (await personFor(ctx.tx, ctx.secret, asks.platform, ctx.secret.open(asks.sealed), ctx.now));
  if (first && second) await joinPeople(ctx.tx, stays.id, second.person.id, ctx.save, ctx.now);
  else await addAccount(ctx.tx, stays.id, first || !second ? other! : asks, ctx.now);
  await dropLinks(ctx.tx, pair.map(({ hash }) => hash));
  return orderOf(ctx, stays.id);
}

/** A person's platforms in the order in which they are written to. */
async function orderOf(ctx: Ctx, person: string): Promise<string[]> {
  const account = (await accountOf(ctx.tx, person))!;
  return platformsOf(ctx.tx, person, (await whoIs(ctx.tx, account.hash))!.person.wishes.where);
}

/**
 * Makes other writers wait who have to do with these accounts: those of the groups in which they have seats, and whoever else joins or
 * separates accounts.
 * @throws UserError where something about them changes at this moment
 */
async function lockAccounts(ctx: Ctx, hashes: readonly string[]): Promise<void> {
  const people = async () => [...new Set((await Promise.all(hashes.map((hash) => whoIs(ctx.tx, hash)))).flatMap((found) => found?.person.id ?? []))];
  const groups = async () => [...new Set((await Promise.all((await people()).map((id) => seatsOfPerson(ctx.tx, id, 'all')))).flat().map(({ group }) => group))].sort();
  const locked = await groups();
  for (const group of locked) await lockGroup(ctx.tx, group);
  await lockGroup(ctx.tx, 'accounts');
  for (const hash of hashes.toSorted()) await lockGroup(ctx.tx, hash);
  const isNew = (await groups()).some((group) => !locked.includes(group));
  if (isNew || (await isSentTo(ctx.tx, await people(), systemNow()))) throw new UserError('error.joining.busy');
}

/** Separates the account of a platform from its person: it is somebody without seats from now on. Answers with that account and the platforms that stay. */
export async function separateAccount(ctx: Ctx, person: Person, platform: string): Promise<{ readonly gone: Known; readonly rest: readonly string[] }> {
  const gone = await accountOf(ctx.tx, person.id, platform);
  if (!gone) throw new UserError('error.joining.busy');
  await lockAccounts(ctx, [gone.hash]);
  const rest = (await platformsOf(ctx.tx, person.id, person.wishes.where)).filter((each) => each !== platform);
  if (rest.length === 0 || (await whoIs(ctx.tx, gone.hash))?.person.id !== person.id) throw new UserError('error.joining.alone');
  const [from, to] = [`${platform}:@${person.id}`, `${rest[0]}:@${person.id}`];
  await checkJudged(ctx, person.id, rest);
  await handDrafts(ctx.tx, gone.hash, (await accountOf(ctx.tx, person.id, rest[0]))!.hash);
  await dropLinks(ctx.tx, [gone.hash]);
  await moveAccount(ctx.tx, gone.hash, { id: newId(ctx.now), zone: person.zone, language: person.language, since: stamp(ctx.now), reminders: null });
  if (person.wishes.where === platform) await setPerson(ctx.tx, person.id, { wishes: { ...person.wishes, where: null } });
  // What stands there as a card cannot be changed from elsewhere.
  await moveAddress(ctx.tx, from, to, false);
  await rewriteChains(ctx.tx, (address) => (address === from ? '' : address), person.id);
  return { gone, rest };
}

/** @throws UserError where the account that stays would hold a seat in a group that has rooms on other platforms only: by those it is known who is still there */
async function checkJudged(ctx: Ctx, person: string, rest: readonly string[]): Promise<void> {
  for (const { group } of await seatsOfPerson(ctx.tx, person)) {
    const dir = (await directory(ctx.tx, group))!;
    const isJudged = rest.some((platform) => serversOf(ctx.secret, dir, platform).length > 0);
    const homes = isJudged ? [] : await homesElsewhere(ctx.tx, ctx.secret, dir, rest[0]!, person);
    if (homes.length > 0) throw new UserError('error.joining.home', { group: dir.group.name, platform: platformName(ctx.t, homes[0]!.platform) });
  }
}

/** The buttons by which somebody with accounts on several platforms says where they are reminded; none for the one that is first. */
export function whereButtons(ctx: Ctx, [, ...others]: readonly string[]): Button[] {
  return others.map((platform) => ({ label: ctx.label('button.remindThere', { platform: platformName(ctx.t, platform) }), run: 'my.reminders', given: { where: platform } }));
}

/** A message of a text alone. */
export const saying = (text: Rich): Message => message(undefined, { text });
