import { createHash, randomBytes } from 'node:crypto';

/** Something nobody guesses, fit for cookies and addresses: 256 random bits. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a secret. One this random needs neither salt nor a slow hash. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
