import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REASONS, STAGES, STATUSES } from '../../../src/domain/provider.ts';
import { alertReading, disputeObject, paymentObject } from '../../../src/providers/whop/mapping.ts';
import { alertPayload, disputePayload, paymentPayload } from '../../../src/providers/whop/payloads.ts';
import { reasonFromWords } from '../../../src/providers/reason-words.ts';
import { mutated } from '../mutated.ts';
import { whopAlert, whopDispute, whopPayment } from './samples.ts';

function dispute(fields: Readonly<Record<string, unknown>> = {}) {
  return disputeObject(disputePayload.parse(whopDispute(fields)), 'biz_1');
}

function alert(fields: Readonly<Record<string, unknown>> = {}) {
  return alertReading(alertPayload.parse(whopAlert(fields)), 'biz_1');
}

function payment(fields: Readonly<Record<string, unknown>> = {}) {
  return paymentObject(paymentPayload.parse(whopPayment(fields)), 'biz_1');
}

describe('disputes', () => {
  test.each([
    ['warning_needs_response', 'alert', 'needs_response'],
    ['warning_under_review', 'alert', 'under_review'],
    ['warning_closed', 'alert', 'closed'],
    ['needs_response', 'chargeback', 'needs_response'],
    ['under_review', 'chargeback', 'under_review'],
    ['won', 'chargeback', 'won'],
    ['lost', 'chargeback', 'lost'],
    ['closed', 'chargeback', 'closed'],
    ['other', 'other', 'other'],
    ['warning_new', 'alert', 'other'],
    ['WON', 'other', 'other'],
    ['constructor', 'other', 'other'],
  ])('the status %s is %s, %s', (providerStatus, stage, status) => {
    expect(dispute({ status: providerStatus }).dispute).toMatchObject({ stage, status, providerStatus });
  });

  test.each([undefined, null, 7, ''])('a status of %j is other', (status) => {
    expect(dispute({ status }).dispute).toMatchObject({
      stage: 'other',
      status: 'other',
      providerStatus: 'unknown',
    });
  });

  test.each([
    [10.43, 'usd', '10.43'],
    [0.1 + 0.2, 'usd', '0.30'],
    [1000, 'jpy', '1000'],
    [1.2345, 'kwd', '1.235'],
    [0.00012, 'btc', '0.00012'],
    [5, 'WHOP_USD', '5'],
    ['12.5', 'eur', '12.50'],
  ])('%j %s is %s', (amount, currency, expected) => {
    expect(dispute({ amount, currency }).dispute.amount).toEqual({
      amount: expected,
      currency: currency.toLowerCase(),
    });
  });

  test.each([
    [null, 'usd'],
    [49, null],
    ['much', 'usd'],
    ['1e999999', 'usd'],
    [{}, 'usd'],
    [49, 840],
  ])('an amount of %j %j is unknown', (amount, currency) => {
    expect(dispute({ amount, currency }).dispute.amount).toBeNull();
  });

  test.each([
    ['2026-12-01T00:00:00Z', '2026-12-01T00:00:00.000Z'],
    ['2026-12-01T00:00:00+02:00', '2026-11-30T22:00:00.000Z'],
    [1_796_083_200, '2026-12-01T00:00:00.000Z'],
    ['1796083200', '2026-12-01T00:00:00.000Z'],
    [null, null],
    [undefined, null],
    [0, null],
    ['0', null],
    ['soon', null],
    [true, null],
  ])('a deadline of %j is %j', (needs_response_by, respondBy) => {
    expect(dispute({ needs_response_by }).dispute.respondBy).toBe(respondBy);
  });

  test('Visa RDR has settled it', () => {
    expect(dispute({ visa_rdr: true }).dispute.settledByNetwork).toBe(true);
    expect(dispute({ visa_rdr: null }).dispute.settledByNetwork).toBe(false);
  });

  test('it need not name a payment, nor whether it is editable', () => {
    expect(dispute({ payment: null, editable: null }).dispute).toMatchObject({
      paymentId: null,
      editable: null,
    });
  });

  test('evidence is what Whop holds; empty texts are absent', () => {
    expect(dispute()).toMatchObject({
      texts: {
        billing_address: '1 Main St',
        customer_email_address: 'jane@example.com',
        customer_name: 'Jane Doe',
        product_description: 'Annual subscription',
        service_date: '2026-01-15',
      },
      files: { customer_communication_attachment: { id: 'RmlsZS0x', name: 'chat.pdf' } },
    });
    expect(Object.keys(dispute().texts)).not.toContain('cancellation_policy_disclosure');
  });

  test('evidence of another type than documented is absent', () => {
    const { texts, files } = dispute({
      notes: 7,
      customer_communication_attachment: 'file_1',
      uncategorized_attachment: { id: 'file_2', filename: 9 },
    });
    expect(texts).not.toHaveProperty('notes');
    expect(files).toEqual({ uncategorized_attachment: { id: 'file_2', name: null } });
  });
});

