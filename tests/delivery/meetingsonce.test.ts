import fc from 'fast-check';
import { expect, test } from 'vitest';
import { showWhen } from '#core/time.ts';
import { makeSecret } from '#core/secret.ts';
import { findMeeting, rsvpsOf } from '#db/meetings.ts';
import { sittingsOf } from '#rules/meeting.ts';
import { group } from '#tests/support/conversation.ts';
import { runs } from '#tests/support/runs.ts';
import { ends, sits } from '#tests/support/sitting.ts';
import { read, testbed, type Got, type Testbed } from '#tests/support/world.ts';

const coordinator = 'coordinator civil-society-side';
const secret = makeSecret('test');
/** Some who are called, and their zones. */
const people = { 'Focal point, UNODC': 'Europe/Vienna', 'Focal point, ANPUD': 'Asia/Bangkok', 'Focal point, HRC': 'America/New_York' } as const;
type Name = keyof typeof people;
const names = Object.keys(people) as Name[];

/** Says a line and carries out what is shown, where it is not refused. Between two acts a minute passes. */
async function act(bed: Testbed, line: string): Promise<void> {
  bed.now = bed.now.add({ minutes: 1 });
  const shown = await bed.as(coordinator).says(line);
  if ('say' in shown && shown.say.tone !== 'refusal' && shown.say.tone !== 'done') await bed.as(coordinator).presses(shown.say, 1).catch(() => undefined);
}

async function begin(): Promise<Testbed> {
  const bed = await testbed();
  for (const line of ['/my digest off', '/reminder rules meeting off']) await bed.as(coordinator).hears(line);
  return bed;
}

/** When each sitting of a meeting is, by its slot; those that are off are nowhere. */
async function standing(bed: Testbed, number: number): Promise<Map<string, string>> {
  const events = new Map();
  const found = await bed.store.read((tx) => findMeeting(tx, group, number));
  return new Map(found ? sittingsOf(found.meeting, found.occurrences, events).map(({ slot, at, state }): [string, string] => [slot, state === 'on' ? at : '']) : []);
}

/** What somebody got about meetings, and what of it is about one of them. */
const about = (got: readonly Got[], who: Name) => got.filter(({ to, text }) => to === who && /^M\d/m.test(text));
const linesOn = (messages: readonly Got[], number: number) => messages.flatMap(({ text }) => text.split('\n').flatMap((line, i, all) => (line.startsWith(`M${number} `) ? [all[i + 1]!] : [])));
const says = (who: Name, at: string) => (at === '' ? 'called off' : showWhen(at, people[who], 'Europe/Vienna'));

const times = ['23 April 2013 15:00', '24 April 2013 15:00', '24 April 2013 16:00'];
const deed = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...times).map((when) => ({ does: 'schedule' as const, when })) },
  { weight: 4, arbitrary: fc.constantFrom(...times).map((when) => ({ does: 'move' as const, when })) },
  { weight: 1, arbitrary: fc.constant({ does: 'cancel' as const, when: '' }) },
  { weight: 2, arbitrary: fc.constant({ does: 'undo' as const, when: '' }) },
  { weight: 3, arbitrary: fc.constantFrom('Vienna', 'Graz', 'Linz').map((when) => ({ does: 'place' as const, when })) },
);
/** Without a first meeting nothing is heard at all. */
const rounds = fc.array(fc.array(deed, { maxLength: 6 }), { minLength: 1, maxLength: 3 }).map(([first = [], ...others]) => [[{ does: 'schedule' as const, when: times[0]! }, ...first], ...others]);

