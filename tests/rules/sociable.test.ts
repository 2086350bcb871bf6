import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { onClock, stamp } from '#core/time.ts';
import type { Asked } from '#rules/preferences.ts';
import { fairest, reasons, recommendedOf, strainAt, strainKinds, strains, type Load, type Recommended, type Strain, type Strains } from '#rules/sociable.ts';
import { fits, type Fit, type Organisation, type Preference, type Seat } from '#rules/things.ts';
import { runs } from '#tests/support/runs.ts';
import { thing } from '#tests/support/things.ts';

const vienna = 'Europe/Vienna';
const strain = (local: string, zone: string, minutes: number) => strainAt(onClock(local.slice(0, 10), local.slice(11), zone), minutes, zone);

describe('an hour', () => {
  test.each<[string, number, Strain | undefined]>([
    ['04:59', 60, 'night'],
    ['05:00', 60, 'early'],
    ['06:59', 60, 'early'],
    ['07:00', 60, undefined],
    ['21:00', 60, undefined],
    ['21:00', 61, 'late'],
    ['21:01', 60, 'late'],
    ['22:00', 30, 'late'],
    ['22:59', 1, 'late'],
    ['23:00', 30, 'night'],
    ['00:00', 60, 'night'],
    ['06:00', 1020, 'early'],
    ['16:00', 600, 'late'],
  ])('%s for %i minutes is %s', (time, minutes, found) => expect(strain(`2027-06-09T${time}`, vienna, minutes)).toBe(found));

  test('is one of the clock of the reader, winter and summer (scenario 8: 16:30 in Vienna is 22:30 in Bangkok)', () => {
    const at = onClock('2027-03-10', '16:30', vienna);
    expect([vienna, 'Asia/Bangkok', 'America/New_York', 'America/Sao_Paulo', 'Africa/Nairobi'].map((zone) => strainAt(stamp(at), 60, zone))).toEqual([undefined, 'late', undefined, undefined, undefined]);
    // 12:30 in Vienna is 06:30 in New York, but 07:30 from 14 to 27 March.
    expect(['2027-03-10', '2027-03-17', '2027-03-31'].map((day) => strainAt(onClock(day, '12:30', vienna), 60, 'America/New_York'))).toEqual(['early', undefined, 'early']);
  });

  test('on a day of 23 or 25 hours is what the clock shows', () => {
    const later = (day: string, minutes: number) => strainAt(onClock(day, '01:30', vienna).add({ minutes }), 60, vienna);
    // From 01:30 to 05:00 it is two and a half hours when the clock is put forward, and four and a half when it is put back.
    expect([149, 150, 270].map((minutes) => later('2027-03-28', minutes))).toEqual(['night', 'early', undefined]);
    expect([150, 269, 270, 390].map((minutes) => later('2027-10-31', minutes))).toEqual(['night', 'night', 'early', undefined]);
    // Beirut's clock is put forward at midnight: what ends then shows 01:00.
    expect([30, 31, 150].map((minutes) => strain('2027-03-27T21:30', 'Asia/Beirut', minutes))).toEqual([undefined, 'late', 'late']);
  });

  const zones = ['Europe/Vienna', 'America/New_York', 'Asia/Bangkok', 'Asia/Kathmandu', 'Asia/Beirut', 'Australia/Lord_Howe', 'Pacific/Apia', 'America/Sao_Paulo'];
  const instants = fc.integer({ min: 1_000_000, max: 30_000_000 }).map((minute) => Temporal.Instant.fromEpochMilliseconds(minute * 60_000));
  prop.prop([instants, fc.integer({ min: 1, max: 600 }), fc.constantFrom(...zones)], runs(500))('is told by what the clock shows at both ends', (at, minutes, zone) => {
    const [begins, ends] = [at, at.add({ minutes })].map((each) => each.toZonedDateTimeISO(zone));
    const sameDay = begins!.toPlainDate().equals(ends!.toPlainDate());
    const isNight = begins!.hour >= 23 || begins!.hour < 5;
    const isLate = !sameDay || ends!.hour > 22 || (ends!.hour === 22 && ends!.minute > 0);
    expect(strainAt(at, minutes, zone)).toBe(isNight ? 'night' : begins!.hour < 7 ? 'early' : isLate ? 'late' : undefined);
    // A longer one is never easier.
    if (strainAt(at, minutes, zone)) expect(strainAt(at, minutes + 1, zone)).toBe(strainAt(at, minutes, zone));
  });
});

