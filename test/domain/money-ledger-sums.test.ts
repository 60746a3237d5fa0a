import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CaseState } from '../../src/domain/case.ts';
import { DAY } from '../../src/domain/instant.ts';
import { moneyLedger } from '../../src/domain/money-ledger.ts';
import type { Money } from '../../src/domain/money.ts';
import type { FundsMovement } from '../../src/domain/provider.ts';
import { WEPAY_CAPABILITIES } from '../../src/providers/wepay/capabilities.ts';
import { after, disputeIn, fileWith, reading } from './builders.ts';

/** Decimals of each currency: two, none, three, and eight of one that is in no list. */
const DECIMALS: ReadonlyMap<string, number> = new Map([
  ['usd', 2],
  ['jpy', 0],
  ['kwd', 3],
  ['btc', 8],
]);
const SIGN = { withdrawn: -1n, fee: -1n, fee_reversed: 1n, reinstated: 1n } as const;

interface Told {
  readonly kind: FundsMovement['kind'];
  /** Of the smallest part of the currency. */
  readonly units: bigint;
  readonly currency: string;
  readonly day: number | null;
}

const movements = fc.array(
  fc.record<Told>({
    kind: fc.constantFrom('withdrawn', 'fee', 'fee_reversed', 'reinstated'),
    units: fc.bigInt({ min: 0n, max: 10n ** 15n }),
    currency: fc.constantFrom(...DECIMALS.keys()),
    day: fc.option(fc.nat({ max: 9 })),
  }),
  { maxLength: 12 },
);

test('the net effect of each currency is the sum of its entries, to the last decimal', () => {
  fc.assert(
    fc.property(movements, (told) => {
      const { entries, net } = moneyLedger(caseWith(told.map(movementOf)), [], WEPAY_CAPABILITIES);
      expect(entries).toHaveLength(told.length);
      const expected = Map.groupBy(told, ({ currency }) => currency);
      expect(net.map(({ currency }) => currency)).toEqual([...expected.keys()].toSorted());
      for (const sum of net) {
        const parts = expected.get(sum.currency) ?? [];
        const total = parts.reduce((so, { kind, units }) => so + SIGN[kind] * units, 0n);
        expect(unitsOf(sum)).toBe(total);
      }
    }),
  );
});

test('neither the order it is told in nor telling it twice changes anything', () => {
  const courses = movements
    .map((told) => told.map(movementOf))
    .chain((told) => fc.record({ told: fc.constant(told), again: repeated(told) }));
  fc.assert(
    fc.property(courses, ({ told, again }) => {
      const once = moneyLedger(caseWith(told), [], WEPAY_CAPABILITIES);
      expect(moneyLedger(caseWith(again), [], WEPAY_CAPABILITIES)).toEqual(once);
    }),
  );
});

/** All of them, some twice, in any order. */
function repeated<T>(told: T[]): fc.Arbitrary<T[]> {
  return fc.subarray(told).chain((twice) => {
    const all = [...told, ...twice];
    return fc.shuffledSubarray(all, { minLength: all.length });
  });
}

function movementOf({ kind, units, currency, day }: Told, index: number): FundsMovement {
  const digits = String(units).padStart(decimalsOf(currency) + 1, '0');
  const point = digits.length - decimalsOf(currency);
  const amount = [digits.slice(0, point), digits.slice(point)].filter((part) => part !== '').join('.');
  const at = day === null ? null : after(day * DAY);
  return { id: `txn_${index}`, kind, amount: { amount, currency }, at, source: 'a record' };
}

function unitsOf({ amount, currency }: Money): bigint {
  const [, sign, whole = '', part = ''] = /^(-?)(\d+)\.?(\d*)$/.exec(amount) ?? [];
  const units = BigInt(whole + part.padEnd(decimalsOf(currency), '0'));
  return sign === '-' ? -units : units;
}

function decimalsOf(currency: string): number {
  return DECIMALS.get(currency) ?? 0;
}

function caseWith(funds: readonly FundsMovement[]): CaseState {
  const file = fileWith([reading()], { capabilities: WEPAY_CAPABILITIES });
  disputeIn(file).funds = funds;
  return file.state;
}
