import { UserError } from '#core/errors.ts';
import { nearest } from '#core/fold.ts';
import { findZones, isZoneAbbreviation, place, showInstant, stamp, zoneNames } from '#core/time.ts';
import type { Ctx } from '#bot/command.ts';

/**
 * The time zone that a name or a city means.
 * @throws UserError for an abbreviation (a city is asked for), for a city that is in several zones, and for one not known
 */
export function zoneRef(typed: string, field: string): string {
  const found = isZoneAbbreviation(typed) ? [] : findZones(typed);
  if (found.length === 1) return found[0]!;
  if (found.length > 1) throw new UserError('error.my.zones', { typed }, field, found.map((zone) => ({ label: zone, value: zone })));
  if (isZoneAbbreviation(typed)) throw new UserError('error.date.abbreviation', { zone: typed.toUpperCase() }, field);
  const cities = new Map(zoneNames().map((zone) => [place(zone), zone]));
  const near = nearest(typed, [...cities.keys()]);
  throw new UserError(near.length > 0 ? 'error.my.nearZone' : 'error.my.nozone', { typed, near: near[0] ?? '' }, field, near.map((city) => ({ label: city, value: cities.get(city)! })));
}

/** The present time on the clock of a zone: `Fri 22 February 2013, 15:00 Bangkok`. */
export function timeIn(ctx: Ctx, zone: string): string {
  return showInstant(stamp(ctx.now), zone, ctx.lang);
}
