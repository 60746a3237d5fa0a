import { describe, expect, test } from 'vitest';
import { tick } from '../../src/domain/clock.ts';
import { applyDecision, decide } from '../../src/domain/decisions.ts';
import { DAY, HOUR } from '../../src/domain/instant.ts';
import { outlook } from '../../src/domain/outlook.ts';
import type { Status } from '../../src/domain/provider.ts';
import { takeReadResult } from '../../src/domain/reads.ts';
import { caseTab, summariseCase } from '../../src/domain/summary.ts';
import {
  ANN,
  DEADLINE,
  START,
  after,
  alertReading,
  beforeDeadline,
  disputeIn,
  fileRead,
  fileWith,
  readResult,
  reading,
} from './builders.ts';

const onSilence = (policy: 'submit' | 'submit_if_complete' | 'lapse') => ({
  policy: { response: { margin: DAY, reminders: [], onSilence: policy } },
});

describe('the tab of a case', () => {
  test('is the inbox while it can be decided, the bank once that is done', () => {
    const file = fileRead();
    expect(caseTab(file.state)).toBe('inbox');
    decide(file, { decision: 'challenge', by: ANN }, START);
    expect(caseTab(file.state)).toBe('bank');
  });

  test('is the inbox while a proposal waits, or something went wrong after the decision', () => {
    const file = fileRead();
    decide(file, { decision: 'challenge', authority: 'propose', by: ANN }, START);
    expect(caseTab(file.state)).toBe('inbox');
    decide(file, { decision: 'challenge', by: ANN }, START);
    file.attend(START, 'provider_refused', disputeIn(file), 'Look.');
    expect(caseTab(file.state)).toBe('inbox');
  });

  test.each<[Status, string]>([
    ['under_review', 'bank'],
    ['won', 'won'],
    ['lost', 'lost'],
    ['closed', 'closed'],
  ])('of one that is %s is %s', (status, tab) => {
    const file = fileRead();
    takeReadResult(file, readResult({ disputes: [reading({ status })] }), after(HOUR));
    expect(caseTab(file.state)).toBe(tab);
  });

  test('of an alert is the inbox until it runs out', () => {
    const file = fileWith([alertReading()]);
    expect(caseTab(file.state)).toBe('inbox');
    tick(file, after(73 * HOUR));
    expect(caseTab(file.state)).toBe('closed');
  });
});

describe('what happens by itself', () => {
  test.each([
    ['submit', 'submits', beforeDeadline(DAY)],
    ['submit_if_complete', 'escalates', beforeDeadline(DAY)],
    ['lapse', 'lapses', DEADLINE],
  ] as const)('under %s with nothing in the draft: %s', (policy, act, at) => {
    const file = fileRead(undefined, onSilence(policy));
    expect(outlook(file, disputeIn(file), START)).toEqual({ act, at });
  });

  test('is what the clock then does, at that very moment', () => {
    const file = fileRead(undefined, onSilence('submit'));
    const { at } = outlook(file, disputeIn(file), START) ?? {};
    if (!at) throw new Error('no moment');
    tick(file, beforeDeadline(DAY + 1));
    expect(disputeIn(file).decision).toBeNull();
    tick(file, at);
    expect(disputeIn(file).decision).toMatchObject({ kind: 'challenge', by: { type: 'policy' } });
    expect(outlook(file, disputeIn(file), at)).toBeNull();
  });

  test('is nothing without a deadline, or after one that has passed', () => {
    const undated = fileRead([reading({ respondBy: null })]);
    expect(outlook(undated, disputeIn(undated), START)).toEqual({ act: 'nothing', at: null });
    const past = fileRead([reading({ editable: null })]);
    expect(outlook(past, disputeIn(past), after(60 * DAY))).toEqual({ act: 'nothing', at: null });
  });

  test('to an alert is that it ends; it stands in the list by that moment, and has no deadline', () => {
    const file = fileWith([alertReading()]);
    const end = after(72 * HOUR);
    expect(outlook(file, disputeIn(file), START)).toEqual({ act: 'ends', at: end });
    expect(summariseCase(file.state)).toMatchObject({ respondBy: null, expectedBy: end });
    applyDecision(file, disputeIn(file), {
      kind: 'ignore',
      by: ANN,
      at: START,
      note: null,
      evidenceRevision: 0,
    });
    expect(outlook(file, disputeIn(file), START)).toBeNull();
  });
});

describe('nothing stays in the inbox that nobody can take from it', () => {
  test('what the provider says is gone, once it is left alone', () => {
    const file = fileRead();
    file.attend(after(DAY), 'object_gone', disputeIn(file), 'The provider says there is none.');
    disputeIn(file).goneAt = after(DAY);
    expect(caseTab(file.state)).toBe('inbox');
    decide(file, { decision: 'ignore', by: ANN }, after(DAY));
    expect(caseTab(file.state)).not.toBe('inbox');
  });

  test('a closed case, whatever it was still asked about', () => {
    const file = fileRead();
    file.attend(START, 'deadline_missed', disputeIn(file), 'The deadline passed.');
    file.state.open = false;
    expect(caseTab(file.state)).toBe('closed');
  });

  test('an alert that the card network has settled', () => {
    expect(caseTab(fileWith([alertReading({ settledByNetwork: true })]).state)).not.toBe('inbox');
  });
});
