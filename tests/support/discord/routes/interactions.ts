import { answers, checkCallback, mayAttach } from '#tests/support/discord/checks/callback.ts';
import { object } from '#tests/support/discord/checks/form.ts';
import { checkMessage } from '#tests/support/discord/checks/message.ts';
import { flags } from '#tests/support/discord/ids.ts';
import { idIn, isAlive, thinks } from '#tests/support/discord/interactions.ts';
import { change, edited, namesOf, put, remove } from '#tests/support/discord/messages.ts';
import { Refusal, refusal } from '#tests/support/discord/refusal.ts';
import type { Request, Route } from '#tests/support/discord/rest.ts';
import type { Live, Sent, World } from '#tests/support/discord/world.ts';

const webhook = '/webhooks/:application/:token';
const followUps = { name: 'webhook', limit: 5, perMs: 2000, by: 'token' };

/** Answers to what somebody did. */
export const interactionRoutes: readonly Route[] = [
  { method: 'POST', path: '/interactions/:interaction/:token/callback', byToken: true, answer: callback },
  { method: 'POST', path: webhook, byToken: true, limit: followUps, answer: followUp },
  { method: 'GET', path: `${webhook}/messages/:message`, byToken: true, limit: followUps, answer: (request) => answered(request).sent.raw },
  { method: 'PATCH', path: `${webhook}/messages/:message`, byToken: true, limit: followUps, answer: edit },
  {
    method: 'DELETE', path: `${webhook}/messages/:message`, byToken: true, limit: followUps,
    answer(request) {
      remove(request.world, answered(request).sent);
    },
  },
];

/** How long a bot is expected to wait for an answer before it asks again, in milliseconds. */
const patience = 500;

function callback({ world, of, query, body, files }: Request): unknown {
  const live = world.live.get(of.interaction!);
  if (!live || live.token !== of.token || live.state === 'dead') {
    live?.refused?.();
    throw refusal(10062);
  }
  if (live.state !== 'waiting') {
    live.refused?.();
    const twice = refusal(40060);
    // Whoever asks again after so long has not heard the first answer, which happens where one process is both sides.
    throw live.forgiven || world.now() - (live.answered ?? Infinity) > patience ? new Refusal(twice.status, twice.code, twice.message, 'forgiven') : twice;
  }
  checkCallback(live, body, namesOf(files));
  const [data, ms] = [object(body.data), world.now() - live.born];
  live.hidden = (Number(data.flags ?? 0) & flags.ephemeral) !== 0;
  live.state = 'answered';
  live.answered = world.now();
  switch (body.type) {
    case answers.message: respond(world, live, data, files); live.seen('message', ms); break;
    case answers.defer: thinks(world, live); break;
    case answers.deferUpdate: thinks(world, live); live.response = live.source!; break;
    case answers.update: update(world, live.source!, data, files); live.response = live.source!; live.seen('update', ms); break;
    case answers.choices: live.choices = data.choices as NonNullable<Live['choices']>; live.seen('choices', ms); break;
    case answers.modal: live.modal = data as unknown as NonNullable<Live['modal']>; live.seen('modal', ms); break;
  }
  if (query.get('with_response') !== 'true') return undefined;
  return { interaction: { id: live.id, type: live.type, response_message_id: live.response?.raw.id, response_message_ephemeral: live.hidden }, resource: { type: body.type, ...(live.response && { message: live.response.raw }) } };
}

function respond(world: World, live: Live, data: Record<string, unknown>, files: Request['files']): Sent {
  live.response = put(world, live.room, world.bot, data, { files, live, hidden: live.hidden });
  return live.response;
}

function update(world: World, sent: Sent, data: Record<string, unknown>, files: Request['files']): void {
  change(world, sent, data, files);
  edited(world, sent);
}

/** The interaction that a webhook's token belongs to. Throws the refusal when it cannot be used (yet, or any more). */
function liveOf({ world, of }: Request): Live {
  const live = world.live.get(idIn(of.token!));
  if (!live || live.token !== of.token || of.application !== world.bot.id || live.state === 'waiting' || live.state === 'dead') throw refusal(10015);
  if (!isAlive(world, live)) throw refusal(50027);
  return live;
}

function followUp(request: Request): unknown {
  const { world, body, files } = request;
  const live = liveOf(request);
  if (files.length > 0) mayAttach(live);
  checkMessage(body, { files: files.length, named: namesOf(files) });
  // The first one after "… is thinking" takes its place, and is as private as that was.
  if (live.state === 'thinking' && live.response === undefined) return fill(world, live, body, files).raw;
  const hidden = (Number(body.flags ?? 0) & flags.ephemeral) !== 0;
  const sent = put(world, live.room, world.bot, body, { files, live, hidden });
  if (live.state === 'thinking') {
    live.instead = sent;
    live.state = 'answered';
    live.seen('message', world.now() - live.born);
  } else live.later.push(sent);
  return sent.raw;
}

function fill(world: World, live: Live, body: Record<string, unknown>, files: Request['files']): Sent {
  const sent = respond(world, live, body, files);
  live.state = 'answered';
  live.seen('message', world.now() - live.born);
  return sent;
}

function edit(request: Request): unknown {
  const { world, body, files, of } = request;
  const live = liveOf(request);
  if (of.message === '@original' && live.state === 'thinking' && live.response === undefined) {
    if (files.length > 0) mayAttach(live);
    checkMessage(body, { files: files.length, named: namesOf(files) });
    return fill(world, live, body, files).raw;
  }
  const { sent } = answered(request);
  if (files.length > 0) mayAttach(live);
  checkMessage(body, { files: files.length, named: namesOf(files), edits: true, v2: ((sent.raw.flags ?? 0) & flags.v2) !== 0 });
  update(world, sent, body, files);
  if (live.state === 'thinking') {
    live.state = 'answered';
    live.seen('update', world.now() - live.born);
  }
  return sent.raw;
}

/** The message of an interaction that a path names. */
function answered(request: Request): { live: Live; sent: Sent } {
  const live = liveOf(request);
  const sent = request.of.message === '@original' ? live.response : live.later.find(({ raw }) => raw.id === request.of.message);
  if (!sent || sent.gone) throw refusal(10008);
  return { live, sent };
}
