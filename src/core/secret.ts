import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';

/** Seals chat ids, the only personal datum, and makes the keyed hashes by which they are found. */
export interface Secret {
  seal(text: string): string;
  open(sealed: string): string;
  /** A hash that nobody without the key can make or guess. */
  hash(text: string): string;
}

/** Makes a Secret of a key of any length: one key for sealing and one for hashing are derived from it. */
export function makeSecret(key: string): Secret {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', key, '', `secretariat ${use}`, 32));
  const sealing = derive('seal');
  // Made once: to hand the bytes over each time takes seven times as long as the hash.
  const hashing = createSecretKey(derive('hash'));
  // The same few people call again and again, and a keyed hash costs as much as a query.
  const hashes = new Map<string, string>();
  return {
    seal(text) {
      const start = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealing, start);
      return Buffer.concat([start, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      const cipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, 12), { authTagLength: 16 });
      cipher.setAuthTag(bytes.subarray(-16));
      return Buffer.concat([cipher.update(bytes.subarray(12, -16)), cipher.final()]).toString('utf8');
    },
    hash(text) {
      let made = hashes.get(text);
      if (made === undefined) {
        if (hashes.size >= 1000) hashes.clear();
        hashes.set(text, (made = createHmac('sha256', hashing).update(text).digest('base64url')));
      }
      return made;
    },
  };
}
