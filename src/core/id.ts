import { randomBytes } from 'node:crypto';

const letters = '0123456789abcdefghjkmnpqrstvwxyz';
// Random bytes are drawn a page at a time: one draw costs as much for 5 bytes as for 4,096.
let page = Buffer.alloc(0);
let used = 0;
function randomLetter(): string {
  if (used === page.length) {
    page = randomBytes(4096);
    used = 0;
  }
  return letters[page[used++]! % 32]!;
}

let last = { time: 0, count: 0 };

/**
 * A new id: 16 lower-case ASCII characters, sorted by time of making (milliseconds, then order in this process),
 * with 25 random bits against other processes. It says nothing about a person. Where another process may have had a clock that is
 * ahead of this one's, `after` is an id that the new one comes after.
 */
export function newId(now: Temporal.Instant, after?: string): string {
  // A clock that stands still or goes back, and more than 1,024 ids in a millisecond, must not disturb the order.
  const time = Math.max(now.epochMilliseconds, last.time, after === undefined ? 0 : timeOf(after) + 1);
  if (time > last.time) last = { time, count: 0 };
  else if (last.count < 1023) last = { time, count: last.count + 1 };
  else last = { time: time + 1, count: 0 };
  let id = digits(last.time, 9) + digits(last.count, 2);
  for (let i = 0; i < 5; i++) id += randomLetter();
  return id;
}

function digits(value: number, length: number): string {
  let out = '';
  for (let left = value; out.length < length; left = Math.floor(left / 32)) out = letters[left % 32] + out;
  return out;
}

/** The millisecond in which an id was made. */
function timeOf(id: string): number {
  let time = 0;
  for (const letter of id.slice(0, 9)) time = time * 32 + letters.indexOf(letter);
  return time;
}

/** A word that nobody guesses: 256 random bits in 43 characters that can stand in an address. */
export function newKey(): string {
  return randomBytes(32).toString('base64url');
}

/** A code a person can read out and type: eight characters without look-alikes, 40 random bits. */
export function newCode(): string {
  let code = '';
  for (let i = 0; i < 8; i++) code += randomLetter();
  return code;
}
