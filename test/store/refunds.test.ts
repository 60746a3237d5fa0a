import { describe, expect, it } from 'vitest';
import { minus, MINUTE } from '../../src/domain/instant.ts';
import { anExternalRefund, aRefund, keysOf, later } from './a-refund.ts';
import { type Fixture, onEachDatabase } from './each-database.ts';

const ALL = { limit: 100 };

onEachDatabase((fixture) => {
  describe('reserving a key', () => reservationSuite(fixture));
  describe('writing a refund down', () => recordSuite(fixture));
  describe('a refund made elsewhere', () => externalSuite(fixture));
});

function reservationSuite(fixture: Fixture): void {
  it('keeps the first refund and the first hash, whatever comes later', async () => {
    const first = aRefund('k1');
    const other = aRefund('k1', { asked: { amount: '99.00', currency: 'usd' } });
    expect(await fixture.store.reserveRefund(first, 'hash-1')).toEqual({
      refund: first,
      requestHash: 'hash-1',
    });
    expect(await fixture.store.reserveRefund(other, 'hash-2')).toEqual({
      refund: first,
      requestHash: 'hash-1',
    });
    expect(await fixture.store.loadRefund(first.id)).toEqual(first);
  });

  it('gives one refund to all who reserve the same key at once', async () => {
    const attempts = Array.from({ length: 12 }, (_, index) => index);
    const answers = await Promise.all(
      attempts.map((index) =>
        fixture.store.reserveRefund(aRefund('k1', { reason: `attempt ${index}` }), `hash-${index}`),
      ),
    );
    const [{ refund, requestHash } = { refund: null, requestHash: '' }] = answers;
    expect(requestHash).toBe(`hash-${refund?.reason?.replace('attempt ', '')}`);
    expect(answers).toEqual(attempts.map(() => ({ refund, requestHash })));
    expect(keysOf(await fixture.store.listRefunds({}, ALL))).toEqual(['k1']);
  });

  it('keeps keys of different payments apart', async () => {
    await fixture.store.reserveRefund(aRefund('k1', {}, 'pay_1'), 'hash-1');
    const other = aRefund('k1', {}, 'pay_2');
    expect(await fixture.store.reserveRefund(other, 'hash-2')).toEqual({
      refund: other,
      requestHash: 'hash-2',
    });
  });

  it('answers with how the refund stands by now', async () => {
    const asked = aRefund('k1');
    const paid = later(asked, 5, { status: 'succeeded', providerRefundId: 'rf_1' });
    await fixture.store.reserveRefund(asked, 'hash-1');
    await fixture.store.recordRefund(paid);
    expect(await fixture.store.reserveRefund(asked, 'hash-1')).toEqual({
      refund: paid,
      requestHash: 'hash-1',
    });
  });

  it('takes the first hash for a refund that was written down without having been reserved', async () => {
    const begun = later(aRefund('k1'), 5, { sent: true });
    await fixture.store.recordRefund(begun);
    expect(await fixture.store.reserveRefund(aRefund('k1'), 'hash-1')).toEqual({
      refund: begun,
      requestHash: 'hash-1',
    });
    expect(await fixture.store.reserveRefund(aRefund('k1'), 'hash-2')).toEqual({
      refund: begun,
      requestHash: 'hash-1',
    });
  });
}

