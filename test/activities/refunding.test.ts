import { afterAll, beforeAll, expect, test } from 'vitest';
import { json, startScriptedServer } from '../providers/scripted-server.ts';
import { whopAt } from '../providers/whop/samples.ts';
import { aRefund } from '../store/a-refund.ts';
import { type ActivityRig, startActivityRig } from './rig.ts';

let rig: ActivityRig;
beforeAll(async () => {
  rig = await startActivityRig();
});
afterAll(() => rig.close());

test('nothing is sent for a refund that has ended by the records', async () => {
  await using server = await startScriptedServer((_request, response) => json(response, 500, {}));
  rig.use(whopAt(server.url));
  await rig.store.recordRefund(aRefund('ended', { status: 'succeeded' }));
  expect(await send('whop:pay_1:ended', 0)).toMatchObject({ done: false, outcome: { kind: 'not_sent' } });
  expect(server.requests).toEqual([]);
});

const AMOUNT = { amount: '5.00', currency: 'usd' };
const FIRST = { ledger: { paymentId: 'pay_1', refunds: [] }, knownIds: [] };

function send(key: string, known: number) {
  const order = { paymentId: 'pay_1', amount: AMOUNT, idempotencyKey: key, reason: null };
  return rig.call('sendRefund', 'whop', order, { known, first: FIRST, amount: AMOUNT });
}

test('a call for a refund is written down, and not sent for whoever knows of fewer than were', async () => {
  await using server = await startScriptedServer((_request, response) => json(response, 500, {}));
  rig.use(whopAt(server.url));
  const unknown = { done: false, outcome: { kind: 'in_doubt' } };
  expect(await send('whop:pay_1:k', 0)).toMatchObject(unknown);
  expect(server.requests).toHaveLength(1);
  expect(await rig.store.refundCalls.load('whop:pay_1:k')).toEqual({ sent: 1, first: FIRST, amount: AMOUNT });

  // Its workflow was made anew.
  expect(await send('whop:pay_1:k', 0)).toMatchObject({ done: false, outcome: { kind: 'not_sent' } });
  expect(server.requests, 'nothing left this process').toHaveLength(1);

  expect(await send('whop:pay_1:k', 1)).toMatchObject(unknown);
  expect(server.requests).toHaveLength(2);
});
