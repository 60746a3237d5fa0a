import { ApiProblem } from '../client.ts';

/** The parts of the form a refusal may be about. */
const FIELDS = ['provider', 'payment_id', 'amount', 'reason'] as const;
export type RefundField = (typeof FIELDS)[number];

/** What came of sending a refund that was not answered with the refund. */
export type SendFailure =
  /** Nobody knows whether it was kept. The same again under the same key cannot refund twice. */
  | { readonly kind: 'in_doubt'; readonly message: string }
  /** Another refund of the payment was asked for under this key. */
  | { readonly kind: 'key_taken'; readonly message: string }
  /** It was not kept. */
  | {
      readonly kind: 'refused';
      /** What concerns the whole of it; null where each fault stands at its field. */
      readonly message: string | null;
      readonly fields: Readonly<Partial<Record<RefundField, string>>>;
    };

/** Only an answer that says no is a no: no answer, an answer that came late, and a fault of the server's leave everything open. */
export function readFailure(error: unknown): SendFailure {
  if (!(error instanceof ApiProblem) || error.status === 0 || error.status === 408 || error.status >= 500) {
    const message = error instanceof ApiProblem ? error.message : 'No answer came in time.';
    return { kind: 'in_doubt', message };
  }
  if (error.code === 'idempotency-key-reused') return { kind: 'key_taken', message: error.message };
  const fields: Partial<Record<RefundField, string>> = {};
  for (const { pointer, detail } of error.errors) {
    const field = FIELDS.find((name) => pointer.split('/')[1] === name);
    if (field !== undefined) fields[field] ??= detail;
  }
  return { kind: 'refused', message: Object.keys(fields).length === 0 ? error.message : null, fields };
}
