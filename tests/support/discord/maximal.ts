import { anywhere, groupText, madeOf } from '#tests/support/maximal.ts';

const pieces = [
  '**bold** __under__ ~~gone~~ `code` ||spoiler|| ', '<@123456789012345678> @everyone @here <@&123456789012345678> ', '# head > quote - list 1. one ',
  '[text](https://example.org/a_b*c) <t:0:F> </help:123456789012345678> ', '\\*\\_ ``` ```` \\\\ ', ...anywhere,
];
const marks = '*_~`|<>[]()#-+.\\@:';

/** Words hostile to Discord, of exactly so many UTF-16 units; a different one for each `seed`. */
export const wild = (length: number, seed = 0): string => madeOf(pieces, length, seed);

/** The same of marks alone: what is drawn of it is twice as long. */
export const thorny = (length: number, seed = 0): string => madeOf([marks], length, seed);

/** The text of a group's file in which everything is as long, as many and as hostile to Discord as it may be. */
export const maximalText = (): string => groupText((length, seed) => (seed % 3 === 0 ? thorny(length, seed) : wild(length, seed)));
