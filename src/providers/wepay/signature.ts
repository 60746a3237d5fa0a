import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import { WebhookSignatureError } from '../errors.ts';

/** A shorter RSA key proves nothing any more (NIST SP 800-131A). */
const LEAST_BITS = 2048;

const signatures = z.array(z.object({ protected: z.string(), signature: z.string() }));
type Signature = z.infer<typeof signatures>[number];

/** A key of the settings; null for one that cannot be read or is too weak, which `recourse check` tells about. */
export function readKey(pem: string): KeyObject | null {
  try {
    const key = createPublicKey(pem);
    const { modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
    return key.asymmetricKeyType === 'rsa' && modulusLength >= LEAST_BITS ? key : null;
  } catch {
    return null;
  }
}

/**
 * Checks the header `wepay-signature`: a JSON array of signatures in base64url, each over its own protected header and the body's very bytes
 * (dev.wepay.com, "Notification Signatures"). One good signature by one of the keys is enough. WePay documents no replay window.
 *
 * @throws WebhookSignatureError
 */
export function requireSignature(
  raw: Buffer,
  header: string | string[] | undefined,
  keys: readonly KeyObject[],
): void {
  if (typeof header !== 'string' || header === '')
    throw new WebhookSignatureError('The notification is not signed: it needs wepay-signature.');
  const payload = raw.toString('base64url');
  for (const signature of readSignatures(header)) {
    for (const key of keys) {
      if (isGenuine(signature, payload, key)) return;
    }
  }
  throw new WebhookSignatureError('The notification was not signed with a key we know.');
}

function readSignatures(header: string): readonly Signature[] {
  try {
    return signatures.parse(JSON.parse(Buffer.from(header, 'base64url').toString('utf8')));
  } catch {
    throw new WebhookSignatureError('The notification has a wepay-signature that cannot be read.');
  }
}

/** RSA PKCS#1 v1.5 with SHA-256, whatever the protected header says of itself: WePay's own example does not read it, so that it may lack an `alg`. */
function isGenuine({ protected: header, signature }: Signature, payload: string, key: KeyObject): boolean {
  const signed = Buffer.from(`${header}.${payload}`);
  return verify('sha256', signed, key, Buffer.from(signature, 'base64url'));
}
