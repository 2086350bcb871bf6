import type { Adapter } from '#bot/bot.ts';

type Listening = Adapter & { connected(): boolean };

/**
 * A door that may be tried until it opens, and opened again once it is useless: one that did not open, or has been open, is closed and made
 * anew. `faultOf` says what is told of an error at the start. `door` is the one there is now.
 */
export function reopening<D extends Listening>(make: () => D, faultOf: (error: unknown) => unknown = (error) => error): { readonly adapter: Listening; door(): D } {
  let door = make();
  let isOpen = false;
  const { platform, pace } = door;
  const renew = async () => {
    isOpen = false;
    await door.stop();
    door = make();
  };
  return {
    door: () => door,
    adapter: {
      platform, ...(pace && { pace }),
      ...(door.isIn && { isIn: (server, account, freshMs) => door.isIn!(server, account, freshMs) }),
      send: (to, message, options) => door.send(to, message, options),
      connected: () => isOpen && door.connected(),
      async start(bot) {
        if (isOpen) await renew();
        try {
          await door.start(bot);
          isOpen = true;
        } catch (error) {
          await renew();
          throw faultOf(error);
        }
      },
      stop: () => door.stop(),
    },
  };
}
