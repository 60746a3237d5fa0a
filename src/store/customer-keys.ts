import { createHash } from 'node:crypto';

/** Characters of a hash that make two different customers one in no real number of them. */
const KEY_CHARS = 32;

/** A customer's name or mail as an index holds it: the same for the same words, whatever their case, of one short length, and readable by nobody. */
export function customerKey(words: string): string {
  const plain = words.normalize('NFC').trim().toLowerCase();
  return createHash('sha256').update(plain).digest('hex').slice(0, KEY_CHARS);
}
