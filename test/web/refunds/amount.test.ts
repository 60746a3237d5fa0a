import { expect, test } from 'vitest';
import { example, readAmount } from '../../../src/web/refunds/amount.ts';

const remaining = { amount: '30.00', currency: 'usd' };

test('an amount is read exactly, with the decimals of its currency', () => {
  expect(readAmount(' 12.5 ', 'usd', remaining)).toEqual({ money: { amount: '12.50', currency: 'usd' } });
  expect(readAmount('30', 'usd', remaining)).toEqual({ money: { amount: '30.00', currency: 'usd' } });
  expect(readAmount('1.250', 'kwd', null)).toEqual({ money: { amount: '1.250', currency: 'kwd' } });
  expect(readAmount('0.123456789012345678', 'eth', null)).toEqual({
    money: { amount: '0.123456789012345678', currency: 'eth' },
  });
});

test.each([
  ['', 'usd', /how much/i],
  ['1,250', 'usd', /point/],
  ['12.505', 'usd', /at most 2 decimals/],
  ['10.5', 'jpy', /no decimals/],
  ['0.00', 'usd', /more than nothing/],
  ['30.01', 'usd', /Only 30.00 USD/],
  ['-5', 'usd', /10\.00/],
  ['1e3', 'usd', /10\.00/],
  ['5', '', /plain amount/],
])('%j of %j is refused with what is wrong', (text, currency, sentence) => {
  expect(readAmount(text, currency, remaining)).toEqual({ fault: expect.stringMatching(sentence) });
});

test.each([
  ['12,50', 'usd', '12.50'],
  ['12,5', 'usd', '12.50'],
  ['1.250,50', 'usd', '1250.50'],
  ['1250,50', 'kwd', '1250.500'],
])('%j of %j is answered with the same amount as it is written here', (text, currency, meant) => {
  expect(readAmount(text, currency, null)).toEqual({ fault: expect.stringMatching(`: ${meant}$`) });
});

test.each([
  ['1,250', 'usd'],
  ['1,250.00', 'usd'],
  ['12,50', 'jpy'],
  ['1,2,50', 'usd'],
  [',', 'usd'],
])('for %j of %j no amount is suggested', (text, currency) => {
  expect(readAmount(text, currency, null)).toEqual({ fault: expect.stringMatching(/^[^0-9]+$/) });
});

test('an example has the decimals of the currency', () => {
  expect(['usd', 'jpy', 'kwd'].map(example)).toEqual(['10.00', '10', '10.000']);
});
