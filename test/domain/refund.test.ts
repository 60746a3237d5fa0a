import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMoney, compareMoney, type Money, moneyFromMinor, zero } from '../../src/domain/money.ts';
import { lagsBehind, maybeThisOne, refuseRefund, remaining } from '../../src/domain/refund-ledger.ts';
import { externalRefund, isFinal, newRefund, takeRefundReading } from '../../src/domain/refund.ts';
import { after, ANN, START } from './builders.ts';
import { baseline, ledger, listed, money } from './refund-builders.ts';

const asked = newRefund({
  id: 'whop:pay_1:k',
  provider: 'whop',
  paymentId: 'pay_1',
  key: 'k',
  asked: money('10.00'),
  reason: null,
  by: ANN,
  caseId: null,
  requestedAt: START,
});

const at = (ms: number) => ({ ...listed('rf_1'), createdAt: after(ms) });

describe('what may be a refund nothing here knows a call of', () => {
  const late = { ...asked, createdAt: after(500) };
  const found = (refund: typeof asked, reading: ReturnType<typeof listed>, own: readonly string[] = []) =>
    maybeThisOne(refund, ledger({ refunds: [reading] }), own).map(({ id }) => id);

  test('is of its amount, alive, made since it was asked for, and not of another that was', () => {
    expect(found(late, at(501))).toEqual(['rf_1']);
    expect(found(late, at(499)), 'made before').toEqual([]);
    expect(found(late, at(0)), 'in the same second, where seconds are told').toEqual(['rf_1']);
    expect(found(late, at(501), ['rf_1'])).toEqual([]);
    expect(found(late, { ...at(501), amount: money('9.99') })).toEqual([]);
    expect(found(late, { ...at(501), status: 'failed' })).toEqual([]);
    expect(found(late, { ...at(501), createdAt: null })).toEqual(['rf_1']);
  });

  test('was made after a person said that what is there is another', () => {
    const denied = {
      ...late,
      resolution: { outcome: 'not_done', note: '', by: ANN, at: after(900) },
    } as const;
    expect(found(denied, at(899))).toEqual([]);
    expect(found(denied, at(901))).toEqual(['rf_1']);
    expect(found(denied, { ...at(901), createdAt: null })).toEqual([]);
  });

  test('has left nothing, where all that remained was asked for', () => {
    const all = { ...late, asked: null };
    expect(found(all, at(501))).toEqual([]);
    expect(found(all, { ...at(501), amount: money('49.00') })).toEqual(['rf_1']);
  });
});

describe('what remains', () => {
  test.each([
    ['jpy', '4900', '1200', '3700'],
    ['usd', '49.00', '12.34', '36.66'],
    ['kwd', '49.125', '0.126', '48.999'],
    ['btc', '0.12345678', '0.00000001', '0.12345677'],
    ['whop_usd', '0.3', '0.1', '0.2'],
  ])('is exact in %s', (currency, captured, refunded, left) => {
    const of = (amount: string): Money => ({ amount, currency });
    const read = ledger({
      captured: of(captured),
      refunded: of(refunded),
      refunds: [listed('rf_1', of(refunded))],
    });
    expect(remaining(read)).toEqual(of(left));
  });

  test('counts what is under way, needs action or has a status new to us, and not what failed or was called off', () => {
    const refunds = (['succeeded', 'pending', 'requires_action', 'other', 'failed', 'canceled'] as const).map(
      (status) => listed(`rf_${status}`, money('5.00'), status),
    );
    expect(remaining(ledger({ refunds }))).toEqual(money('29.00'));
  });

  test('is by the list or by the total, whichever leaves less', () => {
    const refunds = [listed('rf_1')];
    expect(remaining(ledger({ refunds, refunded: money('0.00') }))).toEqual(money('39.00'));
    expect(remaining(ledger({ refunds, refunded: money('12.00') }))).toEqual(money('37.00'));
    expect(remaining(ledger({ refunds, refunded: null }))).toEqual(money('39.00'));
  });

  test('is never less than nothing', () => {
    expect(remaining(ledger({ refunded: money('50.00') }))).toEqual(money('0.00'));
  });

  test('on a payment in two currencies is in the charge currency, by the list alone', () => {
    const read = ledger({
      captured: money('45.00', 'eur'),
      refunded: money('21.74'),
      refunds: [listed('rf_1', money('20.00', 'eur'))],
    });
    expect(remaining(read)).toEqual(money('25.00', 'eur'));
  });

  test('is not told when the payment names no amount, or a refund is in another currency or in none', () => {
    expect(remaining(ledger({ captured: null }))).toBeNull();
    expect(remaining(ledger({ refunds: [listed('rf_1', money('5.00', 'eur'))] }))).toBeNull();
    expect(remaining(ledger({ refunds: [listed('rf_1', null)] }))).toBeNull();
    expect(remaining(ledger({ refunds: [listed('rf_1', null, 'failed')] }))).toEqual(money('49.00'));
  });

  test('and all refunds together are never more than was captured, however they fare', () => {
    fc.assert(
      fc.property(
        dollars(50),
        fc.array(dollars(30), { maxLength: 6 }),
        dollars(60),
        (captured, parts, total) => {
          const left = remaining(
            ledger({ captured, refunded: total, refunds: parts.map((part, n) => listed(`rf_${n}`, part)) }),
          );
          const sum = parts.reduce(addMoney, left ?? zero('usd'));
          expect(compareMoney(left ?? zero('usd'), zero('usd'))).toBeGreaterThanOrEqual(0);
          if (compareMoney(left ?? zero('usd'), zero('usd')) > 0)
            expect(compareMoney(sum, captured)).toBeLessThanOrEqual(0);
        },
      ),
    );
  });
});

