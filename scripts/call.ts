import type { Step } from './year.ts';

const civil = 'coordinator civil-society';

/** A teleconference: its time is found across eleven hours of zones, people are called in, it is moved, and it is joined. */
export const call: readonly Step[] = [
  {
    tells: 'Three times are asked about. Everybody sees them on their own clock; whose night it is is said',
    says: [[civil, '/meeting poll "Planning call" slots:"5 March 15:00; 6 March 09:00; 7 March 17:00" closes:"27 February 17:00" chair:INPUD'], [civil, '1']],
    shows: ['Focal point, ANPUD'],
  },
  { tells: 'A volunteer in Bangkok answers, an officer in Vienna, a network in London', says: [['ANPUD', '/meeting answer M1 says:"yes if-need-be no"'], ['UNODC', '/meeting answer M1 says:"yes no yes"'], ['INPUD', '/meeting answer M1 all:yes']] },
  { tells: 'The poll has closed. The result becomes the meeting', says: [['observer', '/clock 27 February 2013 18:00'], ['INPUD', '/meeting show M1'], ['INPUD', '/meeting choose M1 1'], ['INPUD', '1']], shows: ['#main'] },
  { tells: 'The link is kept apart. A day later the hour has to change', says: [['INPUD', '/meeting join M1 link:https://meet.example.org/planning'], ['observer', '/clock 28 February 2013 18:00'], ['INPUD', '/meeting move M1 to:"5 March 16:00"'], ['INPUD', '1']], shows: ['#main'] },
  { tells: 'Each is told once, in their own morning: old time, new time, and a button for whoever cannot', says: [['observer', '/clock 1 March 2013 12:00']], shows: ['Focal point, ANPUD'] },
  { says: [['ANPUD', '/meeting rsvp M1 attend']] },
  { tells: 'Fifteen minutes before, whoever comes has the link', says: [['observer', '/clock 5 March 2013 15:50']], shows: ['Focal point, ANPUD'] },
];
