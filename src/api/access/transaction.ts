import { EncryptJWT, jwtDecrypt } from 'jose';
import { z } from 'zod';
import { MINUTE, type Millis, SECOND } from '../../domain/instant.ts';
import type { Checks } from '../../people/openid.ts';

/** How long a person may take to sign in at their provider. */
export const TRANSACTION_LIFE: Millis = 10 * MINUTE;

/** A sign-in that is under way, as the browser of whoever began it keeps it. */
export interface Transaction {
  readonly checks: Checks;
  /** A path here, to go to once signed in. */
  readonly returnTo: string;
}

const Sealed = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  return_to: z.string(),
});

/** Seals a transaction, so that the browser that keeps it can neither read nor change it. */
export function seal({ checks, returnTo }: Transaction, key: Uint8Array, now: Millis): Promise<string> {
  const claims: z.infer<typeof Sealed> = { ...checks, return_to: returnTo };
  return new EncryptJWT(claims)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setExpirationTime(Math.floor((now + TRANSACTION_LIFE) / SECOND))
    .encrypt(key);
}

/** Opens what was sealed; null when it was not sealed here, or is over. */
export async function unseal(sealed: string, key: Uint8Array, now: Millis): Promise<Transaction | null> {
  try {
    const { payload } = await jwtDecrypt(sealed, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
      currentDate: new Date(now),
      requiredClaims: ['exp'],
    });
    const { return_to: returnTo, ...checks } = Sealed.parse(payload);
    return { checks, returnTo };
  } catch {
    return null;
  }
}