describe('a refund is refused before any call', () => {
  test.each([
    [
      'disputed, before anything else',
      money('99.00'),
      { disputed: 'It is disputed.' },
      { code: 'disputed', message: 'It is disputed.' },
    ],
    [
      'refunded in full',
      money('1.00'),
      { refunded: money('49.00'), refundable: false },
      { code: 'more_than_remains', message: 'Nothing of this payment remains to be refunded.' },
    ],
    ['not refundable', null, { refundable: false }, { code: 'not_refundable' }],
    [
      'asked for in another currency',
      money('1.00', 'eur'),
      {},
      { code: 'refused', message: 'This payment is refunded in usd, not in eur.' },
    ],
    [
      'asked for beyond what remains',
      money('39.01'),
      { refunded: money('10.00') },
      { code: 'more_than_remains', message: 'Only 39.00 usd of this payment remains to be refunded.' },
    ],
  ])('when the payment is %s', (_case, amount, changes, failure) => {
    expect(refuseRefund(amount, ledger(changes))).toMatchObject(failure);
  });

  test.each([
    ['exactly what remains', money('49'), {}],
    ['whatever remains', null, {}],
    ['anything, when what remains is not told', money('99.00'), { captured: null }],
    [
      'anything, when the provider does not say whether it is refundable',
      money('1.00'),
      { refundable: null },
    ],
  ])('and not for %s', (_case, amount, changes) => {
    expect(refuseRefund(amount, ledger(changes))).toBeNull();
  });
});

describe('a read lags behind', () => {
  test.each([
    ['a refund of ours is missing in the list', ledger(), ['rf_1'], true],
    ['the total is less than what came through', ledger({ refunds: [listed('rf_1')] }), [], true],
    ['everything is there', ledger({ refunded: money('10.00'), refunds: [listed('rf_1')] }), ['rf_1'], false],
    [
      'one under way is not in the total yet',
      ledger({ refunds: [listed('rf_1', money('10.00'), 'pending')] }),
      ['rf_1'],
      false,
    ],
    [
      'one that failed is in neither',
      ledger({ refunds: [listed('rf_1', money('10.00'), 'failed')] }),
      ['rf_1'],
      false,
    ],
    ['there is no total', ledger({ refunded: null, refunds: [listed('rf_1')] }), [], false],
    [
      'the total is in another currency',
      ledger({ refunded: money('0.00', 'eur'), refunds: [listed('rf_1')] }),
      [],
      false,
    ],
  ])('%s', (_case, read, knownIds, lags) => {
    expect(lagsBehind(baseline(read, knownIds))).toBe(lags);
  });
});

describe('what the provider says of a refund', () => {
  test('replaces what was thought of it, and a status new to us changes nothing', () => {
    const refund = { ...asked, status: 'needs_attention' as const };
    takeRefundReading(refund, listed('rf_1', money('10.00'), 'pending'), after(1000));
    expect(refund).toMatchObject({
      providerRefundId: 'rf_1',
      status: 'pending',
      processor: 'stripe',
      attention: null,
      updatedAt: after(1000),
    });
    takeRefundReading(refund, listed('rf_1', money('10.00'), 'other'), after(2000));
    expect(refund.status).toBe('pending');
  });

  test('keeps a bank reference that came before', () => {
    const refund = { ...asked };
    const reference = { status: 'available', type: 'acquirer_reference_number', value: '7453' };
    takeRefundReading(refund, { ...listed('rf_1'), reference }, after(1000));
    takeRefundReading(refund, listed('rf_1'), after(2000));
    expect(refund.reference).toEqual(reference);
  });

  test('may take a success back, and says so', () => {
    const refund = { ...asked };
    takeRefundReading(refund, listed('rf_1'), after(1000));
    expect(isFinal(refund)).toBe(true);
    takeRefundReading(refund, listed('rf_1', money('10.00'), 'failed'), after(2000));
    expect(refund).toMatchObject({ status: 'failed', failure: { code: 'failed_at_provider' } });
  });

  test('is kept with the moment since when it is known how it ended', () => {
    const refund = { ...asked };
    takeRefundReading(refund, listed('rf_1', money('10.00'), 'pending'), after(1000));
    expect(refund.settledAt).toBeUndefined();
    takeRefundReading(refund, listed('rf_1'), after(2000));
    takeRefundReading(refund, listed('rf_1'), after(3000));
    expect(refund.settledAt).toBe(after(2000));
    takeRefundReading(refund, listed('rf_1', money('10.00'), 'failed'), after(4000));
    expect(refund.settledAt).toBe(after(4000));
  });

  test('makes a record of one made elsewhere, under no key', () => {
    const external = externalRefund('whop', ledger(), listed('rf_9', money('3.00')), after(1000));
    expect(external).toMatchObject({
      id: 'whop:pay_1:external:rf_9',
      key: null,
      asked: money('3.00'),
      amount: money('3.00'),
      status: 'succeeded',
      merchantId: 'biz_1',
      createdAt: START,
      by: { type: 'provider', id: 'whop' },
    });
  });
});

function dollars(max: number): fc.Arbitrary<Money> {
  return fc.integer({ min: 0, max: 100 * max }).map((cents) => moneyFromMinor(cents, 'usd') ?? zero('usd'));
}
