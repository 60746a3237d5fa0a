import { createPrivateKey, createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint, GeneralSign } from 'jose';

/**
 * The header `wepay-signature` of one notification: a JSON array of `{protected, signature}` in base64url, one for each key, each over its own
 * protected header and the body's bytes (RSA PKCS #1 v1.5 with SHA-256).
 *
 * @param keys - private keys in PEM
 */
export async function signatureOf(body: string, keys: readonly string[]): Promise<string> {
  const jws = new GeneralSign(Buffer.from(body));
  for (const pem of keys) {
    const kid = await calculateJwkThumbprint(createPublicKey(pem));
    jws.addSignature(createPrivateKey(pem)).setProtectedHeader({ alg: 'RS256', kid });
  }
  const { signatures } = await jws.sign();
  const shown = signatures.map(({ protected: header, signature }) => ({ protected: header, signature }));
  return Buffer.from(JSON.stringify(shown)).toString('base64url');
}
