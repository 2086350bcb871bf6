import { z } from 'zod';
import { command, type Ctx } from '#bot/command.ts';
import { checkSeen, giveRoom, nextSteps } from '#bot/home.ts';
import { languageRef } from '#bot/language.ts';
import { timeIn, zoneRef } from '#bot/zone.ts';
import { UserError } from '#core/errors.ts';
import { line, ref, text } from '#core/field.ts';
import { nameKey } from '#core/fold.ts';
import { join, message, type Message, type Rich } from '#core/message.ts';
import { directory } from '#db/groups.ts';
import { lockGroup } from '#db/open.ts';
import { readSides, type Founding, type SideRead, type SidesFault } from '#rules/founding.ts';
import { slug, unused } from '#rules/naming.ts';
import { usualSettings, type Group } from '#rules/things.ts';

/** How many faults one answer names. */
const shown = 5;

/** Makes a group in this room, which becomes its main room: for whoever manages the server. */
export const groupSetup = command({
  name: 'group.setup',
  who: 'anyone',
  keepers: true,
  input: z.object({ name: line(100), zone: ref('zone'), sides: text(2000), language: ref('language').optional() }),
  args: ['name', 'zone', 'sides'],
  groupless: () => true,
  // Nobody fills in a form that they may not send.
  async prefill(ctx) {
    check(ctx);
    return {};
  },
  async run(ctx, { name, zone, sides: written, language }) {
    const chat = check(ctx);
    const lang = language === undefined ? 'en' : languageRef(language, 'language');
    const home = zoneRef(zone, 'zone');
    const founding = foundingOf(ctx, written);
    const group: Group = { id: await freeId(ctx, name), name, zone: home, language: lang, settings: usualSettings };
    const by = { group: group.id, seat: null };
    await ctx.save('group', null, group, by);
    for (const side of founding.sides) await ctx.save('side', null, side, by);
    for (const organisation of founding.organisations) await ctx.save('organisation', null, organisation, by);
    await giveRoom(ctx, group, chat, 'main');
    return made(ctx, group, founding);
  },
});

/** The room that the group is made in. @throws UserError for whoever may not, and where it cannot be */
function check(ctx: Ctx): NonNullable<Ctx['chat']> {
  if (!ctx.chat) throw new UserError('error.setup.where');
  if (!ctx.user.manages && !ctx.founds) throw new UserError('error.setup.who');
  if (!ctx.founds) throw new UserError('error.setup.taken', { group: ctx.dir.group.name });
  checkSeen(ctx.chat);
  return ctx.chat;
}

/** @throws UserError with all that is wrong, by line, and what was understood */
function foundingOf(ctx: Ctx, written: string): Founding {
  const found = readSides(written, (label) => ctx.label('group.setup.side', { label }));
  if (!('faults' in found)) return found;
  const faults = join(found.faults.slice(0, shown).map((fault) => faultText(ctx, fault)), ' ');
  throw new UserError('error.setup.sides', { faults, read: readText(ctx, found.read) }, 'sides');
}

const faultText = (ctx: Ctx, { fault, line: at, word, first }: SidesFault): Rich => ctx.t(`error.setup.fault.${fault}`, { line: at, word, first: first ?? 0 });

function readText(ctx: Ctx, read: readonly SideRead[]): Rich {
  const texts = read.filter(({ label }) => label !== '').slice(0, 3).map(({ label, organisations }) => `${label} (${organisations.slice(0, 5).join(', ') || '–'})`);
  return texts.length === 0 ? [] : ctx.t('group.setup.read', { read: texts.join('; ') });
}

async function freeId(ctx: Ctx, name: string): Promise<string> {
  const taken = new Set<string>();
  for (;;) {
    const id = unused(slug(name) || 'group', (word) => taken.has(word));
    await lockGroup(ctx.tx, id); // two groups of one name may be made at once
    if (!(await directory(ctx.tx, id))) return id;
    taken.add(id);
  }
}

function made(ctx: Ctx, { name, zone }: Group, { sides, organisations }: Founding): Message {
  const names = (side: string) => organisations.filter((each) => each.side === side).map((each) => (nameKey(each.acronym) === nameKey(each.name) ? each.name : `${each.acronym}, ${each.name}`));
  const answer = message(
    ctx.t('group.setup.made', { group: name }),
    {
      fields: [
        { label: ctx.t('field.zone'), value: [timeIn(ctx, zone)] },
        ...sides.map(({ id, label }) => ({ label: [label], value: [names(id).join('; ')] })),
      ],
    },
    { text: ctx.t('group.setup.next') },
    { buttons: nextSteps(ctx, sides) },
  );
  return { ...answer, tone: 'done' };
}
