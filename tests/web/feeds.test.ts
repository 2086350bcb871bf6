import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ownCalendar } from '#bot/feedcalendar.ts';
import { newId } from '#core/id.ts';
import { oneLine } from '#core/legible.ts';
import { makeSecret } from '#core/secret.ts';
import { dayOf, stamp } from '#core/time.ts';
import { forgetDialins, setDialin } from '#db/dialins.ts';
import { dropFeed, feedOf, joinFeeds, keepFeed } from '#db/feeds.ts';
import { directory } from '#db/groups.ts';
import { joinPeople } from '#db/joining.ts';
import { listMeetings } from '#db/meetings.ts';
import { openStore } from '#db/open.ts';
import { erasePerson, seatsOf, seatsOfPerson, setPerson } from '#db/people.ts';
import { save } from '#db/save.ts';
import { sweep } from '#db/sweep.ts';
import { sittingsOf } from '#rules/meeting.ts';
import type { Meeting, Occurrence, Seat } from '#rules/things.ts';
import { feedFor, put, serveFeeds } from '#tests/support/feeds.ts';
import { icsFaults } from '#tests/support/icscheck.ts';
import { readByIcal, readByTsIcs } from '#tests/support/icsread.ts';
import { series as usualSeries } from '#tests/support/meetings.ts';
import { sits } from '#tests/support/sitting.ts';
import { onOne } from '#tests/support/stores.ts';
import { read, testbed, type Testbed } from '#tests/support/world.ts';

const group = 'unodc-cso-group';
const secret = makeSecret('test');
let bed: Testbed;
let address: string;
let feeds: Awaited<ReturnType<typeof serveFeeds>>;
const faults: unknown[] = [];

const serve = (more: Partial<Parameters<typeof serveFeeds>[0]> = {}) => serveFeeds({ store: bed.store, secret, now: () => bed.now, failed: (error) => void faults.push(error), limits: { each: 1000, unknown: 1000 }, ...more });
const seatOf = async (which: (seat: Seat) => boolean) => (await bed.store.read((tx) => seatsOf(tx, group))).find(which)!;
const inpud = () => seatOf(({ organisation }) => organisation === 'inpud');
const feedOfInpud = async () => feedFor(bed.store, secret, (await inpud()).person_id, bed.now);
const setLink = (meeting: number, slot: string, link: string, phone: string | null = null) => bed.store.tx((tx) => setDialin(tx, secret, group, meeting, slot, { link, phone }, 's', bed.now));

const call: Meeting = usualSeries({ title: 'Plenary call', starts: '2013-03-06T15:00', until: { by: 'day', on: '2013-05-29' }, changed: '2013-02-21T10:00:00.000Z' });
const one: Meeting = { ...call, number: 5, title: 'Drafting; "Part II", with\r\nEND:VCALENDAR 😀'.repeat(3), kind: 'face-to-face', rule: null, starts: '2013-03-13T10:00', until: { by: 'none' }, city: 'Vienna', place: 'Room M3 of the Rotunda' };
const own = (slot: string, starts: string | null, added = false): Occurrence => ({ meeting: 4, slot, starts, added, sequence: 1, changed: stamp(bed.now), minutes: null });
const add = (...meetings: readonly Meeting[]) => put(bed.store, group, bed.now, ...meetings.map((meeting) => ['meeting', null, meeting] as const));

