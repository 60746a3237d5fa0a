import { eraseEach } from './erase-each.ts';
import type { ErasureRequest, Erasures, KeptErasure } from './erasure.ts';

/**
 * Erases a customer's closed cases, and marks the open ones to follow. What a process does not come to, or fails at, is
 * done by a worker, which tells of it.
 *
 * @throws OtherCasesError
 */
export async function eraseCustomer(
  erasures: Pick<Erasures, 'ask' | 'eraseNext' | 'read'>,
  request: ErasureRequest,
): Promise<KeptErasure> {
  const id = await erasures.ask(request);
  const each = eraseEach(erasures, () => request.now, id);
  while ((await each.next()).done !== true);
  return await erasures.read(id);
}
