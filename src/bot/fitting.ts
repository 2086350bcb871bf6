import { UserError } from '#core/errors.ts';
import { accountHash } from '#db/people.ts';
import type { Invocation } from '#bot/command.ts';
import { makeCtx } from '#bot/ctx.ts';
import { exampleMaker } from '#bot/example.ts';
import { caller, Unclear } from '#bot/who.ts';
import type { World } from '#bot/world.ts';

/** The number of a commitment on which this person can give a command; undefined when there is none, or when it cannot be told. */
export async function fittingCommitment(world: World, command: string, from: Pick<Invocation, 'id' | 'user' | 'room'>): Promise<number | undefined> {
  const owner = accountHash(world.secret, from.user.platform, from.user.id);
  const invocation: Invocation = { ...from, command, given: {}, via: 'line' };
  return world.store.read(async (tx) => {
    try {
      const found = await caller(tx, world.secret, owner, invocation, false);
      const examples = await exampleMaker(makeCtx({ ...found, me: null, tx, now: world.now(), lang: 'en', owner, invocation, world }));
      return examples.number(command);
    } catch (error) {
      if (error instanceof UserError || error instanceof Unclear) return undefined;
      throw error;
    }
  });
}
