import { describe, expect, test } from 'vitest';
import { onlyRefund, paidRig, refusal, startReceiver, startRig, type Rig } from './running.ts';

const DISPUTED = 'This payment has been disputed. Therefore, it cannot be refunded.';

async function move({ control }: Rig, refund: string, transition: object): Promise<number> {
  return (await control('POST', `/refunds/${refund}/transitions`, transition)).status;
}

describe('disputes in the way', () => {
  test.each([
    ['dispute_won', [], 'needs_response'],
    ['dispute_won', ['answer_elsewhere'], 'under_review'],
    ['dispute_lost', ['rule_lost'], 'lost'],
    ['visa_rdr', ['become_dispute'], 'needs_response'],
  ])("%s %j, which is %s: refused with Whop's own sentence", async (scenario, moves, status) => {
    const { client, control, sandbox, start } = await startRig();
    const run = await start(scenario);
    const subject = run.dispute_id === null ? `/alerts/${run.alert_id}` : `/disputes/${run.dispute_id}`;
    for (const name of moves) await control('POST', `${subject}/transitions`, { name });
    const payment = await client.payments.retrieve(run.payment_id);
    expect(payment).toMatchObject({ refundable: false, disputes: [{ status }] });
    await expect(client.payments.refund(run.payment_id)).rejects.toMatchObject(
      refusal(400, 'bad_request', DISPUTED),
    );
    expect(sandbox.ledger.entries({ name: 'refunded' })).toEqual([]);
  });

  test('a warning, a dispute won and one withdrawn leave the payment refundable', async () => {
    const { client, control, start, advance } = await startRig();
    const warned = await start('warning_closes');
    const won = await start('answered_elsewhere');
    await advance(won.id);
    await advance(won.id);
    const withdrawn = await start('dispute_withdrawn');
    await advance(withdrawn.id);
    for (const { payment_id } of [warned, won, withdrawn]) {
      expect((await client.payments.retrieve(payment_id)).refundable).toBe(true);
      expect((await client.payments.refund(payment_id)).refunded_amount).toBe(49);
    }
    const { body } = await control('GET', `/payments/${warned.payment_id}`);
    expect(body).toMatchObject({ substatus: 'refunded' });
  });

  test('refund_crosses_dispute: a dispute opens while the refund is on its way', async () => {
    const { client, start, advance } = await startRig();
    const { id, payment_id } = await start('refund_crosses_dispute');
    await client.payments.refund(payment_id, { partial_amount: 20 });
    const { dispute_id } = await advance(id);
    expect((await client.disputes.retrieve(dispute_id)).status).toBe('needs_response');
    await expect(client.payments.refund(payment_id)).rejects.toMatchObject(
      refusal(400, 'bad_request', DISPUTED),
    );
    await advance(id);
    expect(await client.payments.retrieve(payment_id)).toMatchObject({
      refunded_amount: 20,
      refundable: false,
      substatus: 'dispute_needs_response',
      refunds: [{ status: 'succeeded' }],
    });
    expect((await advance(id)).next).toBeNull();
    expect((await client.payments.refund(payment_id)).refunded_amount).toBe(49);
  });
});

