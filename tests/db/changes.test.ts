import { afterEach, beforeEach, expect, test } from 'vitest';
import { changedSince, importsSince } from '#db/changes.ts';
import { historyOf } from '#db/history.ts';
import { findOffer, offersOf } from '#db/offers.ts';
import { actsOf, seatsOfPerson, whoIs, accountHash } from '#db/people.ts';
import { makeSecret } from '#core/secret.ts';
import { platform } from '#adapters/terminal/sandbox.ts';
import { onBoth } from '#tests/support/stores.ts';
import { read, testbed, type Testbed } from '#tests/support/world.ts';

const group = 'unodc-cso-group';

onBoth('what changed, and who did it', (place) => {
  let bed: Testbed;
  beforeEach(async () => void (bed = await testbed({ address: await place.fresh() })));
  afterEach(() => bed.close());
  const hears = (who: string, line: string) => bed.as(who).hears(line).then(read);

  test('each changed commitment comes once with its newest line, without imports and what was taken back', async () => {
    await hears('unodc', '/update 4 on-track');
    await hears('unodc', '/update 12 done');
    await hears('unodc', '/update 4 at-risk');
    await hears('unodc', '/update 11 blocked');
    await hears('unodc', '/my undo');
    const since = (text: string) => bed.store.read((tx) => changedSince(tx, group, Temporal.Instant.from(text)));
    const changed = await since('2013-01-01T00:00:00Z');
    expect(changed.map(({ about, count }) => [about, count])).toEqual([['C4', 2], ['C12', 1]]);
    const lines = await bed.store.read((tx) => historyOf(tx, group, { seqs: changed.map(({ seq }) => seq) }));
    expect(lines.map(({ about, after }) => [about, (after as { status?: string }).status])).toEqual([['C4', 'at-risk'], ['C12', 'done']]);
    expect(await since('2013-02-23T00:00:00Z')).toEqual([]);
    expect(await bed.store.read((tx) => importsSince(tx, group, Temporal.Instant.from('2013-01-01T00:00:00Z')))).toEqual([{ at: '2013-02-21T16:30:00.000Z', commitments: 15, events: 17 }]);
    expect(await bed.store.read((tx) => importsSince(tx, group, Temporal.Instant.from('2013-02-22T00:00:00Z')))).toEqual([]);
  });

  test('history can be skipped through, each line once', async () => {
    const all = await bed.store.read((tx) => historyOf(tx, group, {}));
    const pages = await bed.store.read(async (tx) => [...(await historyOf(tx, group, {}, 30)), ...(await historyOf(tx, group, {}, 1000, 30))]);
    expect(pages).toEqual(all);
  });

  test('what a person did is one act for each invocation, newest first', async () => {
    await hears('unodc', '/update 4 on-track');
    bed.now = bed.now.add({ seconds: 1 });
    await hears('unodc', '/commitment evidence 4 https://example.org/report');
    const acts = await bed.store.read(async (tx) => {
      const { person } = (await whoIs(tx, accountHash(makeSecret('test'), platform, 'unodc')))!;
      return actsOf(tx, await seatsOfPerson(tx, person.id, 'all'));
    });
    expect(acts).toEqual([
      { at: '2013-02-22T08:00:01.000Z', act: 'commitment.evidence', about: 'C4' },
      { at: '2013-02-22T08:00:00.000Z', act: 'commitment.update', about: 'C4' },
    ]);
    expect(await bed.store.read((tx) => actsOf(tx, []))).toEqual([]);
  });

  test('an offer is found by its code’s hash, listed while it is open, and kept after it', async () => {
    const code = /code:(\w+)/.exec(await hears('inpud', '/member focal INPUD alternate'))![1]!;
    const open = await bed.store.read((tx) => offersOf(tx, group));
    expect(open).toMatchObject([{ role: 'alternate', organisation: 'inpud', ended: null }]);
    await hears('newcomer', `/member focal code:${code} answer:accept`);
    expect(await bed.store.read((tx) => offersOf(tx, group))).toEqual([]);
    expect(await bed.store.read((tx) => findOffer(tx, open[0]!.code))).toMatchObject({ group, offer: { id: open[0]!.id, ended: '2013-02-22T08:00:00.000Z' } });
    expect(await bed.store.read((tx) => findOffer(tx, code))).toBeUndefined();
  });
});
