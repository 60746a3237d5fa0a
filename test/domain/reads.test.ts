import { describe, expect, test } from 'vitest';
import { canBeAnswered } from '../../src/domain/dispute.ts';
import { DAY, HOUR, MINUTE, SECOND, millis } from '../../src/domain/instant.ts';
import { takeEvent } from '../../src/domain/intake.ts';
import {
  backoff,
  readRequest,
  stagingFailed,
  takeReadFailure,
  takeReadResult,
} from '../../src/domain/reads.ts';
import {
  START,
  after,
  alertReading,
  attention,
  disputeIn,
  event,
  failure,
  fileWith,
  held,
  noted,
  payment,
  readResult,
  reading,
  text,
  warning,
} from './builders.ts';

const notFound = { ...failure('not_found'), object: 'dispute', id: 'dp_1' } as const;

describe('what is read', () => {
  test('every dispute that stands for itself, open alerts, and the payment until it was read once', () => {
    const file = fileWith([alertReading(), reading(), alertReading({ id: 'dspa_2' })]);
    expect(readRequest(file)).toEqual({ disputeIds: ['dp_1'], alertIds: ['dspa_2'], payment: true });
    takeReadResult(file, readResult({ disputes: [reading()], payment: payment() }), START);
    expect(readRequest(file).payment).toBe(false);
  });

  test('again by itself now and then: seldom while a ruling may only turn', () => {
    const answerable = fileWith();
    takeReadResult(answerable, readResult({ disputes: [reading()] }), START);
    expect(answerable.state.read.dueAt).toBe(after(DAY / 2));
    const waiting = fileWith([reading({ status: 'under_review' })]);
    takeReadResult(waiting, readResult({ disputes: [reading({ status: 'under_review' })] }), START);
    expect(waiting.state.read.dueAt).toBe(after(DAY));
    const ruled = fileWith([reading({ status: 'lost' })]);
    takeReadResult(ruled, readResult({ disputes: [reading({ status: 'lost' })] }), START);
    expect(ruled.state.read.dueAt).toBe(after(3 * DAY));
  });
});

describe('a read that fails', () => {
  test('is tried again, waiting longer each time up to an hour', () => {
    const file = fileWith();
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 60].map((failures) => backoff(failures) / MINUTE);
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    takeReadFailure(file, [failure('unavailable')], START);
    expect(file.state.read).toMatchObject({
      dueAt: after(MINUTE),
      failures: 1,
      lastError: 'It was unavailable.',
    });
  });

  test('for a rate limit waits as told', () => {
    const file = fileWith();
    takeReadFailure(file, [failure('rate_limited', { retryAfter: 10 * MINUTE })], START);
    expect(file.state.read.dueAt).toBe(after(10 * MINUTE));
    takeReadFailure(file, [failure('rate_limited', { retryAfter: SECOND })], START);
    expect(file.state.read.dueAt).toBe(after(2 * MINUTE));
  });

  test.each(['unauthorized', 'forbidden'] as const)('because it is %s needs a person at once', (kind) => {
    const file = fileWith();
    const message = 'Reading the dispute needs the permission payment:dispute:read.';
    takeReadFailure(file, [failure('unavailable'), failure(kind, { message })], START);
    expect(file.state.attention).toMatchObject([
      { kind: 'provider_refused', disputeId: null, reason: message },
    ]);
  });

  test('otherwise needs one only when it goes on, and none once it works again', () => {
    const file = fileWith();
    takeReadFailure(file, [failure('timed_out')], START);
    takeReadFailure(file, [failure('timed_out')], after(MINUTE));
    expect(attention(file)).toEqual([]);
    takeReadFailure(file, [failure('timed_out')], after(3 * MINUTE));
    expect(attention(file)).toEqual(['provider_unreadable']);
    takeReadResult(file, readResult({ disputes: [reading()] }), after(7 * MINUTE));
    expect(attention(file)).toEqual([]);
    expect(file.state.read).toMatchObject({ failures: 0, lastError: null, lastOkAt: after(7 * MINUTE) });
  });

  test('for one of two disputes takes in the other', () => {
    const file = fileWith([reading(), reading({ id: 'dp_2' })]);
    const failures = [{ ...failure('unavailable'), object: 'dispute', id: 'dp_2' } as const];
    takeReadResult(file, readResult({ disputes: [reading({ status: 'lost' })], failures }), after(HOUR));
    expect(disputeIn(file, 'dp_1').ruling?.outcome).toBe('lost');
    expect(file.state.read).toMatchObject({ failures: 1, dueAt: after(HOUR + MINUTE) });
  });
});

