import { describe, expect, test } from 'vitest';
import { decide, refuseDecision } from '../../src/domain/decisions.ts';
import type { DisputeReading } from '../../src/domain/provider.ts';
import { MINUTE } from '../../src/domain/instant.ts';
import { plan } from '../../src/domain/plan.ts';
import { takeDisputeReading } from '../../src/domain/reading.ts';
import { takeCall, takeSettlingRead } from '../../src/domain/doubt.ts';
import { CAPABILITIES } from '../setup/capabilities.ts';
import {
  after,
  ANN,
  attention,
  disputeIn,
  failure,
  fileRead,
  noted,
  PROVIDER,
  reading,
  START,
} from './builders.ts';

const CONCEDE = { decision: 'concede', confirm: 'concede', by: ANN } as const;

function told(changes: Partial<DisputeReading> = {}) {
  return reading({ editable: null, ...changes });
}

/** A concession that is about to be sent, where conceding is a call. */
function conceding() {
  const file = fileRead([told()], { capabilities: CAPABILITIES.wepay });
  decide(file, CONCEDE, START);
  return file;
}

describe('conceding, where that is a call', () => {
  test('is one call, which a lost dispute proves', () => {
    const file = conceding();
    expect(plan(file, START).do).toBe('concede');
    takeCall(file, disputeIn(file), { kind: 'answered', reading: told({ status: 'lost' }) }, START);
    expect(disputeIn(file)).toMatchObject({ status: 'lost', submission: { step: 'done', by: 'us' } });
    expect(noted(file)).toContain('conceded');
    expect(plan(file, START).do).not.toBe('concede');
  });

  test('without a good reply is watched, and sent again only when it had no effect', () => {
    const file = conceding();
    takeCall(file, disputeIn(file), { kind: 'in_doubt', timedOut: false }, START);
    expect(refuseDecision(file, { decision: 'challenge', by: ANN }, START)?.kind).toBe('conflict');
    takeSettlingRead(file, disputeIn(file), told(), after(MINUTE));
    expect(plan(file, after(MINUTE)).do).toBe('concede');
  });

  test('in doubt, and answered by somebody else meanwhile, is not taken for done', () => {
    const file = conceding();
    takeCall(file, disputeIn(file), { kind: 'in_doubt', timedOut: true }, START);
    takeDisputeReading(file, disputeIn(file), told({ status: 'under_review' }), after(MINUTE), PROVIDER);
    expect(disputeIn(file).submission).toMatchObject({ step: 'done', by: 'elsewhere' });
  });

  test('refused has no effect: the decision falls and a person is asked', () => {
    const file = conceding();
    takeCall(file, disputeIn(file), { kind: 'declined', failure: failure('refused') }, START);
    expect(disputeIn(file)).toMatchObject({ decision: null, submission: null });
    expect(attention(file)).toEqual(['provider_refused']);
  });

  test('bars a challenge, and a challenge bars it', () => {
    const conceded = conceding();
    expect(refuseDecision(conceded, { decision: 'challenge', by: ANN }, START)?.kind).toBe('conflict');
    const challenged = fileRead([told()], { capabilities: CAPABILITIES.wepay });
    decide(challenged, { decision: 'challenge', by: ANN }, START);
    takeCall(challenged, disputeIn(challenged), { kind: 'in_doubt', timedOut: true }, START);
    expect(refuseDecision(challenged, CONCEDE, START)?.kind).toBe('conflict');
  });

  test('is impossible for what the network has settled', () => {
    const file = fileRead([told({ settledByNetwork: true, stage: 'other' })], {
      capabilities: CAPABILITIES.wepay,
    });
    expect(refuseDecision(file, CONCEDE, START)?.message).toContain('settled');
    expect(refuseDecision(file, { decision: 'challenge', by: ANN }, START)?.message).toContain('settled');
  });
});

/** A case of a provider that only tells. */
function notifyOnly() {
  return fileRead([told({ respondBy: null })], { capabilities: CAPABILITIES.ccg });
}

describe('where the provider cannot be told', () => {
  test.each([
    ['challenge', /download the packet/],
    ['concede', /concede where you work with CCG/],
    ['refund', /refund where you work with CCG/],
  ] as const)('%s is refused with what to do instead', (decision, what) => {
    expect(refuseDecision(notifyOnly(), { decision, confirm: 'concede', by: ANN }, START)?.message).toMatch(
      what,
    );
  });

  test('a person records what was submitted elsewhere, once', () => {
    const answered = notifyOnly();
    const elsewhere = { decision: 'submitted_elsewhere', by: ANN } as const;
    expect(refuseDecision(answered, elsewhere, START)).toBeNull();
    decide(answered, elsewhere, START);
    expect(disputeIn(answered).submission).toMatchObject({ step: 'done', by: 'elsewhere' });
    expect(refuseDecision(answered, elsewhere, START)?.kind).toBe('conflict');
  });

  test('nobody is reminded of what needs no answer', () => {
    expect(refuseDecision(notifyOnly(), { decision: 'ignore', by: ANN }, START)).toBeNull();
  });
});
