import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { attendance, type Answers } from '#rules/attendance.ts';
import { replies, type Organisation, type Reply, type Rsvp, type Seat } from '#rules/things.ts';
import { runs } from '#tests/support/runs.ts';
import { thing } from '#tests/support/things.ts';

const at = '2027-03-10T14:00:00.000Z';
const organisation = (id: string, side: string | null, more: Partial<Organisation> = {}) => thing.organisation({ id, side, ...more });
const organisations = new Map([organisation('un1', 'un'), organisation('un2', 'un'), organisation('net1', 'civil'), organisation('net2', 'civil'), organisation('gone', 'civil', { ended: '2027-01-01' }), organisation('outside', null)].map((each) => [each.id, each]));
const sides = [thing.side({ id: 'civil' }), thing.side({ id: 'un' })];
const seats: Seat[] = [
  ...['un1', 'un2', 'net1', 'net2'].flatMap((id) => [thing.seat({ id: `${id}-f`, organisation: id }), thing.seat({ id: `${id}-a`, role: 'alternate', organisation: id })]),
  thing.seat({ id: 'coordinator-un', role: 'coordinator', side: 'un' }),
  thing.seat({ id: 'gone-f', organisation: 'gone', ended: '2027-01-01T00:00:00.000Z' }),
];
let hour = 0;
function rsvp(seat: string, reply: Reply, entered: string | null = null): Rsvp {
  const organisationOf = seat.startsWith('org/') ? seat.slice(4) : (seats.find(({ id }) => id === seat)?.organisation ?? null);
  return { meeting: 4, slot: '', seat, organisation: organisationOf, reply, entered, at: `2027-03-01T${String(hour++ % 24).padStart(2, '0')}:00:00.000Z` };
}
const found = (rsvps: readonly Rsvp[], held: readonly Seat[] = seats) => attendance(rsvps, held, organisations, sides, at);
const of = (rsvps: readonly Rsvp[], id: string, held: readonly Seat[] = seats) => found(rsvps, held).sides.flatMap((side) => side.organisations).find((each) => each.organisation === id);
const said = (answers: Answers) => replies.flatMap((reply) => answers[reply].map(({ seat, entered }) => `${seat} ${reply}${entered === null ? '' : ` by ${entered}`}`));

