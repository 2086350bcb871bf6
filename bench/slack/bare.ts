// The named limit of what people do on Slack: Bolt as it comes, answering with short texts of its own, and better-sqlite3 doing the same
// reads and writes. A process of its own, told by its argument what to do.
import { App, LogLevel, type BlockAction, type ButtonAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { AddressInfo } from 'node:net';
import { addressOf } from '#bot/chat.ts';
import { newId } from '#core/id.ts';
import { stamp, systemNow } from '#core/time.ts';
import { accountHash } from '#db/people.ts';
import { attach, order } from '../chat.ts';
import { openRaw, type Update } from '../raw.ts';
import { secret } from '../store.ts';
import { appToken, botToken } from './platform.ts';
import { signingSecret } from './signed.ts';
import { hall, people } from './traffic.ts';

const { api, path, card, writes, way } = order();
const raw = openRaw(path, writes !== 'later');
// A bot of one's own keeps the platform's ids as they are.
const room = addressOf(secret, { platform: 'slack', id: hall });
const hashes = new Map(people.map((id) => [id, accountHash(secret, 'slack', id)]));

const waiting: { readonly told: Update; readonly done: () => void }[] = [];
/** Writes what has come in this turn of the event loop in one transaction. */
function writeAll(): void {
  const taken = waiting.splice(0);
  raw.updates(taken.map(({ told }) => told));
  for (const { done } of taken) done();
}

/** Reports how a commitment stands; with the form by which it came. */
async function update(id: string, hash: string, number: number, note: string, form?: string): Promise<string> {
  const told: Update = [room, hash, id, number, note, stamp(systemNow()), card, form];
  if (writes === 'together') {
    await new Promise<void>((done) => {
      if (waiting.push({ told, done }) === 1) setImmediate(writeAll);
    });
  } else raw.update(...told);
  return `C${number} is at risk: ${note}`;
}

const text = (words: string) => ({ type: 'plain_text' as const, text: words });
const field = (name: string, value: string, multiline = false) => ({ type: 'input' as const, block_id: name, optional: true, label: text(name), element: { type: 'plain_text_input' as const, action_id: name, multiline, ...(value !== '' && { initial_value: value }) } });
const reportOn = (commitment: string, form: string): ModalView => ({
  type: 'modal', callback_id: 'form', private_metadata: form, title: text('Report'), submit: text('Send'),
  blocks: [field('commitment', `C${commitment}`), field('status', ''), field('note', '', true), field('behalf', ''), field('correction', '')],
});
const answerIn = (words: string): ModalView => ({ type: 'modal', title: text('Report'), blocks: [{ type: 'section', text: text(words) }] });

function list(hash: string): string {
  const { commitments, reports } = raw.list(room, hash);
  const last = new Map(reports.map((report) => [`${report.commitment}/${report.organisation}`, report]));
  const lines = commitments.map(({ number, title, lead, due }) => `*C${number} ${title}*\n${lead} leads · ${last.get(`${number}/${lead}`)?.status ?? 'never reported'} · ${due}`);
  return [`*${commitments.length} commitments*`, ...lines].join('\n');
}

function show(hash: string, number: number): string {
  const { commitment, parts } = raw.show(room, hash, number);
  const told = [`*C${commitment.number} ${commitment.title}*`, commitment.text ?? '', `Lead: ${commitment.lead}`, `Due: ${commitment.due}`, ...parts.flat().map((part) => Object.values(part).slice(2).join(' · '))];
  return told.join('\n').slice(0, 3000);
}

const clientOptions = { slackApiUrl: api };
const bolt = new App({ token: botToken, clientOptions, logLevel: LogLevel.ERROR, ...(way === 'socket' ? { socketMode: true, appToken } : { signingSecret }) });
bolt.command(/./, async ({ command, ack }) => {
  const hash = hashes.get(command.user_id)!;
  if (command.command === '/constant') return ack('The secretariat is here.');
  if (command.command === '/commitment') return ack({ response_type: 'ephemeral', text: list(hash) });
  const [number, , ...note] = command.text.split(' ');
  return ack({ response_type: 'ephemeral', text: await update(command.trigger_id, hash, Number(number), note.join(' ')) });
});
bolt.action<BlockAction<ButtonAction>>(/./, async ({ action, body, ack, client, respond }) => {
  const hash = hashes.get(body.user.id)!;
  const [run, rest] = action.value!.split('?') as [string, string];
  const given = Object.fromEntries(new URLSearchParams(rest));
  await ack();
  if (run === 'commitment.update') {
    const now = systemNow();
    const form = newId(now);
    raw.keep(room, hash, form, given, stamp(now.add({ hours: 24 })));
    await client.views.open({ trigger_id: body.trigger_id, view: reportOn(given.commitment!, form) });
    return;
  }
  await respond({ response_type: 'ephemeral', replace_original: false, text: show(hash, Number(given.commitment)) });
});
bolt.view('form', async ({ body, view, ack }) => {
  const hash = hashes.get(body.user.id)!;
  const form = view.private_metadata;
  const kept = raw.kept(hash, form, stamp(systemNow()));
  const words = await update(form, hash, Number(kept.commitment), view.state.values.note!.note!.value!, form);
  return ack({ response_action: 'update', view: answerIn(words) });
});
const server = await bolt.start(0);
attach(() => bolt.stop(), way === 'http' ? ((server as { address(): unknown }).address() as AddressInfo).port : 0);
