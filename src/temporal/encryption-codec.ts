import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import {
  ApplicationFailure,
  METADATA_ENCODING_KEY,
  type Payload,
  type PayloadCodec,
} from '@temporalio/common';
import proto from '@temporalio/proto';
import { type EncryptionKey, type EncryptionKeys, isKeyId } from './encryption-keys.ts';

const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

/** What an {@link UnreadablePayloadError} is called in a history. */
export const UNREADABLE_FAILURE = 'UnreadablePayload';

/**
 * Thrown for a payload that cannot be decrypted. The message names its key and what to do, and nothing of what is in it. Temporal tries again what it
 * broke off, until the key is there.
 */
export class UnreadablePayloadError extends ApplicationFailure {
  constructor(message: string) {
    super(message, UNREADABLE_FAILURE);
  }
}

/** What Temporal's samples call an encrypted payload in every language. */
const ENCODING = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';

const CIPHER = 'aes-256-gcm';
/** Bytes. At random, which is safe for 2^32 payloads under one key (NIST SP 800-38D, 8.3). */
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;

/**
 * Encrypts everything Temporal is given: arguments, results, signals, updates, queries, heartbeats, failures, summaries. Search attributes and
 * the names and ids of things stay readable. What is not encrypted is read as it is, as histories of earlier versions need it.
 *
 * A payload becomes nonce, ciphertext and tag of the whole of it with its metadata; the key's id is bound to it. Its place is not: Temporal's web
 * pages have it decrypted without telling where it stands.
 */
export function encryptionCodec({ current, all }: EncryptionKeys): PayloadCodec {
  return {
    encode: async (payloads) =>
      current === null ? payloads : payloads.map((payload) => encrypted(payload, current)),
    decode: async (payloads) =>
      payloads.map((payload) => (isEncrypted(payload) ? decrypted(payload, all) : payload)),
  };
}

/** The id of the key a payload was encrypted under; null when it was not encrypted. */
export function keyIdOf(payload: Payload): string | null {
  return isEncrypted(payload) ? metadata(payload, KEY_ID) : null;
}

function isEncrypted(payload: Payload): boolean {
  return metadata(payload, METADATA_ENCODING_KEY) === ENCODING;
}

function metadata(payload: Payload, field: string): string {
  const value = payload.metadata?.[field];
  return value ? Buffer.from(value).toString() : '';
}

function encrypted(payload: Payload, { id, key }: EncryptionKey): Payload {
  const keyId = Buffer.from(id);
  const nonce = randomBytes(NONCE_LENGTH);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_LENGTH }).setAAD(keyId);
  const plain = PayloadMessage.encode(payload).finish();
  return {
    metadata: { [METADATA_ENCODING_KEY]: Buffer.from(ENCODING), [KEY_ID]: keyId },
    data: Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]),
  };
}

function decrypted(payload: Payload, keys: EncryptionKeys['all']): Payload {
  const id = metadata(payload, KEY_ID);
  const key = keys.get(id);
  if (key === undefined) throw unknownKey(id);
  const data = payload.data ?? new Uint8Array();
  if (data.length < NONCE_LENGTH + TAG_LENGTH) throw spoilt(id);
  const plain = opened(data, Buffer.from(id), key);
  if (plain === null) throw spoilt(id);
  const { metadata: own, data: content } = PayloadMessage.decode(plain);
  return { metadata: own, data: content };
}

/** Null when it was sealed under another key, or changed since. */
function opened(data: Uint8Array, keyId: Uint8Array, key: KeyObject): Buffer | null {
  const nonce = data.subarray(0, NONCE_LENGTH);
  const tag = data.subarray(-TAG_LENGTH);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_LENGTH })
    .setAAD(keyId)
    .setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(data.subarray(NONCE_LENGTH, -TAG_LENGTH)), decipher.final()]);
  } catch {
    return null;
  }
}

function unknownKey(id: string): UnreadablePayloadError {
  return new UnreadablePayloadError(
    isKeyId(id)
      ? `A payload is encrypted under the key ${id}, which is not in RECOURSE_ENCRYPTION_KEYS: put it there again, behind the first one, and restart; then this goes on by itself.`
      : 'A payload is encrypted under a key whose id is missing or malformed: it was not written by Recourse.',
  );
}

function spoilt(id: string): UnreadablePayloadError {
  return new UnreadablePayloadError(
    `A payload encrypted under the key ${id} cannot be decrypted: RECOURSE_ENCRYPTION_KEYS has another key under this id, or the payload was changed. Put the right key there and restart; then this goes on by itself.`,
  );
}
