import { z } from 'zod';
import { parseInstant, type Instant } from '../domain/instant.ts';

/**
 * The kinds of fields providers' JSON is made of. Only an object's own id is ever required: whatever else is missing, new, or of another type than
 * documented reads as null, because a dispute with an odd field still has a deadline.
 */

/** Ids are opaque, but end up in addresses and workflow ids: what cannot be printed, has blanks or is too long for those is none. */
export const id = z
  .string()
  .max(255)
  .regex(/^[^\s\p{C}]+$/u);

export const text = z.string().nullable().catch(null);

/** A word from one of a provider's open lists (a status, a currency, a reason). */
export const word = z.string().min(1).max(200).nullable().catch(null);

export const flag = z.boolean().nullable().catch(null);

/** Another object, by its id. */
export const reference = z.object({ id }).nullable().catch(null);

/** RFC 3339, or Unix seconds as a number or as digits in a text. `catch` is for a missing one. */
export const moment = z
  .unknown()
  .transform((value): Instant | null =>
    parseInstant(typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : value),
  )
  .catch(null);
