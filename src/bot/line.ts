import { UserError } from '#core/errors.ts';
import { checkText } from '#core/clean.ts';
import { fit } from '#core/fit.ts';
import { parseLine } from '#core/parse.ts';
import type { Invocation, Outcome } from '#bot/command.ts';
import { grammarsOf } from '#bot/grammar.ts';
import { invoke } from '#bot/invoke.ts';
import type { World } from '#bot/world.ts';
import { refusal } from '#bot/refuse.ts';

/** Carries out a line of text, as a terminal, a mention or a direct message brings it. */
export async function invokeLine(world: World, line: string, from: Omit<Invocation, 'command' | 'given' | 'via'>): Promise<Outcome> {
  try {
    const { command, given } = parseLine(checkText(line), grammarsOf(world.commands), world.aliases);
    return await invoke(world, { ...from, command, given, via: 'line' });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const message = refusal(world, [error], { ...from, command: '', given: {}, via: 'line' }, undefined, from.user.lang ?? 'en');
    return { say: fit(message), error };
  }
}
