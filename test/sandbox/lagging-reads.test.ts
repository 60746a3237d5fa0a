import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { COMPANY, paidRig, refusal, startRig } from './running.ts';

/** Longer than a few calls take on a busy machine. */
const LAG = 3_000;

test('reads and lists answer as things were, writes act on things as they are, and time catches up', async () => {
  const { client, payment, sandbox } = await paidRig();
  await sleep(LAG + 50);
  sandbox.faults.set([{ route: '*', fault: 'lag', after_ms: LAG }]);

  expect((await client.payments.refund(payment, { partial_amount: 5 })).refunded_amount).toBe(5);
  expect(await client.payments.retrieve(payment)).toMatchObject({ refunded_amount: 0, refunds: [] });
  expect((await client.refunds.list({ payment_id: payment })).data).toEqual([]);
  expect((await client.payments.refund(payment, { partial_amount: 5 })).refunded_amount).toBe(10);

  await sleep(LAG + 50);
  expect(await client.payments.retrieve(payment)).toMatchObject({ refunded_amount: 10 });
  expect((await client.refunds.list({ payment_id: payment })).data).toHaveLength(2);
  expect(sandbox.ledger.entries({ name: 'refunded' })).toHaveLength(2);
  const lags = sandbox.ledger.entries({ kind: 'fault', name: 'lag' });
  expect(lags).toHaveLength(4);
  expect(lags[0]).toMatchObject({ ids: [payment], detail: { route: 'payments.retrieve', after_ms: LAG } });
});

/** A moment after which nothing happens for longer than a call takes. */
async function pause(): Promise<number> {
  await sleep(50);
  const now = Date.now();
  await sleep(1_500);
  return now;
}

test('each version is seen in its turn', async () => {
  const { client, sandbox, start, control } = await startRig();
  const { dispute_id } = await start('dispute_won');
  const opened = await pause();
  await client.disputes.submitEvidence(dispute_id);
  const submitted = await pause();
  await control('POST', `/disputes/${dispute_id}/transitions`, { name: 'rule_won' });
  const ruled = await pause();

  /** Good to within the time a call takes; the fault's own clock starts when the call arrives. */
  const statusAt = async (moment: number): Promise<string> => {
    sandbox.faults.set([{ route: 'disputes.retrieve', fault: 'lag', after_ms: Date.now() - moment }]);
    return (await client.disputes.retrieve(dispute_id)).status;
  };
  expect(await statusAt(opened)).toBe('needs_response');
  expect(await statusAt(submitted)).toBe('under_review');
  expect(await statusAt(ruled)).toBe('won');
});

test('what is younger than the lag does not exist yet', async () => {
  const { client, payment, sandbox } = await paidRig();
  sandbox.faults.set([{ route: '*', fault: 'lag', after_ms: 60_000 }]);
  await expect(client.payments.retrieve(payment)).rejects.toMatchObject(refusal(404, 'not_found'));
  expect((await client.payments.list({ company_id: COMPANY })).data).toEqual([]);
  sandbox.faults.set([]);
  expect((await client.payments.retrieve(payment)).id).toBe(payment);
});

test('a lag goes together with whatever else befalls the call', async () => {
  const { client, payment, sandbox } = await paidRig();
  await sleep(LAG + 50);
  await client.payments.refund(payment);
  sandbox.faults.set([
    { route: '*', fault: 'lag', after_ms: LAG },
    { route: '*', fault: 'delay', after_ms: 10 },
  ]);
  expect((await client.payments.retrieve(payment)).refunded_amount).toBe(0);
  const made = sandbox.ledger.entries({ kind: 'fault' }).map(({ name }) => name);
  expect(made).toEqual(['lag', 'delay']);
});

test('refunds of one payment keep their order after a lagging read', async () => {
  const { client, payment, sandbox } = await paidRig();
  for (const partial_amount of [1, 2, 3]) await client.payments.refund(payment, { partial_amount });
  sandbox.faults.set([{ route: '*', fault: 'lag', after_ms: 60_000 }]);
  await client.refunds.list({ payment_id: payment });
  sandbox.faults.set([]);
  const { refunds } = await client.payments.refund(payment, { partial_amount: 4 });
  expect(refunds.map(({ amount }) => amount)).toEqual([4, 3, 2, 1]);
});
