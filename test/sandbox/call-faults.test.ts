import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { paidRig, refusal, startRig, type Rig } from './running.ts';

/** A payment, and a refund of it over which this rule stands once. */
async function refundUnder(rule: object, timeout = 5_000) {
  const rig = await paidRig();
  const once = { route: 'payments.refund', times: 1, ...rule };
  const set = await rig.control('PUT', '/faults', [once]);
  expect(set.status).toBe(200);
  const began = Date.now();
  const outcome = await rig.client.payments.refund(rig.payment, { partial_amount: 5 }, { timeout }).then(
    (payment) => ({ payment, error: null }),
    (error: unknown) => ({ payment: null, error }),
  );
  return { ...rig, ...outcome, took: Date.now() - began };
}

function refunded({ sandbox }: Rig): number {
  return sandbox.ledger.entries({ name: 'refunded' }).length;
}

function answered({ sandbox }: Rig): unknown {
  return sandbox.ledger.entries({ name: 'payments.refund' })[0]?.detail['status'];
}

describe('what the caller sees, and what really happened', () => {
  test('delay: the work is done late, and answered', async () => {
    const seen = await refundUnder({ fault: 'delay', after_ms: 120 });
    expect(seen.payment).toMatchObject({ refunded_amount: 5 });
    expect(seen.took).toBeGreaterThanOrEqual(110);
  });

  test('delay: the work is done even when the caller has given up by then', async () => {
    const seen = await refundUnder({ fault: 'delay', after_ms: 2_000 }, 60);
    expect(seen.error).toMatchObject({ message: expect.stringContaining('timed out') });
    expect(refunded(seen)).toBe(0);
    await expect.poll(() => refunded(seen)).toBe(1);
  });

  test('hang: the work is done, and no answer ever comes', async () => {
    const seen = await refundUnder({ fault: 'hang' }, 150);
    expect(seen.error).toMatchObject({ message: expect.stringContaining('timed out') });
    expect(refunded(seen)).toBe(1);
    expect(answered(seen)).toBeNull();
  });

  test('hang_before: nothing is done, and no answer ever comes', async () => {
    const seen = await refundUnder({ fault: 'hang_before' }, 150);
    expect(seen.error).toMatchObject({ message: expect.stringContaining('timed out') });
    expect(refunded(seen)).toBe(0);
  });

  test('hang with a time: the answer comes after it', async () => {
    const seen = await refundUnder({ fault: 'hang', after_ms: 100 });
    expect(seen.took).toBeGreaterThanOrEqual(90);
    expect(seen.payment).toMatchObject({ refunded_amount: 5 });
  });

  test.each([
    ['cut_before', 0],
    ['cut_after', 1],
  ])('%s: the connection breaks, %i refunds were made', async (fault, effects) => {
    const seen = await refundUnder({ fault });
    expect(seen.error).toMatchObject({ message: expect.stringContaining('Connection error') });
    expect(refunded(seen)).toBe(effects);
    expect(answered(seen)).toBeNull();
  });

  test.each([
    ['error_before', 500, 0],
    ['error_after', 502, 1],
  ])('%s: %i, %i refunds were made', async (fault, status, effects) => {
    const seen = await refundUnder({ fault, status });
    expect(seen.error).toMatchObject(refusal(status, 'internal_error'));
    expect(refunded(seen)).toBe(effects);
    expect(answered(seen)).toBe(status);
  });

  test("rate_limit: 429 with the wait in the header and in Whop's words, and no refund", async () => {
    const seen = await refundUnder({ fault: 'rate_limit', retry_after: 7 });
    expect(seen.error).toMatchObject({
      status: 429,
      error: { error: { type: 'rate_limit_exceeded', message: 'Try again in 7 seconds.' } },
    });
    expect(Reflect.get(Object(seen.error), 'headers').get('retry-after')).toBe('7');
    expect(refunded(seen)).toBe(0);
  });

  test('not_json: a page of HTML after the work', async () => {
    const seen = await refundUnder({ fault: 'not_json' });
    expect(seen.payment).toContain('<html>');
    expect(refunded(seen)).toBe(1);
  });

  test('nonsense: JSON of another shape after the work', async () => {
    const seen = await refundUnder({ fault: 'nonsense' });
    expect(seen.payment).toEqual({ message: 'ok' });
    expect(refunded(seen)).toBe(1);
  });
});

