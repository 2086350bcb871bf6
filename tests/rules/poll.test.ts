import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { attempt, UserError } from '#core/errors.ts';
import { t } from '#core/i18n.ts';
import { plain } from '#core/message.ts';
import { onClock } from '#core/time.ts';
import { readSlots } from '#rules/poll.ts';
import { answeredAll, standing, unanswered } from '#rules/preferences.ts';
import { fits, type Fit, type Preference } from '#rules/things.ts';
import { runs } from '#tests/support/runs.ts';
import { thing } from '#tests/support/things.ts';

const vienna = 'Europe/Vienna';
const now = Temporal.Instant.from('2027-03-01T08:00:00Z');
const around = { now, zone: vienna, field: 'slots' };
const read = (typed: string, zone = vienna) => readSlots(typed, zone, around);

function refused(typed: string, zone = vienna): { key: string; said: string; ways: string[] } {
  try {
    read(typed, zone);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.field).toBe('slots');
    for (const { label, value } of error.ways) {
      expect(label.length).toBeLessThanOrEqual(75);
      expect(read(value, zone).length).toBeGreaterThanOrEqual(3);
    }
    return { key: error.key.replace('error.poll.', ''), said: plain(t('en', error.key, error.params)), ways: error.ways.map(({ value }) => value) };
  }
  throw new Error(`was read: ${typed}`);
}

describe('the times of a poll', () => {
  const three = ['2027-03-09T15:00', '2027-03-11T10:00', '2027-03-12T16:30'];
  test.each<[string, string[]]>([
    ['Tue 9 Mar 15:00; Thu 11 Mar 10:00; Fri 12 Mar 16:30', three],
    ['9 March 3pm;11 March 10am;12 March 16.30;', three],
    ['Tue 9 Mar 15:00\nThu 11 Mar 10:00\r\nFri 12 Mar 16:30\n', three],
    ['- Tue 9 Mar 15:00\n- Thu 11 Mar 10:00\n• Fri 12 Mar 16:30', three],
    ['1) Tue 9 Mar 15:00\n2) Thu 11 Mar 10:00\n3) Fri 12 Mar 16:30', three],
    ['Fri 12 Mar 16:30； Tue 9 Mar 15:00； Thu 11 Mar 10:00', three],
    ['2027-03-09T15:00; 2027-03-11 10:00; 12 March 16:30 Vienna', three],
    // All are kept on the poll's clock. One place may be said of all.
    ['Tue 9 Mar 21:00 Bangkok; Thu 11 Mar 16:00 Bangkok; Fri 12 Mar 16:30 Vienna', three],
    ['Tue 9 Mar 21:00; Thu 11 Mar 16:00; Fri 12 Mar 22:30 all Bangkok time', three],
    ['Tue 9 Mar 21:00; Thu 11 Mar 16:00; Fri 12 Mar 22:30 (all Bangkok)', three],
    ['all Bangkok: Tue 9 Mar 21:00; Thu 11 Mar 16:00; Fri 12 Mar 22:30', three],
    ['Tue 9 Mar 15:00 Vienna; Thu 11 Mar 10:00; Fri 12 Mar 16:30', three],
    // Another clock that shows the same.
    ['Tue 9 Mar 15:00; Thu 11 Mar 10:00; Fri 12 Mar 16:30 Budapest', three],
    // Across the days on which New York and Vienna change their clocks.
    ['10 March 09:00; 17 March 09:00; 31 March 09:00 all New York', ['2027-03-10T15:00', '2027-03-17T14:00', '2027-03-31T15:00']],
    ['31 October 02:30 first; 1 Nov 10:00; 2 Nov 10:00', ['2027-10-31T02:30', '2027-11-01T10:00', '2027-11-02T10:00']],
  ])('%j', (typed, locals) => expect(read(typed)).toEqual(locals));

  test('on another clock than the group\'s', () => expect(read('9 Mar 15:00; 11 Mar 10:00; 12 Mar 16:30 all Vienna', 'Asia/Bangkok')).toEqual(['2027-03-09T21:00', '2027-03-11T16:00', '2027-03-12T22:30']));
  test('seven at most', () => expect(read(Array.from({ length: 7 }, (_, i) => `${i + 2} March 15:00`).join(';')).length).toBe(7));
});

