import { UserError } from '#core/errors.ts';
import { join } from '#core/message.ts';
import type { Ctx } from '#bot/command.ts';
import { seatLabel } from '#bot/words.ts';
import { coordinators, fitting } from '#rules/roles.ts';
import type { Seat } from '#rules/things.ts';

/** Whether the caller does the group's housekeeping. */
export const isCoordinator = (ctx: Ctx): boolean => fitting(coordinators, ctx.seats).length > 0;

/** The coordinator's seat of the caller, for what everyone may see and only a coordinator may change. @throws UserError without one */
export function coordinatorSeat(ctx: Ctx, command: string): Seat {
  const [seat] = fitting(coordinators, ctx.seats);
  if (seat) return seat;
  const have = join(ctx.seats.map((each) => seatLabel(ctx.t, ctx.dir, each)), ' / ');
  throw new UserError('error.seat.role', { have, need: ctx.t('role.coordinator'), command });
}