describe('who comes', () => {
  test('nobody has answered yet: by side, in the order of sides, living members only', () => {
    const result = found([]);
    expect(result.sides.map(({ side, organisations: own }) => [side, own.map((each) => each.organisation)])).toEqual([['civil', ['net1', 'net2']], ['un', ['un1', 'un2']]]);
    expect(result).toMatchObject({ represented: 0, of: 4, absent: ['civil', 'un'], silent: ['civil', 'un'], unanswered: ['net1', 'net2', 'un1', 'un2'] });
  });

  test('an organisation is present and has an apology', () => {
    const rsvps = [rsvp('un1-f', 'apologies'), rsvp('un1-a', 'attend')];
    expect(of(rsvps, 'un1')).toEqual({ organisation: 'un1', answers: { attend: [{ seat: 'un1-a', entered: null }], maybe: [], apologies: [{ seat: 'un1-f', entered: null }], alternate: [] }, answered: true, represented: true });
    expect(found(rsvps)).toMatchObject({ represented: 1, absent: ['civil'], silent: ['civil'], unanswered: ['net1', 'net2', 'un2'] });
  });

  test.each<[Reply, boolean]>([['attend', true], ['alternate', true], ['maybe', false], ['apologies', false]])('%s: represented %s, and answered in any case', (reply, represented) => {
    expect(of([rsvp('net1-f', reply)], 'net1')).toMatchObject({ represented, answered: true });
    expect(found([rsvp('net1-f', reply)])).toMatchObject({ absent: represented ? ['un'] : ['civil', 'un'], silent: ['un'] });
  });

  test('what was entered on behalf is marked, and gives way once the organisation speaks for itself', () => {
    const [early, entered] = [rsvp('net1-a', 'apologies'), rsvp('org/net1', 'attend', 'un1')];
    expect(said(of([entered], 'net1')!.answers)).toEqual(['org/net1 attend by un1']);
    expect(said(of([early, entered], 'net1')!.answers)).toEqual(['org/net1 attend by un1', 'net1-a apologies']);
    const own = rsvp('net1-f', 'apologies');
    expect(said(of([entered, own], 'net1')!.answers)).toEqual(['net1-f apologies']);
    expect(found([entered, own]).represented).toBe(0);
    // The word of a seat that has left before the meeting is no word of it.
    expect(said(of([entered, own], 'net1', seats.filter(({ id }) => id !== 'net1-f'))!.answers)).toEqual(['org/net1 attend by un1']);
  });

  test('a coordinator comes for the side and for no organisation', () => {
    const result = found([rsvp('coordinator-un', 'attend')]);
    expect(result).toMatchObject({ represented: 0, of: 4, absent: ['civil'], silent: ['civil'], unanswered: ['net1', 'net2', 'un1', 'un2'] });
    expect(said(result.sides[1]!.coordinators)).toEqual(['coordinator-un attend']);
  });

  test('whoever left before the meeting does not come; whoever left after it was there', () => {
    const left = (ended: string) => seats.map((each) => (each.id === 'net1-f' ? { ...each, ended } : each));
    expect(of([rsvp('net1-f', 'attend')], 'net1', left('2027-03-09T00:00:00.000Z'))).toMatchObject({ answered: false, represented: false });
    expect(of([rsvp('net1-f', 'attend')], 'net1', left('2027-03-11T00:00:00.000Z'))).toMatchObject({ answered: true, represented: true });
    expect(of([rsvp('gone-f', 'attend')], 'gone')).toBe(undefined);
  });

  test('an organisation that has ended since is listed where it took part', () => {
    const held = seats.map((each) => (each.id === 'gone-f' ? { ...each, ended: '2027-03-11T00:00:00.000Z' } : each));
    expect(of([rsvp('gone-f', 'attend')], 'gone', held)).toMatchObject({ represented: true });
    expect(found([rsvp('gone-f', 'attend')], held)).toMatchObject({ represented: 1, of: 5 });
  });

  const anyRsvps = fc.uniqueArray(fc.tuple(fc.constantFrom(...seats.map(({ id }) => id), 'org/un1', 'org/net1', 'org/net2', 'org/gone', 'stranger'), fc.constantFrom(...replies)), { selector: ([seat]) => seat }).map((all) => all.map(([seat, reply]) => rsvp(seat, reply, seat.startsWith('org/') ? 'un2' : null)));
  prop.prop([anyRsvps], runs(500))('adds up, each answer stands once, and the order of answers and seats does not matter', (rsvps) => {
    const result = found(rsvps);
    const all = result.sides.flatMap((side) => side.organisations);
    const listed = result.sides.flatMap((side) => [side.coordinators, ...side.organisations.map(({ answers }) => answers)]).flatMap(said);
    expect(new Set(listed).size).toBe(listed.length);
    for (const line of listed) expect(rsvps.some(({ seat, reply, entered }) => line === `${seat} ${reply}${entered === null ? '' : ` by ${entered}`}`)).toBe(true);
    expect(listed.some((line) => line.startsWith('stranger') || line.startsWith('gone-f'))).toBe(false);
    expect(all.filter(({ answered }) => answered).length + result.unanswered.length).toBe(result.of);
    expect(result.represented).toBeLessThanOrEqual(all.filter(({ answered }) => answered).length);
    expect(result.silent.every((side) => result.absent.includes(side))).toBe(true);
    // A living seat's own word always stands.
    for (const { seat, reply } of rsvps) if (seats.some(({ id, ended }) => id === seat && ended === null)) expect(listed).toContain(`${seat} ${reply}`);
    const other = attendance(rsvps.toReversed(), seats.toReversed(), organisations, sides, at);
    expect({ ...other, sides: [] }).toEqual({ ...result, sides: [] });
    expect(other.sides.flatMap((side) => [side.coordinators, ...side.organisations.map(({ answers }) => answers)]).flatMap(said).toSorted()).toEqual(listed.toSorted());
  });
});