const organisation = (id: string, more: Partial<Organisation> = {}) => thing.organisation({ id, acronym: id, side: 'a', zone: vienna, ...more });
const mapOf = (list: readonly Organisation[]) => new Map(list.map((each) => [each.id, each]));
const sides = [thing.side({ id: 'a' }), thing.side({ id: 'b' })];

describe('the strain so far', () => {
  const sitting = (at: string, state: 'on' | 'out' | 'cancelled' = 'on') => ({ at, ends: stamp(Temporal.Instant.from(at).add({ minutes: 60 })), state });
  test('counts by organisation what took place or stands, in its own zone; without a zone nobody knows', () => {
    const organisations = mapOf([
      organisation('vienna'), organisation('bangkok', { zone: 'Asia/Bangkok' }), organisation('york', { zone: 'America/New_York', side: 'b' }), organisation('somewhere', { zone: null }),
      organisation('gone', { ended: '2026-01-01' }), organisation('outside', { side: null }),
    ]);
    // 15:00, 16:30 and 10:00 in Vienna; then two at night that were left out and called off.
    const sittings = [sitting('2027-03-03T14:00:00.000Z'), sitting('2027-03-10T15:30:00.000Z'), sitting('2027-03-17T09:00:00.000Z'), sitting('2027-03-18T01:00:00.000Z', 'out'), sitting('2027-03-19T01:00:00.000Z', 'cancelled')];
    expect(strains(sittings, organisations)).toEqual({
      of: new Map<string, Load>([['vienna', { early: 0, late: 0, night: 0 }], ['bangkok', { early: 0, late: 1, night: 0 }], ['york', { early: 1, late: 0, night: 0 }]]),
      unknown: ['somewhere'],
    });
  });

  const at = fc.integer({ min: 29_500_000, max: 31_000_000 }).map((minute) => stamp(Temporal.Instant.fromEpochMilliseconds(minute * 60_000)));
  prop.prop([fc.array(fc.tuple(at, fc.constantFrom('on', 'out', 'cancelled')), { maxLength: 12 }), fc.constantFrom(vienna, 'Asia/Bangkok', 'America/New_York')], runs(200))('is the sum of its sittings, in any order', (times, zone) => {
    const sittings = times.map(([when, state]) => sitting(when, state));
    const organisations = mapOf([organisation('one', { zone }), organisation('two', { zone, side: 'b' })]);
    const all = strains(sittings, organisations);
    expect(all).toEqual(strains(sittings.toReversed(), organisations));
    expect(all.of.get('one')).toEqual(all.of.get('two'));
    for (const kind of strainKinds) expect(all.of.get('one')![kind]).toBe(sittings.filter(({ state, at: when }) => state === 'on' && strainAt(when, 60, zone) === kind).length);
  });
});

/** A poll: what people say of some slots, and what they have had so far. */
interface Poll {
  readonly slots: readonly string[];
  readonly preferences: readonly Preference[];
  readonly asked: Asked;
  readonly past: Strains;
}
const zonesOf = [vienna, 'Asia/Bangkok', 'America/New_York', 'America/Sao_Paulo', 'Pacific/Auckland', null];
// Days on which clocks change, too: New York's and Vienna's.
const slotPool = ['2027-03-13', '2027-03-14', '2027-03-27', '2027-03-28', '2027-03-31', '2027-10-31'].flatMap((day) => ['03:30', '06:00', '10:00', '12:30', '15:00', '16:30', '22:30'].map((time) => `${day}T${time}`));
const ids = ['o1', 'o2', 'o3', 'o4', 'o5'];
const rank = (poll: Poll) => fairest({ slots: poll.slots, zone: vienna, minutes: 60 }, poll.preferences, poll.asked, poll.past);
const order = (poll: Poll) => rank(poll).map(({ slot }) => slot);
const preference = (seat: string, organisation: string | null, slot: string, fit: Fit): Preference => ({ meeting: 1, slot, seat, organisation, fit, at: '' });

