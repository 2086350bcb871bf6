import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { Pace } from '#bot/bot.ts';
import { makeTurns, pressing } from '#delivery/order.ts';
import { makeGate, type Place } from '#delivery/pace.ts';
import { runs } from '#tests/support/runs.ts';
import { pace as slackTakes } from '#adapters/slack/send.ts';
import { boundMs, discordTakes, isSmall, reminders } from '../../bench/reminders200.ts';

const pace: Pace = discordTakes;
const few = pace.each.most;
const waiting = (counts: readonly number[], few = pace.each.most) => ({
  total: counts.reduce((sum, count) => sum + count, 0),
  long: new Map(counts.flatMap((count, i) => (count > few ? [[String(i), count] as const] : []))),
});

/**
 * Delivers so many messages to each address by the real gate and the real turns, on a clock that jumps from one event to the next: each
 * send takes `latency()` milliseconds. Answers when each message arrived.
 */
function deliver(counts: readonly number[], latency: () => number, inOrder = true, pace: Pace = discordTakes): { at: number; arrives: number; count: number; address: number }[] {
  let now = 0;
  let place = 0;
  const gate = makeGate(pace.all, () => now);
  const turns = makeTurns(pace, () => now);
  const queues = counts.map((count, address) => ({ address, left: count, due: 0, place: place++, busy: false }));
  const flights: { began: number; ends: number; of: (typeof queues)[number]; place: Place }[] = [];
  const arrived: { at: number; arrives: number; count: number; address: number }[] = [];
  while (arrived.length < counts.reduce((sum, count) => sum + count, 0)) {
    for (const flight of flights.filter(({ ends }) => ends <= now)) {
      const { of, place: held } = flight;
      gate.ended(held, true);
      flights.splice(flights.indexOf(flight), 1);
      arrived.push({ at: now, arrives: (flight.began + flight.ends) / 2, count: counts[of.address]!, address: of.address });
      turns.ended(String(of.address), held);
      Object.assign(of, { busy: false, due: now + turns.restOf(String(of.address)), place: place++ });
    }
    const free = Math.min(50 - flights.length, gate.open());
    const ready = queues.filter(({ busy, left, due }) => !busy && left > 0 && due <= now).sort((a, b) => a.due - b.due || a.place - b.place);
    if (turns.isStale()) turns.counted(waiting(queues.map(({ left }) => left), pace.each.most));
    const first = inOrder ? turns.first(free, (address) => queues[Number(address)]!.busy) : [];
    const taken = [...ready.filter(({ address }) => first.includes(String(address))), ...ready.filter(({ address }) => !first.includes(String(address)))].slice(0, free);
    for (const of of taken) {
      turns.began(String(of.address));
      Object.assign(of, { busy: true, left: of.left - 1 });
      flights.push({ of, began: now, ends: now + latency(), place: gate.passed() });
    }
    // A timer is late by a millisecond or two.
    const next = [...flights.map(({ ends }) => ends), ...queues.flatMap(({ busy, left, due }) => (!busy && left > 0 && due > now ? [due + 1] : [])), ...(gate.wait() > 0 ? [now + gate.wait() + 2] : [])];
    now = Math.max(now + 0.01, Math.min(...next.filter((at) => at > now)));
  }
  return arrived;
}

const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)]!;

