import type { z } from 'zod';
import { unreadable } from './errors.ts';
import type { Operation } from './operations.ts';

/**
 * The object that was asked for, and not another one or something else altogether.
 *
 * @throws ProviderError `unreadable`
 */
export function expected<Payload extends { readonly id: string }>(
  schema: z.ZodType<Payload>,
  answer: unknown,
  id: string,
  operation: Operation,
): Payload {
  const parsed = schema.safeParse(answer);
  if (!parsed.success || parsed.data.id !== id) throw unreadable(operation);
  return parsed.data;
}
