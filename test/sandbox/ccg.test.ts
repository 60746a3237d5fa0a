import { createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { startReceiver, startRig, type Received, type Receiver, type Rig } from './running.ts';

/** A sandbox and somebody who listens. */
async function listening(
  answer?: (nth: number) => number,
  delays?: readonly number[],
): Promise<Rig & { readonly receiver: Receiver }> {
  const receiver = await startReceiver(answer);
  const rig = await startRig({
    webhooksTo: receiver.url,
    ...(delays !== undefined && { webhookRetryDelays: { ccg: delays } }),
  });
  return { ...rig, receiver };
}

/** What came, envelopes opened, in the order it came. */
function payloads({ received }: Receiver): readonly Record<string, unknown>[] {
  return received.map(({ body }) => {
    const event = JSON.parse(body);
    return event.payload ?? event;
  });
}

function tokenOf({ headers }: Received): string {
  return String(headers.authorization).replace('Bearer ', '');
}

test('a dispute is told of as seed 003 writes it', async () => {
  const { receiver, start, accounts } = await listening();
  const { payment_id, dispute_id } = await start('ccg_lost', { reason: 'DUPLICATE', envelope: 'bare' });
  await expect.poll(() => receiver.received).toHaveLength(1);
  expect(receiver.received[0]?.path).toBe('/webhooks/ccg');
  const [payload] = payloads(receiver);
  expect(payload).toEqual({
    amount: 5_000,
    eventType: 'DISPUTE_INITIATED',
    merchantTransactionId: payment_id,
    merchantId: accounts.ccg.merchantId,
    evidence: expect.objectContaining({ customer_name: expect.any(String), receipt: null }),
    reason: 'DUPLICATE',
    status: 'NEEDS_RESPONSE',
    paymentType: 'CARD',
    balanceTransactions: [
      expect.objectContaining({
        amount: -5_000,
        fee: 1_500,
        net: -6_500,
        currency: 'usd',
        exchange_rate: null,
        source: dispute_id,
        object: 'balance_transaction',
      }),
    ],
  });
  expect(Object.keys(Object(payload?.['evidence']))).toHaveLength(27);
  expect(payment_id).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
});

test('it may come in an envelope, with a source or without', async () => {
  const { control, receiver, start } = await listening();
  await start('ccg_lost');
  await expect.poll(() => receiver.received).toHaveLength(1);
  await control('PATCH', '/settings/ccg', { source: 'portal' });
  await start('ccg_lost');
  await expect.poll(() => receiver.received).toHaveLength(2);
  const [plain, sourced] = receiver.received.map(({ body }): unknown => JSON.parse(body));
  expect(plain).toEqual({
    name: 'DISPUTE_INITIATED',
    payload: expect.objectContaining({ status: 'NEEDS_RESPONSE' }),
  });
  expect(sourced).toMatchObject({ name: 'DISPUTE_INITIATED', source: 'portal' });
});

describe('the token', () => {
  test('is signed with ES256, names its key and is good for a while', async () => {
    const { receiver, sandbox, start } = await listening();
    await start('ccg_lost');
    await expect.poll(() => receiver.received).toHaveLength(1);
    const [received] = receiver.received;
    if (received === undefined) throw new Error('none came');
    const [used = '', other = ''] = sandbox.settings.ccg.webhookKeys;
    const { payload } = await jwtVerify(tokenOf(received), createPublicKey(used), {
      algorithms: ['ES256'],
      requiredClaims: ['exp', 'iat'],
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
    const { kid } = decodeProtectedHeader(tokenOf(received));
    expect(kid).toBe(await calculateJwkThumbprint(createPublicKey(used)));
    await expect(jwtVerify(tokenOf(received), createPublicKey(other))).rejects.toThrow(
      errors.JWSSignatureVerificationFailed,
    );
  });

  test('can be signed by the key that comes next, and be too old', async () => {
    const { control, receiver, sandbox, start } = await listening();
    await control('PATCH', '/settings/ccg', { signed_by: 1, token_seconds: -3600 });
    await start('ccg_lost');
    await expect.poll(() => receiver.received).toHaveLength(1);
    const [received] = receiver.received;
    if (received === undefined) throw new Error('none came');
    const key = createPublicKey(sandbox.settings.ccg.webhookKeys[1] ?? '');
    await expect(jwtVerify(tokenOf(received), key)).rejects.toThrow(errors.JWTExpired);
  });
});

test('what is not taken at once is lost', async () => {
  const { control, start } = await listening(() => 503);
  await start('ccg_lost');
  await expect
    .poll(async () => (await control('GET', '/webhooks')).body.data)
    .toMatchObject([{ state: 'failed', attempts: 1 }]);
});

describe('scenarios', () => {
  test('every one listed can be started and moved on to its end', async () => {
    const { control, start, advance } = await startRig();
    const { body } = await control('GET', '/scenarios');
    const names = body.scenarios.filter(({ provider }) => provider === 'ccg').map(({ name }) => name);
    expect(names.length).toBeGreaterThan(8);
    for (const name of names) {
      let run = await start(name);
      while (run.next !== null) run = await advance(run.id);
    }
  });

  test('ccg_won: the money comes back, later than it went', async () => {
    const { receiver, start, advance } = await listening();
    const { id } = await start('ccg_won');
    await expect.poll(() => receiver.received).toHaveLength(1);
    await advance(id);
    await expect.poll(() => receiver.received).toHaveLength(2);
    const [, won] = payloads(receiver);
    expect(won).toMatchObject({ eventType: 'DISPUTE_WON', status: 'WON' });
    const moved: readonly { amount: number; fee: number; created: number; id: string }[] = Object(
      won?.['balanceTransactions'],
    );
    expect(moved.map(({ amount, fee }) => [amount, fee])).toEqual([
      [-5_000, 1_500],
      [5_000, 0],
    ]);
    expect(moved[1]?.created).toBeGreaterThan(moved[0]?.created ?? 0);
    expect(moved[1]?.id).not.toBe(moved[0]?.id);
  });

  test('ccg_ruling_first: nothing is told at the start, then the ruling, then the opening as it was', async () => {
    const { control, receiver, start, advance } = await listening();
    const { id, dispute_id } = await start('ccg_ruling_first');
    expect((await control('GET', '/webhooks')).body.data).toEqual([]);
    await advance(id);
    await expect.poll(() => receiver.types()).toEqual(['DISPUTE_LOST']);
    await advance(id);
    await expect.poll(() => receiver.types()).toEqual(['DISPUTE_LOST', 'DISPUTE_INITIATED']);
    expect(payloads(receiver)[1]).toMatchObject({ status: 'NEEDS_RESPONSE' });
    expect((await control('GET', `/disputes/${dispute_id}`)).body).toMatchObject({ status: 'LOST' });
  });

  test.each([
    ['ccg_jpy', { amount: 5_000 }, { amount: -5_000, currency: 'jpy' }],
    ['ccg_kwd', { amount: 24_755 }, { amount: -24_755, currency: 'kwd' }],
    ['ccg_bank_account', { paymentType: 'BANK_ACCOUNT' }, { currency: 'usd' }],
    ['ccg_fx', { amount: 5_000 }, { amount: -5_413, currency: 'usd', exchange_rate: 1.0826 }],
  ])('%s', async (name, payload, moved) => {
    const { receiver, start } = await listening();
    await start(name);
    await expect.poll(() => receiver.received).toHaveLength(1);
    expect(payloads(receiver)).toMatchObject([{ ...payload, balanceTransactions: [moved] }]);
  });

  test('ccg_without_transactions and ccg_without_payment_type leave out what they say', async () => {
    const { receiver, start } = await listening();
    await start('ccg_without_transactions');
    await expect.poll(() => receiver.received).toHaveLength(1);
    await start('ccg_without_payment_type');
    await expect.poll(() => receiver.received).toHaveLength(2);
    const [first, second] = payloads(receiver);
    expect(first?.['balanceTransactions']).toEqual([]);
    expect(second).not.toHaveProperty('paymentType');
  });

  test("refunds are told of by the refund's own transaction", async () => {
    const { receiver, start, advance } = await listening();
    const { id, payment_id } = await start('ccg_refunded_elsewhere');
    await advance(id);
    const { refund_ids } = await advance(id);
    await expect
      .poll(() => receiver.types().toSorted())
      .toEqual(['PAYMENT_SUCCEEDED', 'REFUND_PENDING', 'REFUND_SUCCESS']);
    const refunds = payloads(receiver).filter(({ eventType }) => String(eventType).startsWith('REFUND'));
    expect(refunds.map((refund) => refund['merchantTransactionId'])).toEqual([refund_ids[0], refund_ids[0]]);
    expect(refund_ids[0]).not.toBe(payment_id);
  });
});

test('a dispute as it is overwritten can be sent, without what only the sandbox keeps', async () => {
  const { control, receiver, start } = await listening();
  const { dispute_id } = await start('ccg_lost', { envelope: 'bare' });
  await expect.poll(() => receiver.received).toHaveLength(1);
  await control('PATCH', `/disputes/${dispute_id}?send=DISPUTE_INITIATED`, { merchantId: null });
  await expect.poll(() => receiver.received).toHaveLength(2);
  const [before, after] = payloads(receiver);
  expect(after).toEqual({ ...before, merchantId: null });
});
