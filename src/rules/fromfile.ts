import { addDays, dayOf, showDay, stamp } from '#core/time.ts';
import { usualSettings, type Commitment, type Deadline, type Due, type Group, type KeyEvent, type Milestone, type Organisation, type Side } from '#rules/things.ts';
import { datesOf } from '#rules/calendarfile.ts';
import { eventId } from '#rules/filefaults.ts';
import type { GroupFile } from '#rules/groupfile.ts';

/** What a group's file adds up to, in the shapes of the record. */
export interface Imported {
  readonly group: Group;
  readonly sides: readonly Side[];
  readonly organisations: readonly Organisation[];
  readonly events: readonly KeyEvent[];
  readonly deadlines: readonly Deadline[];
  readonly commitments: readonly Commitment[];
  readonly milestones: readonly Milestone[];
  /** When the group agreed what the file holds: the end of its meeting. History carries this instant. */
  readonly agreed: Temporal.Instant;
}

/**
 * Turns a file into the record. What an organisation became later (ended, renamed) is taken only when that lies in the past
 * of `now`; the outcome of a commitment, known later, is never taken.
 */
export function fromFile(file: GroupFile, now: Temporal.Instant): Imported {
  const convenor = file.organisations.find(({ id }) => id === file.group.convenor);
  const zone = file.group.timeZone ?? convenor?.timeZone ?? file.meetings[0]?.timeZone ?? 'UTC';
  const agreed = agreedAt(file, zone) ?? now;
  const today = dayOf(now, zone);
  // A year or a month is past when it is over.
  const past = (date: string | null | undefined) => date != null && (date.length === 10 ? date <= today : date < today.slice(0, date.length));
  const dates = datesOf(file.keyEvents, { there: new Map(), zone, list: 'keyEvents' });
  return {
    group: { id: file.group.id, name: file.group.name, zone, language: 'en', settings: usualSettings },
    sides: file.group.sides.map(({ id, label }) => ({ id, label })),
    organisations: file.organisations.map((o) => ({
      id: o.id, acronym: o.acronym, name: o.name, side: file.group.sides.find((side) => side.organisations.includes(o.id))?.id ?? null,
      scope: o.scope ?? null, region: o.region ?? null, zone: o.timeZone ?? null,
      successor: past(o.endedOn) ? (o.successor?.acronym ?? null) : null,
      aliases: [...o.aliases, ...(o.renamedTo && past(o.renamedTo.on) ? [o.renamedTo.name] : [])],
      label: o.publicLabel ?? null, ended: past(o.endedOn) ? (o.endedOn ?? null) : null, note: o.scopeNote ?? null,
    })),
    events: dates.events,
    deadlines: dates.deadlines,
    commitments: file.commitments.map((c) => ({
      number: c.number, title: c.title, text: c.text ?? null, theme: c.theme ?? null, source: meetingOf(file, c.id), item: String(c.number),
      lead: c.lead ?? null, basis: c.leadBasis ?? null, offered: null, counterpart: c.counterpart ?? null, partners: c.partners,
      due: dueOf(c, file), due_note: c.due || c.dueFrom ? (c.dueBasis ?? null) : null, recurring: c.recurring,
      state: 'agreed', proposed: null, agreed: stamp(agreed), amendment: null,
    })),
    milestones: file.commitments.flatMap((c) =>
      c.milestones.map((step, i) => ({ commitment: c.number, number: i + 1, title: step.title, due: dueOf(step, file), due_note: step.due || step.dueFrom ? (step.dueBasis ?? null) : null, done: null })),
    ),
    agreed,
  };
}

function dueOf(thing: { due?: string | null | undefined; dueFrom?: { event: string; offset: string } | null | undefined; duePrecision?: string | null | undefined }, file: GroupFile): Due {
  if (thing.dueFrom) {
    const { event, offset } = thing.dueFrom;
    const days = Number.parseInt(offset, 10) * (offset.endsWith('w') ? 7 : 1);
    const entry = file.keyEvents.find(({ id, yearly }) => [id, eventId(id), eventId(id, yearly === true)].includes(event));
    // What comes back each year does not move, and a deadline is no event: there it is the day that counts.
    if (entry?.start && (entry.yearly || entry.kind === 'deadline')) return { by: 'day', on: addDays(entry.start, days) };
    return { by: 'event', event: eventId(event), days };
  }
  if (!thing.due) return { by: 'none' };
  // The end of the plan's period is a horizon, not a deadline.
  const isPlanEnd = thing.due === file.group.planPeriod?.end;
  if (thing.duePrecision === 'year' || (isPlanEnd && thing.due.endsWith('-12-31'))) return { by: 'horizon', on: `${thing.due.slice(0, 4)}-12-31`, span: 'year' };
  if (thing.duePrecision === 'month' || isPlanEnd) return { by: 'horizon', on: Temporal.PlainDate.from(thing.due).with({ day: 31 }).toString(), span: 'month' };
  return { by: 'day', on: thing.due };
}

/** The meeting whose decision a commitment comes from, with its day. */
function meetingOf(file: GroupFile, commitment: string): string | null {
  const decisions = file.decisions.filter(({ refersTo }) => refersTo.includes(commitment)).map(({ id }) => id);
  const meeting = file.meetings.find((candidate) => candidate.decisions.some((id) => decisions.includes(id)));
  return meeting ? [meeting.title, ...(meeting.date ? [showDay(meeting.date)] : [])].join(', ') : null;
}

function agreedAt(file: GroupFile, zone: string): Temporal.Instant | undefined {
  const end = file.meetings.find(({ endAt }) => endAt)?.endAt;
  if (end) return Temporal.Instant.from(end);
  return file.group.formedOn ? Temporal.PlainDate.from(file.group.formedOn).toZonedDateTime({ timeZone: zone, plainTime: '12:00' }).toInstant() : undefined;
}
