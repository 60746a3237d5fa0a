import { z } from 'zod';
import { type ProviderName, PROVIDERS } from '../../domain/names.ts';
import { remaining } from '../../domain/refund-ledger.ts';
import type { Provider } from '../../providers/provider.ts';
import type { Store } from '../../store/store.ts';
import { refundableCase } from '../refund-access.ts';
import { readRefundable } from '../refund-objections.ts';
import { type GuardedRoute, route } from '../route.ts';
import { paymentSchema, type PaymentView } from '../schemas/payment.ts';
import { refundablePayment } from '../schemas/refund-request.ts';
import { NO_STORE, REFUNDS_TAG } from './words.ts';

export interface PaymentRoutesOptions {
  readonly store: Store;
  readonly providers: ReadonlyMap<ProviderName, Provider>;
}

/** Payments, as far as refunding them goes. */
export function paymentRoutes({ store, providers }: PaymentRoutesOptions): GuardedRoute[] {
  const one = route({
    method: 'get',
    path: '/api/v1/payments/{provider}/{payment_id}',
    operationId: 'readPayment',
    tag: REFUNDS_TAG,
    summary: 'See what remains of a payment, and whether it can be refunded',
    description: 'Read at the provider just now; what it did not say within 3 s is null.',
    role: 'viewer',
    request: { params: z.object({ provider: z.enum(PROVIDERS), payment_id: refundablePayment }) },
    responses: { 200: { description: 'The payment.', json: paymentSchema } },
    problems: {
      ...NO_STORE,
      404: 'There is no such payment, or the token is for one merchant and the payment has no case of that merchant.',
    },
    async handle({ params: { provider, payment_id: paymentId }, caller }) {
      const state = await refundableCase(store, caller, provider, paymentId);
      const { ledger, objection } = await readRefundable(providers, { provider, paymentId, state });
      const json: PaymentView = {
        provider,
        payment_id: paymentId,
        case_id: state?.id ?? null,
        captured: ledger?.captured ?? null,
        refunded: ledger?.refunded ?? null,
        remaining: ledger && remaining(ledger),
        refundable: objection === null ? (ledger?.refundable ?? null) : false,
        objection,
        partial_objection: ledger?.partialBarred ?? null,
      };
      return { status: 200, json };
    },
  });
  return [one];
}
