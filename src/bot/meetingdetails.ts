import type { Rich } from '#core/message.ts';
import type { Ctx } from '#bot/command.ts';
import { nameOf } from '#bot/words.ts';
import { eventName } from '#rules/event.ts';
import type { Meeting } from '#rules/things.ts';

type View = Pick<Ctx, 't' | 'dir'>;

/** What a meeting is besides its time, as people read it; empty where there is nothing. `closed`: only members see what it is. */
const details: readonly { readonly name: keyof Meeting; readonly closed?: true; text(view: View, meeting: Meeting): Rich }[] = [
  { name: 'title', text: (_, { title }) => [title] },
  { name: 'kind', text: ({ t }, { kind }) => t(`meeting.kind.${kind}`) },
  { name: 'minutes', text: ({ t }, { minutes }) => t('meeting.minutes', { count: minutes }) },
  { name: 'chair', closed: true, text: ({ dir }, { chair }) => (chair === null ? [] : [nameOf(dir, chair)]) },
  { name: 'convenor', closed: true, text: ({ dir }, { convenor }) => (convenor === null ? [] : [nameOf(dir, convenor)]) },
  { name: 'notetaker', closed: true, text: ({ dir }, { notetaker }) => (notetaker === null ? [] : [nameOf(dir, notetaker)]) },
  { name: 'city', text: (_, { city }) => (city === null ? [] : [city]) },
  { name: 'place', closed: true, text: (_, { place }) => (place === null ? [] : [place]) },
  { name: 'event', text: (_, { event }) => (event === null ? [] : [eventName(event)]) },
];

/** In what two states of a meeting differ besides its time, each as name: old → new. `forAll`: of what only members see, no more than that it did. */
export function detailChanges(view: View, before: Meeting, after: Meeting, forAll = false): Rich[] {
  return details.filter(({ name }) => before[name] !== after[name]).map(({ name, closed, text }) => {
    const label = view.t(`past.name.${name}` as 'past.name.title');
    const [was, is] = [before, after].map((meeting) => text(view, meeting));
    return forAll && closed ? view.t('past.meeting.detail', { name: label }) : view.t('past.field', { name: label, before: was!.length > 0 ? was! : '–', after: is!.length > 0 ? is! : '–' });
  });
}
