import { describe, expect, test } from 'vitest';
import { balanceTransaction, ccgPayload, readingOf } from './samples.ts';

type Changes = Readonly<Record<string, unknown>>;

async function moved(...transactions: Changes[]) {
  const { funds = [] } = await readingOf(ccgPayload({ balanceTransactions: transactions }));
  return funds.map(({ id, kind, amount: { amount, currency } }) => [id, kind, amount, currency]);
}

async function disputed(amount: unknown, ...transactions: Changes[]) {
  const payload = ccgPayload({ amount, balanceTransactions: transactions });
  return (await readingOf(payload)).amount;
}

describe('money that moved', () => {
  test('is withdrawn with a fee, and reinstated with the fee given back', async () => {
    const back = balanceTransaction({ id: 'txn_2', amount: 50, fee: -1500 });
    expect(await moved(balanceTransaction({ id: 'txn_1' }), back)).toEqual([
      ['txn_1', 'withdrawn', '0.50', 'usd'],
      ['txn_1:fee', 'fee', '15.00', 'usd'],
      ['txn_2', 'reinstated', '0.50', 'usd'],
      ['txn_2:fee', 'fee_reversed', '15.00', 'usd'],
    ]);
  });

  test.each([
    ['jpy', '-5000', '5000'],
    ['KWD', '-5000', '5.000'],
    ['eur', '-5000', '50.00'],
  ])('has the decimals of %s', async (currency, amount, written) => {
    expect(await moved(balanceTransaction({ id: 't', amount, currency, fee: null }))).toEqual([
      ['t', 'withdrawn', written, currency.toLowerCase()],
    ]);
  });

  test('a fee of nothing is told of what is withdrawn, and of nothing else', async () => {
    expect(await moved(balanceTransaction({ id: 't', fee: 0 }))).toContainEqual([
      't:fee',
      'fee',
      '0.00',
      'usd',
    ]);
    const back = { id: 't', amount: 50, fee: 0 };
    expect(await moved(balanceTransaction(back))).toEqual([['t', 'reinstated', '0.50', 'usd']]);
  });

  test('a fee in another currency has that currency and its decimals', async () => {
    const transaction = balanceTransaction({
      id: 't',
      amount: -5000,
      currency: 'jpy',
      fee_details: [{ amount: 1500, currency: 'usd' }],
    });
    expect(await moved(transaction)).toEqual([
      ['t', 'withdrawn', '5000', 'jpy'],
      ['t:fee', 'fee', '15.00', 'usd'],
    ]);
  });

  test.each([
    ['no currency', { currency: null, fee_details: [] }],
    ['no amounts', { amount: null, fee: null }],
    ['amounts of nothing', { amount: 0, fee: 0 }],
    ['amounts that are not whole', { amount: -50.5, fee: '15.00' }],
  ])('is not made up where there is %s', async (_what, changes) => {
    expect(await moved(balanceTransaction(changes))).toEqual([]);
  });

  test('a transaction without an id has the same one whenever it is told, and another is another', async () => {
    const pending = balanceTransaction({ id: null });
    const available = balanceTransaction({ id: null, status: 'available', available_on: 1 });
    const other = balanceTransaction({ id: null, created: 1716283112 });
    const [[one] = [], [fee] = []] = await moved(pending);
    expect(one).toMatch(/^derived\.[0-9a-f]{32}$/);
    expect(fee).toBe(`${one}:fee`);
    expect(await moved(available)).toEqual(await moved(pending));
    expect((await moved(other))[0]).not.toContain(one);
  });
});

describe('the disputed amount', () => {
  test('is in the currency of its transactions', async () => {
    const jpy = balanceTransaction({ currency: 'JPY', amount: -5000 });
    expect(await disputed(5000, jpy, jpy)).toEqual({ amount: '5000', currency: 'jpy' });
  });

  test('may be a part of what was withdrawn', async () => {
    expect(await disputed(30, balanceTransaction({ amount: -50 }))).toEqual({
      amount: '0.30',
      currency: 'usd',
    });
  });

  test('is unknown where an exchange rate tells that it was converted from a currency nobody names', async () => {
    const converted = balanceTransaction({ amount: -1234, exchange_rate: 1.234 });
    const feeAlone = balanceTransaction({ amount: 0 });
    expect(await disputed(1000, converted, feeAlone)).toBeNull();
    expect(await moved(converted)).toContainEqual([converted['id'], 'withdrawn', '12.34', 'usd']);
  });

  test('is known where a rate changed nothing', async () => {
    const converted = balanceTransaction({ amount: -1000, exchange_rate: 1 });
    expect(await disputed(1000, converted)).toEqual({ amount: '10.00', currency: 'usd' });
  });

  test.each([
    ['its transactions are in two currencies', 50, [{}, { currency: 'eur' }]],
    ['its transactions are in none', 50, [{ currency: null }]],
    ['it is not whole', 50.5, [{}]],
    ['it is negative', -50, [{}]],
    ['there is none', null, [{}]],
  ])('is unknown where %s', async (_what, amount, transactions) => {
    expect(await disputed(amount, ...transactions.map((changes) => balanceTransaction(changes)))).toBeNull();
  });
});
