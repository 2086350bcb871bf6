import { WebClient, LogLevel, type Logger } from '@slack/web-api';
import { makeFetch } from '#adapters/slack/asking.ts';

/** What the libraries have to say goes nowhere: it would hold ids and words. What matters the door tells itself. */
export const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, getLevel: () => LogLevel.ERROR, setName() {} };

/** How long a request may take, in milliseconds. */
const patience = 10_000;

/** What every client is made with: each request is made once, because what fails is tried again where it is known how often that helps. */
export const clientOptions = (api: string) => ({ slackApiUrl: api, logger: quiet, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: patience, allowAbsoluteUrls: false });

/** What asks Slack as the bot. Nothing waits for its turn in there: it would be forgotten for whom (see asking.ts). */
export const makeWeb = (token: string, api: string): WebClient => new WebClient(token, { ...clientOptions(api), fetch: makeFetch(), maxRequestConcurrency: Infinity });
