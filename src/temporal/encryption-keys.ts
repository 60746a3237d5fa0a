import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';

/** Thrown for a list of keys that cannot be read; the message tells which one and why, and never the key. */
export class KeyListError extends Error {
  override readonly name = 'KeyListError';
}

/** A key that payloads are encrypted under. */
export interface EncryptionKey {
  /** Stands beside each payload, in plain text. */
  readonly id: string;
  /** 256 bits. */
  readonly key: KeyObject;
}

/** The keys of everything Temporal stores. */
export interface EncryptionKeys {
  /** Encrypts what is new; null leaves it readable for whoever can read Temporal's database. */
  readonly current: EncryptionKey | null;
  /** Each of them decrypts what was encrypted under its id. */
  readonly all: ReadonlyMap<string, KeyObject>;
}

/** Bytes; AES-256. */
const KEY_LENGTH = 32;

const ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Stands in place of the first key where nothing is to be encrypted. */
const OFF = 'off';

/**
 * Reads `id:base64key[,id:base64key…]`: the first key encrypts, all decrypt. `off` in the first place encrypts nothing; keys may still follow it.
 *
 * @throws KeyListError
 */
export function parseEncryptionKeys(list: string): EncryptionKeys {
  const [first = '', ...more] = list.split(',').map((entry) => entry.trim());
  const current = first === OFF ? null : parseKey(first, 0);
  const others = more.map((entry, index) => parseKey(entry, index + 1));
  const all = new Map<string, KeyObject>();
  for (const { id, key } of current === null ? others : [current, ...others]) {
    if (all.has(id)) throw new KeyListError(`two of them have the id ${id}`);
    all.set(id, key);
  }
  return { current, all };
}

/** A new key as a list of one, under the id given. */
export function newEncryptionKey(id: string): string {
  return `${id}:${randomBytes(KEY_LENGTH).toString('base64')}`;
}

/** Whether a text may stand as the id of a key: what comes in a payload's own words is shown only then. */
export function isKeyId(text: string): boolean {
  return ID.test(text);
}

function parseKey(entry: string, index: number): EncryptionKey {
  const separator = entry.indexOf(':');
  const id = entry.slice(0, Math.max(separator, 0));
  if (!isKeyId(id)) {
    throw new KeyListError(
      `number ${index + 1} does not begin with an id of letters, digits, dots, dashes and underscores, and a colon`,
    );
  }
  const text = entry.slice(separator + 1);
  const bytes = Buffer.from(text, 'base64');
  // Node skips what is no base64: only a text that comes out again is what was meant.
  if (bytes.length !== KEY_LENGTH || bytes.toString('base64') !== text) {
    throw new KeyListError(`the key ${id} is not 32 bytes in base64`);
  }
  return { id, key: createSecretKey(bytes) };
}