describe('times of which some name a place and others none', () => {
  /** What is asked, and what each way is called, is read as, and says. */
  function asked(typed: string, zone = vienna) {
    try {
      read(typed, zone);
    } catch (error) {
      if (!(error instanceof UserError) || error.key !== 'error.poll.places') throw error;
      return { said: plain(t('en', error.key, error.params)), ways: error.ways.map(({ label, value }) => [label, read(value, zone).map((local) => local.slice(8)).join(' '), value]) };
    }
    throw new Error(`was read: ${typed}`);
  }
  test('are asked about: a place may be meant for all, from there on, or for that one only', () => {
    expect(asked('6 March 15:00; 7 March 15:00; 8 March 09:00 New York')).toEqual({
      said: 'Some times name a place (New York), others name none. On which clock are times 1, 2?',
      ways: [
        ['Vienna', '06T15:00 07T15:00 08T15:00', '6 March 15:00 Vienna; 7 March 15:00 Vienna; 8 March 09:00 New York'],
        ['New York', '06T21:00 07T21:00 08T15:00', '6 March 15:00 New York; 7 March 15:00 New York; 8 March 09:00 New York'],
      ],
    });
    expect(asked('10 March 09:00 New York; 17 March 09:00; 31 March 09:00').ways.map(([label]) => label)).toEqual(['New York', 'Vienna']);
    expect(asked('9 Mar 21:00; 11 Mar 16:00 Bangkok; 12 Mar 22:30').ways.map(([label]) => label)).toEqual(['1: Vienna · 3: Bangkok', 'Bangkok', 'Vienna']);
    expect(asked('9 Mar 15:00; 11 Mar 10:00; 12 Mar 16:30 Vienna', 'Asia/Bangkok').ways.map(([label]) => label)).toEqual(['Bangkok', 'Vienna']);
    expect(asked('9 Mar 15:00 Vienna; 11 Mar 10:00; 12 Mar 22:30 Bangkok; 13 Mar 20:00').ways.map(([label]) => label)).toEqual(['2: Vienna · 4: Bangkok', 'Vienna']);
  });
  test('but only as far as they can be asked about then', () => {
    expect(asked('1 March 10:00; 7 March 15:00; 8 March 09:00 Bangkok').ways.map(([label]) => label)).toEqual(['Vienna']);
    expect(refused('26 February 2027 10:00; 7 March 15:00; 8 March 09:00 Bangkok').said).toMatch(/Time 1 of 3: .* that is over/);
  });
});

