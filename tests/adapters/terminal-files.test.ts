import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { folderFor, withKept } from '#adapters/terminal/file.ts';
import { render } from '#adapters/terminal/render.ts';
import type { Message } from '#core/message.ts';
import { startProgram } from '#tests/support/program.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'secretariat-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const text = 'BEGIN:VCALENDAR\r\nSUMMARY:Zażółć\r\nEND:VCALENDAR\r\n';
const message = (name: string): Message => ({ v: 1, blocks: [{ text: ['Here it is.'] }, { file: { name, type: 'text/calendar', text } }] });
const shown = (name: string, where: string | undefined) => render(withKept(message(name), where, 'en'), { zone: 'UTC', home: 'UTC', lang: 'en' }, { width: 200, colours: false, tty: false });

test('a file is kept in the folder for its owner alone, the newest in place of an older one, and says so', () => {
  const where = join(folder, 'files');
  for (let i = 0; i < 2; i += 1) expect(shown('secretariat-M4.ics', where)).toEqual(['Here it is.', 'File: secretariat-M4.ics (0.1 KB)', `Saved in ${where}.`]);
  expect(readdirSync(where)).toEqual(['secretariat-M4.ics']);
  expect(readFileSync(join(where, 'secretariat-M4.ics'), 'utf8')).toBe(text);
  expect([statSync(where).mode & 0o777, statSync(join(where, 'secretariat-M4.ics')).mode & 0o777]).toEqual([0o700, 0o600]);
});

test('what two groups or two people get by one name lies in two folders, and nothing outside', () => {
  const where = join(folder, 'files');
  const of: [string, string][] = [['main', 'inpud'], ['second-group', 'inpud'], ['main', 'unodc'], ['main', 'coordinator agency-side'], ['main', '']];
  for (const [room, who] of of) shown('M4.ics', folderFor(where, room, who));
  expect(readdirSync(where, { recursive: true, withFileTypes: true }).filter((each) => each.isFile()).map(({ parentPath }) => parentPath).sort()).toEqual(
    ['main', 'main/coordinator.agency-side', 'main/inpud', 'main/unodc', 'second-group/inpud'].map((below) => join(where, below)),
  );
  shown('M4.ics', folderFor(where, '../..', '..'));
  expect(readdirSync(folder)).toEqual(['files']);
});

test.each(['../outside.ics', '/etc/outside.ics', '..', '.'])('nothing is written outside of the folder for a file called %s', (name) => {
  shown(name, join(folder, 'files'));
  expect(readdirSync(folder)).toEqual(['files']);
});

test('where there is no folder, and where nothing can be written, the file is shown', () => {
  const lines = ['Here it is.', 'File: M4.ics (0.1 KB)', '  BEGIN:VCALENDAR', '  SUMMARY:Zażółć', '  END:VCALENDAR'];
  expect(shown('M4.ics', undefined)).toEqual(lines);
  writeFileSync(join(folder, 'files'), 'in the way');
  expect(shown('M4.ics', join(folder, 'files'))).toEqual(lines);
});

test('the calendar of a meeting lies beside the store; a store in memory has none, and shows it', { timeout: 30_000 }, async () => {
  const lines = ['/as coordinator civil-society', '/meeting schedule Weekly call when:"6 Mar 2013 15:00" repeat:"every week until 30 June 2013"', '1', '/meeting show M1 calendar:yes'];
  const [kept, seen] = await Promise.all([join(folder, 'store.db'), ':memory:'].map(async (db) => {
    const program = startProgram([`--db=${db}`]);
    for (const line of lines) program.says(line);
    program.child.stdin!.end();
    expect(await program.end()).toBe(0);
    return program.out();
  }));
  const below = join(folder, 'files', 'main', 'coordinator.civil-society-side');
  expect(readdirSync(join(folder, 'files'), { recursive: true })).toEqual(['main', 'main/coordinator.civil-society-side', 'main/coordinator.civil-society-side/M1.ics']);
  expect(kept!.replace(/\n +/g, '')).toContain(`Saved in ${below}.`);
  expect(kept).not.toContain('BEGIN:VCALENDAR');
  expect(readFileSync(join(below, 'M1.ics'), 'utf8')).toMatch(/^BEGIN:VCALENDAR\r\n[^]*END:VCALENDAR\r\n$/);
  expect(seen).toMatch(/File: \S+\.ics \(1\.\d KB\)\n {2}BEGIN:VCALENDAR\n/);
});
