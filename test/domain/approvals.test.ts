import { array, assert, boolean, constantFrom, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Actor, DecisionKind } from '../../src/domain/case.ts';
import { tick } from '../../src/domain/clock.ts';
import { decide, refuseDecision } from '../../src/domain/decisions.ts';
import { edit } from '../../src/domain/edits.ts';
import { adopt } from '../../src/domain/hand-over.ts';
import { DAY, HOUR } from '../../src/domain/instant.ts';
import type { DecisionRequest } from '../../src/domain/messages.ts';
import type { ApprovalRule } from '../../src/domain/policy.ts';
import { refuseWithdrawal, withdraw } from '../../src/domain/proposals.ts';
import { takeReadResult } from '../../src/domain/reads.ts';
import {
  ANN,
  START,
  after,
  alertReading,
  beforeDeadline,
  disputeIn,
  fileRead,
  fileWith,
  reading,
  readResult,
  text,
} from './builders.ts';

const BEN: Actor = { type: 'person', id: 'ben', name: 'Ben Okoro', via: 'page' };
const CAT: Actor = { type: 'person', id: 'cat', via: 'chat' };

/** Disputes here are about 49.00 usd. */
const rule = (responderUpTo: string | null, fourEyesAbove: string | null): readonly ApprovalRule[] => [
  { currency: 'usd', responderUpTo, fourEyesAbove },
];
const under = (approvals: readonly ApprovalRule[]) => fileRead(undefined, { policy: { approvals } });

const proposed = (by: Actor, more: Partial<DecisionRequest> = {}): DecisionRequest => ({
  decision: 'challenge',
  authority: 'propose',
  by,
  ...more,
});
const decided = (by: Actor, more: Partial<DecisionRequest> = {}): DecisionRequest => ({
  ...proposed(by, more),
  authority: 'decide',
});
const conflict = (message: RegExp) => ({ kind: 'conflict', message: expect.stringMatching(message) });

describe('without limits', () => {
  test('a responder proposes, an approver decides, and the decision says who proposed it', () => {
    const file = fileRead();
    expect(decide(file, proposed(BEN, { note: 'Used for weeks' }), START)).toMatchObject({
      outcome: 'proposed',
    });
    expect(disputeIn(file)).toMatchObject({
      decision: null,
      submission: null,
      proposal: { kind: 'challenge', by: BEN, note: 'Used for weeks', evidenceRevision: 0 },
    });
    expect(refuseDecision(file, decided(ANN), after(HOUR))).toBeNull();
    expect(decide(file, decided(ANN), after(HOUR))).toMatchObject({ outcome: 'decided' });
    expect(disputeIn(file)).toMatchObject({ proposal: null, decision: { by: ANN, proposedBy: BEN } });
  });

  test('an approver decides alone, and otherwise than was proposed: then it is nobody else’s decision', () => {
    const file = fileRead();
    decide(file, proposed(BEN), START);
    decide(file, decided(ANN, { decision: 'concede', confirm: 'concede' }), START);
    expect(disputeIn(file).decision).toMatchObject({ kind: 'concede', by: ANN });
    expect(disputeIn(file).decision?.proposedBy).toBeUndefined();
  });

  test('a second proposal waits for what becomes of the first; its maker may change it', () => {
    const file = fileRead();
    decide(file, proposed(BEN), START);
    expect(refuseDecision(file, proposed(CAT), START)).toMatchObject(conflict(/Ben Okoro has proposed/));
    expect(refuseDecision(file, proposed(BEN), START)).toMatchObject(conflict(/proposed this already/));
    const other = proposed(BEN, { decision: 'concede', confirm: 'concede' });
    expect(refuseDecision(file, other, START)).toBeNull();
    decide(file, other, START);
    expect(disputeIn(file).proposal).toMatchObject({ kind: 'concede' });
  });

  test('what nobody may decide cannot be proposed either, and conceding is confirmed by whoever proposes it', () => {
    expect(refuseDecision(fileRead(), proposed(BEN, { decision: 'refund' }), START)).toMatchObject(
      conflict(/cannot be refunded/),
    );
    expect(refuseDecision(fileRead(), proposed(BEN, { decision: 'concede' }), START)).toMatchObject({
      kind: 'invalid',
    });
  });

  test('the same key proposes once', () => {
    const file = fileRead();
    const first = decide(file, proposed(BEN, { idempotencyKey: 'k1' }), START);
    expect(refuseDecision(file, proposed(BEN, { idempotencyKey: 'k1' }), START)).toBeNull();
    expect(decide(file, proposed(BEN, { idempotencyKey: 'k1' }), after(HOUR))).toEqual(first);
    expect(file.unrecorded.filter(({ kind }) => kind === 'proposed')).toHaveLength(1);
  });
});

