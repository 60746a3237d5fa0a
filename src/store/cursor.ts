import type { z } from 'zod';
import { BadCursorError } from './store.ts';

/** Packs the place where a page ends into an opaque word that is safe in an address. */
export function encodeCursor(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** @throws BadCursorError when the word was not made by {@link encodeCursor} for a place of this shape */
export function decodeCursor<Place>(cursor: string, shape: z.ZodType<Place>): Place {
  const place = shape.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (!place.success) throw new BadCursorError('This cursor does not belong to this list.');
  return place.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