describe('reasons', () => {
  test.each([
    ['Fraudulent', 'fraudulent'],
    ['10.4 Other Fraud - Card Absent Environment', 'fraudulent'],
    ['No Cardholder Authorization', 'fraudulent'],
    ['Debit not authorized', 'fraudulent'],
    ['Product not received', 'not_received'],
    ['Merchandise/Services Not Received', 'not_received'],
    ['product_not_received', 'not_received'],
    ['Product unacceptable', 'not_as_described'],
    ['Not as Described or Defective Merchandise', 'not_as_described'],
    ['Subscription canceled', 'cancelled'],
    ['Cancelled recurring transaction', 'cancelled'],
    ['Duplicate', 'duplicate'],
    ['Paid by Other Means', 'duplicate'],
    ['Credit not processed', 'credit_not_processed'],
    ['Credit not received', 'credit_not_processed'],
    ['Unrecognized', 'unrecognized'],
    ['Bank cannot process', 'processing'],
    ['Incorrect amount', 'processing'],
    ['General', 'other'],
    ['Sonstiges', 'other'],
    ['', null],
    [null, null],
  ])('%s is %s', (words, reason) => {
    expect(reasonFromWords(words)).toBe(reason);
  });

  test("Whop's own words are kept", () => {
    expect(dispute({ reason: 'Sonstiges' }).dispute).toMatchObject({
      reason: 'other',
      providerReason: 'Sonstiges',
    });
    expect(dispute({ reason: null }).dispute).toMatchObject({ reason: null, providerReason: null });
  });
});

describe('alerts', () => {
  test.each([
    ['dispute', false],
    ['fraud', false],
    ['dispute_rdr', true],
    ['inquiry', false],
  ])('of type %s', (type, settledByNetwork) => {
    expect(alert({ alert_type: type })).toEqual({
      id: 'dspa_1',
      paymentId: 'pay_1',
      merchantId: 'biz_1',
      type,
      amount: { amount: '49.00', currency: 'usd' },
      settledByNetwork,
      disputeId: null,
      createdAt: '2026-11-19T10:00:00.000Z',
    });
  });

  test('name the dispute they became', () => {
    expect(alert({ dispute: { id: 'dp_1', status: 'needs_response' } }).disputeId).toBe('dp_1');
  });
});

describe('payments', () => {
  test('say what the draft can use', () => {
    expect(payment()).toEqual({
      payment: {
        id: 'pay_1',
        merchantId: 'biz_9',
        amount: { amount: '49.00', currency: 'usd' },
        refundedAmount: { amount: '5.50', currency: 'usd' },
        refundable: true,
      },
      texts: {
        customer_name: 'Jane Q. Doe',
        customer_email_address: 'jane@example.com',
        billing_address: '1 Main St, 62701 Springfield, IL, US',
        product_description: 'Acme Pro',
        service_date: '2026-10-31',
      },
      productId: 'prod_1',
    });
  });

  test('without a billing name the profile has one', () => {
    expect(payment({ billing_address: null }).texts).toMatchObject({ customer_name: 'jane' });
  });

  test('never paid: the day it was created', () => {
    expect(payment({ paid_at: null }).texts['service_date']).toBe('2026-10-30');
    expect(payment({ paid_at: '1793489400' }).texts['service_date']).toBe('2026-10-31');
  });

  test('a key without the right to see members leaves the draft without them', () => {
    const nobody = payment({ user: null, billing_address: { line1: ' ', city: null }, product: null });
    expect(nobody.texts).toEqual({ service_date: '2026-10-31' });
    expect(nobody.productId).toBeNull();
  });
});

describe('a payload of any shape, as long as it has its id', () => {
  test('is a dispute in our words', () => {
    fc.assert(
      fc.property(mutated(whopDispute()), (fields) => {
        const {
          dispute: reading,
          texts,
          files,
        } = disputeObject(disputePayload.parse({ ...fields, id: 'dp_1' }), 'biz_1');
        expect(STAGES).toContain(reading.stage);
        expect(STATUSES).toContain(reading.status);
        expect([...REASONS, null]).toContain(reading.reason);
        expect(Object.values(texts).every((text) => typeof text === 'string' && text !== '')).toBe(true);
        expect(Object.values(files).every(({ id }) => id !== '')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('is an alert in our words', () => {
    fc.assert(
      fc.property(mutated(whopAlert()), (fields) => {
        expect(alertReading(alertPayload.parse({ ...fields, id: 'dspa_1' }), 'biz_1')).toMatchObject({
          id: 'dspa_1',
          type: expect.any(String),
        });
      }),
      { numRuns: 300 },
    );
  });

  test('is a payment in our words', () => {
    fc.assert(
      fc.property(mutated(whopPayment()), (fields) => {
        const { texts } = paymentObject(paymentPayload.parse({ ...fields, id: 'pay_1' }), 'biz_1');
        expect(Object.values(texts).every((text) => typeof text === 'string' && text !== '')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('without one it is nothing', () => {
    fc.assert(
      fc.property(mutated(whopDispute()), (fields) => {
        expect(disputePayload.safeParse({ ...fields, id: undefined }).success).toBe(false);
      }),
    );
  });
});
