import { describe, expect, test } from 'vitest';
import { decide } from '../../src/domain/decisions.ts';
import type { CaseFile } from '../../src/domain/case-file.ts';
import { canBeAnswered } from '../../src/domain/dispute.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/instant.ts';
import { plan } from '../../src/domain/plan.ts';
import { takeDisputeReading } from '../../src/domain/reading.ts';
import { type CallOutcome, takeCall, takeSettlingRead } from '../../src/domain/doubt.ts';
import { preparationFailed, prepared, uploaded } from '../../src/domain/preparation.ts';
import {
  ANN,
  PROVIDER,
  START,
  aFileIn,
  after,
  attention,
  disputeIn,
  failure,
  fileRead,
  noted,
  reading,
} from './builders.ts';

const REVIEWED = reading({ status: 'under_review' });

/** A challenge that was decided on and staged; the call comes next. */
function ready(): CaseFile {
  const file = fileRead();
  decide(file, { decision: 'challenge', by: ANN }, START);
  prepared(file, disputeIn(file), 'hash', START);
  expect(plan(file, START).do).toBe('submit');
  return file;
}

/** The same after the call came to this. */
function called(outcome: CallOutcome): CaseFile {
  const file = ready();
  takeCall(file, disputeIn(file), outcome, START);
  return file;
}

const CUT: CallOutcome = { kind: 'in_doubt', timedOut: false };

describe('before the call', () => {
  test('files are uploaded once each, then the revision is staged, then it is sent', () => {
    const file = fileRead();
    const dispute = disputeIn(file);
    dispute.draft.files = [aFileIn('uncategorized_attachment'), aFileIn('refund_policy_attachment')];
    decide(file, { decision: 'challenge', by: ANN }, START);
    const steps = [];
    for (const slot of ['uncategorized_attachment', 'refund_policy_attachment']) {
      const step = plan(file, START);
      steps.push(step.do === 'upload' ? step.fileId : step.do);
      uploaded(file, dispute, `file_${slot}`, `whop_${slot}`, START);
    }
    steps.push(plan(file, START).do);
    prepared(file, dispute, 'hash', START);
    steps.push(plan(file, START).do);
    expect(steps).toEqual([
      'file_uncategorized_attachment',
      'file_refund_policy_attachment',
      'prepare',
      'submit',
    ]);
  });

  test('failures are tried again within minutes, and a person hears when they go on', () => {
    const file = ready();
    const waits = [];
    for (let n = 0; n < 8; n += 1) {
      preparationFailed(file, disputeIn(file), failure('unavailable'), START);
      const { submission } = disputeIn(file);
      waits.push(submission?.step === 'preparing' ? submission.notBefore : null);
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 300, 300].map((seconds) => after(seconds * SECOND)));
    expect(attention(file)).toEqual(['provider_unreadable']);
    expect(plan(file, START)).toMatchObject({ do: 'wait' });
    expect(plan(file, after(5 * MINUTE)).do).toBe('submit');
  });

  test('what people heard of is taken back once it works', () => {
    const file = ready();
    for (const kind of ['forbidden', 'unavailable', 'unavailable'] as const)
      preparationFailed(file, disputeIn(file), failure(kind), START);
    expect(attention(file)).toEqual(['provider_refused', 'provider_unreadable']);
    prepared(file, disputeIn(file), 'hash', after(HOUR));
    expect(attention(file)).toEqual([]);
  });

  test('a rate limit is waited out as told', () => {
    const file = ready();
    const limited = failure('rate_limited', { retryAfter: 20 * MINUTE });
    preparationFailed(file, disputeIn(file), limited, START);
    expect(disputeIn(file).submission).toMatchObject({ notBefore: after(20 * MINUTE) });
  });

  test('a refusal opens the draft again and asks a person', () => {
    const file = ready();
    preparationFailed(file, disputeIn(file), failure('refused'), START);
    expect(disputeIn(file)).toMatchObject({ decision: null, submission: null });
    expect(attention(file)).toEqual(['provider_refused']);
    expect(noted(file)).toContain('decision_withdrawn');
  });

  test('a dispute that is gone is not answered, and is again when it comes back', () => {
    const file = ready();
    preparationFailed(file, disputeIn(file), failure('not_found'), after(DAY));
    expect(attention(file)).toEqual(['object_gone']);
    expect(plan(file, after(DAY)).do).not.toBe('submit');
    takeDisputeReading(file, disputeIn(file), reading(), after(2 * DAY), PROVIDER);
    expect(plan(file, after(2 * DAY)).do).toBe('submit');
  });

  test.each([
    ['answered elsewhere', REVIEWED],
    ['ruled', reading({ status: 'lost' })],
    ['settled by the network', reading({ settledByNetwork: true })],
    ['closed for answers', reading({ editable: false })],
  ])('a baseline read that shows it %s makes the call unnecessary', (_, baseline) => {
    const file = ready();
    takeDisputeReading(file, disputeIn(file), baseline, after(SECOND), PROVIDER);
    expect(plan(file, after(HOUR)).do).not.toBe('submit');
    expect(canBeAnswered(disputeIn(file))).toBe(false);
  });
});

describe('the call', () => {
  test('that was answered well spends the submission', () => {
    const file = called({ kind: 'answered', reading: REVIEWED });
    expect(disputeIn(file)).toMatchObject({
      status: 'under_review',
      submission: { step: 'done', at: START, by: 'us', evidenceHash: 'hash' },
    });
    expect(noted(file)).toContain('submitted');
  });

  test('that was answered well by a provider that lags is believed only once it shows', () => {
    const file = called({ kind: 'answered', reading: reading() });
    expect(disputeIn(file).submission?.step).toBe('doubt');
    takeSettlingRead(file, disputeIn(file), REVIEWED, after(2 * SECOND));
    expect(disputeIn(file).submission).toMatchObject({ step: 'done', by: 'us' });
  });

  test.each([
    ['never left', { kind: 'not_sent' }, 'preparing'],
    ['met a rate limit', { kind: 'declined', failure: failure('rate_limited') }, 'preparing'],
    ['met a missing permission', { kind: 'declined', failure: failure('forbidden') }, 'preparing'],
    ['was cut off', CUT, 'doubt'],
    ['timed out', { kind: 'in_doubt', timedOut: true }, 'doubt'],
  ] satisfies [string, CallOutcome, string][])('that %s leaves it %s %s', (_, outcome, step) => {
    expect(disputeIn(called(outcome)).submission?.step).toBe(step);
  });

  test('that was refused gives the decision back', () => {
    const file = called({ kind: 'declined', failure: failure('refused') });
    expect(disputeIn(file)).toMatchObject({ decision: null, submission: null });
  });
});
