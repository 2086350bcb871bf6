import { expect, test } from 'vitest';
import type { Message } from '#core/message.ts';
import { bed, conversations, hears, say } from '#tests/support/conversation.ts';
import { pollLine } from '#tests/support/polling.ts';
import { read } from '#tests/support/world.ts';

conversations();

const chair = 'coordinator civil-society-side';
const press = async (who: string, message: Message, label: string | number) => say(await bed.as(who).presses(message, label));
const at = (instant: string) => void (bed.now = Temporal.Instant.from(instant));

test('a choice that is taken back before anybody has heard of it is never heard of, nor is anybody asked about the poll once more', async () => {
  await hears(chair, `${pollLine} sure:yes`);
  await bed.passes('+1d'); // all have been asked
  await hears('inpud', '/meeting answer M1 all:yes');
  at('2013-02-23T20:00:00Z'); // Saturday night
  const chosen = await press(chair, await bed.as(chair).hears('/meeting choose M1 1'), 1);
  expect(read(chosen)).toContain('M1 Planning call takes place');
  expect(read(await press(chair, chosen, 'Undo'))).toContain('Taken back: M1 Planning call');
  const got = (await bed.passes('2013-02-26T23:00:00Z')).filter(({ to, text }) => !to.startsWith('#') && /Planning call\n {2}(?!When can you\? Answers until)/.test(text)); // but in the weekly digest
  expect(got.map(({ to, text }) => `${to}: ${text}`)).toEqual([]);
  // The poll goes on, and is reminded of before it closes.
  expect((await bed.passes('2013-03-01T20:00:00Z')).filter(({ to, text }) => to === 'Focal point, HRI' && text.includes('Planning call'))).toHaveLength(1);
});

test('whoever has heard of a choice hears that the poll goes on; the room is not told who had said what', async () => {
  await hears(chair, `${pollLine} sure:yes`);
  await bed.passes('+4d'); // Tuesday, all have been asked
  await hears('inpud', '/meeting answer M1 all:yes');
  await bed.posted();
  const chosen = await press(chair, await bed.as(chair).hears('/meeting choose M1 1'), 1);
  const heard = (await bed.passes('+5m')).filter(({ to, text }) => !to.startsWith('#') && text.includes('Planning call')).map(({ to }) => to).sort();
  expect(heard).toContain('Focal point, ANPUD');
  expect(heard).not.toContain('Focal point, HRC');
  await press(chair, chosen, 'Undo');
  expect((await bed.posted()).map(({ message }) => read(message)).join('\n')).not.toMatch(/INPUD/);
  const back = (await bed.passes('+1d')).filter(({ to, text }) => !to.startsWith('#') && text.includes('which times suit you is now asked until')).map(({ to }) => to).sort();
  expect(back).toEqual(heard);
});

/** Who gets a message about a meeting from now on, by when: at once, or later. */
async function told(words: string): Promise<{ now: number; later: number }> {
  const about = (got: Awaited<ReturnType<typeof bed.passes>>) => got.filter(({ to, text }) => !to.startsWith('#') && text.includes(words)).length;
  return { now: about(await bed.passes('+1m')), later: about(await bed.passes('+4d')) };
}
const counts = (said: string) => {
  const [, people, now, later] = /(\d+) people are (?:told|asked) in private(?:: (\d+) now, (\d+) when)?/.exec(said)!;
  return now === undefined ? [Number(people)] : [Number(now), Number(later)];
};

test('whoever calls, asks, moves and calls off is told how many people hear now and how many in their own morning, as it then is', async () => {
  const called = read(await press(chair, await bed.as(chair).hears('/meeting schedule Planning call when:20 March 15:00'), 1));
  expect(counts(called)).toEqual(Object.values(await told(' · teleconference')));
  await bed.passes('2013-03-05T15:30:00Z'); // Tuesday, afternoon in Europe, evening in Asia
  const moved = read(await press(chair, await bed.as(chair).hears('/meeting move M1 to:16:00'), 1));
  expect(counts(moved)).toEqual(Object.values(await told('was Wed 20 March')));
  await bed.passes('2013-03-18T22:00:00Z'); // night for most, and the meeting is near: all hear at once
  const off = read(await press(chair, await bed.as(chair).hears('/meeting cancel M1'), 1));
  expect(off).toMatch(/is called off\. \d+ people are told in private\.\n/);
  expect(counts(off)).toEqual([(await told('called off')).now]);
  await bed.passes('2013-03-23T20:00:00Z'); // Saturday night: nobody hears before Monday
  const asked = read(await press(chair, await bed.as(chair).hears(`${pollLine.replaceAll('March', 'April').replace('Tue ', '').replace('Thu ', '').replace('Fri ', '')}`), 1));
  expect(asked).toMatch(/: \d+ people are asked in private when their next working day begins\. Answers are taken until/);
  expect(await told('times to choose from')).toEqual({ now: 0, later: counts(asked)[0] });
});

test('whoever has answered a poll sees beside each time what they said', async () => {
  await hears(chair, `${pollLine} sure:yes`);
  await hears('inpud', '/meeting answer M1 1 yes');
  await hears('inpud', '/meeting answer M1 3 no');
  const said = (await hears('inpud', '/meeting show M1')).split('\n').filter((line) => line.startsWith('  ')).map((line) => /you said: (\w+)/.exec(line)?.[1]);
  expect(said).toEqual(['yes', undefined, 'no']);
  expect(await hears('hri', '/meeting show M1')).not.toContain('you said');
});

test('whoever has answered a poll before they were asked in private hears that it is called off', async () => {
  await hears(chair, `${pollLine} sure:yes`);
  await hears('hrc', '/meeting answer M1 all:yes');
  const asks = await bed.as(chair).hears('/meeting cancel M1');
  expect(read(asks)).toContain('One person will be told in private');
  expect(read(await press(chair, asks, 1))).toMatch(/is called off\. One person is told in private/);
  const got = (await bed.passes('+4d')).filter(({ to, text }) => !to.startsWith('#') && text.includes('Planning call'));
  expect(got.map(({ to, text }) => [to, text.includes('called off: no time is looked for any more')])).toEqual([['Focal point, HRC', true]]);
});

test('whoever calls at short notice is told for how many that is less than a day', async () => {
  await bed.passes('2013-02-27T13:17:00Z'); // Wednesday
  const called = read(await press(chair, await bed.as(chair).hears('/meeting schedule Planning call when:"Thu 28 Feb 16:00"'), 1));
  const [, late] = /(\d+) of them hear it less than a day before it begins\./.exec(called)!;
  const got = (await bed.passes('2013-02-28T14:59:00Z')).filter(({ to, text }) => !to.startsWith('#') && text.includes(' · teleconference'));
  expect(got.filter(({ at }) => at.toString() > '2013-02-27T15:00:00Z')).toHaveLength(Number(late));
  expect(read(await press(chair, await bed.as(chair).hears('/meeting schedule Later call when:"Thu 28 March 16:00"'), 1))).not.toContain('less than a day');
});
