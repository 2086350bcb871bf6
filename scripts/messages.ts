import { bothBed, type BothBed } from '#tests/support/bothbed.ts';
import { discordPhone } from './phone/discord.ts';
import type { Phone, Shown } from './phone/frame.ts';
import { slackPhone } from './phone/slack.ts';

type Platform = 'slack' | 'discord';
/** A message as both platforms show it: what it is, who sees it, and the lines of each. */
export interface Picture extends Readonly<Record<Platform, readonly string[]>> {
  readonly name: string;
  readonly about: string;
  readonly sees: string;
}
type Half = Omit<Picture, Platform> & Partial<Picture>;

const [only, room, dm] = ['Only you see it', 'In #main, for everybody', 'A private message'];
const [civil, agency] = ['coordinator civil-society-side', 'coordinator agency-side'];

/** The group's year, with everybody on one platform and a room on both. */
async function play(here: Platform): Promise<Half[]> {
  const bed = await bothBed({ limits: false });
  const zone = 'Europe/Vienna';
  const phones = { slack: slackPhone(bed.onSlack, zone), discord: discordPhone(bed.onDiscord, zone) };
  const all: Half[] = [];
  try {
    await year(bed, phones[here], phones[here === 'slack' ? 'discord' : 'slack'], (name, sees, about, it) => {
      const seen = typeof it === 'number' ? { slack: phones.slack.room(it).lines, discord: phones.discord.room(it).lines } : { [here]: it.lines };
      all.push({ name, about, sees, ...seen });
    });
    const faults = [...bed.onSlack.slack.violations, ...bed.onDiscord.discord.violations, ...bed.bugs.map(String), ...bed.failures.map(String)];
    if (faults.length > 0) throw new Error(faults.join('\n'));
    return all;
  } finally {
    await bed.close();
  }
}

/** What happens `here`, once also `there`, and what is to be seen of it: a message, or that of the rooms at an index. */
async function year(bed: BothBed, { types, presses, dms, tasks }: Phone, there: Phone, show: (name: string, sees: string, about: string, it: Shown | number) => void): Promise<void> {
  const found = async (who: string, begins: string) => {
    const all = await dms(who);
    const it = all.findLast(({ text }) => text.startsWith(begins));
    if (!it) throw new Error(`nothing begins with ${begins} among:\n${all.map(({ text }) => text).join('\n---\n')}`);
    return it;
  };
  const updated = await types('UNODC', '/update', { commitment: '4', status: 'at-risk', note: 'Draft with WHO since May' });
  await bed.delivered();
  const form = await presses('UNODC', 'Report progress');
  const refused = await types('INPUD', '/update', { commitment: '4', status: 'done' });
  await there.types('INPUD', '/commitment rate', { commitment: '4', completion: 'limited', note: 'No draft seen yet' });
  await bed.delivered();
  show('A report, in the room', room, 'UNODC has reported on one platform, and INPUD has rated on the other: both rooms have this card. It changes in both with each rating and each new date.', 0);
  show('The answer to a report', only, 'Whoever sent `/update 4 at-risk Draft with WHO since May` sees this; on Discord `/update commitment:4 status:at-risk note:Draft with WHO since May`.', updated);
  show('The form of a report', only, 'After *Report progress* on the card, or `/update` alone.', form);
  show('What cannot be done', only, 'INPUD is on the other side and sent `/update 4 done`.', refused);

  await types(civil, '/commitment assign', { commitment: '5', lead: 'INPUD' });
  await types('INPUD', '/commitment agree', { commitment: '5' });
  await types('UNODC', '/commitment amend', { commitment: '4', due: 'CND56R -2w' });
  await bed.delivered();
  show('A proposal to agree', room, 'UNODC has proposed a date with `/commitment amend`. It counts once the other side agrees.', -1);
  await types(civil, '/commitment agree', { commitment: '4' });
  show('A list', only, '`/commitment list`; the next page takes the place of this one.', await types('INPUD', '/commitment list'));

  await bed.passes('2013-03-04T12:00:00Z');
  show('A reminder', dm, 'It comes in the morning of whoever is asked. One press answers it.', await found('INPUD', 'One thing for you'));
  show('My tasks', only, 'On Slack in the home tab of the bot; on both also as the answer to `/my tasks`.', await tasks('INPUD'));

  await bed.passes('2013-05-31T12:00:00Z');
  await types(agency, '/event move', { event: 'CND56R', to: '5 December 2013' }, 'Yes, move it');
  await bed.delivered();
  show('An event that moves, in the room', room, 'Those whose dates hang on it hear of it in private, too.', -1);
  await types('UNODC', '/update', { commitment: '6', status: 'on-track', note: 'The review group has met' });
  await bed.passes('2013-06-03T12:00:00Z');
  show('The weekly digest', dm, 'On the day and at the hour that you choose with `/my digest`; none comes when there is nothing to say.', await found('INPUD', 'Your week'));
}

/** The ten messages that people see most, as they come from the bot. */
export async function pictures(): Promise<Picture[]> {
  const onDiscord = await play('discord');
  return (await play('slack')).map(({ slack = [], ...half }, i) => ({ ...half, slack, discord: half.discord ?? onDiscord[i]!.discord! }));
}

/** Both beside each other. */
export const drawPicture = ({ slack, discord }: Picture): string =>
  `<table>\n<tr><th>Slack</th><th>Discord</th></tr>\n<tr>\n${[slack, discord].map((lines) => `<td valign="top"><pre>\n${lines.join('\n')}\n</pre></td>`).join('\n')}\n</tr>\n</table>`;

/** `docs/messages.md`: what people see, on a phone. */
export function messagesPage(all: readonly Picture[]): string {
  const parts = all.map((picture, i) => `## ${i + 1}. ${picture.name}\n\n${picture.about}\n\n*${picture.sees}.*\n\n${drawPicture(picture)}`);
  return `# What it looks like on Slack and on Discord\n\nMade by \`npm run docs\` from messages that the bot sent. The ten that people see most, as wide as on a phone: small grey print is *slanted*, \`▸\` marks the coloured button, and \`┃\` a coloured edge (green: done, red: not done), for which Slack has \`✓\` and \`✗\`.\n\n${parts.join('\n\n')}\n`;
}
