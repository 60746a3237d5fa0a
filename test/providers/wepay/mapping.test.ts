import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REASONS, STAGES, STATUSES } from '../../../src/domain/provider.ts';
import { WEPAY_CAPABILITIES } from '../../../src/providers/wepay/capabilities.ts';
import { disputeObject, disputeReading, paymentObject } from '../../../src/providers/wepay/mapping.ts';
import { disputePayload, paymentPayload } from '../../../src/providers/wepay/payloads.ts';
import { reasonFrom } from '../../../src/providers/wepay/reason.ts';
import { mutated } from '../mutated.ts';
import { wepayDispute, wepayPayment, type Fields } from './samples.ts';

function dispute(fields: Fields = {}) {
  return disputeReading(disputePayload.parse(wepayDispute(fields)));
}

function payment(fields: Fields = {}) {
  return paymentObject(paymentPayload.parse(wepayPayment(fields)));
}

describe('a dispute', () => {
  test('is told in our words, the raw ones beside them', () => {
    expect(disputeObject(disputePayload.parse(wepayDispute()))).toEqual({
      dispute: {
        id: '47521346-c054-11e7-abc4-cec278b6b50a',
        paymentId: 'pay-1',
        merchantId: 'acc-1',
        stage: 'chargeback',
        providerStage: 'chargeback',
        status: 'needs_response',
        providerStatus: 'awaiting_merchant_response',
        amount: { amount: '42.00', currency: 'usd' },
        reason: 'fraudulent',
        providerReason: 'FRAUD',
        respondBy: '2026-11-24T10:00:00.000Z',
        editable: null,
        settledByNetwork: false,
        createdAt: '2026-11-19T10:00:00.000Z',
      },
      texts: {},
      files: {},
    });
  });

  test.each([
    ['awaiting_merchant_response', 'needs_response'],
    ['awaiting_payee_response', 'needs_response'],
    ['AWAITING_MERCHANT_RESPONSE', 'needs_response'],
    ['pending_wepay_review', 'under_review'],
    ['awaiting_chargeback_decision', 'under_review'],
    ['awaiting_chargeback_decision_with_credit', 'under_review'],
    ['awaiting_chargeback_decision_without_credit', 'under_review'],
    ['won', 'other'],
    ['lost', 'other'],
    ['paused', 'other'],
    ['constructor', 'other'],
  ])('with the status %s is %s', (providerStatus, status) => {
    expect(dispute({ status: providerStatus })).toMatchObject({ status, providerStatus });
  });

  test.each([undefined, null, 7, ''])('with a status of %j is other', (status) => {
    expect(dispute({ status })).toMatchObject({ status: 'other', providerStatus: 'unknown' });
  });

  test.each([
    [{ resolution_time: 1, type: 'won' }, 'won'],
    [{ resolution_time: 1, type: 'lost' }, 'lost'],
    [{ type: 'LOST' }, 'lost'],
    [{ type: 'closed' }, 'closed'],
    [{ type: 'withdrawn' }, 'closed'],
  ])('that is resolved by %j is %s', (resolution, status) => {
    expect(dispute({ status: 'resolved', resolution })).toMatchObject({ status, providerStatus: 'resolved' });
  });

  test.each([
    [{ type: 'partially_won' }, 'resolved: partially_won'],
    [{ type: 'not_lost' }, 'resolved: not_lost'],
    [{ type: null }, 'resolved'],
    [{}, 'resolved'],
    [null, 'resolved'],
    ['won', 'resolved'],
  ])('that is resolved by %j has no ruling, and takes no answer any more', (resolution, providerStatus) => {
    expect(dispute({ status: 'resolved', resolution })).toMatchObject({
      status: 'other',
      providerStatus,
      editable: false,
    });
  });

  test('is not ruled before its status says so', () => {
    expect(dispute({ resolution: { type: 'won' } }).status).toBe('needs_response');
  });

  test.each([
    ['chargeback', 'chargeback', false],
    ['CHARGEBACK', 'chargeback', false],
    ['inquiry', 'inquiry', false],
    ['pre_dispute', 'other', true],
    ['second_chargeback', 'other', false],
    ['toString', 'other', false],
  ])('of the type %s is %s', (type, stage, settledByNetwork) => {
    expect(dispute({ type })).toMatchObject({ stage, settledByNetwork, providerStage: type });
  });

  test.each([undefined, null, 7])('of the type %j is other', (type) => {
    expect(dispute({ type })).toMatchObject({ stage: 'other', providerStage: null, settledByNetwork: false });
  });

  test.each([
    [1_795_082_400, '2026-11-24T10:00:00.000Z'],
    ['1795082400', '2026-11-24T10:00:00.000Z'],
    // Over the change of the clocks five days are still 120 hours.
    [1_792_800_000, '2026-10-29T00:00:00.000Z'],
    [0, null],
    [-1, null],
    [null, null],
    [undefined, null],
    ['soon', null],
    [1e15, null],
  ])('created at %j is to be answered by %s', (create_time, respondBy) => {
    expect(dispute({ create_time }).respondBy).toBe(respondBy);
  });

  test('that cannot be answered has no deadline', () => {
    expect(dispute({ type: 'pre_dispute' }).respondBy).toBeNull();
  });

  test.each([
    [4200, 'USD', '42.00'],
    [1, 'cad', '0.01'],
    [4200, 'JPY', '4200'],
    [4200, 'KWD', '4.200'],
    ['4200', 'USD', '42.00'],
    [9_007_199_254_740_991, 'USD', '90071992547409.91'],
  ])('of %j %s is about %s', (amount, currency, written) => {
    expect(dispute({ amount, currency }).amount).toEqual({
      amount: written,
      currency: currency.toLowerCase(),
    });
  });

  test.each([
    [null, 'USD'],
    [42.5, 'USD'],
    ['42.00', 'USD'],
    [4200, null],
    [4200, ''],
  ])('of %j %j has no amount', (amount, currency) => {
    expect(dispute({ amount, currency }).amount).toBeNull();
  });

  test.each([[null], [undefined], ['pay-1'], [{ id: 7 }], [{ id: '' }], [{ id: 'a b' }]])(
    'may name no payment (%j)',
    (named) => {
      expect(dispute({ payment: named }).paymentId).toBeNull();
    },
  );

  test("is nobody's when it is the platform's app that owns it", () => {
    expect(dispute({ owner: { id: '171845', resource: 'applications' } }).merchantId).toBeNull();
    expect(dispute({ owner: { id: 'acc-2' } }).merchantId).toBe('acc-2');
    expect(dispute({ owner: null }).merchantId).toBeNull();
  });
});

