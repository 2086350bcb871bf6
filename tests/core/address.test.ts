import { expect, test } from 'vitest';
import { holdsAddress, withoutAddresses } from '#core/address.ts';

test.each([
  'https://zoom.us/j/1?pwd=a', 'HTTP://EXAMPLE.ORG', 'zoommtg://zoom.us/join', 'link:https://x.example', 'www.example.org', 'zoom.us/j/888', 'ZOOM.US/J/888', 'us02web.zoom.us/j/1', 'zoom.us?x=1',
  'meet.jit.si/HarmCall', 'meet.example.org:8443/abc', 'whereby.com/harm', '8x8.vc/x', 'teams.live.com/meet/1', 'meet.harm.reduction/abc', '(zoom.us/j/1)', '_zoom.us/j/1_', '…zoom.us/j/1', 'Rotunda,zoom.us/j/1',
  'ｚｏｏｍ.us/j/1', 'zoom。us/j/1', 'skype:anna?call', 'sip:room@example.org',
])('is an address, whatever stands around it: %s', (typed) => {
  for (const text of [typed, `Plenary ${typed}`, `${typed} call`]) expect([text, holdsAddress(text)]).toEqual([text, true]);
  expect(withoutAddresses(`Plenary ${typed} call`)).toBe('Plenary … call');
});

test.each([
  'St.Gallen', 'St.Gallen/Basel', 'UN-HQ 3.OG', 'UN-HQ 3.OG/Room 5', 'v2.0', 'v2.0/beta', 'e.g. Room', 'i.e./e.g. Room', 'and/or', 'Room A/B', 'M3.02/Rotunda', 'u.a./z.B. Raum', '15:00/16:00', 'C-Bldg./R3',
  'CND.57/3', 'Q3/Q4', '10 a.m./p.m.', 'No.4/5', 'U.N./Vienna', 'Vienna Intl.Centre/C2', 'un.org', 'Draft: read it. Then come', 'Skype: no', 'Wed 3 March 15:00 Vienna', 'Europe/Vienna', 'CND -8w', 'every 2nd Thu until CND',
])('is none: %s', (typed) => {
  expect([typed, holdsAddress(typed), withoutAddresses(typed)]).toEqual([typed, false, typed]);
});
