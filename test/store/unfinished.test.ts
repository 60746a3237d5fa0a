import { expect, it } from 'vitest';
import { plus } from '../../src/domain/instant.ts';
import { moneyFromMajor } from '../../src/domain/money.ts';
import type { RefundCalls } from '../../src/domain/refund.ts';
import type { Batch } from '../../src/store/unfinished.ts';
import { aCase, NOON } from './a-case.ts';
import { aRefund, anExternalRefund } from './a-refund.ts';
import { onEachDatabase } from './each-database.ts';

/** All of them, batch by batch. */
async function all<T extends { readonly id: string }>(
  read: (after: string | null) => Promise<Batch<T>>,
): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const batch: Batch<T> = await read(after);
    ids.push(...batch.data.map(({ id }) => id));
    after = batch.next;
  } while (after !== null);
  return ids.toSorted();
}

onEachDatabase((fixture) => {
  it('finds every open case of a provider, and no other, though the lists are lost', async () => {
    const open = Array.from({ length: 130 }, (_, index) => aCase(`pay_${index}`));
    const closed = aCase('pay_closed', {}, { open: false });
    const moved = aCase('dispute.dp_1', {}, { movedTo: 'whop:pay_1' });
    for (const one of [...open, closed, moved]) await fixture.store.recordCase(one, []);
    await fixture.database.query('truncate case_list, dispute_list');
    const { unfinished } = fixture.store;
    expect(await all((after) => unfinished.cases('whop', after))).toEqual(
      open.map(({ id }) => id).toSorted(),
    );
    expect(await all((after) => unfinished.cases('ccg', after))).toEqual([]);
  });

  it('counts the open cases that were written down before a moment, opened again ones too', async () => {
    const { unfinished } = fixture.store;
    const before = await unfinished.countCases(plus(NOON, 1));
    const closed = aCase('pay_again', {}, { open: false });
    await fixture.store.recordCase(closed, []);
    expect(await unfinished.countCases(plus(NOON, 1))).toBe(before);
    await fixture.store.recordCase({ ...closed, open: true, nextSeq: closed.nextSeq + 1 }, []);
    expect(await unfinished.countCases(plus(NOON, 1))).toBe(before + 1);
    expect(await unfinished.countCases(closed.updatedAt)).toBe(0);
  });

  it('finds every refund that was asked for here and is not settled', async () => {
    for (const status of ['pending', 'requires_action', 'needs_attention', 'succeeded', 'failed'] as const) {
      await fixture.store.recordRefund(aRefund(status, { status }));
    }
    await fixture.store.recordRefund(anExternalRefund('r_1', { status: 'pending' }));
    const { unfinished } = fixture.store;
    expect(await all((after) => unfinished.refunds('whop', after))).toEqual([
      'whop:pay_1:needs_attention',
      'whop:pay_1:pending',
      'whop:pay_1:requires_action',
    ]);
    expect(await all((after) => unfinished.refunds('wepay', after))).toEqual([]);
  });

  it('puts down a call for a refund for whoever knows of all before, and for nobody else', async () => {
    const { refundCalls } = fixture.store;
    const id = 'whop:pay_1:k';
    expect(await refundCalls.load(id)).toBeNull();
    expect(await refundCalls.add(id, 0, COURSE)).toBe(true);
    expect(await refundCalls.add(id, 0, COURSE), 'made anew, it knows of none').toBe(false);
    expect(await refundCalls.add(id, 1, COURSE)).toBe(true);
    expect(await refundCalls.load(id)).toEqual({ sent: 2, ...COURSE });
    const both = await Promise.all([refundCalls.add(id, 2, COURSE), refundCalls.add(id, 2, COURSE)]);
    expect(both.toSorted()).toEqual([false, true]);
  });
});

const AMOUNT = moneyFromMajor('5', 'usd');
if (AMOUNT === null) throw new Error('no amount');
const COURSE: Omit<RefundCalls, 'sent'> = {
  amount: AMOUNT,
  first: {
    ledger: {
      paymentId: 'pay_1',
      merchantId: null,
      captured: AMOUNT,
      refunded: null,
      refundable: true,
      disputed: null,
      refunds: [],
    },
    knownIds: [],
  },
};
