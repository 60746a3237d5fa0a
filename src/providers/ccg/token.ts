import { createPublicKey, type KeyObject } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { calculateJwkThumbprint, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { millis, type Instant } from '../../domain/instant.ts';
import { WebhookSignatureError } from '../errors.ts';

/** Seconds by which CCG's clock and ours may differ. */
const CLOCK_SKEW = 60;
const BEARER = /^Bearer +(\S+)$/i;

/** A key, with the `kid` of a token that names it: the key's own thumbprint (RFC 7638), the usual name where none was agreed. */
interface WebhookKey {
  readonly key: KeyObject;
  readonly kid: string;
}

/**
 * Makes the check of the token a webhook carries: `Authorization: Bearer <JWT>`, signed with ES256 and no other algorithm, not past its `exp`. The token
 * does not cover the body (provider facts, CCG): it proves who calls, and that is all there is.
 *
 * @param keys - PEM public keys, each valid at once; with none every webhook is refused
 * @returns throws {@link WebhookSignatureError} unless one of them has signed it
 */
export function createTokenCheck(
  keys: readonly string[],
): (headers: IncomingHttpHeaders, receivedAt: Instant) => Promise<void> {
  const known = keys.map((pem) => webhookKey(createPublicKey(pem)));
  return async (headers, receivedAt) => {
    const token = BEARER.exec(headers.authorization ?? '')?.[1];
    if (token === undefined) throw new WebhookSignatureError('The webhook carries no bearer token.');
    for (const { key } of candidates(await Promise.all(known), token)) {
      if (await isSignedBy(key, token, receivedAt)) return;
    }
    throw new WebhookSignatureError('The token was not signed with a key we know.');
  };
}

async function webhookKey(key: KeyObject): Promise<WebhookKey> {
  return { key, kid: await calculateJwkThumbprint(key) };
}

/** The key the token names, or all where that name is none of ours. */
function candidates(keys: readonly WebhookKey[], token: string): readonly WebhookKey[] {
  const kid = kidOf(token);
  const named = keys.filter((key) => key.kid === kid);
  return named.length === 0 ? keys : named;
}

function kidOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    throw new WebhookSignatureError('What the webhook carries is no token.');
  }
}

/** Whether the signature is of this key. A token that is signed but not valid, or no token at all, is refused for good. */
async function isSignedBy(key: KeyObject, token: string, receivedAt: Instant): Promise<boolean> {
  try {
    await jwtVerify(token, key, {
      algorithms: ['ES256'],
      requiredClaims: ['exp'],
      clockTolerance: CLOCK_SKEW,
      currentDate: new Date(millis(receivedAt)),
    });
    return true;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return false;
    if (error instanceof errors.JOSEError)
      throw new WebhookSignatureError('The token is malformed, expired or not signed with ES256.', {
        cause: error,
      });
    throw error;
  }
}
