import type { APIGuildScheduledEvent } from 'discord-api-types/v10';
import { makeForm, object, type Form } from '#tests/support/discord/checks/form.ts';
import { bits, everyone, permissions, snowflake } from '#tests/support/discord/ids.ts';
import { refusal } from '#tests/support/discord/refusal.ts';
import type { Request, Route } from '#tests/support/discord/rest.ts';
import { guildIn } from '#tests/support/discord/routes/places.ts';
import type { Guild, Happening } from '#tests/support/discord/world.ts';

const [all, one] = ['/guilds/:guild/scheduled-events', '/guilds/:guild/scheduled-events/:event'];
const limit = { name: 'events', limit: 5, perMs: 5000, by: 'guild' };
const mostOpen = 100;
const isOpen = ({ status }: Happening) => status === 1 || status === 2;

/** The calendar of a server: events that take place elsewhere. */
export const eventRoutes: readonly Route[] = [
  {
    method: 'GET', path: all,
    answer(request) {
      const guild = guildIn(request);
      return [...guild.events.values()].filter(isOpen).map((event) => eventOf(guild, event));
    },
  },
  {
    method: 'POST', path: all, limit,
    answer(request) {
      const guild = guildIn(request);
      // Since February 2026 to manage events is not to create them.
      if (!may(guild, 'CREATE_EVENTS')) throw refusal(50013);
      checkEvent(request.body, undefined);
      if ([...guild.events.values()].filter(isOpen).length >= mostOpen) throw refusal(30038);
      const { name, scheduled_start_time: from, scheduled_end_time: to, entity_metadata: place } = request.body;
      return eventOf(guild, addEvent(guild, request.world.bot.id, { name: String(name), from: String(from), to: String(to), location: String(object(place).location) }));
    },
  },
  {
    method: 'PATCH', path: one, limit,
    answer(request) {
      const [guild, event] = own(request);
      const { status, ...body } = request.body;
      if (!isOpen(event)) throw refusal(180000);
      checkEvent({ ...event.raw, ...body, status }, event);
      if (status !== undefined && status !== null) event.status = status as Happening['status'];
      event.raw = { ...event.raw, ...body };
      return eventOf(guild, event);
    },
  },
  {
    method: 'DELETE', path: one, limit,
    answer(request) {
      const [guild, event] = own(request);
      guild.events.delete(event.id);
    },
  },
];

function may(guild: Guild, ...names: (keyof typeof permissions)[]): boolean {
  const has = everyone | bits(guild.granted);
  return names.some((name) => (has & permissions[name]) !== 0n);
}

/** The event that a path names. Throws the refusal for one that is gone, or that the bot may not change: its own, or any. */
function own(request: Request): [Guild, Happening] {
  const guild = guildIn(request);
  const event = guild.events.get(request.of.event!);
  if (!event) throw refusal(10070);
  if (!(event.creator === request.world.bot.id ? may(guild, 'CREATE_EVENTS', 'MANAGE_EVENTS') : may(guild, 'MANAGE_EVENTS'))) throw refusal(50013);
  return [guild, event];
}

/** Throws what Discord says to an event of a form that it does not take. */
function checkEvent(body: Record<string, unknown>, before: Happening | undefined): void {
  const form = makeForm();
  form.text(['name'], body.name, 1, 100);
  form.text(['description'], body.description, 0, 1000, true);
  if (body.privacy_level !== 2) form.add(['privacy_level'], 'BASE_TYPE_CHOICES', 'Value must be one of {2}.');
  if (body.entity_type !== 3) form.add(['entity_type'], 'BASE_TYPE_CHOICES', 'Only events elsewhere are known here.');
  if (body.channel_id !== undefined && body.channel_id !== null) form.add(['channel_id'], 'GUILD_SCHEDULED_EVENT_CHANNEL', 'An event elsewhere has no channel.');
  form.text(['entity_metadata', 'location'], object(body.entity_metadata).location, 1, 100);
  const [from, to] = [instant(form, 'scheduled_start_time', body), instant(form, 'scheduled_end_time', body)];
  if (from && to && Temporal.Instant.compare(from, to) >= 0) form.add(['scheduled_end_time'], 'GUILD_SCHEDULED_EVENT_SCHEDULE_INVALID', 'Cannot schedule an event to end before it starts.');
  const status = body.status as number | undefined | null;
  if (status !== undefined && status !== null) {
    const next: readonly number[] = before?.status === 1 ? [1, 2, 4] : before?.status === 2 ? [2, 3] : [];
    if (!next.includes(status)) form.add(['status'], 'TRANSITION_INVALID', `An event of status ${String(before?.status)} does not become ${status}.`);
  }
  if (before?.status === 2 && body.scheduled_start_time !== before.raw.scheduled_start_time) form.add(['scheduled_start_time'], 'GUILD_SCHEDULED_EVENT_STARTED', 'Cannot change the start of an event that is under way.');
  form.end();
}

function instant(form: Form, field: string, body: Record<string, unknown>): Temporal.Instant | undefined {
  try {
    return Temporal.Instant.from(String(body[field]));
  } catch {
    form.add([field], 'DATE_TIME_TYPE_PARSE', `Could not parse ${JSON.stringify(body[field])}. Should be ISO8601.`);
    return undefined;
  }
}

/** Puts an event into a server's calendar. */
export function addEvent(guild: Guild, creator: string, { name, from, to, location = 'elsewhere' }: { name: string; from: string; to: string; location?: string }): Happening {
  const event: Happening = { id: snowflake(), creator, status: 1, raw: { name, description: null, scheduled_start_time: from, scheduled_end_time: to, privacy_level: 2, entity_type: 3, entity_metadata: { location } } };
  guild.events.set(event.id, event);
  return event;
}

/** How Discord writes an instant. */
const written = (at: unknown) => Temporal.Instant.from(String(at)).toString({ smallestUnit: 'second' }).replace('Z', '+00:00');

export function eventOf(guild: Guild, { id, creator, status, raw }: Happening): APIGuildScheduledEvent {
  return {
    id, guild_id: guild.id, channel_id: null, creator_id: creator, entity_id: null, image: null, recurrence_rule: null, status, ...raw, scheduled_start_time: written(raw.scheduled_start_time), scheduled_end_time: written(raw.scheduled_end_time),
  } as unknown as APIGuildScheduledEvent;
}
