import { expect, test } from 'vitest';
import { reasons, startWepay, type WepayRig } from './wepay-running.ts';

/** The topics of a payment's notifications, oldest first. */
async function topics({ control }: WepayRig, id: string): Promise<readonly string[]> {
  const { body } = await control('GET', `/webhooks?id=${id}`);
  return body.data.map(({ type }) => type);
}

async function shown(rig: WepayRig, disputeId: string): Promise<object> {
  return (await rig.get(`/disputes/${disputeId}`)).body;
}

test('every scenario listed can be started and moved on to its end', async () => {
  const rig = await startWepay();
  await rig.control('PATCH', '/settings/wepay', { rate_limit: null });
  const { body } = await rig.control('GET', '/scenarios');
  const names = body.scenarios.filter(({ provider }) => provider === 'wepay').map(({ name }) => name);
  expect(names.length).toBeGreaterThan(15);
  for (const name of names) {
    let run = await rig.start(name, { deaths: 0 });
    if (name.startsWith('wepay_refund_')) {
      const refund = { payment_id: run.payment_id, refund_reason: 'x' };
      await rig.post('/refunds', refund, { 'Unique-Key': name });
    }
    while (run.next !== null) {
      if (run.next === 'fight' || run.next === 'decline') await rig.challenge(run.dispute_id);
      run = await rig.advance(run.id);
    }
  }
});

test('wepay_won: challenged, reviewed, decided, and the money comes back', async () => {
  const rig = await startWepay();
  const { id, dispute_id } = await rig.start('wepay_won');
  const tooEarly = await rig.control('POST', `/scenarios/${id}/advance`);
  expect(tooEarly).toMatchObject({ status: 409, body: { detail: expect.stringContaining('fight') } });
  await rig.challenge(dispute_id);
  await rig.advance(id);
  expect(await shown(rig, dispute_id)).toMatchObject({ status: 'awaiting_chargeback_decision' });
  await rig.advance(id);
  expect(await shown(rig, dispute_id)).toMatchObject({ status: 'resolved', resolution: { type: 'won' } });
  expect(await topics(rig, dispute_id)).toEqual([
    'disputes.created',
    'disputes.funds_withdrawn',
    'disputes.updated',
    'disputes.updated',
    'disputes.resolved',
    'disputes.funds_reinstated',
  ]);
});

test('wepay_inquiry_to_chargeback: the inquiry closes, and a chargeback with a new id on the same payment waits', async () => {
  const rig = await startWepay();
  const { id, payment_id, dispute_id: inquiry } = await rig.start('wepay_inquiry_to_chargeback');
  expect(await shown(rig, inquiry)).toMatchObject({ type: 'inquiry', card_brand: 'american_express' });
  await rig.advance(id);
  expect(await shown(rig, inquiry)).toMatchObject({ status: 'resolved', resolution: { type: 'closed' } });
  const { dispute_id: chargeback, dispute_ids } = await rig.advance(id);
  expect(dispute_ids).toEqual([inquiry, chargeback]);
  expect(await shown(rig, chargeback)).toMatchObject({
    type: 'chargeback',
    status: 'awaiting_merchant_response',
    payment: { id: payment_id },
  });
  expect((await rig.challenge(chargeback)).status).toBe(200);
});

test('wepay_review_declined: lost straight from the review', async () => {
  const rig = await startWepay();
  const { id, dispute_id } = await rig.start('wepay_review_declined');
  await rig.challenge(dispute_id);
  await rig.advance(id);
  expect(await shown(rig, dispute_id)).toMatchObject({ status: 'resolved', resolution: { type: 'lost' } });
  expect(await topics(rig, dispute_id)).not.toContain('disputes.funds_reinstated');
});

test('wepay_long_ruling: resolved 120 days after it was created', async () => {
  const rig = await startWepay();
  const { id, dispute_id } = await rig.start('wepay_long_ruling');
  await rig.challenge(dispute_id);
  await rig.advance(id);
  expect(await shown(rig, dispute_id)).toMatchObject({ status: 'awaiting_chargeback_decision_with_credit' });
  await rig.advance(id);
  const { body } = await rig.get(`/disputes/${dispute_id}`);
  const expected = body.create_time + 120 * 24 * 60 * 60;
  expect(body).toMatchObject({ resolution: { resolution_time: expected, type: 'won' } });
});

