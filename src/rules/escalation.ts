import { isMember } from '#rules/roles.ts';
import type { Commitment, Organisation, Side } from '#rules/things.ts';

interface Members {
  readonly organisations: ReadonlyMap<string, Organisation>;
  readonly sides: readonly Side[];
}

/** The coordinators of all sides, as recipients. */
export function coordinatorsOf({ sides }: Members): string[] {
  return sides.map(({ id }) => `coordinator/${id}`);
}

/** The focal points of all organisations that take part in the group, as recipients. */
export function focalPointsOf({ organisations }: Members): string[] {
  return [...organisations.values()].filter(isMember).map(({ id }) => `focal/${id}`);
}

function roleIn(role: 'focal' | 'alternate', id: string | null, { organisations }: Members): string[] {
  const organisation = organisations.get(id ?? '');
  return organisation && isMember(organisation) ? [`${role}/${organisation.id}`] : [];
}

/** Who answers for a commitment: its lead's focal point; both coordinators while nobody leads it or an outside body does. */
export function ownersOf({ lead }: Commitment, members: Members): string[] {
  const own = roleIn('focal', lead, members);
  return own.length > 0 ? own : coordinatorsOf(members);
}

/**
 * Who hears at a position of the ladder (from 0) that a commitment is overdue: owner, alternate, the counterpart's focal point, from
 * then on both coordinators. A position that there is not falls to the next.
 */
export function overdueTo(position: number, c: Commitment, members: Members): string[] {
  const steps = [() => ownersOf(c, members), () => roleIn('alternate', c.lead, members), () => roleIn('focal', c.counterpart, members)];
  for (const step of steps.slice(position)) {
    const found = step();
    if (found.length > 0) return found;
  }
  return coordinatorsOf(members);
}
