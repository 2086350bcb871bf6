import { expect, test } from 'vitest';
import { findCommitment, listCommitments } from '#db/commitments.ts';
import { save } from '#db/save.ts';
import { onBoth, openings } from '#tests/support/stores.ts';
import { thing } from '#tests/support/things.ts';

/** Titles of a group whose members write in any script, and what each is looked for by. */
const found: readonly (readonly [title: string, ...words: readonly string[]])[] = [
  ['Naloxone: 100% of the sites', '100%', 'NALOXONE', '% of', 'sites 100'],
  ['Nal_xone, the file name', 'nal_xone', '_'],
  ['C:\\reports\\2014', '\\reports\\', 'c:\\'],
  ["The group's “own” paper", "group's", 'GROUP’S', '"own"', '«own»'],
  ['São Tomé résumé', 'sao tome', 'SÃO', 'Resume', 'tomé'.normalize('NFD')],
  ['Föderation der Straßenarbeit', 'foderation', 'STRASSENARBEIT', 'straße', 'FÖDERATION'],
  ['Снижение вреда в Киеве, ёж', 'СНИЖЕНИЕ', 'вреда', 'еж', 'киеве'],
  ['ลดอันตรายจากยาเสพติด', 'อันตราย', 'ยาเสพติด'],
  ['الحد من الضَّرَر', 'الضرر', 'الحد'],
  ['Μείωση της βλάβης: ΟΔΟΣ, οδός', 'οδος', 'ΜΕΊΩΣΗ', 'βλαβης', 'ΟΔΌΣ'],
  ['İstanbul ve Diyarbakır', 'istanbul', 'ISTANBUL', 'diyarbakir', 'DİYARBAKIR'],
  ['減害のガイド', '減害', 'ガイド', 'ガイド'],
  ['Full width ＡＢＣ１２', 'abc12', 'ＡＢＣ'],
  ['Zero\u200bwidth and soft\u00adhyphen', 'zerowidth', 'softhyphen', 'zero\u200bwidth'],
  ['Peer–led — “one”', 'peer-led', 'PEER‑LED'],
];

onBoth('search by words', ({ fresh }) => {
  const open = openings();

  test('finds a title by its words whatever their case, accents and width, in any script, and takes % and _ as they are', async () => {
    const store = await open(await fresh());
    const author = { group: 'g', at: Temporal.Instant.from('2013-02-22T08:00:00Z'), act: 'group.import', call: 'c', seat: null, door: 'import' };
    await store.tx(async (tx) => {
      for (const [i, [title]] of found.entries()) await save(tx, author, 'commitment', null, thing.commitment({ number: i + 1, title }));
      await save(tx, { ...author, group: 'other' }, 'commitment', null, thing.commitment({ title: 'naloxone resume вреда ยาเสพติด' }));
    });
    const search = (words: string) => store.read(async (tx) => (await listCommitments(tx, 'g', words)).map(({ commitment }) => commitment.title));
    for (const [title, ...asked] of found) for (const words of asked) expect([words, await search(words)]).toEqual([words, [title]]);
    for (const words of ['nothing', 'naloxone resume', '%%', '100_', 'nalxone', "' or 1=1 --", '*']) expect([words, await search(words)]).toEqual([words, []]);
    expect(await search(' \u200b ')).toHaveLength(found.length);
  });

  test('by number takes any number there is, and finds none where there is none', async () => {
    const store = await open(await fresh());
    for (const number of [0, -1, 1, 1.5, NaN, Infinity, 2 ** 31, 2 ** 53]) expect(await store.read((tx) => findCommitment(tx, 'g', number))).toBeUndefined();
  });

  test('looks at text, theme, source and basis as well, and gives each commitment its own reports', async () => {
    const store = await open(await fresh());
    const author = { group: 'g', at: Temporal.Instant.from('2013-02-22T08:00:00Z'), act: 'group.import', call: 'c', seat: null, door: 'import' };
    await store.tx(async (tx) => {
      await save(tx, author, 'commitment', null, thing.commitment({ number: 10, text: 'alpha', theme: 'beta', source: 'gamma', basis: 'delta' }));
      await save(tx, author, 'commitment', null, thing.commitment({ number: 9, text: 'alpha' }));
      await save(tx, author, 'report', null, thing.report({ commitment: 9 }));
      await save(tx, { ...author, group: 'other' }, 'report', null, thing.report({ commitment: 10 }));
    });
    const search = (words?: string) => store.read(async (tx) => (await listCommitments(tx, 'g', words)).map(({ commitment, reports }) => [commitment.number, reports.length]));
    expect(await search()).toEqual([[9, 1], [10, 0]]);
    expect(await search('ALPHA')).toEqual([[9, 1], [10, 0]]);
    for (const words of ['beta', 'gamma', 'delta', 'delta alpha']) expect(await search(words)).toEqual([[10, 0]]);
  });
});
