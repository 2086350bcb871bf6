import { performance } from 'node:perf_hooks';
import { afterEach, describe, expect, test } from 'vitest';
import { platformsDown } from '#db/down.ts';
import { patience } from '#delivery/pace.ts';
import { bothBed, bothEndWell, join, type BothBed } from '#tests/support/bothbed.ts';
import { isSoak } from '#tests/support/runs.ts';

let bed: BothBed;

afterEach(() => bothEndWell(bed));

/** A platform is known to be down after half a second, and tried every half. */
const terms = { patience: { ...patience, ageMs: Infinity, firstMs: 100, growth: 2, mostMs: 500, downMs: 500 }, limitMs: 1000 };
const open = async () => void (bed = await bothBed({ limits: false, terms }));
const both = { slack: 'discord', discord: 'slack' } as const;
type Name = keyof typeof both;

const local = (name: Name) => (name === 'slack' ? bed.onSlack.slack : bed.onDiscord.discord);
const room = (name: Name) => (name === 'slack' ? bed.onSlack : bed.onDiscord).main;
const texts = (name: Name) => room(name).messages().map(({ text }) => text);
const person = (name: Name, who: string) => (name === 'slack' ? bed.onSlack.person(who) : bed.onDiscord.person(who));
/** Somebody gives a line in private: the words are the same on both. */
const writes = async (name: Name, who: string, line: string) => (name === 'slack' ? (await bed.onSlack.person(who)).in('dm') : (await bed.onDiscord.person(who)).in('dm')).writes(line);
const upAgain = async (name: Name) => {
  local(name).up();
  await local(name).ready();
};

/** A commitment that somebody adds for their organisation, civil society's, and the other side agrees to. */
async function agreed(adds: (line: string) => Promise<{ text: string } | undefined>, lead: string, title: string, due: string): Promise<void> {
  const added = (await adds(`commitment add "${title}" due:"${due}" lead:${lead}`))!;
  expect((await writes('slack', 'coordinator agency-side', `commitment agree ${/C\d+/.exec(added.text)![0]}`))!.text).toContain('Agreed');
}

describe.each(['slack', 'discord'] as const)('while nothing comes from %s or goes there', (down) => {
  const up = both[down];
  test.each(['hang', 'error'] as const)('(%s) answers on the other are as quick as ever, and its room gets its cards', { timeout: 60_000 }, async (how) => {
    await open();
    for (const who of ['UNODC', 'INPUD', 'coordinator civil-society']) await writes(up, who, 'my tasks');
    local(down).down(how);
    const times: number[] = [];
    for (let i = 0; i < 20; i++) {
      const began = performance.now();
      const answer = (await writes(up, 'UNODC', `update 4 ${['on-track', 'at-risk'][i % 2]} number ${i}.`))!;
      times.push(performance.now() - began);
      expect(answer.text).toContain('C4 is now');
      await expect.poll(() => texts(up).filter((text) => text.includes(`number ${i}.`)), { interval: 5, timeout: 1000 }).toHaveLength(1);
    }
    expect(times.toSorted((a, b) => a - b)[10]).toBeLessThan(200);
    expect(Math.max(...times)).toBeLessThan(1000);
    expect(texts(down)).toEqual([]);
    await upAgain(down);
    await bed.delivered();
    expect(texts(down).filter((text) => /number \d+\./.test(text))).toEqual(texts(up).filter((text) => /number \d+\./.test(text)));
  });
});

describe.each(['slack', 'discord'] as const)('when %s is down for a day', (down) => {
  const up = both[down];
  // It takes seconds: one way for each platform here, all in the soak.
  const hows = isSoak ? (['error', 'hang', 'reset'] as const) : down === 'slack' ? (['hang'] as const) : (['reset'] as const);
  test.each(hows)('(%s) its people get what they missed once; who is on both hears on the other; the others notice nothing', { timeout: 120_000 }, async (how) => {
    await open();
    const [hri, also] = [await bed.onSlack.person('HRI'), bed.onDiscord.stranger('Also HRI')];
    await join(bed, hri, also);
    const own = { slack: hri, discord: also };
    for (const [name, who] of [[down, 'INPUD'], [up, 'EHRN']] as const) await agreed((line) => writes(name, who, line), who, `${who}'s map of services`, '28 May 2013');
    await agreed((line) => hri.in('dm').writes(line), 'HRI', 'HRI\'s table of prices', '28 May 2013');
    await hri.in('dm').writes(`my reminders where:${down}`);
    await bed.passes('2013-05-27T12:00:00Z');
    const [inpud, ehrn] = [await person(down, 'INPUD'), await person(up, 'EHRN')];
    const all = { inpud: () => inpud.dms(), ehrn: () => ehrn.dms(), here: () => own[up].dms(), there: () => own[down].dms(), room: () => room(up).messages(), roomThere: () => room(down).messages() };
    const before = Object.fromEntries(Object.entries(all).map(([name, get]) => [name, get().length]));
    const since = (name: keyof typeof all): string[] => all[name]().slice(before[name]).map(({ text }) => text);

    local(down).down(how);
    await writes(up, 'UNODC', 'update 4 on-track Said in the dark');
    await expect.poll(() => bed.store.read((tx) => platformsDown(tx, bed.now)), { timeout: 20_000 }).toEqual(new Set([down]));
    await bed.passes('2013-05-28T12:00:00Z', down);
    expect([since('inpud'), since('there'), since('roomThere')]).toEqual([[], [], []]);
    expect(since('here')).toEqual([expect.stringContaining('HRI\'s table of prices')]);
    expect(since('ehrn')).toEqual([expect.stringContaining('EHRN\'s map of services')]);
    expect(since('room')).toEqual([expect.stringContaining('Said in the dark')]);

    expect(local(down).connected()).toBe(0);
    await upAgain(down);
    await bed.delivered();
    await bed.passes('2013-05-28T14:00:00Z');
    await bed.passes('2013-05-29T06:00:00Z');
    expect(since('inpud')).toEqual([expect.stringMatching(new RegExp(`This should have come Tue[^]* 28 May 2013[^]*\\. ${down === 'slack' ? 'Slack' : 'Discord'} could not be reached then\\.[^]*INPUD's map of services`))]);
    expect(since('roomThere')).toEqual([expect.stringContaining('Said in the dark')]);
    expect([since('there'), since('here').length, since('ehrn').length, since('room').length]).toEqual([[], 1, 1, 1]);
    for (const text of [...since('here'), ...since('ehrn'), ...since('room')]) expect(text).not.toMatch(/down|should have come|not be delivered/);
    // Nobody is unreachable, and all go on.
    const reached = (await writes(up, 'coordinator civil-society', 'group unreachable'))!.text;
    expect([reached.includes('Every message has reached somebody'), reached.includes('no message has reached them')]).toEqual([true, false]);
    expect((await writes(down, 'INPUD', 'my tasks'))!.text).toContain('INPUD\'s map of services');
  });
});
