import type { ErasureRequest, Erasures, KeptErasure } from './erasure.ts';

/**
 * Erases a customer's closed cases, and marks the open ones to follow. What a process does not come to is done by a worker.
 *
 * @throws OtherCasesError
 */
export async function eraseCustomer(
  erasures: Pick<Erasures, 'ask' | 'eraseNext' | 'read'>,
  request: ErasureRequest,
): Promise<KeptErasure> {
  const id = await erasures.ask(request);
  while ((await erasures.eraseNext(request.now, id)) !== null);
  return await erasures.read(id);
}
