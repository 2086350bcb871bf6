import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runProgram } from '#tests/support/program.ts';
import { sample } from '#tests/support/world.ts';
import { temporary } from '#tests/support/stores.ts';

const folder = temporary();
const path = (name: string) => join(import.meta.dirname, '../../sample', name);
const calendar = path('calendar-2027.json');

/** Runs the program on a store of this test's own. */
const on = (store: string) => (...args: string[]) => runProgram(args, [], { env: { DATABASE_URL: `file:${join(folder(), store)}` } });

test('a calendar is imported from the command line into the only group there is, and twice changes nothing', async () => {
  const run = on('one.db');
  expect(await run('import', calendar)).toMatchObject({ code: 1, out: '', err: 'A calendar is added to a group, and there is none here yet. Import a group first.\n' });
  expect((await run('import', path('group.json'))).code).toBe(0);
  const first = await run('import', calendar);
  expect([first.code, first.out.replace(/\s+/g, ' ')]).toEqual([0, expect.stringMatching(/^Added to the calendar of UNODC and civil society group on drug use and HIV: 15 events, 4 deadlines\. All else was left as it is\. It is in the store /)]);
  expect((await run('import', calendar)).out.replace(/\s+/g, ' ')).toMatch(/^All of it is in the calendar of UNODC and civil society group on drug use and HIV already\. Nothing was changed\. /);
});

test('with several groups the program asks for which one it is, and says how to say it', async () => {
  const run = on('two.db');
  const other = join(folder(), 'other.json');
  writeFileSync(other, JSON.stringify({ ...sample, group: { ...sample.group, id: 'another', name: 'Another group' } }));
  await run('import', path('group.json'));
  await run('import', other);
  const refused = await run('import', calendar);
  expect([refused.code, refused.out]).toEqual([1, '']);
  expect(refused.err).toBe('There are several groups here (another, unodc-cso-group). For which one is this calendar? Open the program, go to the group with /in and its name, then: /group import FILE\n');
});

test('a faulty calendar is told with its faults before a store is touched', async () => {
  const faulty = join(folder(), 'faulty.json');
  writeFileSync(faulty, JSON.stringify({ schemaVersion: 1, kind: 'calendar', events: [{ id: 'cal-x', title: 'X', kind: 'day', start: '2027-02-29', certainty: 'confirmed' }] }));
  const refused = await on('none.db')('import', faulty);
  expect([refused.code, refused.err]).toEqual([1, `${faulty}: 1 thing is wrong. Nothing was imported.\n- events[0] (cal-x).start: is no day such as 2013-02-21\n`]);
});

test('in the sandbox it comes into the room one is in, read from its path', async () => {
  const { answers } = await runProgram(['--db=:memory:'], ['/as coordinator civil-society', `/group import ${calendar}`, '/event list 2027']);
  expect(answers.some((answer) => answer.replace(/\s+/g, ' ').includes('15 events, 4 deadlines'))).toBe(true);
  expect(answers.at(-1)).toMatch(/CND70 CND, 70th session[^]*an estimate/);
});