test('whatever is called in, moved, held elsewhere, called off and taken back between two tellings, each hears at most once, of what stands, and nothing when nothing has changed', async () => {
  let [told, silent] = [0, 0];
  await fc.assert(fc.asyncProperty(rounds, async (all) => {
    const bed = await begin();
    const [heard, places] = [new Map<string, string>(), new Map<string, string>()];
    let last = 0;
    for (const deeds of all) {
      for (const { does, when } of deeds) {
        if (does === 'schedule' && last < 2) await act(bed, `/meeting schedule Call ${++last} when:"${when}" city:Vienna`);
        if (does === 'place') await act(bed, `/meeting change M${Math.max(last, 1)} city:${when}`);
        if (does === 'move') await act(bed, `/meeting move M${Math.max(last, 1)} to:"${when}"`);
        if (does === 'cancel') await act(bed, `/meeting cancel M${Math.max(last, 1)}`);
        if (does === 'undo') await act(bed, '/my undo');
      }
      const got = await bed.passes('+4d');
      for (const who of names) {
        const mine = about(got, who);
        expect(mine.length).toBeLessThanOrEqual(1);
        for (let number = 1; number <= last; number++) {
          const at = (await standing(bed, number)).get('') ?? '';
          const before = heard.get(`${who} ${number}`);
          const [lines, moves] = [linesOn(mine, number).filter((line) => !line.startsWith('  was: ')), linesOn(mine, number).filter((line) => line.startsWith('  was: '))];
          const city = (await bed.store.read((tx) => findMeeting(tx, group, number)))!.meeting.city!;
          const was = places.get(`${who} ${number}`);
          const isMoved = before !== undefined && before !== '' && at !== '' && was !== city;
          expect(moves.map((line) => line.slice(0, line.indexOf(' · '))), `${who} M${number}`).toEqual(isMoved ? [`  was: ${was}; is now: ${city}`] : []);
          if (isMoved || (before === undefined && at !== '')) places.set(`${who} ${number}`, city);
          const isNews = before === undefined ? at !== '' : before !== at;
          expect(lines.length, `${who} M${number}: ${before} → ${at}: ${mine.map(({ text }) => text).join('\n')}`).toBe(isNews ? 1 : 0);
          if (!isNews) silent++;
          else {
            expect(lines[0]).toContain(says(who, at));
            heard.set(`${who} ${number}`, at);
            told++;
          }
        }
      }
    }
    expect(bed.bugs).toEqual([]);
    await bed.close();
  }), runs(8, 5));
  expect(told + silent).toBeGreaterThan(0);
}, 600_000);

const slots = ['2013-04-24', '2013-05-01', '2013-05-08'];
const change = fc.record({ slot: fc.nat(2), to: fc.constantFrom('15:00', '16:00', '17:30', 'out', 'undo') });

test('so with the sittings of a series: at most one message, with one line for each that is elsewhere than was told', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.array(change, { maxLength: 5 }), { minLength: 1, maxLength: 2 }), async (rounds) => {
    const bed = await begin();
    await act(bed, '/meeting schedule Weekly call when:"24 April 2013 15:00" repeat:"every Wed, 3 times"');
    await bed.passes('+4d');
    const heard = new Map(names.map((who) => [who, new Map<string, string>()]));
    for (const who of names) for (const [slot, at] of await standing(bed, 1)) heard.get(who)!.set(slot, at);
    for (const changes of rounds) {
      for (const { slot, to } of changes) {
        const day = slots[slot]!;
        if (to === 'undo') await act(bed, '/my undo');
        else if (to === 'out') await act(bed, `/meeting cancel M1 on:${day}T15:00`);
        else await act(bed, `/meeting move M1 on:${day}T15:00 to:"${day} ${to}"`);
      }
      const got = await bed.passes('+4d');
      const now = await standing(bed, 1);
      for (const who of names) {
        const mine = about(got, who);
        expect(mine.length).toBeLessThanOrEqual(1);
        const news = [...now].filter(([slot, at]) => heard.get(who)!.get(slot) !== at);
        const lines = linesOn(mine, 1);
        expect([lines.length, mine.map(({ text }) => text)]).toEqual([news.length, expect.anything()]);
        for (const [slot, at] of news) expect(lines.some((line) => (at === '' || line.includes(says(who, at))) && (at !== '' || line.includes(`left out: ${says(who, heard.get(who)!.get(slot)!)}`))), `${says(who, at)}: ${lines.join('\n')}`).toBe(true);
        for (const [slot, at] of now) heard.get(who)!.set(slot, at);
      }
    }
    expect(bed.bugs).toEqual([]);
    await bed.close();
  }), runs(6, 4));
}, 600_000);

