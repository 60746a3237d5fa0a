import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMoney, moneyFromMajor, type Money, zero } from '../../src/domain/money.ts';
import type { RefundLedger, RefundReading } from '../../src/domain/refund.ts';
import { judge } from '../../src/domain/refund-verdict.ts';
import { baseline, ledger, listed, money } from './refund-builders.ts';

const TEN = money('10.00');

describe('a call is ours', () => {
  test.each([
    ['succeeded', '10.00'],
    ['pending', '10.00'],
    ['pending', '0.00'],
    ['requires_action', '0.00'],
    ['other', '10.00'],
    ['failed', '0.00'],
    ['canceled', '0.00'],
  ] as const)('when one new matching refund is listed as %s and the total says %s', (status, total) => {
    const after = ledger({ refunded: money(total), refunds: [listed('rf_1', TEN, status)] });
    expect(judge(baseline(), after, TEN)).toMatchObject({ kind: 'ours', refund: { id: 'rf_1' } });
  });

  test.each([
    ['12', 'jpy'],
    ['12.00', 'usd'],
    ['1.234', 'kwd'],
    ['0.00000012', 'btc'],
    ['0.3', 'whop_usd'],
  ])('whatever the decimals: %s %s', (amount, currency) => {
    const asked = money(amount, currency);
    const after = ledger({ captured: null, refunded: asked, refunds: [listed('rf_1', asked)] });
    expect(judge(baseline(ledger({ refunded: zero(currency) })), after, asked).kind).toBe('ours');
  });

  test('when the number of decimals differs and the amount does not, as with JSON that prints 0.1 + 0.2', () => {
    const noisy = moneyFromMajor(0.1 + 0.2, 'whop_usd');
    const asked = money('0.30', 'whop_usd');
    const before = ledger({ refunded: zero('whop_usd') });
    expect(
      judge(baseline(before), ledger({ refunded: noisy, refunds: [listed('rf_1', noisy)] }), asked).kind,
    ).toBe('ours');
  });

  test('when the total is in another currency than refunds are, whatever it says', () => {
    const before = ledger({ captured: money('45.00', 'eur'), refunded: money('0.00') });
    const after = ledger({
      ...before,
      refunded: money('10.87'),
      refunds: [listed('rf_1', money('10.00', 'eur'))],
    });
    expect(judge(baseline(before), after, money('10.00', 'eur')).kind).toBe('ours');
  });

  test('although an earlier refund came through or failed meanwhile', () => {
    for (const [to, total] of [
      ['succeeded', '17.00'],
      ['failed', '10.00'],
    ] as const) {
      const before = ledger({
        refunded: to === 'failed' ? money('7.00') : money('0.00'),
        refunds: [listed('rf_0', money('7.00'), to === 'failed' ? 'succeeded' : 'pending')],
      });
      const refunds = [listed('rf_0', money('7.00'), to), listed('rf_1', TEN)];
      expect(judge(baseline(before), ledger({ refunded: money(total), refunds }), TEN).kind).toBe('ours');
    }
  });

  test("although the baseline's total was older than its list", () => {
    const before = ledger({ refunds: [listed('rf_0', TEN, 'pending')] });
    const refunds = [...before.refunds, listed('rf_1', TEN, 'pending')];
    expect(judge(baseline(before), ledger({ refunded: money('20.00'), refunds }), TEN)).toMatchObject({
      refund: { id: 'rf_1' },
    });
  });

  test('although the baseline was old and did not list a refund that our own records know of', () => {
    const refunds = [listed('rf_0'), listed('rf_1')];
    const after = ledger({ refunded: money('20.00'), refunds });
    const old = ledger({ refunded: TEN });
    expect(judge(baseline(old, ['rf_0']), after, TEN)).toMatchObject({ refund: { id: 'rf_1' } });
    expect(judge(baseline(old), after, TEN).kind, 'and not where they do not').toBe('unclear');
  });
});