describe('what cannot be asked about', () => {
  const [tue, thu, fri] = ['Tue 9 Mar 15:00', 'Thu 11 Mar 10:00', 'Fri 12 Mar 16:30'];
  const list = (...parts: string[]) => parts.join('; ');
  test.each<[string, string, RegExp, string[]]>([
    ['nothing', '', /no times/, []],
    ['separators only', ' ; ;\n', /no times/, []],
    ['too few', list(tue!, thu!), /2 times.*3 to 7/, []],
    ['too few, with their place apart', 'Bangkok all; Tue 15:00; Thu 15:00', /2 times.*3 to 7/, []],
    ['commas between them', 'Tue 9 Mar 15:00, Thu 11 Mar 10:00, Fri 12 Mar 16:30', /1 time here/, [list(tue!, thu!, fri!)]],
    ['or between them', 'Tue 9 Mar 15:00 or Thu 11 Mar 10:00 or Fri 12 Mar 16:30', /1 time here/, [list(tue!, thu!, fri!)]],
    ['too many', Array.from({ length: 8 }, (_, i) => `${i + 2} March 15:00`).join(';'), /8 times here.* 7 at most/, []],
    ['a thousand', 'x;'.repeat(1000), /1000|1,000/, []],
    ['no hour', list(tue!, 'Thu 11 Mar', fri!), /Time 2 of 3: "Thu 11 Mar" has no hour/, []],
    ['over', list(tue!, thu!, '26 February 2027 15:00'), /Time 3 of 3: "26 February 2027 15:00" is Fri 26 February 2027, 15:00 Vienna: that is over/, []],
    ['over, of four', list(tue!, '26 February 2027 15:00', thu!, fri!), /Time 2 of 4/, [list(tue!, thu!, fri!)]],
    ['this very minute', list(tue!, thu!, '1 March 2027 09:00'), /Time 3 of 3.*that is over/, []],
    ['twice the same', list(tue!, thu!, tue!), /Times 1 and 3 are the same: Tue 9 March 2027, 15:00 Vienna/, []],
    ['twice the same in two places', list(tue!, thu!, fri!, 'Thu 11 Mar 16:00 Bangkok').replace('15:00', '15:00 Vienna'), /Times 2 and 4/, [list('Tue 9 Mar 15:00 Vienna', thu!, fri!)]],
    ['an hour that the clock skips', list(tue!, '28 March 02:30', fri!), /Time 2 of 3: The time 02:30, Sun 28 March 2027 does not exist in Vienna/, [list(tue!, '2027-03-28 01:30 Vienna', fri!), list(tue!, '2027-03-28 03:30 Vienna', fri!)]],
    ['an hour that comes twice', list(tue!, thu!, '31 October 02:30'), /Time 3 of 3: The time 02:30, Sun 31 October 2027 occurs twice in Vienna/, [list(tue!, thu!, '2027-10-31 02:30 first Vienna')]],
    ['the second of two hours', list(tue!, thu!, '31 October 02:30 second'), /Time 3 of 3: The time 02:30.*occurs twice/, [list(tue!, thu!, '2027-10-31 02:30 first Vienna')]],
    ['an hour that comes twice on the poll\'s clock', list('9 March 21:00 Bangkok', '31 October 08:30 Bangkok', '12 March 22:30 Bangkok'), /Time 2 of 3: "31 October 08:30 Bangkok" is Sun 31 October 2027, 02:30 Vienna, an hour that occurs twice there/, []],
    ['an abbreviation', list(tue!, `${thu!} CET`, fri!), /Time 2 of 3: "CET" can be read/, [list(tue!, '2027-03-11 10:00 Vienna', fri!)]],
    ['a weekday that does not match', list('Mon 9 Mar 15:00', thu!, fri!), /Time 1 of 3: .*is not a Monday/, [list('2027-03-09 15:00', thu!, fri!), list('2027-03-08 15:00', thu!, fri!)]],
    ['a weekday that does not match, without an hour', list('Mon 9 Mar', thu!, fri!), /Time 1 of 3: .*is not a Monday/, []],
    ['a day that does not exist', list(tue!, '30 February 15:00', fri!), /Time 2 of 3: .*no 30 February/, [list(tue!, '2028-02-29 15:00', fri!)]],
    ['words', list(tue!, 'whenever you like', fri!), /Time 2 of 3: I cannot read|Time 2 of 3: I know no city/, []],
  ])('%s', (_what, typed, says, ways) => {
    const found = refused(typed);
    expect(found.said).toMatch(says);
    expect(found.ways).toEqual(ways);
  });

  /** Which is at fault, undefined where none is. */
  function faultOf(typed: string, zone: string): unknown {
    try {
      read(typed, zone);
      return undefined;
    } catch (error) {
      return error instanceof UserError ? [error.key, error.params['number'], error.params['second']] : error;
    }
  }
  const zones = ['Europe/Vienna', 'Asia/Bangkok', 'America/New_York', 'America/Sao_Paulo', 'Africa/Nairobi'];
  const moments = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 47 }), fc.constantFrom(...zones)), { minLength: 3, maxLength: 7 });
  const said = (at: Temporal.Instant, zone: string) => at.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ') + ` ${zone}`;
  prop.prop([moments, fc.constantFrom(...zones), fc.constantFrom('; ', ';', '\n', ' ;\r\n')], runs(300))('what is kept is what was said, in whichever place', (picked, zone, between) => {
    const instants = picked.map(([day, half]) => now.add({ hours: day * 24, minutes: half * 30 }));
    fc.pre(new Set(instants.map(String)).size === instants.length);
    const typed = picked.map(([, , place], i) => said(instants[i]!, place)).join(between);
    try {
      const kept = read(typed, zone);
      expect(kept.map((local) => onClock(local.slice(0, 10), local.slice(11), zone).toString())).toEqual(instants.toSorted(Temporal.Instant.compare).map(String));
      expect(read(kept.map((local) => `${local} ${zone}`).join('; '), zone)).toEqual(kept);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // Only on the night on which a clock is put back is there a time that cannot be kept.
      expect(plain(t('en', error.key, error.params))).toMatch(/occurs twice/);
    }
  });

  prop.prop([moments, fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }), fc.constantFrom(...zones)], runs(200))('whichever of them name their place: nothing is taken that could be meant otherwise', (picked, isNamed, zone) => {
    const parts = picked.map(([day, half, place], i) => {
      const text = said(now.add({ hours: day * 24, minutes: half * 30 }), place);
      return { place: isNamed[i] ? place : undefined, text: isNamed[i] ? text : text.replace(` ${place}`, '') };
    });
    const typed = parts.map(({ text }) => text).join('; ');
    const on = (clock: (i: number) => string) => attempt(() => read(parts.map(({ text, place }, i) => (place === undefined ? `${text} ${clock(i)}` : text)).join('; '), zone));
    const upTo = (i: number) => parts.slice(0, i).findLast(({ place }) => place !== undefined)?.place ?? zone;
    const found = attempt(() => read(typed, zone));
    if (found) for (const clock of [() => zone, upTo]) expect(on(clock)).toEqual(found);
    // It is asked only where it makes a difference.
    else if (on(() => zone)) expect(parts.some(({ place }) => place !== undefined && place !== zone)).toBe(true);
  });

  const words = fc.constantFrom('Tue', '9', 'Mar', '15:00', '25:00', ';', '\n', 'Vienna', 'CET', 'next', '31', 'October', '02:30', '28', 'March', '2027', '2020', 'first', 'second', 'or', ',', 'all', 'New York', 'CND', '-8w', '🙂', '10am', 'Bangkok');
  const lines = fc.array(fc.array(words, { maxLength: 5 }).map((all) => all.join(' ')), { maxLength: 8 }).map((all) => all.join(';'));
  prop.prop([fc.oneof(lines, fc.string({ unit: 'binary' })), fc.constantFrom(...zones)], runs(300))('whatever is typed is read or refused; what is offered instead can be read', (typed, zone) => {
    try {
      const kept = read(typed, zone);
      expect(kept.length).toBeGreaterThanOrEqual(3);
      expect(kept.length).toBeLessThanOrEqual(7);
      expect([...new Set(kept)].sort()).toEqual(kept);
      for (const local of kept) expect(Temporal.Instant.compare(onClock(local.slice(0, 10), local.slice(11), zone), now)).toBe(1);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      expect(plain(t('en', error.key, error.params)).length).toBeGreaterThan(30);
      // What is offered mends the first fault; another may follow it.
      for (const { value } of error.ways) expect(faultOf(value, zone)).not.toEqual(faultOf(typed, zone));
    }
  });
});

