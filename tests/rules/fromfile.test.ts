import { describe, expect, test } from 'vitest';
import { fromFile, type Imported } from '#rules/fromfile.ts';
import { readGroupFile, type GroupFile } from '#rules/groupfile.ts';
import { usualSettings, type Due } from '#rules/things.ts';
import { sample, sampleText } from '#tests/support/world.ts';

function read(text: string): GroupFile {
  const result = readGroupFile(text);
  if ('faults' in result) throw new Error(JSON.stringify(result.faults));
  return result.file;
}
const importedOn = (day: string, file = read(sampleText)): Imported => fromFile(file, Temporal.Instant.from(`${day}T08:00:00Z`));
const imported = importedOn('2013-02-22');
const organisation = (id: string, from = imported) => from.organisations.find((each) => each.id === id)!;
const commitment = (number: number, from = imported) => from.commitments.find((each) => each.number === number)!;

/** The sample with its first commitment due so. */
const dueOf = (fields: object): Due => {
  const data = structuredClone(sample);
  Object.assign(data.commitments[0], { due: null, dueFrom: null, duePrecision: null, ...fields });
  return commitment(1, importedOn('2013-02-22', read(JSON.stringify(data)))).due;
};

describe('the group of 2013, as it was imported', () => {
  test('has its two sides, 21 organisations, 17 events and 15 commitments', () => {
    expect(imported.group).toEqual({ id: 'unodc-cso-group', name: 'UNODC and civil society group on drug use and HIV', zone: 'Europe/Vienna', language: 'en', settings: usualSettings });
    expect(imported.sides).toEqual([{ id: 'civil-society-side', label: 'Civil society side' }, { id: 'agency-side', label: 'UNODC side' }]);
    expect([imported.organisations, imported.events, imported.commitments].map(({ length }) => length)).toEqual([21, 17, 15]);
    expect(imported.commitments.map(({ title }) => title)).toEqual(sample.commitments.map(({ title }: { title: string }) => title));
    expect(imported.commitments.every(({ text, state, amendment, offered, proposed }) => text === null && state === 'agreed' && amendment === null && offered === null && proposed === null)).toBe(true);
  });
  test('was agreed at the end of its meeting, whose decision each commitment is', () => {
    expect(imported.agreed.toString()).toBe('2013-02-21T16:30:00Z');
    expect(new Set(imported.commitments.map(({ agreed }) => agreed))).toEqual(new Set(['2013-02-21T16:30:00.000Z']));
    expect(commitment(4)).toMatchObject({ source: 'Informal consultation of UNODC and civil society on drug use and HIV, Thu 21 February 2013', item: '4' });
  });
  test('has organisations of a side and outside bodies', () => {
    expect(['unodc', 'inpud', 'who'].map((id) => organisation(id).side)).toEqual(['agency-side', 'civil-society-side', null]);
  });
  test('has owners, no owners, dates and no dates as the file has them', () => {
    expect([1, 5, 9].map((number) => commitment(number).lead)).toEqual(['unodc', null, null]);
    expect([1, 11, 14, 15].map((number) => commitment(number).due)).toEqual([{ by: 'none' }, { by: 'event', event: 'ungass2016', days: 0 }, { by: 'event', event: 'vilnius-2013', days: -1 }, { by: 'event', event: 'vilnius-2013', days: 0 }]);
    expect([commitment(1).due_note, typeof commitment(14).due_note]).toEqual([null, 'string']);
    expect(imported.milestones.filter((step) => step.commitment === 15).map(({ number, due }) => [number, due])).toEqual([
      [1, { by: 'event', event: 'vilnius-2013', days: 0 }],
      [2, { by: 'none' }],
      [3, { by: 'horizon', on: '2015-12-31', span: 'year' }],
    ]);
  });
  test('has events under the names that people type', () => {
    expect(imported.events.map(({ id }) => id)).toContain('cnd57');
    expect(imported.events.every(({ id }) => !id.startsWith('ev-'))).toBe(true);
    expect(imported.events.find(({ id }) => id === 'cnd57r')).toMatchObject({ kind: 'cnd-reconvened', certainty: 'announced', starts: '2014-12-04' });
  });
  test('knows nothing of what came later', () => {
    expect(JSON.stringify(imported)).not.toMatch(/National Harm Reduction|EHRA|laterOutcome|delivered/);
    expect([organisation('ehrn').ended, organisation('ehrn').successor, organisation('hrc').aliases]).toEqual([null, null, []]);
  });
});

