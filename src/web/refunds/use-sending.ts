import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import type { RefundView } from '../../api/schemas/refund.ts';
import { api, segment } from '../client.ts';
import { type DraftSubject, dropDraft, type RefundDraft } from './draft.ts';
import { readFailure } from './refusal.ts';
import type { RefundBody } from './refund-body.ts';

/** The API answers within seconds, or says that it cannot. */
const PATIENCE = 30_000;

export interface Order {
  readonly draft: RefundDraft;
  readonly body: RefundBody;
}

/**
 * Sends a refund under its draft's key, and opens it once it is kept.
 *
 * That it was sent is written down first: whatever happens to the page meanwhile, it then knows that the same has to be sent again, under the same
 * key.
 */
export function useSending(subject: DraftSubject, keep: (draft: RefundDraft) => void) {
  const cache = useQueryClient();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: ({ draft, body }: Order) => {
      keep({ ...draft, inDoubt: true });
      return api.post<RefundView>('/refunds', body, {
        headers: { 'Idempotency-Key': draft.key },
        signal: AbortSignal.timeout(PATIENCE),
      });
    },
    onSuccess: (refund) => {
      dropDraft(sessionStorage, subject);
      cache.setQueryData(['refund', refund.id], refund);
      void cache.invalidateQueries({
        predicate: ({ queryKey: [kind] }) => kind === 'refunds' || kind === 'payment',
      });
      navigate(`/refunds/${segment(refund.id)}`, { replace: true });
    },
    onError: (error, { draft }) => {
      if (readFailure(error).kind !== 'in_doubt') keep({ ...draft, inDoubt: false });
    },
  });
}
