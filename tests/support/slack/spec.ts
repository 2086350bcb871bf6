import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { list, object, type Part } from '#tests/support/slack/shapes.ts';

/** Published data about the platform, when SLACK_SPECS names the folder that has it: arguments of each method, limits of blocks. */
interface Specs {
  readonly methods: Readonly<Record<string, { readonly args: Readonly<Record<string, { readonly required: boolean; readonly type?: string }>> }>>;
  readonly limits: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

let read: Specs | undefined;

function specs(folder = process.env.SLACK_SPECS ?? ''): Specs | undefined {
  if (folder === '' || !existsSync(join(folder, 'methods.json'))) return undefined;
  const load = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown;
  return (read ??= { methods: load('methods.json') as Specs['methods'], limits: (load('slackblocks.json') as { limits: Specs['limits'] }).limits });
}

/** What every method takes; Bolt names the workspace in each request. */
const always = ['token', 'team_id'];

/** Arguments that a method does not know or lacks; empty when all is well or no data was named. */
export function specMethod(method: string, args: Readonly<Record<string, unknown>>): readonly string[] {
  const methods = specs()?.methods;
  if (!methods) return [];
  const known = methods[method]?.args;
  if (!known) return [`there is no method ${method}`];
  const unknown = Object.keys(args).filter((name) => !(name in known) && !always.includes(name)).map((name) => `it does not know ${name}`);
  const missing = Object.entries(known).filter(([name, { required }]) => required && args[name] === undefined).map(([name]) => `it lacks ${name}`);
  return [...unknown, ...missing];
}

/** Blocks that the published limits do not allow. */
export function specBlocks(blocks: unknown, at: string): string[] {
  const limits = specs()?.limits;
  if (!limits) return [];
  const faults: string[] = [];
  const walk = (part: Part, path: string): void => {
    const kind = String(part.type);
    const own = limits[{ static_select: 'select', external_select: 'select', radio_buttons: 'radio_buttons', modal: 'view' }[kind] ?? kind];
    for (const [field, limit] of Object.entries(own ?? {})) hold(part[field], object(limit), `${path}/${field}`, faults);
    for (const id of ['action_id', 'block_id']) if (part[id] !== undefined) hold(part[id], object(limits[id]), `${path}/${id}`, faults);
    if ('value' in part && 'text' in part && part.type === undefined) for (const [field, limit] of Object.entries(limits.option ?? {})) hold(part[field], object(limit), `${path}/${field}`, faults);
    if (kind === 'mrkdwn' || kind === 'plain_text') hold(part.text, object(limits.text), `${path}/text`, faults);
    for (const [key, value] of Object.entries(part)) {
      if (Array.isArray(value)) list(value).forEach((one, i) => walk(one, `${path}/${key}/${i}`));
      else if (typeof value === 'object' && value !== null) walk(value as Part, `${path}/${key}`);
    }
  };
  list(blocks).forEach((block, i) => walk(block, `${at}/${i}`));
  return faults;
}

function hold(value: unknown, limit: Part, path: string, faults: string[]): void {
  const words = typeof value === 'string' ? value : typeof object(value).text === 'string' ? String(object(value).text) : undefined;
  const refuse = (why: string) => void faults.push(`not as in the published limits: ${why} [json-pointer:${path}]`);
  if (words !== undefined && limit.max_length !== undefined && words.length > Number(limit.max_length)) refuse(`${words.length} characters of ${String(limit.max_length)}`);
  if (words !== undefined && limit.min_length !== undefined && words.length < Number(limit.min_length)) refuse(`${words.length} characters`);
  if (Array.isArray(value) && limit.max_items !== undefined && value.length > Number(limit.max_items)) refuse(`${value.length} items of ${String(limit.max_items)}`);
  if (Array.isArray(value) && limit.min_items !== undefined && value.length < Number(limit.min_items)) refuse(`${value.length} items`);
}