describe('a reason', () => {
  test.each([
    ['FRAUD', 'fraudulent'],
    ['fraud', 'fraudulent'],
    ['other', 'other'],
    ['OTHER', 'other'],
    ['NOT_RECOGNIZED', 'unrecognized'],
    ['PRODUCT_NOT_RECEIVED', 'not_received'],
    ['not_as_described', 'not_as_described'],
    ['CREDIT_NOT_PROCESSED', 'credit_not_processed'],
    ['duplicate', 'duplicate'],
    ['subscription_cancelled', 'cancelled'],
    ['processing_error', 'processing'],
    // Visa
    ['10.4', 'fraudulent'],
    ['11.3', 'processing'],
    ['12.5', 'processing'],
    ['12.6', 'duplicate'],
    ['12.6.1', 'duplicate'],
    ['13.1', 'not_received'],
    ['13.2', 'cancelled'],
    ['13.3', 'not_as_described'],
    ['13.6', 'credit_not_processed'],
    ['13.7', 'cancelled'],
    ['10.6', 'other'],
    ['110.4', 'other'],
    // Mastercard
    ['4837', 'fraudulent'],
    ['4863', 'fraudulent'],
    ['4808', 'processing'],
    ['4834', 'processing'],
    ['4853', 'other'],
    // American Express
    ['F29', 'fraudulent'],
    ['fr2', 'fraudulent'],
    ['C02', 'credit_not_processed'],
    ['C08', 'not_received'],
    ['C28', 'cancelled'],
    ['C31', 'not_as_described'],
    ['P05', 'processing'],
    ['P08', 'duplicate'],
    // Discover
    ['UA01', 'fraudulent'],
    ['UA11', 'fraudulent'],
    ['UA12', 'other'],
    [' FRAUD ', 'fraudulent'],
    ['constructor', 'other'],
    ['', null],
    [null, null],
  ])('%j is %s', (code, reason) => {
    expect(reasonFrom(code)).toBe(reason);
  });

  test.each([[null], [undefined], ['FRAUD'], [{}], [{ reason_code: 7 }]])('may be missing: %j', (reason) => {
    expect(dispute({ reason })).toMatchObject({ reason: null, providerReason: null });
  });
});

describe('a payment', () => {
  test('shows what was paid and refunded, and no evidence', () => {
    expect(payment({ amount_refunded: 700 })).toEqual({
      payment: {
        id: 'pay-1',
        merchantId: 'acc-1',
        amount: { amount: '42.00', currency: 'usd' },
        refundedAmount: { amount: '7.00', currency: 'usd' },
        refundable: null,
      },
      texts: {},
      productId: null,
    });
  });
});

describe('an object of any shape, as long as it has its id', () => {
  test('is a dispute in our words', () => {
    fc.assert(
      fc.property(mutated(wepayDispute()), (fields) => {
        const reading = disputeReading(disputePayload.parse({ ...fields, id: 'd-1' }));
        expect(STATUSES).toContain(reading.status);
        expect(STAGES).toContain(reading.stage);
        if (reading.reason !== null) expect(REASONS).toContain(reading.reason);
        const isRuled = reading.status === 'won' || reading.status === 'lost';
        if (isRuled) expect(reading.providerStatus.toLowerCase()).toBe('resolved');
      }),
    );
  });

  test('is a payment in our words', () => {
    fc.assert(
      fc.property(mutated(wepayPayment()), (fields) => {
        const parsed = paymentPayload.parse({ ...fields, id: 'pay-1' });
        expect(paymentObject(parsed).payment.id).toBe('pay-1');
      }),
    );
  });
});

test('what WePay can do is said in full', () => {
  const { slots, fields, ...rest } = WEPAY_CAPABILITIES;
  expect(rest).toEqual({
    provider: 'wepay',
    label: 'WePay',
    read: true,
    stage: false,
    submit: true,
    concede: 'call',
    deadline: 'derived',
    fileLifetime: 86_400_000,
    foreignFiles: true,
    pace: { requests: 20, per: 10_000 },
    funds: 'movements',
    fundsUntold: ['fee_reversed'],
    refund: true,
    disputedRefund: null,
    list: ['dispute', 'notification'],
  });
  expect(Object.keys(fields)).toEqual(['explanation']);
  expect(Object.keys(slots)).toHaveLength(12);
  for (const { types, maxBytes } of Object.values(slots)) {
    expect(types).toEqual(['image/jpeg', 'image/png', 'application/pdf']);
    expect(maxBytes).toBe(10_000_000);
  }
});
