import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { makeSecret } from '#core/secret.ts';
import { type Message } from '#core/message.ts';
import { fits } from '#rules/things.ts';
import { bothBed, bothEndWell, join } from '#tests/support/bothbed.ts';
import { bed, conversations, hears, later, say } from '#tests/support/conversation.ts';
import { notedFits, pollLine, saidIn } from '#tests/support/polling.ts';
import { runs } from '#tests/support/runs.ts';
import { sits } from '#tests/support/sitting.ts';
import { read, testbed } from '#tests/support/world.ts';

conversations();

const secret = makeSecret('test');
const civil = 'coordinator civil-society-side';
const press = async (who: string, message: Message, label: string | number) => say(await bed.as(who).presses(message, label));
const asks = async (line = pollLine) => press(civil, await bed.as(civil).hears(line), 'Ask everybody');
const bangkok = { zone: 'Asia/Bangkok', home: 'Europe/Vienna', lang: 'en' };

describe('answering', () => {
  test('goes from time to time, each on the own clock and with what is hard about it; every press is kept at once', async () => {
    await asks();
    const first = await bed.as('anpud').hears('/meeting answer M1');
    expect(read(first, bangkok)).toBe('M1 Planning call\n1 of 3: Tue 12 March 2013, 21:00 Bangkok (15:00 Vienna)\n[Yes] [If need be] [No]');
    const second = await press('anpud', first, 'If need be');
    expect(await saidIn(bed)).toEqual(['1 anpud if-need-be']);
    expect(read(second, bangkok)).toBe('M1 Planning call\n2 of 3: Thu 14 March 2013, 16:00 Bangkok (10:00 Vienna)\nKept: if need be to time 1.\n[Yes] [If need be] [No]');
    const end = await press('anpud', await press('anpud', second, 'Yes'), 'No');
    expect(read(end, bangkok).split('\n')).toEqual([
      'M1 Planning call: thank you, this is what you said',
      '1. Tue 12 March 2013, 21:00 Bangkok (15:00 Vienna)', '  if need be', '2. Thu 14 March 2013, 16:00 Bangkok (10:00 Vienna)', '  yes', '3. Fri 15 March 2013, 12:00 Bangkok (06:00 Vienna)', '  no',
      'It can be changed until Sat 2 March 2013, 05:59 Bangkok (Fri 1 March 2013, 23:59 Vienna).',
      '[Change 1: Tue 12 March 2013, 21:00 Bangkok] [Change 2: Thu 14 March 2013, 16:00 Bangkok] [Change 3: Fri 15 March 2013, 12:00 Bangkok] [How it stands]',
    ]);
  });
  test.each([['hrc', 2, 'early hour'], ['hrc', 3, 'night'], ['inpud', 3, 'early hour'], ['inpud', 1, ''], ['anpud', 3, '']])('%s is told of time %i: "%s"', async (who, slot, hour) => {
    await asks();
    const shown = await hears(who, `/meeting answer M1 ${slot}`);
    expect(shown.includes('for you')).toBe(hour !== '');
    expect(shown).toContain(hour);
  });
  test('can be changed for each time, and the same again is no second answer', async () => {
    await asks();
    const end = await bed.as('inpud').hears('/meeting answer M1 all:yes');
    expect([await saidIn(bed), await notedFits(bed)]).toEqual([['1 inpud yes', '2 inpud yes', '3 inpud yes'], 3]);
    const again = await press('inpud', end, 2);
    expect(read(again)).toContain('You said: yes.');
    expect(read(await press('inpud', again, 'No'))).toContain('this is what you said');
    await press('inpud', again, 'No');
    expect([await saidIn(bed), await notedFits(bed)]).toEqual([['1 inpud yes', '2 inpud no', '3 inpud yes'], 4]);
  });
  test('works on a line, by number, day and hour; what is none of the times is said with those that are', async () => {
    await asks();
    expect(await hears('inpud', '/meeting answer 1 2 yes')).toContain('Kept: yes to time 2.');
    expect(await hears('inpud', '/meeting answer planning slot:"12 March" fit:"If need be"')).toContain('Kept: if need be to time 1.');
    expect(await hears('inpud', '/meeting answer 1 slot:"15 March 2013 12:00 Bangkok" fit:no')).toContain('this is what you said');
    expect(await saidIn(bed)).toEqual(['1 inpud if-need-be', '2 inpud yes', '3 inpud no']);
    expect(await hears('inpud', '/meeting answer 1 4 yes')).toMatch(/M1 asks about 3 times, 1 to 3\. "4" is none of them\.[^]*\[Tue 12 March 2013, 14:00 London \(15:00 Vienna\)\]/);
    expect(await hears('inpud', '/meeting answer 1 slot:"13 March" fit:yes')).toContain('"13 March" is none of them');
    expect(await hears('inpud', '/meeting answer 1 no')).toContain('For all of them: /meeting answer M1 all:no');
    expect(await hears('inpud', '/meeting answer 1 all:no slot:2 fit:yes')).toContain('this is what you said');
    expect(await saidIn(bed)).toEqual(['1 inpud no', '2 inpud yes', '3 inpud no']);
  });
  test('can be said for all times in their order, whichever way the words are parted; what is no answer for each is said, and nothing is kept', async () => {
    await asks();
    expect(await hears('inpud', '/meeting answer M1 yes no if need be')).toContain('this is what you said');
    expect(await saidIn(bed)).toEqual(['1 inpud yes', '2 inpud no', '3 inpud if-need-be']);
    for (const line of ['if-need-be, yes; no', 'if need be yes no', 'says:"If need be, yes, no"']) await hears('inpud', `/meeting answer M1 ${line}`);
    expect([await saidIn(bed), await notedFits(bed)]).toEqual([['1 inpud if-need-be', '2 inpud yes', '3 inpud no'], 6]);
    expect(await hears('inpud', '/meeting answer M1 yes no yes yes')).toContain('I read 4 answers in "yes no yes yes", and M1 asks about 3 times.');
    expect(await hears('inpud', '/meeting answer M1 yes no')).toContain('I read 2 answers in "yes no"');
    expect(await hears('inpud', '/meeting answer M1 yes perhaps no')).toContain('I read no answers in "yes perhaps no"');
    expect(await hears('inpud', '/meeting answer M1 if need be')).toContain('For all of them: /meeting answer M1 all:if-need-be');
    expect(await notedFits(bed)).toBe(6);
    expect(await hears('inpud', '/help meeting answer')).toContain('/meeting answer M1 all:yes');
  });
  test.each([
    ['y n y', ['1 inpud yes', '2 inpud no', '3 inpud yes']], ['none', ['1 inpud no', '2 inpud no', '3 inpud no']], ['1 yes 2 if need be, 3 no', ['1 inpud yes', '2 inpud if-need-be', '3 inpud no']],
    ['1:no', ['1 inpud no']], ['1:no; 3:y', ['1 inpud no', '2 inpud yes']],
  ])('is understood as people write it: %s', async (line, said) => {
    await asks();
    const answer = await hears('inpud', `/meeting answer M1 ${line}`);
    expect((await saidIn(bed)).map((each, i) => (said.length === 2 ? said[i] === each : each))).toEqual(said.length === 2 ? [true, true] : said);
    if (said.length === 1) expect(answer).toContain('Kept: no to time 1.');
  });
  test('with fewer words than times is asked for one for each', async () => {
    await asks();
    expect(await hears('inpud', '/meeting answer M1 yes,no')).toContain('I read 2 answers in "yes,no", and M1 asks about 3 times.');
    expect(await saidIn(bed)).toEqual([]);
  });
  test('is for a side from its coordinator; observers and strangers cannot', async () => {
    await asks();
    await hears('coordinator agency-side', '/meeting answer M1 all:no');
    expect(await saidIn(bed)).toEqual(['1 side no', '2 side no', '3 side no']);
    expect(await hears('unodc', '/meeting show M1')).toContain('UNODC side cannot make it');
    expect(await hears('observer', '/meeting answer M1 all:yes')).toContain('"meeting answer" is for:');
    expect(await hears('stranger', '/meeting answer M1 all:yes')).toContain('You do not hold a seat in');
    expect(await hears('inpud', '/meeting answer M9')).toContain('M9');
  });
  test('who has two seats is asked for which one, and every button on the way says it again', async () => {
    await asks();
    await sits(bed, secret, 'inpud', 'alternate', { organisation: 'anpud' });
    expect(await bed.as('inpud').says('/meeting answer M1')).toMatchObject({ ask: { fields: [{ name: 'as', choices: ['INPUD', 'ANPUD'] }] } });
    let shown = await bed.as('inpud').hears('/meeting answer M1 as:ANPUD');
    expect(read(shown)).toContain('For ANPUD.');
    for (const label of ['No', 'Yes', 'No']) shown = await press('inpud', shown, label);
    expect(read(shown)).toContain('For ANPUD.');
    await press('inpud', await press('inpud', shown, 1), 'If need be');
    await hears('inpud', '/meeting answer M1 all:yes as:INPUD');
    expect(await saidIn(bed)).toEqual(['1 anpud if-need-be', '1 inpud yes', '2 anpud yes', '2 inpud yes', '3 anpud no', '3 inpud yes']);
  });
});

