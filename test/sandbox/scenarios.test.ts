import { expect, test } from 'vitest';
import { startReceiver, startRig, type Receiver, type Rig } from './running.ts';

async function rigWithReceiver(): Promise<Rig & { receiver: Receiver }> {
  const receiver = await startReceiver();
  return { ...(await startRig({ webhooksTo: receiver.url })), receiver };
}

/** The events, waited for until as many have come; side by side they arrive in any order. */
async function events({ received, types }: Receiver, expected: readonly string[]): Promise<void> {
  await expect.poll(() => received.length).toBe(expected.length);
  expect(types().toSorted()).toEqual(expected.toSorted());
}

test('alert_lapses: an alert, and nothing after', async () => {
  const { client, start, advance, receiver } = await rigWithReceiver();
  const { id, alert_id, payment_id, next } = await start('alert_lapses');
  expect(next).toBeNull();
  expect(await client.disputeAlerts.retrieve(alert_id)).toMatchObject({
    alert_type: 'dispute',
    dispute: null,
    payment: { id: payment_id },
    charge_for_alert: true,
  });
  await expect(advance(id)).rejects.toThrow('has no step left');
  await events(receiver, ['dispute_alert.created']);
});

test('alert_closes: the alert names its inquiry and follows its status', async () => {
  const { client, start, advance, receiver } = await rigWithReceiver();
  const { id, alert_id } = await start('alert_closes');
  const { dispute_id } = await advance(id);
  expect(await client.disputeAlerts.retrieve(alert_id)).toMatchObject({
    dispute: { id: dispute_id, status: 'warning_needs_response' },
  });
  await advance(id);
  expect(await client.disputes.retrieve(dispute_id)).toMatchObject({
    status: 'warning_closed',
    editable: false,
  });
  expect((await client.disputeAlerts.retrieve(alert_id)).dispute?.status).toBe('warning_closed');
  await events(receiver, ['dispute_alert.created', 'dispute.created', 'dispute.updated']);
});

test('alert_becomes_dispute: from the alert to won, waiting for the answer in between', async () => {
  const { client, start, advance, receiver } = await rigWithReceiver();
  const { id, alert_id, payment_id } = await start('alert_becomes_dispute', { respond_in: '3h' });
  const { dispute_id } = await advance(id);
  const dispute = await client.disputes.retrieve(dispute_id);
  expect(dispute).toMatchObject({ status: 'needs_response', payment: { id: payment_id } });
  const left = Date.parse(dispute.needs_response_by ?? '') - Date.now();
  expect(left).toBeGreaterThan(2.9 * 3_600_000);
  expect(left).toBeLessThan(3 * 3_600_000);
  expect((await client.disputeAlerts.retrieve(alert_id)).dispute?.id).toBe(dispute_id);

  await expect(advance(id)).rejects.toThrow(`${dispute_id} is needs_response, and rule_won is possible from`);
  await client.disputes.submitEvidence(dispute_id);
  expect((await advance(id)).next).toBeNull();
  expect(await client.disputes.retrieve(dispute_id)).toMatchObject({ status: 'won', editable: false });
  await events(receiver, ['dispute_alert.created', 'dispute.created', 'dispute.updated', 'dispute.updated']);
});

test('warning_closes: an inquiry that ends', async () => {
  const { client, start, advance } = await startRig();
  const { id, dispute_id, alert_id } = await start('warning_closes');
  expect(alert_id).toBeNull();
  expect((await client.disputes.retrieve(dispute_id)).status).toBe('warning_needs_response');
  await advance(id);
  expect((await client.disputes.retrieve(dispute_id)).status).toBe('warning_closed');
});

test('warning_becomes_dispute: the same id, editable again, with a new deadline', async () => {
  const { client, start, advance } = await startRig();
  const { id, dispute_id } = await start('warning_becomes_dispute', { respond_in: '1h' });
  await client.disputes.submitEvidence(dispute_id);
  const before = await client.disputes.retrieve(dispute_id);
  expect((await advance(id)).dispute_ids).toEqual([dispute_id]);
  const after = await client.disputes.retrieve(dispute_id);
  expect(after).toMatchObject({ status: 'needs_response', editable: true });
  expect(Date.parse(after.needs_response_by ?? '')).toBeGreaterThan(
    Date.parse(before.needs_response_by ?? ''),
  );
});

