import { cut } from '#core/fit.ts';
import { fold, nameKey } from '#core/fold.ts';
import { slug, unused } from '#rules/naming.ts';
import type { Organisation, Side } from '#rules/things.ts';

/** How long a side's label, an organisation's name and its short name may be, and how many organisations are read. */
const most = { label: 60, name: 150, acronym: 40, organisations: 200 } as const;

/** What is wrong with what was written about the sides: in which line, about which words, and where these stand already. */
export interface SidesFault {
  readonly fault: 'colon' | 'label' | 'empty' | 'letters' | 'long' | 'twice' | 'sameSide' | 'one' | 'many' | 'crowd';
  readonly line: number;
  readonly word: string;
  readonly first?: number;
}

/** What was understood: the sides with the names of their organisations, as they were written. */
export interface SideRead {
  readonly label: string;
  readonly organisations: readonly string[];
}
export interface Founding {
  readonly sides: readonly Side[];
  readonly organisations: readonly Organisation[];
}

interface Named {
  readonly line: number;
  readonly name: string;
  /** The short name, where one was written. */
  readonly short: string | undefined;
}
interface Block {
  readonly line: number;
  readonly label: string;
  readonly list: string[];
  readonly names: Named[];
}

/**
 * Reads who founds a group: a line for each of the two sides, `Label: organisation, organisation`. Organisations may also stand on lines
 * of their own below the label. `Harm Reduction International (HRI)` gives a short name; without one it is made of the name.
 * `sideOf` says what a side is called that is named like one of its organisations (`UNODC` → `UNODC side`).
 */
export function readSides(text: string, sideOf: (label: string) => string): Founding | { readonly faults: readonly SidesFault[]; readonly read: readonly SideRead[] } {
  const faults: SidesFault[] = [];
  const blocks = blocksOf(text, faults);
  for (const block of blocks) checkBlock(block, faults);
  const all = blocks.flatMap(({ names }) => names);
  faults.push(...repeated(all.flatMap((each) => [...new Set([each.name, each.short ?? each.name].map(nameKey))].map((key) => ({ key, of: each, word: each.name, line: each.line }))), 'twice'));
  faults.push(...repeated(blocks.map((block) => ({ key: nameKey(block.label), of: block, word: block.label, line: block.line })), 'sameSide'));
  if (all.length > most.organisations) faults.push({ fault: 'crowd', line: all[most.organisations]!.line, word: String(most.organisations) });
  if (faults.length === 0 && blocks.length !== 2) faults.push({ fault: blocks.length < 2 ? 'one' : 'many', line: blocks.at(-1)?.line ?? 1, word: String(blocks.length) });
  if (faults.length > 0) return { faults: faults.sort((a, b) => a.line - b.line), read: blocks.map(({ label, names }) => ({ label, organisations: names.map(({ name }) => name) })) };
  return founded(blocks, sideOf);
}

/** The lines of a text as sides. On a single line a semicolon parts them. */
function blocksOf(text: string, faults: SidesFault[]): Block[] {
  const rows = text.split(/\r\n|[\n\r\u2028\u2029]/).filter((row) => row.trim() !== '');
  const lines = rows.length === 1 ? rows[0]!.split(/[;；]/).filter((part) => part.trim() !== '') : rows;
  const blocks: Block[] = [];
  let isOpen = false;
  for (const [i, raw] of lines.entries()) {
    const said = raw.trim().replace(/^(?:[-*•–]|\d{1,2}[.)])\s+/, '');
    const colon = /[:：]/.exec(said)?.index;
    const rest = colon === undefined ? said : said.slice(colon + 1);
    if (colon !== undefined) {
      blocks.push({ line: i + 1, label: said.slice(0, colon).trim().replace(/\s+/g, ' '), list: [], names: [] });
      // A label that stands alone is followed by its organisations, each on a line.
      isOpen = rest.trim() === '';
    }
    const block = blocks.at(-1);
    const goesOn = isOpen || block?.list.at(-1)?.trim().endsWith(',') === true;
    if (block === undefined || (colon === undefined && !goesOn)) {
      faults.push({ fault: 'colon', line: i + 1, word: cut(said, 60) });
      continue;
    }
    block.list.push(rest);
    for (const name of rest.split(/[,;،、，；](?![^(]*\))/)) if (name.trim() !== '') block.names.push(named(name.trim().replace(/\s+/g, ' '), i + 1));
  }
  return blocks;
}

