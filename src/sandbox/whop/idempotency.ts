import { HOUR } from '../../domain/instant.ts';
import { createReplays, fingerprintOf } from '../replays.ts';
import type { Reply } from '../routes.ts';
import type { WhopRequest } from './access.ts';
import { badRequest } from './refusal.ts';
import { recordEffect, type WhopStandIn } from './whop.ts';

/** What Whop documents of the header for "every authenticated POST" of its newer API. */
const KEPT_FOR = 24 * HOUR;
const LONGEST_KEY_BYTES = 255;

/**
 * Does what was asked, or, where the switch `idempotency_keys` says that keys are honoured and this one is known, says again what was said the
 * first time. Only what took effect is kept: a request that was refused may be repeated with the same key.
 *
 * @throws WhopRefusal 400 when the key came with another request before, or is too long
 */
export function once(whop: WhopStandIn, request: WhopRequest, work: () => unknown): Reply {
  const key = request.idempotencyKey;
  if (key === null || whop.settings.current().idempotency_keys === 'ignored') {
    return { status: 200, body: work() };
  }
  if (Buffer.byteLength(key) > LONGEST_KEY_BYTES) {
    throw badRequest(`The Idempotency-Key is longer than ${LONGEST_KEY_BYTES} bytes.`);
  }
  const replays = createReplays(whop.notes, 'idempotency', KEPT_FOR);
  const fingerprint = fingerprintOf(request.id, request.body);
  const kept = replays.find(key);
  if (kept !== null) {
    if (kept.fingerprint !== fingerprint) {
      throw badRequest('This Idempotency-Key was used with a different request.');
    }
    recordEffect(whop, 'replayed', [request.id], { idempotency_key: key });
    return { status: 200, body: kept.body, headers: { 'Idempotent-Replayed': 'true' } };
  }
  const body = work();
  replays.keep(key, { fingerprint, body });
  return { status: 200, body };
}
