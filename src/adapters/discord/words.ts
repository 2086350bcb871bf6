import { Locale, type RESTPutAPIApplicationCommandsJSONBody } from 'discord-api-types/v10';
import { cut } from '#core/fit.ts';
import { languages, source, t, type Key } from '#core/i18n.ts';
import { plain } from '#core/message.ts';

/** What a command, an option or a choice is called, and what it is for, in every language of ours that Discord has. */
export type Localized = Partial<Record<Locale, string>>;

/** How Discord writes names of commands and options. Scripts without capital letters are as they are. */
const nameShape = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

/** What is wrong with the name of a command or option; undefined when nothing is. */
export function nameFault(name: string): string | undefined {
  return nameShape.test(name) && name === name.toLowerCase() ? undefined : 'Discord takes names of up to 32 small letters, digits, - and _';
}

/** Discord's codes for a language of ours: `es` is told to readers of es-ES and es-419. */
function codesOf(lang: string): Locale[] {
  const codes = Object.values(Locale);
  const exactly = codes.filter((code) => code === lang);
  return exactly.length > 0 ? exactly : codes.filter((code) => code.startsWith(`${lang}-`));
}

function inOthers(key: string, shape: (text: string, lang: string) => string | undefined): Localized {
  const all: Localized = {};
  for (const lang of languages().filter((each) => each !== 'en')) {
    if (source(lang, key) === undefined) continue;
    const text = shape(plain(t(lang, key as Key)), lang);
    if (text !== undefined) for (const code of codesOf(lang)) all[code] = text;
  }
  return all;
}

const some = <K extends string>(name: K, all: Localized) => (Object.keys(all).length > 0 ? ({ [name]: all } as { readonly [N in K]?: Localized }) : {});

/** A name, and what it is in other languages where `key` makes one that Discord takes and that is not `taken` already. */
export function named(name: string, key: string, whole = (word: string) => word, taken = new Set<string>()) {
  const translated = inOthers(key, (text, lang) => {
    const word = whole(text.toLowerCase().trim().replace(/\s+/g, '-'));
    if (nameFault(word) !== undefined || taken.has(`${lang} ${word}`)) return undefined;
    taken.add(`${lang} ${word}`);
    return word;
  });
  return { name, ...some('name_localizations', translated) };
}

/** A label that may be any words, and what it is in other languages where it is not the same. */
export function labelled(draw: (lang: string) => string, most: number) {
  const name = cut(draw('en'), most);
  const others: Localized = {};
  for (const lang of languages()) {
    const own = cut(draw(lang), most);
    if (own !== name) for (const code of codesOf(lang)) others[code] = own;
  }
  return { name, ...some('name_localizations', others) };
}

/** What something is for. */
export function described(key: string | undefined, otherwise = '') {
  if (key === undefined) return { description: cut(otherwise, 100) };
  return { description: cut(plain(t('en', key as Key)), 100), ...some('description_localizations', inOthers(key, (text) => cut(text, 100))) };
}

interface Part {
  readonly name: string;
  readonly name_localizations?: Localized | null;
  readonly description?: string;
  readonly description_localizations?: Localized | null;
  readonly value?: string | number;
  readonly choices?: readonly Part[];
  readonly options?: readonly Part[];
}

/** @throws Error that names the command, where Discord would refuse it for its size */
export function checkSize(command: RESTPutAPIApplicationCommandsJSONBody[number]): void {
  const longest = (text = '', others: Localized | null | undefined) => Math.max(text.length, ...Object.values(others ?? {}).map((each) => each.length));
  const size = (part: Part, path: string): number => {
    const lists = [part.options ?? [], part.choices ?? []];
    for (const list of lists) if (list.length > 25) throw new Error(`${path}: Discord takes 25 options or choices, and it has ${list.length}`);
    const inside = lists.flat().reduce((sum, each) => sum + size(each, `${path} ${each.name}`), 0);
    return inside + longest(part.name, part.name_localizations) + longest(part.description, part.description_localizations) + String(part.value ?? '').length;
  };
  const all = size(command as Part, `/${command.name}`);
  if (all > 8000) throw new Error(`/${command.name}: Discord takes 8,000 characters, and it has ${all}`);
}
