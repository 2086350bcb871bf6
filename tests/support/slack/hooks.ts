import { messageFaults } from '#tests/support/slack/checks/message.ts';
import { show } from '#tests/support/slack/interactions.ts';
import { contentOf, say } from '#tests/support/slack/saying.ts';
import { change, remove, type Hook, type World } from '#tests/support/slack/world.ts';

/** How long a response_url can be used, in ms, and how often. */
const [hookMs, mostUses] = [30 * 60_000, 5];

/** Something is posted to a response_url. */
export function respond(world: World, path: string, body: Record<string, unknown>, type: string): { status: number; body: string } {
  const hook = world.hooks.get(path);
  const refuse = (status: number, why: string, fault = true) => {
    if (fault && !hook?.live.forgiven) world.violations.push(`response_url: ${why}`);
    return { status, body: why.split(':')[0]! };
  };
  if (!hook) return refuse(404, 'no_service');
  if (world.revoked) return refuse(403, 'token_revoked', false);
  if (world.now() - hook.born > hookMs) return refuse(404, 'expired_url');
  if (hook.uses >= mostUses) return refuse(404, 'used_url');
  if (!type.startsWith('application/json')) return refuse(400, 'invalid_payload: not JSON');
  const faults = messageFaults(body, 'hook');
  if (faults.length > 0) return refuse(faults.some((fault) => fault.includes('/blocks')) ? 400 : 400, `${faults.some((fault) => fault.includes('/blocks')) ? 'invalid_blocks' : 'invalid_payload'}: ${faults.join('; ')}`);
  hook.uses += 1;
  answer(world, hook, body);
  return { status: 200, body: 'ok' };
}

function answer(world: World, { live }: Hook, body: Record<string, unknown>): void {
  const { source, who, room } = live;
  if (body.delete_original === true) {
    if (source) remove(source);
    return show(world, live, { kind: 'update', ...(source && { sent: source }), text: '' });
  }
  // Where something was pressed, an answer replaces it unless it says otherwise, or is one of its own.
  if (source && body.replace_original === true) {
    change(source, { blocks: undefined, attachments: undefined, ...contentOf(body) });
    return show(world, live, { kind: 'update', sent: source });
  }
  const ephemeral = body.response_type !== 'in_channel';
  const thread = live.payload.container ? (live.payload.container as Record<string, unknown>).thread_ts : undefined;
  if (room!.deleted || (room!.archived && !ephemeral)) return;
  show(world, live, { kind: 'message', sent: say(world, room!, { ...(thread !== undefined && { thread_ts: thread }), ...body }, ephemeral ? who! : undefined) });
}
