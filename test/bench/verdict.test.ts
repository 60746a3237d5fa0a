import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/domain/case.ts';
import { instant } from '../../src/domain/instant.ts';
import type { ProviderName } from '../../src/domain/names.ts';
import type { LedgerEntry } from '../../src/sandbox/ledger.ts';
import type { Evidence, KnownCase, KnownRefund } from '../../bench/faults/ledger/evidence.ts';
import { verdictOf } from '../../bench/faults/ledger/verdict.ts';

type Line = Pick<LedgerEntry, 'kind' | 'name' | 'ids' | 'detail'> & { readonly provider?: ProviderName };

/** A run in which one dispute of each provider that takes answers was answered, one conceded, one refund made, and all is known. */
const GOOD: readonly Line[] = [
  effect('dispute_opened', ['dp_1', 'pay_1'], { status: 'needs_response' }),
  call('disputes.submit_evidence', ['dp_1'], 200),
  effect('submission_spent', ['dp_1', 'pay_1'], { from: 'needs_response', to: 'under_review' }),
  { ...effect('dispute_opened', ['d2', 'p2'], { status: 'awaiting_merchant_response' }), provider: 'wepay' },
  { ...call('disputes.concede', ['d2'], 200), provider: 'wepay' },
  { ...effect('conceded', ['d2', 'p2'], { from: 'awaiting_merchant_response' }), provider: 'wepay' },
  effect('payment_made', ['pay_3'], { amount: 49, currency: 'usd' }),
  call('payments.refund', ['pay_3'], 200),
  refunded('rf_1', 'pay_3', '5.00', 'whop:pay_3:k'),
];
const REFUND: KnownRefund = {
  id: 'whop:pay_3:k',
  provider: 'whop',
  payment_id: 'pay_3',
  external: false,
  status: 'succeeded',
  asked: usd('5.00'),
  amount: usd('5.00'),
  provider_refund_id: 'rf_1',
  needs_attention: null,
};

const REFUND_ASKED = { key: 'k', amount: '5.00', times: 1, hasty: false };

test('a run in which all was done once passes', () => {
  const verdict = verdictOf(judged());
  expect(verdict).toMatchObject({
    webhooks: { total: 2, wrong: [] },
    deadlines: { total: 2, wrong: [] },
    submissions: { asked: 1, done: 1, twice: [], undecided: [] },
    concessions: { asked: 1, done: 1, twice: [], undecided: [] },
    refunds: { asked: 1, done: 1, twice: [], undecided: [] },
    stale: [],
    passes: true,
  });
});

