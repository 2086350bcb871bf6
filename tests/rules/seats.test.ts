import { describe, expect, test } from 'vitest';
import { passedOn } from '#rules/handover.ts';
import { holderOf, keeperOf, mayOffer, type Place } from '#rules/seats.ts';
import type { Commitment, Organisation, Report, Role, Seat } from '#rules/things.ts';

const organisation = (id: string, side: string | null): Organisation => ({ id, acronym: id, name: id, side, scope: null, region: null, zone: null, successor: null, aliases: [], label: null, ended: null, note: null });
const organisations = new Map([organisation('a1', 'a'), organisation('a2', 'a'), organisation('b1', 'b'), organisation('out', null)].map((each) => [each.id, each]));
const seat = (role: Role, at: string | null): Seat => ({ id: `${role} ${at}`, person_id: 'p', role, organisation: role === 'coordinator' ? null : at, side: role === 'coordinator' ? at : null, since: '', ended: null });
const place = (role: Role, organisation: string | null, side: string | null = null): Place => ({ role, organisation, side });

const a1 = seat('focal', 'a1');
const alternate = seat('alternate', 'a1');
const coordinator = seat('coordinator', 'a');
const b1 = seat('focal', 'b1');

describe('who looks after the seats of a side', () => {
  test.each([
    ['its coordinator', coordinator, [coordinator, a1], 'a'],
    ['a focal point where there is no coordinator', a1, [a1, b1, seat('coordinator', 'b')], 'a'],
    ['no focal point where there is one', a1, [a1, coordinator], null],
    ['never an alternate', alternate, [alternate], null],
    ['never an observer', seat('observer', null), [], null],
    ['never an outside body', seat('focal', 'out'), [], null],
  ])('%s', (_what, who, held, side) => expect(keeperOf(who, held, organisations)).toBe(side));
});

describe('who may offer a seat', () => {
  const all = [a1, alternate, coordinator, b1];
  test.each([
    ['a coordinator, of its side', coordinator, place('focal', 'a2'), all, true],
    ['a coordinator, not of the other side', coordinator, place('focal', 'b1'), all, false],
    ['a coordinator, not the other side\'s coordinator', coordinator, place('coordinator', null, 'b'), all, false],
    ['a coordinator, an observer', coordinator, place('observer', null), all, true],
    ['a focal point, its own alternate', a1, place('alternate', 'a1'), all, true],
    ['a focal point, not another\'s alternate', a1, place('alternate', 'a2'), all, false],
    ['a focal point, not an observer', a1, place('observer', null), all, false],
    ['an alternate, nothing', alternate, place('alternate', 'a1'), all, false],
    ['a focal point without a coordinator, its side\'s seats', b1, place('coordinator', null, 'b'), all, true],
    ['a focal point without a coordinator, not the other side\'s', b1, place('focal', 'a2'), all, false],
  ])('%s', (_what, who, what, held, may) => expect(mayOffer(who, what, held, organisations)).toBe(may));
});

test('only focal points and coordinators are single', () => {
  const held = [a1, alternate, coordinator];
  expect(holderOf(place('focal', 'a1'), held)).toBe(a1);
  expect(holderOf(place('focal', 'a2'), held)).toBeUndefined();
  expect(holderOf(place('alternate', 'a1'), held)).toBeUndefined();
  expect(holderOf(place('coordinator', null, 'a'), held)).toBe(coordinator);
});

describe('what passes on to a successor', () => {
  const base: Commitment = {
    number: 1, title: 't', text: null, theme: null, source: null, item: null, lead: 'x', basis: null, offered: null, counterpart: null, partners: [],
    due: { by: 'none' }, due_note: null, recurring: false, state: 'agreed', proposed: null, agreed: null, amendment: null,
  };
  const report = (status: Report['status']): Report => ({ commitment: 1, organisation: 'a1', status, note: null, at: '', entered: null, was: null });
  test.each<[string, Partial<Commitment>, Partial<Commitment>, Report[]]>([
    ['a lead becomes a question', { lead: 'a1', basis: 'stated' }, { lead: null, basis: null, offered: 'a2' }, []],
    ['a lead whose work is under way, too', { lead: 'a1' }, { lead: null, offered: 'a2' }, [report('on-track')]],
    ['a question stays one', { lead: null, offered: 'a1' }, { lead: null, offered: 'a2' }, []],
    ['one who was asked before stays asked', { lead: 'a1', offered: 'b1' }, { lead: null, offered: 'b1' }, []],
    ['a counterpart moves', { counterpart: 'a1' }, { counterpart: 'a2' }, []],
    ['support moves, without doubling', { partners: ['a1', 'a2', 'b'] }, { partners: ['a2', 'b'] }, []],
    ['whoever leads does not become its own counterpart or supporter', { lead: 'a2', counterpart: 'a1', partners: ['a1', 'b'] }, { lead: 'a2', counterpart: null, partners: ['b'] }, []],
  ])('%s', (_what, before, after, reports) => expect(passedOn({ ...base, ...before }, reports, 'a1', 'a2')).toEqual({ ...base, ...after }));
  test.each<[string, Commitment, Report[]]>([
    ['what is done', { ...base, lead: 'a1' }, [report('done')]],
    ['what was declined', { ...base, lead: 'a1', state: 'declined' }, []],
    ['what it has no part in', base, []],
  ])('%s stays', (_what, commitment, reports) => expect(passedOn(commitment, reports, 'a1', 'a2')).toBe(commitment));
});
