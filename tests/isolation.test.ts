import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Outcome } from '#bot/command.ts';
import { mainRoom, platform, seatSandbox } from '#adapters/terminal/sandbox.ts';
import { commands } from '#commands/index.ts';
import { fieldsOf, type Field } from '#core/field.ts';
import { newId } from '#core/id.ts';
import { makeSecret } from '#core/secret.ts';
import { tieRoom } from '#db/groups.ts';
import { importGroup } from '#db/import.ts';
import { stateOf } from '#db/save.ts';
import { fromFile } from '#rules/fromfile.ts';
import { readGroupFile } from '#rules/groupfile.ts';
import { isSoak } from '#tests/support/runs.ts';
import { sampleText, testbed, type Testbed } from '#tests/support/world.ts';

const foreign = 'zz-quorum';
const otherRoom = 'terminal:other';

/** Another group: some numbers as in the group of 2013, some of its own, and nothing else in common. */
const other = JSON.stringify({
  schemaVersion: 1, kind: 'group',
  group: { id: foreign, name: 'Zebra Quorum', timeZone: 'Asia/Tokyo', formedOn: '2013-01-10', sides: [{ id: 'zz-left', label: 'Zebra left', organisations: ['zorga'] }, { id: 'zz-right', label: 'Zebra right', organisations: ['zorgb'] }] },
  organisations: [{ id: 'zorga', acronym: 'ZORGA', name: 'Zebra Organisation Alpha', aliases: ['Zalias'], region: 'Zebraland' }, { id: 'zorgb', acronym: 'ZORGB', name: 'Zebra Organisation Beta' }],
  keyEvents: [{ id: 'ev-zz-summit', title: 'Zebra summit', kind: 'conference', start: '2013-09-09', end: '2013-09-10', city: 'Zebraville', certainty: 'confirmed' }],
  commitments: [4, 901].map((number) => ({ id: `z-${number}`, number, title: `Zebra promise ${number}`, theme: 'zebra-theme', lead: 'zorga', partners: ['zorgb'], milestones: [{ id: `z-${number}-m`, title: 'Zebra step' }] })),
});

/** Settles the other group in a bed, with acts, offers and half-filled forms; gives every name and id that exists only there. */
async function settle(bed: Testbed): Promise<{ words: string[]; drafts: string[] }> {
  const read = readGroupFile(other);
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  await bed.store.tx(async (tx) => {
    await importGroup(tx, fromFile(read.file, bed.now), 'import', bed.now);
    await seatSandbox(tx, makeSecret('test'), foreign, bed.now);
    await tieRoom(tx, foreign, { address: otherRoom, name: '#other', purpose: 'main' }, newId(bed.now));
    await tieRoom(tx, 'unodc-cso-group', { address: mainRoom, name: '#main', purpose: 'main' }, newId(bed.now));
  });
  const zorga = bed.as('zorga', otherRoom);
  await zorga.hears('/update 901 at-risk Zebra words');
  await zorga.hears('/commitment evidence 901 https://zebra.example/evidence');
  await bed.as('zorgb', otherRoom).hears('/commitment rate 901 limited');
  const asked = (await zorga.says('/update 901')) as Extract<Outcome, { ask: unknown }>;
  const offered = await bed.as('coordinator zz-left', otherRoom).says('/member focal ZORGA role:alternate');
  const code = /code:(\w+)/.exec(JSON.stringify(offered))?.[1];
  const ids = await bed.store.read(async (tx) => [
    ...(await tx.selectFrom('seat').select(['id', 'person_id']).where('group_id', '=', foreign).execute()).slice(0, 1).flatMap(({ id, person_id }) => [id, person_id]),
    ...(await tx.selectFrom('offer').select('id').where('group_id', '=', foreign).execute()).map(({ id }) => id),
    ...(await tx.selectFrom('history').select('call').where('group_id', '=', foreign).where('act', '=', 'commitment.update').execute()).map(({ call }) => call),
  ]);
  const words = ['901', 'C901', 'C901.1', 'zorga', 'Zebra Organisation Alpha', 'Zalias', 'zz-summit', 'Zebra summit -1d', 'zz-left', 'Zebra left', 'zebra-theme', 'promise', foreign, 'Zebra Quorum', 'https://zebra.example/evidence', ...ids];
  return { words: code ? [...words, code] : words, drafts: [asked.ask.draft] };
}

/** A value that a field takes, for the fields that are not being tried. */
function plain({ kind, of, choices }: Field): unknown {
  if (choices) return choices[0];
  if (kind === 'when') return '1 June 2014';
  if (kind === 'yesno') return 'yes';
  if (kind === 'int') return '60';
  if (kind === 'file') return { name: 'group.json', text: sampleText };
  const refs = { commitment: '4', milestone: 'C4.1', organisation: 'HRI', event: 'cnd57', deadline: 'cnd57', command: 'commitment', zone: 'Vienna', language: 'en', group: 'unodc-cso-group', side: 'agency-side', meeting: 'M1' };
  return of ? refs[of] : 'https://example.org/words';
}