test('every fault is an entry in the ledger, with its rule and its call', async () => {
  const { sandbox, payment } = await refundUnder({ fault: 'cut_after', id: 'mine' });
  const [call] = sandbox.ledger.entries({ kind: 'call', name: 'payments.refund' });
  expect(sandbox.ledger.entries({ kind: 'fault' })).toMatchObject([
    {
      provider: 'whop',
      name: 'cut_after',
      detail: { rule: 'mine', time: 1, route: 'payments.refund', call: call?.seq, after_ms: 0 },
    },
  ]);
  expect(payment).toBeNull();
});

/** Which of a number of reads failed, counted from 1. */
async function failures({ client }: Rig, payment: string, reads: number): Promise<number[]> {
  const failed: number[] = [];
  for (let nth = 1; nth <= reads; nth += 1) {
    await client.payments.retrieve(payment).catch(() => failed.push(nth));
  }
  return failed;
}

/** Which of twenty reads fail by the dice of this seed. */
async function throwsOf(faultSeed: string): Promise<number[]> {
  const rig = await startRig({ faultSeed });
  const { payment_id } = await rig.start('payment');
  rig.sandbox.faults.set([{ route: '*', fault: 'error_before', probability: 0.5 }]);
  return failures(rig, payment_id, 20);
}

describe('where and when a rule strikes', () => {
  test('times and skip: these calls and no others', async () => {
    const rig = await paidRig();
    rig.sandbox.faults.set([{ route: 'payments.retrieve', fault: 'error_before', skip: 1, times: 2 }]);
    expect(await failures(rig, rig.payment, 5)).toEqual([2, 3]);
    expect(rig.sandbox.faults.list()).toMatchObject([{ tried: 5, struck: 2 }]);
  });

  test('one route, a family of routes, all routes', async () => {
    const rig = await paidRig();
    const { client, payment, sandbox } = rig;
    sandbox.faults.set([{ route: 'payments.refund', fault: 'error_before' }]);
    expect(await failures(rig, payment, 1)).toEqual([]);
    await expect(client.payments.refund(payment)).rejects.toThrow('503');
    sandbox.faults.set([{ route: 'payments.*', fault: 'error_before' }]);
    expect(await failures(rig, payment, 1)).toEqual([1]);
    await client.refunds.list({ payment_id: payment });
    sandbox.faults.set([{ route: '*', fault: 'error_before' }]);
    await expect(client.refunds.list({ payment_id: payment })).rejects.toThrow('503');
  });

  test('one object: others are left alone', async () => {
    const rig = await paidRig();
    const other = await rig.start('payment');
    rig.sandbox.faults.set([{ route: '*', object: rig.payment, fault: 'error_before' }]);
    expect(await failures(rig, other.payment_id, 1)).toEqual([]);
    expect(await failures(rig, rig.payment, 1)).toEqual([1]);
    await rig.client.refunds.list({ payment_id: other.payment_id });
    await expect(rig.client.refunds.list({ payment_id: rig.payment })).rejects.toThrow('503');
  });

  test('the first rule that strikes is the only one', async () => {
    const rig = await paidRig();
    rig.sandbox.faults.set([
      { route: '*', fault: 'error_before', times: 1 },
      { route: '*', fault: 'cut_before', times: 1 },
    ]);
    await expect(rig.client.payments.refund(rig.payment)).rejects.toThrow('503');
    await expect(rig.client.payments.refund(rig.payment)).rejects.toThrow('Connection error');
    await rig.client.payments.refund(rig.payment);
  });

  test('the dice follow from their seed', async () => {
    const first = await throwsOf('a');
    expect(first.length).toBeGreaterThan(3);
    expect(first.length).toBeLessThan(17);
    expect(await throwsOf('a')).toEqual(first);
    expect(await throwsOf('b')).not.toEqual(first);
  });
});

test('what waits when the sandbox closes is cut off and not done', async () => {
  const { client, payment, sandbox } = await paidRig();
  sandbox.faults.set([{ route: '*', fault: 'delay', after_ms: 60_000 }]);
  const refund = client.payments.refund(payment).catch((error: unknown) => String(error));
  await expect.poll(() => sandbox.ledger.entries({ kind: 'fault' })).toHaveLength(1);
  const began = Date.now();
  await sandbox.close();
  expect(await refund).toContain('Connection error');
  await sleep(0);
  expect(Date.now() - began).toBeLessThan(5_000);
});
