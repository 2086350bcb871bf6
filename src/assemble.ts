import type { Adapter, Bot } from '#bot/bot.ts';
import type { IsIn } from '#bot/presence.ts';
import { DeliveryError, StoreError } from '#core/errors.ts';
import type { Secret } from '#core/secret.ts';
import type { Store } from '#db/open.ts';
import type { Delivery } from '#delivery/send.ts';
import type { Tick } from '#delivery/tick.ts';
import { logFault, traceOf, type Log } from '#src/log.ts';

/** Puts the bot together. Loaded only now, because a person has a prompt before it is there. */
export async function assemble(store: Store, secret: Secret, now: () => Temporal.Instant, wake: () => void, log: Log, isIn?: IsIn, publicUrl?: string): Promise<Bot> {
  const [{ makeBot }, { aliases, commands, menus }] = await Promise.all([import('#bot/bot.ts'), import('#commands/index.ts')]);
  const bug = (incident: string, command: string, error: unknown) => log('error', 'bug', { incident, command, ...traceOf(error) });
  return makeBot({ store, secret, aliases, menus, commands: new Map(commands.map((command) => [command.name, command])), now, wake, bug, ...(isIn && { isIn }), ...(publicUrl !== undefined && { publicUrl }) });
}

/** What sends: a delivery for each adapter, and the clockwork that turns what falls due into messages. Nothing runs yet. */
export async function assembleDelivery(store: Store, secret: Secret, adapters: readonly Adapter[], { now, sandbox, log, isIn }: { now: () => Temporal.Instant; sandbox: boolean; log: Log; isIn?: IsIn }): Promise<{ deliveries: Delivery[]; tick: Tick }> {
  const [{ makeDelivery }, { makeTick }] = await Promise.all([import('#delivery/send.ts'), import('#delivery/tick.ts')]);
  // What fails is tried again; only a bug needs somebody at once.
  const isPassing = (error: unknown) => error instanceof DeliveryError || error instanceof StoreError;
  const told = (message: string, error: unknown) => (isPassing(error) ? logFault(log, 'delivery', error, { message }) : log('error', 'delivery', { message, ...traceOf(error) }));
  const deliveries = adapters.map((adapter) => makeDelivery(store, secret, adapter, told, { clock: now, ...(isIn && { isIn }) }));
  const failed = (what: string, error: unknown, group?: string) => log('error', what, { ...(group !== undefined && { group }), ...traceOf(error) });
  const wake = () => deliveries.forEach((delivery) => delivery.wake());
  return { deliveries, tick: makeTick({ store, secret, now, sandbox, wake, log: failed }) };
}