const organisation = (id: string, side: string | null, ended: string | null = null) => thing.organisation({ id, side, ended });
const organisations = new Map([organisation('un1', 'un'), organisation('un2', 'un'), organisation('net1', 'civil'), organisation('gone', 'civil', '2026-01-01'), organisation('outside', null)].map((each) => [each.id, each]));
const sides = [thing.side({ id: 'un' }), thing.side({ id: 'civil' })];
const seats = [...['un1', 'un2', 'net1', 'gone', 'outside'].flatMap((id) => [thing.seat({ id, organisation: id }), thing.seat({ id: `${id}-a`, role: 'alternate', organisation: id })]), thing.seat({ id: 'coordinator', role: 'coordinator', side: 'civil' }), thing.seat({ id: 'left', organisation: 'net1', ended: '2026-01-01T00:00:00.000Z' })];
const [one, two] = ['2027-03-09T15:00', '2027-03-11T10:00'];
const says = (seat: string, fit: Fit, slot = one): Preference => ({ meeting: 7, slot: slot!, seat, organisation: seat.startsWith('org/') ? seat.slice(4) : (seats.find(({ id }) => id === seat)!.organisation), fit, at: '' });
const stands = (...preferences: Preference[]) => standing([one!], preferences, { seats, organisations, sides })[0]!;

