import { fc, test as prop } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { UserError } from '#core/errors.ts';
import { t } from '#core/i18n.ts';
import { plain } from '#core/message.ts';
import { readDialin } from '#rules/dialin.ts';
import { runs } from '#tests/support/runs.ts';

/** What is wrong with a text, and what is said of it. */
function refused(typed: string): { fault: string; said: string } {
  try {
    readDialin(typed);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect([error.field, error.ways]).toEqual(['link', []]);
    return { fault: error.key.replace('error.dialin.', ''), said: plain(t('en', error.key, error.params)) };
  }
  throw new Error(`was read: ${typed}`);
}

describe('the way into a call', () => {
  const teams = 'https://teams.microsoft.com/l/meetup-join/19%3ameeting_NjQ0YzI%40thread.v2/0?context=%7b%22Tid%22%3a%22a-b%22%2c%22Oid%22%3a%22c-d%22%7d';
  test.each<[string, string | null, string | null]>([
    ['https://zoom.us/j/123?pwd=aBc.1', 'https://zoom.us/j/123?pwd=aBc.1', null],
    ['  <https://zoom.us/j/123> ', 'https://zoom.us/j/123', null],
    ['<https://zoom.us/j/123|zoom.us/j/123>', 'https://zoom.us/j/123', null],
    ['HTTPS://Zoom.us/j/123', 'https://zoom.us/j/123', null],
    ['zoom.us/j/123', 'https://zoom.us/j/123', null],
    ['meet.example.org:8443/abc', 'https://meet.example.org:8443/abc', null],
    ['https://meet.example.org', 'https://meet.example.org/', null],
    ['https://zoom.us/j/123 https://zoom.us/j/123', 'https://zoom.us/j/123', null],
    [teams, teams, null],
    ['https://teams.live.com/meet/9312345678?p=abc', 'https://teams.live.com/meet/9312345678?p=abc', null],
    ['https://meet.google.com/abc-defg-hij?authuser=0', 'https://meet.google.com/abc-defg-hij?authuser=0', null],
    ['https://meet.google.com/u/0/abc-defg-hij', 'https://meet.google.com/u/0/abc-defg-hij', null],
    ['https://example.webex.com/example/j.php?MTID=m1', 'https://example.webex.com/example/j.php?MTID=m1', null],
    ['https://example.webex.com/meet/pr26001234567', 'https://example.webex.com/meet/pr26001234567', null],
    ['https://meet.jit.si/HarmReductionCall', 'https://meet.jit.si/HarmReductionCall', null],
    ['https://whereby.com/harm-reduction', 'https://whereby.com/harm-reduction', null],
    ['https://chat.example.com/channels/12/34', 'https://chat.example.com/channels/12/34', null],
    ['https://meet.example.org/join.html', 'https://meet.example.org/join.html', null],
    ['https://meet.example.org/?pwd=P@ss', 'https://meet.example.org/?pwd=P@ss', null],
    ['https://meet.jit.si/bücher', 'https://meet.jit.si/b%C3%BCcher', null],
    ['https://a.example.org/go?to=https://b.example.org/x', 'https://a.example.org/go?to=https://b.example.org/x', null],
    ['Join Zoom Meeting: https://zoom.us/j/1', 'https://zoom.us/j/1', null],
    ['https://zoom.us/j/1, phone +43 1 2345678 code 99#', 'https://zoom.us/j/1', 'phone +43 1 2345678 code 99#'],
    ['https://zoom.us/j/1 passcode: x7Gh-2', 'https://zoom.us/j/1', 'passcode: x7Gh-2'],
    ['Join Zoom Meeting https://zoom.us/j/1 Meeting ID: 12 34 Passcode:ab12', 'https://zoom.us/j/1', 'Meeting ID: 12 34 Passcode: ab12'],
    ['+43 1 2345678 pin 12 https://zoom.us/j/1', 'https://zoom.us/j/1', '+43 1 2345678 pin 12'],
    ['+43 1 2345678 code 99', null, '+43 1 2345678 code 99'],
    ['tel:+4312345678', null, 'tel: +4312345678'],
    ['0043 (1) 234-5678', null, '0043 (1) 234-5678'],
  ])('%s', (typed, link, phone) => expect(readDialin(typed)).toEqual({ link, phone }));
});

