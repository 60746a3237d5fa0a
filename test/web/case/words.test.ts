import { expect, test } from 'vitest';
import type { FullCaseView, FullDisputeView } from '../../../src/api/schemas/case.ts';
import { disputeNumbers } from '../../../src/web/case/dispute-numbers.ts';
import { happened } from '../../../src/web/case/head/happened.ts';
import { progressSteps } from '../../../src/web/case/next/progress-steps.ts';
import { localSentence } from '../../../src/web/words/local-sentence.ts';

const usd = (amount: string) => ({ amount, currency: 'usd' });
const ADA = { type: 'person', id: 'ada', via: 'page', name: 'Ada L.', address: null };
const BOB = { ...ADA, id: 'bob', name: null };

const DISPUTE = {
  id: 'dp_1',
  kind: 'dispute',
  stage: 'chargeback',
  status: 'needs_response',
  amount: usd('49.00'),
  settled_by_network: false,
  evidence: {
    revision: 3,
    frozen: true,
    fields: { product_description: 'Sample pack\nlong story' },
    files: [],
  },
  decision: {
    decision: 'challenge',
    by: ADA,
    proposed_by: BOB,
    at: '2026-11-22T10:00:00Z',
    note: null,
    evidence_revision: 3,
  },
  submission: { step: 'doubt', at: null, by: null, evidence_hash: null },
  ruling: null,
  ruled_at: null,
};
const CASE = {
  customer: { name: 'Rosa Imhof', email: null },
  payment_amount: usd('49.00'),
  attention: [],
  refunds: [],
};
const PROVIDER = { label: 'Whop' };

/** As far as these words look at a case and its dispute. */
function shown(dispute: object = {}, of: object = {}) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the rest of them is looked at by nobody here
  return { of: { ...CASE, ...of }, dispute: { ...DISPUTE, ...dispute }, provider: PROVIDER } as unknown as {
    of: FullCaseView;
    dispute: FullDisputeView;
    provider: Parameters<typeof progressSteps>[0]['provider'];
  };
}

function headline(dispute: object = {}, of: object = {}): string {
  const subject = shown(dispute, of);
  return happened(subject.of, subject.dispute);
}

test('what happened is one sentence', () => {
  expect(headline()).toBe('Rosa Imhof disputes $49.00 for Sample pack');
  expect(headline({ stage: 'inquiry' })).toBe('Rosa Imhof questions $49.00 for Sample pack');
  expect(headline({ kind: 'alert', stage: 'alert' })).toBe('Rosa Imhof may dispute $49.00 for Sample pack');
  expect(headline({ amount: usd('10.00') })).toBe('Rosa Imhof disputes $10.00 of $49.00 for Sample pack');
  expect(headline({ amount: null }, { customer: { name: null, email: null }, payment_amount: null })).toBe(
    'A cardholder disputes a payment for Sample pack',
  );
});

test('an answer in doubt says what is being done about it, then that a person is needed', () => {
  const [decided, doubt] = progressSteps(shown());
  expect(decided?.text).toBe('By Ada L. on this desk, as bob proposed, on revision 3.');
  expect(doubt?.is).toBe('under_way');
  const attention = [{ kind: 'submission_unsettled', dispute_id: 'dp_1', reason: '', since: '' }];
  expect(progressSteps(shown({}, { attention })).at(-1)?.is).toBe('trouble');
});

test('a loss does not look like something done well', () => {
  const steps = progressSteps(shown({ ruling: 'lost', ruled_at: '2026-11-23T10:00:00Z' }));
  expect(steps.at(-1)).toMatchObject({ title: 'Lost', is: 'lost' });
});

test('disputes are counted in the order they came', () => {
  const number = disputeNumbers([
    { id: 'b', first_seen_at: '2026-11-22T10:00:00Z' },
    { id: 'a', first_seen_at: '2026-11-20T10:00:00Z' },
  ]);
  expect([number('a'), number('b'), number('c'), number(null)]).toEqual([1, 2, null, null]);
});

test('moments in a sentence name a zone', () => {
  const sentence = localSentence('The deadline passed at 2026-11-22T10:00:00.000Z.');
  expect(sentence).toMatch(/^The deadline passed at \w{3} \d+ Nov 2026, \d\d:\d\d .+\.$/);
});
