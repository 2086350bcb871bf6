import { personFor } from '#db/people.ts';
import type { Bed } from '#tests/support/bed.ts';
import type { BothBed } from '#tests/support/bothbed.ts';
import { discordBed, type OnDiscord } from '#tests/support/discord/bed.ts';
import { slackBed, type OnSlack } from '#tests/support/slack/bed.ts';
import { atTerminal } from '#tests/support/terminalvenue.ts';
import { flat, wasWell, type Member, type Opens, type Seen, type Venue } from '#tests/support/venue.ts';

interface Shown {
  readonly text: string;
  readonly buttons: readonly string[];
  readonly raw?: unknown;
  presses(label: string): Promise<Shown>;
}
interface Posted {
  readonly text: string;
  readonly buttons: readonly string[];
  readonly raw: unknown;
}
interface Client {
  types(line: string): Promise<Shown>;
  presses(message: never, label: string): Promise<Shown>;
}
/** A platform as everybody sees it. */
interface Place {
  readonly on: { readonly main: { messages(): Posted[] } };
  /** How instants stand in what is sent there, and what is between a day and an hour where one is drawn. */
  readonly instants: RegExp;
  readonly between: string;
  /** What else of the platform is open to see. */
  readonly besides: () => unknown;
  readonly wrong: () => readonly string[];
}
interface Chat<Person extends { readonly id: string; dms(): Posted[] }> extends Place {
  readonly platform: string;
  readonly on: Place['on'] & { person(who: string, more: { zone: string }): Promise<Person> };
  readonly client: (person: Person, where: 'room' | 'dm') => Client;
  readonly option: (name: string, value: string) => string;
}

const onSlack = (on: OnSlack): Chat<Awaited<ReturnType<OnSlack['person']>>> => ({
  platform: 'slack', on, between: ', ', instants: /"type":"date","timestamp":(\d+)/g, besides: () => [], wrong: () => on.slack.violations,
  client: (person, where) => person.in(where === 'dm' ? 'dm' : on.main), option: (name, value) => `${name}:"${value}"`,
});
const onDiscord = (on: OnDiscord): Chat<Awaited<ReturnType<OnDiscord['person']>>> => ({
  platform: 'discord', on, between: ' ', instants: /<t:(\d+)/g, besides: () => on.server.events(), wrong: () => on.discord.violations,
  client: (person, where) => person.in(where === 'dm' ? 'dm' : on.main), option: (name, value) => `${name}:${value}`,
});

const weekdays = { Mon: 'Monday', Tue: 'Tuesday', Wed: 'Wednesday', Thu: 'Thursday', Fri: 'Friday', Sat: 'Saturday', Sun: 'Sunday' } as const;
/** `Wed 3 March 2027` with its weekday in full: `Wednesday`, and the whole. */
function inFull(day: string): readonly [weekday: string, day: string] {
  const weekday = weekdays[day.slice(0, 3) as keyof typeof weekdays];
  return [weekday, `${weekday}, ${day.slice(4)}`];
}

type Ground = Omit<Bed, 'seat'>;

/** Somebody on a chat platform. */
async function memberOn<Person extends { readonly id: string; dms(): Posted[] }>(bed: Ground, chat: Chat<Person>, who: string, zone: string): Promise<Member> {
  const person = await chat.on.person(who, { zone });
  const seen = ({ text, buttons, raw }: Posted | Shown, presses: Seen['presses']): Seen => ({ text: flat(text), buttons, unix: unixIn(chat, raw), presses });
  const answer = async (asked: Promise<Shown>): Promise<Seen> => {
    const shown = await asked;
    await bed.delivered();
    return seen(shown, (label) => answer(shown.presses(label)));
  };
  const member: Member = {
    says: (line, options = {}) => answer(chat.client(person, 'room').types([line, ...Object.entries(options).map(([name, value]) => chat.option(name, value))].join(' '))),
    dms: () => person.dms().map((posted) => seen(posted, (label) => answer(chat.client(person, 'dm').presses(posted as never, label)))),
    when: (day, hour, home) => `${inFull(day)[1]}${chat.between}${hour} (${inFull(day)[0]} ${home} Vienna)`,
    person: async () => (await bed.store.tx((tx) => personFor(tx, bed.secret, chat.platform, person.id, bed.now))).id,
  };
  await member.says('/my zone', { zone });
  return member;
}

const unixIn = ({ instants }: Place, raw: unknown) => [...JSON.stringify(raw ?? null).matchAll(instants)].map(([, seconds]) => Number(seconds));

/** A bed as a place to meet: whoever comes sits on the platform that `memberAt` says. */
function venueOn(bed: Ground, chats: readonly Place[], memberAt: Venue['member']): Venue {
  const posted = () => chats.flatMap((chat) => chat.on.main.messages().map((message) => ({ chat, message })));
  const off = () => Promise.reject(new Error('nobody presses here'));
  return {
    store: bed.store, secret: bed.secret, group: bed.group, member: memberAt, cards: 'live',
    get now() { return bed.now; },
    set now(to) { bed.now = to; },
    passes: (to) => bed.passes(to),
    rooms: () => posted().map(({ chat, message: { text, buttons, raw } }) => ({ text: flat(text), buttons, unix: unixIn(chat, raw), presses: off })),
    open: () => JSON.stringify([posted().map(({ message: { raw } }) => raw), chats.map(({ besides }) => besides()), bed.log]),
    async endsWell() {
      await bed.delivered();
      await wasWell(bed, bed.bugs, bed.failures, chats.flatMap((chat) => chat.wrong()));
      await bed.close();
    },
  };
}

/** Begins at a time that is in the future of the group of 2013. */
function at<Of extends Ground>(bed: Of, now: string): Of {
  bed.now = Temporal.Instant.from(now);
  return bed;
}

/** The same scenario is played at each. */
export const venues: readonly (readonly [name: string, opens: Opens])[] = [
  ['at the terminal', atTerminal],
  ['on Slack', async (file, now) => {
    const bed = at(await slackBed({ limits: false, file }), now);
    return venueOn(bed, [onSlack(bed)], (who, zone) => memberOn(bed, onSlack(bed), who, zone));
  }],
  ['on Discord', async (file, now) => {
    const bed = at(await discordBed({ limits: false, file }), now);
    // Calls stand in the server's own calendar, too.
    bed.server.grants('CREATE_EVENTS');
    return venueOn(bed, [onDiscord(bed)], (who, zone) => memberOn(bed, onDiscord(bed), who, zone));
  }],
];

/** Both platforms with one group: `sits` says on which of them somebody is. */
export function onBoth(bed: BothBed, now: string, sits: (who: string) => 'slack' | 'discord'): Venue {
  at(bed, now).onDiscord.server.grants('CREATE_EVENTS');
  const [slack, discord] = [onSlack(bed.onSlack), onDiscord(bed.onDiscord)];
  return venueOn(bed, [slack, discord], (who, zone) => (sits(who) === 'slack' ? memberOn(bed, slack, who, zone) : memberOn(bed, discord, who, zone)));
}
