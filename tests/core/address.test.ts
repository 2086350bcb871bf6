import { expect, test } from 'vitest';
import { holdsAddress, withoutAddresses } from '#core/address.ts';

test.each([
  'https://zoom.us/j/1?pwd=a', 'HTTP://EXAMPLE.ORG', 'zoommtg://zoom.us/join', 'link:https://x.example', 'www.example.org', 'zoom.us/j/888', 'ZOOM.US/J/888', 'us02web.zoom.us/j/1', 'zoom.us?x=1',
  'meet.jit.si/HarmCall', 'meet.example.org:8443/abc', 'whereby.com/harm', '8x8.vc/x', 'teams.live.com/meet/1', 'meet.harm.reduction/abc', '(zoom.us/j/1)', '_zoom.us/j/1_', '…zoom.us/j/1', 'Rotunda,zoom.us/j/1',
  'ｚｏｏｍ.us/j/1', 'zoom。us/j/1', 'skype:anna?call', 'zoom.us\u2060/j/1', 'zoom\u00ad.us/j/1', 'zoom.us/\u200bj/1', 'zoom.us\u200d/j/1', 'ht\u200btps://x.example', 'zoom.us\ufeff/j/1',
  'зум.рф/j/1', 'пример.онлайн/j/1', '例子.中国/j/1', '192.168.0.1/x', '192.168.0.1:8443/x', 'zoom.us\\j\\888', 'https:\\zoom\\j', 'zoom.us#success', 'zoom.us?Pwd=Geheim', 'zoom.us?HarmCall', 'Str.de/5', 'sip:room@example.org',
])('is an address, whatever stands around it: %s', (typed) => {
  for (const text of [typed, `Plenary ${typed}`, `${typed} call`]) expect([text, holdsAddress(text)]).toEqual([text, true]);
  expect(withoutAddresses(`Plenary ${typed} call`)).toBe('Plenary … call');
});

test.each([
  'St.Gallen', 'St.Gallen/Basel', 'UN-HQ 3.OG', 'UN-HQ 3.OG/Room 5', 'v2.0', 'v2.0/beta', 'e.g. Room', 'i.e./e.g. Room', 'and/or', 'Room A/B', 'M3.02/Rotunda', 'u.a./z.B. Raum', '15:00/16:00', 'C-Bldg./R3',
  'CND.57/3', 'Q3/Q4', '10 a.m./p.m.', 'No.4/5', 'U.N./Vienna', 'Vienna Intl.Centre/C2', 'un.org', 'UNODC.org?Please', 'HRI.global#2', 'Is it un.org?', 'ул.Ленина/5', 'Room 1.2.3/4', '24.04.2013/25.04.2013', 'C:\\drafts', 'Draft: read it. Then come', 'Skype: no', 'Wed 3 March 15:00 Vienna', 'Europe/Vienna', 'CND -8w', 'every 2nd Thu until CND',
])('is none: %s', (typed) => {
  expect([typed, holdsAddress(typed), withoutAddresses(typed)]).toEqual([typed, false, typed]);
});