test.each([
  'https://zoom.us/j/123?pwd=aBc.1', 'https://us02web.zoom.us/j/123?pwd=x#success', 'https://zoom.us/wc/123/join', 'https://zoom.us/wc/join/123?pwd=x', 'https://zoom.us/w/123?pwd=x', 'https://zoom.us/meeting/register/tJ',
  'https://teams.microsoft.com/meet/123?p=x', 'https://teams.microsoft.com/v2/?meetingjoin=true#/l/meetup-join/19:meeting_N@thread.v2/0', 'https://meet.google.com/abc-defg-hij?authuser=0&hs=122',
  'https://meet.jit.si/HarmReductionCall#config.startWithAudioMuted=true', 'https://8x8.vc/app/room', 'https://bbb.example.org/b/abc-def-ghi', 'https://bbb.example.org/rooms/abc-def/join',
  'https://example.webex.com/webappng/sites/example/meeting/download/abc?siteurl=example&MTID=m1', 'https://example.webex.com/example/j.php?MTID=m1', 'https://whereby.com/harm-reduction',
  'https://signal.link/call/#key=abcd-efgh', 'https://call.whatsapp.com/video/AbC', 'https://call.whatsapp.com/voice/AbC', 'https://facetime.apple.com/join#v=1&p=x&k=y', 'https://join.skype.com/AbC',
  'https://v.ringcentral.com/join/123456789?pw=x', 'https://meetings.ringcentral.com/j/123', 'https://chime.aws/1234567890', 'https://app.chime.aws/meetings/123', 'https://meet.goto.com/123456789',
  'https://global.gotomeeting.com/join/123456789', 'https://join.me/123-456-789', 'https://discord.gg/abc', 'https://app.slack.com/huddle/T1/C1', 'https://talk.example.org/call/abcd1234', 'https://vdo.ninja/?room=abc',
  'https://meet.example.org/start', 'https://meet.example.org/?role=guest',
])('people come in by %s', (link) => {
  expect(readDialin(link).link).toBe(URL.parse(link)!.href);
  expect(readDialin(`Join: ${link} passcode KQxwbz`).phone).toBe('passcode KQxwbz');
});