describe('of many addresses of a platform that takes only so much', () => {
  test.each([5, 50, 150])('a thousand reminders in two hundred channels are there in little more than the least time, in small channels soon (%i ms a send)', (latency) => {
    const counts = reminders();
    const spread = [0.9, 1.3, 1, 1.1];
    let i = 0;
    const arrived = deliver(counts, () => latency * spread[i++ % 4]!);
    const whole = arrived.at(-1)!.at / boundMs(counts);
    const small = median(arrived.filter(({ count }) => isSmall(count)).map(({ at }) => at)) / 1000;
    console.log(`${latency} ms a send: ${whole.toFixed(3)} of the least time, small channels p50 ${small.toFixed(1)} s`);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1000);
    expect(boundMs(counts)).toBe(19_000);
    expect(whole).toBeLessThan(1.1);
    expect(small).toBeLessThan(6);
    // Without the order the long channels are left at the end.
    expect(deliver(counts, () => latency, false).at(-1)!.at / boundMs(counts)).toBeGreaterThan(1.2);
  });

  test.each([[5, 1.03], [50, 1.03], [150, 1.05]])('on Slack they are there in hardly more than the least time, in small channels at once (%i ms a send)', (latency, most) => {
    const counts = reminders();
    const spread = [0.9, 1.3, 1, 1.1];
    let i = 0;
    const arrived = deliver(counts, () => latency * spread[i++ % 4]!, true, slackTakes);
    const whole = arrived.at(-1)!.at / boundMs(counts, slackTakes);
    const small = median(arrived.filter(({ count }) => isSmall(count)).map(({ at }) => at)) / 1000;
    console.log(`${latency} ms a send: ${whole.toFixed(3)} of the least time, small channels p50 ${small.toFixed(1)} s`);
    expect(boundMs(counts, slackTakes)).toBe(19_000);
    expect(whole).toBeLessThan(most);
    expect(small).toBeLessThan(1.5);
    // Each arrives halfway: never two within a second.
    for (const address of counts.keys()) {
      const at = arrived.filter((each) => each.address === address).map((each) => each.arrives);
      for (let next = 1; next < at.length; next++) expect(at[next]! - at[next - 1]!).toBeGreaterThanOrEqual(slackTakes.each.ms);
    }
  });

  const sizes = fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 200 });
  property.prop([sizes, fc.integer({ min: 5, max: 150 })], runs(40))('no order of addresses costs much more than the least time, and none takes more than its share', (counts, latency) => {
    const arrived = deliver(counts, () => latency);
    // The least time for one address includes its sends, one after the other; at the end some places stay empty while long queues rest.
    const own = boundMs(counts, pace) + Math.ceil(Math.max(...counts) / few) * few * (latency + 2);
    expect(arrived.at(-1)!.at).toBeLessThan(1.15 * own + pace.each.ms / 2 + pace.all.ms);
    for (const address of counts.keys()) {
      const at = arrived.filter((each) => each.address === address).map((each) => each.at - latency);
      for (let i = 0; i + few < at.length; i++) expect(at[i + few]! - at[i]!).toBeGreaterThanOrEqual(discordTakes.each.ms);
    }
  });

  property.prop([sizes], runs(300))('those that press have more than one share, the longest first, and no longer one is left out', (counts) => {
    const first = pressing(waiting(counts), pace).map((address) => counts[Number(address)]!);
    expect(first).toEqual(first.toSorted((a, b) => b - a));
    for (const count of first) expect(count).toBeGreaterThan(few);
    if (first.length > 0) expect(first.length).toBe(counts.filter((count) => count >= first.at(-1)!).length);
  });

  test('nothing presses while there is time, and a long queue alone does', () => {
    expect(pressing(waiting([20, ...Array.from({ length: 1980 }, () => 1)]), pace)).toEqual([]);
    expect(pressing(waiting([20]), pace)).toEqual(['0']);
    expect(pressing(waiting([1, 5]), pace)).toEqual([]);
    expect(pressing({ total: 0, long: new Map() }, pace)).toEqual([]);
  });

  test('what waits is counted once a second, and the less often the longer it takes', () => {
    let now = 0;
    const turns = makeTurns(pace, () => now);
    expect(turns.isStale()).toBe(true);
    now = 100;
    turns.counted(waiting([30]));
    expect([turns.first(5, () => false), turns.first(5, () => true), turns.isStale()]).toEqual([['0'], [], false]);
    expect([1, 2, 3].map(() => (turns.began('1'), turns.first(1, () => false)))).toEqual([['0'], [], ['0']]);
    now = 100 + 100 * 50;
    expect(turns.isStale()).toBe(true);
  });
});
