import { expect, test } from 'vitest';
import { enteredFor, isSent, toAlternate } from '#rules/answernews.ts';
import type { Role, Rsvp, Seat } from '#rules/things.ts';

const seat = (id: string, role: Role, ended: string | null = null): Seat => ({ id, person_id: `p-${id}`, role, organisation: 'inpud', side: null, since: '2027-01-01T00:00:00.000Z', ended });
const [focal, ana, bo] = [seat('f', 'focal'), seat('a', 'alternate'), seat('b', 'alternate')];
const held = [focal, ana, bo];
const said = (from: string, reply: Rsvp['reply'], at = '10', more: Partial<Rsvp> = {}): Rsvp => ({ meeting: 4, slot: '', seat: from, organisation: 'inpud', reply, entered: from.startsWith('org/') ? 'unodc' : null, at: `2027-03-${at}T09:00:00.000Z`, ...more });

test('an alternate is to come as long as somebody else of the organisation, or for it, says so', () => {
  expect(isSent(ana, [], held)).toBe(false);
  expect(isSent(ana, [said('f', 'alternate')], held)).toBe(true);
  expect(isSent(ana, [said('f', 'alternate'), said('a', 'attend', '11')], held)).toBe(true);
  expect(isSent(ana, [said('f', 'attend')], held)).toBe(false);
  expect(isSent(ana, [said('f', 'alternate', '10', { organisation: 'hri' })], held)).toBe(false);
  // Who says that another comes is not that other.
  expect([isSent(ana, [said('a', 'alternate')], held), isSent(bo, [said('a', 'alternate')], held)]).toEqual([false, true]);
});

test('what was said for the organisation, or by whoever has left, counts until its focal point says something', () => {
  for (const from of ['org/inpud', 'former']) {
    expect(isSent(ana, [said(from, 'alternate')], held)).toBe(true);
    expect(isSent(ana, [said(from, 'alternate'), said('a', 'attend', '11')], held)).toBe(true);
    expect(isSent(ana, [said(from, 'alternate'), said('f', 'maybe', '11')], held)).toBe(false);
    expect(isSent(ana, [said('f', 'maybe', '09'), said(from, 'alternate')], held)).toBe(true);
  }
});

test('an alternate hears what is new, and nothing of what they cannot do or have said before they were asked', () => {
  const [never, asked, free] = [{ last: 'free', ever: false }, { last: 'asked', ever: true }, { last: 'free', ever: true }] as const;
  expect([never, asked, free].map((told) => toAlternate(true, told, undefined))).toEqual(['asked', undefined, 'asked']);
  expect([never, asked, free].map((told) => toAlternate(false, told, undefined))).toEqual([undefined, 'free', undefined]);
  expect([never, asked, free].map((told) => toAlternate(true, told, 'attend'))).toEqual([undefined, undefined, 'asked']);
  expect([never, asked, free].map((told) => toAlternate(false, told, 'maybe'))).toEqual([undefined, 'free', undefined]);
  for (const told of [never, asked, free]) expect([toAlternate(true, told, 'apologies'), toAlternate(false, told, 'apologies')]).toEqual([undefined, undefined]);
});

test('what others entered counts until somebody of the organisation speaks', () => {
  const entered = said('org/inpud', 'apologies');
  expect(enteredFor('inpud', [entered], held)).toBe(entered);
  expect(enteredFor('inpud', [entered, said('a', 'attend', '11')], held)).toBeUndefined();
  expect(enteredFor('inpud', [said('former', 'attend', '11'), entered], held)).toBe(entered);
  expect(enteredFor('hri', [entered], held)).toBeUndefined();
});
