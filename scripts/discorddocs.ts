import { ComponentType, ButtonStyle, type APIMessage, type APIModalInteractionResponseCallbackData } from 'discord.js';
import { discordBed, type DiscordBed } from '#tests/support/discord/bed.ts';
import { drawn, type Reading } from '#tests/support/discord/text.ts';
import type { Answer, Posted } from '#tests/support/discord/types.ts';

/** Columns of a phone held upright, within the frame. */
const width = 44;

/** A picture: what it shows, who sees it, and the lines. */
export interface Picture {
  readonly name: string;
  readonly about: string;
  readonly sees: string;
  readonly lines: readonly string[];
}

type Mark = 'b' | 'i' | '';
interface Word {
  readonly text: string;
  readonly mark: Mark;
}
type Part = { readonly type: number; readonly components?: readonly Part[]; readonly component?: Part } & Readonly<Record<string, unknown>>;

const html = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const wide = (words: readonly Word[]) => words.reduce((sum, { text }) => sum + [...text].length, 0);

/** Words as they are seen, marked and filled up to the width. */
function row(words: readonly Word[], edge = '│'): string {
  const shown = words.map(({ text, mark }) => (mark === '' || text.trim() === '' ? html(text) : `<${mark}>${html(text)}</${mark}>`)).join('');
  return `${edge}${shown}${' '.repeat(Math.max(0, width - wide(words)))}│`.replaceAll(/<\/([bi])>( ?)<\1>/g, '$2');
}

/** Wraps words as a phone does; further lines begin under `indent`. */
function wrap(words: readonly Word[], indent = '', most = width - 2): Word[][] {
  const rows: Word[][] = [[]];
  for (const word of words.flatMap(({ text, mark }) => text.split(/(?<= )/).map((each) => ({ text: each, mark })))) {
    if (wide(rows.at(-1)!) + [...word.text.trimEnd()].length > most) rows.push([{ text: indent, mark: '' }]);
    rows.at(-1)!.push(word);
  }
  return rows.map((words) => [{ text: ' ', mark: '' }, ...words]);
}

