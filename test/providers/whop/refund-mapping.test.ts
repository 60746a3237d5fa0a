import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RefundLedger, RefundReading } from '../../../src/domain/refund.ts';
import { paymentPayload, refundPayload } from '../../../src/providers/whop/payloads.ts';
import { refundLedger, refundReading } from '../../../src/providers/whop/refund-mapping.ts';
import { mutated } from '../mutated.ts';
import { whopPayment, whopRefund } from './samples.ts';

const DISPUTED = 'This payment has been disputed. Therefore, it cannot be refunded.';

function refund(fields: Readonly<Record<string, unknown>> = {}): RefundReading {
  return refundReading(refundPayload.parse(whopRefund(fields)), 'pay_1');
}

function ledger(fields: Readonly<Record<string, unknown>> = {}): RefundLedger {
  return refundLedger(paymentPayload.parse(whopPayment(fields)), [], 'biz_1');
}

describe('a refund', () => {
  test('keeps every field of its page in the documentation', () => {
    expect(refund()).toEqual({
      id: 'rf_1',
      paymentId: 'pay_1',
      amount: { amount: '6.90', currency: 'usd' },
      status: 'succeeded',
      providerStatus: 'succeeded',
      processor: 'stripe',
      reference: { status: 'available', type: 'acquirer_reference_number', value: '74850120752' },
      createdAt: '2026-11-20T10:00:00.401Z',
      processorCreatedAt: '2026-11-20T10:00:01.000Z',
    });
  });

  test.each(['pending', 'requires_action', 'succeeded', 'failed', 'canceled'])('%s is that', (status) => {
    expect(refund({ status })).toMatchObject({ status, providerStatus: status });
  });

  test.each(['reversed', 'Succeeded', 'constructor', '__proto__'])(
    'the new status %s is other, its word kept',
    (status) => {
      expect(refund({ status })).toMatchObject({ status: 'other', providerStatus: status });
    },
  );

  test.each([undefined, null, 7, ''])('a status of %j is other', (status) => {
    expect(refund({ status })).toMatchObject({ status: 'other', providerStatus: 'unknown' });
  });

  test('has no reference until the bank gives one', () => {
    const fields = { reference_status: 'pending', reference_type: null, reference_value: undefined };
    expect(refund(fields).reference).toEqual({ status: 'pending', type: null, value: null });
  });

  test('that no longer names its payment belongs to the one it was listed for', () => {
    expect(refund({ payment: null }).paymentId).toBe('pay_1');
  });

  test.each([
    [1000, 'jpy', '1000'],
    [0.1 + 0.2, 'usd', '0.30'],
    [1.005, 'usd', '1.01'],
    [1.234, 'kwd', '1.234'],
    [0.1 + 0.2, 'kwd', '0.300'],
    [0.12345678, 'btc', '0.12345678'],
    [1e-8, 'btc', '0.00000001'],
    [0.1 + 0.2, 'btc', '0.3'],
    [5.25, 'whop_usd', '5.25'],
  ])('of %j %s is of exactly %s', (amount, currency, exact) => {
    expect(refund({ amount, currency }).amount).toEqual({ amount: exact, currency });
  });
});