/** What the program itself says of the meetings, in the form in which the readers give them. */
async function expected(): Promise<{ at: string; ends: string; summary: string }[]> {
  const [meetings, dir] = await bed.store.read(async (tx) => [await listMeetings(tx, group), (await directory(tx, group))!] as const);
  return meetings
    .flatMap(({ meeting, occurrences }) => sittingsOf(meeting, occurrences, dir.events).filter(({ state }) => state === 'on').map(({ at, ends }) => ({ at, ends, summary: oneLine(meeting.title) })))
    .sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** What both readers find in a calendar that keeps to the RFC, without what is off. */
function readBoth(text: string) {
  expect(icsFaults(text)).toEqual([]);
  const one = readByIcal(text);
  // ts-ics takes components out of the text by a pattern, wherever it stands.
  if (!/(SUMMARY|DESCRIPTION)[^\n]*END:/.test(text.replaceAll('\r\n ', ''))) expect(readByTsIcs(text)).toEqual(one);
  return one.filter(({ status }) => status === 'CONFIRMED').map(({ at, ends, summary }) => ({ at, ends, summary }));
}

onOne('SQLite', 'calendars', (place) => {
  beforeEach(async () => {
    address = await place.fresh();
    bed = await testbed({ address });
    feeds = await serve();
  });
  afterEach(async () => {
    await feeds.close();
    await bed.close();
    expect([...faults.splice(0), ...bed.bugs]).toEqual([]);
  });

  describe('a private calendar', () => {
    test('has the meetings at their instants, and says how it may be kept', async () => {
      await add(call, one);
      const path = await feedOfInpud();
      const { status, text, headers } = await feeds.ask(path);
      expect(status).toBe(200);
      expect(readBoth(text)).toEqual(await expected());
      const { date: _date, connection: _connection, 'keep-alive': _keepAlive, ...rest } = headers;
      expect(rest).toEqual({
        'content-type': 'text/calendar; charset=utf-8', 'content-disposition': 'inline; filename="meetings.ics"', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer',
        etag: expect.stringMatching(/^W\/"[\w-]{22}"$/), 'cache-control': 'private, no-cache', vary: 'accept-encoding', 'content-length': String(Buffer.byteLength(text)),
      });
      expect(await feeds.ask(path, {}, 'HEAD')).toMatchObject({ status, text: '', headers: rest });
      expect((await feeds.ask(`${path}?from=somewhere`)).text).toBe(text);
    });

    test('is not sent again to whoever has it', async () => {
      await add(call);
      const path = await feedOfInpud();
      const { etag } = (await feeds.ask(path)).headers;
      for (const known of [etag!, '*', `"other", ${etag}`, etag!.slice(2)]) {
        for (const method of ['GET', 'HEAD']) {
          const { status, text, headers } = await feeds.ask(path, { 'if-none-match': known }, method);
          expect({ status, text, etag: headers.etag, cache: headers['cache-control'] }).toEqual({ status: 304, text: '', etag, cache: 'private, no-cache' });
        }
      }
      for (const known of ['"other"', '', etag!.slice(0, -2)]) expect((await feeds.ask(path, { 'if-none-match': known })).status).toBe(200);
      // What concerns no meeting changes nothing of it.
      await bed.as('inpud').hears('/update 4 at-risk The draft is late');
      expect((await feeds.ask(path, { 'if-none-match': etag! })).status).toBe(304);
    });

    test('is packed for whoever takes that', async () => {
      await add(call);
      const path = await feedOfInpud();
      const { text } = await feeds.ask(path);
      for (const [accepted, packed] of [['gzip', true], ['br, GZIP;q=0.5', true], ['gzip;q=0', false], ['gzip;q=0.0, br', false], ['', false], ['gzippy', false]] as const) {
        // Read as it is sent: fetch would unpack it.
        const { promise, resolve } = Promise.withResolvers<{ encoding: string | undefined; body: Buffer; length: number }>();
        const { request } = await import('node:http');
        request({ port: feeds.port, path, headers: { 'accept-encoding': accepted }, agent: false }, (answer) => {
          const { 'content-encoding': encoding, 'content-length': length } = answer.headers;
          void answer.toArray().then((parts) => resolve({ encoding, body: Buffer.concat(parts as Buffer[]), length: Number(length) }));
        }).end();
        const { encoding, body, length } = await promise;
        expect([accepted, encoding, length]).toEqual([accepted, packed ? 'gzip' : undefined, body.length]);
        expect((packed ? gunzipSync(body) : body).toString()).toBe(text);
      }
    });

    /** Every kind of change, one after the other: each calendar is another than the one before, and right. */
    const changes: Readonly<Record<string, () => Promise<unknown>>> = {
      'a meeting is called': () => add(call),
      'another one is called': () => add(one),
      'one of a series is moved': () => put(bed.store, group, bed.now, ['occurrence', null, own('2013-03-13T15:00', '2013-03-14T09:00')]),
      'one is moved over the change of clocks': () => put(bed.store, group, bed.now, ['occurrence', null, own('2013-04-03T15:00', '2013-03-30T10:00')]),
      'one is left out': () => put(bed.store, group, bed.now, ['occurrence', null, own('2013-03-20T15:00', null)]),
      'one is added': () => put(bed.store, group, bed.now, ['occurrence', null, own('2013-03-11T11:00', '2013-03-11T11:00', true)]),
      'one that was left out is back': () => put(bed.store, group, bed.now, ['occurrence', own('2013-03-20T15:00', null), null]),
      'all of a series is moved': () => put(bed.store, group, bed.now, ['meeting', call, { ...call, starts: '2013-03-06T16:30', sequence: 1 }]),
      'it ends sooner': () => put(bed.store, group, bed.now, ['meeting', null, { ...call, starts: '2013-03-06T16:30', sequence: 2, until: { by: 'event', event: 'cnd57', days: -300 } }]),
      'a link is set': () => setLink(4, '', 'https://zoom.us/j/1?pwd=x', '+43 1 234'),
      'one of a series has its own link': () => setLink(4, '2013-03-27T16:30', 'https://zoom.us/j/2'),
      'the link is another': () => setLink(4, '', 'https://zoom.us/j/3', '+43 1 234'),
      'the link is gone': () => bed.store.tx((tx) => forgetDialins(tx, group, 4)),
      'the title is another': () => put(bed.store, group, bed.now, ['meeting', null, { ...one, title: 'Drafting', changed: stamp(bed.now) }]),
      'the reader goes to another zone': async () => bed.store.tx(async (tx) => setPerson(tx, (await seatsOf(tx, group)).find(({ organisation }) => organisation === 'inpud')!.person_id, { zone: 'Asia/Tokyo' })),
      'the group has another name': () => bed.as('coordinator agency-side').hears('/group settings name:"The contact group"'),
      'a meeting is called off': () => put(bed.store, group, bed.now, ['meeting', null, { ...one, title: 'Drafting', cancelled: stamp(bed.now), changed: stamp(bed.now) }]),
    };
    test('is right after every kind of change, and each change is noticed', async () => {
      const path = await feedOfInpud();
      let last = await feeds.ask(path);
      expect(readBoth(last.text)).toEqual([]);
      for (const [change, make] of Object.entries(changes)) {
        bed.now = bed.now.add({ minutes: 1 });
        await make();
        const next = await feeds.ask(path, { 'if-none-match': last.headers.etag! });
        expect([change, next.status, next.headers.etag === last.headers.etag]).toEqual([change, 200, false]);
        expect([change, readBoth(next.text)]).toEqual([change, await expected()]);
        expect((await feeds.ask(path, { 'if-none-match': next.headers.etag! })).status).toBe(304);
        // Somebody who serves it for the first time serves the same.
        const other = await serve();
        expect([change, (await other.ask(path)).text]).toEqual([change, next.text]);
        await other.close();
        if (change === 'one of a series has its own link') expect(new Set([...next.text.matchAll(/^URL:(.*)\r$/gm)].map(([, link]) => link))).toEqual(new Set(['https://zoom.us/j/1?pwd=x', 'https://zoom.us/j/2']));
        if (change === 'the link is another') expect(next.text).toContain('https://zoom.us/j/3');
        if (change === 'the link is gone') expect(next.text).not.toContain('zoom');
        last = next;
      }
      expect(Object.keys(changes).length).toBeGreaterThan(15);
      // What was called off leaves it thirty days later, by the day.
      expect(last.text).toContain('STATUS:CANCELLED');
      bed.now = bed.now.add({ hours: 24 * 31 });
      const later = await feeds.ask(path, { 'if-none-match': last.headers.etag! });
      expect([later.status, later.text.includes('STATUS:CANCELLED')]).toEqual([200, false]);
    });

    test('has the link for whoever is called or runs the meeting, and for nobody else', async () => {
      await add(call);
      await setLink(4, '', 'https://zoom.us/j/1');
      const observer = await seatOf(({ role }) => role === 'observer');
      const path = await feedFor(bed.store, secret, observer.person_id, bed.now);
      const { status, text } = await feeds.ask(path);
      expect([status, text.includes('zoom'), readBoth(text).length]).toEqual([200, false, 13]);
      // Whoever is not called gets no private message either.
      const promised = async (at: string) => (await feeds.ask(at)).text.replaceAll('\r\n ', '').split('private message 15 minutes before').length - 1;
      expect(await promised(path)).toBe(0);
      await put(bed.store, group, bed.now, ['rsvp', null, { meeting: 4, slot: '2013-03-13T15:00', seat: observer.id, organisation: null, reply: 'attend', entered: null, at: stamp(bed.now) }]);
      expect((await feeds.ask(path)).text).toContain('URL:https://zoom.us/j/1');
      // Where there is no link yet, it is promised with the one that they come to, and with the whole series to who is called to that.
      await bed.store.tx((tx) => forgetDialins(tx, group, 4));
      expect(await promised(path)).toBe(1);
      expect(await promised(await feedOfInpud())).toBe(1);
      expect(readBoth((await feeds.ask(path)).text)).toEqual(await expected());
    });

    test('has the link only with those of a series that one is called to, or may join', async () => {
      await add(call);
      await setLink(4, '', 'https://zoom.us/j/1', '+43 1 234');
      const { person_id, organisation } = await inpud();
      const id = await sits(bed, secret, 'alternate', 'alternate', { organisation: organisation! });
      const path = await feedFor(bed.store, secret, (await seatOf((seat) => seat.id === id)).person_id, bed.now);
      const linked = async () => [...(await feeds.ask(path)).text.replaceAll('\r\n ', '').matchAll(/BEGIN:VEVENT[^]*?END:VEVENT/g)]
        .flatMap(([event]) => (event.includes('zoom') ? [`${/RECURRENCE-ID[^:]*:(.*)/.exec(event)?.[1] ?? (event.includes('RRULE') ? 'series' : 'alone')} ${/URL:(.*)/.exec(event)![1]}`] : []));
      expect(await linked()).toEqual([]);
      for (const day of ['13 March', '15 May']) expect(read(await bed.as('alternate').hears(`/meeting rsvp M4 attend on:"${day}"`))).toContain('Noted');
      const theirs = ['20130313T150000 https://zoom.us/j/1', '20130515T150000 https://zoom.us/j/1'];
      expect(await linked()).toEqual(theirs);
      expect(readBoth((await feeds.ask(path)).text)).toEqual(await expected());
      // The same as one who asks is given.
      for (const [day, word] of [['13 March', 'The link comes in private'], ['20 March', 'The link is for those who are called']]) expect([day, read(await bed.as('alternate').hears(`/meeting join M4 on:"${day}"`))]).toEqual([day, expect.stringContaining(word!)]);
      // One that is moved, one with a link of its own, and one that stands beside the series.
      await put(bed.store, group, bed.now, ['occurrence', null, own('2013-03-13T15:00', '2013-03-14T09:00')], ['occurrence', null, own('2013-03-11T11:00', '2013-03-11T11:00', true)]);
      await setLink(4, '2013-05-15T15:00', 'https://zoom.us/j/2');
      await setLink(4, '2013-05-22T15:00', 'https://zoom.us/j/3');
      expect(await linked()).toEqual([theirs[0], '20130515T150000 https://zoom.us/j/2']);
      await bed.as('alternate').hears('/meeting rsvp M4 attend on:"11 March"');
      expect(await linked()).toEqual([theirs[0], '20130515T150000 https://zoom.us/j/2', 'alone https://zoom.us/j/1']);
      expect(readBoth((await feeds.ask(path)).text)).toEqual(await expected());
      // Whoever is called to all of it has it with the series.
      const whole = await feeds.ask(await feedFor(bed.store, secret, person_id, bed.now));
      expect(whole.text.match(/^URL:.*(?=\r)/gm)!.length).toBe(5);
      // Where nobody else leads the organisation, the alternate is called to all.
      const focal = await inpud();
      await put(bed.store, group, bed.now, ['seat', focal, { ...focal, ended: stamp(bed.now) }]);
      expect((await linked())[0]).toBe('series https://zoom.us/j/1');
    });

    test('has the venue only for those who see it in the chat', async () => {
      await add(one);
      const observer = await seatOf(({ role }) => role === 'observer');
      const places = async (person: string) => {
        const { text } = await feeds.ask(await feedFor(bed.store, secret, person, bed.now));
        const file = await bed.store.read(async (tx) => (await ownCalendar(tx, secret, { person: { id: person, zone: null, language: null }, seats: await seatsOfPerson(tx, person) }, bed.now, 'invitation'))());
        return [text, file].map((each) => /LOCATION:(.*)\r/.exec(each)![1]);
      };
      const [room, none] = ['Room M3 of the Rotunda\\, Vienna', 'Vienna'];
      expect(await places((await inpud()).person_id)).toEqual([room, room]);
      expect(await places(observer.person_id)).toEqual([none, none]);
      await sits(bed, secret, 'observer', 'alternate', { organisation: 'hri' });
      expect(await places(observer.person_id)).toEqual([room, room]);
    });

    test('has the meetings of all groups in which one has a seat, each with its own name', async () => {
      await add(call);
      const { person_id } = await inpud();
      const path = await feedFor(bed.store, secret, person_id, bed.now);
      const before = (await feeds.ask(path)).text;
      await bed.store.tx((tx) => tx.insertInto('group').values({ id: 'second', name: 'Second group', zone: 'Asia/Bangkok', language: 'en', settings: '{"rhythm":90}', revision: 'r1' }).execute());
      await put(bed.store, 'second', bed.now, ['meeting', null, { ...call, zone: 'Asia/Bangkok', title: 'Other call' }]);
      expect((await feeds.ask(path)).text).toBe(before);
      const seat: Seat = { id: 'seat2', person_id, role: 'observer', organisation: null, side: null, since: stamp(bed.now), ended: null };
      await put(bed.store, 'second', bed.now, ['seat', null, seat]);
      const { text } = await feeds.ask(path);
      expect(readBoth(text).filter(({ summary }) => summary === 'Other call')).toHaveLength(13);
      expect(readBoth(text).filter(({ summary }) => summary === 'Plenary call')).toEqual(await expected());
      expect(new Set(text.replaceAll('\r\n ', '').match(/UID:.*/g))).toEqual(new Set([`UID:M4-${group}@secretariat\r`, 'UID:M4-second@secretariat\r'].map((line) => line.replace('\r', ''))));
      expect(text.replaceAll('\r\n ', '')).toMatch(/X-WR-CALNAME:Second group · |X-WR-CALNAME:.* · Second group/);
      await put(bed.store, 'second', bed.now, ['seat', seat, { ...seat, ended: stamp(bed.now) }]);
      expect((await feeds.ask(path)).text).toBe(before);
    });

    test('that is kept for nobody any more does not fill the memory, and those that are go on', async () => {
      await add(call);
      const paths = await Promise.all((await bed.store.read((tx) => seatsOf(tx, group))).map(({ person_id }) => feedFor(bed.store, secret, person_id, bed.now)));
      const small = await serve({ most: 30_000 });
      const first = await Promise.all(paths.map((path) => small.ask(path)));
      expect(first.map(({ status }) => status)).toEqual(paths.map(() => 200));
      const again = await Promise.all(paths.map((path, i) => small.ask(path, { 'if-none-match': first[i]!.headers.etag! })));
      expect(again.map(({ status }) => status)).toEqual(paths.map(() => 304));
      await small.close();
    });
  });

  describe('a private calendar is dead at once', () => {
    const nowhere = async (path: string) => expect(await feeds.ask(path)).toMatchObject({ status: 404, text: '{"ok":false,"why":"not found"}\n' });
    const ways: Readonly<Record<string, (seat: Seat) => Promise<unknown>>> = {
      'when it is taken away': ({ person_id }) => bed.store.tx((tx) => dropFeed(tx, person_id)),
      'when it has another address': ({ person_id }) => bed.store.tx((tx) => keepFeed(tx, person_id, { hash: 'other', sealed: 'x' }, bed.now)),
      'when the last seat ends': (seat) => put(bed.store, group, bed.now, ['seat', seat, { ...seat, ended: stamp(bed.now) }]),
      'when its person is erased': () => bed.as('inpud').hears('/my data erase sure:yes'),
    };
    test.each(Object.keys(ways))('%s', async (way) => {
      await add(call);
      const path = await feedOfInpud();
      const { etag } = (await feeds.ask(path)).headers;
      expect((await feeds.ask(path, { 'if-none-match': etag! })).status).toBe(304);
      await ways[way]!(await inpud());
      await nowhere(path);
      expect((await feeds.ask(path, { 'if-none-match': etag! })).status).toBe(404);
    });

    test('whichever process does so; as long as nobody writes anything, the store is not read again', async () => {
      await add(call);
      const path = await feedOfInpud();
      let reads = 0;
      const counted = await serve({ store: { ...bed.store, read: (work) => (reads++, bed.store.read(work)) } });
      const other = await openStore(address, bed.now);
      const times = place.kind === 'SQLite' ? [1, 2, 3] : [3, 6, 9];
      const thrice = async (status: number) => {
        for (let i = 0; i < 3; i++) expect((await counted.ask(path)).status).toBe(status);
        return reads;
      };
      expect(await thrice(200)).toBe(times[0]);
      await other.tx((tx) => setDialin(tx, secret, group, 4, '', { link: 'https://meet.example.org/new', phone: null }, 's', bed.now));
      expect(await thrice(200)).toBe(times[1]);
      expect((await counted.ask(path)).text).toContain('meet.example.org/new');
      // The next day it is looked at again: what was called off long ago leaves it.
      reads = times[1]!;
      bed.now = bed.now.add({ hours: 24 });
      expect(await thrice(200)).toBe(times[2]);
      const { person_id } = await inpud();
      await other.tx((tx) => dropFeed(tx, person_id));
      reads = 0;
      expect(await thrice(404)).toBe(3);
      await counted.close();
      await other.close();
    });

    test('and does not come to life again with a new seat', async () => {
      const path = await feedOfInpud();
      const seat = await inpud();
      await put(bed.store, group, bed.now, ['seat', seat, { ...seat, ended: stamp(bed.now) }]);
      await bed.store.tx((tx) => sweep(tx, bed.now));
      await put(bed.store, group, bed.now, ['seat', null, { ...seat, id: 'later' }]);
      await nowhere(path);
    });

    /** Makes two people one, as `my link` does. */
    const joins = (stays: string, goes: string) =>
      bed.store.tx((tx) => joinPeople(tx, stays, goes, (kind, before, after, by) => save(tx, { group: by.group, at: bed.now, act: 'my.link', call: newId(bed.now), seat: by.seat, door: 'test' }, kind, before, after), bed.now));
    const again: Readonly<Record<string, (seat: Seat, other: Seat) => Promise<unknown>>> = {
      'a new seat': (seat) => put(bed.store, group, bed.now, ['seat', null, { ...seat, id: 'later' }]),
      'the same seat': (seat) => put(bed.store, group, bed.now, ['seat', { ...seat, ended: stamp(bed.now) }, seat]),
      'the seat of another, who becomes one with them': (seat, other) => joins(other.person_id, seat.person_id),
      'the seat of another, with whom they become one': (seat, other) => joins(seat.person_id, other.person_id),
    };
    test.each(Object.keys(again))('nor at once, with %s', async (way) => {
      const [path, seat, other] = [await feedOfInpud(), await inpud(), await seatOf(({ organisation }) => organisation === 'hri')];
      await put(bed.store, group, bed.now, ['seat', seat, { ...seat, ended: stamp(bed.now) }]);
      await again[way]!(seat, other);
      await nowhere(path);
      const held = (await bed.store.read((tx) => seatsOf(tx, group))).map(({ person_id }) => person_id);
      expect(held.filter((person) => person === seat.person_id || person === other.person_id)).not.toEqual([]);
      for (const person of [seat, other]) expect(await bed.store.read((tx) => feedOf(tx, person.person_id))).toBeUndefined();
    });
    test('but stays with whoever goes from one seat to another', async () => {
      const id = await sits(bed, secret, 'ana', 'alternate', { organisation: 'inpud' });
      const alternate = await seatOf((seat) => seat.id === id);
      const [theirs, before] = [await feedFor(bed.store, secret, alternate.person_id, bed.now), await feedOfInpud()];
      expect(read(await bed.as('inpud').hears('/member handover INPUD to:alternate sure:yes'))).toContain('Focal point, INPUD');
      expect((await inpud()).person_id).toBe(alternate.person_id);
      expect((await feeds.ask(theirs)).status).toBe(200);
      await nowhere(before);
      const observer = await seatOf(({ role }) => role === 'observer');
      await joins(observer.person_id, alternate.person_id);
      expect((await feeds.ask(theirs)).status).toBe(200);
      // Of two who sit for one organisation the alternate's seat ends as they become one.
      const beside = await sits(bed, secret, 'ben', 'alternate', { organisation: 'hri' });
      const own = (await seatOf((seat) => seat.id === beside)).person_id;
      const kept = await feedFor(bed.store, secret, own, bed.now);
      await joins(own, (await seatOf(({ organisation, role }) => organisation === 'hri' && role === 'focal')).person_id);
      expect((await feeds.ask(kept)).status).toBe(200);
    });

    test('of two people who become one, one stays', async () => {
      const [first, second] = [(await inpud()).person_id, (await seatOf(({ role }) => role === 'observer')).person_id];
      const theirs = await feedFor(bed.store, secret, second, bed.now);
      await bed.store.tx((tx) => joinFeeds(tx, first, second));
      expect((await feeds.ask(theirs)).status).toBe(200);
      const newer = await feedFor(bed.store, secret, second, bed.now);
      await bed.store.tx((tx) => joinFeeds(tx, first, second));
      await nowhere(newer);
      expect((await feeds.ask(theirs)).status).toBe(200);
      await bed.store.tx((tx) => erasePerson(tx, first));
      expect(await bed.store.read((tx) => tx.selectFrom('feed').selectAll().execute())).toEqual([]);
    });
  });

  describe('the calendar for all', () => {
    const path = `/calendar/${group}.ics`;
    const agree = () => bed.as('coordinator civil-society-side').hears('/group settings calendar:public');
    const propose = () => bed.as('coordinator agency-side').hears('/group settings calendar:public');
    const open = async () => [await propose(), await agree()];
    const bytes = async (at: string, method = 'GET') => {
      const { status, text, headers: { date: _date, connection: _connection, 'keep-alive': _keepAlive, ...headers } } = await feeds.ask(at, {}, method);
      return { status, text, headers };
    };

    test('is there once both sides have said yes, and gone at one side\'s word; until then nothing tells it from one that exists nowhere', async () => {
      await add(call);
      const closed = await bytes(path);
      expect(closed).toMatchObject({ status: 404, text: '{"ok":false,"why":"not found"}\n' });
      for (const other of ['/calendar/no-such-group.ics', '/calendar/', '/calendar/.ics', `/calendar/${group}`, `/calendar/private/${'a'.repeat(43)}.ics`, '/calendar/private/.ics', '/nowhere']) expect(await bytes(other)).toEqual(closed);
      await propose();
      expect(await bytes(path)).toEqual(closed);
      await propose();
      expect(await bytes(path)).toEqual(closed);
      await agree();
      const { status, text, headers } = await bytes(path);
      expect([status, headers['content-disposition']]).toEqual([200, `inline; filename="${group}.ics"`]);
      const days = (await expected()).map(({ at }) => dayOf(at, 'Europe/Vienna'));
      for (const read of [readByIcal(text), readByTsIcs(text)]) expect(read.map(({ at }) => at)).toEqual(days);
      expect((await feeds.ask(path, { 'if-none-match': headers.etag! })).status).toBe(304);
      await bed.as('coordinator agency-side').hears('/group settings calendar:closed');
      expect(await bytes(path)).toEqual(closed);
      expect((await feeds.ask(path, { 'if-none-match': headers.etag! })).status).toBe(404);
      // A side that has closed it is asked anew, and so is the other.
      await agree();
      expect(await bytes(path)).toEqual(closed);
    });

    test('shows no poll, link, hour, venue, role, answer or name, whatever is kept of a meeting', async () => {
      await open();
      const mark = (column: string) => `zq${column}zq`;
      await add({ ...one, title: mark('title'), city: mark('city'), place: mark('place'), event: mark('event'), chair: mark('chair'), convenor: mark('convenor'), notetaker: mark('notetaker'), starts: '2013-03-13T17:23' });
      await add({ ...call, number: 6, title: mark('poll'), rule: null, starts: null, slots: ['2013-03-13T15:00'], closes: '2013-03-10T12:00:00.000Z' });
      await setLink(5, '', 'https://zoom.us/j/1', '+43 1 234');
      const seat = await inpud();
      await put(bed.store, group, bed.now, ['rsvp', null, { meeting: 5, slot: '', seat: seat.id, organisation: 'inpud', reply: 'apologies', entered: mark('entered'), at: stamp(bed.now) }]);
      const { text } = await feeds.ask(path);
      expect(new Set(text.match(/zq\w+?zq/g))).toEqual(new Set([mark('title'), mark('city')]));
      expect(text).not.toMatch(/zoom|43 1|INPUD|apolog|1723|162300|TZID=|Vienna/i);
      expect(text).not.toContain(seat.id);
      expect(icsFaults(text)).toEqual([]);
    });

    test('shows no column that is not named, also one that comes later', async () => {
      await open();
      await add(one, call);
      await put(bed.store, group, bed.now, ['occurrence', null, own('2013-03-13T15:00', '2013-03-14T09:00')]);
      const before = (await feeds.ask(path)).text;
      expect(readByIcal(before)).toHaveLength(14);
      await bed.store.tx(async (tx) => {
        for (const table of ['meeting', 'occurrence', 'event', 'group'] as const) {
          await tx.schema.alterTable(table).addColumn('later', 'text', (c) => c.defaultTo('zq-later')).execute();
        }
        await tx.updateTable('meeting').set({ place: 'zq', chair: 'zq', convenor: 'zq', notetaker: 'zq', event: 'zq', slots: '["zq"]', closes: 'zq' }).execute();
        await tx.updateTable('event').set({ title: 'zq', city: 'zq', source: 'zq', note: 'zq' }).execute();
      });
      const other = await serve();
      expect((await other.ask(path)).text).toBe(before);
      await other.close();
    });
  });

  describe('whoever asks too often', () => {
    test('for one calendar waits, and disturbs nobody', async () => {
      await feeds.close();
      feeds = await serve({ limits: { each: 60, unknown: 600 } });
      const [path, other] = [await feedOfInpud(), await feedFor(bed.store, secret, (await seatOf(({ role }) => role === 'observer')).person_id, bed.now)];
      const answers = [];
      for (let i = 0; i < 20; i++) answers.push(...(await Promise.all(Array.from({ length: 50 }, () => feeds.ask(path)))));
      const refused = answers.filter(({ status }) => status === 429);
      expect([answers.filter(({ status }) => status === 200).length, refused.length]).toEqual([60, 940]);
      for (const { text, headers } of [refused[0]!, refused.at(-1)!]) {
        expect(text).toBe('{"ok":false,"why":"too often"}\n');
        expect(Number(headers['retry-after'])).toBeGreaterThan(0);
        expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
      }
      expect((await feeds.ask(other)).status).toBe(200);
    }, 30_000);

    test('for what is nowhere waits, however the addresses differ, and those who have one do not', async () => {
      await feeds.close();
      feeds = await serve({ limits: { each: 60, unknown: 600 } });
      const path = await feedOfInpud();
      const answers = [];
      for (let i = 0; i < 20; i++) answers.push(...(await Promise.all(Array.from({ length: 40 }, (_, k) => feeds.ask(k % 2 === 0 ? `/calendar/private/${i}-${k}.ics` : `/calendar/${i === 3 ? group : `${i}-${k}`}.ics`)))));
      expect([answers.filter(({ status }) => status === 404).length, answers.filter(({ status }) => status === 429).length]).toEqual([600, 200]);
      // Their own comes although nothing of it was at hand before.
      expect((await feeds.ask(path)).status).toBe(200);
    }, 30_000);
  });

  test('other methods are told that there is nothing, wherever', async () => {
    const path = await feedOfInpud();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      for (const at of [path, `/calendar/${group}.ics`, '/calendar/x.ics']) expect((await feeds.ask(at, {}, method)).status).toBe(404);
    }
  });

  test('a store that does not answer is told as such, without a word of who asked', async () => {
    const broken = await serve({ store: { ...bed.store, read: () => Promise.reject(new Error('gone')) } });
    const { status, text, headers } = await broken.ask('/calendar/private/word.ics');
    expect({ status, text, again: headers['retry-after'] }).toEqual({ status: 503, text: '{"ok":false,"why":"store"}\n', again: '60' });
    expect(faults.splice(0).map(String)).toEqual(['Error: gone']);
    await broken.close();
  });
});
