import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';

/** A request this much older or newer than now is none of Slack's, in seconds. */
const window = 300;

export type Verify = (timestamp: string | undefined, signature: string | undefined, body: Buffer, now: number) => boolean;

/** Makes what says whether a body comes from Slack; `now` is in seconds since 1970. Takes equally long whatever is wrong with a signature. */
export function makeVerify(secret: string): Verify {
  const key = createSecretKey(secret, 'utf8');
  return (timestamp, signature, body, now) => {
    if (timestamp === undefined || signature?.length !== 67 || !/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp)) > window) return false;
    const own = `v0=${createHmac('sha256', key).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
    const given = Buffer.from(signature, 'latin1');
    return given.length === own.length && timingSafeEqual(Buffer.from(own, 'latin1'), given);
  };
}
