import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { readGroupFile } from '#rules/groupfile.ts';
import type { FileFault } from '#rules/readfile.ts';
import { runs } from '#tests/support/runs.ts';
import { sample, sampleText } from '#tests/support/world.ts';

type Path = readonly (string | number)[];
type Json = Record<string | number, unknown>;

/** A small group with every field that is read. */
const whole = {
  schemaVersion: 1, kind: 'group',
  group: {
    id: 'small', name: 'Small group', convenor: 'un', timeZone: 'Europe/Vienna', formedOn: '2013-02-21', languages: ['en'],
    sides: [{ id: 'agency', label: 'UN side', organisations: ['un'] }, { id: 'civil', label: 'Civil society', organisations: ['net', 'old'] }],
    planPeriod: { start: '2013-02-21', end: '2015-12-31' },
  },
  organisations: [
    { id: 'un', acronym: 'UN', name: 'An agency', scope: 'global', region: 'Europe', timeZone: 'Europe/Vienna', publicLabel: 'an agency', aliases: ['Agency'], scopeNote: 'A note', isConvenor: true },
    { id: 'net', acronym: 'NET', name: 'A network', renamedTo: { name: 'The network', on: '2020' } },
    { id: 'old', acronym: 'OLD', name: 'An old one', endedOn: '2017-05', successor: { acronym: 'NEW' } },
    { id: 'bank', acronym: 'Bank', name: 'A bank' },
  ],
  roles: [{ organisation: 'net', kind: 'focal-point' }],
  commitments: [
    {
      id: 'com-1', number: 1, title: 'First', text: 'The agreed text', theme: 'data', lead: 'un', leadBasis: 'stated', counterpart: 'net', partners: ['civil', 'bank'],
      due: '2014-03-13', duePrecision: 'day', dueFrom: { event: 'ev-one', offset: '-8w' }, dueBasis: 'said so', recurring: true,
      milestones: [{ id: 'm-1', title: 'Draft', due: '2014-01-01', dueFrom: { event: 'ev-one', offset: '0d' }, dueBasis: 'said so' }],
    },
    { id: 'com-2', number: 2, title: 'Second' },
  ],
  meetings: [{ id: 'mtg', title: 'The meeting', date: '2013-02-21', timeZone: 'Europe/Vienna', endAt: '2013-02-21T17:30:00+01:00', decisions: ['dec-1'] }],
  decisions: [{ id: 'dec-1', refersTo: ['com-1'] }],
  keyEvents: [{ id: 'ev-one', title: 'A session', kind: 'cnd-session', start: '2014-03-13', end: '2014-03-21', precision: 'day', city: 'Vienna', timeZone: 'Europe/Vienna', certainty: 'confirmed', source: 'S1', note: 'A note',
    basis: 'A pattern', time: '10:00', yearly: false, alternatives: [{ start: '2014-03-20', end: '2014-03-28' }], remindDaysBefore: [30, 0], of: 'ev-one', addressee: 'The secretariat', paper: 'A form' }],
};

/** A path as a fault names it, but for what its entries are called. */
const placeOf = (path: Path) => path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('').slice(1);
const bare = (place: string) => place.replace(/ \([^)]*\)/g, '');

const textOf = (data: unknown) => JSON.stringify(data);
const faultsOf = (text: string): readonly FileFault[] => {
  const read = readGroupFile(text);
  return 'faults' in read ? read.faults : [];
};
/** The data with the value at a path replaced; without it when that is undefined. */
function changed<T>(data: T, path: Path, value: unknown): T {
  const copy = structuredClone(data);
  let at = copy as Json;
  for (const part of path.slice(0, -1)) at = at[part] as Json;
  at[path.at(-1)!] = value;
  return copy;
}
const at = (data: unknown, path: Path) => path.reduce<unknown>((value, part) => (value as Json)[part], data);
function paths(data: unknown, before: Path = []): Path[] {
  if (typeof data !== 'object' || data === null) return [before];
  const inner = Array.isArray(data) ? [...data.entries()] : Object.entries(data);
  return [...(before.length > 0 ? [before] : []), ...inner.flatMap(([name, value]) => paths(value, [...before, name]))];
}
const all = paths(whole);
const shown = (list: readonly Path[]) => list.map((path) => [path.join('.'), path] as const);

/** What must be there, by the last name of its path; all else may be left out. */
const required = new Set(['schemaVersion', 'kind', 'group', 'id', 'name', 'sides', 'label', 'organisations', 'start', 'end', 'acronym', 'number', 'title', 'event', 'offset', 'certainty', 'organisation']);
const mayLack = new Set(['keyEvents.0.start', 'keyEvents.0.end', 'keyEvents.0.alternatives.0.end', 'commitments.0.milestones.0.id']);

