import { checkBlocks } from '#tests/support/slack/checks/blocks.ts';
import { fault, known, type Faults } from '#tests/support/slack/checks/form.ts';
import { specBlocks } from '#tests/support/slack/spec.ts';
import { list, object } from '#tests/support/slack/shapes.ts';

/**
 * How long the blocks of a posted message may be together, as JSON. Slack does not document it; what it refuses as `msg_blocks_too_long`
 * begins near here (slackapi/bolt-js issues 2509 and 2867). Acknowledgements and response_urls take more.
 */
export const longestBlocks = 13_200;

const answers = ['response_type', 'text', 'blocks', 'attachments', 'mrkdwn', 'thread_ts', 'replace_original', 'delete_original', 'parse', 'link_names', 'unfurl_links', 'unfurl_media', 'metadata'];

/** What is wrong with the form of a message: of a request, of an acknowledgement, of what is posted to a response_url. */
export function messageFaults(message: Record<string, unknown>, of: 'request' | 'ack' | 'hook'): Faults {
  const faults: Faults = [];
  if (of !== 'request') {
    known(message, '', faults, answers);
    if (message.response_type !== undefined && !['ephemeral', 'in_channel'].includes(String(message.response_type))) fault(faults, '/response_type', 'must be ephemeral or in_channel');
    const hasContent = message.text !== undefined || list(message.blocks).length > 0 || list(message.attachments).length > 0;
    if (!hasContent && message.delete_original !== true) fault(faults, '', 'no_text');
  }
  if (message.text !== undefined && typeof message.text !== 'string') fault(faults, '/text', 'must be a string');
  if (message.blocks !== undefined) {
    checkBlocks(message.blocks, '/blocks', faults, 'message');
    if (faults.length === 0) faults.push(...specBlocks(message.blocks, '/blocks'));
  }
  list(message.attachments).forEach((one, i) => one.blocks !== undefined && checkBlocks(one.blocks, `/attachments/${i}/blocks`, faults, 'message'));
  if (message.metadata !== undefined) checkMetadata(message.metadata, faults);
  return faults;
}

/** Metadata is an object with a type and a flat payload. */
function checkMetadata(metadata: unknown, faults: Faults): void {
  const { event_type: type, event_payload: payload, ...rest } = object(metadata);
  if (typeof type !== 'string' || type === '' || type.length > 255) fault(faults, '/metadata/event_type', 'must be a text');
  if (typeof payload !== 'object' || payload === null) fault(faults, '/metadata/event_payload', 'must be an object');
  if (Object.keys(rest).filter((key) => key !== 'entities').length > 0) fault(faults, '/metadata', 'no more properties than allowed');
  if (Buffer.byteLength(JSON.stringify(metadata)) > 8000) fault(faults, '/metadata', 'metadata_too_large');
}
