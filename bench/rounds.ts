/** One side of a comparison: a piece of work that is done again and again. */
export interface Side {
  /** One turn: the work, `times` times over. What it may return clears up after it, outside of the time. */
  turn(): void | Promise<void | (() => Promise<void>)>;
  readonly times: number;
}

/** What one time of each side's work took, in microseconds: one number for each round. */
export type Times<K extends string> = Readonly<Record<K, readonly number[]>>;

/**
 * Lets the sides take turns, so that whatever else the machine does meets all of them alike. The first round only warms up
 * and is not counted.
 */
export async function takeTurns<K extends string>(sides: Readonly<Record<K, Side>>, rounds: number, turns: number): Promise<Times<K>> {
  const names = Object.keys(sides) as K[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 0; round <= rounds; round++) {
    const spent = Object.fromEntries(names.map((name) => [name, 0])) as Record<K, number>;
    for (let turn = 0; turn < turns; turn++) {
      for (const name of names) {
        const start = performance.now();
        const clear = await sides[name].turn();
        spent[name] += performance.now() - start;
        await clear?.();
      }
    }
    if (round > 0) for (const name of names) times[name].push((spent[name] * 1000) / turns / sides[name].times);
  }
  return times;
}

/** The middle one of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** One line of the table: what was measured, beside what, and whether that is near enough. */
export interface Figure {
  readonly what: string;
  readonly ours: string;
  readonly limit: string;
  /** How the two compare, in the terms of the aim. */
  readonly result: string;
  readonly aim: string;
  /** Undefined for a figure without an aim of its own. */
  readonly met: boolean | undefined;
}

/** Ours may take at most so many times as long as the limit. The ratio is the middle one of the rounds' ratios. */
export function atMost(what: string, ours: readonly number[], limit: readonly number[], most: number): Figure {
  const ratio = median(ours.map((time, round) => time / limit[round]!));
  return { what, ours: shown(median(ours)), limit: shown(median(limit)), result: `${ratio.toFixed(2)} ×`, aim: `≤ ${most} ×`, met: ratio <= most };
}

/** A figure that is only to be looked at. */
export function withoutAim(figure: Figure): Figure {
  return { ...figure, aim: '', met: undefined };
}

/** Ours must reach at least so many times the limit's rate. */
export function atLeast(what: string, ours: readonly number[], limit: readonly number[], least: number): Figure {
  const ratio = median(ours.map((time, round) => limit[round]! / time));
  return { what, ours: shown(median(ours)), limit: shown(median(limit)), result: `${ratio.toFixed(2)} × the rate`, aim: `≥ ${least} ×`, met: ratio >= least };
}

/** Ours may take at most so many microseconds more than the limit. */
export function above(what: string, ours: readonly number[], limit: readonly number[], most: number): Figure {
  const difference = median(ours.map((time, round) => time - limit[round]!));
  return { what, ours: shown(median(ours)), limit: shown(median(limit)), result: signed(difference), aim: `≤ +${most} µs`, met: difference <= most };
}

/** What ours adds to something may be at most so many microseconds; beside it what the limit adds. */
export function adds(what: string, ours: readonly number[], limit: readonly number[], most: number): Figure {
  return { what, ours: signed(median(ours)), limit: signed(median(limit)), result: `${(median(ours) / median(limit)).toFixed(2)} ×`, aim: `≤ +${most} µs`, met: median(ours) <= most };
}

const signed = (microseconds: number) => `${microseconds >= 0 ? '+' : '−'}${Math.abs(microseconds).toFixed(0)} µs`;

function shown(microseconds: number): string {
  return microseconds < 10_000 ? `${microseconds.toFixed(0)} µs` : `${(microseconds / 1000).toFixed(1)} ms`;
}
