import { fc, test as prop } from '@fast-check/vitest';
import { afterAll, expect } from 'vitest';
import type { Message } from '#core/message.ts';
import { newId } from '#core/id.ts';
import { makeSecret } from '#core/secret.ts';
import { addDays } from '#core/time.ts';
import { calendarOf } from '#bot/calendar.ts';
import { dialinFor } from '#db/dialins.ts';
import { directory } from '#db/groups.ts';
import { listMeetings, rsvpsOf } from '#db/meetings.ts';
import { replay, save, stateOf } from '#db/save.ts';
import { sittingsOf } from '#rules/meeting.ts';
import { icsFaults } from '#tests/support/icscheck.ts';
import { readByIcal, readByTsIcs } from '#tests/support/icsread.ts';
import { isSoak, runs } from '#tests/support/runs.ts';
import { SeriesModel, type Back } from '#tests/support/seriesmodel.ts';
import { meetsWeekly } from '#tests/support/sitting.ts';
import { thing } from '#tests/support/things.ts';
import { group, say } from '#tests/support/conversation.ts';
import { read, testbed, type Testbed } from '#tests/support/world.ts';

const [chair, first, opens] = ['coordinator civil-society-side', '2013-02-27T15:00', '2013-03-27'];
const secret = makeSecret('test');
const kinds = ['cancel', 'move', 'move', 'add', 'all', 'all', 'end', 'event', 'undo', 'undo', 'old undo', 'answer', 'answer', 'link'] as const;
const someAct = fc.record({
  do: fc.constantFrom(...kinds), which: fc.nat(9), days: fc.constantFrom(-7, -7, -2, -1, 1, 2, 5, 7, 7, 7, 14, 14, 21), hour: fc.constantFrom('10:00', '15:00', '15:00', '15:00', '16:00'), who: fc.constantFrom('inpud', 'ahrn', 'hri'),
  reply: fc.constantFrom('attend', 'maybe', 'apologies'),
});
type Act = typeof someAct extends fc.Arbitrary<infer A> ? A : never;
/** A series in the bed of them all, and the event with which it may end. */
interface Trial {
  readonly bed: Testbed;
  readonly name: string;
  readonly event: string;
}
interface Done {
  readonly answer: Message;
  readonly back: Back;
}

/** How many acts were carried out, of each kind. */
const carried = new Map<string, number>();
afterAll(() => expect(carried.size).toBeGreaterThan(isSoak ? new Set(kinds).size - 1 : 3));

