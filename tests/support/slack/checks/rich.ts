import { fault, items, known, text, whole, type Faults } from '#tests/support/slack/checks/form.ts';
import { object, type Part } from '#tests/support/slack/shapes.ts';

/** Fields of the elements within a line, and what each must have. */
const spans: Readonly<Record<string, readonly [required: readonly string[], others: readonly string[]]>> = {
  text: [['text'], ['style']], link: [['url'], ['text', 'unsafe', 'style']], emoji: [['name'], ['unicode', 'style', 'skin_tone', 'url']], user: [['user_id'], ['style']], usergroup: [['usergroup_id'], ['style']],
  channel: [['channel_id'], ['style']], broadcast: [['range'], ['style']], color: [['value'], ['style']], date: [['timestamp', 'format'], ['url', 'fallback', 'style']], team: [['team_id'], ['style']],
};
const formats = ['day_divider_pretty', 'date_num', 'date_slash', 'date', 'date_short', 'date_long', 'date_long_full', 'date_pretty', 'date_short_pretty', 'date_long_pretty', 'time', 'time_secs', 'ago'];

/** Checks a rich_text block. */
export function checkRich(block: Part, at: string, faults: Faults): void {
  known(block, at, faults, ['type', 'block_id', 'elements']);
  items(block.elements, `${at}/elements`, faults, Infinity).forEach((element, i) => checkLine(element, `${at}/elements/${i}`, faults));
}

function checkLine(element: Part, at: string, faults: Faults): void {
  switch (element.type) {
    case 'rich_text_section':
      known(element, at, faults, ['type', 'elements']);
      return inside(element, at, faults, Object.keys(spans));
    case 'rich_text_quote': case 'rich_text_preformatted':
      known(element, at, faults, ['type', 'elements', 'border', ...(element.type === 'rich_text_preformatted' ? ['language'] : [])]);
      return inside(element, at, faults, element.type === 'rich_text_quote' ? Object.keys(spans) : ['text', 'link']);
    case 'rich_text_list':
      known(element, at, faults, ['type', 'elements', 'style', 'indent', 'offset', 'border']);
      if (element.style !== 'bullet' && element.style !== 'ordered') fault(faults, `${at}/style`, 'must be a valid style: bullet, ordered');
      whole(element.indent, `${at}/indent`, faults, { least: 0, most: 8 });
      whole(element.offset, `${at}/offset`, faults, { least: 0, most: 100_000 });
      return items(element.elements, `${at}/elements`, faults, Infinity).forEach((item, i) => {
        if (item.type !== 'rich_text_section') return fault(faults, `${at}/elements/${i}/type`, `unsupported type: ${String(item.type)}`);
        checkLine(item, `${at}/elements/${i}`, faults);
      });
    default:
      return fault(faults, `${at}/type`, `unsupported type: ${String(element.type)}`);
  }
}

function inside(element: Part, at: string, faults: Faults, may: readonly string[]): void {
  items(element.elements, `${at}/elements`, faults, Infinity).forEach((part, i) => {
    const [here, kind] = [`${at}/elements/${i}`, spans[String(part.type)]];
    if (!kind || !may.includes(String(part.type))) return fault(faults, `${here}/type`, `unsupported type: ${String(part.type)}`);
    known(part, here, faults, ['type', ...kind[0], ...kind[1]]);
    for (const key of kind[0]) {
      if (key === 'timestamp') whole(part.timestamp, `${here}/timestamp`, faults, { least: -62_135_596_800, most: 253_402_300_799, optional: false });
      else text(part[key], `${here}/${key}`, faults, Infinity);
    }
    if (part.type === 'link' && typeof part.url === 'string' && !/^(https?|mailto|tel|slack):/.test(part.url)) fault(faults, `${here}/url`, 'must be a valid URL');
    if (part.type === 'user' && !/^[UW][A-Z0-9]{8,}$/.test(String(part.user_id))) fault(faults, `${here}/user_id`, 'must be a user id');
    if (part.type === 'broadcast' && !['here', 'channel', 'everyone'].includes(String(part.range))) fault(faults, `${here}/range`, 'must be here, channel or everyone');
    if (part.type === 'date') checkFormat(String(part.format), `${here}/format`, faults);
    if (part.style !== undefined) known(object(part.style), `${here}/style`, faults, ['bold', 'italic', 'strike', 'code', 'underline', 'highlight', 'client_highlight', 'unlink']);
  });
}

/** A date's format has at least one token, and only those there are. */
export function checkFormat(format: string, at: string, faults: Faults): void {
  const tokens = [...format.matchAll(/\{([^}]*)\}/g)].map(([, token]) => token!);
  if (tokens.length === 0) fault(faults, at, 'has no token');
  for (const token of tokens) if (!formats.includes(token)) fault(faults, at, `there is no token {${token}}`);
}