describe('it does not pass', () => {
  test('when an answer was given twice, or sent to a provider that had it', () => {
    const twice = verdictOf(
      judged({ lines: [effect('submission_spent', ['dp_1', 'pay_1'], { to: 'under_review' })] }),
    );
    expect(twice).toMatchObject({ submissions: { twice: ['dp_1'] }, passes: false });
    const sentAgain = verdictOf(judged({ lines: [call('disputes.submit_evidence', ['dp_1'], 400)] }));
    expect(sentAgain).toMatchObject({ submissions: { twice: ['dp_1#1 sent once more'] }, passes: false });
  });

  test('when a dispute was conceded twice', () => {
    const again = { ...call('disputes.concede', ['d2'], 400), provider: 'wepay' as const };
    expect(verdictOf(judged({ lines: [again] }))).toMatchObject({
      concessions: { twice: ['d2#1 sent once more'] },
      passes: false,
    });
  });

  test('when a refund was made twice, or one that nobody asked for', () => {
    const again = refunded('rf_2', 'pay_3', '5.00', 'whop:pay_3:k');
    expect(verdictOf(judged({ lines: [again] }))).toMatchObject({
      refunds: { twice: ['whop:pay_3:k'] },
      passes: false,
    });
    const unasked = refunded('rf_3', 'pay_9', '5.00', 'whop:pay_9:k');
    expect(verdictOf(judged({ lines: [unasked] })).passes).toBe(false);
  });

  test('when a webhook was acknowledged and no case or refund knows it', () => {
    const lost = verdictOf({ ...judged(), events: new Set() });
    expect(lost).toMatchObject({ webhooks: { wrong: ['dispute.created msg_1'] }, passes: false });
    const unknownRefund = verdictOf({
      ...judged(),
      refunds: [{ ...REFUND, provider_refund_id: 'rf_other' }],
    });
    expect(unknownRefund).toMatchObject({ webhooks: { wrong: ['refund.created msg_2'] }, passes: false });
  });

  test('when a dispute awaits its answer to the end', () => {
    const open = effect('dispute_opened', ['dp_5', 'pay_5'], { status: 'needs_response' });
    const verdict = verdictOf(judged({ lines: [open], cases: [caseOf('pay_5', 'dp_5', 'needs_response')] }));
    expect(verdict).toMatchObject({ deadlines: { total: 3, wrong: ['dp_5#1'] }, passes: false });
  });

  test('when an inquiry was answered and the dispute it became was not', () => {
    const became = effect('become_dispute', ['dp_1', 'pay_1'], {
      from: 'under_review',
      to: 'needs_response',
    });
    expect(verdictOf(judged({ lines: [became] }))).toMatchObject({
      deadlines: { total: 3, wrong: ['dp_1#2'] },
      passes: false,
    });
  });

  test('when it stayed undecided whether an answer or a refund was done though the provider could be read', () => {
    const attention = [{ kind: 'submission_unsettled', dispute_id: 'dp_1' }];
    const read = call('disputes.retrieve', ['dp_1'], 200);
    const unsettled = verdictOf(
      judged({ lines: [read], cases: [{ ...caseOf('pay_1', 'dp_1', 'under_review'), attention }] }),
    );
    expect(unsettled).toMatchObject({ submissions: { undecided: ['dp_1'] }, passes: false });
    const unmade = verdictOf({
      ...judged(),
      refundsAsked: [{ id: 'whop:pay_7:k', provider: 'whop', paymentId: 'pay_7' }],
    });
    expect(unmade).toMatchObject({ refunds: { undecided: ['whop:pay_7:k'] }, passes: false });
  });

  test("when a case shows another status or another ruling than the provider's", () => {
    const ruled = effect('rule_won', ['dp_1', 'pay_1'], { from: 'under_review', to: 'won' });
    expect(verdictOf(judged({ lines: [ruled] }))).toMatchObject({ stale: ['dp_1'], passes: false });
    const turned = { ...effect('rule_won', ['d2', 'p2'], { to: 'resolved' }), provider: 'wepay' as const };
    expect(verdictOf(judged({ lines: [turned] }))).toMatchObject({ stale: ['d2'], passes: false });
  });

  test('when a decision that somebody was told was recorded stands in no time line', () => {
    expect(verdictOf({ ...judged(), decisions: new Map() })).toMatchObject({
      acts: { total: 1, wrong: ['concede of wepay:p2'] },
      passes: false,
    });
  });

  test('when a refund was decided on at an alert, and nothing was given back', () => {
    const raised = effect('alert_raised', ['al_1', 'pay_8'], {});
    const decided = [{ caseId: 'whop:pay_8', phase: 'pay_8', decision: 'refund' as const }];
    const decisions = new Map([['whop:pay_8', ['refund']]]);
    expect(verdictOf({ ...judged({ lines: [raised] }), decided, decisions })).toMatchObject({
      acts: { wrong: ['refund of whop:pay_8 was decided and not made'] },
      passes: false,
    });
  });

  test('when a loss was accepted that nobody accepted, or fought for that somebody did', () => {
    const begun = judged().begun.map((one) => ({
      ...one,
      planned: {
        ...one.planned,
        answer: one.paymentId === 'p2' ? ('challenge' as const) : ('concede' as const),
      },
    }));
    expect(verdictOf({ ...judged(), begun })).toMatchObject({
      submissions: { twice: ['dp_1: a submission nobody asked for'] },
      concessions: { twice: ['d2: a concession nobody asked for'] },
      passes: false,
    });
  });

  test('when Recourse lists a refund of its own that nobody asked for', () => {
    const own: KnownRefund = { ...REFUND, id: 'whop:pay_3:other', provider_refund_id: 'rf_1' };
    expect(verdictOf({ ...judged(), refunds: [REFUND, own] }).refunds.twice).toContain(
      'whop:pay_3:other was asked for by nobody',
    );
  });

  test('when two refunds were made because of one warning, though one of them says it failed', () => {
    const warning = effect('alert_raised', ['al_3', 'pay_3'], {});
    const first: KnownRefund = { ...REFUND, id: 'whop:pay_3:alert-al_3', provider_refund_id: null };
    const second: KnownRefund = { ...first, id: 'whop:pay_3:alert-al_3.2' };
    const of = (status: string, lines: readonly Line[] = []) =>
      verdictOf({
        ...judged({ lines: [warning, ...lines] }),
        refunds: [REFUND, second, { ...first, status }],
      }).refunds.twice;
    const complaint = 'whop:pay_3:alert-al_3 is one of several because of a warning';
    expect(of('pending')).toContain(complaint);
    expect(of('failed', [refunded('rf_2', 'pay_3', '5.00', first.id)])).toContain(complaint);
    expect(of('failed')).toEqual([]);
  });

  test('when a refund was sent once more after it was made', () => {
    const again: Line = {
      kind: 'call',
      name: 'payments.refund',
      ids: ['pay_3'],
      detail: { status: 400, headers: { 'idempotency-key': 'whop:pay_3:k' } },
    };
    expect(verdictOf(judged({ lines: [again] }))).toMatchObject({
      refunds: { twice: ['rf_1 was sent once more'] },
      passes: false,
    });
  });

  test('when a refund was given up, refused without a cause, or is known by another id', () => {
    const failed: KnownRefund = {
      ...REFUND,
      id: 'whop:pay_7:k',
      payment_id: 'pay_7',
      status: 'failed',
      provider_refund_id: null,
    };
    const refundsAsked = [
      ...judged().refundsAsked,
      { id: failed.id, provider: 'whop' as const, paymentId: 'pay_7' },
    ];
    expect(verdictOf({ ...judged(), refunds: [REFUND, failed], refundsAsked })).toMatchObject({
      refunds: { undecided: ['whop:pay_7:k'] },
      passes: false,
    });
    const refundsRefused = [{ id: 'whop:pay_9:k', provider: 'whop' as const, paymentId: 'pay_9' }];
    expect(verdictOf({ ...judged(), refundsRefused }).passes).toBe(false);
    const disputed = effect('dispute_opened', ['dp_9', 'pay_9'], { status: 'closed' });
    expect(
      verdictOf({
        ...judged({ lines: [disputed], cases: [caseOf('pay_9', 'dp_9', 'closed')] }),
        refundsRefused,
      }).passes,
    ).toBe(true);
  });

  test('when another amount was given back than was asked for, or than Recourse shows', () => {
    const wrong = { refunds: { twice: ['whop:pay_3:k is of another amount'] }, passes: false };
    const shown = { ...judged(), refunds: [{ ...REFUND, amount: usd('5.01') }] };
    expect(verdictOf(shown)).toMatchObject(wrong);
    const begun = judged().begun.map((one) => ({
      ...one,
      planned: {
        ...one.planned,
        refunds: one.planned.refunds.map((refund) => ({ ...refund, amount: '4.00' })),
      },
    }));
    expect(verdictOf({ ...judged(), begun })).toMatchObject(wrong);
  });

  test('when a refund was refused because of another that left enough for it, and only then', () => {
    const second = { key: 'second', amount: '2.50', times: 1, hasty: false };
    const failed: KnownRefund = {
      ...REFUND,
      id: 'whop:pay_3:second',
      status: 'failed',
      asked: usd('2.50'),
      amount: null,
      provider_refund_id: null,
    };
    const begun = [...judged().begun, begunWith('whop', 'pay_3', { ...NOBODYS, refunds: [second] })];
    const given = { begun, refunds: [REFUND, failed] };
    expect(verdictOf({ ...judged(), ...given }).refunds.undecided).toEqual([failed.id]);
    const rest = { ...refunded('rf_9', 'pay_3', '42.00', 'elsewhere'), name: 'refunded_elsewhere' };
    expect(verdictOf({ ...judged({ lines: [rest] }), ...given }).passes).toBe(true);
  });

  test('when a case still asks for a person, unless its scenario means it to', () => {
    expect(verdictOf(judged({ cases: [asking('provider_refused')] }))).toMatchObject({
      submissions: { undecided: ['whop:pay_4'] },
      passes: false,
    });
    expect(verdictOf(judged({ cases: [asking('deadline_unknown', 'ccg')] })).passes).toBe(true);
  });

  test('when Recourse itself says that a deadline was missed', () => {
    const attention = [{ kind: 'deadline_missed', dispute_id: 'dp_1' }];
    expect(
      verdictOf(judged({ cases: [{ ...caseOf('pay_4', 'dp_4', 'lost'), attention }] })).deadlines.wrong,
    ).toEqual(['whop:pay_4 says so itself']);
  });
});

