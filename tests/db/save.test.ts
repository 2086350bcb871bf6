import { expect, test } from 'vitest';
import { historyOf, lastSeq } from '#db/history.ts';
import { nextNumber } from '#db/commitments.ts';
import { replay, save, stateOf, type Author } from '#db/save.ts';
import type { Tx } from '#db/schema.ts';
import type { ThingKind, Things } from '#rules/things.ts';
import { onBoth, openings } from '#tests/support/stores.ts';
import { thing } from '#tests/support/things.ts';

const author = (group: string, call = 'call'): Author => ({ group, at: Temporal.Instant.from('2013-02-22T08:00:00Z'), act: 'commitment.add', call, seat: 'seat1', behalf: null, door: 'terminal' });

/** Each kind once with all that a thing can hold, once with as little as it may, and what of it changes. */
const cases: { [K in ThingKind]: { full: Things[K]; bare: Things[K]; change: Partial<Things[K]> } } = {
  group: { full: thing.group(), bare: thing.group(), change: { name: 'Renamed', settings: { rhythm: 30, ladders: { closing: ['-7d', '0d'] }, digest: null, calendar: { public: true, proposed: null } } } },
  side: { full: thing.side(), bare: thing.side({ id: 'other' }), change: { label: 'Civil society' } },
  organisation: {
    full: thing.organisation({ side: 'civil', scope: 'global', region: 'Asia', zone: 'Asia/Bangkok', successor: 'next', aliases: ['One', '“Two”'], label: 'A network', ended: '2013-01-01', note: 'é, 日本, \u202e' }),
    bare: thing.organisation({ id: 'bare' }), change: { aliases: [], ended: null },
  },
  event: {
    full: thing.event({
      starts: '2014-03-13', ends: '2014-03-21', begins: '10:00', finishes: '18:00', zone: 'Europe/Vienna', city: 'Vienna', alternatives: [{ starts: '2014-03-20', ends: '2014-03-28' }], yearly: true,
      rungs: ['-60d', '-1d'], source: 'https://example.org/?a=1&b=2', note: 'x', cancelled: '2013-12-01',
    }),
    bare: thing.event({ id: 'bare' }), change: { starts: '2014-03-14', certainty: 'confirmed', alternatives: [], yearly: false, rungs: null, cancelled: null },
  },
  deadline: {
    full: thing.deadline({
      opens: { due: { by: 'day', on: '2014-01-06' }, time: '09:30', zone: 'Europe/Vienna' }, closes: { due: { by: 'event', event: 'cnd57', days: -45 }, time: '12:00', zone: 'Europe/Vienna' },
      addressee: 'Secretariat of the Commission', paper: 'One page', certainty: 'confirmed', source: 'W', note: 'x', cancelled: '2013-12-01',
    }),
    bare: thing.deadline({ number: 2 }), change: { opens: null, cancelled: null, closes: { due: { by: 'day', on: '2014-01-31' }, time: '23:45', zone: 'America/New_York' } },
  },
  seat: { full: thing.seat({ organisation: 'inpud', side: 'civil', ended: '2013-03-01T00:00:00.000Z' }), bare: thing.seat({ id: 'bare' }), change: { role: 'alternate' } },
  offer: { full: thing.offer({ organisation: 'inpud', side: 'civil', ended: '2013-03-01T00:00:00.000Z' }), bare: thing.offer({ id: 'bare' }), change: { ended: '2013-03-02T00:00:00.000Z' } },
  commitment: {
    full: thing.commitment({
      text: 'Line one\nline two', theme: 'hiv', source: 'Meeting', item: '4', lead: 'a', basis: 'stated', offered: 'b', counterpart: 'c', partners: ['d', 'civil'], due: { by: 'event', event: 'cnd57', days: -56 },
      due_note: 'note', recurring: true, state: 'proposed', proposed: 'un', agreed: '2013-02-21T12:00:00.000Z', amendment: { proposed: 'un', change: { title: 'New', due: { by: 'none' } }, reason: null },
    }),
    bare: thing.commitment({ number: 2 }), change: { due: { by: 'day', on: '2014-01-01' }, recurring: false, amendment: null },
  },
  milestone: { full: thing.milestone({ due_note: 'x', done: '2013-03-01T00:00:00.000Z' }), bare: thing.milestone({ number: 2 }), change: { due: { by: 'horizon', on: '2015-12-31', span: 'year' } } },
  report: { full: thing.report({ note: '😀 \u200b', entered: 'b', was: { status: 'done', note: null, at: '2013-02-20T00:00:00.000Z' } }), bare: thing.report({ organisation: 'bare' }), change: { was: null, status: 'blocked' } },
  rating: { full: thing.rating({ note: "it's" }), bare: thing.rating({ organisation: 'bare' }), change: { completion: 'complete' } },
  evidence: { full: thing.evidence({ note: '<b>' }), bare: thing.evidence({ number: 2 }), change: { note: null } },
  snooze: { full: thing.snooze({ until: '2013-03-01' }), bare: thing.snooze({ subject: 'event/cnd57/1' }), change: { until: null } },
  meeting: {
    full: thing.meeting({
      kind: 'event', rule: 'FREQ=WEEKLY;BYDAY=WE', until: { by: 'event', event: 'cnd57', days: -1 }, city: 'Vienna', place: 'Room M2', event: 'cnd57', chair: 'a', convenor: 'b', notetaker: 'c',
      slots: ['2013-03-06T15:00', '2013-03-07T15:00'], closes: '2013-03-01T12:00:00.000Z', cancelled: '2013-03-02T12:00:00.000Z', sequence: 3,
    }),
    bare: thing.meeting({ number: 2, starts: null }), change: { starts: '2013-03-06T16:30', slots: null, sequence: 4 },
  },
  occurrence: { full: thing.occurrence({ starts: '2013-03-06T16:30', added: true, sequence: 1 }), bare: thing.occurrence({ slot: '2013-03-13T15:00' }), change: { starts: '2013-03-07T09:00', sequence: 2 } },
  rsvp: { full: thing.rsvp({ slot: '2013-03-06T15:00', seat: 'org/a', organisation: 'a', entered: 'b' }), bare: thing.rsvp({ seat: 's2' }), change: { reply: 'apologies' } },
  preference: { full: thing.preference({ organisation: 'a' }), bare: thing.preference({ seat: 's2' }), change: { fit: 'no' } },
};
const kinds = Object.keys(cases) as ThingKind[];

