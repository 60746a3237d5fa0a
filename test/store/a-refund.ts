import { plus } from '../../src/domain/instant.ts';
import { refundIdOf } from '../../src/domain/refund-messages.ts';
import { externalRefund, newRefund, type Refund, type RefundReading } from '../../src/domain/refund.ts';
import { NOON } from './a-case.ts';

/** A refund of 10.43 usd that somebody asked for at noon. */
export function aRefund(key: string, changes: Partial<Refund> = {}, paymentId = 'pay_1'): Refund {
  const refund = newRefund({
    id: refundIdOf('whop', paymentId, key),
    provider: 'whop',
    paymentId,
    key,
    asked: { amount: '10.43', currency: 'usd' },
    reason: 'The course was cancelled.',
    by: { type: 'person', id: 'ann', via: 'api' },
    caseId: null,
    requestedAt: NOON,
  });
  return { ...refund, ...changes };
}

/** The same refund some seconds later. */
export function later(refund: Refund, seconds: number, changes: Partial<Refund> = {}): Refund {
  return { ...refund, updatedAt: plus(refund.updatedAt, seconds * 1_000), ...changes };
}

/** A refund somebody made at the provider itself. */
export function anExternalRefund(id: string, changes: Partial<RefundReading> = {}): Refund {
  const reading: RefundReading = {
    id,
    paymentId: 'pay_1',
    amount: { amount: '10.43', currency: 'usd' },
    status: 'succeeded',
    providerStatus: 'succeeded',
    processor: 'stripe',
    reference: { status: null, type: null, value: null },
    createdAt: NOON,
    processorCreatedAt: null,
    ...changes,
  };
  return externalRefund(
    'whop',
    { paymentId: reading.paymentId ?? 'pay_1', merchantId: 'biz_1' },
    reading,
    NOON,
  );
}

/** A refund id each, as lists show them. */
export function keysOf({ data }: { readonly data: readonly Refund[] }): string[] {
  return data.map(({ id }) => id.replace(/^whop:[^:]+:/, ''));
}
