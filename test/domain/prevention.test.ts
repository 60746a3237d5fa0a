import { describe, expect, test } from 'vitest';
import { decide, refuseDecision } from '../../src/domain/decisions.ts';
import type { CaseFile } from '../../src/domain/case-file.ts';
import { tick } from '../../src/domain/clock.ts';
import { takeEvent } from '../../src/domain/intake.ts';
import type { DecisionRequest } from '../../src/domain/messages.ts';
import { plan } from '../../src/domain/plan.ts';
import type { AutoRefundRule } from '../../src/domain/policy.ts';
import { takeRefundNews } from '../../src/domain/prevention.ts';
import type { AlertReading } from '../../src/domain/provider.ts';
import { takeReadResult } from '../../src/domain/reads.ts';
import type { RefundNews } from '../../src/domain/refund.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import {
  ANN,
  after,
  alertReading,
  attention,
  disputeIn,
  event,
  fileWith,
  noted,
  payment,
  reading,
  readResult,
  START,
  warning,
} from './builders.ts';

const REFUND: DecisionRequest = { decision: 'refund', by: ANN };
const RULE: AutoRefundRule = {
  provider: 'whop',
  currency: 'usd',
  upTo: '49.00',
  alertTypes: ['dispute', 'fraud'],
};

function alerted(changes: Partial<AlertReading> = {}, rules: readonly AutoRefundRule[] = []): CaseFile {
  return fileWith([alertReading(changes)], {
    policy: { alerts: { ...BUILT_IN_POLICY.alerts, autoRefund: rules } },
  });
}

/** A case that was read once, so that what was paid is known. */
function alertedAndRead(changes: Partial<AlertReading> = {}, rules: readonly AutoRefundRule[] = [RULE]) {
  const file = alerted(changes, rules);
  takeReadResult(file, readResult({ alerts: [alertReading(changes)], payment: payment() }), START);
  return file;
}

function news(changes: Partial<RefundNews> = {}): RefundNews {
  return { refundId: 'whop:pay_1:alert-dspa_1', status: 'pending', amount: null, failure: null, ...changes };
}

const FAILED = news({ status: 'failed', failure: { code: 'refused', message: 'It was refused.' } });

describe('a person refunds at the alert stage', () => {
  test('an alert, under a key of its own', () => {
    const file = alerted();
    decide(file, REFUND, START);
    expect(disputeIn(file).refunds).toMatchObject([
      { id: 'whop:pay_1:alert-dspa_1', key: 'alert-dspa_1', requested: false, status: 'pending' },
    ]);
    expect(plan(file, START)).toMatchObject({ do: 'request_refund', refund: { key: 'alert-dspa_1' } });
  });

  test('a warning as well', () => {
    const file = fileWith([warning()]);
    expect(refuseDecision(file, REFUND, START)).toBeNull();
  });

  test.each([
    ['a formal dispute', fileWith(), /disputed payment cannot be refunded/],
    ['what the network settled', alerted({ settledByNetwork: true }), /would pay twice/],
    ['an alert without a payment', alerted({ paymentId: null }), /payment is not known/],
    ['a warning that is over', fileWith([warning({ status: 'closed' })]), /It is over/],
    [
      'where the provider takes no refunds',
      fileWith([alertReading()], { capabilities: { refund: false } }),
      /refund where/,
    ],
  ])('but not %s', (_case, file, why) => {
    expect(refuseDecision(file, REFUND, START)).toMatchObject({
      kind: 'conflict',
      message: expect.stringMatching(why),
    });
  });
});

