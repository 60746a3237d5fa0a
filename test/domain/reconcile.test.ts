import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/instant.ts';
import { CaseFile } from '../../src/domain/case-file.ts';
import { takeEvent } from '../../src/domain/intake.ts';
import type { AlertReading, DisputeReading } from '../../src/domain/provider.ts';
import { findDifference, requestAgain } from '../../src/domain/reconcile.ts';
import { newRefund } from '../../src/domain/refund.ts';
import {
  after,
  alertReading,
  ANN,
  disputeIn,
  fileWith,
  PROVIDER,
  reading,
  START,
  warning,
} from './builders.ts';
import { takeDisputeReading } from '../../src/domain/reading.ts';

/** What a list with this object in it brings to light, the case left as it is. */
function found(about: DisputeReading | AlertReading, file: CaseFile | null, now = after(HOUR)) {
  const listed =
    'stage' in about
      ? { kind: 'dispute' as const, dispute: about }
      : { kind: 'alert' as const, alert: about };
  const copy = file && new CaseFile(structuredClone(file.state), file.policy, file.capabilities);
  return findDifference('whop', listed, copy, now);
}

describe('what differs', () => {
  test('a dispute or alert of no case is for the case of its payment to open', () => {
    expect(found(reading(), null)).toMatchObject({
      event: {
        id: 'reconcile:dispute:dp_1:unknown',
        via: 'reconcile',
        paymentId: 'pay_1',
        object: { id: 'dp_1' },
      },
      differs: [],
      told: false,
    });
    expect(found(alertReading(), null)?.event).toMatchObject({
      id: 'reconcile:alert:dspa_1:unknown',
      object: { kind: 'alert', id: 'dspa_1' },
    });
  });

  test('a second dispute of a known payment is for the case there is', () => {
    expect(found(reading({ id: 'dp_2' }), fileWith())).toMatchObject({
      event: { paymentId: 'pay_1', object: { id: 'dp_2' } },
      differs: [],
    });
  });

  test('what the case knows already is nothing', () => {
    expect(found(reading(), fileWith())).toBeNull();
    expect(found(alertReading(), fileWith([alertReading()]))).toBeNull();
  });

  test.each<[what: string, changes: Partial<DisputeReading>, differs: string[]]>([
    ['a ruling', { status: 'won', editable: false }, ['status', 'providerStatus', 'editable']],
    [
      'a word that is new to us',
      { status: 'other', providerStatus: 'in_arbitration' },
      ['providerStatus', 'editable'],
    ],
    ['a deadline that moved', { respondBy: after(3 * DAY) }, ['respondBy']],
    ['an answer given elsewhere', { editable: false }, ['editable']],
    ['a settlement by the network', { settledByNetwork: true }, ['settledByNetwork']],
    ['another amount', { amount: { amount: '12.00', currency: 'usd' } }, ['amount']],
  ])('%s', (_what, changes, differs) => {
    expect(found(reading(changes), fileWith())?.differs).toEqual(differs);
  });

  test('a warning that became a dispute', () => {
    const { differs } = found(reading(), fileWith([warning()])) ?? {};
    expect(differs).toEqual(['stage', 'providerStatus']);
  });

  test('a dispute that was gone and is listed again', () => {
    const file = fileWith();
    disputeIn(file).goneAt = after(MINUTE);
    expect(found(reading(), file)?.differs).toEqual(['goneAt']);
  });

  test('what a list leaves out is no difference', () => {
    const silent = reading({
      amount: null,
      reason: null,
      providerReason: null,
      editable: null,
      createdAt: null,
    });
    expect(found(silent, fileWith())).toBeNull();
  });
});

describe('what a case has reason not to believe is no difference', () => {
  test('a warning listed after it became a dispute', () => {
    expect(found(warning(), fileWith())).toBeNull();
  });

  test('a list that lags behind our own submission', () => {
    const file = fileWith();
    disputeIn(file).submission = { step: 'done', at: after(HOUR), by: 'us', evidenceHash: null };
    disputeIn(file).status = 'under_review';
    expect(found(reading(), file, after(HOUR + 10 * SECOND))).toBeNull();
    expect(found(reading(), file, after(DAY))?.differs).toContain('status');
  });

  test('an alert that is over, and whatever goes on as something else', () => {
    const file = fileWith([alertReading(), reading({ id: 'dp_2' })]);
    expect(disputeIn(file, 'dspa_1').supersededBy).toBe('dp_2');
    expect(found(alertReading({ amount: null, settledByNetwork: true }), file)).toBeNull();
    const expired = fileWith([alertReading()]);
    disputeIn(expired).status = 'closed';
    expect(found(alertReading({ settledByNetwork: true }), expired)).toBeNull();
  });
});

describe('the event for a finding', () => {
  const won = reading({ status: 'won', editable: false });

  test('is the same however often it is found before the case has acted, and new when something else is', () => {
    const file = fileWith();
    const { event } = found(won, file) ?? {};
    expect(event?.id).toMatch(/^reconcile:dispute:dp_1:2026-11-01:[0-9a-f]{16}$/);
    expect(found(won, file, after(2 * HOUR))?.event.id).toBe(event?.id);
    expect(found(reading({ status: 'lost', editable: false }), file)?.event.id).not.toBe(event?.id);
  });

  test('that a case was told, and stayed as it is, is marked; it is told once more the next day', () => {
    const file = fileWith();
    const finding = found(won, file);
    if (finding === null) throw new Error('not found');
    takeEvent(file, finding.event, after(HOUR));
    expect(found(won, file, after(2 * HOUR))).toMatchObject({ told: true, event: { id: finding.event.id } });
    expect(found(won, file, after(DAY))).toMatchObject({ told: false });
  });

  test('differs when the same ruling comes a second time, after it had turned', () => {
    const file = fileWith();
    const lost = reading({ status: 'lost', editable: false });
    const first = found(won, file)?.event.id;
    takeDisputeReading(file, disputeIn(file), lost, after(HOUR), PROVIDER);
    expect(found(won, file)?.event.id).not.toBe(first);
  });

  test('goes to a case that does not know its payment yet, which then hands everything over', () => {
    const provisional = fileWith([reading({ paymentId: null })], { id: 'whop:dispute.dp_1' });
    const finding = found(reading(), provisional);
    expect(finding).toMatchObject({ differs: ['payment'], event: { paymentId: null } });
  });

  test('goes to the case of the payment though the list does not name it', () => {
    expect(found({ ...won, paymentId: null }, fileWith())?.event.paymentId).toBe('pay_1');
  });
});

describe('a refund that was reserved', () => {
  const request = {
    id: 'whop:pay_1:key',
    provider: 'whop',
    paymentId: 'pay_1',
    key: 'key',
    asked: null,
    reason: 'kindness',
    by: ANN,
    caseId: null,
    requestedAt: START,
  } as const;

  test('is asked for again as it was, once nobody else is going to', () => {
    expect(requestAgain(newRefund(request), after(59 * SECOND))).toBeNull();
    expect(requestAgain(newRefund(request), after(MINUTE))).toEqual(request);
  });

  test('elsewhere is none of ours', () => {
    expect(requestAgain({ ...newRefund(request), key: null }, after(DAY))).toBeNull();
  });
});
