import type { Bot } from '#bot/bot.ts';
import type { Attached, Message } from '#core/message.ts';

/** A small calendar as a file, as the bot hands it over, and the button that brings it once more. */
export const calendarFile: Attached = {
  name: 'secretariat-M4.ics', type: 'text/calendar', text: `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Zażółć ${'x'.repeat(1100)}\r\nEND:VCALENDAR\r\n`,
  again: { label: 'Get the file again', run: 'my.next', given: {} },
};

/** A bot that hands a file over to whoever asks what is next, however they ask. */
export const handingOver = (file: Attached = calendarFile) => (bot: Bot): Bot => {
  const say: Message = { v: 1, title: ['M4 Weekly call'], blocks: [{ text: ['The calendar file of this meeting.'] }, { file }] };
  const reader = { zone: 'Europe/Vienna', home: 'Europe/Vienna', lang: 'en' };
  return {
    ...bot,
    line: async (line, from) => (/my next/.test(line) ? { say, reader } : bot.line(line, from)),
    invoke: async (invocation) => (invocation.command === 'my.next' ? { say, reader } : bot.invoke(invocation)),
  };
};
