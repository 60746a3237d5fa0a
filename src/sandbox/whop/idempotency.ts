import { createHash } from 'node:crypto';
import { z } from 'zod';
import { HOUR, instant, millis } from '../../domain/instant.ts';
import type { Reply } from '../routes.ts';
import type { WhopRequest } from './access.ts';
import { badRequest } from './refusal.ts';
import { recordEffect, type WhopStandIn } from './whop.ts';

/** What Whop documents of the header for "every authenticated POST" of its newer API. */
const KEPT_FOR = 24 * HOUR;
const LONGEST_KEY_BYTES = 255;

const KeptReply = z.object({ at: z.string(), fingerprint: z.string(), body: z.unknown() });

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
  const note = `idempotency/${key}`;
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([request.id, request.body]))
    .digest('hex');
  const kept = KeptReply.safeParse(whop.notes.get(note));
  if (kept.success && Date.now() - millis(kept.data.at) < KEPT_FOR) {
    if (kept.data.fingerprint !== fingerprint) {
      throw badRequest('This Idempotency-Key was used with a different request.');
    }
    recordEffect(whop, 'replayed', [request.id], { idempotency_key: key });
    return { status: 200, body: kept.data.body, headers: { 'Idempotent-Replayed': 'true' } };
  }
  const body = work();
  whop.notes.set(note, { at: instant(Date.now()), fingerprint, body });
  return { status: 200, body };
}