describe('an answer that comes too late', () => {
  test('to a poll that has closed, is called off or has its time is refused, and what became of it is said', async () => {
    await asks();
    const shown = await bed.as('hri').hears('/meeting answer M1');
    await hears('unodc', '/meeting answer M1 all:yes');
    later({ hours: 24 * 8 });
    expect(read(await press('hri', shown, 'Yes'))).toBe('M1 Planning call: people were asked until 2013-03-01T22:59:00.000Z. That is over, and a time is being chosen. Nothing was changed.\n[How it stands]');
    await press(civil, await bed.as(civil).hears('/meeting choose M1 2'), 1);
    expect(read(await press('hri', shown, 'Yes'))).toBe('M1 Planning call has its time already: 2013-03-14T09:00:00.000Z. Nothing was changed.\n[Show it]');
    expect(await saidIn(bed)).toEqual(['1 unodc yes', '2 unodc yes', '3 unodc yes']);
  });
});

test('the card in the room counts organisations that have answered for every time, once each', async () => {
  await asks();
  const counts = () => bed.store.read(async (tx) => (await tx.selectFrom('outbox').select('message').execute()).map(({ message }) => /^.*(?= have answered\.)/m.exec(read(JSON.parse(message)))![0]));
  const after = async (who: string, line: string) => [await hears(who, line), await counts()][1];
  expect(await after('inpud', '/meeting answer M1 1 yes')).toEqual(['0 of 16 organisations']);
  expect(await after('inpud', '/meeting answer M1 all:no')).toEqual(['One or two of 16 organisations']);
  expect(await after('unodc', '/meeting answer M1 all:no')).toEqual(['One or two of 16 organisations']);
  expect(await after('inpud', '/meeting answer M1 2 yes')).toEqual(['One or two of 16 organisations']);
  expect(await after(civil, '/meeting answer M1 all:yes')).toEqual(['One or two of 16 organisations']);
  expect(await after('hri', '/meeting answer M1 all:yes')).toEqual(['3 of 16 organisations']);
});

