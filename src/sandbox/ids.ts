import { createHash } from 'node:crypto';
import type { Notes } from './notes.ts';

/** Makes an object id: a prefix that says what it is, and letters and digits that say nothing. */
export type NewId = (prefix: string, length?: number) => string;

/** Makes an object id in the form of a UUID. */
export type NewUuid = () => string;

/**
 * Ids follow from a seed and a counter, both kept: the same seed gives the same ids, and none is given twice after a restart.
 *
 * @param seed - null takes the folder's own, made at random when it is first opened
 */
export function createIds(
  notes: Notes,
  seed: string | null,
): { readonly newId: NewId; readonly newUuid: NewUuid } {
  const root = seed ?? notes.secret('id_seed');
  const next = (): Buffer => {
    const last = notes.get('last_id');
    const count = (typeof last === 'number' ? last : 0) + 1;
    notes.set('last_id', count);
    return createHash('sha256').update(`${root}:${count}`).digest();
  };
  return {
    newId(prefix, length = 14) {
      const letters = next()
        .toString('base64')
        .replaceAll(/[^0-9A-Za-z]/g, '');
      return `${prefix}_${letters.slice(0, length)}`;
    },
    newUuid() {
      const hex = next().toString('hex');
      const parts = [
        hex.slice(0, 8),
        hex.slice(8, 12),
        hex.slice(12, 16),
        hex.slice(16, 20),
        hex.slice(20, 32),
      ];
      return parts.join('-');
    },
  };
}
