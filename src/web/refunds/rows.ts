import type { RefundView } from '../../api/schemas/refund.ts';

/** What needs a person first, then all the others in the order they came; each once. */
export function attentionFirst(
  attention: readonly RefundView[],
  all: readonly RefundView[],
): readonly RefundView[] {
  const first = new Set(attention.map(({ id }) => id));
  return [...attention, ...all.filter(({ id }) => !first.has(id))];
}