async function standing(tx: Tx, group: string): Promise<{ state: Map<string, unknown>; replayed: Map<string, unknown> }> {
  return { state: await stateOf(tx, group), replayed: await replay(tx, group) };
}

onBoth('saving', ({ fresh }) => {
  const open = openings();

  test.each(kinds)('a %s comes back as it went in, changes and goes, and its history rebuilds each step', async <K extends ThingKind>(kind: K) => {
    const store = await open(await fresh());
    const { full, bare, change } = cases[kind];
    const group = kind === 'group' ? (full as Things['group']).id : 'g';
    const key = (which: Things[K]) => `${kind} ${kind === 'group' ? group : Object.values(which).slice(0, keyLength[kind]).join('/')}`;
    const both = kind === 'group' ? [full] : [full, bare];
    await store.tx(async (tx) => {
      for (const each of both) await save(tx, author(group), kind, null, each);
    });
    const first = await store.read((tx) => standing(tx, group));
    expect(first.state).toEqual(new Map(both.map((each) => [key(each), each])));
    expect(first.replayed).toEqual(first.state);

    const changed = { ...full, ...change };
    await store.tx((tx) => save(tx, author(group), kind, full, changed));
    const second = await store.read((tx) => standing(tx, group));
    expect(second.state.get(key(full))).toEqual(changed);
    expect(second.replayed).toEqual(second.state);

    await store.tx((tx) => save(tx, author(group), kind, changed, null));
    const third = await store.read((tx) => standing(tx, group));
    expect([...third.state.keys()]).toEqual(both.slice(1).map(key));
    expect(third.replayed).toEqual(third.state);
    const lines = await store.read((tx) => historyOf(tx, group, {}));
    expect(lines.map(({ seq, before, after }) => [seq, before, after])).toEqual(
      [[null, full], ...(kind === 'group' ? [] : [[null, bare]]), [full, changed], [changed, null]].map(([before, after], i) => [i + 1, before, after]).reverse(),
    );
  });

  test('what is equal writes nothing', async () => {
    const store = await open(await fresh());
    await store.tx((tx) => save(tx, author('g'), 'side', null, thing.side()));
    await store.tx((tx) => save(tx, author('g'), 'side', thing.side(), thing.side()));
    expect(await store.read((tx) => historyOf(tx, 'g', {}))).toHaveLength(1);
  });

  test('history is numbered without gaps in each group, also after something was undone', async () => {
    const store = await open(await fresh());
    for (let i = 1; i <= 6; i++) {
      const work = store.tx(async (tx) => {
        await save(tx, author(i % 2 ? 'odd' : 'even'), 'side', null, thing.side({ id: `s${i}` }));
        if (i === 3) throw new Error('on purpose');
      });
      const [result] = await Promise.allSettled([work]);
      expect(result!.status).toBe(i === 3 ? 'rejected' : 'fulfilled');
    }
    const numbers = (group: string) => store.read(async (tx) => (await historyOf(tx, group, {})).map(({ seq, id }) => `${seq} ${id}`));
    expect([await numbers('odd'), await numbers('even')]).toEqual([['2 s5', '1 s1'], ['3 s6', '2 s4', '1 s2']]);
  });

  test('history is found by what it is about, since when, by which seat and by which call, newest first', async () => {
    const store = await open(await fresh());
    const at = (day: string) => Temporal.Instant.from(`${day}T08:00:00Z`);
    await store.tx(async (tx) => {
      await save(tx, author('g', 'one'), 'commitment', null, thing.commitment());
      await save(tx, { ...author('g', 'two'), at: at('2013-03-01') }, 'report', null, thing.report());
      await save(tx, { ...author('g', 'three'), at: at('2013-04-01'), seat: null, undoes: 'two' }, 'report', thing.report(), null);
      await save(tx, { ...author('g', 'four'), at: at('2013-05-01'), behalf: 'who' }, 'commitment', null, thing.commitment({ number: 11 }));
    });
    const calls = (asked: Parameters<typeof historyOf>[2], most?: number) => store.read(async (tx) => (await historyOf(tx, 'g', asked, most)).map(({ call }) => call));
    expect(await calls({})).toEqual(['four', 'three', 'two', 'one']);
    expect(await calls({}, 2)).toEqual(['four', 'three']);
    expect(await calls({ about: 'C1' })).toEqual(['three', 'two', 'one']);
    expect(await calls({ since: at('2013-04-01') })).toEqual(['four', 'three']);
    expect(await calls({ seats: ['seat1'] })).toEqual(['four', 'two', 'one']);
    expect(await calls({ seats: [] })).toEqual([]);
    expect(await calls({ call: 'two' })).toEqual(['two']);
    const lines = await store.read((tx) => historyOf(tx, 'g', { call: 'four' }));
    expect(lines[0]).toMatchObject({ at: '2013-05-01T08:00:00.000Z', act: 'commitment.add', about: 'C11', kind: 'commitment', id: '11', seat: 'seat1', behalf: 'who', door: 'terminal', undoes: null });
    expect(await store.read((tx) => lastSeq(tx, 'g', 'C1', { kind: 'report', id: '1/a' }))).toBe(3);
    expect(await store.read((tx) => lastSeq(tx, 'g', 'C1', { kind: 'report', id: '1/other' }))).toBe(0);
  });

  test('the number of a commitment is never given twice, not even after it was taken back', async () => {
    const store = await open(await fresh());
    const next = () => store.read((tx) => nextNumber(tx, 'g'));
    expect(await next()).toBe(1);
    await store.tx((tx) => save(tx, author('g'), 'commitment', null, thing.commitment({ number: 9 })));
    await store.tx((tx) => save(tx, author('g'), 'commitment', null, thing.commitment({ number: 10 })));
    await store.tx((tx) => save(tx, author('g'), 'commitment', thing.commitment({ number: 10 }), null));
    await store.tx((tx) => save(tx, author('other'), 'commitment', null, thing.commitment({ number: 99 })));
    expect(await next()).toBe(11);
  });

  test('groups with the same numbers and ids stay apart', async () => {
    const store = await open(await fresh());
    await store.tx(async (tx) => {
      for (const group of ['a', 'b']) for (const kind of kinds) if (kind !== 'group') await save(tx, author(group), kind, null, { ...cases[kind].full, ...(group === 'b' ? cases[kind].change : {}) } as never);
    });
    for (const kind of kinds) if (kind !== 'group') await store.tx((tx) => save(tx, author('b'), kind, { ...cases[kind].full, ...cases[kind].change } as never, null));
    const [a, b] = await store.read(async (tx) => [await standing(tx, 'a'), await standing(tx, 'b')]);
    expect([...a!.state.values()]).toEqual(kinds.flatMap((kind) => (kind === 'group' ? [] : [cases[kind].full])));
    expect([a!.replayed, b!.state, b!.replayed]).toEqual([a!.state, new Map(), new Map()]);
  });
});

/** How many of a kind's first fields are its key. */
const keyLength: Readonly<Record<ThingKind, number>> = { group: 1, side: 1, organisation: 1, event: 1, deadline: 2, seat: 1, offer: 1, commitment: 1, milestone: 2, report: 2, rating: 2, evidence: 2, snooze: 2, meeting: 1, occurrence: 2, rsvp: 3, preference: 3 };