describe('what became of organisations', () => {
  const ehrn = sample.organisations.find(({ id }: { id: string }) => id === 'ehrn');
  test('is imported once it has happened', () => {
    const later = importedOn('2026-11-21');
    expect(organisation('ehrn', later).ended).toBe(ehrn.endedOn);
    expect(organisation('ehrn', later).successor).toBe(ehrn.successor.acronym);
    expect(organisation('hrc', later).aliases).toEqual(['National Harm Reduction Coalition']);
  });
  test.each([['2020-12-31', false], ['2021-01-01', true]])('a year, on %s, has happened: %s', (day, yes) => expect(organisation('hrc', importedOn(day)).aliases.length > 0).toBe(yes));
  test.each([['2017-05-31', '2017-05', false], ['2017-06-01', '2017-05', true], ['2017-05-14', '2017-05-15', false], ['2017-05-15', '2017-05-15', true]])('on %s, %s has happened: %s', (day, endedOn, yes) => {
    const data = structuredClone(sample);
    data.organisations.find(({ id }: { id: string }) => id === 'ehrn').endedOn = endedOn;
    expect(organisation('ehrn', importedOn(day, read(JSON.stringify(data)))).ended).toBe(yes ? endedOn : null);
  });
});

describe('when a commitment of a file is due', () => {
  test.each<[object, Due]>([
    [{}, { by: 'none' }],
    [{ due: '2014-03-13' }, { by: 'day', on: '2014-03-13' }],
    [{ due: '2014-03-13', duePrecision: 'day' }, { by: 'day', on: '2014-03-13' }],
    [{ due: '2014-02-03', duePrecision: 'month' }, { by: 'horizon', on: '2014-02-28', span: 'month' }],
    [{ due: '2014-03-13', duePrecision: 'year' }, { by: 'horizon', on: '2014-12-31', span: 'year' }],
    [{ due: '2015-12-31' }, { by: 'horizon', on: '2015-12-31', span: 'year' }],
    [{ due: '2014-03-13', dueFrom: { event: 'ev-cnd57', offset: '0d' } }, { by: 'event', event: 'cnd57', days: 0 }],
    [{ dueFrom: { event: 'ev-cnd57', offset: '-8w' } }, { by: 'event', event: 'cnd57', days: -56 }],
    [{ dueFrom: { event: 'ev-cnd57', offset: '+3d' } }, { by: 'event', event: 'cnd57', days: 3 }],
  ])('%j', (fields, due) => expect(dueOf(fields)).toEqual(due));
  test('the end of a plan that ends in a month is that month', () => {
    const data = structuredClone(sample);
    data.group.planPeriod.end = '2015-06-30';
    Object.assign(data.commitments[0], { due: '2015-06-30', dueFrom: null });
    expect(commitment(1, importedOn('2013-02-22', read(JSON.stringify(data)))).due).toEqual({ by: 'horizon', on: '2015-06-30', span: 'month' });
  });
});

describe('a file that says less', () => {
  test('has the zone of its convenor, of its meeting, or UTC, and was agreed when it was formed, or now', () => {
    const bare = { schemaVersion: 1, kind: 'group', group: { id: 'g', name: 'G', sides: [{ id: 'a', label: 'A', organisations: ['x'] }, { id: 'b', label: 'B', organisations: [] }] }, organisations: [{ id: 'x', acronym: 'X', name: 'X', timeZone: 'Asia/Bangkok' }] };
    const zone = (change: object, group: object = {}) => importedOn('2013-02-22', read(JSON.stringify({ ...bare, ...change, group: { ...bare.group, ...group } })));
    expect(zone({}).group.zone).toBe('UTC');
    expect(zone({}, { convenor: 'x' }).group.zone).toBe('Asia/Bangkok');
    expect(zone({}, { convenor: 'x', timeZone: 'Africa/Nairobi' }).group.zone).toBe('Africa/Nairobi');
    expect(zone({ meetings: [{ id: 'm', title: 'M', timeZone: 'Europe/Vilnius' }] }).group.zone).toBe('Europe/Vilnius');
    expect(zone({}).agreed.toString()).toBe('2013-02-22T08:00:00Z');
    expect(zone({}, { formedOn: '2013-01-10' }).agreed.toString()).toBe('2013-01-10T12:00:00Z');
  });
});
