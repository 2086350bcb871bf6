import { expect } from 'vitest';

/** An answer, as the clients of every local platform show it. */
export interface Shown<A> {
  readonly kind: 'message' | 'update' | 'modal' | 'none';
  readonly text: string;
  readonly buttons: readonly string[];
  readonly ms: number;
  readonly raw: unknown;
  presses(label: string): Promise<A>;
  now(): { readonly buttons: readonly string[] } | undefined;
}

/** What every answer must be, whatever was said: one that came in time, in whole letters, and no apology. */
export function isFine<A extends Shown<A>>(answer: A): A {
  expect(answer.kind).not.toBe('none');
  expect(answer.ms).toBeLessThan(3000);
  expect(answer.text.trim()).not.toBe('');
  expect(answer.text.isWellFormed()).toBe(true);
  expect(answer.text).not.toContain('Something went wrong on our side');
  return answer;
}

/** How somebody who presses all they see does it on a platform. */
interface Ways<A> {
  /** What the buttons of an answer stand for, in the order of their labels; undefined for one that opens a page. */
  idsIn(raw: unknown): readonly (string | undefined)[];
  /** Looks at what came of a press, and sends off what is a form. */
  onward(answer: A): Promise<A>;
  /** How many buttons are looked at in one answer and those that follow from it. */
  readonly most: number;
}

/** The first, the last, the second, the last but one … : where not all is pressed, what stands last is not left out. */
const fromBothEnds = <T>(all: readonly T[]): T[] => all.map((_, i) => all[i % 2 === 0 ? i / 2 : all.length - (i + 1) / 2]!);

/** Makes what presses every button of an answer once, and those of the answers to that, `depth` deep. Resolves with how many presses that were. */
export function makeWalk<A extends Shown<A>>({ idsIn, onward, most }: Ways<A>): (answer: A, depth: number) => Promise<number> {
  let count = 0;

  async function explore(answer: A, depth: number, met: Set<string>): Promise<void> {
    const ids = idsIn(answer.raw);
    expect(ids).toHaveLength(answer.buttons.length);
    for (const [i, label] of fromBothEnds([...answer.buttons.entries()])) {
      // Pages of one list are alike.
      const id = ids[i]?.replace(/\?.*(page=\d+)/, '?$1');
      if (met.size >= most || id === undefined || met.has(id)) continue;
      met.add(id);
      // Of two buttons with the same words the second cannot be told from the first, and what was pressed may have changed since.
      if (answer.buttons.indexOf(label) !== i || !answer.now()?.buttons.includes(label)) continue;
      count += 1;
      const last = await onward(await answer.presses(label));
      if (depth > 1) await explore(last, depth - 1, met);
    }
  }
  return async (answer, depth) => {
    const before = count;
    if (depth > 0) await explore(answer, depth, new Set());
    return count - before;
  };
}
