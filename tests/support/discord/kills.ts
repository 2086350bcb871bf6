import { killSendersOn, mishap, showSendersKilled, type SendersKilled } from '#tests/support/sendkills.ts';
import { openDiscord } from '#tests/support/discord/open.ts';

/** Kills processes that send to a Discord that loses some answers and sometimes fails. */
export async function killDiscordSenders(address: string, much: { kills: number; channels: number; each: number }): Promise<SendersKilled> {
  const discord = await openDiscord({ limits: false });
  const server = discord.server('Vienna NGOs');
  return killSendersOn(
    {
      platform: 'discord', url: discord.url, token: discord.token, server: server.id, requests: discord.requests, violations: discord.violations,
      room(name) {
        const channel = server.channel(name);
        return { id: channel.id, name, posted: () => channel.messages() };
      },
      person() {
        const who = discord.person('Zora');
        who.joins(server);
        return { id: who.id, name: who.name, posted: () => who.dms() };
      },
      fail: () => discord.fail(/^(POST|PATCH) .*messages/, mishap(), 1),
      // What was made to fail does not count; what was repeated without being known would stand there twice.
      repeated() {
        const nonces = discord.requests.flatMap(({ body, status }) => (status === 200 || status === 0 ? ((body as { nonce?: string } | undefined)?.nonce ?? []) : []));
        return nonces.length - new Set(nonces).size;
      },
      close: () => discord.close(),
    },
    address, much,
  );
}

/** The figures of a run in one line. */
export const showDiscordKilled = (kind: string, killed: SendersKilled): string => showSendersKilled(`${kind}, Discord`, killed);
