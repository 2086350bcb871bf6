import { describe, expect, test } from 'vitest';
import { buttonsOf } from '#core/message.ts';
import { bed, conversations, hears, say } from '#tests/support/conversation.ts';
import { meetsWeekly } from '#tests/support/sitting.ts';
import { read } from '#tests/support/world.ts';

conversations();

const chair = 'coordinator civil-society-side';
const labels = (message: Parameters<typeof buttonsOf>[0]) => buttonsOf(message).map(({ label }) => label);

describe('a day without a year that was not long ago', () => {
  test.each([
    ['/meeting move M1 to:12 March 15:00', 'Tue 12 March 2013', 'Wed 12 March 2014', 'Wed 12 March 2014, 15:00 Vienna'],
    ['/meeting move M1 to:Tue 12 March 15:00', 'Tue 12 March 2013', 'Wed 12 March 2014', 'Wed 12 March 2014, 15:00 Vienna'],
    ['/meeting end M1 until:1 March', 'Fri 1 March 2013', 'Sat 1 March 2014', 'Sat 1 March 2014'],
    ['/meeting add M1 on:12 March 10:00', 'Tue 12 March 2013', 'Wed 12 March 2014', 'Wed 12 March 2014, 10:00 Vienna'],
    ['/meeting schedule Call when:20 February 15:00', 'Wed 20 February 2013', 'Thu 20 February 2014', 'Thu 20 February 2014, 15:00 Vienna'],
    ['/meeting schedule Call when:2 January 15:00', 'Wed 2 January 2013', 'Thu 2 January 2014', 'Thu 2 January 2014, 15:00 Vienna'],
    ['/meeting schedule Call when:20 March 15:00 repeat:weekly until 1 March', 'Fri 1 March 2013', 'Sat 1 March 2014', 'Sat 1 March 2014'],
    ['/meeting poll Call slots:"20 March 15:00; 1 February 15:00; 22 March 15:00"', 'Fri 1 February 2013', 'Sat 1 February 2014', 'Sat 1 February 2014, 15:00 Vienna'],
    ['/meeting poll Call slots:"20 March 2014 15:00; 21 March 2014 15:00; 22 March 2014 15:00" closes:"10 March"', 'Sun 10 March 2013', 'Mon 10 March 2014', 'Mon 10 March 2014'],
  ])('is not taken for next year’s: %s', async (line, was, next, way) => {
    await meetsWeekly(bed);
    await bed.passes('2013-03-13T08:00:00Z');
    const refused = await bed.as(chair).hears(line);
    expect([refused.tone, labels(refused)[0]]).toEqual(['refusal', way]);
    expect(read(refused)).toContain(`names no year. ${was} is over. Is ${next} meant?`);
    expect(await hears(chair, '/meeting list meeting:M1')).not.toContain('2014');
  });
  test('is next year’s once the button says so', async () => {
    await bed.passes('2013-03-13T08:00:00Z');
    const refused = await bed.as(chair).hears('/meeting schedule Call when:20 February 15:00');
    expect(read(say(await bed.as(chair).presses(refused, 1)), { zone: 'Europe/Vienna', home: 'Europe/Vienna', lang: 'en' })).toContain('One meeting: Thu 20 February 2014, 15:00 Vienna');
  });
  test.each([
    ['20 March 15:00', 'Wed 20 March 2013'], ['13 March 15:00', 'Wed 13 March 2013'], ['2 January 2014 15:00', 'Thu 2 January 2014'], ['10 October 15:00', 'Thu 10 October 2013'], ['12 March 2014 15:00', 'Wed 12 March 2014'],
    ['Tue 15:00', 'Tue 19 March 2013'], ['Wed 15:00 20 March', 'Wed 20 March 2013'], ['CND +14d 15:00', '2013'], ['in 2 weeks 15:00', 'Wed 27 March 2013'],
  ])('but what is to come, names its year or was long ago is read as it was: %s', async (when, day) => {
    await bed.passes('2013-03-13T08:00:00Z');
    expect(read(await bed.as(chair).hears(`/meeting schedule Call when:"${when}"`), { zone: 'Europe/Vienna', home: 'Europe/Vienna', lang: 'en' })).toContain(`One meeting: ${day.length === 4 ? '' : day}`);
  });
  test.each([
    // A leap day comes back after four years, and was not long ago where it was four years ago.
    ['2015-03-10T08:00:00Z', '29 February 15:00', 'One meeting: Mon 29 February 2016, 15:00 Vienna'],
    ['2016-03-10T08:00:00Z', '29 February 15:00', 'names no year. Mon 29 February 2016 is over. Is Sat 29 February 2020 meant?'],
    ['2016-03-10T08:00:00Z', 'Mon 29 February 15:00', 'names no year. Mon 29 February 2016 is over. Is Sat 29 February 2020 meant?'],
    ['2016-03-10T08:00:00Z', 'Sat 29 February 15:00', 'names no year. Mon 29 February 2016 is over. Is Sat 29 February 2020 meant?'],
    ['2016-03-10T08:00:00Z', '28 February 15:00', 'names no year. Sun 28 February 2016 is over. Is Tue 28 February 2017 meant?'],
  ])('a leap day, in %s: %s', async (at, when, said) => {
    bed.now = Temporal.Instant.from(at);
    const answer = await bed.as(chair).hears(`/meeting schedule Call when:"${when}"`);
    const reader = { zone: 'Europe/Vienna', home: 'Europe/Vienna', lang: 'en' };
    expect(read(answer, reader)).toContain(said);
    if (answer.tone === 'refusal') expect(read(say(await bed.as(chair).presses(answer, 1)), reader)).toContain(`One meeting: ${/Is (.*) meant/.exec(said)![1]}, 15:00 Vienna`);
  });
  test('is that of one of the series where it is asked about, not moved to', async () => {
    await meetsWeekly(bed);
    await bed.passes('2013-03-13T08:00:00Z');
    expect(await hears(chair, '/meeting who M1 on:6 March')).toContain('2013-03-06T14:00');
  });
});

