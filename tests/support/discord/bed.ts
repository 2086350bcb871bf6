import { makeDiscord, type DiscordOptions } from '#adapters/discord/discord.ts';
import { aliases, commands } from '#commands/index.ts';
import type { Delivery } from '#delivery/send.ts';
import { onBed, openBed, type Bed, type BedSettings, type Stage } from '#tests/support/bed.ts';
import { openDiscord } from '#tests/support/discord/open.ts';
import type { Channel, DiscordSettings, LocalDiscord, Person, Server } from '#tests/support/discord/types.ts';

const platform = 'discord';
type Door = ReturnType<typeof makeDiscord>;
type More = Parameters<LocalDiscord['person']>[1] & { manages?: boolean };

/** What the people of a test are and do on a local Discord. */
export interface OnDiscord {
  readonly discord: LocalDiscord;
  readonly server: Server;
  /** The group's main room there. */
  readonly main: Channel;
  /** Somebody with a seat, in the server: `INPUD` (its focal point), `alternate INPUD`, `coordinator civil-society`, `observer`. The same words are the same person. */
  person(who: string, more?: More): Promise<Person>;
  /** Gives somebody a further seat, or another group's. */
  seat(person: Person, who: string): Promise<void>;
  /** Somebody in the server without a seat. */
  stranger(name: string, more?: More): Person;
  /** A channel of the server that is tied to the group for a purpose. */
  room(name: string, purpose: string): Promise<Channel>;
}

/** A bot at home on a local Discord, with the group of 2013 in a server, a clock that the test moves, and people with seats. */
export type DiscordBed = Omit<Bed, 'seat'> & OnDiscord & { readonly door: Door; readonly delivery: Delivery };

interface DiscordBedSettings extends BedSettings, DiscordSettings {
  /** What the door is made with besides. */
  readonly door?: Partial<DiscordOptions>;
}

/** Makes one. Close it after the test. */
export async function discordBed({ door = {}, ...settings }: DiscordBedSettings = {}): Promise<DiscordBed> {
  const { stage, on } = await discordStage(settings, door);
  const bed = await openBed([stage], settings);
  return onBed(bed, {
    ...on(bed),
    get door() { return bed.doors[platform] as Door; },
    get delivery() { return bed.deliveries[platform]!; },
  });
}

/** A local Discord to put a bed on, and what people do there once there is one. */
export async function discordStage(settings: DiscordSettings, options: Partial<DiscordOptions> = {}): Promise<{ stage: Stage; on: (bed: Bed) => OnDiscord }> {
  const discord = await openDiscord(settings);
  const server = discord.server('Vienna NGOs');
  const main = server.channel('main');
  const chatOf = ({ id, name }: Channel) => ({ platform, server: server.id, id, name });
  const stage: Stage = {
    platform,
    main: chatOf(main),
    open: (ears) => makeDiscord({ token: discord.token, api: discord.url, speech: { commands, aliases }, ...ears, ...options }),
    settled: () => discord.settled(),
    close: () => discord.close(),
  };
  const people = new Map<string, Person>();
  const stranger = (name: string, { manages = false, ...more }: More = {}) => {
    const person = discord.person(name, more);
    person.joins(server, { manages });
    return person;
  };
  const on = (bed: Bed): OnDiscord => ({
    discord, server, main, stranger,
    seat: ({ id }, who) => bed.seat({ platform, id }, who),
    async person(who, more) {
      const known = people.get(who);
      if (known) return known;
      const person = stranger(`Zora ${people.size + 1}`, more);
      await bed.seat({ platform, id: person.id }, who);
      people.set(who, person);
      return person;
    },
    async room(name, purpose) {
      const channel = server.channel(name);
      await bed.tie(chatOf(channel), purpose);
      return channel;
    },
  });
  return { stage, on };
}