test('what the bank ended before anybody answered was not missed', () => {
  const lines = [
    effect('dispute_opened', ['dp_6', 'pay_6'], { status: 'needs_response' }),
    effect('withdraw', ['dp_6', 'pay_6'], { from: 'needs_response', to: 'closed' }),
  ];
  expect(verdictOf(judged({ lines, cases: [caseOf('pay_6', 'dp_6', 'closed')] }))).toMatchObject({
    deadlines: { total: 2, wrong: [] },
    passes: true,
  });
});

/** Undecided things are let pass where the ledger shows that nobody could find out, and only one in a hundred. */
test('one in a hundred may stay undecided while the provider cannot be read', () => {
  const many = Array.from({ length: 120 }, (_, index) => [
    effect('dispute_opened', [`dp_m${index}`, `pay_m${index}`], { status: 'needs_response' }),
    effect('submission_spent', [`dp_m${index}`, `pay_m${index}`], { to: 'under_review' }),
  ]).flat();
  const known = many.flatMap(({ name, ids: [id = '', paymentId = ''] }) =>
    name === 'submission_spent' ? [caseOf(paymentId, id, 'under_review')] : [],
  );
  const attention = [{ kind: 'submission_unsettled', dispute_id: 'dp_1' }];
  const cases = [...known, { ...caseOf('pay_1', 'dp_1', 'under_review'), attention }];
  const down = call('disputes.retrieve', ['dp_1'], 503);
  expect(verdictOf(judged({ lines: [...many, down], cases })).passes).toBe(true);
  expect(verdictOf(judged({ lines: [down], cases })).passes).toBe(false);
  expect(verdictOf(judged({ lines: many, cases })).passes, 'nobody tried to read it').toBe(false);
});

