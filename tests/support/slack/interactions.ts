import { checkOptions } from '#tests/support/slack/checks/elements.ts';
import { messageFaults } from '#tests/support/slack/checks/message.ts';
import { random } from '#tests/support/slack/ids.ts';
import { list, object, type Part } from '#tests/support/slack/shapes.ts';
import { closeView, push, replace, showErrors } from '#tests/support/slack/views.ts';
import { say } from '#tests/support/slack/saying.ts';
import type { Live, Shown, World } from '#tests/support/slack/world.ts';

/** How long an acknowledgement may take, in ms. */
export const deadline = 3000;
/** After which time an event is brought again when it was not acknowledged: nearly at once, a minute, five minutes. */
const again = [0, 60_000, 300_000];

type What = Pick<Live, 'kind' | 'what' | 'who' | 'room' | 'payload'> & Partial<Pick<Live, 'source' | 'view'>>;

/** Somebody has done something, or something happened: the bot is told, and has three seconds to acknowledge. `told` hears of each thing that comes of it. */
export function interact(world: World, what: What, told: (live: Live) => void = () => {}): Live {
  const payload = { ...what.payload };
  const live: Live = { ...what, payload, born: world.now(), state: 'waiting', forgiven: false, shown: [], changed: () => told(live) };
  if (['command', 'action', 'submission', 'shortcut'].includes(what.kind)) payload.trigger_id = newTrigger(world, live);
  if (what.kind === 'command' || what.kind === 'shortcut' || (what.kind === 'action' && what.source)) payload.response_url = newHook(world, live);
  if (what.kind === 'submission') payload.response_urls = [];
  world.lives.add(live);
  if (what.kind !== 'event') world.acted.push(live);
  if (world.acted.length > 500) world.acted.shift();
  deliver(world, live);
  return live;
}

function newTrigger(world: World, live: Live): string {
  const id = `${Math.floor(world.clock())}.${random(4)}.${random(16)}`;
  world.triggers.set(id, { born: world.now(), live, used: false });
  return id;
}

function newHook(world: World, live: Live): string {
  const path = `/${live.kind === 'command' ? 'commands' : 'actions'}/${world.team.id}/${random(6)}/${random(12)}`;
  world.hooks.set(path, { born: world.now(), live, uses: 0 });
  return `${world.base}${path}`;
}

/** Brings it before the bot; events that are not acknowledged up to three times more. */
function deliver(world: World, live: Live, attempt = 0, why = ''): void {
  let over = false;
  const end = (act: () => void) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    act();
  };
  const miss = (reason: string, fault: string | undefined) => {
    if (fault !== undefined && !live.forgiven) world.violations.push(fault);
    if (live.kind === 'event' && attempt < again.length) return world.later(again[attempt]!, () => deliver(world, live, attempt + 1, reason));
    live.state = 'dead';
    world.lives.delete(live);
    if (live.kind !== 'event') show(world, live, { kind: 'none', text: live.kind === 'command' ? `${live.what.split(' ')[0]} failed with the error "${reason}"` : 'This app did not respond' });
  };
  const timer = setTimeout(() => end(() => miss(live.kind === 'event' ? 'http_timeout' : 'operation_timeout', `deadline: ${live.what} was not acknowledged within ${deadline / 1000} s`)), deadline).unref();
  world.bring({
    live, ...(attempt > 0 && { retry: { num: attempt, reason: why } }),
    acked: (body) => end(() => {
      if (live.state === 'waiting') acknowledge(world, live, body);
      repeat(world, live, world.repeats - 1);
    }),
    failed: (reason, fault) => end(() => miss(reason, fault)),
  });
}

/** The same thing is brought again: whatever the bot says to that, nobody sees it. `done` hears what it said. */
export function repeat(world: World, live: Live, times: number, done: (body: unknown) => void = () => {}): void {
  if (times <= 0) return;
  let over = false;
  const mark: Live = { ...live, changed: () => {} };
  world.lives.add(mark);
  const end = (body: unknown) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    world.lives.delete(mark);
    done(body);
    repeat(world, live, times - 1, done);
  };
  const timer = setTimeout(() => end(undefined), deadline).unref();
  world.bring({ live, ...(live.kind === 'event' && { retry: { num: 1, reason: 'http_timeout' } }), acked: end, failed: () => end(undefined) });
}

/** Adds what somebody sees of it. */
export function show(world: World, live: Live, shown: Omit<Shown, 'at'>): void {
  (live.shown as Shown[]).push({ ...shown, at: world.now() });
  live.changed();
}

const isEmpty = (body: unknown) => body === undefined || body === null || body === '' || (typeof body === 'object' && Object.keys(body).length === 0);

function acknowledge(world: World, live: Live, body: unknown): void {
  live.state = 'acknowledged';
  world.lives.delete(live);
  const refuse = (why: string) => void world.violations.push(`acknowledgement of ${live.what}: ${why}`);
  const given = object(body);
  if (live.kind === 'command' && !isEmpty(body)) {
    const message = typeof body === 'string' ? { text: body } : given;
    const faults = messageFaults(message, 'ack');
    if (faults.length > 0) {
      refuse(faults.join('; '));
      show(world, live, { kind: 'none', text: `${live.what.split(' ')[0]} failed with the error "invalid_blocks"` });
    } else show(world, live, { kind: 'message', sent: say(world, live.room!, message, message.response_type === 'in_channel' ? undefined : live.who!) });
  } else if (live.kind === 'options') answerOptions(live, given, refuse);
  else if (live.kind === 'submission') answerSubmission(world, live, given, refuse);
  else if (live.kind !== 'event' && live.kind !== 'command' && !isEmpty(body)) refuse(`it has a body, which nobody sees: ${JSON.stringify(body).slice(0, 200)}`);
  live.changed();
}

function answerOptions(live: Live, given: Part, refuse: (why: string) => void): void {
  const options = list(given.options ?? list(given.option_groups).flatMap((group) => list(group.options)));
  const faults: string[] = [];
  if (!Array.isArray(given.options) && !Array.isArray(given.option_groups)) faults.push('neither options nor option_groups');
  checkOptions(options, '/options', faults, { most: 100, least: 0 });
  if (faults.length > 0) refuse(faults.join('; '));
  (live as { offered?: Part[] }).offered = faults.length > 0 ? [] : options;
}

function answerSubmission(world: World, live: Live, given: Part, refuse: (why: string) => void): void {
  const view = live.view!;
  const action = given.response_action;
  try {
    if (action === undefined) {
      if (!isEmpty(given)) refuse(`it has no response_action: ${JSON.stringify(given).slice(0, 200)}`);
      show(world, live, closeView(world, view, false));
    } else if (action === 'clear') show(world, live, closeView(world, view, true));
    else if (action === 'errors') show(world, live, showErrors(view, given.errors));
    else if (action === 'update') show(world, live, { kind: 'modal', view, content: replace(world, view, given.view) });
    else if (action === 'push') {
      const pushed = push(world, live.who!, given.view, view);
      show(world, live, { kind: 'modal', view: pushed, content: pushed.content });
    } else refuse(`there is no response_action ${JSON.stringify(action)}`);
  } catch (error) {
    refuse(String((error as Error).message));
    show(world, live, { kind: 'none', text: 'We had some trouble connecting. Try again?' });
  }
}
