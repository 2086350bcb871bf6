import { UserError } from '#core/errors.ts';
import { cut } from '#core/fit.ts';
import { oneLine } from '#core/legible.ts';

/** How one comes into a call: by its link, by a phone number and code, or by either. Both are secrets: no log and no error holds them. */
export interface Dialin {
  readonly link: string | null;
  readonly phone: string | null;
}

/** No invitation's link is longer. */
const longest = 500;

/**
 * Reads the link to a call, and a phone number or code that stands beside it: `https://zoom.us/j/123?pwd=x, phone +43 1 2345678 code 99#`.
 * A phone number with its country code will do alone.
 * @throws UserError for none or several links, one that is not https, holds a name or password, is or names a person, or gives the host's
 *   rights; for other words beside it, a name as its code, control characters and more than 500 characters. Of a link, the error says its host only
 */
export function readDialin(typed: string, field = 'link'): Dialin {
  const text = typed.trim();
  const fault = (key: `error.dialin.${Fault}`, params: Record<string, string | number> = {}) => new UserError(key, params, field);
  if (text.length > longest) throw fault('error.dialin.long', { length: text.length, most: longest });
  if (/\p{Cc}/u.test(text) || !text.isWellFormed()) throw fault('error.dialin.control');
  const words = oneLine(text).split(/[\s,;|]+(?=[a-z]+:\/\/)|\s/i).filter((word) => word !== '');
  const links = [...new Set(words.filter(isLink).map(bare).flatMap((word) => word.split(glued)))];
  if (links.length > 1) throw fault('error.dialin.several', { count: links.length });
  const [link] = links;
  const url = link === undefined ? null : URL.parse(/^[a-z][a-z0-9+.-]*:/i.test(link) && !isHost(link) ? link : `https://${link}`);
  if (url !== null) checkLink(url, fault);
  if (words.some((word) => isMail.test(word) && !isLink(word))) throw fault('error.dialin.mail');
  const phone = phoneOf(words, fault);
  if (url === null && (link !== undefined || !phone || !/(?:\+|\b00)[\d ().-]{7,}/.test(phone))) throw fault('error.dialin.none');
  if (phone === undefined) throw fault('error.dialin.words');
  if (url !== null && url.href.length > longest) throw fault('error.dialin.long', { length: url.href.length, most: longest });
  return { link: url === null ? null : url.href, phone };
}

type Fault = 'none' | 'app' | 'http' | 'secret' | 'local' | 'mail' | 'host' | 'person' | 'code' | 'several' | 'long' | 'control' | 'words';
type Raise = (key: `error.dialin.${Fault}`, params?: Record<string, string | number>) => UserError;

