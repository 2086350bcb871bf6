import type { WebClient } from '@slack/web-api';
import { fit } from '#core/fit.ts';
import { filesOf, type Attached, type Message } from '#core/message.ts';
import { insteadOfFiles, type Handed } from '#adapters/handed.ts';
import { codeOf, type Told } from '#adapters/insist.ts';
import { until } from '#adapters/slack/asking.ts';
import { deliveryFault, errorOf } from '#adapters/slack/faults.ts';

/** How long it may take, in milliseconds. */
const patience = 10_000;

/** Refusals that stand until somebody allows files. */
const barred: readonly (string | undefined)[] = ['missing_scope', 'file_uploads_disabled', 'file_uploads_except_images_disabled', 'file_type_not_allowed', 'file_upload_size_restricted', 'storage_limit_reached'];

/** Puts the files of an answer into the private conversation with whoever gets it, for no answer can hold any; it says what became of them. */
export async function withFiles(web: WebClient, account: string, answer: Message, lang: string, told: Told): Promise<Message> {
  if (filesOf(answer).length === 0) return answer;
  const whole = fit(answer);
  const became = new Map<Attached, Handed>();
  for (const file of filesOf(whole)) became.set(file, await handOver(web, account, file, told));
  return insteadOfFiles(whole, lang, (file) => became.get(file)!);
}

/** Hands one over, by requests of which each is made once: nothing marks a file by which it could be found again, so one of which it is not known whether it arrived is left to who asked. */
async function handOver(web: WebClient, account: string, { name, text }: Attached, told: Told): Promise<Handed> {
  const bytes = Buffer.from(text);
  const signal = AbortSignal.timeout(patience);
  let isSharing = false;
  try {
    await until(signal, async () => {
      const { channel } = await web.conversations.open({ users: account });
      const { upload_url: url, file_id: id } = await web.files.getUploadURLExternal({ filename: name, length: bytes.length });
      const { ok, status } = await fetch(url!, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: bytes, signal });
      if (!ok) throw Object.assign(new Error('not taken'), { code: status });
      isSharing = true;
      await web.files.completeUploadExternal({ files: [{ id: id!, title: name }], channel_id: channel!.id! });
    });
    return 'private';
  } catch (error) {
    const word = errorOf(error);
    told('unhanded', { code: word ?? codeOf(error) });
    if (barred.includes(word)) return 'barred';
    return isSharing && deliveryFault(error).fault === 'timeout' ? 'unsure' : 'failed';
  }
}
