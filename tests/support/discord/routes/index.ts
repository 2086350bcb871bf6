import type { Route } from '#tests/support/discord/rest.ts';
import { channelRoutes } from '#tests/support/discord/routes/channels.ts';
import { commandRoutes } from '#tests/support/discord/routes/commands.ts';
import { eventRoutes } from '#tests/support/discord/routes/events.ts';
import { interactionRoutes } from '#tests/support/discord/routes/interactions.ts';
import { placeRoutes } from '#tests/support/discord/routes/places.ts';

/** All that can be asked for. Anything else is unknown, and recorded as a fault. */
export const routes: readonly Route[] = [...placeRoutes, ...commandRoutes, ...interactionRoutes, ...channelRoutes, ...eventRoutes];