test.each([
  ['dispute_lost', 'lost'],
  ['dispute_withdrawn', 'closed'],
])('%s: ends without an answer as %s', async (name, status) => {
  const { client, start, advance, receiver } = await rigWithReceiver();
  const { id, dispute_id, payment_id } = await start(name);
  await advance(id);
  expect(await client.disputes.retrieve(dispute_id)).toMatchObject({ status, editable: false });
  expect((await client.payments.retrieve(payment_id)).substatus).toBe(`dispute_${status}`);
  await events(receiver, ['dispute.created', 'dispute.updated']);
});

test('lost_then_won: the ruling turns', async () => {
  const { client, start, advance } = await startRig();
  const { id, dispute_id } = await start('lost_then_won');
  await client.disputes.submitEvidence(dispute_id);
  await advance(id);
  expect((await client.disputes.retrieve(dispute_id)).status).toBe('lost');
  await advance(id);
  expect((await client.disputes.retrieve(dispute_id)).status).toBe('won');
});

test('two_disputes: side by side on one payment, each with its own ruling', async () => {
  const { client, start, advance } = await startRig();
  const { id, payment_id } = await start('two_disputes');
  const { dispute_ids } = await advance(id);
  expect(dispute_ids).toHaveLength(2);
  const [first = '', second = ''] = dispute_ids;
  const payment = await client.payments.retrieve(payment_id);
  expect(payment.disputes?.map((dispute) => dispute.id)).toEqual([second, first]);
  await client.disputes.submitEvidence(first);
  await advance(id);
  await advance(id);
  expect((await client.disputes.retrieve(first)).status).toBe('won');
  expect((await client.disputes.retrieve(second)).status).toBe('lost');
});

test('visa_rdr: settled by the network, nothing to answer', async () => {
  const { client, start, advance } = await startRig();
  const { id, alert_id } = await start('visa_rdr');
  expect((await client.disputeAlerts.retrieve(alert_id)).alert_type).toBe('dispute_rdr');
  const { dispute_id } = await advance(id);
  expect(await client.disputes.retrieve(dispute_id)).toMatchObject({
    visa_rdr: true,
    status: 'lost',
    editable: false,
    needs_response_by: null,
  });
  await expect(client.disputes.submitEvidence(dispute_id)).rejects.toThrow('400');
});

test('deadline_moves: nearer, then further away', async () => {
  const { client, start, advance } = await startRig();
  const { id, dispute_id } = await start('deadline_moves');
  const deadline = async () =>
    Date.parse((await client.disputes.retrieve(dispute_id)).needs_response_by ?? '');
  const first = await deadline();
  await advance(id);
  const second = await deadline();
  await advance(id);
  expect(second).toBeLessThan(first);
  expect(await deadline()).toBeGreaterThan(first);
});

test('answered_elsewhere: under review without a submission of ours', async () => {
  const { client, sandbox, start, advance } = await startRig();
  const { id, dispute_id } = await start('answered_elsewhere');
  await advance(id);
  expect(await client.disputes.retrieve(dispute_id)).toMatchObject({
    status: 'under_review',
    editable: false,
  });
  expect(sandbox.ledger.entries({ name: 'submission_spent' })).toEqual([]);
  await advance(id);
  expect((await client.disputes.retrieve(dispute_id)).status).toBe('won');
});

test('alert_payment_late: no payment at first; a later read shows it', async () => {
  const { client, start, advance, receiver } = await rigWithReceiver();
  const { id, alert_id, payment_id } = await start('alert_payment_late');
  expect((await client.disputeAlerts.retrieve(alert_id)).payment).toBeNull();
  await advance(id);
  expect((await client.disputeAlerts.retrieve(alert_id)).payment?.id).toBe(payment_id);
  const { dispute_id } = await advance(id);
  expect((await client.disputes.retrieve(dispute_id)).payment?.id).toBe(payment_id);
  await events(receiver, ['dispute_alert.created', 'dispute.created']);
});

test('dispute_payment_late: the update names the payment', async () => {
  const { client, start, advance, receiver } = await rigWithReceiver();
  const { id, dispute_id, payment_id } = await start('dispute_payment_late');
  expect(await client.disputes.retrieve(dispute_id)).toMatchObject({
    payment: null,
    product: null,
    plan: null,
  });
  expect((await client.payments.retrieve(payment_id)).disputes).toEqual([]);
  await advance(id);
  expect((await client.disputes.retrieve(dispute_id)).payment?.id).toBe(payment_id);
  expect((await client.payments.retrieve(payment_id)).disputes).toMatchObject([{ id: dispute_id }]);
  await events(receiver, ['dispute.created', 'dispute.updated']);
});
