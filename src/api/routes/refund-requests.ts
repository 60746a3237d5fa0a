import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Actor, CaseState } from '../../domain/case.ts';
import { instant } from '../../domain/instant.ts';
import type { ProviderName } from '../../domain/names.ts';
import type { Policy } from '../../domain/policy.ts';
import { refundIdOf } from '../../domain/refund-messages.ts';
import { newRefund, type Refund, type RefundRequest } from '../../domain/refund.ts';
import type { Provider } from '../../providers/provider.ts';
import type { Store } from '../../store/store.ts';
import type { CaseGateway } from '../../temporal/gateway.ts';
import { person } from '../auth.ts';
import { Problem } from '../problem.ts';
import { refundableCase, refundPath } from '../refund-access.ts';
import { refuseAlone, refuseKnownImpossible } from '../refund-objections.ts';
import { refundView } from '../refund-view.ts';
import { type GuardedRoute, route } from '../route.ts';
import { refundKey, refundRequest } from '../schemas/refund-request.ts';
import { refundSchema } from '../schemas/refund.ts';
import { REFUNDS_TAG } from './words.ts';

export interface RefundRequestRoutesOptions {
  readonly store: Store;
  readonly gateway: Pick<CaseGateway, 'requestRefund'>;
  readonly providers: ReadonlyMap<ProviderName, Provider>;
  readonly policy: Pick<Policy, 'approvals'>;
}

/** Asking for refunds. */
export function refundRequestRoutes(options: RefundRequestRoutesOptions): GuardedRoute[] {
  return [
    route({
      method: 'post',
      path: '/api/v1/refunds',
      operationId: 'requestRefund',
      tag: REFUNDS_TAG,
      summary: 'Refund all or part of a payment',
      description:
        'Answered once the refund is kept durably; how it goes on shows at Location. Refunds of one payment are made one after the other.\n\n' +
        'After any doubt repeat it with the same Idempotency-Key: nothing is refunded twice.',
      role: 'approver',
      request: { headers: refundKey, body: refundRequest },
      responses: { 202: { description: 'Kept; the same for a repeat.', json: refundSchema } },
      problems: {
        404: 'The token is for one merchant, and the payment has no case of that merchant.',
        409: "The provider is not set up or cannot refund, the payment is disputed (then in the provider's own sentence), or two people have to decide about so much.",
        422: 'The body is not as described, more is asked for than remains, there is no such payment, or the key was used with another body.',
        503: 'Temporal or the store is out of reach: repeat it with the same Idempotency-Key.',
      },
      async handle({ headers, body, caller }) {
        const { store } = options;
        const state = await refundableCase(store, caller, body.provider, body.payment_id);
        const asked = requestOf(body, headers['idempotency-key'], person(caller), state);
        const refund = await requested(asked, state, options);
        return { status: 202, headers: { Location: refundPath(refund.id) }, json: refundView(refund) };
      },
    }),
  ];
}

function requestOf(
  body: z.output<typeof refundRequest>,
  key: string,
  by: Actor,
  state: CaseState | null,
): RefundRequest {
  return {
    id: refundIdOf(body.provider, body.payment_id, key),
    provider: body.provider,
    paymentId: body.payment_id,
    key,
    asked: body.amount ?? null,
    reason: body.reason ?? null,
    by,
    // A closed case would be opened again only to be told.
    caseId: state?.open === true ? state.id : null,
    requestedAt: instant(Date.now()),
  };
}

/**
 * Reserves the key, then puts the refund into its payment's line. Whoever dies in between leaves a reserved key, and a repeat completes it: a
 * refund nothing was heard of is asked for again, which changes nothing where it had been heard after all.
 */
async function requested(
  request: RefundRequest,
  state: CaseState | null,
  { store, gateway, providers, policy }: RefundRequestRoutesOptions,
): Promise<Refund> {
  if ((await store.loadRefund(request.id)) === null) {
    refuseAlone(state, policy);
    await refuseKnownImpossible(providers, { ...request, state });
  }
  const hash = hashOf(request);
  const refund = { ...newRefund(request), merchantId: state?.merchantId ?? null };
  const kept = await store.reserveRefund(refund, hash);
  if (kept.requestHash !== hash) throw keyTaken();
  if (!hasBegun(kept.refund)) await gateway.requestRefund(firstRequest(kept.refund, request));
  return kept.refund;
}

function hasBegun({ sent, status }: Refund): boolean {
  return sent || status !== 'pending';
}

/** As it was asked for the first time, by whoever that was. */
function firstRequest({ by, caseId, createdAt }: Refund, repeated: RefundRequest): RefundRequest {
  return { ...repeated, by, caseId, requestedAt: createdAt };
}

/** What makes two requests the same: amounts in their one written form, and neither who asked nor when. */
function hashOf({ provider, paymentId, asked, reason }: RefundRequest): string {
  const canonical = [provider, paymentId, asked && [asked.amount, asked.currency], reason];
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}

function keyTaken(): Problem {
  const detail = 'This key was used for another refund of this payment: repeat that body, or take a new key.';
  return new Problem(422, detail, {
    type: 'idempotency-key-reused',
    errors: [{ in: 'headers', pointer: '/idempotency-key', detail }],
  });
}
