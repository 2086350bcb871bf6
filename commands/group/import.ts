import { z } from 'zod';
import { command } from '#bot/command.ts';
import { done, press } from '#bot/reply.ts';
import { UserError } from '#core/errors.ts';
import { file } from '#core/field.ts';
import { checkText } from '#core/clean.ts';
import { message } from '#core/message.ts';
import { importGroup } from '#db/import.ts';
import { directory } from '#db/groups.ts';
import { fromFile } from '#rules/fromfile.ts';
import { readGroupFile } from '#rules/groupfile.ts';

/** How many faults one answer lists. */
const shown = 30;

/** Reads a group from a file: adds what the store lacks, changes nothing that is there, or names all that is wrong. */
export const groupImport = command({
  name: 'group.import',
  who: 'anyone',
  input: z.object({ file: file() }),
  args: ['file'],
  async run(ctx, input) {
    const coordinates = ctx.seats.some(({ role }) => role === 'coordinator');
    if (!ctx.user.manages && !coordinates) throw new UserError('error.import.who');
    const read = readGroupFile(checkText(input.file.text, 'file'));
    if ('faults' in read) {
      const list = read.faults.slice(0, shown).map(({ place, fault }) => ({ text: [{ code: place }, ` ${fault}`] }));
      return { ...message(ctx.t('group.import.faulty', { file: input.file.name, count: read.faults.length }), { list }, { note: ctx.t('group.import.nothing') }), tone: 'refusal' };
    }
    const imported = fromFile(read.file, ctx.now);
    const known = await directory(ctx.tx, imported.group.id);
    const own = ctx.hasGroup && ctx.dir.group.id === imported.group.id;
    // A coordinator adds to the own group only; another group's file says nothing about whether that group exists.
    if (!ctx.user.manages && !own) throw new UserError('error.import.other', { group: imported.group.name });
    const { added, different } = await importGroup(ctx.tx, imported, 'import');
    const counts = { organisations: added.organisation ?? 0, events: added.event ?? 0, commitments: added.commitment ?? 0, milestones: added.milestone ?? 0 };
    const nothing = Object.keys(added).length === 0;
    const said = nothing ? ctx.t(different.length > 0 ? 'group.import.kept' : 'group.import.same', { group: imported.group.name }) : ctx.t(known ? 'group.import.added' : 'group.import.made', { group: imported.group.name, ...counts });
    const answer = own ? done(said, press(ctx, 'button.commitments', 'commitment.list')) : done(said);
    return different.length === 0 ? answer : { ...answer, blocks: [...answer.blocks, { note: ctx.t('group.import.different', { list: different.slice(0, 20).join(', ') }) }] };
  },
});
