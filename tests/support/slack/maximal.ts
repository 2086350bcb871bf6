import { anywhere, groupText, madeOf } from '#tests/support/maximal.ts';

const pieces = [
  '*bold* _under_ ~gone~ `code` :tada: :+1: ', '<!channel> <!here|x> @everyone <@U0123456789> <#C0123456789|room> <!subteam^S0123456789|@all> ', '> quote - list 1. one ',
  '<https://example.org/a_b*c|text> <mailto:a@example.org|mail> <!date^0^{date}|never> ', '&amp;lt; &lt;b&gt; & < > | ^ ', ...anywhere,
];
const marks = '&<>*_~`|^:!@#"\\';

/** Words hostile to Slack, of exactly so many UTF-16 units; a different one for each `seed`. */
export const wild = (length: number, seed = 0): string => madeOf(pieces, length, seed);

/** The same of marks alone: escaped, most of it is several times as long. */
export const thorny = (length: number, seed = 0): string => madeOf([marks], length, seed);

/** The text of a group's file in which everything is as long, as many and as hostile to Slack as it may be. */
export const maximalText = (): string => groupText((length, seed) => (seed % 3 === 0 ? thorny(length, seed) : wild(length, seed)));
