/** A part of the year: what it is about, who says what, and to whom the messages are shown that come of it. */
export interface Step {
  readonly tells?: string;
  readonly says: readonly (readonly [who: string, line: string])[];
  readonly shows?: readonly string[];
}

const [civil, unodc] = ['coordinator civil-society', 'coordinator agency'];

/** From the day after the group's meeting to the end of CND a year later. */
export const year: readonly Step[] = [
  {
    tells: '22 February 2013. The group has agreed fifteen commitments. Nobody leads C5: a network in Bangkok is asked, and says yes',
    says: [[civil, '/commitment assign 5 lead:ANPUD'], ['ANPUD', '/commitment assign 5 lead:ANPUD']],
    shows: ['#main'],
  },
  {
    tells: 'C4 has no date. UNODC proposes one that hangs on an event; it counts once the other side agrees',
    says: [['UNODC', '/commitment amend 4 due:CND56R -2w'], [civil, '/commitment agree 4']],
  },
  { tells: 'March. A week before CND whoever leads something is asked how it stands, at 09:00 of their own morning', says: [['observer', '/clock 3 March 2013 12:00']] },
  { says: [['observer', '/clock 4 March 2013 16:00']], shows: ['Focal point, ANPUD'] },
  { says: [['ANPUD', '/update 5 at-risk "Few proposals name overdose"'], ['UNODC', '/update 4 on-track "The draft is with WHO"']], shows: ['#main'] },
  {
    tells: 'June. The work plan is due in Vilnius. Its lead reports, the other side rates',
    says: [['observer', '/clock 7 June 2013 18:00'], ['UNODC', '/update 15 done "Both sides agreed it in Vilnius"'], ['INPUD', '/commitment rate 15 substantial "Agreed, not yet published"']],
  },
  { tells: 'September. The session in December, whose date is an estimate, is moved by a week. What hangs on it moves with it', says: [['observer', '/clock 16 September 2013 16:30']] },
  { says: [[unodc, '/event move CND56R to:5 December 2013'], [unodc, '1']], shows: ['#main', 'Focal point, HRC'] },
  { tells: 'Everybody concerned is told once, in their own working hours; whoever had a message that day already, on the next morning', says: [['observer', '/clock 17 September 2013 10:00']], shows: ['Focal point, ANPUD', 'Focal point, UNODC'] },
  { tells: 'November. C4 is due in a week', says: [['observer', '/clock 13 November 2013 18:00']] },
  { says: [['observer', '/clock 14 November 2013 12:00'], ['UNODC', '/update 4 done "Published together with WHO"']], shows: ['Focal point, UNODC', '#main'] },
  {
    tells: 'On the same day a coordinator enters a deadline of the next CND. It ends at noon in Vienna, before Monday begins in New York: New York hears of it on Friday',
    says: [[civil, '/event deadline CND57 "Side-event applications" opens:"CND57 -8w" closes:"CND57 -45d 12:00 Vienna" to:UNODC'], ['observer', '/clock 24 January 2014 03:00']],
  },
  { says: [['observer', '/clock 27 January 2014 18:00']], shows: ['Focal point, HRC', 'Focal point, AHRN'] },
  { tells: 'March 2014. A week before CND', says: [['observer', '/clock 5 March 2014 18:00']] },
  { says: [['observer', '/clock 6 March 2014 17:00'], ['ANPUD', '/update 5 on-track "Nine proposals name it now"']], shows: ['Focal point, ANPUD', '#main'] },
  { tells: '21 March 2014. CND is over. This is the record', says: [['observer', '/clock 21 March 2014 18:00'], ['observer', '/commitment history 4'], ['observer', '/plan changes since:CND56']] },
];
