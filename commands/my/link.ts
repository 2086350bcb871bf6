import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { checkJoinable, joinAccounts, ownAccount, platformName, platformNames, saying, separateAccount, tellAccount, whereButtons, whoText } from '#bot/linking.ts';
import { done, press } from '#bot/reply.ts';
import type { T } from '#bot/words.ts';
import { UserError } from '#core/errors.ts';
import { choice, line, yesno } from '#core/field.ts';
import { nameKey } from '#core/fold.ts';
import { newCode, newId } from '#core/id.ts';
import type { Key } from '#core/i18n.ts';
import { message, plain, type Button, type Message } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { agreeLink, bringLink, countMissed, dropLinks, findLink, keepLink, missedBy, type Link } from '#db/links.ts';
import { platformsOf, whoIs } from '#db/people.ts';

/** How long a code can be used and, after that, the other yes be given; in minutes. */
const minutes = 15;
/** So many wrong codes an account may try within an hour. */
const tries = 5;
/** A code is typed on a phone: six characters, 30 random bits. What it leads to still needs a yes on both sides. */
const length = 6;

/**
 * Joins one person's accounts on two platforms, or separates them. One account makes a code, the other brings it, sees who asks and says
 * yes, then the first sees who has brought it and says yes: nobody becomes somebody else by a code that was overheard or handed to them.
 */
export const myLink = command({
  name: 'my.link',
  who: 'anyone',
  input: z.object({ code: line(80).optional(), answer: choice(['yes', 'no']).optional(), separate: line(40).optional(), sure: yesno().optional() }),
  args: ['code'],
  // It concerns a person in all of their groups.
  groupless: () => true,
  async run(ctx, { code, answer, separate, sure }) {
    if (separate !== undefined) return part(ctx, separate, sure ?? false);
    if (answer !== undefined) return decide(ctx, code ?? '', answer);
    if (code !== undefined && nameKey(code) !== 'new') return bring(ctx, code);
    const [mine, theirs] = [await findLink(ctx.tx, 'owner', ctx.owner, ctx.now), await findLink(ctx.tx, 'other', ctx.owner, ctx.now)];
    if (code === undefined && mine?.agreed) return confirmation(ctx, ctx.t, mine);
    if (code === undefined && theirs) return theirs.agreed ? waiting(ctx, theirs) : question(ctx, theirs);
    const platforms = await ownPlatforms(ctx);
    return code === undefined && platforms.length > 1 ? accounts(ctx, platforms) : offer(ctx);
  },
});

const ownPlatforms = async ({ tx, person }: Ctx) => (person ? platformsOf(tx, person.id, person.wishes.where) : []);

/** A code as it is typed: case, blanks and look-alikes do not matter. Kept as a keyed hash. */
function hashOf({ secret }: Ctx, typed: string): string {
  return secret.hash(`link ${typed.toLowerCase().replace(/[^a-z0-9]/g, '').replace(/o/g, '0').replace(/[il]/g, '1').replace(/u/g, 'v')}`);
}

const later = ({ now }: Ctx) => stamp(now.add({ minutes }));

async function offer(ctx: Ctx): Promise<Message> {
  const code = newCode().slice(0, length);
  await keepLink(ctx.tx, { id: newId(ctx.now), asks: ownAccount(ctx), code: hashOf(ctx, code), expires: later(ctx) });
  return message(
    ctx.t('my.link.title'),
    { text: ctx.t('my.link.type', { minutes }) },
    { code: `/my link code:${code}` },
    { text: ctx.t('my.link.means') },
    { text: ctx.t('my.link.secret') },
    { note: ctx.t('my.link.stored') },
  );
}

/** The other account brings a code. Nothing tells one that is wrong from one that somebody else has brought, or that is over. */
async function bring(ctx: Ctx, typed: string): Promise<Message> {
  if ((await missedBy(ctx.tx, ctx.owner, ctx.now)) >= tries) throw new UserError('error.joining.tries');
  const link = await findLink(ctx.tx, 'code', hashOf(ctx, typed), ctx.now);
  if (!link || (link.other && link.other.hash !== ctx.owner)) return wrong(ctx);
  if (link.asks.hash === ctx.owner) throw new UserError('error.joining.same');
  const asking = await whoIs(ctx.tx, link.asks.hash);
  if (asking && asking.person.id === ctx.person?.id) return accounts(ctx, await ownPlatforms(ctx));
  if (link.agreed) return waiting(ctx, link);
  await checkJoinable(ctx, link.asks, ownAccount(ctx));
  return (await bringLink(ctx.tx, link.id, ownAccount(ctx))) ? question(ctx, link) : wrong(ctx);
}

/** Said, not thrown: what is thrown leaves nothing behind to count. */
async function wrong(ctx: Ctx): Promise<Message> {
  await countMissed(ctx.tx, ctx.owner, ctx.now);
  return { ...saying(ctx.t('error.joining.code')), tone: 'refusal' };
}