const load = fc.record({ early: fc.nat(4), late: fc.nat(4), night: fc.nat(4) });
const polls: fc.Arbitrary<Poll> = fc
  .record({
    slots: fc.uniqueArray(fc.constantFrom(...slotPool), { minLength: 3, maxLength: 7 }),
    organisations: fc.tuple(...ids.map((id, i) => fc.record({ zone: fc.constantFrom(...zonesOf), ended: fc.constantFrom(null, null, null, null, '2027-01-01'), side: fc.constantFrom(i % 2 ? 'a' : 'b', i % 2 ? 'a' : 'b', 'b') }).map((more) => organisation(id, more)))),
    loads: fc.tuple(...ids.map(() => load)),
    said: fc.array(fc.tuple(fc.nat(6), fc.nat(10), fc.constantFrom(...fits)), { maxLength: 40 }),
    gone: fc.nat(30),
  })
  .map(({ slots, organisations, loads, said, gone }) => {
    // A focal point and an alternate each, and coordinators of both sides.
    const seats: Seat[] = [
      ...ids.flatMap((id) => (['focal', 'alternate'] as const).map((role) => thing.seat({ id: `${id}-${role}`, role, organisation: id }))),
      ...sides.map(({ id }) => thing.seat({ id: `coordinator-${id}`, role: 'coordinator', side: id })),
    ].map((seat, i) => (i === gone ? { ...seat, ended: '2027-01-01T00:00:00.000Z' } : seat));
    const byKey = new Map(said.map(([slot, seat, fit]) => [`${slot % slots.length} ${seat}`, preference(seats[seat]!.id, seats[seat]!.organisation, slots[slot % slots.length]!, fit)]));
    const preferences = [...byKey.values()];
    const organisationsOf = mapOf(organisations);
    return { slots, preferences, asked: { seats, organisations: organisationsOf, sides }, past: { of: new Map(ids.map((id, i) => [id, loads[i]!])), unknown: [] } };
  });
const shuffled = fc.integer().map((seed) => <T>(list: readonly T[]): T[] => list.map((each, i) => ({ each, key: Math.imul(seed ^ (i + 1), 2654435761) ^ (seed >> (i % 7)) })).sort((a, b) => a.key - b.key).map(({ each }) => each));

/** The organisations and sides of a result under other names, each list in the order of ids. */
function renamed(result: readonly Recommended[], name: (id: string) => string): Recommended[] {
  const all = (list: readonly string[]) => list.map(name).sort();
  const sided = <T extends { readonly side: string }>(list: readonly T[]): T[] => list.map((each) => ({ ...each, side: name(each.side) })).sort((a, b) => (a.side < b.side ? -1 : 1));
  return result.map((each) => ({ ...each, cannot: all(each.cannot), unheard: all(each.unheard), soFar: sided(each.soFar), coordinators: sided(each.coordinators), yes: all(each.yes), ifNeedBe: all(each.ifNeedBe), no: all(each.no), strained: each.strained.map((one) => ({ ...one, organisation: name(one.organisation) })).sort((a, b) => (a.organisation < b.organisation ? -1 : 1)) }));
}

