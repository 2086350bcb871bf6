import { IntlMessageFormat } from 'intl-messageformat';
import { plain, type Params, type Rich, type Span } from '#core/message.ts';
import en from '#locales/en.json' with { type: 'json' };

type Paths<T, P extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${P}${K}` : Paths<T[K], `${P}${K}.`>;
}[keyof T & string];

/** The name of a text: a path in `locales/en.json`. A wrong one does not compile. */
export type Key = Paths<typeof en>;

interface Tree {
  readonly [name: string]: string | Tree;
}

/** Every language the bot speaks, by BCP 47 code. English has all keys; another one may lack some. */
const catalogues = new Map<string, Tree>([['en', en]]);

/** The language codes that `my language` offers. */
export function languages(): string[] {
  return [...catalogues.keys()];
}

/** The language of ours that comes nearest to a client's: `pt-BR` → `pt` where there is one, else English. */
export function spoken(tag: string): string {
  const wanted = tag.toLowerCase().replaceAll('_', '-');
  const find = (name: string) => languages().find((lang) => lang.toLowerCase() === name);
  return find(wanted) ?? find(wanted.split('-')[0]!) ?? 'en';
}

/** Adds a catalogue, for tests and for a language kept outside the program; what it returns takes it out again. */
export function addCatalogue(lang: string, tree: Tree): () => void {
  const forget = () => {
    compiled.delete(lang);
  };
  catalogues.set(lang, tree);
  forget();
  return () => {
    catalogues.delete(lang);
    forget();
  };
}

/** The names of all texts of a language, in the catalogue's order. */
export function keysOf(lang: string): string[] {
  const walk = (tree: Tree, path: string): string[] =>
    Object.entries(tree).flatMap(([name, value]) => (typeof value === 'string' ? [path + name] : walk(value, `${path}${name}.`)));
  return walk(catalogues.get(lang) ?? {}, '');
}

/** The unformatted text behind a key, or undefined when the language has none. */
export function source(lang: string, key: string): string | undefined {
  let at: string | Tree | undefined = catalogues.get(lang);
  for (const name of key.split('.')) at = typeof at === 'object' ? at[name] : undefined;
  return typeof at === 'string' ? at : undefined;
}

/** Whether there is a text of this name: for names that are put together, as a field's label is. */
export function isKey(key: string): key is Key {
  return source('en', key) !== undefined;
}

type Draw = (params: Params) => Rich;
/** By language, then by key: joining the two at each use would cost more than drawing the text. */
const compiled = new Map<string, Map<Key, Draw>>();

/**
 * The text `key` in language `lang` (English where that one lacks it), filled with `params`.
 * Parameters go in as they are: a translation can move them but nothing in them becomes markup.
 */
export function t(lang: string, key: Key, params: Params = {}): Rich {
  let texts = compiled.get(lang);
  if (!texts) compiled.set(lang, (texts = new Map()));
  let draw = texts.get(key);
  if (!draw) texts.set(key, (draw = compile(lang, key)));
  return draw(params);
}

function compile(lang: string, key: Key): Draw {
  const own = source(lang, key);
  const text = own ?? source('en', key);
  if (text === undefined) throw new Error(`no text named ${key}`);
  const ast = IntlMessageFormat.__parse!(text);
  // Most texts are words and plain parameters: those are put together directly, 20 times faster.
  const parts = ast.map((node) => (node.type === 0 ? { text: node.value } : node.type === 1 ? { name: node.value } : undefined));
  if (parts.every((part) => part !== undefined)) {
    return (params) => {
      const out: (string | Span)[] = [];
      for (const part of parts) add(out, part.name === undefined ? part.text : params[part.name]);
      return out;
    };
  }
  const format = new IntlMessageFormat(ast, own === undefined ? 'en' : lang);
  // The rest, plurals above all, are the library's; what it made of the same words and numbers before is kept.
  const kept = new Map<string, Rich>();
  const draw: Draw = (params) => {
    const values: Record<string, unknown> = { b: (chunks: unknown[]) => ({ b: flat(chunks) }), code: (chunks: unknown[]) => ({ code: plain(flat(chunks)) }) };
    for (const [param, value] of Object.entries(params)) values[param] = typeof value === 'object' ? { rich: value } : value;
    return flat([format.format(values as Record<string, never>)].flat());
  };
  return (params) => {
    if (Object.values(params).some((value) => typeof value === 'object')) return draw(params);
    const name = JSON.stringify(params);
    let made = kept.get(name);
    if (!made) {
      if (kept.size >= 500) kept.clear();
      kept.set(name, (made = draw(params)));
    }
    return made;
  };
}

function flat(parts: readonly unknown[]): Rich {
  const out: (string | Span)[] = [];
  for (const part of parts) add(out, (part as { rich?: Rich | Span }).rich ?? (part as string | Span | Rich));
  return out;
}

function add(out: (string | Span)[], part: string | number | Span | Rich | undefined): void {
  if (part === undefined) throw new Error('a text lacks a parameter');
  if (part === '') return;
  if (Array.isArray(part)) for (const piece of part as Rich) add(out, piece);
  else if (typeof part === 'object') out.push(part as Span);
  else if (typeof out.at(-1) === 'string') out.push(`${out.pop() as string}${part}`);
  else out.push(String(part));
}
