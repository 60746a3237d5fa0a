import { expect, test } from 'vitest';
import type { PaymentView } from '../../../src/api/schemas/payment.ts';
import { type DraftShelf, dropDraft, keepDraft, openDraft } from '../../../src/web/refunds/draft.ts';
import { bodyOf, fittedTo } from '../../../src/web/refunds/refund-body.ts';

const subject = { provider: 'whop', paymentId: 'pay_1' } as const;

function shelf(): DraftShelf {
  const kept = new Map<string, string>();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => void kept.set(name, text),
    removeItem: (name) => void kept.delete(name),
  };
}

test('a draft keeps its key and what it says until the refund is taken', () => {
  const kept = shelf();
  const draft = openDraft(kept, subject);
  expect(draft.key).toMatch(/^[A-Za-z0-9._-]{1,255}$/);
  keepDraft(kept, subject, { ...draft, amount: '12.50', inDoubt: true });
  expect(openDraft(kept, subject)).toEqual({ ...draft, amount: '12.50', inDoubt: true });
  dropDraft(kept, subject);
  expect(openDraft(kept, subject).key).not.toBe(draft.key);
});

test('each payment has a draft of its own', () => {
  const kept = shelf();
  expect(openDraft(kept, subject).key).not.toBe(openDraft(kept, { ...subject, paymentId: 'pay_2' }).key);
});

test('what an older page left behind is no draft', () => {
  const kept = shelf();
  openDraft(kept, subject);
  const changed: DraftShelf = { ...kept, getItem: () => '{"key":17}' };
  expect(openDraft(changed, subject)).toMatchObject({ extent: 'whole', inDoubt: false });
  expect(openDraft({ ...kept, getItem: () => '{' }, subject).amount).toBe('');
});

test('all that remains is asked for the same way however much that is', () => {
  const draft = openDraft(shelf(), subject);
  const bodies = [null, { amount: '3.00', currency: 'usd' }].map((left) => bodyOf(subject, draft, left));
  const body = { provider: 'whop', payment_id: 'pay_1' };
  expect(bodies).toEqual([{ body }, { body }]);
});

test('a part is asked for exactly, with the reason where there is one', () => {
  const draft = {
    ...openDraft(shelf(), subject),
    extent: 'part',
    amount: '5',
    currency: 'usd',
    reason: ' Late ',
  } as const;
  expect(bodyOf(subject, draft, null)).toEqual({
    body: {
      provider: 'whop',
      payment_id: 'pay_1',
      amount: { amount: '5.00', currency: 'usd' },
      reason: 'Late',
    },
  });
});

test('a draft asks for what its payment allows', () => {
  const payment: PaymentView = {
    provider: 'wepay',
    payment_id: 'p1',
    case_id: null,
    captured: { amount: '30', currency: 'jpy' },
    refunded: null,
    remaining: { amount: '20', currency: 'jpy' },
    refundable: null,
    objection: null,
    partial_objection: null,
  };
  const part = { ...openDraft(shelf(), subject), extent: 'part', currency: 'usd' } as const;
  expect(fittedTo(payment, part)).toMatchObject({ extent: 'part', currency: 'jpy' });
  const barred = { ...payment, partial_objection: 'All of the rest, or nothing.' };
  expect(fittedTo(barred, part).extent).toBe('whole');
  const unknown = { ...payment, captured: null, remaining: null };
  expect(fittedTo(unknown, { ...part, extent: 'whole', currency: ' USD ' })).toMatchObject({
    extent: 'part',
    currency: 'usd',
  });
});
