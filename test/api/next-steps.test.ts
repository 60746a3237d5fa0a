import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseState, Dispute, DecisionKind } from '../../src/domain/case.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { NOON, aCase } from '../store/a-case.ts';
import { APPROVER, RESPONDER, type TestApi, VIEWER, openApi } from './an-api.ts';

const REA = { type: 'person', id: 'rea', name: 'Rea Ponder', via: 'page' } as const;

let api: TestApi;
beforeAll(async () => {
  const approvals = [{ currency: 'usd', responderUpTo: '50.00', fourEyesAbove: '500.00' }];
  api = await openApi({ policy: { ...BUILT_IN_POLICY, approvals } });
});
afterAll(() => api.close());

function withDispute(state: CaseState, changes: Partial<Dispute>): CaseState {
  return { ...state, disputes: state.disputes.map((dispute) => ({ ...dispute, ...changes })) };
}

async function read(payment: string, token = APPROVER) {
  const { status, json } = await api.send('GET', `/api/v1/disputes/whop:${payment}`, { token });
  expect(status).toBe(200);
  return json;
}

async function choice(payment: string, decision: DecisionKind, token = APPROVER) {
  const { disputes } = await read(payment, token);
  return disputes[0].choices.find((one: { decision: string }) => one.decision === decision);
}

describe('what a caller can decide', () => {
  test('follows from the dispute, in the words of the refusal itself', async () => {
    await api.keep(aCase('pay_1'));
    expect(await choice('pay_1', 'challenge')).toEqual({
      decision: 'challenge',
      possible: true,
      why: null,
      outcome: 'decided',
      confirm: null,
    });
    expect(await choice('pay_1', 'concede')).toMatchObject({ possible: true, confirm: 'concede' });
    expect(await choice('pay_1', 'refund')).toMatchObject({
      possible: false,
      why: 'A disputed payment cannot be refunded; only an alert or a warning can be.',
    });
  });

  test('counts for more or less by the amount and the role', async () => {
    await api.keep(aCase('pay_100', { amount: { amount: '100.00', currency: 'usd' } }));
    await api.keep(aCase('pay_900', { amount: { amount: '900.00', currency: 'usd' } }));
    expect(await choice('pay_1', 'challenge', RESPONDER)).toMatchObject({ outcome: 'decided' });
    expect(await choice('pay_100', 'challenge', RESPONDER)).toMatchObject({ outcome: 'proposed' });
    expect(await choice('pay_100', 'challenge')).toMatchObject({ outcome: 'decided' });
    expect(await choice('pay_900', 'challenge')).toMatchObject({ outcome: 'proposed', possible: true });
    expect(await choice('pay_1', 'challenge', VIEWER)).toMatchObject({
      possible: false,
      why: 'This needs the role responder; yours is viewer.',
    });
  });

  test('is nothing once it was decided or the case is closed', async () => {
    const decision = { kind: 'challenge', by: REA, at: NOON, note: null, evidenceRevision: 0 } as const;
    await api.keep(withDispute(aCase('decided'), { decision: { ...decision, proposedBy: REA } }));
    await api.keep(aCase('over', {}, { open: false }));
    const { disputes } = await read('decided');
    expect(disputes[0].choices.every(({ possible }: { possible: boolean }) => !possible)).toBe(true);
    expect(disputes[0].decision.proposed_by).toMatchObject({ id: 'rea', name: 'Rea Ponder' });
    expect(disputes[0].outlook).toBeNull();
    expect(await choice('over', 'challenge')).toMatchObject({ possible: false, why: 'This case is closed.' });
  });
});

test('a proposal that waits is shown, and puts the case into the inbox', async () => {
  const proposal = { kind: 'concede', by: REA, at: NOON, note: 'Ours.', evidenceRevision: 0 } as const;
  await api.keep(withDispute(aCase('proposed'), { proposal }));
  const shown = { decision: 'concede', at: NOON, note: 'Ours.', evidence_revision: 0 };
  expect(await read('proposed')).toMatchObject({
    tab: 'inbox',
    proposal: { ...shown, by: { id: 'rea', name: 'Rea Ponder', via: 'page' } },
    disputes: [{ foreground: true, proposal: shown }],
  });
});

test('what is missing is named with what it would show', async () => {
  const { disputes } = await read('pay_1');
  expect(disputes[0].missing[0]).toEqual({
    any_of: ['customer_name'],
    why: 'A name that matches the card ties the purchase to the cardholder.',
  });
  const state = aCase('named');
  const [name] = await api.store.putTexts(state.id, ['Jane Doe']);
  const draft = { revision: 1, touched: true, fields: { ...(name && { customer_name: name }) }, files: [] };
  await api.keep(withDispute(state, { draft }));
  const { missing } = (await read('named')).disputes[0];
  expect(missing.map(({ any_of }: { any_of: string[] }) => any_of[0])).not.toContain('customer_name');
});

test('the customer is told by the draft, else by the payment', async () => {
  const state = aCase('customer');
  const [jane, mail, payer] = await api.store.putTexts(state.id, ['Jane Doe', 'jane@example.com', 'J. D.']);
  const fields = { ...(jane && { customer_name: jane }) };
  await api.keep({
    ...withDispute(state, { draft: { revision: 1, touched: true, fields, files: [] } }),
    paymentEvidence: {
      ...(payer && { customer_name: payer }),
      ...(mail && { customer_email_address: mail }),
    },
  });
  const customer = { name: 'Jane Doe', email: 'jane@example.com' };
  expect(await read('customer')).toMatchObject({ customer });
  const { json } = await api.send('GET', '/api/v1/disputes?payment_id=customer');
  expect(json.data[0].customer).toEqual(customer);
});

test('what happens by itself follows from the policy the API was started with', async () => {
  const { outlook } = await read('pay_1');
  expect(outlook).toEqual({ act: 'escalates', at: '2026-11-30T00:00:00.000Z' });
});