describe('a call was not made', () => {
  test('when nothing is new and the total is the same', () => {
    const before = ledger({ refunded: TEN, refunds: [listed('rf_0')] });
    expect(judge(baseline(before), before, TEN)).toEqual({ kind: 'unchanged' });
    expect(judge(baseline(ledger({ refunded: null })), ledger(), TEN)).toEqual({ kind: 'unchanged' });
  });

  test('when all that changed is what became of an earlier refund', () => {
    const before = ledger({ refunded: TEN, refunds: [listed('rf_0')] });
    const after = ledger({ refunds: [listed('rf_0', TEN, 'failed')] });
    expect(judge(baseline(before), after, money('3.00'))).toEqual({ kind: 'unchanged' });
  });
});

describe('nothing is concluded', () => {
  const before = ledger({ refunded: TEN, refunds: [listed('rf_0')] });

  test.each<[string, RefundLedger]>([
    ['when the total has grown and nothing new is listed', ledger({ ...before, refunded: money('20.00') })],
    [
      'when two refunds are new',
      ledger({ refunded: money('30.00'), refunds: [...before.refunds, listed('rf_1'), listed('rf_2')] }),
    ],
    [
      'when the new one is of another amount',
      ledger({ refunded: money('13.00'), refunds: [...before.refunds, listed('rf_1', money('3.00'))] }),
    ],
    [
      'when the new one is in another currency',
      ledger({ refunded: TEN, refunds: [...before.refunds, listed('rf_1', money('10.00', 'eur'))] }),
    ],
    [
      'when the new one has no amount',
      ledger({ refunded: TEN, refunds: [...before.refunds, listed('rf_1', null)] }),
    ],
    [
      'when the new one came through and the total has not grown',
      ledger({ refunded: TEN, refunds: [...before.refunds, listed('rf_1')] }),
    ],
    [
      'when the new one failed and the total has grown',
      ledger({ refunded: money('20.00'), refunds: [...before.refunds, listed('rf_1', TEN, 'failed')] }),
    ],
    ['when the total got smaller', ledger({ ...before, refunded: money('0.00') })],
    ['when the list lacks what it showed before', ledger({ refunded: TEN })],
  ])('%s', (_case, after) => {
    expect(judge(baseline(before), after, TEN).kind).toBe('unclear');
  });
});

const cents = fc.integer({ min: 1, max: 2000 }).map((n): Money => money((n / 100).toFixed(2)));
const status = fc.constantFrom(
  'pending' as const,
  'requires_action' as const,
  'succeeded' as const,
  'failed' as const,
  'canceled' as const,
);

test('however earlier refunds fared and however the provider counts, a call that had an effect never passes for one that had none, nor the other way round', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ amount: cents, before: status, after: status }), { maxLength: 5 }),
      cents,
      status,
      fc.boolean(),
      fc.boolean(),
      (earlier, asked, ourStatus, made, countsPending) => {
        const known = (when: 'before' | 'after') =>
          earlier.map((refund, n) => listed(`rf_${n}`, refund.amount, refund[when]));
        const before = withTotal(known('before'), countsPending);
        const ours = made ? [listed('rf_ours', asked, ourStatus)] : [];
        const after = withTotal([...known('after'), ...ours], countsPending);
        const verdict = judge(baseline(before), after, asked);
        expect(verdict).toMatchObject(
          made ? { kind: 'ours', refund: { id: 'rf_ours' } } : { kind: 'unchanged' },
        );
      },
    ),
  );
});

test('a call that had an effect is never taken for one that had none while list or total shows it', () => {
  fc.assert(
    fc.property(fc.array(cents, { maxLength: 4 }), cents, fc.boolean(), (earlier, asked, inList) => {
      const refunds = earlier.map((amount, n) => listed(`rf_${n}`, amount));
      const before = withTotal(refunds, true);
      const ours = listed('rf_ours', asked);
      const after = inList
        ? { ...before, refunds: [...refunds, ours] }
        : { ...before, refunded: addMoney(before.refunded ?? zero('usd'), asked) };
      expect(judge(baseline(before), after, asked).kind).toBe('unclear');
    }),
  );
});

/** A payment whose own total agrees with its refunds. */
function withTotal(refunds: readonly RefundReading[], countsPending: boolean): RefundLedger {
  const counted = refunds.filter(({ status: is }) =>
    countsPending ? is !== 'failed' && is !== 'canceled' : is === 'succeeded',
  );
  const refunded = counted.reduce((sum, { amount }) => addMoney(sum, amount ?? zero('usd')), zero('usd'));
  return ledger({ refunded, refunds });
}