describe('how a slot stands', () => {
  test('nobody has answered', () => {
    const says0 = { yes: [], 'if-need-be': [], no: [] };
    expect(stands()).toEqual({ slot: one, sides: [{ side: 'un', says: says0, silent: ['un1', 'un2'] }, { side: 'civil', says: says0, silent: ['net1'] }], coordinators: [], cannot: [], soFar: [], unheard: ['un', 'civil'] });
  });
  test('so far is said of a side only while an organisation of it can still answer and no coordinator has', () => {
    expect(stands(says('un1', 'no')).soFar).toEqual([{ side: 'un', answered: 1, of: 2 }]);
    expect(stands(says('un1', 'no'), says('un2', 'no'), says('net1', 'no')).soFar).toEqual([]);
    expect(stands(says('coordinator', 'no'))).toMatchObject({ soFar: [], coordinators: [{ side: 'civil', fits: ['no'] }] });
  });
  test.each<[string, Preference[], string[], string[]]>([
    ['one no of a side of which nobody else has answered', [says('un1', 'no')], ['un'], ['civil']],
    ['one can', [says('un1', 'no'), says('un2', 'if-need-be')], [], ['civil']],
    ['an organisation by its best answer', [says('net1', 'no'), says('net1-a', 'yes')], [], ['un']],
    ['entered for an organisation', [says('org/net1', 'no')], ['civil'], ['un']],
    ['a coordinator counts for the side', [says('net1', 'no'), says('coordinator', 'yes')], [], ['un']],
    ['a coordinator who cannot', [says('coordinator', 'no')], ['civil'], ['un']],
    ['not whoever has left, has ended or stands outside', [says('left', 'no'), says('gone', 'no'), says('outside', 'no')], [], ['un', 'civil']],
    ['not what was said of another', [says('un1', 'no', two)], [], ['un', 'civil']],
  ])('%s', (_what, preferences, cannot, unheard) => expect([stands(...preferences).cannot, stands(...preferences).unheard]).toEqual([cannot, unheard]));

  const preferences = fc.uniqueArray(fc.tuple(fc.constantFrom(...seats.map(({ id }) => id)), fc.constantFrom(one!, two!), fc.constantFrom(...fits)).map(([seat, slot, fit]) => says(seat, fit, slot)), { selector: ({ seat, slot }) => `${seat} ${slot}` });
  prop.prop([preferences], runs(300))('each living organisation stands in one place; a side that cannot has nobody who can', (all) => {
    for (const { sides: found, cannot, soFar, unheard, slot } of standing([one!, two!], all, { seats, organisations, sides })) {
      for (const { side, says: said, silent } of found) {
        const listed = [...fits.flatMap((fit) => said[fit]), ...silent];
        expect(listed.toSorted()).toEqual([...organisations.values()].filter((each) => each.side === side && each.ended === null).map(({ id }) => id).sort());
        if (cannot.includes(side)) expect([said.yes, said['if-need-be']]).toEqual([[], []]);
        if (unheard.includes(side)) expect(listed).toEqual(silent);
        expect(cannot.includes(side) && unheard.includes(side)).toBe(false);
      }
      for (const { side, answered, of } of soFar) {
        const { says: said, silent } = found.find((each) => each.side === side)!;
        expect([cannot.includes(side), answered, of, silent.length > 0]).toEqual([true, said.no.length, said.no.length + silent.length, true]);
      }
      const own = all.filter((each) => each.slot === slot);
      for (const id of ['un1', 'un2', 'net1']) {
        const best = fits.find((fit) => own.some((each) => each.seat !== 'left' && each.organisation === id && each.fit === fit));
        expect(found.some(({ says: said, silent }) => (best === undefined ? silent : said[best]).includes(id))).toBe(true);
      }
    }
    const waiting = unanswered([one!, two!], all, seats);
    for (const seat of seats) expect(waiting.includes(seat)).toBe(!answeredAll([one!, two!], all, seat.id));
    for (const seat of seats) expect(answeredAll([one!, two!], all, seat.id)).toBe(all.filter((each) => each.seat === seat.id).length === 2);
  });
});
