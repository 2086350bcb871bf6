import { fold, nameKey } from '#core/fold.ts';
import { monthOf } from '#core/said.ts';
import type { KeyEvent } from '#rules/things.ts';

const small = new Set('the a an of on in for and to with at by from un s'.split(' '));

/**
 * A name under which people can ask for an event, made of its title: `CND, 71st session` → `cnd71`, else three telling words and the
 * year. `taken` holds the names that are not free, as `nameKey` has them.
 */
export function eventIdFor({ title, starts, yearly }: Pick<KeyEvent, 'title' | 'starts' | 'yearly'>, taken: ReadonlySet<string>): string {
  const said = fold(title);
  const [, number] = /(?:^|\D)(\d{2,3}) ?(?:st|nd|rd|th)\b/.exec(said) ?? [];
  const isSession = /^cnd\b/.test(said) && number !== undefined && said.includes('session');
  const name = isSession ? `cnd${number}${said.includes('reconvened') ? 'r' : ''}` : named(said, yearly ? undefined : starts?.slice(0, 4));
  return unused(name, (id) => taken.has(nameKey(id)));
}

/** A name, or the same with the first number that makes it free: `cnd71`, `cnd71-2`. */
export function unused(name: string, isTaken: (name: string) => boolean, before = '-'): string {
  for (let i = 1; ; i++) {
    const next = i === 1 ? name : `${name}${before}${i}`;
    if (!isTaken(next)) return next;
  }
}

/** A name as an id: lower-case letters, digits and hyphens, at most 40 of them. Empty when it holds none of these. */
export function slug(text: string): string {
  return fold(text).replace(/[^a-z0-9]+/g, '-').slice(0, 40).replace(/^-+|-+$/g, '');
}

/** The first telling words, short enough to type. What could be read as a date, or is no Latin letter, gives no name. */
function named(said: string, year: string | undefined): string {
  const words = said.replace(/'s\b/g, '').split(/[^a-z0-9]+/).filter((word) => word !== '' && !small.has(word) && !/^(19|20)\d\d$/.test(word));
  const telling: string[] = [];
  for (const word of words.slice(0, 4)) if (telling.length < 3 && [...telling, word].join('-').length <= 30) telling.push(word);
  const isTelling = telling.some((word) => /[a-z]{2}/.test(word) && monthOf(word) === 0 && word !== 'cnd');
  return [...(isTelling ? telling : ['event', ...telling]), ...(year === undefined ? [] : [year])].join('-').slice(0, 50);
}
