import { expect, test } from 'vitest';
import type { FaultRuleInput } from '../../src/sandbox/faults/rule.ts';
import { startReceiver, startRig, type Receiver, type Rig } from './running.ts';

/** A refund's two webhooks, `refund.created` and `refund.updated`, under these rules. */
async function refundUnder(
  rules: FaultRuleInput[],
  answer?: (nth: number) => number,
): Promise<Rig & { receiver: Receiver; began: number; settled: (count: number) => Promise<void> }> {
  const receiver = await startReceiver(answer);
  const rig = await startRig({ webhooksTo: receiver.url, webhookRetryDelays: { whop: [30] } });
  rig.sandbox.faults.set(rules);
  const { id, payment_id } = await rig.start('refund_succeeds');
  const began = Date.now();
  await rig.client.payments.refund(payment_id);
  await rig.advance(id);
  const settled = async (count: number): Promise<void> => {
    await expect.poll(() => receiver.received.length).toBe(count);
    await expect
      .poll(async () => (await rig.control('GET', '/webhooks?state=pending')).body.data)
      .toEqual([]);
    expect(receiver.received).toHaveLength(count);
  };
  return { ...rig, receiver, began, settled };
}

function faultsMade({ sandbox }: Rig): [string, unknown][] {
  return sandbox.ledger.entries({ kind: 'fault' }).map(({ name, detail }) => [name, detail['route']]);
}

test('a dropped webhook is never sent, but stays there to be sent by hand', async () => {
  const rig = await refundUnder([{ route: 'refund.created', fault: 'drop' }]);
  await rig.settled(1);
  expect(rig.receiver.types()).toEqual(['refund.updated']);
  expect(faultsMade(rig)).toEqual([['drop', 'refund.created']]);
  const { body } = await rig.control('GET', '/webhooks?state=dropped');
  await rig.control('POST', `/webhooks/${body.data[0]?.id}/resend`);
  await rig.settled(2);
});

test('a duplicated webhook comes twice: same id, same body, once more and no more', async () => {
  const rig = await refundUnder([{ route: 'refund.created', fault: 'duplicate', after_ms: 50 }]);
  await rig.settled(3);
  const twice = rig.receiver.received.filter(({ body }) => JSON.parse(body).type === 'refund.created');
  expect(twice).toHaveLength(2);
  expect(new Set(twice.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(new Set(twice.map(({ body }) => body)).size).toBe(1);
  expect(faultsMade(rig)).toEqual([['duplicate', 'refund.created']]);
});

test('a duplicated webhook that was refused at first is retried, then duplicated', async () => {
  const rules: FaultRuleInput[] = [
    { route: 'refund.updated', fault: 'drop' },
    { route: 'refund.created', fault: 'duplicate' },
  ];
  const rig = await refundUnder(rules, (nth) => (nth === 0 ? 503 : 200));
  await rig.settled(3);
});

test('a reordered webhook comes after the next one about the same payment', async () => {
  const rig = await refundUnder([{ route: 'refund.created', fault: 'reorder', after_ms: 60_000, times: 1 }]);
  await rig.settled(2);
  expect(rig.receiver.types()).toEqual(['refund.updated', 'refund.created']);
});

test('a reordered webhook with none to follow is sent after its longest wait', async () => {
  const rig = await refundUnder([
    { route: 'refund.created', fault: 'drop' },
    { route: 'refund.updated', fault: 'reorder', after_ms: 300 },
  ]);
  await rig.settled(1);
  expect((rig.receiver.received[0]?.at ?? 0) - rig.began).toBeGreaterThanOrEqual(290);
});

test('a webhook about something else lets no held one go', async () => {
  const rig = await refundUnder([
    { route: 'refund.updated', fault: 'drop' },
    { route: 'refund.created', fault: 'reorder', after_ms: 60_000 },
  ]);
  await rig.start('dispute_won');
  await expect.poll(() => rig.receiver.types()).toEqual(['dispute.created']);
  const { body } = await rig.control('GET', '/webhooks?state=pending');
  expect(body.data).toMatchObject([{ type: 'refund.created', attempts: 0 }]);
});

test('a late webhook comes late, and the others in time', async () => {
  const rig = await refundUnder([{ route: 'refund.created', fault: 'late', after_ms: 2_000 }]);
  await rig.settled(2);
  expect(rig.receiver.types()).toEqual(['refund.updated', 'refund.created']);
  expect((rig.receiver.received[1]?.at ?? 0) - rig.began).toBeGreaterThanOrEqual(1_990);
});

test('a rule for all routes and a fault of webhooks leaves calls alone, and the other way round', async () => {
  const { client, sandbox, start } = await startRig();
  sandbox.faults.set([
    { route: '*', fault: 'drop' },
    { route: '*', fault: 'error_before', times: 1 },
  ]);
  const { payment_id } = await start('dispute_won');
  await expect(client.payments.retrieve(payment_id)).rejects.toThrow('503');
  expect((await client.payments.retrieve(payment_id)).id).toBe(payment_id);
  expect(sandbox.faults.list()).toMatchObject([{ struck: 1 }, { struck: 1 }]);
});