test('how it stands is shown to whoever runs it by organisation, never by person, with who has not answered', async () => {
  await asks();
  await hears('inpud', '/meeting answer M1 all:yes');
  await hears('unodc', '/meeting answer M1 all:no');
  await hears('hri', '/meeting answer M1 1 "if need be"');
  const shown = await hears(civil, '/meeting show M1');
  expect(shown).toContain('yes: INPUD · if need be: HRI · no: UNODC · UNODC side cannot make it');
  expect(shown).toContain('2 of 16 organisations have answered.');
  expect(shown).toContain('Answered in part: Civil society side: HRI.');
  expect(shown).toMatch(/Not answered yet: Civil society side: AHRN, ANPUD, /);
  expect(shown).not.toMatch(/Not answered yet: .*(UNODC|INPUD|HRI,)/);
  expect(shown).not.toMatch(/Focal|Alternate/);
});

const people = ['inpud', 'anpud', 'hri', 'unodc', 'coordinator agency-side'];
property.prop([fc.array(fc.record({ who: fc.constantFrom(...people), slot: fc.integer({ min: 1, max: 3 }), fit: fc.constantFrom(...fits) }), { minLength: 1, maxLength: 12 }), fc.infiniteStream(fc.nat())], runs(12))(
  'in whatever order people press, each one’s last word stands, and the same standing is shown',
  async (presses, luck) => {
    // Everybody's own presses stay in their order; whose comes next is left to luck.
    const shuffled = (): typeof presses => {
      const left = new Map(people.map((who) => [who, presses.filter((each) => each.who === who)]));
      return presses.map(() => {
        const some = [...left.values()].filter((own) => own.length > 0);
        return some[luck.next().value % some.length]!.shift()!;
      });
    };
    const stands = async (order: typeof presses) => {
      const own = await testbed();
      const asked = await own.as(civil).hears(pollLine);
      await own.as(civil).presses(asked, 1);
      for (const { who, slot, fit } of order) await own.as(who).says(`/meeting answer M1 ${slot} ${fit}`);
      const shown = [await saidIn(own), read(await own.as(civil).hears('/meeting show M1')), own.bugs];
      await own.close();
      return shown;
    };
    expect(await stands(shuffled())).toEqual(await stands(presses));
  },
);

test('one person presses on Slack and on Discord at the same moment: it counts once, both are shown the next time, and the cards change only where something on them does', async () => {
  const both = await bothBed({ limits: false });
  try {
    const [slack, discord] = [await both.onSlack.person('INPUD'), both.onDiscord.stranger('Also INPUD')];
    await join(both, slack, discord);
    const boss = (await both.onSlack.person('coordinator civil-society')).in(both.onSlack.main);
    await (await boss.types(pollLine)).presses('Ask everybody');
    await both.delivered();
    const shown = [await slack.in(both.onSlack.main).presses(both.onSlack.main.messages().at(-1)!, 'Say when I can'), await discord.in(both.onDiscord.main).presses(both.onDiscord.main.messages().at(-1)!, 'Say when I can')];
    const answers = await Promise.all(shown.map((each) => each.presses('Yes')));
    for (const { text } of answers) expect(text).toContain('2 of 3');
    await both.delivered();
    const cards = () => [both.onSlack.main, both.onDiscord.main].flatMap((room) => room.messages().map(({ text, edited }) => [/^.*(?= have answered\.)/m.exec(text)![0], edited]));
    expect(cards()).toEqual([['0 of 1 organisation', false], ['0 of 1 organisation', false]]);
    const ends = await Promise.all(answers.map(async (each) => (await each.presses('No')).presses('If need be')));
    for (const { text } of ends) expect(text).toContain('this is what you said');
    expect([(await saidIn(both)).length, await notedFits(both)]).toEqual([3, 3]);
    await both.delivered();
    expect(cards()).toEqual([['Some organisations', true], ['Some organisations', true]]);
  } finally {
    await bothEndWell(both);
  }
});
