import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { actors, coordinators, fitting, mayAgree, members, seatParts, sideOf, type Who } from '#rules/roles.ts';
import { roles, type Organisation, type Role, type Seat } from '#rules/things.ts';
import { runs } from '#tests/support/runs.ts';

const organisation = (id: string, side: string | null): Organisation => ({ id, acronym: id.toUpperCase(), name: id, side, scope: null, region: null, zone: null, successor: null, aliases: [], label: null, ended: null, note: null });
const organisations = new Map([organisation('unodc', 'agency'), organisation('inpud', 'civil'), organisation('hri', 'civil'), organisation('who', null)].map((each) => [each.id, each]));
const sides = [{ id: 'agency', label: 'UNODC side' }, { id: 'civil', label: 'Civil society side' }];
const seat = (role: Role, at: string | null, ended: string | null = null): Seat =>
  ({ id: `${role}-${at}`, person_id: 'p', role, organisation: role === 'coordinator' ? null : at, side: role === 'coordinator' ? at : null, since: '2013-02-21', ended });

describe('who may give a command', () => {
  const all = roles.map((role) => seat(role, role === 'coordinator' ? 'civil' : 'inpud'));
  test.each<[string, Who, readonly Role[]]>([
    ['anyone', 'anyone', roles],
    ['a reader', 'reader', roles],
    ['those who act for their organisation', members, ['focal', 'alternate']],
    ['those who act', actors, ['focal', 'alternate', 'coordinator']],
    ['a coordinator', coordinators, ['coordinator']],
    ['nobody', [], []],
  ])('%s', (_, who, expected) => expect(fitting(who, all).map(({ role }) => role)).toEqual(expected));
});

describe('the side a seat speaks for', () => {
  test.each<[Seat, string | null]>([[seat('focal', 'inpud'), 'civil'], [seat('coordinator', 'agency'), 'agency'], [seat('focal', 'who'), null], [seat('observer', null), null], [seat('focal', 'nowhere'), null]])('%j: %s', (one, side) => expect(sideOf(one, organisations)).toBe(side));
});

describe('who gives the other side\'s yes', () => {
  const civil = seat('coordinator', 'civil');
  const agency = seat('coordinator', 'agency');
  test.each<[string, Seat, readonly Seat[], boolean]>([
    ['its coordinator', civil, [civil, agency], true],
    ['the coordinator of the side that proposed', agency, [civil, agency], false],
    ['a focal point where its side has a coordinator', seat('focal', 'inpud'), [civil], false],
    ['a focal point where its side has none', seat('focal', 'inpud'), [agency], true],
    ['a focal point of the side that proposed', seat('focal', 'unodc'), [], false],
    ['an alternate', seat('alternate', 'inpud'), [], false],
    ['an observer', seat('observer', null), [], false],
    ['an outside body', seat('focal', 'who'), [], false],
    ['a coordinator who has left', seat('coordinator', 'civil', '2013-03-01'), [], false],
    ['a focal point whose coordinator has left', seat('focal', 'hri'), [seat('coordinator', 'civil', '2013-03-01')], true],
  ])('%s', (_, one, held, yes) => expect(mayAgree(one, 'agency', held, organisations)).toBe(yes));

  const seats = fc.constantFrom(...roles).chain((role) => fc.constantFrom(...(role === 'coordinator' ? ['agency', 'civil'] : ['unodc', 'inpud', 'hri', 'who', null])).map((at) => seat(role, at)));
  prop.prop([seats, fc.array(seats, { maxLength: 6 }), fc.constantFrom('agency', 'civil')], runs(300))('never the side that proposed, and never someone of no side', (one, held, proposed) => {
    const side = sideOf(one, organisations);
    if (side === proposed || side === null) expect(mayAgree(one, proposed, held, organisations)).toBe(false);
  });
  prop.prop([fc.array(seats, { maxLength: 6 })], runs(200))('someone can, as long as the other side has a coordinator or a focal point', (held) => {
    const able = held.some((one) => ['coordinator', 'focal'].includes(one.role) && sideOf(one, organisations) === 'civil');
    expect(held.some((one) => mayAgree(one, 'agency', held, organisations))).toBe(able);
  });
});

describe('what a seat is called', () => {
  test.each<[Seat, unknown]>([
    [seat('focal', 'inpud'), { role: 'focal', former: false, of: 'INPUD' }],
    [seat('coordinator', 'civil'), { role: 'coordinator', former: false, of: 'Civil society side' }],
    [seat('observer', null), { role: 'observer', former: false, of: '' }],
    [seat('alternate', 'inpud', '2013-03-01'), { role: 'alternate', former: true, of: 'INPUD' }],
    [seat('focal', 'nowhere'), { role: 'focal', former: false, of: '' }],
  ])('%j', (one, parts) => expect(seatParts(one, organisations, sides)).toEqual(parts));
});