/** Discord's markdown line by line: headings are bold, small print slanted, lists have dots. */
function textRows(content: string, reading: Reading): Word[][] {
  return content.split('\n').flatMap((line) => {
    const [, mark = '', rest = ''] = /^(#{1,3} |-# |- )?(.*)$/.exec(line)!;
    const face: Mark = mark.startsWith('#') ? 'b' : mark === '-# ' ? 'i' : '';
    const words = rest.split(/(\*\*(?:\\.|[^\\])+?\*\*)/).filter((piece) => piece !== '').map((piece): Word => {
      const isBold = /^\*\*[^]+\*\*$/.test(piece);
      return { text: seen(isBold ? piece.slice(2, -2) : piece, reading), mark: isBold ? 'b' : face };
    });
    return mark === '- ' ? wrap([{ text: '• ', mark: '' }, ...words], '  ') : wrap(words);
  });
}

/** Words between two marks are no line of their own. */
const seen = (piece: string, reading: Reading) => drawn(`\u2060${piece}`, reading).replaceAll('\u2060', '');

function buttonRows(parts: readonly Part[]): Word[][] {
  const labels = parts.map(({ style, label }) => (style === ButtonStyle.Primary ? `[▸ ${String(label)} ]` : style === ButtonStyle.Danger ? `[! ${String(label)} ]` : `[ ${String(label)} ]`));
  const rows: string[] = [''];
  for (const label of labels) {
    if (rows.at(-1)!.length + label.length + 1 > width - 1) rows.push('');
    rows[rows.length - 1] += ` ${label}`;
  }
  return rows.map((text) => [{ text, mark: '' }]);
}

/** A message in its frame: the bar at its left has its accent, ┃ is one in colour. */
function messageLines({ components = [] }: Pick<APIMessage, 'components'>, reading: Reading): string[] {
  const card = components[0] as unknown as Part;
  const edge = card.accent_color === undefined ? '│' : '┃';
  const rows = (card.components ?? []).flatMap((part, i, all) => {
    const gap: Word[][] = i > 0 && (part.type === ComponentType.ActionRow || all[i - 1]!.type === ComponentType.ActionRow) && all[i - 1]!.type !== part.type ? [[]] : [];
    return [...gap, ...(part.type === ComponentType.ActionRow ? buttonRows(part.components!) : part.type === ComponentType.Separator ? [[]] : textRows(String(part.content), reading))];
  });
  return [`╭${'─'.repeat(width)}╮`, ...rows.map((words) => row(words, edge)), `╰${'─'.repeat(width)}╯`];
}

/** A form: each field with its label, what it takes, and what stands in it. */
function formLines({ title, components }: APIModalInteractionResponseCallbackData): string[] {
  const fields = (components as unknown as readonly Part[]).flatMap(({ label, description, component }): Word[][] => {
    const { type, required = true, style, value = '', options = [] } = component as Part & { options?: readonly { label: string; default?: boolean }[] };
    const isList = type === ComponentType.StringSelect;
    const chosen = isList ? (options.find((option) => option.default)?.label ?? 'Make a selection') : String(value);
    const inner = width - 4;
    const boxed = (text: string, end = ' ') => ` │ ${text}${' '.repeat(Math.max(0, inner - 3 - text.length))}${end} │`;
    const said = wrap([{ text: chosen, mark: '' }], '', inner - 4).map((words) => words.map(({ text }) => text).join('').trim());
    const box = [` ┌${'─'.repeat(inner)}┐`, ...said.map((text, i) => boxed(text, isList && i === 0 ? '▾' : ' ')), ...(style === 2 && said.length < 2 ? [boxed('')] : []), ` └${'─'.repeat(inner)}┘`];
    return [wrap([{ text: `${String(label)}${required ? ' *' : ''}`, mark: 'b' }]), description ? wrap([{ text: String(description), mark: 'i' }]) : [], box.map((text) => [{ text, mark: '' } satisfies Word])].flat();
  });
  const rows = [...wrap([{ text: title, mark: 'b' }]), [], ...fields, [], [{ text: ' [ Cancel ]  [▸ Submit ]', mark: '' }] satisfies Word[]];
  return [`╭${'─'.repeat(width)}╮`, ...rows.map((words) => row(words)), `╰${'─'.repeat(width)}╯`];
}

const rooms = (bed: DiscordBed, zone: string): Reading => ({ zone, user: () => 'you', channel: (id) => (id === bed.main.id ? bed.main.name : undefined) });

/** The ten messages that people see most, as they come from the bot in a play of the group's year. */
export async function pictures(): Promise<Picture[]> {
  const bed = await discordBed({ zone: 'Europe/Vienna', limits: false });
  const all: Picture[] = [];
  const [zone, only, room, dm] = ['Europe/Vienna', 'only you see it', 'in #main, for everybody', 'a private message'];
  const show = (name: string, about: string, sees: string, it: Answer | Posted, where = zone) =>
    void all.push({ name, about, sees, lines: 'modal' in it && it.modal ? formLines(it.raw as APIModalInteractionResponseCallbackData) : messageLines(it.raw as APIMessage, rooms(bed, where)) });
  try {
    const [unodc, inpud, coordinator] = [await bed.person('UNODC', { zone }), await bed.person('INPUD', { zone: 'Europe/London' }), await bed.person('coordinator civil-society-side', { zone })];
    const at = (person: typeof unodc) => person.in(bed.main);
    const last = async () => (await bed.delivered(), bed.main.messages().at(-1)!);

    const updated = await at(unodc).types('/update commitment:4 status:at-risk note:Draft with WHO since May');
    const card = await last();
    show('A report, in the room', 'Somebody has reported. The card stays up to date when others rate it or its date changes.', room, card);
    show('The answer to a report', 'Whoever wrote `/update commitment:4 status:at-risk note:Draft with WHO since May` sees this.', only, updated);
    show('The form of a report', 'After *Report progress* on the card, or `/update` alone.', only, await at(unodc).presses(card, 'Report progress'));
    show('What cannot be done', 'INPUD is on the other side: `/update commitment:4 status:done`.', only, await at(inpud).types('/update commitment:4 status:done'));
    await at(inpud).types('/commitment rate commitment:4 completion:limited note:No draft seen yet');
    show('The list', '`/commitment list`; the next page takes the place of this one.', only, await at(inpud).types('/commitment list'));
    show('One commitment', '`/commitment show commitment:4`', only, await at(inpud).types('/commitment show commitment:4'));

    await at(inpud).types('/commitment assign commitment:5 lead:INPUD');
    const offered = bed.stranger('Mika', { zone: 'Asia/Bangkok' });
    await at(coordinator).types('/member focal organisation:ANPUD role:focal member:@Mika');
    await bed.delivered();
    const offer = offered.dms().at(-1)!;

    await bed.passes('2013-03-04T12:00:00Z');
    show('A reminder', 'It comes in the morning of whoever is asked. The first thing can be answered with one press.', dm, inpud.dms().at(-1)!, 'Europe/London');
    await bed.passes('2013-05-31T12:00:00Z');
    const asked = await at(coordinator).types('/event move event:CND56R to:5 December 2013');
    await asked.presses('Yes, move it');
    show('An event that moves, in the room', 'Those whose dates hang on it hear of it in private, too.', room, await last());
    show('The offer of a seat', 'A coordinator has picked somebody with `/member focal`.', dm, offer, 'Asia/Bangkok');
    await at(unodc).types('/update commitment:5 status:on-track note:Sent to five country offices');
    const before = inpud.dms().length;
    await bed.passes('2013-06-03T12:00:00Z');
    const digest = inpud.dms().slice(before).findLast(({ text }) => text.startsWith('Your week'));
    if (!digest) throw new Error(`no digest among:\n${inpud.dms().slice(before).map(({ text }) => text).join('\n---\n')}`);
    show('The weekly digest', 'On the day and at the hour that you choose with `/my digest`; none comes when there is nothing to say.', dm, digest, 'Europe/London');
    const faults = [...bed.discord.violations, ...bed.bugs.map(String), ...bed.failures.map(String)];
    if (faults.length > 0) throw new Error(faults.join('\n'));
    return all;
  } finally {
    await bed.close();
  }
}

export const drawPicture = ({ lines }: Picture): string => `<pre>\n${lines.join('\n')}\n</pre>`;

/** `docs/discord.md`: what people see, on a phone. */
export function discordPage(all: readonly Picture[]): string {
  const parts = all.map((picture, i) => `## ${i + 1}. ${picture.name}\n\n${picture.about}\n\n*${picture.sees.charAt(0).toUpperCase()}${picture.sees.slice(1)}.*\n\n${drawPicture(picture)}`);
  return `# What it looks like on Discord\n\nMade by \`npm run docs\` from messages that the bot sent. The ten that people see most, as wide as on a phone: small grey print is *slanted*, \`▸\` marks the coloured button, and \`┃\` a coloured edge (green: done, red: not done).\n\n${parts.join('\n\n')}\n`;
}
