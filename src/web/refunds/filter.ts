import { PROVIDERS } from '../../domain/names.ts';
import { REFUND_STATUSES } from '../../domain/refund.ts';
import type { Query } from '../client.ts';

/** What the address bar says about which refunds to show. */
export interface RefundListFilter {
  readonly provider: string | null;
  readonly status: string | null;
  /** Words in the ids of payment and refund, and in the key. */
  readonly q: string | null;
  /** Only those of one payment. */
  readonly paymentId: string | null;
  /** Only those that need a person. */
  readonly attention: boolean;
}

/** Reads the address bar; what it does not know would only be refused by the API, so it is left out. */
export function readFilter(params: URLSearchParams): RefundListFilter {
  return {
    provider: PROVIDERS.find((name) => name === params.get('provider')) ?? null,
    status: REFUND_STATUSES.find((status) => status === params.get('status')) ?? null,
    q: emptyAsNull(params.get('q')),
    paymentId: emptyAsNull(params.get('payment_id')),
    attention: params.get('needs_attention') === 'true',
  };
}

/** The same as the API's own parameters. */
export function filterQuery({ provider, status, q, paymentId, attention }: RefundListFilter): Query {
  return { provider, status, q, payment_id: paymentId, needs_attention: attention ? true : null };
}

export function isFiltered(filter: RefundListFilter): boolean {
  return Object.values(filterQuery(filter)).some((value) => value !== null);
}

/** Whether what was typed names one refund: `whop:pay_1:order-17`. */
export function isRefundId(text: string): boolean {
  return /^[a-z]+:[^:]+:./.test(text);
}

function emptyAsNull(text: string | null): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}
