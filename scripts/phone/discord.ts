import { ButtonStyle, ComponentType, type APIMessage, type APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import type { OnDiscord } from '#tests/support/discord/bed.ts';
import { drawn, type Reading } from '#tests/support/discord/text.ts';
import type { Answer, Posted } from '#tests/support/discord/types.ts';
import { boxRows, buttonOf, buttonRows, fileRows, framed, plainRow, wrap, type Phone, type Row, type Shown, type Word } from './frame.ts';

type Part = { readonly type: number; readonly components?: readonly Part[]; readonly component?: Part } & Readonly<Record<string, unknown>>;

/** Words between two marks are no line of their own. */
const seen = (piece: string, reading: Reading) => drawn(`\u2060${piece}`, reading).replaceAll('\u2060', '');

/** Discord's markdown line by line: headings are bold, small print slanted, lists have dots. */
function textRows(content: string, reading: Reading): Row[] {
  return content.split('\n').flatMap((line) => {
    const [, mark = '', rest = ''] = /^(#{1,3} |-# |- )?(.*)$/.exec(line)!;
    const face = mark.startsWith('#') ? 'b' : mark === '-# ' ? 'i' : '';
    const words = rest.split(/(\*\*(?:\\.|[^\\])+?\*\*)/).filter((piece) => piece !== '').map((piece): Word => {
      const isBold = /^\*\*[^]+\*\*$/.test(piece);
      return { text: seen(isBold ? piece.slice(2, -2) : piece, reading), mark: isBold ? 'b' : face };
    });
    return mark === '- ' ? wrap([{ text: '• ', mark: '' }, ...words], '  ') : wrap(words);
  });
}

const attached = ({ file }: Part) => (file as { url: string }).url.replace('attachment://', '');
const toned = ({ style, label }: Part) => buttonOf(String(label), style === ButtonStyle.Primary ? 'main' : style === ButtonStyle.Danger ? 'danger' : undefined);

/** A message in its frame: the bar at its left has its accent, ┃ is one in colour. */
function messageLines({ components = [] }: Pick<APIMessage, 'components'>, reading: Reading): string[] {
  const card = components[0] as unknown as Part;
  const rows = (card.components ?? []).flatMap((part, i, all) => {
    const isRow = part.type === ComponentType.ActionRow;
    const gap = i > 0 && isRow !== (all[i - 1]!.type === ComponentType.ActionRow) ? [plainRow('')] : [];
    return [...gap, ...(isRow ? buttonRows(part.components!.map(toned)) : part.type === ComponentType.Separator ? [plainRow('')] : part.type === ComponentType.File ? fileRows(attached(part)) : textRows(String(part.content), reading))];
  });
  return framed(rows, card.accent_color === undefined ? '│' : '┃');
}

/** A form: each field with its label, what it takes, and what stands in it. */
function formLines({ title, components }: APIModalInteractionResponseCallbackData): string[] {
  const fields = (components as unknown as readonly Part[]).flatMap(({ label, description, component }): Row[] => {
    const { type, required = true, style, value = '', options = [] } = component as Part & { options?: readonly { label: string; default?: boolean }[] };
    const isList = type === ComponentType.StringSelect;
    const standing = isList ? (options.find((option) => option.default)?.label ?? 'Make a selection') : String(value);
    return [...wrap([{ text: `${String(label)}${required ? ' *' : ''}`, mark: 'b' }]), ...(description ? wrap([{ text: String(description), mark: 'i' }]) : []), ...boxRows(standing, { isList, isTall: style === 2 })];
  });
  return framed([...wrap([{ text: title, mark: 'b' }]), plainRow(''), ...fields, plainRow(''), ...buttonRows(['[ Cancel ]', '[▸ Submit ]'])]);
}

/** Discord as people see it in a zone. */
export function discordPhone({ main, person }: OnDiscord, zone: string): Phone {
  const reading: Reading = { zone, user: () => 'you', channel: (id) => (id === main.id ? main.name : undefined) };
  const shown = (it: Answer | Posted): Shown => ({ text: it.text, lines: 'modal' in it && it.modal ? formLines(it.raw as APIModalInteractionResponseCallbackData) : messageLines(it.raw as APIMessage, reading) });
  const somebody = async (who: string) => person(who, { zone });
  const types = async (who: string, line: string, fields: Readonly<Record<string, string>> = {}, then?: string) => {
    const answer = await (await somebody(who)).in(main).types([line, ...Object.entries(fields).map(([name, value]) => `${name}:${value}`)].join(' '));
    return shown(then === undefined ? answer : await answer.presses(then));
  };
  return {
    types,
    presses: async (who, label) => shown(await (await somebody(who)).in(main).presses(main.messages().at(-1)!, label)),
    room: (at) => shown(main.messages().at(at)!),
    dms: async (who) => (await somebody(who)).dms().map(shown),
    tasks: (who) => types(who, '/my tasks'),
  };
}