function recordSuite(fixture: Fixture): void {
  it('knows no refund that was never reserved', async () => {
    expect(await fixture.store.loadRefund('whop:pay_1:none')).toBeNull();
  });

  it('gives a refund back as it was recorded, key for key, whatever characters stand in it', async () => {
    const refund = aRefund('k1', { reason: 'nul \u0000, half a pair \ud800, emoji 🧾' });
    await fixture.store.recordRefund(refund);
    expect(JSON.stringify(await fixture.store.loadRefund(refund.id))).toBe(JSON.stringify(refund));
  });

  it('changes nothing when the same record is written again', async () => {
    const refund = aRefund('k1');
    await fixture.store.recordRefund(refund);
    await fixture.store.recordRefund(refund);
    expect((await fixture.store.listRefunds({}, ALL)).data).toEqual([refund]);
  });

  it('never lets an older record replace a newer one', async () => {
    const asked = aRefund('k1');
    const paid = later(asked, 5, { status: 'succeeded', providerRefundId: 'rf_1' });
    await fixture.store.recordRefund(paid);
    await fixture.store.recordRefund(later(asked, 3, { status: 'needs_attention' }));
    expect(await fixture.store.loadRefund(asked.id)).toEqual(paid);
    expect(keysOf(await fixture.store.listRefunds({ needsAttention: true }, ALL))).toEqual([]);
  });

  it('that has ended stays so for a workflow that does not know it, and not for the provider', async () => {
    const asked = aRefund('k1');
    const settled = later(asked, 5, { status: 'succeeded' });
    await fixture.store.recordRefund(settled);
    await fixture.store.recordRefund(later(asked, 60, { status: 'needs_attention' }));
    await fixture.store.recordRefund(later(asked, 61, { status: 'failed' }));
    expect(await fixture.store.loadRefund(asked.id)).toEqual(settled);
    const returned = later(settled, 70, { status: 'failed', providerRefundId: 'rf_1' });
    await fixture.store.recordRefund(returned);
    expect(await fixture.store.loadRefund(asked.id)).toEqual(returned);
  });

  it('ends at the newest record when those of one refund arrive all at once', async () => {
    const records = Array.from({ length: 10 }, (_, second) => later(aRefund('k1'), second));
    await Promise.all(records.toReversed().map((refund) => fixture.store.recordRefund(refund)));
    expect(await fixture.store.loadRefund('whop:pay_1:k1')).toEqual(records.at(-1));
  });

  it('takes the first record after the reservation even when the clock of whoever reserved it was ahead', async () => {
    const asked = aRefund('k1');
    await fixture.store.reserveRefund(asked, 'hash-1');
    const begun = { ...asked, sent: true, updatedAt: minus(asked.updatedAt, MINUTE) };
    await fixture.store.recordRefund(begun);
    expect(await fixture.store.loadRefund(asked.id)).toEqual(begun);
  });
}

function externalSuite(fixture: Fixture): void {
  const ours = later(aRefund('k1'), 5, { status: 'succeeded', providerRefundId: 'rf_1' });

  it('is written down without having been reserved', async () => {
    const external = anExternalRefund('rf_1');
    await fixture.store.recordRefund(external);
    expect((await fixture.store.listRefunds({}, ALL)).data).toEqual([external]);
  });

  it('that turns out to be ours gives way to ours', async () => {
    await fixture.store.recordRefund(anExternalRefund('rf_1'));
    await fixture.store.recordRefund(anExternalRefund('rf_2'));
    await fixture.store.recordRefund(ours);
    expect(keysOf(await fixture.store.listRefunds({}, ALL)).toSorted()).toEqual(['external:rf_2', 'k1']);
  });

  it('that is known as ours already is not written down', async () => {
    await fixture.store.recordRefund(ours);
    await fixture.store.recordRefund(anExternalRefund('rf_1'));
    expect((await fixture.store.listRefunds({}, ALL)).data).toEqual([ours]);
  });

  it('leaves one row of both when they are written down at once', async () => {
    const payments = Array.from({ length: 20 }, (_, index) => `pay_${index}`);
    const writes = payments.flatMap((paymentId) => [
      aRefund('k1', { providerRefundId: 'rf_1' }, paymentId),
      anExternalRefund('rf_1', { paymentId }),
    ]);
    await Promise.all(writes.map((refund) => fixture.store.recordRefund(refund)));
    const { data } = await fixture.store.listRefunds({}, ALL);
    expect(data.map(({ paymentId, key }) => `${paymentId} ${key}`).toSorted()).toEqual(
      payments.map((paymentId) => `${paymentId} k1`).toSorted(),
    );
  });

  it('does not give way to an outdated record of ours', async () => {
    await fixture.store.recordRefund(later(ours, 9, { providerRefundId: 'rf_2' }));
    await fixture.store.recordRefund(anExternalRefund('rf_1'));
    await fixture.store.recordRefund(ours);
    expect(keysOf(await fixture.store.listRefunds({}, ALL)).toSorted()).toEqual(['external:rf_1', 'k1']);
  });

  it('of an absurd date is listed all the same', async () => {
    const external = anExternalRefund('rf_1', { createdAt: '+275760-09-13T00:00:00.000Z' });
    await fixture.store.recordRefund(external);
    await fixture.store.recordRefund(anExternalRefund('rf_2'));
    const first = await fixture.store.listRefunds({}, { limit: 1 });
    const second = await fixture.store.listRefunds({}, { limit: 1, cursor: first.cursor ?? '' });
    expect([...keysOf(first), ...keysOf(second)]).toEqual(['external:rf_1', 'external:rf_2']);
  });
}
