import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A new RSA private key, 2048 bits, in PEM. */
export function newRsaKey(): string {
  return privatePem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
}

/** A new private key on the curve P-256, in PEM. */
export function newEcKey(): string {
  return privatePem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
}

/** The public key that goes with a private one, in PEM. */
export function publicKeyOf(privateKey: string): string {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
}

function privatePem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