describe('what is no way into a call', () => {
  test.each([
    ['', 'none'],
    ['   ', 'none'],
    ['https://', 'none'],
    ['https:// /j/1', 'none'],
    ['01 2345678', 'none'],
    ['code 1234', 'none'],
    ['zoom', 'none'],
    ['soon', 'none'],
    ['the link comes later', 'none'],
    ['ask Anna', 'none'],
    ['https://zoom.us/j/1 ask Anna', 'words'],
    ['https://zoom.us/j/1 code 99 Anna', 'words'],
    ['http://zoom.us/j/1', 'http'],
    ['zoommtg://zoom.us/join?confno=1', 'app'],
    ['ftp://example.org/x', 'app'],
    ['javascript:alert(1)', 'app'],
    ['data:text/html,hi', 'app'],
    ['skype:anna?call', 'app'],
    ['sip:anna@example.org', 'app'],
    ['https://anna@zoom.us/j/1', 'secret'],
    ['https://anna:pw@zoom.us/j/1', 'secret'],
    ['http://anna:pw@zoom.us/j/1', 'secret'],
    ['https://localhost/x', 'local'],
    ['https://192.168.1.7/x', 'local'],
    ['https://[::1]/x', 'local'],
    ['https://intranet/x', 'local'],
    ['https://printer.local/x', 'local'],
    ['anna@example.org', 'mail'],
    ['mailto:anna@example.org', 'mail'],
    ['https://zoom.us/j/1 anna@example.org', 'mail'],
    ['https://zoom.us/my/annasvensson', 'person'],
    ['https://us02web.zoom.us/my/anna?pwd=1', 'person'],
    ['https://zoom.us/%6Dy/anna', 'person'],
    ['https://zoom.us./my/anna', 'person'],
    ['https://zoom.us/%2Fmy%2F%2Fanna', 'person'],
    ['https://zoom.us:8443//my/anna', 'person'],
    ['https://zoom.us\\my\\anna', 'person'],
    ['https://zoom.us/x/../my/anna', 'person'],
    ['https://go.example.org/?to=https%3A%2F%2F%2Fmeet.jit.si%2Fanna.svensson', 'person'],
    ['https://zoom.us/%256Dy/anna', 'person'],
    ['https://example.webex.com/meet/asvensson', 'person'],
    ['https://example.webex.com/join/asvensson', 'person'],
    ['https://meet.google.com/lookup/abcdef', 'person'],
    ['https://teams.microsoft.com/l/chat/0/0?users=anna', 'person'],
    ['https://teams.microsoft.com/l/chat/19%3Aaa_bb%40unq.gbl.spaces', 'person'],
    ['https://wa.me/4312345678', 'person'],
    ['https://matrix.to/#/@anna:example.org', 'person'],
    ['https://meet.example.org/u/anna', 'person'],
    ['https://chat.example.com/users/123456', 'person'],
    ['https://meet.example.org/~anna', 'person'],
    ['https://meet.example.org/@anna', 'person'],
    ['https://meet.jit.si/anna@example.org', 'person'],
    ['https://meet.jit.si/anna%40example.org', 'person'],
    ['https://meet.jit.si/Anna.Svensson', 'person'],
    ['https://whereby.com/anna%2Esvensson/', 'person'],
    ['https://meet.jit.si/анна.петрова', 'person'],
    ['https://zoom.us/j/1?uname=Anna', 'person'],
    ['https://meet.jit.si/room#userInfo.displayName=%22Anna%22', 'person'],
    ['https://go.example.org/?to=https%3A%2F%2Fzoom.us%2Fmy%2Fanna', 'person'],
    ['https://safe.example.org/?url=x&data=05%7C01%7Canna%40example.org', 'person'],
    ['https://zoom.us/wc/123/join?name=Jane%20Doe', 'person'],
    ['https://zoom.us/wc/join/123?un=SmFuZSBEb2U=', 'person'],
    ['https://zoom.us/w/123?tk=abc.def', 'person'],
    ['https://events.zoom.us/ejl/abc', 'person'],
    ['https://linkedin.com/in/jane-doe', 'person'],
    ['https://www.linkedin.com/in/jane-doe/', 'person'],
    ['https://calendly.com/jane-doe/30min', 'person'],
    ['https://cal.com/jane', 'person'],
    ['https://outlook.office.com/bookwithme/user/abc', 'person'],
    ['https://chime.aws/janedoe', 'person'],
    ['https://doxy.me/drjane', 'person'],
    ['https://clinic.doxy.me/drjane', 'person'],
    ['https://v.ringcentral.com/join/jane', 'person'],
    ['https://meetings.ringcentral.com/join/jane', 'person'],
    ['https://meet.goto.com/jane', 'person'],
    ['https://join.me/jane', 'person'],
    ['https://bbb.example.org/bigbluebutton/api/join?fullName=Jane&meetingID=1', 'person'],
    ['https://meet.jit.si/room#userInfo.email=%22jane%22', 'person'],
    ['https://us02web.zoom.us/s/123?zak=eyJ0', 'host'],
    ['https://zoom.us/s/123', 'host'],
    ['https://zoom.us/j/123?zak=eyJ0', 'host'],
    ['https://zoom.us/wc/123/start', 'host'],
    ['https://example.webex.com/start/jane', 'host'],
    ['https://whereby.com/harm-reduction?roomKey=eyJ0', 'host'],
    ['https://8x8.vc/app/room?jwt=eyJ0', 'host'],
    ['https://meet.example.org/room?role=moderator', 'host'],
    ['https://zoom.us/j/1 pin Jane', 'code'],
    ['https://zoom.us/j/1 code jane', 'code'],
    ['https://zoom.us/j/1 code JANE', 'code'],
    ['https://zoom.us/j/1 passcode:JaneDoe', 'code'],
    ['https://zoom.us/j/1 code Jane-Marie', 'code'],
    ['https://zoom.us/j/1 pin Анна', 'code'],
    ['https://zoom.us/j/1 pin 安娜', 'code'],
    ['https://zoom.us/j/1 https://zoom.us/j/2', 'several'],
    ['https://zoom.us/j/1,https://zoom.us/j/2', 'several'],
    ['https://zoom.us/j/1https://zoom.us/j/2', 'several'],
    ['zoom.us/j/1 or meet.jit.si/x', 'several'],
    ['https://zoom.us/j/1\r\nhttps://zoom.us/j/2', 'control'],
    ['https://zoom.us/j/1\nBEGIN:VEVENT', 'control'],
    ['https://zoom.us/j/1\0', 'control'],
    ['https://zoom.us/j/\ud800', 'control'],
    [`https://zoom.us/j/${'1'.repeat(500)}`, 'long'],
    [`https://zoom.us/j/${'ü'.repeat(200)}`, 'long'],
    ['x'.repeat(1000), 'long'],
  ])('%#', (typed, fault) => expect(refused(typed).fault).toBe(fault));

  test('is said by its host, and by nothing else of it', () => {
    expect(refused('http://zoom.us/j/981234?pwd=hush').said).toBe('I understood a link to zoom.us, but it starts with http:// and can be read on its way. Please paste the one that starts with https://');
    expect(refused('https://zoom.us/my/anna').said).toContain('zoom.us');
  });
});

