/** What somebody does in the conversation: gives a command, presses a button, sends a form, opens one again; or time passes. */
export type Step =
  | { readonly who: string; readonly says: string; readonly with?: Readonly<Record<string, string>> }
  /** Below their last answer; with `on`, below the last message in the room or in their private conversation. */
  | { readonly who: string; readonly presses: string; readonly on?: 'room' | 'dm' }
  | { readonly who: string; readonly fills: Readonly<Record<string, string>> }
  | { readonly who: string; readonly reopens: true }
  | { readonly passes: string };

/** Stands for the code that was offered last. */
export const code = 'CODE';

const civil = 'coordinator civil-society-side';
const agency = 'coordinator agency-side';

/** A conversation of the group of 2013 that has something of every noun, to be had at any door. It begins on 22 February 2013. */
export const script: readonly Step[] = [
  { who: 'inpud', says: '/help' },
  { who: 'unodc', says: '/help', with: { topic: 'commitment update' } },
  { who: 'stranger', says: '/commitment list' },

  { who: 'unodc', says: '/update', with: { commitment: '4', status: 'on-track', note: 'First draft *sent* to WHO, see <https://example.org/x> @everyone' } },
  { who: 'inpud', presses: 'Show it', on: 'room' },
  { who: 'unodc', presses: 'Correct it' },
  { who: 'unodc', fills: { status: 'at-risk', note: 'WHO asks for two weeks more' } },
  { who: 'unodc', says: '/my undo' },
  { who: 'inpud', says: '/update', with: { commitment: '4', status: 'on-track' } },
  { who: 'observer', says: '/update', with: { commitment: '4', status: 'done' } },
  { who: 'inpud', says: '/commitment rate', with: { commitment: '4', completion: 'limited', note: 'No draft seen yet' } },
  { who: 'inpud', says: '/commitment evidence', with: { commitment: '4', link: 'https://example.org/draft.pdf', note: 'The outline', kind: 'document' } },
  { who: 'unodc', says: '/commitment milestone', with: { commitment: '4', title: 'Draft with WHO', due: 'in 6 weeks' } },
  { who: 'unodc', says: '/commitment milestone', with: { commitment: 'C4.1', done: 'yes' } },
  { who: civil, says: '/commitment assign', with: { commitment: '5', lead: 'HRI' } },
  { who: 'hri', says: '/my tasks' },
  { who: 'hri', presses: 'We lead C5' },

  { who: 'unodc', says: '/commitment amend', with: { commitment: '4' } },
  { who: 'unodc', presses: 'Open the form' },
  { who: 'unodc', fills: { due: 'next blue moon', reason: 'The meeting moved' } },
  { who: 'unodc', reopens: true },
  { who: 'unodc', fills: { due: '03/04/2014' } },
  { who: 'unodc', reopens: true },
  { who: 'unodc', fills: { due: '6 Mar 2014' } },
  { who: civil, says: '/commitment agree', with: { commitment: '4', answer: 'yes' } },
  { who: 'unodc', says: '/commitment amend', with: { commitment: '10', due: '03/04/2014', reason: 'More comments came' } },
  { who: 'unodc', presses: 'Thu 3 April 2014' },
  { who: 'hri', says: '/commitment agree', with: { commitment: '10', answer: 'no' } },
  { who: civil, says: '/commitment agree', with: { commitment: '10', answer: 'no' } },
  { who: 'inpud', says: '/commitment add', with: { title: 'Map of peer services', due: 'CND57 -8w', lead: 'INPUD', theme: 'overdose', with: 'HRI' } },
  { who: agency, says: '/commitment agree', with: { commitment: '16', answer: 'yes' } },
  { who: 'inpud', says: '/commitment add' },
  { who: 'inpud', fills: { title: 'Training in all regions', lead: 'UNODC', due: 'in 6 months' } },
  { who: agency, says: '/commitment agree', with: { commitment: '17', answer: 'no' } },
  { who: 'ahrn', says: '/commitment list', with: { owner: 'open' } },
  { who: 'ahrn', says: '/commitment show', with: { commitment: '4' } },
  { who: 'ahrn', says: '/commitment history', with: { commitment: '4' } },
  { who: 'ahrn', says: '/commitment show', with: { commitment: 'zzzz' } },

  { who: civil, says: '/event add', with: { title: 'Planning meeting of the group', on: '3 to 4 June 2014', city: 'Geneva', kind: 'group-meeting' } },
  { who: civil, says: '/event deadline', with: { event: 'cnd57', title: 'Side events', closes: 'CND57 -45d 12:00 Vienna', to: 'The secretariat', paper: 'An application' } },
  { who: civil, says: '/event move', with: { event: 'cnd57', to: '20 to 28 March 2014', certainty: 'estimate', reason: 'The hall is taken' } },
  { who: civil, presses: 'Yes, move it' },
  { who: civil, says: '/event confirm', with: { event: 'cnd57', source: 'Letter of 20 February' } },
  { who: agency, says: '/event cancel', with: { event: 'vilnius-2013', reason: 'No hall' } },
  { who: agency, presses: 'Yes, call it off' },
  { who: 'hri', says: '/event list' },
  { who: 'hri', says: '/event show', with: { event: 'cnd57' } },
  { who: 'hri', says: '/plan show', with: { by: 'theme' } },
  { who: 'hri', says: '/plan changes', with: { since: '2013-02-21' } },

  { who: 'ahrn', says: '/my zone', with: { zone: 'Kathmandu' } },
  { who: 'ahrn', says: '/my hours', with: { hours: '10:00-16:00', rest: 'Sat' } },
  { who: 'ahrn', says: '/my digest', with: { weekly: 'off' } },
  { who: 'ahrn', says: '/my away', with: { from: '1 March', to: '14 March' } },
  { who: 'ahrn', says: '/my language', with: { language: 'en' } },
  { who: 'ahrn', says: '/my reminders' },
  { who: 'ahrn', says: '/my data' },
  { who: 'ahrn', says: '/my next' },
  { who: 'ahrn', says: '/my link' },
  { who: 'ahrn', says: '/my link', with: { code } },
  { who: 'hri', says: '/my link', with: { code } },

  { who: 'inpud', says: '/member focal', with: { organisation: 'INPUD', role: 'alternate' } },
  { who: 'newcomer', says: '/member focal', with: { code } },
  { who: 'newcomer', presses: 'Accept' },
  { who: 'stranger', says: '/member focal', with: { code } },
  { who: 'stranger', says: '/member ask', with: { organisation: 'HRI', role: 'alternate', note: 'We met in Vienna' } },
  { who: 'hri', says: '/member focal', with: { organisation: 'HRI', role: 'alternate' } },
  { who: 'inpud', says: '/member focal', with: { code } },
  { who: 'inpud', presses: 'Accept' },
  { who: 'inpud', says: '/commitment rate', with: { commitment: '6', completion: 'substantial' } },
  { who: 'inpud', presses: 'HRI' },
  { who: 'inpud', says: '/member handover', with: { organisation: 'INPUD', to: 'alternate' } },
  { who: 'inpud', presses: 'INPUD' },
  { who: 'newcomer', says: '/my tasks' },
  { who: 'inpud', says: '/member handover', with: { organisation: 'INPUD', to: 'alternate' } },
  { who: 'hri', says: '/member list', with: { words: 'drugs' } },
  { who: 'hri', says: '/member show', with: { organisation: 'INPUD' } },

  { who: 'unodc', says: '/group settings' },
  { who: civil, says: '/group settings', with: { rhythm: '45' } },
  { who: civil, says: '/reminder rules', with: { kind: 'commitment', ladder: '-14d -7d 0d' } },
  { who: 'unodc', says: '/reminder preview', with: { until: 'CND' } },
  { who: 'unodc', says: '/reminder snooze', with: { subject: 'C14' } },
  { who: 'unodc', presses: 'In 3 days' },
  { passes: '2013-03-05T20:00:00Z' },
  { who: 'unodc', presses: 'C1 On track', on: 'dm' },
  { who: 'unodc', says: '/reminder pass', with: { subject: 'C13' } },
  { who: 'unodc', says: '/reminder list' },
  { who: civil, says: '/group unreachable' },
  { who: civil, says: '/group audit', with: { about: 'C4' } },
  { who: 'ehrn', says: '/my data', with: { what: 'erase' } },
  { who: 'ehrn', presses: 'Yes, erase me' },
  { who: 'ehrn', says: '/commitment list' },
  { passes: '+7d' },
  { who: civil, says: '/group unreachable' },
];