describe('limits', () => {
  test.each([
    ['49.00', 'decided'],
    ['48.99', 'proposed'],
  ])('with responders deciding up to %s a responder’s challenge of 49.00 is %s', (limit, outcome) => {
    expect(decide(under(rule(limit, null)), proposed(BEN), START)).toMatchObject({ outcome });
  });

  test.each([
    ['49.00', 'decided'],
    ['48.99', 'proposed'],
  ])('with four eyes above %s an approver’s challenge of 49.00 is %s', (limit, outcome) => {
    expect(decide(under(rule(null, limit)), decided(ANN), START)).toMatchObject({ outcome });
  });

  test('above the upper limit the approver must not be the proposer, by whatever way they come', () => {
    const file = under(rule(null, '10.00'));
    decide(file, decided(ANN), START);
    expect(refuseDecision(file, decided({ ...ANN, via: 'chat' }), START)).toMatchObject(
      conflict(/somebody else who may decide/),
    );
    expect(decide(file, decided(CAT), START)).toMatchObject({ outcome: 'decided' });
    expect(disputeIn(file).decision).toMatchObject({ by: CAT, proposedBy: ANN });
  });

  test('above it an approver who wants something else proposes that instead, and the first one may approve it', () => {
    const file = under(rule(null, '10.00'));
    decide(file, decided(ANN), START);
    const concede = { decision: 'concede', confirm: 'concede' } as const;
    expect(decide(file, decided(CAT, concede), START)).toMatchObject({ outcome: 'proposed' });
    expect(decide(file, decided(ANN, concede), START)).toMatchObject({ outcome: 'decided' });
  });

  test('above it somebody who may only propose approves nothing', () => {
    const file = under(rule(null, '10.00'));
    decide(file, proposed(BEN), START);
    expect(refuseDecision(file, proposed(CAT), START)).toMatchObject(conflict(/has proposed already/));
  });

  test('an unknown amount lies above every limit, and another currency has none', () => {
    const unknown = fileWith([reading({ amount: null })], {
      policy: { approvals: rule('1000.00', '2000.00') },
    });
    expect(decide(unknown, decided(ANN), START)).toMatchObject({ outcome: 'proposed' });
    const yen = fileWith([reading({ amount: { amount: '4900', currency: 'jpy' } })], {
      policy: { approvals: rule('1000.00', '1.00') },
    });
    expect(decide(yen, decided(ANN), START)).toMatchObject({ outcome: 'decided' });
  });

  test('a refund is weighed by what was paid, where that is more than the alert names', () => {
    const alert = alertReading({ amount: { amount: '5.00', currency: 'usd' } });
    const file = fileWith([alert], { policy: { approvals: rule('10.00', null) } });
    file.state.paymentAmount = { amount: '49.00', currency: 'usd' };
    expect(decide(file, proposed(BEN, { decision: 'refund' }), START)).toMatchObject({ outcome: 'proposed' });
  });
});

const lapses = (file: ReturnType<typeof fileRead>) =>
  file.unrecorded.filter(({ kind }) => kind === 'proposal_lapsed').length;

