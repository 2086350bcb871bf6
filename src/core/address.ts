/** What leads out of a chat by itself: a page, or somebody who is called. */
const scheme = /:\/\/|\bwww\.[^\s.]|\b(?:sips?|skype|callto|facetime(?:-audio)?|xmpp|webcal):[^\s:]/i;
/** A host with a path behind it, or a port: `zoom.us/j/123`. `St.Gallen/Basel` and `3.OG/Room 5` have the same look. */
const hosts = /(?<![a-z0-9-])((?:[a-z0-9-]+\.)+)([a-z]{2,})(?::\d+)?[/?#]\S/gi;
const ends = new Set('com org net edu gov int mil info biz app dev live chat video meet call online site cloud page link room world global health international foundation ngo microsoft google zoom'.split(' '));
const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** Whether a text holds the address of a page, which may be the secret link to a call. A host alone is none: it leads into no room. */
export function holdsAddress(text: string): boolean {
  const plain = text.normalize('NFKC').replaceAll('。', '.');
  return scheme.test(plain) || [...plain.matchAll(hosts)].some(([, host, end]) => isHost(host!, end!.toLowerCase()));
}

/** Hosts of three parts, and those that end as many do: in a country, or one of the usual words. */
function isHost(host: string, end: string): boolean {
  if (!/[a-z]/i.test(host)) return false;
  return ends.has(end) || (end.length === 2 && regions.of(end.toUpperCase()) !== undefined) || /^[^.]+\.[^.]+\.$/.test(host);
}

/** A text without the addresses in it, for what strangers see. */
export const withoutAddresses = (text: string): string => (holdsAddress(text) ? text.split(/(\s+)/).map((word) => (holdsAddress(word) ? '…' : word)).join('') : text);
