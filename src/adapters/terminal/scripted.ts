import type { Readable } from 'node:stream';
import type { Form, Outcome } from '#bot/command.ts';
import { isEmpty, toAsk } from '#bot/form.ts';
import { nameOf } from '#bot/hint.ts';
import { isSealed } from '#bot/secrets.ts';
import { t } from '#core/i18n.ts';
import { join, type Block } from '#core/message.ts';
import { exampleLine, missingIn } from '#adapters/terminal/example.ts';
import { isFarewell } from '#adapters/terminal/farewell.ts';
import { hint } from '#adapters/terminal/hint.ts';
import { linesOf } from '#adapters/terminal/lines.ts';
import type { Session } from '#adapters/terminal/session.ts';

/** Carries out the lines of a pipe, one after the other, until `stop`. Resolves at its end: with 1 when the store failed, else 0. */
export async function runScript(session: Session, input: Readable, settled: () => Promise<void>, stop: AbortSignal): Promise<number> {
  for await (const text of linesOf(input)) {
    if (stop.aborted || isFarewell(text)) break;
    const words = text.trim();
    if (words === '' || words.startsWith('#')) continue;
    const outcome = await session.line(text);
    if ('ignore' in outcome) continue;
    const answer = 'ask' in outcome ? await missing(session, outcome.ask, outcome.reader.lang) : outcome.say;
    session.show(answer, outcome.reader);
    // No form is opened in a pipe, so none is left half-filled: the answer has the line with all that was said. One begun on a screen stays.
    if ('ask' in outcome && !session.isReopened(outcome.ask)) await session.bot.forget(outcome.ask.draft, session.voice().user);
    if ('fault' in outcome && outcome.fault !== undefined) return 1;
    await settled();
  }
  return 0;
}

/** What a form still needs, and the line that would complete it. */
async function missing(session: Session, form: Form, lang: string): Promise<Extract<Outcome, { say: unknown }>['say']> {
  const command = form.command.replace('.', ' ');
  const fields = missingIn(form);
  const line = await exampleLine(session.bot, form, session.from(), lang);
  const needs: Block[] = fields.map((field) => ({ text: hint(field, lang) }));
  // What else most people give, which a screen would ask.
  const more = toAsk(form).filter(({ required, name }) => !required && isEmpty(form.given[name]));
  const also: Block[] = more.length === 0 ? [] : fields.length > 0
    ? [{ note: t(lang, 'terminal.form.also', { names: more.map(({ name }) => `${name}:`).join(' ') }) }]
    : [{ text: t(lang, 'terminal.form.can') }, ...more.map((field): Block => ({ text: join([[{ code: `${field.name}:` }], hint(field, lang)], ' ') }))];
  const sealed = form.fields.filter(({ name }) => isSealed(form.given[name])).map((field) => nameOf(field, lang));
  const head = t(lang, fields.length > 0 ? 'terminal.form.missing' : 'terminal.form.change', { command, count: fields.length });
  return { v: 1, tone: 'refusal', blocks: [{ text: head }, ...needs, ...also, { text: t(lang, 'terminal.form.like') }, { code: line }, ...(sealed.length > 0 ? [{ note: t(lang, 'terminal.form.unsaid', { fields: sealed.join(', ') }) }] : [])] };
}
