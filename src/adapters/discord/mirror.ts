import type { REST } from '@discordjs/rest';
import { GuildScheduledEventEntityType, GuildScheduledEventPrivacyLevel, GuildScheduledEventStatus, Routes, type APIGuildScheduledEvent } from 'discord-api-types/v10';
import { withoutAddresses } from '#core/address.ts';
import { cut } from '#core/fit.ts';
import { t } from '#core/i18n.ts';
import { oneLine } from '#core/legible.ts';
import { plain, type Calls } from '#core/message.ts';
import { deliveryFault } from '#adapters/discord/faults.ts';

/** What a request of the mirror goes by. */
interface Way {
  readonly lang: string;
  readonly signal: AbortSignal;
  readonly another: () => Promise<void>;
}

/** Keeps the events of servers as cards say that they are. */
export interface Mirror {
  /**
   * Makes, changes or calls off the event of a card; `known` is the one that it had. Answers with the one that it has now. Where the bot
   * may not do that, or the calendar is full, nothing is done. Throws DeliveryError for what can pass.
   */
  show(server: string, calls: Calls, known: string | undefined, way: Way): Promise<string | undefined>;
  /** Takes the event out of a card that is no more; does nothing where it cannot. */
  drop(server: string, event: string, way: Way): Promise<void>;
}

/** Discord's limit on a name, how many events are remembered, how long one try may take, and how long a server that lets the bot make none is left alone, in milliseconds. */
const [longest, most, patience, barredMs] = [100, 1000, 2000, 600_000];

/** What passes by itself, or by a further try. */
const passing = ['limit', 'down', 'timeout'];

export function makeMirror(rest: REST): Mirror {
  const turns = new Map<string, Promise<unknown>>();
  const shown = new Map<string, string>();
  const barred = new Map<string, number>();

  /** One after the other in a server: two cards of one thing have one event. */
  function inTurn<T>(server: string, work: () => Promise<T>): Promise<T> {
    const mine = (turns.get(server) ?? Promise.resolve()).then(work);
    const ended = mine.then(() => {}, () => {}).finally(() => turns.get(server) === ended && turns.delete(server));
    turns.set(server, ended);
    return mine;
  }

  /** Looks first what is there: an answer may have been lost, somebody may have taken it out, and another card may have made it. */
  async function align(server: string, calls: Calls, known: string | undefined, { lang, signal, another }: Way): Promise<string | undefined> {
    const within = () => AbortSignal.any([signal, AbortSignal.timeout(patience)]);
    const wanted = eventFor(calls, lang);
    await another();
    const all = (await rest.get(Routes.guildScheduledEvents(server), { signal: within() })) as APIGuildScheduledEvent[];
    const same = all.filter(({ name, entity_type: type }) => name === wanted.name && type === GuildScheduledEventEntityType.External);
    const found = all.find(({ id }) => id === known) ?? same.find((each) => isAt(each, wanted)) ?? same[0];
    if (calls.off) {
      const status = found?.status === GuildScheduledEventStatus.Active ? GuildScheduledEventStatus.Completed : GuildScheduledEventStatus.Canceled;
      if (found) await another();
      if (found) await rest.patch(Routes.guildScheduledEvent(server, found.id), { body: { status }, signal: within() });
      return undefined;
    }
    // One that is under way stays as it is and ends by itself.
    const standing = found && (found.status !== GuildScheduledEventStatus.Active || isAt(found, wanted)) ? found : undefined;
    if (standing && isSame(standing, wanted)) return standing.id;
    await another();
    if (standing) {
      await rest.patch(Routes.guildScheduledEvent(server, standing.id), { body: wanted, signal: within() });
      return standing.id;
    }
    const made = rest.post(Routes.guildScheduledEvents(server), { body: wanted, signal: within() }) as Promise<APIGuildScheduledEvent>;
    made.catch((error: unknown) => deliveryFault(error).fault === 'forbidden' && barred.set(server, performance.now() + barredMs));
    return (await made).id;
  }

  return {
    async show(server, calls, known, way) {
      const says = JSON.stringify(eventFor(calls, way.lang));
      if ((barred.get(server) ?? 0) > performance.now() || (!calls.off && known !== undefined && shown.get(known) === says)) return known;
      try {
        const event = await inTurn(server, () => align(server, calls, known, way));
        if (known !== undefined) shown.delete(known);
        if (event !== undefined) shown.set(event, says);
        if (shown.size > most) shown.delete(shown.keys().next().value!);
        return event;
      } catch (error) {
        const fault = deliveryFault(error);
        if (passing.includes(fault.fault)) throw fault;
        return known;
      }
    },
    async drop(server, event, { signal, another }) {
      shown.delete(event);
      await inTurn(server, () => another().then(() => rest.delete(Routes.guildScheduledEvent(server, event), { signal }))).catch(() => {});
    },
  };
}

/** An event as Discord takes it. It leads nowhere: whoever wants to come in asks the bot. */
function eventFor({ title, at, ends, place }: Calls, lang: string) {
  // Nothing but a city's name: no address, no link, no room.
  const city = place !== null && /^[\p{L}\p{M} .'’()-]{1,60}$/u.test(place) ? place : undefined;
  const location = plain(city === undefined ? t(lang, 'discord.event.where') : t(lang, 'discord.event.place', { city }));
  return {
    name: cut(withoutAddresses(oneLine(title)), longest) || '…', scheduled_start_time: at, scheduled_end_time: ends, entity_metadata: { location },
    entity_type: GuildScheduledEventEntityType.External, privacy_level: GuildScheduledEventPrivacyLevel.GuildOnly,
  };
}

type Wanted = ReturnType<typeof eventFor>;
const isThen = (one: string | null, other: string) => one !== null && Temporal.Instant.from(one).equals(Temporal.Instant.from(other));
const isAt = ({ scheduled_start_time: from }: APIGuildScheduledEvent, wanted: Wanted) => isThen(from, wanted.scheduled_start_time);
const isSame = (event: APIGuildScheduledEvent, wanted: Wanted) =>
  isAt(event, wanted) && isThen(event.scheduled_end_time, wanted.scheduled_end_time) && event.name === wanted.name && event.entity_metadata?.location === wanted.entity_metadata.location;
