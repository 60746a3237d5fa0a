import { describe, expect, test } from 'vitest';
import { decide } from '../../src/domain/decisions.ts';
import type { CaseFile } from '../../src/domain/case-file.ts';
import { canBeAnswered, isSpent } from '../../src/domain/dispute.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/instant.ts';
import { plan } from '../../src/domain/plan.ts';
import { takeDisputeReading } from '../../src/domain/reading.ts';
import {
  type CallOutcome,
  doubtInterrupted,
  settlingReadFailed,
  takeCall,
  takeSettlingRead,
} from '../../src/domain/doubt.ts';
import { goesBlind, prepared } from '../../src/domain/preparation.ts';
import { ANN, PROVIDER, START, after, attention, disputeIn, failure, fileRead, reading } from './builders.ts';

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

describe('a doubt', () => {
  test('is looked into for a minute, and for a quarter of an hour after a time-out', () => {
    for (const [timedOut, looks] of [
      [false, [2, 12, 22, 32, 42, 52, 60]],
      [true, [2, 152, 302, 452, 602, 752, 900]],
    ] as const) {
      const file = called({ kind: 'in_doubt', timedOut });
      for (const seconds of looks) {
        expect(plan(file, after(seconds * SECOND - 1)).do).not.toBe('settle');
        expect(plan(file, after(seconds * SECOND)).do).toBe('settle');
        expect(isSpent(disputeIn(file))).toBe(true);
        takeSettlingRead(file, disputeIn(file), reading(), after(seconds * SECOND));
      }
      expect(disputeIn(file).submission).toMatchObject({
        step: 'preparing',
        attempts: 1,
        evidenceHash: null,
      });
      expect(plan(file, after(HOUR)).do, 'what is at the provider may have changed').toBe('prepare');
    }
  });

  test('ends when the answer shows, by its status or by editing being over', () => {
    for (const shown of [REVIEWED, reading({ editable: false })]) {
      const file = called(CUT);
      takeSettlingRead(file, disputeIn(file), shown, after(2 * SECOND));
      expect(disputeIn(file).submission).toMatchObject({ step: 'done', by: 'us' });
    }
  });

  test('ends with a ruling, though nobody knows whose answer it was', () => {
    const file = called(CUT);
    takeSettlingRead(file, disputeIn(file), reading({ status: 'won' }), after(2 * SECOND));
    expect(disputeIn(file)).toMatchObject({
      submission: { step: 'done', by: 'unknown' },
      ruling: { outcome: 'won' },
    });
  });

  test('that reading cannot settle needs a person, who sees the provider’s own word', () => {
    const file = called(CUT);
    const odd = reading({ stage: 'other', status: 'other', providerStatus: 'odd', editable: null });
    takeSettlingRead(file, disputeIn(file), odd, after(MINUTE));
    expect(file.state.attention).toMatchObject([
      { kind: 'submission_unsettled', reason: expect.stringContaining('odd') },
    ]);
    takeSettlingRead(file, disputeIn(file), REVIEWED, after(HOUR));
    expect(attention(file)).toEqual([]);
  });

  test('outlives reads that fail, and needs a person only when they fail to the end', () => {
    const file = called(CUT);
    settlingReadFailed(file, disputeIn(file), failure('unavailable'), after(2 * SECOND));
    expect(attention(file)).toEqual([]);
    expect(disputeIn(file).submission).toMatchObject({ step: 'doubt', readAt: after(7 * SECOND) });
    settlingReadFailed(file, disputeIn(file), failure('unavailable'), after(2 * MINUTE));
    expect(attention(file)).toEqual(['submission_unsettled']);
    takeSettlingRead(file, disputeIn(file), reading(), after(HOUR));
    expect(disputeIn(file).submission?.step).toBe('preparing');
    expect(attention(file)).toEqual([]);
  });
});

test('right after an answer was proven, a read that still asks for one only lags', () => {
  const file = called({ kind: 'answered', reading: REVIEWED });
  takeDisputeReading(file, disputeIn(file), reading(), after(MINUTE), PROVIDER);
  expect(disputeIn(file).status).toBe('under_review');
  takeDisputeReading(file, disputeIn(file), reading(), after(HOUR), PROVIDER);
  expect(canBeAnswered(disputeIn(file))).toBe(false);
});

describe('an answer that was ready when its workflow was lost', () => {
  test('is looked for before it is sent, for as long as a call might still show late', () => {
    const file = ready();
    doubtInterrupted(file, after(5 * MINUTE));
    expect(plan(file, after(5 * MINUTE + 2 * SECOND)).do).toBe('settle');
    takeSettlingRead(file, disputeIn(file), reading(), after(14 * MINUTE));
    expect(disputeIn(file).submission).toMatchObject({ step: 'doubt' });
    takeSettlingRead(file, disputeIn(file), reading(), after(15 * MINUTE));
    expect(plan(file, after(15 * MINUTE)).do, 'it was not sent').toBe('prepare');
    expect(goesBlind(disputeIn(file), after(15 * MINUTE)), 'and it is never sent unseen').toBe(false);
  });

  test('found at the provider is ours', () => {
    const file = ready();
    doubtInterrupted(file, after(HOUR));
    takeSettlingRead(file, disputeIn(file), REVIEWED, after(HOUR + 2 * SECOND));
    expect(disputeIn(file).submission).toMatchObject({ step: 'done', by: 'us', evidenceHash: 'hash' });
  });

  test('long ago is looked for for a minute', () => {
    const file = ready();
    doubtInterrupted(file, after(HOUR));
    takeSettlingRead(file, disputeIn(file), reading(), after(HOUR + 59 * SECOND));
    expect(disputeIn(file).submission).toMatchObject({ step: 'doubt' });
    takeSettlingRead(file, disputeIn(file), reading(), after(HOUR + MINUTE));
    expect(disputeIn(file).submission).toMatchObject({ step: 'preparing' });
  });

  test('and not ready yet goes on as it was', () => {
    const file = fileRead();
    decide(file, { decision: 'challenge', by: ANN }, START);
    doubtInterrupted(file, after(HOUR));
    expect(plan(file, after(HOUR)).do).toBe('prepare');
  });
});