test('wepay_documents_die: the first challenge finds its documents dead, new ones are taken', async () => {
  const rig = await startWepay();
  const { dispute_id } = await rig.start('wepay_documents_die');
  const { body: document } = await rig.upload();
  const documentation = { documents: [document.id], explanation: 'x' };
  expect(reasons(await rig.post(`/disputes/${dispute_id}`, { documentation }))).toEqual(['INVALID_DOCUMENT']);
  expect(reasons(await rig.post(`/disputes/${dispute_id}`, { documentation }))).toEqual(['INVALID_DOCUMENT']);
  expect(rig.sandbox.ledger.entries({ name: 'documents_died', id: document.id })).toHaveLength(1);
  expect((await rig.challenge(dispute_id)).status).toBe(200);
  expect(rig.sandbox.ledger.entries({ name: 'submission_spent', id: dispute_id })).toHaveLength(1);
});

test('documents can die twice, and by a transition', async () => {
  const rig = await startWepay();
  const { dispute_id } = await rig.start('wepay_documents_die', { deaths: 2 });
  expect((await rig.challenge(dispute_id)).status).toBe(400);
  expect((await rig.challenge(dispute_id)).status).toBe(400);
  const moved = await rig.control('POST', `/disputes/${dispute_id}/transitions`, { name: 'documents_die' });
  expect(moved.status).toBe(200);
  expect((await rig.challenge(dispute_id)).status).toBe(400);
  expect((await rig.challenge(dispute_id)).status).toBe(200);
});

test('wepay_funds_first: the money goes before the dispute is announced', async () => {
  const rig = await startWepay();
  const { id, dispute_id } = await rig.start('wepay_funds_first');
  expect(await topics(rig, dispute_id)).toEqual(['disputes.funds_withdrawn']);
  await rig.advance(id);
  expect(await topics(rig, dispute_id)).toEqual(['disputes.funds_withdrawn', 'disputes.created']);
});

test('wepay_fx: the disputed amount is another one than the payment', async () => {
  const rig = await startWepay();
  const { dispute_id, payment_id } = await rig.start('wepay_fx', { amount: 100 });
  expect(await shown(rig, dispute_id)).toMatchObject({ amount: 10_327, currency: 'USD' });
  expect((await rig.get(`/payments/${payment_id}`)).body).toMatchObject({ amount: 10_000 });
});

test('a lost dispute whose funds are reinstated stays lost', async () => {
  const rig = await startWepay();
  const { id, dispute_id } = await rig.start('wepay_lost');
  await rig.advance(id);
  await rig.control('POST', `/disputes/${dispute_id}/transitions`, { name: 'reinstate_funds' });
  expect(await shown(rig, dispute_id)).toMatchObject({ resolution: { type: 'lost' } });
  expect(rig.sandbox.ledger.entries({ name: 'funds_reinstated' })).toMatchObject([
    { ids: [dispute_id, expect.any(String)], detail: { amount: 12_000, fee: 1500, currency: 'USD' } },
  ]);
});

test.each([
  ['cut_after', 1],
  ['error_after', 1],
  ['not_json', 1],
  ['cut_before', 0],
  ['error_before', 0],
  ['rate_limit', 0],
] as const)('a challenge under %s has %i effect', async (fault, effects) => {
  const rig = await startWepay();
  const { dispute_id } = await rig.start('wepay_won');
  rig.sandbox.faults.set([{ route: 'disputes.challenge', object: dispute_id, fault, times: 1 }]);
  const answer = await rig.challenge(dispute_id).catch(() => null);
  expect(answer?.status ?? 0).not.toBe(200);
  expect(rig.sandbox.ledger.entries({ name: 'submission_spent' })).toHaveLength(effects);
});

test('a failure is told in the words of WePay', async () => {
  const rig = await startWepay();
  rig.sandbox.faults.set([
    { route: 'disputes.list', fault: 'error_before', status: 500, times: 1 },
    { route: 'disputes.list', fault: 'rate_limit', times: 1 },
  ]);
  const failed = await rig.get('/disputes');
  expect(failed).toMatchObject({ status: 500, body: { error_code: 'UNEXPECTED_ERROR', details: [] } });
  expect(failed.headers.get('x-correlation-id')).toBeTruthy();
  expect(await rig.get('/disputes')).toMatchObject({
    status: 429,
    body: { error_message: expect.any(String) },
  });
});
