import { tidy } from '#core/legible.ts';

/** What leads out of a chat by itself: a page, or somebody who is called. */
const scheme = /:\/\/|\bhttps?:[/\\]|\bwww\.[^\s.]|\b(?:sips?|skype|callto|facetime(?:-audio)?|xmpp|webcal):[^\s:]/i;
/** What leads on behind a host: a path, or a question or mark that is no word or number of a sentence (`un.org?Please`, `hri.org#2`). */
const onward = String.raw`(?::\d+)?(?:[/\\]\S|[?#](?!(?:\p{Lu}\p{Ll}*|\d{1,2})[.,;:!?)]*(?:\s|$))\S)`;
/** A host with a path behind it, or a port: `zoom.us/j/123`. `St.Gallen/Basel` and `3.OG/Room 5` have the same look. */
const hosts = new RegExp(String.raw`(?<![\p{L}\p{M}\p{N}-])((?:[\p{L}\p{M}\p{N}-]+\.)+)(\p{L}[\p{L}\p{M}]+|xn--[a-z0-9-]+)${onward}`, 'gu');
const numbered = new RegExp(String.raw`(?<![\p{L}\p{N}.-])\d{1,3}(?:\.\d{1,3}){3}${onward}`, 'u');
const ends = new Set('com org net edu gov int mil info biz app dev live chat video meet call online site cloud page link room world global health international foundation ngo microsoft google zoom'.split(' '));
/** The same in other letters, and countries that have theirs in their own. */
const farEnds = new Set('рф рус бел укр бг мкд мон срб қаз ею орг ком онлайн сайт ευ ελ հայ გე 中国 中國 香港 澳門 澳门 台湾 台灣 新加坡 公司 网络 在线 网站 한국 ไทย ລາວ भारत বাংলা ভারত ලංකා இந்தியா இலங்கை ישראל امارات ایران مصر السعودية المغرب الجزائر تونس قطر عمان سورية الاردن فلسطين العراق پاکستان بھارت'.split(' '));
const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** A text as it is read and kept, in the letters that an address is looked up by: without what nobody sees. */
const asSeen = (text: string): string => tidy(text).replace(/[\u200c\u200d\ufe0e\ufe0f]/g, '').normalize('NFKC').replaceAll('。', '.');

/** Whether a text holds the address of a page, which may be the secret link to a call. A host alone is none: it leads into no room. */
export function holdsAddress(text: string): boolean {
  const plain = asSeen(text);
  return scheme.test(plain) || numbered.test(plain) || [...plain.matchAll(hosts)].some(([, host, end]) => isHost(host!, end!.toLowerCase()));
}

/** Hosts of three parts, and those that end as many do: in a country, or one of the usual words. */
function isHost(host: string, end: string): boolean {
  if (!/\p{L}/u.test(host)) return false;
  return ends.has(end) || farEnds.has(end) || end.startsWith('xn--') || (/^[a-z]{2}$/.test(end) && regions.of(end.toUpperCase()) !== undefined) || /^[^.]+\.[^.]+\.$/.test(host);
}

/** A text without the addresses in it, for what strangers see. */
export const withoutAddresses = (text: string): string => (holdsAddress(text) ? tidy(text).split(/(\s+)/).map((word) => (holdsAddress(word) ? '…' : word)).join('') : text);
