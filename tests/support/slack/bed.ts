import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { manifest } from '#adapters/slack/manifest.ts';
import { makeSlack, type SlackOptions } from '#adapters/slack/slack.ts';
import { aliases, commands, menus } from '#commands/index.ts';
import type { Delivery } from '#delivery/send.ts';
import { onBed, openBed, type Bed, type BedSettings, type Stage } from '#tests/support/bed.ts';
import { openSlack } from '#tests/support/slack/open.ts';
import type { Channel, LocalSlack, Person, SlackSettings } from '#tests/support/slack/types.ts';

const platform = 'slack';
type Door = ReturnType<typeof makeSlack>;
type More = Parameters<LocalSlack['person']>[1];

/** What the people of a test are and do on a local Slack. */
export interface OnSlack {
  readonly slack: LocalSlack;
  /** The group's main room there. */
  readonly main: Channel;
  /** Somebody with a seat, in the workspace: `INPUD` (its focal point), `alternate INPUD`, `coordinator civil-society`, `observer`. The same words are the same person. */
  person(who: string, more?: More): Promise<Person>;
  /** Gives somebody a further seat, or another group's. */
  seat(person: Person, who: string): Promise<void>;
  /** Somebody in the workspace without a seat. */
  stranger(name: string, more?: More): Person;
  /** A channel that is tied to the group for a purpose. */
  room(name: string, purpose: string): Promise<Channel>;
}

/** A bot at home on a local Slack, with the group of 2013 in a workspace, a clock that the test moves, and people with seats. */
export type SlackBed = Omit<Bed, 'seat'> & OnSlack & { readonly door: Door; readonly delivery: Delivery };

interface SlackBedSettings extends BedSettings, SlackSettings {
  /** What the door is made with besides. */
  readonly door?: Partial<SlackOptions>;
}

/** Makes one, in Socket Mode unless told otherwise. Close it after the test. */
export async function slackBed({ door = {}, ...settings }: SlackBedSettings = {}): Promise<SlackBed> {
  const { stage, on } = await slackStage(settings, door);
  const bed = await openBed([stage], settings);
  return onBed(bed, {
    ...on(bed),
    get door() { return bed.doors[platform] as Door; },
    get delivery() { return bed.deliveries[platform]!; },
  });
}

/** A local Slack to put a bed on, and what people do there once there is one. */
export async function slackStage(settings: SlackSettings, options: Partial<SlackOptions> = {}): Promise<{ stage: Stage; on: (bed: Bed) => OnSlack }> {
  const slack = await openSlack(settings);
  slack.manifest(manifest({ commands, aliases, menus }, { prefix: options.prefix ?? '', ...(slack.mode === 'http' && { url: 'https://bot.example' }) }));
  const main = slack.channel('main');
  const chatOf = ({ id, name }: Channel) => ({ platform, server: slack.team, id, name });
  const port = slack.mode === 'http' ? await portFor() : undefined;
  const stage: Stage = {
    platform,
    main: chatOf(main),
    open(ears) {
      const way = slack.mode === 'http' ? { signingSecret: slack.signingSecret } : { appToken: slack.appToken };
      const door = makeSlack({ token: slack.token, ...way, api: slack.url, speech: { commands, aliases }, ...ears, ...options });
      if (port) {
        port.handle = (request, response) => door.handle!(request, response);
        slack.deliverTo(`http://127.0.0.1:${(port.server.address() as AddressInfo).port}/slack/events`);
      }
      return door;
    },
    settled: () => slack.settled(),
    async close() {
      await slack.close();
      port?.server.closeAllConnections();
      port?.server.close();
    },
  };
  const people = new Map<string, Person>();
  const on = (bed: Bed): OnSlack => ({
    slack, main,
    stranger: (name, more) => slack.person(name, more),
    seat: ({ id }, who) => bed.seat({ platform, id }, who),
    async person(who, more) {
      const known = people.get(who);
      if (known) return known;
      const person = slack.person(`Yuki ${people.size + 1}`, more);
      await bed.seat({ platform, id: person.id }, who);
      people.set(who, person);
      return person;
    },
    async room(name, purpose) {
      const channel = slack.channel(name);
      await bed.tie(chatOf(channel), purpose);
      return channel;
    },
  });
  return { stage, on };
}

interface Port {
  readonly server: Server;
  handle: (request: IncomingMessage, response: ServerResponse) => void;
}

/** The port of the program, to which Slack delivers. It stays the same when the program is started anew. */
async function portFor(): Promise<Port> {
  const port: Port = { server: createServer((request, response) => port.handle(request, response)), handle: (_, response) => void response.writeHead(503).end() };
  port.server.listen(0, '127.0.0.1');
  await once(port.server, 'listening');
  return port;
}
