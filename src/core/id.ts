import { randomBytes } from 'node:crypto';

const letters = '0123456789abcdefghjkmnpqrstvwxyz';
let last = { time: 0, count: 0 };

/**
 * A new id: 16 lower-case ASCII characters, sorted by time of making (milliseconds, then order in this process),
 * with 25 random bits against other processes. It says nothing about a person.
 */
export function newId(now: Temporal.Instant): string {
  const time = now.epochMilliseconds;
  last = { time, count: time === last.time ? last.count + 1 : 0 };
  let id = digits(time, 9) + digits(last.count, 2);
  for (const byte of randomBytes(5)) id += letters[byte % 32];
  return id;
}

function digits(value: number, length: number): string {
  let out = '';
  for (let left = value; out.length < length; left = Math.floor(left / 32)) out = letters[left % 32] + out;
  return out;
}

/** A code a person can read out and type: eight characters without look-alikes, 40 random bits. */
export function newCode(): string {
  let code = '';
  for (const byte of randomBytes(8)) code += letters[byte % 32];
  return code;
}