/** What a person sees, without what is drawn by lot: ids of drafts and incidents, codes of offers and of accounts, and how a text is sealed. */
function seen(outcome: Outcome): string {
  return JSON.stringify(outcome, (name, value: unknown) => (name === 'draft' || name === 'act' || name === 'error' ? '*' : value)).replace(/code:(?:[0-9a-z]{8}|[0-9a-z]{6}(?![0-9a-z]))|"code":"[0-9a-z]{8}"/g, 'code:*').replace(/"sealed:[\w-]+"/g, '"sealed:*"');
}

test('nothing of another group can be told from what exists nowhere, by any command, field, form or button', async () => {
  const [alone, both] = await Promise.all([testbed(), testbed()]);
  const { words, drafts } = await settle(both);
  const before = await both.store.read((tx) => stateOf(tx, foreign));
  // One in five, others each time; in a soak all.
  const [one, first] = isSoak ? [1, 0] : [5, randomInt(5)];
  let [all, tried] = [0, 0];
  const compare = async (who: string, command: string, given: Record<string, unknown>, draft?: string) => {
    if (draft === undefined && all++ % one !== first) return;
    const via = draft ? 'button' : tried % 3 === 0 ? 'form' : tried % 3 === 1 ? 'button' : 'line';
    tried++;
    const call = { id: `try-${tried}`, command, given, via, user: { platform, id: who }, room: mainRoom, ...(draft && { draft }) } as const;
    const [nowhere, elsewhere] = [await alone.bot.invoke(call), await both.bot.invoke(call)];
    expect(seen(elsewhere), `${who}: ${command} ${JSON.stringify(given)}`).toBe(seen(nowhere));
  };
  for (const { name, input } of commands) {
    const fields = fieldsOf(input);
    for (const who of ['inpud', 'coordinator agency-side', 'visitor']) {
      for (const draft of drafts) await compare(who, name, {}, draft);
      for (const word of words) {
        for (const reserved of ['as', 'group']) await compare(who, name, { ...Object.fromEntries(fields.filter(({ required }) => required).map((field) => [field.name, plain(field)])), [reserved]: word });
        for (const field of fields.filter(({ kind }) => kind !== 'file')) {
          const rest = fields.filter((each) => each.required && each !== field).map((each) => [each.name, plain(each)] as const);
          await compare(who, name, { ...Object.fromEntries(rest), [field.name]: word });
        }
      }
    }
  }
  expect(tried).toBeGreaterThan(isSoak ? 12_000 : 2400);
  expect([...alone.bugs, ...both.bugs]).toEqual([]);
  expect(await both.store.read((tx) => stateOf(tx, foreign))).toEqual(before);
  expect((await both.posted()).filter(({ address, message }) => address === otherRoom && !JSON.stringify(message).includes('Zebra'))).toEqual([]);
  await alone.close();
  await both.close();
}, 300_000);

test('someone with seats in two groups is asked which one in private, and in a room is in that room’s group', async () => {
  const bed = await testbed();
  await settle(bed);
  await bed.store.tx(async (tx) => {
    const { person_id } = await tx.selectFrom('seat').select('person_id').where('group_id', '=', 'unodc-cso-group').where('organisation', '=', 'inpud').executeTakeFirstOrThrow();
    await tx.updateTable('seat').set({ person_id }).where('group_id', '=', foreign).where('organisation', '=', 'zorga').execute();
  });
  const inPrivate = bed.as('inpud', 'terminal:private');
  expect(await inPrivate.says('/commitment show 4')).toMatchObject({ ask: { fields: [{ name: 'group', choices: ['unodc-cso-group', foreign] }] } });
  const shown = await inPrivate.hears('/commitment show 4 group:"Zebra Quorum"');
  expect(JSON.stringify(shown)).toContain('Zebra promise 4');
  expect(JSON.stringify(shown.blocks.at(-1))).toContain(`"group":"${foreign}"`);
  expect(await inPrivate.presses(shown, 'History')).toMatchObject({ say: { title: ['History of C4 Zebra promise 4'] } });
  expect(JSON.stringify(await bed.as('inpud', otherRoom).hears('/commitment show 4'))).toContain('Zebra promise 4');
  expect(JSON.stringify(await bed.as('inpud').hears('/commitment show 4'))).toContain('overdose document');
  expect(JSON.stringify(await bed.as('inpud').says(`/commitment show 4 group:${foreign}`))).toContain('This room belongs to');
  await bed.close();
});
