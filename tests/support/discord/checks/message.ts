import { checkComponent, kinds, tally } from '#tests/support/discord/checks/components.ts';
import { makeForm, object, type Form } from '#tests/support/discord/checks/form.ts';
import { flags } from '#tests/support/discord/ids.ts';
import { refusal } from '#tests/support/discord/refusal.ts';
import { within } from '#tests/support/discord/text.ts';

/** What is there of a message before it is checked. */
export interface Around {
  /** How many files came with the request. */
  readonly files: number;
  /** Whether the message that is edited is already one of Components V2. */
  readonly v2?: boolean;
  /** An edit may leave everything out. */
  readonly edits?: boolean;
  /** What they are called. */
  readonly named?: readonly string[];
  /** Where the message stands in the body: `data` in an answer to an interaction. */
  readonly at?: readonly string[];
}

/** Throws what Discord says to the body of a message that breaks its limits. */
export function checkMessage(body: Record<string, unknown>, { files, named, v2 = false, edits = false, at = [] }: Around): void {
  const form = makeForm();
  form.whole([...at, 'flags'], body.flags, 0, 2 ** 31 - 1);
  const isV2 = v2 || (Number(body.flags ?? 0) & flags.v2) !== 0;
  form.text([...at, 'content'], body.content, 0, 2000, true);
  if (typeof body.nonce === 'string') form.text([...at, 'nonce'], body.nonce, 0, 25);
  else if (body.nonce !== undefined && !Number.isInteger(body.nonce)) form.add([...at, 'nonce'], 'NONCE_TYPE_INVALID', 'Nonce must be a string or an integer');
  form.flag([...at, 'enforce_nonce'], body.enforce_nonce);
  form.flag([...at, 'tts'], body.tts);
  if (body.embeds !== undefined && body.embeds !== null) checkEmbeds(form, at, body.embeds);
  if (body.allowed_mentions !== undefined && body.allowed_mentions !== null) checkMentions(form, [...at, 'allowed_mentions'], object(body.allowed_mentions));
  if (isV2) {
    for (const field of ['content', 'embeds', 'poll', 'sticker_ids']) {
      const value = body[field];
      const isThere = Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== '';
      if (isThere) form.add([...at, field], 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2', `The '${field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`);
    }
  }
  const sum = tally();
  if (body.components !== undefined && body.components !== null && form.list([...at, 'components'], body.components, 0, isV2 ? 40 : 5)) {
    const allowed = isV2 ? [kinds.row, kinds.section, kinds.text, kinds.gallery, kinds.file, kinds.separator, kinds.container] : [kinds.row];
    body.components.forEach((component, i) => checkComponent(form, [...at, 'components', i], component, sum, allowed));
  }
  if (isV2 && sum.components > 40) form.add([...at, 'components'], 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED', 'A message can have at most 40 components in total');
  if (isV2 && sum.characters > 4000) form.add([...at, 'components'], 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED', 'Total displayable text size exceeds 4000');
  if (files > 10) form.add([...at, 'attachments'], 'BASE_TYPE_MAX_LENGTH', 'Must be 10 or fewer in length.');
  if (named) checkFiles(form, at, body, named, isV2);
  form.end();
  const something = [body.content, ...[body.embeds, body.components].map((list) => (Array.isArray(list) && list.length > 0 ? 'something' : ''))].some((part) => typeof part === 'string' && part.trim() !== '');
  if (!something && files === 0 && (!edits || 'content' in body || 'components' in body || 'embeds' in body)) throw refusal(50006);
}

/** Files are told of in `attachments` by their place in the form, and where a message is of components only what these name is seen. */
function checkFiles(form: Form, at: readonly string[], body: Record<string, unknown>, named: readonly string[], isV2: boolean): void {
  const told = body.attachments === undefined || body.attachments === null ? [] : form.list([...at, 'attachments'], body.attachments, 0, 10) ? body.attachments.map(object) : [];
  told.forEach(({ id, filename, description }, i) => {
    const place = Number(id);
    if (!/^\d+$/.test(String(id))) form.add([...at, 'attachments', i, 'id'], 'NUMBER_TYPE_COERCE', `Value ${JSON.stringify(id)} is not snowflake.`);
    else if (place < 10 && named[place] === undefined) form.add([...at, 'attachments', i, 'id'], 'ATTACHMENT_NOT_FOUND', 'There is no such file');
    form.text([...at, 'attachments', i, 'filename'], filename, 1, 1024, true);
    form.text([...at, 'attachments', i, 'description'], description, 0, 1024, true);
  });
  const shown = new Set([...within(body.components)].filter(({ type }) => type === kinds.file).map(({ file }) => String(object(file).url)));
  const kept = told.map(({ filename }) => String(filename));
  for (const url of shown) if (![...named, ...kept].includes(url.replace('attachment://', ''))) form.add([...at, 'components'], 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND', `The referenced attachment was not found: ${url}`);
  for (const name of isV2 ? named : []) if (!shown.has(`attachment://${name}`)) form.add([...at, 'attachments'], 'ATTACHMENT_NOT_SHOWN', `Nobody would see the file ${name}`);
}

function checkMentions(form: Form, at: readonly string[], mentions: Record<string, unknown>): void {
  const parse = mentions.parse === undefined || form.list([...at, 'parse'], mentions.parse, 0, 3) ? ((mentions.parse ?? []) as unknown[]) : [];
  parse.forEach((kind, i) => {
    if (!['users', 'roles', 'everyone'].includes(kind as string)) form.add([...at, 'parse', i], 'BASE_TYPE_CHOICES', "Value must be one of ('users', 'roles', 'everyone').");
  });
  for (const kind of ['users', 'roles'] as const) {
    if (mentions[kind] !== undefined) form.list([...at, kind], mentions[kind], 0, 100);
    if (parse.includes(kind) && Array.isArray(mentions[kind]) && mentions[kind].length > 0) form.add(at, 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE', `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`);
  }
}

function checkEmbeds(form: Form, at: readonly string[], embeds: unknown): void {
  if (!form.list([...at, 'embeds'], embeds, 0, 10)) return;
  let total = 0;
  const text = (place: readonly (string | number)[], value: unknown, most: number) => {
    if (form.text(place, value, 0, most, true)) total += value.length;
  };
  embeds.forEach((given, i) => {
    const [embed, place] = [object(given), [...at, 'embeds', i]];
    text([...place, 'title'], embed.title, 256);
    text([...place, 'description'], embed.description, 4096);
    text([...place, 'footer', 'text'], object(embed.footer).text, 2048);
    text([...place, 'author', 'name'], object(embed.author).name, 256);
    if (embed.fields === undefined || !form.list([...place, 'fields'], embed.fields, 0, 25)) return;
    embed.fields.forEach((field, j) => {
      text([...place, 'fields', j, 'name'], object(field).name, 256);
      text([...place, 'fields', j, 'value'], object(field).value, 1024);
    });
  });
  if (total > 6000) form.add([...at, 'embeds'], 'MAX_EMBED_SIZE_EXCEEDED', 'Embed size exceeds maximum size of 6000');
}
