import { HOUR } from '../../domain/instant.ts';
import { createReplays, fingerprintOf } from '../replays.ts';
import type { WepayRequest } from './access.ts';
import { invalid } from './refusal.ts';
import { recordEffect, type WepayStandIn } from './wepay.ts';

/** WePay does not say how long it knows a key; nor what it says to a known one with another body. */
const KEPT_FOR = 24 * HOUR;
const LONGEST_KEY = 255;

/**
 * Does what was asked, or says again what was said to the same `Unique-Key` before. Only what took effect is kept: a request that was refused may
 * be repeated with the same key.
 *
 * @throws WepayRefusal 400 when the key came with another request before, or is too long
 */
export function once(
  wepay: WepayStandIn,
  route: string,
  request: WepayRequest,
  work: () => unknown,
): unknown {
  const { uniqueKey: key } = request;
  if (key === null || wepay.settings.current().unique_keys === 'ignored') return work();
  if (key.length > LONGEST_KEY) throw invalid('UNIQUE_KEY_TOO_LONG', 'Unique-Key is too long.');
  const replays = createReplays(wepay.notes, 'unique_key', KEPT_FOR);
  const fingerprint = fingerprintOf(route, request.id, request.body);
  const kept = replays.find(key);
  if (kept !== null) {
    if (kept.fingerprint !== fingerprint) {
      throw invalid('UNIQUE_KEY_REUSED', 'This Unique-Key was used with a different request.');
    }
    recordEffect(wepay, 'replayed', [request.id].filter(Boolean), { unique_key: key });
    return kept.body;
  }
  const body = work();
  replays.keep(key, { fingerprint, body });
  return body;
}