/** A name with its short one, in either order: `Harm Reduction International (HRI)`, `HRI (Harm Reduction International)`. */
function named(said: string, line: number): Named {
  const [, before, inside] = /^(.*\S)\s*\(\s*([^()]*[^()\s])\s*\)$/.exec(said) ?? [];
  if (before !== undefined && isShort(inside!)) return { line, name: before, short: inside! };
  if (before !== undefined && isShort(before)) return { line, name: inside!, short: before };
  return { line, name: said, short: undefined };
}

/** Whether a word looks like a short name: `HRI`, not `Kenya`. */
function isShort(word: string): boolean {
  return word.length <= 12 && !/\s/.test(word) && nameKey(word) !== '' && ((word.match(/\p{Lu}/gu) ?? []).length > 1 || !/\p{Ll}/u.test(word));
}

function checkBlock({ line, label, names }: Block, faults: SidesFault[]): void {
  if (label === '') faults.push({ fault: 'label', line, word: '' });
  else if (nameKey(label) === '') faults.push({ fault: 'letters', line, word: cut(label, 60) });
  else if (label.length > most.label) faults.push({ fault: 'long', line, word: cut(label, 60), first: most.label });
  if (names.length === 0) faults.push({ fault: 'empty', line, word: cut(label, 60) });
  for (const { line: at, name } of names) {
    if (nameKey(name) === '') faults.push({ fault: 'letters', line: at, word: cut(name, 60) });
    else if (name.length > most.name) faults.push({ fault: 'long', line: at, word: cut(name, 60), first: most.name });
  }
}

/** What stands a second time, with the line of the first. */
function repeated(words: readonly { readonly key: string; readonly of: unknown; readonly word: string; readonly line: number }[], fault: 'twice' | 'sameSide'): SidesFault[] {
  const seen = new Map<string, (typeof words)[number]>();
  const told = new Set<unknown>();
  return words.flatMap((each) => {
    const first = seen.get(each.key);
    if (each.key === '' || first === undefined) {
      seen.set(each.key, each);
      return [];
    }
    if (told.has(each.of)) return [];
    told.add(each.of);
    return [{ fault, line: each.line, word: cut(each.word, 60), first: first.line }];
  });
}

function founded(blocks: readonly Block[], sideOf: (label: string) => string): Founding {
  const all = blocks.flatMap(({ names }) => names);
  const acronyms = acronymsOf(all);
  // Whatever somebody may call an organisation or a side leads to one of them only.
  const names = new Map(all.map((each) => [each, new Set([each.name, acronyms.get(each)!].map(nameKey))]));
  const taken = new Set([...names.values()].flatMap((keys) => [...keys]));
  const sides = blocks.map(({ label }, i) => {
    const called = unused(taken.has(nameKey(label)) ? sideOf(label) : label, (word) => taken.has(nameKey(word)), ' ');
    taken.add(nameKey(called));
    const id = unused(slug(called) || `side-${i + 1}`, (word) => taken.has(nameKey(word)) && nameKey(word) !== nameKey(called));
    taken.add(nameKey(id));
    return { id, label: called };
  });
  const organisations = blocks.flatMap((block, i) =>
    block.names.map((each): Organisation => {
      const own = names.get(each)!;
      const id = unused(slug(acronyms.get(each)!) || slug(each.name) || 'organisation', (word) => taken.has(nameKey(word)) && !own.has(nameKey(word)));
      taken.add(nameKey(id));
      return { id, acronym: acronyms.get(each)!, name: each.name, side: sides[i]!.id, scope: null, region: null, zone: null, successor: null, aliases: [], label: null, ended: null, note: null };
    }),
  );
  return { sides, organisations };
}

const small = new Set('of the and for in on to at who with that a an de la le les des du et en el los las y e da do dos der die das und von für и по в'.split(' '));

/** A short name for each organisation, no two alike: the one that was written, a short name as it is, else the first letters of its words. */
function acronymsOf(all: readonly Named[]): Map<Named, string> {
  const found = new Map<Named, string>();
  const taken = new Set(all.flatMap(({ name, short }) => [nameKey(name), ...(short === undefined ? [] : [nameKey(short)])]));
  for (const each of all) {
    const words = each.name.split(/[\s\p{P}]+/u).filter((word) => word !== '' && !small.has(fold(word)));
    const initials = words.length < 3 ? '' : words.map((word) => [...word][0]!.toUpperCase()).join('').slice(0, 12).toWellFormed();
    const made = nameKey(initials).length >= 3 && !taken.has(nameKey(initials)) ? initials : undefined;
    const whole = each.name.length <= most.acronym ? each.name : undefined;
    const short = each.short ?? made ?? whole ?? unused(initials || cut(each.name, most.acronym - 4), (word) => taken.has(nameKey(word)), ' ');
    taken.add(nameKey(short));
    found.set(each, short);
  }
  return found;
}