function judged({
  lines = [],
  cases = [],
}: { readonly lines?: readonly Line[]; readonly cases?: readonly KnownCase[] } = {}): Evidence {
  return {
    ledger: [...GOOD, ...lines].map((line, index) => ({
      provider: 'whop',
      ...line,
      seq: index + 1,
      at: instant(Date.parse('2026-01-01T00:00:00Z') + index),
    })),
    webhooks: [
      told('msg_1', 'dispute.created', ['dp_1', 'pay_1']),
      told('msg_2', 'refund.created', ['rf_1', 'pay_3']),
    ],
    cases: [caseOf('pay_1', 'dp_1', 'under_review'), caseOf('p2', 'd2', 'resolved', 'wepay'), ...cases],
    refunds: [REFUND],
    events: new Set(['msg_1']),
    decisions: new Map([['wepay:p2', ['concede']]]),
    begun: [
      begunWith('whop', 'pay_1', { answer: 'challenge', scenario: 'dispute_won' }),
      begunWith('wepay', 'p2', { answer: 'concede', scenario: 'wepay_concede' }),
      begunWith('whop', 'pay_3', { ...NOBODYS, refunds: [REFUND_ASKED] }),
    ],
    decided: [{ caseId: 'wepay:p2', phase: 'd2#1', decision: 'concede' }],
    refundsAsked: [{ id: REFUND.id, provider: 'whop', paymentId: 'pay_3' }],
    refundsRefused: [],
    skipped: new Map(),
  };
}

function asking(kind: string, provider?: ProviderName): KnownCase {
  return { ...caseOf('pay_4', 'dp_4', 'won', provider), attention: [{ kind, dispute_id: null }] };
}

type Begun = Evidence['begun'][number];

/** A payment nobody disputes. */
const NOBODYS = { answer: 'nobody', scenario: 'payment' } as const;

function begunWith(
  provider: ProviderName,
  paymentId: string,
  planned: Pick<Begun['planned'], 'answer' | 'scenario'> & Partial<Begun['planned']>,
): Begun {
  return { paymentId, planned: { provider, refunds: [], ...planned } };
}

/** As a desk that knows all shows it; `resolved` is how the conceded dispute above ends. */
const RULINGS: ReadonlyMap<string, string> = new Map([
  ['won', 'won'],
  ['lost', 'lost'],
  ['resolved', 'lost'],
]);

function effect(name: string, ids: readonly string[], detail: Readonly<Record<string, Json>>): Line {
  return { kind: 'effect', name, ids, detail };
}

function refunded(id: string, paymentId: string, amount: string, key: string): Line {
  return effect('refunded', [id, paymentId], { ...usd(amount), refund_id: id, idempotency_key: key });
}

function usd(amount: string) {
  return { amount, currency: 'usd' };
}

function call(name: string, ids: readonly string[], status: number): Line {
  return { kind: 'call', name, ids, detail: { status } };
}

function told(id: string, type: string, ids: readonly string[]): Evidence['webhooks'][number] {
  return { id, provider: 'whop', type, ids, body: '{}', state: 'delivered' };
}

function caseOf(
  paymentId: string,
  disputeId: string,
  status: string,
  provider: ProviderName = 'whop',
): KnownCase {
  return {
    id: `${provider}:${paymentId}`,
    provider,
    updated_at: '2026-01-01T00:00:00Z',
    disputes: [{ id: disputeId, provider_status: status, ruling: RULINGS.get(status) ?? null }],
    attention: [],
  };
}
