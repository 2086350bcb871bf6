import { usualSettings, type ThingKind, type Things } from '#rules/things.ts';

/** A thing of each kind with as little in it as it may have, for tests to fill in what they are about. */
const bare: Things = {
  group: { id: 'g', name: 'A group', zone: 'Europe/Vienna', language: 'en', settings: usualSettings },
  side: { id: 'civil', label: 'Civil society side' },
  organisation: { id: 'a', acronym: 'A', name: 'Organisation A', side: null, scope: null, region: null, zone: null, successor: null, aliases: [], label: null, ended: null, note: null },
  event: {
    id: 'cnd57', title: 'CND 57', kind: 'cnd-session', starts: null, ends: null, begins: null, finishes: null, precision: 'day', zone: null, city: null, certainty: 'estimate', alternatives: [], yearly: false,
    rungs: null, source: null, note: null, cancelled: null,
  },
  deadline: {
    event: 'cnd57', number: 1, title: 'Side events', opens: null, closes: { due: { by: 'event', event: 'cnd57', days: -45 }, time: null, zone: 'Europe/Vienna' }, addressee: null, paper: null,
    certainty: 'estimate', source: null, note: null, cancelled: null,
  },
  seat: { id: 's1', person_id: 'p1', role: 'focal', organisation: null, side: null, since: '2013-02-22T08:00:00.000Z', ended: null },
  offer: { id: 'o1', code: 'hash', role: 'focal', organisation: null, side: null, expires: '2013-03-22T08:00:00.000Z', ended: null, replaces: false },
  commitment: {
    number: 1, title: 'A commitment', text: null, theme: null, source: null, item: null, lead: null, basis: null, offered: null, counterpart: null, partners: [], due: { by: 'none' },
    due_note: null, recurring: false, state: 'agreed', proposed: null, agreed: null, amendment: null,
  },
  milestone: { commitment: 1, number: 1, title: 'A step', due: { by: 'none' }, due_note: null, done: null },
  report: { commitment: 1, organisation: 'a', status: 'on-track', note: null, at: '2013-02-22T08:00:00.000Z', entered: null, was: null },
  rating: { commitment: 1, organisation: 'a', completion: 'limited', note: null, at: '2013-02-22T08:00:00.000Z' },
  evidence: { commitment: 1, number: 1, kind: 'document', link: 'https://example.org/', note: null, organisation: 'a', at: '2013-02-22T08:00:00.000Z' },
  snooze: { subject: 'C1', seat: 's1', until: null },
  meeting: {
    number: 1, title: 'A call', kind: 'teleconference', zone: 'Europe/Vienna', starts: '2013-03-06T15:00', minutes: 60, rule: null, until: { by: 'none' }, city: null, place: null, event: null, chair: null,
    convenor: null, notetaker: null, slots: null, closes: null, cancelled: null, sequence: 0, changed: '2013-02-22T08:00:00.000Z',
  },
  occurrence: { meeting: 1, slot: '2013-03-06T15:00', starts: null, added: false, sequence: 0, changed: '2013-02-22T08:00:00.000Z', minutes: null },
  rsvp: { meeting: 1, slot: '', seat: 's1', organisation: null, reply: 'attend', entered: null, at: '2013-02-22T08:00:00.000Z' },
  preference: { meeting: 1, slot: '2013-03-06T15:00', seat: 's1', organisation: null, fit: 'yes', at: '2013-02-22T08:00:00.000Z' },
};

type Make = { readonly [K in ThingKind]: (more?: Partial<Things[K]>) => Things[K] };

/** Makes a thing: `thing.commitment({ number: 4, lead: 'inpud' })`. */
export const thing = Object.fromEntries(Object.entries(bare).map(([kind, each]) => [kind, (more: object = {}) => ({ ...each, ...more })])) as unknown as Make;
