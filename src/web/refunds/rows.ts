import type { RefundView } from '../../api/schemas/refund.ts';

/** What needs a person first, then all the others in the order they came; each once. */
export function attentionFirst(
  attention: readonly RefundView[],
  all: readonly RefundView[],
): readonly RefundView[] {
  return [...new Map([...attention, ...all].map((refund) => [refund.id, refund])).values()];
}
