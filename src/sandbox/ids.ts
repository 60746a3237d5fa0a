import { createHash } from 'node:crypto';
import type { Notes } from './notes.ts';

/** Makes an object id in the providers' fashion: a prefix that says what it is, and letters and digits that say nothing. */
export type NewId = (prefix: string, length?: number) => string;

/**
 * Ids follow from a seed and a counter, both kept: the same seed gives the same ids, and none is given twice after a restart.
 *
 * @param seed - null takes the folder's own, made at random when it is first opened
 */
export function createIds(notes: Notes, seed: string | null): NewId {
  const root = seed ?? notes.secret('id_seed');
  return (prefix, length = 14) => {
    const last = notes.get('last_id');
    const count = (typeof last === 'number' ? last : 0) + 1;
    notes.set('last_id', count);
    const digest = createHash('sha256').update(`${root}:${count}`).digest('base64');
    return `${prefix}_${digest.replaceAll(/[^0-9A-Za-z]/g, '').slice(0, length)}`;
  };
}
