import fc from 'fast-check';
import { expect, test } from 'vitest';
import { showWhen } from '#core/time.ts';
import { findMeeting } from '#db/meetings.ts';
import { sittingsOf } from '#rules/meeting.ts';
import { group } from '#tests/support/conversation.ts';
import { runs } from '#tests/support/runs.ts';
import { read, testbed, type Got, type Testbed } from '#tests/support/world.ts';

const coordinator = 'coordinator civil-society-side';
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
);

test('whatever is called in, moved, called off and taken back between two tellings, each hears at most once, of what stands, and nothing when nothing has changed', async () => {
  let [told, silent] = [0, 0];
  await fc.assert(fc.asyncProperty(fc.array(fc.array(deed, { maxLength: 6 }), { minLength: 1, maxLength: 3 }), async (rounds) => {
    const bed = await begin();
    const heard = new Map<string, string>();
    let last = 0;
    for (const deeds of rounds) {
      for (const { does, when } of deeds) {
        if (does === 'schedule' && last < 2) await act(bed, `/meeting schedule Call ${++last} when:"${when}"`);
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
          const lines = linesOn(mine, number);
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
  }), runs(8));
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
  }), runs(6));
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
