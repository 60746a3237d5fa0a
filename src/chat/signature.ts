import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { MINUTE, SECOND, type Instant, type Millis, millis } from '../domain/instant.ts';

/** Older requests are replays. Source: Slack, "Verifying requests from Slack". */
const TOLERANCE: Millis = 5 * MINUTE;

/**
 * Whether Slack sent a request: version `v0`, HMAC-SHA256 over `v0:<timestamp>:<body>`.
 *
 * @param raw - the body, byte for byte
 * @param now - when it was received
 */
export function isFromSlack(
  raw: Buffer,
  headers: IncomingHttpHeaders,
  signingSecret: string,
  now: Instant,
): boolean {
  const timestamp = headers['x-slack-request-timestamp'];
  const signature = headers['x-slack-signature'];
  if (typeof timestamp !== 'string' || typeof signature !== 'string') return false;
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(millis(now) - Number(timestamp) * SECOND) > TOLERANCE) return false;
  const expected = Buffer.from(slackSignature(raw, timestamp, signingSecret));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The signature of a body at a moment, in Unix seconds. */
export function slackSignature(raw: Buffer, timestamp: string, signingSecret: string): string {
  const hash = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(raw).digest('hex');
  return `v0=${hash}`;
}