/** What the one who has brought a code is asked: they see who made it. */
async function question(ctx: Ctx, link: Link): Promise<Message> {
  return message(
    ctx.t('my.link.ask'),
    { text: ctx.t('my.link.madeBy', { who: await whoText(ctx, ctx.t, link.asks) }) },
    { text: ctx.t('my.link.onlyYours') },
    { text: ctx.t('my.link.means') },
    { note: ctx.t('my.link.stored') },
    { buttons: answers(ctx.t, link, 'button.bothMine') },
  );
}

/** What the one who made the code is asked: they see who has brought it. */
async function confirmation(ctx: Ctx, say: T, link: Link): Promise<Message> {
  return message(
    say('my.link.confirm'),
    { text: say('my.link.broughtBy', { who: await whoText(ctx, say, link.other!) }) },
    { text: say('my.link.consequence') },
    { buttons: answers(say, link, 'button.thatIsMe') },
  );
}

function answers(say: T, { id }: Link, yes: Key): Button[] {
  const button = (label: Key, answer: string) => ({ label: plain(say(label)), run: 'my.link', given: { code: id, answer } });
  return [{ ...button(yes, 'yes'), tone: 'main' }, button('button.cancel', 'no')];
}

const waiting = (ctx: Ctx, { asks }: Link): Message => done(ctx.t('my.link.sent', { platform: platformName(ctx.t, asks.platform) }));

async function decide(ctx: Ctx, id: string, answer: 'yes' | 'no'): Promise<Message> {
  const link = await findLink(ctx.tx, 'id', id, ctx.now);
  const [asks, other] = [link?.asks.hash === ctx.owner, link?.other?.hash === ctx.owner];
  if (!link?.other || !(other || (asks && link.agreed))) return settled(ctx);
  if (answer === 'no') {
    await dropLinks(ctx.tx, [link.asks.hash]);
    await tellAccount(ctx, asks ? link.other : link.asks, (say) => saying(say('my.link.toldNo')));
    return done(ctx.t('my.link.no'));
  }
  if (asks) return joined(ctx, link);
  if (!link.agreed) {
    await checkJoinable(ctx, link.asks, link.other);
    if (await agreeLink(ctx.tx, link.id, later(ctx))) await tellAccount(ctx, link.asks, (say) => confirmation(ctx, say, link));
  }
  return waiting(ctx, link);
}

/** A second press, or one that comes too late. */
async function settled(ctx: Ctx): Promise<Message> {
  const platforms = await ownPlatforms(ctx);
  if (platforms.length < 2) throw new UserError('error.joining.over');
  return accounts(ctx, platforms);
}

async function joined(ctx: Ctx, link: Link): Promise<Message> {
  const platforms = await joinAccounts(ctx, link);
  const said = (say: T) => say('my.link.joined', { platforms: platformNames(say, platforms), first: platformName(say, platforms[0]!) });
  await tellAccount(ctx, link.other!, (say) => saying(said(say)));
  return done(said(ctx.t), press(ctx, 'button.tasks', 'my.tasks'), ...whereButtons(ctx, platforms), press(ctx, 'button.reminders', 'my.reminders'));
}

function accounts(ctx: Ctx, platforms: readonly string[]): Message {
  const apart = platforms.map((platform) => ({ label: ctx.label('button.separate', { platform: platformName(ctx.t, platform) }), run: 'my.link', given: { separate: platform } }));
  return message(
    ctx.t('my.link.accounts'),
    { text: ctx.t('my.link.one', { platforms: platformNames(ctx.t, platforms), first: platformName(ctx.t, platforms[0]!) }) },
    { buttons: [...whereButtons(ctx, platforms), ...apart, press(ctx, 'button.joinMore', 'my.link', { code: 'new' })] },
  );
}

/** Separates an account, once they have seen what becomes of it. */
async function part(ctx: Ctx, typed: string, sure: boolean): Promise<Message> {
  const platforms = await ownPlatforms(ctx);
  if (platforms.length < 2) throw new UserError('error.joining.alone');
  const platform = platforms.find((each) => [each, plain(platformName(ctx.t, each))].some((name) => nameKey(name) === nameKey(typed)));
  if (platform === undefined) {
    const ways = platforms.map((each) => ({ label: plain(platformName(ctx.t, each)), value: each }));
    throw new UserError('error.joining.unknown', { typed, platforms: platformNames(ctx.t, platforms) }, 'separate', ways);
  }
  const names = { platform: platformName(ctx.t, platform) };
  if (!sure) {
    const rest = platformNames(ctx.t, platforms.filter((each) => each !== platform));
    const yes: Button = { label: ctx.label('button.separateSure'), run: 'my.link', given: { separate: platform, sure: 'yes' }, tone: 'danger' };
    return message(ctx.t('my.link.separate', names), { text: ctx.t('my.link.then', { ...names, rest }) }, { buttons: [yes, press(ctx, 'button.cancel', 'my.link')] });
  }
  const { gone, rest } = await separateAccount(ctx, ctx.person!, platform);
  await tellAccount(ctx, gone, (say) => saying(say('my.link.toldApart')));
  return done(ctx.t('my.link.apart', { ...names, rest: platformNames(ctx.t, rest) }));
}
