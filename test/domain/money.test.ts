import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareMoney,
  decimalsOf,
  minorUnits,
  moneyFromMajor,
  moneyFromMinor,
} from '../../src/domain/money.ts';

describe('money in major units', () => {
  test.each([
    [49, 'usd', '49.00'],
    [10.43, 'USD', '10.43'],
    [0.1 + 0.2, 'eur', '0.30'],
    [1.005, 'usd', '1.01'],
    [1000, 'jpy', '1000'],
    [999.5, 'krw', '1000'],
    [1.2345, 'kwd', '1.235'],
    [-5.5, 'usd', '-5.50'],
    ['10.43', 'usd', '10.43'],
    [0, 'usd', '0.00'],
  ])('%s %s is %s', (amount, currency, written) => {
    expect(moneyFromMajor(amount, currency)).toEqual({ amount: written, currency: currency.toLowerCase() });
  });

  test.each([
    [0.00012345, 'btc', '0.00012345'],
    [0.1 + 0.2, 'btc', '0.3'],
    [1.1 * 3, 'usdt', '3.3'],
    [1e-18, 'eth', '0.000000000000000001'],
    ['0.123456789012345678', 'eth', '0.123456789012345678'],
    [7, 'whop_usd', '7'],
    [12.5, 'xau', '12.5'],
  ])(
    'a currency in no list keeps the decimals it came with, without the binary noise: %s %s is %s',
    (amount, currency, written) => {
      expect(moneyFromMajor(amount, currency)).toEqual({ amount: written, currency });
    },
  );

  test('what rounds to nothing has no sign', () => {
    expect(moneyFromMajor(-0.001, 'usd')?.amount).toBe('0.00');
    expect(moneyFromMajor(-0, 'usd')?.amount).toBe('0.00');
    expect(moneyFromMinor(-0, 'usd')?.amount).toBe('0.00');
  });

  test.each([[null], [undefined], [Number.NaN], [Number.POSITIVE_INFINITY], [''], ['ten'], [{}], [true]])(
    '%s is no amount',
    (amount) => {
      expect(moneyFromMajor(amount, 'usd')).toBeNull();
      expect(moneyFromMinor(amount, 'usd')).toBeNull();
    },
  );

  test.each([[null], [undefined], [''], [840]])('%s is no currency', (currency) => {
    expect(moneyFromMajor(1, currency)).toBeNull();
    expect(moneyFromMinor(1, currency)).toBeNull();
  });

  test('every amount of cents survives the way through a JSON number', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (cents) => {
        const written = moneyFromMinor(cents, 'usd');
        expect(moneyFromMajor(JSON.parse(JSON.stringify(cents / 100)), 'usd')).toEqual(written);
      }),
    );
  });
});

describe('money in minor units', () => {
  test.each([
    [1043, 'usd', '10.43'],
    [-1550, 'usd', '-15.50'],
    [1043, 'jpy', '1043'],
    [1043, 'bhd', '1.043'],
    [1043, 'zzz', '10.43'],
  ])('%s %s is %s', (amount, currency, written) => {
    expect(moneyFromMinor(amount, currency)?.amount).toBe(written);
  });
});

test('a zero-decimal dispute with a fee in another currency is never compared as if it were one', () => {
  const yen = { amount: '1000', currency: 'jpy' };
  const fee = { amount: '15.00', currency: 'usd' };
  expect(() => compareMoney(yen, fee)).toThrow(RangeError);
  expect(compareMoney(fee, { amount: '9.00', currency: 'usd' })).toBeGreaterThan(0);
});

test('a currency nobody listed has no number of decimals of its own', () => {
  expect(decimalsOf('btc')).toBeNull();
  expect(decimalsOf('tnd')).toBe(3);
});

describe('minor units', () => {
  test.each([
    ['10.43', 'usd', 1043],
    ['1000', 'jpy', 1000],
    ['1.234', 'kwd', 1234],
    ['7', 'whop_usd', 700],
  ])('%s %s are %s', (amount, currency, units) => {
    expect(minorUnits({ amount, currency })).toBe(units);
  });

  test.each([
    ['0.5', 'jpy'],
    ['1.005', 'usd'],
    ['90071992547409.93', 'usd'],
  ])('%s %s has none that are exact', (amount, currency) => {
    expect(minorUnits({ amount, currency })).toBeNull();
  });

  test('lead back to the amount they came from', () => {
    const currencies = fc.constantFrom('usd', 'jpy', 'kwd', 'xyz');
    fc.assert(
      fc.property(fc.maxSafeInteger(), currencies, (units, currency) => {
        const money = moneyFromMinor(units, currency);
        expect(money === null ? null : minorUnits(money)).toBe(units);
      }),
    );
  });
});
