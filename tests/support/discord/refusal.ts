/** An answer that refuses a request, as Discord gives it. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors?: unknown;
  constructor(status: number, code: number, message: string, errors?: unknown) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

const known: Readonly<Record<number, readonly [status: number, message: string]>> = {
  10002: [404, 'Unknown Application'], 10003: [404, 'Unknown Channel'], 10004: [404, 'Unknown Guild'], 10007: [404, 'Unknown Member'], 10008: [404, 'Unknown Message'],
  10013: [404, 'Unknown User'], 10015: [404, 'Unknown Webhook'], 10062: [404, 'Unknown interaction'], 10063: [404, 'Unknown application command'], 10070: [404, 'Unknown Guild Scheduled Event'],
  30038: [400, 'Maximum number of guild scheduled events reached (100)'],
  40005: [413, 'Request entity too large'], 40060: [400, 'Interaction has already been acknowledged.'],
  50001: [403, 'Missing Access'], 50005: [403, 'Cannot edit a message authored by another user'], 50006: [400, 'Cannot send an empty message'],
  50007: [403, 'Cannot send messages to this user'], 50013: [403, 'Missing Permissions'], 50027: [401, 'Invalid Webhook Token'], 50083: [400, 'Thread is archived'],
  50109: [400, 'The request body contains invalid JSON.'], 50278: [403, 'Cannot send messages to this user due to having no mutual guilds'],
  180000: [400, 'Cannot update a finished event'],
};

/** The refusal that Discord documents under a code. */
export function refusal(code: number): Refusal {
  const [status, message] = known[code]!;
  return new Refusal(status, code, message);
}

/** Refusals that only time and place can tell. The bot has done nothing wrong. */
export const circumstances: ReadonlySet<number> = new Set([10002, 10003, 10004, 10007, 10008, 10013, 10015, 10062, 10063, 10070, 30038, 50001, 50007, 50013, 50027, 50083, 50278]);
