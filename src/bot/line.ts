import { checkText } from '#core/clean.ts';
import { LineError, parseLine } from '#core/parse.ts';
import { fieldsOf } from '#core/field.ts';
import type { Given } from '#core/message.ts';
import type { Invocation, Outcome } from '#bot/command.ts';
import type { OpenFile } from '#bot/bot.ts';
import { grammarsOf } from '#bot/grammar.ts';
import { answerTo, callOf } from '#bot/answer.ts';
import { invoke } from '#bot/invoke.ts';
import type { World } from '#bot/world.ts';

/** Carries out a line of text, as a terminal, a mention or a direct message brings it. */
export async function invokeLine(world: World, line: string, { open, ...from }: Omit<Invocation, 'command' | 'given' | 'via'> & { open?: OpenFile }): Promise<Outcome> {
  try {
    const { command, given } = parseLine(checkText(line), grammarsOf(world.commands), world.aliases);
    return await invoke(world, { ...from, command, given: open ? await withFiles(world, command, given, open) : given, via: 'line' });
  } catch (error) {
    const so = error instanceof LineError ? error.so : undefined;
    const invocation: Invocation = { ...from, command: so?.command ?? '', given: so?.given ?? {}, via: 'line' };
    return answerTo(callOf(world, invocation), error);
  }
}

/** What was given, with the files that its paths name. */
async function withFiles(world: World, command: string, given: Given, open: OpenFile): Promise<Given> {
  const fields = fieldsOf(world.commands.get(command)!.input).filter(({ name, kind }) => kind === 'file' && typeof given[name] === 'string');
  const read = await Promise.all(fields.map(async ({ name }) => [name, await open(given[name] as string, name)] as const));
  return { ...given, ...Object.fromEntries(read) };
}
