import { holdsAddress, withoutAddresses } from '#core/address.ts';
import { UserError } from '#core/errors.ts';
import { fieldsOf, type Field } from '#core/field.ts';
import { cut } from '#core/fit.ts';
import type { Given } from '#core/message.ts';
import type { Secret } from '#core/secret.ts';
import { unsealed } from '#bot/chat.ts';
import type { Command } from '#bot/command.ts';
import type { World } from '#bot/world.ts';

/** Marks what was given to a secret field, as a draft holds it: whoever reads the store cannot read it, and it ends with the draft. */
const mark = 'sealed:';

/** Whether this stands for what was given to a secret field. It is nothing to show. */
export const isSealed = (value: unknown): value is string => typeof value === 'string' && value.startsWith(mark);

/** What is given to a secret field, as a draft may hold it. */
export const sealed = (secret: Secret, text: string): string => `${mark}${secret.seal(text)}`;

/** A link that was put where others would read it. */
export const isMisplaced = ({ linkless }: Field, typed: unknown): boolean => linkless === true && typeof typed === 'string' && holdsAddress(typed);

/** What is said of that: where the link to a call belongs, by the line that works. */
export function misplaced({ name, of }: Field, fields: readonly Field[], given: Given): UserError {
  const isOwn = of !== 'meeting' && fields.some(({ secret }) => secret);
  const meeting = [given.meeting, given.title].map((typed) => /\bM\s?#?(\d{1,6})\b/i.exec(String(typed ?? ''))?.[1]).find((number) => number !== undefined);
  return new UserError('error.field.address', { field: name, what: of === 'meeting' && meeting === undefined ? 'meeting' : 'words', way: isOwn ? 'own' : meeting === undefined ? 'later' : 'line', meeting: `M${meeting ?? 1}` }, name);
}

/** A line as a button shows it: without what it gives to a secret field, and without a link that was put where others would read it. */
export function shownLine(line: string, { name, input }: Command, given: Given): string {
  const fields = fieldsOf(input);
  const values = fields.flatMap((field) => (field.secret && typeof given[field.name] === 'string' && given[field.name] !== '' ? [given[field.name] as string] : []));
  // A secret that is not in the line as it was read stands there in other marks: then nothing behind the command's name is shown.
  if (values.some((value) => !line.includes(value))) return `/${name.replace('.', ' ')} …`;
  const shown = values.reduce((text, value) => text.replaceAll(`"${value}"`, '…').replaceAll(value, '…'), line);
  return fields.some(({ secret, linkless }) => secret || linkless) ? withoutAddresses(cut(shown, 300)) : shown;
}

/** Takes out what a secret field holds: the field empty would leave it as it is, for nobody is shown what that is. */
export const takenOut = '-';

/**
 * What was given to a command, as a draft may hold it: secret fields are sealed. `lost` are the fields of which nothing may be kept: a
 * secret where none belongs, and one that was refused, which may name a person.
 */
export function keepable({ commands, secret }: Pick<World, 'commands' | 'secret'>, name: string, given: Given, refused: readonly string[] = []): { readonly kept: Given; readonly lost: readonly Field[] } {
  const command = commands.get(name);
  const kept: Record<string, unknown> = { ...given };
  const lost: Field[] = [];
  for (const field of secretIn(command, given)) {
    const value = given[field.name];
    if (typeof value === 'string' && field.secret && !refused.includes(field.name)) kept[field.name] = isSealed(value) ? value : sealed(secret, value);
    else {
      delete kept[field.name];
      lost.push(field);
    }
  }
  return { kept: kept as Given, lost };
}

/** The fields of a command in which something secret stands. */
function secretIn(command: Command | undefined, given: Given): readonly Field[] {
  const isFilled = (value: unknown) => value !== undefined && value !== '' && value !== takenOut;
  return command ? fieldsOf(command.input).filter((field) => isFilled(given[field.name]) && (field.secret || isMisplaced(field, given[field.name]))) : [];
}

/** What was given, with the secret fields as they were typed. Somebody's own words that only look sealed stay what they are. */
export function opened(secret: Secret, { input }: Command, given: Given): Given {
  const secrets = fieldsOf(input).filter((field) => field.secret && (isSealed(given[field.name]) || given[field.name] === takenOut));
  if (secrets.length === 0) return given;
  const open = (value: string) => (value === takenOut ? '' : (unsealed(secret, value.slice(mark.length)) ?? value));
  return { ...given, ...Object.fromEntries(secrets.map(({ name }) => [name, open(given[name] as string)])) };
}
