import { expect, test } from 'vitest';
import { moneyText } from '../../../src/web/words/money.ts';

test.each([
  ['49.00', 'usd', '$49.00'],
  ['1234567.89', 'eur', '€1,234,567.89'],
  ['12800', 'jpy', '¥12,800'],
  ['24.750', 'kwd', 'KWD 24.750'],
  ['-5.10', 'usd', '-$5.10'],
  ['42.00', 'cad', 'CA$42.00'],
  ['15.0', 'jpy', '¥15.0'],
  ['9007199254740993.01', 'usd', '$9,007,199,254,740,993.01'],
  ['12.5', 'whop_usd', '12.5 whop_usd'],
  ['0.00012345', 'btc', 'BTC 0.00012345'],
  ['about 5', 'usd', 'about 5 usd'],
])('%s %s is %s, digit by digit', (amount, currency, words) => {
  expect(moneyText({ amount, currency }).replaceAll('\u{A0}', ' ')).toBe(words);
});