describe('an object the provider does not know', () => {
  test('right after it was first heard of is looked for again: a read may lag behind a webhook', () => {
    const file = fileWith();
    takeReadResult(file, readResult({ failures: [notFound] }), after(30 * SECOND));
    expect(disputeIn(file).goneAt).toBeNull();
    expect(canBeAnswered(disputeIn(file))).toBe(true);
    expect(file.state.read.dueAt).toBe(after(90 * SECOND));
  });

  test('later is gone: a person hears of it, and it is still asked for, since its deadline may stand', () => {
    const file = fileWith();
    takeReadResult(file, readResult({ failures: [notFound] }), after(HOUR));
    takeReadResult(file, readResult({ failures: [notFound] }), after(2 * HOUR));
    expect(disputeIn(file).goneAt).toBe(after(HOUR));
    expect(attention(file)).toEqual(['object_gone']);
    expect(canBeAnswered(disputeIn(file))).toBe(false);
    expect(readRequest(file).disputeIds).toEqual(['dp_1']);
    expect(file.state.read.dueAt).toBe(after(3 * HOUR));
  });

  test('that is there again goes on as before', () => {
    const file = fileWith();
    takeReadResult(file, readResult({ failures: [notFound] }), after(HOUR));
    takeReadResult(file, readResult({ disputes: [reading()] }), after(DAY));
    expect(canBeAnswered(disputeIn(file))).toBe(true);
    expect(attention(file)).toEqual([]);
  });

  test('an alert is found again as well', () => {
    const file = fileWith([alertReading()]);
    const gone = { ...failure('not_found'), object: 'alert', id: 'dspa_1' } as const;
    takeReadResult(file, readResult({ failures: [gone] }), after(HOUR));
    expect(disputeIn(file).goneAt).toBe(after(HOUR));
    takeReadResult(file, readResult({ alerts: [alertReading()] }), after(DAY));
    expect(disputeIn(file).goneAt).toBeNull();
    expect(attention(file)).toEqual([]);
  });

  test('a payment that is gone offers nothing and is asked for no more', () => {
    const file = fileWith();
    const gone = { ...failure('not_found'), object: 'payment', id: 'pay_1' } as const;
    takeReadResult(file, readResult({ disputes: [reading()], failures: [gone] }), START);
    expect(readRequest(file).payment).toBe(false);
    expect(file.state.read.failures).toBe(0);
  });
});

describe('staging that fails', () => {
  test('is tried again after a while, and a missing permission is a person’s business', () => {
    const file = fileWith();
    const dispute = disputeIn(file);
    stagingFailed(file, dispute, failure('unavailable'), START);
    expect(dispute.stageAt).toBe(after(MINUTE));
    stagingFailed(file, dispute, failure('forbidden'), START);
    expect(dispute.stageAt).toBe(after(2 * MINUTE));
    expect(attention(file)).toEqual(['provider_refused']);
  });

  test('because the provider refuses the draft waits for the next edit, and looks what is wrong', () => {
    const file = fileWith();
    file.state.read.dueAt = after(DAY);
    stagingFailed(file, disputeIn(file), failure('refused'), START);
    expect(disputeIn(file).stageAt).toBeNull();
    expect(file.state.read.dueAt).toBe(START);
    expect(noted(file)).toContain('staging_refused');
  });
});

test('a webhook during a read in flight makes the next read due at once', () => {
  const file = fileWith([warning()]);
  takeReadResult(file, readResult({ disputes: [warning({ evidence: held() })] }), after(SECOND));
  takeEvent(file, event(warning()), after(SECOND));
  expect(file.state.read.dueAt).toBe(after(SECOND));
});

test('what the payment offers fills a draft as soon as the provider’s own draft is known', () => {
  const file = fileWith();
  takeReadResult(file, readResult({ payment: payment({ customer_name: 'Jane' }) }), START);
  expect(disputeIn(file).draft.fields).toEqual({});
  takeReadResult(file, readResult({ disputes: [reading({ evidence: held({ notes: 'x' }) })] }), after(HOUR));
  expect(disputeIn(file).draft.fields).toEqual({ customer_name: text('Jane'), notes: text('x') });
  expect(millis(disputeIn(file).stageAt ?? START)).toBeGreaterThan(millis(after(HOUR)));
});
