import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { calledSeats, meetingRoles, openRoles, runs as mayRun } from '#rules/called.ts';
import { roles, type Organisation, type Role, type Seat } from '#rules/things.ts';
import { runs } from '#tests/support/runs.ts';
import { thing } from '#tests/support/things.ts';

const organisation = (id: string, more: Partial<Organisation> = {}) => thing.organisation({ id, side: 'a', ...more });
const organisations = new Map([organisation('led'), organisation('leaderless', { side: 'b' }), organisation('empty'), organisation('gone', { ended: '2026-01-01' }), organisation('outside', { side: null })].map((each) => [each.id, each]));
const seat = (role: Role, of: string | null, ended: string | null = null): Seat =>
  thing.seat({ id: `${role} ${of}${ended === null ? '' : ' ended'}`, role, organisation: role === 'coordinator' ? null : of, side: role === 'coordinator' ? of : null, ended });
const called = (seats: readonly Seat[], answered: readonly string[] = []) => calledSeats(seats, organisations, new Set(answered)).map(({ id }) => id);
const ended = '2026-02-01T00:00:00.000Z';

describe('a meeting calls', () => {
  test.each<[string, Seat[], string[], string[]]>([
    ['focal points, and no alternates beside them', [seat('focal', 'led'), seat('alternate', 'led')], [], ['focal led']],
    ['alternates of whoever has no focal point', [seat('focal', 'led'), seat('alternate', 'leaderless')], [], ['focal led', 'alternate leaderless']],
    ['alternates of whoever has lost it', [seat('focal', 'led', ended), seat('alternate', 'led')], [], ['alternate led']],
    ['coordinators of both sides', [seat('coordinator', 'a'), seat('coordinator', 'b')], [], ['coordinator a', 'coordinator b']],
    ['whoever has answered', [seat('focal', 'led'), seat('alternate', 'led'), seat('observer', null)], ['alternate led', 'observer null'], ['focal led', 'alternate led', 'observer null']],
    ['nobody whose seat has ended, though they answered', [seat('focal', 'led', ended), seat('alternate', 'empty', ended), seat('coordinator', 'a', ended)], ['focal led ended', 'alternate empty ended', 'coordinator a ended'], []],
    ['nobody of outside bodies and of organisations that have ended', [seat('focal', 'gone'), seat('alternate', 'gone'), seat('focal', 'outside'), seat('alternate', 'outside')], [], []],
    ['no observers, chairs and note-takers as such', [seat('observer', null), seat('observer', 'led'), seat('chair', 'led'), seat('notetaker', 'empty')], [], []],
    ['no coordinator of no side', [thing.seat({ id: 'c', role: 'coordinator' })], [], []],
  ])('%s', (_what, seats, answered, expected) => expect(called(seats, answered)).toEqual(expected));

  test('all focal points of an organisation that has two', () => {
    const two = [{ ...seat('focal', 'led'), id: 'one' }, { ...seat('focal', 'led'), id: 'two' }];
    expect(called(two)).toEqual(['one', 'two']);
  });

  const seats = fc.uniqueArray(
    fc.tuple(fc.constantFrom(...roles), fc.constantFrom(...organisations.keys()), fc.constantFrom(null, null, ended)).map(([role, id, end]) => seat(role, role === 'coordinator' ? organisations.get(id)!.side : id, end)),
    { selector: ({ id }) => id, maxLength: 15 },
  );
  prop.prop([seats, fc.array(fc.nat(14))], runs(500))('each living organisation that has anybody, every coordinator, nobody twice and nobody who has left', (held, picks) => {
    const answered = new Set(picks.flatMap((at) => (held[at] ? [held[at].id] : [])));
    const found = calledSeats(held, organisations, answered);
    expect(found).toEqual(held.filter((each) => found.includes(each)));
    expect(found.every((each) => each.ended === null)).toBe(true);
    const living = held.filter((each) => each.ended === null);
    for (const each of living) if (answered.has(each.id)) expect(found).toContain(each);
    for (const each of living) if (each.role === 'coordinator' && each.side !== null) expect(found).toContain(each);
    for (const { id, side, ended: end } of organisations.values()) {
      const own = living.filter((each) => each.organisation === id && (each.role === 'focal' || each.role === 'alternate'));
      const calls = found.filter((each) => own.includes(each) && !answered.has(each.id));
      if (side === null || end !== null) expect(calls).toEqual([]);
      else if (own.length > 0) expect(found.some((each) => own.includes(each))).toBe(true);
      // Never both unless the alternate has answered.
      expect(new Set(calls.map(({ role }) => role)).size).toBeLessThanOrEqual(1);
    }
    // Whoever answers is called, and that changes nothing for the others.
    for (const each of living) expect(new Set(calledSeats(held, organisations, new Set([...answered, each.id])))).toEqual(new Set([...found, each]));
  });
});

describe('the roles of a meeting', () => {
  const meeting = { chair: 'led', convenor: 'leaderless', notetaker: null };
  test.each<[string, Seat, boolean]>([
    ['the chair\'s focal point', seat('focal', 'led'), true],
    ['the convenor\'s alternate', seat('alternate', 'leaderless'), true],
    ['an observer of the chair', seat('observer', 'led'), false],
    ['another organisation', seat('focal', 'empty'), false],
    ['a coordinator, by that alone', seat('coordinator', 'a'), false],
    ['whoever has left', seat('focal', 'led', ended), false],
    ['a seat of no organisation, where a role is nobody\'s', thing.seat({ role: 'focal', organisation: null }), false],
  ])('%s: %s', (_who, who, may) => expect(mayRun(meeting, who)).toBe(may));

  test.each<[string, Seat[], string[]]>([
    ['are filled by a focal point or an alternate', [seat('focal', 'led'), seat('alternate', 'leaderless')], []],
    ['stand open when a chair leaves', [seat('focal', 'led', ended), seat('observer', 'led'), seat('focal', 'leaderless')], ['chair']],
    ['stand open when all have left', [], ['chair', 'convenor']],
  ])('%s', (_what, seats, open) => expect(openRoles(meeting, seats)).toEqual(open));

  test('that are nobody\'s are not open', () => expect(openRoles({ chair: null, convenor: null, notetaker: null }, [])).toEqual([]));

  prop.prop([fc.array(fc.tuple(fc.constantFrom(...roles), fc.constantFrom('led', 'leaderless', 'empty'), fc.constantFrom(null, ended)).map(([role, of, end]) => seat(role, of, end))), fc.constantFrom(null, 'led', 'leaderless')], runs(200))('is open exactly when nobody may run it for its organisation', (seats, of) => {
    for (const role of meetingRoles) {
      const alone = { chair: null, convenor: null, notetaker: null, [role]: of };
      expect(openRoles(alone, seats)).toEqual(of !== null && !seats.some((each) => mayRun(alone, each)) ? [role] : []);
    }
  });
});