describe('the policy refunds at the alert stage', () => {
  test('what a rule covers, once and at once', () => {
    const file = alertedAndRead();
    tick(file, START);
    expect(disputeIn(file)).toMatchObject({
      decision: { kind: 'refund', by: { type: 'policy' } },
      refunds: [{ key: 'alert-dspa_1' }],
    });
    takeRefundNews(file, FAILED, START);
    tick(file, after(1000));
    expect(disputeIn(file).refunds, 'a person decides after that').toHaveLength(1);
  });

  test.each<[string, CaseFile]>([
    ['no rule', alertedAndRead({}, [])],
    ['another currency', alertedAndRead({}, [{ ...RULE, currency: 'eur' }])],
    ['another type of alert', alertedAndRead({ type: 'inquiry' })],
    ['an alert above the limit', alertedAndRead({ amount: { amount: '49.01', currency: 'usd' } })],
    ['an alert without an amount', alertedAndRead({ amount: null })],
    [
      'a payment above the limit, though the alert is below',
      alertedAndRead({ amount: { amount: '5.00', currency: 'usd' } }, [{ ...RULE, upTo: '48.99' }]),
    ],
    ['what the network settled', alertedAndRead({ settledByNetwork: true })],
    [
      'RDR, even where a rule names its type',
      alertedAndRead({ type: 'dispute_rdr', settledByNetwork: true }, [
        { ...RULE, alertTypes: ['dispute_rdr'] },
      ]),
    ],
    ['a payment that was not read yet', alerted({}, [RULE])],
  ])('and not %s', (_case, file) => {
    tick(file, START);
    expect(disputeIn(file)).toMatchObject({ decision: null, refunds: [] });
  });

  test('and not once a dispute is there', () => {
    const file = alerted({}, [RULE]);
    takeEvent(file, event(reading()), START);
    takeReadResult(
      file,
      readResult({ alerts: [alertReading()], disputes: [reading()], payment: payment() }),
      START,
    );
    tick(file, START);
    expect(file.state.disputes.flatMap(({ refunds }) => refunds)).toEqual([]);
  });

  test('nor what a person decided about', () => {
    const file = alerted({}, [RULE]);
    decide(file, { decision: 'ignore', by: ANN }, START);
    takeReadResult(file, readResult({ alerts: [alertReading()], payment: payment() }), START);
    tick(file, START);
    expect(disputeIn(file).refunds).toEqual([]);
  });
});

describe('a prevention that failed', () => {
  function decided(): CaseFile {
    const file = alerted();
    decide(file, REFUND, START);
    takeRefundNews(file, news(), START);
    return file;
  }

  test.each([FAILED, news({ status: 'canceled' })])(
    'as $status asks for another decision, which gets a key of its own',
    (failed) => {
      const file = decided();
      takeRefundNews(file, failed, START);
      expect(attention(file)).toEqual(['refund_failed']);
      expect(refuseDecision(file, REFUND, START)).toBeNull();
      decide(file, REFUND, START);
      expect(disputeIn(file).refunds.map(({ key }) => key)).toEqual(['alert-dspa_1', 'alert-dspa_1.2']);
    },
  );

  test('says why', () => {
    const file = decided();
    takeRefundNews(file, FAILED, START);
    expect(file.state.attention[0]?.reason).toContain('It was refused.');
  });

  test('days after it seemed to succeed asks for a person as well', () => {
    const file = decided();
    takeRefundNews(file, news({ status: 'succeeded' }), START);
    expect(attention(file)).toEqual([]);
    takeRefundNews(file, FAILED, after(1000));
    expect(attention(file)).toEqual(['refund_failed']);
  });

  test('is told once, however often it is heard', () => {
    const file = decided();
    takeRefundNews(file, FAILED, START);
    takeRefundNews(file, FAILED, after(1000));
    expect(noted(file).filter((kind) => kind === 'refund_news')).toHaveLength(1);
  });

  test.each(['refund', 'ignore'] as const)('needs nobody any more once somebody decided: %s', (decision) => {
    const file = decided();
    takeRefundNews(file, FAILED, START);
    decide(file, { ...REFUND, decision }, START);
    expect(attention(file)).toEqual([]);
  });

  test('because the dispute came first asks about that dispute, until it is decided', () => {
    const file = decided();
    takeEvent(file, event(reading()), START);
    takeRefundNews(file, { ...FAILED, failure: { code: 'disputed', message: 'It is disputed.' } }, START);
    expect(file.state.attention).toMatchObject([
      { kind: 'refund_failed', disputeId: 'dp_1', reason: expect.stringContaining('It is disputed.') },
    ]);
    decide(file, { decision: 'challenge', by: ANN, disputeId: 'dp_1' }, START);
    expect(attention(file)).toEqual([]);
  });

  test('needs nobody for itself once a dispute came of it after all', () => {
    const file = decided();
    takeRefundNews(file, FAILED, START);
    takeEvent(file, event(reading()), START);
    expect(file.state.attention.filter(({ disputeId }) => disputeId === 'dspa_1')).toEqual([]);
  });

  test('of which nobody knows whether it was made needs a person, until that is settled', () => {
    const file = decided();
    takeRefundNews(file, news({ status: 'needs_attention' }), START);
    expect(attention(file)).toEqual(['refund_failed']);
    expect(disputeIn(file).decision, 'nothing else can be decided meanwhile').not.toBeNull();
    takeRefundNews(file, news({ status: 'succeeded' }), START);
    expect(attention(file)).toEqual([]);
  });
});

test('news of a refund this case did not ask for stands in its time line alone', () => {
  const file = fileWith();
  const disputed = { code: 'disputed' as const, message: 'It is disputed.' };
  takeRefundNews(file, news({ refundId: 'whop:pay_1:k', status: 'failed', failure: disputed }), START);
  expect(noted(file)).toContain('refund_news');
  expect(attention(file)).toEqual([]);
});
