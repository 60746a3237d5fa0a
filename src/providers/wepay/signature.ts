import { createPublicKey, type KeyObject } from 'node:crypto';
import { flattenedVerify } from 'jose';
import { z } from 'zod';
import { WebhookSignatureError } from '../errors.ts';

/** RSA PKCS#1 v1.5 with SHA-256, whatever a signature says of itself. */
const ALGORITHMS = ['RS256'];

const signatures = z.array(z.object({ protected: z.string(), signature: z.string() }));
type Signature = z.infer<typeof signatures>[number];

/** A key of the settings; null for one that cannot be read, which `recourse check` tells about. */
export function readKey(pem: string): KeyObject | null {
  try {
    return createPublicKey(pem);
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
export async function requireSignature(
  raw: Buffer,
  header: string | string[] | undefined,
  keys: readonly KeyObject[],
): Promise<void> {
  if (typeof header !== 'string' || header === '')
    throw new WebhookSignatureError('The notification is not signed: it needs wepay-signature.');
  const payload = raw.toString('base64url');
  for (const signature of readSignatures(header)) {
    for (const key of keys) {
      if (await isGenuine(signature, payload, key)) return;
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

async function isGenuine(signature: Signature, payload: string, key: KeyObject): Promise<boolean> {
  try {
    await flattenedVerify({ ...signature, payload }, key, { algorithms: ALGORITHMS });
    return true;
  } catch {
    return false;
  }
}