describe('what becomes of a refund', () => {
  test('refund_succeeds: succeeded, and days later the bank reference', async () => {
    const receiver = await startReceiver();
    const { client, start, advance } = await startRig({ webhooksTo: receiver.url });
    const { id, payment_id } = await start('refund_succeeds');
    await expect(advance(id)).rejects.toThrow('Refund it first');
    await client.payments.refund(payment_id);
    const { refund_ids } = await advance(id);
    const [refund = ''] = refund_ids;
    expect(await client.refunds.retrieve(refund)).toMatchObject({
      status: 'succeeded',
      reference_status: 'pending',
    });
    expect((await advance(refund)).next).toBeNull();
    expect(await client.refunds.retrieve(refund)).toMatchObject({
      status: 'succeeded',
      reference_status: 'available',
      reference_type: 'acquirer_reference_number',
      reference_value: expect.stringMatching(/^\d+$/),
    });
    const expected = ['refund.created', 'refund.updated', 'refund.updated'];
    await expect.poll(() => receiver.types().toSorted()).toEqual(expected);
  });

  test('refund_fails: the money counts as never refunded, the attempt stays listed', async () => {
    const rig = await startRig();
    const { client, start, advance } = rig;
    const { id, payment_id } = await start('refund_fails');
    await client.payments.refund(payment_id);
    await advance(id);
    expect(await client.payments.retrieve(payment_id)).toMatchObject({
      refunded_amount: 0,
      refunded_at: null,
      refundable: true,
      substatus: 'succeeded',
      refunds: [{ status: 'failed', amount: 49 }],
    });
    expect((await client.payments.refund(payment_id)).refunded_amount).toBe(49);
    expect((await client.refunds.list({ payment_id })).data).toHaveLength(2);
  });

  test('refund_needs_action: it waits for the customer, then succeeds', async () => {
    const { client, start, advance } = await startRig();
    const { id, payment_id } = await start('refund_needs_action');
    await client.payments.refund(payment_id);
    await advance(id);
    const waiting = await client.payments.retrieve(payment_id);
    expect(waiting).toMatchObject({ refunded_amount: 49, refunds: [{ status: 'requires_action' }] });
    await advance(id);
    expect((await client.payments.retrieve(payment_id)).refunds[0]?.status).toBe('succeeded');
  });

  test('transitions take a reference in words of their own, and refuse what is impossible', async () => {
    const rig = await paidRig();
    const { client, payment, control } = rig;
    await client.payments.refund(payment);
    const id = await onlyRefund(rig, payment);
    expect(await move(rig, id, { name: 'succeed' })).toBe(200);
    const refused = await control('POST', `/refunds/${id}/transitions`, { name: 'cancel' });
    expect(refused).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('cancel is possible from pending, requires_action only') },
    });
    const reference = { reference_type: 'system_trace_audit_number', reference_value: '004213' };
    expect(await move(rig, id, { name: 'add_reference', ...reference })).toBe(200);
    expect(await client.refunds.retrieve(id)).toMatchObject({ ...reference, reference_status: 'available' });
    expect(await move(rig, id, { name: 'fail' })).toBe(200);
    expect((await client.payments.retrieve(payment)).refunded_amount).toBe(0);
    expect(await move(rig, 'rf_none', { name: 'fail' })).toBe(404);
  });

  test('a canceled refund gives its money back to what remains', async () => {
    const rig = await paidRig();
    await rig.client.payments.refund(rig.payment, { partial_amount: 30 });
    await move(rig, await onlyRefund(rig, rig.payment), { name: 'cancel' });
    expect(await rig.client.payments.refund(rig.payment, { partial_amount: 49 })).toMatchObject({
      refunded_amount: 49,
      refunds: [{ status: 'pending' }, { status: 'canceled' }],
    });
  });

  test.each(['succeeded', 'requires_action'] as const)('a switch starts refunds as %s', async (status) => {
    const rig = await paidRig();
    await rig.control('PATCH', '/settings/whop', { new_refund_status: status });
    expect((await rig.client.payments.refund(rig.payment)).refunds[0]?.status).toBe(status);
  });
});

describe('refunds made elsewhere', () => {
  test('refunded_elsewhere: half is gone, nobody called the API, and the rest can be refunded', async () => {
    const receiver = await startReceiver();
    const { client, sandbox, start, advance } = await startRig({ webhooksTo: receiver.url });
    const { id, payment_id } = await start('refunded_elsewhere', { amount: 49.99 });
    await advance(id);
    expect(await client.payments.retrieve(payment_id)).toMatchObject({
      refunded_amount: 24.99,
      auto_refunded: false,
      refundable: true,
    });
    await expect.poll(() => receiver.types()).toEqual(['refund.created']);
    expect(sandbox.ledger.entries({ name: 'refunded' })).toEqual([]);
    expect(sandbox.ledger.entries({ name: 'refunded_elsewhere', id: payment_id })).toMatchObject([
      { detail: { amount: '24.99', currency: 'usd', auto: false } },
    ]);
    await expect(client.payments.refund(payment_id, { partial_amount: 25.01 })).rejects.toThrow('greater');
    expect((await client.payments.refund(payment_id)).refunded_amount).toBe(49.99);
  });

  test('auto_refunded: Whop did it, and says so', async () => {
    const { client, start, advance } = await startRig();
    const { id, payment_id } = await start('auto_refunded');
    await advance(id);
    expect(await client.payments.retrieve(payment_id)).toMatchObject({
      auto_refunded: true,
      substatus: 'auto_refunded',
      refunded_amount: 49,
    });
  });

  test('by hand: any amount, what is impossible refused in a sentence', async () => {
    const { client, control, payment } = await paidRig();
    const path = `/payments/${payment}/refunds`;
    expect((await control('POST', path, { amount: '12.50' })).status).toBe(201);
    expect((await client.payments.retrieve(payment)).refunded_amount).toBe(12.5);
    expect(await control('POST', path, { amount: 40 })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('cannot be greater than') },
    });
    expect((await control('POST', '/payments/pay_none/refunds')).status).toBe(404);
    expect((await control('POST', path)).status).toBe(201);
    expect((await client.payments.retrieve(payment)).refundable).toBe(false);
  });
});
