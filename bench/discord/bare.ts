// The named limit of what people do on Discord: discord.js as it comes, answering with short texts of its own, and better-sqlite3 doing
// the same reads and writes. A process of its own, told by its argument what to do.
import { Client, ComponentType, GatewayIntentBits, MessageFlags, TextInputStyle, type Interaction } from 'discord.js';
import { addressOf } from '#bot/chat.ts';
import { newId } from '#core/id.ts';
import { stamp, systemNow } from '#core/time.ts';
import { accountHash } from '#db/people.ts';
import { hall } from './platform.ts';
import { attach, order } from '../chat.ts';
import { people } from './traffic.ts';
import { openRaw } from '../raw.ts';
import { secret } from '../store.ts';

const { api, path, card, writes } = order();
const raw = openRaw(path, writes !== 'later');
// A bot of one's own keeps the platform's ids as they are.
const room = addressOf(secret, { platform: 'discord', id: hall });
const hashes = new Map(people.map((id) => [id, accountHash(secret, 'discord', id)]));
const flags = MessageFlags.Ephemeral;
const field = (name: string, value: string, style: TextInputStyle = TextInputStyle.Short) => ({ type: ComponentType.ActionRow as const, components: [{ type: ComponentType.TextInput as const, customId: name, label: name, value, style, required: false }] });

/** Reports how a commitment stands; with the form by which it came. */
function update(id: string, hash: string, number: number, note: string, form?: string): string {
  const now = systemNow();
  raw.update(room, hash, id, number, note, stamp(now), card, form);
  return `C${number} is at risk: ${note}`;
}

async function answer(interaction: Interaction): Promise<unknown> {
  const hash = hashes.get(interaction.user.id)!;
  if (interaction.isAutocomplete()) {
    const typed = interaction.options.getFocused().toLowerCase();
    const found = raw.choices(room, hash).map(({ number, title }) => ({ name: `C${number} ${title}`.slice(0, 75), value: `C${number}` }));
    return interaction.respond(found.filter(({ name }) => name.toLowerCase().includes(typed)).slice(0, 25));
  }
  if (interaction.isChatInputCommand()) {
    if (interaction.commandName === 'commitment') {
      const { commitments, reports } = raw.list(room, hash);
      const last = new Map(reports.map((report) => [`${report.commitment}/${report.organisation}`, report]));
      const lines = commitments.map(({ number, title, lead, due }) => `**C${number} ${title}**\n-# ${lead} leads · ${last.get(`${number}/${lead}`)?.status ?? 'never reported'} · ${due}`);
      // More than a message's own text may hold.
      return interaction.reply({ embeds: [{ title: `${commitments.length} commitments`, description: lines.join('\n').slice(0, 4096) }], flags });
    }
    const { options } = interaction;
    return interaction.reply({ content: update(interaction.id, hash, Number(options.getString('commitment')!.slice(1)), options.getString('note')!), flags });
  }
  if (interaction.isButton()) {
    const [run, rest] = interaction.customId.split('?') as [string, string];
    const given = Object.fromEntries(new URLSearchParams(rest));
    if (run === 'commitment.update') {
      const now = systemNow();
      const form = newId(now);
      raw.keep(room, hash, form, given, stamp(now.add({ hours: 24 })));
      return interaction.showModal({ customId: form, title: 'Report', components: [field('commitment', `C${given.commitment}`), field('status', ''), field('note', '', TextInputStyle.Paragraph), field('behalf', ''), field('correction', '')] });
    }
    const { commitment, parts } = raw.show(room, hash, Number(given.commitment));
    const told = [`**C${commitment.number} ${commitment.title}**`, commitment.text ?? '', `Lead: ${commitment.lead}`, `Due: ${commitment.due}`, ...parts.flat().map((part) => Object.values(part).slice(2).join(' · '))];
    return interaction.reply({ content: told.join('\n').slice(0, 2000), flags });
  }
  if (!interaction.isModalSubmit()) return undefined;
  const kept = raw.kept(hash, interaction.customId, stamp(systemNow()));
  return interaction.reply({ content: update(interaction.id, hash, Number(kept.commitment), interaction.fields.getTextInputValue('note'), interaction.customId), flags });
}

const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api } });
client.on('interactionCreate', (interaction) => void answer(interaction));
await client.login('bench-token');
attach(() => client.destroy());