describe('a proposal lapses', () => {
  test('when the evidence changes: it approves nothing from that moment on', () => {
    const file = under(rule(null, '10.00'));
    decide(file, decided(ANN), START);
    edit(file, { fields: { notes: text('More') }, by: BEN }, START);
    expect(decide(file, decided(CAT), START)).toMatchObject({ outcome: 'proposed' });
    expect(disputeIn(file).proposal).toMatchObject({ by: CAT, evidenceRevision: 1 });
    edit(file, { fields: { notes: text('Still more') }, by: BEN }, START);
    tick(file, START);
    expect([disputeIn(file).proposal, lapses(file)]).toEqual([null, 1]);
  });

  test('when it was answered elsewhere, or ruled', () => {
    for (const status of ['under_review', 'lost'] as const) {
      const file = fileRead();
      decide(file, proposed(BEN), START);
      takeReadResult(file, readResult({ disputes: [reading({ status })] }), after(HOUR));
      tick(file, after(HOUR));
      expect([disputeIn(file).proposal, lapses(file)]).toEqual([null, 1]);
    }
  });

  test('when its case joins another that knows the dispute by a draft of its own, and says so', () => {
    const provisional = fileRead(undefined, { id: 'whop:dispute.dp_1' });
    decide(provisional, proposed(BEN), START);
    const whole = fileRead();
    edit(whole, { fields: { notes: text('Ours') }, by: ANN }, START);
    adopt(whole, provisional.state, after(HOUR));
    expect([disputeIn(whole).proposal, lapses(whole)]).toEqual([null, 1]);
    const untouched = fileRead();
    adopt(untouched, provisional.state, after(HOUR));
    expect([disputeIn(untouched).proposal?.by, lapses(untouched)]).toEqual([BEN, 0]);
  });

  test('when silence is acted upon: a proposal is no decision, and no deadline waits for one', () => {
    const file = fileRead(undefined, {
      policy: { response: { margin: DAY, reminders: [], onSilence: 'submit' } },
    });
    decide(file, proposed(BEN, { decision: 'concede', confirm: 'concede' }), START);
    tick(file, beforeDeadline(DAY));
    expect(disputeIn(file)).toMatchObject({
      proposal: null,
      decision: { kind: 'challenge', by: { type: 'policy' } },
    });
  });
});

describe('taking a proposal back', () => {
  test('its maker withdraws it, an approver declines it, another responder does neither', () => {
    const file = fileRead();
    decide(file, proposed(BEN), START);
    expect(refuseWithdrawal(file, { by: CAT, authority: 'propose' })).toMatchObject(
      conflict(/Ben Okoro proposed it/),
    );
    withdraw(file, { by: BEN, authority: 'propose' }, START);
    expect(refuseWithdrawal(file, { by: BEN, authority: 'propose' })).toMatchObject(conflict(/Nothing/));
    decide(file, proposed(BEN), START);
    withdraw(file, { by: ANN, authority: 'decide', note: 'Too weak' }, START);
    expect(file.unrecorded.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['proposal_withdrawn', 'proposal_declined']),
    );
    expect(disputeIn(file).proposal).toBeNull();
  });

  test('means the one it names, and never one that was made since', () => {
    const file = fileRead();
    decide(file, proposed(BEN), START);
    const seen = { by: ANN, authority: 'decide', proposedAt: START } as const;
    expect(refuseWithdrawal(file, seen)).toBeNull();
    withdraw(file, { by: BEN, authority: 'propose' }, after(HOUR));
    decide(file, proposed(BEN), after(HOUR));
    expect(refuseWithdrawal(file, seen)).toMatchObject(conflict(/proposed anew meanwhile/));
    expect(refuseWithdrawal(file, { ...seen, proposedAt: after(HOUR) })).toBeNull();
    expect(refuseWithdrawal(file, { by: ANN, authority: 'decide' })).toBeNull();
  });
});

test('above the upper limit no sequence of acts by one person decides anything, and a decision has two people', () => {
  const act = record({
    by: constantFrom(ANN, BEN),
    authority: constantFrom('propose' as const, 'decide' as const),
    decision: constantFrom<DecisionKind>('challenge', 'concede'),
    edits: boolean(),
  });
  assert(
    property(array(act, { maxLength: 12 }), (acts) => {
      const file = under(rule('10.00', '20.00'));
      for (const { edits, ...request } of acts) {
        if (disputeIn(file).decision !== null) break;
        if (edits) edit(file, { fields: { notes: text(`${Math.random()}`) }, by: request.by }, START);
        const asked = { ...request, confirm: 'concede' };
        if (refuseDecision(file, asked, START) === null) decide(file, asked, START);
        tick(file, START);
      }
      const { decision } = disputeIn(file);
      if (decision === null) return;
      expect(decision.proposedBy).toBeTruthy();
      expect(decision.proposedBy?.id).not.toBe(decision.by.id);
    }),
  );
});