describe("a payment's account of its refunds", () => {
  test('says what was paid, what was given back, and whether more can be', () => {
    expect(ledger()).toEqual({
      paymentId: 'pay_1',
      merchantId: 'biz_9',
      captured: { amount: '49.00', currency: 'usd' },
      refunded: { amount: '5.50', currency: 'usd' },
      refundable: true,
      disputed: null,
      refunds: [],
    });
  });

  test('counts what the buyer was charged, the fees the creator is not shown included', () => {
    expect(ledger({ total: 49, settlement_amount: 50.47 }).captured).toEqual({
      amount: '50.47',
      currency: 'usd',
    });
  });

  test('of a payment in two currencies is in the one the buyer paid in', () => {
    const { captured, refunded } = ledger({ settlement_amount: 7400, settlement_currency: 'jpy' });
    expect(captured).toEqual({ amount: '7400', currency: 'jpy' });
    expect(refunded).toEqual({ amount: '5.50', currency: 'usd' });
  });

  test('never takes the amount shown to the creator for one in the currency the buyer paid in', () => {
    expect(ledger({ settlement_amount: null, settlement_currency: 'jpy' }).captured).toBeNull();
  });

  test.each([
    { settlement_amount: null, settlement_currency: null },
    { settlement_amount: undefined, settlement_currency: 'USD' },
    { settlement_amount: 'much', settlement_currency: undefined },
  ])('without the amount charged uses the total (%j)', (fields) => {
    expect(ledger(fields).captured).toEqual({ amount: '49.00', currency: 'usd' });
  });

  test('may tell nothing at all', () => {
    const nothing = { total: null, settlement_amount: null, refunded_amount: null, refundable: null };
    expect(ledger(nothing)).toMatchObject({ captured: null, refunded: null, refundable: null });
  });

  test.each([
    [['needs_response'], DISPUTED],
    [['under_review'], DISPUTED],
    [['lost'], DISPUTED],
    [['won', 'lost'], DISPUTED],
    [['warning_closed', 'needs_response'], DISPUTED],
    [['warning_needs_response'], null],
    [['warning_under_review'], null],
    [['warning_closed'], null],
    [['won'], null],
    [['closed'], null],
    [['other'], null],
    [['paused', 'warning_new'], null],
    [[null], null],
    [[], null],
  ])('with disputes that are %j', (statuses, disputed) => {
    expect(ledger({ disputes: statuses.map((status) => ({ id: 'dp_1', status })) }).disputed).toBe(disputed);
  });

  test.each([null, undefined, 'none', {}])('knows of no dispute where it is shown none (%j)', (disputes) => {
    expect(ledger({ disputes }).disputed).toBeNull();
  });

  test('sees the dispute beside an entry that makes no sense', () => {
    expect(ledger({ disputes: [null, 7, 'lost', { status: 'lost' }] }).disputed).toBe(DISPUTED);
  });
});

/** An amount with as many decimals as its currency has, in a size that money comes in. */
const exactAmount = fc
  .constantFrom(['jpy', 0] as const, ['usd', 2] as const, ['kwd', 3] as const, ['btc', 8] as const)
  .chain(([currency, decimals]) =>
    fc.integer({ min: 1, max: 1_000_000_000 }).map((units) => ({
      currency,
      decimals,
      units,
      number: Number(`${units}e-${decimals}`),
    })),
  );

test('an amount comes through to the last of its decimals', () => {
  fc.assert(
    fc.property(exactAmount, ({ currency, decimals, units, number }) => {
      const { amount } = refund({ amount: number, currency });
      expect(amount?.currency).toBe(currency);
      const [whole, fraction = ''] = (amount?.amount ?? '').split('.');
      expect(BigInt(`${whole}${fraction.padEnd(decimals, '0')}`)).toBe(BigInt(units));
    }),
  );
});

test('binary noise never becomes money', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 20 }), (cents) => {
      const number = cents.reduce((sum, cent) => sum + cent / 100, 0);
      const total = cents.reduce((sum, cent) => sum + cent, 0);
      expect(refund({ amount: number }).amount?.amount).toBe((total / 100).toFixed(2));
    }),
  );
});

test('a refund of any shape, as long as it has its id, is a refund in our words', () => {
  const statuses = ['pending', 'requires_action', 'succeeded', 'failed', 'canceled', 'other'];
  fc.assert(
    fc.property(mutated(whopRefund()), (fields) => {
      const reading = refundReading(refundPayload.parse({ ...fields, id: 'rf_1' }), 'pay_1');
      expect(statuses).toContain(reading.status);
      expect(reading.paymentId).not.toBe('');
      expect(JSON.stringify(reading)).not.toMatch(/jane|doe/i);
    }),
    { numRuns: 300 },
  );
});

test('a payment of any shape, as long as it has its id, has an account', () => {
  fc.assert(
    fc.property(mutated(whopPayment({ disputes: [{ id: 'dp_1', status: 'won' }] })), (fields) => {
      const { captured, disputed, refundable } = refundLedger(
        paymentPayload.parse({ ...fields, id: 'pay_1' }),
        [],
        'biz_1',
      );
      expect([true, false, null]).toContain(refundable);
      expect([DISPUTED, null]).toContain(disputed);
      if (captured !== null) expect(captured.amount).toMatch(/^-?\d+(\.\d+)?$/);
    }),
    { numRuns: 300 },
  );
});