/** Links with a secret in each part, sound ones and others. */
const secret = 'Hush77';
const part = fc.constantFrom('my', 'j', 'meet', 'u', 'lookup', 'a.b', '@x', 'x@y.org', '%40', secret, `${secret}.php`, `${secret}.${secret}`);
const secretLink = fc.tuple(fc.constantFrom('https://', 'http://', 'zoommtg://', 'https://a:b@', ''), fc.constantFrom('zoom.us', 'x.webex.com', 'localhost', 'meet.jit.si'), fc.array(part, { maxLength: 4 }), fc.constantFrom('', `?pwd=${secret}`, `#${secret}`))
  .map(([scheme, host, path, end]) => `${scheme}${host}/${[...path, secret].join('/')}${end}`);

describe('whatever is typed', () => {
  prop.prop([secretLink, fc.constantFrom('', ' code Hush77', ' Hush77', ', https://b.example.org/Hush77', '\n')], runs(500))('what is said of a link holds none of its secrets', (link, more) => {
    try {
      expect(readDialin(link + more).link).toContain(secret);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      expect(plain(t('en', error.key, error.params))).not.toContain(secret);
      expect(JSON.stringify([error.params, error.ways, error.message])).not.toContain(secret);
    }
  });

  const bits = fc.constantFrom('https://', 'http://', 'zoom.us', '/my/', '/', '@', 'anna', '.', ' ', 'code', ':', '+43', '1234567', '%', '%2', '?', '#', '&', '=', '<', '>', '|', '\n', '💬', 'ü', '[', ']');
  prop.prop([fc.oneof(fc.array(bits, { maxLength: 20 }).map((all) => all.join('')), fc.string({ unit: 'binary', maxLength: 600 }), fc.webUrl({ withQueryParameters: true, withFragments: true }))], runs(2000))('it is read or refused; what is read is one short https link without a person, and reads the same again', (typed) => {
    try {
      const { link, phone } = readDialin(typed);
      expect(link !== null || phone !== null).toBe(true);
      expect(`${link} ${phone}`).not.toMatch(/\p{Cc}|\bzoom\.us\/my\//u);
      if (phone !== null) expect(phone).toMatch(/\d|code/);
      if (link === null) return;
      const url = new URL(link);
      expect([url.protocol, url.username, url.password]).toEqual(['https:', '', '']);
      expect(link.length).toBeLessThanOrEqual(500);
      expect(readDialin(link)).toEqual({ link, phone: null });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      expect(plain(t('en', error.key, error.params)).length).toBeGreaterThan(40);
    }
  });

  prop.prop([fc.constantFrom('https://zoom.us/j/1', 'https://meet.google.com/abc-defg-hij', 'https://meet.jit.si/Harm'), fc.constantFrom('name', 'uname', 'un', 'userName', 'fullName', 'displayName', 'email', 'zak', 'jwt', 'roomKey', 'tk'), fc.stringMatching(/^[A-Za-z]{3,12}$/), fc.constantFrom('?', '?a=1&', '#')], runs(300))('one that carries a name or the host’s rights is refused, and its words are in no answer', (link, key, value, mark) => {
    fc.pre(key !== 'tk' || (link.includes('zoom') && mark !== '#'));
    const { fault, said } = refused(`${link}${mark}${key}=${value}77`);
    expect(['person', 'host']).toContain(fault);
    expect(said).not.toContain(`${value}77`);
  });

  prop.prop([fc.constantFrom('zoom.us/my/', 'x.webex.com/meet/', 'meet.google.com/lookup/', 'meet.jit.si/~', 'chime.aws/', 'doxy.me/', 'calendly.com/', 'v.ringcentral.com/join/', 'www.linkedin.com/in/'), fc.stringMatching(/^[a-z]{3,12}$/), fc.integer({ min: 0, max: 3 }), fc.boolean()], runs(300))('a room of a person stays one, however it is written', (room, name, times, isBare) => {
    const path = room.slice(room.indexOf('/')) + name;
    let hidden = [...path].map((char, i) => (times > 0 && char !== '/' && i % 2 === 1 ? `%${char.charCodeAt(0).toString(16)}` : char)).join('');
    for (let i = 1; i < times; i++) hidden = hidden.replaceAll('%', '%25');
    expect(refused(`${isBare ? '' : 'https://'}${room.slice(0, room.indexOf('/'))}${hidden}`).fault).toBe('person');
  });
});
