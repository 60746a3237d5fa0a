import type { TextRef } from '../../domain/text.ts';
import type { Store } from '../../store/store.ts';
import { isMailAddress } from './address.ts';
import type { Matter } from './matter.ts';

const FIELD = 'customer_email_address';

/**
 * The payer's mail address: the provider's own of the payment, else from the dispute's evidence or any other dispute's of the case, which people can
 * write into; null when nobody named a good one.
 */
export async function payerAddress(
  store: Pick<Store, 'getTexts'>,
  { state, dispute }: Matter,
): Promise<string | null> {
  if (state === null) return null;
  const drafts = [dispute, ...state.disputes].map((one) => one?.draft.fields ?? {});
  const refs = [state.paymentEvidence ?? {}, ...drafts]
    .map((fields: Readonly<Record<string, TextRef>>) => fields[FIELD])
    .filter((ref) => ref !== undefined);
  const texts = await store.getTexts(
    state.id,
    refs.map(({ sha256 }) => sha256),
  );
  const addresses = refs.map(({ sha256 }) => texts.get(sha256)?.trim() ?? '');
  return addresses.find(isMailAddress) ?? null;
}
