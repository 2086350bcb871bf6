import { killSendersOn, mishap, type SendersKilled } from '#tests/support/sendkills.ts';
import { openSlack } from '#tests/support/slack/open.ts';

/** Kills processes that send to a Slack that loses some answers and sometimes fails. It does not know a message that comes again. */
export async function killSlackSenders(address: string, much: { kills: number; channels: number; each: number }): Promise<SendersKilled> {
  const slack = await openSlack({ limits: false });
  return killSendersOn(
    {
      platform: 'slack', url: slack.url, token: slack.token, server: slack.team, requests: slack.requests, violations: slack.violations,
      room(name) {
        const channel = slack.channel(name);
        return { id: channel.id, name, posted: () => channel.messages() };
      },
      person() {
        const who = slack.person('Zora');
        return { id: who.id, name: who.name, posted: () => who.dms() };
      },
      fail: () => slack.fail(/^chat\.(postMessage|update)$/, mishap(), 1),
      repeated: () => slack.requests.filter(({ method }) => method === 'conversations.history').length,
      close: () => slack.close(),
    },
    address, much,
  );
}