describe('a group\'s file', () => {
  test('of 2013 is right', () => expect(faultsOf(sampleText)).toEqual([]));
  test('with every field, or with the least of them, is right', () => {
    expect(faultsOf(textOf(whole))).toEqual([]);
    expect(faultsOf(`\ufeff${textOf(whole)}`)).toEqual([]);
    const least = { schemaVersion: 1, kind: 'group', group: { id: 'g', name: 'G', sides: [{ id: 'a', label: 'A', organisations: [] }, { id: 'b', label: 'B', organisations: [] }] }, organisations: [{ id: 'x', acronym: 'X', name: 'X' }] };
    expect(faultsOf(textOf(least))).toEqual([]);
  });
  test('is read with the names of zones as they are now, and without what nobody asked for', () => {
    const read = readGroupFile(textOf(changed(changed(whole, ['organisations', 0, 'timeZone'], 'asia/calcutta'), ['organisations', 0, 'contactPerson'], 'A Name')));
    if ('faults' in read) throw new Error(textOf(read.faults));
    expect(read.file.organisations[0]!.timeZone).toBe('Asia/Kolkata');
    expect(textOf(read.file)).not.toContain('A Name');
  });

  test.each(shown(all.filter((path) => typeof path.at(-1) === 'string')))('without %s', (name, path) => {
    const faults = faultsOf(textOf(changed(whole, path, undefined)));
    const isRequired = required.has(String(path.at(-1))) && !mayLack.has(name);
    if (isRequired) expect(faults.map(({ place, fault }) => `${bare(place)} ${fault}`)).toContain(`${placeOf(path)} is missing`);
    // What refers to a thing that is gone is a fault of its own.
    else expect(faults.filter(({ fault }) => !/^"[\w-]+" is no (entry|decision|key event) of this file$/.test(fault))).toEqual([]);
  });

  test.each(shown(all))('with something of another kind at %s', (_, path) => {
    const right = at(whole, path);
    const odd: unknown = typeof right === 'string' ? 42 : typeof right === 'object' ? 'text' : [];
    for (const wrong of [odd, { ['__proto__']: 1 }]) {
      if (typeof right === 'object' && !Array.isArray(right) && typeof wrong === 'object') continue;
      const faults = faultsOf(textOf(changed(whole, path, wrong))).filter(({ place }) => bare(place) === placeOf(path));
      expect(faults).toHaveLength(1);
      expect(faults[0]!.fault).toMatch(/^(must be|is no|is missing)/);
    }
  });

  const references = all.filter((path) => typeof at(whole, path) === 'string' && (/^(convenor|lead|counterpart|event|organisation)$/.test(String(path.at(-1))) || (typeof path.at(-1) === 'number' && !['aliases', 'languages'].includes(String(path.at(-2))))));
  test.each(shown(references))('with a reference to nothing at %s', (_, path) => {
    expect(faultsOf(textOf(changed(whole, path, 'nowhere'))).map(({ place, fault }) => [bare(place), fault])).toEqual([[placeOf(path), expect.stringMatching(/^"nowhere" is no .* of this file$/)]]);
  });
  test('has its references all looked at', () => expect(references.map((path) => path.join('.'))).toHaveLength(13));

  test.each<[string, Path, unknown, string, string]>([
    ['a number twice', ['commitments', 1, 'number'], 1, 'commitments[1] (number 1).number', '"1" stands here a second time'],
    ['an id twice', ['commitments', 1, 'id'], 'com-1', 'commitments[1] (number 2).id', '"com-1" stands here a second time'],
    ['an organisation twice', ['organisations', 1, 'id'], 'un', 'organisations[1] (NET).id', '"un" stands here a second time'],
    ['an acronym that differs in case only', ['organisations', 1, 'acronym'], 'u.n.', 'organisations[1] (u.n.).acronym', '"un" stands here a second time'],
    ['a side called like an organisation', ['organisations', 3, 'id'], 'civil', 'organisations[3] (Bank).id', '"civil" stands here a second time'],
    ['an organisation on both sides', ['group', 'sides', 1, 'organisations'], ['net', 'old', 'un'], 'group.sides[1] (civil).organisations[2]', '"un" is already on a side'],
    ['an organisation twice on its side', ['group', 'sides', 1, 'organisations'], ['net', 'old', 'net'], 'group.sides[1] (civil).organisations[2]', '"net" is already on a side'],
    ['one side', ['group', 'sides'], [{ id: 'civil', label: 'C', organisations: [] }], 'group.sides', 'must have at least 2'],
    ['three sides', ['group', 'sides', 2], { id: 'third', label: 'C', organisations: [] }, 'group.sides', 'must have no more than 2'],
    ['a zone that is none', ['organisations', 1, 'timeZone'], 'Europe/Atlantis', 'organisations[1] (NET).timeZone', 'is no zone name such as Europe/Vienna'],
    ['an abbreviation for a zone', ['group', 'timeZone'], 'CET', 'group.timeZone', 'is no zone name such as Europe/Vienna'],
    ['a day that does not exist', ['commitments', 0, 'due'], '2014-02-30', 'commitments[0] (number 1).due', 'is no day such as 2013-02-21'],
    ['a day in another form', ['keyEvents', 0, 'start'], '13.03.2014', 'keyEvents[0] (ev-one).start', 'is no day such as 2013-02-21'],
    ['a day of another age', ['group', 'formedOn'], '0213-02-21', 'group.formedOn', 'is no day such as 2013-02-21'],
    ['a time without an offset', ['meetings', 0, 'endAt'], '2013-02-21T17:30:00', 'meetings[0] (mtg).endAt', 'is no time such as 2013-02-21T17:30:00+01:00'],
    ['an end before its start', ['keyEvents', 0, 'end'], '2014-03-12', 'keyEvents[0] (ev-one).end', 'is before its start, 2014-03-13'],
    ['a plan that ends before it starts', ['group', 'planPeriod', 'end'], '2012-12-31', 'group.planPeriod.end', 'is before its start, 2013-02-21'],
    ['an offset in months', ['commitments', 0, 'dueFrom', 'offset'], '-2m', 'commitments[0] (number 1).dueFrom.offset', 'is no offset such as -8w or 0d'],
    ['a certainty that is none', ['keyEvents', 0, 'certainty'], 'sure', 'keyEvents[0] (ev-one).certainty', 'must be confirmed or announced or estimate or unknown'],
    ['another version', ['schemaVersion'], 2, 'schemaVersion', 'must be 1'],
    ['a number that is none', ['commitments', 0, 'number'], 1.5, 'commitments[0] (com-1).number', 'must be a whole number'],
    ['number 0', ['commitments', 0, 'number'], 0, 'commitments[0] (number 0).number', 'must be at least 1'],
    ['too long a title', ['commitments', 0, 'title'], 'x'.repeat(201), 'commitments[0] (number 1).title', 'is longer than 200 characters'],
    ['a title that nobody sees', ['commitments', 0, 'title'], '\u200b', 'commitments[0] (number 1).title', 'must hold visible, whole characters'],
    ['half a character', ['commitments', 0, 'title'], 'x\ud800', 'commitments[0] (number 1).title', 'must hold visible, whole characters'],
    ['an id in capitals', ['commitments', 0, 'id'], 'COM 1', 'commitments[0] (number 1).id', 'must be lower-case letters, digits and hyphens'],
    ['an acronym of marks', ['organisations', 1, 'acronym'], '?!', 'organisations[1] (?!).acronym', 'must hold a letter or digit'],
    ['an event called like a year', ['keyEvents', 0, 'id'], 'ev-2015', 'keyEvents[0] (ev-2015).id', 'must hold a letter after ev- or cal-'],
    ['a year of the end in words', ['organisations', 2, 'endedOn'], 'in 2017', 'organisations[2] (OLD).endedOn', 'is no date such as 2017, 2017-06 or 2017-06-30'],
  ])('with %s', (_, path, value, place, fault) => expect(faultsOf(textOf(changed(whole, path, value)))).toContainEqual({ place, fault }));
  test('with two events that are the same without the prefix of the file', () => {
    const faults = faultsOf(textOf(changed(whole, ['keyEvents', 1], { ...whole.keyEvents[0], id: 'cal-one' })));
    expect(faults).toEqual([{ place: 'keyEvents[1] (cal-one).id', fault: '"one" stands here a second time' }]);
  });

  test('with several faults has all of them named at once, references too', () => {
    const wrong: readonly [Path, unknown][] = [
      [['commitments', 0, 'title'], undefined], [['commitments', 0, 'lead'], 'nobody'], [['commitments', 1, 'number'], 1], [['organisations', 0, 'timeZone'], 'Mars/Base'],
      [['group', 'sides', 1, 'organisations', 0], 'un'], [['keyEvents', 0, 'end'], '2014-01-01'], [['group', 'name'], 7], [['meetings', 0, 'decisions', 0], 'dec-9'],
    ];
    const faults = faultsOf(textOf(wrong.reduce((data, [path, value]) => changed(data, path, value), whole)));
    expect(faults.map(({ place }) => bare(place)).toSorted()).toEqual(wrong.map(([path]) => placeOf(path)).toSorted());
  });
  const anyPath = fc.constantFrom(...paths(sample));
  prop.prop([fc.array(fc.tuple(anyPath, fc.constantFrom(null, 42, 'nowhere', [], {}, '', true, '\ud800', Infinity, [[[]]])), { minLength: 1, maxLength: 4 })], runs(60))('of 2013 with anything anywhere is right or has its faults named by place', (changes) => {
    let data = sample as unknown;
    for (const [path, value] of changes) {
      try {
        data = changed(data, path, value);
      } catch {
        // an earlier change has taken the place away
      }
    }
    for (const { place, fault } of faultsOf(textOf(data))) {
      expect(place).toMatch(/^(the file|[a-zA-Z]+(\[\d+\]( \([^)]+\))?|\.[a-zA-Z]+)*)$/);
      expect(fault).toMatch(/^(is|must|"|stands)/);
      expect(fault).not.toMatch(/undefined|\[object/);
    }
  });
});

describe('what is no group\'s file', () => {
  test.each<[string, string]>([
    ['nothing', ''],
    ['words', 'hello'],
    ['half a file', sampleText.slice(0, -40)],
    ['a page', '<!doctype html>'],
    ['half a character', '"\ud83d'],
    ['an endless list', '['.repeat(500_000)],
  ])('%s is no JSON', (_, text) => expect(faultsOf(text)).toEqual([{ place: 'the file', fault: expect.stringMatching(/^is no JSON: /) }]));
  test.each<[string, string]>([['null', 'null'], ['a number', '4'], ['a text', '"x"'], ['a list', '[]'], ['a deep list', '['.repeat(200_000) + ']'.repeat(200_000)]])('%s is no group', (_, text) => {
    expect(faultsOf(text)).toEqual([{ place: 'the file', fault: 'must be an object with fields' }]);
  });
  test.each<[string, string]>([['empty', '{}'], ['of JavaScript\'s own names', '{"__proto__":{"kind":"group","schemaVersion":1},"constructor":{},"toString":[]}']])('an object %s lacks everything', (_, text) => {
    expect(faultsOf(text)).toEqual(['schemaVersion', 'kind', 'group', 'organisations'].map((place) => ({ place, fault: 'is missing' })));
  });
  test('names that mean something to JavaScript are names like others', () => {
    const faults = faultsOf(textOf(changed(changed(whole, ['commitments', 0, 'lead'], 'constructor'), ['commitments', 0, 'counterpart'], '__proto__')));
    expect(faults.map(({ place }) => place)).toEqual(['commitments[0] (number 1).counterpart', 'commitments[0] (number 1).lead']);
    expect(({} as Json).kind).toBeUndefined();
  });
  test('a file of a megabyte is read through', () => {
    const commitments = Array.from({ length: 2000 }, (_, i) => ({ id: `com-${i}`, number: i + 1, title: 'x'.repeat(200), text: 'y'.repeat(230) }));
    const big = { ...whole, commitments, decisions: [], meetings: [] };
    expect(textOf(big).length).toBeGreaterThan(900_000);
    expect(faultsOf(textOf(big))).toEqual([]);
    const faulty = { ...whole, commitments: Array.from({ length: 40_000 }, (_, i) => ({ number: i % 2 ? 1 : 0.5 + i })) };
    // Every second number is 1: 19,999 of them stand there again, there are too many commitments, and the decision's has gone.
    expect(faultsOf(textOf(faulty)).length).toBe(20_001);
  });
});

test('a slip in a field’s name is named, so that nothing written under it is lost', () => {
  const file = structuredClone(sample);
  file.commitments[3].theem = file.commitments[3].theme;
  delete file.commitments[3].theme;
  file.organisations[2].timezone = file.organisations[2].timeZone;
  delete file.organisations[2].timeZone;
  file.organisations[2].homepage = 'ignored as before';
  expect(readGroupFile(JSON.stringify(file))).toEqual({
    faults: [
      { place: 'organisations[2] (HRI).timezone', fault: 'is no field that is read; "timeZone" is meant, perhaps' },
      { place: 'commitments[3] (number 4).theem', fault: 'is no field that is read; "theme" is meant, perhaps' },
    ],
  });
});
