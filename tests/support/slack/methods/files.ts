import type { Method } from '#tests/support/slack/methods/index.ts';
import { mayPost, roomAt } from '#tests/support/slack/methods/chat.ts';
import { tiers } from '#tests/support/slack/ratelimit.ts';
import { Refusal } from '#tests/support/slack/refusal.ts';
import { newId, random } from '#tests/support/slack/ids.ts';
import { list } from '#tests/support/slack/shapes.ts';
import { shareFile } from '#tests/support/slack/saying.ts';
import { fileOf, type World } from '#tests/support/slack/world.ts';

/** Takes the bytes of a file where Slack said that they are to be sent: once, and as many as were announced. */
export function takeUpload(world: World, path: string, bytes: Uint8Array): { status: number; body: string } {
  const found = world.uploads.get(path);
  if (!found || found.bytes) return { status: 404, body: 'not_found' };
  if (found.length !== bytes.length) {
    world.violations.push(`upload: ${found.length} bytes were announced, and ${bytes.length} came`);
    return { status: 400, body: 'bad_length' };
  }
  found.bytes = bytes;
  return { status: 200, body: `OK - ${bytes.length}` };
}

export const files: Readonly<Record<string, Method>> = {
  'files.info': {
    limit: tiers[4], scope: 'files:read',
    answer({ world, args }) {
      const file = world.files.get(String(args.file));
      if (!file) throw new Refusal('file_not_found');
      return { file: fileOf(world, file), comments: [], response_metadata: { next_cursor: '' } };
    },
  },
  'files.getUploadURLExternal': {
    limit: tiers[4], scope: 'files:write',
    answer({ world, args }) {
      const length = Number(args.length);
      if (typeof args.filename !== 'string' || args.filename === '' || !Number.isInteger(length) || length < 1) throw new Refusal('invalid_arguments', ['[ERROR] missing required field: filename, length']);
      const path = `/upload/v1/${random(20)}`;
      world.uploads.set(path, { id: newId('F'), name: args.filename, length, bytes: undefined, shared: false });
      return { upload_url: `${world.base}${path}`, file_id: world.uploads.get(path)!.id };
    },
  },
  'files.completeUploadExternal': {
    limit: tiers[4], scope: 'files:write',
    answer(request) {
      const { world, args } = request;
      const wanted = list(args.files);
      if (wanted.length === 0) throw new Refusal('invalid_arguments', ['[ERROR] missing required field: files']);
      const found = wanted.map(({ id, title }) => {
        const upload = [...world.uploads.values()].find((one) => one.id === id);
        if (!upload?.bytes || upload.shared) throw new Refusal('file_not_found');
        return { upload, title: String(title ?? upload.name), bytes: upload.bytes };
      });
      // A person is no channel here: their conversation has to be opened first.
      const room = args.channel_id === undefined ? undefined : roomAt(world, args.channel_id);
      if (room) mayPost(request, room);
      const kept = found.map(({ upload, title, bytes }) => {
        upload.shared = true;
        const file = { id: upload.id, name: upload.name, title, by: { id: world.bot.id, team: world.team.id }, bytes };
        world.files.set(file.id, file);
        return file;
      });
      if (room) shareFile(world, room, kept, String(args.initial_comment ?? ''));
      return { files: kept.map(({ id, title }) => ({ id, title })) };
    },
  },
};
