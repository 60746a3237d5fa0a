import { createPublicKey, type KeyObject } from 'node:crypto';

/** The kinds of keys webhooks are signed with: RSA, or ECDSA over the curve P-256 (what ES256 takes). */
export type KeyKind = 'RSA' | 'EC P-256';

/** Thrown for text that is no list of public keys; says which one and why, and never shows any of it. */
export class KeyFormatError extends Error {
  override readonly name = 'KeyFormatError';
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g;
/** How the inside of each kind of block is encoded. */
const ENCODINGS: ReadonlyMap<string, 'spki' | 'pkcs1'> = new Map([
  ['PUBLIC KEY', 'spki'],
  ['RSA PUBLIC KEY', 'pkcs1'],
]);

/**
 * Reads PEM public keys that stand one after the other. Environment variables often lose their line breaks, so `\n` written out, and blanks,
 * are taken for them.
 *
 * @returns each key as PEM (`BEGIN PUBLIC KEY`), in the order given; at least one
 * @throws KeyFormatError when there is none, something else beside them, or one of another kind
 */
export function readPublicKeys(text: string, kind: KeyKind): readonly string[] {
  const lines = text.replaceAll(/(?:\\r)?\\n/g, '\n');
  const keys = [...lines.matchAll(BLOCK)].map(([, label = '', body = ''], index) =>
    publicKey(label, body, kind, `key ${index + 1}`),
  );
  if (keys.length === 0) throw new KeyFormatError('there is none');
  if (lines.replaceAll(BLOCK, '').trim() !== '')
    throw new KeyFormatError('something stands before, between or after the keys');
  return keys;
}

function publicKey(label: string, body: string, kind: KeyKind, which: string): string {
  const type = ENCODINGS.get(label);
  if (type === undefined) throw new KeyFormatError(`${which} is a ${label}`);
  const key = decoded(Buffer.from(body, 'base64'), type);
  if (key === null) throw new KeyFormatError(`${which} cannot be read: copy it again, whole`);
  if (kindOf(key) !== kind) throw new KeyFormatError(`${which} is of another kind (${kindOf(key)})`);
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

function decoded(key: Buffer, type: 'spki' | 'pkcs1'): KeyObject | null {
  try {
    return createPublicKey({ key, format: 'der', type });
  } catch {
    return null;
  }
}

function kindOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  if (asymmetricKeyType === 'rsa') return 'RSA';
  if (asymmetricKeyType !== 'ec') return asymmetricKeyType ?? 'unknown';
  const curve = asymmetricKeyDetails?.namedCurve;
  return curve === 'prime256v1' ? 'EC P-256' : `EC ${curve ?? ''}`;
}
