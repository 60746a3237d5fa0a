import { PROVIDERS } from '../../domain/names.ts';
import type { Query } from '../client.ts';

/** What the address bar says about which refunds to show. */
export interface RefundListFilter {
  readonly provider: string | null;
  readonly paymentId: string | null;
  /** Only those that need a person. */
  readonly attention: boolean;
}

/** Reads the address bar; a provider it does not know would only be refused by the API, so it is left out. */
export function readFilter(params: URLSearchParams): RefundListFilter {
  const provider = params.get('provider');
  return {
    provider: PROVIDERS.find((name) => name === provider) ?? null,
    paymentId: emptyAsNull(params.get('payment_id')),
    attention: params.get('needs_attention') === 'true',
  };
}

/** The same as the API's own parameters. */
export function filterQuery({ provider, paymentId, attention }: RefundListFilter): Query {
  return { provider, payment_id: paymentId, needs_attention: attention ? true : null };
}

export function isFiltered({ provider, paymentId, attention }: RefundListFilter): boolean {
  return provider !== null || paymentId !== null || attention;
}

/** Whether what was typed names one refund: `whop:pay_1:order-17`. */
export function isRefundId(text: string): boolean {
  return /^[a-z]+:[^:]+:./.test(text);
}

function emptyAsNull(text: string | null): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}