describe('the slots of a poll', () => {
  prop.prop([polls, shuffled], runs(200))('stand in the same order in whichever order slots, people, answers and organisations come', (poll, shuffle) => {
    const { organisations } = poll.asked;
    const other = { slots: shuffle(poll.slots), preferences: shuffle(poll.preferences), past: { ...poll.past, of: new Map(shuffle([...poll.past.of])) }, asked: { seats: shuffle(poll.asked.seats), organisations: new Map(shuffle([...organisations])), sides: shuffle(sides) } };
    expect(rank(other)).toEqual(rank(poll));
    expect(order(poll).toSorted()).toEqual(poll.slots.toSorted());
  });

  const names = ['zeta', 'o1', 'alpha', 'o5', 'midi'];
  prop.prop([polls, shuffled], runs(200))('stand as they do, whatever organisations and sides are called', (poll, shuffle) => {
    const given = new Map([...ids.map((id, i) => [id, shuffle(names)[i]!] as const), ['a', 'x'], ['b', 'q']]);
    const name = (id: string) => given.get(id) ?? id;
    const over = (id: string | null) => (id === null ? null : name(id));
    const other: Poll = {
      slots: poll.slots,
      preferences: poll.preferences.map((each) => ({ ...each, organisation: over(each.organisation) })),
      past: { of: new Map([...poll.past.of].map(([id, each]) => [name(id), each])), unknown: [] },
      asked: {
        seats: poll.asked.seats.map((seat) => ({ ...seat, organisation: over(seat.organisation), side: over(seat.side) })),
        organisations: mapOf([...poll.asked.organisations.values()].map((each) => ({ ...each, id: name(each.id), side: over(each.side) }))),
        sides: sides.map((side) => ({ ...side, id: name(side.id) })),
      },
    };
    expect(rank(other)).toEqual(renamed(rank(poll), name));
  });

  prop.prop([polls, fc.nat(11), fc.nat(6)], runs(500))('never move up by one more no, and never down by one more yes', (poll, who, which) => {
    const slot = poll.slots[which % poll.slots.length]!;
    const seat = poll.asked.seats[who]!;
    const others = poll.preferences.filter((each) => each.seat !== seat.id || each.slot !== slot);
    const place = (preferences: readonly Preference[]) => order({ ...poll, preferences }).indexOf(slot);
    const before = place(poll.preferences);
    expect(place([...others, preference(seat.id, seat.organisation, slot, 'no')])).toBeGreaterThanOrEqual(before);
    // From nothing said, if need be can be worse; a yes never is.
    expect(place([...others, preference(seat.id, seat.organisation, slot, 'yes')])).toBeLessThanOrEqual(before);
  });

  prop.prop([polls, fc.constantFrom(...ids), fc.constantFrom(...strainKinds), fc.integer({ min: 1, max: 5 })], runs(500))('that are unsocial for whoever has had more never move up past one that is not', (poll, id, kind, more) => {
    const had = poll.past.of.get(id)!;
    const [before, after] = [rank(poll), rank({ ...poll, past: { ...poll.past, of: new Map([...poll.past.of, [id, { ...had, [kind]: had[kind] + more }]]) } })];
    const isHard = ({ strained }: Recommended) => strained.some(({ organisation: each }) => each === id);
    const place = (result: readonly Recommended[], { slot }: Recommended) => result.findIndex((each) => each.slot === slot);
    for (const hard of before.filter(isHard)) {
      for (const easy of before.filter((each) => !isHard(each))) {
        if (place(before, easy) < place(before, hard)) expect(place(after, easy)).toBeLessThan(place(after, hard));
      }
    }
    for (const each of after) expect(each.weight).toBeGreaterThanOrEqual(before.find(({ slot }) => slot === each.slot)!.weight);
  });

  prop.prop([polls, fc.constantFrom(...ids), fc.constantFrom(...ids)], runs(300))('weigh the same when two organisations swap zones and what they have had', (poll, one, two) => {
    const { organisations } = poll.asked;
    const [first, second] = [organisations.get(one)!, organisations.get(two)!];
    fc.pre(first.ended === null && second.ended === null);
    const swapped: Poll = {
      ...poll,
      past: { ...poll.past, of: new Map([...poll.past.of, [one, poll.past.of.get(two)!], [two, poll.past.of.get(one)!]]) },
      asked: { ...poll.asked, organisations: new Map([...organisations, [one, { ...first, zone: second.zone }], [two, { ...second, zone: first.zone }]]) },
    };
    const other = (id: string) => (id === one ? two : id === two ? one : id);
    const [before, after] = [rank(poll), rank(swapped)];
    expect(after.map(({ slot, weight, below }) => [slot, weight, below])).toEqual(before.map(({ slot, weight, below }) => [slot, weight, below]));
    expect(after.map(({ strained }) => strained)).toEqual(renamed(before, other).map(({ strained }) => strained));
  });

  prop.prop([polls], runs(300))('that a side cannot make come last, and each says why it stands where it does', (poll) => {
    const result = rank(poll);
    const firstBad = result.findIndex(({ cannot }) => cannot.length > 0);
    if (firstBad >= 0) expect(result.slice(firstBad).every(({ cannot }) => cannot.length > 0)).toBe(true);
    expect(result[0]?.below).toBe(undefined);
    for (const [i, each] of result.entries()) {
      const says = [each.yes, each.ifNeedBe, each.no].flat();
      expect(new Set(says).size).toBe(says.length);
      for (const id of [...says, ...each.strained.map(({ organisation: of }) => of)]) expect(poll.asked.organisations.get(id)!.ended).toBeNull();
      if (i > 0) expect(reasons).toContain(each.below);
    }
  });
});

