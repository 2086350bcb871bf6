import { describe, expect, test } from 'vitest';
import { icsFaults } from '#tests/support/icscheck.ts';
import { readByIcal, readByTsIcs } from '#tests/support/icsread.ts';

const sound = [
  'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', 'BEGIN:VTIMEZONE', 'TZID:Europe/Vienna', 'BEGIN:STANDARD', 'DTSTART:19700101T000000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0100', 'END:STANDARD', 'END:VTIMEZONE',
  'BEGIN:VEVENT', 'UID:a', 'DTSTAMP:20270101T000000Z', 'DTSTART;TZID=Europe/Vienna:20270303T150000', 'DTEND;TZID=Europe/Vienna:20270303T160000', 'RRULE:FREQ=WEEKLY;UNTIL=20270310T225900Z', 'SUMMARY:a', 'STATUS:CONFIRMED', 'END:VEVENT',
  'END:VCALENDAR', '',
];
const whole = sound.join('\r\n');
const put = (line: string, instead: string) => whole.replace(line, instead);

/** What is broken, and the one section that must be found. */
const broken: readonly (readonly [fault: string, text: string, section: string])[] = [
  ['a bare LF', put('SUMMARY:a', 'SUMMARY:a\nb'), '3.1'],
  ['a long line', put('SUMMARY:a', `SUMMARY:${'ü'.repeat(34)}`), '3.1'],
  ['a control character', put('SUMMARY:a', 'SUMMARY:\x07'), '3.1'],
  ['a character cut in two', put('SUMMARY:a', 'SUMMARY:\ud83d\r\n \ude00'), '3.1'],
  ['a line without a name', put('SUMMARY:a', 'SUMMARY:a\r\nb'), '3.1'],
  ['no line break at the end', whole.slice(0, -2), '3.4'],
  ['an END too few', put('END:VTIMEZONE\r\n', ''), '3.6'],
  ['an END too many', put('END:VEVENT', 'END:VEVENT\r\nEND:VEVENT'), '3.6'],
  ['no PRODID', put('PRODID:x\r\n', ''), '3.6'],
  ['two summaries', put('SUMMARY:a', 'SUMMARY:a\r\nSUMMARY:b'), '3.6.1'],
  ['an attendee', put('SUMMARY:a', 'SUMMARY:a\r\nATTENDEE:mailto:a@b.example'), '3.6.1'],
  ['no UID', put('UID:a\r\n', ''), '3.6.1'],
  ['a mark that is not escaped', put('SUMMARY:a', 'SUMMARY:a,b'), '3.3.11'],
  ['a stamp that is not in UTC', put('20270101T000000Z', '20270101T000000'), '3.8.7.2'],
  ['a day that does not exist', put('20270303T160000', '20270330T250000'), '3.3.5'],
  ['an end before the start', put('20270303T160000', '20270303T140000'), '3.8.2.2'],
  ['a time that floats', put('DTEND;TZID=Europe/Vienna', 'DTEND'), '3.3.5'],
  ['a zone that is not described', put('TZID:Europe/Vienna', 'TZID:Europe/Rome'), '3.2.19'],
  ['a rule that ends in local time', put('T225900Z', 'T225900'), '3.3.10'],
  ['a rule that counts and ends', put('UNTIL=', 'COUNT=2;UNTIL='), '3.3.10'],
  ['an offset of nothing that is negative', put('TZOFFSETTO:+0100', 'TZOFFSETTO:-0000'), '3.3.14'],
  ['a zone without observances', whole.replace(/BEGIN:STANDARD.*END:STANDARD\r\n/s, ''), '3.6.5'],
  ['one of a series that is not there', put('RRULE:FREQ=WEEKLY;UNTIL=20270310T225900Z', 'RECURRENCE-ID;TZID=Europe/Vienna:20270303T150000'), '3.8.4.4'],
];

describe('the strict reader of the tests', () => {
  test('finds nothing in a sound calendar, nor do the others', () => {
    expect(icsFaults(whole)).toEqual([]);
    expect(readByIcal(whole).map(({ at, ends }) => [at, ends])).toEqual([['2027-03-03T14:00:00.000Z', '2027-03-03T15:00:00.000Z'], ['2027-03-10T14:00:00.000Z', '2027-03-10T15:00:00.000Z']]);
    expect(readByTsIcs(whole)).toEqual(readByIcal(whole));
  });
  test.each(broken)('finds %s', (_, text, section) => expect(icsFaults(text).map((fault) => fault.split(' ')[0])).toContain(`§${section}`));
});
