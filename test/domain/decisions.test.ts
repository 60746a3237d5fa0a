import { describe, expect, test } from 'vitest';
import { applyDecision, decide, refuseDecision } from '../../src/domain/decisions.ts';
import { refuseEdit } from '../../src/domain/edits.ts';
import type { DecisionKind } from '../../src/domain/case.ts';
import { DAY, HOUR } from '../../src/domain/instant.ts';
import type { DecisionRequest } from '../../src/domain/messages.ts';
import { takeCall } from '../../src/domain/doubt.ts';
import {
  ANN,
  DEADLINE,
  START,
  after,
  alertReading,
  disputeIn,
  fileRead,
  fileWith,
  reading,
  text,
} from './builders.ts';

const CHALLENGE: DecisionRequest = { decision: 'challenge', by: ANN };
const CONCEDE: DecisionRequest = { decision: 'concede', confirm: 'concede', by: ANN };
const conflict = (message: RegExp) => ({ kind: 'conflict', message: expect.stringMatching(message) });
const invalid = (message: RegExp) => ({ kind: 'invalid', message: expect.stringMatching(message) });

/** A case of which a challenge was sent and nobody knows whether it arrived. */
function inDoubt() {
  const file = fileRead();
  decide(file, CHALLENGE, START);
  takeCall(file, disputeIn(file), { kind: 'in_doubt', timedOut: false }, START);
  return file;
}

describe('a decision is refused', () => {
  test.each([
    ['for a dispute this case has not', { ...CHALLENGE, disputeId: 'dp_9' }, { kind: 'not_found' }],
    ['on a revision that is no longer', { ...CHALLENGE, evidenceRevision: 7 }, conflict(/revision 0 by now/)],
    ['when conceding is not confirmed', { decision: 'concede', by: ANN }, invalid(/confirm/)],
    [
      'when it ignores what can be answered',
      { decision: 'ignore', by: ANN },
      conflict(/challenge or concede/),
    ],
    ['for a refund of a disputed payment', { decision: 'refund', by: ANN }, conflict(/cannot be refunded/)],
    [
      'when answers can be given from here',
      { decision: 'submitted_elsewhere', by: ANN },
      conflict(/answered from here/),
    ],
  ] satisfies [string, DecisionRequest, object][])('%s', (_, request, refusal) => {
    expect(refuseDecision(fileRead(), request, START)).toMatchObject(refusal);
  });

  test.each([
    ['an alert', alertReading(), /alert takes no answer/],
    ['what was ruled', reading({ status: 'lost' }), /ruled already: lost/],
    ['what the network settled', reading({ settledByNetwork: true }), /settled it already/],
    ['what was answered', reading({ status: 'under_review' }), /given already/],
    ['what takes no answer', reading({ editable: false }), /takes no answer/],
    ['a status nobody knows', reading({ status: 'other', stage: 'other' }), /takes no answer/],
  ])('about %s', (_, about, why) => {
    const file = fileWith([about]);
    for (const request of [CHALLENGE, CONCEDE])
      expect(refuseDecision(file, request, after(HOUR))).toMatchObject(conflict(why));
  });

  test('while an answer is in doubt, and twice', () => {
    const doubtful = inDoubt();
    expect(refuseDecision(doubtful, CONCEDE, START)).toMatchObject(
      conflict(/decided already: challenge, by ann/),
    );
    disputeIn(doubtful).decision = null;
    expect(refuseDecision(doubtful, CONCEDE, START)).toMatchObject(conflict(/being found out/));
  });

  test('after the deadline, unless the provider says that it still takes an answer', () => {
    const unsaid = fileWith([reading({ editable: null })]);
    expect(refuseDecision(unsaid, CHALLENGE, DEADLINE)).toMatchObject(conflict(/deadline passed/));
    expect(refuseDecision(fileWith([reading({ editable: true })]), CHALLENGE, DEADLINE)).toBeNull();
  });

  test('for a dispute that is gone or goes on as another', () => {
    const file = fileWith([alertReading(), reading()]);
    const onAlert = refuseDecision(file, { ...CHALLENGE, disputeId: 'dspa_1' }, START);
    expect(onAlert).toMatchObject({ kind: 'conflict' });
    disputeIn(file, 'dp_1').goneAt = START;
    expect(refuseDecision(file, { ...CHALLENGE, disputeId: 'dp_1' }, START)).toMatchObject(
      conflict(/not exist/),
    );
  });

  test('where the provider cannot be told', () => {
    const told = fileWith([reading()], { capabilities: { submit: false, concede: 'none' } });
    expect(refuseDecision(told, CONCEDE, START)).toMatchObject(conflict(/concede where/));
    expect(refuseDecision(told, CHALLENGE, START)).toMatchObject({ kind: 'conflict' });
    expect(refuseDecision(told, { decision: 'submitted_elsewhere', by: ANN }, START)).toBeNull();
  });

  test('while the case moves to that of its payment', () => {
    const moving = fileWith([reading()], { id: 'whop:dispute.dp_1' });
    expect(refuseDecision(moving, CHALLENGE, START)).toMatchObject(conflict(/whop:pay_1/));
    expect(refuseEdit(moving, { fields: {}, by: ANN })).toMatchObject(conflict(/whop:pay_1/));
  });
});

