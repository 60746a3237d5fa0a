import { expect, test } from 'vitest';
import type { Change } from '../../src/store/changes.ts';
import { aCase } from './a-case.ts';
import { aRefund } from './a-refund.ts';
import { onEachDatabase } from './each-database.ts';

onEachDatabase((fixture) => {
  /** Everything heard from here on; waits for the condition itself. */
  function listen() {
    const heard: Change[] = [];
    const wake = new Set<() => void>();
    const stop = fixture.store.changes.listen((change) => {
      heard.push(change);
      for (const look of wake) look();
    });
    const until = (isThere: (heard: readonly Change[]) => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (isThere(heard)) resolve();
        };
        wake.add(look);
        look();
      });
    return { heard, stop, until };
  }

  test('whoever listens hears of cases and refunds that were written down, after a resync', async () => {
    const { heard, stop, until } = listen();
    await until(({ length }) => length === 1);
    await fixture.store.recordCase(aCase('pay_1'), []);
    await fixture.store.recordRefund(aRefund('key-1', { merchantId: 'biz_1' }));
    await until(({ length }) => length === 3);
    stop();
    expect(heard).toEqual([
      { kind: 'resync' },
      { kind: 'case', id: 'whop:pay_1', merchantId: 'biz_1' },
      { kind: 'refund', id: 'whop:pay_1:key-1', paymentId: 'pay_1', merchantId: 'biz_1' },
    ]);
  });

  test('what was rolled back is never told, nor what stands outside our own words', async () => {
    const { heard, stop, until } = listen();
    await until(({ length }) => length === 1);
    const failing = fixture.database.transaction(async (tx) => {
      await tx.query("select pg_notify('recourse_changes', 'never')");
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    await fixture.database.query("select pg_notify('recourse_changes', 'not JSON')");
    await fixture.store.recordCase(aCase('pay_2'), []);
    await until((all) => all.some(({ kind }) => kind === 'case'));
    stop();
    expect(heard.map(({ kind }) => kind)).toEqual(['resync', 'resync', 'case']);
  });

  test('a change too long to be told in full is told as one that may be of anything', async () => {
    const { heard, stop, until } = listen();
    await until(({ length }) => length === 1);
    const long = 'x'.repeat(8_000);
    await fixture.store.recordCase(aCase('pay_3', {}, { merchantId: long }), []);
    await until(({ length }) => length === 2);
    stop();
    expect(heard[1]).toEqual({ kind: 'resync' });
  });

  test('a second listener has missed nothing either, and one that stopped hears no more', async () => {
    const { changes } = fixture.store;
    const first: Change[] = [];
    const second: Change[] = [];
    const stop = changes.listen((change) => first.push(change));
    await new Promise<void>((resolve) => changes.listen(() => resolve()));
    stop();
    await new Promise<void>((resolve) => {
      changes.listen((change) => {
        second.push(change);
        if (change.kind === 'case') resolve();
      });
      void fixture.store.recordCase(aCase('pay_4'), []);
    });
    expect(second.map(({ kind }) => kind)).toContain('resync');
    expect(first.filter(({ kind }) => kind === 'case')).toEqual([]);
  });
});
