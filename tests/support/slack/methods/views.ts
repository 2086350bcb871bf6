import type { Method } from '#tests/support/slack/methods/index.ts';
import { show } from '#tests/support/slack/interactions.ts';
import { viewOf } from '#tests/support/slack/payloads.ts';
import { tiers } from '#tests/support/slack/ratelimit.ts';
import { Refusal } from '#tests/support/slack/refusal.ts';
import { newId } from '#tests/support/slack/ids.ts';
import { object, type View } from '#tests/support/slack/shapes.ts';
import { checked, push, replace, take } from '#tests/support/slack/views.ts';
import type { World } from '#tests/support/slack/world.ts';

function viewAt(world: World, args: Record<string, unknown>): View {
  const view = args.view_id === undefined ? [...world.views.values()].find(({ content }) => content.external_id === args.external_id && args.external_id !== undefined) : world.views.get(String(args.view_id));
  if (!view || view.gone) throw new Refusal('not_found');
  if (args.hash !== undefined && args.hash !== view.hash) throw new Refusal('hash_conflict');
  return view;
}

/** Opens a view: alone, or upon the one in which the trigger came to be. */
function open(world: World, args: Record<string, unknown>, onTop: boolean): Record<string, unknown> {
  if (args.trigger_id === undefined || args.view === undefined) throw new Refusal('invalid_arguments', ['[ERROR] missing required field']);
  // The form is looked at first: a trigger is not used up by a view that is refused.
  checked(args.view, 'modal');
  const { live } = take(world, args.trigger_id);
  const below = live.view?.content.type === 'modal' && !live.view.gone ? live.view : undefined;
  if (onTop && !below) throw new Refusal('not_found');
  const view = push(world, live.who!, args.view, below);
  show(world, live, { kind: 'modal', view, content: view.content });
  return { view: viewOf(world, view) };
}

export const views: Readonly<Record<string, Method>> = {
  'views.open': { limit: tiers[4], answer: ({ world, args }) => open(world, args, false) },
  'views.push': { limit: tiers[4], answer: ({ world, args }) => open(world, args, true) },
  'views.update': {
    limit: tiers[4],
    answer({ world, args }) {
      const view = viewAt(world, args);
      const content = replace(world, view, args.view);
      world.shownIn(view, content);
      return { view: viewOf(world, view) };
    },
  },
  'views.publish': {
    limit: tiers[4],
    answer({ world, args }) {
      if (!world.configured.home) throw new Refusal('not_enabled');
      const who = world.people.get(String(args.user_id));
      if (!who) throw new Refusal('invalid_arguments', ['[ERROR] user not found [json-pointer:/user_id]']);
      if (object(args.view).type !== 'home') throw new Refusal('invalid_arguments', ['[ERROR] must be home [json-pointer:/view/type]']);
      const { home } = who;
      if (args.hash !== undefined && args.hash !== home?.hash) throw new Refusal('hash_conflict');
      if (home) replace(world, home, args.view);
      else {
        const id = newId('V');
        who.home = { id, user: who.id, root: id, previous: undefined, content: checked(args.view, 'home'), typed: new Map(), hash: String(world.clock()), gone: false };
        world.views.set(id, who.home);
      }
      world.published(who);
      return { view: viewOf(world, who.home!) };
    },
  },
};