test('of a series with a sitting elsewhere, whoever hears of it for the first time is told so', async () => {
  const bed = await begin();
  await act(bed, '/meeting schedule Weekly call when:"24 April 2013 15:00" repeat:"every Wed, 4 times"');
  await act(bed, '/meeting move M1 on:2013-05-08T15:00 to:"9 May 2013 16:00"');
  await act(bed, '/meeting cancel M1 on:2013-05-15T15:00');
  const got = about(await bed.passes('+4d'), 'Focal point, UNODC');
  expect(got).toHaveLength(1);
  expect(read(got[0]!.message, { zone: 'Europe/Vienna', home: 'Europe/Vienna', lang: 'en' })).toContain('not as usual: Thu 9 May 2013, 16:00 Vienna; none on Wed 15 May 2013');
  await bed.close();
});

const turn = fc.constantFrom('alternate', 'alternate', 'attend', 'maybe', 'undo', 'leaves', 'comes');

test('so with an alternate and whoever is focal point: each is called in once in all, and asked to come, or not to, once for each time that this changes', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.array(turn, { maxLength: 6 }), { minLength: 2, maxLength: 4 }), async (all) => {
    const bed = await begin();
    await sits(bed, secret, 'ana', 'alternate', { organisation: 'inpud' });
    const called = new Set<string>();
    let [focal, count, isAsked, first]: [string | undefined, number, boolean, boolean] = ['inpud', 0, false, true];
    for (const turns of all) {
      // In the night, so that nobody hears of one thing before the next.
      bed.now = Temporal.Instant.from(`${bed.now.toString().slice(0, 10)}T23:00:00Z`);
      if (first) await act(bed, '/meeting schedule Call when:"24 April 2013 15:00"');
      first = false;
      for (const does of turns) {
        bed.now = bed.now.add({ minutes: 1 });
        if (does === 'leaves' && focal !== undefined) {
          await ends(bed, 'inpud', 'focal');
          focal = undefined;
        } else if (does === 'comes' && focal === undefined) {
          focal = `new${++count}`;
          await sits(bed, secret, focal, 'focal', { organisation: 'inpud' });
        } else if (focal !== undefined && does === 'undo') await bed.as(focal).says('/my undo');
        else if (focal !== undefined && !['leaves', 'comes'].includes(does)) await bed.as(focal).says(`/meeting rsvp M1 ${does}`);
      }
      const got = await bed.passes('+4d');
      const texts = (who: string) => got.filter(({ to }) => to === who).map(({ text }) => text);
      const callsTo = (who: string) => texts(who).filter((text) => text.includes('You are called in')).length;
      const isNew = (person: string) => !called.has(person) && called.add(person) !== undefined;
      expect(callsTo('Focal point, INPUD')).toBe(focal !== undefined && isNew(focal) ? 1 : 0);
      const isCalled = focal === undefined && isNew('ana');
      expect(callsTo('Alternate, INPUD')).toBe(isCalled ? 1 : 0);
      const said = (await bed.store.read((tx) => rsvpsOf(tx, group, 1))).toSorted((a, b) => (a.at < b.at ? -1 : 1)).at(-1)?.reply;
      const asks = (words: string) => texts('Alternate, INPUD').filter((text) => text.includes(words)).length;
      expect([asks('You are asked to come'), asks('You need not come')], `${turns.join(' ')}: ${said}`).toEqual([said === 'alternate' && !isAsked && !isCalled ? 1 : 0, said !== 'alternate' && isAsked && !isCalled ? 1 : 0]);
      isAsked = said === 'alternate';
    }
    expect(bed.bugs).toEqual([]);
    await bed.close();
  }), runs(8));
}, 600_000);