describe('a decision that is taken', () => {
  test('freezes the draft and says what is weak', () => {
    const file = fileRead();
    const answer = decide(file, CHALLENGE, START);
    expect(answer).toMatchObject({ disputeId: 'dp_1', decision: 'challenge', evidenceRevision: 0 });
    expect(answer.warnings.join(' ')).toContain('customer_name');
    expect(refuseEdit(file, { fields: { notes: text('x') }, by: ANN })).toMatchObject(conflict(/frozen/));
  });

  test('under a key is answered the same again, by the same key and no other', () => {
    const file = fileRead();
    const request = { ...CHALLENGE, idempotencyKey: 'k1' };
    const answer = decide(file, request, START);
    const before = structuredClone(file.state);
    expect(refuseDecision(file, request, after(DAY))).toBeNull();
    expect(decide(file, request, after(DAY))).toEqual(answer);
    expect(file.state).toEqual(before);
    expect(refuseDecision(file, { ...request, idempotencyKey: 'k2' }, START)).toMatchObject(
      conflict(/decided/),
    );
    expect(refuseDecision(file, CHALLENGE, START)).toMatchObject(conflict(/decided/));
  });

  test('under a key that was used for another decision is refused', () => {
    const file = fileRead();
    decide(file, { ...CHALLENGE, idempotencyKey: 'k1' }, START);
    expect(refuseDecision(file, { ...CONCEDE, idempotencyKey: 'k1' }, START)).toMatchObject(
      invalid(/new key/),
    );
  });

  test('leaves a bounded memory of keys', () => {
    const file = fileRead();
    for (let n = 0; n < 150; n += 1) {
      disputeIn(file).decision = null;
      decide(file, { ...CHALLENGE, idempotencyKey: `k${n}` }, START);
    }
    expect(file.state.answeredKeys).toHaveLength(100);
    expect(file.state.answeredKeys.at(-1)?.key).toBe('k149');
  });

  test.each([
    ['won', 'ignore'],
    ['under_review', 'ignore'],
  ] as const)('may ignore what needs no answer: %s', (status, decision: DecisionKind) => {
    const file = fileWith([reading({ status })]);
    const refusal = refuseDecision(file, { decision, by: ANN }, START);
    if (status === 'won') expect(refusal).toMatchObject(conflict(/ruled already/));
    else expect(refusal).toBeNull();
  });

  test('to ignore an alert ends it', () => {
    const file = fileWith([alertReading()]);
    decide(file, { decision: 'ignore', by: ANN }, START);
    expect(disputeIn(file).status).toBe('closed');
  });
});

test('conceding empties what was staged and nothing else happens at the provider', () => {
  const file = fileRead();
  disputeIn(file).stagedFields = ['notes'];
  const at = after(HOUR);
  applyDecision(file, disputeIn(file), { kind: 'concede', by: ANN, at, note: null, evidenceRevision: 0 });
  expect(disputeIn(file)).toMatchObject({ submission: null, stageAt: at });
});
