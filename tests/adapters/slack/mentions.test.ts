import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { withoutMentions, type Writing } from '#adapters/slack/mentions.ts';

const read = (text: string, writing: Writing = 'escaped') => withoutMentions(text, writing, 'en', async (account) => (account === 'U0INPUD01' ? 'Focal point, INPUD' : undefined));

describe('what Slack writes in its own way becomes words', () => {
  test.each([
    ['<@U0INPUD01> and <@W0NOBODY1|jane.doe>', 'Focal point, INPUD and somebody'],
    ['<!subteam^S0123456|@un-people> in <#C0123456|main> and <#C0123456|>', 'a role in a room and a room'],
    ['<!here> <!channel|channel> <!everyone>', '@here @channel @everyone'],
    ['<https://example.org/a?b=1&amp;c=2|the draft> <http://who.int>', 'https://example.org/a?b=1&c=2 http://who.int'],
    ['<mailto:jane@example.org|jane@example.org>', 'jane@example.org'],
    ['<https://x.slack.com/archives/C0123456/p1361523600000100?thread_ts=1&amp;cid=C0123456|look>', '(a chat message)'],
    ['<https://files.slack.com/files-pri/T0123456-F0123456/a.pdf>', '(a file in the chat)'],
    ['<!date^1361523600^{date_num}|22 Feb 2013>', '22 Feb 2013'],
    ['a &lt; b &amp;&amp; c &gt; d &amp;lt;', 'a < b && c > d &lt;'],
    ['&lt;@U0INPUD01&gt; &lt;@U9NOBODY1&gt;', 'somebody somebody'],
    ['nothing at all', 'nothing at all'],
  ])('%s', async (text, shown) => expect(await read(text)).toBe(shown));
});

test('what was typed into a form is taken as it is, but for ids', async () => {
  expect(await read('AT&amp;T <b> <https://x.org|y> <@U0INPUD01>', 'raw')).toBe('AT&amp;T <b> <https://x.org|y> Focal point, INPUD');
});

const id = fc.tuple(fc.constantFrom('U', 'W', 'C', 'S'), fc.stringMatching(/^[A-Z0-9]{8,10}$/)).map((parts) => parts.join(''));
const token = id.chain((each) => fc.constantFrom(`<@${each}>`, `<@${each}|x>`, `<#${each}|y>`, `<!subteam^${each}>`, `&lt;@${each}&gt;`, `https://a.slack.com/archives/${each}/p1`, `<https://a.b.slack.com/team/${each}|z>`).map((text) => ({ each, text })));

test.prop([fc.array(fc.tuple(fc.string({ maxLength: 12 }), token), { minLength: 1, maxLength: 6 })])('no id is left, whatever stands around', async (parts) => {
  const text = parts.map(([words, { text: mention }]) => `${words.replace(/[<>&]/g, '')} ${mention}`).join(' ');
  const isIn = (kind: string, { each, text: mention }: { each: string; text: string }, shown: string) => !mention.includes('<@C') && !mention.includes('@S') && /^<@[UW]|^&lt;@[UW]|slack\.com|subteam|^<#C/.test(mention) && shown.includes(each) ? [kind, mention] : [];
  for (const writing of ['escaped', 'raw'] as const) {
    const shown = await read(text, writing);
    for (const [, one] of parts) if (writing === 'escaped' || !one.text.startsWith('&lt;')) expect(isIn(writing, one, shown)).toEqual([]);
  }
});