/** Says a line, and carries out what it asks. Undefined where it is refused. */
async function does(bed: Testbed, line: string, who = chair): Promise<Message | undefined> {
  const asked = await bed.as(who).hears(line);
  if (asked.tone === 'refusal') return undefined;
  const isAsked = /^\[Yes|\n\[Yes/.test(read(asked));
  const answer = isAsked ? say(await bed.as(who).presses(asked, 1)) : asked;
  expect({ line, tone: answer.tone, said: read(answer) }).toMatchObject({ tone: 'done' });
  return answer;
}

/** Does one thing, in the program and then in what it should be. */
async function act({ bed, name, event }: Trial, model: SeriesModel, dones: Done[], it: Act): Promise<void> {
  const standing = model.standing();
  const one = standing[it.which % Math.max(1, standing.length)];
  if (!one) return;
  const day = addDays(one.name.slice(0, 10), it.days);
  const time = `${day}T${it.hour}`;
  const on = `on:"${one.name}"`;
  const lines: Partial<Record<Act['do'], [line: string, then: () => Back, who?: string]>> = {
    cancel: [`/meeting cancel ${name} ${on}`, () => model.one(one.name, null)],
    move: [`/meeting move ${name} to:"${time.replace('T', ' ')}" ${on}`, () => model.one(one.name, time)],
    add: [`/meeting add ${name} on:"${time.replace('T', ' ')}"`, () => model.one(time, time)],
    all: [`/meeting move ${name} to:"${time.replace('T', ' ')}" ${on} all:yes`, () => model.turns(one.name, time)],
    end: [`/meeting end ${name} until:"${day}"`, () => model.ends(day)],
    event: [`/event move ${event} to:"${addDays(opens, it.days * 2)} to ${addDays(opens, it.days * 2 + 1)}"`, () => model.eventMoves(addDays(opens, it.days * 2))],
  };
  const said = lines[it.do];
  if (said) {
    const answer = await does(bed, said[0]);
    if (answer) dones.push({ answer, back: said[1]() });
    if (answer) carried.set(it.do, (carried.get(it.do) ?? 0) + 1);
    return;
  }
  if (it.do === 'answer') {
    if (!(await does(bed, `/meeting rsvp ${name} ${it.reply} ${on}`, it.who))) return;
    const id = model.idOf(one.name);
    model.answers.set(id, new Map([...(model.answers.get(id) ?? []), [it.who, it.reply]]));
  } else if (it.do === 'link') {
    const link = `https://example.org/${model.links.size}-${it.which}-${it.days}`;
    if (!(await does(bed, `/meeting join ${name} ${on} link:${link}`))) return;
    model.links.set(model.idOf(one.name), link);
  } else {
    const [done] = dones.splice(it.do === 'undo' ? -1 : it.which % Math.max(1, dones.length), 1);
    if (!done) return;
    const answer = say(await bed.as(chair).presses(done.answer, 'Undo'));
    if (answer.tone === 'refusal') return;
    model.takeBack(done.back);
  }
  carried.set(it.do, (carried.get(it.do) ?? 0) + 1);
}

/** Holds the program against what it should be. `numbers` are those that calendars have seen, by the names of events. */
async function compare({ bed, name }: Trial, model: SeriesModel, numbers: Map<string, number>): Promise<void> {
  const number = Number(name.slice(1));
  const { found, dir, rsvps, links } = await bed.store.read(async (tx) => {
    const [kept, within] = [(await listMeetings(tx, group)).find(({ meeting }) => meeting.number === number)!, (await directory(tx, group))!];
    const all = sittingsOf(kept.meeting, kept.occurrences, within.events);
    const own = new Map<string, string | undefined>();
    for (const { slot } of all) own.set(slot, (await dialinFor(tx, secret, group, number, slot))?.link ?? undefined);
    return { found: { ...kept, sittings: all }, dir: within, rsvps: await rsvpsOf(tx, group, number), links: own };
  });
  const on = found.sittings.filter(({ state }) => state === 'on');
  const should = model.standing();
  expect(on.map(({ local }) => local)).toEqual(should.map(({ time }) => time));
  expect(new Set(on.map(({ at }) => at)).size).toBe(on.length);
  for (const [i, { slot }] of on.entries()) {
    const id = model.idOf(should[i]!.name);
    const answers = rsvps.filter((each) => each.slot === slot).map(({ organisation, reply }): [string, string] => [organisation!, reply]);
    expect({ slot, link: links.get(slot), ...Object.fromEntries(answers) }).toEqual({ slot, link: model.links.get(id), ...Object.fromEntries(model.answers.get(id) ?? []) });
  }
  const out = calendarOf({ group: { id: 'vngoc', name: 'Group', zone: 'Europe/Vienna' }, meetings: [found], events: dir.events, view: 'private', reader: { zone: 'Asia/Bangkok', lang: 'en' }, now: bed.now });
  expect(icsFaults(out)).toEqual([]);
  for (const readBy of [readByIcal, readByTsIcs]) expect(readBy(out).filter(({ status }) => status === 'CONFIRMED').map(({ at, ends }) => [at, ends])).toEqual(on.map(({ at, ends }) => [at, ends]));
  for (const text of out.split('BEGIN:VEVENT').slice(1)) {
    const [entry, sequence] = [`${/UID:(.*)/.exec(text)![1]} ${/RECURRENCE-ID.*/.exec(text)?.[0] ?? ''}`, Number(/SEQUENCE:(\d+)/.exec(text)![1])];
    if (sequence < (numbers.get(entry) ?? 0)) expect([entry, sequence]).toEqual([entry, numbers.get(entry)]);
    numbers.set(entry, sequence);
  }
}

/** So many series are in one bed: the more there are, the longer each act takes. */
const inBed = 6;
let bed: Testbed | undefined;
let last = 0;
async function bedFor(next: number): Promise<Testbed> {
  if (next % inBed === 1) await closes();
  return (bed ??= await testbed({ secret }));
}
async function closes(): Promise<void> {
  expect(bed?.bugs ?? []).toEqual([]);
  await bed?.store.read(async (tx) => expect(await replay(tx, group)).toEqual(await stateOf(tx, group)));
  await bed?.close();
  bed = undefined;
}
afterAll(closes);

prop.prop([fc.boolean(), fc.array(someAct, { minLength: 4, maxLength: 9 })], runs(5))(
  'a series to which anything is done and taken back: never two at once, calendars have what the program has, answers and links stay with their sitting, numbers do not fall',
  async (hangs, acts) => {
    const inside = await bedFor(++last);
    const trial: Trial = { bed: inside, name: `M${last}`, event: `talks-${last}` };
    const author = { group, at: inside.now, act: 'event.add', call: newId(inside.now), seat: null, door: 'test' };
    await inside.store.tx((tx) => save(tx, author, 'event', null, thing.event({ id: trial.event, title: trial.event, starts: opens, ends: addDays(opens, 1), precision: 'day' })));
    await meetsWeekly(inside, { number: last, ...(hangs && { rule: 'FREQ=WEEKLY;BYDAY=WE', until: { by: 'event', event: trial.event, days: 0 } }) });
    const model = new SeriesModel(first, hangs ? undefined : 4, opens);
    const [dones, numbers]: [Done[], Map<string, number>] = [[], new Map()];
    for (const it of acts) {
      await act(trial, model, dones, it);
      await compare(trial, model, numbers);
    }
  },
);
