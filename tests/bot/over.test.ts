import { expect, test } from 'vitest';
import { isOver } from '#bot/over.ts';
import { encodeButton } from '#core/button.ts';
import type { Given } from '#core/message.ts';

const commands: Parameters<typeof isOver>[2] = [{ name: 'meeting.show', reads: true }, { name: 'meeting.rsvp' }, { name: 'meeting.answer' }, { name: 'meeting.join' }, { name: 'commitment.update' }, { name: 'commitment.assign' }];
const id = (run: string, given: Given) => encodeButton({ label: '', run, given })!;
const rsvp = (given: Given) => id('meeting.rsvp', { meeting: 'M4', ...given });
const answer = (given: Given) => id('meeting.answer', { meeting: 'M4', ...given });

test.each<[string, string, string, boolean]>([
  ['another answer to the same one', rsvp({ reply: 'maybe', on: '2027-03-10T15:00' }), rsvp({ reply: 'attend', on: '2027-03-10T15:00' }), true],
  ['another answer to a single meeting', rsvp({ reply: 'apologies' }), rsvp({ reply: 'attend' }), true],
  ['an answer to the next of a series', rsvp({ reply: 'attend', on: '2027-03-17T15:00' }), rsvp({ reply: 'attend', on: '2027-03-10T15:00' }), false],
  ['an answer to another meeting', id('meeting.rsvp', { meeting: 'M5', reply: 'attend' }), rsvp({ reply: 'attend' }), false],
  ['an answer from another seat', rsvp({ reply: 'attend', as: 'HRI' }), rsvp({ reply: 'attend', as: 'INPUD' }), false],
  ['the link to a call that one comes to', id('meeting.join', { meeting: 'M4' }), rsvp({ reply: 'attend' }), false],
  ['what only shows the meeting', id('meeting.show', { meeting: 'M4' }), rsvp({ reply: 'attend' }), false],
  ['another answer to the same time of a poll', answer({ slot: '2', fit: 'no' }), answer({ slot: '2', fit: 'yes' }), true],
  ['an answer to another time of it', answer({ slot: '1', fit: 'no' }), answer({ slot: '2', fit: 'yes' }), false],
  ['a report on the same commitment', id('commitment.update', { commitment: '4', status: 'done' }), id('commitment.update', { commitment: 'C4.2', status: 'at-risk' }), true],
  ['a report on the commitment with the number of the meeting', id('commitment.update', { commitment: '4', status: 'done' }), rsvp({ reply: 'attend' }), false],
])('%s', (_what, button, pressed, over) => expect(isOver(button, pressed, commands)).toBe(over));