prop.prop([polls], runs(300))('what is recommended is the first and answered, and no side says no to it alone; there is none only where nobody has answered or each slot has such a side', (poll) => {
  const result = rank(poll);
  const best = recommendedOf(result);
  const isAnswered = result.some(({ yes, ifNeedBe, no, coordinators }) => [yes, ifNeedBe, no, coordinators].flat().length > 0);
  const isClear = result.some(({ cannot }) => cannot.length === 0);
  expect(best).toEqual(isAnswered && isClear ? result[0] : undefined);
  if (best) expect(best.cannot).toEqual([]);
});

describe('which slot is recommended', () => {
  const [early, noon, late] = ['2027-03-09T08:00', '2027-03-10T13:00', '2027-03-11T16:30'];
  const organisations = mapOf([organisation('un1'), organisation('un2'), organisation('bkk', { side: 'b', zone: 'Asia/Bangkok' }), organisation('rio', { side: 'b', zone: 'America/Sao_Paulo' })]);
  const seats = [...organisations.keys()].map((id) => thing.seat({ id, organisation: id }));
  const say = (answers: Readonly<Record<string, readonly (Fit | undefined)[]>>) => Object.entries(answers).flatMap(([id, says]) => says.flatMap((fit, i) => (fit ? [preference(id, id, [early, noon, late][i]!, fit)] : [])));
  const none: Strains = { of: new Map(), unknown: [] };
  const ranked = (answers: Parameters<typeof say>[0], past = none) => rank({ slots: [early, noon, late], preferences: say(answers), asked: { seats, organisations, sides }, past });

  test('none that a side cannot make, however well it suits the others', () => {
    const result = ranked({ un1: ['yes', 'no', 'if-need-be'], un2: ['yes', 'no', 'if-need-be'], bkk: ['no', 'yes', 'if-need-be'], rio: ['no', 'if-need-be', 'no'] });
    expect(result.map(({ slot, cannot, below }) => [slot, cannot, below])).toEqual([[late, [], undefined], [early, ['b'], 'cannot'], [noon, ['a'], 'cannot']]);
  });

  test('a side of which all who have answered say no, while others can still answer, weighs less than one that cannot', () => {
    const result = ranked({ un1: ['yes', 'no', 'yes'], un2: ['yes', 'no', 'yes'], bkk: ['no', 'yes', undefined] });
    expect(result.map(({ slot, cannot, soFar, below }) => [slot, cannot, soFar, below])).toEqual([
      [late, [], [], undefined], [early, ['b'], [{ side: 'b', answered: 1, of: 2 }], 'so-far'], [noon, ['a'], [], 'cannot'],
    ]);
  });

  test('what a coordinator says stands beside the organisations, and counts for the side', () => {
    const coordinator = thing.seat({ id: 'lead', role: 'coordinator', organisation: null, side: 'b' });
    const of = (fit: Fit) => rank({ slots: [early, noon, late], preferences: [...say({ un1: ['yes', 'yes', 'yes'], bkk: ['no', 'yes', 'yes'] }), preference('lead', null, early, fit)], asked: { seats: [...seats, coordinator], organisations, sides }, past: none }).find(({ slot }) => slot === early)!;
    expect(of('yes')).toMatchObject({ coordinators: [{ side: 'b', fits: ['yes'] }], cannot: [], soFar: [], no: ['bkk'] });
    expect(of('no')).toMatchObject({ coordinators: [{ side: 'b', fits: ['no'] }], cannot: ['b'], soFar: [], no: ['bkk'] });
  });

  test('none is recommended before anybody has answered, nor where each is one that a side cannot make', () => {
    expect(recommendedOf(ranked({}))).toBe(undefined);
    expect(recommendedOf([])).toBe(undefined);
    expect(recommendedOf(ranked({ un1: ['if-need-be'] }))?.slot).toBe(early);
    const all = { un1: ['yes', 'no', 'no'], un2: ['yes', 'no', 'no'], bkk: ['no', 'yes', 'yes'], rio: ['no', 'yes', 'yes'] } as const;
    expect(recommendedOf(ranked(all))).toBe(undefined);
    expect(recommendedOf(ranked({ ...all, rio: ['no', 'no', 'if-need-be'], un2: ['yes', 'no', 'if-need-be'] }))?.slot).toBe(late);
  });

  test('an organisation counts once, by its best answer', () => {
    const two = { ...thing.seat({ id: 'un1-alternate', role: 'alternate', organisation: 'un1' }) };
    const preferences = [...say({ un1: ['no', 'yes', 'yes'], un2: ['yes', 'yes', 'yes'], bkk: ['yes', 'yes', 'yes'], rio: ['yes', 'no', 'yes'] }), preference(two.id, 'un1', early, 'yes')];
    const result = rank({ slots: [early, noon, late], preferences, asked: { seats: [...seats, two], organisations, sides }, past: none });
    expect(result.map(({ slot, no }) => [slot, no])).toEqual([[late, []], [early, []], [noon, ['rio']]]);
  });

  test('of two that suit alike, the one that does not fall again on who has had most', () => {
    // 08:00 in Vienna is 04:00 in São Paulo; 16:30 ends at 22:30 in Bangkok.
    const yes = { un1: ['yes', 'no', 'yes'], un2: ['yes', 'no', 'yes'], bkk: ['yes', 'no', 'yes'], rio: ['yes', 'no', 'yes'] } as const;
    expect(ranked(yes).map(({ slot, below }) => [slot, below])).toEqual([[late, undefined], [early, 'strain'], [noon, 'cannot']]);
    const had: Strains = { of: new Map([['bkk', { early: 0, late: 3, night: 0 }], ['rio', { early: 0, late: 0, night: 0 }]]), unknown: [] };
    const result = ranked(yes, had);
    expect(result.map(({ slot }) => slot)).toEqual([early, late, noon]);
    expect(result[1]!.strained).toEqual([{ organisation: 'bkk', strain: 'late', before: { early: 0, late: 3, night: 0 } }]);
  });

  test('where nobody of a side has answered, that is said', () => {
    const result = ranked({ un1: ['yes', 'yes'], bkk: [undefined, 'if-need-be'] });
    expect(result.map(({ slot, unheard, below }) => [slot, unheard, below])).toEqual([[noon, [], undefined], [early, ['b'], 'unheard'], [late, ['a', 'b'], 'unheard']]);
  });

  test('of two that are alike in all, the earlier one', () => {
    const slots = [noon, '2027-03-12T13:00', '2027-03-10T12:00'];
    const result = rank({ slots, preferences: [], asked: { seats, organisations, sides }, past: none });
    expect(result.map(({ slot, below }) => [slot, below])).toEqual([['2027-03-10T12:00', undefined], [noon, 'later'], ['2027-03-12T13:00', 'later']]);
  });

  test('without slots, none', () => expect(fairest({ slots: null, zone: vienna, minutes: 60 }, [], { seats, organisations, sides }, none)).toEqual([]));
});