const apps = /^(?:https?|mailto|sips?|skype|callto|facetime|facetime-audio|javascript|data|xmpp|im|webcal|intent):/i;
/** A host with a path, or with a port: `zoom.us/j/123`. */
const isHost = (word: string) => /^(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?::\d+)?[/?#]\S/u.test(word);
const unwrapped = (word: string) => word.replace(/^[<("'[]+/, '').replace(/\|.*>$/, '');
const isLink = (word: string) => /^[a-z][a-z0-9+.-]*:\/\//i.test(unwrapped(word)) || apps.test(unwrapped(word)) || isHost(unwrapped(word));
/** Where a second link begins without a space before it; one that is handed on within another stands behind one of these. */
const glued = /(?<=[^=?&/#])(?=https?:\/\/)/i;
/** A link without the brackets and the punctuation around it. */
const bare = (word: string) => unwrapped(word).replace(/[>)"'\].,;:!?|]+$/, '');

const isMail = /\S@(?!thread\.(?:v2|tacv2|skype)\b)[\p{L}\p{N}-]+\.\p{L}/u;

/** What opens a call as its host, or carries the host's rights: links that are no one else's. */
const hosts = [
  /\bzoom(?:gov)?\.(?:us|com)\/(?:s|start|wc\/(?:\d+\/start|start\/\d+))(?:[/?#]|$)/,
  /\bwebex\.com\/(?:\S*\/)?(?:start|host)(?:[/?#]|$)/,
  /[?&#](?:zak|roomkey|hostkey|host_?key|jwt|moderatorpw)=[^&]/,
  /[?&#](?:role=(?:host|moderator|1)|(?:is_?)?(?:host|moderator)=(?:1|true|yes))(?:[&#]|$)/,
];

/** Rooms that belong to a person, and addresses of persons, by the address as it reads with nothing encoded. */
const persons = [
  /\bzoom(?:gov)?\.(?:us|com)\/(?:my|u|p|ejl)\//,
  /\bzoom(?:gov)?\.(?:us|com)\/\S*[?&]tk=[^&]/,
  /\bwebex\.com\/(?:\S*\/)?(?:meet|join)\/(?!(?:pr)?\d+(?:[/?#]|$))/,
  /\bmeet\.google\.com\/(?:\S*\/)?lookup\//,
  /\bteams\.(?:microsoft\.com|live\.com|cloud\.microsoft)\/(?:\S*\/)?l\/(?:chat|call|user)\//,
  /\bringcentral\.com\/(?:\S*\/)?join\/(?!\d+(?:[/?#]|$))/,
  /\b(?:gotomeet\.me|meet\.goto\.com|join\.me)\/(?!\d[\d-]*(?:[/?#]|$))/,
  /\/\/chime\.aws\/(?!\d+(?:[/?#]|$))/,
  // Surgeries, pages of people, and what books an hour with one of them.
  /\/\/(?:\S*\.)?(?:doxy\.me|calendly\.com|cal\.com|savvycal\.com|tidycal\.com|youcanbook\.me|zcal\.co|facebook\.com|instagram\.com|twitter\.com|x\.com)\/[^/?#]/,
  /\blinkedin\.com\/(?:in|pub)\//,
  /\/bookwithme\/|\bmeetings\.hubspot\.com\//,
  /\/\/(?:wa\.me|m\.me|signal\.me|join\.skype\.com\/invite|t\.me\/(?!\+|joinchat))\b/,
  /\/(?:u\/(?!\d(?:[/?#]|$))|users?\/|people\/|profiles?\/)[^/?#]/,
  /[/#:][@~][^/]/,
  /[?&#](?:un|name|u(?:ser)?_?name|users?|(?:full|first|last|nick|display|guest|attendee|participant)_?name|nick|attendee|participant|(?:e|user|attendee)?mail|userinfo\.\w+)=[^&]/,
  isMail,
];
/** `anna.svensson`, which is no word of a room and no name of a file. */
const isName = (part: string) => /^\p{L}+(?:\.\p{L}{2,})+$/u.test(part) && !/\.(?:php|html?|aspx?|jsp|do|cgi)$/i.test(part);

/** @throws UserError for a link that is not https, is open to nobody or to everybody, or that names a person */
function checkLink(url: URL, fault: Raise): void {
  const host = cut(url.hostname, 80);
  if (url.protocol === 'mailto:') throw fault('error.dialin.mail');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw fault('error.dialin.app', { scheme: cut(url.protocol.slice(0, -1), 20) });
  if (url.username !== '' || url.password !== '') throw fault('error.dialin.secret', { host });
  if (url.protocol === 'http:') throw fault('error.dialin.http', { host });
  if (!/\.[a-z][a-z0-9-]*\.?$/.test(url.hostname) || /\.(?:local|internal|localhost)\.?$/.test(url.hostname)) throw fault('error.dialin.local', { host });
  const reads = `//${url.hostname.replace(/\.$/, '')}${decoded(`${url.pathname}${url.search}${url.hash}`).replace(/\/{2,}/g, '/')}`;
  // A link that is handed on within this one begins with a host, which is no name.
  const parts = reads.replace(/(?:^\/|:)\/{1,2}[^/?#&]*/g, '').split(/[/?#&]/);
  if (hosts.some((pattern) => pattern.test(reads.toLowerCase()))) throw fault('error.dialin.host', { host });
  if (persons.some((pattern) => pattern.test(reads.toLowerCase())) || parts.some(isName)) throw fault('error.dialin.person', { host });
}

/** An address with nothing encoded, however often it was. */
function decoded(text: string): string {
  const once = text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  }).normalize('NFKC');
  return once === text ? once : decoded(once);
}

const label = /^(?:join|our|the|zoom|webex|teams|jitsi|video|online|phone|telephone|tel|mobile|dial(?:-?in)?|call|link|url|number|no|conference|room|access|meeting|event|or|and|by|with|via|is|at|in|on|here|ext|extension|local|then|press)$/i;
const codeLabel = /^(?:code|pin|passcode|password|id|key)$/i;
const number = /^[+\d()./,;*#–-]+$/;

/** What may be somebody's name: letters alone, as words are written. Codes that are made by chance have a figure, or capitals where no word has them. */
const isWord = (text: string) => text.split(/[^\p{L}\p{M}]+/u).every((part) => /^(?:\p{Lu}?[\p{Ll}\p{M}]*|(?:\p{Lu}[\p{Ll}\p{M}]{2,})+|\p{Lu}+|[\p{Lo}\p{M}]+)$/u.test(part)) && !/\d/.test(text) && /\p{L}/u.test(text);

/**
 * The number and code beside a link: figures, and after `code` or `pin` one word. Null where there is nothing; undefined for other words.
 * @throws UserError for a code that may be a name
 */
function phoneOf(words: readonly string[], fault: Raise): string | null | undefined {
  const kept: string[] = [];
  let isCode = false;
  let holds = false;
  for (const word of words.flatMap((each) => (isLink(each) ? [''] : each.replace(/^(\p{L}+):(?=\S)/u, '$1: ').split(' ')))) {
    if (word === '') {
      // What leads to the link says nothing of the phone.
      if (!holds) kept.length = 0;
      isCode = false;
      continue;
    }
    const name = word.replace(/[:.,;]+$/, '');
    const known = codeLabel.test(name) || label.test(name);
    if (!known && !isCode && !number.test(word)) return undefined;
    if (!known && isCode && isWord(word)) throw fault('error.dialin.code');
    if (!known && (isCode || /\d/.test(word))) holds = true;
    isCode = codeLabel.test(name) || (isCode && known);
    kept.push(word);
  }
  return holds ? kept.join(' ').replace(/[,;]+$/, '') : null;
}