describe('29 February of a year that has none', () => {
  test.each([
    ['/meeting poll Call slots:"28 February 15:00; 29 February 15:00; 1 March 15:00"', 'Time 2 of 3: "29 February 15:00": there is no 29 February 2013; that month has 28 days.', ', 15:00'],
    ['/meeting schedule Call when:"29 February 15:00"', '"29 February 15:00": there is no 29 February 2013; that month has 28 days.', ', 15:00'],
    ['/meeting end M1 until:"29 February"', '"29 February": there is no 29 February 2013; that month has 28 days.', ''],
  ])('is asked about, not taken for that of another year: %s', async (line, said, hour) => {
    await meetsWeekly(bed);
    const refused = await bed.as(chair).hears(line);
    expect(read(refused)).toContain(said);
    expect(labels(refused).slice(0, 3)).toEqual(['Thu 28 February 2013', 'Fri 1 March 2013', 'Mon 29 February 2016'].map((day) => `${day}${hour}`));
  });
});

describe('the first and the second of a weekday', () => {
  test.each([
    ['/meeting schedule Call when:"first Wednesday 15:00"', '"first Wednesday 15:00" is read in two ways. Which day do you mean?', ['Wed 6 March 2013, 15:00', 'Wed 27 February 2013, 15:00']],
    ['/meeting schedule Call when:"second Tuesday 15:00"', 'is read in two ways', ['Tue 12 March 2013, 15:00', 'Tue 5 March 2013, 15:00']],
    ['/meeting poll Call slots:"first Tuesday 15:00; second Tuesday 16:00; 21 March 15:00"', 'Time 1 of 3: "first Tuesday 15:00" is read in two ways', ['Tue 5 March 2013, 15:00', 'Tue 26 February 2013, 15:00']],
    ['/meeting move M1 to:"second Tuesday 15:00" on:"6 March"', 'is read in two ways', ['Tue 12 March 2013, 15:00', 'Tue 5 March 2013, 15:00']],
    ['/meeting add M1 on:"6 March 16:00 second"', '"second" is for an hour that the clock shows twice', ['Wed 6 March 2013, 16:00']],
  ])('are asked about: %s', async (line, says, ways) => {
    await meetsWeekly(bed);
    const asked = await bed.as(chair).hears(line);
    expect([asked.tone, labels(asked)]).toEqual(['refusal', [...ways, 'Open the form']]);
    expect(read(asked)).toContain(says);
    expect(read(say(await bed.as(chair).presses(asked, 1)))).not.toContain(says);
  });
});

test.each(['every second thursday 15:00 Vienna', 'weekly Thu 15:00'])('how a meeting comes back is no first time: %s', async (when) => {
  expect(await hears(chair, `/meeting schedule Call when:"${when}"`)).toContain(`"${when}" says how it comes back. Please give the first one in when:, and how it comes back in repeat:`);
});

test('help names how a meeting is called, for who may', async () => {
  expect(await hears(chair, '/help')).toContain('\n/meeting schedule ');
  for (const who of ['observer', 'stranger']) expect(await hears(who, '/help')).not.toContain('/meeting schedule ');
});
